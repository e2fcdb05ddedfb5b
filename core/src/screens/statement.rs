//! A statement of any period: movements, purchases and visits as one table, to open in a spreadsheet or to print. From what the phone keeps
//! alone; every row says of when it is, and days that were not read are named.
//!
//! The spreadsheet is CSV as Excel opens it by a double click: UTF-8 with a byte order mark (without it Excel takes Cyrillic for another
//! encoding), lines ending in CR LF, and by language `;` with a decimal comma (Russian) or `,` with a decimal point (English). A text of
//! the school's that a spreadsheet would take for a formula gets an apostrophe before it.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::days_read::DaysRead;
use super::figures;
use super::home::{self, ChildRows, Found};
use super::notice::Notice;
use crate::domain::dated::Ageing;
use crate::domain::{Freshness, Moment, Money, Period, PersonId, visit};
use crate::l10n::{Locale, StatementColumn, StatementRowKind};
use crate::store::{Service, Store, StoreError};

/// State of the screen that offers a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum StatementState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// The family has not been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// What a statement of these days would hold.
    Statement {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which days.
        period: Period,
        /// «Операций: 12, покупок: 9, посещений: 8».
        counts_text: String,
        /// «Пополнено 500,00 ₽, потрачено 312,00 ₽».
        sums_text: String,
        /// How fresh the movements of these days are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Which days were not read; empty when all were.
        unread_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// A file to save, share or print.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TextFile {
    /// A name fit for every system.
    pub name: String,
    /// `text/csv` or `text/html`.
    pub mime: String,
    /// What is in it, to be written as UTF-8.
    pub text: String,
}

/// A statement in both forms.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Statement {
    /// For a spreadsheet.
    pub csv: TextFile,
    /// To print: one page of HTML that needs nothing else.
    pub page: TextFile,
}

/// What became of a wish for a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementFound {
    /// Nobody is signed in, or nothing was read yet.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// Here it is.
    Made(Box<Statement>),
}

struct Row {
    at: Moment,
    kind: StatementRowKind,
    what: String,
    sum: Option<Money>,
    balance: Option<Money>,
    place: String,
    note: String,
    as_of: Moment,
}

/// The rows of a period and what was read of it.
struct Rows {
    child: ChildRows,
    all: Vec<Row>,
    counts: [usize; 3],
    paid_in: Money,
    spent: Money,
    freshness: Freshness,
    as_of_text: String,
    unread_text: String,
}

/// The state of the screen for the days of `period`.
pub fn state(store: &Store, child: &PersonId, period: Period, context: &Context<'_>) -> Result<StatementState, StoreError> {
    Ok(match home::find(store, child, context)? {
        Found::SignedOut => StatementState::SignedOut,
        Found::UnknownChild => StatementState::UnknownChild,
        Found::NotReadYet { notices } => StatementState::Loading { notices },
        Found::Child(found) => {
            let rows = load(store, *found, period, context)?;
            StatementState::Statement {
                person: rows.child.child.person.clone(),
                name: figures::full_name(&rows.child.child),
                period,
                counts_text: context.l10n.statement_counts(rows.counts),
                sums_text: context.l10n.statement_sums(rows.paid_in, rows.spent),
                freshness: rows.freshness,
                as_of_text: rows.as_of_text,
                unread_text: rows.unread_text,
                notices: figures::notices(context, figures::Down::default(), false),
            }
        }
    })
}

/// The statement itself.
pub fn make(store: &Store, child: &PersonId, period: Period, context: &Context<'_>) -> Result<StatementFound, StoreError> {
    Ok(match home::find(store, child, context)? {
        Found::SignedOut | Found::NotReadYet { .. } => StatementFound::SignedOut,
        Found::UnknownChild => StatementFound::UnknownChild,
        Found::Child(found) => {
            let rows = load(store, *found, period, context)?;
            let name = |ending: &str| format!("schoolcard-{}-{}.{ending}", period.from, period.to);
            let file = |ending: &str, mime: &str, text| TextFile { name: name(ending), mime: mime.to_owned(), text };
            let (csv, page) = (csv(&rows.all, context), page(&rows, period, context));
            StatementFound::Made(Box::new(Statement { csv: file("csv", "text/csv", csv), page: file("html", "text/html", page) }))
        }
    })
}

fn load(store: &Store, child: ChildRows, period: Period, context: &Context<'_>) -> Result<Rows, StoreError> {
    let (l10n, person) = (context.l10n, &child.child.person);
    let movements = store.movements(person, period)?;
    let purchases = store.purchases(person, period)?;
    let visits = visit::pair(&store.passages(person, period)?, context.now, &context.day);
    let [pass_read, orders_read, money_read] = [
        store.read_days(person, Service::Pass, period)?,
        store.read_days(person, Service::Orders, period)?,
        store.read_days(person, Service::Movements, period)?,
    ];
    let days = |read| DaysRead::new(read, period, context.today());
    let (pass, orders, money) = (days(&pass_read), days(&orders_read), days(&money_read));
    let as_of = |read: &DaysRead<'_>, at: Moment, learned: Moment| read.read_at(at.date()).unwrap_or(learned);
    let counts = [movements.len(), purchases.len(), visits.len()];
    let standing = || movements.iter().filter(|stored| !stored.removed).map(|stored| stored.movement.sum);
    let paid_in = Money::checked_sum(standing().filter(|sum| !sum.is_negative())).unwrap_or(Money::ZERO);
    let spent =
        Money::checked_sum(standing().filter(|sum| sum.is_negative())).and_then(|sum| Money::ZERO.checked_sub(sum)).unwrap_or(Money::ZERO);
    let learned = movements.iter().map(|stored| stored.movement.learned_at);
    let (freshness, as_of_text) = money.freshness(store.reading(person, Service::Movements)?.as_ref(), Ageing::Slow, learned, context);
    let mut rows: Vec<Row> = Vec::with_capacity(counts.iter().sum());
    rows.extend(movements.iter().map(|stored| {
        let movement = &stored.movement;
        let note = match (stored.removed, stored.edited) {
            (true, _) => l10n.movement_removed(),
            (false, Some(edit)) => l10n.movement_edited(edit.before, edit.seen_at.date(), context.today()),
            (false, None) => String::new(),
        };
        Row {
            at: movement.at,
            kind: StatementRowKind::Movement,
            what: l10n.movement_kind(movement.kind),
            sum: Some(movement.sum),
            balance: movement.balance_after(),
            place: figures::clean(&movement.origin),
            note,
            as_of: as_of(&money, movement.at, movement.learned_at),
        }
    }));
    rows.extend(purchases.iter().map(|purchase| {
        let items: Vec<String> = purchase.items.iter().map(|item| format!("{} × {}", figures::clean(&item.name), item.amount)).collect();
        Row {
            at: purchase.at,
            kind: StatementRowKind::Purchase,
            what: format!("{}: {}", l10n.purchase_kind(purchase.kind), items.join(", ")),
            sum: Some(purchase.total),
            balance: None,
            place: String::new(),
            note: l10n.purchase_status(purchase.status).unwrap_or_default(),
            as_of: as_of(&orders, purchase.at, purchase.learned_at),
        }
    }));
    rows.extend(visits.iter().filter_map(|visit| {
        let at = visit.first_tap()?;
        let learned = visit.passages.iter().map(|tap| tap.learned_at).max()?;
        Some(Row {
            at,
            kind: StatementRowKind::Visit,
            what: l10n.visit(visit, pass.read_at(visit.date).is_none()),
            sum: None,
            balance: None,
            place: figures::building(&visit.organization),
            note: String::new(),
            as_of: as_of(&pass, at, learned),
        })
    }));
    rows.sort_by_key(|row| row.at);
    let unread: Vec<String> = [pass, orders, money].iter().map(|read| read.unread_text(context)).collect();
    let unread_text = unread.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    Ok(Rows { child, all: rows, counts, paid_in, spent, freshness, as_of_text, unread_text })
}

fn csv(rows: &[Row], context: &Context<'_>) -> String {
    let separator = if context.l10n.locale() == Locale::Ru { ';' } else { ',' };
    let mut text = String::from('\u{feff}');
    let mut line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, separator)).collect();
        text.push_str(&cells.join(&separator.to_string()));
        text.push_str("\r\n");
    };
    line(&StatementColumn::ALL.map(|column| context.l10n.statement_column(column)));
    for row in rows {
        let sum = |sum: Option<Money>| sum.map(|sum| plain_sum(sum, context.l10n.locale())).unwrap_or_default();
        line(&[
            row.at.date().to_string(),
            row.at.time().to_string(),
            context.l10n.statement_kind(row.kind),
            harmless(&row.what),
            sum(row.sum),
            sum(row.balance),
            harmless(&row.place),
            harmless(&row.note),
            format!("{} {}", row.as_of.date(), row.as_of.time()),
        ]);
    }
    text
}

/// A sum a spreadsheet can add up: no marks but the minus and the decimal sign.
fn plain_sum(sum: Money, locale: Locale) -> String {
    let kopecks = sum.kopecks().unsigned_abs();
    let point = if locale == Locale::Ru { ',' } else { '.' };
    format!("{}{}{point}{:02}", if sum.is_negative() { "-" } else { "" }, kopecks / 100, kopecks % 100)
}

/// A text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A cell as RFC 4180 writes it.
fn quoted(cell: &str, separator: char) -> String {
    if cell.contains([separator, '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn page(rows: &Rows, period: Period, context: &Context<'_>) -> String {
    let l10n = context.l10n;
    let account = rows.child.child.account.or(rows.child.account.and_then(|account| account.account));
    let title = l10n.statement_title(&figures::full_name(&rows.child.child), account, period, context.today());
    let head: String = StatementColumn::ALL.map(|column| format!("<th>{}</th>", escaped(&l10n.statement_column(column)))).concat();
    let body: Vec<String> = rows
        .all
        .iter()
        .map(|row| {
            let sum = |sum: Option<Money>| sum.map(|sum| l10n.money(sum)).unwrap_or_default();
            let cells = [
                row.at.date().to_string(),
                row.at.time().to_string(),
                l10n.statement_kind(row.kind),
                row.what.clone(),
                sum(row.sum),
                sum(row.balance),
                row.place.clone(),
                row.note.clone(),
                l10n.when(row.as_of, context.now),
            ];
            format!("<tr>{}</tr>\n", cells.map(|cell| format!("<td>{}</td>", escaped(&cell))).concat())
        })
        .collect();
    let texts = [l10n.statement_counts(rows.counts), l10n.statement_sums(rows.paid_in, rows.spent), rows.unread_text.clone()];
    let paragraphs: Vec<String> = texts.iter().filter(|text| !text.is_empty()).map(|text| format!("<p>{}</p>\n", escaped(text))).collect();
    html(
        &title,
        l10n.locale(),
        &format!("{}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n", paragraphs.concat(), body.concat()),
    )
}

/// A page that needs nothing else: no script, nothing fetched, no address in it.
pub(super) fn html(title: &str, locale: Locale, body: &str) -> String {
    let (title, lang) = (escaped(title), locale.tag());
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{title}</title>\n\
         <style>body{{font:12pt/1.4 serif;margin:2cm;color:#000;background:#fff}}h1{{font-size:16pt}}table{{border-collapse:collapse;width:100%}}\
         th,td{{border:1px solid #000;padding:2pt 4pt;text-align:left;vertical-align:top;font-size:10pt}}thead{{display:table-header-group}}\
         tr{{break-inside:avoid}}.blank{{border-bottom:1px solid #000;display:inline-block;min-width:6cm}}@page{{margin:1.5cm}}\
         @media print{{body{{margin:0}}}}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

/// `text` where no mark-up may come of it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_as_rfc_4180_says() {
        assert_eq!(quoted("обед", ';'), "обед");
        assert_eq!(quoted("суп; хлеб", ';'), "\"суп; хлеб\"");
        assert_eq!(quoted("\"Кухня\"", ';'), "\"\"\"Кухня\"\"\"");
        assert_eq!(quoted("a\nb", ','), "\"a\nb\"");
    }

    #[test]
    fn a_name_cannot_become_a_formula() {
        for text in ["=1+1", "+7", "-2", "@SUM(A1)", "\u{ff1d}cmd"] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        assert_eq!(harmless("Булочка = вкусно"), "Булочка = вкусно");
    }

    #[test]
    fn a_sum_is_a_number_for_a_spreadsheet() {
        assert_eq!(plain_sum(Money(-122_690), Locale::Ru), "-1226,90");
        assert_eq!(plain_sum(Money(5), Locale::En), "0.05");
        assert_eq!(plain_sum(Money(i64::MIN), Locale::En), "-92233720368547758.08");
    }

    #[test]
    fn no_mark_up_comes_of_a_text() {
        assert_eq!(escaped("<b>\"O'Neil\" & Co</b>"), "&lt;b&gt;&quot;O&#39;Neil&quot; &amp; Co&lt;/b&gt;");
    }
}
