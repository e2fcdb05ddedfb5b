//! Screen states for tests: one family on one school day.

pub mod alerts;
pub mod bans;
mod cards;
pub mod orders;
pub mod paying;

pub use cards::cards;
use schoolcard_core::domain::forecast::{Reach, RunOut, Suggestion};
use schoolcard_core::domain::spending::SpendingKind;
use schoolcard_core::domain::{
    AccountNumber, Balance, DataState, Freshness, LocalDate, LocalTime, Moment, Money, MovementId, MovementKind, OrganizationId, Period,
    PersonId, Presence, PresenceEvidence, PurchaseId, PurchaseItem, PurchaseKind, PurchaseStatus, Source, UnknownReason,
};
use schoolcard_core::screens::bills::{BillsState, FindingKind, FindingRow};
use schoolcard_core::screens::home::{
    BalanceCell, BalanceFigure, ChildCard, DatedBalance, DatedPresence, DatedToday, PresenceFigure, TodayFigure, TodayPurchases,
};
use schoolcard_core::screens::meals::{MealDay, PurchaseRow};
use schoolcard_core::screens::money::{MovementDay, MovementRow, SpendingBar};
use schoolcard_core::screens::notice::{Notice, NoticeKind, SyncProgress};
use schoolcard_core::screens::outlook::{DatedRunOut, RunOutCell, RunOutFigure, SuggestionRow};
use schoolcard_core::screens::spent::{SpendingByKind, SpendingRun, SpendingShare};
use schoolcard_core::screens::visits::{VisitDay, VisitRow};
use schoolcard_core::screens::{HomeState, MealsState, MoneyState, ScreenState, VisitsState};

/// 12 May 2026, `hour:minute` in Moscow.
pub fn at(hour: u32, minute: u32) -> Moment {
    Moment::at(day(12), LocalTime::new(hour, minute).expect("a time"))
}

/// A day of May 2026.
pub fn day(number: u32) -> LocalDate {
    LocalDate::new(2026, 5, number).expect("a day")
}

pub fn period() -> Period {
    Period::new(day(1), day(12))
}

/// The first child.
pub fn anna() -> PersonId {
    PersonId::from("5f1c0000-0000-4000-8000-000000000001")
}

/// The second child.
pub fn ivan() -> PersonId {
    PersonId::from("5f1c0000-0000-4000-8000-000000000002")
}

pub fn fresh() -> Freshness {
    Freshness { as_of: at(11, 30), source: Source::Server, state: DataState::Live }
}

pub fn as_of() -> String {
    "на 11:30".to_owned()
}

fn in_school() -> DatedPresence {
    DatedPresence {
        value: PresenceFigure {
            presence: Presence::InSince { since: at(8, 7), evidence: PresenceEvidence::Passage },
            text: "В школе с 08:07".into(),
            evidence_text: "по турникету".into(),
            place: "Школа № 1514, корпус 1".into(),
        },
        freshness: fresh(),
        as_of_text: as_of(),
    }
}

fn balance() -> BalanceCell {
    BalanceCell::Known {
        figure: DatedBalance {
            value: BalanceFigure {
                balance: Balance { confirmed: Money(122_690), coming: Money(0), reserved: Money(18_500) },
                text: "1\u{a0}226,90\u{a0}₽".into(),
                spoken: String::new(),
            },
            freshness: fresh(),
            as_of_text: as_of(),
        },
    }
}

fn suggestion() -> SuggestionRow {
    let suggestion = Suggestion { reach: Reach::Friday, until: day(15), smallest: Money(70_200), sum: Money(71_000) };
    let text = "До пятницы, 15 мая: 710,00\u{a0}₽".to_owned();
    SuggestionRow { suggestion, spoken: text.clone(), text }
}

fn run_out() -> RunOutCell {
    RunOutCell::Known {
        figure: DatedRunOut {
            value: RunOutFigure {
                run_out: RunOut::EnoughUntil { day: day(14), earliest: day(13), latest: day(18), short_on: day(15) },
                text: "При обычных тратах хватит до четверга, 14 мая".into(),
                range_text: "раньше всего до 13 мая, позже всего до 18 мая".into(),
                suggestions: vec![suggestion()],
            },
            freshness: Freshness { source: Source::Computed, ..fresh() },
            as_of_text: as_of(),
        },
    }
}

fn spending_by_kind() -> SpendingByKind {
    let run = |from: u32, to: u32, label: &str, roubles: i64, per_mille: u32| SpendingRun {
        period: Period::new(day(from), day(to)),
        label: label.to_owned(),
        spent: Money(roubles * 100),
        text: format!("{roubles},00\u{a0}₽"),
        spoken: format!("{roubles} рублей"),
        per_mille,
    };
    let share = |kind, label: &str, roubles: i64, per_mille: u32| SpendingShare {
        kind,
        label: label.to_owned(),
        spent: Money(roubles * 100),
        text: format!("{roubles},00\u{a0}₽"),
        spoken: format!("{roubles} рублей"),
        per_mille,
    };
    SpendingByKind {
        total: Money(78_000),
        total_text: "Потрачено 780,00\u{a0}₽".into(),
        weeks: vec![run(4, 10, "4 мая – 10 мая", 510, 1000), run(11, 12, "11 мая – 12 мая", 270, 529)],
        months: vec![run(1, 12, "Май 2026", 780, 1000)],
        kinds: vec![share(SpendingKind::Complex, "Комплексы", 585, 750), share(SpendingKind::Buffet, "Буфет", 195, 250)],
    }
}

fn bills() -> BillsState {
    let text = "День 8 мая изменён 11 мая: −7,00\u{a0}₽".to_owned();
    BillsState::Checked {
        period: period(),
        text: "Проверено с 1 мая по 12 мая: 1 вопрос к школе".into(),
        findings: vec![FindingRow { kind: FindingKind::Edited, date: day(8), spoken: text.clone(), text }],
    }
}

/// Two children: one inside with a known balance, one of whom little is known.
pub fn home() -> ScreenState {
    let anna_card = ChildCard {
        person: anna(),
        name: "Анна Соколова".into(),
        short_name: "Анна".into(),
        class_name: "4-Б".into(),
        school: "Школа № 1514".into(),
        account: Some(AccountNumber(4_021_337)),
        presence: in_school(),
        balance: balance(),
        run_out: run_out(),
        today: DatedToday {
            value: TodayFigure {
                purchases: TodayPurchases::Known { count: 1, spent: Money(18_500) },
                text: "Сегодня: 1 покупка на 185,00\u{a0}₽".into(),
                spoken: String::new(),
            },
            freshness: fresh(),
            as_of_text: as_of(),
        },
        attention: vec![],
    };
    let ivan_card = ChildCard {
        person: ivan(),
        name: "Иван Соколов".into(),
        short_name: "Иван".into(),
        class_name: "9-Г".into(),
        school: "Школа № 57".into(),
        account: None,
        presence: DatedPresence {
            value: PresenceFigure {
                presence: Presence::Unknown { since: None, reason: UnknownReason::EntryNotRecorded },
                text: "Вход пока не зафиксирован".into(),
                evidence_text: "Так бывает: забыл карту, вошёл с классом, данные ещё в пути".into(),
                place: String::new(),
            },
            freshness: fresh(),
            as_of_text: as_of(),
        },
        balance: BalanceCell::Loading { text: "Читаем баланс…".into() },
        run_out: RunOutCell::Unknown { text: "Пока неизвестно, на сколько хватит денег".into() },
        today: DatedToday {
            value: TodayFigure {
                purchases: TodayPurchases::NotRead,
                text: "О сегодняшних покупках данных пока нет".into(),
                spoken: String::new(),
            },
            freshness: fresh(),
            as_of_text: as_of(),
        },
        attention: vec![Notice::new(NoticeKind::ServiceDown, "Служба питания не отвечает".into())],
    };
    ScreenState::Home {
        state: HomeState::Children {
            cards: vec![anna_card, ivan_card],
            notices: vec![],
            progress: SyncProgress::FirstSync {
                events: 12_480,
                reached: LocalDate::new(2024, 3, 3),
                text: "Загружаем историю: 12 480 событий, дошли до 3 марта 2024".into(),
            },
        },
    }
}

fn visit(entry: Option<(u32, u32)>, exit: Option<(u32, u32)>, text: &str) -> VisitRow {
    let time = |(hour, minute)| LocalTime::new(hour, minute).expect("a time");
    VisitRow {
        entry: entry.map(time),
        exit: exit.map(time),
        still_inside: false,
        minutes: None,
        organization_id: OrganizationId::from("1514"),
        organization: "Школа № 1514, корпус 1".into(),
        address: "улица Крупской, 12".into(),
        brought_by: None,
        fetched_by: None,
        text: text.into(),
        spoken: String::new(),
        duration_text: String::new(),
        late_text: String::new(),
    }
}

/// Still inside today; a missing entry and a whole visit the day before.
pub fn visits() -> ScreenState {
    let today = VisitRow { still_inside: true, ..visit(Some((8, 7)), None, "08:07 – ещё в школе") };
    let no_entry = VisitRow {
        organization_id: OrganizationId::from(""),
        late_text: "узнали в 15:20".into(),
        fetched_by: Some("Соколова Мария Петровна".into()),
        ..visit(None, Some((8, 2)), "вход не зафиксирован – 08:02")
    };
    let whole =
        VisitRow { minutes: Some(386), duration_text: "6 ч 26 мин".into(), ..visit(Some((8, 7)), Some((14, 33)), "08:07 – 14:33") };
    ScreenState::Visits {
        state: VisitsState::Days {
            person: anna(),
            name: "Анна Соколова".into(),
            period: period(),
            presence: in_school(),
            freshness: fresh(),
            as_of_text: as_of(),
            days: vec![
                VisitDay { date: day(12), title: "вторник, 12 мая".into(), visits: vec![today] },
                VisitDay { date: day(8), title: "пятница, 8 мая".into(), visits: vec![no_entry, whole] },
            ],
            empty_text: String::new(),
            unread: vec![Period::new(day(1), day(4))],
            unread_text: "Дни до 5 мая ещё не прочитаны".into(),
            notices: vec![],
            progress: SyncProgress::Refreshing,
        },
    }
}

/// A paid lunch today.
pub fn meals() -> ScreenState {
    let lunch = PurchaseRow {
        id: PurchaseId::from("900001"),
        at: at(11, 40),
        kind: PurchaseKind::PaidComplex,
        status: PurchaseStatus::Issued,
        total: Money(18_500),
        items: vec![PurchaseItem {
            name: "Обед комплексный".into(), amount: 1, price: Money(18_500), consists_of: vec!["Суп".into()]
        }],
        title: "11:40 · Платный комплекс".into(),
        total_text: "185,00\u{a0}₽".into(),
        spoken: String::new(),
        item_texts: vec!["Обед комплексный × 1 — 185,00\u{a0}₽".into()],
    };
    ScreenState::Meals {
        state: MealsState::Days {
            person: anna(),
            name: "Анна Соколова".into(),
            period: period(),
            freshness: fresh(),
            as_of_text: as_of(),
            days: vec![MealDay {
                date: day(12),
                title: "вторник, 12 мая".into(),
                spent: Money(18_500),
                spent_text: "185,00\u{a0}₽".into(),
                purchases: vec![lunch],
            }],
            empty_text: String::new(),
            unread: vec![],
            unread_text: String::new(),
            notices: vec![],
            progress: SyncProgress::Idle { last_success: Some(at(11, 30)) },
        },
    }
}

/// A purchase and an edited purchase; a chart of twelve days.
pub fn money() -> ScreenState {
    let row = |id: &str, sum: i64, after: Option<i64>, text: &str| MovementRow {
        id: MovementId::from(id),
        at: at(11, 40),
        kind: MovementKind::Purchase,
        sum: Money(sum),
        balance_after: after.map(Money),
        edited: after.is_none(),
        title: "11:40 · Покупка".into(),
        sum_text: text.into(),
        spoken: String::new(),
        edit_text: if after.is_none() {
            "Изменено школой 12 мая: было −150,00\u{a0}₽".into()
        } else {
            String::new()
        },
    };
    let spending = (1..=12)
        .map(|number| SpendingBar {
            date: day(number),
            label: format!("пн {number:>2}"),
            spent: Money(i64::from(number) * 1000),
            text: format!("{number}0,00\u{a0}₽"),
            per_mille: number * 1000 / 12,
        })
        .collect();
    ScreenState::Money {
        state: MoneyState::Account {
            person: anna(),
            name: "Анна Соколова".into(),
            account: Some(AccountNumber(4_021_337)),
            period: period(),
            balance: balance(),
            run_out: run_out(),
            freshness: fresh(),
            as_of_text: as_of(),
            days: vec![MovementDay {
                date: day(12),
                title: "вторник, 12 мая".into(),
                movements: vec![row("a", -18_500, Some(122_690), "−185,00\u{a0}₽"), row("b", -15_500, None, "−155,00\u{a0}₽")],
            }],
            spending,
            spending_by_kind: spending_by_kind(),
            bills: bills(),
            empty_text: String::new(),
            unread: vec![],
            unread_text: String::new(),
            notices: vec![],
            progress: SyncProgress::Idle { last_success: Some(at(11, 30)) },
        },
    }
}
