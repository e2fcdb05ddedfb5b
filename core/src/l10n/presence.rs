//! Presence and visits in words. Nothing here ever says "absent" (P2).

use super::L10n;
use crate::domain::people::Sex;
use crate::domain::{Moment, Presence, PresenceEvidence, UnknownReason, Visit};

impl L10n {
    /// «В школе с 08:07», «Вышла в 14:33», «Вход не зафиксирован».
    pub fn presence(&self, presence: Presence, sex: Sex, now: Moment) -> String {
        match presence {
            Presence::InSince { since, evidence } => {
                let key = match evidence {
                    PresenceEvidence::Passage => "presence-in",
                    PresenceEvidence::Purchase => "presence-in-by-purchase",
                };
                self.say(key, &[("time", since.time().to_string().into())])
            }
            Presence::OutSince { since } => {
                let sex = match sex {
                    Sex::Female => "female",
                    Sex::Male => "male",
                    Sex::Unknown => "unknown",
                };
                self.say("presence-out", &[("sex", sex.into()), ("when", self.when(since, now).into())])
            }
            Presence::Unknown { reason: UnknownReason::EntryNotRecorded, .. } => self.say("presence-entry-not-recorded", &[]),
            Presence::Unknown { reason: UnknownReason::ExitNotRecorded, .. } => self.say("presence-exit-not-recorded", &[]),
            Presence::Unknown { reason: UnknownReason::NotReadSince, .. } => self.say("presence-not-read-since", &[]),
            Presence::Unknown { reason: UnknownReason::NoData, .. } => self.say("presence-no-data", &[]),
        }
    }

    /// What the statement rests on, or the harmless causes of knowing nothing. `exit_before`: an exit was recorded before the purchase
    /// that proves the child inside.
    pub fn presence_evidence(&self, presence: Presence, exit_before: bool, now: Moment) -> String {
        match presence {
            Presence::InSince { evidence: PresenceEvidence::Passage, .. } | Presence::OutSince { .. } => self.say("evidence-passage", &[]),
            Presence::InSince { since, evidence: PresenceEvidence::Purchase } => {
                let key = if exit_before { "evidence-purchase-after-exit" } else { "evidence-purchase" };
                self.say(key, &[("time", since.time().to_string().into())])
            }
            Presence::Unknown { since: Some(since), reason: UnknownReason::ExitNotRecorded } => {
                self.say("evidence-exit-not-recorded", &[("when", self.when(since, now).into())])
            }
            Presence::Unknown { since: Some(since), reason: UnknownReason::NotReadSince } => {
                self.say("evidence-not-read-since", &[("when", self.when(since, now).into())])
            }
            Presence::Unknown { reason: UnknownReason::EntryNotRecorded, .. } => self.say("evidence-entry-not-recorded", &[]),
            Presence::Unknown { .. } => self.say("evidence-no-data", &[]),
        }
    }

    /// Presence before the first reading, and why there is none.
    pub fn presence_not_read(&self) -> (String, String) {
        (self.say("presence-not-read", &[]), self.say("evidence-not-read", &[]))
    }

    /// «08:07 – 14:33», «08:07 – ещё в школе», «вход не зафиксирован – 14:33». `exit_unread`: nothing was read since the building
    /// closed, so a missing exit is not "not recorded".
    pub fn visit(&self, visit: &Visit, exit_unread: bool) -> String {
        let open = if exit_unread { "visit-not-read-since" } else { "visit-no-exit" };
        self.visit_as(visit, ["visit-both", "visit-inside", open, "visit-no-entry"])
    }

    /// The same for a screen reader, with the duration.
    pub fn visit_spoken(&self, visit: &Visit, exit_unread: bool) -> String {
        let open = if exit_unread { "visit-not-read-since-spoken" } else { "visit-no-exit-spoken" };
        self.visit_as(visit, ["visit-both-spoken", "visit-inside-spoken", open, "visit-no-entry-spoken"])
    }

    fn visit_as(&self, visit: &Visit, [both, inside, no_exit, no_entry]: [&str; 4]) -> String {
        let time = |at: Option<Moment>| at.map(|at| at.time().to_string()).unwrap_or_default();
        let key = match (visit.entry, visit.exit) {
            (Some(_), Some(_)) => both,
            (None, _) => no_entry,
            (Some(_), None) if visit.still_inside => inside,
            (Some(_), None) => no_exit,
        };
        let duration = visit.minutes().map(|minutes| self.duration_spoken(minutes)).unwrap_or_default();
        self.say(key, &[("entry", time(visit.entry).into()), ("exit", time(visit.exit).into()), ("duration", duration.into())])
    }

    /// «узнали в 15:20» (P7).
    pub fn visit_late(&self, learned_at: Moment, now: Moment) -> String {
        self.say("visit-late", &[("when", self.when(learned_at, now).into())])
    }

    /// What to say when there are no visits to show.
    pub fn visits_empty(&self) -> String {
        self.say("visits-empty", &[])
    }

    /// The same where only some of the days were read.
    pub fn visits_empty_where_read(&self) -> String {
        self.say("visits-empty-where-read", &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, tap_in};
    use crate::domain::{SchoolDay, visit};
    use crate::l10n::Locale;

    #[test]
    fn p2_no_state_of_presence_is_worded_as_absence() {
        let now = at("2026-05-12 15:00");
        for locale in [Locale::Ru, Locale::En] {
            let l10n = L10n::new(locale);
            for reason in
                [UnknownReason::NoData, UnknownReason::EntryNotRecorded, UnknownReason::ExitNotRecorded, UnknownReason::NotReadSince]
            {
                let presence = Presence::Unknown { since: Some(at("2026-05-12 08:07")), reason };
                let said = l10n.presence(presence, Sex::Female, now) + &l10n.presence_evidence(presence, false, now);
                for word in ["отсутств", "прогул", "не пришл", "absent", "missing from school", "truan"] {
                    assert!(!said.to_lowercase().contains(word), "{said}");
                }
            }
        }
    }

    #[test]
    fn leaving_agrees_with_the_child() {
        let ru = L10n::new(Locale::Ru);
        let now = at("2026-05-12 15:00");
        let out = Presence::OutSince { since: at("2026-05-12 14:33") };
        assert_eq!(ru.presence(out, Sex::Female, now), "Вышла в 14:33");
        assert_eq!(ru.presence(out, Sex::Male, now), "Вышел в 14:33");
        assert_eq!(ru.presence(out, Sex::Unknown, now), "Выход в 14:33");
        assert_eq!(L10n::new(Locale::En).presence(out, Sex::Female, now), "Left at 14:33");
    }

    #[test]
    fn a_visit_says_what_was_not_recorded() {
        let ru = L10n::new(Locale::Ru);
        let one = |now: &str| visit::pair(&[tap_in("2026-05-12 08:07")], at(now), &SchoolDay::default()).remove(0);
        assert_eq!(ru.visit(&one("2026-05-12 12:00"), false), "08:07 – ещё в школе");
        assert_eq!(ru.visit(&one("2026-05-12 22:00"), false), "08:07 – выход не зафиксирован");
        assert_eq!(ru.visit(&one("2026-05-12 22:00"), true), "08:07 – выход пока неизвестен");
        assert_eq!(ru.visit_spoken(&one("2026-05-12 12:00"), false), "вход в 08:07, ещё в школе");
    }
}
