//! The demo: a school of its own inside the program, a family, and the parents' app looking at it.

mod browser;
mod folder;
mod school;
mod story;

use std::sync::mpsc::Sender;

use schoolcard_core::app::PushOutcome;
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::AlertToPost;

use self::folder::Folder;
use self::school::School;
use crate::args::{Demo, SecretsKind};
use crate::device::{self, Device};
use crate::failure::Failure;
use crate::setup::{self, Opened, Server};
use crate::words::Words;
use crate::{out, tui};

/// Where the demo's browser is sent back to; nothing listens there, the demo reads the address itself.
const REDIRECT: &str = "http://127.0.0.1/signed-in";

/// Runs the demo.
pub async fn run(demo: &Demo, locale: Locale) -> Result<(), Failure> {
    if demo.plain { story::run(demo, locale).await } else { on_screen(demo, locale).await }
}

async fn on_screen(demo: &Demo, locale: Locale) -> Result<(), Failure> {
    let words = Words::new(locale);
    out::note(words.demo_starts());
    let school = School::open(demo, school::now_or_last_school_day(), words).await?;
    let console = school.console();
    let (opened, _dir) = app(&school, locale).await?;
    sign_in(&opened).await?;
    let ticking = school.keep_clock_going();
    let (unreadable, to_show) = std::sync::mpsc::channel();
    let device = if demo.pushes { Some(connect(&opened, &school, unreadable)?) } else { None };
    let watching = school.tell_app_of_changes(&opened.app, demo.pushes);
    let outcome = tokio::task::block_in_place(|| tui::run(&opened, Some(console.clone()), &to_show));
    drop(device);
    watching.abort();
    ticking.abort();
    opened.app.shutdown();
    school.close().await;
    out::line(format_args!("{} {console}", words.demo_ends()));
    outcome
}

/// Makes the terminal a device of the school; what a push says that cannot be read goes to `unreadable`.
fn connect(opened: &Opened, school: &School, unreadable: Sender<AlertToPost>) -> Result<Device, Failure> {
    let told = move |outcome| {
        if let PushOutcome::Show { alert } = outcome
            && alert.kind.is_none()
        {
            // After the end of the show nobody looks.
            let _ = unreadable.send(alert);
        }
    };
    device::connect(opened, &school.address(), told).map_err(|error| opened.failure(&error))
}

/// An app whose data live as long as the demo.
async fn app(school: &School, locale: Locale) -> Result<(Opened, Folder), Failure> {
    let words = Words::new(locale);
    let dir = Folder::make().map_err(|error| Failure::usage(words.no_sandbox(&error.to_string())))?;
    let secrets = setup::secrets(SecretsKind::Memory, dir.path());
    let opened = setup::open(&Server::at(&school.address()), dir.path().to_owned(), secrets, REDIRECT, locale).await?;
    Ok((opened, dir))
}

/// Signs in as a person would: the app's address, the school's page, the page's answer.
async fn sign_in(opened: &Opened) -> Result<(), Failure> {
    let url = opened.app.begin_sign_in().await.map_err(|error| opened.failure(&error))?;
    let redirect = browser::visit(&url).await.map_err(|error| Failure::usage(opened.words.no_sandbox(&error)))?;
    opened.app.complete_sign_in(redirect).await.map_err(|error| opened.failure(&error))
}
