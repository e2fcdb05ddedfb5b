//! The commands about papers for the school, statements and privacy, and what may be asked of them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use schoolcard_core::domain::LocalDate;
use schoolcard_core::screens::papers::{AdultRights, ConsentPurpose};

use super::{View, string, view_of};
use crate::failure::Failure;
use crate::words::Words;

/// How the family is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whose, in what form.
    pub view: View,
    /// What to note first.
    pub wish: ConnectionWish,
}

/// What to do about the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionWish {
    /// Show it.
    Show,
    /// Print the application as text.
    Text,
    /// Write the application to print into a file.
    Page(PathBuf),
    /// The application was handed in, or was not.
    Applied(bool),
    /// Phone and e-mail of the applications.
    Contact {
        /// Phone.
        phone: String,
        /// E-mail.
        email: String,
    },
}

/// Other adults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adults {
    /// Whose, in what form.
    pub view: View,
    /// Whom to name or to forget; none: only show.
    pub name: Option<String>,
    /// What they may see.
    pub rights: AdultRights,
    /// Last day.
    pub until: Option<LocalDate>,
    /// Forget the note of this name.
    pub forget: bool,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose, which days.
    pub view: View,
    /// Where to write the CSV.
    pub csv: Option<PathBuf>,
    /// Where to write the page.
    pub page: Option<PathBuf>,
}

/// Privacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privacy {
    /// What to do.
    pub wish: PrivacyWish,
    /// Print JSON.
    pub json: bool,
}

/// What to do about privacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivacyWish {
    /// Show what stands.
    Show,
    /// Give a consent or withdraw it.
    Consent(ConsentPurpose, bool),
    /// Write everything this computer holds into a file.
    Export(PathBuf),
    /// Destroy everything; without asking when true.
    Delete(bool),
}

/// The commands of this file; `now` and `view` give the usual options.
pub fn commands(
    root: clap::Command,
    words: Words,
    sub: &dyn Fn(&'static str, &'static str) -> clap::Command,
    now: &dyn Fn(clap::Command) -> clap::Command,
    view: &dyn Fn(clap::Command) -> clap::Command,
) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(say("ФАЙЛ", "FILE")).value_parser(clap::value_parser!(PathBuf)).help(help)
    };
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let text = |name: &'static str, value: &'static str, help: &'static str| Arg::new(name).long(name).value_name(value).help(help);
    let connection =
        now(sub("connection", say("подключён ли ребёнок; заявление в школу", "whether a child is connected; the application")))
            .arg(flag("text", say("заявление текстом", "the application as text")))
            .arg(file("page", say("заявление для печати (HTML) в файл", "the application to print (HTML), into a file")))
            .arg(
                text("applied", "yes|no", say("отметить: заявление подано", "note: the application was handed in"))
                    .value_parser(PossibleValuesParser::new(["yes", "no"])),
            )
            .arg(text("phone", say("НОМЕР", "NUMBER"), say("телефон для заявлений", "phone for applications")))
            .arg(text("email", say("АДРЕС", "ADDRESS"), say("e-mail для заявлений", "e-mail for applications")));
    let adults = now(sub("adults", say("кто видит ребёнка; назвать бабушку, няню", "who sees a child; name a grandmother, a nanny")))
        .arg(text("name", say("ИМЯ", "NAME"), say("назвать взрослого", "name an adult")))
        .arg(
            text(
                "rights",
                "entries|all|none",
                say("что можно видеть (иначе только проходы)", "what they may see (otherwise entries only)"),
            )
            .value_parser(PossibleValuesParser::new(["entries", "all", "none"]))
            .requires("name"),
        )
        .arg(
            text("until", "YYYY-MM-DD", say("последний день", "last day"))
                .value_parser(|text: &str| text.parse::<LocalDate>())
                .requires("name"),
        )
        .arg(flag("forget", say("забыть названного", "forget the one named")).requires("name"));
    let statement = view(sub("statement", say("выписка: операции, покупки, посещения", "statement: movements, purchases, visits")))
        .arg(file("csv", say("таблица CSV в файл", "a CSV table, into a file")))
        .arg(file("page", say("страница для печати (HTML) в файл", "a page to print (HTML), into a file")));
    let privacy = sub("privacy", say("согласия, выгрузка и удаление всех данных", "consents, export and removal of all data"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(say("ответ в JSON", "answer in JSON")))
        .arg(
            text("consent", "pushes|other-adults", say("о каком согласии речь", "which consent is meant"))
                .value_parser(PossibleValuesParser::new(["pushes", "other-adults"]))
                .requires("turn"),
        )
        .arg(
            text("turn", "on|off", say("дать или отозвать", "give or withdraw"))
                .value_parser(PossibleValuesParser::new(["on", "off"]))
                .requires("consent"),
        )
        .arg(file("export", say("выгрузить всё в файл (JSON)", "export everything into a file (JSON)")))
        .arg(flag("delete-everything", say("удалить всё с этого компьютера", "remove everything from this computer")))
        .arg(flag("yes", say("не переспрашивать", "do not ask for confirmation")));
    root.subcommand(connection).subcommand(adults).subcommand(statement).subcommand(privacy)
}

fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

/// What was asked of `connection`.
pub fn connection_of(matches: &ArgMatches, words: Words) -> Result<Connection, Failure> {
    let (phone, email) = (string(matches, "phone"), string(matches, "email"));
    let wish = match (path(matches, "page"), string(matches, "applied")) {
        (Some(file), _) => ConnectionWish::Page(file),
        (None, Some(applied)) => ConnectionWish::Applied(applied == "yes"),
        (None, None) if phone.is_some() || email.is_some() => {
            ConnectionWish::Contact { phone: phone.unwrap_or_default(), email: email.unwrap_or_default() }
        }
        (None, None) if matches.get_flag("text") => ConnectionWish::Text,
        (None, None) => ConnectionWish::Show,
    };
    Ok(Connection { view: view_of(matches, words)?, wish })
}

/// What was asked of `adults`.
pub fn adults_of(matches: &ArgMatches, words: Words) -> Result<Adults, Failure> {
    let rights = match string(matches, "rights").as_deref() {
        Some("all") => AdultRights::All,
        Some("none") => AdultRights::None,
        _ => AdultRights::Entries,
    };
    Ok(Adults {
        view: view_of(matches, words)?,
        name: string(matches, "name"),
        rights,
        until: matches.get_one::<LocalDate>("until").copied(),
        forget: matches.get_flag("forget"),
    })
}

/// What was asked of `statement`.
pub fn statement_of(matches: &ArgMatches, words: Words) -> Result<Statement, Failure> {
    Ok(Statement { view: view_of(matches, words)?, csv: path(matches, "csv"), page: path(matches, "page") })
}

/// What was asked of `privacy`.
pub fn privacy_of(matches: &ArgMatches) -> Privacy {
    let purpose =
        string(matches, "consent").map(|purpose| if purpose == "pushes" { ConsentPurpose::Pushes } else { ConsentPurpose::OtherAdults });
    let wish = match (path(matches, "export"), purpose) {
        (Some(file), _) => PrivacyWish::Export(file),
        (None, Some(purpose)) => PrivacyWish::Consent(purpose, string(matches, "turn").as_deref() == Some("on")),
        (None, None) if matches.get_flag("delete-everything") => PrivacyWish::Delete(matches.get_flag("yes")),
        (None, None) => PrivacyWish::Show,
    };
    Privacy { wish, json: matches.get_flag("json") }
}
