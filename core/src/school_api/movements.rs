//! Movements of the balance (wire-api §6 `transactions`).
//!
//! The wire gives a movement no id. One is built here from what an edit leaves unchanged; see [`MovementKeys`].

use std::collections::HashMap;

use crate::domain::{Moment, Movement, MovementId, MovementKind, Period, PersonId, PurchaseId};

use super::auth::{Auth, Service};
use super::balance::signed;
use super::error::ApiError;
use super::lenient::{self, Int, Read, Text, wire_object};
use super::when::When;
use super::{Answer, Page, SchoolApi};

const TRANSACTIONS: &str = "/api/food/meals/v3/transactions";

/// Most rows one page may have (wire-api §6).
pub const MAX_PAGE: u32 = 1000;

/// Stands for the kind of a movement that came without one.
const NO_KIND: i64 = -1;

/// Counts movements that look alike, so that each gets its own id: `time|type|order or -|ordinal`.
///
/// Make one for a child and a window of days, and pass it along from page to page: the ordinal must not begin anew at a
/// page boundary. The same window read again, with the same order of rows, gives the same ids.
#[derive(Debug, Clone, Default)]
pub struct MovementKeys {
    seen: HashMap<(Moment, i64, Option<i64>), u32>,
}

impl MovementKeys {
    /// Keys of a window that has not been read yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn next(&mut self, at: Moment, kind: i64, order: Option<i64>) -> MovementId {
        let ordinal = self.seen.entry((at, kind, order)).or_default();
        let id = match order {
            Some(order) => format!("{}|{kind}|{order}|{ordinal}", at.rfc3339()),
            None => format!("{}|{kind}|-|{ordinal}", at.rfc3339()),
        };
        *ordinal += 1;
        MovementId(id)
    }
}

impl SchoolApi {
    /// A page of movements of `person` in `period`, newest first (wire-api §6). `limit` is kept within 1 to [`MAX_PAGE`].
    #[allow(clippy::too_many_arguments)] // each is a parameter of the route
    pub async fn transactions(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        period: Period,
        limit: u32,
        offset: u32,
        keys: &mut MovementKeys,
        now: Moment,
    ) -> Result<Answer<Page<Movement>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, TRANSACTIONS, &page_query(person, period, limit, offset).pairs())?;
        self.send(request).await?.read(|body| movements(body, person, keys, now))
    }
}

/// The parameters that the paged routes of food share.
pub(super) struct PageQuery([(&'static str, String); 5]);

impl PageQuery {
    pub(super) fn pairs(&self) -> [(&str, &str); 5] {
        self.0.each_ref().map(|(name, value)| (*name, value.as_str()))
    }
}

pub(super) fn page_query(person: &PersonId, period: Period, limit: u32, offset: u32) -> PageQuery {
    PageQuery([
        ("clientId", serde_json::json!({ "personId": person.as_str() }).to_string()),
        ("from", period.from.to_string()),
        ("to", period.to.to_string()),
        ("limit", limit.clamp(1, MAX_PAGE).to_string()),
        ("offset", offset.to_string()),
    ])
}

wire_object! {
    /// A movement.
    WireMovement {
        sum: Int = "sum" | "amount",
        before: Int = "prevbalance",
        at: When = "createdat",
        origin: Text = "origin",
        kind: Int = "type",
        order: Int = "orderid",
    }
}

pub(super) fn movements(body: &[u8], child: &PersonId, keys: &mut MovementKeys, now: Moment) -> Result<Read<Page<Movement>>, ApiError> {
    let read = lenient::list::<WireMovement>(body)?;
    let (has_next, received) = (read.value.has_next(), read.value.received);
    let (rows, skipped) = read.value.convert(|row| movement(row, child, keys, now));
    Ok(Read { value: Page { rows, has_next, received }, skipped, said_something: read.said_something })
}

/// A movement; none without its time or its sum.
fn movement(wire: WireMovement, child: &PersonId, keys: &mut MovementKeys, now: Moment) -> Option<Movement> {
    let at = wire.at.0?;
    let sum = signed(wire.sum)?;
    let code = wire.kind.0.unwrap_or(NO_KIND);
    Some(Movement {
        id: keys.next(at, code, wire.order.0),
        child: child.clone(),
        at,
        kind: kind(code),
        sum,
        balance_before: signed(wire.before),
        origin: wire.origin.or_empty(),
        purchase: wire.order.0.map(|order| PurchaseId(order.to_string())),
        learned_at: now,
    })
}

fn kind(code: i64) -> MovementKind {
    match code {
        0 => MovementKind::TopUp,
        1 => MovementKind::Purchase,
        2 => MovementKind::Cancellation,
        3 => MovementKind::Transfer,
        4 => MovementKind::Refund,
        code => MovementKind::Other { code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Money;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn read(body: &str, keys: &mut MovementKeys) -> Read<Page<Movement>> {
        movements(body.as_bytes(), &PersonId::from("0a1b"), keys, NOW).unwrap()
    }

    #[test]
    fn a_wrapped_negative_sum_and_balance_are_negative() {
        let body = r#"{"hasNext":true,"transactions":[{"sum":4294959296,"prevBalance":4294967000,"createdAt":"2026-05-12T12:00:00","origin":"буфет","type":1,"orderId":9}]}"#;
        let page = read(body, &mut MovementKeys::new()).value;
        let [movement] = &page.rows[..] else { panic!("one row") };
        assert_eq!((movement.sum, movement.balance_before), (Money(-8000), Some(Money(-296))));
        assert_eq!(movement.balance_after(), Some(Money(-8296)));
        assert_eq!(movement.id.as_str(), "2026-05-12T12:00:00+03:00|1|9|0");
        assert_eq!((movement.purchase.as_ref().unwrap().as_str(), page.has_next, page.received), ("9", true, 1));
    }

    #[test]
    fn movements_that_look_alike_keep_their_own_ids_across_pages() {
        let page = r#"{"has_next":false,"transactions":[{"sum":100,"createdAt":"2026-05-12","type":0,"orderId":null},{"sum":100,"createdAt":"12.05.2026","type":"0"}]}"#;
        let mut keys = MovementKeys::new();
        let mut ids: Vec<_> = read(page, &mut keys).value.rows.into_iter().map(|m| m.id.0).collect();
        ids.extend(read(page, &mut keys).value.rows.into_iter().map(|m| m.id.0));
        let want: Vec<_> = (0..4).map(|n| format!("2026-05-12T00:00:00+03:00|0|-|{n}")).collect();
        assert_eq!(ids, want);
    }

    #[test]
    fn an_edited_sum_leaves_the_id_unchanged() {
        let one = |sum: i64| format!(r#"[{{"sum":{sum},"prevBalance":5,"createdAt":"2026-05-12T12:00:00+03:00","type":1,"orderId":9}}]"#);
        let before = read(&one(-8000), &mut MovementKeys::new()).value.rows.remove(0);
        let after = read(&one(-7000), &mut MovementKeys::new()).value.rows.remove(0);
        assert_eq!(before.id, after.id);
        assert_ne!(before.sum, after.sum);
    }

    #[test]
    fn unknown_kinds_are_kept_and_rows_without_time_or_sum_are_counted() {
        let body = r#"{"transactions":[{"sum":1,"createdAt":"2026-05-12","type":99},{"sum":1,"createdAt":"2026-05-12"},{"sum":null,"createdAt":"2026-05-12"},{"sum":1,"createdAt":"soon"}]}"#;
        let read = read(body, &mut MovementKeys::new());
        let kinds: Vec<_> = read.value.rows.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, [MovementKind::Other { code: 99 }, MovementKind::Other { code: NO_KIND }]);
        assert_eq!((read.skipped, read.value.received), (2, 4));
    }
}
