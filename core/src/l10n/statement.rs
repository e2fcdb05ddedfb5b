//! A statement of a period, in words.

use super::L10n;
use crate::domain::{AccountNumber, LocalDate, Money, Period};

/// A column of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementColumn {
    /// The day.
    Date,
    /// The time of day.
    Time,
    /// Movement, purchase or visit.
    Kind,
    /// What happened.
    What,
    /// The sum.
    Sum,
    /// The balance after it.
    Balance,
    /// Where.
    Place,
    /// What else is to be known.
    Note,
    /// Of when the row is.
    AsOf,
}

impl StatementColumn {
    /// All columns in their order.
    pub const ALL: [Self; 9] =
        [Self::Date, Self::Time, Self::Kind, Self::What, Self::Sum, Self::Balance, Self::Place, Self::Note, Self::AsOf];
}

/// What a row of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementRowKind {
    /// A movement of the account.
    Movement,
    /// A purchase.
    Purchase,
    /// A visit.
    Visit,
}

impl L10n {
    /// The heading of a column.
    pub fn statement_column(&self, column: StatementColumn) -> String {
        self.say(
            match column {
                StatementColumn::Date => "statement-date",
                StatementColumn::Time => "statement-time",
                StatementColumn::Kind => "statement-kind",
                StatementColumn::What => "statement-what",
                StatementColumn::Sum => "statement-sum",
                StatementColumn::Balance => "statement-balance",
                StatementColumn::Place => "statement-place",
                StatementColumn::Note => "statement-note",
                StatementColumn::AsOf => "statement-as-of",
            },
            &[],
        )
    }

    /// «Операция», «Покупка», «Посещение».
    pub fn statement_kind(&self, kind: StatementRowKind) -> String {
        self.say(
            match kind {
                StatementRowKind::Movement => "statement-movement",
                StatementRowKind::Purchase => "statement-purchase",
                StatementRowKind::Visit => "statement-visit",
            },
            &[],
        )
    }

    /// «Операций: 12, покупок: 9, посещений: 8».
    pub fn statement_counts(&self, [movements, purchases, visits]: [usize; 3]) -> String {
        let count = |number: usize| self.grouped(u64::try_from(number).unwrap_or(u64::MAX)).into();
        self.say("statement-counts", &[("movements", count(movements)), ("purchases", count(purchases)), ("visits", count(visits))])
    }

    /// «Поступило 500,00 ₽, списано 312,00 ₽».
    pub fn statement_sums(&self, paid_in: Money, spent: Money) -> String {
        self.say("statement-sums", &[("in", self.money(paid_in).into()), ("out", self.money(spent).into())])
    }

    /// «Алиса Волкова, счёт 2040311: выписка с 1 мая по 12 мая».
    pub fn statement_title(&self, name: &str, account: Option<AccountNumber>, period: Period, today: LocalDate) -> String {
        let mut args = vec![
            ("name", name.to_owned().into()),
            ("from", self.date(period.from, today).into()),
            ("to", self.date(period.to, today).into()),
        ];
        match account {
            None => self.say("statement-title", &args),
            Some(account) => {
                args.push(("account", account.to_string().into()));
                self.say("statement-title-account", &args)
            }
        }
    }
}
