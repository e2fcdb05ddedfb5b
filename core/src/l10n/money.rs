//! Sums (M1): `1 226,90 ₽` with no-break spaces for the eye, words for the ear.

use super::words::{self, Gender};
use super::{L10n, Locale};
use crate::domain::Money;

const NO_BREAK_SPACE: char = '\u{a0}';
const MINUS: char = '\u{2212}';

impl L10n {
    /// «1 226,90 ₽», «−8,00 ₽»; in English "1,226.90 ₽".
    pub fn money(&self, sum: Money) -> String {
        let kopecks = sum.kopecks().unsigned_abs();
        let point = if self.locale == Locale::Ru { ',' } else { '.' };
        let sign = if sum.is_negative() { MINUS.to_string() } else { String::new() };
        format!("{sign}{}{point}{:02}{NO_BREAK_SPACE}₽", self.grouped(kopecks / 100), kopecks % 100)
    }

    /// The sum with its sign always written: «+500,00 ₽», «−185,00 ₽», «0,00 ₽».
    pub fn money_signed(&self, sum: Money) -> String {
        let plus = if sum > Money::ZERO { "+" } else { "" };
        format!("{plus}{}", self.money(sum))
    }

    /// «минус двести сорок рублей пятьдесят копеек»; kopecks are left out when there are none.
    pub fn money_spoken(&self, sum: Money) -> String {
        let (roubles, kopecks) = (sum.kopecks().unsigned_abs() / 100, sum.kopecks().unsigned_abs() % 100);
        let mut parts = Vec::new();
        if sum.is_negative() {
            parts.push(if self.locale == Locale::Ru { "минус".to_owned() } else { "minus".to_owned() });
        }
        if roubles > 0 || kopecks == 0 {
            parts.push(words::number(roubles, Gender::Masculine, self.locale));
            parts.push(self.say("roubles", &[("n", plural(roubles).into())]));
        }
        if kopecks > 0 {
            parts.push(words::number(kopecks, Gender::Feminine, self.locale));
            parts.push(self.say("kopecks", &[("n", plural(kopecks).into())]));
        }
        parts.join(" ")
    }

    /// Digits in groups of three: «12 480», "12,480".
    pub fn grouped(&self, number: u64) -> String {
        let digits = number.to_string();
        let separator = if self.locale == Locale::Ru { NO_BREAK_SPACE } else { ',' };
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

/// A number with the same plural form as `number`, small enough for Fluent's floating point.
pub(super) fn plural(number: u64) -> u64 {
    if number < 1_000_000 { number } else { 1_000_000 + number % 1_000_000 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m1_sums_are_written_with_no_break_spaces_and_a_real_minus() {
        let ru = L10n::new(Locale::Ru);
        assert_eq!(ru.money(Money(122_690)), "1\u{a0}226,90\u{a0}₽");
        assert_eq!(ru.money(Money(-800)), "\u{2212}8,00\u{a0}₽");
        assert_eq!(ru.money(Money(5)), "0,05\u{a0}₽");
        assert_eq!(ru.money(Money(-5)), "\u{2212}0,05\u{a0}₽");
        assert_eq!(ru.money(Money(12_345_678_900)), "123\u{a0}456\u{a0}789,00\u{a0}₽");
        assert_eq!(ru.money_signed(Money(50_000)), "+500,00\u{a0}₽");
        assert_eq!(ru.money_signed(Money::ZERO), "0,00\u{a0}₽");
        assert_eq!(L10n::new(Locale::En).money(Money(-122_690)), "\u{2212}1,226.90\u{a0}₽");
    }

    #[test]
    fn m1_a_screen_reader_hears_the_right_cases() {
        let ru = L10n::new(Locale::Ru);
        for (kopecks, words) in [
            (-24_050, "минус двести сорок рублей пятьдесят копеек"),
            (0, "ноль рублей"),
            (1, "одна копейка"),
            (102, "один рубль две копейки"),
            (122_690, "одна тысяча двести двадцать шесть рублей девяносто копеек"),
            (2_100_003, "двадцать одна тысяча рублей три копейки"),
            (10_111_111, "сто одна тысяча сто одиннадцать рублей одиннадцать копеек"),
        ] {
            assert_eq!(ru.money_spoken(Money(kopecks)), words);
        }
        let en = L10n::new(Locale::En);
        assert_eq!(en.money_spoken(Money(-24_050)), "minus two hundred and forty roubles fifty kopecks");
        assert_eq!(en.money_spoken(Money(101)), "one rouble one kopeck");
    }

    #[test]
    fn m1_the_extreme_sums_have_texts() {
        for locale in [Locale::Ru, Locale::En] {
            let l10n = L10n::new(locale);
            for sum in [Money(i64::MIN), Money(i64::MAX)] {
                assert!(l10n.money(sum).ends_with('₽'));
                assert!(!l10n.money_spoken(sum).is_empty());
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn m1_a_written_sum_reads_back_as_itself(kopecks in -1_000_000_000_000i64..1_000_000_000_000) {
            let text = L10n::new(Locale::Ru).money(Money(kopecks));
            proptest::prop_assert_eq!(text.parse::<Money>(), Ok(Money(kopecks)));
        }
    }
}
