//! Top-ups, payments and limits as plain text.

use schoolcard_core::screens::top_up::TopUpAccount;
use schoolcard_core::screens::{LimitsState, PaymentsState, TopUpState};

use super::joined;
use crate::words::Words;

/// One state of a top-up: what it is, what to expect, receipts; nothing before one is begun.
pub fn top_up(words: Words, state: &TopUpState) -> Vec<String> {
    let receipts = match state {
        TopUpState::Waiting { top_up, .. } | TopUpState::Unknown { top_up, .. } | TopUpState::Finished { top_up, .. } => {
            &top_up.receipts[..]
        }
        _ => &[],
    };
    let receipts = receipts.iter().map(|receipt| format!("{}: {receipt}", words.receipt()));
    texts(state).into_iter().cloned().chain(receipts).collect()
}

/// What the core says of a state: what it is, what to expect.
pub fn texts(state: &TopUpState) -> Vec<&String> {
    let texts = match state {
        TopUpState::SignedOut | TopUpState::UnknownChild | TopUpState::ChooseAmount { .. } => vec![],
        TopUpState::NoAccount { text, .. } | TopUpState::NoProvider { text, .. } => vec![text],
        TopUpState::Asking { top_up, .. }
        | TopUpState::Held { top_up, .. }
        | TopUpState::Pay { top_up, .. }
        | TopUpState::Finished { top_up, .. } => vec![&top_up.text],
        TopUpState::Waiting { top_up, expected_text, .. } | TopUpState::Unknown { top_up, expected_text, .. } => {
            vec![&top_up.text, expected_text]
        }
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

/// The account number and how to pay by it elsewhere.
pub fn ways(words: Words, account: &TopUpAccount) -> Vec<String> {
    let mut lines = vec![
        joined(&[&account.name, &account.school]),
        format!("{}: {} ({}: {})", words.account_title(), account.account_text, words.by_digits(), account.account_spoken),
        String::new(),
        words.ways_title().to_owned(),
    ];
    for way in &account.ways {
        lines.extend([String::new(), way.title.clone(), format!("  {}", way.steps_text), format!("  {}", way.fee_text)]);
    }
    lines
}

/// The history of payments; `None` before the first reading.
pub fn payments(words: Words, state: &PaymentsState) -> Option<Vec<String>> {
    let PaymentsState::Payments { name, rows, as_of_text, empty_text, .. } = state else { return None };
    let mut lines = vec![format!("{name} ({as_of_text})")];
    for row in rows {
        lines.push(format!("  {}  {}", row.title, row.sum_text));
        lines.extend(row.receipt.iter().map(|receipt| format!("      {}: {receipt}", words.receipt())));
    }
    lines.extend(Some(empty_text.clone()).filter(|text| !text.is_empty()));
    Some(lines)
}

/// The limits and the last change of them; `None` when the school has told none.
pub fn limits(state: &LimitsState) -> Option<Vec<String>> {
    let LimitsState::Limits { name, day_limit_text, warn_below_text, as_of_text, change, .. } = state else { return None };
    let mut lines = vec![format!("{name} ({as_of_text})"), format!("  {day_limit_text}"), format!("  {warn_below_text}")];
    lines.extend(change.iter().map(|change| change.text.clone()));
    Some(lines)
}

/// A text cut after its full stops, where a space follows.
pub fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(". ").map(|part| part.trim_end().to_owned()).collect()
}
