//! Alerts in words: in full for a parent who is reading, and neutral for a screen that anybody may see.

use super::meals::purchase_kind_name;
use super::money::plural;
use super::{L10n, Locale};
use crate::domain::passage::LATE_NEWS_MINUTES;
use crate::domain::people::Sex;
use crate::domain::{AlertChannel, AlertEvent, AlertKind, Moment, Money, Organization, PurchaseItem};

/// Lines of a purchase that an alert names; the others are counted.
const NAMED_ITEMS: usize = 3;

/// One alert in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTexts {
    /// «Маша вошла».
    pub title: String,
    /// «в 08:07, Школа № 1500».
    pub body: String,
    /// Title and body for a screen reader: sums in words.
    pub spoken: String,
    /// What a locked screen may show: no name, no school, no sum.
    pub neutral_title: String,
    /// The same for the second line.
    pub neutral_body: String,
}

/// Whom an alert is about, as far as its texts need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertSubject {
    /// First name; empty when unknown.
    pub name: String,
    /// Grammatical sex.
    pub sex: Sex,
}

/// How sums are written in one rendering.
type Sums<'a> = &'a dyn Fn(Money) -> String;

impl L10n {
    /// The texts that alerts need and no others: for the notification extension, which has little memory.
    pub fn for_alerts(locale: Locale) -> Self {
        Self::of_sources(locale, &locale.alert_sources())
    }

    /// `event` about `subject`, as told at `now`.
    pub fn alert(&self, event: &AlertEvent, subject: &AlertSubject, now: Moment) -> AlertTexts {
        let name = if subject.name.is_empty() { self.say("alert-child-unknown", &[]) } else { subject.name.clone() };
        let subject = AlertSubject { name, sex: subject.sex };
        let (title, body) = self.in_full(event, &subject, now, &|sum| self.money(sum));
        let (spoken_title, spoken_body) = self.in_full(event, &subject, now, &|sum| self.money_spoken(sum));
        let (neutral_title, neutral_body) = self.neutral_alert(Some(event.kind()));
        AlertTexts { title, body, spoken: format!("{spoken_title}. {spoken_body}"), neutral_title, neutral_body }
    }

    /// What may stand on a locked screen for an alert of `kind`, or of a kind this version does not know.
    pub fn neutral_alert(&self, kind: Option<AlertKind>) -> (String, String) {
        let title = match kind.map(AlertKind::channel) {
            Some(AlertChannel::EntryExit) => self.say("alert-neutral-passage", &[]),
            Some(AlertChannel::MoneyUrgent | AlertChannel::MoneyInfo) => self.say("alert-neutral-money", &[]),
            Some(AlertChannel::Meals) => self.say("alert-neutral-meals", &[]),
            Some(AlertChannel::CardSecurity) => self.say("alert-neutral-card", &[]),
            Some(AlertChannel::Service) => self.say("alert-neutral-service", &[]),
            None => self.say("alert-neutral-other", &[]),
        };
        (title, self.say("alert-neutral-body", &[]))
    }

    /// «узнали через 4 минуты»; past half an hour «узнали в 15:20»; nothing for what was learned within the minute.
    pub fn alert_delay(&self, event_at: Moment, learned_at: Moment, now: Moment) -> Option<String> {
        let minutes = learned_at.minutes_since(event_at);
        match minutes {
            ..=1 => None,
            2..=LATE_NEWS_MINUTES => Some(self.say("alert-learned-late", &[("n", minutes.into())])),
            _ => Some(self.say("alert-learned-much-later", &[("when", self.when(learned_at, now).into())])),
        }
    }

    fn in_full(&self, event: &AlertEvent, subject: &AlertSubject, now: Moment, sums: Sums<'_>) -> (String, String) {
        let name = || ("name", subject.name.as_str().into());
        let sex = || {
            let sex = match subject.sex {
                Sex::Female => "female",
                Sex::Male => "male",
                Sex::Unknown => "unknown",
            };
            ("sex", sex.into())
        };
        let when = |at: Moment| ("when", self.when(at, now).into());
        let time = |at: Moment| ("time", at.time().to_string().into());
        match event {
            AlertEvent::Entry { at, organization } => {
                (self.say("alert-entry", &[name(), sex()]), self.passage_body("alert-entry-body", *at, organization, now))
            }
            AlertEvent::Exit { at, organization } => {
                (self.say("alert-exit", &[name(), sex()]), self.passage_body("alert-exit-body", *at, organization, now))
            }
            AlertEvent::EntryNotRecorded { by } => {
                (self.say("alert-entry-not-recorded", &[name()]), self.say("alert-entry-not-recorded-body", &[time(*by)]))
            }
            AlertEvent::LateArrival { at, bell } => (
                self.say("alert-late-arrival", &[name(), sex()]),
                self.say("alert-late-arrival-body", &[time(*at), ("bell", bell.to_string().into())]),
            ),
            AlertEvent::Purchase { at, what, total, items, .. } => {
                let sum = if *total == Money::ZERO { self.say("alert-free", &[]) } else { sums(*total) };
                let what = self.say("alert-purchase-kind", &[("kind", purchase_kind_name(*what).into())]);
                (
                    self.say("alert-purchase", &[name(), ("what", what.into()), ("sum", sum.into())]),
                    self.say("alert-purchase-body", &[when(*at), ("items", self.alert_items(items).into())]),
                )
            }
            AlertEvent::LowBalance { available, threshold, .. } => (
                self.say("alert-low-balance", &[name()]),
                self.say("alert-low-balance-body", &[("sum", sums(*available).into()), ("threshold", sums(*threshold).into())]),
            ),
            AlertEvent::RunOutSoon { available: Some(available), .. } if *available <= Money::ZERO => {
                (self.say("alert-run-out", &[name()]), self.say("alert-run-out-body", &[("sum", sums(*available).into())]))
            }
            AlertEvent::RunOutSoon { at, covers, .. } => (
                self.say("alert-run-out-soon", &[name()]),
                if *covers < at.date() {
                    // Yesterday's date would say that it is over already.
                    self.say("alert-run-out-today-body", &[("date", self.date(at.date(), now.date()).into())])
                } else {
                    self.say("alert-run-out-soon-body", &[("date", self.date(*covers, now.date()).into())])
                },
            ),
            AlertEvent::TopUpCredited { at, sum, balance } => (
                self.say("alert-top-up-credited", &[name(), ("sum", sums(*sum).into())]),
                match balance {
                    Some(balance) => self.say("alert-top-up-credited-body", &[("balance", sums(*balance).into())]),
                    None => self.say("alert-top-up-credited-bare", &[when(*at)]),
                },
            ),
            AlertEvent::TopUpFailed { sum, .. } => {
                (self.say("alert-top-up-failed", &[name(), ("sum", sums(*sum).into())]), self.say("alert-top-up-failed-body", &[]))
            }
            AlertEvent::OrderCutOffNear { meal_day, until } => (
                self.say("alert-order-cut-off-near", &[name()]),
                self.say("alert-order-cut-off-near-body", &[("date", self.date(*meal_day, now.date()).into()), time(*until)]),
            ),
            AlertEvent::OrderCancelled { meal_day, total, .. } => (
                self.say("alert-order-cancelled", &[name()]),
                self.say("alert-order-cancelled-body", &[("date", self.date(*meal_day, now.date()).into()), ("sum", sums(*total).into())]),
            ),
            AlertEvent::CardBlocked { at } => {
                (self.say("alert-card-blocked", &[name()]), self.say("alert-card-blocked-body", &[when(*at)]))
            }
            AlertEvent::TemporaryCardIssued { at } => {
                (self.say("alert-temporary-card-issued", &[name()]), self.say("alert-temporary-card-issued-body", &[when(*at)]))
            }
            AlertEvent::SchoolDataLate { since } => {
                (self.say("alert-school-data-late", &[name()]), self.say("alert-school-data-late-body", &[when(*since)]))
            }
            AlertEvent::SignInNeeded { .. } => (self.say("alert-sign-in-needed", &[]), self.say("alert-sign-in-needed-body", &[])),
        }
    }

    fn passage_body(&self, key: &str, at: Moment, organization: &Organization, now: Moment) -> String {
        let place = if organization.short_name.is_empty() { &organization.name } else { &organization.short_name };
        let when = || ("when", self.when(at, now).into());
        if place.is_empty() {
            return self.say("alert-passage-body-bare", &[when()]);
        }
        self.say(key, &[when(), ("place", place.as_str().into())])
    }

    /// «Булочка с маком, Сок × 2 и ещё 2 позиции».
    fn alert_items(&self, items: &[PurchaseItem]) -> String {
        let named: Vec<String> = items
            .iter()
            .take(NAMED_ITEMS)
            .map(|item| if item.amount == 1 { item.name.clone() } else { format!("{} × {}", item.name, item.amount) })
            .collect();
        let named = named.join(", ");
        let more = items.len().saturating_sub(NAMED_ITEMS) as u64;
        if more == 0 { named } else { format!("{named} {}", self.say("alert-purchase-more", &[("n", plural(more).into())])) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, date, tap_in, tap_out};
    use crate::domain::{PurchaseId, PurchaseKind};

    fn subject(name: &str, sex: Sex) -> AlertSubject {
        AlertSubject { name: name.to_owned(), sex }
    }

    fn told(event: &AlertEvent, name: &str, sex: Sex) -> (String, String) {
        let texts = L10n::for_alerts(Locale::Ru).alert(event, &subject(name, sex), at("2026-05-12 15:00"));
        (texts.title, texts.body)
    }

    #[test]
    fn who_entered_or_left_is_said_with_the_right_ending() {
        let (entry, exit) = (AlertEvent::of_passage(&tap_in("2026-05-12 08:07")), AlertEvent::of_passage(&tap_out("2026-05-11 14:33")));
        assert_eq!(told(&entry, "Маша", Sex::Female), ("Маша вошла".into(), "в 08:07, Школа № 1500".into()));
        assert_eq!(told(&entry, "Артём", Sex::Male).0, "Артём вошёл");
        assert_eq!(told(&entry, "Саша", Sex::Unknown).0, "Саша: вход");
        assert_eq!(told(&exit, "Маша", Sex::Female), ("Маша вышла".into(), "вчера в 14:33, Школа № 1500".into()));
        assert_eq!(told(&exit, "", Sex::Male).0, "Ребёнок вышел");
    }

    #[test]
    fn a_purchase_names_three_lines_and_counts_the_rest() {
        let item = |name: &str, amount| PurchaseItem { name: name.into(), amount, price: Money(5_000), consists_of: vec![] };
        let names = ["Булочка", "Сок", "Суп", "Чай", "Хлеб"];
        let bought = |n: usize| AlertEvent::Purchase {
            purchase: PurchaseId("1".into()),
            at: at("2026-05-12 11:40"),
            what: PurchaseKind::Buffet,
            total: Money(18_500),
            items: names.iter().take(n).enumerate().map(|(i, name)| item(name, if i == 1 { 2 } else { 1 })).collect(),
        };
        assert_eq!(
            told(&bought(5), "Маша", Sex::Female),
            ("Маша: буфет, 185,00\u{a0}₽".into(), "в 11:40: Булочка, Сок × 2, Суп и ещё 2 позиции".into())
        );
        assert_eq!(told(&bought(4), "Маша", Sex::Female).1, "в 11:40: Булочка, Сок × 2, Суп и ещё 1 позиция");
        assert_eq!(told(&bought(2), "Маша", Sex::Female).1, "в 11:40: Булочка, Сок × 2");
    }

    #[test]
    fn sums_are_spoken_with_the_right_endings() {
        let credited = |roubles: i64| {
            let event = AlertEvent::TopUpCredited { at: at("2026-05-12 11:40"), sum: Money(roubles * 100), balance: None };
            L10n::for_alerts(Locale::Ru).alert(&event, &subject("Маша", Sex::Female), at("2026-05-12 15:00")).spoken
        };
        assert!(credited(1).starts_with("Маша: счёт пополнен на один рубль."), "{}", credited(1));
        assert!(credited(2).starts_with("Маша: счёт пополнен на два рубля."), "{}", credited(2));
        assert!(credited(5).starts_with("Маша: счёт пополнен на пять рублей."), "{}", credited(5));
    }

    #[test]
    fn what_a_locked_screen_shows_holds_no_name_no_school_and_no_sum() {
        let events = every_event();
        assert_eq!(events.len(), AlertKind::ALL.len());
        for locale in [Locale::Ru, Locale::En] {
            let l10n = L10n::for_alerts(locale);
            for event in &events {
                let texts = l10n.alert(event, &subject("Маша", Sex::Female), at("2026-05-12 15:00"));
                let shown = format!("{} {}", texts.neutral_title, texts.neutral_body);
                assert!(!shown.contains("Маш") && !shown.contains("1500"), "{shown}");
                assert!(!shown.chars().any(|c| c.is_ascii_digit() || c == '₽'), "{shown}");
                assert!(!texts.title.is_empty() && !texts.body.is_empty() && !texts.title.contains("alert-"), "{texts:?}");
                assert!(!texts.title.contains("alert-") && !texts.body.contains("alert-") && !shown.contains("alert-"), "{texts:?}");
            }
        }
    }

    #[test]
    fn the_delay_is_said_in_minutes_and_past_half_an_hour_by_the_clock() {
        let ru = L10n::for_alerts(Locale::Ru);
        let said = |learned| ru.alert_delay(at("2026-05-12 08:00"), at(learned), at("2026-05-12 15:00"));
        assert_eq!(said("2026-05-12 08:01"), None);
        assert_eq!(said("2026-05-12 08:04").as_deref(), Some("узнали через 4 минуты"));
        assert_eq!(said("2026-05-12 08:21").as_deref(), Some("узнали через 21 минуту"));
        assert_eq!(said("2026-05-12 08:30").as_deref(), Some("узнали через 30 минут"));
        assert_eq!(said("2026-05-12 08:31").as_deref(), Some("узнали в 08:31"));
    }

    #[test]
    fn money_that_may_not_last_today_is_not_said_to_last_until_yesterday() {
        let then = at("2026-05-12 11:40");
        let said = |covers, available| {
            told(&AlertEvent::RunOutSoon { at: then, covers: date(covers), available: Some(Money(available)) }, "Маша", Sex::Female)
        };
        assert!(said("2026-05-14", 1).1.contains("хватит до 14 мая"));
        assert!(said("2026-05-11", 1).1.contains("не хватить уже 12 мая"));
        for (available, sum) in [(0, "0,00 ₽"), (-12_500, "−125,00 ₽")] {
            let (title, body) = said("2026-05-11", available);
            assert_eq!(title, "Маша: деньги кончились");
            assert!(body.replace('\u{a0}', " ").contains(sum) && !body.contains("скоро"), "{body}");
        }
    }

    /// One event of each kind.
    pub(crate) fn every_event() -> Vec<AlertEvent> {
        let then = at("2026-05-12 11:40");
        let (sum, purchase) = (Money(24_050), PurchaseId("77".into()));
        vec![
            AlertEvent::of_passage(&tap_in("2026-05-12 08:07")),
            AlertEvent::of_passage(&tap_out("2026-05-12 14:33")),
            AlertEvent::EntryNotRecorded { by: at("2026-05-12 09:00") },
            AlertEvent::LateArrival { at: at("2026-05-12 08:47"), bell: crate::domain::LocalTime::new(8, 30).unwrap() },
            AlertEvent::Purchase { purchase: purchase.clone(), at: then, what: PurchaseKind::PaidComplex, total: sum, items: vec![] },
            AlertEvent::LowBalance { at: then, available: sum, threshold: Money(30_000) },
            AlertEvent::RunOutSoon { at: then, covers: date("2026-05-14"), available: None },
            AlertEvent::TopUpCredited { at: then, sum, balance: Some(Money(100)) },
            AlertEvent::TopUpFailed { at: then, sum },
            AlertEvent::OrderCutOffNear { meal_day: date("2026-05-13"), until: then },
            AlertEvent::OrderCancelled { purchase, at: then, meal_day: date("2026-05-13"), total: sum },
            AlertEvent::CardBlocked { at: then },
            AlertEvent::TemporaryCardIssued { at: then },
            AlertEvent::SchoolDataLate { since: then },
            AlertEvent::SignInNeeded { since: then },
        ]
    }
}
