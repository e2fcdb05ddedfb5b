//! The adult and the children (wire-api §3).

use crate::domain::people::Sex;
use crate::domain::{AccountNumber, Adult, Child, Family, PersonId, School};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, List, Maybe, Read, Text, wire_object};
use super::when::Day;
use super::{Answer, SchoolApi};

const MOBILE: &str = "/api/family/mobile/v1/profile";
const WEB: &str = "/api/family/web/v1/profile";

impl SchoolApi {
    /// The signed-in adult and the children (wire-api §3); the web twin where the server has no mobile route.
    pub async fn family(&self, auth: Auth<'_>) -> Result<Answer<Family>, ApiError> {
        let reply = match self.send(self.get(Service::Mobile, auth, MOBILE, &[])?).await {
            Err(ApiError::NoSuchRoute { .. }) => self.send(self.get(Service::Web, auth, WEB, &[])?).await?,
            reply => reply?,
        };
        let mut answer = reply.read(family)?;
        answer.value.adult.profile_id = auth.profile_id;
        Ok(answer)
    }
}

/// Who sees one child: the child, whether the signed-in adult is a legal representative of it, names of the adults.
pub type Representatives = (PersonId, Option<bool>, Vec<String>);

impl SchoolApi {
    /// Who sees each child (wire-api §3 `representatives`, `is_legal_representative`).
    pub async fn representatives(&self, auth: Auth<'_>) -> Result<Answer<Vec<Representatives>>, ApiError> {
        let reply = match self.send(self.get(Service::Mobile, auth, MOBILE, &[])?).await {
            Err(ApiError::NoSuchRoute { .. }) => self.send(self.get(Service::Web, auth, WEB, &[])?).await?,
            reply => reply?,
        };
        reply.read(representatives)
    }
}

wire_object! {
    /// The profile as far as it tells who sees whom.
    WireCircles {
        children: List<WireCircle> = "children",
    }
}

wire_object! {
    /// A child and who sees it.
    WireCircle {
        guid: Text = "contingentguid",
        legal: Flag = "islegalrepresentative",
        people: List<WirePerson> = "representatives",
    }
}

pub(super) fn representatives(body: &[u8]) -> Result<Read<Vec<Representatives>>, ApiError> {
    let wire: WireCircles = lenient::single(body)?.value;
    let (value, skipped) = wire.children.convert(|child| {
        let names = |person: WirePerson| {
            let parts = [person.last_name, person.first_name, person.middle_name];
            let name = parts.iter().map(Text::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            (!name.is_empty()).then_some(name)
        };
        Some((person_id(&child.guid)?, child.legal.0, child.people.convert(names).0))
    });
    Ok(Read { value, skipped, said_something: true })
}

wire_object! {
    /// The answer of the profile route.
    WireFamily {
        adult: Maybe<WirePerson> = "profile",
        children: List<WirePerson> = "children",
    }
}

wire_object! {
    /// A person; the fields of a child are missing from an adult.
    WirePerson {
        id: Int = "id",
        guid: Text = "contingentguid",
        account: Int = "contractid",
        first_name: Text = "firstname",
        last_name: Text = "lastname",
        middle_name: Text = "middlename",
        sex: Text = "sex",
        phone: Text = "phone",
        email: Text = "email",
        birth_date: Day = "birthdate",
        class_name: Text = "classname",
        school: Maybe<WireSchool> = "school",
        enrolled_on: Day = "enrollmentdate",
    }
}

wire_object! {
    /// A school.
    WireSchool {
        id: Int = "id",
        name: Text = "name",
        short_name: Text = "shortname",
        phone: Text = "phone",
    }
}

pub(super) fn family(body: &[u8]) -> Result<Read<Family>, ApiError> {
    let wire: WireFamily = lenient::single(body)?.value;
    let adult = wire.adult.0.ok_or(ApiError::Malformed { what: "no profile in the profile" })?;
    let (children, skipped) = wire.children.convert(child);
    let adult = Adult {
        profile_id: None,
        first_name: adult.first_name.or_empty(),
        last_name: adult.last_name.or_empty(),
        middle_name: adult.middle_name.or_empty(),
        phone: adult.phone.or_empty(),
        email: adult.email.0,
    };
    Ok(Read { value: Family { adult, children }, skipped, said_something: true })
}

/// A child; none without the id that all newer services know it by.
fn child(wire: WirePerson) -> Option<Child> {
    Some(Child {
        person: person_id(&wire.guid)?,
        student_id: wire.id.0,
        account: account_number(wire.account),
        first_name: wire.first_name.or_empty(),
        last_name: wire.last_name.or_empty(),
        middle_name: wire.middle_name.or_empty(),
        sex: sex(wire.sex.as_str()),
        birth_date: wire.birth_date.0,
        class_name: wire.class_name.or_empty(),
        school: wire.school.0.map(school),
        enrolled_on: wire.enrolled_on.0,
    })
}

fn school(wire: WireSchool) -> School {
    School { id: wire.id.0, name: wire.name.or_empty(), short_name: wire.short_name.or_empty(), phone: wire.phone.or_empty() }
}

fn sex(text: &str) -> Sex {
    match text.to_lowercase().as_str() {
        "female" | "f" => Sex::Female,
        "male" | "m" => Sex::Male,
        _ => Sex::Unknown,
    }
}

/// A person's id, in lower case whatever the server's.
pub(super) fn person_id(text: &Text) -> Option<PersonId> {
    text.0.as_ref().map(|id| PersonId(id.to_lowercase()))
}

/// An account number; zero and less stand for none.
pub(super) fn account_number(number: Int) -> Option<AccountNumber> {
    number.0.filter(|number| *number > 0).map(AccountNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_read_with_null_and_missing_fields() {
        let body = r#"{"profile":{"id":1,"type":"parent","first_name":"Анна","last_name":"Орлова","phone":"","email":null},
            "children":[{"id":"42","type":null,"contingent_guid":"0A1B","first_name":"Вера","sex":"f","birth_date":"01.09.2014",
                         "class_name":"5-А","school":{"id":7,"name":"Школа","short_name":null},"unheard_of":[{}]},
                        {"first_name":"Без номера"}, null],
            "hash":"00"}"#;
        let read = family(body.as_bytes()).unwrap();
        assert_eq!(read.value.adult.first_name, "Анна");
        assert_eq!(read.skipped, 2);
        let [vera] = &read.value.children[..] else { panic!("one child") };
        assert_eq!(vera.person.as_str(), "0a1b");
        assert_eq!((vera.student_id, vera.account, vera.sex), (Some(42), None, Sex::Female));
        assert_eq!(vera.birth_date.unwrap().to_string(), "2014-09-01");
        assert_eq!(vera.school.as_ref().unwrap().name, "Школа");
    }

    #[test]
    fn an_answer_without_a_profile_is_not_a_family() {
        for body in ["", "{}", "[]", r#"{"children":[]}"#, r#"{"profile":null}"#] {
            assert!(matches!(family(body.as_bytes()), Err(ApiError::Malformed { .. })), "{body}");
        }
    }
}
