//! `help-topics`: what the leaflet tells, without a network and without a sign-in.

use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::Screen;

use crate::args::Setup;
use crate::args::leaflet::HelpTopics;
use crate::failure::Failure;
use crate::{json, out, plain, show};

/// Prints the topics.
pub async fn run(setup: &Setup, locale: Locale, asked: &HelpTopics) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let state = show::current(&opened, &Screen::Help { topic: asked.topic });
    opened.app.shutdown();
    let state = state?;
    let text = if asked.json { json::of(&state) } else { plain::of(opened.words, &state).map(|lines| lines.join("\n")) };
    out::line(text.unwrap_or_default().trim_end());
    Ok(())
}
