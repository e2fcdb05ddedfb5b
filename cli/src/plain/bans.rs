//! What a child may buy, as plain text.

use schoolcard_core::screens::BansState;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell};

/// Bans, switches, consent and what is under way; `None` when there is nothing yet.
pub fn bans(state: &BansState) -> Option<Vec<String>> {
    let BansState::Rules { name, bans, rights, .. } = state else { return None };
    let mut lines = vec![name.clone()];
    match bans {
        BansCell::NotRead { text } => lines.push(text.clone()),
        BansCell::Read { banned, empty_text, categories, dishes, as_of_text, change, .. } => {
            lines.push(format!("({as_of_text})"));
            lines.extend(Some(format!("  {empty_text}")).filter(|_| !empty_text.is_empty()));
            lines.extend(banned.iter().map(row));
            lines.extend(change.iter().map(said));
            let others = |rows: &[BanRow]| rows.iter().filter(|of| !of.banned).map(row).collect::<Vec<_>>();
            lines.push(String::new());
            lines.extend(others(categories));
            lines.extend(others(dishes));
        }
    }
    lines.push(String::new());
    match rights {
        FoodRightsCell::NotRead { text } => lines.push(text.clone()),
        FoodRightsCell::Read { switches, change, preorders_text, consent, discounted_text, as_of_text, .. } => {
            lines.push(format!("({as_of_text})"));
            lines.extend(switches.iter().map(|switch| format!("  {}: {}", switch.title, switch.state_text)));
            lines.extend([format!("  {preorders_text}"), format!("  {discounted_text}")]);
            lines.extend(change.iter().chain(consent).map(said));
        }
    }
    Some(lines)
}

fn row(of: &BanRow) -> String {
    format!("  {} — {}", of.text, of.state_text)
}

fn said(change: &FoodChange) -> String {
    format!("! {}", change.text)
}
