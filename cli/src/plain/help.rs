//! The help as plain text.

use schoolcard_core::screens::HelpState;
use schoolcard_core::screens::help::HelpPage;

use crate::words::Words;

/// The topics of a state, one below the other.
pub fn topics(words: Words, state: &HelpState) -> Vec<String> {
    match state {
        HelpState::Topics { pages } => pages.iter().flat_map(|page| lines(page).into_iter().chain([String::new()])).collect(),
        HelpState::Topic { page } => {
            let more = page.see_also.iter().map(|heading| format!("  schoolcard help-topics {} — {}", heading.topic.name(), heading.title));
            lines(page).into_iter().chain([String::new(), words.see_also().to_owned()]).chain(more).collect()
        }
    }
}

fn lines(page: &HelpPage) -> Vec<String> {
    let steps = page.steps.iter().map(|step| format!("  • {step}"));
    let links = page.links.iter().map(|link| format!("  → {}", link.text));
    std::iter::once(page.title.clone()).chain(steps).chain(links).collect()
}
