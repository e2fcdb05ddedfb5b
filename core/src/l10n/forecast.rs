//! How long the money lasts, where it went, and what is wrong with the bills, in words.

use chrono::Datelike;

use super::L10n;
use crate::domain::bill_checker::Finding;
use crate::domain::forecast::{Reach, RunOut, Suggestion};
use crate::domain::spending::SpendingKind;
use crate::domain::{LocalDate, Money, Period};

impl L10n {
    /// «При обычных тратах хватит до четверга, 14 мая». What a balance of past days says about days that are over is said as past.
    pub fn run_out(&self, run_out: RunOut, today: LocalDate) -> String {
        match run_out {
            RunOut::EnoughUntil { day, short_on, .. } if short_on != today => {
                let key = if short_on < today { "run-out-until-past" } else { "run-out-until" };
                self.say(key, &[("day", self.day_of("weekday-until", day, today).into())])
            }
            RunOut::ShortOn { day } | RunOut::EnoughUntil { short_on: day, .. } => {
                let key = if day < today { "run-out-short-past" } else { "run-out-short" };
                self.say(key, &[("day", self.day_of("weekday-on", day, today).into())])
            }
            RunOut::Beyond { .. } => self.say("run-out-beyond", &[]),
            RunOut::Empty => self.say("run-out-empty", &[]),
            RunOut::NoSpending => self.say("run-out-no-spending", &[]),
            RunOut::TooLittleKnown => self.say("run-out-too-little", &[]),
        }
    }

    /// «раньше всего до 13 мая, позже всего до 18 мая»; empty where the range is one day.
    pub fn run_out_range(&self, run_out: RunOut, today: LocalDate) -> String {
        match run_out {
            RunOut::EnoughUntil { earliest, latest, .. } if earliest != latest => {
                let (early, late) = (self.date(earliest, today), self.date(latest, today));
                self.say("run-out-range", &[("early", early.into()), ("late", late.into())])
            }
            _ => String::new(),
        }
    }

    /// What stands in place of a forecast before the first reading of the balance.
    pub fn run_out_unknown(&self) -> String {
        self.say("run-out-unknown", &[])
    }

    /// «До пятницы, 15 мая: 710,00 ₽», and the same for a screen reader.
    pub fn suggestion(&self, suggestion: &Suggestion, today: LocalDate) -> (String, String) {
        let say = |sum: String| match suggestion.reach {
            Reach::Friday => {
                let day = self.day_of("weekday-until", suggestion.until, today);
                self.say("suggestion-friday", &[("day", day.into()), ("sum", sum.into())])
            }
            Reach::MonthEnd => {
                let date = self.date(suggestion.until, today);
                self.say("suggestion-month-end", &[("date", date.into()), ("sum", sum.into())])
            }
        };
        (say(self.money(suggestion.sum)), say(self.money_spoken(suggestion.sum)))
    }

    /// The money runs out before more of it could arrive; `forecast` and `as_of` are the forecast and the balance's date in words.
    pub fn attention_run_out(&self, forecast: &str, as_of: &str) -> String {
        self.say("attention-run-out", &[("forecast", forecast.into()), ("as_of", as_of.into())])
    }

    /// A low balance with how long it lasts.
    pub fn attention_low_and_forecast(&self, low: &str, forecast: &str, as_of: &str) -> String {
        self.say("attention-low-and-forecast", &[("low", low.into()), ("forecast", forecast.into()), ("as_of", as_of.into())])
    }

    /// «четверга, 14 мая» or «в четверг, 14 мая».
    fn day_of(&self, weekday: &'static str, date: LocalDate, today: LocalDate) -> String {
        let weekday = self.say(weekday, &[("weekday", date.weekday().number_from_monday().into())]);
        self.say("day-with-weekday", &[("weekday", weekday.into()), ("date", self.date(date, today).into())])
    }

    /// «11 мая – 17 мая», «17 мая» for a single day.
    pub fn days_range(&self, days: Period, today: LocalDate) -> String {
        if days.from == days.to {
            return self.date(days.from, today);
        }
        self.say("days-range", &[("from", self.date(days.from, today).into()), ("to", self.date(days.to, today).into())])
    }

    /// «Май 2026».
    pub fn month(&self, day: LocalDate) -> String {
        let month = self.say("month-name", &[("month", day.0.month().into())]);
        self.say("month-and-year", &[("month", month.into()), ("year", day.0.year().to_string().into())])
    }

    /// «Буфет».
    pub fn spending_kind(&self, kind: SpendingKind) -> String {
        let name = match kind {
            SpendingKind::Complex => "complex",
            SpendingKind::PreOrder => "pre-order",
            SpendingKind::Buffet => "buffet",
            SpendingKind::SmartBuffet => "smart-buffet",
            SpendingKind::Other => "other",
        };
        self.say("spending-kind", &[("kind", name.into())])
    }

    /// «День 12 мая изменён 14 мая: −700,00 ₽», and the same for a screen reader. `clean` makes a server's name safe to draw.
    pub fn finding(&self, finding: &Finding, today: LocalDate, clean: impl Fn(&str) -> String) -> (String, String) {
        let say =
            |signed: &dyn Fn(Money) -> String, plain: &dyn Fn(Money) -> String| self.finding_with(finding, today, &clean, signed, plain);
        let spoken = |sum| self.money_spoken(sum);
        (say(&|sum| self.money_signed(sum), &|sum| self.money(sum)), say(&spoken, &spoken))
    }

    fn finding_with(
        &self,
        finding: &Finding,
        today: LocalDate,
        clean: &dyn Fn(&str) -> String,
        signed: &dyn Fn(Money) -> String,
        plain: &dyn Fn(Money) -> String,
    ) -> String {
        let date = |date| self.date(date, today);
        let when = |at: crate::domain::Moment| {
            self.say("finding-when", &[("date", date(at.date()).into()), ("time", at.time().to_string().into())])
        };
        match finding {
            Finding::Jump { at, expected, told, .. } => {
                let change = told.checked_sub(*expected).unwrap_or(*told);
                self.say("finding-jump", &[("when", when(*at).into()), ("sum", signed(change).into())])
            }
            Finding::ChargedTwice { at, sum, .. } => {
                self.say("finding-charged-twice", &[("when", when(*at).into()), ("sum", plain(*sum).into())])
            }
            Finding::NotThere { date: day, sum, reported, .. } => {
                let key = if *reported { "finding-reported-absent" } else { "finding-not-there" };
                self.say(key, &[("date", date(*day).into()), ("sum", plain(*sum).into())])
            }
            Finding::OtherPrice { date: day, name, charged, menu, .. } => self.say(
                "finding-other-price",
                &[
                    ("date", date(*day).into()),
                    ("name", clean(name).into()),
                    ("charged", plain(*charged).into()),
                    ("menu", plain(*menu).into()),
                ],
            ),
            Finding::Edited { date: day, seen_on, change, .. } => {
                self.say("finding-edited", &[("date", date(*day).into()), ("seen", date(*seen_on).into()), ("sum", signed(*change).into())])
            }
            Finding::Removed { date: day, change, .. } => {
                self.say("finding-removed", &[("date", date(*day).into()), ("sum", signed(*change).into())])
            }
            Finding::Banned { at, name, .. } => self.say("finding-banned", &[("when", when(*at).into()), ("name", clean(name).into())]),
        }
    }

    /// «Проверено с 1 мая по 12 мая: 2 вопроса к школе».
    pub fn findings(&self, count: usize, days: Period, today: LocalDate) -> String {
        let (from, to) = (self.date(days.from, today), self.date(days.to, today));
        match count {
            0 => self.say("findings-none", &[("from", from.into()), ("to", to.into())]),
            n => self.say("findings", &[("n", n.into()), ("from", from.into()), ("to", to.into())]),
        }
    }

    /// Nothing to check has been read yet.
    pub fn findings_not_yet(&self) -> String {
        self.say("findings-not-yet", &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, date};
    use crate::l10n::Locale;

    fn enough_until(day: &str, earliest: &str, latest: &str) -> RunOut {
        RunOut::EnoughUntil { day: date(day), earliest: date(earliest), latest: date(latest), short_on: date(day).plus_days(1) }
    }

    #[test]
    fn m5_the_day_is_said_in_the_right_case_with_its_range() {
        let (ru, en) = (L10n::new(Locale::Ru), L10n::new(Locale::En));
        let run_out = enough_until("2026-05-14", "2026-05-13", "2026-05-18");
        let today = date("2026-05-12");
        assert_eq!(ru.run_out(run_out, today), "При обычных тратах хватит до четверга, 14 мая");
        assert_eq!(ru.run_out_range(run_out, today), "раньше всего до 13 мая, позже всего до 18 мая");
        assert_eq!(en.run_out(run_out, today), "With usual spending enough until Thursday 14 May");
        assert_eq!(ru.run_out(RunOut::ShortOn { day: date("2026-05-12") }, today), "Денег может не хватить уже во вторник, 12 мая");
        assert_eq!(ru.run_out_range(enough_until("2026-05-14", "2026-05-14", "2026-05-14"), today), "");
    }

    #[test]
    fn m2_days_that_are_over_are_said_as_past() {
        let ru = L10n::new(Locale::Ru);
        let run_out = enough_until("2026-05-08", "2026-05-08", "2026-05-08");
        assert_eq!(ru.run_out(run_out, date("2026-05-12")), "По последнему известному балансу денег хватало до пятницы, 8 мая");
        assert_eq!(ru.run_out(run_out, date("2026-05-09")), "Денег может не хватить уже в субботу, 9 мая", "short today is not past");
    }

    #[test]
    fn m9_findings_are_plain_sentences() {
        let (ru, en) = (L10n::new(Locale::Ru), L10n::new(Locale::En));
        let edited =
            Finding::Edited { movement: "m".into(), date: date("2026-05-12"), seen_on: date("2026-05-14"), change: Money(-70_000) };
        let say = |l10n: &L10n, finding: &Finding| l10n.finding(finding, date("2026-05-15"), str::to_owned);
        assert_eq!(say(&ru, &edited).0, "День 12 мая изменён 14 мая: −700,00\u{a0}₽");
        assert_eq!(say(&ru, &edited).1, "День 12 мая изменён 14 мая: минус семьсот рублей");
        assert_eq!(say(&en, &edited).0, "12 May changed on 14 May: −700.00\u{a0}₽");
        let twice = Finding::ChargedTwice { at: at("2026-05-12 12:30"), purchase: None, sum: Money(18_500) };
        assert_eq!(say(&ru, &twice).0, "12 мая в 12:30: похоже, 185,00\u{a0}₽ списаны дважды");
        assert_eq!(
            ru.findings(2, Period::new(date("2026-05-01"), date("2026-05-12")), date("2026-05-15")),
            "Проверено с 1 мая по 12 мая: 2 вопроса к школе"
        );
    }
}
