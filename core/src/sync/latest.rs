//! The latest days: a few requests that make home right again.

use futures_util::future::join_all;

use super::SchoolSync;
use super::calls::SyncError;
use super::generations::Route;
use super::lane::{PAGED_DAYS, VISITS_DAYS};
use super::politeness::Asker;
use crate::domain::account::AccountReading;
use crate::domain::{Child, Family, LocalDate, Moment, Movement, Period, Purchase};
use crate::school_api::{MovementKeys, Page};
use crate::store::{Outcome, Service, Window};

/// Days that every refresh reads again: events arrive late.
const LATEST_DAYS: i64 = 7;
/// Days that the first refresh of a day reads again: the school edits past days.
pub const DAILY_DAYS: i64 = 35;
/// Days ahead for which meals may have been ordered (wire-api §8 counts orders of fourteen days).
const DAYS_AHEAD: i64 = 14;
/// What is read for each child.
const SERVICES: [Service; 3] = [Service::Pass, Service::Orders, Service::Movements];
/// Rows of one page.
const PAGE: u32 = 500;
/// Rows of one window after which a server is no longer believed when it promises more.
const MOST_ROWS: u32 = 20 * PAGE;

/// Rows of some days, and whether days without a row are truly without.
pub(super) struct DaysRead<T> {
    pub period: Period,
    pub rows: Vec<T>,
    pub complete: bool,
}

impl<T> DaysRead<T> {
    /// What the rows replace in the store.
    pub(super) fn window(&self) -> Window {
        window(self.period, self.complete)
    }

    /// The days, when every row of them is there.
    pub(super) fn whole(&self) -> Option<Period> {
        self.complete.then_some(self.period)
    }
}

/// A whole answer replaces its days; one with holes only adds to them.
fn window(period: Period, complete: bool) -> Window {
    if complete { period.into() } else { Window::NOTHING }
}

impl SchoolSync {
    /// Reads the profile. Another adult's family replaces everything the phone kept of the one before.
    pub(super) async fn read_family(&self, known: Option<&Family>) -> Result<Family, SyncError> {
        let api = &self.caller.api;
        let answer = self.caller.call(Service::Profile, |a| async move { api.family(a.auth()).await }).await?;
        let mut family = answer.value;
        let other_adult = known.is_some_and(|k| k.adult.profile_id.is_some() && k.adult.profile_id != family.adult.profile_id);
        if let Some(known) = known.filter(|_| !other_adult) {
            for child in &mut family.children {
                // The account may have come from the balance service (wire-api §3, trap 2).
                let before = known.children.iter().find(|k| k.person == child.person);
                child.account = child.account.or(before.and_then(|k| k.account));
            }
        }
        let stored = family.clone();
        self.write(move |w| {
            if other_adult {
                w.wipe_all()?;
            }
            w.put_family(&stored)
        })
        .await?;
        Ok(family)
    }

    /// Balances, then the latest days of all children side by side.
    pub(super) async fn read_latest(&self, family: &Family, asker: Asker) -> Result<(), SyncError> {
        let (balances, accounts) = match self.caller.may_ask(Service::Food, asker) {
            Ok(()) => self.read_balances(family).await,
            Err(wait) => (Err(wait), family.children.clone()),
        };
        let each = accounts.iter().flat_map(|child| {
            SERVICES.map(move |service| async move {
                let read = match self.caller.may_ask(service, asker).and_then(|()| self.due(child, service)) {
                    Ok(period) => self.read(child, service, period).await,
                    Err(error) => Err(error),
                };
                (child, service, read)
            })
        });
        let read = join_all(each).await;
        self.conclude(family, balances, read).await
    }

    /// Notes what failed, now that it is known who answered at all, and says how it went.
    async fn conclude(
        &self,
        family: &Family,
        balances: Result<(), SyncError>,
        read: Vec<(&Child, Service, Result<(), SyncError>)>,
    ) -> Result<(), SyncError> {
        if let Err(error) = &balances {
            for child in &family.children {
                self.note_failure(child, Service::Food, error).await?;
            }
        }
        let mut outcomes = vec![balances];
        for (child, service, outcome) in read {
            if let Err(error) = &outcome {
                self.note_failure(child, service, error).await?;
            }
            outcomes.push(outcome);
        }
        summary(outcomes)
    }

    /// The balances and the asked days of one child.
    pub(super) async fn read_period(&self, family: &Family, child: &Child, period: Period) -> Result<(), SyncError> {
        let (balances, children) = self.read_balances(family).await;
        let child = children.iter().find(|c| c.person == child.person).unwrap_or(child);
        let today = self.caller.clock.now().date();
        let last = |service| if service == Service::Orders { today.plus_days(DAYS_AHEAD) } else { today };
        let each = SERVICES.map(|service| async move {
            // Only of orders is there anything to read of days to come.
            let period = Period { from: period.from.min(today), to: period.to.min(last(service)) };
            (child, service, self.read(child, service, period).await)
        });
        let read = join_all(each).await;
        self.conclude(family, balances, read).await
    }

    /// Which days a refresh has to read: the latest, more on the first refresh of a day, and all since the last success.
    fn due(&self, child: &Child, service: Service) -> Result<Period, SyncError> {
        let today = self.caller.clock.now().date();
        let last = self.store.reading(&child.person, service)?.and_then(|reading| reading.as_of).map(Moment::date);
        let from = match last {
            Some(last) if last >= today => today.plus_days(1 - LATEST_DAYS),
            Some(last) => last.min(today.plus_days(1 - DAILY_DAYS)),
            None => today.plus_days(1 - LATEST_DAYS),
        };
        let to = if service == Service::Orders { today.plus_days(DAYS_AHEAD) } else { today };
        Ok(Period { from, to })
    }

    /// Reads `period` in as many requests as it takes, newest first, each stored as it comes.
    async fn read(&self, child: &Child, service: Service, period: Period) -> Result<(), SyncError> {
        let step = match service {
            Service::Pass if !self.is_older(Route::Visits)? => VISITS_DAYS,
            _ => PAGED_DAYS,
        };
        // The days of one reading carry the date of its first answer, so that they stay one interval.
        let mut began = None;
        for part in parts(period, step) {
            let last = part.from == period.from && period.to >= self.caller.clock.now().date();
            self.read_part(child, service, part, last, &mut began).await?;
        }
        Ok(())
    }

    /// One request's worth. `last` says that with it everything up to today has been read.
    async fn read_part(
        &self,
        child: &Child,
        service: Service,
        part: Period,
        last: bool,
        began: &mut Option<Moment>,
    ) -> Result<(), SyncError> {
        let person = child.person.clone();
        match service {
            Service::Pass => {
                let answer = self.visits(&person, child.account, part).await?;
                let (complete, now) = (answer.is_complete(), self.caller.clock.now());
                let began = *began.get_or_insert(now);
                self.write(move |w| {
                    w.put_passages(&person, window(part, complete), answer.value)?;
                    if complete {
                        w.note_read_days(&person, service, part, began);
                    }
                    if last { w.note_reading(&person, service, now, Outcome::Ok) } else { Ok(()) }
                })
                .await?;
            }
            Service::Orders => {
                let parts = self.orders(child, part).await?;
                let now = self.caller.clock.now();
                let began = *began.get_or_insert(now);
                self.write(move |w| {
                    for p in parts {
                        if let Some(days) = p.whole() {
                            w.note_read_days(&person, service, days, began);
                        }
                        w.put_purchases(&person, p.period, p.rows, p.complete)?;
                    }
                    if last { w.note_reading(&person, service, now, Outcome::Ok) } else { Ok(()) }
                })
                .await?;
            }
            Service::Movements => {
                let parts = self.movements(child, part).await?;
                let now = self.caller.clock.now();
                let began = *began.get_or_insert(now);
                self.write(move |w| {
                    for p in parts {
                        if let Some(days) = p.whole() {
                            w.note_read_days(&person, service, days, began);
                        }
                        w.put_movements(&person, p.window(), p.rows, now)?;
                    }
                    if last { w.note_reading(&person, service, now, Outcome::Ok) } else { Ok(()) }
                })
                .await?;
            }
            Service::Profile
            | Service::Food
            | Service::Payments
            | Service::Notices
            | Service::Cards
            | Service::Menu
            | Service::Buffet
            | Service::FoodRules => {}
        }
        Ok(())
    }

    async fn note_failure(&self, child: &Child, service: Service, error: &SyncError) -> Result<(), SyncError> {
        if !error.is_about_the_service() {
            return Ok(());
        }
        let (person, outcome, now) = (child.person.clone(), self.caller.outcome(error), self.caller.clock.now());
        self.write(move |w| w.note_reading(&person, service, now, outcome)).await
    }

    /// Balances of all children; the children come back with the accounts learned.
    async fn read_balances(&self, family: &Family) -> (Result<(), SyncError>, Vec<Child>) {
        let mut children = family.children.clone();
        let outcome = match self.balances(&children).await {
            Ok((readings, as_of)) => {
                for child in &mut children {
                    let reading = readings.iter().find(|r| belongs(r, child));
                    child.account = child.account.or(reading.and_then(|r| r.account));
                }
                self.store_balances(family, &children, readings, as_of).await
            }
            Err(error) => Err(error),
        };
        (outcome, children)
    }

    async fn store_balances(
        &self,
        family: &Family,
        children: &[Child],
        readings: Vec<AccountReading>,
        as_of: Moment,
    ) -> Result<(), SyncError> {
        let learned = (family.children != children).then(|| Family { adult: family.adult.clone(), children: children.to_vec() });
        let children = children.to_vec();
        self.write(move |w| {
            if let Some(family) = learned {
                w.put_family(&family)?;
            }
            for child in &children {
                match readings.iter().find(|r| belongs(r, child)) {
                    Some(reading) => {
                        w.put_account(&child.person, reading, as_of)?;
                        w.note_reading(&child.person, Service::Food, as_of, Outcome::Ok)?;
                    }
                    // The server knows no account of this child.
                    None => w.note_reading(&child.person, Service::Food, as_of, Outcome::Refused)?,
                }
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Purchases of `period`. Days with more than a page of rows are asked for in halves, so that every stored window is whole.
    pub(super) async fn orders(&self, child: &Child, period: Period) -> Result<Vec<DaysRead<Purchase>>, SyncError> {
        let (api, person, learned_at) = (&self.caller.api, &child.person, self.caller.clock.now());
        let mut done = Vec::new();
        let mut open = vec![period];
        while let Some(part) = open.pop() {
            let mut rows = DaysRead { period: part, rows: Vec::new(), complete: true };
            let mut offset = 0;
            loop {
                let call = |a: crate::session::Access| async move { api.orders(a.auth(), person, part, PAGE, offset, learned_at).await };
                let answer = self.caller.call(Service::Orders, call).await?;
                rows.complete &= answer.is_complete();
                match take_page(answer.value, &mut offset, &mut rows, |a, b| a.id == b.id) {
                    Paging::Done => break done.push(rows),
                    Paging::More => {}
                    Paging::Halve(newer, older) => break open.extend([older, newer]),
                }
            }
        }
        Ok(done)
    }

    /// Movements of `period`, likewise.
    pub(super) async fn movements(&self, child: &Child, period: Period) -> Result<Vec<DaysRead<Movement>>, SyncError> {
        let (api, person, learned_at) = (&self.caller.api, &child.person, self.caller.clock.now());
        let mut done = Vec::new();
        let mut open = vec![period];
        while let Some(part) = open.pop() {
            let mut rows = DaysRead { period: part, rows: Vec::new(), complete: true };
            let mut offset = 0;
            // Rows that look alike are told apart by their ordinal, which counts across the pages of one window.
            let mut keys = MovementKeys::new();
            loop {
                let before = &keys;
                let call = |a: crate::session::Access| async move {
                    // A call that is repeated after a renewal counts from where this page began.
                    let mut keys = before.clone();
                    let page = api.transactions(a.auth(), person, part, PAGE, offset, &mut keys, learned_at).await?;
                    Ok(page.map(|page| (page, keys)))
                };
                let answer = self.caller.call(Service::Movements, call).await?;
                rows.complete &= answer.is_complete();
                let (page, after) = answer.value;
                keys = after;
                match take_page(page, &mut offset, &mut rows, alike) {
                    Paging::Done => break done.push(rows),
                    Paging::More => {}
                    Paging::Halve(newer, older) => break open.extend([older, newer]),
                }
            }
        }
        Ok(done)
    }
}

/// Whether two movements are the same but for the ordinal in their ids.
fn alike(a: &Movement, b: &Movement) -> bool {
    (a.at, a.kind, a.sum, a.balance_before, &a.purchase) == (b.at, b.kind, b.sum, b.balance_before, &b.purchase)
}

/// What follows a page.
enum Paging {
    Done,
    More,
    Halve(Period, Period),
}

/// Takes a page in. `same` tells whether two rows are the same row sent twice.
fn take_page<T>(page: Page<T>, offset: &mut u32, into: &mut DaysRead<T>, same: impl Fn(&T, &T) -> bool) -> Paging {
    let part = into.period;
    if page.has_next && page.received >= PAGE && part.days() > 1 && *offset == 0 {
        let middle = part.from.plus_days(part.days() / 2);
        return Paging::Halve(Period { from: middle, to: part.to }, Period { from: part.from, to: middle.plus_days(-1) });
    }
    let repeated = *offset > 0 && page.rows.iter().all(|row| into.rows.iter().any(|known| same(known, row)));
    *offset = offset.saturating_add(page.received);
    if !repeated {
        into.rows.extend(page.rows);
        if !page.has_next {
            return Paging::Done;
        }
        if page.received > 0 && *offset < MOST_ROWS {
            return Paging::More;
        }
    }
    // A server that promises more and sends nothing, or the same again, would be asked for ever.
    into.complete = false;
    Paging::Done
}

/// `period` in parts of at most `step` days, newest first.
fn parts(period: Period, step: i64) -> impl Iterator<Item = Period> {
    let mut to: Option<LocalDate> = Some(period.to);
    std::iter::from_fn(move || {
        let end = to.filter(|to| *to >= period.from)?;
        let from = end.plus_days(1 - step).max(period.from);
        to = Some(from.plus_days(-1));
        Some(Period { from, to: end })
    })
}

fn belongs(reading: &AccountReading, child: &Child) -> bool {
    match &reading.child {
        Some(person) => *person == child.person,
        None => reading.account.is_some() && reading.account == child.account,
    }
}

/// The first error that is not a service's own (the phone's storage, the sign-in); otherwise fine when anything went well;
/// otherwise the first error.
fn summary(outcomes: Vec<Result<(), SyncError>>) -> Result<(), SyncError> {
    let any_went_well = outcomes.iter().any(Result::is_ok);
    let (mut grave, mut slight) = (None, None);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let kept = if error.is_about_the_service() || matches!(error, SyncError::Wait(_)) { &mut slight } else { &mut grave };
        kept.get_or_insert(error);
    }
    grave.or(slight.filter(|_| !any_went_well)).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_asked_for_in_parts_without_holes() {
        let period = Period { from: "2026-05-01".parse().unwrap(), to: "2026-05-17".parse().unwrap() };
        let parts: Vec<Period> = parts(period, 7).collect();
        assert_eq!(parts.iter().map(|p| p.days()).collect::<Vec<_>>(), [7, 7, 3]);
        assert_eq!((parts[0].to, parts[2].from), (period.to, period.from));
    }

    #[test]
    fn a_page_too_full_is_asked_for_in_halves_and_a_single_day_in_pages() {
        let (from, to): (LocalDate, LocalDate) = ("2026-05-01".parse().unwrap(), "2026-05-03".parse().unwrap());
        let page = |row: i32| Page { rows: vec![row], has_next: true, received: PAGE };
        let same = |a: &i32, b: &i32| a == b;
        let window = |from, to| DaysRead { period: Period { from, to }, rows: Vec::new(), complete: true };
        let (mut offset, mut three_days) = (0, window(from, to));
        let Paging::Halve(newer, older) = take_page(page(1), &mut offset, &mut three_days, same) else { panic!("not halved") };
        assert!(three_days.rows.is_empty() && newer.from == older.to.plus_days(1) && newer.days() + older.days() == 3);

        let mut day = window(from, from);
        assert!(matches!(take_page(page(1), &mut offset, &mut day, same), Paging::More));
        assert!(matches!(take_page(Page { has_next: false, ..page(2) }, &mut offset, &mut day, same), Paging::Done));
        assert_eq!((day.rows, day.complete), (vec![1, 2], true));
    }

    #[test]
    fn a_server_that_sends_the_same_page_for_ever_is_left_and_its_days_are_not_taken_as_whole() {
        let day: LocalDate = "2026-05-01".parse().unwrap();
        let mut rows = DaysRead { period: Period { from: day, to: day.plus_days(30) }, rows: Vec::new(), complete: true };
        let (mut offset, mut pages) = (0, 0);
        let page = || Page { rows: vec![1, 2], has_next: true, received: 2 };
        while matches!(take_page(page(), &mut offset, &mut rows, |a: &i32, b: &i32| a == b), Paging::More) {
            pages += 1;
        }
        assert_eq!((pages, rows.rows, rows.complete), (1, vec![1, 2], false));
    }
}
