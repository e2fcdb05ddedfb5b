//! The school's cut-offs, as the parent wrote them down.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::{CutOff, CutOffs, MealKind};
use crate::l10n::L10n;

/// Until when the school takes orders of one meal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct CutOffRow {
    /// Which meal; none: every meal that has no rule of its own.
    pub meal: Option<MealKind>,
    /// «Все приёмы пищи», «Завтрак».
    pub title: String,
    /// The rule; none when it is not known, or when a meal has none of its own.
    pub rule: Option<CutOff>,
    /// In words.
    pub text: String,
}

/// The rule for every meal, then one row for each of `kinds` and each meal with a rule of its own.
pub(super) fn rows(cut_offs: &CutOffs, kinds: impl Iterator<Item = MealKind>, l10n: &L10n) -> Vec<CutOffRow> {
    let general = CutOffRow { meal: None, title: l10n.every_meal(), rule: cut_offs.general, text: l10n.cut_off_rule(cut_offs.general) };
    let kinds = kinds.filter(|kind| !matches!(kind, MealKind::Other { .. }));
    let kinds: BTreeSet<MealKind> = kinds.chain(cut_offs.by_meal.iter().map(|(meal, _)| *meal)).collect();
    let own = kinds.into_iter().map(|meal| {
        let rule = cut_offs.own(meal);
        let text = if rule.is_some() { l10n.cut_off_rule(rule) } else { l10n.cut_off_as_every_meal() };
        CutOffRow { meal: Some(meal), title: l10n.meal("", Some(meal)), rule, text }
    });
    std::iter::once(general).chain(own).collect()
}
