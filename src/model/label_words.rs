//! A linear model over hashed words that tells the kinds of boilerplate.

use super::features::Lists;
use super::linear::{WAYS, place, scale, upper};
use crate::label::LABEL_COUNT;
use serde::{Deserialize, Serialize};

/// How many kinds of boilerplate there are.
pub const KINDS_OF_BOILERPLATE: usize = LABEL_COUNT - 2;

/// What the words of a unit say of each kind of boilerplate: log-odds, in the order of
/// [`Label::boilerplate`](crate::label::Label::boilerplate).
pub type LabelScores = [f32; KINDS_OF_BOILERPLATE];

/// Weights of hashed words, one for each kind of boilerplate: the score of a line is the sum of theirs, divided by the
/// root of their number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelWords {
    /// What one step of a weight is worth.
    pub step: f32,
    /// What a line has before its words are looked at.
    pub bias: LabelScores,
    /// For each hash that has weights its upper half, place by place; the number of places is a power of two. 0 where
    /// there is none.
    pub checks: Vec<[u16; WAYS]>,
    /// The weights in the same order, in steps.
    pub weights: Vec<[[i8; KINDS_OF_BOILERPLATE]; WAYS]>,
}

/// How many units above a unit, and how many below it, are looked at with it.
const AROUND: usize = 2;

/// What the judge of labels sees of words: the scores of a unit, and their means over the units around it.
pub fn label_row(scores: &[LabelScores], unit: usize) -> [f32; 2 * KINDS_OF_BOILERPLATE] {
    let mut row = [0.0; 2 * KINDS_OF_BOILERPLATE];
    let own = scores.get(unit).copied().unwrap_or_default();
    let around =
        scores.get(unit.saturating_sub(AROUND)..(unit + AROUND + 1).min(scores.len())).unwrap_or_default();
    let (first, last) = row.split_at_mut(KINDS_OF_BOILERPLATE);
    first.copy_from_slice(&own);
    for scores in around {
        last.iter_mut().zip(scores).for_each(|(mean, score)| *mean += score / around.len() as f32);
    }
    row
}

impl LabelWords {
    /// A model without weights and room for [`WAYS`] hashes in each of so many places, a power of two.
    pub fn of_places(places: usize) -> LabelWords {
        let (checks, weights) = (vec![[0; WAYS]; places], vec![[[0; KINDS_OF_BOILERPLATE]; WAYS]; places]);
        LabelWords { checks, weights, ..LabelWords::default() }
    }

    /// Gives a hash weights, if there is room in its place.
    pub fn set(&mut self, hash: u32, steps: [i8; KINDS_OF_BOILERPLATE]) {
        let place = place(hash, self.checks.len());
        let (Some(checks), Some(weights)) = (self.checks.get_mut(place), self.weights.get_mut(place)) else {
            return;
        };
        if let Some((check, weights)) = checks.iter_mut().zip(weights).find(|(check, _)| **check == 0) {
            *check = upper(hash);
            *weights = steps;
        }
    }

    /// The scores of one unit.
    pub fn score(&self, hashes: &[u32]) -> LabelScores {
        let (mut sums, mut known) = ([0i32; KINDS_OF_BOILERPLATE], 0usize);
        for hash in hashes {
            let place = place(*hash, self.checks.len());
            let Some(way) = self
                .checks
                .get(place)
                .and_then(|checks| checks.iter().position(|check| *check == upper(*hash) && *check != 0))
            else {
                continue;
            };
            let Some(weights) = self.weights.get(place).and_then(|weights| weights.get(way)) else {
                continue;
            };
            known += 1;
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
        let factor = self.step * scale(known);
        let mut scores = self.bias;
        scores.iter_mut().zip(sums).for_each(|(score, sum)| *score += factor * sum as f32);
        scores
    }

    /// The scores of all units.
    pub fn scores(&self, units: &Lists) -> Vec<LabelScores> {
        units.iter().map(|hashes| self.score(hashes)).collect()
    }

    /// Whether all parts have the sizes that belong together.
    pub fn is_sound(&self) -> bool {
        self.checks.len() == self.weights.len()
            && (self.checks.is_empty() || self.checks.len().is_power_of_two())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_known_are_summed_up() {
        let mut words = LabelWords { step: 0.5, ..LabelWords::of_places(2) };
        let steps = |at: usize, value: i8| std::array::from_fn(|kind| if kind == at { value } else { 0 });
        words.set(1 << 16, steps(0, 4));
        words.set(3 << 16, steps(1, -2));
        let scores = words.score(&[1 << 16, 3 << 16, 9 << 16]);
        let root = 2.0f32.sqrt();
        assert!((scores[0] - 2.0 / root).abs() < 1e-6 && (scores[1] + 1.0 / root).abs() < 1e-6, "{scores:?}");
        assert_eq!(LabelWords::default().score(&[7]), [0.0; KINDS_OF_BOILERPLATE]);
    }

    #[test]
    fn the_lines_around_are_looked_at_too() {
        let scores = [1.0, 0.0, 5.0, 0.0].map(|first| {
            let mut scores = LabelScores::default();
            scores[0] = first;
            scores
        });
        let row = label_row(&scores, 0);
        assert_eq!((row[0], row[KINDS_OF_BOILERPLATE]), (1.0, 2.0));
        assert_eq!(label_row(&scores, 3)[KINDS_OF_BOILERPLATE], 5.0 / 3.0);
    }
}
