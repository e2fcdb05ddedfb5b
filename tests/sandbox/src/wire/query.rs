//! Query parameters as the wire's clients really send them: repeated keys, comma lists, `name[]`, JSON inside a
//! value, two spellings of one name (wire-api §13, rows 6 and 7). Unknown parameters are ignored.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::NaiveDate;
use url::form_urlencoded;

use crate::envelope::WireError;

/// Every `key=value` of a query string, decoded, in order.
#[derive(Debug)]
pub struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    /// Decodes a query string or a form body.
    pub fn parse(encoded: &str) -> Self {
        Self(form_urlencoded::parse(encoded.as_bytes()).into_owned().collect())
    }

    /// The first non-empty value under any of `names` (alternative spellings).
    pub fn find(&self, names: &[&str]) -> Option<&str> {
        self.0.iter().find(|(key, value)| names.contains(&key.as_str()) && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// As [`Params::find`], or a 400 that names the first spelling.
    pub fn require(&self, names: &[&str]) -> Result<&str, WireError> {
        self.find(names).ok_or_else(|| WireError::bad(names.first().copied().unwrap_or_default(), "is required"))
    }

    /// All values of an array parameter: `name=a&name=b`, `name[]=a`, `name=a,b`.
    pub fn list(&self, names: &[&str]) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, _)| names.contains(&key.strip_suffix("[]").unwrap_or(key)))
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// A date. A time of day after it (`2026-05-12T00:00:01`, as the v2 orders route gets) is cut off.
    pub fn date(&self, name: &str) -> Result<NaiveDate, WireError> {
        parse_date(name, self.require(&[name])?)
    }

    /// A date that may be left out.
    pub fn optional_date(&self, name: &str) -> Result<Option<NaiveDate>, WireError> {
        self.find(&[name]).map(|text| parse_date(name, text)).transpose()
    }

    /// A whole number within `range`, or `default` when absent.
    pub fn number(&self, name: &str, default: i64, range: std::ops::RangeInclusive<i64>) -> Result<i64, WireError> {
        let Some(text) = self.find(&[name]) else {
            return Ok(default);
        };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err(WireError::bad(name, format!("must be between {} and {}", range.start(), range.end()))),
            Err(_) => Err(WireError::bad(name, "must be a number")),
        }
    }

    /// The codes of an integer array parameter.
    pub fn codes(&self, name: &str) -> Result<Vec<i64>, WireError> {
        self.list(&[name]).into_iter().map(|text| text.parse().map_err(|_| WireError::bad(name, "must be a number"))).collect()
    }

    /// `from` and `to`, in order.
    pub fn date_range(&self) -> Result<(NaiveDate, NaiveDate), WireError> {
        let (from, to) = (self.date("from")?, self.date("to")?);
        if from > to {
            return Err(WireError::bad("from", "must not be after 'to'"));
        }
        Ok((from, to))
    }

    /// The personId inside `clientId`: URL-encoded JSON `{"personId":"guid"}` (wire-api §5).
    ///
    /// Some open clients send a plain `personId` instead; it is taken too (assumed).
    pub fn client_id(&self) -> Result<String, WireError> {
        if let Some(person_id) = self.find(&["personId"]) {
            return Ok(person_id.to_owned());
        }
        let text = self.require(&["clientId"])?;
        let json: serde_json::Value = serde_json::from_str(text).map_err(|_| WireError::bad("clientId", "must be a JSON object"))?;
        person_of(&json).ok_or_else(|| WireError::bad("clientId", "must be a JSON object with personId"))
    }

    /// The personIds inside `clientIds`: URL-encoded JSON `[{"personId":"guid"}]`, the key possibly repeated, one
    /// object without its array taken too (assumed).
    pub fn client_ids(&self) -> Result<Vec<String>, WireError> {
        let wrong = || WireError::bad("clientIds", "must be a JSON array of objects with personId");
        let mut people = Vec::new();
        for (_, text) in self.0.iter().filter(|(key, _)| key == "clientIds") {
            let json: serde_json::Value = serde_json::from_str(text).map_err(|_| wrong())?;
            let clients = json.as_array().map_or(std::slice::from_ref(&json), Vec::as_slice);
            for client in clients {
                people.push(person_of(client).ok_or_else(wrong)?);
            }
        }
        if people.is_empty() {
            return Err(WireError::bad("clientIds", "is required"));
        }
        Ok(people)
    }
}

fn person_of(client: &serde_json::Value) -> Option<String> {
    client.get("personId")?.as_str().map(str::to_owned)
}

fn parse_date(name: &str, text: &str) -> Result<NaiveDate, WireError> {
    let day = text.get(..10).unwrap_or(text);
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| WireError::bad(name, "must be a date like 2026-05-12"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_come_by_repetition_brackets_or_commas() {
        let params = Params::parse("status[]=1&status=2,3&other=4");
        assert_eq!(params.codes("status").unwrap(), [1, 2, 3]);
    }

    #[test]
    fn a_percent_encoded_json_object_names_the_person() {
        let params = Params::parse("clientId=%7B%22personId%22%3A%22a-b%22%7D");
        assert_eq!(params.client_id().unwrap(), "a-b");
    }

    #[test]
    fn a_local_date_time_counts_as_its_day() {
        let params = Params::parse("from=2026-05-12T00:00:01");
        assert_eq!(params.date("from").unwrap().to_string(), "2026-05-12");
    }

    #[test]
    fn a_refusal_names_the_parameter() {
        let refusal = Params::parse("limit=1001").number("limit", 10, 1..=1000).unwrap_err();
        assert!(matches!(refusal, WireError::BadRequest { parameter, .. } if parameter == "limit"));
    }
}
