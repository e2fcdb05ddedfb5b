//! The commands about the canteen: what may be asked of them.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches};
use schoolcard_core::domain::{FoodSwitch, LocalDate};

use super::string;
use crate::words::Words;

/// What one child may buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bans {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// What to change; none: only show.
    pub wish: Option<BansWish>,
    /// Do not ask before agreeing.
    pub yes: bool,
    /// Print JSON.
    pub json: bool,
    /// Decide from what is stored, without asking the school first.
    pub cached: bool,
}

/// A change of what a child may buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BansWish {
    /// Ban a dish or a category, or lift the ban.
    Ban {
        /// Name, or a part of it.
        what: String,
        /// Ban it.
        banned: bool,
    },
    /// Turn a switch.
    Switch {
        /// Which.
        switch: FoodSwitch,
        /// On.
        on: bool,
    },
    /// Agree to orders ahead, for good.
    Agree,
}

/// The commands about the canteen. `sub` makes a command, `now` gives it `--child`, `--json` and `--cached`.
pub fn commands(
    root: clap::Command,
    words: Words,
    sub: &impl Fn(&'static str, &'static str) -> clap::Command,
    now: &impl Fn(clap::Command) -> clap::Command,
) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let menu = sub("menu", say("меню недели: комплексы, буфет, состав", "the week's menu: set meals, buffet, ingredients"));
    let bans =
        sub("bans", say("что ребёнку нельзя покупать: показать, запретить, разрешить", "what a child may not buy: show, ban, allow"));
    root.subcommand(menu_table(now(menu), words)).subcommand(bans_table(now(bans), words))
}

/// The options of `bans`, beside `--child`, `--json` and `--cached`.
fn bans_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let name = |name: &'static str, help| Arg::new(name).long(name).value_name(say("НАЗВАНИЕ", "NAME")).help(help);
    let switch = |name: &'static str, help| {
        Arg::new(name)
            .long(name)
            .value_name("on|off")
            .value_parser(PossibleValuesParser::new(["on", "off"]))
            .hide_possible_values(true)
            .help(help)
    };
    command
        .arg(name("ban", say("запретить блюдо или категорию", "ban a dish or a category")))
        .arg(name("lift", say("снять запрет", "lift a ban")))
        .arg(switch("smart-buffet", say("умный буфет: разрешить или нет", "smart buffet: allow or not")))
        .arg(switch("special-diet", say("диетические комплексы: разрешить или нет", "special-diet meals: allow or not")))
        .arg(
            Arg::new("agree-preorders")
                .long("agree-preorders")
                .action(ArgAction::SetTrue)
                .help(say("дать согласие на заказ питания заранее; отозвать нельзя", "agree to ordering meals ahead; cannot be withdrawn")),
        )
        .group(ArgGroup::new("change").args(["ban", "lift", "smart-buffet", "special-diet", "agree-preorders"]))
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help(say("не переспрашивать", "do not ask for confirmation")))
}

/// What was asked of `bans`.
pub fn bans_of(matches: &ArgMatches) -> Bans {
    let ban = |name, banned| string(matches, name).map(|what| BansWish::Ban { what, banned });
    let switch = |name, switch| string(matches, name).map(|word| BansWish::Switch { switch, on: word == "on" });
    let agree = matches.get_flag("agree-preorders").then_some(BansWish::Agree);
    Bans {
        child: string(matches, "child"),
        wish: ban("ban", true)
            .or_else(|| ban("lift", false))
            .or_else(|| switch("smart-buffet", FoodSwitch::SmartBuffet))
            .or_else(|| switch("special-diet", FoodSwitch::SpecialDiet))
            .or(agree),
        yes: matches.get_flag("yes"),
        json: matches.get_flag("json"),
        cached: matches.get_flag("cached"),
    }
}

/// The options of `menu`, beside `--child`, `--json` and `--cached`.
fn menu_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(Arg::new("week").long("week").value_name("YYYY-MM-DD").value_parser(|text: &str| text.parse::<LocalDate>()).help(say(
            "день нужной недели (иначе эта, в выходные — следующая)",
            "a day of the week (otherwise this one, at a weekend the next)",
        )))
        .arg(Arg::new("search").long("search").value_name(say("СЛОВА", "WORDS")).help(say(
            "только то, в чём есть эти слова: в названии, составе или виде блюда",
            "only what has these words in its name, ingredients or class",
        )))
}

/// A day of the week asked for, and what to look for.
pub fn menu_of(matches: &ArgMatches) -> (Option<LocalDate>, Option<String>) {
    let week = matches.try_get_one::<LocalDate>("week").ok().flatten().copied();
    (week, matches.try_get_one::<String>("search").ok().flatten().cloned())
}
