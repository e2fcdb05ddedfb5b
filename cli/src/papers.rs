//! `connection` and `adults`: papers for the school. `statement`: a period as a table. `privacy`: consents, taking everything along, leaving.

use std::path::Path;

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::PersonId;
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::connection::ChildConnection;
use schoolcard_core::screens::{ConnectionState, PrivacyState, Screen, ScreenState};

use crate::args::papers::{Adults, Connection, ConnectionWish, Privacy, PrivacyWish, Statement};
use crate::args::{Setup, View};
use crate::failure::{Exit, Failure};
use crate::setup::Opened;
use crate::show::{self, Reading};
use crate::{json, out, plain};

/// Shows how the children are connected, after noting what was asked for.
pub async fn connection(setup: &Setup, locale: Locale, asked: &Connection) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = connection_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn connection_opened(opened: &Opened, asked: &Connection) -> Result<(), Failure> {
    let reading = read(opened, &asked.view).await;
    match &asked.wish {
        ConnectionWish::Contact { phone, email } => {
            opened.app.dispatch(Action::SetContact { phone: phone.clone(), email: email.clone() });
        }
        ConnectionWish::Applied(on) => {
            let (child, _) = show::child_of(opened, asked.view.child.as_deref(), true).await?;
            opened.app.dispatch(Action::MarkApplied { child, on: *on });
        }
        ConnectionWish::Text | ConnectionWish::Page(_) => {
            let (child, _) = show::child_of(opened, asked.view.child.as_deref(), true).await?;
            let child = of_child(opened, &child)?;
            if let ConnectionWish::Page(file) = &asked.wish {
                write(opened, file, &child.application.page)?;
            } else {
                out::line(&child.application.text);
            }
            if !child.application.missing_text.is_empty() {
                out::note(&child.application.missing_text);
            }
            return Ok(());
        }
        ConnectionWish::Show => {}
    }
    print(opened, &asked.view, &reading).await
}

/// Names an adult or forgets one; shows who sees a child.
pub async fn adults(setup: &Setup, locale: Locale, asked: &Adults) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = adults_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn adults_opened(opened: &Opened, asked: &Adults) -> Result<(), Failure> {
    let reading = read(opened, &asked.view).await;
    if let Some(name) = &asked.name {
        let (child, _) = show::child_of(opened, asked.view.child.as_deref(), true).await?;
        if asked.forget {
            let known = of_child(opened, &child)?.named.into_iter().find(|known| known.name == *name);
            let known = known.ok_or_else(|| Failure::usage(opened.words.no_such_adult()))?;
            opened.app.dispatch(Action::ForgetAdult { id: known.id });
        } else {
            opened.app.name_adult(&child, name, asked.rights, asked.until).map_err(|error| match error {
                AppError::Rejected { text, .. } => Failure::new(Exit::Refused, format!("{text}\n{}", opened.words.consent_hint())),
                error => opened.failure(&error),
            })?;
        }
    }
    print(opened, &asked.view, &reading).await
}

/// Reads the family and who sees the children, unless only what is stored was asked for.
async fn read(opened: &Opened, view: &View) -> Reading {
    let deadline = tokio::time::Instant::now() + show::READING;
    let reading = show::read(opened, view, deadline, RefreshScope::Latest).await;
    if matches!(reading, Reading::Done) { show::read(opened, view, deadline, RefreshScope::Connection).await } else { reading }
}

fn state(opened: &Opened) -> Result<ConnectionState, Failure> {
    match show::current(opened, &Screen::Connection)? {
        ScreenState::Connection { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}

fn of_child(opened: &Opened, child: &PersonId) -> Result<ChildConnection, Failure> {
    let ConnectionState::Children { children, .. } = state(opened)? else {
        return Err(Failure::new(Exit::Offline, opened.words.nothing_to_show()));
    };
    children.into_iter().find(|known| known.person == *child).ok_or_else(|| Failure::usage(opened.words.unknown_child()))
}

async fn print(opened: &Opened, view: &View, reading: &Reading) -> Result<(), Failure> {
    let mut state = state(opened)?;
    if view.child.is_some() {
        let (child, _) = show::child_of(opened, view.child.as_deref(), true).await?;
        if let ConnectionState::Children { children, .. } = &mut state {
            children.retain(|known| known.person == child);
        }
    }
    let state = ScreenState::Connection { state };
    let text = if view.json { json::of(&state) } else { plain::of(opened.words, &state).map(|lines| lines.join("\n")) };
    let Some(text) = text else { return Err(show::nothing(opened, &show::current(opened, &Screen::Home)?, reading)) };
    out::line(text.trim_end());
    for line in plain::asides(&state) {
        out::note(line);
    }
    Ok(())
}

/// Writes the statement into the files asked for, or prints what it would hold.
pub async fn statement(setup: &Setup, locale: Locale, asked: &Statement) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = statement_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn statement_opened(opened: &Opened, asked: &Statement) -> Result<(), Failure> {
    let (child, reading) = show::child_of(opened, asked.view.child.as_deref(), asked.view.cached).await?;
    let period = show::period(&asked.view, opened.app.now().date());
    if matches!(reading, Reading::Done) {
        let deadline = tokio::time::Instant::now() + show::READING;
        let scope = RefreshScope::Child { person: child.clone(), period };
        show::read(opened, &asked.view, deadline, scope).await;
    }
    let files = opened.app.statement(&child, period).await.map_err(|error| opened.failure(&error))?;
    if let Some(file) = &asked.csv {
        write(opened, file, &files.csv.text)?;
    }
    if let Some(file) = &asked.page {
        write(opened, file, &files.page.text)?;
    }
    let state = show::current(opened, &Screen::Statement { child, period })?;
    let text = if asked.view.json { json::of(&state) } else { plain::of(opened.words, &state).map(|lines| lines.join("\n")) };
    out::line(text.unwrap_or_default());
    Ok(())
}

fn write(opened: &Opened, file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text)
        .map_err(|error| Failure::usage(opened.words.cannot_write(&file.display().to_string(), &error.to_string())))?;
    out::note(opened.words.written(&file.display().to_string()));
    Ok(())
}

/// Consents, the export, and the end of everything.
pub async fn privacy(setup: &Setup, locale: Locale, asked: &Privacy) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = privacy_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn privacy_opened(opened: &Opened, asked: &Privacy) -> Result<(), Failure> {
    let state = || match show::current(opened, &Screen::Privacy)? {
        ScreenState::Privacy { state: state @ PrivacyState::Privacy { .. } } => Ok(state),
        _ => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first())),
    };
    match &asked.wish {
        PrivacyWish::Show => {}
        PrivacyWish::Consent(purpose, given) => opened.app.dispatch(Action::SetConsent { purpose: *purpose, given: *given }),
        PrivacyWish::Export(file) => {
            let all = opened.app.export_everything().await.map_err(|error| opened.failure(&error))?;
            return write(opened, file, &all);
        }
        PrivacyWish::Delete(yes) => {
            if !yes {
                if let Ok(PrivacyState::Privacy { delete_text, .. }) = state() {
                    out::note(delete_text);
                }
                if !out::says_yes(opened.words.delete_question()) {
                    return Err(Failure::new(Exit::Cancelled, opened.words.delete_not_wanted()));
                }
            }
            opened.app.delete_everything().await.map_err(|error| opened.failure(&error))?;
            out::line(opened.words.deleted());
            return Ok(());
        }
    }
    let state = ScreenState::Privacy { state: state()? };
    let text = if asked.json { json::of(&state) } else { plain::of(opened.words, &state).map(|lines| lines.join("\n")) };
    out::line(text.unwrap_or_default());
    Ok(())
}
