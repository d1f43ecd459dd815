//! Which kind of boilerplate a line is, given that it is boilerplate.

use super::trees::Forest;
use crate::label::{LABEL_COUNT, Label};
use serde::{Deserialize, Serialize};

/// One forest for each kind of boilerplate; their log-odds are weighed against each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelJudge {
    /// The forests in the order of [`Label::boilerplate`].
    pub forests: Vec<Forest>,
}

impl LabelJudge {
    /// The probability of each label for a row of features; they add up to 1 over the kinds of boilerplate.
    pub fn judge(&self, row: &[f32]) -> [f32; LABEL_COUNT] {
        let mut odds = [0.0; LABEL_COUNT];
        let scores: Vec<f32> = self.forests.iter().map(|forest| forest.score(row)).collect();
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let weights: Vec<f32> = scores.iter().map(|score| libm::expf(score - most)).collect();
        let sum: f32 = weights.iter().sum();
        for (label, weight) in Label::boilerplate().zip(weights) {
            if let Some(place) = odds.get_mut(label.index()) {
                *place = weight / sum;
            }
        }
        odds
    }
}
