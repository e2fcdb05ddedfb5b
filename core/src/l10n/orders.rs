//! Orders ahead, cut-offs, weekly rules and "ill today", in words.

use fluent_bundle::FluentValue;

use super::{Arg, L10n};
use crate::domain::{CutOff, LocalDate, MealKind, Moment, Money, WeekDays, WeeklyOrder};

/// How a wish about one meal goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderText<'a> {
    /// Not sent.
    Waiting,
    /// Being sent and read back.
    Sending,
    /// The answer was lost; being found out.
    Checking,
    /// The school has it so.
    Done,
    /// The school has something else: so many portions.
    Conflict(i64),
    /// The cut-off passed.
    TooLate,
    /// It did not work.
    Expired,
    /// Taken back.
    Cancelled,
    /// Refused, with the school's word for it.
    Refused(&'a str),
}

/// What a day of orders is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderDayText {
    /// Orders are taken.
    Open,
    /// None are taken.
    Closed,
    /// The school did not say.
    Unknown,
    /// The day is over.
    Over,
    /// Not read.
    NotRead,
    /// Nothing is ordered.
    Empty,
}

/// A meal of "ill today".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IllMealText<'a> {
    /// Not sent.
    Waiting,
    /// Being cancelled.
    Cancelling,
    /// Cancelled.
    Cancelled,
    /// Too late since then, where that is known, and what it costs.
    TooLate(Option<Moment>, Money),
    /// Refused, with the school's word for it.
    Refused(&'a str),
    /// The school has something else.
    Changed,
    /// It did not work.
    Expired,
}

/// The money of a cancelled meal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IllMoneyText {
    /// Nothing was charged.
    NotCharged,
    /// On its way.
    Awaited(Money),
    /// Back.
    Returned(Money, Moment),
    /// Not back in time.
    Missing(Money),
}

/// The notice of absence, and other lines of "ill today".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IllText<'a> {
    /// Not sent.
    NoticeWaiting,
    /// Being sent.
    NoticeSending,
    /// The school has it, with this reason.
    NoticeFiled(&'a str),
    /// The school has another.
    NoticeAlready,
    /// Refused.
    NoticeRefused,
    /// It did not work.
    NoticeExpired,
    /// Taken back.
    Cancelled,
    /// No reasons are known.
    NoReasons,
    /// Nothing is ordered.
    NothingOrdered,
    /// What is ordered is being read.
    MealsUnread,
    /// For home: money did not come back.
    AttentionMissing(Money),
}

/// What stands in a confirmation.
#[derive(Debug, Clone, Copy)]
pub struct Confirmed<'a> {
    /// Name of the child.
    pub child: &'a str,
    /// School; may be empty.
    pub school: &'a str,
    /// The meal, in words.
    pub meal: &'a str,
    /// Which day.
    pub day: LocalDate,
    /// What it costs, when known.
    pub price: Option<Money>,
    /// From when on it is too late, when known.
    pub cut_off: Option<Moment>,
}

impl L10n {
    /// «Обед · Комплекс № 1».
    pub fn meal(&self, name: &str, kind: Option<MealKind>) -> String {
        let kind = kind.filter(|kind| name.is_empty() || !matches!(kind, MealKind::Other { .. }));
        let kind = kind.map(|kind| self.meal_kind(kind)).unwrap_or_default();
        match (name.is_empty(), kind.is_empty()) {
            (true, true) => self.meal_kind(MealKind::Other { code: -1 }),
            (true, false) => kind,
            (false, _) => self.menu_complex_title(&kind, name),
        }
    }

    /// «Комплекс № 1, 2 порции».
    pub fn portions(&self, name: &str, amount: i64) -> String {
        self.say("meal-portions", &[("name", name.into()), ("n", amount.into())])
    }

    /// What a day of orders is.
    pub fn order_day(&self, text: OrderDayText) -> String {
        match text {
            OrderDayText::Open => self.say("orders-day-open", &[]),
            OrderDayText::Closed => self.say("orders-day-closed", &[]),
            OrderDayText::Unknown => self.say("orders-day-unknown", &[]),
            OrderDayText::Over => self.say("orders-day-over", &[]),
            OrderDayText::NotRead => self.say("orders-not-read", &[]),
            OrderDayText::Empty => self.say("orders-empty", &[]),
        }
    }

    /// «Заказать или отменить можно до 14:00 12 мая (осталось 2 ч 30 мин)»; past it, that it is too late; unknown, that it is unknown.
    pub fn order_until(&self, cut_off: Option<Moment>, now: Moment) -> String {
        let Some(cut_off) = cut_off else { return self.say("orders-until-unknown", &[]) };
        let until = self.until(cut_off, now);
        if now >= cut_off {
            return self.say("orders-too-late", &[("until", until.into())]);
        }
        match cut_off.minutes_since(now) {
            ..=0 => self.say("orders-until-soon", &[("until", until.into())]),
            left => self.say("orders-until", &[("until", until.into()), ("left", self.duration(left).into())]),
        }
    }

    /// The school takes nothing for that day, as it says itself.
    pub fn order_closed_now(&self) -> String {
        self.say("orders-closed-now", &[])
    }

    /// «14:00», «14:00, 12 мая».
    fn until(&self, at: Moment, now: Moment) -> String {
        let time = at.time().to_string();
        if at.date() == now.date() { time } else { format!("{time}, {}", self.date(at.date(), now.date())) }
    }

    /// The school's rule, as far as it is known.
    pub fn cut_off_rule(&self, rule: Option<CutOff>) -> String {
        match rule {
            Some(rule) => self.say("orders-cut-off", &[("days", rule.days_before.into()), ("time", rule.time.to_string().into())]),
            None => self.say("orders-cut-off-unknown", &[]),
        }
    }

    /// «Все приёмы пищи».
    pub fn every_meal(&self) -> String {
        self.say("orders-cut-off-every-meal", &[])
    }

    /// A meal without a rule of its own.
    pub fn cut_off_as_every_meal(&self) -> String {
        self.say("orders-cut-off-as-every-meal", &[])
    }

    /// «187,50 ₽ за порцию».
    pub fn portion_price(&self, price: Option<Money>) -> String {
        match price {
            Some(price) => self.say("orders-price", &[("price", self.money(price).into())]),
            None => self.say("orders-price-unknown", &[]),
        }
    }

    /// What is asked before something is ordered (`order`) or cancelled.
    pub fn order_confirmation(&self, what: Confirmed<'_>, order: bool, now: Moment) -> String {
        let price = what.price.map_or_else(|| self.say("orders-price-unknown", &[]), |price| self.money(price));
        // Each sentence ends with a full stop of its own in the frame.
        let until = self.order_until(what.cut_off, now).trim_end_matches('.').to_owned();
        let args: [Arg<'_>; 6] = [
            ("meal", what.meal.into()),
            ("child", what.child.into()),
            ("school", what.school.into()),
            ("day", self.day_title(what.day, now.date()).into()),
            ("price", price.into()),
            ("until", until.into()),
        ];
        match (order, what.school.is_empty()) {
            (true, false) => self.say("orders-confirm", &args),
            (true, true) => self.say("orders-confirm-no-school", &args),
            (false, false) => self.say("orders-confirm-cancel", &args),
            (false, true) => self.say("orders-confirm-cancel-no-school", &args),
        }
    }

    /// How a wish for `wanted` portions (0: none) of `meal` on `day` goes.
    pub fn order(&self, text: &OrderText<'_>, meal: &str, day: LocalDate, wanted: i64, today: LocalDate) -> String {
        let standing = |n: i64| self.say("order-standing", &[("n", n.into())]);
        let mut args: Vec<Arg<'_>> = vec![("meal", meal.into()), ("day", self.day_title(day, today).into())];
        args.push(("wish", self.say("order-wish", &[("n", wanted.into())]).into()));
        match text {
            OrderText::Waiting => self.say("order-waiting", &args),
            OrderText::Sending => self.say("order-sending", &args),
            OrderText::Checking => self.say("order-checking", &args),
            OrderText::Done => self.with(&mut args, "standing", standing(wanted), "order-done"),
            OrderText::Conflict(theirs) => self.with(&mut args, "standing", standing(*theirs), "order-conflict"),
            OrderText::TooLate => self.say("order-too-late", &args),
            OrderText::Expired => self.say("order-expired", &args),
            OrderText::Cancelled => self.say("order-cancelled", &args),
            OrderText::Refused(code) => self.with(&mut args, "reason", self.refusal(code), "order-refused"),
        }
    }

    fn with(&self, args: &mut Vec<Arg<'_>>, name: &'static str, value: String, key: &str) -> String {
        args.push((name, FluentValue::from(value)));
        self.say(key, args)
    }

    fn refusal(&self, code: &str) -> String {
        self.say("order-refused-reason", &[("code", code.into())])
    }

    /// «пн, ср, пт».
    pub fn week_days(&self, days: WeekDays) -> String {
        let names = days.each().into_iter().zip(1..).filter(|(on, _)| *on);
        names.map(|(_, day)| self.say("weekday-short", &[("weekday", day.into())])).collect::<Vec<_>>().join(", ")
    }

    /// «„Обед“ по дням: пн, ср, с 12 мая по 31 мая»; with the portions when it is more than one.
    pub fn weekly_rule(&self, meal: &str, order: &WeeklyOrder, today: LocalDate) -> String {
        let args = [
            ("meal", self.meal_for(meal, order.amount).into()),
            ("days", self.week_days(order.days).into()),
            ("from", self.date(order.period.from, today).into()),
            ("to", self.date(order.period.to, today).into()),
        ];
        self.say("weekly-title", &args)
    }

    fn meal_for(&self, meal: &str, portions: i64) -> String {
        if portions == 1 { meal.to_owned() } else { self.portions(meal, portions) }
    }

    /// How a wish for a weekly rule (none: to have none) goes.
    pub fn weekly(&self, text: &OrderText<'_>, meal: &str, wanted: Option<&WeeklyOrder>) -> String {
        let meal = wanted.map_or_else(|| meal.to_owned(), |order| self.meal_for(meal, order.amount));
        let mut args: Vec<Arg<'_>> = vec![("meal", meal.into())];
        match (text, wanted) {
            (OrderText::Waiting, _) => self.say("weekly-waiting", &args),
            (OrderText::Sending | OrderText::Checking, _) => self.say("weekly-sending", &args),
            (OrderText::Done, Some(order)) => self.with(&mut args, "days", self.week_days(order.days), "weekly-done"),
            (OrderText::Done, None) => self.say("weekly-removed", &args),
            (OrderText::Conflict(_), _) => self.say("weekly-conflict", &args),
            (OrderText::TooLate | OrderText::Expired, _) => self.say("weekly-expired", &args),
            (OrderText::Cancelled, _) => self.say("weekly-cancelled", &args),
            (OrderText::Refused(code), _) => self.with(&mut args, "reason", self.refusal(code), "weekly-refused"),
        }
    }

    /// What is asked before a weekly rule is made. `school` may be empty; `begins`: the first day of a new one.
    pub fn weekly_question(&self, child: &str, school: &str, meal: &str, begins: Option<LocalDate>, today: LocalDate) -> String {
        let name = if school.is_empty() { "weekly-question-no-school" } else { "weekly-question" };
        let question = self.say(name, &[("meal", meal.into()), ("child", child.into()), ("school", school.into())]);
        match begins {
            Some(begins) => format!("{question} {}", self.say("weekly-question-from", &[("from", self.date(begins, today).into())])),
            None => question,
        }
    }

    /// What is asked before "ill today".
    pub fn ill_confirmation(&self, child: &str, school: &str, day: LocalDate, reason: &str, today: LocalDate) -> String {
        let args =
            [("child", child.into()), ("school", school.into()), ("day", self.day_title(day, today).into()), ("reason", reason.into())];
        if school.is_empty() { self.say("ill-confirm-no-school", &args) } else { self.say("ill-confirm", &args) }
    }

    /// How the cancelling of one meal goes.
    pub fn ill_meal(&self, text: &IllMealText<'_>, meal: &str, now: Moment) -> String {
        let mut args: Vec<Arg<'_>> = vec![("meal", meal.into())];
        match text {
            IllMealText::Waiting => self.say("ill-meal-waiting", &args),
            IllMealText::Cancelling => self.say("ill-meal-cancelling", &args),
            IllMealText::Cancelled => self.say("ill-meal-cancelled", &args),
            IllMealText::TooLate(until, sum) => {
                args.push(("sum", self.money(*sum).into()));
                match until {
                    Some(until) => self.with(&mut args, "until", self.until(*until, now), "ill-meal-too-late"),
                    None => self.say("ill-meal-too-late-unknown", &args),
                }
            }
            IllMealText::Refused(code) => self.with(&mut args, "reason", self.refusal(code), "ill-meal-refused"),
            IllMealText::Changed => self.say("ill-meal-changed", &args),
            IllMealText::Expired => self.say("ill-meal-expired", &args),
        }
    }

    /// What became of the money of a cancelled meal.
    pub fn ill_money(&self, text: IllMoneyText, now: Moment) -> String {
        let sum = |sum: Money| -> Arg<'static> { ("sum", self.money(sum).into()) };
        match text {
            IllMoneyText::NotCharged => self.say("ill-money-not-charged", &[]),
            IllMoneyText::Awaited(awaited) => self.say("ill-money-awaited", &[sum(awaited)]),
            IllMoneyText::Returned(returned, at) => self.say("ill-money-returned", &[sum(returned), ("when", self.when(at, now).into())]),
            IllMoneyText::Missing(missing) => self.say("ill-money-missing", &[sum(missing)]),
        }
    }

    /// Other lines of "ill today".
    pub fn ill(&self, text: &IllText<'_>) -> String {
        match text {
            IllText::NoticeWaiting => self.say("ill-notice-waiting", &[]),
            IllText::NoticeSending => self.say("ill-notice-sending", &[]),
            IllText::NoticeFiled(reason) => self.say("ill-notice-filed", &[("reason", (*reason).into())]),
            IllText::NoticeAlready => self.say("ill-notice-already", &[]),
            IllText::NoticeRefused => self.say("ill-notice-refused", &[]),
            IllText::NoticeExpired => self.say("ill-notice-expired", &[]),
            IllText::Cancelled => self.say("ill-cancelled", &[]),
            IllText::NoReasons => self.say("ill-no-reasons", &[]),
            IllText::NothingOrdered => self.say("ill-nothing-ordered", &[]),
            IllText::MealsUnread => self.say("ill-meals-unread", &[]),
            IllText::AttentionMissing(sum) => self.say("ill-attention-missing", &[("sum", self.money(*sum).into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, date};
    use crate::l10n::Locale;

    #[test]
    fn the_countdown_says_how_long_is_left_and_at_the_second_that_it_is_too_late() {
        let ru = L10n::new(Locale::Ru);
        let cut_off = at("2026-05-12 14:00");
        assert_eq!(ru.order_until(Some(cut_off), at("2026-05-12 11:30")), "Заказать или отменить можно до 14:00 (осталось 2 ч 30 мин)");
        let last = cut_off.plus_seconds(-1);
        assert_eq!(ru.order_until(Some(cut_off), last), "Заказать или отменить можно до 14:00 (осталось меньше минуты)");
        assert_eq!(ru.order_until(Some(cut_off), cut_off), "Поздно: заказать или отменить можно было до 14:00");
        assert!(ru.order_until(Some(at("2026-05-15 14:00")), last).contains("до 14:00, 15 мая"));
        assert!(ru.order_until(None, last).contains("школа не сообщает"));
    }

    #[test]
    fn a_confirmation_names_child_school_day_meal_and_price() {
        let ru = L10n::new(Locale::Ru);
        let now = at("2026-05-12 11:30");
        let what = Confirmed {
            child: "Алиса Волкова",
            school: "ГБОУ Школа № 3107",
            meal: "Комплекс № 1 (обед)",
            day: date("2026-05-13"),
            price: Some(Money(18_750)),
            cut_off: Some(at("2026-05-12 14:00")),
        };
        assert_eq!(
            ru.order_confirmation(what, true, now),
            "Заказать: Комплекс № 1 (обед). Ребёнок: Алиса Волкова. Школа: ГБОУ Школа № 3107. День: среда, 13 мая. Цена: 187,50\u{a0}₽. Заказать или отменить можно до 14:00 (осталось 2 ч 30 мин)."
        );
    }

    #[test]
    fn portions_and_wishes_are_grammatical() {
        let ru = L10n::new(Locale::Ru);
        let day = date("2026-05-13");
        let text = |text: OrderText<'_>, wanted| ru.order(&text, "Обед", day, wanted, date("2026-05-12"));
        assert_eq!(text(OrderText::Done, 1), "«Обед», среда, 13 мая: заказана 1 порция.");
        assert_eq!(text(OrderText::Done, 0), "«Обед», среда, 13 мая: ничего не заказано.");
        assert!(text(OrderText::Conflict(2), 0).contains("вы просили отменить заказ, а в школе заказаны 2 порции"));
        assert!(text(OrderText::Refused("insufficientFunds"), 1).contains("не хватает денег"));
        assert_eq!(ru.week_days(WeekDays { monday: true, friday: true, ..WeekDays::default() }), "пн, пт");
    }
}
