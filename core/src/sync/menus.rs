//! Menus: a week at a time, when somebody opens it, and the week that matters with a refresh, a few times a day.
//!
//! Set meals and the buffet are two services: one may be missing or down without the other.

use super::calls::SyncError;
use super::generations::{Route, if_exists};
use super::{Asker, SchoolSync};
use crate::domain::menu::{OnDay, by_day, week_ahead};
use crate::domain::{CanteenBuffet, CanteenComplexes, LocalDate, Moment, Period, PersonId};
use crate::school_api::{Answer, OldestMenu};
use crate::store::{Outcome, Service};

/// A week that was read so long ago is read again with a refresh.
const READ_AGAIN_MINUTES: i64 = 6 * 60;
/// A week that was read so long ago is read again when somebody opens it.
const OPENED_AGAIN_MINUTES: i64 = 10;

/// Which part of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Complexes,
    Buffet,
}

impl Part {
    fn service(self) -> Service {
        match self {
            Self::Complexes => Service::Menu,
            Self::Buffet => Service::Buffet,
        }
    }
}

fn days_of(week: Period) -> impl Iterator<Item = LocalDate> {
    (0..week.days()).map(move |n| week.from.plus_days(n))
}

impl SchoolSync {
    /// Reads the menu of `week` again; what could be read is stored even when a part failed.
    pub async fn refresh_menu(&self, child: &PersonId, week: Period) -> Result<(), SyncError> {
        let complexes = self.read_menu_part(child, week, Part::Complexes).await;
        let buffet = self.read_menu_part(child, week, Part::Buffet).await;
        complexes.and(buffet)
    }

    /// Reads the menu of `week` unless that was done a moment ago.
    pub async fn open_menu(&self, child: &PersonId, week: Period) -> Result<(), SyncError> {
        self.read_menu_if_older(child, week, OPENED_AGAIN_MINUTES, Asker::Parent).await
    }

    /// The same for the week that matters now.
    pub async fn open_menu_of_now(&self, child: &PersonId) -> Result<(), SyncError> {
        self.open_menu(child, week_ahead(self.caller.clock.now().date())).await
    }

    /// Reads the week that matters of every child, where it was not read lately. Stops at the first fault: menus can wait.
    pub async fn refresh_menus(&self, asker: Asker) -> Result<(), SyncError> {
        let Some(family) = self.store.family()? else { return Ok(()) };
        let week = week_ahead(self.caller.clock.now().date());
        for child in &family.children {
            // Where the meals service itself is at fault, its menus are not waited for as well.
            if self.store.reading(&child.person, Service::Food)?.is_none_or(|reading| reading.outcome != Outcome::Ok) {
                continue;
            }
            self.read_menu_if_older(&child.person, week, READ_AGAIN_MINUTES, asker).await?;
        }
        Ok(())
    }

    async fn read_menu_if_older(&self, child: &PersonId, week: Period, minutes: i64, asker: Asker) -> Result<(), SyncError> {
        let mut outcome = Ok(());
        for part in [Part::Complexes, Part::Buffet] {
            let read_at: Vec<Moment> = match part {
                Part::Complexes => self.store.menu_complexes(child, week)?.iter().map(|day| day.as_of).collect(),
                Part::Buffet => self.store.menu_buffet(child, week)?.iter().map(|day| day.as_of).collect(),
            };
            let now = self.caller.clock.now();
            let whole = i64::try_from(read_at.len()).is_ok_and(|days| days >= week.days());
            let fresh = whole && read_at.iter().all(|at| (0..minutes).contains(&now.minutes_since(*at)));
            // A week never read is no repetition that the floor between two readings is meant for.
            let held = if whole { self.caller.may_ask(part.service(), asker).is_err() } else { false };
            if !fresh && !held {
                let read = self.read_menu_part(child, week, part).await;
                outcome = outcome.and(read);
            }
        }
        outcome
    }

    async fn read_menu_part(&self, child: &PersonId, week: Period, part: Part) -> Result<(), SyncError> {
        let (person, service) = (child.clone(), part.service());
        let outcome = match part {
            Part::Complexes => match self.menu_complexes(child, week).await {
                Ok(days) => {
                    let now = self.caller.clock.now();
                    self.write(move |w| {
                        w.put_menu_complexes(&person, &days, now)?;
                        w.note_reading(&person, service, now, Outcome::Ok)
                    })
                    .await
                }
                Err(error) => Err(error),
            },
            Part::Buffet => match self.menu_buffet(child, week).await {
                Ok(days) => {
                    let now = self.caller.clock.now();
                    self.write(move |w| {
                        w.put_menu_buffet(&person, &days, now)?;
                        w.note_reading(&person, service, now, Outcome::Ok)
                    })
                    .await
                }
                Err(error) => Err(error),
            },
        };
        if let Err(error) = &outcome
            && error.is_about_the_service()
        {
            let (person, outcome, now) = (child.clone(), self.caller.outcome(error), self.caller.clock.now());
            self.write(move |w| w.note_reading(&person, service, now, outcome)).await?;
        }
        outcome
    }

    /// Set meals of `week`, from whichever generation the server has.
    async fn menu_complexes(&self, child: &PersonId, week: Period) -> Result<Vec<OnDay<CanteenComplexes>>, SyncError> {
        let api = &self.caller.api;
        if !self.is_older(Route::MenuComplexes)? {
            let current = self.caller.call(Service::Menu, |a| async move { api.menu_complexes(a.auth(), child, week).await });
            if let Some(answer) = if_exists(current.await)? {
                return Ok(whole_days(answer, week));
            }
            self.remember_older(Route::MenuComplexes).await?;
        }
        let mut days = Vec::new();
        for day in days_of(week) {
            let at = self.older_complexes(child, day).await?;
            days.push(OnDay { day, at });
        }
        Ok(days)
    }

    /// Set meals of one day on the older routes.
    async fn older_complexes(&self, child: &PersonId, day: LocalDate) -> Result<Vec<CanteenComplexes>, SyncError> {
        let api = &self.caller.api;
        if !self.is_older(Route::MenuComplexesV2)? {
            let v2 = self.caller.call(Service::Menu, |a| async move { api.menu_complexes_v2(a.auth(), child, day).await });
            if let Some(answer) = if_exists(v2.await)? {
                return Ok(answer.value);
            }
            self.remember_older(Route::MenuComplexesV2).await?;
        }
        Ok(self.oldest_menu(Service::Menu, child, day).await?.complexes)
    }

    /// The buffet of `week`, from whichever generation the server has.
    async fn menu_buffet(&self, child: &PersonId, week: Period) -> Result<Vec<OnDay<CanteenBuffet>>, SyncError> {
        let api = &self.caller.api;
        if !self.is_older(Route::MenuBuffet)? {
            let current = self.caller.call(Service::Buffet, |a| async move { api.menu_buffet(a.auth(), child, week).await });
            if let Some(answer) = if_exists(current.await)? {
                return Ok(whole_days(answer, week));
            }
            self.remember_older(Route::MenuBuffet).await?;
        }
        let mut days = Vec::new();
        for day in days_of(week) {
            let at = self.oldest_menu(Service::Buffet, child, day).await?.buffet;
            days.push(OnDay { day, at });
        }
        Ok(days)
    }

    async fn oldest_menu(&self, service: Service, child: &PersonId, day: LocalDate) -> Result<OldestMenu, SyncError> {
        let api = &self.caller.api;
        Ok(self.caller.call(service, |a| async move { api.menu_v1(a.auth(), child, day).await }).await?.value)
    }
}

/// The days of `week` in an answer. A day it does not name has nothing, where the answer is whole; of others nothing is known.
fn whole_days<T>(answer: Answer<Vec<(LocalDate, T)>>, week: Period) -> Vec<OnDay<T>> {
    let all: Vec<LocalDate> = if answer.is_complete() { days_of(week).collect() } else { Vec::new() };
    by_day(answer.value.into_iter().filter(|(day, _)| week.contains(*day)).collect(), all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::menu::week_of;
    use crate::domain::samples::date;

    #[test]
    fn a_day_an_answer_does_not_name_is_empty_only_when_the_answer_is_whole() {
        let week = week_of(date("2026-05-12"));
        let answer =
            |skipped| Answer { value: vec![(date("2026-05-12"), 1), (date("2026-06-01"), 2)], server_time: None, skipped, whole: true };
        let days = whole_days(answer(0), week);
        assert_eq!((days.len(), days[0].at.len(), &days[1].at[..]), (7, 0, &[1][..]), "and a day of another week is none of it");
        assert_eq!(whole_days(answer(1), week).len(), 1);
    }
}
