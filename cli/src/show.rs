//! The commands that read and show: `home`, `visits`, `meals`, `money`, `check-bill`, `payments`, `menu`, `sync`, `sign-out`.
//!
//! They read from the school first, for at most ten seconds, and then show what is stored, with its dates.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use schoolcard_core::app::{AppError, RefreshScope, ScreenObserver};
use schoolcard_core::domain::{LocalDate, Period, PersonId};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::home::ChildCard;
use schoolcard_core::screens::{HomeState, Screen, ScreenState, SignInState, SyncProgress};

use crate::args::{Setup, Topic, View};
use crate::failure::{Exit, Failure};
use crate::setup::{self, Opened, Server};
use crate::{json, out, plain};

/// Longest reading before showing: with the two seconds a reading under way gets to end, ten in all.
pub const READING: Duration = Duration::from_secs(8);
/// Days shown when nothing else is said.
const DAYS: i64 = 14;

/// Opens the app for a command that talks to the remembered server.
pub async fn open(setup: &Setup, locale: Locale) -> Result<Opened, Failure> {
    let dir = setup::data_dir(setup);
    let server = Server::choose(setup, &dir);
    let secrets = setup::secrets(setup.secrets, &dir);
    setup::open(&server, dir, secrets, "http://127.0.0.1/", locale).await
}

/// What came of reading from the school.
#[derive(Debug)]
pub enum Reading {
    /// Read, or not asked for.
    Done,
    /// Not ready in time; what is stored is shown.
    StillUnderWay,
    /// Failed; what is stored is shown.
    Failed(AppError),
}

/// Shows one screen.
pub async fn show(setup: &Setup, locale: Locale, topic: Topic, view: &View) -> Result<(), Failure> {
    let opened = open(setup, locale).await?;
    let outcome = show_opened(&opened, topic, view).await;
    opened.app.shutdown();
    outcome
}

async fn show_opened(opened: &Opened, topic: Topic, view: &View) -> Result<(), Failure> {
    let words = opened.words;
    let deadline = tokio::time::Instant::now() + READING;
    let mut reading = read(opened, view, deadline, RefreshScope::Latest).await;
    let mut screen = Screen::Home;
    if topic != Topic::Home {
        let home = current(opened, &Screen::Home)?;
        let child = match family(&home) {
            Some(cards) => chosen(cards, view.child.as_deref(), opened)?.person.clone(),
            None => return Err(nothing(opened, &home, &reading)),
        };
        let period = period(view, opened.app.now().date());
        if matches!(reading, Reading::Done) {
            let more = match topic {
                Topic::Payments => RefreshScope::Payments,
                Topic::Menu => RefreshScope::Menu { person: child.clone(), day: view.week },
                _ => RefreshScope::Child { person: child.clone(), period },
            };
            reading = read(opened, view, deadline, more).await;
        }
        screen = screen_of(topic, child, period, view);
    }
    let mut state = current(opened, &screen)?;
    if topic == Topic::Home && view.child.is_some() {
        state = only_child(state, view, opened)?;
    }
    let Some(text) = rendered(topic, &state, view, opened) else { return Err(nothing(opened, &state, &reading)) };
    out::line(format_args!("{text}"));
    for line in plain::asides(&state) {
        out::note(format_args!("{line}"));
    }
    match reading {
        Reading::Failed(AppError::SignedOut) if !view.cached => Err(Failure::new(Exit::SignedOut, words.sign_in_again())),
        Reading::StillUnderWay => {
            out::note(words.still_reading());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads everything, or the days of one child.
pub async fn sync(setup: &Setup, locale: Locale, view: &View) -> Result<(), Failure> {
    let opened = open(setup, locale).await?;
    let outcome = sync_opened(&opened, view).await;
    opened.app.shutdown();
    outcome
}

/// Keeps one line of standard error at how far the history has come.
struct ProgressLine(Mutex<String>);

impl ScreenObserver for ProgressLine {
    fn on_state(&self, state: ScreenState) {
        let ScreenState::Home { state: HomeState::Children { progress: SyncProgress::FirstSync { text, .. }, .. } } = state else { return };
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown != text {
            out::rewrite_note(&text);
            *shown = text;
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if !self.0.get_mut().unwrap_or_else(PoisonError::into_inner).is_empty() {
            out::note("");
        }
    }
}

async fn sync_opened(opened: &Opened, view: &View) -> Result<(), Failure> {
    // Dropped before the last line is printed: it ends the line of progress.
    let progress = std::io::stderr().is_terminal().then(|| opened.app.observe(Screen::Home, Arc::new(ProgressLine(Mutex::default()))).ok());
    let narrowed = view.child.is_some() || view.from.is_some() || view.to.is_some();
    let failed = |error: AppError| opened.failure(&error);
    if narrowed {
        opened.app.refresh(RefreshScope::Latest).await.map_err(failed)?;
        let home = current(opened, &Screen::Home)?;
        let children: Vec<PersonId> = match (family(&home), &view.child) {
            (Some(cards), Some(_)) => vec![chosen(cards, view.child.as_deref(), opened)?.person.clone()],
            (Some(cards), None) => cards.iter().map(|card| card.person.clone()).collect(),
            (None, _) => vec![],
        };
        let period = period(view, opened.app.now().date());
        for person in children {
            opened.app.refresh(RefreshScope::Child { person, period }).await.map_err(failed)?;
        }
    } else {
        opened.app.refresh(RefreshScope::Everything).await.map_err(failed)?;
    }
    drop(progress);
    if view.json {
        let home = current(opened, &Screen::Home)?;
        out::line(json::progress_of(&home).unwrap_or_default());
    } else {
        out::line(opened.words.done_synced());
    }
    Ok(())
}

/// Signs out and removes the family's data.
pub async fn sign_out(setup: &Setup, locale: Locale, json: bool) -> Result<(), Failure> {
    let opened = open(setup, locale).await?;
    let outcome = opened.app.sign_out().await.map_err(|error| opened.failure(&error));
    opened.app.shutdown();
    outcome?;
    if json {
        out::line(serde_json::json!({ "signed_in": false }));
    } else {
        out::line(opened.words.done_signed_out());
    }
    Ok(())
}

/// Reads `scope` from the school until `deadline`, unless only what is stored was asked for.
pub async fn read(opened: &Opened, view: &View, deadline: tokio::time::Instant, scope: RefreshScope) -> Reading {
    if view.cached {
        return Reading::Done;
    }
    match tokio::time::timeout_at(deadline, opened.app.refresh(scope)).await {
        Ok(Ok(())) => Reading::Done,
        Ok(Err(error)) => Reading::Failed(error),
        Err(_) => Reading::StillUnderWay,
    }
}

/// The child that is meant, after reading from the school unless `cached`; and what came of reading.
pub async fn child_of(opened: &Opened, child: Option<&str>, cached: bool) -> Result<(PersonId, Reading), Failure> {
    let view = View { cached, ..View::default() };
    let reading = read(opened, &view, tokio::time::Instant::now() + READING, RefreshScope::Latest).await;
    let home = current(opened, &Screen::Home)?;
    match family(&home) {
        Some(cards) => Ok((chosen(cards, child, opened)?.person.clone(), reading)),
        None => Err(nothing(opened, &home, &reading)),
    }
}

/// The state of a screen now.
pub fn current(opened: &Opened, screen: &Screen) -> Result<ScreenState, Failure> {
    opened.app.current(screen).map_err(|error| opened.failure(&error))
}

/// Why there is nothing to show.
pub fn nothing(opened: &Opened, state: &ScreenState, reading: &Reading) -> Failure {
    let words = opened.words;
    let signed_out = matches!(
        (state, opened.app.current(&Screen::SignIn)),
        (ScreenState::Home { state: HomeState::SignedOut }, _)
            | (_, Ok(ScreenState::SignIn { state: SignInState::SignedOut { .. } | SignInState::Failed { .. } }))
    );
    match reading {
        _ if signed_out => Failure::new(Exit::SignedOut, words.sign_in_first()),
        Reading::Failed(AppError::Offline) | Reading::StillUnderWay => Failure::new(Exit::Offline, words.offline_with_nothing()),
        Reading::Failed(error) => opened.failure(error),
        Reading::Done => Failure::new(Exit::Offline, words.nothing_to_show()),
    }
}

/// The children of the home screen, once they are known.
pub fn family(home: &ScreenState) -> Option<&[ChildCard]> {
    match home {
        ScreenState::Home { state: HomeState::Children { cards, .. } } => Some(cards),
        _ => None,
    }
}

/// The days asked for: the last fourteen unless said otherwise.
pub fn period(view: &View, today: LocalDate) -> Period {
    let to = view.to.unwrap_or_else(|| view.from.map_or(today, |from| from.max(today)));
    Period::new(view.from.unwrap_or_else(|| to.plus_days(1 - DAYS)), to)
}

fn screen_of(topic: Topic, child: PersonId, period: Period, view: &View) -> Screen {
    match topic {
        Topic::Home => Screen::Home,
        Topic::Visits => Screen::Visits { child, period },
        Topic::Meals => Screen::Meals { child, period },
        Topic::Money | Topic::Bills => Screen::Money { child, period },
        Topic::Payments => Screen::Payments { child },
        Topic::Menu => Screen::Menu { child, day: view.week, search: view.search.clone().unwrap_or_default() },
    }
}

/// The child of `--child`, or the only one.
fn chosen<'a>(cards: &'a [ChildCard], child: Option<&str>, opened: &Opened) -> Result<&'a ChildCard, Failure> {
    let list = || {
        cards
            .iter()
            .map(|card| format!("  {}", plain::joined(&[&card.name, &card.class_name, &account(card)])))
            .collect::<Vec<_>>()
            .join("\n")
    };
    match child {
        None => match cards {
            [only] => Ok(only),
            _ => Err(Failure::usage(opened.words.which_child(&list()))),
        },
        Some(wanted) => pick(cards, wanted).ok_or_else(|| Failure::usage(opened.words.no_such_child(wanted, &list()))),
    }
}

/// Person id or account number exactly, else the one child whose name has `wanted` in it.
fn pick<'a>(cards: &'a [ChildCard], wanted: &str) -> Option<&'a ChildCard> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return None;
    }
    let exact = cards.iter().find(|card| card.person.as_str().eq_ignore_ascii_case(wanted) || account(card) == wanted);
    exact.or_else(|| {
        let part = wanted.to_lowercase();
        let mut found = cards.iter().filter(|card| card.name.to_lowercase().contains(&part));
        found.next().filter(|_| found.next().is_none())
    })
}

fn account(card: &ChildCard) -> String {
    card.account.map(|number| number.to_string()).unwrap_or_default()
}

fn only_child(state: ScreenState, view: &View, opened: &Opened) -> Result<ScreenState, Failure> {
    let ScreenState::Home { state: HomeState::Children { cards, notices, progress } } = state else { return Ok(state) };
    let card = chosen(&cards, view.child.as_deref(), opened)?.clone();
    Ok(ScreenState::Home { state: HomeState::Children { cards: vec![card], notices, progress } })
}

fn rendered(topic: Topic, state: &ScreenState, view: &View, opened: &Opened) -> Option<String> {
    if view.json {
        return if topic == Topic::Bills { json::money::bills(state) } else { json::of(state) };
    }
    let lines = if topic == Topic::Bills { plain::bills(state) } else { plain::of(opened.words, state) };
    lines.map(|lines| lines.join("\n").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_child_is_found_by_id_account_number_or_part_of_the_name() {
        let home = samples::home();
        let cards = family(&home).expect("children");
        for (wanted, found) in [
            (samples::ivan().as_str(), Some("Иван Соколов")),
            ("4021337", Some("Анна Соколова")),
            ("анн", Some("Анна Соколова")),
            ("соколов", None),
            ("Соколова", Some("Анна Соколова")),
            ("Пётр", None),
            ("", None),
        ] {
            assert_eq!(pick(cards, wanted).map(|card| card.name.as_str()), found, "{wanted}");
        }
    }

    #[test]
    fn the_usual_period_is_the_last_fourteen_days() {
        let today = samples::day(28);
        let view = |from: Option<u32>, to: Option<u32>| View { from: from.map(samples::day), to: to.map(samples::day), ..View::default() };
        assert_eq!(period(&view(None, None), today), Period::new(samples::day(15), today));
        assert_eq!(period(&view(Some(1), None), today), Period::new(samples::day(1), today));
        assert_eq!(period(&view(None, Some(20)), today), Period::new(samples::day(7), samples::day(20)));
        assert_eq!(period(&view(Some(3), Some(4)), today), Period::new(samples::day(3), samples::day(4)));
    }
}
