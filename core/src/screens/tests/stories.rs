//! A household in a real store, and what may happen to it.

use super::super::*;
use crate::domain::account::AccountReading;
use crate::domain::people::Sex;
use crate::domain::samples::{at, bought, date, tap};
use crate::domain::{
    AccountNumber, Adult, Child, Direction, Family, Moment, Money, Movement, MovementKind, Passage, ProfileId, Purchase, PurchaseId,
    PurchaseItem, PurchaseKind, PurchaseStatus, School, SchoolDay, SpendingRules,
};
use crate::l10n::{L10n, Locale};
use crate::store::{Outcome, Service, Window};

/// The daughter: buys lunch and buns.
pub(super) const MASHA: &str = "child-1";
/// The son: free meals only.
pub(super) const PETYA: &str = "child-2";

/// A store and what surrounds it.
pub(super) struct Story {
    pub(super) store: Store,
    pub(super) started_at: Moment,
    pub(super) session: SessionView,
    pub(super) notices: Vec<NoticeKind>,
    pub(super) progress: Progress,
    l10n: L10n,
    _dir: tempfile::TempDir,
}

fn child(person: &str, first_name: &str, sex: Sex, class_name: &str) -> Child {
    Child {
        person: person.into(),
        student_id: None,
        account: None,
        first_name: first_name.into(),
        last_name: if sex == Sex::Female { "Иванова".into() } else { "Иванов".into() },
        middle_name: String::new(),
        sex,
        birth_date: None,
        class_name: class_name.into(),
        school: Some(School {
            id: Some(1500), name: "ГБОУ Школа № 1500".into(), short_name: "Школа № 1500".into(), phone: String::new()
        }),
        enrolled_on: None,
    }
}

fn movement(child: &str, when: &str, kind: MovementKind, sum: i64, before: i64) -> Movement {
    Movement {
        id: format!("{when}|{kind:?}").as_str().into(),
        child: child.into(),
        at: at(when),
        kind,
        sum: Money(sum),
        balance_before: Some(Money(before)),
        origin: if kind == MovementKind::TopUp { "Терминал".into() } else { String::new() },
        purchase: None,
        learned_at: at(when).plus_minutes(2),
    }
}

impl Story {
    /// Signed in, the family known, nothing else read.
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let story = Self {
            store: Store::open(dir.path()).unwrap(),
            started_at: at("2026-05-12 11:55"),
            session: SessionView::SignedIn,
            notices: vec![],
            progress: Progress::Idle { last_success: None },
            l10n: L10n::new(Locale::Ru),
            _dir: dir,
        };
        story.family(&[child(MASHA, "Мария", Sex::Female, "3-Б"), child(PETYA, "Пётр", Sex::Male, "1-А")]);
        story
    }

    pub(super) fn speaking(mut self, locale: Locale) -> Self {
        self.l10n = L10n::new(locale);
        self
    }

    pub(super) fn family(&self, children: &[Child]) {
        let adult = Adult {
            profile_id: Some(ProfileId(7)),
            first_name: "Анна".into(),
            last_name: "Иванова".into(),
            middle_name: "Петровна".into(),
            phone: String::new(),
            email: None,
        };
        let family = Family { adult, children: children.to_vec() };
        self.store.write(move |writer| writer.put_family(&family)).unwrap();
    }

    pub(super) fn note(&self, child: &'static str, service: Service, when: &str, outcome: Outcome) {
        let when = at(when);
        self.store.write(move |writer| writer.note_reading(&PersonId::from(child), service, when, outcome)).unwrap();
    }

    /// The days from `from` to `to` were read for `child`, all three kinds of rows.
    pub(super) fn read_days(&self, child: &'static str, from: &str, to: &str, when: &str) {
        let (days, when) = (Period::new(date(from), date(to)), at(when));
        self.store
            .write(move |writer| {
                for service in [Service::Pass, Service::Orders, Service::Movements] {
                    writer.note_read_days(&PersonId::from(child), service, days, when);
                }
                Ok(())
            })
            .unwrap();
    }

    fn put_tap(&self, tap: Passage) {
        self.store.write(move |writer| writer.put_passages(&tap.child.clone(), Window::NOTHING, vec![tap])).unwrap();
    }

    pub(super) fn tap(&self, child: &str, when: &str, direction: Direction) {
        self.put_tap(Passage { child: child.into(), ..tap(when, direction) });
    }

    pub(super) fn tap_learned(&self, child: &str, when: &str, direction: Direction, learned: &str) {
        self.put_tap(Passage { child: child.into(), learned_at: at(learned), ..tap(when, direction) });
    }

    pub(super) fn years_of_taps(&self, child: &'static str, years: i64) {
        let first = tap("2026-04-01 08:00", Direction::In);
        let taps = (0..years * 365)
            .map(|back| Passage { child: child.into(), at: first.at.plus_minutes(-back * 24 * 60), ..first.clone() })
            .collect();
        self.store.write(move |writer| writer.put_passages(&PersonId::from(child), Window::NOTHING, taps)).unwrap();
    }

    fn put_purchase(&self, child: &str, purchase: Purchase) {
        let child = PersonId::from(child);
        let purchase = Purchase { child: child.clone(), ..purchase };
        self.store.write(move |writer| writer.put_purchases(&child, Window::NOTHING, vec![purchase], false)).unwrap();
    }

    pub(super) fn buy(&self, child: &str, when: &str, kopecks: i64) {
        self.put_purchase(child, bought(when, kopecks));
    }

    fn lunch(&self, child: &str, when: &str, kind: PurchaseKind, kopecks: i64) {
        let dishes = vec!["Суп-лапша".to_owned(), "Котлета".to_owned(), "Компот".to_owned()];
        let items = vec![PurchaseItem { name: "Обед".into(), amount: 1, price: Money(kopecks), consists_of: dishes }];
        self.put_purchase(child, Purchase { kind, items, ..bought(when, kopecks) });
    }

    pub(super) fn order_ahead(&self, child: &str, when: &str, on: &str, kopecks: i64) {
        let order = Purchase { kind: PurchaseKind::PreOrder, status: PurchaseStatus::New, on_date: date(on), ..bought(when, kopecks) };
        self.put_purchase(child, order);
    }

    pub(super) fn cancel_latest_purchase(&self, child: &str, when: &str) {
        self.put_purchase(child, Purchase { status: PurchaseStatus::Cancelled, ..bought(when, 18_500) });
    }

    pub(super) fn charge_order(&self, child: &str, when: &str, sum: i64) {
        let mut charged = movement(child, when, MovementKind::Purchase, sum, 0);
        charged.purchase = Some(PurchaseId(format!("{}", at(when).0 / 60_000)));
        self.put_movements(child, Window::NOTHING, vec![charged], when);
    }

    fn put_movements(&self, child: &str, window: Window, rows: Vec<Movement>, seen: &str) {
        let (child, seen) = (PersonId::from(child), at(seen));
        self.store.write(move |writer| writer.put_movements(&child, window, rows, seen)).unwrap();
    }

    pub(super) fn school_edits(&self, child: &str, when: &str, sum: i64, seen: &str) {
        self.put_movements(child, Window::NOTHING, vec![movement(child, when, MovementKind::Purchase, sum, 30_000)], seen);
    }

    pub(super) fn school_removes(&self, child: &str, day: &str, seen: &str) {
        let day = date(day);
        self.put_movements(child, Window::new(day.start(), day.end()), vec![], seen);
    }

    pub(super) fn balance(&self, child: &str, confirmed: i64, warn_below: Option<i64>) {
        let child = PersonId::from(child);
        let rules = Some(SpendingRules { day_limit: None, warn_below: warn_below.map(Money) });
        let reading =
            AccountReading { child: Some(child.clone()), account: Some(AccountNumber(4_012_345)), confirmed: Money(confirmed), rules };
        self.store.write(move |writer| writer.put_account(&child, &reading, at("2026-05-12 12:00"))).unwrap();
    }

    fn context(&self, now: &str) -> Context<'_> {
        Context {
            now: at(now),
            started_at: self.started_at,
            l10n: &self.l10n,
            session: self.session.clone(),
            notices: self.notices.clone(),
            progress: self.progress,
            day: SchoolDay::default(),
            top_up: crate::screens::TopUpInputs::default(),
        }
    }

    pub(super) fn state(&self, screen: &Screen, now: &str) -> ScreenState {
        super::super::state(&self.store, screen, &self.context(now)).unwrap()
    }

    pub(super) fn home(&self, now: &str) -> HomeState {
        home::state(&self.store, &self.context(now)).unwrap()
    }

    pub(super) fn card(&self, child: &str, now: &str) -> home::ChildCard {
        match self.home(now) {
            HomeState::Children { cards, .. } => cards.into_iter().find(|card| card.person.as_str() == child).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn visits(&self, period: Period, now: &str) -> VisitsState {
        visits::state(&self.store, &MASHA.into(), period, &self.context(now)).unwrap()
    }

    pub(super) fn meals(&self, period: Period, now: &str) -> MealsState {
        meals::state(&self.store, &MASHA.into(), period, &self.context(now)).unwrap()
    }

    pub(super) fn money(&self, period: Period, now: &str) -> MoneyState {
        money::state(&self.store, &MASHA.into(), period, &self.context(now)).unwrap()
    }
}

/// Tuesday, 12 May 2026, read at noon: Masha came at 08:07 and had lunch, Petya forgot his card and had his free lunch.
pub(super) fn household() -> Story {
    let story = Story::new();
    for (when, way) in [
        ("2026-05-08 08:03", Direction::In),
        ("2026-05-08 14:40", Direction::Out),
        ("2026-05-11 08:01", Direction::In),
        ("2026-05-12 08:07", Direction::In),
    ] {
        story.tap(MASHA, when, way);
    }
    story.tap(PETYA, "2026-05-11 08:02", Direction::In);
    story.tap(PETYA, "2026-05-11 13:10", Direction::Out);
    story.lunch(MASHA, "2026-05-08 11:40", PurchaseKind::PaidComplex, 18_500);
    story.lunch(MASHA, "2026-05-12 09:30", PurchaseKind::FreeComplex, 0);
    story.buy(MASHA, "2026-05-12 11:40", 18_500);
    story.lunch(PETYA, "2026-05-12 11:20", PurchaseKind::FreeComplex, 0);
    story.put_movements(
        MASHA,
        Window::NOTHING,
        vec![
            movement(MASHA, "2026-05-08 11:40", MovementKind::Purchase, -18_500, 30_000),
            movement(MASHA, "2026-05-11 19:00", MovementKind::TopUp, 129_690, 11_500),
            movement(MASHA, "2026-05-12 11:40", MovementKind::Purchase, -18_500, 141_190),
        ],
        "2026-05-12 12:00",
    );
    story.balance(MASHA, 122_690, Some(10_000));
    for child in [MASHA, PETYA] {
        for service in [Service::Pass, Service::Food, Service::Orders, Service::Movements] {
            story.note(child, service, "2026-05-12 12:00", Outcome::Ok);
        }
        story.read_days(child, "2026-04-08", "2026-05-12", "2026-05-12 12:00");
    }
    story
}
