//! The JSON of `--json`, as promised in docs/cli-json.md.
//!
//! Typed values of the screen states under stable names; nothing is computed here.

use schoolcard_core::domain::{
    DataState, Freshness, LocalDate, LocalTime, Moment, MovementKind, OrganizationId, Period, Presence, PresenceEvidence, PurchaseItem,
    PurchaseKind, PurchaseStatus,
};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::home::{BalanceCell, ChildCard, DatedBalance, TodayPurchases};
use schoolcard_core::screens::meals::{MealDay, PurchaseRow};
use schoolcard_core::screens::money::{MovementDay, MovementRow};
use schoolcard_core::screens::notice::SyncProgress;
use schoolcard_core::screens::visits::{VisitDay, VisitRow};
use schoolcard_core::screens::{HomeState, MealsState, MoneyState, ScreenState, VisitsState};
use serde::Serialize;
use serde_json::Value;

pub mod alerts;
pub mod bans;
pub mod cards;
pub mod help;
pub mod menu;
pub mod money;
pub mod orders;
pub mod papers;
pub mod paying;

use money::{RunOutJson, SpendingJson};

/// How far the copy on this computer has come, alone: for `sync`.
pub fn progress_of(state: &ScreenState) -> Option<String> {
    #[derive(Serialize)]
    struct Alone {
        progress: ProgressJson,
    }
    let ScreenState::Home { state: HomeState::Children { progress: how_far, .. } } = state else { return None };
    text(&Alone { progress: progress(how_far) })
}

/// The JSON of a state; `None` when it has no content yet, or nobody is signed in.
pub fn of(state: &ScreenState) -> Option<String> {
    match state {
        ScreenState::Home { state } => home(state),
        ScreenState::Visits { state } => visits(state),
        ScreenState::Meals { state } => meals(state),
        ScreenState::Money { state } => account(state),
        ScreenState::Payments { state } => paying::payments(state),
        ScreenState::Limits { state } => paying::limits(state),
        ScreenState::Help { state } => help::topics(state),
        ScreenState::Connection { state } => papers::connection(state),
        ScreenState::Statement { state } => papers::statement(state),
        ScreenState::Privacy { state } => papers::privacy(state),
        ScreenState::Cards { state } => cards::cards(state),
        ScreenState::Menu { state } => menu::week(state),
        ScreenState::Orders { state } => orders::orders(state),
        ScreenState::IllToday { state } => orders::ill(state),
        ScreenState::Bans { state } => bans::bans(state),
        // The lines of `top-up` are told as they come; the others have no command that shows them.
        _ => None,
    }
}

#[derive(Serialize)]
struct HomeJson<'a> {
    children: Vec<ChildJson<'a>>,
    progress: ProgressJson,
}

#[derive(Serialize)]
struct ChildJson<'a> {
    person_id: &'a str,
    name: &'a str,
    class_name: &'a str,
    school: &'a str,
    presence: PresenceJson,
    balance: Option<BalanceJson>,
    run_out: Option<RunOutJson>,
    today: Option<TodayJson>,
}

#[derive(Serialize)]
struct PresenceJson {
    state: &'static str,
    since: Option<String>,
    evidence: &'static str,
    as_of: String,
}

#[derive(Serialize)]
struct BalanceJson {
    confirmed_kopecks: i64,
    coming_kopecks: i64,
    reserved_kopecks: i64,
    as_of: String,
    state: &'static str,
}

#[derive(Serialize)]
struct TodayJson {
    spent_kopecks: i64,
    purchases: u32,
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum ProgressJson {
    Idle { last_success: Option<String> },
    Refreshing,
    FirstSync { events: u32, reached: Option<String> },
}

/// A run of days, both ends included.
#[derive(Serialize)]
struct DaysJson {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct VisitsJson<'a> {
    person_id: &'a str,
    as_of: String,
    state: &'static str,
    days: Vec<VisitDayJson<'a>>,
    unread: Vec<DaysJson>,
}

#[derive(Serialize)]
struct VisitDayJson<'a> {
    date: String,
    visits: Vec<VisitJson<'a>>,
}

#[derive(Serialize)]
struct VisitJson<'a> {
    #[serde(rename = "in")]
    entry: Option<String>,
    out: Option<String>,
    still_inside: bool,
    minutes: Option<i64>,
    organization_id: Value,
    organization: &'a str,
    brought_by: Option<&'a str>,
    fetched_by: Option<&'a str>,
}

#[derive(Serialize)]
struct MealsJson<'a> {
    person_id: &'a str,
    as_of: String,
    state: &'static str,
    purchases: Vec<PurchaseJson<'a>>,
    unread: Vec<DaysJson>,
}

#[derive(Serialize)]
struct PurchaseJson<'a> {
    id: &'a str,
    at: String,
    kind: &'static str,
    status: &'static str,
    total_kopecks: i64,
    items: Vec<ItemJson<'a>>,
}

#[derive(Serialize)]
struct ItemJson<'a> {
    name: &'a str,
    amount: i64,
    price_kopecks: i64,
}

#[derive(Serialize)]
struct MoneyJson<'a> {
    person_id: &'a str,
    account: Option<i64>,
    as_of: String,
    state: &'static str,
    balance: Option<BalanceJson>,
    run_out: Option<RunOutJson>,
    spending: SpendingJson,
    movements: Vec<MovementJson<'a>>,
    unread: Vec<DaysJson>,
}

#[derive(Serialize)]
struct MovementJson<'a> {
    id: &'a str,
    at: String,
    kind: &'static str,
    sum_kopecks: i64,
    balance_after_kopecks: Option<i64>,
    edited: bool,
}

fn home(state: &HomeState) -> Option<String> {
    let HomeState::Children { cards, progress, .. } = state else { return None };
    text(&HomeJson { children: cards.iter().map(child).collect(), progress: self::progress(progress) })
}

fn visits(state: &VisitsState) -> Option<String> {
    let VisitsState::Days { person, freshness, days, unread, .. } = state else { return None };
    text(&VisitsJson {
        person_id: person.as_str(),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        days: days
            .iter()
            .map(|day: &VisitDay| VisitDayJson { date: date(day.date), visits: day.visits.iter().map(visit).collect() })
            .collect(),
        unread: unread.iter().copied().map(days_json).collect(),
    })
}

fn meals(state: &MealsState) -> Option<String> {
    let MealsState::Days { person, freshness, days, unread, .. } = state else { return None };
    let purchases = days.iter().flat_map(|day: &MealDay| &day.purchases).map(purchase).collect();
    text(&MealsJson {
        person_id: person.as_str(),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        purchases,
        unread: unread.iter().copied().map(days_json).collect(),
    })
}

fn account(state: &MoneyState) -> Option<String> {
    let MoneyState::Account { person, account, balance, run_out, freshness, days, spending, spending_by_kind, unread, .. } = state else {
        return None;
    };
    let movements = days.iter().flat_map(|day: &MovementDay| &day.movements).map(movement).collect();
    text(&MoneyJson {
        person_id: person.as_str(),
        account: account.map(|number| number.0),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        balance: balance_json(balance),
        run_out: money::run_out(run_out),
        spending: money::spending(spending, spending_by_kind),
        movements,
        unread: unread.iter().copied().map(days_json).collect(),
    })
}

fn child(card: &ChildCard) -> ChildJson<'_> {
    ChildJson {
        person_id: card.person.as_str(),
        name: &card.name,
        class_name: &card.class_name,
        school: &card.school,
        presence: presence(card.presence.value.presence, &card.presence.freshness),
        balance: balance_json(&card.balance),
        run_out: money::run_out(&card.run_out),
        today: today(card.today.value.purchases),
    }
}

fn today(purchases: TodayPurchases) -> Option<TodayJson> {
    match purchases {
        TodayPurchases::Known { count, spent } => Some(TodayJson { spent_kopecks: spent.kopecks(), purchases: count }),
        TodayPurchases::NotRead => None,
    }
}

fn days_json(days: Period) -> DaysJson {
    DaysJson { from: date(days.from), to: date(days.to) }
}

fn presence(presence: Presence, freshness: &Freshness) -> PresenceJson {
    let (state, since, evidence) = match presence {
        Presence::InSince { since, evidence: PresenceEvidence::Passage } => ("in", Some(since), "passage"),
        Presence::InSince { since, evidence: PresenceEvidence::Purchase } => ("in", Some(since), "purchase"),
        Presence::OutSince { since } => ("out", Some(since), "passage"),
        Presence::Unknown { since, .. } => ("unknown", since, "none"),
    };
    PresenceJson { state, since: since.map(Moment::rfc3339), evidence, as_of: as_of(freshness) }
}

fn balance_json(cell: &BalanceCell) -> Option<BalanceJson> {
    let BalanceCell::Known { figure: DatedBalance { value, freshness, .. } } = cell else { return None };
    Some(BalanceJson {
        confirmed_kopecks: value.balance.confirmed.kopecks(),
        coming_kopecks: value.balance.coming.kopecks(),
        reserved_kopecks: value.balance.reserved.kopecks(),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
    })
}

fn progress(progress: &SyncProgress) -> ProgressJson {
    match progress {
        SyncProgress::Idle { last_success } => ProgressJson::Idle { last_success: last_success.map(Moment::rfc3339) },
        SyncProgress::Refreshing => ProgressJson::Refreshing,
        SyncProgress::FirstSync { events, reached, .. } => ProgressJson::FirstSync { events: *events, reached: reached.map(date) },
    }
}

fn visit(row: &VisitRow) -> VisitJson<'_> {
    VisitJson {
        entry: row.entry.map(time),
        out: row.exit.map(time),
        still_inside: row.still_inside,
        minutes: row.minutes,
        organization_id: organization_id(&row.organization_id),
        organization: &row.organization,
        brought_by: row.brought_by.as_deref(),
        fetched_by: row.fetched_by.as_deref(),
    }
}

fn purchase(row: &PurchaseRow) -> PurchaseJson<'_> {
    PurchaseJson {
        id: row.id.as_str(),
        at: row.at.rfc3339(),
        kind: purchase_kind(row.kind),
        status: purchase_status(row.status),
        total_kopecks: row.total.kopecks(),
        items: row.items.iter().map(item).collect(),
    }
}

fn item(item: &PurchaseItem) -> ItemJson<'_> {
    ItemJson { name: &item.name, amount: item.amount, price_kopecks: item.price.kopecks() }
}

fn movement(row: &MovementRow) -> MovementJson<'_> {
    MovementJson {
        id: row.id.as_str(),
        at: row.at.rfc3339(),
        kind: movement_kind(row.kind),
        sum_kopecks: row.sum.kopecks(),
        balance_after_kopecks: row.balance_after.map(schoolcard_core::domain::Money::kopecks),
        edited: row.edited,
    }
}

/// A number where the school numbers its buildings, a text where it does not, null where it said nothing.
fn organization_id(id: &OrganizationId) -> Value {
    let text = id.as_str();
    if text.is_empty() {
        Value::Null
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from)
    } else {
        Value::from(text)
    }
}

fn purchase_kind(kind: PurchaseKind) -> &'static str {
    match kind {
        PurchaseKind::FreeComplex => "free_complex",
        PurchaseKind::PaidComplex => "paid_complex",
        PurchaseKind::Buffet => "buffet",
        PurchaseKind::PreOrder => "pre_order",
        PurchaseKind::SmartBuffet => "smart_buffet",
        PurchaseKind::Other { .. } => "other",
    }
}

fn purchase_status(status: PurchaseStatus) -> &'static str {
    match status {
        PurchaseStatus::New => "new",
        PurchaseStatus::Assembled => "assembled",
        PurchaseStatus::Loaded => "loaded",
        PurchaseStatus::Issued => "issued",
        PurchaseStatus::Cancelled => "cancelled",
        PurchaseStatus::Other { .. } => "other",
    }
}

fn movement_kind(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::TopUp => "top_up",
        MovementKind::Purchase => "purchase",
        MovementKind::Cancellation => "cancellation",
        MovementKind::Transfer => "transfer",
        MovementKind::Refund => "refund",
        MovementKind::Other { .. } => "other",
    }
}

fn change_kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Waiting => "waiting",
        ChangeKind::Sending => "sending",
        ChangeKind::Done => "done",
        ChangeKind::Conflict => "conflict",
        ChangeKind::Refused => "refused",
        ChangeKind::Expired => "expired",
        ChangeKind::Cancelled => "cancelled",
    }
}

fn data_state(state: DataState) -> &'static str {
    match state {
        DataState::Live => "live",
        DataState::Cached => "cached",
        DataState::Late => "late",
        DataState::ServiceDown => "service_down",
    }
}

fn as_of(freshness: &Freshness) -> String {
    freshness.as_of.rfc3339()
}

fn date(date: LocalDate) -> String {
    date.to_string()
}

fn time(time: LocalTime) -> String {
    time.to_string()
}

fn text(json: &impl Serialize) -> Option<String> {
    // Plain structs of texts and numbers always have a JSON form.
    serde_json::to_string(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use serde_json::json as j;

    fn json(state: &ScreenState) -> Value {
        of(state).expect("content").parse().expect("JSON")
    }

    #[test]
    fn home_has_the_promised_shape() {
        let json = json(&samples::home());
        assert_eq!(
            json["children"][0],
            j!({
                "person_id": "5f1c0000-0000-4000-8000-000000000001", "name": "Анна Соколова", "class_name": "4-Б", "school": "Школа № 1514",
                "presence": {"state": "in", "since": "2026-05-12T08:07:00+03:00", "evidence": "passage", "as_of": "2026-05-12T11:30:00+03:00"},
                "balance": {"confirmed_kopecks": 122_690, "coming_kopecks": 0, "reserved_kopecks": 18_500, "as_of": "2026-05-12T11:30:00+03:00", "state": "live"},
                "run_out": {"forecast": "enough_until", "day": "2026-05-14", "earliest": "2026-05-13", "latest": "2026-05-18", "short_on": "2026-05-15",
                    "suggestions": [{"reach": "friday", "until": "2026-05-15", "smallest_kopecks": 70_200, "sum_kopecks": 71_000}],
                    "as_of": "2026-05-12T11:30:00+03:00", "state": "live"},
                "today": {"spent_kopecks": 18_500, "purchases": 1}
            })
        );
        assert_eq!(json["children"][1]["balance"], Value::Null);
        assert_eq!(json["children"][1]["presence"]["state"], "unknown");
        assert_eq!(json["children"][1]["today"], Value::Null, "not read is not zero");
        assert_eq!(json["progress"], j!({"state": "first_sync", "events": 12480, "reached": "2024-03-03"}));
    }

    #[test]
    fn visits_keep_missing_sides_null_and_building_numbers_as_numbers() {
        let json = json(&samples::visits());
        assert_eq!(
            json["days"][0],
            j!({"date": "2026-05-12", "visits": [
                {"in": "08:07", "out": null, "still_inside": true, "minutes": null, "organization_id": 1514, "organization": "Школа № 1514, корпус 1", "brought_by": null, "fetched_by": null}]})
        );
        assert_eq!(json["days"][1]["visits"][0]["in"], Value::Null);
        assert_eq!(json["days"][1]["visits"][0]["organization_id"], Value::Null);
        assert_eq!(json["days"][1]["visits"][1]["minutes"], 386);
        assert_eq!(json["state"], "live");
        assert_eq!(json["unread"], j!([{"from": "2026-05-01", "to": "2026-05-04"}]));
    }

    #[test]
    fn meals_and_money_carry_kopecks_and_offsets() {
        let meals = json(&samples::meals());
        assert_eq!(
            meals["purchases"][0],
            j!({"id": "900001", "at": "2026-05-12T11:40:00+03:00", "kind": "paid_complex", "status": "issued", "total_kopecks": 18_500,
                   "items": [{"name": "Обед комплексный", "amount": 1, "price_kopecks": 18_500}]})
        );
        assert_eq!(meals["unread"], j!([]));
        let money = json(&samples::money());
        assert_eq!(money["unread"], j!([]));
        assert_eq!(money["account"], 4_021_337);
        assert_eq!(money["movements"][0]["sum_kopecks"], -18_500);
        assert_eq!(money["movements"][0]["balance_after_kopecks"], 122_690);
        assert_eq!(money["movements"][1]["edited"], true);
        assert_eq!(money["movements"][1]["balance_after_kopecks"], Value::Null);
    }

    #[test]
    fn a_building_known_by_a_word_stays_a_word() {
        assert_eq!(organization_id(&OrganizationId::from("корпус-2")), j!("корпус-2"));
        assert_eq!(organization_id(&OrganizationId::from("99999999999999999999999")), j!("99999999999999999999999"));
    }

    #[test]
    fn a_state_without_content_has_no_json() {
        assert_eq!(of(&ScreenState::Home { state: HomeState::SignedOut }), None);
        assert_eq!(of(&ScreenState::Meals { state: MealsState::UnknownChild }), None);
    }
}
