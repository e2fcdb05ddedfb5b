//! Orders made ahead, weekly rules and notices of absence (wire-api §8, §4).
//!
//! There is no idempotency key and no lock on this wire: whoever gets no answer has to read back. Which orders there are is told by the
//! same route as purchases (§6); the summary of §8 only says which days are open.

use reqwest::Method;
use serde_json::{Value, json};

use crate::domain::{
    AbsenceNotice, AbsenceReason, LocalDate, MealOrder, Money, OrderDay, Period, PersonId, PurchaseId, WeekDays, WeeklyOrder, WeeklyRule,
};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, List, Maybe, Read, Text, wire_object};
use super::movements::page_query;
use super::payments::client_id;
use super::when::Day;
use super::{Answer, Page, SchoolApi};

const ORDERS: &str = "/api/food/meals/v3/orders";
const PREORDER: &str = "/api/food/meals/v3/orders/preorder";
const SUMMARY: &str = "/api/food/meals/v3/orders/preorder/summary";
const RULES: &str = "/api/food/meals/v3/orders/rules";
const REASONS: &str = "/api/ej/core/family/v1/nonattendance_reasons";
const ANNOUNCE: &str = "/api/family/mobile/v1/attendance/v2";
const ATTENDANCE: &str = "/api/family/mobile/v1/attendance";

/// `orderType` of what was ordered ahead (wire-api §6).
const PRE_ORDER: i64 = 3;
/// Names of the days on the wire, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl SchoolApi {
    /// Which days the school takes orders of `person` for now (wire-api §8).
    pub async fn order_days(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Vec<OrderDay>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, SUMMARY, &[("clientId", &client_id(person))])?;
        self.send(request).await?.read(order_days)
    }

    /// A page of what is ordered ahead for the days of `period`, also what was cancelled (wire-api §6, `orderType` 3).
    pub async fn meal_orders(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        period: Period,
        limit: u32,
        offset: u32,
    ) -> Result<Answer<Page<MealOrder>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, ORDERS, &page_query(person, period, limit, offset).pairs())?;
        self.send(request).await?.read(|body| meal_orders(body, person))
    }

    /// Orders `amount` of `complex` for `day` (wire-api §8). Done twice it is ordered twice.
    pub async fn place_order(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        day: LocalDate,
        complex: i64,
        amount: i64,
    ) -> Result<Answer<()>, ApiError> {
        let query = [("clientId", client_id(person))];
        let query = query.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.done(self.change(Method::POST, Service::BearerOnly, auth, PREORDER, &query)?.json(&order_body(day, complex, amount))).await
    }

    /// Changes an order to `amount` of `complex`, the same day (wire-api §8). Doing it twice is doing it once.
    pub async fn change_order(
        &self,
        auth: Auth<'_>,
        order: &PurchaseId,
        day: LocalDate,
        complex: i64,
        amount: i64,
    ) -> Result<Answer<()>, ApiError> {
        let path = format!("{PREORDER}/{}", number(order)?);
        self.done(self.change(Method::PUT, Service::BearerOnly, auth, &path, &[])?.json(&order_body(day, complex, amount))).await
    }

    /// Cancels orders, all or none (wire-api §8). Doing it twice is doing it once.
    pub async fn cancel_orders(&self, auth: Auth<'_>, person: &PersonId, orders: &[PurchaseId]) -> Result<Answer<()>, ApiError> {
        let mut query = vec![("clientId", client_id(person))];
        for order in orders {
            query.push(("orderIds", number(order)?.to_string()));
        }
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.done(self.change(Method::DELETE, Service::BearerOnly, auth, ORDERS, &query)?).await
    }

    /// The weekly rules of `person` (wire-api §8).
    pub async fn weekly_rules(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Vec<WeeklyRule>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, RULES, &[("clientId", &client_id(person))])?;
        self.send(request).await?.read(weekly_rules)
    }

    /// Makes a weekly rule for `complex` (wire-api §8). Done twice there are two.
    pub async fn make_weekly_rule(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        complex: i64,
        order: &WeeklyOrder,
    ) -> Result<Answer<()>, ApiError> {
        let request = self.change(Method::POST, Service::BearerOnly, auth, RULES, &[("clientId", &client_id(person))])?;
        self.done(request.json(&json!([rule_body(complex, order)]))).await
    }

    /// Changes a weekly rule (wire-api §8). Doing it twice is doing it once.
    pub async fn change_weekly_rule(&self, auth: Auth<'_>, rule: i64, complex: i64, order: &WeeklyOrder) -> Result<Answer<()>, ApiError> {
        let request = self.change(Method::PUT, Service::BearerOnly, auth, &format!("{RULES}/{rule}"), &[])?;
        self.done(request.json(&rule_body(complex, order))).await
    }

    /// Removes a weekly rule (wire-api §8). Doing it twice is doing it once.
    pub async fn remove_weekly_rule(&self, auth: Auth<'_>, rule: i64) -> Result<Answer<()>, ApiError> {
        self.done(self.change(Method::DELETE, Service::BearerOnly, auth, &format!("{RULES}/{rule}"), &[])?).await
    }

    /// The reasons for staying at home that the school knows (wire-api §4).
    pub async fn absence_reasons(&self, auth: Auth<'_>) -> Result<Answer<Vec<AbsenceReason>>, ApiError> {
        self.send(self.get(Service::Mobile, auth, REASONS, &[])?).await?.read(absence_reasons)
    }

    /// Tells the school that `student` stays at home on `day` (wire-api §4). Done twice there are two notices.
    pub async fn announce_absence(&self, auth: Auth<'_>, student: i64, day: LocalDate, reason: i64) -> Result<Answer<()>, ApiError> {
        // A whole day: no bell, and the hours of the day. What the fields beside date and reason may hold is unknown.
        let notice = json!({
            "date": day.to_string(),
            "bell_id": null,
            "begin_time": "00:00",
            "end_time": "23:59",
            "lesson_education_type": null,
            "description": "",
            "reason_id": reason,
        });
        let body = json!({ "student_id": student, "notifications": [notice] });
        self.done(self.change(Method::POST, Service::Mobile, auth, ANNOUNCE, &[])?.json(&body)).await
    }

    /// The notices of absence of `student` for the days of `period` (wire-api §4).
    pub async fn absences(&self, auth: Auth<'_>, student: i64, period: Period) -> Result<Answer<Vec<AbsenceNotice>>, ApiError> {
        let (student, from, to) = (student.to_string(), period.from.to_string(), period.to.to_string());
        let request = self.get(Service::Mobile, auth, ATTENDANCE, &[("student_id", &student), ("from", &from), ("to", &to)])?;
        self.send(request).await?.read(absences)
    }

    /// Takes notices of absence back (wire-api §4; the body is an assumption). Doing it twice is doing it once.
    pub async fn withdraw_absences(&self, auth: Auth<'_>, notices: &[i64]) -> Result<Answer<()>, ApiError> {
        let request = self.change(Method::DELETE, Service::Mobile, auth, ATTENDANCE, &[])?;
        self.done(request.json(&json!({ "ids": notices }))).await
    }
}

fn order_body(day: LocalDate, complex: i64, amount: i64) -> Value {
    json!({ "onDate": day.to_string(), "items": [{ "complex": { "id": complex, "amount": amount, "dishes": [] } }] })
}

fn rule_body(complex: i64, order: &WeeklyOrder) -> Value {
    let mut days = json!({});
    for (name, on) in DAYS.into_iter().zip(order.days.each()) {
        days[name] = on.into();
    }
    json!({
        "dishId": null,
        "complexId": complex,
        "from": order.period.from.to_string(),
        "to": order.period.to.to_string(),
        "amount": order.amount,
        "days": days,
    })
}

/// Only a number may stand in an address.
fn number(order: &PurchaseId) -> Result<i64, ApiError> {
    order.as_str().parse().map_err(|_| ApiError::Malformed { what: "the order has no number" })
}

wire_object! {
    /// The summary of orders ahead.
    WireSummary {
        schedule: List<WireDay> = "schedule",
    }
}

wire_object! {
    /// A day of it.
    WireDay {
        day: Day = "ondate" | "date",
        open: Flag = "orderallowed",
    }
}

wire_object! {
    /// An order, as far as it matters here.
    WireMealOrder {
        id: Int = "orderid" | "id",
        day: Day = "ondate",
        order_type: Int = "ordertype",
        status: Int = "status",
        total: Int = "totalprice" | "price",
        items: List<WireItem> = "items",
    }
}

wire_object! {
    /// A line.
    WireItem {
        complex: Maybe<WireComplex> = "complex",
    }
}

wire_object! {
    /// A complex of a line.
    WireComplex {
        id: Int = "id" | "complexid",
        name: Text = "name",
        kind: Int = "kind",
        amount: Int = "amount",
    }
}

wire_object! {
    /// A weekly rule.
    WireRule {
        id: Int = "ruleid" | "id",
        complex: Int = "complexid",
        from: Day = "from",
        to: Day = "to",
        amount: Int = "amount",
        days: Maybe<WireDays> = "days",
    }
}

wire_object! {
    /// Its days.
    WireDays {
        monday: Flag = "monday",
        tuesday: Flag = "tuesday",
        wednesday: Flag = "wednesday",
        thursday: Flag = "thursday",
        friday: Flag = "friday",
        saturday: Flag = "saturday",
        sunday: Flag = "sunday",
    }
}

wire_object! {
    /// A reason for staying at home.
    WireReason {
        id: Int = "id" | "reasonid",
        name: Text = "name" | "title",
    }
}

wire_object! {
    /// The list of notices of absence.
    WireNotices {
        notices: List<WireNotice> = "notifications" | "items" | "data",
    }
}

wire_object! {
    /// A notice of absence.
    WireNotice {
        id: Int = "id",
        day: Day = "date",
        reason: Int = "reasonid",
    }
}

pub(super) fn order_days(body: &[u8]) -> Result<Read<Vec<OrderDay>>, ApiError> {
    let read = lenient::single::<WireSummary>(body)?;
    let (value, skipped) = read.value.schedule.convert(|day| Some(OrderDay { day: day.day.0?, open: day.open.0 }));
    Ok(Read { value, skipped, said_something: read.said_something })
}

pub(super) fn meal_orders(body: &[u8], child: &PersonId) -> Result<Read<Page<MealOrder>>, ApiError> {
    let read = lenient::list::<WireMealOrder>(body)?;
    let (has_next, received) = (read.value.has_next(), read.value.received);
    // What was not ordered ahead is no row to be missed.
    let mut others = 0;
    let (rows, skipped) = read.value.convert(|row| {
        if row.order_type.0 != Some(PRE_ORDER) {
            others += 1;
            return None;
        }
        meal_order(row, child)
    });
    let skipped = skipped.saturating_sub(others);
    Ok(Read { value: Page { rows, has_next, received }, skipped, said_something: read.said_something })
}

/// An order; none without its number, its day or the number of its complex.
fn meal_order(wire: WireMealOrder, child: &PersonId) -> Option<MealOrder> {
    let complex = wire.items.rows.into_iter().find_map(|item| item.complex.0)?;
    Some(MealOrder {
        id: PurchaseId(wire.id.0?.to_string()),
        child: child.clone(),
        day: wire.day.0?,
        complex: complex.id.0?,
        name: complex.name.or_empty(),
        kind: complex.kind.0.map(super::menus::kind),
        amount: complex.amount.0.unwrap_or(1),
        total: Money(wire.total.0.unwrap_or(0)),
        status: super::orders::status(wire.status.0?),
    })
}

pub(super) fn weekly_rules(body: &[u8]) -> Result<Read<Vec<WeeklyRule>>, ApiError> {
    let read = lenient::list::<WireRule>(body)?;
    let (value, skipped) = read.value.convert(|rule| {
        let days = rule.days.0.unwrap_or_default();
        let days = [days.monday, days.tuesday, days.wednesday, days.thursday, days.friday, days.saturday, days.sunday];
        let order = WeeklyOrder {
            period: Period { from: rule.from.0?, to: rule.to.0? },
            amount: rule.amount.0.unwrap_or(1),
            days: WeekDays::of(days.map(Flag::is_true)),
        };
        Some(WeeklyRule { id: rule.id.0?, complex: rule.complex.0, order })
    });
    Ok(Read { value, skipped, said_something: read.said_something })
}

pub(super) fn absence_reasons(body: &[u8]) -> Result<Read<Vec<AbsenceReason>>, ApiError> {
    let read = lenient::list::<WireReason>(body)?;
    let (value, skipped) = read.value.convert(|reason| Some(AbsenceReason { id: reason.id.0?, name: reason.name.0? }));
    Ok(Read { value, skipped, said_something: read.said_something })
}

pub(super) fn absences(body: &[u8]) -> Result<Read<Vec<AbsenceNotice>>, ApiError> {
    let read = lenient::single::<WireNotices>(body)?;
    let convert = |notice: WireNotice| Some(AbsenceNotice { id: notice.id.0?, day: notice.day.0?, reason: notice.reason.0 });
    let (value, skipped) = read.value.notices.convert(convert);
    Ok(Read { value, skipped, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::date;
    use crate::domain::{MealKind, PurchaseStatus};

    #[test]
    fn an_order_ahead_is_read_with_its_complex_and_what_was_bought_is_left_out() {
        let body = r#"{"hasNext":false,"orders":[
            {"orderId":7,"onDate":"2026-05-13","orderType":3,"status":0,"totalPrice":18750,
             "items":[{"dish":null,"complex":{"id":601,"name":"Обед","kind":2,"amount":1}}]},
            {"orderId":8,"onDate":"2026-05-12","orderType":2,"status":3,"totalPrice":90,"items":[{"dish":{"id":1},"complex":null}]},
            {"orderId":9,"onDate":"2026-05-13","orderType":3,"status":0,"items":[]}]}"#;
        let read = meal_orders(body.as_bytes(), &"child-1".into()).unwrap();
        assert_eq!((read.value.rows.len(), read.value.received, read.skipped), (1, 3, 1));
        let order = &read.value.rows[0];
        assert_eq!((order.id.as_str(), order.complex, order.amount, order.kind), ("7", 601, 1, Some(MealKind::Lunch)));
        assert_eq!((order.day, order.status, order.total), (date("2026-05-13"), PurchaseStatus::New, Money(18_750)));
        assert!(order.waits());
    }

    #[test]
    fn a_day_of_the_summary_may_leave_open_whether_it_is_open() {
        let body = r#"{"forbiddenDays":1,"schedule":[{"onDate":"2026-05-13","orderAllowed":true},{"onDate":"2026-05-14"},{}]}"#;
        let read = order_days(body.as_bytes()).unwrap();
        assert_eq!(read.value.iter().map(|day| day.open).collect::<Vec<_>>(), [Some(true), None]);
        assert_eq!(read.skipped, 1);
    }

    #[test]
    fn a_weekly_rule_comes_back_as_it_was_sent() {
        let order = WeeklyOrder {
            period: Period::new(date("2026-05-13"), date("2026-05-31")),
            amount: 2,
            days: WeekDays { monday: true, friday: true, ..WeekDays::default() },
        };
        let mut sent = rule_body(601, &order);
        sent["ruleId"] = 5.into();
        let read = weekly_rules(json!([sent]).to_string().as_bytes()).unwrap();
        assert_eq!(read.value, [WeeklyRule { id: 5, complex: Some(601), order }]);
    }

    #[test]
    fn an_order_without_a_number_cannot_bend_an_address() {
        assert!(number(&"7/../9".into()).is_err());
        assert_eq!(number(&"7".into()), Ok(7));
    }
}
