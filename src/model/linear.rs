//! Linear models over hashed words or names.

use super::features::Lists;
use serde::{Deserialize, Serialize};

/// How many hashes share a place in a table.
pub const WAYS: usize = 4;

/// Weights of hashed words: the score of a line is the sum of theirs, divided by the root of their number. Words that
/// training has not seen on enough sites have none and do not count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// What one step of a weight is worth.
    pub step: f32,
    /// What a line has before its words are looked at.
    pub bias: f32,
    /// For each hash that has a weight its upper half, place by place; the number of places is a power of two.
    pub checks: Vec<[u16; WAYS]>,
    /// The weights in the same order, in steps; 0 where there is none.
    pub weights: Vec<[i8; WAYS]>,
}

impl Linear {
    /// A model without weights and room for [`WAYS`] of them in each of so many places, a power of two.
    pub fn of_places(places: usize) -> Linear {
        Linear { checks: vec![[0; WAYS]; places], weights: vec![[0; WAYS]; places], ..Linear::default() }
    }

    /// Gives a hash a weight, if there is room in its place.
    pub fn set(&mut self, hash: u32, steps: i8) {
        let place = place(hash, self.checks.len());
        let (Some(checks), Some(weights)) = (self.checks.get_mut(place), self.weights.get_mut(place)) else {
            return;
        };
        if let Some((check, weight)) = checks.iter_mut().zip(weights).find(|(_, weight)| **weight == 0) {
            *check = upper(hash);
            *weight = steps;
        }
    }

    /// The score of one unit, in nats: above 0 speaks for content.
    pub fn score(&self, hashes: &[u32]) -> f32 {
        let (mut sum, mut known) = (0i32, 0usize);
        for hash in hashes {
            let place = place(*hash, self.checks.len());
            let (Some(checks), Some(weights)) = (self.checks.get(place), self.weights.get(place)) else {
                return self.bias;
            };
            for (check, weight) in checks.iter().zip(weights) {
                let is_it = *check == upper(*hash) && *weight != 0;
                sum += i32::from(*weight) * i32::from(is_it);
                known += usize::from(is_it);
            }
        }
        self.bias + self.step * sum as f32 * scale(known)
    }

    /// The scores of all units.
    pub fn scores(&self, units: &Lists) -> Vec<f32> {
        units.iter().map(|hashes| self.score(hashes)).collect()
    }
}

/// The place of a hash in a table of so many, a power of two.
pub fn place(hash: u32, places: usize) -> usize {
    hash as usize & places.wrapping_sub(1)
}

/// What tells a hash from others in its place.
pub(super) fn upper(hash: u32) -> u16 {
    (hash >> 16) as u16
}

/// What the sum over so many words is multiplied by.
pub fn scale(words: usize) -> f32 {
    1.0 / (words.max(1) as f32).sqrt()
}
