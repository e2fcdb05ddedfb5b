//! Purchases: the paged route and the older one by account number (wire-api §6 `orders`).
//!
//! Both give the same rows with some keys renamed, so one reader serves both. Buffet purchases are orders too.

use crate::domain::{AccountNumber, Moment, Money, Period, PersonId, Purchase, PurchaseId, PurchaseItem, PurchaseKind, PurchaseStatus};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Int, Ints, List, Maybe, Read, Text, wire_object};
use super::movements::page_query;
use super::when::{Day, When};
use super::{Answer, Page, SchoolApi};

const ORDERS: &str = "/api/food/meals/v3/orders";
const ORDERS_V2: &str = "/api/meals/v2/orders";

impl SchoolApi {
    /// A page of purchases of `person` in `period`, newest first (wire-api §6). `limit` is kept within 1 to
    /// [`super::MAX_PAGE`].
    pub async fn orders(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        period: Period,
        limit: u32,
        offset: u32,
        now: Moment,
    ) -> Result<Answer<Page<Purchase>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, ORDERS, &page_query(person, period, limit, offset).pairs())?;
        self.send(request).await?.read(|body| purchases(body, person, now))
    }

    /// All purchases of `period` by account number, on the older route, which knows no pages (wire-api §6, v2).
    pub async fn orders_v2(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        account: AccountNumber,
        period: Period,
        now: Moment,
    ) -> Result<Answer<Vec<Purchase>>, ApiError> {
        let (account, from, to) = (account.to_string(), format!("{}T00:00:01", period.from), format!("{}T23:59:59", period.to));
        let query = [("contractId", account.as_str()), ("from", &from), ("to", &to)];
        let answer = self.send(self.get(Service::Mobile, auth, ORDERS_V2, &query)?).await?.read(|body| purchases(body, person, now))?;
        Ok(answer.map(|page| page.rows))
    }
}

wire_object! {
    /// An order of either generation.
    WireOrder {
        id: Int = "orderid" | "id",
        at: When = "createdat",
        delivered_at: When = "deliveredat",
        on_date: Day = "ondate",
        kind: Int = "ordertype",
        status: Int = "status",
        price: Int = "price",
        discount: Int = "discount",
        total: Int = "totalprice",
        items: List<WireItem> = "items",
    }
}

wire_object! {
    /// A line: exactly one of the two.
    WireItem {
        dish: Maybe<WireGoods> = "dish",
        complex: Maybe<WireGoods> = "complex",
    }
}

wire_object! {
    /// A dish or a complex.
    WireGoods {
        name: Text = "name" | "title",
        price: Int = "price",
        amount: Int = "amount" | "count",
        payment: Ints = "paymenttypes" | "paymenttype",
        dishes: List<WirePart> = "complexitems" | "items",
    }
}

wire_object! {
    /// A dish of a complex, bare or wrapped once more.
    WirePart {
        name: Text = "name" | "title",
        dish: Maybe<WireName> = "dish",
    }
}

wire_object! {
    /// The name of a wrapped dish.
    WireName {
        name: Text = "name" | "title",
    }
}

pub(super) fn purchases(body: &[u8], child: &PersonId, now: Moment) -> Result<Read<Page<Purchase>>, ApiError> {
    let read = lenient::list::<WireOrder>(body)?;
    let (has_next, received) = (read.value.has_next(), read.value.received);
    let (rows, skipped) = read.value.convert(|row| purchase(row, child, now));
    Ok(Read { value: Page { rows, has_next, received }, skipped, said_something: read.said_something })
}

/// A purchase; none without its number, its time or any way to know what was charged.
fn purchase(wire: WireOrder, child: &PersonId, now: Moment) -> Option<Purchase> {
    let at = wire.at.0?;
    let discount = Money(wire.discount.0.unwrap_or(0));
    let total = wire.total.0.map(Money).or_else(|| wire.price.0.map(Money)?.checked_sub(discount))?;
    Some(Purchase {
        id: PurchaseId(wire.id.0?.to_string()),
        child: child.clone(),
        at,
        delivered_at: wire.delivered_at.0,
        on_date: wire.on_date.0.unwrap_or_else(|| at.date()),
        kind: wire.kind.0.map_or_else(|| kind_of_goods(&wire.items.rows), kind),
        status: status(wire.status.0.unwrap_or(NO_STATUS)),
        total,
        discount,
        items: wire.items.rows.into_iter().filter_map(item).collect(),
        learned_at: now,
    })
}

/// Stands for the state of an order that came without one.
const NO_STATUS: i64 = -1;
/// `paymentTypes`: free of charge.
const FREE: i64 = 0;

fn item(wire: WireItem) -> Option<PurchaseItem> {
    let goods = wire.dish.0.or(wire.complex.0)?;
    let consists_of = goods.dishes.rows.into_iter().filter_map(|part| part.name.0.or_else(|| part.dish.0.and_then(|dish| dish.name.0)));
    Some(PurchaseItem {
        consists_of: consists_of.collect(),
        name: goods.name.or_empty(),
        amount: goods.amount.0.unwrap_or(1),
        price: Money(goods.price.0.unwrap_or(0)),
    })
}

fn kind(code: i64) -> PurchaseKind {
    match code {
        0 => PurchaseKind::FreeComplex,
        1 => PurchaseKind::PaidComplex,
        2 => PurchaseKind::Buffet,
        3 => PurchaseKind::PreOrder,
        4 => PurchaseKind::SmartBuffet,
        code => PurchaseKind::Other { code },
    }
}

/// The kind when the server leaves it out: what was sold tells it.
fn kind_of_goods(items: &[WireItem]) -> PurchaseKind {
    let mut complexes = items.iter().filter_map(|item| item.complex.0.as_ref());
    match complexes.next() {
        None => PurchaseKind::Buffet,
        Some(complex) if complex.payment.0 == [FREE] => PurchaseKind::FreeComplex,
        Some(_) => PurchaseKind::PaidComplex,
    }
}

pub(super) fn status(code: i64) -> PurchaseStatus {
    match code {
        0 => PurchaseStatus::New,
        1 => PurchaseStatus::Assembled,
        2 => PurchaseStatus::Loaded,
        3 => PurchaseStatus::Issued,
        4 => PurchaseStatus::Cancelled,
        code => PurchaseStatus::Other { code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn read(body: &str) -> Read<Page<Purchase>> {
        purchases(body.as_bytes(), &PersonId::from("0a1b"), NOW).unwrap()
    }

    const LUNCH: &str = r#"{"hasNext":true,"orders":[{"orderId":71,"createdAt":"2026-05-12T12:20:00","status":3,"orderType":1,"deliveryWay":0,"expiredAt":null,
        "deliveredAt":"2026-05-12T12:25:00","price":20000,"discount":1500,"totalPrice":18500,"onDate":"2026-05-12","items":[
        {"dish":null,"complex":{"id":1,"name":"Обед","price":20000,"kind":2,"paymentTypes":[1],"amount":1,"complexItems":[{"id":5,"name":"Борщ"},{"dish":{"name":"Компот"}}]}},
        {"dish":{"id":9,"name":"Булочка","price":3000,"amount":2},"complex":null}]}]}"#;

    #[test]
    fn a_purchase_is_itemised() {
        let page = read(LUNCH).value;
        let [lunch] = &page.rows[..] else { panic!("one row") };
        assert_eq!((lunch.id.as_str(), lunch.kind, lunch.status), ("71", PurchaseKind::PaidComplex, PurchaseStatus::Issued));
        assert_eq!((lunch.total, lunch.discount), (Money(18_500), Money(1500)));
        assert_eq!(lunch.delivered_at.unwrap().time().to_string(), "12:25");
        assert_eq!(lunch.items[0].consists_of, ["Борщ", "Компот"]);
        assert_eq!((lunch.items[1].name.as_str(), lunch.items[1].amount, lunch.items[1].price), ("Булочка", 2, Money(3000)));
        assert!(page.has_next);
    }

    #[test]
    fn the_older_route_says_the_same_with_other_names() {
        let older = r#"[{"id":71,"createdAt":"2026-05-12T12:20:00","status":3,"orderType":1,"deliveredAt":"2026-05-12T12:25:00","price":20000,"discount":1500,"totalPrice":18500,
            "onDate":"2026-05-12","items":[{"complex":{"id":1,"name":"Обед","price":20000,"paymentType":1,"amount":1,"items":[{"dishId":5,"name":"Борщ"},{"dishId":6,"name":"Компот"}]}},
            {"dish":{"dishId":9,"name":"Булочка","price":3000,"amount":2}}]}]"#;
        assert_eq!(read(older).value.rows, read(LUNCH).value.rows);
    }

    #[test]
    fn unknown_codes_are_kept_as_they_are() {
        let rows = read(r#"[{"orderId":"1","createdAt":"2026-05-12","status":17,"orderType":"23","totalPrice":0,"items":[]}]"#).value.rows;
        assert_eq!((rows[0].kind, rows[0].status), (PurchaseKind::Other { code: 23 }, PurchaseStatus::Other { code: 17 }));
        assert_eq!(rows[0].on_date.to_string(), "2026-05-12");
    }

    #[test]
    fn a_missing_kind_is_told_by_the_goods() {
        let kind_of =
            |items: &str| read(&format!(r#"[{{"orderId":1,"createdAt":"2026-05-12","price":100,"items":[{items}]}}]"#)).value.rows[0].kind;
        assert_eq!(kind_of(r#"{"complex":{"paymentTypes":[0]}}"#), PurchaseKind::FreeComplex);
        assert_eq!(kind_of(r#"{"complex":{"paymentType":1}}"#), PurchaseKind::PaidComplex);
        assert_eq!(kind_of(r#"{"dish":{}}"#), PurchaseKind::Buffet);
    }

    #[test]
    fn rows_without_a_number_a_time_or_a_sum_are_counted() {
        let read = read(
            r#"{"orders":[{"orderId":1,"createdAt":"2026-05-12"},{"createdAt":"2026-05-12","price":1},{"orderId":2,"price":1},null]}"#,
        );
        assert_eq!((read.value.rows.len(), read.skipped, read.value.received), (0, 4, 4));
    }
}
