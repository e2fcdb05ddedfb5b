//! Texts for parents, Russian and English.
//!
//! Decides how a fact is worded: plurals, cases, dates, sums, what a screen reader says. Which fact is said is decided by `screens` (and
//! later `alerts`). The texts live in `ru/*.ftl` and `en/*.ftl` and are asked for through typed functions only, one file per theme:
//!
//! | you look for | file |
//! | --- | --- |
//! | dates, times, durations, "as of" | `when` |
//! | sums, for the eye and for the ear | `money`, `words` |
//! | presence, visits | `presence` |
//! | purchases, movements, today, attention | `meals` |
//! | menus | `menu` |
//! | what a child may buy | `bans` |
//! | notices, progress, signing in | `notices` |
//! | how long the money lasts, spending, the bill checker | `forecast` |
//! | top-ups, payments, other ways to pay, limits | `topup` |
//! | orders ahead, weekly rules, "ill today" | `orders` |
//! | the feed of alerts, their settings | `notifications` |
//! | alerts, in full and for a locked screen | `alerts` |
//! | the help's topics | `help` |
//! | the connection, its application, other adults | `connection` |
//! | statements | `statement` |
//! | privacy | `privacy` |
//! | cards, their blocking, what follows a loss | `cards` |

mod alerts;
mod bans;
mod cards;
mod connection;
mod forecast;
mod help;
mod meals;
mod menu;
mod money;
mod notices;
mod notifications;
mod orders;
mod presence;
mod privacy;
mod statement;
mod topup;
mod when;
mod words;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

pub use alerts::{AlertSubject, AlertTexts};
pub use bans::{BansText, FoodChangeText};
pub use cards::{AfterLossText, CardBlockText, CardsText, LossText};
pub use connection::{ApplicationField, ConnectionText, NamedAdultText, RightsText};
pub use meals::NoBalance;
pub use menu::MenuNote;
pub use notices::{NoticeText, SignInText};
pub use notifications::{NotificationText, PushText, SuppressedText};
pub use orders::{Confirmed, IllMealText, IllMoneyText, IllText, OrderDayText, OrderText};
pub use privacy::{ConsentText, PrivacyText};
pub use statement::{StatementColumn, StatementRowKind};
pub use topup::{LimitsText, TopUpText};
pub use when::UnreadDays;

/// Language of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, uniffi::Enum)]
pub enum Locale {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Locale {
    /// The language a tag such as `ru`, `ru-RU` or `en_GB` asks for; Russian for every other.
    pub fn from_tag(tag: &str) -> Self {
        if tag.trim().to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Ru }
    }

    /// `ru` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    fn sources(self) -> [&'static str; 14] {
        match self {
            Self::Ru => [
                include_str!("ru/words.ftl"),
                include_str!("ru/alerts.ftl"),
                include_str!("ru/forecast.ftl"),
                include_str!("ru/cards.ftl"),
                include_str!("ru/connection.ftl"),
                include_str!("ru/privacy.ftl"),
                include_str!("ru/statement.ftl"),
                include_str!("ru/help.ftl"),
                include_str!("ru/menu.ftl"),
                include_str!("ru/bans.ftl"),
                include_str!("ru/notifications.ftl"),
                include_str!("ru/orders.ftl"),
                include_str!("ru/topup.ftl"),
                include_str!("ru/screens.ftl"),
            ],
            Self::En => [
                include_str!("en/words.ftl"),
                include_str!("en/alerts.ftl"),
                include_str!("en/forecast.ftl"),
                include_str!("en/cards.ftl"),
                include_str!("en/connection.ftl"),
                include_str!("en/privacy.ftl"),
                include_str!("en/statement.ftl"),
                include_str!("en/help.ftl"),
                include_str!("en/menu.ftl"),
                include_str!("en/bans.ftl"),
                include_str!("en/notifications.ftl"),
                include_str!("en/orders.ftl"),
                include_str!("en/topup.ftl"),
                include_str!("en/screens.ftl"),
            ],
        }
    }

    /// What the texts of alerts are made of: few sources, so that the notification extension stays small.
    fn alert_sources(self) -> [&'static str; 2] {
        match self {
            Self::Ru => [include_str!("ru/words.ftl"), include_str!("ru/alerts.ftl")],
            Self::En => [include_str!("en/words.ftl"), include_str!("en/alerts.ftl")],
        }
    }
}

/// The texts in one language.
pub struct L10n {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

/// One argument of a text.
type Arg<'a> = (&'static str, FluentValue<'a>);

impl std::fmt::Debug for L10n {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("L10n").field("locale", &self.locale).finish_non_exhaustive()
    }
}

impl L10n {
    /// The texts of `locale`.
    pub fn new(locale: Locale) -> Self {
        Self::of_sources(locale, &locale.sources())
    }

    fn of_sources(locale: Locale, sources: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![locale.tag().parse::<LanguageIdentifier>().unwrap_or_default()]);
        // Isolation marks would reach terminals, snapshots and screen readers; neither language is written right to left.
        bundle.set_use_isolating(false);
        for source in sources {
            // A broken entry is dropped by the parser and a doubled one by the bundle; tests keep both from being committed.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            let _ = bundle.add_resource(resource);
        }
        Self { locale, bundle }
    }

    /// Language of the texts.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text `key` with `args`; the key itself where the text is missing (a test holds that none is).
    fn say(&self, key: &str, args: &[Arg<'_>]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, value.clone());
        }
        self.bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests;
