//! Reading JSON that does not keep its word (wire-api §13).
//!
//! Numbers as text, text as numbers, nulls, missing keys, doubled keys, three letter-cases, values of another kind than
//! promised: each costs the one field it is in, never its row and never the other rows. Only text that is not JSON at all,
//! or holds no list where a list must be, is [`ApiError::Malformed`].
//!
//! How: a [`Reader`] says what becomes of each kind of JSON value; what it does not name reads as "nothing known".
//! [`wire_object!`] makes a reader from a table of fields and spellings, compared with letter-case and `_` left out.

mod bodies;
mod values;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

pub(in crate::school_api) use bodies::{List, list, single};
pub(in crate::school_api) use values::{Flag, Int, Ints, Presence, Text, Token};

/// What was read from a body.
#[derive(Debug)]
pub(in crate::school_api) struct Read<T> {
    pub(in crate::school_api) value: T,
    /// Rows that are not in `value`.
    pub(in crate::school_api) skipped: u32,
    /// Whether the body said anything.
    pub(in crate::school_api) said_something: bool,
}

impl<T> Read<T> {
    pub(in crate::school_api) fn whole(value: T) -> Self {
        Self { value, skipped: 0, said_something: true }
    }
}

/// What becomes of each kind of JSON value.
pub(in crate::school_api) trait Reader: Default {
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
pub(in crate::school_api) struct As<T>(pub(in crate::school_api) T);

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

/// The fields of an object; see [`wire_object!`].
pub(in crate::school_api) trait Object: Default {
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
pub(in crate::school_api) struct Maybe<T>(pub(in crate::school_api) Option<T>);

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
        let mut key = Self { text: [0; Self::MAX], length: 0 };
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

/// Defines an object of the wire: fields, their readers, and the spellings of their keys (lower case, without `_`).
macro_rules! wire_object {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $kind:ty = $($key:literal)|+),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(in crate::school_api) struct $name { $(pub(in crate::school_api) $field: $kind),* }

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
pub(in crate::school_api) use wire_object;
