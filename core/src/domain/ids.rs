//! Identifiers as newtypes, so that an account number can never stand where a person is meant.

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        uniffi::custom_newtype!($name, String);
    };
}

macro_rules! number_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        uniffi::custom_newtype!($name, i64);
    };
}

text_id! {
    /// A person as all newer services know them: the `contingent_guid` of a child, a lower-case UUID (wire-api §3).
    PersonId
}
text_id! {
    /// A school building or other organisation that owns turnstiles (wire-api §4). Kept as text: the wire is free to
    /// send a number or a string.
    OrganizationId
}
text_id! {
    /// The identity of one passage: `date|organizationId|in or out|HH:MM` (wire-api §4 has no event id).
    PassageId
}
text_id! {
    /// The identity of one movement. The wire gives none, so it is built from what an edit leaves unchanged (wire-api §6).
    MovementId
}
text_id! {
    /// The identity of one purchase: the order number of wire-api §6 as text.
    PurchaseId
}
number_id! {
    /// The number of a child's personal account («лицевой счёт», wire-api `contract_id`). Not a card, not a bank account;
    /// it survives card changes. Shown as text, never calculated with.
    AccountNumber
}
number_id! {
    /// The school's number of a set meal on its menu (wire-api §7): what an order names.
    ComplexId
}
number_id! {
    /// The school's number of a dish (wire-api §7): what a ban names.
    DishId
}
number_id! {
    /// The access-control profile of the signed-in adult (wire-api §1 `profile_info`, header `Profile-Id`).
    ProfileId
}
