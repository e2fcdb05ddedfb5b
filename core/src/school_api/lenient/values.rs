//! Readers of single values: numbers, texts, tokens, yes or no (wire-api §13.3).

use std::fmt;

use serde::de::SeqAccess;

use super::{As, Reader};

/// Longest text that is kept, in characters.
const MAX_TEXT: usize = 500;
/// Longest token that is kept, in bytes.
const MAX_TOKEN: usize = 16 << 10;
/// Most numbers kept of one list.
const MAX_NUMBERS: usize = 100;

/// A whole number, also as text or as a float without a fraction.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::school_api) struct Int(pub(in crate::school_api) Option<i64>);

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
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).take(40).collect();
        match digits.parse::<i64>() {
            Ok(value) => Self(Some(value)),
            Err(_) if digits.starts_with(|c: char| c.is_ascii_digit() || c == '-') => digits.parse().map_or(Self(None), Self::from_float),
            Err(_) => Self(None),
        }
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A short text: trimmed, without control and direction-changing characters, cut at [`MAX_TEXT`]; empty reads as none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::school_api) struct Text(pub(in crate::school_api) Option<String>);

impl Text {
    pub(in crate::school_api) fn or_empty(self) -> String {
        self.0.unwrap_or_default()
    }
    pub(in crate::school_api) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Reader for Text {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        if text.len() <= MAX_TEXT && (!may_hide(text) || !text.chars().any(is_hidden)) {
            // Nearly every text.
            return Self((!text.is_empty()).then(|| text.to_owned()));
        }
        let clean: String = text.chars().filter(|c| !is_hidden(*c)).take(MAX_TEXT).collect();
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
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
}

/// Whether any of [`is_hidden`] can be in `text`, told from pairs of bytes without taking its letters apart. Quotation marks «» and № pass.
fn may_hide(text: &str) -> bool {
    let bytes = text.as_bytes();
    let control = bytes.iter().fold(0, |found, byte| found | u8::from(byte.is_ascii_control()));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let begins = |first: u8, second: u8| matches!((first, second), (0xC2, ..0xA0) | (0xE2, 0x80 | 0x81) | (0xEF, 0xBB));
    pairs.fold(control, |found, (first, second)| found | u8::from(begins(*first, *second))) != 0
}

/// A token: visible ASCII, kept whole or not at all.
#[derive(Default, Clone, PartialEq, Eq)]
pub(in crate::school_api) struct Token(pub(in crate::school_api) Option<String>);

impl Reader for Token {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        let good =
            !text.is_empty() && text.len() <= MAX_TOKEN && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'{' | b'"'));
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
pub(in crate::school_api) struct Flag(pub(in crate::school_api) Option<bool>);

impl Flag {
    pub(in crate::school_api) fn is_true(self) -> bool {
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
pub(in crate::school_api) enum Presence {
    #[default]
    Missing,
    Null,
}

impl Presence {
    pub(in crate::school_api) fn is_null(self) -> bool {
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
pub(in crate::school_api) struct Ints(pub(in crate::school_api) Vec<i64>);

impl Reader for Ints {
    fn from_int(value: i64) -> Self {
        Self(vec![value])
    }
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        while let Some(As(Int(value))) = seq.next_element()? {
            if all.len() < MAX_NUMBERS {
                all.extend(value);
            }
        }
        Ok(Self(all))
    }
    fn is_known(&self) -> bool {
        !self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hidden_character_is_overlooked_and_names_of_schools_pass_quickly() {
        for hidden in ('\0'..=char::MAX).filter(|c| is_hidden(*c)) {
            assert!(may_hide(&format!("а{hidden}б")), "{hidden:?}");
        }
        assert!(!may_hide("ГБОУ ДО «Дворец творчества», корпус № 2, ул. 1-я Ёлочная"));
        assert_eq!(Text::from_text(" а\u{202E}б\u{7}в – г ").0.as_deref(), Some("абв – г"));
    }
}
