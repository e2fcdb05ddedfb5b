//! Top-ups, payments, other ways to pay, and limits, in words.

use super::L10n;
use crate::domain::payment::{AmountError, LEAST_TOP_UP, MOST_TOP_UP, OfflineWayKind};
use crate::domain::{AccountNumber, FoodProvider, Moment, Money, PaymentStatus, SpendingRules};

/// How a top-up goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopUpText {
    /// Kept, not sent.
    Draft,
    /// A page is being asked for.
    Requesting,
    /// The page is no longer good.
    PageOver,
    /// Looking whether something was paid.
    Confirming,
    /// The bank is at work.
    Processing,
    /// Paid, on its way.
    Approved,
    /// Arrived.
    Credited,
    /// Refused by the bank.
    Declined,
    /// Not paid in time.
    Expired,
    /// No page was ever got.
    NeverSent,
    /// Given up.
    Cancelled,
    /// Not known.
    Unknown,
    /// Paid long ago and not there.
    Overdue,
    /// Another payment of it is on its way as well.
    AlsoComing,
    /// For home: a page waits.
    NoticePay,
    /// For home: money is on its way.
    NoticeComing,
    /// For home: being found out.
    NoticeChecking,
}

/// How a change of limits goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsText {
    /// The school told no rules.
    Unknown,
    /// Not sent.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// Taken.
    Done,
    /// Refused.
    Refused,
    /// Did not take effect.
    Expired,
    /// Given up.
    Cancelled,
}

impl L10n {
    /// How a top-up of `sum` goes.
    pub fn top_up(&self, text: TopUpText, sum: Money) -> String {
        let args = [("sum", self.money(sum).into())];
        match text {
            TopUpText::Draft => self.say("topup-draft", &args),
            TopUpText::Requesting => self.say("topup-requesting", &args),
            TopUpText::PageOver => self.say("topup-page-over", &args),
            TopUpText::Confirming => self.say("topup-confirming", &args),
            TopUpText::Processing => self.say("topup-processing", &args),
            TopUpText::Approved => self.say("topup-approved", &args),
            TopUpText::Credited => self.say("topup-credited", &args),
            TopUpText::Declined => self.say("topup-declined", &args),
            TopUpText::Expired => self.say("topup-expired", &args),
            TopUpText::NeverSent => self.say("topup-never-sent", &args),
            TopUpText::Cancelled => self.say("topup-cancelled", &args),
            TopUpText::Unknown => self.say("topup-unknown", &args),
            TopUpText::Overdue => self.say("topup-overdue", &args),
            TopUpText::AlsoComing => self.say("topup-also-coming", &args),
            TopUpText::NoticePay => self.say("topup-notice-pay", &args),
            TopUpText::NoticeComing => self.say("topup-notice-coming", &args),
            TopUpText::NoticeChecking => self.say("topup-notice-checking", &args),
        }
    }

    /// The page for `sum` is good until `until`.
    pub fn top_up_pay(&self, sum: Money, until: Moment) -> String {
        self.say("topup-pay", &[("sum", self.money(sum).into()), ("time", until.time().to_string().into())])
    }

    /// Another payment is on its way.
    pub fn top_up_held(&self, sum: Money, since: Moment, now: Moment) -> String {
        self.say("topup-held", &[("sum", self.money(sum).into()), ("when", self.when(since, now).into())])
    }

    /// What arrived of what was asked.
    pub fn top_up_credited(&self, arrived: Money, asked: Money) -> String {
        let args = [("sum", self.money(arrived).into()), ("asked", self.money(asked).into())];
        match arrived.cmp(&asked) {
            std::cmp::Ordering::Less => self.say("topup-credited-less", &args),
            std::cmp::Ordering::Equal => self.top_up(TopUpText::Credited, arrived),
            std::cmp::Ordering::Greater => self.say("topup-credited-more", &args),
        }
    }

    /// Why the school refused.
    pub fn top_up_refused(&self, code: &str) -> String {
        self.say("topup-refused", &[("code", code.to_owned().into())])
    }

    /// How long money usually takes, from what this phone has seen; or that nobody says.
    pub fn top_up_expected(&self, usual_minutes: Option<i64>) -> String {
        match usual_minutes {
            Some(minutes) => self.say("topup-expected", &[("duration", self.duration(minutes.max(1)).into())]),
            None => self.say("topup-expected-unknown", &[]),
        }
    }

    /// The account is not known.
    pub fn top_up_account_unknown(&self) -> String {
        self.say("topup-account-unknown", &[])
    }

    /// Nobody can be paid.
    pub fn top_up_no_provider(&self) -> String {
        self.say("topup-no-provider", &[])
    }

    /// Who gets the money.
    pub fn payee(&self, provider: Option<&FoodProvider>) -> String {
        match provider {
            Some(provider) if provider.inn.is_empty() => self.say("topup-payee", &[("name", provider.name.clone().into())]),
            Some(provider) => self.say("topup-payee-inn", &[("name", provider.name.clone().into()), ("inn", provider.inn.clone().into())]),
            None => self.say("topup-payee-unknown", &[]),
        }
    }

    /// The fee of paying online.
    pub fn fee_unknown(&self) -> String {
        self.say("topup-fee-unknown", &[])
    }

    /// Which sums can be asked for.
    pub fn top_up_bounds(&self) -> String {
        self.say("topup-bounds", &self.bounds())
    }

    fn bounds(&self) -> [super::Arg<'static>; 2] {
        [("least", self.money(LEAST_TOP_UP).into()), ("most", self.money(MOST_TOP_UP).into())]
    }

    /// What is wrong with the sum typed.
    pub fn amount_error(&self, error: AmountError) -> String {
        match error {
            AmountError::Empty => self.say("topup-empty", &[]),
            AmountError::NotASum => self.say("topup-not-a-sum", &[]),
            AmountError::TooSmall => self.say("topup-too-small", &self.bounds()),
            AmountError::TooLarge => self.say("topup-too-large", &self.bounds()),
        }
    }

    /// What is asked before a top-up is made: the sum for the eye and for the ear. `school` may be empty.
    pub fn top_up_confirm(&self, sum: Money, account: AccountNumber, child: &str, school: &str, payee: &str) -> (String, String) {
        let say = |sum: String, account: String| {
            let mut args = vec![
                ("sum", sum.into()),
                ("account", account.into()),
                ("child", child.to_owned().into()),
                ("payee", payee.to_owned().into()),
                ("fee", self.fee_unknown().into()),
            ];
            if school.is_empty() {
                return self.say("topup-confirm-no-school", &args);
            }
            args.push(("school", school.to_owned().into()));
            self.say("topup-confirm", &args)
        };
        (say(self.money(sum), account.to_string()), say(self.money_spoken(sum), self.account_spoken(account)))
    }

    /// The account digit by digit, in groups of three, so that it can be read aloud: «5 0 0, 1 2 3».
    pub fn account_spoken(&self, account: AccountNumber) -> String {
        let digits: Vec<String> = account.to_string().chars().map(String::from).collect();
        digits.chunks(3).map(|group| group.join(" ")).collect::<Vec<_>>().join(", ")
    }

    /// Another way to pay, and how.
    pub fn offline_way(&self, kind: OfflineWayKind) -> (String, String) {
        match kind {
            OfflineWayKind::Terminal => (self.say("way-terminal", &[]), self.say("way-terminal-steps", &[])),
            OfflineWayKind::Atm => (self.say("way-atm", &[]), self.say("way-atm-steps", &[])),
            OfflineWayKind::BankApp => (self.say("way-bank-app", &[]), self.say("way-bank-app-steps", &[])),
            OfflineWayKind::CashDesk => (self.say("way-cash-desk", &[]), self.say("way-cash-desk-steps", &[])),
        }
    }

    /// Fee and time of another way.
    pub fn offline_way_fee(&self) -> String {
        self.say("way-fee-unknown", &[])
    }

    /// How far a payment has come.
    pub fn payment_status(&self, status: PaymentStatus) -> String {
        let name = match status {
            PaymentStatus::Processing => "processing",
            PaymentStatus::Approved => "approved",
            PaymentStatus::Declined => "declined",
            PaymentStatus::Unclear => "unclear",
        };
        self.say("payment-status", &[("status", name.into())])
    }

    /// A payment of the history, for the eye and for the ear.
    pub fn payment(&self, status: PaymentStatus, sum: Money, at: Moment, now: Moment) -> (String, String) {
        let (when, status) = (self.when(at, now), self.payment_status(status));
        let title = self.say("payment-title", &[("when", when.clone().into()), ("status", status.clone().into())]);
        let spoken =
            self.say("payment-spoken", &[("when", when.into()), ("status", status.into()), ("sum", self.money_spoken(sum).into())]);
        (title, spoken)
    }

    /// The history is empty, or was never read.
    pub fn payments_empty(&self, read: bool) -> String {
        if read { self.say("payments-empty", &[]) } else { self.say("payments-not-read", &[]) }
    }

    /// The day limit and the threshold.
    pub fn limits(&self, rules: SpendingRules) -> (String, String) {
        let limit = rules
            .day_limit
            .map_or_else(|| self.say("limits-day-none", &[]), |sum| self.say("limits-day", &[("sum", self.money(sum).into())]));
        let below = rules.warn_below.filter(|sum| *sum > Money::ZERO);
        let threshold = below
            .map_or_else(|| self.say("limits-threshold-none", &[]), |sum| self.say("limits-threshold", &[("sum", self.money(sum).into())]));
        (limit, threshold)
    }

    /// How a change of limits goes.
    pub fn limits_change(&self, text: LimitsText) -> String {
        match text {
            LimitsText::Unknown => self.say("limits-unknown", &[]),
            LimitsText::Waiting => self.say("limits-waiting", &[]),
            LimitsText::Sending => self.say("limits-sending", &[]),
            LimitsText::Done => self.say("limits-done", &[]),
            LimitsText::Refused => self.say("limits-refused", &[]),
            LimitsText::Expired => self.say("limits-expired", &[]),
            LimitsText::Cancelled => self.say("limits-cancelled", &[]),
        }
    }

    /// The school changed the rules meanwhile.
    pub fn limits_conflict(&self, theirs: SpendingRules, seen: SpendingRules) -> String {
        let both = |rules| {
            let (limit, threshold) = self.limits(rules);
            format!("{limit}; {threshold}")
        };
        self.say("limits-conflict", &[("theirs", both(theirs).into()), ("seen", both(seen).into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::Locale;

    #[test]
    fn a_confirmation_names_child_school_account_payee_and_fee() {
        let l10n = L10n::new(Locale::Ru);
        let payee = l10n.payee(Some(&FoodProvider { name: "Комбинат".into(), inn: "77".into() }));
        let (text, spoken) = l10n.top_up_confirm(Money(50_000), AccountNumber(5_001_234), "Мария Иванова", "Школа № 1500", &payee);
        for part in ["500,00\u{a0}₽", "5001234", "Мария Иванова", "Школа № 1500", "Комбинат, ИНН 77", "Комиссия"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(spoken.contains("пятьсот рублей") && spoken.contains("5 0 0, 1 2 3, 4"), "{spoken}");
    }

    #[test]
    fn what_arrived_is_said_as_it_is() {
        let l10n = L10n::new(Locale::Ru);
        assert_eq!(l10n.top_up_credited(Money(50_000), Money(50_000)), "На счёт пришло 500,00\u{a0}₽");
        assert!(l10n.top_up_credited(Money(30_000), Money(50_000)).contains("а просили 500,00"));
        assert!(l10n.top_up_credited(Money(100_000), Money(50_000)).contains("больше одного раза"));
    }
}
