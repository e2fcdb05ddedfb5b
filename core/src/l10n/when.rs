//! Dates, times and durations, and how a figure's date is said.

use chrono::Datelike;

use super::L10n;
use crate::domain::{DataState, LocalDate, Moment, Period};

/// Which of the days a parent looks at have not been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadDays {
    /// All of them.
    All,
    /// The earlier ones.
    Before {
        /// The first day that was read.
        day: LocalDate,
    },
    /// The later ones.
    After {
        /// The last day that was read.
        day: LocalDate,
    },
    /// A single one.
    One {
        /// Which.
        day: LocalDate,
    },
    /// Some in the middle.
    Between {
        /// Which.
        days: Period,
    },
    /// Here and there.
    Some {
        /// From the first to the last of them.
        days: Period,
    },
}

impl L10n {
    /// «12 мая», with the year when it is not the year of `today`: «12 мая 2025».
    pub fn date(&self, date: LocalDate, today: LocalDate) -> String {
        let month = self.say("month-of-day", &[("month", date.0.month().into())]);
        let day = date.0.day();
        if date.0.year() == today.0.year() {
            self.say("day-and-month", &[("day", day.into()), ("month", month.into())])
        } else {
            self.say("day-month-year", &[("day", day.into()), ("month", month.into()), ("year", date.0.year().to_string().into())])
        }
    }

    /// «вторник, 12 мая».
    pub fn day_title(&self, date: LocalDate, today: LocalDate) -> String {
        let weekday = self.say("weekday", &[("weekday", date.weekday().number_from_monday().into())]);
        self.say("day-title", &[("weekday", weekday.into()), ("date", self.date(date, today).into())])
    }

    /// «вт 12».
    pub fn day_label(&self, date: LocalDate) -> String {
        format!("{} {}", self.say("weekday-short", &[("weekday", date.weekday().number_from_monday().into())]), date.0.day())
    }

    /// «в 14:33», «вчера в 14:33», «8 мая в 14:33».
    pub fn when(&self, at: Moment, now: Moment) -> String {
        let time = at.time().to_string();
        match now.date().days_since(at.date()) {
            0 => self.say("at-time", &[("time", time.into())]),
            1 => self.say("yesterday-at-time", &[("time", time.into())]),
            _ => self.say("date-at-time", &[("date", self.date(at.date(), now.date()).into()), ("time", time.into())]),
        }
    }

    /// «6 ч 26 мин».
    pub fn duration(&self, minutes: i64) -> String {
        self.say("duration", &[("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())])
    }

    /// «6 часов 26 минут».
    pub fn duration_spoken(&self, minutes: i64) -> String {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let spoken_minutes = self.say("minutes", &[("n", minutes.into())]);
        if hours == 0 { spoken_minutes } else { format!("{} {spoken_minutes}", self.say("hours", &[("n", hours.into())])) }
    }

    /// The date and state of a figure: «на 11:30», «на 8 мая, 11:30, школа не отвечает».
    pub fn as_of(&self, as_of: Moment, state: DataState, now: Moment) -> String {
        let time = as_of.time().to_string();
        let when = match now.date().days_since(as_of.date()) {
            0 => self.say("for-time", &[("time", time.into())]),
            1 => self.say("for-yesterday", &[("time", time.into())]),
            _ => self.say("for-date", &[("date", self.date(as_of.date(), now.date()).into()), ("time", time.into())]),
        };
        match state {
            DataState::Live | DataState::Cached => self.say("as-of", &[("when", when.into())]),
            DataState::Late => self.say("as-of-late", &[("when", when.into())]),
            DataState::ServiceDown => self.say("as-of-service-down", &[("when", when.into())]),
        }
    }

    /// «Дни до 5 мая ещё не прочитаны».
    pub fn unread_days(&self, which: UnreadDays, today: LocalDate) -> String {
        let date = |key, day| self.say(key, &[("date", self.date(day, today).into())]);
        let dates =
            |key, days: Period| self.say(key, &[("from", self.date(days.from, today).into()), ("to", self.date(days.to, today).into())]);
        match which {
            UnreadDays::All => self.say("days-unread-all", &[]),
            UnreadDays::Before { day } => date("days-unread-before", day),
            UnreadDays::After { day } => date("days-unread-after", day),
            UnreadDays::One { day } => date("days-unread-one", day),
            UnreadDays::Between { days } => dates("days-unread-between", days),
            UnreadDays::Some { days } => dates("days-unread-some", days),
        }
    }

    /// What stands in place of the date of a figure that was never read.
    pub fn as_of_never(&self, service_down: bool) -> String {
        if service_down { self.say("as-of-never-service-down", &[]) } else { self.say("as-of-never", &[]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, date};
    use crate::l10n::Locale;

    #[test]
    fn dates_say_the_year_only_when_it_is_another_one() {
        let ru = L10n::new(Locale::Ru);
        assert_eq!(ru.day_title(date("2026-05-12"), date("2026-05-13")), "вторник, 12 мая");
        assert_eq!(ru.day_title(date("2025-12-31"), date("2026-05-13")), "среда, 31 декабря 2025");
        assert_eq!(ru.day_label(date("2026-05-12")), "вт 12");
        assert_eq!(L10n::new(Locale::En).day_title(date("2026-05-12"), date("2026-05-13")), "Tuesday, 12 May");
    }

    #[test]
    fn moments_are_said_as_people_say_them() {
        let ru = L10n::new(Locale::Ru);
        let now = at("2026-05-12 15:00");
        assert_eq!(ru.when(at("2026-05-12 14:33"), now), "в 14:33");
        assert_eq!(ru.when(at("2026-05-11 14:33"), now), "вчера в 14:33");
        assert_eq!(ru.when(at("2026-05-08 14:33"), now), "8 мая в 14:33");
    }

    #[test]
    fn durations_have_the_right_plurals() {
        let ru = L10n::new(Locale::Ru);
        assert_eq!(ru.duration(386), "6 ч 26 мин");
        assert_eq!(ru.duration(34), "34 мин");
        assert_eq!(ru.duration_spoken(386), "6 часов 26 минут");
        assert_eq!(ru.duration_spoken(82), "1 час 22 минуты");
        assert_eq!(L10n::new(Locale::En).duration_spoken(61), "1 hour 1 minute");
    }

    #[test]
    fn m2_a_figure_s_date_says_when_something_is_wrong() {
        let ru = L10n::new(Locale::Ru);
        let now = at("2026-05-12 15:00");
        assert_eq!(ru.as_of(at("2026-05-12 11:30"), DataState::Live, now), "на 11:30");
        assert_eq!(ru.as_of(at("2026-05-11 11:30"), DataState::Late, now), "на вчера, 11:30, новых данных пока нет");
        assert_eq!(ru.as_of(at("2026-05-08 11:30"), DataState::ServiceDown, now), "на 8 мая, 11:30, школа не отвечает");
        assert_eq!(ru.as_of_never(true), "данных ещё нет: школа не отвечает");
    }
}
