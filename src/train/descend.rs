//! Fitting of linear models over hashed words: logistic regression by AdaGrad, averaged over its last passes.

use super::random::Random;
use crate::model::{Linear, WAYS, place, scale, sigmoid};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Passes over the data …
pub const PASSES: usize = 6;
/// … of which the first are left out of the average.
pub const FIRST_PASSES: usize = 2;
/// Size of the first steps.
pub const RATE: f32 = 0.1;
/// What pulls weights towards 0 at each step.
pub const DECAY: f32 = 2e-5;
/// On how many sites a hash must stand to get a weight: what stands on fewer names the site.
const LEAST_SITES: usize = 3;
/// The share of the weights that are not cut.
pub const UNCUT: f32 = 0.999;

/// One unit to learn from.
pub struct Unit<'u> {
    /// Its hashed words.
    pub hashes: &'u [u32],
    /// What is right for it, 0 to 1.
    pub target: f32,
    /// How much it counts.
    pub weight: f32,
    /// The number of its site.
    pub site: u32,
}

/// Fits a linear model whose table has so many places, a power of two.
pub fn fit(units: &[Unit<'_>], places: usize, seed: u64) -> Linear {
    let hashes = widespread(units, places);
    let known = numbered(&hashes, units.iter().map(|unit| unit.hashes));
    let mean = units.iter().map(|unit| unit.weight).sum::<f32>() / units.len().max(1) as f32;
    let mut weights = vec![0.0f32; hashes.len()];
    let mut squares = vec![1e-3f32; hashes.len()];
    let mut sums = vec![0.0f32; hashes.len()];
    let (mut bias, mut bias_square, mut bias_sum) = (0.0f32, 1e-3f32, 0.0f32);
    let mut order: Vec<usize> = (0..units.len()).filter(|at| units[*at].weight > 0.0).collect();
    let mut random = Random::new(seed);
    for pass in 0..PASSES {
        random.shuffle(&mut order);
        for at in &order {
            let (unit, words) = (&units[*at], &known[*at]);
            let scale = scale(words.len());
            let sum: f32 = words.iter().map(|word| weights[*word as usize]).sum();
            let error = (unit.target - sigmoid(bias + scale * sum)) * unit.weight / mean;
            bias_square += error * error;
            bias += 0.5 * RATE * error / bias_square.sqrt();
            for word in words {
                let at = *word as usize;
                let gradient = error * scale - DECAY * weights[at];
                squares[at] += gradient * gradient;
                weights[at] += RATE * gradient / squares[at].sqrt();
            }
        }
        if pass >= FIRST_PASSES {
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
            bias_sum += bias;
        }
    }
    let averaged = (PASSES - FIRST_PASSES) as f32;
    let means: Vec<f32> = sums.iter().map(|sum| sum / averaged).collect();
    quantise(&hashes, &means, bias_sum / averaged, places)
}

/// For each unit the numbers of its hashes among those that have weights.
pub fn numbered<'u>(hashes: &[u32], units: impl Iterator<Item = &'u [u32]>) -> Vec<Vec<u32>> {
    let numbers: HashMap<u32, u32> = hashes.iter().copied().zip(0..).collect();
    units.map(|unit| unit.iter().filter_map(|hash| numbers.get(hash).copied()).collect()).collect()
}

/// The hashes that stand on enough sites, as far as their places hold them: the most widespread first.
pub fn widespread(units: &[Unit<'_>], places: usize) -> Vec<u32> {
    let taught = units.iter().filter(|unit| unit.weight > 0.0);
    let mut seen: Vec<(u32, u32)> =
        taught.flat_map(|unit| unit.hashes.iter().map(|hash| (*hash, unit.site))).collect();
    seen.sort_unstable();
    seen.dedup();
    let mut common: Vec<(usize, Reverse<usize>, u32)> = seen
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|sites| sites.len() >= LEAST_SITES)
        .filter_map(|sites| {
            sites.first().map(|(hash, _)| (place(*hash, places), Reverse(sites.len()), *hash))
        })
        .collect();
    common.sort_unstable();
    let by_place = common.chunk_by(|one, other| one.0 == other.0);
    by_place.flat_map(|place| place.iter().take(WAYS).map(|(_, _, hash)| *hash)).collect()
}

/// The weights in 127 steps to either side. The few largest are cut, so that the others keep their detail.
fn quantise(hashes: &[u32], weights: &[f32], bias: f32, places: usize) -> Linear {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    let most = sizes.get((sizes.len() as f32 * UNCUT) as usize).copied().unwrap_or(1.0).max(1e-6);
    let step = most / 127.0;
    let mut linear = Linear { step, bias, ..Linear::of_places(places) };
    for (hash, weight) in hashes.iter().zip(weights) {
        let steps = (weight / step).round().clamp(-127.0, 127.0) as i8;
        // A word that says next to nothing still is a known word.
        linear.set(*hash, if steps == 0 { 1 } else { steps });
    }
    linear
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units of two words each: hash 1 speaks for content, 2 against it, and each site has one of its own.
    fn units(own: &[[u32; 2]]) -> Vec<Unit<'_>> {
        let sites = own.iter().zip(0..);
        sites
            .map(|(hashes, site)| Unit {
                hashes,
                target: f32::from(u8::from(hashes[0] == 1)),
                weight: 1.0,
                site,
            })
            .collect()
    }

    #[test]
    fn words_of_many_sites_are_learnt_and_those_of_one_are_not() {
        let own: Vec<[u32; 2]> = (0..40).map(|site| [1 + site % 2, 1000 + site]).collect();
        let linear = fit(&units(&own), 64, 3);
        assert!(linear.score(&[1]) > 1.0 && linear.score(&[2]) < -1.0);
        assert_eq!(linear.score(&[1, 1000]), linear.score(&[1]), "a word of one site counts for nothing");
        assert_eq!(
            linear.score(&[1 | 1 << 16]),
            linear.score(&[]),
            "another hash with the same place is another word"
        );
    }

    #[test]
    fn a_full_place_holds_the_most_widespread() {
        // Hashes 8, 16, 24 … share a place; the last stands on the most sites.
        let own: Vec<[u32; 2]> = (0..60).map(|n| [8 * (1 + n % 6), 48]).collect();
        let chosen = widespread(&units(&own), 8);
        assert_eq!(chosen.len(), WAYS);
        assert_eq!(chosen[0], 48);
    }
}
