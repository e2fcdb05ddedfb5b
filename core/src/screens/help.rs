//! The help: the leaflet's topics. Needs neither a network nor a sign-in.

use serde::{Deserialize, Serialize};

use super::context::Context;
use crate::domain::{HelpSite, HelpTopic};

/// A site where more is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct HelpLink {
    /// Which.
    pub site: HelpSite,
    /// «SOCCARD.RU — как получить Социальную карту учащегося».
    pub text: String,
    /// For the system browser.
    pub address: String,
}

/// A topic by its name, to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct HelpHeading {
    /// Which.
    pub topic: HelpTopic,
    /// Its title.
    pub title: String,
}

/// A topic in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct HelpPage {
    /// Which.
    pub topic: HelpTopic,
    /// Its title.
    pub title: String,
    /// One thought each, in order.
    pub steps: Vec<String>,
    /// Where more is told.
    pub links: Vec<HelpLink>,
    /// What a reader may want next.
    pub see_also: Vec<HelpHeading>,
}

/// State of the help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum HelpState {
    /// All topics.
    Topics {
        /// In the leaflet's order.
        pages: Vec<HelpPage>,
    },
    /// One topic.
    Topic {
        /// The topic.
        page: HelpPage,
    },
}

/// The state of the help, opened at `topic` or as a whole.
pub fn state(topic: Option<HelpTopic>, context: &Context<'_>) -> HelpState {
    match topic {
        Some(topic) => HelpState::Topic { page: page(topic, context) },
        None => HelpState::Topics { pages: HelpTopic::ALL.into_iter().map(|topic| page(topic, context)).collect() },
    }
}

fn page(topic: HelpTopic, context: &Context<'_>) -> HelpPage {
    let l10n = context.l10n;
    let link = |site: &HelpSite| HelpLink { site: *site, text: l10n.help_site(*site), address: site.address().to_owned() };
    let heading = |topic: &HelpTopic| HelpHeading { topic: *topic, title: l10n.help_title(*topic) };
    HelpPage {
        topic,
        title: l10n.help_title(topic),
        steps: l10n.help_steps(topic),
        links: topic.sites().iter().map(link).collect(),
        see_also: topic.see_also().iter().map(heading).collect(),
    }
}
