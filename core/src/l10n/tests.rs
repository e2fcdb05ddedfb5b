use std::collections::BTreeSet;

use super::*;

/// The files that ask for texts; together with the FTL files they are all of this module.
const ASKING: [&str; 17] = [
    include_str!("alerts.rs"),
    include_str!("forecast.rs"),
    include_str!("cards.rs"),
    include_str!("connection.rs"),
    include_str!("privacy.rs"),
    include_str!("statement.rs"),
    include_str!("help.rs"),
    include_str!("meals.rs"),
    include_str!("menu.rs"),
    include_str!("bans.rs"),
    include_str!("money.rs"),
    include_str!("notices.rs"),
    include_str!("notifications.rs"),
    include_str!("orders.rs"),
    include_str!("presence.rs"),
    include_str!("topup.rs"),
    include_str!("when.rs"),
];

fn keys(locale: Locale) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for source in locale.sources() {
        for line in source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let (key, _) = line.split_once(" =").unwrap_or_else(|| panic!("not a text: {line}"));
            assert!(keys.insert(key.to_owned()), "{key} stands twice");
        }
    }
    keys
}

/// Every string literal of `source` outside comments and tests that looks like the key of a text.
fn literals(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    assert_eq!(keys(Locale::Ru), keys(Locale::En));
}

#[test]
fn every_text_parses_and_is_asked_for_and_every_text_asked_for_exists() {
    let known = keys(Locale::Ru);
    let mut asked = BTreeSet::new();
    for source in ASKING {
        asked.extend(literals(source).into_iter().filter(|literal| known.contains(literal)));
        for call in source.split("self.say(\"").skip(1) {
            let key = call.split('"').next().unwrap_or_default();
            assert!(known.contains(key), "no text {key}");
        }
    }
    assert_eq!(known, asked, "texts nobody asks for");
    for locale in [Locale::Ru, Locale::En] {
        let l10n = L10n::new(locale);
        for key in &known {
            assert!(l10n.bundle.has_message(key), "{key} did not parse in {}", locale.tag());
        }
    }
}

#[test]
fn a_text_uses_only_what_it_is_given() {
    // The arguments named in one language are those named in the other: a forgotten one would show as {$name}.
    let arguments = |source: &str| {
        source
            .split('$')
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_owned())
            .collect::<BTreeSet<_>>()
    };
    for (ru, en) in Locale::Ru.sources().into_iter().zip(Locale::En.sources()) {
        assert_eq!(arguments(ru), arguments(en));
    }
}

#[test]
fn texts_show_no_marks_around_what_is_put_into_them() {
    let said = L10n::new(Locale::Ru).when(crate::domain::samples::at("2026-05-12 14:33"), crate::domain::samples::at("2026-05-12 15:00"));
    assert!(said.chars().all(|c| !('\u{2066}'..='\u{2069}').contains(&c)));
}

#[test]
fn a_language_tag_is_understood_loosely() {
    assert_eq!(Locale::from_tag("en_GB"), Locale::En);
    assert_eq!(Locale::from_tag("ru-RU"), Locale::Ru);
    assert_eq!(Locale::from_tag("de"), Locale::Ru);
}
