//! What the full-screen app is showing, and what a key does to it. No drawing, no core calls.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use schoolcard_core::app::Action;
use schoolcard_core::domain::menu::week_ahead;
use schoolcard_core::domain::{LocalDate, Period, PersonId};
use schoolcard_core::screens::home::ChildCard;
use schoolcard_core::screens::{HomeState, Screen, ScreenState};

use super::alerts::Alerts;
use super::bans::Bans;
use super::cards::Cards;
use super::menu::Menu;
use super::notifications::Notifications;
use super::orders::Ordering;
use super::paying::Paying;
use crate::words::Chart;

/// Days a list shows at once.
const SPAN_DAYS: i64 = 14;
/// Days of a chart by week, by month, and by kind.
const WEEKS_DAYS: i64 = 84;
const MONTHS_DAYS: i64 = 366;
const KINDS_DAYS: i64 = 30;

/// A section of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// All children.
    Home,
    /// Entries and exits of the chosen child.
    Visits,
    /// Purchases of the chosen child.
    Meals,
    /// The menu of its canteen: a part of meals.
    Menu,
    /// What is ordered ahead: a part of meals, like the next two.
    Orders,
    /// Keeping the child at home today.
    Ill,
    /// What it may not buy.
    Bans,
    /// Money of the chosen child.
    Money,
    /// Topping up its account: a part of money, like the next two.
    TopUp,
    /// The payments made for it.
    Payments,
    /// Its limits.
    Limits,
    /// A statement of it.
    Statement,
    /// The feed of alerts.
    Alerts,
    /// What the parent wants to be told: a part of alerts.
    Notifications,
    /// Cards of the chosen child: a part of home, like the next one.
    Cards,
    /// How the family is connected.
    Connection,
    /// Consents, and what is held here.
    Privacy,
    /// The help's topics.
    Help,
}

impl Section {
    /// The section in the header that this one is a part of.
    pub fn tab(self) -> Self {
        match self {
            Self::TopUp | Self::Payments | Self::Limits | Self::Statement => Self::Money,
            Self::Menu | Self::Orders | Self::Ill | Self::Bans => Self::Meals,
            Self::Notifications => Self::Alerts,
            Self::Cards | Self::Connection | Self::Privacy | Self::Help => Self::Home,
            tab => tab,
        }
    }
}

/// What the loop has to do after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Draw again.
    Draw,
    /// Another screen is wanted: observe [`Model::screen`].
    Watch,
    /// Read from the server now.
    Refresh,
    /// Ask the core.
    Act(Action),
    /// Open a page in the browser.
    Open(String),
    /// Write the statement on the screen into files.
    SaveStatement,
    /// Leave.
    Quit,
}

/// What is being shown.
#[derive(Debug)]
pub struct Model {
    /// The section in front.
    pub section: Section,
    /// The latest state of the home screen.
    pub home: Option<HomeState>,
    /// The latest state of the section in front, when it is not home.
    pub detail: Option<ScreenState>,
    /// First line shown of a long list.
    pub scroll: u16,
    /// Lines a page key moves; set while drawing.
    pub page: u16,
    /// The help is open.
    pub help: bool,
    /// How the money screen sums spending up.
    pub chart: Chart,
    /// The money screen shows what the bill checker found in place of the movements.
    pub checking: bool,
    /// What the screens about paying hold.
    pub paying: Paying,
    /// What the menu screen holds.
    pub menu: Menu,
    /// What the screens of orders hold.
    pub ordering: Ordering,
    /// What the screen of bans holds.
    pub bans: Bans,
    /// From where it was opened: its way back.
    bans_from: Section,
    /// The feed of alerts and the banner.
    pub alerts: Alerts,
    /// What the settings of notifications hold.
    pub notifications: Notifications,
    /// What became of writing a statement; empty before.
    pub saved: String,
    /// What the screen of cards holds.
    pub cards_shown: Cards,
    /// Address of the demo's console, shown at the bottom.
    pub console: Option<String>,
    chosen: usize,
    today: LocalDate,
    spans_back: i64,
}

impl Model {
    /// The home screen on `today`.
    pub fn new(today: LocalDate, console: Option<String>) -> Self {
        Self {
            section: Section::Home,
            home: None,
            detail: None,
            scroll: 0,
            page: 10,
            help: false,
            chart: Chart::Days,
            checking: false,
            paying: Paying::default(),
            menu: Menu::default(),
            ordering: Ordering::default(),
            bans: Bans::default(),
            bans_from: Section::Menu,
            alerts: Alerts::default(),
            notifications: Notifications::default(),
            saved: String::new(),
            cards_shown: Cards::default(),
            console,
            chosen: 0,
            today,
            spans_back: 0,
        }
    }

    /// The children, in the server's order.
    pub fn cards(&self) -> &[ChildCard] {
        match &self.home {
            Some(HomeState::Children { cards, .. }) => cards,
            _ => &[],
        }
    }

    /// Which of the cards is chosen.
    pub fn chosen(&self) -> usize {
        self.chosen.min(self.cards().len().saturating_sub(1))
    }

    /// The chosen child.
    pub fn child(&self) -> Option<&ChildCard> {
        self.cards().get(self.chosen())
    }

    /// The school's day.
    pub fn today(&self) -> LocalDate {
        self.today
    }

    /// The days a list shows.
    pub fn period(&self) -> Period {
        let days = self.span_days();
        let to = self.today.plus_days(-self.spans_back * days);
        Period::new(to.plus_days(1 - days), to)
    }

    fn span_days(&self) -> i64 {
        match (self.section, self.chart) {
            (Section::Money, Chart::Weeks) => WEEKS_DAYS,
            (Section::Money, Chart::Months) => MONTHS_DAYS,
            (Section::Money, Chart::Kinds) => KINDS_DAYS,
            _ => SPAN_DAYS,
        }
    }

    /// Whether the days shown are not the latest ones, and few enough to be read for a look.
    pub fn is_past(&self) -> bool {
        self.spans_back > 0 && self.span_days() <= KINDS_DAYS
    }

    /// The screen to observe beside home, if any.
    pub fn screen(&self) -> Option<Screen> {
        if self.section == Section::Help {
            return Some(Screen::Help { topic: None });
        }
        let child: PersonId = self.child()?.person.clone();
        let period = self.period();
        match self.section {
            Section::Home | Section::Alerts | Section::Help => None,
            Section::Notifications => Some(Screen::NotificationSettings),
            Section::Visits => Some(Screen::Visits { child, period }),
            Section::Meals => Some(Screen::Meals { child, period }),
            Section::Menu => Some(Screen::Menu { child, day: self.menu.day, search: self.menu.search.clone() }),
            Section::Orders => Some(Screen::Orders { child, week: week_ahead(self.today).from.plus_days(7 * self.ordering.weeks) }),
            Section::Ill => Some(Screen::IllToday { child, day: self.today }),
            Section::Bans => Some(Screen::Bans { child }),
            Section::Money => Some(Screen::Money { child, period }),
            Section::TopUp => Some(Screen::TopUp { child }),
            Section::Payments => Some(Screen::Payments { child }),
            Section::Limits => Some(Screen::Limits { child }),
            Section::Statement => Some(Screen::Statement { child, period }),
            Section::Cards => Some(Screen::Cards { child }),
            Section::Connection => Some(Screen::Connection),
            Section::Privacy => Some(Screen::Privacy),
        }
    }

    /// Takes a new state in; what has to be done then.
    pub fn take(&mut self, state: ScreenState, today: LocalDate) -> Effect {
        let (wanted, child) = (self.screen(), self.child().map(|card| card.person.clone()));
        self.today = today;
        let mut page = None;
        match state {
            ScreenState::Home { state } => self.home = Some(state),
            ScreenState::Alerts { state } => self.alerts.take(state),
            other => {
                if let ScreenState::TopUp { state } = &other {
                    page = self.paying.take(state);
                }
                self.detail = Some(other);
            }
        }
        match page {
            // The family was read again and another child stands here: nothing on the screen is about them.
            _ if child.is_some() && self.child().map(|card| &card.person) != child.as_ref() => self.renewed(),
            _ if self.screen() != wanted => Effect::Watch,
            Some(page) => Effect::Open(page),
            None => Effect::Draw,
        }
    }

    /// What a key does.
    pub fn key(&mut self, key: KeyEvent) -> Effect {
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return Effect::Quit;
        }
        if self.help {
            self.help = false;
            return Effect::Draw;
        }
        if let Some(effect) = self.key_of_section(key.code) {
            return effect;
        }
        match key.code {
            KeyCode::Char('q' | 'й') => Effect::Quit,
            KeyCode::Esc if self.section == Section::Bans => self.open(self.bans_from),
            KeyCode::Esc if self.section.tab() != self.section => self.open(self.section.tab()),
            KeyCode::Esc if self.section == Section::Home => Effect::Quit,
            KeyCode::Esc | KeyCode::Char('1') => self.open(Section::Home),
            KeyCode::Char('2') => self.open(Section::Visits),
            KeyCode::Char('3') => self.open(Section::Meals),
            KeyCode::Char('4') => self.open(Section::Money),
            KeyCode::Char('5') => self.open(Section::Alerts),
            KeyCode::Char('n' | 'т') => self.open(Section::Notifications),
            KeyCode::Char('s' | 'ы') if self.child().is_some() => self.open(Section::Statement),
            KeyCode::Char('w' | 'ц') if self.section == Section::Statement => Effect::SaveStatement,
            KeyCode::Char('c' | 'с') if self.child().is_some() => self.open(Section::Cards),
            KeyCode::Char('f' | 'а') => self.open(Section::Connection),
            KeyCode::Char('y' | 'н') => self.open(Section::Privacy),
            KeyCode::Char('i' | 'ш') => self.open(Section::Help),
            KeyCode::Enter if self.section == Section::Home => self.open(Section::Visits),
            KeyCode::Char('o' | 'щ') if self.child().is_some() => self.open(Section::Orders),
            KeyCode::Char('z' | 'я') if self.child().is_some() => self.open(Section::Ill),
            KeyCode::Char('t' | 'е') if self.child().is_some() => self.open(Section::TopUp),
            KeyCode::Char('p' | 'з') if self.child().is_some() => self.open(Section::Payments),
            KeyCode::Char('l' | 'д') if self.child().is_some() => self.open(Section::Limits),
            KeyCode::Char('m' | 'ь') if self.child().is_some() => self.open(Section::Menu),
            KeyCode::Char('r' | 'к') => Effect::Refresh,
            KeyCode::Char('g' | 'п') if self.section == Section::Money => self.next_chart(),
            KeyCode::Char('b' | 'и') if self.section == Section::Money => {
                self.checking = !self.checking;
                self.scroll_to(0)
            }
            KeyCode::Char('b' | 'и') if matches!(self.section, Section::Menu | Section::Limits) => {
                self.bans_from = self.section;
                self.open(Section::Bans)
            }
            KeyCode::Char('?' | ',' | 'h' | 'р') | KeyCode::F(1) => {
                self.help = true;
                Effect::Draw
            }
            KeyCode::Tab => self.choose(self.chosen() + 1),
            KeyCode::BackTab => self.choose((self.chosen() + self.cards().len()).saturating_sub(1)),
            KeyCode::Down if self.section == Section::Home => self.choose(self.chosen() + 1),
            KeyCode::Up if self.section == Section::Home => self.choose((self.chosen() + self.cards().len()).saturating_sub(1)),
            KeyCode::Left => self.move_days(1),
            KeyCode::Right => self.move_days(-1),
            KeyCode::Down => self.scroll_to(self.scroll.saturating_add(1)),
            KeyCode::Up => self.scroll_to(self.scroll.saturating_sub(1)),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll_to(self.scroll.saturating_add(self.page)),
            KeyCode::PageUp => self.scroll_to(self.scroll.saturating_sub(self.page)),
            KeyCode::Home => self.scroll_to(0),
            KeyCode::End => self.scroll_to(u16::MAX),
            _ => Effect::Draw,
        }
    }

    /// A key that means something special on the screen that is in front.
    fn key_of_section(&mut self, key: KeyCode) -> Option<Effect> {
        let child = self.child()?.person.clone();
        match (self.section, &self.detail) {
            (Section::Menu, Some(ScreenState::Menu { state })) => {
                let effect = self.menu.key(key, Some(state))?;
                self.scroll = 0;
                Some(effect)
            }
            (Section::Menu, _) => self.menu.key(key, None),
            (Section::Orders, Some(ScreenState::Orders { state })) => {
                let effect = self.ordering.orders_key(key, state);
                if effect == Some(Effect::Watch) {
                    self.scroll = 0;
                    self.detail = None;
                }
                effect
            }
            (Section::Ill, Some(ScreenState::IllToday { state })) => self.ordering.ill_key(key, state),
            (Section::Bans, Some(ScreenState::Bans { state })) => self.bans.key(key, state, &child),
            (Section::TopUp, Some(ScreenState::TopUp { state })) => self.paying.top_up_key(key, state, &child),
            (Section::Payments, Some(ScreenState::Payments { state })) => self.paying.payments_key(key, state),
            (Section::Limits, Some(ScreenState::Limits { state })) => self.paying.limits_key(key, state, &child),
            (Section::Notifications, Some(ScreenState::NotificationSettings { state })) => self.notifications.key(key, state, &child),
            (Section::Cards, Some(ScreenState::Cards { state })) => self.cards_shown.key(key, state, &child),
            _ => None,
        }
    }

    fn open(&mut self, section: Section) -> Effect {
        self.section = section;
        self.spans_back = 0;
        self.ordering = Ordering::default();
        self.renewed()
    }

    fn choose(&mut self, index: usize) -> Effect {
        self.chosen = if self.cards().is_empty() { 0 } else { index % self.cards().len() };
        self.renewed()
    }

    fn move_days(&mut self, spans: i64) -> Effect {
        let wanted = (self.spans_back + spans).max(0);
        let has_days = matches!(self.section, Section::Visits | Section::Meals | Section::Money | Section::Statement);
        if !has_days || wanted == self.spans_back {
            return Effect::Draw;
        }
        self.spans_back = wanted;
        self.renewed()
    }

    fn next_chart(&mut self) -> Effect {
        self.chart = match self.chart {
            Chart::Days => Chart::Weeks,
            Chart::Weeks => Chart::Months,
            Chart::Months => Chart::Kinds,
            Chart::Kinds => Chart::Days,
        };
        self.spans_back = 0;
        self.renewed()
    }

    fn scroll_to(&mut self, line: u16) -> Effect {
        self.scroll = line;
        Effect::Draw
    }

    fn renewed(&mut self) -> Effect {
        self.scroll = 0;
        self.detail = None;
        self.paying = Paying::default();
        self.menu = Menu::default();
        self.ordering = self.ordering.renewed();
        self.bans = Bans::default();
        self.alerts.leave();
        self.notifications = Notifications::default();
        self.cards_shown = Cards::default();
        self.saved.clear();
        Effect::Watch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn press(model: &mut Model, code: KeyCode) -> Effect {
        model.key(KeyEvent::from(code))
    }

    fn at_home() -> Model {
        let mut model = Model::new(samples::day(12), None);
        model.take(samples::home(), samples::day(12));
        model
    }

    #[test]
    fn digits_open_the_sections_of_the_chosen_child() {
        let mut model = at_home();
        assert_eq!(press(&mut model, KeyCode::Down), Effect::Watch);
        assert_eq!(press(&mut model, KeyCode::Char('4')), Effect::Watch);
        assert_eq!(model.screen(), Some(Screen::Money { child: samples::ivan(), period: model.period() }));
        assert_eq!(press(&mut model, KeyCode::Tab), Effect::Watch);
        assert_eq!(model.screen(), Some(Screen::Money { child: samples::anna(), period: model.period() }));
    }

    #[test]
    fn bans_open_from_the_menu_and_from_limits_and_lead_back_to_where_one_came_from() {
        for (section, back) in [('m', Section::Menu), ('l', Section::Limits)] {
            let mut model = at_home();
            press(&mut model, KeyCode::Char(section));
            assert_eq!(press(&mut model, KeyCode::Char('и')), Effect::Watch);
            assert_eq!(model.screen(), Some(Screen::Bans { child: samples::anna() }));
            assert_eq!(press(&mut model, KeyCode::Esc), Effect::Watch);
            assert_eq!(model.section, back);
        }
    }

    #[test]
    fn left_goes_two_weeks_back_and_right_never_past_today() {
        let mut model = at_home();
        press(&mut model, KeyCode::Char('2'));
        assert_eq!(model.period(), Period::new(LocalDate::new(2026, 4, 29).expect("a day"), samples::day(12)));
        assert_eq!(press(&mut model, KeyCode::Right), Effect::Draw);
        assert_eq!(press(&mut model, KeyCode::Left), Effect::Watch);
        assert_eq!(model.period().to, LocalDate::new(2026, 4, 28).expect("a day"));
    }

    #[test]
    fn a_new_day_moves_the_period_along() {
        let mut model = at_home();
        press(&mut model, KeyCode::Char('3'));
        assert_eq!(model.take(samples::meals(), samples::day(12)), Effect::Draw);
        assert_eq!(model.take(samples::home(), samples::day(13)), Effect::Watch);
        assert_eq!(model.period().to, samples::day(13));
    }

    #[test]
    fn any_key_closes_the_help_and_does_nothing_else() {
        let mut model = at_home();
        press(&mut model, KeyCode::Char('?'));
        assert!(model.help);
        assert_eq!(press(&mut model, KeyCode::Char('q')), Effect::Draw);
        assert!(!model.help);
        assert_eq!(press(&mut model, KeyCode::Char('q')), Effect::Quit);
    }

    #[test]
    fn escape_goes_home_first_and_then_leaves() {
        let mut model = at_home();
        press(&mut model, KeyCode::Char('2'));
        assert_eq!(press(&mut model, KeyCode::Esc), Effect::Watch);
        assert_eq!(model.section, Section::Home);
        assert_eq!(press(&mut model, KeyCode::Esc), Effect::Quit);
    }

    #[test]
    fn without_children_no_key_asks_for_a_child() {
        let mut model = Model::new(samples::day(12), None);
        for code in [KeyCode::Tab, KeyCode::BackTab, KeyCode::Down, KeyCode::Up, KeyCode::Enter, KeyCode::Left] {
            press(&mut model, code);
            assert_eq!(model.screen(), None);
        }
    }

    /// At the question whether Anna's first meal is to be cancelled.
    fn asked_about_a_meal() -> Model {
        let mut model = at_home();
        press(&mut model, KeyCode::Char('o'));
        model.take(ScreenState::Orders { state: samples::orders::week() }, samples::day(12));
        assert_eq!(press(&mut model, KeyCode::Enter), Effect::Draw);
        model
    }

    #[test]
    fn a_question_about_one_child_is_not_answered_for_another() {
        let mut model = asked_about_a_meal();
        press(&mut model, KeyCode::Tab);
        assert_eq!(model.ordering, Ordering::default());
        model.take(ScreenState::Orders { state: samples::orders::week() }, samples::day(12));
        assert_eq!(press(&mut model, KeyCode::Enter), Effect::Draw, "it is asked anew");
        assert!(matches!(press(&mut model, KeyCode::Enter), Effect::Act(_)));
    }

    #[test]
    fn a_family_that_comes_in_another_order_takes_the_screen_with_it() {
        let mut model = asked_about_a_meal();
        let Some(HomeState::Children { mut cards, notices, progress }) = model.home.clone() else { panic!() };
        cards.reverse();
        let state = HomeState::Children { cards, notices, progress };
        assert_eq!(model.take(ScreenState::Home { state }, samples::day(12)), Effect::Watch);
        assert_eq!(model.detail, None);
        assert_eq!(press(&mut model, KeyCode::Enter), Effect::Draw);
    }
}
