//! The commands about the canteen: what may be asked of them.

use clap::{Arg, ArgMatches};
use schoolcard_core::domain::LocalDate;

use crate::words::Words;

/// The options of `menu`, beside `--child`, `--json` and `--cached`.
pub fn menu_table(command: clap::Command, words: Words) -> clap::Command {
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
