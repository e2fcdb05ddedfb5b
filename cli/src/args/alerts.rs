//! The commands about alerts: what may be asked of them, and its typed form.

use clap::{Arg, ArgAction, ArgMatches};
use schoolcard_core::alerts::rules::Hours;
use schoolcard_core::domain::{AlertKind, LocalTime};

use super::string;
use crate::failure::Failure;
use crate::hours;
use crate::words::Words;

/// The feed of alerts, once or as it grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// Print JSON.
    pub json: bool,
    /// Once, or for as long as the person wants.
    pub how: How,
}

/// How the feed is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As it is.
    Once {
        /// Do not read from the server first.
        cached: bool,
        /// Leave the feed unread.
        keep_unread: bool,
    },
    /// Alerts as they come.
    Follow {
        /// By the pushes of the sandbox, too.
        sandbox_pushes: bool,
    },
}

/// What the parent wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// Print JSON.
    pub json: bool,
    /// Do not read from the server first.
    pub cached: bool,
    /// What to change; none: only show.
    pub change: Option<Change>,
}

/// A change of what the parent wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A kind of one child.
    Kind(AlertKind, Wish),
    /// A switch of the school, by its number.
    Switch(i64, Wish),
    /// Hours in which nothing is told.
    Quiet(Option<Hours>),
    /// The bell after which an entry of one child is late.
    Bell(Option<LocalTime>),
    /// Everything kept here goes back to the defaults.
    ResetPhone,
    /// The school's switches go back to the school's defaults.
    ResetSchool,
}

/// What becomes of a kind or a switch; none: stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// On or off.
    pub on: Option<bool>,
    /// In which hours.
    pub hours: Span,
}

/// What becomes of the hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// They stay.
    Stays,
    /// At any time.
    AnyTime,
    /// These.
    Within(Hours),
}

impl Span {
    /// The hours that are wanted where `now` are in force.
    pub fn instead_of(self, now: Option<Hours>) -> Option<Hours> {
        match self {
            Self::Stays => now,
            Self::AnyTime => None,
            Self::Within(hours) => Some(hours),
        }
    }
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn value(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The options of `alerts`, beside `--json` and `--cached`.
pub fn alerts_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(
            flag("follow", say("остаться и сообщать новое; прервать — Ctrl+C", "stay and tell what is new; Ctrl+C stops"))
                .conflicts_with("cached"),
        )
        .arg(
            flag("sandbox-pushes", say("получать мгновенные уведомления учебной школы", "get the pushes of the sandbox school"))
                .requires("follow"),
        )
        .arg(flag("keep-unread", say("не отмечать прочитанным", "do not mark as read")).conflicts_with("follow"))
}

/// The options of `notifications`, beside `--child`, `--json` and `--cached`.
pub fn notifications_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let alone = ["kind", "school", "quiet", "bell", "reset"];
    let others = move |name: &str| alone.into_iter().filter(|other| *other != name).collect::<Vec<_>>();
    command
        .arg(
            value(
                "kind",
                say("ВИД", "KIND"),
                say("изменить вид: entry, exit, purchase… (все — в --json)", "change a kind: entry, exit, purchase… (all are in --json)"),
            )
            .conflicts_with_all(others("kind")),
        )
        .arg(
            value("school", say("№", "N"), say("изменить настройку школы с этим номером", "change the school's switch with this number"))
                .value_parser(clap::value_parser!(i64))
                .conflicts_with_all(others("school")),
        )
        .arg(
            value("turn", "on|off", say("включить или выключить", "on or off"))
                .value_parser(clap::builder::PossibleValuesParser::new(["on", "off"]))
                .hide_possible_values(true),
        )
        .arg(
            value("hours", "08:00-20:00|none", say("в какие часы; none — в любое время", "in which hours; none for any time"))
                .value_parser(hours_of),
        )
        .arg(
            value("quiet", "22:00-07:00|none", say("тихие часы: сообщать только о карте", "quiet hours: tell only about cards"))
                .value_parser(hours_of)
                .conflicts_with_all(others("quiet")),
        )
        .arg(
            value("bell", "08:30|none", say("звонок, после которого вход — опоздание", "the bell after which an entry is late"))
                .value_parser(|text: &str| hours::time(text).map(Bell).map_err(|()| format!("{text}: 08:30")))
                .conflicts_with_all(others("bell")),
        )
        .arg(
            value("reset", "phone|school", say("вернуть как было: здесь или в школе", "back to the defaults: here or at the school"))
                .value_parser(clap::builder::PossibleValuesParser::new(["phone", "school"]))
                .hide_possible_values(true)
                .conflicts_with_all(others("reset")),
        )
}

/// Hours as an option has them.
#[derive(Debug, Clone, Copy)]
struct Given(Option<Hours>);

/// A bell as an option has it.
#[derive(Debug, Clone, Copy)]
struct Bell(Option<LocalTime>);

fn hours_of(text: &str) -> Result<Given, String> {
    hours::hours(text).map(Given).map_err(|()| format!("{text}: 08:00-20:00"))
}

/// What was asked of `alerts`.
pub fn alerts_of(matches: &ArgMatches) -> Alerts {
    let how = if matches.get_flag("follow") {
        How::Follow { sandbox_pushes: matches.get_flag("sandbox-pushes") }
    } else {
        How::Once { cached: matches.get_flag("cached"), keep_unread: matches.get_flag("keep-unread") }
    };
    Alerts { json: matches.get_flag("json"), how }
}

/// What was asked of `notifications`.
///
/// # Errors
/// When the options make no sense together.
pub fn notifications_of(matches: &ArgMatches, words: Words) -> Result<Notifications, Failure> {
    let wish = Wish {
        on: matches.get_one::<String>("turn").map(|turn| turn == "on"),
        hours: matches.get_one::<Given>("hours").map_or(Span::Stays, |given| given.0.map_or(Span::AnyTime, Span::Within)),
    };
    let wishes = wish.on.is_some() || wish.hours != Span::Stays;
    let kind = string(matches, "kind").map(|kind| kind_of(&kind, words)).transpose()?;
    let school = matches.get_one::<i64>("school").copied();
    if wishes != (kind.is_some() || school.is_some()) {
        return Err(Failure::usage(words.nothing_to_set()));
    }
    let quiet = matches.get_one::<Given>("quiet").map(|given| Change::Quiet(given.0));
    let bell = matches.get_one::<Bell>("bell").map(|bell| Change::Bell(bell.0));
    let reset = string(matches, "reset").map(|what| if what == "school" { Change::ResetSchool } else { Change::ResetPhone });
    let change = kind.map(|kind| Change::Kind(kind, wish)).or(school.map(|id| Change::Switch(id, wish))).or(quiet).or(bell).or(reset);
    Ok(Notifications { child: string(matches, "child"), json: matches.get_flag("json"), cached: matches.get_flag("cached"), change })
}

/// A kind that a parent can choose for a child.
fn kind_of(text: &str, words: Words) -> Result<AlertKind, Failure> {
    let known: Vec<AlertKind> = AlertKind::ALL.into_iter().filter(|kind| *kind != AlertKind::SignInNeeded).collect();
    let codes = || known.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
    AlertKind::from_code(text).filter(|kind| known.contains(kind)).ok_or_else(|| Failure::usage(words.no_such_kind(text, &codes())))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::{Command, Reading, read};
    use super::*;

    fn line(text: &str) -> Reading {
        read(std::iter::once("schoolcard").chain(text.split(' ')).map(OsString::from))
    }

    fn change(text: &str) -> Option<Change> {
        match line(text) {
            Reading::Asked(asked) => match asked.command {
                Command::Notifications(notifications) => notifications.change,
                other => panic!("{text}: {other:?}"),
            },
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn one_thing_is_changed_at_a_time() {
        let hours = hours::hours("8-20").ok().flatten().expect("hours");
        assert_eq!(change("notifications --json"), None);
        assert_eq!(
            change("notifications --kind entry --turn off"),
            Some(Change::Kind(AlertKind::Entry, Wish { on: Some(false), hours: Span::Stays }))
        );
        let wish = Wish { on: None, hours: Span::Within(hours) };
        assert_eq!(change("notifications --school 11 --hours 08:00-20:00"), Some(Change::Switch(11, wish)));
        assert_eq!(change("notifications --quiet none"), Some(Change::Quiet(None)));
        assert_eq!(change("notifications --child Анна --bell 8:30"), Some(Change::Bell(LocalTime::new(8, 30))));
        assert_eq!(change("notifications --reset school"), Some(Change::ResetSchool));
        for text in [
            "notifications --kind entry",
            "notifications --turn on",
            "notifications --kind sign_in_needed --turn on",
            "notifications --kind comet --turn on",
            "notifications --kind entry --school 3 --turn on",
            "notifications --quiet 8",
            "notifications --bell soon",
            "notifications --reset all",
            "alerts --sandbox-pushes",
            "alerts --follow --cached",
        ] {
            assert!(matches!(line(text), Reading::Wrong(_)), "{text}");
        }
    }
}
