//! One life of an app with alerts, in a process of its own, to be killed: `alerts BASE DATA_DIR [PAYLOAD_FILE]`. Somebody is signed in in
//! `DATA_DIR`. Takes in the push in the file, where one is named; then does what a face does at a start: a background refresh, and what has
//! to be posted is posted (a line in `DATA_DIR/shown`). Prints `done` and ends.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use schoolcard_core::app::{ParentApp, PushOutcome};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_scenarios::alerting::post;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, data, payload @ ..] = arguments.as_slice() else {
        eprintln!("alerts BASE DATA_DIR [PAYLOAD_FILE]");
        return ExitCode::from(2);
    };
    let (data, shown) = (Path::new(data), Path::new(data).join("shown"));
    let secrets = Arc::new(FileSecrets::new(data.join("secrets")));
    let app = match ParentApp::new(schoolcard_scenarios::config(base, data), secrets) {
        Ok(app) => app,
        Err(error) => {
            eprintln!("{error:?}");
            return ExitCode::FAILURE;
        }
    };
    if let [file] = payload
        && let Ok(payload) = std::fs::read(file)
        && let PushOutcome::Show { alert } = app.handle_push(&payload)
    {
        post(&app, &[alert], &shown);
    }
    let left = app.background_refresh(Duration::from_secs(20)).await;
    let Ok(left) = left else { return ExitCode::FAILURE };
    post(&app, &left, &shown);
    app.shutdown();
    println!("done");
    ExitCode::SUCCESS
}
