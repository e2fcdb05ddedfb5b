//! What the app holds about alerts beside the core's feed: what stands in the banner, and which rows were new when the feed was opened.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use schoolcard_core::app::PostedAlert;
use schoolcard_core::screens::{AlertToPost, AlertsState};

/// How long an alert stands in the banner.
const STANDS: Duration = Duration::from_secs(10);

/// An alert of the banner.
#[derive(Debug)]
struct Told {
    alert: AlertToPost,
    /// Since when it has been on the screen.
    since: Option<Instant>,
    /// The core knows that it was.
    said: bool,
}

/// What is held about alerts.
#[derive(Debug, Default)]
pub struct Alerts {
    /// The latest state of the feed.
    pub feed: Option<AlertsState>,
    /// Newest first.
    told: Vec<Told>,
    /// Rows that were unread when they first stood on the screen, for as long as the feed is open.
    fresh: BTreeSet<String>,
}

impl Alerts {
    /// Takes a new state of the feed in; what has to be posted goes into the banner.
    pub fn take(&mut self, state: AlertsState) {
        if let AlertsState::Feed { to_post, .. } = &state {
            for alert in to_post {
                self.tell(alert.clone());
            }
        }
        self.feed = Some(state);
    }

    /// Puts an alert into the banner; the same one in a newer version replaces the older.
    pub fn tell(&mut self, alert: AlertToPost) {
        let same = |told: &Told| told.alert.key == alert.key;
        if self.told.iter().any(|told| same(told) && told.alert.revision == alert.revision) {
            return;
        }
        self.told.retain(|told| !same(told));
        self.told.insert(0, Told { alert, since: None, said: false });
    }

    /// The alerts of the banner, newest first.
    pub fn banner(&self) -> impl Iterator<Item = &AlertToPost> {
        self.told.iter().map(|told| &told.alert)
    }

    /// The banner stands on the screen at `now`.
    pub fn note_drawn(&mut self, now: Instant) {
        for told in &mut self.told {
            told.since.get_or_insert(now);
        }
    }

    /// What has come on the screen and was not said to the core yet, and whether it wants a sound.
    pub fn shown(&mut self) -> (Vec<PostedAlert>, bool) {
        let (mut posted, mut sound) = (Vec::new(), false);
        for told in self.told.iter_mut().filter(|told| told.since.is_some() && !told.said) {
            told.said = true;
            sound |= told.alert.sound;
            posted.push(PostedAlert { key: told.alert.key.clone(), revision: told.alert.revision });
        }
        (posted, sound)
    }

    /// Takes out of the banner what has stood long enough at `now`. True when something went.
    pub fn expire(&mut self, now: Instant) -> bool {
        let before = self.told.len();
        self.told.retain(|told| told.since.is_none_or(|since| now.duration_since(since) < STANDS));
        self.told.len() != before
    }

    /// The feed stands on the screen. True when there are rows that nobody had looked at.
    pub fn look(&mut self) -> bool {
        let Some(AlertsState::Feed { rows, .. }) = &self.feed else { return false };
        let before = self.fresh.len();
        self.fresh.extend(rows.iter().filter(|row| row.unread).map(|row| row.id.clone()));
        self.fresh.len() != before
    }

    /// Whether a row is marked as new: nobody has looked at it before the feed was opened.
    pub fn is_fresh(&self, id: &str) -> bool {
        self.fresh.contains(id)
    }

    /// The feed was left.
    pub fn leave(&mut self) {
        self.fresh.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::alerts as samples;

    fn titles(alerts: &Alerts) -> Vec<&str> {
        alerts.banner().map(|alert| alert.title.as_str()).collect()
    }

    #[test]
    fn an_alert_is_said_to_be_posted_once_it_stood_on_the_screen_and_only_once() {
        let (mut alerts, now) = (Alerts::default(), Instant::now());
        alerts.take(samples::feed());
        assert_eq!(titles(&alerts), ["Анна вошла"]);
        assert_eq!(alerts.shown().0, [], "nobody has seen it");
        alerts.note_drawn(now);
        let (posted, sound) = alerts.shown();
        assert_eq!((posted.len(), posted[0].revision, sound), (1, 0, true));
        alerts.take(samples::feed());
        assert_eq!(alerts.shown().0, [], "a state that is older than what was said");
        assert!(!alerts.expire(now + STANDS / 2));
        assert!(alerts.expire(now + STANDS) && titles(&alerts).is_empty());
    }

    #[test]
    fn a_newer_version_takes_the_place_of_the_older_one() {
        let mut alerts = Alerts::default();
        alerts.tell(samples::entry(0));
        alerts.note_drawn(Instant::now());
        alerts.shown();
        alerts.tell(samples::entry(1));
        alerts.note_drawn(Instant::now());
        assert_eq!((titles(&alerts).len(), alerts.shown().0[0].revision), (1, 1));
    }

    #[test]
    fn rows_stay_marked_as_new_while_the_feed_is_open() {
        let mut alerts = Alerts::default();
        alerts.take(samples::feed());
        assert!(alerts.look(), "the core is told");
        assert!(!alerts.look(), "once");
        assert!(alerts.is_fresh("entry-1") && !alerts.is_fresh("purchase-1"));
        alerts.leave();
        assert!(!alerts.is_fresh("entry-1"));
    }
}
