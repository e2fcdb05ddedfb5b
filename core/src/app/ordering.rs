//! Orders ahead, weekly rules and "ill today" as the app runs them: the parent's wish is kept on the caller's thread, what follows runs in
//! a task.

use super::AppError;
use super::parts::Parts;
use crate::domain::cut_off::{MOST_DAYS_BEFORE, is_past};
use crate::domain::menu::week_of;
use crate::domain::order::MOST_PORTIONS;
use crate::domain::{AbsenceReason, CutOff, LocalDate, MealKind, Period, PersonId, WeeklyOrder};
use crate::outbox::orders::Meal;
use crate::outbox::{IntentId, reading};
use crate::screens::orders::meal_known;
use crate::sync::{SyncError, ahead};

fn invalid(field: &str) -> AppError {
    AppError::Validation { field: field.to_owned() }
}

impl Parts {
    fn known_child(&self, child: &PersonId) -> Result<(), AppError> {
        let family = self.store.family()?.ok_or(AppError::SignedOut)?;
        if family.children.iter().any(|known| known.person == *child) { Ok(()) } else { Err(invalid("child")) }
    }

    fn meal(&self, child: &PersonId, complex: i64) -> Result<Meal, AppError> {
        Ok(meal_known(&self.store, child, complex, self.clock.now().date())?.unwrap_or(Meal {
            complex,
            name: String::new(),
            kind: None,
            price: None,
        }))
    }

    /// Keeps a wish for `amount` portions of `complex` on `day`. Nothing is sent here.
    pub(super) fn set_order(
        &self,
        child: &PersonId,
        day: LocalDate,
        complex: i64,
        seen: Vec<i64>,
        amount: i64,
    ) -> Result<IntentId, AppError> {
        if !(0..=MOST_PORTIONS).contains(&amount) {
            return Err(invalid("amount"));
        }
        let now = self.clock.now();
        if day < now.date() {
            return Err(invalid("day"));
        }
        self.known_child(child)?;
        let meal = self.meal(child, complex)?;
        let cut_off = reading::cut_offs(&self.store, child)?.of(meal.kind, day);
        if cut_off.is_some_and(|cut_off| is_past(cut_off, now)) {
            return Err(AppError::rejected("too_late", self.l10n().order_until(cut_off, now)));
        }
        Ok(self.outbox.set_order(child, day, meal, seen, amount, cut_off)?)
    }

    /// Keeps a wish for a weekly rule. Nothing is sent here.
    pub(super) fn set_weekly(
        &self,
        child: &PersonId,
        complex: i64,
        seen: Vec<WeeklyOrder>,
        wanted: Option<WeeklyOrder>,
    ) -> Result<IntentId, AppError> {
        if let Some(order) = &wanted {
            if !(1..=MOST_PORTIONS).contains(&order.amount) {
                return Err(invalid("amount"));
            }
            if order.days.is_empty() {
                return Err(invalid("days"));
            }
            if order.period.from > order.period.to || order.is_over(self.clock.now().date()) {
                return Err(invalid("period"));
            }
        }
        self.known_child(child)?;
        let meal = self.meal(child, complex)?;
        Ok(self.outbox.set_weekly(child, meal, seen, wanted)?)
    }

    /// Keeps "ill" for `day`. Nothing is sent here.
    pub(super) fn ill_today(&self, child: &PersonId, day: LocalDate, reason: AbsenceReason) -> Result<IntentId, AppError> {
        if day < self.clock.now().date() {
            return Err(invalid("day"));
        }
        self.known_child(child)?;
        let cut_offs = reading::cut_offs(&self.store, child)?;
        Ok(self.outbox.ill_today(child, day, reason, cut_offs)?)
    }

    /// Writes down until when the school of `child` takes orders of `meal`, or of every meal, as it told the parent; none: not known.
    pub(super) fn set_cut_off(&self, child: &PersonId, meal: Option<MealKind>, rule: Option<CutOff>) -> Result<(), AppError> {
        if rule.is_some_and(|rule| rule.days_before > MOST_DAYS_BEFORE) {
            return Err(invalid("days_before"));
        }
        self.known_child(child)?;
        let changed = reading::cut_offs(&self.store, child)?.with(meal, rule);
        reading::set_cut_offs(&self.store, child, &changed)?;
        self.observing.ring(|wake| wake.surroundings = true);
        Ok(())
    }

    /// Reads what is ordered ahead for `child`, which days are open, the weekly rules and the reasons of absence. What could be read is kept
    /// also when something else failed; the error is the first.
    pub(super) async fn read_ahead(&self, child: &PersonId) -> Result<(), SyncError> {
        let period = ahead::ahead(self.clock.now().date());
        let decided = self.read_what_is_ordered(child, period).await;
        let reasons = ahead::read_reasons(&self.caller, &self.store).await.map(drop);
        // What can be ordered is on the menu; without it what is ordered can be shown and cancelled all the same.
        for day in [period.from, period.from.plus_days(7)] {
            if let Err(error) = self.sync.open_menu(child, week_of(day)).await {
                tracing::debug!(%error, "the menu was not read");
            }
        }
        decided.and(reasons)
    }

    /// Reads orders, open days and weekly rules: all that decides whether something is ordered for a day.
    async fn read_what_is_ordered(&self, child: &PersonId, period: Period) -> Result<(), SyncError> {
        let (caller, store) = (&self.caller, &self.store);
        let orders = ahead::read_orders(caller, store, child, period).await.map(drop);
        let days = ahead::read_days(caller, store, child).await.map(drop);
        let rules = ahead::read_rules(caller, store, child).await.map(drop);
        orders.and(days).and(rules)
    }

    /// Reads what is ordered for the children for whom a cut-off is near, once within its last hour: nobody is told "nothing is ordered"
    /// from what was read long ago. Whether anything was to be read; what could not be read of one child keeps nothing from another.
    pub(super) async fn read_before_cut_offs(&self) -> Result<bool, SyncError> {
        let Some(family) = self.store.family()? else { return Ok(false) };
        let now = self.clock.now();
        let wanting = self.alerts.wanting_orders(&family, now)?;
        for child in &wanting {
            if let Err(error) = self.read_what_is_ordered(child, ahead::ahead(now.date())).await {
                tracing::debug!(%error, "what is ordered was not read");
            }
        }
        Ok(!wanting.is_empty())
    }

    /// Something about the meals of `child` was sent: what is ordered and the account are read again.
    pub(super) async fn read_after_meals(&self, child: &PersonId) {
        let today = self.clock.now().date();
        let period = Period::new(today.plus_days(-1), today.plus_days(ahead::DAYS_AHEAD));
        let read = self.sync.refresh_period(child, period).await;
        if let Err(error) = read.and(self.read_ahead(child).await) {
            tracing::debug!(%error, "meals were not read again");
        }
    }
}
