//! A model of the canteen for the property test of meals: orders ahead, weekly rules, notices of absence, and requests that arrive late.

use super::settling::{Step, TOO_LATE};
use super::wire::{Failure, NoticeRequest, OrderRequest, RuleRequest};
use crate::domain::{
    AbsenceNotice, LocalDate, MealOrder, Moment, Money, Period, PersonId, PurchaseId, PurchaseStatus, WeeklyOrder, WeeklyRule,
};

/// A request on its way.
#[derive(Debug, Clone)]
enum Late {
    Order(PersonId, OrderRequest),
    Rule(PersonId, RuleRequest),
    Notice(PersonId, NoticeRequest),
}

/// The canteen and the register of the class.
#[derive(Debug, Default)]
pub(super) struct MealServer {
    pub orders: Vec<MealOrder>,
    pub rules: Vec<(PersonId, WeeklyRule)>,
    pub notices: Vec<(PersonId, AbsenceNotice)>,
    /// From then on nothing can be ordered or cancelled.
    pub cut_off: Option<Moment>,
    /// A complex that vanished from the menu.
    pub vanished: Option<i64>,
    late: Vec<(Moment, Late)>,
    next: i64,
}

fn refused(code: &str) -> Failure {
    Failure::Refused { code: code.to_owned() }
}

impl MealServer {
    fn id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// Portions of each order that stands, oldest first.
    pub(super) fn standing(&self, child: &PersonId, day: LocalDate, complex: i64) -> Vec<i64> {
        let of_it = |order: &&MealOrder| order.child == *child && order.day == day && order.complex == complex && order.waits();
        self.orders.iter().filter(of_it).map(|order| order.amount).collect()
    }

    pub(super) fn orders(&self, child: &PersonId, period: Period) -> Vec<MealOrder> {
        self.orders.iter().filter(|order| order.child == *child && period.contains(order.day)).cloned().collect()
    }

    /// Does what a request asks for, or refuses it as the school would.
    pub(super) fn order(&mut self, child: &PersonId, request: &OrderRequest, now: Moment) -> Result<(), Failure> {
        if self.cut_off.is_some_and(|cut_off| now >= cut_off) {
            return Err(refused(TOO_LATE));
        }
        let gone = self.vanished == Some(request.complex);
        match &request.step {
            Step::Place | Step::Change { .. } if gone => Err(refused("complexNotFound")),
            Step::Place => {
                let id = PurchaseId(self.id().to_string());
                self.orders.push(MealOrder {
                    id,
                    child: child.clone(),
                    day: request.day,
                    complex: request.complex,
                    name: String::new(),
                    kind: None,
                    amount: request.amount,
                    total: Money(100),
                    status: PurchaseStatus::New,
                });
                Ok(())
            }
            Step::Change { id } => match self.orders.iter_mut().find(|order| order.id.as_str() == id.to_string()) {
                Some(order) if order.waits() => {
                    order.amount = request.amount;
                    Ok(())
                }
                _ => Err(refused("orderAlreadyCancelled")),
            },
            Step::Remove { ids } => {
                let mine = |order: &&mut MealOrder| ids.iter().any(|id| order.id.as_str() == id.to_string());
                if self.orders.iter_mut().filter(mine).any(|order| !order.waits()) {
                    return Err(refused("orderAlreadyCancelled"));
                }
                self.orders.iter_mut().filter(mine).for_each(|order| order.status = PurchaseStatus::Cancelled);
                Ok(())
            }
        }
    }

    pub(super) fn rules(&self, child: &PersonId) -> Vec<WeeklyRule> {
        self.rules.iter().filter(|(of, _)| of == child).map(|(_, rule)| rule.clone()).collect()
    }

    pub(super) fn rule(&mut self, child: &PersonId, request: &RuleRequest) {
        let wanted: Option<&WeeklyOrder> = request.order.as_ref();
        match (&request.step, wanted) {
            (Step::Place, Some(order)) => {
                let id = self.id();
                self.rules.push((child.clone(), WeeklyRule { id, complex: Some(request.complex), order: order.clone() }));
            }
            (Step::Change { id }, Some(order)) => {
                self.rules.iter_mut().filter(|(_, rule)| rule.id == *id).for_each(|(_, rule)| rule.order = order.clone());
            }
            (Step::Remove { ids }, _) => self.rules.retain(|(_, rule)| !ids.contains(&rule.id)),
            (_, None) => {}
        }
    }

    pub(super) fn notices(&self, child: &PersonId, day: LocalDate) -> Vec<AbsenceNotice> {
        self.notices.iter().filter(|(of, notice)| of == child && notice.day == day).map(|(_, notice)| notice.clone()).collect()
    }

    pub(super) fn notice(&mut self, child: &PersonId, request: &NoticeRequest) {
        match &request.step {
            Step::Place => {
                let id = self.id();
                self.notices.push((child.clone(), AbsenceNotice { id, day: request.day, reason: Some(request.reason) }));
            }
            Step::Change { id } => self.notices.retain(|(_, notice)| notice.id != *id),
            Step::Remove { ids } => self.notices.retain(|(_, notice)| !ids.contains(&notice.id)),
        }
    }

    pub(super) fn late(&mut self, child: &PersonId, request: &OrderRequest, now: Moment, seconds: i64) {
        self.late.push((now.plus_seconds(seconds), Late::Order(child.clone(), request.clone())));
    }

    pub(super) fn late_rule(&mut self, child: &PersonId, request: &RuleRequest, now: Moment, seconds: i64) {
        self.late.push((now.plus_seconds(seconds), Late::Rule(child.clone(), request.clone())));
    }

    pub(super) fn late_notice(&mut self, child: &PersonId, request: &NoticeRequest, now: Moment, seconds: i64) {
        self.late.push((now.plus_seconds(seconds), Late::Notice(child.clone(), request.clone())));
    }

    /// What has been on its way arrives, each at its own moment.
    pub(super) fn deliver(&mut self, now: Moment) {
        let mut due: Vec<(Moment, Late)> = self.late.extract_if(.., |(at, _)| *at <= now).collect();
        due.sort_by_key(|(at, _)| *at);
        for (at, late) in due {
            match late {
                // What is refused now is refused to nobody.
                Late::Order(child, request) => drop(self.order(&child, &request, at)),
                Late::Rule(child, request) => self.rule(&child, &request),
                Late::Notice(child, request) => self.notice(&child, &request),
            }
        }
    }
}
