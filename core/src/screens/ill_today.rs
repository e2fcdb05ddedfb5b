//! "Ill today" for one child and day: what would be cancelled and told, and how each part of it goes (domain §4).

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures::{self, Down};
use super::home::{self, Found};
use super::notice::Notice;
use super::orders::{Rows, freshness};
use crate::domain::{AbsenceReason, Freshness, LocalDate, MealKind, Moment, Money, PersonId};
use crate::l10n::{IllMealText, IllMoneyText, IllText, L10n};
use crate::outbox::ill_today::{MealPart, MoneyBack};
use crate::outbox::settling::State;
use crate::outbox::{Command, IllToday, Intent, IntentId};
use crate::store::{Store, StoreError};
use crate::sync::ahead;

/// How the cancelling of one meal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum IllMealKind {
    /// Not sent yet.
    Waiting,
    /// Being cancelled and read back.
    Cancelling,
    /// Cancelled.
    Cancelled,
    /// Too late: it will be charged.
    TooLate,
    /// The school refused.
    Refused,
    /// The school has something else than was seen.
    Changed,
    /// It did not work.
    Expired,
}

/// What became of the money of a cancelled meal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum IllMoneyKind {
    /// Not known yet, or not cancelled.
    Unknown,
    /// Nothing had been charged.
    NotCharged,
    /// On its way.
    Awaited,
    /// Back.
    Returned,
    /// Not back in time: the provider has to be asked.
    Missing,
}

/// One meal of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct IllMeal {
    /// The complex's number.
    pub complex: i64,
    /// «Комплекс № 1 (обед)».
    pub title: String,
    /// What it costs.
    pub total: Money,
    /// How it goes.
    pub kind: IllMealKind,
    /// In words, with the reason where it was not cancelled.
    pub text: String,
    /// Its money.
    pub money: IllMoneyKind,
    /// In words; empty while nothing is known.
    pub money_text: String,
}

/// How the notice of absence goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum IllNoticeKind {
    /// Not sent yet.
    Waiting,
    /// Being sent and read back.
    Sending,
    /// The school has it.
    Filed,
    /// The school already has one with another reason.
    Already,
    /// The school refused.
    Refused,
    /// It did not work.
    Expired,
    /// Given up.
    Cancelled,
}

/// The whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum IllKind {
    /// Something is still being done.
    UnderWay,
    /// Everything has been done that could be; money may still be on its way.
    Settled,
    /// Money did not come back in time.
    MoneyMissing,
    /// Taken back before anything was sent.
    Cancelled,
}

/// "Ill today" under way or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct IllFigure {
    /// Its name, for actions.
    pub id: IntentId,
    /// When it was asked for.
    pub asked_at: Moment,
    /// When it last changed.
    pub changed_at: Moment,
    /// How it goes in all.
    pub kind: IllKind,
    /// The meals of the day.
    pub meals: Vec<IllMeal>,
    /// What to say while or because there are none; empty otherwise.
    pub meals_text: String,
    /// The notice of absence.
    pub notice: IllNoticeKind,
    /// In words.
    pub notice_text: String,
    /// It can still be taken back whole.
    pub can_cancel: bool,
}

/// A reason with what to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct IllReason {
    /// The reason.
    pub reason: AbsenceReason,
    /// What to confirm: child, school, day, reason.
    pub confirmation: String,
}

/// State of the screen "ill today".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum IllTodayState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// Nothing has been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// Nothing has been asked for: what would happen.
    Form {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which day.
        day: LocalDate,
        /// «среда, 13 мая».
        day_title: String,
        /// Why; empty while the school's list was not read.
        reasons: Vec<IllReason>,
        /// What to say without reasons; empty otherwise.
        reasons_text: String,
        /// What is ordered, each with until when it can be cancelled.
        meals: Vec<String>,
        /// What to say when nothing is ordered; empty otherwise.
        meals_text: String,
        /// How fresh that is.
        freshness: Freshness,
        /// In words.
        as_of_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// Asked for.
    Asked {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which day.
        day: LocalDate,
        /// «среда, 13 мая».
        day_title: String,
        /// How it goes.
        ill: IllFigure,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of "ill today" of `child` for `day`.
pub fn state(store: &Store, child: &PersonId, day: LocalDate, context: &Context<'_>) -> Result<IllTodayState, StoreError> {
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(IllTodayState::SignedOut),
        Found::UnknownChild => return Ok(IllTodayState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(IllTodayState::Loading { notices }),
        Found::Child(now) => Rows::load(store, *now, context)?,
    };
    let (l10n, today) = (context.l10n, context.today());
    let down = figures::is_down(rows.now.orders.as_ref()) || figures::is_down(rows.now.food.as_ref());
    let notices = figures::notices(context, Down { food: down, ..Down::default() }, false);
    let (person, name, day_title) = (child.clone(), figures::full_name(&rows.now.child), l10n.day_title(day, today));
    let asked = rows.intents.iter().rev().find_map(|intent| match &intent.command {
        Command::IllToday(ill) if ill.day == day && !ill.cancelled => Some((intent, ill)),
        _ => None,
    });
    if let Some((intent, ill)) = asked {
        return Ok(IllTodayState::Asked { person, name, day, day_title, ill: figure(intent, ill, context), notices });
    }
    let school = rows.school();
    let reasons = ahead::kept_reasons(store)?.map(|kept| kept.value).unwrap_or_default();
    let reason = |reason: AbsenceReason| {
        let confirmation = l10n.ill_confirmation(&name, &school, day, &figures::clean(&reason.name), today);
        IllReason { reason, confirmation }
    };
    let reasons: Vec<IllReason> = reasons.into_iter().map(reason).collect();
    let ordered = rows.orders.iter().filter(|order| order.day == day && order.waits());
    let meals: Vec<String> = ordered
        .map(|order| {
            let until = l10n.order_until(rows.cut_offs.of(order.kind, day), context.now);
            format!("{}. {until}", l10n.meal(&figures::clean(&order.name), order.kind))
        })
        .collect();
    let meals_text = match (meals.is_empty(), rows.as_of) {
        (false, _) => String::new(),
        (true, Some(_)) => l10n.ill(&IllText::NothingOrdered),
        (true, None) => l10n.ill(&IllText::MealsUnread),
    };
    let (freshness, as_of_text) = freshness(&rows, down, context);
    let reasons_text = if reasons.is_empty() { l10n.ill(&IllText::NoReasons) } else { String::new() };
    Ok(IllTodayState::Form { person, name, day, day_title, reasons, reasons_text, meals, meals_text, freshness, as_of_text, notices })
}

fn figure(intent: &Intent, ill: &IllToday, context: &Context<'_>) -> IllFigure {
    let l10n = context.l10n;
    let (notice, notice_text) = notice(ill, l10n);
    let kind = if ill.cancelled {
        IllKind::Cancelled
    } else if ill.is_under_way() {
        IllKind::UnderWay
    } else if ill.missing_money() > Money::ZERO {
        IllKind::MoneyMissing
    } else {
        IllKind::Settled
    };
    let meals_text = match ill.meals.as_deref() {
        None => l10n.ill(&IllText::MealsUnread),
        Some([]) => l10n.ill(&IllText::NothingOrdered),
        Some(_) => String::new(),
    };
    IllFigure {
        id: intent.id.clone(),
        asked_at: ill.asked_at,
        changed_at: intent.changed_at,
        kind,
        meals: ill.meals.iter().flatten().map(|part| meal(part, context)).collect(),
        meals_text,
        notice,
        notice_text,
        can_cancel: ill.meals.is_none() && ill.notice.state == State::Draft && !ill.cancelled,
    }
}

fn meal(part: &MealPart, context: &Context<'_>) -> IllMeal {
    let kind_of_meal: Option<MealKind> = part.kind;
    let title = context.l10n.meal(&figures::clean(&part.name), kind_of_meal);
    let (kind, text) = match &part.settling.state {
        State::Draft => (IllMealKind::Waiting, IllMealText::Waiting),
        State::Sending { .. } | State::ReadingBack { .. } => (IllMealKind::Cancelling, IllMealText::Cancelling),
        State::Done => (IllMealKind::Cancelled, IllMealText::Cancelled),
        State::TooLate => (IllMealKind::TooLate, IllMealText::TooLate(part.settling.cut_off, part.total)),
        State::Refused { code } => (IllMealKind::Refused, IllMealText::Refused(code)),
        State::Conflict { .. } => (IllMealKind::Changed, IllMealText::Changed),
        State::Expired | State::Cancelled => (IllMealKind::Expired, IllMealText::Expired),
    };
    let (money, money_text) = match part.money {
        _ if kind != IllMealKind::Cancelled => (IllMoneyKind::Unknown, None),
        MoneyBack::Unknown => (IllMoneyKind::Unknown, None),
        MoneyBack::NotCharged => (IllMoneyKind::NotCharged, Some(IllMoneyText::NotCharged)),
        MoneyBack::Awaited { sum, .. } => (IllMoneyKind::Awaited, Some(IllMoneyText::Awaited(sum))),
        MoneyBack::Missing { sum, .. } => (IllMoneyKind::Missing, Some(IllMoneyText::Missing(sum))),
        MoneyBack::Returned { sum, at } => (IllMoneyKind::Returned, Some(IllMoneyText::Returned(sum, at))),
    };
    IllMeal {
        complex: part.complex,
        total: part.total,
        kind,
        text: context.l10n.ill_meal(&text, &title, context.now),
        title,
        money,
        money_text: money_text.map(|text| context.l10n.ill_money(text, context.now)).unwrap_or_default(),
    }
}

fn notice(ill: &IllToday, l10n: &L10n) -> (IllNoticeKind, String) {
    let reason = figures::clean(&ill.reason.name);
    let (kind, text) = match &ill.notice.state {
        State::Draft => (IllNoticeKind::Waiting, IllText::NoticeWaiting),
        State::Sending { .. } | State::ReadingBack { .. } => (IllNoticeKind::Sending, IllText::NoticeSending),
        State::Done => (IllNoticeKind::Filed, IllText::NoticeFiled(&reason)),
        State::Conflict { .. } => (IllNoticeKind::Already, IllText::NoticeAlready),
        State::Refused { .. } => (IllNoticeKind::Refused, IllText::NoticeRefused),
        State::TooLate | State::Expired => (IllNoticeKind::Expired, IllText::NoticeExpired),
        State::Cancelled => (IllNoticeKind::Cancelled, IllText::Cancelled),
    };
    (kind, l10n.ill(&text))
}
