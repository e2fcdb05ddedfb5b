//! The city's leaflet, line by line: each test is named after a line of it and shows over HTTP that what the line promises works.
//! (Menus, orders ahead, weekly rules and bans have files of their own.)
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{Action, RefreshScope};
use schoolcard_core::domain::{AlertKind, CardKind, CardState, HelpTopic, Money, PersonId, Presence};
use schoolcard_core::screens::cards::{LossState, TransportCell};
use schoolcard_core::screens::connection::ConnectionKind;
use schoolcard_core::screens::{CardsState, ConnectionState, HelpState, MealsState, Screen, ScreenState, TopUpState, VisitsState};
use schoolcard_sandbox::{CardAction, CarrierKind, Direction, SaleItem, SaleKind, Sandbox};
use schoolcard_scenarios::alerting::{deliver, kinds, registered};
use schoolcard_scenarios::paying::{name, press, state};
use schoolcard_scenarios::{Phone, balance, fortnight, school};

fn child(school: &Sandbox, index: usize) -> PersonId {
    school.operator_state().unwrap().children[index].person_id.as_str().into()
}

async fn phone(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone
}

async fn cards(phone: &Phone, child: &PersonId) -> CardsState {
    phone.app.refresh(RefreshScope::Cards { child: child.clone() }).await.unwrap();
    match phone.app.current(&Screen::Cards { child: child.clone() }).unwrap() {
        ScreenState::Cards { state } => state,
        other => panic!("{other:?}"),
    }
}

/// What the help tells of `topic`, and the addresses it leads to.
fn help(phone: &Phone, topic: HelpTopic) -> (String, Vec<String>) {
    match phone.app.current(&Screen::Help { topic: Some(topic) }).unwrap() {
        ScreenState::Help { state: HelpState::Topic { page } } => {
            (page.steps.join("\n"), page.links.into_iter().map(|link| link.address).collect())
        }
        other => panic!("{other:?}"),
    }
}

fn lunch(school: &Sandbox, child: &PersonId) {
    let lunch = SaleItem { name: "Обед комплексный".to_owned(), price_kopecks: 18_500, amount: 1 };
    school.sale(child.as_str(), SaleKind::PaidComplex, &[lunch], None).unwrap();
}

/// «Вход и выход из школы».
#[tokio::test(flavor = "multi_thread")]
async fn where_to_use_entering_and_leaving_school() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    school.tap(child.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let presence = phone.cards().unwrap().remove(0).presence;
    assert!(matches!(presence.value.presence, Presence::OutSince { .. }), "{presence:?}");
}

/// «Выбор и оплата питания в школе»: the payment; the choice is in the files about menus and orders.
#[tokio::test(flavor = "multi_thread")]
async fn where_to_use_paying_for_meals_at_school() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    let before = balance(&phone.cards().unwrap()[0]).value.balance.confirmed;
    lunch(&school, &child);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let after = balance(&phone.cards().unwrap()[0]).value.balance.confirmed;
    assert_eq!(before.checked_sub(after), Some(Money(18_500)));
}

/// «Льготная оплата проезда» and «Скидки до 7% на товары для детей», only with the social card; «Порядок получения – на SOCCARD.RU».
#[tokio::test(flavor = "multi_thread")]
async fn the_social_card_gives_cheaper_travel_and_discounts_and_is_got_at_soccard_ru() {
    let school = school(2, 14).await.unwrap();
    let (phone, misha) = (phone(&school).await, child(&school, 1));
    let CardsState::Cards { cards, compared, transport, .. } = cards(&phone, &misha).await else { panic!() };
    assert!(cards.iter().any(|card| card.kind == CardKind::Social && card.state == CardState::Active));
    assert!(compared[1].contains("льготный проезд") && compared[1].contains("до 7 %") && compared[1].contains("SOCCARD.RU"));
    assert!(!compared[0].contains("проезд"), "the service card does not give it");
    assert!(matches!(transport, TransportCell::Known { figure } if figure.value.balance.is_some() && !figure.as_of_text.is_empty()));
    let (text, links) = help(&phone, HelpTopic::WhichCard);
    assert!(text.contains("SOCCARD.RU") && links.contains(&"https://soccard.ru/".to_owned()));
}

/// «При подключении вашей школы … каждому ребенку выдается сервисная карта для прохода в школу и покупок обедов или буфетной продукции».
#[tokio::test(flavor = "multi_thread")]
async fn every_child_is_given_a_service_card_when_it_is_connected() {
    let school = school(1, 14).await.unwrap();
    let child = child(&school, 0);
    for card in school.cards(child.as_str()).unwrap() {
        school.card_action(child.as_str(), &CardAction::Block { card_id: card.card_id }).unwrap();
    }
    school.set_connected(child.as_str(), false).unwrap();
    let id = school.apply(child.as_str(), "parent", "+79160000000", "mama@example.org").unwrap();
    school.decide_application(id, true).unwrap();
    let phone = phone(&school).await;
    let CardsState::Cards { cards, .. } = cards(&phone, &child).await else { panic!() };
    assert_eq!((cards[0].kind, cards[0].state), (CardKind::Service, CardState::Active));
    lunch(&school, &child);
}

/// «Нет необходимости получать и использовать обе карты – выберите одну».
#[tokio::test(flavor = "multi_thread")]
async fn one_card_is_enough() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    let CardsState::Cards { cards, compared, .. } = cards(&phone, &child).await else { panic!() };
    assert_eq!(cards.iter().filter(|card| card.state.works()).count(), 1);
    assert!(compared[2].contains("Достаточно одной карты"));
    school.tap(child.as_str(), Direction::Out, None, None).unwrap();
    lunch(&school, &child);
}

/// «Информация о времени входа и выхода вашего ребенка из школы».
#[tokio::test(flavor = "multi_thread")]
async fn told_the_time_of_entry_and_exit() {
    let school = school(1, 14).await.unwrap();
    let phone = registered(&school).await;
    let child = child(&school, 0);
    school.clock().advance(60);
    school.tap(child.as_str(), Direction::Out, None, None).unwrap();
    deliver(&school, &phone.app);
    assert_eq!(kinds(&phone.app), [AlertKind::Exit]);
    let visits = phone.app.current(&Screen::Visits { child, period: fortnight() }).unwrap();
    let ScreenState::Visits { state: VisitsState::Days { days, .. } } = visits else { panic!() };
    let today = &days[0].visits;
    assert!(today.iter().any(|visit| visit.exit.is_some_and(|exit| exit.to_string() == "11:31")), "{today:?}");
}

/// «Информация о питании: время обеда, стоимость обеда, детализация покупок, доступный баланс на лицевом счете».
#[tokio::test(flavor = "multi_thread")]
async fn told_the_time_and_cost_of_lunch_what_was_bought_and_the_balance() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    lunch(&school, &child);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let meals = phone.app.current(&Screen::Meals { child, period: fortnight() }).unwrap();
    let ScreenState::Meals { state: MealsState::Days { days, as_of_text, .. } } = meals else { panic!() };
    let bought = days[0].purchases.iter().find(|row| row.total == Money(18_500)).unwrap();
    assert!(bought.title.starts_with("11:30") && bought.item_texts[0].contains("Обед комплексный"), "{bought:?}");
    let card = phone.cards().unwrap().remove(0);
    assert!(!balance(&card).as_of_text.is_empty() && !as_of_text.is_empty(), "each figure has its date");
}

/// «Обратиться к ответственному сотруднику в вашей школе; написать заявление на подключение, указав номер телефона и e-mail».
#[tokio::test(flavor = "multi_thread")]
async fn how_to_connect_an_application_to_the_responsible_employee_with_phone_and_email() {
    let school = school(1, 14).await.unwrap();
    let child = child(&school, 0);
    school.set_connected(child.as_str(), false).unwrap();
    let phone = phone(&school).await;
    phone.app.dispatch(Action::SetContact { phone: "+7 916 000-00-00".to_owned(), email: "mama@example.org".to_owned() });
    let ScreenState::Connection { state: ConnectionState::Children { children, help: topic, .. } } =
        phone.app.current(&Screen::Connection).unwrap()
    else {
        panic!()
    };
    assert_eq!(children[0].kind, ConnectionKind::NotConnected);
    let paper = &children[0].application.text;
    assert!(paper.contains("+7 916 000-00-00") && paper.contains("mama@example.org"), "{paper}");
    let (text, links) = help(&phone, topic);
    assert!(text.contains("ответственному сотруднику") && links.contains(&"https://schoolcard.mos.ru/".to_owned()));
}

/// «Личный кабинет на Портале PGU.MOS.RU; e-mail-сообщения; мобильное приложение».
#[tokio::test(flavor = "multi_thread")]
async fn ways_of_informing_the_portal_e_mail_and_the_mobile_app() {
    let school = school(1, 14).await.unwrap();
    let phone = registered(&school).await;
    let child = child(&school, 0);
    school.clock().advance(60);
    school.tap(child.as_str(), Direction::Out, None, None).unwrap();
    deliver(&school, &phone.app);
    assert_eq!(kinds(&phone.app), [AlertKind::Exit], "the app");
    let (text, links) = help(&phone, HelpTopic::Informing);
    assert!(text.contains("PGU.MOS.RU") && text.contains("e-mail"), "{text}");
    assert!(links.contains(&"https://pgu.mos.ru/".to_owned()), "the portal");
}

/// «Пополнение: наличными или банковской картой; онлайн, с помощью мобильных приложений или платежных терминалов; PGU.MOS.RU».
#[tokio::test(flavor = "multi_thread")]
async fn how_to_top_up_online_and_in_cash_at_a_terminal() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    let before = balance(&phone.cards().unwrap()[0]).value.balance.confirmed;
    let TopUpState::ChooseAmount { account, .. } = state(&phone.app, &child) else { panic!() };
    assert!(account.ways.len() >= 4 && !account.account_text.is_empty(), "other ways, by the account number");
    phone.app.start_top_up(&child, "500").unwrap();
    phone.app.look_at_outbox().await.unwrap();
    let TopUpState::Pay { link, .. } = state(&phone.app, &child) else { panic!() };
    press(&link, "pay").await;
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(name(&state(&phone.app, &child)), "Credited");
    school.terminal_top_up(child.as_str(), 10_000, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let after = balance(&phone.cards().unwrap()[0]).value.balance.confirmed;
    assert_eq!(after.checked_sub(before), Some(Money(60_000)));
    assert!(help(&phone, HelpTopic::ToppingUp).0.contains("PGU.MOS.RU"));
}

/// «Карта сломалась, потерялась или забыта дома: ребенку выдается временная сервисная карта, с помощью которой он может полноценно получать
/// услуги и сервисы в своей школе».
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_lost_or_forgotten_card_a_temporary_one_gives_full_service() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = (phone(&school).await, child(&school, 0));
    let CardsState::Cards { cards: before, help: topic, .. } = cards(&phone, &child).await else { panic!() };
    assert!(help(&phone, topic).0.contains("временную сервисную карту"));
    phone.app.block_card(&child, &before[0].id).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    school.card_action(child.as_str(), &CardAction::Issue { kind: CarrierKind::Temporary }).unwrap();
    school.tap(child.as_str(), Direction::Out, None, None).unwrap();
    lunch(&school, &child);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let CardsState::Cards { cards: now, loss, .. } = cards(&phone, &child).await else { panic!() };
    assert_eq!((now[0].kind, now[0].state), (CardKind::Temporary, CardState::Temporary));
    assert!(matches!(loss, LossState::Lost { replacement_text, .. } if replacement_text.contains("Временная карта")));
}
