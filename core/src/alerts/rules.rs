//! What a parent wants to be told, when and how loudly (domain rules of alerts and channels). Pure: no store, no clock of its own.
//!
//! An alert that is not told still lands in the feed, with the reason as its mark.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{AlertChannel, AlertEvent, AlertKind, LocalTime, Moment, PersonId};

/// Hours of a day, from `from` (included) to `to` (not included); over midnight when `to` is not after `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Hours {
    /// First minute.
    pub from: LocalTime,
    /// First minute after.
    pub to: LocalTime,
}

impl Hours {
    /// Whether the school's clock shows one of these hours at `at`. Equal ends mean the whole day.
    pub fn contain(self, at: Moment) -> bool {
        let time = at.time();
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }
}

/// What a parent wants of one kind for one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AlertChoice {
    /// Told on this phone.
    pub push: bool,
    /// Only within these hours, when set.
    pub hours: Option<Hours>,
}

/// All choices of a parent on this phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRules {
    /// By child and kind; what is not named has its default.
    pub choices: BTreeMap<PersonId, BTreeMap<AlertKind, AlertChoice>>,
    /// Nothing sounds and nothing pops up in these hours, except for cards.
    pub quiet: Option<Hours>,
    /// The bell after which an entry is late (P8), by child; without one nobody is late.
    pub bells: BTreeMap<PersonId, LocalTime>,
    /// Names, schools and sums may stand on a locked screen.
    pub full_when_locked: bool,
}

/// Why an alert is in the feed only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Suppression {
    /// The parent switched the kind off.
    SwitchedOff,
    /// Outside the hours the parent chose for the kind.
    OutsideHours,
    /// In quiet hours.
    QuietHours,
}

/// What becomes of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Told with sound.
    Told,
    /// Told without sound: late news (P7).
    ToldSilently,
    /// In the feed only, with this mark.
    FeedOnly {
        /// Why.
        why: Suppression,
    },
}

impl Verdict {
    /// Whether a notification is posted.
    pub fn is_told(self) -> bool {
        matches!(self, Self::Told | Self::ToldSilently)
    }

    /// Whether it sounds.
    pub fn sounds(self) -> bool {
        self == Self::Told
    }
}

impl AlertRules {
    /// The choice for `kind` of `child`: the parent's, or the default.
    pub fn choice(&self, child: Option<&PersonId>, kind: AlertKind) -> AlertChoice {
        let chosen = child.and_then(|child| self.choices.get(child)).and_then(|kinds| kinds.get(&kind));
        chosen.copied().unwrap_or(AlertChoice { push: kind.on_by_default(), hours: None })
    }

    /// What becomes of `event` about `child` that is learned at `now`.
    pub fn judge(&self, child: Option<&PersonId>, event: &AlertEvent, now: Moment) -> Verdict {
        let kind = event.kind();
        let choice = self.choice(child, kind);
        let security = kind.channel() == AlertChannel::CardSecurity;
        match () {
            () if !choice.push => Verdict::FeedOnly { why: Suppression::SwitchedOff },
            () if choice.hours.is_some_and(|hours| !hours.contain(now)) => Verdict::FeedOnly { why: Suppression::OutsideHours },
            () if !security && self.quiet.is_some_and(|quiet| quiet.contain(now)) => Verdict::FeedOnly { why: Suppression::QuietHours },
            () if event.is_late_news(now) => Verdict::ToldSilently,
            () => Verdict::Told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, tap_in};

    fn hours(from: &str, to: &str) -> Hours {
        Hours { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn entry(when: &str) -> AlertEvent {
        AlertEvent::of_passage(&tap_in(when))
    }

    #[test]
    fn p7_news_learned_more_than_half_an_hour_late_makes_no_sound() {
        let rules = AlertRules::default();
        assert_eq!(rules.judge(None, &entry("2026-05-12 08:00"), at("2026-05-12 08:30")), Verdict::Told);
        assert_eq!(rules.judge(None, &entry("2026-05-12 08:00"), at("2026-05-12 08:31")), Verdict::ToldSilently);
    }

    #[test]
    fn quiet_hours_keep_everything_in_the_feed_except_cards() {
        let rules = AlertRules { quiet: Some(hours("22:00", "07:00")), ..AlertRules::default() };
        let blocked = AlertEvent::CardBlocked { at: at("2026-05-12 23:00") };
        let low =
            AlertEvent::LowBalance { at: at("2026-05-12 23:00"), available: crate::domain::Money(1), threshold: crate::domain::Money(2) };
        assert_eq!(rules.judge(None, &low, at("2026-05-12 23:00")), Verdict::FeedOnly { why: Suppression::QuietHours });
        assert_eq!(rules.judge(None, &low, at("2026-05-13 06:59")), Verdict::FeedOnly { why: Suppression::QuietHours });
        assert!(rules.judge(None, &low, at("2026-05-13 07:00")).is_told());
        assert_eq!(rules.judge(None, &blocked, at("2026-05-12 23:00")), Verdict::Told);
    }

    #[test]
    fn p2_and_p8_kinds_that_frighten_are_told_only_where_the_parent_asked_for_them() {
        let (masha, petya): (PersonId, PersonId) = ("masha".into(), "petya".into());
        let event = AlertEvent::EntryNotRecorded { by: at("2026-05-12 09:00") };
        let mut rules = AlertRules::default();
        assert_eq!(rules.judge(Some(&masha), &event, at("2026-05-12 09:01")), Verdict::FeedOnly { why: Suppression::SwitchedOff });
        let on = AlertChoice { push: true, hours: Some(hours("08:00", "10:00")) };
        rules.choices.entry(masha.clone()).or_default().insert(AlertKind::EntryNotRecorded, on);
        assert_eq!(rules.judge(Some(&masha), &event, at("2026-05-12 09:01")), Verdict::Told);
        assert_eq!(rules.judge(Some(&masha), &event, at("2026-05-12 10:00")), Verdict::FeedOnly { why: Suppression::OutsideHours });
        assert_eq!(rules.judge(Some(&petya), &event, at("2026-05-12 09:01")), Verdict::FeedOnly { why: Suppression::SwitchedOff });
    }

    #[test]
    fn hours_may_reach_over_midnight() {
        let night = hours("22:00", "07:00");
        assert!(night.contain(at("2026-05-12 22:00")) && night.contain(at("2026-05-12 00:00")));
        assert!(!night.contain(at("2026-05-12 07:00")) && !night.contain(at("2026-05-12 21:59")));
    }
}
