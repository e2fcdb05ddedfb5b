//! Faults of money and meals: at which step they strike, and requests that take effect twice or late.
//!
//! When a fault strikes is `crate::faults`; what a late request does is [`super::late`].

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::faults::Service;

/// A step of a top-up or a change about meals, as faults see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStep {
    /// `mospay/init`.
    Init,
    /// The payment page is shown.
    Page,
    /// Something is pressed on the payment page.
    Pay,
    /// `payments/history/token`.
    HistoryToken,
    /// `payments/history`.
    History,
    /// The receipt.
    Receipt,
    /// An order ahead or a weekly rule is made, changed or taken back.
    Order,
    /// An absence notice is filed or withdrawn.
    Absence,
}

impl PaymentStep {
    /// The service it belongs to.
    pub(crate) fn service(self) -> Service {
        match self {
            Self::Order => Service::Food,
            Self::Absence => Service::Pass,
            _ => Service::Payments,
        }
    }

    /// The step a request belongs to.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        const PREFIXES: &[(&str, PaymentStep)] = &[
            ("/api/family/mobile/v1/payments/mospay/init", PaymentStep::Init),
            ("/api/family/mobile/v1/payments/history/token", PaymentStep::HistoryToken),
            ("/api/family/mobile/v1/payments/history", PaymentStep::History),
            ("/mospaynew/history/receipt/", PaymentStep::Receipt),
        ];
        if path.starts_with("/mospaynew/payment/") {
            return Some(if method == Method::POST { Self::Pay } else { Self::Page });
        }
        if method != Method::GET && path.starts_with("/api/food/meals/v3/orders") {
            return Some(Self::Order);
        }
        if method != Method::GET && path.starts_with("/api/family/mobile/v1/attendance") {
            return Some(Self::Absence);
        }
        PREFIXES.iter().find(|(prefix, _)| path.starts_with(prefix)).map(|&(_, step)| step)
    }
}

/// Left on a request by [`FaultKind::Delayed`](crate::FaultKind::Delayed): its handler keeps it for later instead of doing it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deferred {
    /// Seconds of the sandbox clock.
    pub seconds: u32,
}

/// Left on the second request of [`FaultKind::Doubled`](crate::FaultKind::Doubled): nobody meant to send it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retransmitted;

/// Whether the handler of a path knows [`Deferred`].
pub(crate) fn may_be_late(path: &str) -> bool {
    const LATE: [&str; 4] = [
        "/api/family/mobile/v1/payments/mospay/init",
        "/mospaynew/payment/",
        "/api/food/meals/v3/clients/expense-constraints",
        "/api/food/meals/v3/orders/preorder",
    ];
    path == "/api/food/meals/v3/orders" || LATE.iter().any(|prefix| path.starts_with(prefix))
}

/// Sends a request twice and answers with what the second one got.
pub(crate) async fn twice(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let first = Request::from_parts(parts.clone(), Body::from(body.clone()));
    next.clone().run(first).await;
    let mut second = Request::from_parts(parts, Body::from(body));
    second.extensions_mut().insert(Retransmitted);
    next.run(second).await
}
