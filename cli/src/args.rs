//! The command line: what may be asked, and the typed form of what was asked.
//!
//! Help and complaints come in the language of `--lang`, so that is looked up before anything is parsed.

pub mod alerts;
pub mod canteen;
pub mod leaflet;
pub mod orders;
pub mod papers;
pub mod paying;
mod table;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::ErrorKind;
use schoolcard_core::domain::LocalDate;

use self::alerts::{Alerts, Notifications};
use self::leaflet::{BlockCard, HelpTopics};
use self::orders::{Ill, Order, Orders, Weekly};
use self::papers::{Adults, Connection, Privacy, Statement};
use self::paying::{Limits, TopUp};
use crate::failure::Failure;
use crate::words::Words;
use schoolcard_core::l10n::Locale;

/// A parsed command line.
#[derive(Debug)]
pub struct Asked {
    /// Language of everything printed.
    pub locale: Locale,
    /// Which server and where the data are kept.
    pub setup: Setup,
    /// What to do.
    pub command: Command,
}

/// Which server, and where data and secrets are kept. `None` = not said.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Base URL of the school's services.
    pub school_url: Option<String>,
    /// Base URL of the sign-in pages.
    pub login_url: Option<String>,
    /// Base URL of the payment pages.
    pub pay_url: Option<String>,
    /// Client id of the sign-in.
    pub client_id: Option<String>,
    /// Where the data are.
    pub data_dir: Option<PathBuf>,
    /// Where the sign-in is kept.
    pub secrets: SecretsKind,
}

/// Where the sign-in is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretsKind {
    /// The system's password store.
    #[default]
    Keyring,
    /// A file only its owner can read, in the data directory.
    File,
    /// Nowhere: gone when the program ends.
    Memory,
}

/// What to do.
#[derive(Debug)]
pub enum Command {
    /// The demo with a school of its own.
    Demo(Demo),
    /// The full-screen app against a server.
    App,
    /// Sign in: with tokens, or through the browser when there are none.
    SignIn {
        /// Tokens given on the command line.
        tokens: Option<Tokens>,
        /// Answer in JSON.
        json: bool,
    },
    /// Sign out and remove the family's data.
    SignOut {
        /// Answer in JSON.
        json: bool,
    },
    /// Read from the server: everything, or a child's days.
    Sync(View),
    /// Show one screen.
    Show(Topic, View),
    /// Put money on an account.
    TopUp(TopUp),
    /// See and change what a child may buy.
    Bans(canteen::Bans),
    /// See and set an account's limits.
    Limits(Limits),
    /// See what is ordered ahead.
    Orders(Orders),
    /// Order a meal, or cancel it.
    Order(Order),
    /// Order a meal every week, or no more.
    Weekly(Weekly),
    /// The child stays at home.
    Ill(Ill),
    /// The feed of alerts.
    Alerts(Alerts),
    /// What the parent wants to be told.
    Notifications(Notifications),
    /// The cards of a child.
    Cards(View),
    /// Mark a card as lost.
    BlockCard(BlockCard),
    /// How the family is connected.
    Connection(Connection),
    /// Other adults.
    Adults(Adults),
    /// A statement.
    Statement(Statement),
    /// Privacy.
    Privacy(Privacy),
    /// The help's topics.
    HelpTopics(HelpTopics),
}

/// How the demo runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Tell the story as text and end.
    pub plain: bool,
    /// Children of the family, 1 to 4.
    pub children: u8,
    /// Seed of the family's data.
    pub seed: u64,
    /// The terminal gets pushes; otherwise the school is asked.
    pub pushes: bool,
}

/// A pair of diary tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Access token.
    pub access: String,
    /// Refresh token, when there is one.
    pub refresh: Option<String>,
}

/// Which screen to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// All children at a glance.
    Home,
    /// Entries and exits.
    Visits,
    /// Purchases.
    Meals,
    /// Balance and movements.
    Money,
    /// What the bill checker found.
    Bills,
    /// Payments made on payment pages.
    Payments,
    /// The menu of a week.
    Menu,
}

/// Whose, which days, and in what form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// First day.
    pub from: Option<LocalDate>,
    /// Last day.
    pub to: Option<LocalDate>,
    /// A day of the week to show.
    pub week: Option<LocalDate>,
    /// What to look for.
    pub search: Option<String>,
    /// Print JSON.
    pub json: bool,
    /// Do not read from the server first.
    pub cached: bool,
}

/// What came of reading the command line.
#[derive(Debug)]
pub enum Reading {
    /// Something to do.
    Asked(Box<Asked>),
    /// Help or version, to print.
    Print(String),
    /// It makes no sense.
    Wrong(Failure),
}

/// Reads a command line, program name first.
pub fn read(line: impl IntoIterator<Item = OsString>) -> Reading {
    let line: Vec<OsString> = line.into_iter().collect();
    let locale = locale_of(&line);
    let words = Words::new(locale);
    match table::command(words).try_get_matches_from(line) {
        Ok(matches) => match asked(locale, words, &matches) {
            Ok(asked) => Reading::Asked(Box::new(asked)),
            Err(failure) => Reading::Wrong(failure),
        },
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Reading::Print(error.render().to_string())
        }
        Err(error) => Reading::Wrong(Failure::usage(table::complaint(words, &error))),
    }
}

/// `--lang en` or `--lang=en` anywhere on the line; Russian otherwise.
fn locale_of(line: &[OsString]) -> Locale {
    let texts: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
    let after_flag = texts.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en");
    if after_flag || texts.iter().any(|word| word == "--lang=en") { Locale::En } else { Locale::Ru }
}

fn asked(locale: Locale, words: Words, matches: &ArgMatches) -> Result<Asked, Failure> {
    let (command, inner) = match matches.subcommand() {
        Some((name, inner)) => (command_of(name, inner, words)?, inner),
        None => (Command::Demo(Demo { plain: false, children: 2, seed: 1, pushes: true }), matches),
    };
    Ok(Asked { locale, setup: setup_of(inner), command })
}

fn command_of(name: &str, matches: &ArgMatches, words: Words) -> Result<Command, Failure> {
    let json = || matches.get_flag("json");
    Ok(match name {
        "demo" => Command::Demo(Demo {
            plain: matches.get_flag("plain"),
            children: matches.get_one("children").copied().unwrap_or(2),
            seed: matches.get_one("seed").copied().unwrap_or(1),
            pushes: !matches.get_flag("no-push"),
        }),
        "app" => Command::App,
        "sign-in" => Command::SignIn {
            tokens: string(matches, "access-token").map(|access| Tokens { access, refresh: string(matches, "refresh-token") }),
            json: json(),
        },
        "sign-out" => Command::SignOut { json: json() },
        "sync" => Command::Sync(view_of(matches, words)?),
        "visits" => Command::Show(Topic::Visits, view_of(matches, words)?),
        "meals" => Command::Show(Topic::Meals, view_of(matches, words)?),
        "money" => Command::Show(Topic::Money, view_of(matches, words)?),
        "check-bill" => Command::Show(Topic::Bills, view_of(matches, words)?),
        "payments" => Command::Show(Topic::Payments, view_of(matches, words)?),
        "menu" => Command::Show(Topic::Menu, view_of(matches, words)?),
        "top-up" => Command::TopUp(paying::top_up_of(matches)),
        "bans" => Command::Bans(canteen::bans_of(matches)),
        "limits" => Command::Limits(paying::limits_of(matches)),
        "cards" => Command::Cards(view_of(matches, words)?),
        "block-card" => Command::BlockCard(leaflet::block_card_of(matches)),
        "connection" => Command::Connection(papers::connection_of(matches, words)?),
        "adults" => Command::Adults(papers::adults_of(matches, words)?),
        "statement" => Command::Statement(papers::statement_of(matches, words)?),
        "privacy" => Command::Privacy(papers::privacy_of(matches)),
        "help-topics" => Command::HelpTopics(leaflet::help_topics_of(matches)),
        "orders" => Command::Orders(orders::orders_of(matches, words)?),
        "order" | "cancel-order" => {
            // Both are required options: clap has refused a line without them.
            Command::Order(orders::order_of(matches, name == "cancel-order").ok_or_else(|| Failure::usage(name))?)
        }
        "weekly" => Command::Weekly(orders::weekly_of(matches, words)?),
        "ill" => Command::Ill(orders::ill_of(matches)),
        "alerts" => Command::Alerts(alerts::alerts_of(matches)),
        "notifications" => Command::Notifications(alerts::notifications_of(matches, words)?),
        _ => Command::Show(Topic::Home, view_of(matches, words)?),
    })
}

fn view_of(matches: &ArgMatches, words: Words) -> Result<View, Failure> {
    // Some commands know no days.
    let day = |name| matches.try_get_one::<LocalDate>(name).ok().flatten().copied();
    let (week, search) = canteen::menu_of(matches);
    let view = View {
        child: string(matches, "child"),
        from: day("from"),
        to: day("to"),
        week,
        search,
        json: matches.get_flag("json"),
        cached: matches.get_flag("cached"),
    };
    match (view.from, view.to) {
        (Some(from), Some(to)) if from > to => Err(Failure::usage(words.period_reversed())),
        _ => Ok(view),
    }
}

fn setup_of(matches: &ArgMatches) -> Setup {
    let given = |name, variable| string(matches, name).or_else(|| std::env::var(variable).ok().filter(|text| !text.is_empty()));
    Setup {
        school_url: given("school-url", "SCHOOLCARD_SCHOOL_URL"),
        login_url: given("login-url", "SCHOOLCARD_LOGIN_URL"),
        pay_url: given("pay-url", "SCHOOLCARD_PAY_URL"),
        client_id: given("client-id", "SCHOOLCARD_CLIENT_ID"),
        data_dir: matches.get_one::<PathBuf>("data-dir").cloned().or_else(|| std::env::var_os("SCHOOLCARD_DATA_DIR").map(PathBuf::from)),
        secrets: match matches.get_one::<String>("secrets").map(String::as_str) {
            Some("file") => SecretsKind::File,
            Some("memory") => SecretsKind::Memory,
            _ => SecretsKind::Keyring,
        },
    }
}

fn string(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Reading {
        read(std::iter::once("schoolcard").chain(text.split_whitespace()).map(OsString::from))
    }

    fn asked(text: &str) -> Asked {
        match line(text) {
            Reading::Asked(asked) => *asked,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_command_table_is_sound_in_both_languages() {
        table::command(Words::new(Locale::Ru)).debug_assert();
        table::command(Words::new(Locale::En)).debug_assert();
    }

    #[test]
    fn no_arguments_mean_the_demo_in_russian() {
        let asked = asked("");
        assert_eq!(asked.locale, Locale::Ru);
        assert!(matches!(asked.command, Command::Demo(Demo { plain: false, children: 2, seed: 1, pushes: true })));
    }

    #[test]
    fn server_options_stand_before_or_after_the_command() {
        let before = asked("--school-url http://a --data-dir d --secrets file home --json");
        let after = asked("home --json --school-url http://a --data-dir d --secrets file");
        for asked in [before, after] {
            assert_eq!(asked.setup.school_url.as_deref(), Some("http://a"));
            assert_eq!(asked.setup.data_dir, Some(PathBuf::from("d")));
            assert_eq!(asked.setup.secrets, SecretsKind::File);
            assert!(matches!(asked.command, Command::Show(Topic::Home, View { json: true, cached: false, .. })));
        }
    }

    #[test]
    fn a_token_may_begin_with_a_dash() {
        let asked = asked("sign-in --access-token -a --refresh-token -5r");
        assert!(
            matches!(asked.command, Command::SignIn { tokens: Some(Tokens { access, refresh: Some(refresh) }), .. } if access == "-a" && refresh == "-5r")
        );
    }

    #[test]
    fn a_period_backwards_is_wrong_usage_and_says_so_in_the_asked_language() {
        for (text, part) in
            [("visits --from 2026-05-12 --to 2026-05-01", "Поменяйте"), ("--lang en visits --from 2026-05-12 --to 2026-05-01", "Swap")]
        {
            match line(text) {
                Reading::Wrong(failure) => assert!(failure.text.contains(part), "{}", failure.text),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn unknown_words_and_bad_values_are_wrong_usage_in_words() {
        for text in [
            "nonsense",
            "home --nonsense",
            "visits --from yesterday",
            "--secrets paper home",
            "demo --children 9",
            "sign-in --refresh-token R",
            "visits --child",
            "payments --from 2026-05-01",
            "top-up --cached",
        ] {
            match line(text) {
                Reading::Wrong(failure) => {
                    assert_eq!(failure.exit as i32, 2);
                    assert!(failure.text.contains("schoolcard"), "{text}: {}", failure.text);
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn help_comes_in_both_languages() {
        for (text, part) in [("--help", "Использование"), ("--lang en --help", "Usage"), ("visits --help", "--child")] {
            match line(text) {
                Reading::Print(help) => assert!(help.contains(part), "{help}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
