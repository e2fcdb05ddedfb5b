//! E-mails to parents: MIME messages in a mailbox of the sandbox, and by SMTP when a mail server is named.
//!
//! The mailbox keeps every message whether or not a mail server takes it; one try each.

use std::time::{Duration, SystemTime};

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::news::News;
use super::tell;
use crate::clock::sql;
use crate::operator::OperatorError;
use crate::server::{AppState, Sandbox};

/// Who writes (a domain nobody can own).
const FROM: (&str, &str, &str) = ("Школьная карта", "no-reply", "schoolcard.example");

/// An e-mail as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Email {
    /// Counts the e-mails of this sandbox.
    pub id: i64,
    /// ACL profile id of the parent.
    pub parent: i64,
    /// Moscow local time.
    pub at: String,
    /// `k` of the push about the same.
    pub kind: String,
    /// Address.
    pub to: String,
    /// Subject, decoded.
    pub subject: String,
    /// Text, decoded.
    pub body: String,
    /// `none` without a mail server, `waiting`, `sent`, or what the mail server said.
    pub smtp: String,
}

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/sandbox/v1/mailbox", get(show)).route("/sandbox/v1/mailbox/{id}", get(show_raw))
}

fn compose(name: &str, address: &str, at: SystemTime, subject: &str, body: &str) -> Option<Message> {
    let from = Mailbox::new(Some(FROM.0.to_owned()), Address::new(FROM.1, FROM.2).ok()?);
    let to = Mailbox::new(Some(name.to_owned()), address.parse().ok()?);
    let html = body.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>\n");
    let parts =
        MultiPart::alternative().singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body.to_owned())).singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_HTML)
                .body(format!("<!doctype html>\n<html lang=\"ru\"><body><p>{html}</p></body></html>\n")),
        );
    let id = format!("<{}@{}>", Uuid::new_v4(), FROM.2);
    Message::builder().from(from).to(to).subject(subject).date(at).message_id(Some(id)).multipart(parts).ok()
}

/// Writes to a parent who has an address.
pub(super) fn write(db: &Connection, state: &AppState, news: &News, parent_id: i64) -> rusqlite::Result<()> {
    let (name, address): (String, Option<String>) = db
        .prepare_cached("SELECT first_name || ' ' || last_name, email FROM parents WHERE id = ?1")?
        .query_row([parent_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(address) = address else { return Ok(()) };
    let subject = format!("{}: {}", news.kind.name, news.child.first_name);
    let body =
        format!("Здравствуйте!\n\n{}.\n\nВы получили это письмо, потому что выбрали его в настройках уведомлений.\n", news.sentence());
    let Some(message) = compose(&name, &address, state.clock.utc().into(), &subject, &body) else {
        tracing::warn!("an e-mail could not be written: the address is no address");
        return Ok(());
    };
    let smtp = if state.config.smtp.is_some() { "waiting" } else { "none" };
    db.prepare_cached(
        "INSERT INTO mailbox (parent_id, at, kind, sender, recipient, subject, body, raw, smtp) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        parent_id,
        sql(state.clock.now()),
        news.kind.code,
        format!("{}@{}", FROM.1, FROM.2),
        address,
        subject,
        body,
        message.formatted(),
        smtp
    ])?;
    Ok(())
}

/// Sends what waits, until the sandbox stops. Nothing to do without a mail server.
pub(crate) async fn deliver(state: AppState) {
    let Some(server) = state.config.smtp.clone() else { return };
    let (host, port) = server.rsplit_once(':').unwrap_or((&server, "25"));
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(port.parse().unwrap_or(25))
        .timeout(Some(Duration::from_secs(10)))
        .build();
    let (mut alive, mut news) = (state.push.alive(), state.push.news());
    loop {
        while let Ok(Some((id, sender, recipient, raw))) = state.db.with(next) {
            let outcome = send(&transport, &sender, &recipient, &raw).await;
            let saved = state.db.with(|db| db.execute("UPDATE mailbox SET smtp = ?2 WHERE id = ?1", params![id, outcome]));
            if let Err(error) = saved {
                tracing::error!(%error, "the mailbox could not be written");
                return;
            }
        }
        tokio::select! {
            ended = alive.changed() => if ended.is_err() { return },
            more = news.changed() => if more.is_err() { return },
        }
    }
}

type Waiting = (i64, String, String, Vec<u8>);

fn next(db: &Connection) -> rusqlite::Result<Option<Waiting>> {
    db.prepare_cached("SELECT id, sender, recipient, raw FROM mailbox WHERE smtp = 'waiting' ORDER BY id LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()
}

async fn send(transport: &AsyncSmtpTransport<Tokio1Executor>, sender: &str, recipient: &str, raw: &[u8]) -> String {
    let (Ok(sender), Ok(recipient)) = (sender.parse::<Address>(), recipient.parse::<Address>()) else {
        return "no address".to_owned();
    };
    let envelope = match lettre::address::Envelope::new(Some(sender), vec![recipient]) {
        Ok(envelope) => envelope,
        Err(error) => return error.to_string(),
    };
    match transport.send_raw(&envelope, raw).await {
        Ok(_) => "sent".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn list(state: &AppState, after: i64) -> Result<Vec<Email>, OperatorError> {
    tell(state)?;
    state.db.with(|db| {
        let found = db
            .prepare_cached(
                "SELECT id, parent_id, at, kind, recipient, subject, body, smtp FROM mailbox WHERE id > ?1 ORDER BY id DESC LIMIT 200",
            )?
            .query_map([after], |row| {
                Ok(Email {
                    id: row.get(0)?,
                    parent: row.get(1)?,
                    at: row.get(2)?,
                    kind: row.get(3)?,
                    to: row.get(4)?,
                    subject: row.get(5)?,
                    body: row.get(6)?,
                    smtp: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

impl Sandbox {
    /// The latest 200 e-mails after number `after`, newest first.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn mailbox(&self, after: i64) -> Result<Vec<Email>, OperatorError> {
        list(&self.state, after)
    }
}

#[derive(Deserialize)]
struct MailboxQuery {
    #[serde(default)]
    after: i64,
}

async fn show(State(state): State<AppState>, Query(query): Query<MailboxQuery>) -> Result<Json<Value>, OperatorError> {
    Ok(Json(json!({ "messages": list(&state, query.after)? })))
}

async fn show_raw(State(state): State<AppState>, Path(id): Path<i64>) -> Result<Response, OperatorError> {
    let raw: Option<Vec<u8>> =
        state.db.with(|db| db.prepare_cached("SELECT raw FROM mailbox WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional())?;
    let raw = raw.ok_or_else(|| OperatorError::Unknown { what: "message", id: id.to_string() })?;
    Ok(([(header::CONTENT_TYPE, "message/rfc822")], raw).into_response())
}
