//! Little stories told through a real store: what a parent reads at one moment, kept as snapshots.

mod bill_facts;
mod reading;
mod stories;
mod weekly;

use std::collections::BTreeMap;

use reading::read;
use stories::{MASHA, Story, household};

use super::home::BalanceCell;
use super::sign_in::SignInTrouble;
use super::*;
use crate::domain::samples::{at, date};
use crate::domain::{DataState, LocalTime, Money, Presence, PresenceEvidence, UnknownReason};
use crate::l10n::Locale;
use crate::store::{ChildChange, Outcome, Service};

fn week() -> Period {
    Period::new(date("2026-05-08"), date("2026-05-14"))
}

fn screens_of(story: &Story, now: &str) -> String {
    let child: PersonId = MASHA.into();
    let all = [
        Screen::Home,
        Screen::Visits { child: child.clone(), period: week() },
        Screen::Meals { child: child.clone(), period: week() },
        Screen::Money { child, period: week() },
    ];
    all.iter().map(|screen| read(&story.state(screen, now))).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_school_day_at_noon_in_russian() {
    insta::assert_snapshot!(screens_of(&household(), "2026-05-12 12:05"));
}

#[test]
fn the_same_noon_in_english() {
    insta::assert_snapshot!(screens_of(&household().speaking(Locale::En), "2026-05-12 12:05"));
}

#[test]
fn the_same_data_two_days_later_without_network() {
    let mut story = household();
    story.started_at = at("2026-05-14 10:00");
    story.notices = vec![NoticeKind::Offline];
    insta::assert_snapshot!(screens_of(&story, "2026-05-14 10:01"));
}

#[test]
fn p5_and_p6_a_purchase_after_the_exit_shows_presence_and_a_hint() {
    let story = household();
    story.tap(MASHA, "2026-05-12 14:33", crate::domain::Direction::Out);
    story.buy(MASHA, "2026-05-12 15:10", 4_500);
    let card = story.card(MASHA, "2026-05-12 15:12");
    assert_eq!(card.presence.value.presence, Presence::InSince { since: at("2026-05-12 15:10"), evidence: PresenceEvidence::Purchase });
    assert!(card.presence.value.evidence_text.contains("хотя перед этим был записан выход"), "{}", card.presence.value.evidence_text);
    assert_eq!(card.attention.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::CopiedCard]);
    assert_eq!(story.card(MASHA, "2026-05-13 08:00").attention, [], "the hint is of its day");
}

#[test]
fn m2_one_service_down_dates_its_own_figures_and_leaves_the_others_live() {
    let story = household();
    story.note(MASHA, Service::Pass, "2026-05-12 12:04", Outcome::ServiceDown);
    let card = story.card(MASHA, "2026-05-12 12:05");
    assert_eq!(card.presence.freshness.state, DataState::ServiceDown);
    assert_eq!(card.presence.freshness.as_of, at("2026-05-12 12:00"), "the last success, not the last attempt");
    assert_eq!(card.presence.as_of_text, "на 12:00, школа не отвечает");
    assert!(matches!(card.presence.value.presence, Presence::InSince { .. }), "with its last value");
    let BalanceCell::Known { figure } = &card.balance else { panic!("{:?}", card.balance) };
    assert_eq!(figure.freshness.state, DataState::Live);
    let HomeState::Children { notices, .. } = story.home("2026-05-12 12:05") else { panic!() };
    assert_eq!(notices.len(), 1);
    assert!(notices[0].text.starts_with("Служба проходов не отвечает"));
}

#[test]
fn m2_what_is_ordered_ahead_is_reserved_until_it_is_charged() {
    let story = household();
    story.order_ahead(MASHA, "2026-05-12 10:00", "2026-05-14", 18_000);
    let reserved = |story: &Story| match story.card(MASHA, "2026-05-12 12:05").balance {
        BalanceCell::Known { figure } => figure.value.balance.reserved,
        other => panic!("{other:?}"),
    };
    assert_eq!(reserved(&story), Money(18_000));
    story.charge_order(MASHA, "2026-05-12 10:00", -18_000);
    assert_eq!(reserved(&story), Money::ZERO, "it has left the confirmed sum already");
}

#[test]
fn a_low_balance_needs_attention_and_a_debt_more_so_but_not_for_free_meals_only() {
    let story = household();
    story.balance(MASHA, 4_000, Some(10_000));
    assert_eq!(story.card(MASHA, "2026-05-12 12:05").attention[0].text, "На счёте осталось 40,00\u{a0}₽: это меньше порога 100,00\u{a0}₽");
    story.balance(MASHA, -24_050, Some(10_000));
    let attention = story.card(MASHA, "2026-05-12 12:05").attention;
    assert!(attention[0].text.starts_with("На счёте долг 240,50\u{a0}₽"), "{attention:?}");
    story.balance(stories::PETYA, 0, Some(10_000));
    assert_eq!(story.card(stories::PETYA, "2026-05-12 12:05").attention, [], "he pays for nothing");
}

#[test]
fn p7_late_news_is_said_only_for_taps_made_while_the_phone_was_following() {
    let story = household();
    let late_texts = |story: &Story| match story.visits(week(), "2026-05-12 16:00") {
        VisitsState::Days { days, .. } => days.iter().flat_map(|day| &day.visits).map(|visit| visit.late_text.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(late_texts(&story).iter().all(String::is_empty));
    story.tap_learned(MASHA, "2026-05-12 14:33", crate::domain::Direction::Out, "2026-05-12 15:20");
    assert_eq!(late_texts(&story)[0], "узнали в 15:20");

    let fresh = Story::new();
    for (day, out) in [("2026-05-11 08:00", "2026-05-11 14:00"), ("2026-05-12 08:00", "2026-05-12 14:00")] {
        fresh.tap_learned(MASHA, day, crate::domain::Direction::In, "2026-05-12 15:30");
        fresh.tap_learned(MASHA, out, crate::domain::Direction::Out, "2026-05-12 15:30");
    }
    fresh.note(MASHA, Service::Pass, "2026-05-12 15:30", Outcome::Ok);
    assert!(late_texts(&fresh).iter().all(String::is_empty), "the first reading learns everything late");
}

#[test]
fn m2_an_edit_and_a_removal_by_the_school_are_shown_not_hidden() {
    let story = household();
    story.school_edits(MASHA, "2026-05-08 11:40", -12_000, "2026-05-12 12:01");
    let MoneyState::Account { days, .. } = story.money(week(), "2026-05-12 12:05") else { panic!() };
    let row = &days.last().unwrap().movements[0];
    assert!(row.edited);
    assert_eq!(row.edit_text, "Изменено школой 12 мая: было \u{2212}185,00\u{a0}₽");
    assert_eq!(row.sum, Money(-12_000));
    story.school_removes(MASHA, "2026-05-08", "2026-05-12 12:02");
    let MoneyState::Account { days, spending, .. } = story.money(week(), "2026-05-12 12:05") else { panic!() };
    assert_eq!(days.last().unwrap().movements[0].edit_text, "Школа убрала эту операцию");
    assert_eq!(spending[0].spent, Money::ZERO, "what was taken away is not spending");
}

#[test]
fn the_spending_chart_has_a_bar_a_day_oldest_first_and_the_longest_is_whole() {
    let MoneyState::Account { spending, .. } = household().money(week(), "2026-05-12 12:05") else { panic!() };
    assert_eq!(
        spending.iter().map(|bar| bar.date).collect::<Vec<_>>(),
        (8..=12).map(|d| date(&format!("2026-05-{d:02}"))).collect::<Vec<_>>(),
        "days that have not come have no bar"
    );
    assert_eq!(spending.iter().map(|bar| bar.per_mille).max(), Some(1000));
    assert_eq!(spending[0].label, "пт 8");
    let story = household();
    story.read_days(MASHA, "2016-09-01", "2026-04-07", "2026-05-12 12:00");
    let MoneyState::Account { spending, .. } = story.money(Period::new(date("2016-09-01"), date("2026-05-14")), "2026-05-12 12:05") else {
        panic!()
    };
    assert_eq!(spending.len(), 366, "ten years are no chart");
    assert_eq!(spending.last().unwrap().date, date("2026-05-12"));
}

#[test]
fn a_cancelled_purchase_is_listed_but_not_counted() {
    let story = household();
    story.cancel_latest_purchase(MASHA, "2026-05-12 11:40");
    assert_eq!(story.card(MASHA, "2026-05-12 12:05").today.value.purchases, home::TodayPurchases::Known { count: 1, spent: Money::ZERO });
    let MealsState::Days { days, .. } = story.meals(week(), "2026-05-12 12:05") else { panic!() };
    assert_eq!(days[0].purchases.len(), 2);
    assert_eq!(days[0].spent, Money::ZERO, "what is left was free");
    assert!(days[0].purchases.iter().any(|row| row.title.ends_with("отменено")));
}

#[test]
fn nothing_read_yet_is_loading_and_never_a_zero_taken_for_truth() {
    let story = Story::new();
    let card = story.card(MASHA, "2026-05-12 12:05");
    assert!(matches!(card.balance, BalanceCell::Loading { .. }));
    assert_eq!(card.presence.value.presence, Presence::Unknown { since: None, reason: UnknownReason::NoData });
    assert_eq!(card.presence.value.text, "Проходы ещё не загружены");
    assert_eq!(card.presence.as_of_text, "данных ещё нет");
    assert_eq!(card.today.value.purchases, home::TodayPurchases::NotRead);
    assert_eq!(card.today.value.text, "О сегодняшних покупках данных пока нет");
    assert!(matches!(story.visits(week(), "2026-05-12 12:05"), VisitsState::Loading { .. }));
    assert!(matches!(story.meals(week(), "2026-05-12 12:05"), MealsState::Loading { .. }));
    assert!(matches!(story.money(week(), "2026-05-12 12:05"), MoneyState::Loading { .. }));
}

#[test]
fn days_that_were_never_read_are_loading_and_not_empty_whatever_is_under_way() {
    let mut story = household();
    let winter = Period::new(date("2026-01-01"), date("2026-01-31"));
    for progress in [Progress::FirstSync { events: 12_480, reached: Some(date("2026-03-03")) }, Progress::Idle { last_success: None }] {
        story.progress = progress;
        assert!(matches!(story.visits(winter, "2026-05-12 12:05"), VisitsState::Loading { .. }));
        assert!(matches!(story.meals(winter, "2026-05-12 12:05"), MealsState::Loading { .. }));
        let MoneyState::Account { balance, freshness, days, spending, empty_text, unread, unread_text, .. } =
            story.money(winter, "2026-05-12 12:05")
        else {
            panic!()
        };
        assert!(matches!(balance, BalanceCell::Known { .. }), "the balance is known all the same");
        assert_eq!((days, spending, empty_text.as_str()), (vec![], vec![], ""));
        assert_eq!((unread, unread_text.as_str()), (vec![winter], "Эти дни ещё не прочитаны"));
        assert_eq!(freshness.state, DataState::Cached);
    }
    story.progress = Progress::FirstSync { events: 12_480, reached: Some(date("2026-03-03")) };
    let VisitsState::Days { progress: SyncProgress::FirstSync { text, .. }, .. } = story.visits(week(), "2026-05-12 12:05") else {
        panic!()
    };
    assert_eq!(text, "Загружаем историю: 12\u{a0}480 событий, дошли до 3 марта");
    story.read_days(MASHA, "2026-01-01", "2026-04-07", "2026-05-12 12:01");
    assert!(
        matches!(story.visits(winter, "2026-05-12 12:05"), VisitsState::Days { empty_text, unread_text, .. } if !empty_text.is_empty() && unread_text.is_empty())
    );
}

#[test]
fn where_some_days_were_read_the_others_are_named_and_have_no_bar() {
    let story = household();
    let spring = Period::new(date("2026-04-04"), date("2026-04-20"));
    let VisitsState::Days { days, empty_text, unread, unread_text, .. } = story.visits(spring, "2026-05-12 12:05") else { panic!() };
    assert_eq!((days.len(), empty_text.as_str()), (0, "За прочитанные дни проходов нет."));
    assert_eq!(unread, [Period::new(date("2026-04-04"), date("2026-04-07"))]);
    assert_eq!(unread_text, "Дни до 8 апреля ещё не прочитаны");
    let MoneyState::Account { spending, unread_text, .. } = story.money(spring, "2026-05-12 12:05") else { panic!() };
    assert_eq!((spending.len(), spending[0].date), (13, date("2026-04-08")));
    assert_eq!(unread_text, "Дни до 8 апреля ещё не прочитаны");
    let MealsState::Days { unread_text, .. } = story.speaking(Locale::En).meals(spring, "2026-05-12 12:05") else { panic!() };
    assert_eq!(unread_text, "The days before 8 April have not been read yet");
}

#[test]
fn every_gap_among_the_days_read_has_its_words() {
    let story = Story::new();
    let said = |period: (&str, &str)| match story.visits(Period::new(date(period.0), date(period.1)), "2026-05-12 12:05") {
        VisitsState::Days { unread_text, .. } => unread_text,
        other => panic!("{other:?}"),
    };
    for (from, to) in [("2026-04-10", "2026-04-12"), ("2026-04-14", "2026-04-20"), ("2026-04-24", "2026-05-10")] {
        story.read_days(MASHA, from, to, "2026-05-12 12:00");
    }
    assert_eq!(said(("2026-04-10", "2026-04-20")), "День 13 апреля ещё не прочитан");
    assert_eq!(said(("2026-04-14", "2026-04-24")), "Дни с 21 апреля по 23 апреля ещё не прочитаны");
    assert_eq!(said(("2026-04-14", "2026-04-23")), "Дни после 20 апреля ещё не прочитаны");
    assert_eq!(said(("2026-04-09", "2026-05-31")), "Часть дней с 9 апреля по 12 мая ещё не прочитана");
    assert_eq!(said(("2026-04-24", "2026-05-10")), "");
}

#[test]
fn days_are_dated_by_the_oldest_reading_among_them_and_days_long_past_are_not_late() {
    let mut story = household();
    story.read_days(MASHA, "2026-01-01", "2026-04-07", "2026-05-02 10:00");
    story.started_at = at("2026-05-12 11:55");
    let fresh = |story: &Story, from: &str, to: &str| match story.visits(Period::new(date(from), date(to)), "2026-05-12 12:05") {
        VisitsState::Days { freshness, as_of_text, .. } => (freshness.as_of, freshness.state, as_of_text),
        other => panic!("{other:?}"),
    };
    assert_eq!(fresh(&story, "2026-05-01", "2026-05-12"), (at("2026-05-12 12:00"), DataState::Live, "на 12:00".into()));
    assert_eq!(fresh(&story, "2026-04-01", "2026-05-12"), (at("2026-05-02 10:00"), DataState::Cached, "на 2 мая, 10:00".into()));
    assert_eq!(fresh(&story, "2026-01-01", "2026-03-31"), (at("2026-05-02 10:00"), DataState::Cached, "на 2 мая, 10:00".into()));

    let later = |story: &Story, from: &str, to: &str| match story.money(Period::new(date(from), date(to)), "2026-05-14 10:00") {
        MoneyState::Account { freshness, unread_text, .. } => (freshness.state, unread_text),
        other => panic!("{other:?}"),
    };
    assert_eq!(later(&story, "2026-05-01", "2026-05-12"), (DataState::Late, String::new()), "these should have been read again");
    assert_eq!(later(&story, "2026-05-01", "2026-05-14"), (DataState::Late, "Дни после 12 мая ещё не прочитаны".into()));
    assert_eq!(later(&story, "2026-03-01", "2026-03-31"), (DataState::Cached, String::new()));
}

#[test]
fn a_tap_of_a_day_that_was_not_read_is_shown_and_dated_by_when_it_was_learned() {
    let story = Story::new();
    story.tap_learned(MASHA, "2026-05-12 08:07", crate::domain::Direction::In, "2026-05-12 08:09");
    let today = Period::new(date("2026-05-12"), date("2026-05-12"));
    let VisitsState::Days { days, freshness, unread, .. } = story.visits(today, "2026-05-12 08:20") else { panic!() };
    assert_eq!((days.len(), freshness.as_of, unread), (1, at("2026-05-12 08:09"), vec![today]));
}

#[test]
fn signed_out_shows_nothing_and_a_sign_in_that_ran_out_keeps_everything_readable() {
    let mut story = household();
    story.session = SessionView::NeedsSignIn;
    let HomeState::Children { cards, notices, .. } = story.home("2026-05-12 12:05") else { panic!() };
    assert_eq!(cards.len(), 2);
    assert_eq!(notices[0].kind, NoticeKind::NeedsSignIn);
    for session in [SessionView::SignedOut, SessionView::Working, SessionView::AwaitingRedirect { url: "https://login/".into() }] {
        story.session = session;
        assert_eq!(story.home("2026-05-12 12:05"), HomeState::SignedOut);
        assert_eq!(story.visits(week(), "2026-05-12 12:05"), VisitsState::SignedOut);
        assert_eq!(story.meals(week(), "2026-05-12 12:05"), MealsState::SignedOut);
        assert_eq!(story.money(week(), "2026-05-12 12:05"), MoneyState::SignedOut);
    }
}

#[test]
fn signing_in_says_at_every_step_what_to_do() {
    let mut story = household();
    let mut said = Vec::new();
    let troubles = {
        use SignInTrouble as T;
        [T::Refused, T::WrongAnswer, T::CodeExpired, T::NoSchoolAccount, T::NotAParent, T::Offline, T::ServiceDown]
    };
    let steps = [
        SessionView::SignedOut,
        SessionView::AwaitingRedirect { url: "https://login/".into() },
        SessionView::Working,
        SessionView::SignedIn,
        SessionView::NeedsSignIn,
    ];
    for session in steps.into_iter().chain(troubles.map(|trouble| SessionView::Failed { trouble })) {
        story.session = session;
        said.push(read(&story.state(&Screen::SignIn, "2026-05-12 12:05")));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_child_of_another_family_is_unknown_and_a_family_without_children_is_told_what_to_do() {
    let story = household();
    let stranger = Screen::Visits { child: "nobody".into(), period: week() };
    assert_eq!(story.state(&stranger, "2026-05-12 12:05"), ScreenState::Visits { state: VisitsState::UnknownChild });
    story.family(&[]);
    let HomeState::Children { cards, notices, .. } = story.home("2026-05-12 12:05") else { panic!() };
    assert_eq!((cards.len(), notices[0].kind), (0, NoticeKind::NoChildren));
}

#[test]
fn home_costs_the_same_after_years_of_history() {
    let story = household();
    let before = home::load(&story.store, at("2026-05-12 12:05")).unwrap();
    story.years_of_taps(MASHA, 3);
    assert_eq!(home::load(&story.store, at("2026-05-12 12:05")).unwrap(), before, "nothing of it is read");
}

#[test]
fn after_a_summer_home_still_knows_the_last_exit() {
    let story = household();
    story.tap(MASHA, "2026-05-29 13:00", crate::domain::Direction::Out);
    let card = story.card(MASHA, "2026-08-20 12:00");
    assert_eq!(card.presence.value.presence, Presence::OutSince { since: at("2026-05-29 13:00") });
    assert_eq!(card.presence.value.text, "Вышла 29 мая в 13:00");
}

#[test]
fn a_screen_depends_on_its_own_child_and_days() {
    let child: PersonId = MASHA.into();
    let today = date("2026-05-12");
    let changed = |change: ChildChange| Change { children: BTreeMap::from([(child.clone(), change)]), ..Change::default() };
    let visits = Screen::Visits { child: child.clone(), period: week() };
    let others = Screen::Visits { child: "other".into(), period: week() };
    let now = changed(ChildChange { passages: Some(Period::new(today, today)), ..ChildChange::default() });
    let history = changed(ChildChange { passages: Some(Period::month_of(date("2020-03-01"))), ..ChildChange::default() });
    assert!(depends_on(&visits, &now, today) && depends_on(&Screen::Home, &now, today));
    assert!(!depends_on(&visits, &history, today) && !depends_on(&Screen::Home, &history, today));
    assert!(depends_on(&Screen::Visits { child: child.clone(), period: Period::month_of(date("2020-03-05")) }, &history, today));
    assert!(!depends_on(&others, &now, today));
    assert!(!depends_on(&Screen::Meals { child: child.clone(), period: week() }, &now, today));
    assert!(depends_on(
        &Screen::Money { child: child.clone(), period: week() },
        &changed(ChildChange { account: true, ..ChildChange::default() }),
        today
    ));
    assert!(depends_on(&others, &Change { family: true, ..Change::default() }, today));
    assert!(!depends_on(&Screen::SignIn, &now, today));
}

#[test]
fn p1_every_time_shown_is_the_school_s() {
    let VisitsState::Days { days, .. } = household().visits(week(), "2026-05-12 12:05") else { panic!() };
    assert_eq!(days[0].visits[0].entry, LocalTime::new(8, 7));
}
