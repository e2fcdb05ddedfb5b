//! The full-screen app: takes keys and new states in, draws, asks the core.

pub mod alerts;
pub mod bans;
pub mod cards;
pub mod draw;
pub mod menu;
pub mod model;
pub mod notifications;
pub mod orders;
pub mod paying;

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use schoolcard_core::app::{Action, ParentApp, RefreshScope, ScreenObserver, Subscription};
use schoolcard_core::screens::statement::TextFile;
use schoolcard_core::screens::{AlertToPost, Screen, ScreenState};

use self::model::{Effect, Model, Section};
use crate::failure::{Exit, Failure};
use crate::setup::Opened;
use crate::{browser, out};

/// How long the loop waits for a key before it looks for new states.
const LOOK: Duration = Duration::from_millis(40);

/// A state, and the number of the watch it belongs to: one that was given up must not be drawn.
type News = (u64, ScreenState);

struct Watcher {
    number: u64,
    news: mpsc::Sender<News>,
}

impl ScreenObserver for Watcher {
    fn on_state(&self, state: ScreenState) {
        // After the end of the loop nobody listens.
        let _ = self.news.send((self.number, state));
    }
}

/// Runs until the person leaves. `console`: address of the demo's console, shown at the bottom. `unreadable`: alerts the core keeps nothing
/// of, from pushes that this version cannot read.
pub fn run(opened: &Opened, console: Option<String>, unreadable: &mpsc::Receiver<AlertToPost>) -> Result<(), Failure> {
    let no_terminal = |error: std::io::Error| Failure::new(Exit::Usage, opened.words.no_terminal(&error.to_string()));
    let mut terminal = ratatui::try_init().map_err(no_terminal)?;
    let outcome = App::new(opened, console).and_then(|mut app| app.run(&mut terminal, unreadable).map_err(no_terminal));
    ratatui::restore();
    outcome
}

struct App<'a> {
    opened: &'a Opened,
    model: Model,
    sender: mpsc::Sender<News>,
    news: mpsc::Receiver<News>,
    watches: u64,
    /// Held for as long as home and the feed of alerts are watched: always.
    _always: [Subscription; 2],
    /// Held for as long as the section in front is watched.
    detail: Option<Subscription>,
}

impl<'a> App<'a> {
    fn new(opened: &'a Opened, console: Option<String>) -> Result<Self, Failure> {
        let (sender, news) = mpsc::channel();
        let always = |screen| watch(&opened.app, screen, 0, &sender).map_err(|error| opened.failure(&error));
        let always = [always(Screen::Home)?, always(Screen::Alerts)?];
        let model = Model::new(opened.app.now().date(), console);
        Ok(Self { opened, model, sender, news, watches: 0, _always: always, detail: None })
    }

    fn run(&mut self, terminal: &mut DefaultTerminal, unreadable: &mpsc::Receiver<AlertToPost>) -> std::io::Result<()> {
        self.opened.app.resume();
        let mut changed = true;
        loop {
            changed |= self.take_news();
            for alert in unreadable.try_iter() {
                self.model.alerts.tell(alert);
                changed = true;
            }
            changed |= self.model.alerts.expire(Instant::now());
            if changed {
                terminal.draw(|frame| draw::draw(frame, &mut self.model, self.opened.words))?;
                changed = false;
                self.say_what_was_shown()?;
            }
            if !event::poll(LOOK)? {
                continue;
            }
            changed = true;
            if let Event::Key(key) = event::read()?
                && key.kind != KeyEventKind::Release
            {
                match self.model.key(key) {
                    Effect::Draw => {}
                    Effect::Watch => self.watch_section(),
                    Effect::Refresh => self.refresh(),
                    Effect::Act(action) => self.opened.app.dispatch(action),
                    Effect::Open(page) => self.open_page(&page),
                    Effect::SaveStatement => self.save_statement(),
                    Effect::Quit => return Ok(()),
                }
            }
        }
    }

    /// Takes in what the core has told since the last look. True when something is to be drawn.
    fn take_news(&mut self) -> bool {
        let mut changed = false;
        while let Ok((number, state)) = self.news.try_recv() {
            if number != 0 && number != self.watches {
                continue;
            }
            changed = true;
            match self.model.take(state, self.opened.app.now().date()) {
                Effect::Watch => self.watch_section(),
                Effect::Open(page) => self.open_page(&page),
                _ => {}
            }
        }
        changed
    }

    /// Tells the core what of the alerts has been on the screen.
    fn say_what_was_shown(&mut self) -> std::io::Result<()> {
        let (posted, sound) = self.model.alerts.shown();
        if sound {
            out::ring()?;
        }
        if !posted.is_empty() {
            self.opened.app.alerts_posted(posted);
        }
        if self.model.section == Section::Alerts && self.model.alerts.look() {
            self.opened.app.dispatch(Action::MarkAlertsRead);
        }
        Ok(())
    }

    fn refresh(&self) {
        if self.model.section.tab() == Section::Alerts {
            self.opened.app.dispatch(Action::Refresh { scope: RefreshScope::Notices });
        }
        self.opened.app.dispatch(Action::Refresh { scope: self.scope() });
    }

    /// Writes the statement on the screen into the current directory.
    fn save_statement(&mut self) {
        let Some(Screen::Statement { child, period }) = self.model.screen() else { return };
        // This loop has a thread of its own to block.
        let made = tokio::runtime::Handle::current().block_on(self.opened.app.statement(&child, period));
        let written = made.map_err(|error| self.opened.failure(&error).text).and_then(|statement| {
            let files = [&statement.csv, &statement.page];
            let write = |file: &&TextFile| std::fs::write(&file.name, &file.text).map_err(|error| (file.name.clone(), error.to_string()));
            match files.iter().try_for_each(write) {
                Ok(()) => Ok(format!("{}, {}", statement.csv.name, statement.page.name)),
                Err((name, why)) => Err(self.opened.words.cannot_write(&name, &why)),
            }
        });
        self.model.saved = match written {
            Ok(names) => self.opened.words.written(&names),
            Err(why) => why,
        };
    }

    fn open_page(&mut self, page: &str) {
        self.model.paying.opened = Some(browser::open(page));
    }

    fn watch_section(&mut self) {
        self.detail = None;
        self.watches += 1;
        let Some(screen) = self.model.screen() else { return };
        // The days may lie beyond what was read so far.
        if self.model.is_past() {
            self.opened.app.dispatch(Action::Refresh { scope: self.scope() });
        }
        self.detail = watch(&self.opened.app, screen, self.watches, &self.sender).ok();
    }

    fn scope(&self) -> RefreshScope {
        match (self.model.is_past(), self.model.child()) {
            _ if self.model.section == Section::Payments => RefreshScope::Payments,
            _ if self.model.section == Section::Connection => RefreshScope::Connection,
            (_, Some(card)) if self.model.section == Section::Cards => RefreshScope::Cards { child: card.person.clone() },
            (_, Some(card)) if self.model.section == Section::Menu => {
                RefreshScope::Menu { person: card.person.clone(), day: self.model.menu.day }
            }
            (_, Some(card)) if self.model.section == Section::Bans => RefreshScope::FoodRules { child: card.person.clone() },
            (true, Some(card)) => RefreshScope::Child { person: card.person.clone(), period: self.model.period() },
            _ => RefreshScope::Latest,
        }
    }
}

fn watch(
    app: &Arc<ParentApp>,
    screen: Screen,
    number: u64,
    news: &mpsc::Sender<News>,
) -> Result<Subscription, schoolcard_core::app::AppError> {
    app.observe(screen, Arc::new(Watcher { number, news: news.clone() }))
}
