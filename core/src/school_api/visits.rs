//! Entries and exits, the current route and the one by account number (wire-api §4).
//!
//! The wire tells visits, the domain keeps single passages: a visit is taken apart here. An exit on a visit that the server
//! itself calls incomplete is dropped (it is a placeholder), so that nobody is ever said to have left on such a row.

use std::collections::HashSet;

use crate::domain::passage::PassageSource;
use crate::domain::{AccountNumber, Direction, LocalDate, Moment, Organization, OrganizationId, Passage, Period, PersonId};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::family::person_id;
use super::lenient::{self, Flag, List, Maybe, Read, Reader, Text, wire_object};
use super::when::{Day, Tap};
use super::{Answer, SchoolApi};

const VISITS: &str = "/api/pass/entrances/v1/visit_durations";
const AT_SCHOOL: &str = "/api/pass/entrances/v1/status";
const OLDER_VISITS: &str = "/api/family/mobile/v1/visits";

/// Most days one request to the current route may ask for (wire-api §4).
pub const MAX_VISIT_DAYS: i64 = 7;

impl SchoolApi {
    /// Passages of `person` in `period` of at most [`MAX_VISIT_DAYS`] days, oldest first (wire-api §4). `now` becomes their
    /// learned-at time.
    pub async fn visits(&self, auth: Auth<'_>, person: &PersonId, period: Period, now: Moment) -> Result<Answer<Vec<Passage>>, ApiError> {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let query = [("personId", person.as_str()), ("from", &from), ("to", &to)];
        self.send(self.get(Service::BearerOnly, auth, VISITS, &query)?).await?.read(|body| passages(body, person, now))
    }

    /// The same by account number, on the older route that knows no limit of days (wire-api §4).
    pub async fn visits_by_account(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        account: AccountNumber,
        period: Period,
        now: Moment,
    ) -> Result<Answer<Vec<Passage>>, ApiError> {
        let (account, from, to) = (account.to_string(), period.from.to_string(), period.to.to_string());
        let query = [("contract_id", account.as_str()), ("from", &from), ("to", &to)];
        self.send(self.get(Service::Mobile, auth, OLDER_VISITS, &query)?).await?.read(|body| passages(body, person, now))
    }

    /// Which of `persons` the turnstiles count as inside (wire-api §4 `status`).
    pub async fn at_school(&self, auth: Auth<'_>, persons: &[PersonId]) -> Result<Answer<Vec<(PersonId, bool)>>, ApiError> {
        let query: Vec<_> = persons.iter().map(|person| ("personId", person.as_str())).collect();
        self.send(self.get(Service::BearerOnly, auth, AT_SCHOOL, &query)?).await?.read(at_school)
    }
}

wire_object! {
    /// A day with its visits.
    WireDay {
        date: Day = "date",
        visits: List<WireVisit> = "visits",
    }
}

wire_object! {
    /// A visit of either generation.
    WireVisit {
        entry: Tap = "in",
        exit: Tap = "out",
        incomplete: Flag = "isincomplete",
        brought_by: Escort = "personin",
        fetched_by: Escort = "personout",
        organization_id: Text = "organizationid",
        name: Text = "organizationname",
        short_name: Text = "organizationshortname" | "shortname",
        address: Text = "organizationaddress" | "address",
    }
}

wire_object! {
    /// One child of the status route.
    WireStatus {
        person: Text = "personid",
        at_school: Flag = "isatschool" | "atschool",
    }
}

wire_object! {
    /// Who brought or fetched a child, as an object.
    WireName {
        last: Text = "lastname",
        first: Text = "firstname",
        middle: Text = "middlename",
        whole: Text = "fullname" | "name" | "fio",
    }
}

/// Who brought or fetched a child: null, an object or a text; «Last First Middle».
#[derive(Debug, Default)]
pub(super) struct Escort(Option<String>);

impl Reader for Escort {
    fn from_text(text: &str) -> Self {
        Self(Text::from_text(text).0.filter(|name| name != "-"))
    }
    fn from_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        let Some(name) = Maybe::<WireName>::from_map(map)?.0 else {
            return Ok(Self(None));
        };
        let parts: Vec<String> = [name.last, name.first, name.middle].into_iter().filter_map(|part| part.0).collect();
        Ok(Self(if parts.is_empty() { name.whole.0 } else { Some(parts.join(" ")) }))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

pub(super) fn passages(body: &[u8], child: &PersonId, now: Moment) -> Result<Read<Vec<Passage>>, ApiError> {
    let days = lenient::list::<WireDay>(body)?;
    let mut found = Found { child, now, passages: Vec::new(), seen: HashSet::new(), skipped: days.value.skipped };
    for day in days.value.rows {
        let Some(date) = day.date.0 else {
            found.skipped += 1;
            continue;
        };
        found.skipped += day.visits.skipped;
        for visit in day.visits.rows {
            found.take_apart(date, visit);
        }
    }
    found.passages.sort_by_key(|passage| passage.at);
    Ok(Read { value: found.passages, skipped: found.skipped, said_something: days.said_something })
}

struct Found<'a> {
    child: &'a PersonId,
    now: Moment,
    passages: Vec<Passage>,
    /// One tap printed in two visits is one passage.
    seen: HashSet<(Moment, Direction, OrganizationId)>,
    skipped: u32,
}

impl Found<'_> {
    fn take_apart(&mut self, date: LocalDate, mut visit: WireVisit) {
        if visit.entry == Tap::Unreadable || visit.exit == Tap::Unreadable {
            self.skipped += 1;
        }
        // "Incomplete" says that the exit is not known; whatever stands there was not recorded by a turnstile.
        if visit.incomplete.is_true() && matches!(visit.entry, Tap::At(_)) {
            visit.exit = Tap::None;
        }
        let organization = organization(visit.organization_id, visit.name, visit.short_name, visit.address);
        if let Tap::At(time) = visit.entry {
            self.add(Moment::at(date, time), Direction::In, organization.clone(), visit.brought_by.0);
        }
        if let Tap::At(time) = visit.exit {
            self.add(Moment::at(date, time), Direction::Out, organization, visit.fetched_by.0);
        }
    }

    fn add(&mut self, at: Moment, direction: Direction, organization: Organization, escort: Option<String>) {
        if self.seen.insert((at, direction, organization.id.clone())) {
            let (child, learned_at) = (self.child.clone(), self.now);
            self.passages.push(Passage { child, at, direction, organization, escort, learned_at, source: PassageSource::Server });
        }
    }
}

/// The building. The older route gives no id: the address, otherwise the short name, tells two buildings of a day apart.
fn organization(id: Text, name: Text, short_name: Text, address: Text) -> Organization {
    let id = id.0.or_else(|| address.0.clone()).or_else(|| short_name.0.clone()).unwrap_or_default();
    Organization { id: OrganizationId(id), name: name.or_empty(), short_name: short_name.or_empty(), address: address.or_empty() }
}

pub(super) fn at_school(body: &[u8]) -> Result<Read<Vec<(PersonId, bool)>>, ApiError> {
    let read = lenient::list::<WireStatus>(body)?;
    let (value, skipped) = read.value.convert(|row| Some((person_id(&row.person)?, row.at_school.0?)));
    Ok(Read { value, skipped, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn read(body: &str) -> Read<Vec<Passage>> {
        passages(body.as_bytes(), &PersonId::from("0a1b"), NOW).unwrap()
    }

    fn short(body: &str) -> Vec<String> {
        read(body).value.iter().map(|p| p.id().0).collect()
    }

    fn day(visits: &str) -> String {
        format!(r#"{{"payload":[{{"date":"2026-05-12","visits":[{visits}]}}]}}"#)
    }

    #[test]
    fn a_visit_is_taken_apart_into_its_two_taps() {
        let body = day(
            r#"{"in":"08:07","out":"14:33","duration":"6 ч.26 мин.","isIncomplete":false,"personIn":{"lastName":"Орлова","firstName":"Анна","middleName":null},
            "personOut":"Бабушка","kindId":1,"organizationId":77,"organizationName":"Школа","organizationShortName":"Шк.","organizationAddress":"ул."}"#,
        );
        let read = read(&body);
        assert_eq!(read.value.iter().map(|p| p.id().0).collect::<Vec<_>>(), ["2026-05-12|77|in|08:07", "2026-05-12|77|out|14:33"]);
        assert_eq!(read.value[0].escort.as_deref(), Some("Орлова Анна"));
        assert_eq!(read.value[1].escort.as_deref(), Some("Бабушка"));
        assert_eq!((read.value[0].learned_at, read.skipped), (NOW, 0));
        assert_eq!(read.value[0].organization.address, "ул.");
    }

    #[test]
    fn an_incomplete_visit_never_says_that_the_child_left() {
        assert_eq!(short(&day(r#"{"in":"08:07","out":"14:33","isIncomplete":true,"organizationId":1}"#)), ["2026-05-12|1|in|08:07"]);
        assert_eq!(short(&day(r#"{"in":"08:07","out":"-","isIncomplete":true,"organizationId":1}"#)), ["2026-05-12|1|in|08:07"]);
        assert_eq!(short(&day(r#"{"in":"08:07","out":"-","isIncomplete":false,"organizationId":1}"#)), ["2026-05-12|1|in|08:07"]);
    }

    #[test]
    fn an_exit_without_an_entry_stands_alone() {
        assert_eq!(short(&day(r#"{"in":"-","out":"14:33","organizationId":1}"#)), ["2026-05-12|1|out|14:33"]);
        assert_eq!(short(&day(r#"{"in":"-","out":"14:33","isIncomplete":true,"organizationId":1}"#)), ["2026-05-12|1|out|14:33"]);
    }

    #[test]
    fn placeholders_of_the_older_route_are_no_passages() {
        let body = r#"{"payload":[{"date":"2026-05-13","visits":[{"in":"-","out":"-","duration":"-","is_warning":false}]},
            {"date":"2026-05-12","visits":[{"in":"08:07","out":"09:00","duration":"53 мин.","is_warning":false,"address":"ул. 1","short_name":"Шк.","type":"COMMON"},
                                           {"in":"09:05","out":"14:00","duration":"4 ч.55 мин.","address":"ул. 2","short_name":"Шк."}]}]}"#;
        let read = read(body);
        assert_eq!(read.skipped, 0);
        assert_eq!(read.value.iter().map(|p| p.organization.id.as_str()).collect::<Vec<_>>(), ["ул. 1", "ул. 1", "ул. 2", "ул. 2"]);
    }

    #[test]
    fn passages_come_oldest_first_and_once_whatever_the_order() {
        let body = r#"{"response":[{"date":"2026-05-13","visits":[{"in":"08:00","out":"-"}]},
            {"date":"2026-05-12","visits":[{"in":"12:00","out":"13:00"},{"in":"08:00","out":"11:00"},{"in":"12:00","out":"-"}]}]}"#;
        assert_eq!(
            short(body),
            ["2026-05-12||in|08:00", "2026-05-12||out|11:00", "2026-05-12||in|12:00", "2026-05-12||out|13:00", "2026-05-13||in|08:00"]
        );
    }

    #[test]
    fn one_bad_row_does_not_hide_the_others() {
        let read = read(&day(
            r#"{"in":"24:00","out":"14:33","organizationId":1},7,{"in":{"a":[1]},"out":null},{"in":"15:00","out":"odd","organizationId":1}"#,
        ));
        assert_eq!(read.value.iter().map(|p| p.id().0).collect::<Vec<_>>(), ["2026-05-12|1|out|14:33", "2026-05-12|1|in|15:00"]);
        assert_eq!(read.skipped, 3);
    }

    #[test]
    fn an_empty_body_is_no_statement_that_nothing_is_there() {
        assert!(!read("").said_something);
        assert!(read(r#"{"payload":[]}"#).said_something);
        assert!(passages(br#"{"description":"oops"}"#, &PersonId::from("x"), NOW).is_err());
    }

    #[test]
    fn the_status_route_tells_who_is_inside() {
        let read = at_school(br#"{"students":[{"personId":"0A","isAtSchool":true},{"personId":"0b"}]}"#).unwrap();
        assert_eq!((read.value, read.skipped), (vec![(PersonId::from("0a"), true)], 1));
    }
}
