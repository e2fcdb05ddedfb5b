//! What stands on the screen, read back from a test terminal.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::*;
use crate::samples;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{CardId, HelpTopic, Money};
use schoolcard_core::l10n::{L10n, Locale};
use schoolcard_core::screens::help::HelpPage;
use schoolcard_core::screens::{HelpState, StatementState};

fn screen(model: &mut Model, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    terminal.draw(|frame| draw(frame, model, Words::new(Locale::Ru))).expect("a frame");
    let buffer = terminal.backend().buffer();
    let rows: Vec<String> =
        (0..height).map(|y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned()).collect();
    if std::env::var_os("SHOW_SCREENS").is_some() {
        println!("{}\n", rows.join("\n"));
    }
    rows.join("\n")
}

fn model_at(section: char, detail: Option<ScreenState>) -> Model {
    let mut model = Model::new(samples::day(12), Some("http://127.0.0.1:8600/console".to_owned()));
    model.take(samples::home(), samples::day(12));
    model.key(KeyEvent::from(KeyCode::Char(section)));
    model.detail = detail;
    model
}

#[test]
fn home_shows_every_child_with_dates_at_80_by_24() {
    let text = screen(&mut model_at('1', None), 80, 24);
    for part in [
        "► Анна Соколова · 4-Б · Школа № 1514",
        "В школе с 08:07",
        "по турникету",
        "На счёте: 1\u{a0}226,90\u{a0}₽",
        "Сегодня: 1 покупка",
        "Иван Соколов",
        "Вход пока не зафиксирован",
        "! Служба питания",
        "Загружаем историю",
        "http://127.0.0.1:8600/console",
        "? помощь",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(text.matches("на 11:30").count() >= 5, "{text}");
}

#[test]
fn visits_show_the_missing_side_and_late_news() {
    let text = screen(&mut model_at('2', Some(samples::visits())), 80, 24);
    for part in [
        "Анна Соколова (1/2)",
        "[2 Вход и выход]",
        "29.04 – 12.05.2026",
        "08:07 – ещё в школе",
        "вход не зафиксирован – 08:02",
        "узнали в 15:20",
        "6 ч 26 мин",
        "Дни до 5 мая ещё не прочитаны",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn meals_are_itemised() {
    let text = screen(&mut model_at('3', Some(samples::meals())), 80, 24);
    for part in ["вторник, 12 мая", "11:40 · Платный комплекс", "185,00\u{a0}₽", "Обед комплексный × 1"]
    {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn money_shows_balance_chart_and_movements_in_any_width() {
    for (width, height) in [(60, 40), (80, 24), (120, 40)] {
        let text = screen(&mut model_at('4', Some(samples::money())), width, height);
        for part in [
            "На счёте: 1\u{a0}226,90\u{a0}₽",
            "Лицевой счёт: 4021337",
            "Траты по дням",
            "█",
            "Операции",
            "−185,00\u{a0}₽",
            "Изменено школой",
        ] {
            assert!(text.contains(part), "{part} is missing at {width}×{height}:\n{text}");
        }
    }
}

#[test]
fn money_says_how_long_it_lasts_and_sums_up_by_day_week_month_and_kind() {
    let mut model = model_at('4', Some(samples::money()));
    for (title, part) in [
        ("Траты по дням", "пн 12"),
        ("Траты по неделям", "11.05–12.05 ████"),
        ("Траты по месяцам", "Май 2026"),
        ("На что потрачено", "Комплексы"),
    ] {
        let text = screen(&mut model, 80, 24);
        for part in [title, part, "хватит до четверга, 14 мая", "раньше всего до 13 мая"] {
            assert!(text.contains(part), "{part} is missing:\n{text}");
        }
        model.key(KeyEvent::from(KeyCode::Char('g')));
        model.detail = Some(samples::money());
    }
    assert!(screen(&mut model, 80, 24).contains("Траты по дням"));
}

#[test]
fn the_bill_check_takes_the_place_of_the_movements_and_goes_again() {
    let mut model = model_at('4', Some(samples::money()));
    model.key(KeyEvent::from(KeyCode::Char('и')));
    let text = screen(&mut model, 80, 24);
    assert!(text.contains("Проверка счёта") && text.contains("! День 8 мая изменён") && !text.contains("Операции"), "{text}");
    model.key(KeyEvent::from(KeyCode::Char('b')));
    assert!(screen(&mut model, 80, 24).contains("Операции"));
}

#[test]
fn the_longest_bar_is_the_day_of_most_spending() {
    let text = screen(&mut model_at('4', Some(samples::money())), 80, 24);
    let bars: Vec<usize> = text.lines().map(|line| line.matches('█').count()).filter(|&length| length > 0).collect();
    assert_eq!(bars.len(), 12);
    assert!(bars.is_sorted());
}

#[test]
fn a_long_list_scrolls_to_its_end_and_no_further() {
    let mut model = model_at('2', Some(samples::visits()));
    let top = screen(&mut model, 60, 16);
    model.key(KeyEvent::from(KeyCode::End));
    let bottom = screen(&mut model, 60, 16);
    assert_ne!(top, bottom);
    assert!(bottom.contains("6 ч 26 мин"), "{bottom}");
}

#[test]
fn the_help_names_every_key() {
    let mut model = model_at('1', None);
    model.key(KeyEvent::from(KeyCode::Char('?')));
    let text = screen(&mut model, 80, 24);
    for (key, meaning) in Words::new(Locale::Ru).help_lines() {
        assert!(text.contains(key) && text.contains(meaning), "{key} is missing:\n{text}");
    }
}

#[test]
fn before_the_first_data_and_in_a_tiny_window_something_sensible_is_said() {
    let mut model = Model::new(samples::day(12), None);
    assert!(screen(&mut model, 80, 24).contains("Первый раз читаем"));
    assert!(screen(&mut model, 30, 10).contains("слишком маленькое"));
    model.take(ScreenState::Home { state: HomeState::SignedOut }, samples::day(12));
    assert!(screen(&mut model, 80, 24).contains("schoolcard sign-in"));
}

/// The screen of `state` in the part of money that `key` opens, after `keys`.
fn paying(key: char, state: ScreenState, keys: &[KeyCode]) -> String {
    let mut model = model_at(key, Some(state));
    for key in keys {
        model.key(KeyEvent::from(*key));
    }
    screen(&mut model, 80, 24)
}

fn missing<'a>(text: &str, parts: &[&'a str]) -> Vec<&'a str> {
    parts.iter().copied().filter(|part| !text.contains(part)).collect()
}

#[test]
fn a_top_up_says_whose_account_what_is_wrong_with_a_sum_and_what_would_be_confirmed() {
    let state = |typed| ScreenState::TopUp { state: samples::paying::choosing(typed) };
    let text = paying('t', state(""), &[]);
    let parts = ["Деньги › Пополнение", "Лицевой счёт: 4021337", "Школа № 1514", "До пятницы, 15 мая: 710,00", "Комиссия", "Получатель"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    let text = paying('t', state("0"), &[KeyCode::Char('0')]);
    assert!(text.contains("[ 0▏") && text.contains("! Слишком мало"), "{text}");
    let text = paying('t', state("5"), &[KeyCode::Char('5'), KeyCode::Enter]);
    let parts = ["Проверьте", "Пополнить счёт 4021337 на 5,00", "Ребёнок: Анна Соколова", "Enter — открыть страницу оплаты"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
}

#[test]
fn every_state_of_a_top_up_says_what_it_is_and_no_address_is_cut() {
    for state in samples::paying::states() {
        let said = plain::paying::top_up(Words::new(Locale::Ru), &state);
        let text = paying('t', ScreenState::TopUp { state: state.clone() }, &[]);
        let flat = text.split_whitespace().collect::<String>();
        for part in said {
            assert!(flat.contains(&part.split_whitespace().collect::<String>()), "{part} is missing:\n{text}");
        }
        if let schoolcard_core::screens::TopUpState::Pay { .. } = state {
            assert!(flat.contains(samples::paying::LINK) && text.contains("c отменить"), "{text}");
        }
    }
    let credited = samples::paying::finished(schoolcard_core::screens::top_up::TopUpOutcome::Credited);
    let text = paying('t', ScreenState::TopUp { state: credited }, &[]);
    assert!(text.lines().any(|line| line.contains("✓ На счёт пришло") && line.trim_end().ends_with("в 11:30")), "{text}");
    let ways = paying('t', ScreenState::TopUp { state: samples::paying::page() }, &[KeyCode::Char('w')]);
    assert!(ways.contains("по цифрам: 4 0 2, 1 3 3, 7") && ways.contains("Платёжный терминал"), "{ways}");
}

#[test]
fn payments_show_the_receipt_of_the_chosen_one() {
    let state = || ScreenState::Payments { state: samples::paying::payments() };
    let text = paying('p', state(), &[]);
    let parts = ["Деньги › Платежи", "► ", "Оплачено", "500,00", "Чек: https://pay.example/receipt/p-1", "Банк отказал"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    assert!(!paying('p', state(), &[KeyCode::Down]).contains("Чек:"));
}

#[test]
fn limits_show_a_conflict_and_ask_before_a_change_is_sent() {
    let state = || ScreenState::Limits { state: samples::paying::limits() };
    let text = paying('l', state(), &[]);
    let parts = ["Деньги › Лимиты", "Лимита на день нет", "меньше 300,00", "✗ Пока вы решали", "Вы видели: Лимит на день: 900,00"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    let digits = [KeyCode::Char('e'), KeyCode::Char('4'), KeyCode::Char('0'), KeyCode::Char('0'), KeyCode::Enter];
    let text = paying('l', state(), &digits);
    assert_eq!(
        missing(&text, &["Было: Лимита на день нет", "Станет: Лимит на день: 400,00", "Enter — отправить"]),
        Vec::<&str>::new(),
        "{text}"
    );
    let text = paying('l', state(), &[KeyCode::Char('e'), KeyCode::Char('.'), KeyCode::Enter]);
    assert!(text.contains("! Это не сумма"), "{text}");
}

#[test]
fn orders_show_the_countdown_and_ask_before_anything_is_sent() {
    let state = || ScreenState::Orders { state: samples::orders::week() };
    let text = paying('o', state(), &[]);
    let parts = ["Питание › Предзаказ", "► Обед № 1, 1 порция", "осталось 2 ч 30 мин", "заказана 1 порция", "Обед № 3"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    let text = paying('o', state(), &[KeyCode::Enter]);
    assert_eq!(missing(&text, &["Отменить заказ: Обед № 1", "Enter — отправить"]), Vec::<&str>::new(), "{text}");
}

/// The screen of bans, opened from the menu, after `keys`.
fn bans(state: schoolcard_core::screens::BansState, keys: &[KeyCode]) -> String {
    let mut model = model_at('m', None);
    model.key(KeyEvent::from(KeyCode::Char('b')));
    model.detail = Some(ScreenState::Bans { state });
    for key in keys {
        model.key(KeyEvent::from(*key));
    }
    screen(&mut model, 80, 24)
}

#[test]
fn bans_show_switches_consent_and_every_dish_with_its_state_and_ask_before_a_change() {
    let text = bans(samples::bans::rules(), &[]);
    let parts =
        ["[3 Питание › Запреты]", "► Умный буфет", "Напитки: всё", "запрещено", "Блюда из меню", "Булочка с маком", "Enter изменить"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    assert_eq!(text.matches("на 11:30").count(), 2, "what is allowed and what is banned is dated each:\n{text}");
    assert_eq!(text.matches("Напитки").count(), 1, "{text}");
    assert!(!text.contains("Enter — отправить"), "{text}");
    let lift = [KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Enter];
    let text = bans(samples::bans::rules(), &lift);
    assert_eq!(missing(&text, &["► Напитки: всё", "Снять запрет: Напитки: всё", "Enter — отправить"]), Vec::<&str>::new(), "{text}");
    assert!(bans(samples::bans::rules(), &[KeyCode::Enter]).contains("Больше не разрешать: Умный буфет"));
    let text = bans(samples::bans::rules(), &[KeyCode::Down, KeyCode::Down, KeyCode::Enter]);
    assert!(text.contains("Enter — отправить") && text.contains("Enter да"), "{text}");
    assert!(bans(samples::bans::nothing_banned(), &[]).contains("Запретов нет"));
}

#[test]
fn a_change_of_bans_is_shown_as_it_stands_and_can_be_given_up_while_it_waits() {
    use schoolcard_core::screens::change::ChangeKind;
    let down = [KeyCode::Down; 3];
    let waiting = bans(samples::bans::changing(ChangeKind::Waiting), &down);
    assert!(waiting.contains("c отменить, пока не отправлено") && !waiting.contains('✓'), "{waiting}");
    let sending = bans(samples::bans::changing(ChangeKind::Sending), &down);
    assert!(!sending.contains("c отменить") && !sending.contains('✓'), "{sending}");
    assert!(bans(samples::bans::changing(ChangeKind::Done), &[]).contains("✓ "));
    for kind in [ChangeKind::Conflict, ChangeKind::Refused, ChangeKind::Expired] {
        let text = bans(samples::bans::changing(kind), &[]);
        assert!(text.contains("✗ ") && !text.contains('✓'), "{text}");
    }
}

#[test]
fn ill_today_asks_for_a_reason_and_then_shows_each_part() {
    let text = paying('z', ScreenState::IllToday { state: samples::orders::ill_form() }, &[KeyCode::Enter]);
    assert_eq!(missing(&text, &["Питание › Заболел", "► По болезни", "останется дома", "Enter — отправить"]), Vec::<&str>::new(), "{text}");
    let text = paying('z', ScreenState::IllToday { state: samples::orders::ill_asked() }, &[]);
    let parts = ["Обед: отменено", "Ждём возврата 187,50", "Завтрак: поздно", "Школе сообщили: По болезни"];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
}

#[test]
fn an_alert_stands_above_everything_and_is_said_to_be_shown_only_then() {
    let mut model = model_at('2', Some(samples::visits()));
    model.take(ScreenState::Alerts { state: samples::alerts::feed() }, samples::day(12));
    let text = screen(&mut model, 80, 24);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(" ● Анна вошла") && lines[0].ends_with("5 — все"), "{text}");
    assert!(lines[1].contains("в 08:07, Школа № 1514 · узнали через 4 минуты"), "{text}");
    assert!(lines[2].contains("Школьная карта · ● 1 новое") && lines[3].contains("5 Уведомления"), "{text}");
    assert_eq!(model.alerts.shown().0.len(), 1);

    let mut model = model_at('1', None);
    model.take(ScreenState::Alerts { state: samples::alerts::feed() }, samples::day(12));
    model.alerts.tell(schoolcard_core::screens::AlertToPost {
        key: schoolcard_core::domain::AlertKey("other".to_owned()),
        ..samples::alerts::entry(0)
    });
    let smallest = screen(&mut model, 60, 16);
    let parts = [" ● Анна вошла", "узнали через 4", "и ещё: 1", "[1 Дети]", "5 Уведомления", "► Анна Соколова"];
    assert_eq!(missing(&smallest, &parts), Vec::<&str>::new(), "{smallest}");

    let mut model = model_at('1', None);
    model.take(ScreenState::Alerts { state: samples::alerts::feed() }, samples::day(12));
    assert!(screen(&mut model, 50, 12).contains("слишком маленькое"));
    assert_eq!(model.alerts.shown().0, [], "nobody can have seen it");
}

#[test]
fn the_feed_marks_what_is_new_late_kept_back_and_the_school_s() {
    let mut model = model_at('5', None);
    model.take(ScreenState::Alerts { state: samples::alerts::feed() }, samples::day(12));
    let text = screen(&mut model, 80, 24);
    let parts = [
        "[5 Уведомления]",
        " ● Анна вошла",
        "сегодня в 08:07",
        "   узнали через 4 минуты",
        "(без сигнала: тихие часы)",
        "из ленты школы",
        "n настройка",
    ];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
}

#[test]
fn the_settings_show_what_is_told_here_and_what_the_school_sends() {
    let state = || ScreenState::NotificationSettings { state: samples::alerts::settings() };
    let text = paying('n', state(), &[]);
    let parts = [
        "Уведомления › Настройка",
        "► Тихих часов нет",
        "Анна Соколова: о чём сообщать здесь",
        "[x] Вход  ",
        "[ ] Вход не зафиксирован",
        "Рассылка школы",
        "    [x] Push",
    ];
    assert_eq!(missing(&text, &parts), Vec::<&str>::new(), "{text}");
    let chosen = paying('n', state(), &[KeyCode::Down, KeyCode::Down]);
    assert!(chosen.contains("► [ ] Вход не зафиксирован") && chosen.contains("Выключено, потому что пугает"), "{chosen}");
    let wrong = paying('n', state(), &[KeyCode::Enter, KeyCode::Char('8'), KeyCode::Enter]);
    assert!(wrong.contains("[ 8▏ ]") && wrong.contains("! Так часы не записать"), "{wrong}");
    let reset = paying('n', state(), &[KeyCode::Char('x')]);
    assert!(reset.contains("Вернуть всё") && reset.contains("Enter вернуть"), "{reset}");
}

#[test]
fn the_help_topics_can_be_read_by_whoever_has_not_signed_in() {
    let l10n = L10n::new(Locale::Ru);
    let mut model = Model::new(samples::day(12), None);
    model.take(ScreenState::Home { state: HomeState::SignedOut }, samples::day(12));
    assert_eq!(model.key(KeyEvent::from(KeyCode::Char('i'))), super::super::model::Effect::Watch);
    let page = |topic| HelpPage { topic, title: l10n.help_title(topic), steps: l10n.help_steps(topic), links: vec![], see_also: vec![] };
    model.detail = Some(ScreenState::Help { state: HelpState::Topics { pages: HelpTopic::ALL.map(page).to_vec() } });
    let text = screen(&mut model, 80, 24);
    for part in ["[1 Дети › Справка]", "Где пригодится карта", "• Вход в школу"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn a_lost_card_is_blocked_after_one_more_question() {
    let mut model = model_at('c', Some(samples::cards()));
    let text = screen(&mut model, 80, 24);
    for part in ["[1 Дети › Карты]", "► Сервисная карта •••• 4421", "Действует", "x потерялась", "Транспортная карта не указана"]
    {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    model.key(KeyEvent::from(KeyCode::Char('x')));
    let asked = screen(&mut model, 80, 24);
    assert!(asked.contains("Заблокировать карту") && asked.contains("Enter — заблокировать"), "{asked}");
    let child = samples::anna();
    let block = Action::BlockCard { child, card: CardId("7".into()) };
    assert_eq!(model.key(KeyEvent::from(KeyCode::Enter)), super::super::model::Effect::Act(block));
    model.key(KeyEvent::from(KeyCode::Char('x')));
    assert_eq!(model.key(KeyEvent::from(KeyCode::Esc)), super::super::model::Effect::Draw);
    assert!(!screen(&mut model, 80, 24).contains("Enter — заблокировать"));
}

#[test]
fn a_statement_is_written_by_one_key_and_says_of_when_it_is() {
    let l10n = L10n::new(Locale::Ru);
    let state = StatementState::Statement {
        person: samples::anna(),
        name: "Анна Соколова".into(),
        period: samples::period(),
        counts_text: l10n.statement_counts([12, 9, 8]),
        sums_text: l10n.statement_sums(Money(50_000), Money(31_200)),
        freshness: samples::fresh(),
        as_of_text: samples::as_of(),
        unread_text: String::new(),
        notices: vec![],
    };
    let mut model = model_at('s', Some(ScreenState::Statement { state }));
    let text = screen(&mut model, 80, 24);
    for part in ["[4 Деньги › Выписка]", "Анна Соколова (на 11:30)", "Операций: 12, покупок: 9, посещений: 8", "w записать"]
    {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert_eq!(model.key(KeyEvent::from(KeyCode::Char('w'))), super::super::model::Effect::SaveStatement);
    model.saved = Words::new(Locale::Ru).written("a.csv");
    assert!(screen(&mut model, 80, 24).contains("Записано: a.csv"));
}
