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

use std::borrow::Cow;
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
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &Key<'de>, map: &mut A) -> Result<bool, A::Error>;
}

impl<T: Object> Object for Box<T> {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &Key<'de>, map: &mut A) -> Result<bool, A::Error> {
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
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if !object.take(&key, &mut map)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Self(Some(object)))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A key as it stands in the body. It is told from our names without being rewritten first: a history has a million keys, and most
/// are of fields that nobody wants.
pub(in crate::school_api) struct Key<'de> {
    text: Cow<'de, [u8]>,
    has_underscores: bool,
}

impl<'de> Key<'de> {
    fn of(text: impl Into<Cow<'de, [u8]>>) -> Self {
        let text = text.into();
        // Keys are short: looking at every letter is quicker than looking for the first.
        let has_underscores = text.iter().fold(0, |found, byte| found | u8::from(*byte == b'_')) != 0;
        Self { text, has_underscores }
    }

    /// Whether it is `name`, given in lower case and without `_`, when letter-case and `_` are left out.
    #[inline]
    pub(in crate::school_api) fn is(&self, name: &str) -> bool {
        (self.text.len() == name.len() && self.text.eq_ignore_ascii_case(name.as_bytes()))
            || (self.has_underscores && self.is_but_for_underscores(name))
    }

    fn is_but_for_underscores(&self, name: &str) -> bool {
        self.text.iter().filter(|byte| **byte != b'_').map(u8::to_ascii_lowercase).eq(name.bytes())
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyText;
        impl<'de> Visitor<'de> for KeyText {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_bytes<E>(self, text: &'de [u8]) -> Result<Key<'de>, E> {
                Ok(Key::of(text))
            }
            fn visit_bytes<E>(self, text: &[u8]) -> Result<Key<'de>, E> {
                Ok(Key::of(text.to_vec()))
            }
        }
        // As bytes: our names are ASCII, so nothing is gained by checking whether others are text.
        deserializer.deserialize_bytes(KeyText)
    }
}

/// Defines an object of the wire: fields, their readers, and the spellings of their keys (lower case, without `_`).
macro_rules! wire_object {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $kind:ty = $($key:literal)|+),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(in crate::school_api) struct $name { $(pub(in crate::school_api) $field: $kind),* }

        impl $crate::school_api::lenient::Object for $name {
            fn take<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                key: &$crate::school_api::lenient::Key<'de>,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                use $crate::school_api::lenient::{As, Reader as _};
                $(if $(key.is($key))||+ {
                    let As(value) = map.next_value::<As<$kind>>()?;
                    if !self.$field.is_known() {
                        self.$field = value;
                    }
                    return Ok(true);
                })*
                Ok(false)
            }
        }
    };
}
pub(in crate::school_api) use wire_object;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_in_three_spellings_is_one_key() {
        for spelling in ["organizationShortName", "organization_short_name", "OrganizationShortName", "_ORGANIZATION_shortname_"] {
            assert!(Key::of(spelling.as_bytes()).is("organizationshortname"), "{spelling}");
        }
        for other in ["organizationShort", "organizationShortNames", "organization_short_names", "organization shortname", "", "_"] {
            assert!(!Key::of(other.as_bytes()).is("organizationshortname"), "{other}");
        }
    }

    #[test]
    fn a_key_may_be_written_with_escapes_and_need_not_be_text() {
        let rows = list::<Priced>(b"[{\"p\\u0072ice\":1},{\"\\u0070_RICE\":2},{\"\xff\":7,\"price\":3}]").unwrap().value.rows;
        assert_eq!(rows.iter().map(|row| row.price.0).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    }

    wire_object! {
        Priced {
            price: Int = "price",
        }
    }
}
