//! Reading JSON that does not keep its word (wire-api §13).
//!
//! Numbers as text, text as numbers, nulls, missing keys, doubled keys, three letter-cases, values of another kind than
//! promised: each costs the one field it is in, never its row and never the other rows. Only text that is not JSON at all,
//! or holds no list where a list must be, is [`ApiError::Malformed`].
//!
//! How: a [`Reader`] says what becomes of each kind of JSON value; what it does not name reads as "nothing known".
//! [`wire_object!`] makes a reader from a table of fields and spellings, compared with letter-case and `_` left out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::ApiError;

/// Longest text that is kept, in characters.
const MAX_TEXT: usize = 500;
/// Longest token that is kept, in bytes.
const MAX_TOKEN: usize = 16 << 10;
/// Most rows one body may have; the server's own largest page is 1000 (wire-api §6).
pub(super) const MAX_ROWS: usize = 20_000;
/// Names under which a list is wrapped (wire-api §13.10), normalised.
const ENVELOPES: [&str; 8] = [
    "payload",
    "response",
    "data",
    "transactions",
    "orders",
    "students",
    "profiles",
    "days",
];
/// Names under which a single object is wrapped, normalised.
const OBJECT_ENVELOPES: [&str; 3] = ["payload", "response", "data"];

/// What was read from a body.
#[derive(Debug)]
pub(super) struct Read<T> {
    pub(super) value: T,
    /// Rows that are not in `value`.
    pub(super) skipped: u32,
    /// Whether the body said anything.
    pub(super) said_something: bool,
}

impl<T> Read<T> {
    pub(super) fn whole(value: T) -> Self {
        Self {
            value,
            skipped: 0,
            said_something: true,
        }
    }
}

/// What becomes of each kind of JSON value.
pub(super) trait Reader: Default {
    fn from_text(_: &str) -> Self {
        Self::default()
    }
    fn from_int(_: i64) -> Self {
        Self::default()
    }
    fn from_float(_: f64) -> Self {
        Self::default()
    }
    fn from_flag(_: bool) -> Self {
        Self::default()
    }
    fn from_null() -> Self {
        Self::default()
    }
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
    /// Whether there is something in it: of doubled keys the first that says something counts.
    fn is_known(&self) -> bool;
}

/// Any JSON value, through its [`Reader`].
pub(super) struct As<T>(pub(super) T);

impl<'de, T: Reader> Deserialize<'de> for As<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue(PhantomData)).map(As)
    }
}

struct AnyValue<T>(PhantomData<T>);

impl<'de, T: Reader> Visitor<'de> for AnyValue<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok(T::from_flag(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<T, E> {
        Ok(T::from_int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<T, E> {
        Ok(i64::try_from(value).map_or_else(|_| T::default(), T::from_int))
    }
    fn visit_f64<E>(self, value: f64) -> Result<T, E> {
        Ok(T::from_float(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<T, E> {
        Ok(T::from_text(value))
    }
    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::from_null())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        T::from_seq(seq)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }
}

/// A whole number, also as text or as a float without a fraction.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Int(pub(super) Option<i64>);

impl Reader for Int {
    fn from_int(value: i64) -> Self {
        Self(Some(value))
    }
    #[allow(clippy::cast_possible_truncation)] // within ±2^53 and without a fraction
    fn from_float(value: f64) -> Self {
        let exact = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
        Self(exact.then_some(value as i64))
    }
    fn from_text(text: &str) -> Self {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(40)
            .collect();
        match digits.parse::<i64>() {
            Ok(value) => Self(Some(value)),
            Err(_) if digits.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                digits.parse().map_or(Self(None), Self::from_float)
            }
            Err(_) => Self(None),
        }
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A short text: trimmed, without control and direction-changing characters, cut at [`MAX_TEXT`]; empty reads as none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Text(pub(super) Option<String>);

impl Text {
    pub(super) fn or_empty(self) -> String {
        self.0.unwrap_or_default()
    }
    pub(super) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Reader for Text {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        let clean: String = text
            .chars()
            .filter(|c| !is_hidden(*c))
            .take(MAX_TEXT)
            .collect();
        Self((!clean.is_empty()).then_some(clean))
    }
    fn from_int(value: i64) -> Self {
        Self(Some(value.to_string()))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// Characters that have no place in a name and can make a text look like another one.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
}

/// A token: visible ASCII, kept whole or not at all.
#[derive(Default, Clone, PartialEq, Eq)]
pub(super) struct Token(pub(super) Option<String>);

impl Reader for Token {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        let good = !text.is_empty()
            && text.len() <= MAX_TOKEN
            && text
                .bytes()
                .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'{' | b'"'));
        Self(good.then(|| text.to_owned()))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_known() { "<token>" } else { "<none>" })
    }
}

/// Yes or no, also as 0/1 or text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag(pub(super) Option<bool>);

impl Flag {
    pub(super) fn is_true(self) -> bool {
        self.0 == Some(true)
    }
}

impl Reader for Flag {
    fn from_flag(value: bool) -> Self {
        Self(Some(value))
    }
    fn from_int(value: i64) -> Self {
        Self(Some(value != 0))
    }
    fn from_text(text: &str) -> Self {
        Self(match text.trim() {
            t if t.eq_ignore_ascii_case("true") || t == "1" => Some(true),
            t if t.eq_ignore_ascii_case("false") || t == "0" => Some(false),
            _ => None,
        })
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// Whether a key was there, and with a null.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    #[default]
    Missing,
    Null,
}

impl Presence {
    pub(super) fn is_null(self) -> bool {
        self == Self::Null
    }
}

impl Reader for Presence {
    fn from_null() -> Self {
        Self::Null
    }
    fn is_known(&self) -> bool {
        self.is_null()
    }
}

/// Whole numbers of a list; anything else in it is left out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Ints(pub(super) Vec<i64>);

impl Reader for Ints {
    fn from_int(value: i64) -> Self {
        Self(vec![value])
    }
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        while let Some(As(Int(value))) = seq.next_element()? {
            if all.len() < MAX_ROWS {
                all.extend(value);
            }
        }
        Ok(Self(all))
    }
    fn is_known(&self) -> bool {
        !self.0.is_empty()
    }
}

/// The fields of an object; see [`wire_object!`].
pub(super) trait Object: Default {
    /// Takes the value of `key` when the object has such a field; the answer is whether it did.
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;
}

impl<T: Object> Object for Box<T> {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        T::take(self, key, map)
    }
}

/// An object, or none where something else stood.
#[derive(Debug)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Object> Reader for Maybe<T> {
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut object = T::default();
        while let Some(key) = map.next_key::<Key>()? {
            if !object.take(key.as_str(), &mut map)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Self(Some(object)))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A key with letter-case and `_` left out; a longer one than any we know reads as none.
struct Key {
    text: [u8; Key::MAX],
    length: usize,
}

impl Key {
    const MAX: usize = 40;

    fn of(text: &str) -> Self {
        let mut key = Self {
            text: [0; Self::MAX],
            length: 0,
        };
        for byte in text.bytes().filter(|b| *b != b'_') {
            if key.length == Self::MAX || !byte.is_ascii() {
                key.length = 0;
                break;
            }
            key.text[key.length] = byte.to_ascii_lowercase();
            key.length += 1;
        }
        key
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.length]).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyText;
        impl Visitor<'_> for KeyText {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, text: &str) -> Result<Key, E> {
                Ok(Key::of(text))
            }
        }
        deserializer.deserialize_str(KeyText)
    }
}

/// Rows of a list. What is not an object is counted and left out.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub(super) rows: Vec<T>,
    pub(super) skipped: u32,
    pub(super) received: u32,
    is_list: bool,
    too_many: bool,
    has_next: Flag,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            skipped: 0,
            received: 0,
            is_list: false,
            too_many: false,
            has_next: Flag(None),
        }
    }
}

impl<T> Rows<T> {
    /// Whether the body says that there is more (`hasNext`, `hasNextPage`, `has_next_page`).
    pub(super) fn has_next(&self) -> bool {
        self.has_next.is_true()
    }

    /// Converts every row; those that give none are counted as skipped.
    pub(super) fn convert<U>(self, mut convert: impl FnMut(T) -> Option<U>) -> (Vec<U>, u32) {
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

impl<T: Object> Reader for Rows<T> {
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut all = Self {
            is_list: true,
            ..Self::default()
        };
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
        while let Some(key) = map.next_key::<Key>()? {
            match key.as_str() {
                "hasnext" | "hasnextpage" => {
                    let As(flag) = map.next_value()?;
                    has_next = flag;
                }
                name if !all.is_list && ENVELOPES.contains(&name) => {
                    let As(inner) = map.next_value()?;
                    all = inner;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_next.is_known() {
            all.has_next = has_next;
        }
        Ok(all)
    }

    fn is_known(&self) -> bool {
        self.is_list
    }
}

/// Reads a list, bare or in any of the known envelopes. An empty body is an empty list that said nothing.
pub(super) fn list<T: Object>(body: &[u8]) -> Result<Read<Rows<T>>, ApiError> {
    if is_empty(body) {
        return Ok(Read {
            value: Rows::default(),
            skipped: 0,
            said_something: false,
        });
    }
    let rows: Rows<T> = parse(body)?;
    if rows.too_many {
        return Err(ApiError::TooLarge);
    }
    if !rows.is_list {
        return Err(ApiError::Malformed {
            what: "no list where a list was expected",
        });
    }
    Ok(Read::whole(rows))
}

/// Reads one object, bare or in an envelope. An empty body is an object that says nothing.
pub(super) fn single<T: Object>(body: &[u8]) -> Result<Read<T>, ApiError> {
    if is_empty(body) {
        return Ok(Read {
            value: T::default(),
            skipped: 0,
            said_something: false,
        });
    }
    match parse::<Wrapped<T>>(body)?.0 {
        Some(value) => Ok(Read::whole(value)),
        None => Err(ApiError::Malformed {
            what: "no object where an object was expected",
        }),
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
        while let Some(key) = map.next_key::<Key>()? {
            if object.take(key.as_str(), &mut map)? {
                continue;
            }
            if !inner.is_known() && OBJECT_ENVELOPES.contains(&key.as_str()) {
                let As(found) = map.next_value()?;
                inner = found;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(if inner.is_known() {
            inner
        } else {
            Self(Some(object))
        })
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
    serde_json::from_slice::<As<T>>(body)
        .map(|As(value)| value)
        .map_err(|error| malformed(body, &error))
}

fn malformed(body: &[u8], error: &serde_json::Error) -> ApiError {
    let what = match (body.trim_ascii_start().first(), error.classify()) {
        (Some(b'<'), _) => "HTML instead of JSON",
        (_, serde_json::error::Category::Eof) => "the body ended early",
        _ => "not JSON",
    };
    ApiError::Malformed { what }
}

/// Defines an object of the wire: fields, their readers, and the spellings of their keys (lower case, without `_`).
macro_rules! wire_object {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $kind:ty = $($key:literal)|+),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(super) struct $name { $(pub(super) $field: $kind),* }

        impl $crate::school_api::lenient::Object for $name {
            fn take<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                use $crate::school_api::lenient::{As, Reader as _};
                match key {
                    $($($key)|+ => {
                        let As(value) = map.next_value::<As<$kind>>()?;
                        if !self.$field.is_known() {
                            self.$field = value;
                        }
                    })*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}
pub(super) use wire_object;
