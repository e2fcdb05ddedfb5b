//! Signing in: through the system browser with a redirect to this machine, or with tokens.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Html;
use schoolcard_core::app::{Action, AppError};
use schoolcard_core::l10n::Locale;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::args::{Setup, Tokens};
use crate::failure::{Exit, Failure};
use crate::setup::{self, Opened, Server};
use crate::words::Words;
use crate::{browser, out};

/// How long the browser may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Signs in and remembers the server. `json`: answer in JSON.
pub async fn run(setup: &Setup, tokens: Option<Tokens>, locale: Locale, json: bool) -> Result<(), Failure> {
    let words = Words::new(locale);
    let dir = setup::data_dir(setup);
    let server = Server::choose(setup, &dir);
    let secrets = setup::secrets(setup.secrets, &dir);
    let opened = if let Some(tokens) = tokens {
        let opened = setup::open(&server, dir, secrets, "http://127.0.0.1/", locale).await?;
        let access = if tokens.access == "-" { read_line(words)? } else { tokens.access };
        opened.app.sign_in_with_tokens(access, tokens.refresh).await.map_err(|error| token_failure(&opened, &error))?;
        opened
    } else {
        let redirects = Redirects::listen(words).await?;
        let opened = setup::open(&server, dir, secrets, &redirects.address, locale).await?;
        through_browser(&opened, redirects).await?;
        opened
    };
    server.remember(&opened.dir);
    opened.app.shutdown();
    if json {
        out::line(serde_json::json!({ "signed_in": true }));
    } else {
        out::line(words.done_signed_in());
    }
    Ok(())
}

/// There was no code here: a refusal is the token's fault.
fn token_failure(opened: &Opened, error: &AppError) -> Failure {
    match error {
        AppError::Rejected { code, .. } if code == "code_expired" => Failure::new(Exit::SignedOut, opened.words.sign_in_refused()),
        other => opened.failure(other),
    }
}

fn read_line(words: Words) -> Result<String, Failure> {
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(_) if !line.trim().is_empty() => Ok(line.trim().to_owned()),
        _ => Err(Failure::usage(words.token_from_input())),
    }
}

async fn through_browser(opened: &Opened, mut redirects: Redirects) -> Result<(), Failure> {
    let words = opened.words;
    let url = opened.app.begin_sign_in().await.map_err(|error| opened.failure(&error))?;
    out::note(format_args!("{}\n  {url}", words.browser_opened()));
    if !browser::open(&url) {
        out::note(words.no_browser());
    }
    out::note(words.waiting_for_browser());
    let came = tokio::select! {
        came = redirects.next() => came,
        () = tokio::time::sleep(PATIENCE) => None,
        _ = tokio::signal::ctrl_c() => None,
    };
    let Some(came) = came else {
        opened.app.dispatch(Action::CancelSignIn);
        opened.app.shutdown();
        return Err(Failure::new(Exit::SignedOut, words.sign_in_timed_out()));
    };
    let outcome = opened.app.complete_sign_in(came.address).await;
    // The person looks at the browser: it has to say how it went.
    let _ = came.answer.send(outcome.is_ok());
    redirects.end().await;
    outcome.map_err(|error| opened.failure(&error))
}

/// One arrival of the browser: where it was sent, and who waits to be told how it went.
struct Arrival {
    address: String,
    answer: oneshot::Sender<bool>,
}

/// Listens on this machine for the browser's return.
struct Redirects {
    address: String,
    arrivals: mpsc::Receiver<Arrival>,
    stop: oneshot::Sender<()>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Listening {
    address: String,
    arrivals: mpsc::Sender<Arrival>,
    words: Words,
}

impl Redirects {
    async fn listen(words: Words) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::usage(words.cannot_listen(&error.to_string()));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let address = format!("http://{}/", listener.local_addr().map_err(failed)?);
        let (sender, arrivals) = mpsc::channel(4);
        let (stop, stopped) = oneshot::channel::<()>();
        let state = Arc::new(Listening { address: address.clone(), arrivals: sender, words });
        let routes = Router::new().fallback(arrived).with_state(state);
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, routes)
                .with_graceful_shutdown(async move {
                    let _ = stopped.await;
                })
                .await;
        });
        Ok(Self { address, arrivals, stop, server })
    }

    async fn next(&mut self) -> Option<Arrival> {
        self.arrivals.recv().await
    }

    /// Stops listening once the page has been sent.
    async fn end(self) {
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(Duration::from_secs(1), self.server).await;
    }
}

/// Anything but the answer of the sign-in page (a favicon, a curious visitor) is not an arrival.
async fn arrived(State(listening): State<Arc<Listening>>, uri: Uri) -> (StatusCode, Html<String>) {
    let words = listening.words;
    let query = uri.query().unwrap_or_default();
    let is_answer = uri.path() == "/" && url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "code" || name == "error");
    if !is_answer {
        return (StatusCode::NOT_FOUND, page(words, words.page_unexpected()));
    }
    let (answer, outcome) = oneshot::channel();
    let address = format!("{}?{query}", listening.address);
    let went_well = match listening.arrivals.send(Arrival { address, answer }).await {
        Ok(()) => outcome.await.unwrap_or(false),
        Err(_) => false,
    };
    (StatusCode::OK, page(words, if went_well { words.page_signed_in() } else { words.page_failed() }))
}

fn page(words: Words, text: &str) -> Html<String> {
    let title = words.app_name();
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>{title}</title><body style=\"font:20px sans-serif;margin:4em auto;max-width:30em\"><h1>{title}</h1><p>{text}</p>"
    ))
}
