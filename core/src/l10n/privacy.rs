//! Privacy, in words.

use super::L10n;
use crate::domain::Moment;

/// What is said on the screen of privacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyText {
    /// A consent was never asked for.
    NotAsked,
    /// What is held.
    Holds,
    /// What taking it along gives.
    Export,
    /// What destroying it means.
    Delete,
    /// A consent is needed first.
    ConsentNeeded,
}

/// A purpose of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentText {
    /// The school may know where to send pushes.
    Pushes,
    /// Names of other adults are kept.
    OtherAdults,
}

impl L10n {
    /// What is said on the screen of privacy.
    pub fn privacy(&self, text: PrivacyText) -> String {
        self.say(
            match text {
                PrivacyText::NotAsked => "consent-not-asked",
                PrivacyText::Holds => "privacy-holds",
                PrivacyText::Export => "privacy-export",
                PrivacyText::Delete => "privacy-delete",
                PrivacyText::ConsentNeeded => "consent-needed",
            },
            &[],
        )
    }

    /// A purpose, and what its consent allows.
    pub fn consent(&self, purpose: ConsentText) -> (String, String) {
        match purpose {
            ConsentText::Pushes => (self.say("consent-pushes", &[]), self.say("consent-pushes-text", &[])),
            ConsentText::OtherAdults => (self.say("consent-adults", &[]), self.say("consent-adults-text", &[])),
        }
    }

    /// «Дано 12 мая в 11:30», «Отозвано 12 мая в 11:30».
    pub fn consent_changed(&self, given: bool, at: Moment, now: Moment) -> String {
        let args = [("when", self.when(at, now).into())];
        if given { self.say("consent-given", &args) } else { self.say("consent-withdrawn", &args) }
    }
}
