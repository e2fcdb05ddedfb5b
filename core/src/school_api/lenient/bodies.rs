//! Whole bodies: a list or an object, bare or in an envelope (wire-api §13.10).

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::values::Flag;
use super::{As, Key, Maybe, Object, Read, Reader};
use crate::school_api::error::ApiError;

/// Most rows one body may have; the server's own largest page is 1000 (wire-api §6).
pub(in crate::school_api) const MAX_ROWS: usize = 20_000;
/// Names under which a list is wrapped (wire-api §13.10), normalised.
const ENVELOPES: [&str; 8] = ["payload", "response", "data", "transactions", "orders", "students", "profiles", "days"];
/// Names under which a single object is wrapped, normalised.
const OBJECT_ENVELOPES: [&str; 3] = ["payload", "response", "data"];

/// Rows of a list. What is not an object is counted and left out.
#[derive(Debug)]
pub(in crate::school_api) struct List<T> {
    pub(in crate::school_api) rows: Vec<T>,
    pub(in crate::school_api) skipped: u32,
    pub(in crate::school_api) received: u32,
    there: bool,
    too_many: bool,
    has_next: Flag,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), skipped: 0, received: 0, there: false, too_many: false, has_next: Flag(None) }
    }
}

impl<T> List<T> {
    /// Whether the body says that there is more (`hasNext`, `hasNextPage`, `has_next_page`).
    pub(in crate::school_api) fn has_next(&self) -> bool {
        self.has_next.is_true()
    }

    /// Converts every row; those that give none are counted as skipped.
    pub(in crate::school_api) fn convert<U>(self, mut convert: impl FnMut(T) -> Option<U>) -> (Vec<U>, u32) {
        let mut skipped = self.skipped;
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            match convert(row) {
                Some(row) => rows.push(row),
                None => skipped += 1,
            }
        }
        (rows, skipped)
    }
}

impl<T: Object> Reader for List<T> {
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut all = Self { there: true, ..Self::default() };
        while let Some(As(Maybe(row))) = seq.next_element()? {
            all.received = all.received.saturating_add(1);
            match row {
                Some(row) if all.rows.len() < MAX_ROWS => all.rows.push(row),
                Some(_) => all.too_many = true,
                None => all.skipped = all.skipped.saturating_add(1),
            }
        }
        Ok(all)
    }

    /// A list in an envelope.
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut all = Self::default();
        let mut has_next = Flag(None);
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.is("hasnext") || key.is("hasnextpage") {
                let As(flag) = map.next_value()?;
                has_next = flag;
            } else if !all.there && ENVELOPES.iter().any(|name| key.is(name)) {
                let As(inner) = map.next_value()?;
                all = inner;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if has_next.is_known() {
            all.has_next = has_next;
        }
        Ok(all)
    }

    fn is_known(&self) -> bool {
        self.there
    }
}

/// Reads a list, bare or in any of the known envelopes. An empty body is an empty list that said nothing.
pub(in crate::school_api) fn list<T: Object>(body: &[u8]) -> Result<Read<List<T>>, ApiError> {
    if is_empty(body) {
        return Ok(Read { value: List::default(), skipped: 0, said_something: false });
    }
    let rows: List<T> = parse(body)?;
    if rows.too_many {
        return Err(ApiError::TooLarge);
    }
    if !rows.there {
        return Err(ApiError::Malformed { what: "no list where a list was expected" });
    }
    Ok(Read::whole(rows))
}

/// Reads one object, bare or in an envelope. An empty body is an object that says nothing.
pub(in crate::school_api) fn single<T: Object>(body: &[u8]) -> Result<Read<T>, ApiError> {
    if is_empty(body) {
        return Ok(Read { value: T::default(), skipped: 0, said_something: false });
    }
    match parse::<Wrapped<T>>(body)?.0 {
        Some(value) => Ok(Read::whole(value)),
        None => Err(ApiError::Malformed { what: "no object where an object was expected" }),
    }
}

/// An object that may lie in an envelope: what is inside counts when there is something inside.
struct Wrapped<T>(Option<T>);

impl<T> Default for Wrapped<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Object> Reader for Wrapped<T> {
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut object = T::default();
        let mut inner = Self(None);
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if object.take(&key, &mut map)? {
                continue;
            }
            if !inner.is_known() && OBJECT_ENVELOPES.iter().any(|name| key.is(name)) {
                let As(found) = map.next_value()?;
                inner = found;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(if inner.is_known() { inner } else { Self(Some(object)) })
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

fn is_empty(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    body.is_empty() || body == b"null"
}

fn parse<T: Reader>(body: &[u8]) -> Result<T, ApiError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // Only texts that are kept are checked to be UTF-8: most of a body is not.
    let read = serde_json::from_slice::<As<T>>(body);
    read.map(|As(value)| value).map_err(|error| malformed(body, &error))
}

fn malformed(body: &[u8], error: &serde_json::Error) -> ApiError {
    let what = match (body.trim_ascii_start().first(), error.classify()) {
        (Some(b'<'), _) => "HTML instead of JSON",
        (_, serde_json::error::Category::Eof) => "the body ended early",
        _ => "not JSON",
    };
    ApiError::Malformed { what }
}
