//! Orders ahead, weekly rules and "ill today" as the outbox takes and runs them: reads what the school has, sends what is missing, reads
//! back. What is missing is decided in [`super::settling`] and [`super::ill_today`].

use super::driver::{Keep, Outbox, OutboxError, locked};
use super::ill_today::{self, Part};
use super::orders::{Meal, only};
use super::settling::{self, Settling, State, WATCH_MINUTES};
use super::wire::{Failure, NoticeRequest, OrderRequest, RuleRequest, SchoolWire};
use super::{Command, Event, IllToday, Intent, IntentId, SetOrder, SetWeekly};
use crate::domain::{
    AbsenceNotice, AbsenceReason, CutOffs, LocalDate, MealOrder, Moment, Movement, Period, PersonId, ProfileId, WeeklyOrder, WeeklyRule,
};
use crate::store::StoreError;

/// Most calls of one command in one run.
const MOST_CALLS: usize = 24;
/// Days before the day of a meal on which it may have been paid (wire-api §8 counts orders of fourteen days).
const PAID_DAYS_BEFORE: i64 = 21;

/// What has to be done next for a command about meals.
enum Next {
    ReadOrders(LocalDate),
    ReadRules,
    ReadNotices(LocalDate),
    ReadMovements(LocalDate),
    SendOrder(OrderRequest, Part),
    SendRule(RuleRequest),
    SendNotice(NoticeRequest),
}

/// What a call brought.
enum Heard {
    Orders(Vec<MealOrder>),
    Rules(Vec<WeeklyRule>),
    Notices(Vec<AbsenceNotice>),
    Movements(Vec<Movement>),
    Answer(Part, Result<(), Failure>),
}

/// A reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Orders,
    Rules,
    Notices,
    Movements,
}

impl<K: Keep, W: SchoolWire> Outbox<K, W> {
    /// Keeps a wish for `wanted` portions of `meal` on `day` (0: none). `seen`: portions of each order of it that the parent saw. An
    /// earlier wish for the same meal that was not sent yet is replaced; the same wish asked for again is that one.
    pub fn set_order(
        &self,
        child: &PersonId,
        day: LocalDate,
        meal: Meal,
        seen: Vec<i64>,
        wanted: i64,
        cut_off: Option<Moment>,
    ) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        let mut wish = SetOrder::start(day, meal, seen, wanted, cut_off, now);
        let mut earlier = self.load(adult)?;
        earlier.retain(|intent| intent.child == *child);
        for intent in earlier {
            let Command::SetOrder(before) = &intent.command else { continue };
            if !before.meets(day, wish.meal.complex) || before.settling.state == State::Cancelled {
                continue;
            }
            if before.settling.is_under_way() && !before.settling.replaced && before.settling.wanted == wish.settling.wanted {
                return Ok(intent.id);
            }
            follow(&before.settling, &mut wish.settling, intent.changed_at, now);
            self.step(adult, &intent.id, Event::Order(settling::Event::Replaced))?;
        }
        self.add(adult, child, Command::SetOrder(wish), now)
    }

    /// Keeps a wish for one weekly rule for `meal`, or for none. `seen`: the rules for it that the parent saw.
    pub fn set_weekly(
        &self,
        child: &PersonId,
        meal: Meal,
        seen: Vec<WeeklyOrder>,
        wanted: Option<WeeklyOrder>,
    ) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        let mut wish = SetWeekly::start(meal, seen, wanted, now);
        let mut earlier = self.load(adult)?;
        earlier.retain(|intent| intent.child == *child);
        for intent in earlier {
            let Command::SetWeekly(before) = &intent.command else { continue };
            if before.meal.complex != wish.meal.complex || before.settling.state == State::Cancelled {
                continue;
            }
            if before.settling.is_under_way() && !before.settling.replaced && before.settling.wanted == wish.settling.wanted {
                return Ok(intent.id);
            }
            follow(&before.settling, &mut wish.settling, intent.changed_at, now);
            self.step(adult, &intent.id, Event::Weekly(settling::Event::Replaced))?;
        }
        self.add(adult, child, Command::SetWeekly(wish), now)
    }

    /// Keeps "ill" for `day`. While one for the same day is under way, or the school has been told by it, that one is meant: a second one
    /// would find nothing to cancel and hide what becomes of the money of the first.
    pub fn ill_today(&self, child: &PersonId, day: LocalDate, reason: AbsenceReason, cut_offs: CutOffs) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        let of_day = |intent: &&Intent| match &intent.command {
            Command::IllToday(ill) => ill.day == day,
            Command::SetOrder(order) => order.day == day,
            _ => false,
        };
        // What was ordered since has to be cancelled by a new one.
        let intents = self.load(adult)?;
        let latest = intents.iter().filter(|intent| intent.child == *child).rfind(of_day);
        if let Some(Intent { id, command: Command::IllToday(ill), .. }) = latest
            && ill.is_meant_again()
        {
            return Ok(id.clone());
        }
        self.add(adult, child, Command::IllToday(IllToday::start(day, reason, cut_offs, now)), now)
    }

    /// Reads and sends for one command until nothing is left to do now, or a call brought nothing.
    pub(super) async fn go_on_with_meals(&self, adult: ProfileId, id: &IntentId, child: &PersonId) -> Result<(), StoreError> {
        // What was read since something was last sent.
        let mut was_read = Vec::new();
        let mut failed = false;
        for _ in 0..MOST_CALLS {
            let Some(row) = self.keep.with(|db| db.intent(adult, &id.0))? else { return Ok(()) };
            let command = Intent::of(row)?.command;
            let Some(next) = next(&command, &was_read, self.wire.now()) else { break };
            let reads = matches!(next, Next::ReadOrders(_) | Next::ReadRules | Next::ReadNotices(_) | Next::ReadMovements(_));
            // What is kept as being sent is sent; nothing more is read once a call brought nothing.
            if failed && reads {
                break;
            }
            if !reads {
                was_read.clear();
                self.sent_about_meals(child);
            }
            match self.call(child, next, &mut was_read).await {
                Ok(heard) => {
                    failed |= matches!(heard, Heard::Answer(_, Err(Failure::NotSent | Failure::Lost)));
                    if let Some(event) = told(&command, heard) {
                        self.tell(adult, id, event)?;
                    }
                }
                Err(_) => failed = true,
            }
        }
        if failed {
            self.went_wrong(id);
        } else {
            self.went_well(id);
        }
        Ok(())
    }

    async fn call(&self, child: &PersonId, next: Next, was_read: &mut Vec<Reading>) -> Result<Heard, Failure> {
        Ok(match next {
            Next::ReadOrders(day) => {
                was_read.push(Reading::Orders);
                Heard::Orders(self.wire.meal_orders(child, only(day)).await?)
            }
            Next::ReadRules => {
                was_read.push(Reading::Rules);
                Heard::Rules(self.wire.weekly_rules(child).await?)
            }
            Next::ReadNotices(day) => {
                was_read.push(Reading::Notices);
                Heard::Notices(self.wire.absences(child, day).await?)
            }
            Next::ReadMovements(day) => {
                was_read.push(Reading::Movements);
                let period = Period::new(day.plus_days(-PAID_DAYS_BEFORE), self.wire.now().date().plus_days(1));
                Heard::Movements(self.wire.movements(child, period).await?)
            }
            Next::SendOrder(request, part) => Heard::Answer(part, self.wire.send_order(child, &request).await),
            Next::SendRule(request) => Heard::Answer(Part::Notice, self.wire.send_weekly(child, &request).await),
            Next::SendNotice(request) => Heard::Answer(Part::Notice, self.wire.send_notice(child, &request).await),
        })
    }
}

/// What a wish that replaces `earlier` takes over from it: what the parent knew to be on its way, and what may still turn up.
fn follow<T: Clone>(earlier: &Settling<T>, wish: &mut Settling<T>, changed_at: Moment, now: Moment) {
    let sent = matches!(earlier.state, State::Sending { .. } | State::ReadingBack { .. });
    if sent {
        // Whether it was done is not known yet: what follows may stand on either.
        wish.or_seen.clone_from(&earlier.or_seen);
        wish.or_seen.push(earlier.seen.clone());
        wish.seen = earlier.wanted.iter().cloned().collect();
    }
    let doubt = if sent {
        Some(now.plus_minutes(WATCH_MINUTES))
    } else {
        earlier.doubt_until.filter(|_| now < changed_at.plus_minutes(WATCH_MINUTES))
    };
    wish.doubt_until = wish.doubt_until.max(doubt);
}

/// What has to be done next; none: nothing for now.
fn next(command: &Command, was_read: &[Reading], now: Moment) -> Option<Next> {
    let looks = |under_way: bool, watched: bool, reading: Reading| (under_way || watched) && !was_read.contains(&reading);
    match command {
        Command::SetOrder(order) => {
            let (day, complex, settling) = (order.day, order.meal.complex, &order.settling);
            if let Some(step) = settling.to_send() {
                let request = OrderRequest { day, complex, amount: settling.wanted.unwrap_or(0), step: step.clone() };
                return Some(Next::SendOrder(request, Part::Meal(complex)));
            }
            looks(settling.is_under_way(), settling.is_watched(now), Reading::Orders).then_some(Next::ReadOrders(day))
        }
        Command::SetWeekly(rule) => {
            let settling = &rule.settling;
            if let Some(step) = settling.to_send() {
                return Some(Next::SendRule(RuleRequest {
                    complex: rule.meal.complex,
                    order: settling.wanted.clone(),
                    step: step.clone(),
                }));
            }
            looks(settling.is_under_way(), settling.is_watched(now), Reading::Rules).then_some(Next::ReadRules)
        }
        Command::IllToday(ill) => {
            let day = ill.day;
            if let Some((part, step)) = ill.to_send().next() {
                return Some(match part {
                    Part::Meal(complex) => Next::SendOrder(OrderRequest { day, complex, amount: 0, step: step.clone() }, part),
                    Part::Notice => Next::SendNotice(NoticeRequest { day, reason: ill.reason.id, step: step.clone() }),
                });
            }
            if ill.wants_orders(now) && !was_read.contains(&Reading::Orders) {
                Some(Next::ReadOrders(day))
            } else if ill.wants_notices(now) && !was_read.contains(&Reading::Notices) {
                Some(Next::ReadNotices(day))
            } else if ill.wants_movements(now) && !was_read.contains(&Reading::Movements) {
                Some(Next::ReadMovements(day))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// What `heard` says to `command`.
fn told(command: &Command, heard: Heard) -> Option<Event> {
    Some(match (command, heard) {
        (Command::SetOrder(order), Heard::Orders(orders)) => Event::Order(settling::Event::Read(order.standing(&orders))),
        (Command::SetOrder(_), Heard::Answer(_, outcome)) => Event::Order(answer(outcome)),
        (Command::SetWeekly(rule), Heard::Rules(rules)) => Event::Weekly(settling::Event::Read(rule.standing(&rules))),
        (Command::SetWeekly(_), Heard::Answer(_, outcome)) => Event::Weekly(answer(outcome)),
        (Command::IllToday(_), Heard::Orders(orders)) => Event::Ill(ill_today::Event::OrdersRead(orders)),
        (Command::IllToday(_), Heard::Notices(notices)) => Event::Ill(ill_today::Event::NoticesRead(notices)),
        (Command::IllToday(_), Heard::Movements(movements)) => Event::Ill(ill_today::Event::MovementsRead(movements)),
        (Command::IllToday(_), Heard::Answer(part, outcome)) => Event::Ill(ill_today::Event::Sent(part, answer(outcome))),
        _ => return None,
    })
}

fn answer<T>(outcome: Result<(), Failure>) -> settling::Event<T> {
    match outcome {
        Ok(()) => settling::Event::Taken,
        Err(Failure::NotSent) => settling::Event::NotSent,
        Err(Failure::Lost) => settling::Event::AnswerLost,
        Err(Failure::Refused { code }) => settling::Event::Refused { code },
        Err(Failure::NoSuchService) => settling::Event::Refused { code: "no_such_service".to_owned() },
    }
}
