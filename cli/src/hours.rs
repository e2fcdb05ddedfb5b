//! Hours of a day and times as they are typed, and put into words.

use schoolcard_core::alerts::rules::Hours;
use schoolcard_core::domain::LocalTime;

/// `08:00-20:00` or `8-20`; nothing, `none` or `нет` mean no hours.
///
/// # Errors
/// When it is neither, or both ends are the same.
pub fn hours(text: &str) -> Result<Option<Hours>, ()> {
    if is_none(text) {
        return Ok(None);
    }
    let (from, to) = text.split_once(['-', '–']).ok_or(())?;
    match (time(from)?, time(to)?) {
        (Some(from), Some(to)) if from != to => Ok(Some(Hours { from, to })),
        _ => Err(()),
    }
}

/// `08:30` or `8`; nothing, `none` or `нет` mean no time.
///
/// # Errors
/// When it is neither.
pub fn time(text: &str) -> Result<Option<LocalTime>, ()> {
    if is_none(text) {
        return Ok(None);
    }
    let text = text.trim();
    let whole = if text.contains(':') { text.to_owned() } else { format!("{text}:00") };
    whole.parse().map(Some).map_err(|_| ())
}

/// As it would be typed.
pub fn typed(hours: Option<Hours>) -> String {
    hours.map(|hours| format!("{}-{}", hours.from, hours.to)).unwrap_or_default()
}

fn is_none(text: &str) -> bool {
    matches!(text.trim(), "" | "none" | "нет")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_type_them() {
        for (text, read) in
            [("08:00-20:00", "08:00-20:00"), ("8-20", "08:00-20:00"), (" 22:30 – 7:00 ", "22:30-07:00"), ("none", ""), ("", "")]
        {
            assert_eq!(hours(text).map(typed), Ok(read.to_owned()), "{text}");
        }
        for text in ["8", "8-", "-", "8-8", "25-3", "08:00-20:61", "утром", "8-none"] {
            assert_eq!(hours(text), Err(()), "{text}");
        }
        assert_eq!(time("8:30"), Ok(LocalTime::new(8, 30)));
        assert_eq!(time("нет"), Ok(None));
        assert_eq!(time("8:3x"), Err(()));
    }
}
