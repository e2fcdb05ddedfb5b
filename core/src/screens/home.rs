//! The home screen: all children at a glance.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures::{self, Down};
use super::notice::{Notice, NoticeKind, SyncProgress};
use super::orders;
use super::outlook::{self, Outlook, RunOutCell};
use super::top_up;
use crate::dated;
use crate::domain::account::reserved;
use crate::domain::dated::Ageing;
use crate::domain::forecast::DaySpending;
use crate::domain::{
    AccountNumber, Balance, Child, CutOffs, Moment, Money, Passage, Period, PersonId, Presence, Purchase, PurchaseId, Source, presence,
};
use crate::outbox::reading::{self, Coming};
use crate::outbox::{Intent, top_up::LISTENING_MINUTES};
use crate::store::{Reading, Service, Store, StoreError, StoredAccount, Window};

/// Presence in words, beside the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PresenceFigure {
    /// The fact.
    pub presence: Presence,
    /// «В школе с 08:07», «Вышла в 14:33», «Вход не зафиксирован».
    pub text: String,
    /// What it rests on, and harmless causes when nothing is known: «по турникету», «по покупке в столовой в 11:40».
    pub evidence_text: String,
    /// Building, when known; may be empty.
    pub place: String,
}

/// A balance in words, beside the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct BalanceFigure {
    /// The numbers.
    pub balance: Balance,
    /// «1 226,90 ₽» with no-break spaces: the confirmed sum.
    pub text: String,
    /// The confirmed sum for a screen reader: «минус двести сорок рублей пятьдесят копеек».
    pub spoken: String,
}

/// What was bought today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum TodayPurchases {
    /// As far as they were read.
    Known {
        /// Purchases today that were not cancelled.
        count: u32,
        /// Spent today.
        spent: Money,
    },
    /// Today has not been read yet: nothing is known, which is not nothing.
    NotRead,
}

/// What happened today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TodayFigure {
    /// The numbers.
    pub purchases: TodayPurchases,
    /// «Сегодня: 2 покупки на 235,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
}

dated! {
    /// Presence with its date.
    DatedPresence, PresenceFigure
}
dated! {
    /// Balance with its date.
    DatedBalance, BalanceFigure
}
dated! {
    /// Today's spending with its date.
    DatedToday, TodayFigure
}

/// A figure that may not have been read yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum BalanceCell {
    /// Known.
    Known {
        /// The figure.
        figure: DatedBalance,
    },
    /// Being read for the first time.
    Loading {
        /// In words.
        text: String,
    },
    /// Could not be read so far, or the child has no personal account.
    Unavailable {
        /// Why, in words.
        text: String,
    },
}

/// One child on the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ChildCard {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// First name, for tight places.
    pub short_name: String,
    /// Class such as «9-Г»; may be empty.
    pub class_name: String,
    /// School's short name; may be empty.
    pub school: String,
    /// Personal account, when known.
    pub account: Option<AccountNumber>,
    /// Where the child is.
    pub presence: DatedPresence,
    /// Money.
    pub balance: BalanceCell,
    /// How long the money lasts.
    pub run_out: RunOutCell,
    /// Today.
    pub today: DatedToday,
    /// What needs the parent's attention, most urgent first, in words.
    pub attention: Vec<Notice>,
}

/// State of the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum HomeState {
    /// Nobody is signed in.
    SignedOut,
    /// Signed in; the family has not been read yet.
    Loading {
        /// Why it takes time (offline, service down), if so.
        notices: Vec<Notice>,
    },
    /// The children.
    Children {
        /// In the server's order.
        cards: Vec<ChildCard>,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}

/// Days before today that home looks back: enough for the last school day before a holiday week, and the same for any length of history.
pub(super) const LOOK_BACK_DAYS: i64 = 14;

/// What presence rests on, and nothing else: see [`presence::rests_on`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceRows {
    /// Who.
    pub child: Child,
    /// Taps from the day of the last one on; the last one of all when the last days had none.
    pub passages: Vec<Passage>,
    /// Purchases of the last days that were made or handed out from that day on.
    pub purchases: Vec<Purchase>,
    /// Last reading of passages.
    pub pass: Option<Reading>,
    /// Last reading of purchases.
    pub orders: Option<Reading>,
}

/// What the store knows of one child, as far as home needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildRows {
    /// Who.
    pub child: Child,
    /// Taps of the last days; the last one of all when these days had none.
    pub passages: Vec<Passage>,
    /// Purchases of the last days.
    pub purchases: Vec<Purchase>,
    /// Purchases of the last days that movements have charged; filled only while something is ordered ahead.
    pub charged: Vec<PurchaseId>,
    /// What was spent by day, as far as the forecast learns from it.
    pub spent: Vec<DaySpending>,
    /// Top-ups made from here.
    pub top_ups: Coming,
    /// Paid for cancelled meals and not back in time.
    pub not_returned: Money,
    /// Until when the school takes orders, as the parent wrote it down.
    pub cut_offs: CutOffs,
    /// Balance and rules.
    pub account: Option<StoredAccount>,
    /// Last reading of passages.
    pub pass: Option<Reading>,
    /// Last reading of the balance.
    pub food: Option<Reading>,
    /// Last reading of purchases.
    pub orders: Option<Reading>,
    /// The purchases of today have been read.
    pub today_was_read: bool,
}

/// What home is drawn from; nothing when the family has not been read yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeRows {
    /// One for each child; none before the first reading of the family.
    pub children: Option<Vec<ChildRows>>,
    /// Last reading of the profile.
    pub profile: Option<Reading>,
}

/// The state of the home screen.
pub fn state(store: &Store, context: &Context<'_>) -> Result<HomeState, StoreError> {
    if !context.session.shows_data() {
        return Ok(HomeState::SignedOut);
    }
    Ok(project(&load(store, context.now)?, context))
}

/// Reads what home is drawn from at `now`.
pub fn load(store: &Store, now: Moment) -> Result<HomeRows, StoreError> {
    let children = match store.family()? {
        Some(family) => {
            let intents = intents(store, now)?;
            Some(family.children.into_iter().map(|child| load_child(store, child, &intents, now)).collect::<Result<_, _>>()?)
        }
        None => None,
    };
    Ok(HomeRows { children, profile: store.reading(None, Service::Profile)? })
}

/// The commands that the balance has to know of.
fn intents(store: &Store, now: Moment) -> Result<Vec<Intent>, StoreError> {
    reading::intents(store, now.plus_minutes(-LISTENING_MINUTES))
}

/// The days that home looks back at `now`.
fn last_days(now: Moment) -> Period {
    Period::new(now.date().plus_days(-LOOK_BACK_DAYS), now.date().plus_days(1))
}

fn load_presence(store: &Store, child: Child, now: Moment) -> Result<PresenceRows, StoreError> {
    let person = &child.person;
    let last = store.latest_passages(person, Moment(presence::horizon(now).0 + 1), 1)?;
    let window = Window::from(last_days(now));
    let from = last.first().map_or(window.from, |tap| presence::rests_on(tap.at));
    Ok(PresenceRows {
        purchases: store.purchases_since(person, window, from)?,
        passages: match store.passages(person, Window::new(from.max(window.from), window.to))? {
            none if none.is_empty() => last,
            passages => passages,
        },
        pass: store.reading(person, Service::Pass)?,
        orders: store.reading(person, Service::Orders)?,
        child,
    })
}

fn load_child(store: &Store, child: Child, intents: &[Intent], now: Moment) -> Result<ChildRows, StoreError> {
    let person = &child.person;
    let (today, days) = (now.date(), last_days(now));
    let mut passages = store.passages(person, days)?;
    if passages.is_empty() {
        passages = store.latest_passages(person, days.from.start(), 1)?;
    }
    let purchases = store.purchases(person, days)?;
    let charged = if purchases.iter().any(|purchase| purchase.waits_to_be_handed_out(today)) {
        store.movements(person, days)?.into_iter().filter(|stored| !stored.removed).filter_map(|stored| stored.movement.purchase).collect()
    } else {
        Vec::new()
    };
    let account = store.account(person)?;
    Ok(ChildRows {
        spent: outlook::load(store, person, account.as_ref())?,
        top_ups: reading::coming(intents, person, now),
        not_returned: reading::not_returned(intents, person),
        cut_offs: reading::cut_offs(store, person)?,
        account,
        pass: store.reading(person, Service::Pass)?,
        food: store.reading(person, Service::Food)?,
        orders: store.reading(person, Service::Orders)?,
        today_was_read: !store.read_days(person, Service::Orders, Period::new(today, today))?.is_empty(),
        passages,
        purchases,
        charged,
        child,
    })
}

/// Draws home from `rows`.
pub fn project(rows: &HomeRows, context: &Context<'_>) -> HomeState {
    if !context.session.shows_data() {
        return HomeState::SignedOut;
    }
    let children = rows.children.as_deref().unwrap_or_default();
    let down = Down {
        profile: figures::is_down(rows.profile.as_ref()),
        pass: children.iter().any(|child| figures::is_down(child.pass.as_ref())),
        food: children.iter().any(|child| figures::is_down(child.food.as_ref()) || figures::is_down(child.orders.as_ref())),
    };
    let nobody = rows.children.as_ref().is_some_and(Vec::is_empty);
    let notices = figures::notices(context, down, nobody);
    match &rows.children {
        None => HomeState::Loading { notices },
        Some(children) => HomeState::Children {
            cards: children.iter().map(|child| card(child, context)).collect(),
            notices,
            progress: figures::progress(context),
        },
    }
}

fn card(rows: &ChildRows, context: &Context<'_>) -> ChildCard {
    let child = &rows.child;
    let reserved = reserved(&rows.purchases, &rows.charged, context.today());
    let outlook = outlook::outlook(rows, context);
    let school = child.school.as_ref().map(|school| if school.short_name.trim().is_empty() { &school.name } else { &school.short_name });
    ChildCard {
        person: child.person.clone(),
        name: figures::full_name(child),
        short_name: figures::clean(&child.first_name),
        class_name: figures::clean(&child.class_name),
        school: school.map(|name| figures::clean(name)).unwrap_or_default(),
        account: child.account.or(rows.account.and_then(|account| account.account)),
        presence: figures::dated_presence(child.sex, &rows.passages, &rows.purchases, rows.pass.as_ref(), rows.orders.as_ref(), context),
        balance: figures::balance(rows.account.as_ref(), rows.food.as_ref(), rows.top_ups.coming, reserved, context),
        run_out: outlook::cell(outlook.as_ref(), context),
        today: today(rows, context),
        attention: attention(rows, reserved, outlook.as_ref(), context),
    }
}

fn today(rows: &ChildRows, context: &Context<'_>) -> DatedToday {
    let today: Vec<&Purchase> =
        rows.purchases.iter().filter(|purchase| purchase.at.date() == context.today() && purchase.counts()).collect();
    let spent = Money::checked_sum(today.iter().map(|purchase| purchase.total)).unwrap_or(Money::ZERO);
    let count = u32::try_from(today.len()).unwrap_or(u32::MAX);
    let (freshness, as_of_text) = figures::freshness(rows.orders.as_ref(), Source::Computed, Ageing::Slow, context);
    let value = if count == 0 && !rows.today_was_read {
        TodayFigure { purchases: TodayPurchases::NotRead, text: context.l10n.today_not_read(), spoken: context.l10n.today_not_read() }
    } else {
        let (text, spoken) = context.l10n.today(count, spent);
        TodayFigure { purchases: TodayPurchases::Known { count, spent }, text, spoken }
    };
    DatedToday { value, freshness, as_of_text }
}

/// The account first, then hints about the card.
fn attention(rows: &ChildRows, reserved: Money, outlook: Option<&Outlook>, context: &Context<'_>) -> Vec<Notice> {
    let mut notices: Vec<Notice> = outlook::attention(rows, reserved, outlook, context).into_iter().collect();
    notices.extend(top_up::attention(rows.top_ups, context.l10n));
    notices.extend(orders::attention(rows.not_returned, context.l10n));
    let on_today = |at: Moment| at.date() == context.today();
    let taps: Vec<Passage> = rows.passages.iter().filter(|tap| on_today(tap.at)).cloned().collect();
    let bought: Vec<Purchase> = rows.purchases.iter().filter(|purchase| on_today(purchase.at)).cloned().collect();
    notices.extend(
        presence::copied_card_hints(&taps, &bought)
            .into_iter()
            .map(|hint| Notice::new(NoticeKind::CopiedCard, context.l10n.attention_copied_card(hint))),
    );
    notices
}

/// What became of looking for one child.
pub(super) enum Found<Rows = ChildRows> {
    SignedOut,
    UnknownChild,
    NotReadYet { notices: Vec<Notice> },
    Child(Box<Rows>),
}

/// The rows of one child, for the screens that show only one.
pub(super) fn find(store: &Store, person: &PersonId, context: &Context<'_>) -> Result<Found, StoreError> {
    let now = context.now;
    find_with(store, person, context, |child| load_child(store, child, &intents(store, now)?, now))
}

/// The same for a screen that shows presence and no money. It reads the cache alone, so that it need not wait while the ledger of alerts is
/// brought to the disk.
pub(super) fn find_presence(store: &Store, person: &PersonId, context: &Context<'_>) -> Result<Found<PresenceRows>, StoreError> {
    find_with(store, person, context, |child| load_presence(store, child, context.now))
}

fn find_with<Rows>(
    store: &Store,
    person: &PersonId,
    context: &Context<'_>,
    load: impl FnOnce(Child) -> Result<Rows, StoreError>,
) -> Result<Found<Rows>, StoreError> {
    if !context.session.shows_data() {
        return Ok(Found::SignedOut);
    }
    let Some(family) = store.family()? else {
        let down = Down { profile: figures::is_down(store.reading(None, Service::Profile)?.as_ref()), ..Down::default() };
        return Ok(Found::NotReadYet { notices: figures::notices(context, down, false) });
    };
    match family.children.into_iter().find(|child| child.person == *person) {
        Some(child) => Ok(Found::Child(Box::new(load(child)?))),
        None => Ok(Found::UnknownChild),
    }
}
