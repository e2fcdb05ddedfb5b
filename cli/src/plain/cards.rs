//! Cards as plain text.

use schoolcard_core::screens::CardsState;
use schoolcard_core::screens::cards::{CardRow, LossState, TransportCell};

use super::joined;
use crate::words::Words;

/// The cards, what each kind gives, the travel purse, and a loss.
pub fn cards(words: Words, state: &CardsState) -> Option<Vec<String>> {
    let (name, account_text, cards, empty_text, compared, transport, loss, hints_title, hints, as_of_text) = match state {
        CardsState::Unknown { text, .. } => return Some(vec![text.clone()]),
        CardsState::Cards { name, account_text, cards, empty_text, compared, transport, loss, hints_title, hints, as_of_text, .. } => {
            (name, account_text, cards, empty_text, compared, transport, loss, hints_title, hints, as_of_text)
        }
        CardsState::SignedOut | CardsState::UnknownChild => return None,
    };
    let mut lines = vec![format!("{name} ({as_of_text})")];
    lines.extend(Some(empty_text.clone()).filter(|text| !text.is_empty()));
    lines.extend(cards.iter().flat_map(card));
    lines.push(account_text.clone());
    lines.extend(loss_lines(loss));
    if !hints.is_empty() {
        lines.extend([String::new(), hints_title.clone()]);
        lines.extend(hints.iter().map(|hint| format!("  ! {}", hint.text)));
    }
    lines.extend([String::new(), words.transport_title().to_owned(), format!("  {}", transport_line(transport))]);
    lines.extend([String::new(), words.cards_compared().to_owned()]);
    lines.extend(compared.iter().map(|text| format!("  {text}")));
    Some(lines)
}

fn card(card: &CardRow) -> Vec<String> {
    let block = card.block.as_ref().map(|block| format!("      {}", block.text));
    std::iter::once(format!("  {}", joined(&[&card.title, &card.state_text]))).chain(block).collect()
}

/// The travel purse with its date, or that there is none.
pub fn transport_line(cell: &TransportCell) -> String {
    match cell {
        TransportCell::NotSet { text } => text.clone(),
        TransportCell::Known { figure } => format!("{}: {} ({})", figure.value.title, figure.value.text, figure.as_of_text),
    }
}

/// What to do about a lost card and what happened since.
pub fn loss_lines(loss: &LossState) -> Vec<String> {
    let LossState::Lost { title, steps, replacement_text, after_title, after, after_empty_text, .. } = loss else { return vec![] };
    let mut lines = vec![String::new(), title.clone()];
    lines.extend(steps.iter().map(|step| format!("  • {step}")));
    lines.extend([format!("  {replacement_text}"), after_title.clone()]);
    lines.extend(after.iter().map(|event| format!("  {}", joined(&[&event.text, &event.note]))));
    lines.extend(Some(format!("  {after_empty_text}")).filter(|_| !after_empty_text.is_empty()));
    lines
}
