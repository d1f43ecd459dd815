//! Precision, recall and F1 as numbers.

use super::Ratio;
use serde::Serialize;

/// Precision, recall and F1, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Share of what was found that is right.
    pub precision: f64,
    /// Share of what was wanted that was found.
    pub recall: f64,
    /// Harmonic mean of both, or a mean of such.
    pub f1: f64,
}

impl From<Ratio> for Shares {
    fn from(ratio: Ratio) -> Shares {
        Shares { precision: ratio.precision(), recall: ratio.recall(), f1: ratio.f1() }
    }
}

/// Mean of some numbers; 0 where there are none.
pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (count, sum) = values.into_iter().fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}
