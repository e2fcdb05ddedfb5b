//! Adults, children and schools.

use serde::{Deserialize, Serialize};

use super::ids::{AccountNumber, PersonId, ProfileId};
use super::time::LocalDate;

/// The signed-in adult (wire-api §3 `profile`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adult {
    /// Access-control profile, when known.
    pub profile_id: Option<ProfileId>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Patronymic, may be empty.
    pub middle_name: String,
    /// Phone as the server gives it, without the leading digit; may be empty.
    pub phone: String,
    /// E-mail, when known.
    pub email: Option<String>,
}

/// Grammatical sex, for texts such as «вошла» and «вошёл».
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// The server did not say.
    Unknown,
}

/// A school as the profile names it (wire-api §3 `school`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// Number of the school, when given.
    pub id: Option<i64>,
    /// Full name; may be empty.
    pub name: String,
    /// Short name; may be empty.
    pub short_name: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// A pupil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Who this is in all newer services.
    pub person: PersonId,
    /// Number of the pupil in the diary, where given (absence notices need it).
    pub student_id: Option<i64>,
    /// Personal account; absent until the balance service tells it (wire-api §3, trap 2).
    pub account: Option<AccountNumber>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Patronymic, may be empty.
    pub middle_name: String,
    /// Grammatical sex.
    pub sex: Sex,
    /// Date of birth, when given.
    pub birth_date: Option<LocalDate>,
    /// Class such as «9-Г»; may be empty.
    pub class_name: String,
    /// School, when given.
    pub school: Option<School>,
    /// First day at this school, when given: history ends there.
    pub enrolled_on: Option<LocalDate>,
}

/// What the profile route tells: the adult and the children (wire-api §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The signed-in adult.
    pub adult: Adult,
    /// Children in the server's order.
    pub children: Vec<Child>,
}
