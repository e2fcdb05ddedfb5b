//! The commands about paying: what may be asked of them, and its typed form. Sums stay as typed: what is wrong with one the core says.

use clap::{Arg, ArgAction, ArgMatches};

use super::string;
use crate::words::Words;

/// A top-up of one child's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUp {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// What to do.
    pub wish: TopUpWish,
    /// Print JSON, one object a line.
    pub json: bool,
}

/// What to do about a top-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopUpWish {
    /// Pay, or go on with the one under way.
    Pay {
        /// How much, as typed; none: only look at the one under way.
        amount: Option<String>,
        /// Stay until it is known what became of it.
        wait: bool,
        /// Do not ask.
        yes: bool,
        /// Do not open the browser.
        no_browser: bool,
    },
    /// Give up the one under way.
    Cancel,
    /// Say how to pay by the account number elsewhere.
    Ways,
}

/// The limits of one child's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// Most that may be spent in a day, as typed, or `none`; none: stays.
    pub day_limit: Option<String>,
    /// Warn below this, as typed, or `none`; none: stays.
    pub threshold: Option<String>,
    /// Print JSON.
    pub json: bool,
    /// Decide from what is stored, without asking the school first.
    pub cached: bool,
}

impl Limits {
    /// Whether something is to be changed.
    pub fn changes(&self) -> bool {
        self.day_limit.is_some() || self.threshold.is_some()
    }
}

/// The options of `top-up`, beside `--child` and `--json`.
pub fn top_up_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let alone = ["amount", "wait", "yes", "no-browser"];
    command
        .arg(sum(
            "amount",
            say("РУБЛИ", "ROUBLES"),
            say(
                "сколько: 500 или 500,50; без суммы — что с начатым пополнением",
                "how much: 500 or 500.50; without a sum: how the one under way is going",
            ),
        ))
        .arg(flag("wait", say("ждать, пока станет ясно, дошли ли деньги", "stay until it is known whether the money arrived")))
        .arg(flag("yes", say("не переспрашивать", "do not ask for confirmation")))
        .arg(flag("no-browser", say("только напечатать адрес страницы оплаты", "only print the address of the payment page")))
        .arg(flag("cancel", say("отменить начатое пополнение", "give up the top-up under way")).conflicts_with_all(alone))
        .arg(
            flag("ways", say("другие способы заплатить по номеру счёта", "other ways to pay by the account number"))
                .conflicts_with_all(alone)
                .conflicts_with("cancel"),
        )
}

/// The options of `limits`, beside `--child`, `--json` and `--cached`.
pub fn limits_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    command
        .arg(sum(
            "set-day-limit",
            say("РУБЛИ|none", "ROUBLES|none"),
            say("не больше стольких в день; none — без лимита", "at most so much a day; none for no limit"),
        ))
        .arg(sum(
            "set-threshold",
            say("РУБЛИ|none", "ROUBLES|none"),
            say("предупреждать, когда меньше; none — не предупреждать", "warn when less is left; none for no warning"),
        ))
}

fn sum(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    // A negative sum is for the core to refuse in words.
    Arg::new(name).long(name).value_name(value).help(help).allow_hyphen_values(true)
}

/// What was asked of `top-up`.
pub fn top_up_of(matches: &ArgMatches) -> TopUp {
    let wish = if matches.get_flag("cancel") {
        TopUpWish::Cancel
    } else if matches.get_flag("ways") {
        TopUpWish::Ways
    } else {
        TopUpWish::Pay {
            amount: string(matches, "amount"),
            wait: matches.get_flag("wait"),
            yes: matches.get_flag("yes"),
            no_browser: matches.get_flag("no-browser"),
        }
    };
    TopUp { child: string(matches, "child"), wish, json: matches.get_flag("json") }
}

/// What was asked of `limits`.
pub fn limits_of(matches: &ArgMatches) -> Limits {
    Limits {
        child: string(matches, "child"),
        day_limit: string(matches, "set-day-limit"),
        threshold: string(matches, "set-threshold"),
        json: matches.get_flag("json"),
        cached: matches.get_flag("cached"),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::{Command, Reading, read};
    use super::*;

    fn asked(line: &str) -> Command {
        match read(std::iter::once("schoolcard").chain(line.split('|')).map(OsString::from)) {
            Reading::Asked(asked) => asked.command,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn sums_are_taken_as_typed_for_the_core_to_judge() {
        for sum in ["500", "-5", "12,345", ""] {
            let Command::TopUp(top_up) = asked(&format!("top-up|--child|Анна|--amount|{sum}|--wait|--json")) else { panic!() };
            let wish = TopUpWish::Pay { amount: Some(sum.to_owned()), wait: true, yes: false, no_browser: false };
            assert_eq!(top_up, TopUp { child: Some("Анна".into()), wish, json: true }, "{sum}");
        }
        let Command::Limits(limits) = asked("limits|--child|a|--set-day-limit|none|--set-threshold|-200") else { panic!() };
        assert_eq!((limits.day_limit.as_deref(), limits.threshold.as_deref()), (Some("none"), Some("-200")));
        assert!(limits.changes() && !limits.json);
    }

    #[test]
    fn giving_up_and_other_ways_stand_alone() {
        assert!(matches!(asked("top-up|--cancel"), Command::TopUp(TopUp { wish: TopUpWish::Cancel, .. })));
        assert!(matches!(asked("top-up|--ways"), Command::TopUp(TopUp { wish: TopUpWish::Ways, .. })));
        for line in ["top-up|--cancel|--amount|5", "top-up|--ways|--wait", "top-up|--ways|--cancel"] {
            let read = read(std::iter::once("schoolcard").chain(line.split('|')).map(OsString::from));
            assert!(matches!(read, Reading::Wrong(_)), "{line}: {read:?}");
        }
    }
}
