//! How often the school may be asked (wire-api §4): a floor between automatic refreshes, `Retry-After`, and back-off.
//!
//! Kept per service, so that one faulty service neither stops the others nor is hammered. A parent who asks by hand is not
//! held by the floor or the back-off, only by what the server itself asked for.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::store::Service;

/// Least time between two automatic refreshes.
pub const FLOOR: Duration = Duration::from_secs(2 * 60);
/// First pause after a fault; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_secs(2 * 60);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// The longest `Retry-After` that is taken at its word.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// Who wants to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// The parent, by hand.
    Parent,
    /// The app, by itself.
    Timer,
}

#[derive(Debug, Default)]
struct Pace {
    asked_to_wait_until: Option<Instant>,
    pause: Option<(Instant, Duration)>,
    last_success: Option<Instant>,
}

/// The pace of each service.
#[derive(Debug, Default)]
pub struct Politeness {
    paces: HashMap<Service, Pace>,
}

impl Politeness {
    /// How long `asker` has to wait before asking `service`; none when it may ask now.
    pub fn wait(&self, service: Service, asker: Asker, now: Instant) -> Option<Duration> {
        let pace = self.paces.get(&service)?;
        let until = |end: Instant| end.checked_duration_since(now).filter(|left| !left.is_zero());
        let told = pace.asked_to_wait_until.and_then(until);
        if asker == Asker::Parent || told.is_some() {
            return told;
        }
        let paused = pace.pause.and_then(|(end, _)| until(end));
        let floor = pace.last_success.and_then(|at| until(at + FLOOR));
        paused.max(floor)
    }

    /// The service answered.
    pub fn succeeded(&mut self, service: Service, now: Instant) {
        let pace = self.paces.entry(service).or_default();
        *pace = Pace { last_success: Some(now), ..Pace::default() };
    }

    /// The service failed; `retry_after` is what it asked for itself.
    pub fn failed(&mut self, service: Service, retry_after: Option<Duration>, now: Instant) {
        let pace = self.paces.entry(service).or_default();
        let next = pace.pause.map_or(FIRST_PAUSE, |(_, last)| (last * 2).min(LONGEST_PAUSE));
        pace.pause = Some((now + next, next));
        pace.asked_to_wait_until = retry_after.map(|wait| now + wait.min(LONGEST_RETRY_AFTER)).or(pace.asked_to_wait_until);
    }

    /// The longest wait the server asked for that is still running.
    pub fn asked_to_wait(&self, now: Instant) -> Option<Duration> {
        self.paces.values().filter_map(|pace| pace.asked_to_wait_until?.checked_duration_since(now)).filter(|left| !left.is_zero()).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: Service = Service::Pass;

    #[test]
    fn automatic_refreshes_keep_two_minutes_between_them_and_a_parent_need_not() {
        let (mut polite, now) = (Politeness::default(), Instant::now());
        polite.succeeded(ASK, now);
        assert_eq!(polite.wait(ASK, Asker::Timer, now), Some(FLOOR));
        assert_eq!(polite.wait(ASK, Asker::Parent, now), None);
        assert_eq!(polite.wait(ASK, Asker::Timer, now + FLOOR), None);
    }

    #[test]
    fn back_off_doubles_to_fifteen_minutes_and_a_success_ends_it() {
        let (mut polite, now) = (Politeness::default(), Instant::now());
        let minutes: Vec<u64> = (0..5)
            .map(|_| {
                polite.failed(ASK, None, now);
                polite.wait(ASK, Asker::Timer, now).unwrap().as_secs() / 60
            })
            .collect();
        assert_eq!(minutes, [2, 4, 8, 15, 15]);
        polite.succeeded(ASK, now);
        assert_eq!(polite.wait(ASK, Asker::Timer, now + FLOOR), None);
    }

    #[test]
    fn retry_after_holds_even_a_parent() {
        let (mut polite, now) = (Politeness::default(), Instant::now());
        polite.failed(ASK, Some(Duration::from_secs(600)), now);
        assert_eq!(polite.wait(ASK, Asker::Parent, now), Some(Duration::from_secs(600)));
        assert_eq!(polite.wait(ASK, Asker::Parent, now + Duration::from_secs(601)), None);
    }

    #[test]
    fn one_service_at_fault_does_not_hold_the_others() {
        let (mut polite, now) = (Politeness::default(), Instant::now());
        polite.failed(ASK, Some(Duration::from_secs(60)), now);
        assert_eq!(polite.wait(Service::Food, Asker::Timer, now), None);
    }
}
