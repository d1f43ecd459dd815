//! The judge: odds of every label for every line, from evidence, shape and neighbours.

mod chain;
mod tables;

pub use chain::judge;

use crate::label::{LABEL_COUNT, Label};

/// The probability of each label for one unit; they add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds([f32; LABEL_COUNT]);

impl Odds {
    /// The probability of one label, 0 to 1.
    pub fn of(&self, label: Label) -> f32 {
        self.0.get(label.index()).copied().unwrap_or_default()
    }

    /// The label, of those that pass the test, that is most probable; on a tie the one lower in the label guide.
    pub fn best(&self, among: impl Fn(Label) -> bool) -> Option<Label> {
        Label::ALL
            .into_iter()
            .filter(|label| among(*label))
            .max_by(|a, b| self.of(*a).total_cmp(&self.of(*b)))
    }

    /// The probability that one of the labels that pass the test is right.
    pub fn sum(&self, among: impl Fn(Label) -> bool) -> f32 {
        Label::ALL.into_iter().filter(|label| among(*label)).map(|label| self.of(label)).sum()
    }
}
