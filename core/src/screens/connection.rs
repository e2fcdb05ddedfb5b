//! How the family is connected: per child, with the application to the school filled in, and who sees the child.
//!
//! The wire tells who is connected and who sees a child; it knows no application and no rights (wire-api §3, domain §6). What the parent
//! handed in on paper, and whom they named, is the parent's own note, and is shown as that.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures;
use super::home::{self, ChildRows};
use super::notice::Notice;
use super::papers::{self, AdultId, AdultRights, NamedAdult, Papers};
use super::statement::{TextFile, escaped, html};
use crate::domain::dated::Ageing;
use crate::domain::{Adult, Freshness, HelpTopic, PersonId, Source};
use crate::l10n::{ApplicationField, ConnectionText, NamedAdultText};
use crate::store::{Outcome, Service, Store, StoreError};
use crate::sync::circle::{Circle, kept_circle};

/// How a child is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum ConnectionKind {
    /// Nothing was read yet.
    Unknown,
    /// The school has no account of the child.
    NotConnected,
    /// The same, and the parent has handed the application in.
    Applied,
    /// The school tells of the child.
    Connected,
    /// The child is another adult's to connect: this one was given access.
    GivenAccess,
}

/// The application to the responsible employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Application {
    /// To share as a message.
    pub text: String,
    /// Name of the file to print.
    pub page_name: String,
    /// To print: HTML that needs nothing else, the school's fields empty.
    pub page: String,
    /// What is still missing from it; empty when nothing is.
    pub missing_text: String,
}

/// What became of naming an adult.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum NamedAdultKind {
    /// Asked for; the school does not show it yet.
    Asked,
    /// The school names the adult.
    Seen,
    /// The last day is over.
    Over,
}

/// An adult the parent named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct NamedAdultRow {
    /// For actions.
    pub id: AdultId,
    /// As the parent wrote it.
    pub name: String,
    /// What they may see.
    pub rights: AdultRights,
    /// Last day; none is without end.
    pub until: Option<crate::domain::LocalDate>,
    /// What became of it.
    pub kind: NamedAdultKind,
    /// «Только проходы, до 31 мая. Школа ещё не открыла доступ».
    pub text: String,
}

/// A child and its connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ChildConnection {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// How it is connected.
    pub kind: ConnectionKind,
    /// In words, with what to do.
    pub text: String,
    /// How fresh that is.
    pub freshness: Freshness,
    /// The freshness in words.
    pub as_of_text: String,
    /// The application, filled in.
    pub application: Application,
    /// Who sees the child, as the school names them; empty before that was read.
    pub seen_by: Vec<String>,
    /// Of when that list is; empty before it was read.
    pub seen_by_as_of_text: String,
    /// Whom the parent named.
    pub named: Vec<NamedAdultRow>,
}

/// State of the screen of the family and its connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum ConnectionState {
    /// Nobody is signed in.
    SignedOut,
    /// The family has not been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The children.
    Children {
        /// Phone that goes into the applications.
        phone: String,
        /// E-mail that goes into them.
        email: String,
        /// In the server's order.
        children: Vec<ChildConnection>,
        /// The topic of the help that fits.
        help: HelpTopic,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the screen.
pub fn state(store: &Store, context: &Context<'_>) -> Result<ConnectionState, StoreError> {
    if !context.session.shows_data() {
        return Ok(ConnectionState::SignedOut);
    }
    let rows = home::load(store, context.now)?;
    let no_children = rows.children.as_ref().is_some_and(Vec::is_empty);
    let notices =
        figures::notices(context, figures::Down { profile: figures::is_down(rows.profile.as_ref()), ..Default::default() }, no_children);
    let (Some(children), Some(family)) = (rows.children, store.family()?) else { return Ok(ConnectionState::Loading { notices }) };
    let papers = papers::kept(store)?;
    let contact = Contact::of(&papers, &family.adult);
    let children = children
        .iter()
        .map(|child| of_child(child, kept_circle(store, &child.child.person)?, &family.adult, &papers, &contact, store, context))
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(ConnectionState::Children { phone: contact.phone, email: contact.email, children, help: HelpTopic::Connecting, notices })
}

/// Phone and e-mail of the applications: what the parent wrote, else what the school has.
struct Contact {
    phone: String,
    email: String,
}

impl Contact {
    fn of(papers: &Papers, adult: &Adult) -> Self {
        let digits = adult.phone.chars().filter(char::is_ascii_digit).count();
        // The wire leaves the leading digit out (wire-api §3).
        let known = if digits == 10 { format!("+7{}", adult.phone) } else { adult.phone.clone() };
        Self {
            phone: figures::clean(papers.phone.as_ref().unwrap_or(&known)),
            email: figures::clean(papers.email.as_deref().or(adult.email.as_deref()).unwrap_or_default()),
        }
    }
}

fn of_child(
    rows: &ChildRows,
    circle: Option<Circle>,
    adult: &Adult,
    papers: &Papers,
    contact: &Contact,
    store: &Store,
    context: &Context<'_>,
) -> Result<ChildConnection, StoreError> {
    let (l10n, person) = (context.l10n, &rows.child.person);
    let handed_in = papers.handed_in.get(person).copied();
    let kind = match rows.food.map(|reading| reading.outcome) {
        _ if circle.as_ref().is_some_and(|circle| circle.legal == Some(false)) => ConnectionKind::GivenAccess,
        Some(Outcome::Refused) if handed_in.is_some() => ConnectionKind::Applied,
        Some(Outcome::Refused) => ConnectionKind::NotConnected,
        _ if rows.account.is_some() => ConnectionKind::Connected,
        _ => ConnectionKind::Unknown,
    };
    let text = match (kind, handed_in) {
        (ConnectionKind::Applied, Some(at)) => l10n.connection_applied(at, context.now),
        (ConnectionKind::Connected, _) => l10n.connection(ConnectionText::Connected),
        (ConnectionKind::GivenAccess, _) => l10n.connection(ConnectionText::GivenAccess),
        (ConnectionKind::Unknown, _) => l10n.connection(ConnectionText::Unknown),
        (ConnectionKind::NotConnected | ConnectionKind::Applied, _) => l10n.connection(ConnectionText::NotConnected),
    };
    let (freshness, as_of_text) = figures::freshness(rows.food.as_ref(), Source::Server, Ageing::Slow, context);
    let named: Vec<&NamedAdult> = papers.adults.iter().filter(|named| named.child == *person).collect();
    let seen_by = circle.map(|circle| circle.people).unwrap_or_default();
    let profile = store.reading(None, Service::Profile)?;
    let seen_by_as_of_text =
        if seen_by.is_empty() { String::new() } else { figures::freshness(profile.as_ref(), Source::Server, Ageing::Slow, context).1 };
    Ok(ChildConnection {
        person: person.clone(),
        name: figures::full_name(&rows.child),
        kind,
        text,
        freshness,
        as_of_text,
        application: application(rows, adult, contact, &named, context),
        named: named.into_iter().map(|named| named_row(named, &seen_by, context)).collect(),
        seen_by: seen_by.iter().map(|name| figures::clean(name)).collect(),
        seen_by_as_of_text,
    })
}

fn named_row(named: &NamedAdult, seen_by: &[String], context: &Context<'_>) -> NamedAdultRow {
    let is_seen = seen_by.iter().any(|seen| same_name(seen, &named.name));
    let kind = match named.until {
        Some(last) if last < context.today() => NamedAdultKind::Over,
        _ if is_seen => NamedAdultKind::Seen,
        _ => NamedAdultKind::Asked,
    };
    let how = match kind {
        NamedAdultKind::Asked => NamedAdultText::Asked,
        NamedAdultKind::Seen => NamedAdultText::Seen,
        NamedAdultKind::Over => NamedAdultText::Over,
    };
    let text =
        format!("{}. {}", context.l10n.adult_rights(named.rights.into(), named.until, context.today()), context.l10n.named_adult(how));
    NamedAdultRow { id: named.id.clone(), name: figures::clean(&named.name), rights: named.rights, until: named.until, kind, text }
}

/// Whether two texts name one person: the same words in any order, as far as the shorter one goes.
fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| name.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() > 1 && short.iter().all(|word| long.contains(word))
}

fn application(rows: &ChildRows, adult: &Adult, contact: &Contact, named: &[&NamedAdult], context: &Context<'_>) -> Application {
    let l10n = context.l10n;
    let child = &rows.child;
    let full = |last: &str, first: &str, middle: &str| figures::clean(&format!("{last} {first} {middle}"));
    let school = child.school.as_ref().map(|school| figures::clean(&school.name)).unwrap_or_default();
    let fields = [
        (ApplicationField::School, school),
        (ApplicationField::Parent, full(&adult.last_name, &adult.first_name, &adult.middle_name)),
        (ApplicationField::Child, full(&child.last_name, &child.first_name, &child.middle_name)),
        (ApplicationField::Class, figures::clean(&child.class_name)),
        (ApplicationField::Phone, contact.phone.clone()),
        (ApplicationField::Email, contact.email.clone()),
        (ApplicationField::Date, l10n.date(context.today(), context.today())),
    ];
    let (title, request) = (l10n.connection(ConnectionText::ApplicationTitle), l10n.connection(ConnectionText::ApplicationRequest));
    let adults: Vec<String> = named
        .iter()
        .filter(|named| named.until.is_none_or(|last| last >= context.today()))
        .map(|named| format!("{}: {}", figures::clean(&named.name), l10n.adult_rights(named.rights.into(), named.until, context.today())))
        .collect();
    let adults_title = l10n.connection(ConnectionText::ApplicationAdults);
    let mut lines = vec![title.clone(), String::new(), request.clone(), String::new()];
    lines.extend(fields.iter().map(|(field, value)| format!("{}: {value}", l10n.application_field(*field))));
    if !adults.is_empty() {
        lines.extend([String::new(), adults_title.clone()]);
        lines.extend(adults.iter().map(|adult| format!("— {adult}")));
    }
    let blank = "<span class=\"blank\">&nbsp;</span>";
    let row = |name: &str, value: &str| {
        format!("<p>{}: {}</p>\n", escaped(name), if value.is_empty() { blank.to_owned() } else { escaped(value) })
    };
    let mut parts = vec![format!("<p>{}</p>\n", escaped(&request))];
    parts.extend(fields.iter().map(|(field, value)| row(&l10n.application_field(*field), value)));
    if !adults.is_empty() {
        parts.push(format!("<p>{}</p>\n<ul>\n", escaped(&adults_title)));
        parts.extend(adults.iter().map(|adult| format!("<li>{}</li>\n", escaped(adult))));
        parts.push("</ul>\n".to_owned());
    }
    parts.push(row(&l10n.application_field(ApplicationField::Signature), ""));
    parts.push(format!("<h2>{}</h2>\n", escaped(&l10n.connection(ConnectionText::ForTheSchool))));
    let of_the_school = [ApplicationField::TakenBy, ApplicationField::TakenOn, ApplicationField::ConnectedOn, ApplicationField::Signature];
    parts.extend(of_the_school.map(|field| row(&l10n.application_field(field), "")));
    let body = parts.concat();
    let missing: Vec<String> =
        fields.iter().filter(|(_, value)| value.is_empty()).map(|(field, _)| l10n.application_field(*field)).collect();
    let missing_text = if missing.is_empty() { String::new() } else { l10n.application_missing(&missing.join(", ")) };
    Application {
        text: lines.join("\n"),
        page_name: "schoolcard-application.html".to_owned(),
        page: html(&title, l10n.locale(), &body),
        missing_text,
    }
}

/// The page of an application as a file.
pub fn page_file(application: &Application) -> TextFile {
    TextFile { name: application.page_name.clone(), mime: "text/html".to_owned(), text: application.page.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_order_and_without_the_patronymic() {
        assert!(same_name("Волкова Нина Ивановна", "Нина Волкова"));
        assert!(same_name("нина волкова", "Волкова  Нина"));
        assert!(!same_name("Нина", "Нина Волкова"), "a first name alone is nobody");
        assert!(!same_name("Нина Волкова", "Нина Петрова"));
    }
}
