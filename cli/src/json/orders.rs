//! JSON of orders ahead and "ill today".

use schoolcard_core::domain::{MealKind, Moment, Money, WeekDays, WeeklyOrder};
use schoolcard_core::screens::ill_today::{IllFigure, IllKind, IllMealKind, IllMoneyKind, IllNoticeKind};
use schoolcard_core::screens::orders::{CutOffRow, MealChoice, OrderChange, OrderChangeKind, OrderDayKind, OrderMeal, WeeklyRow};
use schoolcard_core::screens::{IllTodayState, OrdersState};
use serde::Serialize;

use super::{BalanceJson, as_of, balance_json, data_state, date, text};

#[derive(Serialize)]
struct ChangeJson<'a> {
    id: &'a str,
    state: &'static str,
    code: Option<&'a str>,
    text: &'a str,
}

fn change(change: &OrderChange) -> ChangeJson<'_> {
    ChangeJson {
        id: &change.id.0,
        state: change_name(change.kind),
        code: Some(change.code.as_str()).filter(|code| !code.is_empty()),
        text: &change.text,
    }
}

/// The stable name of how a wish goes.
fn change_name(kind: OrderChangeKind) -> &'static str {
    match kind {
        OrderChangeKind::Waiting => "waiting",
        OrderChangeKind::Sending => "sending",
        OrderChangeKind::Checking => "checking",
        OrderChangeKind::Done => "done",
        OrderChangeKind::Conflict => "conflict",
        OrderChangeKind::Refused => "refused",
        OrderChangeKind::TooLate => "too_late",
        OrderChangeKind::Expired => "expired",
        OrderChangeKind::Cancelled => "cancelled",
    }
}

/// The stable name of a meal.
fn meal_name(kind: MealKind) -> &'static str {
    match kind {
        MealKind::Breakfast => "breakfast",
        MealKind::SecondBreakfast => "second_breakfast",
        MealKind::Lunch => "lunch",
        MealKind::AfternoonSnack => "afternoon_snack",
        MealKind::Dinner => "dinner",
        MealKind::SecondDinner => "second_dinner",
        MealKind::Water => "water",
        MealKind::Other { .. } => "other",
    }
}

#[derive(Serialize)]
struct MealJson<'a> {
    complex: i64,
    name: &'a str,
    kind: Option<&'static str>,
    price_kopecks: Option<i64>,
    ordered: i64,
    cut_off: Option<String>,
    can: &'static str,
    change: Option<ChangeJson<'a>>,
}

fn meal(meal: &OrderMeal) -> MealJson<'_> {
    MealJson {
        complex: meal.complex,
        name: &meal.name,
        kind: meal.kind.map(meal_name),
        price_kopecks: meal.price.map(Money::kopecks),
        ordered: meal.amount,
        cut_off: meal.cut_off.map(Moment::rfc3339),
        can: match meal.choice {
            MealChoice::CanOrder { .. } => "order",
            MealChoice::CanCancel { .. } => "cancel",
            MealChoice::UnderWay => "under_way",
            MealChoice::TooLate => "too_late",
            MealChoice::NotOffered => "not_offered",
        },
        change: meal.change.as_ref().map(change),
    }
}

#[derive(Serialize)]
struct RuleJson<'a> {
    complex: i64,
    name: &'a str,
    rules: Vec<OrderJson>,
    change: Option<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct OrderJson {
    from: String,
    to: String,
    amount: i64,
    days: Vec<&'static str>,
}

fn weekly_order(order: &WeeklyOrder) -> OrderJson {
    OrderJson { from: date(order.period.from), to: date(order.period.to), amount: order.amount, days: days(order.days) }
}

fn days(days: WeekDays) -> Vec<&'static str> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    NAMES.into_iter().zip(days.each()).filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

fn rule(row: &WeeklyRow) -> RuleJson<'_> {
    RuleJson {
        complex: row.complex,
        name: &row.name,
        rules: row.seen.iter().map(weekly_order).collect(),
        change: row.change.as_ref().map(change),
    }
}

/// The orders of a week; `None` when nothing has been read.
pub fn orders(state: &OrdersState) -> Option<String> {
    #[derive(Serialize)]
    struct DayJson<'a> {
        date: String,
        kind: &'static str,
        meals: Vec<MealJson<'a>>,
    }
    #[derive(Serialize)]
    struct CutOffJson {
        meal: Option<&'static str>,
        days_before: u32,
        time: String,
    }
    #[derive(Serialize)]
    struct OrdersJson<'a> {
        person_id: &'a str,
        as_of: String,
        state: &'static str,
        balance: Option<BalanceJson>,
        cut_offs: Vec<CutOffJson>,
        days: Vec<DayJson<'a>>,
        weekly: Vec<RuleJson<'a>>,
    }
    let OrdersState::Orders { person, week, rules, balance, cut_offs, .. } = state else { return None };
    let day_kind = |kind| match kind {
        OrderDayKind::Open => "open",
        OrderDayKind::Closed => "closed",
        OrderDayKind::Unknown => "unknown",
        OrderDayKind::Over => "over",
    };
    let cut_off = |row: &CutOffRow| {
        let rule = row.rule?;
        Some(CutOffJson { meal: row.meal.map(super::menu::meal), days_before: rule.days_before, time: rule.time.to_string() })
    };
    let days = week.value.days.iter();
    text(&OrdersJson {
        person_id: person.as_str(),
        as_of: as_of(&week.freshness),
        state: data_state(week.freshness.state),
        balance: balance_json(balance),
        cut_offs: cut_offs.iter().filter_map(cut_off).collect(),
        days: days
            .map(|day| DayJson { date: date(day.day), kind: day_kind(day.kind), meals: day.meals.iter().map(meal).collect() })
            .collect(),
        weekly: rules.iter().map(rule).collect(),
    })
}

#[derive(Serialize)]
struct IllMealJson<'a> {
    complex: i64,
    title: &'a str,
    total_kopecks: i64,
    state: &'static str,
    text: &'a str,
    money: &'static str,
    money_text: Option<&'a str>,
}

#[derive(Serialize)]
struct IllJson<'a> {
    id: &'a str,
    state: &'static str,
    meals: Vec<IllMealJson<'a>>,
    notice: &'static str,
    notice_text: &'a str,
}

fn ill_figure(ill: &IllFigure) -> IllJson<'_> {
    let meal_state = |kind| match kind {
        IllMealKind::Waiting => "waiting",
        IllMealKind::Cancelling => "cancelling",
        IllMealKind::Cancelled => "cancelled",
        IllMealKind::TooLate => "too_late",
        IllMealKind::Refused => "refused",
        IllMealKind::Changed => "changed",
        IllMealKind::Expired => "expired",
    };
    let money = |kind| match kind {
        IllMoneyKind::Unknown => "unknown",
        IllMoneyKind::NotCharged => "not_charged",
        IllMoneyKind::Awaited => "awaited",
        IllMoneyKind::Returned => "returned",
        IllMoneyKind::Missing => "missing",
    };
    IllJson {
        id: &ill.id.0,
        state: match ill.kind {
            IllKind::UnderWay => "under_way",
            IllKind::Settled => "settled",
            IllKind::MoneyMissing => "money_missing",
            IllKind::Cancelled => "cancelled",
        },
        meals: ill
            .meals
            .iter()
            .map(|meal| IllMealJson {
                complex: meal.complex,
                title: &meal.title,
                total_kopecks: meal.total.kopecks(),
                state: meal_state(meal.kind),
                text: &meal.text,
                money: money(meal.money),
                money_text: Some(meal.money_text.as_str()).filter(|text| !text.is_empty()),
            })
            .collect(),
        notice: match ill.notice {
            IllNoticeKind::Waiting => "waiting",
            IllNoticeKind::Sending => "sending",
            IllNoticeKind::Filed => "filed",
            IllNoticeKind::Already => "already",
            IllNoticeKind::Refused => "refused",
            IllNoticeKind::Expired => "expired",
            IllNoticeKind::Cancelled => "cancelled",
        },
        notice_text: &ill.notice_text,
    }
}

/// "Ill today"; `None` when nothing has been read.
pub fn ill(state: &IllTodayState) -> Option<String> {
    #[derive(Serialize)]
    struct ReasonJson<'a> {
        id: i64,
        name: &'a str,
    }
    #[derive(Serialize)]
    struct Json<'a> {
        person_id: &'a str,
        date: String,
        reasons: Vec<ReasonJson<'a>>,
        ordered: &'a [String],
        ill: Option<IllJson<'a>>,
    }
    match state {
        IllTodayState::SignedOut | IllTodayState::UnknownChild | IllTodayState::Loading { .. } => None,
        IllTodayState::Form { person, day, reasons, meals, .. } => text(&Json {
            person_id: person.as_str(),
            date: date(*day),
            reasons: reasons.iter().map(|reason| ReasonJson { id: reason.reason.id, name: &reason.reason.name }).collect(),
            ordered: meals,
            ill: None,
        }),
        IllTodayState::Asked { person, day, ill, .. } => {
            text(&Json { person_id: person.as_str(), date: date(*day), reasons: vec![], ordered: &[], ill: Some(ill_figure(ill)) })
        }
    }
}
