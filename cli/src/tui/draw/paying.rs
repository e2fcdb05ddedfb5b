//! The screens of top-up, payments and limits.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use schoolcard_core::domain::{LocalDate, Moment};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::top_up::{TopUpAccount, TopUpForm, TopUpOutcome};
use schoolcard_core::screens::{LimitsState, PaymentsState, ScreenState, TopUpState};

use super::lines::{dated, faint, heading, pair, strong, warning, width_of, wrap};
use crate::json::paying::account;
use crate::plain::paying as plain;
use crate::tui::paying::{Edit, Field, Limit, Paying};
use crate::words::Words;

/// The lines of one of these screens; `None` when it has no content yet.
pub fn lines(state: &ScreenState, paying: &Paying, today: LocalDate, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    match state {
        ScreenState::TopUp { state } => top_up(state, paying, today, width, words),
        ScreenState::Payments { state } => payments(state, paying, width, words),
        ScreenState::Limits { state } => limits(state, paying, width, words),
        _ => None,
    }
}

/// What can be pressed on one of these screens.
pub fn keys(state: Option<&ScreenState>, paying: &Paying, words: Words) -> &'static str {
    match state {
        Some(ScreenState::TopUp { .. }) if paying.ways => words.keys_ways(),
        Some(ScreenState::TopUp { state }) => match state {
            TopUpState::ChooseAmount { .. } | TopUpState::Finished { .. } if paying.confirms() => words.keys_confirm(),
            TopUpState::ChooseAmount { .. } | TopUpState::Finished { .. } => words.keys_amount(),
            TopUpState::Pay { .. } => words.keys_page(),
            TopUpState::Waiting { can_reopen: true, .. } => words.keys_reopen(),
            TopUpState::Asking { can_cancel: true, .. } | TopUpState::Waiting { can_cancel: true, .. } => words.keys_under_way(),
            _ => words.keys_wait(),
        },
        Some(ScreenState::Payments { .. }) => words.keys_payments(),
        Some(ScreenState::Limits { state }) => match (&paying.edit, state) {
            (Some(edit), _) if edit.asks.is_some() => words.keys_confirm(),
            (Some(_), _) => words.keys_sum(),
            (None, LimitsState::Limits { change: Some(change), .. }) if change.kind == ChangeKind::Waiting => words.keys_limits_waiting(),
            _ => words.keys_limits(),
        },
        _ => words.keys_wait(),
    }
}

fn top_up(state: &TopUpState, paying: &Paying, today: LocalDate, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let mut lines = Vec::new();
    if let Some(account) = account(state) {
        lines.extend(head(account, width, words));
        lines.push(Line::default());
        if paying.ways {
            lines.extend(ways(account, width, words));
            return Some(lines);
        }
    }
    match state {
        TopUpState::SignedOut => return None,
        TopUpState::UnknownChild => lines.extend(wrap(words.unknown_child(), 0, width, Style::new())),
        TopUpState::NoAccount { text, .. } => lines.extend(wrap(text, 0, width, strong())),
        TopUpState::NoProvider { account, text } => {
            lines.extend(wrap(text, 0, width, strong()));
            lines.push(Line::default());
            lines.extend(ways(account, width, words));
        }
        TopUpState::ChooseAmount { form, .. } => lines.extend(choose(form, paying, words.amount_hint(), width, words)),
        TopUpState::Asking { .. } | TopUpState::Held { .. } | TopUpState::Waiting { .. } | TopUpState::Unknown { .. } => {
            lines.extend(going(state, width, words));
            lines.push(Line::default());
            lines.extend(wrap(words.looking(), 0, width, faint()));
        }
        TopUpState::Pay { link, .. } => {
            lines.extend(going(state, width, words));
            lines.push(Line::default());
            lines.extend(page(link, paying.opened, width, words));
        }
        TopUpState::Finished { top_up, outcome, form, .. } => {
            let at = top_up.changed_at;
            let when = words.texts().when(at, Moment::at(today, at.time()));
            lines.extend(ended(state, *outcome, &when, width, words));
            lines.push(Line::default());
            lines.extend(choose(form, paying, words.amount_other(), width, words));
        }
    }
    Some(lines)
}

/// Whose account.
fn head(account: &TopUpAccount, width: usize, words: Words) -> Vec<Line<'static>> {
    let number = format!("{}: {}", words.account_title(), account.account_text);
    pair((&account.school, faint()), (&number, strong()), 0, width)
}

/// How it goes: the first text is what matters, the others stand below it.
fn going(state: &TopUpState, width: usize, words: Words) -> Vec<Line<'static>> {
    let texts = plain::top_up(words, state);
    let styled = texts.iter().enumerate().map(|(index, text)| (text, if index == 0 { strong() } else { Style::new() }));
    styled.flat_map(|(text, style)| long(text, 0, width, style)).collect()
}

fn ended(state: &TopUpState, outcome: TopUpOutcome, when: &str, width: usize, words: Words) -> Vec<Line<'static>> {
    let (mark, style) = match outcome {
        TopUpOutcome::Credited => (words.done_mark(), heading()),
        TopUpOutcome::Cancelled => ("·", strong()),
        _ => (words.failed_mark(), warning().patch(strong())),
    };
    let mut texts = plain::top_up(words, state).into_iter();
    let first = texts.next().unwrap_or_default();
    let mut lines = pair((&format!("{mark} {first}"), style), (when, faint()), 0, width);
    lines.extend(texts.flat_map(|text| long(&text, 2, width, faint())));
    lines
}

fn page(link: &str, opened: Option<bool>, width: usize, words: Words) -> Vec<Line<'static>> {
    let (text, style) = match opened {
        Some(true) => (words.page_opened(), Style::new()),
        Some(false) => (words.page_not_opened(), warning()),
        None => (words.page_not_open_yet(), Style::new()),
    };
    let mut lines = wrap(text, 0, width, style);
    lines.extend(long(link, 2, width, faint()));
    lines
}

fn choose(form: &TopUpForm, paying: &Paying, hint: &str, width: usize, words: Words) -> Vec<Line<'static>> {
    let is_answered = form.amount_text == paying.field.text;
    if let (true, Some(confirmation)) = (paying.confirms(), &form.confirmation) {
        let mut lines = vec![Line::styled(words.confirm_title(), heading())];
        // One fact a line: the core's sentence, cut at its full stops.
        lines.extend(plain::sentences(&confirmation.text).iter().flat_map(|text| wrap(text, 2, width, strong())));
        lines.push(Line::default());
        lines.extend(wrap(words.confirm_next(), 0, width, Style::new()));
        return lines;
    }
    let mut lines = wrap(hint, 0, width, Style::new());
    lines.push(field_line(words.amount_label(), &paying.field));
    if is_answered && !form.complaint.is_empty() {
        lines.extend(wrap(&format!("! {}", form.complaint), 2, width, warning()));
    } else {
        lines.extend(wrap(&form.bounds_text, 2, width, faint()));
    }
    lines.push(Line::default());
    lines.extend(form.suggestions.iter().enumerate().flat_map(|(index, row)| {
        let chosen = paying.picked == Some(index);
        if chosen { wrap(&format!("► {}", row.text), 1, width, strong()) } else { wrap(&row.text, 3, width, Style::new()) }
    }));
    lines.push(Line::default());
    lines.extend([&form.payee_text, &form.fee_text].iter().flat_map(|text| wrap(text, 0, width, faint())));
    lines
}

fn field_line(label: &str, field: &Field) -> Line<'static> {
    let gap = " ".repeat(13_usize.saturating_sub(width_of(&field.text)));
    Line::from(vec![Span::raw(format!("  {label} ")), Span::styled(format!("[ {}▏{gap}]", field.text), strong())])
}

fn ways(account: &TopUpAccount, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(words.ways_title(), heading())];
    let spoken = format!("{}: {} ({}: {})", words.account_title(), account.account_text, words.by_digits(), account.account_spoken);
    lines.extend(wrap(&spoken, 0, width, strong()));
    for way in &account.ways {
        lines.push(Line::default());
        lines.extend(wrap(&way.title, 0, width, strong()));
        lines.extend(wrap(&way.steps_text, 2, width, Style::new()));
        lines.extend(wrap(&way.fee_text, 2, width, faint()));
    }
    lines
}

fn payments(state: &PaymentsState, paying: &Paying, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let (rows, freshness, as_of_text, empty_text) = match state {
        PaymentsState::SignedOut => return None,
        PaymentsState::UnknownChild => return Some(wrap(words.unknown_child(), 0, width, Style::new())),
        PaymentsState::NotRead { text, .. } => return Some(wrap(text, 0, width, Style::new())),
        PaymentsState::Payments { rows, freshness, as_of_text, empty_text, .. } => (rows, freshness, as_of_text, empty_text),
    };
    let mut lines = pair((words.payments_title(), heading()), (as_of_text, dated(freshness.state)), 0, width);
    for (index, row) in rows.iter().enumerate() {
        let chosen = index == paying.payment.min(rows.len() - 1);
        let title = format!("{} {}", if chosen { "►" } else { " " }, row.title);
        lines.extend(pair((&title, if chosen { strong() } else { Style::new() }), (&row.sum_text, strong()), 0, width));
        if let (true, Some(receipt)) = (chosen, &row.receipt) {
            lines.extend(long(&format!("{}: {receipt}", words.receipt()), 4, width, faint()));
        }
    }
    lines.extend(wrap(empty_text, 0, width, faint()));
    Some(lines)
}

fn limits(state: &LimitsState, paying: &Paying, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let (day, threshold, freshness, as_of_text, change) = match state {
        LimitsState::SignedOut => return None,
        LimitsState::UnknownChild => return Some(wrap(words.unknown_child(), 0, width, Style::new())),
        LimitsState::Unknown { text, .. } => return Some(wrap(text, 0, width, Style::new())),
        LimitsState::Limits { day_limit_text, warn_below_text, freshness, as_of_text, change, .. } => {
            (day_limit_text, warn_below_text, freshness, as_of_text, change)
        }
    };
    let mut lines = pair((day, strong()), (as_of_text, dated(freshness.state)), 0, width);
    lines.extend(wrap(threshold, 0, width, strong()));
    lines.push(Line::default());
    if let Some(edit) = &paying.edit {
        lines.extend(editing(edit, (day, threshold), width, words));
        return Some(lines);
    }
    if let Some(change) = change {
        let (mark, style) = match change.kind {
            ChangeKind::Done => (format!("{} ", words.done_mark()), heading()),
            ChangeKind::Waiting | ChangeKind::Sending => (String::new(), Style::new()),
            _ => (format!("{} ", words.failed_mark()), warning()),
        };
        lines.extend(plain::sentences(&format!("{mark}{}", change.text)).iter().flat_map(|text| wrap(text, 0, width, style)));
        lines.push(Line::default());
    }
    lines.extend(wrap(words.limits_explained(), 0, width, faint()));
    lines.extend(wrap(words.limits_edit_hint(), 0, width, Style::new()));
    Some(lines)
}

fn editing(edit: &Edit, now: (&str, &str), width: usize, words: Words) -> Vec<Line<'static>> {
    let (label, before) = match edit.limit {
        Limit::Day => (words.day_limit_label(), now.0),
        Limit::Threshold => (words.threshold_label(), now.1),
    };
    if let Some(wanted) = edit.asks {
        let (day, threshold) = words.texts().limits(wanted);
        let after = if edit.limit == Limit::Day { day } else { threshold };
        let mut lines = vec![Line::styled(words.confirm_title(), heading())];
        lines.extend(wrap(&format!("{}: {before}", words.limits_was()), 2, width, Style::new()));
        lines.extend(wrap(&format!("{}: {after}", words.limits_will_be()), 2, width, strong()));
        lines.push(Line::default());
        lines.extend(wrap(words.confirm_limits(), 0, width, Style::new()));
        return lines;
    }
    let mut lines = wrap(label, 0, width, Style::new());
    lines.push(field_line("", &edit.field));
    if edit.is_wrong {
        lines.extend(wrap(&format!("! {}", words.limit_field_wrong()), 2, width, warning()));
    }
    lines
}

/// Like [`wrap`], for texts with addresses: a word longer than a line goes on on the next one.
fn long(text: &str, indent: usize, width: usize, style: Style) -> Vec<Line<'static>> {
    let room = width.saturating_sub(indent).max(1);
    let mut lines = Vec::new();
    for line in wrap(text, indent, width, style) {
        if line.width() <= width {
            lines.push(line);
            continue;
        }
        let signs: Vec<char> = line.to_string().trim_start().chars().collect();
        lines.extend(
            signs
                .chunks(room)
                .map(|part| Line::from(vec![Span::raw(" ".repeat(indent)), Span::styled(part.iter().collect::<String>(), style)])),
        );
    }
    lines
}
