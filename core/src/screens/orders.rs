//! The orders of one child for one week: what is ordered ahead, what can be ordered or cancelled until when, and wishes under way.

mod cut_offs;
mod weekly;

use serde::{Deserialize, Serialize};

pub use self::cut_offs::CutOffRow;
pub use self::weekly::{WeeklyOffer, WeeklyRow};

use super::context::Context;
use super::figures::{self, Down};
use super::home::{self, BalanceCell, ChildRows, Found};
use super::notice::Notice;
use crate::dated;
use crate::domain::account::reserved;
use crate::domain::cut_off::is_past;
use crate::domain::menu::{MealPayment, MenuComplex, week_asked};
use crate::domain::{CutOffs, Freshness, LocalDate, MealKind, MealOrder, Moment, Money, OrderDay, Period, PersonId, WeeklyRule};
use crate::l10n::{Confirmed, L10n, OrderDayText, OrderText};
use crate::outbox::orders::Meal;
use crate::outbox::settling::{Answer, Settling, State};
use crate::outbox::{Command, Intent, IntentId, SetOrder, reading};
use crate::store::{Store, StoreError};
use crate::sync::ahead;

/// How a wish goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum OrderChangeKind {
    /// Not sent; can be given up.
    Waiting,
    /// Being sent or read back.
    Sending,
    /// The answer was lost; it is being found out.
    Checking,
    /// The school has it so.
    Done,
    /// The school has something else than the parent saw and wanted.
    Conflict,
    /// The school refused.
    Refused,
    /// The cut-off passed before it was done.
    TooLate,
    /// It did not take effect.
    Expired,
    /// Given up, or replaced.
    Cancelled,
}

/// A wish about one meal or one weekly rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct OrderChange {
    /// Its name, for actions.
    pub id: IntentId,
    /// How it goes.
    pub kind: OrderChangeKind,
    /// The school's word for a refusal; empty otherwise.
    pub code: String,
    /// When it was asked for.
    pub asked_at: Moment,
    /// In words.
    pub text: String,
}

/// What can be done with a meal now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MealChoice {
    /// It can be ordered.
    CanOrder {
        /// What to confirm: child, school, day, meal, price.
        confirmation: String,
    },
    /// It is ordered and can be cancelled or changed.
    CanCancel {
        /// What to confirm.
        confirmation: String,
    },
    /// A wish about it is under way.
    UnderWay,
    /// It is too late.
    TooLate,
    /// It cannot be ordered ahead, or the school takes nothing for this day.
    NotOffered,
}

/// One meal of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct OrderMeal {
    /// The complex's number on the school's menu.
    pub complex: i64,
    /// Its name as the school writes it.
    pub name: String,
    /// Which meal, when known.
    pub kind: Option<MealKind>,
    /// «Комплекс № 1 (обед)», with the portions when it is ordered.
    pub title: String,
    /// Price of one portion, when known.
    pub price: Option<Money>,
    /// «187,50 ₽ за порцию».
    pub price_text: String,
    /// Portions of each order of it that the school has: to be given back with a wish, so that a conflict is noticed.
    pub seen: Vec<i64>,
    /// Portions the school has in all.
    pub amount: i64,
    /// From this second on it is too late; none when the school's rule is not known.
    pub cut_off: Option<Moment>,
    /// The countdown, or why it is too late.
    pub until_text: String,
    /// What can be done now.
    pub choice: MealChoice,
    /// What a weekly rule for it can begin with; none when none can be made now.
    pub weekly: Option<WeeklyOffer>,
    /// The latest wish about it, until a day after it ended.
    pub change: Option<OrderChange>,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum OrderDayKind {
    /// Orders are taken, as far as was read.
    Open,
    /// None are taken.
    Closed,
    /// The school did not say.
    Unknown,
    /// The day is over.
    Over,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct OrderDayRow {
    /// The day.
    pub day: LocalDate,
    /// «среда, 13 мая».
    pub title: String,
    /// What it is.
    pub kind: OrderDayKind,
    /// In words.
    pub text: String,
    /// What is ordered, offered or asked for.
    pub meals: Vec<OrderMeal>,
    /// What to say when there are no meals; empty otherwise.
    pub empty_text: String,
}

/// The week, as last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct OrderWeek {
    /// Its days, Monday first.
    pub days: Vec<OrderDayRow>,
}

dated! {
    /// The week with its date.
    DatedOrderWeek, OrderWeek
}

/// State of the screen of orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum OrdersState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// Nothing has been read yet.
    Loading {
        /// In words.
        text: String,
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The orders.
    Orders {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// School's short name; may be empty.
        school: String,
        /// Monday to Sunday.
        period: Period,
        /// The week.
        week: DatedOrderWeek,
        /// Weekly rules.
        rules: Vec<WeeklyRow>,
        /// The balance, with what is reserved.
        balance: BalanceCell,
        /// Until when the school takes orders, as the parent wrote it down: first the rule for every meal, then one row for each kind of
        /// meal of the week or with a rule of its own.
        cut_offs: Vec<CutOffRow>,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// What of the menu can be ordered ahead for a day.
struct Offer {
    complex: i64,
    name: String,
    kind: Option<MealKind>,
    price: Option<Money>,
}

/// What the screens of orders are drawn from.
pub(super) struct Rows {
    pub(super) now: ChildRows,
    pub(super) orders: Vec<MealOrder>,
    pub(super) as_of: Option<Moment>,
    pub(super) days: Vec<OrderDay>,
    pub(super) rules: Vec<WeeklyRule>,
    pub(super) rules_as_of: Option<Moment>,
    pub(super) cut_offs: CutOffs,
    pub(super) intents: Vec<Intent>,
}

impl Rows {
    pub(super) fn load(store: &Store, now: ChildRows, context: &Context<'_>) -> Result<Self, StoreError> {
        let person = now.child.person.clone();
        let kept = ahead::kept_orders(store, &person)?;
        let mut intents = reading::intents(store, context.now.plus_minutes(-reading::TOLD_FOR_MINUTES))?;
        intents.retain(|intent| intent.child == person);
        let rules = ahead::kept_rules(store, &person)?;
        Ok(Self {
            as_of: kept.as_ref().map(|kept| kept.as_of),
            orders: kept.map(|kept| kept.value).unwrap_or_default(),
            days: ahead::kept_days(store, &person)?.map(|kept| kept.value).unwrap_or_default(),
            rules_as_of: rules.as_ref().map(|kept| kept.as_of),
            rules: rules.map(|kept| kept.value).unwrap_or_default(),
            cut_offs: reading::cut_offs(store, &person)?,
            intents,
            now,
        })
    }

    pub(super) fn school(&self) -> String {
        let school = self.now.child.school.as_ref();
        let name = school.map(|school| if school.short_name.trim().is_empty() { &school.name } else { &school.short_name });
        name.map(|name| figures::clean(name)).unwrap_or_default()
    }
}

/// The state of the orders of `child` in the week of `day`; when that is today and a weekend, in the week that comes.
pub fn state(store: &Store, child: &PersonId, day: LocalDate, context: &Context<'_>) -> Result<OrdersState, StoreError> {
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(OrdersState::SignedOut),
        Found::UnknownChild => return Ok(OrdersState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(loading(notices, context)),
        Found::Child(now) => Rows::load(store, *now, context)?,
    };
    let reading = rows.now.orders.as_ref();
    let down = Down { food: figures::is_down(reading) || figures::is_down(rows.now.food.as_ref()), ..Down::default() };
    let notices = figures::notices(context, down, false);
    let wishes = rows.intents.iter().any(|intent| matches!(intent.command, Command::SetOrder(_) | Command::SetWeekly(_)));
    if rows.as_of.is_none() && !wishes {
        return Ok(loading(notices, context));
    }
    let monday = week_asked((day != context.today()).then_some(day), context.today()).from;
    let mut days = Vec::new();
    for day in (0..7).map(|n| monday.plus_days(n)) {
        days.push(day_row(&rows, day, &offers_of(store, child, Period { from: day, to: day })?, context));
    }
    let (freshness, as_of_text) = freshness(&rows, down.food, context);
    let kinds = days.iter().flat_map(|day| &day.meals).filter_map(|meal| meal.kind);
    let cut_offs = cut_offs::rows(&rows.cut_offs, kinds, context.l10n);
    Ok(OrdersState::Orders {
        person: child.clone(),
        name: figures::full_name(&rows.now.child),
        school: rows.school(),
        period: Period::new(monday, monday.plus_days(6)),
        week: DatedOrderWeek { value: OrderWeek { days }, freshness, as_of_text },
        rules: weekly::rows(store, &rows, context)?,
        balance: figures::balance(
            rows.now.account.as_ref(),
            rows.now.food.as_ref(),
            rows.now.top_ups.coming,
            reserved(&rows.now.purchases, &rows.now.charged, context.today()),
            context,
        ),
        cut_offs,
        notices,
    })
}

fn loading(notices: Vec<Notice>, context: &Context<'_>) -> OrdersState {
    OrdersState::Loading { text: context.l10n.order_day(OrderDayText::NotRead), notices }
}

/// The date of what is ordered.
pub(super) fn freshness(rows: &Rows, down: bool, context: &Context<'_>) -> (Freshness, String) {
    use crate::domain::Source;
    use crate::domain::dated::{Ageing, state as data_state};
    let Some(as_of) = rows.as_of else { return figures::never_read(down, Source::Server, context) };
    let state = data_state(as_of, down, Ageing::Slow, context.now, context.started_at, &context.day);
    (Freshness { as_of, source: Source::Server, state }, context.l10n.as_of(as_of, state, context.now))
}

/// What is known of a complex: from what is ordered, from the menu.
pub fn meal_known(store: &Store, child: &PersonId, complex: i64, today: LocalDate) -> Result<Option<Meal>, StoreError> {
    let orders = ahead::kept_orders(store, child)?.map(|kept| kept.value).unwrap_or_default();
    if let Some(meal) = ordered_meal(&orders, complex) {
        return Ok(Some(meal));
    }
    Ok(meal_on(&offers_of(store, child, ahead::ahead(today))?, complex))
}

/// What an order tells of a complex.
fn ordered_meal(orders: &[MealOrder], complex: i64) -> Option<Meal> {
    let order = orders.iter().find(|order| order.complex == complex)?;
    Some(Meal { complex, name: figures::clean(&order.name), kind: order.kind, price: portion(order) })
}

/// What the menu tells of a complex.
fn meal_on(menu: &[Offer], complex: i64) -> Option<Meal> {
    let offer = menu.iter().find(|offer| offer.complex == complex)?;
    Some(Meal { complex, name: offer.name.clone(), kind: offer.kind, price: offer.price })
}

/// What of the menu can be ordered ahead in these days, as far as the menu was read.
fn offers_of(store: &Store, child: &PersonId, period: Period) -> Result<Vec<Offer>, StoreError> {
    let menus = store.menu_complexes(child, period)?;
    let complexes = menus.into_iter().flat_map(|stored| stored.menu.at).flat_map(|canteen| canteen.complexes);
    let offered = complexes.filter(|complex| complex.preorder_allowed && complex.payment != MealPayment::Free);
    let offer = |complex: MenuComplex| {
        Some(Offer { complex: complex.id?.0, name: figures::clean(&complex.name), kind: complex.kind, price: complex.price })
    };
    Ok(offered.filter_map(offer).collect())
}

fn day_row(rows: &Rows, day: LocalDate, offers: &[Offer], context: &Context<'_>) -> OrderDayRow {
    let (l10n, today) = (context.l10n, context.today());
    let open = rows.days.iter().find(|row| row.day == day).and_then(|row| row.open);
    let (kind, text) = match (day < today, open) {
        (true, _) => (OrderDayKind::Over, OrderDayText::Over),
        (false, Some(true)) => (OrderDayKind::Open, OrderDayText::Open),
        (false, Some(false)) => (OrderDayKind::Closed, OrderDayText::Closed),
        (false, None) => (OrderDayKind::Unknown, OrderDayText::Unknown),
    };
    let mut meals: Vec<Offer> = Vec::new();
    let mut add = |complex: i64, name: &str, kind: Option<MealKind>, price: Option<Money>| match meals
        .iter_mut()
        .find(|meal| meal.complex == complex)
    {
        Some(meal) => {
            meal.price = meal.price.or(price);
            meal.kind = meal.kind.or(kind);
        }
        None => meals.push(Offer { complex, name: figures::clean(name), kind, price }),
    };
    for order in rows.orders.iter().filter(|order| order.day == day && order.waits()) {
        add(order.complex, &order.name, order.kind, portion(order));
    }
    for intent in &rows.intents {
        if let Command::SetOrder(order) = &intent.command
            && order.day == day
        {
            add(order.meal.complex, &order.meal.name, order.meal.kind, order.meal.price);
        }
    }
    // Of a day that is over, or for which nothing is taken, there is nothing to choose.
    for offer in offers.iter().filter(|_| !matches!(kind, OrderDayKind::Over | OrderDayKind::Closed)) {
        add(offer.complex, &offer.name, offer.kind, offer.price);
    }
    let offered = |complex: i64| offers.iter().any(|offer| offer.complex == complex);
    let meals: Vec<OrderMeal> = meals.iter().map(|meal| meal_row(rows, day, kind, meal, offered(meal.complex), context)).collect();
    let empty_text = if meals.is_empty() { l10n.order_day(OrderDayText::Empty) } else { String::new() };
    OrderDayRow { day, title: l10n.day_title(day, today), kind, text: l10n.order_day(text), meals, empty_text }
}

/// What one portion of an order costs.
fn portion(order: &MealOrder) -> Option<Money> {
    (order.amount > 0).then(|| Money(order.total.kopecks() / order.amount))
}

fn meal_row(rows: &Rows, day: LocalDate, day_kind: OrderDayKind, meal: &Offer, offered: bool, context: &Context<'_>) -> OrderMeal {
    let l10n = context.l10n;
    let standing = rows.orders.iter().filter(|order| order.day == day && order.complex == meal.complex && order.waits());
    let seen: Vec<i64> = standing.map(|order| order.amount).collect();
    let amount: i64 = seen.iter().sum();
    let cut_off = rows.cut_offs.of(meal.kind, day);
    let wish = rows.intents.iter().rev().find_map(|intent| match &intent.command {
        Command::SetOrder(order) if order.meets(day, meal.complex) && !order.settling.replaced => Some((intent, order)),
        _ => None,
    });
    let recent = |intent: &Intent, order: &SetOrder| {
        order.settling.is_under_way() || context.now < intent.changed_at.plus_minutes(reading::TOLD_FOR_MINUTES)
    };
    let name = l10n.meal(&meal.name, meal.kind);
    let ahead = offered || amount > 0;
    let passed = cut_off.is_some_and(|cut_off| is_past(cut_off, context.now));
    let over = day_kind == OrderDayKind::Over;
    let confirm = |order: bool| {
        let (child, school) = (figures::full_name(&rows.now.child), rows.school());
        let price = if order { meal.price } else { meal.price.and_then(|price| price.checked_mul(amount)) };
        l10n.order_confirmation(Confirmed { child: &child, school: &school, meal: &name, day, price, cut_off }, order, context.now)
    };
    let choice = if wish.as_ref().is_some_and(|(_, order)| order.settling.is_under_way()) {
        MealChoice::UnderWay
    } else if passed || over || (cut_off.is_none() && day_kind == OrderDayKind::Closed && amount > 0) {
        MealChoice::TooLate
    } else if amount > 0 {
        MealChoice::CanCancel { confirmation: confirm(false) }
    } else if offered && day_kind != OrderDayKind::Closed {
        MealChoice::CanOrder { confirmation: confirm(true) }
    } else {
        MealChoice::NotOffered
    };
    OrderMeal {
        complex: meal.complex,
        name: meal.name.clone(),
        kind: meal.kind,
        title: if amount > 0 { l10n.portions(&name, amount) } else { name.clone() },
        price: meal.price,
        price_text: l10n.portion_price(meal.price),
        seen,
        amount,
        cut_off,
        until_text: match (cut_off, day_kind) {
            (None, OrderDayKind::Closed) => l10n.order_closed_now(),
            (None, OrderDayKind::Over) => l10n.order_day(OrderDayText::Over),
            _ => l10n.order_until(cut_off, context.now),
        },
        choice,
        weekly: if ahead { weekly::offer(rows, day, meal.complex, &name, context) } else { None },
        change: wish.filter(|(intent, order)| recent(intent, order)).map(|(intent, order)| {
            let theirs = |settling: &Settling<i64>| match &settling.state {
                State::Conflict { theirs } => theirs.iter().map(|one| one.what).sum(),
                _ => 0,
            };
            let text = words(&order.settling.state, theirs(&order.settling));
            let wanted = order.settling.wanted.unwrap_or(0);
            change(intent, &order.settling, l10n.order(&text, &name, day, wanted, context.today()))
        }),
    }
}

/// How a wish goes, for the texts.
fn words<T>(state: &State<T>, theirs: i64) -> OrderText<'_> {
    match state {
        State::Draft => OrderText::Waiting,
        State::ReadingBack { answer: Answer::Lost, .. } => OrderText::Checking,
        State::Sending { .. } | State::ReadingBack { .. } => OrderText::Sending,
        State::Done => OrderText::Done,
        State::Conflict { .. } => OrderText::Conflict(theirs),
        State::Refused { code } => OrderText::Refused(code),
        State::TooLate => OrderText::TooLate,
        State::Expired => OrderText::Expired,
        State::Cancelled => OrderText::Cancelled,
    }
}

fn change<T>(intent: &Intent, settling: &Settling<T>, text: String) -> OrderChange {
    let kind = match &settling.state {
        State::Draft => OrderChangeKind::Waiting,
        State::ReadingBack { answer: Answer::Lost, .. } => OrderChangeKind::Checking,
        State::Sending { .. } | State::ReadingBack { .. } => OrderChangeKind::Sending,
        State::Done => OrderChangeKind::Done,
        State::Conflict { .. } => OrderChangeKind::Conflict,
        State::Refused { .. } => OrderChangeKind::Refused,
        State::TooLate => OrderChangeKind::TooLate,
        State::Expired => OrderChangeKind::Expired,
        State::Cancelled => OrderChangeKind::Cancelled,
    };
    let code = if let State::Refused { code } = &settling.state { code.clone() } else { String::new() };
    OrderChange { id: intent.id.clone(), kind, code, asked_at: settling.asked_at, text }
}

/// What home says when something about meals needs the parent.
pub(super) fn attention(missing: Money, l10n: &L10n) -> Option<Notice> {
    use super::notice::NoticeKind;
    use crate::l10n::IllText;
    (missing > Money::ZERO).then(|| Notice::new(NoticeKind::MoneyNotReturned, l10n.ill(&IllText::AttentionMissing(missing))))
}
