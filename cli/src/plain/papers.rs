//! Papers for the school, statements and privacy as plain text.

use schoolcard_core::screens::{ConnectionState, PrivacyState, StatementState};

use super::joined;
use crate::words::Words;

/// How the children are connected, who sees them, whom the parent named.
pub fn connection(words: Words, state: &ConnectionState) -> Option<Vec<String>> {
    let ConnectionState::Children { phone, email, children, .. } = state else { return None };
    let mut lines = Vec::new();
    for child in children {
        lines.extend([format!("{} ({})", child.name, child.as_of_text), format!("  {}", child.text)]);
        if !child.seen_by.is_empty() {
            lines.push(format!("  {} ({}):", words.seen_by(), child.seen_by_as_of_text));
            lines.extend(child.seen_by.iter().map(|name| format!("    {name}")));
        }
        if !child.named.is_empty() {
            lines.push(format!("  {}:", words.named_by_you()));
            lines.extend(child.named.iter().map(|named| format!("    {}: {}", named.name, named.text)));
        }
        lines.push(String::new());
    }
    lines.push(format!("{}: {}", words.application_contact(), joined(&[phone, email])));
    Some(lines)
}

/// What a statement holds.
pub fn statement(state: &StatementState) -> Option<Vec<String>> {
    let StatementState::Statement { name, counts_text, sums_text, as_of_text, unread_text, .. } = state else { return None };
    let lines = [format!("{name} ({as_of_text})"), counts_text.clone(), sums_text.clone(), unread_text.clone()];
    Some(lines.into_iter().filter(|line| !line.is_empty()).collect())
}

/// Consents, and what is held here.
pub fn privacy(state: &PrivacyState) -> Option<Vec<String>> {
    let PrivacyState::Privacy { consents, holds_text, export_text, delete_text } = state else { return None };
    let consents = consents.iter().flat_map(|row| [joined(&[&row.title, &row.kind_text]), format!("  {}", row.text)]);
    Some(consents.chain([String::new(), holds_text.clone(), export_text.clone(), delete_text.clone()]).collect())
}
