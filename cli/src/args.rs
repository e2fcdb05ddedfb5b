//! The command line: what may be asked, and the typed form of what was asked.
//!
//! Help and complaints come in the language of `--lang`, so that is looked up before anything is parsed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches};
use schoolcard_core::domain::LocalDate;

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
    match command(words).try_get_matches_from(line) {
        Ok(matches) => match asked(locale, words, &matches) {
            Ok(asked) => Reading::Asked(Box::new(asked)),
            Err(failure) => Reading::Wrong(failure),
        },
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Reading::Print(error.render().to_string())
        }
        Err(error) => Reading::Wrong(Failure::usage(complaint(words, &error))),
    }
}

/// `--lang en` or `--lang=en` anywhere on the line; Russian otherwise.
fn locale_of(line: &[OsString]) -> Locale {
    let texts: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
    let after_flag = texts.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en");
    if after_flag || texts.iter().any(|word| word == "--lang=en") { Locale::En } else { Locale::Ru }
}

fn command(words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let template = match words.pick("ru", "en") {
        "ru" => "{about-with-newline}\nИспользование: {usage}\n\n{all-args}{after-help}",
        _ => "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    };
    let options = say("Параметры", "Options");
    let sub = |name: &'static str, about: &'static str| {
        clap::Command::new(name).about(about).help_template(template).next_help_heading(options).disable_version_flag(true)
    };
    let json = || {
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help(say("ответ в JSON (docs/cli-json.md)", "answer in JSON (docs/cli-json.md)"))
    };
    let view = |command: clap::Command| {
        command
            .arg(text(
                "child",
                say("ИМЯ", "NAME"),
                say("чей: часть имени, номер счёта или id", "whose: part of the name, account number or id"),
            ))
            .arg(day(
                "from",
                say("первый день, ГГГГ-ММ-ДД (иначе последние 14 дней)", "first day, YYYY-MM-DD (otherwise the last 14 days)"),
            ))
            .arg(day("to", say("последний день, ГГГГ-ММ-ДД (иначе сегодня)", "last day, YYYY-MM-DD (otherwise today)")))
            .arg(json())
            .arg(
                Arg::new("cached")
                    .long("cached")
                    .action(ArgAction::SetTrue)
                    .help(say("показать сохранённое, не обращаясь к школе", "show what is stored, without asking the school")),
            )
    };
    let root = clap::Command::new("schoolcard")
        .about(say("Школьная карта: вход и выход, питание и деньги ребёнка", "School Card: a child's entries, exits, meals and money"))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .help_template(template)
        .subcommand_help_heading(say("Команды (без команды — demo)", "Commands (none means demo)"))
        .next_help_heading(options);
    with_globals(root, words)
        .subcommand(demo(sub("demo", say("показ на учебной школе внутри программы", "a show with a school inside the program")), words))
        .subcommand(sub("app", say("то же окно, но со школой из --school-url", "the same app, with the school of --school-url")))
        .subcommand(
            sub("sign-in", say("войти: в браузере или по токену", "sign in: with the browser or by token"))
                .arg(
                    text(
                        "access-token",
                        "T",
                        say("токен дневника («-» — прочитать из ввода)", "diary token (“-” reads it from standard input)"),
                    )
                    .allow_hyphen_values(true),
                )
                .arg(text("refresh-token", "R", say("токен продления", "renewal token")).requires("access-token").allow_hyphen_values(true))
                .arg(json()),
        )
        .subcommand(sub("sign-out", say("выйти и удалить данные семьи с компьютера", "sign out and remove the family's data")).arg(json()))
        .subcommand(view(sub("sync", say("прочитать всё из школы", "read everything from the school"))))
        .subcommand(view(sub("home", say("дети: где, сколько на счёте, что сегодня", "children: where, how much is left, today"))))
        .subcommand(view(sub("visits", say("вход и выход по дням", "entries and exits by day"))))
        .subcommand(view(sub("meals", say("что куплено в столовой", "what was bought in the canteen"))))
        .subcommand(view(sub("money", say("баланс и операции", "balance and movements"))))
}

fn with_globals(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let global = |arg: Arg| arg.global(true);
    command
        .arg(global(text("school-url", "URL", say("адрес сервисов школы", "address of the school's services"))))
        .arg(global(text(
            "login-url",
            "URL",
            say("адрес страницы входа (иначе как у школы)", "address of the sign-in page (otherwise the school's)"),
        )))
        .arg(global(text(
            "pay-url",
            "URL",
            say("адрес страницы оплаты (иначе как у школы)", "address of the payment page (otherwise the school's)"),
        )))
        .arg(global(text("client-id", "ID", say("имя приложения для входа", "client id for signing in"))))
        .arg(global(
            text("data-dir", say("ПАПКА", "DIR"), say("где хранить данные", "where to keep the data"))
                .value_parser(clap::value_parser!(PathBuf)),
        ))
        .arg(global(
            Arg::new("secrets")
                .long("secrets")
                .value_name("keyring|file|memory")
                .value_parser(PossibleValuesParser::new(["keyring", "file", "memory"]))
                .hide_possible_values(true)
                .default_value("keyring")
                .hide_default_value(true)
                .help(say(
                    "где хранить вход (обычно keyring — хранилище паролей системы)",
                    "where to keep the sign-in (usually keyring, the system's password store)",
                )),
        ))
        .arg(global(
            Arg::new("lang")
                .long("lang")
                .value_name("ru|en")
                .value_parser(PossibleValuesParser::new(["ru", "en"]))
                .hide_possible_values(true)
                .help(say("язык", "language")),
        ))
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(say("версия", "version")))
        .disable_help_flag(true)
        .arg(global(Arg::new("help").long("help").short('h').action(ArgAction::Help).help(say("эта подсказка", "this help"))))
}

fn demo(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(
            Arg::new("plain")
                .long("plain")
                .action(ArgAction::SetTrue)
                .help(say("рассказать текстом и закончить", "tell the story as text and end")),
        )
        .arg(
            Arg::new("children")
                .long("children")
                .value_name("1–4")
                .value_parser(clap::value_parser!(u8).range(1..=4))
                .default_value("2")
                .hide_default_value(true)
                .help(say("сколько детей в семье", "how many children")),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .value_parser(clap::value_parser!(u64))
                .default_value("1")
                .hide_default_value(true)
                .help(say("другое число — другая семья", "another number, another family")),
        )
}

fn text(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn day(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("YYYY-MM-DD").value_parser(|text: &str| text.parse::<LocalDate>()).help(help)
}

fn asked(locale: Locale, words: Words, matches: &ArgMatches) -> Result<Asked, Failure> {
    let (command, inner) = match matches.subcommand() {
        Some((name, inner)) => (command_of(name, inner, words)?, inner),
        None => (Command::Demo(Demo { plain: false, children: 2, seed: 1 }), matches),
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
        _ => Command::Show(Topic::Home, view_of(matches, words)?),
    })
}

fn view_of(matches: &ArgMatches, words: Words) -> Result<View, Failure> {
    let day = |name| matches.get_one::<LocalDate>(name).copied();
    let view = View {
        child: string(matches, "child"),
        from: day("from"),
        to: day("to"),
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

/// What is wrong with the line, in words, with what to do.
fn complaint(words: Words, error: &clap::Error) -> String {
    let part = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => {
            let word = format!("{}{}", part(ContextKind::InvalidArg), part(ContextKind::InvalidSubcommand));
            format!("{} {word}", words.pick("Непонятно:", "Not understood:"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if part(ContextKind::InvalidValue).is_empty() => {
            format!("{} {}", words.pick("Нужно значение для", "A value is needed for"), part(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!(
            "{} {}: {}",
            words.pick("Неверное значение для", "Wrong value for"),
            part(ContextKind::InvalidArg),
            part(ContextKind::InvalidValue)
        ),
        ErrorKind::MissingRequiredArgument => format!("{} {}", words.pick("Не хватает", "Missing"), part(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => format!("{} {}", words.pick("Указано дважды:", "Given twice:"), part(ContextKind::InvalidArg)),
        _ => return error.render().to_string(),
    };
    format!("{what}\n{} schoolcard --help", words.pick("Что можно:", "What is possible:"))
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
        command(Words::new(Locale::Ru)).debug_assert();
        command(Words::new(Locale::En)).debug_assert();
    }

    #[test]
    fn no_arguments_mean_the_demo_in_russian() {
        let asked = asked("");
        assert_eq!(asked.locale, Locale::Ru);
        assert!(matches!(asked.command, Command::Demo(Demo { plain: false, children: 2, seed: 1 })));
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
