//! Row `forecast`: how well the core looks ahead, tried on generated families. No speed, only truth.
//!
//! Families with years of school days are read by the app over HTTP, as a phone does. Then the past is played again: at every look
//! only the days before are known to the forecast, and what the child really spent afterwards is held against it. Nobody tops up in
//! this replay, so every episode ends with an empty account.
//!
//! * *announced in time*: the notice of rule M4 came no later than the last useful moment: a day (the slowest crediting) before the
//!   school opens on the day of the first purchase that is not covered. The parent looks at half past seven and at six in the evening.
//! * *date error*: days between the day foreseen and the day on which the money really ran out, when it was a week or less away.
//! * The bill checker is tried in [`crate::bill_checker`].
//!
//! What this does not say: how real children buy. The generator's are steadier than life in that they never change a habit overnight,
//! and wilder in that every day is drawn anew.

use schoolcard_core::domain::forecast::{DaySpending, Forecast, HORIZON_DAYS, Known, LEARNING_DAYS, RunOut, YEAR_DAYS, forecast};
use schoolcard_core::domain::low_balance::{CREDITING_MINUTES, Look, LowBalance, Rule, STEP, assumed_cut_off, runs_out_too_soon};
use schoolcard_core::domain::spending::{by_day, charges};
use schoolcard_core::domain::{LocalDate, LocalTime, Moment, Money, Movement, Passage, Period, Purchase, SchoolDay};
use schoolcard_core::store::Store;
use schoolcard_sandbox::{SandboxConfig, start};

use crate::report::{Bar, Figure, median};
use crate::school::{Address, today};
use crate::{Failure, Size, bill_checker, phone};

pub const ROW: &str = "forecast";

/// Roubles with which the episodes begin: about four, eight and sixteen days of a big eater.
const BEGIN_WITH: [i64; 3] = [120_000, 250_000, 500_000];
/// A new episode begins every so many days.
const EPISODE_EVERY: i64 = 11;
/// Nothing is tried before a child has been watched for so long.
const WATCHED_DAYS: i64 = LEARNING_DAYS;
/// A notice more than so many days of spending before the money runs out is noise. Weekends and holidays do not count: a notice on
/// the last day before a holiday for the first day after it is not early, it is the last one that is of use.
const EARLY_SPENDING_DAYS: usize = 7;
/// Looks are held against what came when it came within so many days.
const JUDGED_DAYS: i64 = 7;

/// Everything that was read of one child.
pub struct Ledger {
    /// Oldest first.
    pub movements: Vec<Movement>,
    /// All of them.
    pub purchases: Vec<Purchase>,
    /// All of them.
    pub passages: Vec<Passage>,
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let mut ledgers = Vec::new();
    let (seeds, days) = if size.judged() { (6, 800) } else { (1, 240) };
    for seed in 1..=seeds {
        ledgers.extend(family(seed, days)?);
    }
    let tried: Vec<Tried> = ledgers.iter().map(replay).collect();
    let mut figures = forecast_figures(&tried);
    figures.extend(bill_checker::figures(&ledgers));
    Ok(figures)
}

/// Four children of a generated family, read over HTTP by the app and taken from its store.
fn family(seed: u64, days: u32) -> Result<Vec<Ledger>, Failure> {
    let servers = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let now = today().0.and_hms_opt(18, 0, 0);
    let sandbox = servers.block_on(start(SandboxConfig { days, children: 4, seed, now, ..SandboxConfig::default() }))?;
    let pair = sandbox.token(None)?;
    let address = Address { base: sandbox.base_url(), access: pair.access_token, refresh: pair.refresh_token };
    let (dir, runtime) = (tempfile::tempdir()?, phone::runtime()?);
    let app = phone::signed_in(&runtime, &address, dir.path())?;
    phone::sync(&runtime, &app)?;
    app.shutdown();
    drop(app);
    servers.block_on(sandbox.shutdown());

    let store = Store::open(dir.path())?;
    let all = Period::new(today().plus_days(-i64::from(days) - 14), today().plus_days(14));
    let children = store.family()?.ok_or("no family was stored")?.children;
    let ledger = |child: &schoolcard_core::domain::PersonId| -> Result<Ledger, Failure> {
        let mut movements: Vec<Movement> = store.movements(child, all)?.into_iter().map(|stored| stored.movement).collect();
        movements.reverse();
        Ok(Ledger { movements, purchases: store.purchases(child, all)?, passages: store.passages(child, all)? })
    };
    children.iter().map(|child| ledger(&child.person)).collect()
}

/// What came of replaying one child.
#[derive(Default)]
struct Tried {
    /// Episodes that ended with an empty account.
    run_outs: usize,
    /// Those announced by the last useful moment.
    in_time: usize,
    /// Days of spending between notice and run-out.
    lead: Vec<f64>,
    /// Notices more than [`EARLY_SPENDING_DAYS`] before the run-out.
    early: usize,
    /// Days between the day foreseen and the real one, a week ahead at most.
    errors: Vec<f64>,
    /// Looks, and those whose range held the real day.
    looks: usize,
    in_range: usize,
    /// Suggestions until Friday, and those that reached it.
    suggested: usize,
    reached: usize,
}

/// The charges of one child with their times, and their days.
struct Spending {
    charges: Vec<(Moment, i64)>,
    days: Vec<DaySpending>,
}

impl Spending {
    fn of(ledger: &Ledger) -> Self {
        let all = charges(&ledger.movements, &ledger.purchases);
        let times = ledger.movements.iter().filter(|movement| movement.kind == schoolcard_core::domain::MovementKind::Purchase);
        let mut charges: Vec<(Moment, i64)> = times.map(|movement| (movement.at, -movement.sum.kopecks())).collect();
        let back = ledger.movements.iter().filter(|movement| movement.kind == schoolcard_core::domain::MovementKind::Cancellation);
        charges.extend(back.map(|movement| (movement.at, -movement.sum.kopecks())));
        charges.sort_unstable();
        Self { charges, days: by_day(&all) }
    }

    /// Kopecks spent between two moments.
    fn between(&self, from: Moment, to: Moment) -> i64 {
        self.charges.iter().filter(|(at, _)| *at > from && *at <= to).map(|(_, sum)| sum).sum()
    }

    /// Days after `from` up to `to` on which something was spent.
    fn days_between(&self, from: LocalDate, to: LocalDate) -> usize {
        self.days.iter().filter(|day| day.date > from && day.date <= to && day.spent > Money::ZERO).count()
    }

    /// When `kopecks` that were there at `from` did not cover a charge.
    fn runs_out(&self, from: Moment, kopecks: i64) -> Option<Moment> {
        let mut left = kopecks;
        self.charges
            .iter()
            .filter(|(at, _)| *at > from)
            .find(|(_, sum)| {
                left -= sum;
                left < 0
            })
            .map(|(at, _)| *at)
    }

    /// What the forecast is shown at `now`: the weeks before, and those of a year ago.
    fn known_at(&self, now: Moment) -> Vec<DaySpending> {
        let today = now.date();
        let year_ago = Period::new(
            today.plus_days(-YEAR_DAYS - LEARNING_DAYS),
            today.plus_days(-YEAR_DAYS + HORIZON_DAYS + 14).min(today.plus_days(-LEARNING_DAYS - 1)),
        );
        let before = Period::new(today.plus_days(-LEARNING_DAYS), today.plus_days(-1));
        let mut known: Vec<DaySpending> =
            self.days.iter().filter(|day| before.contains(day.date) || year_ago.contains(day.date)).copied().collect();
        known.push(DaySpending { date: today, spent: Money(self.between(Moment(today.start().0 - 1), now)) });
        known
    }

    fn look(&self, now: Moment, available: i64) -> Forecast {
        let spent = self.known_at(now);
        forecast(&Known { at: now, available: Money(available), coming: Money::ZERO, spent: &spent, ordered: &[] })
    }
}

fn replay(ledger: &Ledger) -> Tried {
    let (spending, mut tried) = (Spending::of(ledger), Tried::default());
    let (Some(first), Some(last)) = (spending.days.first(), spending.days.last()) else { return tried };
    let mut day = first.date.plus_days(WATCHED_DAYS);
    while day < last.date {
        for (index, kopecks) in BEGIN_WITH.into_iter().enumerate() {
            episode(&spending, day.plus_days(i64::try_from(index).unwrap_or_default()), kopecks, &mut tried);
        }
        day = day.plus_days(EPISODE_EVERY);
    }
    tried
}

fn at(date: LocalDate, hour: u32, minute: u32) -> Moment {
    LocalTime::new(hour, minute).map_or(date.start(), |time| Moment::at(date, time))
}

/// One account from `kopecks` to nothing.
fn episode(spending: &Spending, from: LocalDate, kopecks: i64, tried: &mut Tried) {
    let begin = at(from, 7, 0);
    let Some(run_out) = spending.runs_out(begin, kopecks) else { return };
    let hours = SchoolDay::default();
    let rule = Rule { threshold: None, step: STEP };
    let last_useful = Moment::at(run_out.date(), hours.opens).plus_minutes(-CREDITING_MINUTES);
    let (mut state, mut announced) = (LowBalance::default(), None);
    for ahead in 0..=run_out.date().days_since(from) {
        let date = from.plus_days(ahead);
        for now in [at(date, 7, 30), at(date, 18, 0)].into_iter().filter(|now| *now < run_out) {
            let available = kopecks - spending.between(begin, now);
            let look = spending.look(now, available);
            if now.time().0 < at(date, 12, 0).time().0 {
                judge(&look, date, run_out.date(), tried);
                suggestion(spending, &look, now, available, tried);
            }
            let soon = runs_out_too_soon(&look, assumed_cut_off(now, &hours), CREDITING_MINUTES, &hours);
            let (next, notice) = state.after(Look::Fresh { available: Money(available), runs_out_soon: soon }, rule);
            state = next;
            if notice.is_some() && announced.is_none() {
                announced = Some(now);
            }
        }
    }
    // Who begins with less than what a day's warning takes cannot be warned.
    if last_useful <= begin {
        return;
    }
    tried.run_outs += 1;
    if let Some(notice) = announced {
        let lead = spending.days_between(notice.date(), run_out.date());
        tried.in_time += usize::from(notice <= last_useful);
        tried.early += usize::from(lead > EARLY_SPENDING_DAYS);
        #[allow(clippy::cast_precision_loss)] // days
        tried.lead.push(lead as f64);
    }
}

/// Holds one look against what came.
fn judge(look: &Forecast, today: LocalDate, real: LocalDate, tried: &mut Tried) {
    if real.days_since(today) > JUDGED_DAYS {
        return;
    }
    let (foreseen, earliest, latest) = match look.run_out() {
        RunOut::EnoughUntil { earliest, latest, short_on, .. } => (short_on, earliest, latest),
        RunOut::ShortOn { day } => (day, today, day),
        RunOut::Beyond { day } => (day, day, day),
        RunOut::Empty => (today, today, today),
        RunOut::NoSpending | RunOut::TooLittleKnown => return,
    };
    tried.looks += 1;
    // The range is of the last day covered, so the day that is short may lie one school day (a weekend: three) behind it.
    tried.in_range += usize::from(earliest < real && real.days_since(latest) <= 3 || foreseen == real);
    #[allow(clippy::cast_precision_loss)] // days
    tried.errors.push(foreseen.days_since(real).abs() as f64);
}

/// Whether the sum suggested until Friday would have reached the end of Friday.
fn suggestion(spending: &Spending, look: &Forecast, now: Moment, available: i64, tried: &mut Tried) {
    let Some(suggestion) = look.suggestions(now.date()).into_iter().find(|s| s.reach == schoolcard_core::domain::forecast::Reach::Friday)
    else {
        return;
    };
    tried.suggested += 1;
    tried.reached += usize::from(spending.between(now, suggestion.until.end()) <= available + suggestion.sum.kopecks());
}

#[allow(clippy::cast_precision_loss)] // counts of some thousands
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn forecast_figures(tried: &[Tried]) -> Vec<Figure> {
    let sum = |of: fn(&Tried) -> usize| tried.iter().map(of).sum::<usize>();
    let (run_outs, in_time, early) = (sum(|t| t.run_outs), sum(|t| t.in_time), sum(|t| t.early));
    let (looks, in_range, suggested, reached) = (sum(|t| t.looks), sum(|t| t.in_range), sum(|t| t.suggested), sum(|t| t.reached));
    let errors: Vec<f64> = tried.iter().flat_map(|t| t.errors.iter().copied()).collect();
    let lead: Vec<f64> = tried.iter().flat_map(|t| t.lead.iter().copied()).collect();
    vec![
        Figure::ratio(
            ROW,
            "run-outs announced by the last useful moment",
            share(in_time, run_outs),
            Bar::AtLeast(0.95),
            format!("{in_time} of {run_outs}"),
        ),
        Figure::amount(
            ROW,
            "median days of spending from the notice to the run-out",
            median(&lead),
            "d",
            Bar::AtMost(4.0),
            format!("{} notices", lead.len()),
        ),
        Figure::ratio(
            ROW,
            format!("notices more than {EARLY_SPENDING_DAYS} days of spending early"),
            share(early, run_outs),
            Bar::AtMost(0.05),
            format!("{early} of {run_outs}"),
        ),
        Figure::amount(
            ROW,
            "median date error, a week ahead or less",
            median(&errors),
            "d",
            Bar::AtMost(1.0),
            format!("{} looks", errors.len()),
        ),
        Figure::ratio(
            ROW,
            "real day inside the range that is shown",
            share(in_range, looks),
            Bar::AtLeast(0.8),
            format!("{in_range} of {looks}"),
        ),
        Figure::ratio(
            ROW,
            "sums suggested until Friday that reached it",
            share(reached, suggested),
            Bar::AtLeast(0.85),
            format!("{reached} of {suggested}"),
        ),
    ]
}
