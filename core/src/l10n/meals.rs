//! Purchases, movements, today's sum and what needs attention, in words.

use super::L10n;
use crate::domain::{CopiedCardHint, LocalDate, Money, MovementKind, PurchaseItem, PurchaseKind, PurchaseStatus};

/// Why there is no balance to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBalance {
    /// Being read for the first time.
    Loading,
    /// The child has no personal account.
    NoAccount,
    /// The service answers with faults.
    ServiceDown,
    /// No network.
    Offline,
}

impl L10n {
    /// Why there is no balance, in words.
    pub fn no_balance(&self, why: NoBalance) -> String {
        match why {
            NoBalance::Loading => self.say("balance-loading", &[]),
            NoBalance::NoAccount => self.say("balance-no-account", &[]),
            NoBalance::ServiceDown => self.say("balance-service-down", &[]),
            NoBalance::Offline => self.say("balance-offline", &[]),
        }
    }

    /// «баланс минус двести сорок рублей».
    pub fn balance_spoken(&self, sum: Money) -> String {
        self.say("balance-spoken", &[("sum", self.money_spoken(sum).into())])
    }

    /// «Сегодня: 2 покупки на 235,00 ₽», and the same for a screen reader.
    pub fn today(&self, purchases: u32, spent: Money) -> (String, String) {
        let say = |sum: String| match purchases {
            0 => self.say("today-none", &[]),
            n if spent == Money::ZERO => self.say("today-free", &[("n", n.into())]),
            n => self.say("today", &[("n", n.into()), ("sum", sum.into())]),
        };
        (say(self.money(spent)), say(self.money_spoken(spent)))
    }

    /// Today's purchases before the first reading.
    pub fn today_not_read(&self) -> String {
        self.say("today-not-read", &[])
    }

    /// A debt on the account; `debt` is positive.
    pub fn attention_debt(&self, debt: Money) -> String {
        self.say("attention-debt", &[("sum", self.money(debt).into())])
    }

    /// Less left than the parent's threshold.
    pub fn attention_low(&self, available: Money, threshold: Money) -> String {
        self.say("attention-low", &[("sum", self.money(available).into()), ("threshold", self.money(threshold).into())])
    }

    /// A hint of a copied card (P6).
    pub fn attention_copied_card(&self, hint: CopiedCardHint) -> String {
        let (key, at) = match hint {
            CopiedCardHint::TwoBuildings { at } => ("attention-two-buildings", at),
            CopiedCardHint::PurchaseWhileOut { at } => ("attention-purchase-while-out", at),
        };
        self.say(key, &[("time", at.time().to_string().into())])
    }

    /// «Платный комплекс».
    pub fn purchase_kind(&self, kind: PurchaseKind) -> String {
        self.say("purchase-kind", &[("kind", purchase_kind_name(kind).into())])
    }

    /// «отменено»; nothing for what was handed out, which is the usual case.
    pub fn purchase_status(&self, status: PurchaseStatus) -> Option<String> {
        let name = match status {
            PurchaseStatus::Issued => return None,
            PurchaseStatus::New => "new",
            PurchaseStatus::Assembled => "assembled",
            PurchaseStatus::Loaded => "loaded",
            PurchaseStatus::Cancelled => "cancelled",
            PurchaseStatus::Other { .. } => "other",
        };
        Some(self.say("purchase-status", &[("status", name.into())]))
    }

    /// «11:40 · Буфет», «11:40 · Буфет · отменено».
    pub fn row_title(&self, time: &str, kind: &str, more: Option<&str>) -> String {
        match more {
            None => self.say("row-title", &[("time", time.into()), ("kind", kind.into())]),
            Some(more) => self.say("row-title-more", &[("time", time.into()), ("kind", kind.into()), ("more", more.into())]),
        }
    }

    /// «185,00 ₽», «бесплатно».
    pub fn purchase_total(&self, total: Money) -> String {
        if total == Money::ZERO { self.say("purchase-free", &[]) } else { self.money(total) }
    }

    /// One line of a purchase: «Суп-лапша × 1 — 60,00 ₽»; the price is that of all of them.
    pub fn purchase_item(&self, item: &PurchaseItem) -> String {
        let sum = item.price.checked_mul(item.amount).unwrap_or(item.price);
        let mut args =
            vec![("name", item.name.as_str().into()), ("amount", item.amount.to_string().into()), ("sum", self.purchase_total(sum).into())];
        if item.consists_of.is_empty() {
            return self.say("purchase-item", &args);
        }
        args.push(("dishes", item.consists_of.join(", ").into()));
        self.say("purchase-item-of", &args)
    }

    /// A whole purchase for a screen reader.
    pub fn purchase_spoken(&self, title: &str, total: Money, items: &[String]) -> String {
        let sum = if total == Money::ZERO { self.purchase_total(total) } else { self.money_spoken(total) };
        if items.is_empty() {
            return self.say("purchase-spoken", &[("title", title.into()), ("sum", sum.into())]);
        }
        self.say("purchase-spoken-with-items", &[("title", title.into()), ("sum", sum.into()), ("items", items.join(", ").into())])
    }

    /// «Потрачено 235,00 ₽».
    pub fn meals_spent(&self, spent: Money) -> String {
        if spent == Money::ZERO {
            self.say("meals-spent-nothing", &[])
        } else {
            self.say("meals-spent", &[("sum", self.money(spent).into())])
        }
    }

    /// What to say when there are no purchases to show.
    pub fn meals_empty(&self) -> String {
        self.say("meals-empty", &[])
    }

    /// The same where only some of the days were read.
    pub fn meals_empty_where_read(&self) -> String {
        self.say("meals-empty-where-read", &[])
    }

    /// «Пополнение».
    pub fn movement_kind(&self, kind: MovementKind) -> String {
        let name = match kind {
            MovementKind::TopUp => "top-up",
            MovementKind::Purchase => "purchase",
            MovementKind::Cancellation => "cancellation",
            MovementKind::Transfer => "transfer",
            MovementKind::Refund => "refund",
            MovementKind::Other { .. } => "other",
        };
        self.say("movement-kind", &[("kind", name.into())])
    }

    /// «Изменено школой 14 мая: было −150,00 ₽».
    pub fn movement_edited(&self, before: Money, seen_on: LocalDate, today: LocalDate) -> String {
        self.say("movement-edited", &[("date", self.date(seen_on, today).into()), ("sum", self.money_signed(before).into())])
    }

    /// The school took the movement away.
    pub fn movement_removed(&self) -> String {
        self.say("movement-removed", &[])
    }

    /// Kind, sum and balance for a screen reader.
    pub fn movement_spoken(&self, time: &str, kind: &str, sum: Money, balance_after: Option<Money>) -> String {
        let mut args = vec![("time", time.into()), ("kind", kind.into()), ("sum", self.money_spoken(sum).into())];
        match balance_after {
            None => self.say("movement-spoken", &args),
            Some(after) => {
                args.push(("balance", self.money_spoken(after).into()));
                self.say("movement-spoken-with-balance", &args)
            }
        }
    }

    /// What to say when there are no movements to show.
    pub fn money_empty(&self) -> String {
        self.say("money-empty", &[])
    }

    /// The same where only some of the days were read.
    pub fn money_empty_where_read(&self) -> String {
        self.say("money-empty-where-read", &[])
    }
}

/// The name of a kind of purchase inside the texts.
pub(super) fn purchase_kind_name(kind: PurchaseKind) -> &'static str {
    match kind {
        PurchaseKind::FreeComplex => "free-complex",
        PurchaseKind::PaidComplex => "paid-complex",
        PurchaseKind::Buffet => "buffet",
        PurchaseKind::PreOrder => "pre-order",
        PurchaseKind::SmartBuffet => "smart-buffet",
        PurchaseKind::Other { .. } => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::Locale;

    #[test]
    fn today_has_the_right_plurals() {
        let ru = L10n::new(Locale::Ru);
        assert_eq!(ru.today(0, Money::ZERO).0, "Сегодня покупок нет");
        assert_eq!(ru.today(1, Money::ZERO).0, "Сегодня: 1 покупка, бесплатно");
        assert_eq!(ru.today(2, Money(23_500)).0, "Сегодня: 2 покупки на 235,00\u{a0}₽");
        assert_eq!(ru.today(5, Money(100)).1, "Сегодня: 5 покупок на один рубль");
        assert_eq!(ru.today(21, Money(100)).0, "Сегодня: 21 покупка на 1,00\u{a0}₽");
        assert_eq!(L10n::new(Locale::En).today(1, Money(100)).0, "Today: 1 purchase for 1.00\u{a0}₽");
    }

    #[test]
    fn an_item_says_the_price_of_all_of_them() {
        let item = PurchaseItem { name: "Сок".into(), amount: 2, price: Money(4_500), consists_of: vec![] };
        assert_eq!(L10n::new(Locale::Ru).purchase_item(&item), "Сок × 2 — 90,00\u{a0}₽");
    }
}
