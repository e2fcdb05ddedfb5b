//! Payment links and what happens to them: the bank behind the page.
//!
//! Decides which press of the parent makes a payment, when a link is closed, when the account gets the money.
//! Who presses (page, operator, a request that came late) and what they are shown is the callers' business.

use chrono::{Duration, NaiveDateTime};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::settings::{PayMethod, PaymentSettings};
use crate::clock::sql;
use crate::db::rows::{NewMovement, insert_movement};
use crate::model::MovementKind;

/// What `mospay/init` asked for, checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LinkWish {
    pub parent_id: i64,
    pub child_id: i64,
    pub contract_id: i64,
    /// Kopecks.
    pub amount: i64,
    pub success: Option<String>,
    pub fail: Option<String>,
    pub back: Option<String>,
}

/// A link that has just been made.
pub(super) struct NewLink {
    pub request_uid: String,
    pub package_uid: String,
}

/// What may still happen to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkState {
    /// It may be paid.
    Open,
    /// It was paid, in full or in part.
    Paid,
    /// The bank refused.
    Declined,
    /// Its life time ran out before anybody paid.
    Expired,
}

/// What a parent does on the payment page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Press {
    /// Pays, in full or less.
    Pay {
        /// How.
        #[serde(default)]
        method: PayMethod,
        /// Kopecks, from 1 to what was asked; everything when `None`.
        #[serde(default)]
        amount_kopecks: Option<i64>,
    },
    /// The bank refuses.
    Decline {
        /// How the parent tried to pay.
        #[serde(default)]
        method: PayMethod,
    },
    /// Leaves the page; the link lives on.
    Abandon,
    /// Pays the same link twice, both times in full.
    PayTwice {
        /// How.
        #[serde(default)]
        method: PayMethod,
    },
}

/// What came of a press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageAnswer {
    /// The link.
    pub request_uid: String,
    /// Its state afterwards.
    pub state: LinkState,
    /// Payments (and refusals) it made, as the history names them.
    pub payment_ids: Vec<String>,
    /// Addresses the browser now calls, in order: none, one, or the same twice.
    pub returns: Vec<String>,
}

/// Why a press had no effect.
#[derive(Debug)]
pub(super) enum NotDone {
    /// There is no such link.
    Unknown,
    /// The link is not open any more.
    Closed(LinkState),
    /// Not between 1 kopeck and the sum asked.
    BadAmount,
    Storage(rusqlite::Error),
}

impl From<rusqlite::Error> for NotDone {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error)
    }
}

/// A link as the bank keeps it.
pub(super) struct Link {
    pub id: i64,
    pub request_uid: String,
    pub contract_id: i64,
    pub amount: i64,
    pub expires_at: NaiveDateTime,
    pub provider: String,
    parent_id: i64,
    child_id: i64,
    success: Option<String>,
    fail: Option<String>,
    back: Option<String>,
    closed_as: Option<String>,
}

impl Link {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            request_uid: row.get(1)?,
            parent_id: row.get(2)?,
            child_id: row.get(3)?,
            contract_id: row.get(4)?,
            amount: row.get(5)?,
            expires_at: row.get(6)?,
            success: row.get(7)?,
            fail: row.get(8)?,
            back: row.get(9)?,
            closed_as: row.get(10)?,
            provider: row.get(11)?,
        })
    }

    /// What may still happen to it at `now`.
    pub(super) fn state(&self, now: NaiveDateTime) -> LinkState {
        state_of(self.closed_as.as_deref(), self.expires_at, now)
    }

    /// Where the browser goes after a press, with the link's `request_uid` in the query.
    fn return_to(&self, press: Press) -> Option<String> {
        let target = match press {
            Press::Pay { .. } | Press::PayTwice { .. } => &self.success,
            Press::Decline { .. } => &self.fail,
            Press::Abandon => &self.back,
        };
        let mut url = Url::parse(target.as_deref()?).ok()?;
        url.query_pairs_mut().append_pair("request_uid", &self.request_uid);
        Some(url.into())
    }
}

/// [`LinkState`] of stored facts. In its last second a link is already over.
pub(super) fn state_of(closed_as: Option<&str>, expires_at: NaiveDateTime, now: NaiveDateTime) -> LinkState {
    match closed_as {
        Some("paid") => LinkState::Paid,
        Some(_) => LinkState::Declined,
        None if now >= expires_at => LinkState::Expired,
        None => LinkState::Open,
    }
}

/// Makes a link. The wire has no idempotency key: asked twice, there are two.
pub(super) fn make(
    db: &Connection,
    settings: &PaymentSettings,
    now: NaiveDateTime,
    wish: &LinkWish,
    retransmitted: bool,
) -> rusqlite::Result<NewLink> {
    let link = NewLink { request_uid: Uuid::new_v4().to_string(), package_uid: Uuid::new_v4().to_string() };
    db.prepare_cached(
        "INSERT INTO payment_links (request_uid, package_uid, parent_id, child_id, contract_id, amount, created_at, expires_at,
                                    url_success, url_fail, url_back, retransmitted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        link.request_uid,
        link.package_uid,
        wish.parent_id,
        wish.child_id,
        wish.contract_id,
        wish.amount,
        sql(now),
        sql(now + Duration::seconds(settings.link_seconds.into())),
        wish.success,
        wish.fail,
        wish.back,
        retransmitted,
    ])?;
    Ok(link)
}

/// The link of that `request_uid`.
pub(super) fn find(db: &Connection, request_uid: &str) -> rusqlite::Result<Option<Link>> {
    db.prepare_cached(
        "SELECT l.id, l.request_uid, l.parent_id, l.child_id, l.contract_id, l.amount, l.expires_at,
                l.url_success, l.url_fail, l.url_back, l.closed_as, s.provider_name
         FROM payment_links l JOIN children c ON c.id = l.child_id JOIN schools s ON s.id = c.school_id
         WHERE l.request_uid = ?1",
    )?
    .query_row([request_uid], Link::read)
    .optional()
}

/// Does what the parent pressed. A request the parent did not send again (`retransmitted`) pays a closed link once more.
pub(super) fn press(
    db: &Connection,
    settings: &PaymentSettings,
    now: NaiveDateTime,
    request_uid: &str,
    press: Press,
    retransmitted: bool,
) -> Result<PageAnswer, NotDone> {
    let link = find(db, request_uid)?.ok_or(NotDone::Unknown)?;
    match link.state(now) {
        LinkState::Open => {}
        LinkState::Paid | LinkState::Declined if retransmitted => {}
        closed => return Err(NotDone::Closed(closed)),
    }
    let mut bank = Bank { db, settings, now, link: &link, retransmitted, payment_ids: Vec::new() };
    match press {
        Press::Pay { method, amount_kopecks } => {
            let amount = amount_kopecks.unwrap_or(link.amount);
            if !(1..=link.amount).contains(&amount) {
                return Err(NotDone::BadAmount);
            }
            bank.pay(method, amount)?;
        }
        Press::PayTwice { method } => {
            bank.pay(method, link.amount)?;
            bank.pay(method, link.amount)?;
        }
        Press::Decline { method } => bank.decline(method)?,
        Press::Abandon => {
            db.prepare_cached("UPDATE payment_links SET left_at = ?2 WHERE id = ?1")?.execute(params![link.id, sql(now)])?;
        }
    }
    let payment_ids = bank.payment_ids;
    let state = find(db, request_uid)?.map_or(LinkState::Open, |link| link.state(now));
    let returns = link.return_to(press).map_or_else(Vec::new, |url| vec![url; if settings.return_twice { 2 } else { 1 }]);
    Ok(PageAnswer { request_uid: link.request_uid, state, payment_ids, returns })
}

/// One visit of the parent to the bank.
struct Bank<'a> {
    db: &'a Connection,
    settings: &'a PaymentSettings,
    now: NaiveDateTime,
    link: &'a Link,
    retransmitted: bool,
    payment_ids: Vec<String>,
}

/// What a payment does to the account.
struct Credit {
    approved_at: NaiveDateTime,
    credited_at: NaiveDateTime,
    movement_id: i64,
}

impl Bank<'_> {
    fn pay(&mut self, method: PayMethod, amount: i64) -> rusqlite::Result<()> {
        let credited_at = self.now + self.settings.crediting(method);
        let movement_id = insert_movement(
            self.db,
            &NewMovement {
                child_id: self.link.child_id,
                at: credited_at,
                sum: amount,
                kind: MovementKind::TopUp,
                origin: method.origin(),
                order_id: None,
                visible_at: credited_at,
            },
        )?;
        crate::operator::log(self.db, "movement", movement_id)?;
        let approved_at = self.now + Duration::seconds(self.settings.processing_seconds.into());
        let credit = Credit { approved_at, credited_at, movement_id };
        self.record(method, amount, Some(&credit))?;
        self.close("paid")
    }

    fn decline(&mut self, method: PayMethod) -> rusqlite::Result<()> {
        self.record(method, self.link.amount, None)?;
        crate::operator::log(self.db, "declined", self.db.last_insert_rowid())?;
        self.close("declined")
    }

    fn record(&mut self, method: PayMethod, amount: i64, credit: Option<&Credit>) -> rusqlite::Result<()> {
        let payment_id = Uuid::new_v4().to_string();
        self.db
            .prepare_cached(
                "INSERT INTO payments (payment_id, link_id, parent_id, method, amount, at, approved_at, credited_at, movement_id, retransmitted)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                payment_id,
                self.link.id,
                self.link.parent_id,
                method.text(),
                amount,
                sql(self.now),
                credit.map(|credit| sql(credit.approved_at)),
                credit.map(|credit| sql(credit.credited_at)),
                credit.map(|credit| credit.movement_id),
                self.retransmitted,
            ])?;
        self.payment_ids.push(payment_id);
        Ok(())
    }

    fn close(&self, closed_as: &str) -> rusqlite::Result<()> {
        self.db.prepare_cached("UPDATE payment_links SET closed_as = ?2 WHERE id = ?1")?.execute(params![self.link.id, closed_as])?;
        Ok(())
    }
}
