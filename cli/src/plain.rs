//! Screens as plain text, one fact a line: for the subcommands without `--json`, and for the demo's story.
//!
//! Every text is the core's; this puts them on lines.

pub mod alerts;
pub mod bans;
pub mod cards;
pub mod help;
pub mod menu;
pub mod orders;
pub mod papers;
pub mod paying;

use schoolcard_core::screens::bills::BillsState;
use schoolcard_core::screens::home::{BalanceCell, ChildCard};
use schoolcard_core::screens::meals::MealDay;
use schoolcard_core::screens::money::MovementDay;
use schoolcard_core::screens::notice::{Notice, SyncProgress};
use schoolcard_core::screens::outlook::RunOutCell;
use schoolcard_core::screens::visits::{VisitDay, VisitRow};
use schoolcard_core::screens::{
    BansState, CardsState, ConnectionState, HomeState, IllTodayState, LimitsState, MealsState, MenuState, MoneyState, OrdersState,
    PaymentsState, ScreenState, TopUpState, VisitsState,
};

use crate::words::{Chart, Words};

/// Longest bar of the spending chart, in characters.
const BAR: u32 = 30;

/// The lines of a state; `None` when it has no content yet, or nobody is signed in.
pub fn of(words: Words, state: &ScreenState) -> Option<Vec<String>> {
    match state {
        ScreenState::Home { state: HomeState::Children { cards, .. } } => {
            Some(cards.iter().flat_map(|card| card_lines(words, card).into_iter().chain([String::new()])).collect())
        }
        ScreenState::Visits { state: VisitsState::Days { name, presence, as_of_text, days, empty_text, unread_text, .. } } => {
            let mut lines =
                vec![format!("{name} ({as_of_text})"), format!("{} ({})", presence.value.text, presence.as_of_text), String::new()];
            lines.extend(days.iter().flat_map(|day| visit_lines(words, day)));
            Some(with_asides(lines, [empty_text, unread_text]))
        }
        ScreenState::Meals { state: MealsState::Days { name, as_of_text, days, empty_text, unread_text, .. } } => {
            let mut lines = vec![format!("{name} ({as_of_text})"), String::new()];
            lines.extend(days.iter().flat_map(meal_lines));
            Some(with_asides(lines, [empty_text, unread_text]))
        }
        ScreenState::Money { state } => money(words, state),
        ScreenState::Payments { state } => paying::payments(words, state),
        ScreenState::Limits { state } => paying::limits(state),
        ScreenState::Help { state } => Some(help::topics(words, state)),
        ScreenState::Connection { state } => papers::connection(words, state),
        ScreenState::Statement { state } => papers::statement(state),
        ScreenState::Privacy { state } => papers::privacy(state),
        ScreenState::Cards { state } => cards::cards(words, state),
        ScreenState::Menu { state } => menu::week(words, state),
        ScreenState::Orders { state } => orders::orders(words, state),
        ScreenState::IllToday { state } => orders::ill(words, state),
        ScreenState::Bans { state } => bans::bans(state),
        _ => None,
    }
}

fn money(words: Words, state: &MoneyState) -> Option<Vec<String>> {
    let MoneyState::Account {
        name,
        account,
        balance,
        run_out,
        as_of_text,
        days,
        spending,
        spending_by_kind,
        bills,
        empty_text,
        unread_text,
        ..
    } = state
    else {
        return None;
    };
    let mut lines = vec![name.clone(), balance_line(words, balance)];
    lines.extend(account.map(|number| format!("{}: {number}", words.account_title())));
    lines.extend(run_out_lines(run_out));
    lines.extend([String::new(), words.chart_title(Chart::Days).to_owned()]);
    lines.extend(bar_lines(spending.iter().map(|day| (day.label.as_str(), day.per_mille, day.text.as_str()))));
    for (chart, runs) in [(Chart::Weeks, &spending_by_kind.weeks), (Chart::Months, &spending_by_kind.months)] {
        if runs.len() > 1 {
            lines.extend([String::new(), words.chart_title(chart).to_owned()]);
            lines.extend(bar_lines(runs.iter().map(|run| (run.label.as_str(), run.per_mille, run.text.as_str()))));
        }
    }
    if !spending_by_kind.kinds.is_empty() {
        lines.extend([String::new(), format!("{} ({})", words.chart_title(Chart::Kinds), spending_by_kind.total_text)]);
        lines.extend(bar_lines(spending_by_kind.kinds.iter().map(|share| (share.label.as_str(), share.per_mille, share.text.as_str()))));
    }
    lines.extend([String::new(), words.bills_title().to_owned()]);
    lines.extend(bill_lines(bills).into_iter().map(|line| format!("  {line}")));
    lines.extend([String::new(), format!("{} ({as_of_text})", words.movements_title())]);
    lines.extend(days.iter().flat_map(movement_lines));
    Some(with_asides(lines, [empty_text, unread_text]))
}

/// What the bill checker found, for `check-bill`; `None` while there is nothing of the account.
pub fn bills(state: &ScreenState) -> Option<Vec<String>> {
    let ScreenState::Money { state: MoneyState::Account { name, bills, unread_text, .. } } = state else { return None };
    let lines = std::iter::once(name.clone()).chain(bill_lines(bills)).collect();
    Some(with_asides(lines, [unread_text]))
}

fn bill_lines(bills: &BillsState) -> Vec<String> {
    match bills {
        BillsState::NotYet { text } => vec![text.clone()],
        BillsState::Checked { text, findings, .. } => {
            std::iter::once(text.clone()).chain(findings.iter().map(|finding| format!("! {}", finding.text))).collect()
        }
    }
}

/// How long the money lasts: the day, and the range where there is one.
pub fn run_out_lines(cell: &RunOutCell) -> Vec<String> {
    match cell {
        RunOutCell::Unknown { text } => vec![text.clone()],
        RunOutCell::Known { figure } => {
            let range = Some(format!("  {}", figure.value.range_text)).filter(|_| !figure.value.range_text.is_empty());
            std::iter::once(format!("{} ({})", figure.value.text, figure.as_of_text)).chain(range).collect()
        }
    }
}

/// What stands beside the content: notices, and a first sync under way.
pub fn asides(state: &ScreenState) -> Vec<String> {
    let (notices, progress): (&[Notice], Option<&SyncProgress>) = match state {
        ScreenState::Home { state: HomeState::Children { notices, progress, .. } }
        | ScreenState::Visits { state: VisitsState::Days { notices, progress, .. } }
        | ScreenState::Meals { state: MealsState::Days { notices, progress, .. } }
        | ScreenState::Menu { state: MenuState::Week { notices, progress, .. } }
        | ScreenState::Money { state: MoneyState::Account { notices, progress, .. } } => (notices, Some(progress)),
        ScreenState::Home { state: HomeState::Loading { notices } }
        | ScreenState::Visits { state: VisitsState::Loading { notices } }
        | ScreenState::Meals { state: MealsState::Loading { notices } }
        | ScreenState::Menu { state: MenuState::Loading { notices, .. } }
        | ScreenState::Bans { state: BansState::Loading { notices } | BansState::Rules { notices, .. } }
        | ScreenState::Money { state: MoneyState::Loading { notices } }
        | ScreenState::Payments { state: PaymentsState::NotRead { notices, .. } | PaymentsState::Payments { notices, .. } }
        | ScreenState::Limits { state: LimitsState::Unknown { notices, .. } | LimitsState::Limits { notices, .. } }
        | ScreenState::Cards { state: CardsState::Unknown { notices, .. } | CardsState::Cards { notices, .. } }
        | ScreenState::Connection { state: ConnectionState::Loading { notices } | ConnectionState::Children { notices, .. } }
        | ScreenState::Orders { state: OrdersState::Loading { notices, .. } | OrdersState::Orders { notices, .. } }
        | ScreenState::IllToday {
            state: IllTodayState::Loading { notices } | IllTodayState::Form { notices, .. } | IllTodayState::Asked { notices, .. },
        }
        | ScreenState::TopUp {
            state:
                TopUpState::NoAccount { notices, .. }
                | TopUpState::ChooseAmount { notices, .. }
                | TopUpState::Asking { notices, .. }
                | TopUpState::Held { notices, .. }
                | TopUpState::Pay { notices, .. }
                | TopUpState::Waiting { notices, .. }
                | TopUpState::Unknown { notices, .. }
                | TopUpState::Finished { notices, .. },
        } => (notices, None),
        _ => (&[], None),
    };
    let progress = match progress {
        Some(SyncProgress::FirstSync { text, .. }) => Some(text.clone()),
        _ => None,
    };
    notices.iter().map(|notice| notice.text.clone()).chain(progress).collect()
}

/// One child of the home screen.
pub fn card_lines(words: Words, card: &ChildCard) -> Vec<String> {
    let presence = &card.presence;
    let mut lines =
        vec![joined(&[&card.name, &card.class_name, &card.school]), format!("  {} ({})", presence.value.text, presence.as_of_text)];
    let evidence = joined(&[&presence.value.evidence_text, &presence.value.place]);
    if !evidence.is_empty() {
        lines.push(format!("    {evidence}"));
    }
    lines.push(format!("  {}", balance_line(words, &card.balance)));
    lines.extend(run_out_lines(&card.run_out).into_iter().map(|line| format!("  {line}")));
    lines.push(format!("  {} ({})", card.today.value.text, card.today.as_of_text));
    lines.extend(card.attention.iter().map(|notice| format!("  ! {}", notice.text)));
    lines
}

/// A balance with its date, or why there is none.
pub fn balance_line(words: Words, balance: &BalanceCell) -> String {
    match balance {
        BalanceCell::Known { figure } => format!("{}: {} ({})", words.balance_title(), figure.value.text, figure.as_of_text),
        BalanceCell::Loading { text } | BalanceCell::Unavailable { text } => format!("{}: {text}", words.balance_title()),
    }
}

/// The texts that are not empty, with a dot between them.
pub fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

/// Who brought the child, who fetched it; empty where nobody is named.
pub fn escorts(words: Words, visit: &VisitRow) -> [String; 2] {
    [(words.brought_by(), &visit.brought_by), (words.fetched_by(), &visit.fetched_by)]
        .map(|(label, name)| name.as_ref().map_or_else(String::new, |name| format!("{label}: {name}")))
}

/// A bar of the spending chart, at most `longest` characters; something spent is never an empty bar.
pub fn bar(per_mille: u32, longest: u32) -> String {
    let length = (per_mille.min(1000) * longest).div_ceil(1000);
    "█".repeat(usize::try_from(length).unwrap_or(0))
}

/// Bars one below the other, the sums in a column.
fn bar_lines<'a>(bars: impl Iterator<Item = (&'a str, u32, &'a str)> + Clone) -> Vec<String> {
    let (width, labels) = (usize::try_from(BAR).unwrap_or(0), bars.clone().map(|(label, ..)| label.chars().count()).max().unwrap_or(0));
    bars.map(|(label, per_mille, text)| format!("  {label:<labels$} {:<width$} {text}", bar(per_mille, BAR))).collect()
}

fn visit_lines(words: Words, day: &VisitDay) -> Vec<String> {
    let visits = day.visits.iter().map(|visit| {
        let [brought, fetched] = escorts(words, visit);
        format!("  {}", joined(&[&visit.text, &visit.duration_text, &visit.organization, &brought, &fetched, &visit.late_text]))
    });
    std::iter::once(day.title.clone()).chain(visits).collect()
}

fn meal_lines(day: &MealDay) -> Vec<String> {
    let purchases = day.purchases.iter().flat_map(|purchase| {
        std::iter::once(format!("  {} — {}", purchase.title, purchase.total_text))
            .chain(purchase.item_texts.iter().map(|text| format!("      {text}")))
    });
    std::iter::once(joined(&[&day.title, &day.spent_text])).chain(purchases).collect()
}

fn movement_lines(day: &MovementDay) -> Vec<String> {
    let rows = day.movements.iter().flat_map(|row| {
        let edit = Some(format!("      {}", row.edit_text)).filter(|_| !row.edit_text.is_empty());
        std::iter::once(format!("  {}  {}", row.title, row.sum_text)).chain(edit)
    });
    std::iter::once(day.title.clone()).chain(rows).collect()
}

/// `lines` and what is said of days without rows.
fn with_asides<const N: usize>(mut lines: Vec<String>, texts: [&String; N]) -> Vec<String> {
    lines.extend(texts.into_iter().filter(|text| !text.is_empty()).cloned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use schoolcard_core::l10n::Locale;

    fn text(state: &ScreenState) -> String {
        of(Words::new(Locale::Ru), state).expect("content").join("\n")
    }

    #[test]
    fn home_puts_a_date_beside_every_figure() {
        let text = text(&samples::home());
        assert!(text.contains("Анна Соколова · 4-Б · Школа № 1514\n  В школе с 08:07 (на 11:30)\n    по турникету · Школа № 1514, корпус 1\n  На счёте: 1\u{a0}226,90\u{a0}₽ (на 11:30)\n"), "{text}");
        assert!(text.contains("  ! Служба питания не отвечает"), "{text}");
    }

    #[test]
    fn an_edited_movement_shows_what_it_was() {
        assert!(text(&samples::money()).contains("11:40 · Покупка  −155,00\u{a0}₽\n      Изменено школой 12 мая: было −150,00\u{a0}₽"));
    }

    #[test]
    fn visits_and_meals_go_day_by_day() {
        assert!(text(&samples::visits()).contains(
            "пятница, 8 мая\n  вход не зафиксирован – 08:02 · Школа № 1514, корпус 1 · Забрали: Соколова Мария Петровна · узнали в 15:20\n"
        ));
        assert!(
            text(&samples::meals())
                .contains("вторник, 12 мая · 185,00\u{a0}₽\n  11:40 · Платный комплекс — 185,00\u{a0}₽\n      Обед комплексный × 1")
        );
    }

    #[test]
    fn days_that_were_not_read_are_named_after_those_that_were() {
        assert!(text(&samples::visits()).ends_with("\nДни до 5 мая ещё не прочитаны"));
    }

    #[test]
    fn the_first_sync_is_told_beside_the_content() {
        assert_eq!(asides(&samples::home()), ["Загружаем историю: 12 480 событий, дошли до 3 марта 2024"]);
        assert!(asides(&samples::meals()).is_empty());
    }
}
