//! The connection of the family, its application, and other adults, in words.

use super::L10n;
use crate::domain::{LocalDate, Moment};

/// What is said about the connection of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionText {
    /// Nothing was read yet.
    Unknown,
    /// Not connected: what to do.
    NotConnected,
    /// Connected.
    Connected,
    /// This adult was given access by a parent.
    GivenAccess,
    /// Title of the application.
    ApplicationTitle,
    /// What is asked for in it.
    ApplicationRequest,
    /// Before the other adults in it.
    ApplicationAdults,
    /// Before the school's own fields in it.
    ForTheSchool,
}

/// A field of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationField {
    /// Name of the school.
    School,
    /// Who asks.
    Parent,
    /// For whom.
    Child,
    /// The child's class.
    Class,
    /// Phone for messages.
    Phone,
    /// E-mail for messages.
    Email,
    /// The day.
    Date,
    /// Signature.
    Signature,
    /// Who at the school took it.
    TakenBy,
    /// When.
    TakenOn,
    /// When the child was connected.
    ConnectedOn,
}

/// What became of naming an adult.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedAdultText {
    /// The school does not show it yet.
    Asked,
    /// The school names the adult.
    Seen,
    /// The last day is over.
    Over,
}

/// What another adult may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsText {
    /// Entries and exits only.
    Entries,
    /// Everything.
    All,
    /// Nothing any more.
    None,
}

impl L10n {
    /// What is said about the connection of a child, and the parts of its application.
    pub fn connection(&self, text: ConnectionText) -> String {
        self.say(
            match text {
                ConnectionText::Unknown => "connection-unknown",
                ConnectionText::NotConnected => "connection-not-connected",
                ConnectionText::Connected => "connection-connected",
                ConnectionText::GivenAccess => "connection-given-access",
                ConnectionText::ApplicationTitle => "application-title",
                ConnectionText::ApplicationRequest => "application-request",
                ConnectionText::ApplicationAdults => "application-adults",
                ConnectionText::ForTheSchool => "application-for-the-school",
            },
            &[],
        )
    }

    /// «Заявление подано 12 мая в 11:30. …»
    pub fn connection_applied(&self, at: Moment, now: Moment) -> String {
        self.say("connection-applied", &[("when", self.when(at, now).into())])
    }

    /// The name of a field of the application.
    pub fn application_field(&self, field: ApplicationField) -> String {
        self.say(
            match field {
                ApplicationField::School => "application-school",
                ApplicationField::Parent => "application-parent",
                ApplicationField::Child => "application-child",
                ApplicationField::Class => "application-class",
                ApplicationField::Phone => "application-phone",
                ApplicationField::Email => "application-email",
                ApplicationField::Date => "application-date",
                ApplicationField::Signature => "application-signature",
                ApplicationField::TakenBy => "application-taken-by",
                ApplicationField::TakenOn => "application-taken-on",
                ApplicationField::ConnectedOn => "application-connected-on",
            },
            &[],
        )
    }

    /// Which fields are still empty.
    pub fn application_missing(&self, fields: &str) -> String {
        self.say("application-missing", &[("fields", fields.to_owned().into())])
    }

    /// «Только проходы, до 31 мая».
    pub fn adult_rights(&self, rights: RightsText, until: Option<LocalDate>, today: LocalDate) -> String {
        let rights = self.say(
            match rights {
                RightsText::Entries => "rights-entries",
                RightsText::All => "rights-all",
                RightsText::None => "rights-none",
            },
            &[],
        );
        match until {
            None => rights,
            Some(last) => self.say("rights-until", &[("rights", rights.into()), ("date", self.date(last, today).into())]),
        }
    }

    /// What became of naming an adult.
    pub fn named_adult(&self, text: NamedAdultText) -> String {
        self.say(
            match text {
                NamedAdultText::Asked => "named-asked",
                NamedAdultText::Seen => "named-seen",
                NamedAdultText::Over => "named-over",
            },
            &[],
        )
    }
}
