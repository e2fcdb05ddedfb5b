//! Codes and tokens at rest: issuing, finding, using up.
//!
//! Decides lifetimes, single use and activation. Which HTTP answer a failure gets is the routes' business.
//! Every instant here is Unix seconds of the sandbox clock.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::jwt;

/// An authorization code is good for five minutes (assumed).
pub const CODE_SECONDS: i64 = 5 * 60;
/// A mos.ru access token: an hour (wire-api §1).
pub const MOS_ACCESS_SECONDS: i64 = 3600;
/// A mos.ru refresh token: fifteen days (wire-api §1).
pub const MOS_REFRESH_SECONDS: i64 = 15 * 24 * 3600;
/// A diary token: 24 hours (wire-api §1).
pub const DIARY_SECONDS: i64 = 24 * 3600;
/// A diary refresh token: 30 days (wire-api §1).
pub const DIARY_REFRESH_SECONDS: i64 = 30 * 24 * 3600;

/// A request of the sign-in page for a code.
pub struct CodeRequest<'a> {
    /// Client id of configuration.
    pub client_id: &'a str,
    /// Where the browser goes with the code.
    pub redirect_uri: &'a str,
    /// PKCE challenge, method S256.
    pub code_challenge: &'a str,
}

/// What a code stands for.
pub struct Grant {
    /// Who signed in.
    pub parent_id: i64,
    /// The client it was given to.
    pub client_id: String,
    /// The redirect it was sent to.
    pub redirect_uri: String,
    /// The challenge its verifier has to match.
    pub code_challenge: String,
}

/// A pair of access and refresh token, of either family.
pub struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

/// A live diary token.
#[derive(Debug, Clone)]
pub struct DiaryToken {
    /// The bare token.
    pub text: String,
    /// Whose it is (ACL profile id).
    pub parent_id: i64,
    /// The sign-in it descends from.
    pub session: String,
    /// Whether `profile_info` was called with it, or it was renewed from one that was.
    pub activated: bool,
}

/// A live, unused diary refresh token.
pub struct DiaryRefresh {
    /// Whose it is.
    pub parent_id: i64,
    /// The sign-in it descends from.
    pub session: String,
    /// Whether that sign-in was activated.
    pub activated: bool,
}

/// Gives out a code for `parent_id`.
pub fn issue_code(db: &Connection, now: DateTime<Utc>, parent_id: i64, request: &CodeRequest<'_>) -> rusqlite::Result<String> {
    let code = jwt::opaque();
    db.prepare_cached(
        "INSERT INTO authorization_codes (code, parent_id, client_id, redirect_uri, code_challenge, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        code,
        parent_id,
        request.client_id,
        request.redirect_uri,
        request.code_challenge,
        now.timestamp() + CODE_SECONDS,
    ])?;
    Ok(code)
}

/// Uses a code up, whatever becomes of the exchange; `None` when unknown, used or too old.
pub fn take_code(db: &Connection, now: DateTime<Utc>, code: &str) -> rusqlite::Result<Option<Grant>> {
    db.prepare_cached(
        "UPDATE authorization_codes SET used = 1 WHERE code = ?1 AND used = 0 AND expires_at > ?2
         RETURNING parent_id, client_id, redirect_uri, code_challenge",
    )?
    .query_row(params![code, now.timestamp()], |row| {
        Ok(Grant { parent_id: row.get(0)?, client_id: row.get(1)?, redirect_uri: row.get(2)?, code_challenge: row.get(3)? })
    })
    .optional()
}

/// A new pair of mos.ru tokens. A renewal hands its refresh token on (assumed: it does not rotate).
pub fn issue_mos(db: &Connection, now: DateTime<Utc>, parent_id: i64, refresh: Option<&str>) -> rusqlite::Result<Pair> {
    let pair = Pair { access: jwt::opaque(), refresh: refresh.map_or_else(jwt::opaque, str::to_owned) };
    db.prepare_cached(
        "INSERT INTO mos_tokens (access_token, refresh_token, parent_id, access_expires_at, refresh_expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        pair.access,
        pair.refresh,
        parent_id,
        now.timestamp() + MOS_ACCESS_SECONDS,
        now.timestamp() + MOS_REFRESH_SECONDS,
    ])?;
    Ok(pair)
}

/// Whose live mos.ru access token this is.
pub fn mos_owner(db: &Connection, now: DateTime<Utc>, access: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT parent_id FROM mos_tokens WHERE access_token = ?1 AND access_expires_at > ?2")?
        .query_row(params![access, now.timestamp()], |row| row.get(0))
        .optional()
}

/// Whose live mos.ru refresh token this is.
pub fn mos_refresh_owner(db: &Connection, now: DateTime<Utc>, refresh: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT parent_id FROM mos_tokens WHERE refresh_token = ?1 AND refresh_expires_at > ?2 LIMIT 1")?
        .query_row(params![refresh, now.timestamp()], |row| row.get(0))
        .optional()
}

/// A new diary pair at the start of a session.
pub fn issue_diary(db: &Connection, now: DateTime<Utc>, parent_id: i64, activated: bool) -> rusqlite::Result<Pair> {
    let session = uuid::Uuid::new_v4().to_string();
    next_diary(db, now, &DiaryRefresh { parent_id, session, activated })
}

/// The next diary pair of a session.
pub fn next_diary(db: &Connection, now: DateTime<Utc>, from: &DiaryRefresh) -> rusqlite::Result<Pair> {
    let access = next_diary_access(db, now, from)?;
    let refresh = jwt::opaque();
    db.prepare_cached(
        "INSERT INTO diary_refresh_tokens (refresh_token, parent_id, session, activated, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![refresh, from.parent_id, from.session, from.activated, now.timestamp() + DIARY_REFRESH_SECONDS])?;
    Ok(Pair { access, refresh })
}

/// The next diary token of a session, its refresh token left as it is.
pub fn next_diary_access(db: &Connection, now: DateTime<Utc>, from: &DiaryRefresh) -> rusqlite::Result<String> {
    let user_id: i64 = db.prepare_cached("SELECT user_id FROM parents WHERE id = ?1")?.query_row([from.parent_id], |row| row.get(0))?;
    let expires_at = now.timestamp() + DIARY_SECONDS;
    let access = jwt::diary(user_id, &from.session, now.timestamp(), expires_at);
    db.prepare_cached("INSERT INTO diary_tokens (access_token, parent_id, session, expires_at, activated) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![access, from.parent_id, from.session, expires_at, from.activated])?;
    Ok(access)
}

/// The live diary token `text`, activated or not.
pub fn find_diary(db: &Connection, now: DateTime<Utc>, text: &str) -> rusqlite::Result<Option<DiaryToken>> {
    db.prepare_cached("SELECT parent_id, session, activated FROM diary_tokens WHERE access_token = ?1 AND expires_at > ?2 AND ended = 0")?
        .query_row(params![text, now.timestamp()], |row| {
            Ok(DiaryToken { text: text.to_owned(), parent_id: row.get(0)?, session: row.get(1)?, activated: row.get(2)? })
        })
        .optional()
}

/// Makes a token, and what is renewed from its session, valid everywhere (wire-api §1, step "activate").
pub fn activate(db: &Connection, token: &DiaryToken) -> rusqlite::Result<()> {
    for table in ["diary_tokens", "diary_refresh_tokens"] {
        db.prepare_cached(&format!("UPDATE {table} SET activated = 1 WHERE session = ?1 AND activated = 0"))?.execute([&token.session])?;
    }
    Ok(())
}

/// The live, unused refresh token `text`, without using it up.
pub fn find_diary_refresh(db: &Connection, now: DateTime<Utc>, text: &str) -> rusqlite::Result<Option<DiaryRefresh>> {
    db.prepare_cached(
        "SELECT parent_id, session, activated FROM diary_refresh_tokens
         WHERE refresh_token = ?1 AND expires_at > ?2 AND used = 0",
    )?
    .query_row(params![text, now.timestamp()], |row| {
        Ok(DiaryRefresh { parent_id: row.get(0)?, session: row.get(1)?, activated: row.get(2)? })
    })
    .optional()
}

/// Uses the refresh token up; `None` when unknown, used or too old.
pub fn take_diary_refresh(db: &Connection, now: DateTime<Utc>, text: &str) -> rusqlite::Result<Option<DiaryRefresh>> {
    let found = find_diary_refresh(db, now, text)?;
    if found.is_some() {
        db.prepare_cached("UPDATE diary_refresh_tokens SET used = 1 WHERE refresh_token = ?1")?.execute([text])?;
    }
    Ok(found)
}

/// Ends a session: none of its tokens works any more.
pub fn end_session(db: &Connection, session: &str) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE diary_tokens SET ended = 1 WHERE session = ?1")?.execute([session])?;
    db.prepare_cached("UPDATE diary_refresh_tokens SET used = 1 WHERE session = ?1")?.execute([session])?;
    Ok(())
}
