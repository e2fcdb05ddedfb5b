//! Orders ahead and "ill today" for tests.

use schoolcard_core::domain::{AbsenceReason, CutOff, LocalTime, MealKind, Money, Period, WeekDays, WeeklyOrder};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::home::BalanceCell;
use schoolcard_core::screens::ill_today::{IllFigure, IllKind, IllMeal, IllMealKind, IllMoneyKind, IllNoticeKind, IllReason};
use schoolcard_core::screens::orders::{
    CutOffRow, DatedOrderWeek, MealChoice, OrderChange, OrderChangeKind, OrderDayKind, OrderDayRow, OrderMeal, OrderWeek, WeeklyOffer,
};
use schoolcard_core::screens::{IllTodayState, OrdersState};

use super::{anna, at, day, fresh};

fn meal(complex: i64, title: &str, seen: &[i64], choice: MealChoice) -> OrderMeal {
    OrderMeal {
        complex,
        name: title.into(),
        kind: Some(MealKind::Lunch),
        title: title.into(),
        price: Some(Money(18_750)),
        price_text: "187,50\u{a0}₽ за порцию".into(),
        seen: seen.to_vec(),
        amount: seen.iter().sum(),
        cut_off: Some(at(14, 0)),
        until_text: "Заказать или отменить можно до 14:00 (осталось 2 ч 30 мин)".into(),
        choice,
        weekly: Some(WeeklyOffer {
            seen: vec![],
            suggested: WeeklyOrder::until_summer(day(12), day(12), 1, WeekDays { wednesday: true, ..WeekDays::default() }),
            question: format!("Заказывать каждую неделю: {title}. Ребёнок: Анна Лебедева. В какие дни?"),
        }),
        change: None,
    }
}

/// A week with a meal ordered, one that can be ordered, and one that is too late.
pub fn week() -> OrdersState {
    let mut ordered = meal(
        601,
        "Обед № 1, 1 порция",
        &[1],
        MealChoice::CanCancel {
            confirmation: "Отменить заказ: Обед № 1. Ребёнок: Анна Лебедева".into()
        },
    );
    ordered.change = Some(OrderChange {
        id: IntentId("o-1".into()),
        kind: OrderChangeKind::Done,
        code: String::new(),
        asked_at: at(11, 30),
        text: "«Обед № 1», среда, 13 мая: заказана 1 порция.".into(),
    });
    let offered = meal(602, "Обед № 2", &[], MealChoice::CanOrder { confirmation: "Заказать: Обед № 2. Ребёнок: Анна Лебедева".into() });
    let late = meal(603, "Обед № 3", &[1], MealChoice::TooLate);
    let row = OrderDayRow {
        day: day(13),
        title: "среда, 13 мая".into(),
        kind: OrderDayKind::Open,
        text: "Заказы принимают".into(),
        meals: vec![ordered, offered, late],
        empty_text: String::new(),
    };
    OrdersState::Orders {
        person: anna(),
        name: "Анна Лебедева".into(),
        school: "ГБОУ Школа № 3254".into(),
        period: Period::new(day(11), day(17)),
        week: DatedOrderWeek { value: OrderWeek { days: vec![row] }, freshness: fresh(), as_of_text: "на 11:30".into() },
        rules: vec![],
        balance: BalanceCell::Loading { text: "Баланс загружается".into() },
        cut_offs: vec![
            CutOffRow {
                meal: None, title: "Все приёмы пищи".into(), rule: None, text: "Срок заказа не указан".into()
            },
            CutOffRow {
                meal: Some(MealKind::Lunch),
                title: "Обед".into(),
                rule: Some(CutOff { days_before: 1, time: LocalTime::new(14, 0).unwrap() }),
                text: "Заказ и отмена: за 1 учебный день, до 14:00".into(),
            },
        ],
        notices: vec![],
    }
}

/// Nothing asked for yet; two reasons.
pub fn ill_form() -> IllTodayState {
    let reason = |id, name: &str| IllReason {
        reason: AbsenceReason { id, name: name.into() },
        confirmation: format!("Анна Лебедева останется дома: среда, 13 мая. Причина: {name}."),
    };
    IllTodayState::Form {
        person: anna(),
        name: "Анна Лебедева".into(),
        day: day(13),
        day_title: "среда, 13 мая".into(),
        reasons: vec![reason(1, "По болезни"), reason(3, "Посещение врача")],
        reasons_text: String::new(),
        meals: vec!["Обед № 1. Заказать или отменить можно до 14:00".into()],
        meals_text: String::new(),
        freshness: fresh(),
        as_of_text: "на 11:30".into(),
        notices: vec![],
    }
}

/// Asked for: one meal cancelled, one too late.
pub fn ill_asked() -> IllTodayState {
    let meal = |title: &str, kind, text: &str, money, money_text: &str| IllMeal {
        complex: 601,
        title: title.into(),
        total: Money(18_750),
        kind,
        text: text.into(),
        money,
        money_text: money_text.into(),
    };
    IllTodayState::Asked {
        person: anna(),
        name: "Анна Лебедева".into(),
        day: day(13),
        day_title: "среда, 13 мая".into(),
        ill: IllFigure {
            id: IntentId("i-1".into()),
            asked_at: at(8, 0),
            changed_at: at(8, 0),
            kind: IllKind::Settled,
            meals: vec![
                meal("Обед", IllMealKind::Cancelled, "Обед: отменено", IllMoneyKind::Awaited, "Ждём возврата 187,50\u{a0}₽"),
                meal("Завтрак", IllMealKind::TooLate, "Завтрак: поздно, отменить можно было до 07:00", IllMoneyKind::Unknown, ""),
            ],
            meals_text: String::new(),
            notice: IllNoticeKind::Filed,
            notice_text: "Школе сообщили: По болезни".into(),
            can_cancel: false,
        },
        notices: vec![],
    }
}
