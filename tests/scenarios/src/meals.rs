//! What tests of orders ahead need: the school's books, the rules it decides by, and what the app shows of a meal.

use schoolcard_core::domain::{LocalDate, PersonId};
use schoolcard_core::screens::ill_today::IllFigure;
use schoolcard_core::screens::orders::{OrderChangeKind, OrderMeal};
use schoolcard_core::screens::{IllTodayState, OrdersState, Screen, ScreenState};
use schoolcard_sandbox::{OrderRecord, Sandbox, SchoolRules};

use crate::Phone;

/// A day as text.
///
/// # Panics
/// When it is none.
pub fn day(text: &str) -> LocalDate {
    text.parse().expect("a day")
}

/// The child with this index.
///
/// # Panics
/// When there is none.
pub fn child(school: &Sandbox, index: usize) -> PersonId {
    school.operator_state().expect("a school").children[index].person_id.as_str().into()
}

/// Every order made ahead for `child`, as the school's books have it.
///
/// # Panics
/// When the sandbox does not answer.
pub fn books(school: &Sandbox, child: &PersonId) -> Vec<OrderRecord> {
    school.orders_ahead(Some(child.as_str())).expect("books")
}

/// Complex and portions of what is ordered and waits to be served.
pub fn waiting(school: &Sandbox, child: &PersonId) -> Vec<(i64, i64)> {
    books(school, child).iter().filter(|order| order.state == "waiting").map(|order| (order.complex_id, order.amount)).collect()
}

/// The school decides otherwise.
///
/// # Panics
/// When the sandbox does not answer.
pub fn decide(school: &Sandbox, child: &PersonId, change: impl FnOnce(&mut SchoolRules)) {
    let mut rules = school.school_rules(child.as_str()).expect("rules");
    change(&mut rules);
    school.set_school_rules(&rules).expect("rules");
}

/// The screen of orders in the week of `day`.
///
/// # Panics
/// When it shows something else.
pub fn orders(phone: &Phone, child: &PersonId, day: LocalDate) -> OrdersState {
    match phone.app.current(&Screen::Orders { child: child.clone(), week: day }) {
        Ok(ScreenState::Orders { state }) => state,
        other => panic!("no orders: {other:?}"),
    }
}

/// The meal on that day, as the screen shows it.
pub fn meal(phone: &Phone, child: &PersonId, day: LocalDate, complex: i64) -> Option<OrderMeal> {
    let OrdersState::Orders { week, .. } = orders(phone, child, day) else { return None };
    week.value.days.into_iter().find(|row| row.day == day)?.meals.into_iter().find(|meal| meal.complex == complex)
}

/// How the latest wish about the meal goes, and the school's word for a refusal.
pub fn going(phone: &Phone, child: &PersonId, day: LocalDate, complex: i64) -> Option<(OrderChangeKind, String)> {
    meal(phone, child, day, complex)?.change.map(|change| (change.kind, change.code))
}

/// "Ill" for that day, as the screen shows it.
pub fn ill(phone: &Phone, child: &PersonId, day: LocalDate) -> Option<IllFigure> {
    match phone.app.current(&Screen::IllToday { child: child.clone(), day }) {
        Ok(ScreenState::IllToday { state: IllTodayState::Asked { ill, .. } }) => Some(ill),
        _ => None,
    }
}
