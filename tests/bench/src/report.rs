//! Figures: a ratio of two things measured in the same run, beside its limit.

use serde::Serialize;

/// What a ratio may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// Not above.
    AtMost(f64),
    /// Not below.
    AtLeast(f64),
    /// Told for information.
    None,
}

impl Bar {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::None => true,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(limit) => format!("bar ≤ {limit}"),
            Self::AtLeast(limit) => format!("bar ≥ {limit}"),
            Self::None => "no bar".to_owned(),
        }
    }
}

/// One figure of a row.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The row it belongs to.
    pub row: &'static str,
    /// What was divided by what.
    pub what: String,
    /// The ratio, or the amount where `unit` names one.
    pub value: f64,
    /// `×` for a ratio.
    pub unit: &'static str,
    /// Its limit.
    pub bar: Bar,
    /// Whether the limit holds.
    pub holds: bool,
    /// Both sides, and how often they were measured.
    pub detail: String,
}

impl Figure {
    /// A ratio beside its limit.
    pub fn ratio(row: &'static str, what: impl Into<String>, value: f64, bar: Bar, detail: impl Into<String>) -> Self {
        Self::amount(row, what, value, "×", bar, detail)
    }

    /// An amount beside its limit.
    pub fn amount(row: &'static str, what: impl Into<String>, value: f64, unit: &'static str, bar: Bar, detail: impl Into<String>) -> Self {
        Self { row, what: what.into(), value, unit, bar, holds: bar.holds(value), detail: detail.into() }
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let verdict = match (self.bar, self.holds) {
            (Bar::None, _) => "",
            (_, true) => "holds",
            (_, false) => "BROKEN",
        };
        format!(
            "{:<12} {:<58} {:>8.3} {:<3} {:<11} {:<7} {}",
            self.row,
            self.what,
            self.value,
            self.unit,
            self.bar.text(),
            verdict,
            self.detail
        )
    }
}

/// The value in the middle; half of the measurements lie on either side.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The median of `over[i] / under[i]`: each pair was measured side by side, so that what disturbs the machine disturbs both.
pub fn paired(over: &[f64], under: &[f64]) -> f64 {
    median(&over.iter().zip(under).map(|(a, b)| a / b).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_pairs_not_the_ratio_of_medians() {
        assert!((paired(&[2.0, 40.0, 3.0], &[1.0, 20.0, 1.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[1.0, 9.0]) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_broken_bar_says_so() {
        let figure = Figure::ratio("row", "a ÷ b", 3.5, Bar::AtMost(3.0), "");
        assert!(!figure.holds && figure.line().contains("BROKEN"));
        assert!(Figure::ratio("row", "a ÷ b", 0.96, Bar::AtLeast(0.95), "").holds);
    }
}
