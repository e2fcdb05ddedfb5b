//! School Card in the terminal: a full-screen app, plain commands with `--json`, and the demo.
//!
//! | you look for | file |
//! | --- | --- |
//! | what may be asked on the command line | `args` |
//! | which server, where data and secrets are | `setup` |
//! | signing in | `sign_in` |
//! | the system's browser | `browser` |
//! | the commands that show something | `show`, in JSON by `json`, as text by `plain` |
//! | putting money on an account, its limits | `top_up`, `limits` |
//! | what a child may buy | `bans` |
//! | cards, a lost one | `cards` |
//! | the help's topics | `help_topics` |
//! | papers for the school, statements, privacy | `papers` |
//! | what is ordered ahead, "ill today" | `orders` |
//! | alerts, what to be told | `alerts`, `notifications`; hours as typed `hours` |
//! | the full-screen app | `tui` |
//! | the demo and its story | `demo` |
//! | the terminal as a device that gets pushes | `device` |
//! | exit codes and what errors say | `failure`, `words` |
//!
//! This face draws the core's states and sends actions; it works nothing out itself.

mod alerts;
mod args;
mod bans;
mod browser;
mod cards;
mod demo;
mod device;
mod failure;
mod help_topics;
mod hours;
mod json;
mod limits;
mod notifications;
mod orders;
mod out;
mod papers;
mod plain;
#[cfg(test)]
mod samples;
mod setup;
mod show;
mod sign_in;
mod top_up;
mod tui;
mod words;

use std::process::ExitCode;

use crate::args::{Asked, Command, Reading};
use crate::failure::Failure;

#[tokio::main]
async fn main() -> ExitCode {
    match args::read(std::env::args_os()) {
        Reading::Print(text) => {
            out::line(text.trim_end());
            ExitCode::SUCCESS
        }
        Reading::Wrong(failure) => end(&failure),
        Reading::Asked(asked) => match run(*asked).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => end(&failure),
        },
    }
}

async fn run(Asked { locale, setup, command }: Asked) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => demo::run(&demo, locale).await,
        Command::App => {
            let opened = show::open(&setup, locale).await?;
            let outcome = tokio::task::block_in_place(|| tui::run(&opened, None, &std::sync::mpsc::channel().1));
            opened.app.shutdown();
            outcome
        }
        Command::SignIn { tokens, json } => sign_in::run(&setup, tokens, locale, json).await,
        Command::SignOut { json } => show::sign_out(&setup, locale, json).await,
        Command::Sync(view) => show::sync(&setup, locale, &view).await,
        Command::Show(topic, view) => show::show(&setup, locale, topic, &view).await,
        Command::TopUp(top_up) => top_up::run(&setup, locale, &top_up).await,
        Command::Bans(bans) => bans::run(&setup, locale, &bans).await,
        Command::Limits(limits) => limits::run(&setup, locale, &limits).await,
        Command::Orders(asked) => orders::show(&setup, locale, &asked).await,
        Command::Order(asked) => orders::order(&setup, locale, &asked).await,
        Command::Weekly(asked) => orders::weekly(&setup, locale, &asked).await,
        Command::Ill(asked) => orders::ill(&setup, locale, &asked).await,
        Command::Alerts(alerts) => alerts::run(&setup, locale, &alerts).await,
        Command::Cards(view) => cards::show(&setup, locale, &view).await,
        Command::BlockCard(asked) => cards::block(&setup, locale, &asked).await,
        Command::Connection(asked) => papers::connection(&setup, locale, &asked).await,
        Command::Adults(asked) => papers::adults(&setup, locale, &asked).await,
        Command::Statement(asked) => papers::statement(&setup, locale, &asked).await,
        Command::Privacy(asked) => papers::privacy(&setup, locale, &asked).await,
        Command::HelpTopics(topics) => help_topics::run(&setup, locale, &topics).await,
        Command::Notifications(notifications) => notifications::run(&setup, locale, &notifications).await,
    }
}

fn end(failure: &Failure) -> ExitCode {
    if !failure.text.is_empty() {
        out::note(&failure.text);
    }
    ExitCode::from(failure.exit as u8)
}
