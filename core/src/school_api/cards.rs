//! Carriers and the travel purse (wire-api §11). Of the routes of carriers only the names are known, so whatever names and words an
//! answer may use are tried; what cannot be told stays unknown.

use reqwest::Method;
use serde_json::{Value, json};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, Read, Text, wire_object};
use super::when::{Day, When};
use super::{Answer, SchoolApi};
use crate::domain::card::last_digits;
use crate::domain::{Card, CardId, CardKind, CardState, Money, PersonId, TransportCard};

const CARDS: &str = "/api/ei/external/v1/cards";
const BLOCK: &str = "/api/ei/external/v1/cards/block";
const USER_SETTINGS: &str = "/api/usersettings/v1";
/// The setting that tells of the travel purse.
const TRANSPORT: &str = "UC_TTC_CARD_BALANCE";

impl SchoolApi {
    /// All carriers `person` has or had (wire-api §11; shape unknown).
    pub async fn cards(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Vec<Card>>, ApiError> {
        self.send(self.get(Service::Mobile, auth, CARDS, &[("personId", person.as_str())])?).await?.read(cards)
    }

    /// Blocks a carrier for good (wire-api §11; shape unknown). One that is blocked already is a refusal.
    pub async fn block_card(&self, auth: Auth<'_>, person: &PersonId, card: &CardId) -> Result<Answer<()>, ApiError> {
        // The number again where it was one.
        let id = card.0.parse::<i64>().map_or_else(|_| Value::from(card.0.as_str()), Value::from);
        let body = json!({ "personId": person.as_str(), "cardId": id, "reason": "LOST" });
        let request = self.change(Method::POST, Service::Mobile, auth, BLOCK, &[])?.json(&body);
        let reply = self.send(request).await?;
        Ok(Answer { value: (), server_time: reply.server_time, skipped: 0, whole: true })
    }

    /// The travel purse of `person`; none when none is set (wire-api §11).
    pub async fn transport_card(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Option<TransportCard>>, ApiError> {
        let query = [("name", TRANSPORT), ("personId", person.as_str())];
        self.send(self.get(Service::Mobile, auth, USER_SETTINGS, &query)?).await?.read(transport_card)
    }
}

wire_object! {
    /// A carrier.
    WireCard {
        id: Text = "id" | "cardid" | "eiid" | "identifierid",
        kind: Text = "type" | "cardtype" | "kind" | "eitype",
        kind_name: Text = "typename" | "name" | "title",
        number: Text = "number" | "cardnumber" | "maskednumber" | "uid",
        status: Text = "status" | "state" | "cardstatus",
        blocked: Flag = "isblocked" | "blocked",
        valid_from: Day = "validfrom" | "issuedat" | "from" | "begindate",
        valid_to: Day = "validto" | "expiresat" | "to" | "enddate",
        blocked_at: When = "blockedat" | "blockdate",
    }
}

wire_object! {
    /// The travel purse.
    WireTransport {
        number: Text = "number",
        balance: Int = "balance",
        blocked: Flag = "isblocked",
        trips: Int = "lgotbalance",
        updated_at: When = "updateat" | "updatedat",
    }
}

pub(super) fn cards(body: &[u8]) -> Result<Read<Vec<Card>>, ApiError> {
    let read = lenient::list::<WireCard>(body)?;
    let (value, skipped) = read.value.convert(card);
    Ok(Read { value, skipped, said_something: read.said_something })
}

/// A carrier; none without its name: it could not be blocked.
fn card(wire: WireCard) -> Option<Card> {
    let kind = kind(wire.kind.as_str(), wire.kind_name.as_str());
    let state = match state(wire.status.as_str()) {
        CardState::Active if kind == CardKind::Temporary => CardState::Temporary,
        // A block told beside the status counts; so does one told in its place.
        CardState::Active | CardState::Unclear if wire.blocked.is_true() => CardState::BlockedBySchool,
        state => state,
    };
    Some(Card {
        id: CardId(wire.id.0?),
        kind,
        last_digits: last_digits(wire.number.as_str()),
        state,
        valid_from: wire.valid_from.0,
        valid_to: wire.valid_to.0,
        blocked_at: wire.blocked_at.0,
    })
}

fn kind(code: &str, name: &str) -> CardKind {
    let told = format!("{code} {name}").to_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| told.contains(word));
    match () {
        () if names(&["temporary", "времен"]) => CardKind::Temporary,
        () if names(&["social", "социальн"]) => CardKind::Social,
        () if names(&["bracelet", "браслет"]) => CardKind::Bracelet,
        () if names(&["fob", "брелок"]) => CardKind::Fob,
        () if names(&["service", "сервисн"]) => CardKind::Service,
        () => CardKind::Other,
    }
}

/// A status in any of the words it may have. "Not active" is not "active".
fn state(status: &str) -> CardState {
    let told = status.trim().to_uppercase();
    let names = |words: &[&str]| words.iter().any(|word| told.contains(word));
    match () {
        () if names(&["BLOCK"]) && names(&["CLIENT", "PARENT", "USER", "REPRESENTATIVE"]) => CardState::BlockedByParent,
        () if names(&["BLOCK", "LOST", "STOLEN"]) => CardState::BlockedBySchool,
        () if names(&["EXPIRED", "CLOSED", "ENDED"]) => CardState::Expired,
        () if names(&["TEMPORARY"]) => CardState::Temporary,
        () if told == "ACTIVE" || told == "ISSUED" => CardState::Active,
        () => CardState::Unclear,
    }
}

pub(super) fn transport_card(body: &[u8]) -> Result<Read<Option<TransportCard>>, ApiError> {
    let read = lenient::single::<WireTransport>(body)?;
    let wire = read.value;
    let says_nothing = wire.number.0.is_none() && wire.balance.0.is_none();
    let card = TransportCard {
        last_digits: last_digits(wire.number.as_str()),
        balance: wire.balance.0.map(Money),
        blocked: wire.blocked.0,
        trips_left: wire.trips.0.filter(|trips| *trips >= 0),
        updated_at: wire.updated_at.0,
    };
    Ok(Read { value: (!says_nothing).then_some(card), skipped: read.skipped, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(body: &str) -> Card {
        cards(body.as_bytes()).unwrap().value.remove(0)
    }

    #[test]
    fn a_list_is_read_in_whatever_words_it_comes() {
        let one = only(
            r#"{"payload":[{"id":510001,"type":"SERVICE","typeName":"Сервисная карта","number":"•••• 4421","status":"ACTIVE","validFrom":"2026-01-09",
            "validTo":"2031-01-09","blockedAt":null}]}"#,
        );
        assert_eq!(
            (one.id.0.as_str(), one.kind, one.last_digits.as_str(), one.state),
            ("510001", CardKind::Service, "4421", CardState::Active)
        );
        let other =
            only(r#"[{"card_id":"x-7","card_type":"2","name":"Социальная карта","card_number":"7000123456784421","is_blocked":true}]"#);
        assert_eq!((other.kind, other.last_digits.as_str(), other.state), (CardKind::Social, "4421", CardState::BlockedBySchool));
    }

    #[test]
    fn an_unknown_status_is_not_taken_for_a_working_card() {
        let status = |word: &str| only(&format!(r#"[{{"id":1,"type":"FOB","status":"{word}"}}]"#)).state;
        assert_eq!(status("BLOCKED_BY_CLIENT"), CardState::BlockedByParent);
        assert_eq!(status("BLOCKED_BY_ORGANIZATION"), CardState::BlockedBySchool);
        assert_eq!(status("EXPIRED"), CardState::Expired);
        for word in ["INACTIVE", "NOT_ACTIVE", "17", ""] {
            assert_eq!(status(word), CardState::Unclear, "{word}");
        }
        assert_eq!(only(r#"[{"id":1,"type":"TEMPORARY","status":"ACTIVE"}]"#).state, CardState::Temporary);
    }

    #[test]
    fn a_card_without_a_name_is_skipped_and_hides_no_other() {
        let read = cards(br#"{"data":[{"type":"SERVICE"},{"id":2,"type":"SOCIAL","status":"ACTIVE"},7]}"#).unwrap();
        assert_eq!((read.value.len(), read.skipped), (1, 2));
    }

    #[test]
    fn an_unset_transport_card_is_an_empty_body() {
        assert_eq!(transport_card(b"").unwrap().value, None);
        let body = br#"{"Number":"3210 9876","Balance":31200,"isBlocked":false,"LgotBalance":4,"UpdateAt":"2026-05-12T06:30:00","LastNotificationSent":null}"#;
        let card = transport_card(body).unwrap().value.unwrap();
        assert_eq!((card.last_digits.as_str(), card.balance, card.trips_left), ("9876", Some(Money(31_200)), Some(4)));
        assert!(card.updated_at.is_some());
    }
}
