//! Numbers in words, for screen readers: «двести сорок», "two hundred and forty".

use super::Locale;

/// Grammatical gender of the thing counted; English does not care.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Masculine,
    Feminine,
}

const RU_ONES: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const RU_TENS: [&str; 10] = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const RU_HUNDREDS: [&str; 10] = ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
/// One, few, many of each power of a thousand.
const RU_SCALES: [[&str; 3]; 7] = [
    ["", "", ""],
    ["тысяча", "тысячи", "тысяч"],
    ["миллион", "миллиона", "миллионов"],
    ["миллиард", "миллиарда", "миллиардов"],
    ["триллион", "триллиона", "триллионов"],
    ["квадриллион", "квадриллиона", "квадриллионов"],
    ["квинтиллион", "квинтиллиона", "квинтиллионов"],
];

const EN_ONES: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const EN_TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const EN_SCALES: [&str; 7] = ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"];

/// `number` in words.
pub(super) fn number(number: u64, gender: Gender, locale: Locale) -> String {
    if number == 0 {
        return match locale {
            Locale::Ru => "ноль".to_owned(),
            Locale::En => "zero".to_owned(),
        };
    }
    let mut words: Vec<String> = Vec::new();
    for power in (0..7u32).rev() {
        let triple = to_index(number / 1000u64.pow(power) % 1000);
        if triple == 0 {
            continue;
        }
        let scale = power as usize;
        match locale {
            Locale::Ru => {
                let gender = if power == 1 {
                    Gender::Feminine
                } else if power == 0 {
                    gender
                } else {
                    Gender::Masculine
                };
                russian_triple(triple, gender, &mut words);
                words.push(RU_SCALES[scale][russian_plural(triple)].to_owned());
            }
            Locale::En => {
                english_triple(triple, &mut words);
                words.push(EN_SCALES[scale].to_owned());
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

fn to_index(small: u64) -> usize {
    usize::try_from(small).unwrap_or_default()
}

fn russian_triple(triple: usize, gender: Gender, words: &mut Vec<String>) {
    words.push(RU_HUNDREDS[triple / 100].to_owned());
    let rest = triple % 100;
    let ones = if rest < 20 {
        rest
    } else {
        words.push(RU_TENS[rest / 10].to_owned());
        rest % 10
    };
    words.push(match (ones, gender) {
        (1, Gender::Feminine) => "одна".to_owned(),
        (2, Gender::Feminine) => "две".to_owned(),
        _ => RU_ONES[ones].to_owned(),
    });
}

/// 0 for «один рубль», 1 for «два рубля», 2 for «пять рублей».
fn russian_plural(triple: usize) -> usize {
    match (triple % 10, triple % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

fn english_triple(triple: usize, words: &mut Vec<String>) {
    let (hundreds, rest) = (triple / 100, triple % 100);
    if hundreds > 0 {
        words.push(format!("{} hundred", EN_ONES[hundreds]));
        if rest > 0 {
            words.push("and".to_owned());
        }
    }
    words.push(match rest {
        0..20 => EN_ONES[rest].to_owned(),
        _ if rest % 10 == 0 => EN_TENS[rest / 10].to_owned(),
        _ => format!("{}-{}", EN_TENS[rest / 10], EN_ONES[rest % 10]),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_numbers_agree_with_what_they_count() {
        let ru = |n, gender| number(n, gender, Locale::Ru);
        assert_eq!(ru(0, Gender::Masculine), "ноль");
        assert_eq!(ru(1, Gender::Masculine), "один");
        assert_eq!(ru(2, Gender::Feminine), "две");
        assert_eq!(ru(12, Gender::Feminine), "двенадцать");
        assert_eq!(ru(240, Gender::Masculine), "двести сорок");
        assert_eq!(ru(1226, Gender::Masculine), "одна тысяча двести двадцать шесть");
        assert_eq!(ru(2_000_041, Gender::Feminine), "два миллиона сорок одна");
        assert_eq!(ru(11_005, Gender::Masculine), "одиннадцать тысяч пять");
    }

    #[test]
    fn english_numbers_read_naturally() {
        let en = |n| number(n, Gender::Masculine, Locale::En);
        assert_eq!(en(0), "zero");
        assert_eq!(en(115), "one hundred and fifteen");
        assert_eq!(en(1226), "one thousand two hundred and twenty-six");
        assert_eq!(en(3_000_040), "three million forty");
    }

    #[test]
    fn the_largest_number_has_words_too() {
        assert!(number(u64::MAX, Gender::Masculine, Locale::Ru).starts_with("восемнадцать квинтиллионов"));
    }
}
