//! The visits screen: entries and exits of one child, day by day.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::days_read::DaysRead;
use super::figures::{self, Down};
use super::home::{self, DatedPresence, Found, PresenceRows};
use super::notice::{Notice, SyncProgress};
use crate::domain::dated::Ageing;
use crate::domain::{Freshness, LocalDate, LocalTime, Moment, OrganizationId, Passage, Period, PersonId, Visit, visit};
use crate::store::{ReadDays, Service, Store, StoreError};

/// One visit, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct VisitRow {
    /// Entry; none when it was not recorded (P4).
    pub entry: Option<LocalTime>,
    /// Exit; none while inside or when it was not recorded (P3).
    pub exit: Option<LocalTime>,
    /// No exit yet and the building has not closed.
    pub still_inside: bool,
    /// Whole minutes between the two, when both are known.
    pub minutes: Option<i64>,
    /// Building.
    pub organization_id: OrganizationId,
    /// Building's short name (full name where there is no short one); may be empty.
    pub organization: String,
    /// Address; may be empty.
    pub address: String,
    /// Who brought the child.
    pub brought_by: Option<String>,
    /// Who fetched the child.
    pub fetched_by: Option<String>,
    /// «08:07 – 14:33», «08:07 – ещё в школе», «вход не зафиксирован – 14:33».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
    /// «6 ч 26 мин»; empty when unknown.
    pub duration_text: String,
    /// «узнали в 15:20» when the tap was learned more than 30 minutes late (P7); empty otherwise.
    pub late_text: String,
}

/// One day with passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct VisitDay {
    /// The day.
    pub date: LocalDate,
    /// «вторник, 12 мая».
    pub title: String,
    /// Oldest first.
    pub visits: Vec<VisitRow>,
}

/// State of the visits screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum VisitsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// These days have not been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The days.
    Days {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which days were asked for.
        period: Period,
        /// Where the child is now.
        presence: DatedPresence,
        /// How fresh these days are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Days with passages, newest first; a day without passages has no entry, nor has most often one that was not read.
        days: Vec<VisitDay>,
        /// What to say when there are none; empty otherwise.
        empty_text: String,
        /// Days asked for that have come and were not read whole, oldest first: of them nothing is known but the rows shown.
        unread: Vec<Period>,
        /// «Дни до 5 мая ещё не прочитаны»; empty when all were read.
        unread_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}

/// What the screen is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitsRows {
    /// The child as home sees it: presence rests on the last days, whatever days were asked for.
    pub now: PresenceRows,
    /// Taps of the days asked for, oldest first.
    pub passages: Vec<Passage>,
    /// Which of the days asked for were read, oldest first.
    pub read: Vec<ReadDays>,
    /// When this phone first learned of the last tap before them; none when there is none.
    pub earlier_learned_at: Option<Moment>,
}

/// The state of the visits screen of `child` for the days of `period`.
pub fn state(store: &Store, child: &PersonId, period: Period, context: &Context<'_>) -> Result<VisitsState, StoreError> {
    Ok(match home::find_presence(store, child, context)? {
        Found::SignedOut => VisitsState::SignedOut,
        Found::UnknownChild => VisitsState::UnknownChild,
        Found::NotReadYet { notices } => VisitsState::Loading { notices },
        Found::Child(now) => {
            let passages = store.passages(child, period)?;
            let earlier_learned_at = store.latest_passages(child, period.from.start(), 1)?.first().map(|tap| tap.learned_at);
            let read = store.read_days(child, Service::Pass, period)?;
            project(&VisitsRows { now: *now, passages, read, earlier_learned_at }, period, context)
        }
    })
}

/// Draws the screen from `rows`.
pub fn project(rows: &VisitsRows, period: Period, context: &Context<'_>) -> VisitsState {
    let now = &rows.now;
    let pass = now.pass.as_ref();
    let down = Down { pass: figures::is_down(pass), ..Down::default() };
    let notices = figures::notices(context, down, false);
    let days_read = DaysRead::new(&rows.read, period, context.today());
    if rows.passages.is_empty() && days_read.none() {
        return VisitsState::Loading { notices };
    }
    // Late news (P7) can only be told of what happened while this phone was following: everything before was learned late.
    let following_since = rows.passages.iter().map(|tap| tap.learned_at).chain(rows.earlier_learned_at).min();
    let visits = visit::pair(&rows.passages, context.now, &context.day);
    let mut days: Vec<VisitDay> = figures::by_day(visits, |visit| visit.date)
        .into_iter()
        .map(|(date, visits)| {
            let last_tap = visits.iter().filter_map(Visit::last_tap).max();
            // "Not recorded" is said of the exit only after a reading since closing, or when a later tap elsewhere shows that it is missing.
            let unread = |visit: &Visit| {
                visit.last_tap() == last_tap && days_read.read_at(visit.date) < visit.entry.map(|entry| context.day.closing_after(entry))
            };
            VisitDay {
                date,
                title: context.l10n.day_title(date, context.today()),
                visits: visits.iter().map(|visit| row(visit, unread(visit), following_since, context)).collect(),
            }
        })
        .collect();
    days.reverse();
    let learned = rows.passages.iter().map(|tap| tap.learned_at);
    let (freshness, as_of_text) = days_read.freshness(pass, Ageing::Passages, learned, context);
    let no_rows = |read: &DaysRead<'_>| read.empty(|| context.l10n.visits_empty(), || context.l10n.visits_empty_where_read());
    VisitsState::Days {
        person: now.child.person.clone(),
        name: figures::full_name(&now.child),
        period,
        presence: figures::dated_presence(now.child.sex, &now.passages, &now.purchases, pass, now.orders.as_ref(), context),
        freshness,
        as_of_text,
        empty_text: if days.is_empty() { no_rows(&days_read) } else { String::new() },
        unread_text: days_read.unread_text(context),
        unread: days_read.into_unread(),
        days,
        notices,
        progress: figures::progress(context),
    }
}

fn row(visit: &Visit, exit_unread: bool, following_since: Option<Moment>, context: &Context<'_>) -> VisitRow {
    let late = visit.passages.iter().filter(|tap| tap.is_late_news() && following_since.is_some_and(|since| since < tap.at));
    VisitRow {
        entry: visit.entry.map(Moment::time),
        exit: visit.exit.map(Moment::time),
        still_inside: visit.still_inside,
        minutes: visit.minutes(),
        organization_id: visit.organization.id.clone(),
        organization: figures::building(&visit.organization),
        address: figures::clean(&visit.organization.address),
        brought_by: visit.brought_by.as_deref().map(figures::clean),
        fetched_by: visit.fetched_by.as_deref().map(figures::clean),
        text: context.l10n.visit(visit, exit_unread),
        spoken: context.l10n.visit_spoken(visit, exit_unread),
        duration_text: visit.minutes().map(|minutes| context.l10n.duration(minutes)).unwrap_or_default(),
        late_text: late.map(|tap| tap.learned_at).max().map(|learned| context.l10n.visit_late(learned, context.now)).unwrap_or_default(),
    }
}
