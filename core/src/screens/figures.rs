//! What several screens show: dated figures, notices, progress, and server texts made safe to draw.

use super::context::{Context, Progress};
use super::home::{BalanceCell, BalanceFigure, DatedBalance, DatedPresence, PresenceFigure};
use super::notice::{Notice, NoticeKind, SyncProgress};
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::passage::PassageSource;
use crate::domain::people::Sex;
use crate::domain::{
    Balance, Child, DataState, Direction, Freshness, LocalDate, Money, Organization, Passage, Presence, PresenceEvidence, Purchase, Source,
    presence,
};
use crate::l10n::{NoBalance, NoticeText};
use crate::store::{Outcome, Reading, StoredAccount};

/// Longest text of the server that is drawn, in characters.
const LONGEST_TEXT: usize = 200;

/// A server's text made safe to draw: no control or direction marks (they could restyle a terminal or turn a line around), no runs of
/// spaces, and not endless.
pub(super) fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let shown: String =
        text.chars().map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c }).filter(|c| !turns(*c)).collect();
    let mut words = String::with_capacity(shown.len());
    for word in shown.split([' ', '\t']).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    match words.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// The shortest name of a building that there is.
pub(super) fn building(organization: &Organization) -> String {
    let short = clean(&organization.short_name);
    if short.is_empty() { clean(&organization.name) } else { short }
}

/// «Мария Иванова».
pub(super) fn full_name(child: &Child) -> String {
    clean(&format!("{} {}", child.first_name, child.last_name))
}

/// Whether the last attempt met a service that does not give the figure.
pub(super) fn is_down(reading: Option<&Reading>) -> bool {
    reading.is_some_and(|reading| matches!(reading.outcome, Outcome::ServiceDown | Outcome::Refused))
}

/// When the figure was last read.
pub(super) fn read_at(reading: Option<&Reading>) -> Option<crate::domain::Moment> {
    reading.and_then(|reading| reading.as_of)
}

/// Freshness of a figure and its words. What was never read is "nothing known, as of now".
pub(super) fn freshness(reading: Option<&Reading>, source: Source, ageing: Ageing, context: &Context<'_>) -> (Freshness, String) {
    let down = is_down(reading);
    let Some(as_of) = read_at(reading) else { return never_read(down, source, context) };
    let state = data_state(as_of, down, ageing, context.now, context.started_at, &context.day);
    (Freshness { as_of, source, state }, context.l10n.as_of(as_of, state, context.now))
}

/// The freshness of what was never read, and its words.
pub(super) fn never_read(down: bool, source: Source, context: &Context<'_>) -> (Freshness, String) {
    let state = if down { DataState::ServiceDown } else { DataState::Cached };
    (Freshness { as_of: context.now, source, state }, context.l10n.as_of_never(down))
}

/// Presence with its date. It is dated by the reading it rests on: that of purchases when only a purchase proves it (P5).
pub(super) fn dated_presence(
    sex: Sex,
    passages: &[Passage],
    purchases: &[Purchase],
    pass: Option<&Reading>,
    orders: Option<&Reading>,
    context: &Context<'_>,
) -> DatedPresence {
    let fact = presence::of(passages, purchases, read_at(pass), context.now, &context.day);
    let tap = |at, way| passages.iter().find(|tap: &&Passage| tap.at == at && tap.direction == way);
    let (reading, source) = match fact {
        Presence::InSince { evidence: PresenceEvidence::Purchase, .. } => (orders, Source::Server),
        Presence::InSince { since, .. } => (pass, origin(tap(since, Direction::In))),
        Presence::OutSince { since } => (pass, origin(tap(since, Direction::Out))),
        Presence::Unknown { .. } => (pass, Source::Server),
    };
    let (freshness, as_of_text) = freshness(reading, source, Ageing::Passages, context);
    let nothing_known = passages.is_empty() && read_at(reading).is_none() && matches!(fact, Presence::Unknown { .. });
    let (text, evidence_text) = if nothing_known {
        context.l10n.presence_not_read()
    } else {
        let exit_before = matches!(fact, Presence::InSince { since, evidence: PresenceEvidence::Purchase }
            if passages.iter().any(|tap| tap.at.date() == since.date() && tap.at < since && tap.direction == Direction::Out));
        (context.l10n.presence(fact, sex, context.now), context.l10n.presence_evidence(fact, exit_before, context.now))
    };
    let place = presence::place(fact, passages).map(building).unwrap_or_default();
    DatedPresence { value: PresenceFigure { presence: fact, text, evidence_text, place }, freshness, as_of_text }
}

fn origin(tap: Option<&Passage>) -> Source {
    match tap.map(|tap| tap.source) {
        Some(PassageSource::Push) => Source::Push,
        _ => Source::Server,
    }
}

/// The balance with its date, or why there is none. The wire tells nothing of top-ups on their way: `coming` is what was paid from
/// here and has not arrived.
pub(super) fn balance(
    account: Option<&StoredAccount>,
    reading: Option<&Reading>,
    coming: Money,
    reserved: Money,
    context: &Context<'_>,
) -> BalanceCell {
    if let Some(account) = account {
        let (mut freshness, mut as_of_text) = freshness(reading, Source::Server, Ageing::Slow, context);
        if read_at(reading).is_none() {
            // Told by another answer than the balance's own: it carries its own date.
            let state = data_state(account.as_of, is_down(reading), Ageing::Slow, context.now, context.started_at, &context.day);
            freshness = Freshness { as_of: account.as_of, source: Source::Server, state };
            as_of_text = context.l10n.as_of(account.as_of, state, context.now);
        }
        let value = BalanceFigure {
            balance: Balance { confirmed: account.confirmed, coming, reserved },
            text: context.l10n.money(account.confirmed),
            spoken: context.l10n.money_spoken(account.confirmed),
        };
        return BalanceCell::Known { figure: DatedBalance { value, freshness, as_of_text } };
    }
    let unavailable = |why| BalanceCell::Unavailable { text: context.l10n.no_balance(why) };
    match reading.map(|reading| reading.outcome) {
        None => BalanceCell::Loading { text: context.l10n.no_balance(NoBalance::Loading) },
        Some(Outcome::Ok | Outcome::Refused) => unavailable(NoBalance::NoAccount),
        Some(Outcome::ServiceDown) => unavailable(NoBalance::ServiceDown),
        Some(Outcome::Offline) => unavailable(NoBalance::Offline),
    }
}

/// Which services of the school are down.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Down {
    /// Profiles.
    pub(super) profile: bool,
    /// Entries and exits.
    pub(super) pass: bool,
    /// Meals and money.
    pub(super) food: bool,
}

/// Every notice a screen has to show, most urgent first, each once.
pub(super) fn notices(context: &Context<'_>, down: Down, no_children: bool) -> Vec<Notice> {
    let told = |kind: NoticeKind| context.notices.contains(&kind);
    let needs_sign_in = told(NoticeKind::NeedsSignIn) || context.session == super::SessionView::NeedsSignIn;
    let unnamed_down = told(NoticeKind::ServiceDown) && !(down.pass || down.food);
    [
        (needs_sign_in, NoticeKind::NeedsSignIn, NoticeText::NeedsSignIn),
        (told(NoticeKind::StorageFault), NoticeKind::StorageFault, NoticeText::StorageFault),
        (told(NoticeKind::CacheRebuilt), NoticeKind::CacheRebuilt, NoticeText::CacheRebuilt),
        (told(NoticeKind::Offline), NoticeKind::Offline, NoticeText::Offline),
        (down.profile || unnamed_down, NoticeKind::ServiceDown, NoticeText::ProfileDown),
        (down.pass, NoticeKind::ServiceDown, NoticeText::PassDown),
        (down.food, NoticeKind::ServiceDown, NoticeText::FoodDown),
        (told(NoticeKind::Waiting), NoticeKind::Waiting, NoticeText::Waiting),
        (no_children || told(NoticeKind::NoChildren), NoticeKind::NoChildren, NoticeText::NoChildren),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, kind, text)| Notice::new(kind, context.l10n.notice(text)))
    .collect()
}

/// Progress in words.
pub(super) fn progress(context: &Context<'_>) -> SyncProgress {
    match context.progress {
        Progress::Idle { last_success } => SyncProgress::Idle { last_success },
        Progress::Refreshing => SyncProgress::Refreshing,
        Progress::FirstSync { events, reached } => {
            SyncProgress::FirstSync { events, reached, text: context.l10n.first_sync(events, reached, context.today()) }
        }
    }
}

/// Items of one child in the order given, gathered by day.
pub(super) fn by_day<T>(items: Vec<T>, date: impl Fn(&T) -> LocalDate) -> Vec<(LocalDate, Vec<T>)> {
    let mut days: Vec<(LocalDate, Vec<T>)> = Vec::new();
    for item in items {
        let day = date(&item);
        match days.last_mut() {
            Some((last, of_day)) if *last == day => of_day.push(item),
            _ => days.push((day, vec![item])),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_text_cannot_restyle_or_flood_the_screen() {
        assert_eq!(clean("Булочка\u{1b}[31m с\r\n  маком\u{202e} "), "Булочка [31m с маком");
        assert_eq!(clean(&"ы".repeat(10_000)).chars().count(), LONGEST_TEXT + 1);
        assert_eq!(clean("1\u{a0}226 ₽"), "1\u{a0}226 ₽", "no-break spaces stay");
    }
}
