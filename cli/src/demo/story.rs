//! `demo --plain`: the main job without a screen, as a story of one school day that ends by itself.

use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use schoolcard_core::app::{Action, PostedAlert, PushOutcome, RefreshScope};
use schoolcard_core::domain::{LocalDate, Period, PersonId};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::home::ChildCard;
use schoolcard_core::screens::top_up::TopUpForm;
use schoolcard_core::screens::{AlertToPost, HomeState, Screen, ScreenState, TopUpState};
use schoolcard_sandbox::{Direction, OperatorError, PayMethod, SaleKind};
use tokio::sync::mpsc;

use super::school::{self, School};
use crate::args::Demo;
use crate::device::{self, Device};
use crate::failure::Failure;
use crate::setup::Opened;
use crate::words::Words;
use crate::{out, plain};

/// The day begins before anybody has come.
const EARLY: (u32, u32) = (7, 45);
/// The entry.
const ENTRY: (u32, u32) = (8, 7);
/// The lunch.
const LUNCH: (u32, u32) = (11, 40);
/// Longest wait for a push.
const PUSH: Duration = Duration::from_secs(5);
/// What is put on the account, in roubles.
const TOP_UP: &str = "500";
/// The lunch of a child without a card.
const LATE_LUNCH: (u32, u32) = (12, 25);

/// Tells the story.
pub async fn run(demo: &Demo, locale: Locale) -> Result<(), Failure> {
    let words = Words::new(locale);
    out::line(words.story_school());
    let morning = school::last_school_day_at(EARLY);
    let school = School::open(demo, morning, words).await?;
    out::line(format_args!("  {}\n", school.console()));

    out::line(words.story_sign_in());
    let (opened, _dir) = super::app(&school, locale).await?;
    super::sign_in(&opened).await?;
    let (sender, shown) = mpsc::unbounded_channel();
    let device = if demo.pushes { Some(listen(&opened, &school, sender)?) } else { None };
    refresh(&opened, RefreshScope::Everything).await?;
    for line in plain::asides(&home(&opened)?) {
        out::line(format_args!("  {line}"));
    }

    let mut story = Story { opened, school, words, shown, device };
    story.chapter(words.story_before(), morning, &[])?;
    let Some(child) = story.children()?.into_iter().next() else { return Err(Failure::usage(words.nothing_to_show())) };
    story.entry(&child, morning.date().and_time(school::at(ENTRY))).await?;
    story.lunch(&child, morning.date().and_time(school::at(LUNCH))).await?;
    if let Some(other) = story.children()?.get(1) {
        story.forgotten_card(other, morning.date().and_time(school::at(LATE_LUNCH))).await?;
    }
    story.top_up(&child).await?;
    story.details(&child, morning)?;
    out::line(words.story_end());
    story.opened.app.shutdown();
    drop(story.device);
    story.school.close().await;
    Ok(())
}

struct Story {
    opened: Opened,
    school: School,
    words: Words,
    /// What the device has shown.
    shown: mpsc::UnboundedReceiver<AlertToPost>,
    /// The terminal as a device that gets pushes.
    device: Option<Device>,
}

/// Makes the terminal a device of the school; what it has to show goes to `told`.
fn listen(opened: &Opened, school: &School, told: mpsc::UnboundedSender<AlertToPost>) -> Result<Device, Failure> {
    let shown = move |outcome| {
        if let PushOutcome::Show { alert } = outcome {
            // After the end of the story nobody looks.
            let _ = told.send(alert);
        }
    };
    device::connect(opened, &school.address(), shown).map_err(|error| opened.failure(&error))
}

impl Story {
    /// A heading with the school's time, the alerts that came, then what the parent sees on the first screen.
    fn chapter(&self, title: &str, at: NaiveDateTime, alerts: &[String]) -> Result<(), Failure> {
        out::line(format_args!("\n── {} · {title}", at.format("%d.%m.%Y %H:%M")));
        for line in alerts {
            out::line(format_args!("  {line}"));
        }
        if let ScreenState::Home { state: HomeState::Children { cards, .. } } = home(&self.opened)? {
            for line in cards.iter().flat_map(|card| plain::card_lines(self.words, card)) {
                out::line(format_args!("  {line}"));
            }
        }
        Ok(())
    }

    /// What the device tells of what happens at `at`, which the school learns `late` minutes later: by a push, without any request, or
    /// where there are none by asking. Then the app reads the rest.
    async fn alerted<T>(
        &mut self,
        at: NaiveDateTime,
        late: i64,
        happens: impl FnOnce(&Self) -> Result<T, OperatorError>,
    ) -> Result<Vec<String>, Failure> {
        // The app learns from the school what time it is.
        self.move_clock_to(at);
        refresh(&self.opened, RefreshScope::Latest).await?;
        self.move_clock_to(at + TimeDelta::minutes(late));
        let (asked, begin) = (self.requests(), Instant::now());
        self.told(happens(self))?;
        let mut lines = Vec::new();
        if self.device.is_some()
            && let Ok(Some(alert)) = tokio::time::timeout(PUSH, self.shown.recv()).await
        {
            lines.push(plain::alerts::notification(&alert));
            lines.push(format!("  {}", self.words.story_alert(begin.elapsed(), self.requests() - asked)));
            self.posted(&[alert]);
        }
        refresh(&self.opened, RefreshScope::Latest).await?;
        let left = self.opened.app.alerts_to_post().map_err(|error| self.opened.failure(&error))?;
        lines.extend(left.iter().map(plain::alerts::notification));
        self.posted(&left);
        Ok(lines)
    }

    fn requests(&self) -> u64 {
        self.school.sandbox().counters().total()
    }

    fn posted(&self, alerts: &[AlertToPost]) {
        let posted = alerts.iter().map(|alert| PostedAlert { key: alert.key.clone(), revision: alert.revision });
        self.opened.app.alerts_posted(posted.collect());
    }

    async fn entry(&mut self, child: &ChildCard, at: NaiveDateTime) -> Result<(), Failure> {
        // The school's server learns of a tap a little later, as in life.
        let tap = |story: &Self| story.school.sandbox().tap(child.person.as_str(), Direction::In, Some(at), None);
        let alerts = self.alerted(at, 1, tap).await?;
        self.chapter(&self.words.story_entry(&child.short_name), at + TimeDelta::minutes(1), &alerts)
    }

    async fn lunch(&mut self, child: &ChildCard, at: NaiveDateTime) -> Result<(), Failure> {
        let sale = |story: &Self| story.school.sandbox().sale(child.person.as_str(), SaleKind::PaidComplex, &[], Some(at));
        let alerts = self.alerted(at, 2, sale).await?;
        self.chapter(&self.words.story_lunch(&child.short_name), at + TimeDelta::minutes(2), &alerts)
    }

    /// A child without a card: nothing at the turnstile, but the lunch proves that it is at school.
    async fn forgotten_card(&mut self, child: &ChildCard, at: NaiveDateTime) -> Result<(), Failure> {
        let sale = |story: &Self| story.school.sandbox().sale(child.person.as_str(), SaleKind::PaidComplex, &[], Some(at));
        let alerts = self.alerted(at, 2, sale).await?;
        self.chapter(&self.words.story_forgotten(&child.short_name), at + TimeDelta::minutes(2), &alerts)
    }

    /// A top-up, with somebody who pays on the page.
    async fn top_up(&self, child: &ChildCard) -> Result<(), Failure> {
        out::line(format_args!("\n── {}", self.words.story_top_up(&child.short_name)));
        let app = &self.opened.app;
        let look = async || app.look_at_outbox().await.map_err(|error| self.opened.failure(&error));
        app.read_payee(&child.person).await.map_err(|error| self.opened.failure(&error))?;
        app.dispatch(Action::ChooseAmount { child: child.person.clone(), amount_text: TOP_UP.to_owned() });
        if let TopUpState::ChooseAmount { form: TopUpForm { confirmation: Some(confirmation), .. }, .. } = self.top_up_state(child)? {
            out::line(format_args!("  {}", plain::paying::sentences(&confirmation.text).join("\n  ")));
        }
        app.start_top_up(&child.person, TOP_UP).map_err(|error| self.opened.failure(&error))?;
        look().await?;
        if let TopUpState::Pay { top_up, link, .. } = self.top_up_state(child)? {
            out::line(format_args!("  {}\n  {link}", top_up.text));
            let page = link.rsplit('/').next().unwrap_or_default();
            self.told(self.school.sandbox().pay(page, PayMethod::Sbp))?;
        }
        look().await?;
        for line in plain::paying::top_up(self.words, &self.top_up_state(child)?) {
            out::line(format_args!("  {line}"));
        }
        Ok(())
    }

    fn top_up_state(&self, child: &ChildCard) -> Result<TopUpState, Failure> {
        match self.opened.app.current(&Screen::TopUp { child: child.person.clone() }).map_err(|error| self.opened.failure(&error))? {
            ScreenState::TopUp { state } => Ok(state),
            _ => Err(Failure::usage(self.words.nothing_to_show())),
        }
    }

    /// Visits, meals and money of the day.
    fn details(&self, child: &ChildCard, morning: NaiveDateTime) -> Result<(), Failure> {
        let today = LocalDate(morning.date());
        let period = Period::new(today, today);
        let person = || -> PersonId { child.person.clone() };
        let parts = [
            (self.words.tab_visits(), Screen::Visits { child: person(), period }),
            (self.words.tab_meals(), Screen::Meals { child: person(), period }),
            (self.words.tab_money(), Screen::Money { child: person(), period: Period::new(today.plus_days(-6), today) }),
        ];
        for (title, screen) in parts {
            out::line(format_args!("\n── {title}"));
            let state = self.opened.app.current(&screen).map_err(|error| self.opened.failure(&error))?;
            for line in plain::of(self.words, &state).unwrap_or_default() {
                out::line(format_args!("  {line}"));
            }
        }
        Ok(())
    }

    fn children(&self) -> Result<Vec<ChildCard>, Failure> {
        match home(&self.opened)? {
            ScreenState::Home { state: HomeState::Children { cards, .. } } => Ok(cards),
            _ => Ok(vec![]),
        }
    }

    fn move_clock_to(&self, at: NaiveDateTime) {
        self.school.sandbox().clock().set(at);
    }

    fn told<T>(&self, outcome: Result<T, OperatorError>) -> Result<T, Failure> {
        outcome.map_err(|error| Failure::usage(self.words.no_sandbox(&error.to_string())))
    }
}

async fn refresh(opened: &Opened, scope: RefreshScope) -> Result<(), Failure> {
    opened.app.refresh(scope).await.map_err(|error| opened.failure(&error))
}

fn home(opened: &Opened) -> Result<ScreenState, Failure> {
    opened.app.current(&Screen::Home).map_err(|error| opened.failure(&error))
}
