//! The help's topics, in words: facts of the city's leaflet, told plainly.

use super::L10n;
use crate::domain::{HelpSite, HelpTopic};

impl L10n {
    /// What a topic is called.
    pub fn help_title(&self, topic: HelpTopic) -> String {
        self.say(
            match topic {
                HelpTopic::WhereToUse => "help-use-title",
                HelpTopic::WhichCard => "help-which-title",
                HelpTopic::Informing => "help-informing-title",
                HelpTopic::Connecting => "help-connecting-title",
                HelpTopic::ToppingUp => "help-paying-title",
                HelpTopic::LostCard => "help-lost-title",
                HelpTopic::NoEntry => "help-entry-title",
            },
            &[],
        )
    }

    /// What a topic tells, in order: one thought each.
    pub fn help_steps(&self, topic: HelpTopic) -> Vec<String> {
        let keys: &[&str] = match topic {
            HelpTopic::WhereToUse => &["help-use-entry", "help-use-meals", "help-use-travel", "help-use-discounts"],
            HelpTopic::WhichCard => &["help-which-one", "help-which-service", "help-which-social", "help-which-how"],
            HelpTopic::Informing => {
                &["help-informing-free", "help-informing-passages", "help-informing-meals", "help-informing-ways", "help-informing-here"]
            }
            HelpTopic::Connecting => {
                &["help-connecting-who", "help-connecting-paper", "help-connecting-here", "help-connecting-adults", "help-connecting-more"]
            }
            HelpTopic::ToppingUp => &[
                "help-paying-here",
                "help-paying-number",
                "help-paying-cash",
                "help-paying-online",
                "help-paying-portal",
                "help-paying-card",
            ],
            HelpTopic::LostCard => &["help-lost-temporary", "help-lost-account", "help-lost-block", "help-lost-home", "help-lost-new"],
            HelpTopic::NoEntry => &["help-entry-causes", "help-entry-not-absent"],
        };
        keys.iter().map(|key| self.say(key, &[])).collect()
    }

    /// What a site is for.
    pub fn help_site(&self, site: HelpSite) -> String {
        self.say(
            match site {
                HelpSite::SchoolCard => "help-site-school-card",
                HelpSite::SocialCard => "help-site-social-card",
                HelpSite::CityServices => "help-site-city-services",
            },
            &[("site", site.name().into())],
        )
    }
}
