//! What a child may buy, in words.

use super::L10n;
use crate::domain::FoodSwitch;

/// Something said of bans and rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BansText {
    /// The bans were never read.
    NotRead,
    /// The rights were never read.
    RightsNotRead,
    /// Nothing is banned.
    Nothing,
    /// Banned by itself.
    Banned,
    /// Banned with its category.
    BannedByCategory,
    /// Not banned.
    Allowed,
    /// What is asked before agreeing to orders ahead.
    ConsentQuestion,
}

/// How a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoodChangeText {
    /// Not sent.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// Taken.
    Done,
    /// Refused.
    Refused,
    /// Did not take effect.
    Expired,
    /// Given up.
    Cancelled,
}

impl L10n {
    /// Something said of bans and rights.
    pub fn bans(&self, text: BansText) -> String {
        match text {
            BansText::NotRead => self.say("bans-not-read", &[]),
            BansText::RightsNotRead => self.say("food-rights-not-read", &[]),
            BansText::Nothing => self.say("bans-nothing", &[]),
            BansText::Banned => self.say("ban-banned", &[]),
            BansText::BannedByCategory => self.say("ban-by-category", &[]),
            BansText::Allowed => self.say("ban-allowed", &[]),
            BansText::ConsentQuestion => self.say("preorders-question", &[]),
        }
    }

    /// «Напитки: всё».
    pub fn ban_class(&self, name: &str) -> String {
        self.say("ban-class", &[("name", name.into())])
    }

    /// What is banned and on no menu known here.
    pub fn ban_unknown(&self, number: i64) -> String {
        self.say("ban-unknown", &[("number", number.to_string().into())])
    }

    /// «Умный буфет».
    pub fn food_switch(&self, switch: FoodSwitch) -> String {
        match switch {
            FoodSwitch::SmartBuffet => self.say("switch-smart-buffet", &[]),
            FoodSwitch::SpecialDiet => self.say("switch-special-diet", &[]),
        }
    }

    /// How a switch stands; `available`: whether there is a smart buffet at all, as far as the school says.
    pub fn food_switch_state(&self, switch: FoodSwitch, on: Option<bool>, available: Option<bool>) -> String {
        match (switch, on, available) {
            (_, None, _) => self.say("switch-unknown", &[]),
            (FoodSwitch::SmartBuffet, Some(true), Some(false)) => self.say("switch-on-not-available", &[]),
            (_, Some(true), _) => self.say("switch-on", &[]),
            (_, Some(false), _) => self.say("switch-off", &[]),
        }
    }

    /// «Умный буфет — включён».
    pub fn food_switch_says(&self, title: &str, state: &str) -> String {
        self.say("switch-says", &[("title", title.into()), ("state", state.into())])
    }

    /// Whether a parent has agreed to orders ahead.
    pub fn preorders_agreed(&self, agreed: Option<bool>) -> String {
        match agreed {
            Some(true) => self.say("preorders-agreed", &[]),
            Some(false) => self.say("preorders-not-agreed", &[]),
            None => self.say("preorders-unknown", &[]),
        }
    }

    /// Whether the child has a right to free or cheaper meals.
    pub fn discounted_meals(&self, discounted: Option<bool>) -> String {
        match discounted {
            Some(true) => self.say("discounted-yes", &[]),
            Some(false) => self.say("discounted-no", &[]),
            None => self.say("discounted-unknown", &[]),
        }
    }

    /// How a change goes.
    pub fn food_change(&self, text: FoodChangeText) -> String {
        match text {
            FoodChangeText::Waiting => self.say("food-change-waiting", &[]),
            FoodChangeText::Sending => self.say("food-change-sending", &[]),
            FoodChangeText::Done => self.say("food-change-done", &[]),
            FoodChangeText::Refused => self.say("food-change-refused", &[]),
            FoodChangeText::Expired => self.say("food-change-expired", &[]),
            FoodChangeText::Cancelled => self.say("food-change-cancelled", &[]),
        }
    }

    /// The school has something else meanwhile.
    pub fn food_conflict(&self, theirs: &str) -> String {
        self.say("food-change-conflict", &[("theirs", theirs.into())])
    }
}
