//! The sign-in page: who may come (`GET {login}/sps/oauth/ae`), and who has come (its POST).
//!
//! The page shows the sandbox's own logins with their passwords, so that one click signs a person in; a script posts
//! `login` and `password` as a form. The parameters of the request stay in the page's address.

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Response};
use url::Url;

use super::pkce;
use super::tokens::{self, CodeRequest};
use crate::envelope::WireError;
use crate::server::AppState;
use crate::wire::query::Params;

/// A request of a client that may go on: where to send the browser, and what to remember with the code.
struct Authorization<'a> {
    request: CodeRequest<'a>,
    redirect: Url,
    state: Option<&'a str>,
}

/// Why a request cannot go on.
enum Refused {
    /// Nowhere safe to redirect to: the person reads it here.
    OnThePage(&'static str),
    /// The client hears of it through the redirect.
    ThroughRedirect(String),
}

/// `GET {login}/sps/oauth/ae`: the page, or a redirect with `error`.
pub async fn show(State(state): State<AppState>, uri: Uri, params: Params) -> Response {
    match authorization(&params) {
        Ok(_) => page(&state, uri.query().unwrap_or_default(), None, StatusCode::OK),
        Err(refused) => refuse(refused),
    }
}

/// `POST {login}/sps/oauth/ae` with `login` and `password`, or `cancel`: a redirect with `code` or `error`.
pub async fn submit(State(state): State<AppState>, uri: Uri, params: Params, body: String) -> Response {
    let authorization = match authorization(&params) {
        Ok(authorization) => authorization,
        Err(refused) => return refuse(refused),
    };
    let form = Params::parse(&body);
    if form.find(&["cancel"]).is_some() {
        return go(&with_error(authorization.redirect, authorization.state, "access_denied", "The user cancelled the sign-in"));
    }
    let (login, password) = (form.find(&["login"]), form.find(&["password"]));
    match sign_in(&state, &authorization.request, login, password) {
        Ok(Some(code)) => {
            let mut redirect = authorization.redirect;
            append(&mut redirect, "code", Some(&code));
            append(&mut redirect, "state", authorization.state);
            go(redirect.as_str())
        }
        Ok(None) => page(
            &state,
            uri.query().unwrap_or_default(),
            Some("Неверный логин или пароль. Wrong login or password."),
            StatusCode::UNAUTHORIZED,
        ),
        Err(error) => error.into_response(),
    }
}

fn sign_in(state: &AppState, request: &CodeRequest<'_>, login: Option<&str>, password: Option<&str>) -> Result<Option<String>, WireError> {
    let now = state.clock.utc();
    state.db.write(|db| {
        let mut find = db.prepare_cached("SELECT id FROM parents WHERE login = ?1 AND password = ?2")?;
        let parent = find.query_map((login, password), |row| row.get(0))?.next();
        match parent {
            Some(parent) => Ok(Some(tokens::issue_code(db, now, parent?, request)?)),
            None => Ok(None),
        }
    })
}

fn authorization(params: &Params) -> Result<Authorization<'_>, Refused> {
    let redirect_uri = params.find(&["redirect_uri"]).ok_or(Refused::OnThePage("redirect_uri is missing"))?;
    let redirect = Url::parse(redirect_uri).map_err(|_| Refused::OnThePage("redirect_uri is not an address"))?;
    let client_id = params.find(&["client_id"]).ok_or(Refused::OnThePage("client_id is missing"))?;
    let state = params.find(&["state"]);
    let refuse = |error: &str, description: &str| Refused::ThroughRedirect(with_error(redirect.clone(), state, error, description));
    if params.find(&["response_type"]) != Some("code") {
        return Err(refuse("unsupported_response_type", "response_type must be code"));
    }
    if !params.find(&["scope"]).is_some_and(|scope| scope.split(' ').any(|word| word == "openid")) {
        return Err(refuse("invalid_scope", "scope must contain openid"));
    }
    let challenge = params.find(&["code_challenge"]).unwrap_or_default();
    if params.find(&["code_challenge_method"]) != Some("S256") || !pkce::is_challenge(challenge) {
        return Err(refuse("invalid_request", "code_challenge with method S256 is required"));
    }
    Ok(Authorization { request: CodeRequest { client_id, redirect_uri, code_challenge: challenge }, redirect, state })
}

fn refuse(refused: Refused) -> Response {
    match refused {
        Refused::OnThePage(text) => {
            (StatusCode::BAD_REQUEST, Html(format!("<!doctype html><meta charset=utf-8><title>400</title><h1>{text}</h1>"))).into_response()
        }
        Refused::ThroughRedirect(url) => go(&url),
    }
}

fn with_error(mut redirect: Url, state: Option<&str>, error: &str, description: &str) -> String {
    append(&mut redirect, "error", Some(error));
    append(&mut redirect, "error_description", Some(description));
    append(&mut redirect, "state", state);
    redirect.into()
}

fn append(url: &mut Url, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
}

fn go(url: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, url)]).into_response()
}

fn page(state: &AppState, query: &str, complaint: Option<&str>, status: StatusCode) -> Response {
    let people = state.db.with(|db| {
        let mut parents =
            db.prepare_cached("SELECT login, password, last_name || ' ' || first_name || ' ' || middle_name FROM parents ORDER BY id")?;
        let rows = parents.query_map([], |row| Ok([row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?]))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    });
    let people = match people {
        Ok(people) => people,
        Err(error) => return WireError::from(error).into_response(),
    };
    let buttons: String = people.iter().map(|[login, password, name]| one_click(login, password, name)).collect();
    let html = include_str!("page.html")
        .replace("{{action}}", &escape(&format!("/sps/oauth/ae?{query}")))
        .replace("{{complaint}}", &complaint.map_or_else(String::new, |text| format!("<p class=complaint role=alert>{text}</p>")))
        .replace("{{people}}", &buttons);
    (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// One click signs this person in. A form without `action` posts to the page's own address.
fn one_click(login: &str, password: &str, name: &str) -> String {
    let [login, password, name] = [login, password, name].map(escape);
    format!(
        "<form method=post><input type=hidden name=login value=\"{login}\">\
         <input type=hidden name=password value=\"{password}\">\
         <button>Войти как {name}</button><small>логин <code>{login}</code>, пароль <code>{password}</code></small></form>"
    )
}

/// Text as HTML shows it, in an attribute too.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
