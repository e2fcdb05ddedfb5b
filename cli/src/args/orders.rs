//! The commands about orders ahead and "ill today": what may be asked of them, and its typed form.

use clap::{Arg, ArgAction, ArgMatches};
use schoolcard_core::domain::{CutOff, LocalDate, MealKind, WeekDays};

use super::string;
use crate::failure::Failure;
use crate::json::menu::MEALS;
use crate::words::Words;

/// The orders of one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// A day of the week to show; none: the present one.
    pub week: Option<LocalDate>,
    /// What to write down of the school's cut-off.
    pub cut_off: CutOffWish,
    /// Print JSON.
    pub json: bool,
    /// Show what is stored, without asking the school first.
    pub cached: bool,
}

/// What is to become of the school's cut-off, as it is written down here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutOffWish {
    /// It stays.
    Stays,
    /// The rule for this meal, or for every meal that has none of its own, is this; none: not known.
    Is(Option<MealKind>, Option<CutOff>),
}

/// A wish for one meal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// For which day.
    pub day: LocalDate,
    /// The complex's number.
    pub complex: i64,
    /// Portions; 0 cancels.
    pub amount: i64,
    /// Print JSON.
    pub json: bool,
}

/// A wish for a weekly rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekly {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// The complex's number.
    pub complex: i64,
    /// The days; none removes the rule.
    pub days: Option<WeekDays>,
    /// First day; none: today.
    pub from: Option<LocalDate>,
    /// Last day; none: the end of the school year.
    pub to: Option<LocalDate>,
    /// Portions.
    pub amount: i64,
    /// Print JSON.
    pub json: bool,
}

/// "Ill today".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ill {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// Which day; none: today.
    pub day: Option<LocalDate>,
    /// Number or part of the name of the reason; none: the school's first.
    pub reason: Option<String>,
    /// Only show what would be done, or how it goes.
    pub look: bool,
    /// Print JSON.
    pub json: bool,
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn day(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("YYYY-MM-DD").value_parser(|text: &str| text.parse::<LocalDate>()).help(help)
}

fn complex(words: Words) -> Arg {
    Arg::new("complex")
        .long("complex")
        .value_name("N")
        .value_parser(clap::value_parser!(i64))
        .required(true)
        .help(words.pick("номер комплекса, как его печатает orders", "number of the complex, as orders prints it"))
}

fn amount(words: Words) -> Arg {
    Arg::new("amount")
        .long("amount")
        .value_name("1–10")
        .value_parser(clap::value_parser!(i64).range(1..=10))
        .default_value("1")
        .hide_default_value(true)
        .help(words.pick("сколько порций", "portions"))
}

/// The commands, each with its options; `sub` makes a command, `child` and `json` the options that all have, `cached` the one of `orders`.
pub fn commands(
    words: Words,
    sub: &dyn Fn(&'static str, &'static str) -> clap::Command,
    child: &dyn Fn() -> Arg,
    json: &dyn Fn() -> Arg,
    cached: Arg,
) -> [clap::Command; 5] {
    let say = |ru, en| words.pick(ru, en);
    let of_child = |name, about| sub(name, about).arg(child()).arg(json());
    [
        orders_table(of_child("orders", say("предзаказ питания на неделю", "meals ordered ahead for a week")).arg(cached), words),
        order_table(of_child("order", say("заказать блюдо на день", "order a meal for a day")), words),
        cancel_table(of_child("cancel-order", say("отменить заказ на день", "cancel the order for a day")), words),
        weekly_table(of_child("weekly", say("заказывать блюдо каждую неделю", "order a meal every week")), words),
        ill_table(
            of_child("ill", say("ребёнок заболел: отменить питание, сообщить школе", "the child is ill: cancel meals, tell the school")),
            words,
        ),
    ]
}

/// The options of `orders`, beside `--child`, `--json` and `--cached`.
fn orders_table(command: clap::Command, words: Words) -> clap::Command {
    command.arg(day("week", words.pick("любой день недели (иначе эта неделя)", "any day of the week (otherwise this week)"))).arg(
        Arg::new("cut-off").long("cut-off").value_name(words.pick("[БЛЮДО=]ДНЕЙ,ЧЧ:ММ|none", "[MEAL=]DAYS,HH:MM|none")).help(words.pick(
            "записать срок школы: за сколько учебных дней и до какого времени, например 1,14:00; для одного приёма пищи: breakfast=2,12:00",
            "write down the school's cut-off: school days before and the time, for example 1,14:00; for one meal: breakfast=2,12:00",
        )),
    )
}

/// The options of `order`, beside `--child` and `--json`.
fn order_table(command: clap::Command, words: Words) -> clap::Command {
    cancel_table(command, words).arg(amount(words))
}

/// The options of `cancel-order`, beside `--child` and `--json`.
fn cancel_table(command: clap::Command, words: Words) -> clap::Command {
    command.arg(day("date", words.pick("на какой день", "for which day")).required(true)).arg(complex(words))
}

/// The options of `weekly`, beside `--child` and `--json`.
fn weekly_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(complex(words))
        .arg(
            Arg::new("days")
                .long("days")
                .value_name("mon,wed,…")
                .help(say("по каким дням: mon,tue,wed,thu,fri,sat,sun", "on which days: mon,tue,wed,thu,fri,sat,sun"))
                .required_unless_present("remove"),
        )
        .arg(day("from", say("с какого дня (иначе с сегодняшнего)", "from which day (otherwise today)")))
        .arg(day("to", say("по какой день (иначе до конца учебного года)", "to which day (otherwise the end of the school year)")))
        .arg(amount(words))
        .arg(flag("remove", say("больше не заказывать", "order no more")).conflicts_with_all(["days", "from", "to"]))
}

/// The options of `ill`, beside `--child` and `--json`.
fn ill_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(day("date", say("какой день (иначе сегодня)", "which day (otherwise today)")))
        .arg(Arg::new("reason").long("reason").value_name(say("N|СЛОВО", "N|WORD")).help(say(
            "причина: номер или часть названия (иначе первая у школы)",
            "reason: number or part of its name (otherwise the school's first)",
        )))
        .arg(flag("look", say("только показать, что будет или как идёт", "only show what would be done, or how it goes")))
}

/// What was asked of `orders`.
pub fn orders_of(matches: &ArgMatches, words: Words) -> Result<Orders, Failure> {
    let cut_off = match string(matches, "cut-off") {
        None => CutOffWish::Stays,
        Some(text) => cut_off_wish(&text).ok_or_else(|| Failure::usage(words.cut_off_wrong()))?,
    };
    Ok(Orders {
        child: string(matches, "child"),
        week: matches.get_one("week").copied(),
        cut_off,
        json: matches.get_flag("json"),
        cached: matches.get_flag("cached"),
    })
}

fn cut_off_wish(text: &str) -> Option<CutOffWish> {
    let (meal, rule) = match text.split_once('=') {
        Some((name, rule)) => (Some(MEALS.iter().find(|(known, _)| *known == name.trim())?.1), rule.trim()),
        None => (None, text.trim()),
    };
    Some(CutOffWish::Is(meal, if matches!(rule, "none" | "нет") { None } else { Some(cut_off(rule)?) }))
}

fn cut_off(text: &str) -> Option<CutOff> {
    let (days, time) = text.split_once(',')?;
    Some(CutOff { days_before: days.trim().parse().ok()?, time: time.trim().parse().ok()? })
}

/// What was asked of `order`, or of `cancel-order` (`cancels`).
pub fn order_of(matches: &ArgMatches, cancels: bool) -> Option<Order> {
    let amount = if cancels { 0 } else { matches.get_one("amount").copied().unwrap_or(1) };
    Some(Order {
        child: string(matches, "child"),
        day: matches.get_one("date").copied()?,
        complex: matches.get_one("complex").copied()?,
        amount,
        json: matches.get_flag("json"),
    })
}

/// What was asked of `weekly`.
pub fn weekly_of(matches: &ArgMatches, words: Words) -> Result<Weekly, Failure> {
    let days = match string(matches, "days") {
        None => None,
        Some(text) => Some(week_days(&text).ok_or_else(|| Failure::usage(words.week_days_wrong()))?),
    };
    Ok(Weekly {
        child: string(matches, "child"),
        complex: matches.get_one("complex").copied().unwrap_or_default(),
        days,
        from: matches.get_one("from").copied(),
        to: matches.get_one("to").copied(),
        amount: matches.get_one("amount").copied().unwrap_or(1),
        json: matches.get_flag("json"),
    })
}

fn week_days(text: &str) -> Option<WeekDays> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut days = [false; 7];
    for word in text.split(',') {
        let day = NAMES.iter().position(|name| name.eq_ignore_ascii_case(word.trim()))?;
        days[day] = true;
    }
    Some(WeekDays::of(days))
}

/// What was asked of `ill`.
pub fn ill_of(matches: &ArgMatches) -> Ill {
    Ill {
        child: string(matches, "child"),
        day: matches.get_one("date").copied(),
        reason: string(matches, "reason"),
        look: matches.get_flag("look"),
        json: matches.get_flag("json"),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::{Command, Reading, read};
    use super::*;

    fn asked(line: &str) -> Command {
        match read(std::iter::once("schoolcard").chain(line.split_whitespace()).map(OsString::from)) {
            Reading::Asked(asked) => asked.command,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn wrong(line: &str) -> bool {
        matches!(read(std::iter::once("schoolcard").chain(line.split_whitespace()).map(OsString::from)), Reading::Wrong(_))
    }

    #[test]
    fn a_meal_is_a_day_and_a_number_and_cancelling_is_none_of_it() {
        let Command::Order(order) = asked("order --date 2026-05-13 --complex 601 --amount 2 --json") else { panic!() };
        assert_eq!((order.complex, order.amount, order.json), (601, 2, true));
        let Command::Order(cancel) = asked("cancel-order --date 2026-05-13 --complex 601") else { panic!() };
        assert_eq!((cancel.day, cancel.amount), (order.day, 0));
        for line in [
            "order --complex 601",
            "order --date 2026-05-13",
            "order --date soon --complex 1",
            "order --date 2026-05-13 --complex 1 --amount 11",
        ] {
            assert!(wrong(line), "{line}");
        }
    }

    #[test]
    fn a_cut_off_is_days_and_a_time_or_none() {
        let cut_off = |line: &str| match asked(line) {
            Command::Orders(orders) => orders.cut_off,
            other => panic!("{other:?}"),
        };
        assert_eq!(cut_off("orders"), CutOffWish::Stays);
        assert_eq!(cut_off("orders --cut-off none"), CutOffWish::Is(None, None));
        let rule = CutOff { days_before: 1, time: "14:00".parse().unwrap() };
        assert_eq!(cut_off("orders --cut-off 1,14:00"), CutOffWish::Is(None, Some(rule)));
        assert_eq!(cut_off("orders --cut-off breakfast=1,14:00"), CutOffWish::Is(Some(MealKind::Breakfast), Some(rule)));
        assert_eq!(cut_off("orders --cut-off breakfast=none"), CutOffWish::Is(Some(MealKind::Breakfast), None));
        for line in ["orders --cut-off 14:00", "orders --cut-off 1,25:00", "orders --cut-off supper=1,14:00", "orders --cut-off =1,14:00"] {
            assert!(wrong(line), "{line}");
        }
    }

    #[test]
    fn a_weekly_rule_has_days_or_is_removed() {
        let Command::Weekly(weekly) = asked("weekly --complex 601 --days mon,Wed --to 2026-05-31") else { panic!() };
        assert_eq!(weekly.days, Some(WeekDays { monday: true, wednesday: true, ..WeekDays::default() }));
        let Command::Weekly(gone) = asked("weekly --complex 601 --remove") else { panic!() };
        assert_eq!(gone.days, None);
        assert!(
            wrong("weekly --complex 601") && wrong("weekly --complex 601 --days monday") && wrong("weekly --complex 1 --days mon --remove")
        );
    }
}
