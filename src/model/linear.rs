//! Linear models over hashed words or names.

use super::features::Lists;
use serde::{Deserialize, Serialize};

/// Buckets of a table of words or names: a power of two.
pub const BUCKETS: usize = 1 << 16;

/// Weights of hashed words: the score of a line is the sum of theirs, divided by the root of their number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// What one step of a weight is worth.
    pub step: f32,
    /// What a line has before its words are looked at.
    pub bias: f32,
    /// The weights by bucket, in steps.
    pub weights: Vec<i8>,
}

impl Linear {
    /// The score of one unit, in nats: above 0 speaks for content.
    pub fn score(&self, hashes: &[u32]) -> f32 {
        if hashes.is_empty() || self.weights.is_empty() {
            return self.bias;
        }
        let sum: i32 = hashes
            .iter()
            .map(|hash| self.weights.get(bucket(*hash, self.weights.len())).copied().map_or(0, i32::from))
            .sum();
        self.bias + self.step * sum as f32 * scale(hashes.len())
    }

    /// The scores of all units.
    pub fn scores(&self, units: &Lists) -> Vec<f32> {
        units.iter().map(|hashes| self.score(hashes)).collect()
    }
}

/// The bucket of a hash in a table of so many, a power of two.
pub fn bucket(hash: u32, buckets: usize) -> usize {
    hash as usize & (buckets - 1)
}

/// What the sum over so many words is multiplied by.
pub fn scale(words: usize) -> f32 {
    1.0 / (words as f32).sqrt()
}
