//! What stands inside a message once it is opened: the event, so that the app needs no request to show and keep it.

use serde::Deserialize;

use super::PushTrouble;
use crate::domain::{
    AlertEvent, AlertKind, LocalDate, LocalTime, Moment, Money, Organization, OrganizationId, PurchaseId, PurchaseItem, PurchaseKind,
};

/// Where a push stands in the row of those sent to this device: a gap between them means one was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct PushCursor {
    /// Number of the one sent before it.
    pub after: i64,
    /// Its own number.
    pub is: i64,
}

/// An opened message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushBody {
    /// What happened.
    pub event: AlertEvent,
    /// Confirmed balance right after it, when the event changed it.
    pub balance: Option<Money>,
    /// Its place among those sent.
    pub cursor: Option<PushCursor>,
}

#[derive(Debug, Deserialize)]
struct Place {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    short: String,
    #[serde(default)]
    address: String,
}

/// All fields any kind may have, as `docs/push.md` lists them.
#[derive(Debug, Deserialize)]
struct Fields {
    at: Option<Moment>,
    org: Option<Place>,
    order: Option<String>,
    what: Option<i64>,
    sum: Option<Money>,
    #[serde(default)]
    items: Vec<(String, i64, Money)>,
    balance: Option<Money>,
    threshold: Option<Money>,
    day: Option<LocalDate>,
    bell: Option<LocalTime>,
    cursor: Option<PushCursor>,
}

/// Reads the opened message of an alert of `kind`.
///
/// # Errors
/// [`PushTrouble::Malformed`] when a field that the kind needs is missing.
pub fn read(kind: AlertKind, plain: &[u8]) -> Result<PushBody, PushTrouble> {
    let fields: Fields = serde_json::from_slice(plain).map_err(|_| PushTrouble::Malformed)?;
    let (balance, cursor) = (fields.balance, fields.cursor);
    let event = event(kind, fields).ok_or(PushTrouble::Malformed)?;
    Ok(PushBody { event, balance, cursor })
}

fn event(kind: AlertKind, fields: Fields) -> Option<AlertEvent> {
    let at = fields.at?;
    Some(match kind {
        AlertKind::Entry => AlertEvent::Entry { at, organization: place(fields.org?) },
        AlertKind::Exit => AlertEvent::Exit { at, organization: place(fields.org?) },
        AlertKind::EntryNotRecorded => AlertEvent::EntryNotRecorded { by: at },
        AlertKind::LateArrival => AlertEvent::LateArrival { at, bell: fields.bell? },
        AlertKind::Purchase => AlertEvent::Purchase {
            purchase: PurchaseId(fields.order?),
            at,
            what: purchase_kind(fields.what?),
            total: fields.sum?,
            items: fields
                .items
                .into_iter()
                .map(|(name, amount, price)| PurchaseItem { name, amount, price, consists_of: Vec::new() })
                .collect(),
        },
        AlertKind::LowBalance => AlertEvent::LowBalance { at, available: fields.sum?, threshold: fields.threshold? },
        AlertKind::RunOutSoon => AlertEvent::RunOutSoon { at, covers: fields.day?, available: fields.balance },
        AlertKind::TopUpCredited => AlertEvent::TopUpCredited { at, sum: fields.sum?, balance: fields.balance },
        AlertKind::TopUpFailed => AlertEvent::TopUpFailed { at, sum: fields.sum? },
        AlertKind::OrderCutOffNear => AlertEvent::OrderCutOffNear { meal_day: fields.day?, until: at },
        AlertKind::OrderCancelled => {
            AlertEvent::OrderCancelled { purchase: PurchaseId(fields.order?), at, meal_day: fields.day?, total: fields.sum? }
        }
        AlertKind::CardBlocked => AlertEvent::CardBlocked { at },
        AlertKind::TemporaryCardIssued => AlertEvent::TemporaryCardIssued { at },
        AlertKind::SchoolDataLate => AlertEvent::SchoolDataLate { since: at },
        AlertKind::SignInNeeded => AlertEvent::SignInNeeded { since: at },
    })
}

fn place(place: Place) -> Organization {
    Organization { id: OrganizationId(place.id), name: place.name, short_name: place.short, address: place.address }
}

/// The same codes as the orders route (wire-api §6 `orderType`).
fn purchase_kind(code: i64) -> PurchaseKind {
    match code {
        0 => PurchaseKind::FreeComplex,
        1 => PurchaseKind::PaidComplex,
        2 => PurchaseKind::Buffet,
        3 => PurchaseKind::PreOrder,
        4 => PurchaseKind::SmartBuffet,
        code => PurchaseKind::Other { code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purchase_brings_its_lines_the_balance_and_its_place_in_the_row() {
        let plain = r#"{"at":1778574000000,"order":"77","what":2,"sum":18500,"items":[["Булочка",1,5000],["Сок",2,6750]],
            "balance":122690,"cursor":{"after":41,"is":42},"something_new":true}"#;
        let body = read(AlertKind::Purchase, plain.as_bytes()).unwrap();
        assert_eq!((body.balance, body.cursor), (Some(Money(122_690)), Some(PushCursor { after: 41, is: 42 })));
        let AlertEvent::Purchase { items, total, what, .. } = body.event else { panic!() };
        assert_eq!((items.len(), total, what), (2, Money(18_500), PurchaseKind::Buffet));
    }

    #[test]
    fn a_field_that_the_kind_needs_may_not_be_missing() {
        for kind in AlertKind::ALL {
            assert_eq!(read(kind, b"{}"), Err(PushTrouble::Malformed), "{kind:?}");
        }
        assert_eq!(read(AlertKind::Entry, b"not json"), Err(PushTrouble::Malformed));
    }
}
