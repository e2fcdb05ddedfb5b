//! One app in a process of its own: `first_sync BASE DATA_DIR [hold]`. Signs in with the tokens in `DATA_DIR/tokens` (access and
//! refresh, a line each) unless somebody is signed in there, reads everything, prints `done` and ends. With `hold` it opens the
//! directory, prints `open`, and keeps it until its standard input ends.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use schoolcard_core::app::{AppError, ParentApp, RefreshScope};
use schoolcard_core::secrets::FileSecrets;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, data, hold @ ..] = arguments.as_slice() else {
        eprintln!("first_sync BASE DATA_DIR [hold]");
        return ExitCode::from(2);
    };
    let data = Path::new(data);
    let secrets = Arc::new(FileSecrets::new(data.join("secrets")));
    let app = match ParentApp::new(schoolcard_scenarios::config(base, data), secrets) {
        Ok(app) => app,
        Err(error) => return failed(&error),
    };
    if !hold.is_empty() {
        println!("open");
        let _ = std::io::stdin().read(&mut [0]);
        return ExitCode::SUCCESS;
    }
    let mut outcome = app.refresh(RefreshScope::Everything).await;
    if outcome == Err(AppError::SignedOut)
        && let Ok(tokens) = std::fs::read_to_string(data.join("tokens"))
        && let Some((access, refresh)) = tokens.split_once('\n')
    {
        outcome = app.sign_in_with_tokens(access.to_owned(), Some(refresh.trim().to_owned())).await;
        if outcome.is_ok() {
            outcome = app.refresh(RefreshScope::Everything).await;
        }
    }
    app.shutdown();
    match outcome {
        Ok(()) => {
            println!("done");
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &AppError) -> ExitCode {
    eprintln!("{error:?}");
    ExitCode::FAILURE
}
