//! `orders`, `order`, `cancel-order`, `weekly` and `ill`: what is ordered ahead, shown and changed.
//!
//! A wish is kept by the core, sent, and read back: it is done when the school has it. This program may end at any moment; the wish goes
//! on with the next command.

use std::time::Duration;

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::{AbsenceReason, LocalDate, Period, PersonId, WeeklyOrder};
use schoolcard_core::l10n::Locale;
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::ill_today::{IllKind, IllMealKind, IllNoticeKind};
use schoolcard_core::screens::orders::{MealChoice, OrderChange, OrderChangeKind, OrderMeal};
use schoolcard_core::screens::{IllTodayState, OrdersState, Screen, ScreenState};

use crate::args::Setup;
use crate::args::orders::{CutOffWish, Ill, Order, Orders, Weekly};
use crate::failure::{Exit, Failure};
use crate::json::orders as json;
use crate::plain::orders as plain;
use crate::setup::Opened;
use crate::{out, show};

/// How long a wish may take before the command ends without knowing.
const WISH: Duration = Duration::from_secs(10);
/// Between two looks at a wish under way.
const LOOK: Duration = Duration::from_millis(300);

/// `orders`.
pub async fn show(setup: &Setup, locale: Locale, asked: &Orders) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = show_week(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn show_week(opened: &Opened, asked: &Orders) -> Result<(), Failure> {
    let child = read(opened, asked.child.as_deref(), asked.cached).await?;
    if let CutOffWish::Is(meal, rule) = asked.cut_off {
        opened.app.dispatch(Action::SetCutOff { child: child.clone(), meal, rule });
    }
    let week = asked.week.unwrap_or_else(|| opened.app.now().date());
    print_orders(opened, &orders(opened, &child, week)?, asked.json)
}

fn print_orders(opened: &Opened, state: &OrdersState, as_json: bool) -> Result<(), Failure> {
    let said = if as_json { json::orders(state) } else { plain::orders(opened.words, state).map(|lines| lines.join("\n")) };
    match said {
        Some(said) => {
            out::line(said.trim_end());
            Ok(())
        }
        None => Err(Failure::new(Exit::Offline, opened.words.offline_with_nothing())),
    }
}

/// `order` and `cancel-order`.
pub async fn order(setup: &Setup, locale: Locale, asked: &Order) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = order_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn order_opened(opened: &Opened, asked: &Order) -> Result<(), Failure> {
    let child = read(opened, asked.child.as_deref(), false).await?;
    let meal = |state: &OrdersState| meal_of(state, asked.day, asked.complex);
    let before = meal(&orders(opened, &child, asked.day)?);
    if let Some(OrderMeal { choice: MealChoice::CanOrder { confirmation } | MealChoice::CanCancel { confirmation }, .. }) = &before {
        out::note(confirmation);
    }
    let seen = before.map(|meal| meal.seen).unwrap_or_default();
    let id = opened.app.set_order(&child, asked.day, asked.complex, seen, asked.amount).map_err(|error| failure(opened, &error))?;
    let change = |state: &OrdersState| meal(state).and_then(|meal| meal.change);
    let (state, end) = settled(opened, &id, || orders(opened, &child, asked.day), change).await?;
    match (asked.json, meal(&state)) {
        (false, Some(meal)) => out::line(plain::meal_lines(opened.words, &meal).join("\n")),
        _ => print_orders(opened, &state, asked.json)?,
    }
    end
}

fn meal_of(state: &OrdersState, day: LocalDate, complex: i64) -> Option<OrderMeal> {
    let OrdersState::Orders { week, .. } = state else { return None };
    let row = week.value.days.iter().find(|row| row.day == day)?;
    row.meals.iter().find(|meal| meal.complex == complex).cloned()
}

/// `weekly`.
pub async fn weekly(setup: &Setup, locale: Locale, asked: &Weekly) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = weekly_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn weekly_opened(opened: &Opened, asked: &Weekly) -> Result<(), Failure> {
    let child = read(opened, asked.child.as_deref(), false).await?;
    let today = opened.app.now().date();
    let row = |state: &OrdersState| match state {
        OrdersState::Orders { rules, .. } => rules.iter().find(|rule| rule.complex == asked.complex).cloned(),
        _ => None,
    };
    let standing = row(&orders(opened, &child, today)?);
    if let Some(rule) = standing.as_ref().filter(|rule| !rule.seen.is_empty() && asked.days.is_some()) {
        out::note(opened.words.weekly_replaces());
        out::note(&rule.title);
    }
    let seen = standing.map(|rule| rule.seen).unwrap_or_default();
    let wanted = asked.days.map(|days| {
        let from = asked.from.unwrap_or(today);
        let usual = WeeklyOrder::until_summer(from, from, asked.amount, days);
        let to = asked.to.unwrap_or(usual.period.to);
        WeeklyOrder { period: Period { to, ..usual.period }, ..usual }
    });
    let id = opened.app.set_weekly(&child, asked.complex, seen, wanted).map_err(|error| failure(opened, &error))?;
    let change = |state: &OrdersState| row(state).and_then(|rule| rule.change);
    let (state, end) = settled(opened, &id, || orders(opened, &child, today), change).await?;
    print_orders(opened, &state, asked.json)?;
    end
}

/// `ill`.
pub async fn ill(setup: &Setup, locale: Locale, asked: &Ill) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = ill_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn ill_opened(opened: &Opened, asked: &Ill) -> Result<(), Failure> {
    let child = read(opened, asked.child.as_deref(), false).await?;
    let day = asked.day.unwrap_or_else(|| opened.app.now().date());
    let before = ill_state(opened, &child, day)?;
    let end = match &before {
        IllTodayState::Form { .. } if asked.look => Ok(()),
        IllTodayState::Form { reasons, .. } => {
            let Some(reason) = reasons.iter().find(|reason| is_meant(&reason.reason, asked.reason.as_deref())) else {
                return Err(Failure::usage(opened.words.ill_reason_unknown()));
            };
            out::note(&reason.confirmation);
            opened.app.ill_today(&child, day, reason.reason.clone()).map_err(|error| failure(opened, &error))?;
            ill_settled(opened, &child, day).await?
        }
        IllTodayState::Asked { .. } => ill_settled(opened, &child, day).await?,
        IllTodayState::SignedOut => return Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first())),
        _ => Ok(()),
    };
    let state = ill_state(opened, &child, day)?;
    let said = if asked.json { json::ill(&state) } else { plain::ill(opened.words, &state).map(|lines| lines.join("\n")) };
    match said {
        Some(said) => out::line(&said),
        None => return Err(Failure::new(Exit::Offline, opened.words.offline_with_nothing())),
    }
    end
}

/// Whether this reason was asked for: by its number, by a part of its name, or the first one when none was named.
fn is_meant(reason: &AbsenceReason, asked: Option<&str>) -> bool {
    asked.is_none_or(|asked| match asked.trim().parse::<i64>() {
        Ok(id) => reason.id == id,
        Err(_) => reason.name.to_lowercase().contains(&asked.trim().to_lowercase()),
    })
}

/// Waits until nothing is under way, or not much longer; how the command ends.
async fn ill_settled(opened: &Opened, child: &PersonId, day: LocalDate) -> Result<Result<(), Failure>, Failure> {
    let give_up = tokio::time::Instant::now() + WISH;
    loop {
        if let Ok(looked) = tokio::time::timeout_at(give_up, opened.app.look_at_outbox()).await {
            looked.map_err(|error| opened.failure(&error))?;
        }
        let IllTodayState::Asked { ill, .. } = ill_state(opened, child, day)? else {
            return Ok(Err(Failure::new(Exit::Cancelled, "")));
        };
        let any = |kinds: &[IllMealKind]| ill.meals.iter().any(|meal| kinds.contains(&meal.kind));
        let said = |exit| Ok(Err(Failure::new(exit, "")));
        match ill.kind {
            IllKind::UnderWay if tokio::time::Instant::now() < give_up => tokio::time::sleep(LOOK).await,
            IllKind::UnderWay => return Ok(Err(Failure::new(Exit::NotKnown, opened.words.ill_not_yet()))),
            IllKind::Cancelled => return said(Exit::Cancelled),
            IllKind::Settled | IllKind::MoneyMissing => {
                return match ill.notice {
                    _ if any(&[IllMealKind::Refused, IllMealKind::Changed]) => said(Exit::Refused),
                    IllNoticeKind::Refused => said(Exit::Refused),
                    _ if any(&[IllMealKind::TooLate, IllMealKind::Expired]) => said(Exit::Expired),
                    IllNoticeKind::Expired => said(Exit::Expired),
                    _ => Ok(Ok(())),
                };
            }
        }
    }
}

/// Reads the family and what is ordered ahead, unless `cached`; the child that is meant.
async fn read(opened: &Opened, child: Option<&str>, cached: bool) -> Result<PersonId, Failure> {
    let (child, _) = show::child_of(opened, child, cached).await?;
    if !cached {
        // What could not be read stays as it was, with its date.
        let scope = RefreshScope::Orders { person: child.clone() };
        let _ = tokio::time::timeout(WISH, opened.app.refresh(scope)).await;
    }
    Ok(child)
}

fn failure(opened: &Opened, error: &AppError) -> Failure {
    match error {
        AppError::Rejected { code, text } if code == "too_late" => Failure::new(Exit::Expired, text),
        error => opened.failure(error),
    }
}

/// Waits until the wish `id` has come to its end, or not much longer.
async fn settled(
    opened: &Opened,
    id: &IntentId,
    state: impl Fn() -> Result<OrdersState, Failure>,
    change: impl Fn(&OrdersState) -> Option<OrderChange>,
) -> Result<(OrdersState, Result<(), Failure>), Failure> {
    let give_up = tokio::time::Instant::now() + WISH;
    loop {
        if let Ok(looked) = tokio::time::timeout_at(give_up, opened.app.look_at_outbox()).await {
            looked.map_err(|error| opened.failure(&error))?;
        }
        let now = state()?;
        let said = |exit| Err(Failure::new(exit, ""));
        let end = match change(&now) {
            Some(change) if change.id == *id => match change.kind {
                OrderChangeKind::Done => Ok(()),
                OrderChangeKind::Conflict => said(Exit::Conflict),
                OrderChangeKind::Refused => said(Exit::Refused),
                OrderChangeKind::TooLate | OrderChangeKind::Expired => said(Exit::Expired),
                OrderChangeKind::Cancelled => said(Exit::Cancelled),
                OrderChangeKind::Waiting | OrderChangeKind::Sending | OrderChangeKind::Checking
                    if tokio::time::Instant::now() >= give_up =>
                {
                    Err(Failure::new(Exit::NotKnown, opened.words.order_not_yet()))
                }
                OrderChangeKind::Waiting | OrderChangeKind::Sending | OrderChangeKind::Checking => {
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
            },
            _ => said(Exit::NotKnown),
        };
        return Ok((now, end));
    }
}

fn orders(opened: &Opened, child: &PersonId, day: LocalDate) -> Result<OrdersState, Failure> {
    match show::current(opened, &Screen::Orders { child: child.clone(), week: day })? {
        ScreenState::Orders { state: OrdersState::SignedOut } => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first())),
        ScreenState::Orders { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}

fn ill_state(opened: &Opened, child: &PersonId, day: LocalDate) -> Result<IllTodayState, Failure> {
    match show::current(opened, &Screen::IllToday { child: child.clone(), day })? {
        ScreenState::IllToday { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}
