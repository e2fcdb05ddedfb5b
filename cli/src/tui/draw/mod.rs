//! Drawing the full-screen app: header, section, notices, keys. Every data text is the core's.

mod alerts;
mod bans;
mod child;
mod help;
mod home;
mod leaflet;
mod lines;
mod menu;
mod money;
mod orders;
mod paying;

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph, Scrollbar, ScrollbarOrientation, ScrollbarState, Wrap};
use schoolcard_core::screens::{AlertsState, HomeState, IllTodayState, MealsState, MoneyState, ScreenState, VisitsState};

use self::lines::{faint, heading, pair, strong, warning, wrap};
use super::model::{Model, Section};
use crate::plain;
use crate::words::{Chart, Words};

/// Smallest window that can be read.
const SMALLEST: (u16, u16) = (60, 16);

/// From this height on, the banner has room for more than one alert.
const TALL: u16 = 24;

/// From this width on, the chart stands beside the movements.
const TWO_COLUMNS: u16 = 76;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, model: &mut Model, words: Words) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        frame.render_widget(Paragraph::new(words.too_small()).wrap(Wrap { trim: true }), area);
        return;
    }
    let width = usize::from(area.width).saturating_sub(2);
    let asides: Vec<Line<'static>> = asides(model, words).iter().flat_map(|text| wrap(text, 1, width, warning())).take(4).collect();
    let console: Vec<Line<'static>> =
        model.console.iter().flat_map(|address| pair((words.console_hint(), faint()), (address, strong()), 1, width)).collect();
    let height = |lines: &[Line<'_>]| Constraint::Length(u16::try_from(lines.len()).unwrap_or(0));
    let banner = alerts::banner(&model.alerts, if area.height < TALL { 1 } else { 3 }, width, words);
    let heights = [height(&banner), Constraint::Length(3), Constraint::Min(5), height(&asides), height(&console), Constraint::Length(1)];
    let [top, header, body, notices, foot, keys] = Layout::vertical(heights).areas(area);
    frame.render_widget(Paragraph::new(banner), top);
    model.alerts.note_drawn(Instant::now());
    draw_header(frame, header, model, words);
    draw_body(frame, body, model, words);
    frame.render_widget(Paragraph::new(asides), notices);
    frame.render_widget(Paragraph::new(console), foot);
    let text = match model.section {
        Section::Home => words.keys_home(),
        Section::Money => words.keys_money(),
        Section::TopUp | Section::Payments | Section::Limits => paying::keys(model.detail.as_ref(), &model.paying, words),
        Section::Menu => menu::keys(&model.menu, words),
        Section::Visits => words.keys_child(),
        Section::Meals => words.keys_meals(),
        Section::Orders => words.keys_orders(),
        Section::Ill if matches!(model.detail, Some(ScreenState::IllToday { state: IllTodayState::Asked { .. } })) => {
            words.keys_ill_asked()
        }
        Section::Ill => words.keys_ill(),
        Section::Bans => bans::keys(model, words),
        Section::Alerts => words.keys_alerts(),
        Section::Notifications => alerts::keys(model, words),
        Section::Statement => words.keys_statement(),
        Section::Cards => leaflet::card_keys(model, words),
        Section::Connection | Section::Privacy | Section::Help => words.keys_list(),
    };
    frame.render_widget(Paragraph::new(text).style(Style::new().add_modifier(Modifier::REVERSED)), keys);
    if model.help {
        help::draw(frame, area, words);
    }
}

/// Notices and progress of the screen in front.
fn asides(model: &Model, words: Words) -> Vec<String> {
    let home = model.home.clone().map(|state| ScreenState::Home { state });
    let front =
        if matches!(model.section, Section::Home | Section::Alerts) { home.as_ref() } else { model.detail.as_ref().or(home.as_ref()) };
    match front {
        None => vec![words.loading().to_owned()],
        Some(state) => plain::asides(state),
    }
}

fn draw_header(frame: &mut Frame<'_>, area: Rect, model: &Model, words: Words) {
    let [title, tabs, rule] = Layout::vertical([Constraint::Length(1); 3]).areas(area);
    let width = usize::from(area.width).saturating_sub(1);
    let child = match (model.section, model.child()) {
        (Section::Home | Section::Alerts | Section::Connection | Section::Privacy | Section::Help, _) | (_, None) => String::new(),
        (_, Some(card)) => format!("{} ({}/{})", card.name, model.chosen() + 1, model.cards().len()),
    };
    let unread = match &model.alerts.feed {
        Some(AlertsState::Feed { unread_text, .. }) if !unread_text.is_empty() => format!("● {unread_text}"),
        _ => String::new(),
    };
    let name = plain::joined(&[words.app_name(), &unread]);
    frame.render_widget(Paragraph::new(pair((&name, strong()), (&child, strong()), 1, width)), title);
    let sections = [
        (Section::Home, words.tab_home()),
        (Section::Visits, words.tab_visits()),
        (Section::Meals, words.tab_meals()),
        (Section::Money, words.tab_money()),
        (Section::Alerts, words.tab_alerts()),
    ];
    let spans = sections.iter().enumerate().map(|(index, (section, name))| {
        let number = index + 1;
        let part = match model.section {
            Section::Menu => words.menu_screen_title(),
            Section::Orders => words.orders_title(),
            Section::Ill => words.ill_title(),
            Section::Bans => words.bans_title(),
            Section::TopUp => words.top_up_title(),
            Section::Payments => words.payments_title(),
            Section::Limits => words.limits_title(),
            Section::Statement => words.statement_title(),
            Section::Notifications => words.notifications_title(),
            Section::Cards => words.cards_title(),
            Section::Connection => words.connection_title(),
            Section::Privacy => words.privacy_title(),
            Section::Help => words.topics_title(),
            _ => "",
        };
        if *section == model.section {
            Span::styled(format!("[{number} {name}]"), heading())
        } else if *section == model.section.tab() {
            Span::styled(format!("[{number} {name} › {part}]"), heading())
        } else {
            Span::raw(format!(" {number} {name} "))
        }
    });
    frame.render_widget(Paragraph::new(spans.collect::<Line<'_>>()), tabs);
    frame.render_widget(Block::new().borders(Borders::TOP).border_style(faint()), rule);
}

fn draw_body(frame: &mut Frame<'_>, area: Rect, model: &mut Model, words: Words) {
    match (&model.home, model.section) {
        // Readable by everybody.
        (_, Section::Help) => draw_child(frame, area, model, words),
        (Some(HomeState::SignedOut), _) => message(frame, area, &words.sign_in_first()),
        (None | Some(HomeState::Loading { .. }), _) => message(frame, area, words.reading_first_time()),
        (Some(HomeState::Children { .. }), Section::Home) => home::draw(frame, area, model, words),
        (Some(HomeState::Children { .. }), Section::Alerts) => {
            match alerts::feed(&model.alerts, usize::from(area.width).saturating_sub(3), words) {
                Some(lines) => scrolled(frame, area, lines, model),
                None => message(frame, area, words.loading()),
            }
        }
        (Some(HomeState::Children { .. }), _) => draw_child(frame, area, model, words),
    }
}

fn draw_child(frame: &mut Frame<'_>, area: Rect, model: &mut Model, words: Words) {
    let width = usize::from(area.width).saturating_sub(3);
    let Some(detail) = model.detail.take() else { return message(frame, area, words.loading()) };
    match &detail {
        ScreenState::Visits { state: VisitsState::Days { presence, as_of_text, days, empty_text, unread_text, .. } } => {
            let mut lines = days_line(model, as_of_text, width, words);
            lines.extend(child::visits(presence, days, width, words));
            lines.extend(wrap(empty_text, 0, width, faint()));
            lines.extend(wrap(unread_text, 0, width, warning()));
            scrolled(frame, area, lines, model);
        }
        ScreenState::Meals { state: MealsState::Days { as_of_text, days, empty_text, unread_text, .. } } => {
            let mut lines = days_line(model, as_of_text, width, words);
            lines.extend(child::meals(days, width));
            lines.extend(wrap(empty_text, 0, width, faint()));
            lines.extend(wrap(unread_text, 0, width, warning()));
            scrolled(frame, area, lines, model);
        }
        ScreenState::Money { state } => draw_money(frame, area, state, model, words),
        ScreenState::TopUp { .. } | ScreenState::Payments { .. } | ScreenState::Limits { .. } => {
            match paying::lines(&detail, &model.paying, model.today(), width, words) {
                Some(lines) => scrolled(frame, area, lines, model),
                None => message(frame, area, &words.sign_in_first()),
            }
        }
        ScreenState::Menu { state } => match menu::lines(state, &model.menu, width, words) {
            Some(lines) => scrolled(frame, area, lines, model),
            None => message(frame, area, &words.sign_in_first()),
        },
        ScreenState::Orders { state } => match orders::orders(state, &model.ordering, model.today(), width, words) {
            Some((lines, picked)) => {
                keep_in_view(picked, area.height, model);
                scrolled(frame, area, lines, model);
            }
            None => message(frame, area, &words.sign_in_first()),
        },
        ScreenState::IllToday { state } => match orders::ill(state, &model.ordering, width, words) {
            Some(lines) => scrolled(frame, area, lines, model),
            None => message(frame, area, &words.sign_in_first()),
        },
        ScreenState::Bans { state } => match bans::lines(state, &model.bans, width, words) {
            Some((lines, chosen)) => {
                keep_in_view(chosen, area.height, model);
                scrolled(frame, area, lines, model);
            }
            None => message(frame, area, words.loading()),
        },
        ScreenState::NotificationSettings { state } => match alerts::settings(state, model, width, words) {
            Some((lines, chosen)) => {
                keep_in_view(chosen, area.height, model);
                scrolled(frame, area, lines, model);
            }
            None => message(frame, area, &words.sign_in_first()),
        },
        ScreenState::Cards { state } => match leaflet::cards(state, &model.cards_shown, width, words) {
            Some(lines) => scrolled(frame, area, lines, model),
            None => message(frame, area, words.unknown_child()),
        },
        ScreenState::Statement { state } => match plain::papers::statement(state) {
            Some(texts) => {
                let mut lines = days_line(model, "", width, words);
                lines.extend(leaflet::plain_lines(&texts, width));
                lines.extend(wrap(&model.saved, 0, width, strong()));
                scrolled(frame, area, lines, model);
            }
            None => message(frame, area, words.loading()),
        },
        ScreenState::Connection { .. } | ScreenState::Privacy { .. } => match plain::of(words, &detail) {
            Some(lines) => scrolled(frame, area, leaflet::plain_lines(&lines, width), model),
            None => message(frame, area, words.loading()),
        },
        ScreenState::Help { state } => scrolled(frame, area, leaflet::help(state, width), model),
        ScreenState::Visits { state: VisitsState::UnknownChild } | ScreenState::Meals { state: MealsState::UnknownChild } => {
            message(frame, area, words.unknown_child());
        }
        _ => message(frame, area, words.loading()),
    }
    model.detail = Some(detail);
}

/// The balance above; below it the chart beside the movements, or above them where the window is narrow.
fn draw_money(frame: &mut Frame<'_>, area: Rect, state: &MoneyState, model: &mut Model, words: Words) {
    let width = usize::from(area.width).saturating_sub(3);
    let MoneyState::Account {
        account, balance, run_out, as_of_text, days, spending, spending_by_kind, bills, empty_text, unread_text, ..
    } = state
    else {
        let text = if *state == MoneyState::UnknownChild { words.unknown_child() } else { words.loading() };
        return message(frame, area, text);
    };
    let mut head = days_line(model, "", width, words);
    head.extend(money::balance(balance, *account, width, words));
    head.extend(money::run_out(run_out, width));
    let bars = money::bars(model.chart, spending, spending_by_kind);
    let title = words.chart_title(model.chart);
    let list = |width: usize| {
        if model.checking {
            return money::bills(bills, width, words);
        }
        let mut lines = money::movements(days, as_of_text, width, words);
        lines.extend(wrap(empty_text, 0, width, faint()));
        lines.extend(wrap(unread_text, 0, width, warning()));
        lines
    };
    if area.width < TWO_COLUMNS {
        if !model.checking {
            head.push(Line::default());
            head.extend(money::chart(title, &bars, width));
        }
        head.push(Line::default());
        head.extend(list(width));
        return scrolled(frame, area, head, model);
    }
    let indent = || Block::new().padding(ratatui::widgets::Padding::left(1));
    let height = u16::try_from(head.len()).unwrap_or(0);
    let [top, rest] = Layout::vertical([Constraint::Length(height), Constraint::Min(1)]).areas(area);
    let [left, right] = Layout::horizontal([Constraint::Percentage(50), Constraint::Percentage(50)]).spacing(1).areas(rest);
    // Where not all bars fit, the latest ones matter; of kinds the largest ones, which come first.
    let room = usize::from(left.height).saturating_sub(1).min(bars.len());
    let shown = if model.chart == Chart::Kinds { &bars[..room] } else { &bars[bars.len() - room..] };
    frame.render_widget(Paragraph::new(head).block(indent()), top);
    frame.render_widget(Paragraph::new(money::chart(title, shown, usize::from(left.width).saturating_sub(2))).block(indent()), left);
    let lines = list(usize::from(right.width).saturating_sub(3));
    scrolled(frame, right, lines, model);
}

/// Which days are shown, how to move, and how fresh they are.
fn days_line(model: &Model, as_of_text: &str, width: usize, words: Words) -> Vec<Line<'static>> {
    let period = model.period();
    let (from, to) = (period.from.0, period.to.0);
    let from = from.format(if from.format("%Y").to_string() == to.format("%Y").to_string() { "%d.%m" } else { "%d.%m.%Y" });
    let days = format!("{from} – {}   {}", to.format("%d.%m.%Y"), words.earlier_later());
    pair((&days, faint()), (as_of_text, faint()), 0, width)
}

/// Scrolls so that the `chosen` lines are among the `room` lines shown.
fn keep_in_view(chosen: std::ops::Range<usize>, room: u16, model: &mut Model) {
    let line = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    // Two more above it: the headings.
    model.scroll = model.scroll.min(line(chosen.start.saturating_sub(2))).max(line(chosen.end).saturating_sub(room));
}

/// A list that may be longer than its area.
fn scrolled(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'static>>, model: &mut Model) {
    let total = lines.len();
    let last = u16::try_from(total).unwrap_or(u16::MAX).saturating_sub(area.height);
    model.scroll = model.scroll.min(last);
    model.page = area.height.saturating_sub(1).max(1);
    let block = Block::new().padding(ratatui::widgets::Padding::new(1, 2, 0, 0));
    frame.render_widget(Paragraph::new(lines).block(block).scroll((model.scroll, 0)), area);
    if last > 0 {
        let mut state = ScrollbarState::new(usize::from(last)).position(usize::from(model.scroll));
        frame.render_stateful_widget(Scrollbar::new(ScrollbarOrientation::VerticalRight), area, &mut state);
    }
}

fn message(frame: &mut Frame<'_>, area: Rect, text: &str) {
    let block = Block::new().padding(ratatui::widgets::Padding::new(2, 2, 1, 0));
    frame.render_widget(Paragraph::new(text.to_owned()).wrap(Wrap { trim: true }).block(block), area);
}

#[cfg(test)]
mod tests;
