//! The table of commands and options for `clap`, and its complaints, in either language.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction};
use schoolcard_core::domain::LocalDate;

use super::{alerts, canteen, leaflet, orders, papers, paying};
use crate::words::Words;

/// All commands and options.
pub fn command(words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let template = match words.pick("ru", "en") {
        "ru" => "{about-with-newline}\nИспользование: {usage}\n\n{all-args}",
        _ => "{about-with-newline}\nUsage: {usage}\n\n{all-args}",
    };
    let options = say("Параметры", "Options");
    let sub = |name: &'static str, about: &'static str| {
        clap::Command::new(name)
            .about(about)
            .help_template(template)
            .next_help_heading(options)
            .disable_version_flag(true)
            .override_usage(format!("schoolcard {name} {}", say("[параметры]", "[options]")))
    };
    let json = || {
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help(say("ответ в JSON (docs/cli-json.md)", "answer in JSON (docs/cli-json.md)"))
    };
    let child =
        || text("child", say("ИМЯ", "NAME"), say("чей: часть имени, номер счёта или id", "whose: part of the name, account number or id"));
    let cached = || {
        Arg::new("cached")
            .long("cached")
            .action(ArgAction::SetTrue)
            .help(say("показать сохранённое, не обращаясь к школе", "show what is stored, without asking the school"))
    };
    let now = |command: clap::Command| command.arg(child()).arg(json()).arg(cached());
    let view = |command: clap::Command| {
        now(command)
            .arg(day(
                "from",
                say("первый день, ГГГГ-ММ-ДД (иначе последние 14 дней)", "first day, YYYY-MM-DD (otherwise the last 14 days)"),
            ))
            .arg(day("to", say("последний день, ГГГГ-ММ-ДД (иначе сегодня)", "last day, YYYY-MM-DD (otherwise today)")))
    };
    let top_up = sub("top-up", say("пополнить счёт ребёнка", "put money on a child's account")).arg(child()).arg(json());
    let limits = now(sub(
        "limits",
        say("лимит на день и порог предупреждения: показать, изменить", "day limit and warning threshold: show, change"),
    ));
    let root = clap::Command::new("schoolcard")
        .about(say("Школьная карта: вход и выход, питание и деньги ребёнка", "School Card: a child's entries, exits, meals and money"))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .override_usage(say("schoolcard [команда] [параметры]", "schoolcard [command] [options]"))
        .disable_help_subcommand(true)
        .help_template(template)
        .subcommand_help_heading(say("Команды (без команды — demo)", "Commands (none means demo)"))
        .next_help_heading(options);
    let root = leaflet::commands(with_globals(root, words), words, &sub, &now, &json);
    let root = canteen::commands(root, words, &sub, &now);
    papers::commands(root, words, &sub, &now, &view)
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
        .subcommand(view(sub(
            "check-bill",
            say("о чём спросить школу: двойные списания, правки, скачки", "what to ask the school: doubles, edits, jumps"),
        )))
        .subcommand(paying::top_up_table(top_up, words))
        .subcommand(now(sub("payments", say("платежи через страницу оплаты", "payments made on payment pages"))))
        .subcommand(paying::limits_table(limits, words))
        .subcommands(orders::commands(words, &sub, &child, &json, cached()))
        .subcommand(alerts::alerts_table(
            sub("alerts", say("уведомления: что нового, по мере поступления", "alerts: what is new, as it comes"))
                .arg(json())
                .arg(cached()),
            words,
        ))
        .subcommand(alerts::notifications_table(
            now(sub(
                "notifications",
                say("о чём и в какие часы сообщать: показать, изменить", "what to tell and in which hours: show, change"),
            )),
            words,
        ))
}

fn with_globals(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let global = |arg: Arg| arg.global(true).display_order(100);
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
            Arg::new("no-push").long("no-push").action(ArgAction::SetTrue).help(say(
                "без мгновенных уведомлений: спрашивать школу каждые 10 секунд",
                "without pushes: ask the school every 10 seconds",
            )),
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

/// What is wrong with the line, in words, with what to do.
pub fn complaint(words: Words, error: &clap::Error) -> String {
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
        ErrorKind::ArgumentConflict => {
            let (given, prior) = (part(ContextKind::InvalidArg), part(ContextKind::PriorArg));
            if given == prior || prior.is_empty() {
                format!("{} {given}", words.pick("Указано дважды:", "Given twice:"))
            } else {
                format!("{} {given}, {prior}", words.pick("Вместе нельзя:", "Not possible together:"))
            }
        }
        _ => return error.render().to_string(),
    };
    format!("{what}\n{} schoolcard --help", words.pick("Что можно:", "What is possible:"))
}
