//! Fitting of linear models over hashed words: logistic regression by AdaGrad.

use super::random::Random;
use crate::model::{Linear, bucket, scale, sigmoid};

/// Passes over the data.
const EPOCHS: usize = 4;
/// Size of the first steps.
const RATE: f32 = 0.25;
/// What pulls weights towards 0 at each step.
const DECAY: f32 = 2e-5;

/// One unit to learn from.
pub struct Unit<'u> {
    /// Its hashed words.
    pub hashes: &'u [u32],
    /// What is right for it, 0 to 1.
    pub target: f32,
    /// How much it counts.
    pub weight: f32,
}

/// Fits a linear model with so many buckets, a power of two.
pub fn fit(units: &[Unit<'_>], buckets: usize, seed: u64) -> Linear {
    let mut weights = vec![0.0f32; buckets];
    let mut squares = vec![1e-3f32; buckets];
    let (mut bias, mut bias_square) = (0.0f32, 1e-3f32);
    let mut order: Vec<u32> = (0..units.len() as u32).collect();
    let mut random = Random::new(seed);
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for at in &order {
            let Some(unit) = units.get(*at as usize).filter(|unit| unit.weight > 0.0) else { continue };
            let scale = if unit.hashes.is_empty() { 0.0 } else { scale(unit.hashes.len()) };
            let sum: f32 = unit.hashes.iter().map(|hash| weights[bucket(*hash, buckets)]).sum();
            let error = (unit.target - sigmoid(bias + scale * sum)) * unit.weight;
            bias_square += error * error;
            bias += 0.5 * RATE * error / bias_square.sqrt();
            let gradient = error * scale;
            for hash in unit.hashes {
                let at = bucket(*hash, buckets);
                let gradient = gradient - DECAY * weights[at];
                squares[at] += gradient * gradient;
                weights[at] += RATE * gradient / squares[at].sqrt();
            }
        }
    }
    quantise(&weights, bias)
}

/// The weights in 127 steps to either side. The few largest are cut, so that the others keep their detail.
fn quantise(weights: &[f32], bias: f32) -> Linear {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    let most = sizes.get(sizes.len() * 9995 / 10000).copied().unwrap_or(1.0).max(1e-6);
    let step = most / 127.0;
    let weights = weights.iter().map(|weight| (weight / step).round().clamp(-127.0, 127.0) as i8).collect();
    Linear { step, bias, weights }
}
