//! The commands for what the city's leaflet tells: cards and help, and what may be asked of them.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use schoolcard_core::domain::HelpTopic;

use super::string;
use crate::words::Words;

/// The help's topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpTopics {
    /// One of them; none: all.
    pub topic: Option<HelpTopic>,
    /// Print JSON.
    pub json: bool,
}

/// The commands of this file. `sub` begins one, `now` gives it `--child`, `--json` and `--cached`, `json` gives `--json` alone.
pub fn commands(
    root: clap::Command,
    words: Words,
    sub: &dyn Fn(&'static str, &'static str) -> clap::Command,
    now: &dyn Fn(clap::Command) -> clap::Command,
    json: &dyn Fn() -> Arg,
) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let cards = say("карты ребёнка: что действует, что делать с потерянной", "cards: what works, what to do about a lost one");
    let block = say("карта потеряна: заблокировать, можно без сети", "a card is lost: block it, also without a network");
    let topics = say("справка: карта, подключение, оплата; без сети", "help: cards, connecting, paying; without a network");
    root.subcommand(now(sub("cards", cards)))
        .subcommand(block_card_table(now(sub("block-card", block)), words))
        .subcommand(help_topics_table(sub("help-topics", topics).arg(json()), words))
}

/// The options of `help-topics`, beside `--json`.
fn help_topics_table(command: clap::Command, words: Words) -> clap::Command {
    command.arg(
        Arg::new("topic")
            .value_name(words.pick("ТЕМА", "TOPIC"))
            .value_parser(PossibleValuesParser::new(HelpTopic::ALL.map(HelpTopic::name)))
            .help(words.pick("одна тема; без неё — все", "one topic; otherwise all")),
    )
}

/// What was asked of `help-topics`.
pub fn help_topics_of(matches: &ArgMatches) -> HelpTopics {
    let topic = matches.get_one::<String>("topic").and_then(|name| HelpTopic::named(name));
    HelpTopics { topic, json: matches.get_flag("json") }
}

/// A lost card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockCard {
    /// Person id, account number, or part of a name.
    pub child: Option<String>,
    /// Id or last digits; none: the only one that works.
    pub card: Option<String>,
    /// What to do.
    pub wish: BlockWish,
    /// Print JSON.
    pub json: bool,
    /// Decide from what is stored, without asking the school first.
    pub cached: bool,
}

/// What to do about a lost card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockWish {
    /// Block it.
    Block {
        /// Do not ask.
        yes: bool,
    },
    /// Give the block up.
    Cancel,
}

/// The options of `block-card`, beside `--child`, `--json` and `--cached`.
fn block_card_table(command: clap::Command, words: Words) -> clap::Command {
    let say = |ru, en| words.pick(ru, en);
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .arg(Arg::new("card").long("card").value_name(say("НОМЕР", "NUMBER")).help(say(
            "какая: последние цифры или id (иначе единственная действующая)",
            "which: last digits or id (otherwise the only one that works)",
        )))
        .arg(flag("yes", say("не переспрашивать", "do not ask for confirmation")))
        .arg(
            flag("cancel", say("отменить блокировку, пока она не отправлена", "give the block up while it is not sent"))
                .conflicts_with("yes"),
        )
}

/// What was asked of `block-card`.
pub fn block_card_of(matches: &ArgMatches) -> BlockCard {
    BlockCard {
        child: string(matches, "child"),
        card: string(matches, "card"),
        wish: if matches.get_flag("cancel") { BlockWish::Cancel } else { BlockWish::Block { yes: matches.get_flag("yes") } },
        json: matches.get_flag("json"),
        cached: matches.get_flag("cached"),
    }
}
