//! The payment page on the pay host: what a parent sees and presses in the browser.
//!
//! `GET {pay}/mospaynew/payment/{request_uid}` shows it; a form POST to the same address with `action` (`pay`, `decline`,
//! `abandon`, `pay_twice`), `method` (`card`, `sbp`) and perhaps `amount` in roubles presses. 303 to the return address
//! when one was given, a page otherwise. Unknown link 404, expired 410, closed 409, a wrong form 400.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use chrono::NaiveDateTime;

use super::faults::{Deferred, Retransmitted};
use super::late::{self, LateRequest};
use super::links::{self, Link, LinkState, NotDone, PageAnswer, Press};
use super::settings::PayMethod;
use crate::envelope::WireError;
use crate::server::AppState;
use crate::wire::query::Params;

/// Nothing is loaded from elsewhere; a frame may carry the second call of the return address.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src *; base-uri 'none'; frame-ancestors 'none'";

/// `GET`: the page.
pub(super) async fn show(State(state): State<AppState>, Path(request_uid): Path<String>) -> Result<Response, WireError> {
    let now = state.clock.now();
    let link = state.db.with(|db| links::find(db, &request_uid))?;
    Ok(match link {
        None => unknown(),
        Some(link) => match link.state(now) {
            LinkState::Open => form(&link, now, None, StatusCode::OK),
            LinkState::Expired => closed(LinkState::Expired, StatusCode::GONE),
            state => closed(state, StatusCode::OK),
        },
    })
}

/// `POST`: a press.
pub(super) async fn press(
    State(state): State<AppState>,
    Path(request_uid): Path<String>,
    deferred: Option<Extension<Deferred>>,
    retransmitted: Option<Extension<Retransmitted>>,
    body: String,
) -> Result<Response, WireError> {
    let now = state.clock.now();
    let settings = state.payments.settings();
    let pressed = match read(&Params::parse(&body)) {
        Ok(pressed) => pressed,
        Err(complaint) => {
            return Ok(match state.db.with(|db| links::find(db, &request_uid))? {
                Some(link) => form(&link, now, Some(complaint), StatusCode::BAD_REQUEST),
                None => unknown(),
            });
        }
    };
    if let Some(Extension(by)) = deferred {
        let request = LateRequest::Press { request_uid, press: pressed };
        state.db.with(|db| late::defer(&state, db, by, &request))?;
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    let done = state.db.write(|db| links::press(db, &settings, now, &request_uid, pressed, retransmitted.is_some()));
    Ok(match done {
        Ok(answer) => leave(&answer, pressed),
        Err(NotDone::Unknown) => unknown(),
        Err(NotDone::Closed(LinkState::Expired)) => closed(LinkState::Expired, StatusCode::GONE),
        Err(NotDone::Closed(state)) => closed(state, StatusCode::CONFLICT),
        Err(NotDone::BadAmount) => match state.db.with(|db| links::find(db, &request_uid))? {
            Some(link) => form(&link, now, Some(BAD_AMOUNT), StatusCode::BAD_REQUEST),
            None => unknown(),
        },
        Err(NotDone::Storage(error)) => return Err(error.into()),
    })
}

const BAD_AMOUNT: &str = "Сумма должна быть больше нуля и не больше запрошенной, например 300 или 300,50.";

/// Reads the form.
fn read(form: &Params) -> Result<Press, &'static str> {
    let method = PayMethod::parse(form.find(&["method"]).unwrap_or("card")).ok_or("Выберите карту или СБП.")?;
    match form.find(&["action"]) {
        Some("pay") => {
            Ok(Press::Pay { method, amount_kopecks: form.find(&["amount"]).map(|text| kopecks(text).ok_or(BAD_AMOUNT)).transpose()? })
        }
        Some("decline") => Ok(Press::Decline { method }),
        Some("abandon") => Ok(Press::Abandon),
        Some("pay_twice") => Ok(Press::PayTwice { method }),
        _ => Err("Нажмите одну из кнопок."),
    }
}

/// Roubles as people write them (`300`, `300,5`, `300.50`) in kopecks.
fn kopecks(text: &str) -> Option<i64> {
    let text = text.trim().replace('.', ",");
    let (roubles, rest) = text.split_once(',').unwrap_or((&text, "0"));
    let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(roubles, 8) || !digits(rest, 2) {
        return None;
    }
    let tens = if rest.len() == 1 { 10 } else { 1 };
    Some(roubles.parse::<i64>().ok()? * 100 + rest.parse::<i64>().ok()? * tens)
}

/// `1 226,90`, for people.
fn roubles(kopecks: i64) -> String {
    format!("{},{:02}", kopecks / 100, kopecks % 100)
}

fn form(link: &Link, now: NaiveDateTime, complaint: Option<&str>, status: StatusCode) -> Response {
    let until =
        if link.expires_at.date() == now.date() { link.expires_at.format("%H:%M:%S") } else { link.expires_at.format("%d.%m.%Y %H:%M:%S") };
    let content = format!(
        "<p class=sum>{sum}\u{a0}₽</p>\
         <dl><dt>Лицевой счёт</dt><dd>{account}</dd><dt>Получатель</dt><dd>{provider}</dd>\
         <dt>Оплатить до</dt><dd><time>{until}</time></dd><dt>Комиссия</dt><dd>нет</dd></dl>\
         <form method=post><fieldset><legend>Как платите</legend>\
         <label><input type=radio name=method value=card checked> Банковская карта</label>\
         <label><input type=radio name=method value=sbp> СБП</label></fieldset>\
         <label for=amount>Заплатить, ₽ <small>можно меньше</small></label>\
         <input id=amount name=amount inputmode=decimal autocomplete=off value=\"{sum}\">\
         <button class=main name=action value=pay>Оплатить</button>\
         <button name=action value=decline>Банк отказал <small lang=en>decline</small></button>\
         <button name=action value=pay_twice>Оплатить дважды <small lang=en>pay twice</small></button>\
         <button name=action value=abandon>Уйти, не платя <small lang=en>abandon</small></button></form>",
        sum = roubles(link.amount),
        account = link.contract_id,
        provider = crate::login::escape(&link.provider),
    );
    page("Пополнение счёта", complaint, &content, "", status)
}

fn unknown() -> Response {
    page("Платёж не найден", None, "", "", StatusCode::NOT_FOUND)
}

fn closed(state: LinkState, status: StatusCode) -> Response {
    let (title, text) = match state {
        LinkState::Paid => ("Уже оплачено", "Деньги придут на счёт. Платить ещё раз не нужно."),
        LinkState::Declined => ("Банк отказал", "Деньги не списаны."),
        LinkState::Expired | LinkState::Open => ("Время вышло", "Ссылка больше не действует, деньги не списаны."),
    };
    page(title, None, &format!("<p>{text}</p>"), "", status)
}

/// Back to where the app asked, once or twice; a page of its own when it asked for nothing.
fn leave(answer: &PageAnswer, pressed: Press) -> Response {
    match answer.returns.as_slice() {
        [] if matches!(pressed, Press::Abandon) => {
            page("Вы ушли с оплаты", None, "<p>Платить можно, пока ссылка действует.</p>", "", StatusCode::OK)
        }
        [] => closed(answer.state, StatusCode::OK),
        [once] => (StatusCode::SEE_OTHER, [(header::LOCATION, once.as_str()), (header::CACHE_CONTROL, "no-store")]).into_response(),
        [first, last, ..] => {
            let [first, last] = [first, last].map(|url| crate::login::escape(url));
            page(
                "Возвращаемся в приложение",
                None,
                &format!("<iframe src=\"{first}\" title=\"\"></iframe><a class=button id=return href=\"{last}\">Вернуться</a>"),
                &format!("<meta http-equiv=refresh content=\"1;url={last}\">"),
                StatusCode::OK,
            )
        }
    }
}

fn page(title: &str, complaint: Option<&str>, content: &str, refresh: &str, status: StatusCode) -> Response {
    let complaint = complaint.map_or_else(String::new, |text| format!("<p class=complaint role=alert>{text}</p>"));
    let html = include_str!("page.html")
        .replace("{{title}}", title)
        .replace("{{refresh}}", refresh)
        .replace("{{complaint}}", &complaint)
        .replace("{{content}}", content);
    (status, [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response()
}
