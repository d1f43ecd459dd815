//! Which kind of boilerplate a line is, given that it is boilerplate.

use super::trees::{Forest, Row};
use crate::label::{LABEL_COUNT, Label};
use serde::{Deserialize, Serialize};

/// One forest for each kind of boilerplate; their log-odds are weighed against each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelJudge {
    /// The forests in the order of [`Label::boilerplate`].
    pub forests: Vec<Forest>,
}

impl LabelJudge {
    /// The probability of each label for each row of a table; those of a row add up to 1 over the kinds of boilerplate.
    pub fn judge(&self, table: &[Row]) -> Vec<[f32; LABEL_COUNT]> {
        let chosen: Vec<usize> = (0..table.len()).collect();
        let mut odds = vec![[0.0; LABEL_COUNT]; table.len()];
        for (label, forest) in Label::boilerplate().zip(&self.forests) {
            for (row, score) in odds.iter_mut().zip(forest.scores(table, &chosen, None)) {
                if let Some(place) = row.get_mut(label.index()) {
                    *place = score;
                }
            }
        }
        for row in &mut odds {
            let most = Label::boilerplate()
                .filter_map(|label| row.get(label.index()))
                .copied()
                .fold(f32::MIN, f32::max);
            let mut sum = 0.0;
            for label in Label::boilerplate() {
                if let Some(place) = row.get_mut(label.index()) {
                    *place = libm::expf(*place - most);
                    sum += *place;
                }
            }
            row.iter_mut().for_each(|place| *place /= sum);
        }
        odds
    }
}
