//! `GET {pay}/mospaynew/history/receipt/{UUID}`: the receipt of an approved payment, a PDF of one page (wire-api §9).
//!
//! Assumed: whoever knows the UUID may read it. The text is in Latin letters: every reader of PDF has those fonts
//! itself, so the file needs none inside.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDateTime;
use rusqlite::{OptionalExtension as _, params};

use crate::clock::sql;
use crate::envelope::WireError;
use crate::server::AppState;

/// The handler; 404 for a payment that is not known or not approved.
pub(super) async fn show(State(state): State<AppState>, Path(payment_id): Path<String>) -> Result<Response, WireError> {
    let now = sql(state.clock.now());
    let lines = state.db.with(|db| {
        db.prepare_cached(
            "SELECT p.amount, p.at, p.method, l.contract_id, s.provider_inn
             FROM payments p JOIN payment_links l ON l.id = p.link_id
             JOIN children c ON c.id = l.child_id JOIN schools s ON s.id = c.school_id
             WHERE p.payment_id = ?1 AND p.approved_at <= ?2",
        )?
        .query_row(params![payment_id, now], |row| {
            let amount: i64 = row.get(0)?;
            let at: NaiveDateTime = row.get(1)?;
            Ok(vec![
                "RECEIPT / KVITANCIYA".to_owned(),
                "Practice server: no real money.".to_owned(),
                format!("Payment: {payment_id}"),
                format!("Date (Moscow): {}", at.format("%d.%m.%Y %H:%M:%S")),
                format!("Amount: {}.{:02} RUB", amount / 100, amount % 100),
                format!("Method: {}", row.get::<_, String>(2)?),
                format!("Personal account: {}", row.get::<_, i64>(3)?),
                format!("Payee INN: {}", row.get::<_, String>(4)?),
            ])
        })
        .optional()?
        .ok_or(WireError::NotFound)
    })?;
    Ok((
        [
            (header::CONTENT_TYPE, "application/pdf"),
            (header::CONTENT_DISPOSITION, "inline; filename=\"receipt.pdf\""),
            (header::CACHE_CONTROL, "no-store"),
        ],
        pdf(&lines),
    )
        .into_response())
}

/// One A5 page with these lines of ASCII text, as PDF 1.4.
fn pdf(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 11 Tf 18 TL 40 540 Td\n");
    for line in lines {
        let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        let _ = writeln!(text, "({escaped}) Tj T*");
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}
