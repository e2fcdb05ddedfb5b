//! What can be looked up without a network: the topics of the city's leaflet, named so that a screen can link to the one it needs.

use serde::{Deserialize, Serialize};

/// A topic of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum HelpTopic {
    /// What a card is good for.
    WhereToUse,
    /// Service card or social card: one is enough.
    WhichCard,
    /// What parents are told, and by which ways.
    Informing,
    /// How to connect a child.
    Connecting,
    /// How to put money on the account.
    ToppingUp,
    /// A card that broke, was lost or was left at home.
    LostCard,
    /// Why an entry may be missing.
    NoEntry,
}

impl HelpTopic {
    /// All topics, in the order of the leaflet.
    pub const ALL: [Self; 7] =
        [Self::WhereToUse, Self::WhichCard, Self::Informing, Self::Connecting, Self::ToppingUp, Self::LostCard, Self::NoEntry];

    /// Stable name, for links into the app and for the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::WhereToUse => "where-to-use",
            Self::WhichCard => "which-card",
            Self::Informing => "informing",
            Self::Connecting => "connecting",
            Self::ToppingUp => "topping-up",
            Self::LostCard => "lost-card",
            Self::NoEntry => "no-entry",
        }
    }

    /// The topic with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// Topics a reader of this one may want next.
    pub fn see_also(self) -> &'static [Self] {
        match self {
            Self::WhereToUse => &[Self::WhichCard],
            Self::WhichCard => &[Self::WhereToUse, Self::LostCard],
            Self::Informing => &[Self::Connecting],
            Self::Connecting => &[Self::Informing],
            Self::LostCard => &[Self::WhichCard, Self::ToppingUp],
            Self::ToppingUp | Self::NoEntry => &[Self::LostCard],
        }
    }

    /// Sites where more is told.
    pub fn sites(self) -> &'static [HelpSite] {
        match self {
            Self::WhereToUse | Self::LostCard | Self::NoEntry => &[HelpSite::SchoolCard],
            Self::WhichCard => &[HelpSite::SocialCard],
            Self::Informing => &[HelpSite::CityServices],
            Self::Connecting => &[HelpSite::SchoolCard, HelpSite::CityServices],
            Self::ToppingUp => &[HelpSite::CityServices, HelpSite::SchoolCard],
        }
    }
}

/// A site of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum HelpSite {
    /// News of the project and the papers: SCHOOLCARD.MOS.RU.
    SchoolCard,
    /// How to get the social card: SOCCARD.RU.
    SocialCard,
    /// The city's services: PGU.MOS.RU.
    CityServices,
}

impl HelpSite {
    /// The site's name as the leaflet writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SchoolCard => "SCHOOLCARD.MOS.RU",
            Self::SocialCard => "SOCCARD.RU",
            Self::CityServices => "PGU.MOS.RU",
        }
    }

    /// Where a browser finds it.
    pub fn address(self) -> &'static str {
        match self {
            Self::SchoolCard => "https://schoolcard.mos.ru/",
            Self::SocialCard => "https://soccard.ru/",
            Self::CityServices => "https://pgu.mos.ru/",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_name_of_its_own_and_leads_somewhere_else() {
        for topic in HelpTopic::ALL {
            assert_eq!(HelpTopic::named(topic.name()), Some(topic));
            assert!(!topic.see_also().is_empty() && !topic.see_also().contains(&topic), "{topic:?}");
            assert!(!topic.sites().is_empty(), "{topic:?}");
        }
        assert_eq!(HelpTopic::named("nonsense"), None);
    }
}
