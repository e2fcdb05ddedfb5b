//! Papers for the school, statements and privacy in JSON.

use schoolcard_core::screens::connection::{ChildConnection, ConnectionKind, NamedAdultKind, NamedAdultRow};
use schoolcard_core::screens::papers::{AdultRights, ConsentPurpose};
use schoolcard_core::screens::privacy::ConsentKind;
use schoolcard_core::screens::{ConnectionState, PrivacyState, StatementState};
use serde::Serialize;

use super::{data_state, text};

#[derive(Serialize)]
struct ConnectionJson<'a> {
    phone: &'a str,
    email: &'a str,
    children: Vec<ChildJson<'a>>,
}

#[derive(Serialize)]
struct ChildJson<'a> {
    person_id: &'a str,
    name: &'a str,
    connection: &'static str,
    text: &'a str,
    as_of: String,
    state: &'static str,
    application_missing: &'a str,
    seen_by: &'a [String],
    named: Vec<NamedJson<'a>>,
}

#[derive(Serialize)]
struct NamedJson<'a> {
    name: &'a str,
    rights: &'static str,
    until: Option<String>,
    state: &'static str,
    text: &'a str,
}

/// How the children are connected.
pub fn connection(of: &ConnectionState) -> Option<String> {
    let ConnectionState::Children { phone, email, children, .. } = of else { return None };
    text(&ConnectionJson { phone, email, children: children.iter().map(child).collect() })
}

fn child(child: &ChildConnection) -> ChildJson<'_> {
    ChildJson {
        person_id: child.person.as_str(),
        name: &child.name,
        connection: match child.kind {
            ConnectionKind::Unknown => "unknown",
            ConnectionKind::NotConnected => "not_connected",
            ConnectionKind::Applied => "applied",
            ConnectionKind::Connected => "connected",
            ConnectionKind::GivenAccess => "given_access",
        },
        text: &child.text,
        as_of: child.freshness.as_of.rfc3339(),
        state: data_state(child.freshness.state),
        application_missing: &child.application.missing_text,
        seen_by: &child.seen_by,
        named: child.named.iter().map(named).collect(),
    }
}

fn named(row: &NamedAdultRow) -> NamedJson<'_> {
    NamedJson {
        name: &row.name,
        rights: match row.rights {
            AdultRights::Entries => "entries",
            AdultRights::All => "all",
            AdultRights::None => "none",
        },
        until: row.until.map(|day| day.to_string()),
        state: match row.kind {
            NamedAdultKind::Asked => "asked",
            NamedAdultKind::Seen => "seen",
            NamedAdultKind::Over => "over",
        },
        text: &row.text,
    }
}

/// What a statement holds.
pub fn statement(of: &StatementState) -> Option<String> {
    #[derive(Serialize)]
    struct StatementJson<'a> {
        person_id: &'a str,
        from: String,
        to: String,
        as_of: String,
        state: &'static str,
        counts_text: &'a str,
        sums_text: &'a str,
        unread_text: &'a str,
    }
    let StatementState::Statement { person, period, counts_text, sums_text, freshness, unread_text, .. } = of else { return None };
    text(&StatementJson {
        person_id: person.as_str(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        as_of: freshness.as_of.rfc3339(),
        state: data_state(freshness.state),
        counts_text,
        sums_text,
        unread_text,
    })
}

/// Consents.
pub fn privacy(of: &PrivacyState) -> Option<String> {
    #[derive(Serialize)]
    struct ConsentJson<'a> {
        purpose: &'static str,
        state: &'static str,
        text: &'a str,
        history: &'a [String],
    }
    let PrivacyState::Privacy { consents, .. } = of else { return None };
    let consents = consents.iter().map(|row| ConsentJson {
        purpose: match row.purpose {
            ConsentPurpose::Pushes => "pushes",
            ConsentPurpose::OtherAdults => "other-adults",
        },
        state: match row.kind {
            ConsentKind::NotAsked => "not_asked",
            ConsentKind::Given => "given",
            ConsentKind::Withdrawn => "withdrawn",
        },
        text: &row.kind_text,
        history: &row.history,
    });
    text(&serde_json::json!({ "consents": consents.collect::<Vec<_>>() }))
}
