//! `alerts`: the feed, once, or told as it grows.
//!
//! What is printed is posted and read: the core is told so after it was printed, so that a process killed before that tells it again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use schoolcard_core::app::{Action, PostedAlert, PushOutcome, RefreshScope, ScreenObserver};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::alerts::AlertRow;
use schoolcard_core::screens::{AlertToPost, AlertsState, Screen, ScreenState};
use tokio::sync::mpsc;

use crate::args::Setup;
use crate::args::View;
use crate::args::alerts::{Alerts, How};
use crate::device::{self, Device};
use crate::failure::{Exit, Failure};
use crate::json::alerts as json;
use crate::out;
use crate::plain::alerts as plain;
use crate::setup::{self, Opened, Server};
use crate::show::{self, READING, Reading};

/// Between two looks whether the school may be asked again; whether it may is the core's to say (two minutes at least).
const LOOK: Duration = Duration::from_secs(15);
/// Longest reading in the background.
const BACKGROUND: Duration = Duration::from_secs(30);

/// Shows the feed, or tells alerts until the person stops it.
pub async fn run(setup: &Setup, locale: Locale, asked: &Alerts) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = match asked.how {
        How::Once { cached, keep_unread } => once(&opened, asked, cached, keep_unread).await,
        How::Follow { sandbox_pushes } => follow(setup, &opened, asked, sandbox_pushes).await,
    };
    opened.app.shutdown();
    outcome
}

async fn once(opened: &Opened, asked: &Alerts, cached: bool, keep_unread: bool) -> Result<(), Failure> {
    let view = View { cached, ..View::default() };
    let deadline = tokio::time::Instant::now() + READING;
    let reading = show::read(opened, &view, deadline, RefreshScope::Latest).await;
    if matches!(reading, Reading::Done) {
        // The phone's own alerts are there without the school's feed.
        let _ = show::read(opened, &view, deadline, RefreshScope::Notices).await;
    }
    let home = show::current(opened, &Screen::Home)?;
    let state = feed(opened)?;
    let text = if asked.json { json::feed(&state) } else { plain::feed(opened.words, &state).map(|lines| lines.join("\n")) };
    // Before the family is known there is nothing to tell alerts of.
    let text = text.filter(|_| show::family(&home).is_some());
    let Some(text) = text else { return Err(show::nothing(opened, &home, &reading)) };
    out::line(text);
    if !keep_unread {
        if let AlertsState::Feed { to_post, .. } = state {
            opened.app.alerts_posted(to_post.iter().map(posted).collect());
        }
        opened.app.dispatch(Action::MarkAlertsRead);
    }
    match reading {
        Reading::Failed(schoolcard_core::app::AppError::SignedOut) => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_again())),
        Reading::StillUnderWay => {
            out::note(opened.words.still_reading());
            Ok(())
        }
        _ => Ok(()),
    }
}

fn feed(opened: &Opened) -> Result<AlertsState, Failure> {
    match show::current(opened, &Screen::Alerts)? {
        ScreenState::Alerts { state } => Ok(state),
        _ => Ok(AlertsState::SignedOut),
    }
}

fn posted(alert: &AlertToPost) -> PostedAlert {
    PostedAlert { key: alert.key.clone(), revision: alert.revision }
}

/// What makes `--follow` look up.
enum News {
    /// A state of the feed.
    Feed(AlertsState),
    /// A push that this version cannot read.
    Unreadable(AlertToPost),
}

struct Watcher(mpsc::UnboundedSender<News>);

impl ScreenObserver for Watcher {
    fn on_state(&self, state: ScreenState) {
        if let ScreenState::Alerts { state } = state {
            // After the end nobody listens.
            let _ = self.0.send(News::Feed(state));
        }
    }
}

async fn follow(setup: &Setup, opened: &Opened, asked: &Alerts, sandbox_pushes: bool) -> Result<(), Failure> {
    if feed(opened)? == AlertsState::SignedOut {
        return Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first()));
    }
    let (sender, mut news) = mpsc::unbounded_channel();
    let _device = connect(setup, opened, sandbox_pushes, sender.clone())?;
    let watching = opened.app.observe(Screen::Alerts, Arc::new(Watcher(sender))).map_err(|error| opened.failure(&error))?;
    out::note(opened.words.alerts_waiting());
    let app = Arc::clone(&opened.app);
    let asking = tokio::spawn(async move {
        loop {
            // What has to be posted comes with the state of the feed.
            let _ = app.background_refresh(BACKGROUND).await;
            tokio::time::sleep(LOOK).await;
        }
    });
    let mut told = BTreeSet::new();
    let outcome = loop {
        let is_read = tokio::select! {
            _ = tokio::signal::ctrl_c() => break Ok(()),
            news = news.recv() => match news {
                Some(News::Feed(AlertsState::Feed { rows, to_post, .. })) => {
                    let is_new = |alert: &&AlertToPost| !told.contains(&(alert.key.0.clone(), alert.revision));
                    let is_read = to_post.iter().filter(is_new).all(|alert| {
                        let is_read = tell(asked, alert, rows.iter().find(|row| row.id == alert.key.0));
                        if is_read {
                            opened.app.alerts_posted(vec![posted(alert)]);
                        }
                        is_read
                    });
                    told = to_post.into_iter().map(|alert| (alert.key.0, alert.revision)).collect();
                    is_read
                }
                Some(News::Unreadable(alert)) => tell(asked, &alert, None),
                Some(News::Feed(AlertsState::SignedOut)) | None => {
                    break Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first()));
                }
            },
        };
        // What nobody read is told by the next one.
        if !is_read {
            break Ok(());
        }
    };
    asking.abort();
    drop(watching);
    outcome
}

/// Makes the terminal a device, or says that it is none any more.
fn connect(setup: &Setup, opened: &Opened, sandbox_pushes: bool, news: mpsc::UnboundedSender<News>) -> Result<Option<Device>, Failure> {
    if !sandbox_pushes {
        return opened.app.set_push_token(None).map(|()| None).map_err(|error| opened.failure(&error));
    }
    let server = Server::choose(setup, &setup::data_dir(setup));
    let told = move |outcome| {
        if let PushOutcome::Show { alert } = outcome
            && alert.kind.is_none()
        {
            let _ = news.send(News::Unreadable(alert));
        }
    };
    device::connect(opened, server.school_url(), told).map(Some).map_err(|error| opened.failure(&error))
}

/// Prints an alert; false when nobody reads any more.
fn tell(asked: &Alerts, alert: &AlertToPost, row: Option<&AlertRow>) -> bool {
    if asked.json { out::went_out(json::notification(alert, row).unwrap_or_default()) } else { out::went_out(plain::notification(alert)) }
}
