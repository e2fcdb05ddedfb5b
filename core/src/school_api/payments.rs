//! Payments by the pay host, who feeds a child, and setting the rules of an account (wire-api §9, §5).
//!
//! All of §9 is a vendor's description that nobody has published a working client of; what is unknown there is one constant
//! or one reader here.

use reqwest::Method;
use serde_json::json;

use crate::domain::{
    AccountNumber, FoodProvider, LocalDate, Money, Payment, PaymentId, PaymentLink, PaymentStatus, PersonId, SpendingRules,
};

use super::auth::{Auth, Service};
use super::endpoints::join;
use super::error::ApiError;
use super::family::account_number;
use super::lenient::{self, Int, Maybe, Read, Text, Token, wire_object};
use super::when::When;
use super::{Answer, SchoolApi};

const INIT: &str = "/api/family/mobile/v1/payments/mospay/init";
const HISTORY_TOKEN: &str = "/api/family/mobile/v1/payments/history/token";
const HISTORY: &str = "/api/family/mobile/v1/payments/history";
const RECEIPT: &str = "/mospaynew/history/receipt/";
const FOOD_PROVIDER: &str = "/api/food/meals/v3/clients/food-provider";
const EXPENSE_CONSTRAINTS: &str = "/api/food/meals/v3/clients/expense-constraints";

/// How many of the wire's units of `amount` a kopeck is: the unit is unknown and taken to be kopecks (wire-api §9).
const UNITS_PER_KOPECK: i64 = 1;

/// Payments on one page of the history.
pub const PAYMENTS_PER_PAGE: u32 = 50;

/// The right to read the history of payments for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryToken {
    token: String,
    /// Seconds it is good for, when the server says so.
    pub expires_in: Option<i64>,
}

impl std::fmt::Debug for HistoryToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HistoryToken").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// A page of the history of payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentsPage {
    /// Payments in the server's order.
    pub rows: Vec<Payment>,
    /// Pages there are; none when the server does not say.
    pub total_pages: Option<i64>,
    /// How many rows the body had, readable or not.
    pub received: u32,
}

impl SchoolApi {
    /// Asks for a payment page for `amount` on `account` (wire-api §9). The wire has no key against doing it twice: whoever gets
    /// no answer has to read back. `back` is where the browser returns to; none: it stays on the bank's page.
    pub async fn payment_link(
        &self,
        auth: Auth<'_>,
        account: AccountNumber,
        amount: Money,
        back: Option<&str>,
    ) -> Result<Answer<PaymentLink>, ApiError> {
        let amount = amount.checked_mul(UNITS_PER_KOPECK).ok_or(ApiError::Malformed { what: "the sum does not fit" })?;
        let mut body = json!({
            "portal_id": "familymp",
            "payments": [{ "type": "FOOD", "amount": amount.kopecks(), "contract_id": account.0 }],
        });
        if let Some(back) = back {
            body["urls"] = json!({ "success": back, "fail": back, "back": back });
        }
        let request = self.change(Method::POST, Service::Mobile, auth, INIT, &[])?.json(&body);
        self.send(request).await?.read(payment_link)
    }

    /// Asks for the right to read the history of payments (wire-api §9).
    pub async fn payment_history_token(&self, auth: Auth<'_>) -> Result<Answer<HistoryToken>, ApiError> {
        let request = self.change(Method::POST, Service::Mobile, auth, HISTORY_TOKEN, &[])?.json(&json!({}));
        self.send(request).await?.read(history_token)
    }

    /// Page `page` (from 1) of the payments made from `from` to `to`, whatever became of them (wire-api §9). A 401 here is about
    /// `token`, not about the sign-in.
    pub async fn payment_history(
        &self,
        auth: Auth<'_>,
        token: &HistoryToken,
        page: u32,
        from: LocalDate,
        to: LocalDate,
    ) -> Result<Answer<PaymentsPage>, ApiError> {
        let body = json!({ "page": page, "per_page": PAYMENTS_PER_PAGE, "created_from": from.to_string(), "created_to": to.to_string() });
        // The history's own token stands where the diary token stands elsewhere.
        let auth = Auth { access_token: &token.token, ..auth };
        let request = self.change(Method::POST, Service::BearerOnly, auth, HISTORY, &[])?.json(&body);
        self.send(request).await?.read(payments)
    }

    /// Where the receipt of an approved payment is, for the system browser (wire-api §9).
    ///
    /// # Errors
    /// [`ApiError::Malformed`] when the payment's name cannot stand in an address.
    pub fn receipt_url(&self, payment: &PaymentId) -> Result<String, ApiError> {
        receipt_url(&self.endpoints().pay, payment)
    }

    /// Who feeds `person`; none when nobody does (wire-api §5).
    pub async fn food_provider(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Option<FoodProvider>>, ApiError> {
        let request = self.get(Service::BearerOnly, auth, FOOD_PROVIDER, &[("clientId", &client_id(person))])?;
        self.send(request).await?.read(food_provider)
    }

    /// Sets both rules of an account (wire-api §5). Doing it twice with the same rules is doing it once.
    pub async fn set_spending_rules(&self, auth: Auth<'_>, person: &PersonId, rules: SpendingRules) -> Result<Answer<()>, ApiError> {
        let mut body = json!({ "expenseDayLimit": rules.day_limit.map(Money::kopecks) });
        // Only the limit can be taken away: a threshold left out stays as it is.
        if let Some(threshold) = rules.warn_below {
            body["balanceThreshold"] = threshold.kopecks().into();
        }
        let request =
            self.change(Method::PATCH, Service::BearerOnly, auth, EXPENSE_CONSTRAINTS, &[("clientId", &client_id(person))])?.json(&body);
        let reply = self.send(request).await?;
        Ok(Answer { value: (), server_time: reply.server_time, skipped: 0, whole: true })
    }

    /// A request that changes something: the headers of `service`, and the application's own name, which meals-v3 asks for
    /// (wire-api §2) and others accept.
    pub(super) fn change(
        &self,
        method: Method,
        service: Service,
        auth: Auth<'_>,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<reqwest::RequestBuilder, ApiError> {
        let request = self.bare(method, &self.endpoints().school, path, query)?;
        Ok(service.headers(request, auth).header("X-Mes-AppId", "familymp"))
    }
}

/// Where the receipt of `payment` lies below the pay host.
pub fn receipt_url(pay: &url::Url, payment: &PaymentId) -> Result<String, ApiError> {
    let good = !payment.0.is_empty() && payment.0.len() <= 64 && payment.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !good {
        return Err(ApiError::Malformed { what: "the payment has no name fit for an address" });
    }
    join(pay, &format!("{RECEIPT}{}", payment.0)).map(String::from)
}

/// The parameter `clientId` of meals-v3.
pub(super) fn client_id(person: &PersonId) -> String {
    json!({ "personId": person.as_str() }).to_string()
}

wire_object! {
    /// The answer to `init`.
    WireLink {
        url: Token = "paymentlink" | "link" | "url",
        request: Text = "requestuid" | "requestid",
        package: Text = "packageuid" | "packageid",
    }
}

wire_object! {
    /// A token of the history.
    WireToken {
        token: Token = "accesstoken" | "token",
        expires_in: Int = "expiresin",
    }
}

wire_object! {
    /// A payment of the history.
    WirePayment {
        id: Text = "id" | "uuid",
        status: Text = "status",
        service: Text = "service" | "type",
        amount: Int = "amount" | "sum",
        at: When = "createdat" | "date",
        more: Maybe<WireMore> = "additionaldata",
        request: Text = "requestuid" | "requestid",
        package: Text = "packageuid" | "packageid",
        account: Int = "contractid",
    }
}

wire_object! {
    /// What a payment was for; of unknown shape, these are the keys worth hoping for.
    WireMore {
        request: Text = "requestuid" | "requestid",
        package: Text = "packageuid" | "packageid",
        account: Int = "contractid" | "account" | "personalaccount",
    }
}

wire_object! {
    /// How many pages there are.
    WirePages {
        total: Int = "totalpages",
    }
}

wire_object! {
    /// Who feeds the child.
    WireProvider {
        name: Text = "name",
        inn: Text = "inn",
    }
}

/// The page to open: only addresses a browser may be sent to.
pub(super) fn payment_link(body: &[u8]) -> Result<Read<PaymentLink>, ApiError> {
    let wire: WireLink = lenient::single(body)?.value;
    let url =
        wire.url.0.filter(|url| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some()));
    match (url, wire.request.0) {
        (Some(url), Some(request_uid)) => Ok(Read::whole(PaymentLink { url, request_uid, package_uid: wire.package.or_empty() })),
        _ => Err(ApiError::Malformed { what: "no payment link in the payment link" }),
    }
}

pub(super) fn history_token(body: &[u8]) -> Result<Read<HistoryToken>, ApiError> {
    let wire: WireToken = lenient::single(body)?.value;
    let token = wire.token.0.ok_or(ApiError::Malformed { what: "no token in the token" })?;
    Ok(Read::whole(HistoryToken { token, expires_in: wire.expires_in.0.filter(|seconds| *seconds > 0) }))
}

pub(super) fn payments(body: &[u8]) -> Result<Read<PaymentsPage>, ApiError> {
    let read = lenient::list::<WirePayment>(body)?;
    let total_pages = lenient::single::<WirePages>(body).ok().and_then(|pages| pages.value.total.0);
    let received = read.value.received;
    let (rows, skipped) = read.value.convert(payment);
    Ok(Read { value: PaymentsPage { rows, total_pages, received }, skipped, said_something: read.said_something })
}

/// A payment; none without its name, its sum or its time.
fn payment(wire: WirePayment) -> Option<Payment> {
    let more = wire.more.0.unwrap_or_default();
    let amount = Money(wire.amount.0?.checked_div(UNITS_PER_KOPECK)?);
    Some(Payment {
        id: PaymentId(wire.id.0?),
        status: status(wire.status.as_str()),
        amount: (amount > Money::ZERO).then_some(amount)?,
        at: wire.at.0?,
        account: account_number(more.account).or_else(|| account_number(wire.account)),
        request_uid: more.request.0.or(wire.request.0),
        package_uid: more.package.0.or(wire.package.0),
        for_meals: wire.service.0.map(|service| service.to_ascii_uppercase().contains("FOOD")),
    })
}

fn status(code: &str) -> PaymentStatus {
    match code.trim().to_ascii_uppercase().as_str() {
        "PROC" => PaymentStatus::Processing,
        "APRP" => PaymentStatus::Approved,
        "DECL" => PaymentStatus::Declined,
        _ => PaymentStatus::Unclear,
    }
}

pub(super) fn food_provider(body: &[u8]) -> Result<Read<Option<FoodProvider>>, ApiError> {
    let read = lenient::single::<WireProvider>(body)?;
    let value = read.value.name.0.map(|name| FoodProvider { name, inn: read.value.inn.or_empty() });
    Ok(Read { value, skipped: read.skipped, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_link_is_one_a_browser_may_open() {
        let link = payment_link(br#"{"payment_link":"https://pay.example/p/1","request_uid":"r","package_uid":"p"}"#).unwrap().value;
        assert_eq!(link, PaymentLink { url: "https://pay.example/p/1".into(), request_uid: "r".into(), package_uid: "p".into() });
        for bad in [
            r#"{"payment_link":"javascript:alert(1)","request_uid":"r"}"#,
            r#"{"payment_link":"https://pay.example/p/1"}"#,
            r#"{"payment_link":"https:///","request_uid":"r"}"#,
            "{}",
            "",
        ] {
            assert!(payment_link(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_payment_names_its_request_where_the_history_says_so() {
        let body = r#"{"data":[{"id":"u-1","status":"APRP","service":"FOOD","amount":50000,"created_at":"2026-05-12T12:00:00+03:00",
            "additional_data":{"contract_id":5000000000,"request_uid":"r","package_uid":"p"}},
            {"id":"u-2","status":"WAIT","amount":"100","created_at":"2026-05-12"},
            {"id":"u-3","status":"APRP","amount":0,"created_at":"2026-05-12"}],"total_count":3,"current_page":1,"total_pages":4,"per_page":50}"#;
        let read = payments(body.as_bytes()).unwrap();
        let page = read.value;
        assert_eq!((page.rows.len(), page.total_pages, page.received, read.skipped), (2, Some(4), 3, 1));
        assert_eq!(page.rows[0].request_uid.as_deref(), Some("r"));
        assert_eq!((page.rows[0].account, page.rows[0].for_meals), (Some(AccountNumber(5_000_000_000)), Some(true)));
        assert_eq!((page.rows[1].status, page.rows[1].account, page.rows[1].for_meals), (PaymentStatus::Unclear, None, None));
    }

    #[test]
    fn nobody_feeds_a_child_of_whom_nothing_is_said() {
        assert_eq!(food_provider(b"").unwrap().value, None);
        assert_eq!(food_provider(br#"{"name":null,"inn":"77"}"#).unwrap().value, None);
        assert_eq!(food_provider(br#"{"name":"Kitchen","inn":7700000000,"rnipsc":"x"}"#).unwrap().value.unwrap().inn, "7700000000");
    }

    #[test]
    fn a_receipt_s_address_cannot_be_bent() {
        let pay = url::Url::parse("https://pay.example").unwrap();
        assert_eq!(receipt_url(&pay, &PaymentId("0a-1B".into())).unwrap(), "https://pay.example/mospaynew/history/receipt/0a-1B");
        for bad in ["", "../x", "a/b", "a?b"] {
            assert!(receipt_url(&pay, &PaymentId(bad.into())).is_err());
        }
    }
}
