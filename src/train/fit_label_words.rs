//! Fitting of the linear model that tells the kinds of boilerplate by their words: logistic regression by AdaGrad, one
//! kind against all else.

use super::descend::{DECAY, FIRST_PASSES, PASSES, RATE, UNCUT, Unit, numbered, widespread};
use super::examples::{Example, Origin};
use super::fit::{LINEAR_PARTS, site_number, site_part, unit_weights};
use super::random::Random;
use crate::label::Label;
use crate::model::{KINDS_OF_BOILERPLATE, LabelScores, LabelWords, scale, sigmoid};
use rayon::prelude::*;

/// Places of the table.
const PLACES: usize = 1 << 12;

/// How much a document with labels by hand teaches of the words of each, beside one whose containers name them.
const LABELLED_WEIGHT: f32 = 4.0;

/// A unit whose label is known, and how much it counts.
struct LabelledUnit<'u> {
    /// Its hashed words.
    hashes: &'u [u32],
    /// What it is.
    label: Label,
    /// How much it counts.
    weight: f32,
    /// The number of its site.
    site: u32,
}

/// The model that tells kinds of boilerplate by words, and what it says of the units of each example to who has not
/// seen its site. Pages teach nothing: their dumps have the same words.
pub fn crossed_label_words(examples: &[&Example]) -> (LabelWords, Vec<Vec<LabelScores>>) {
    let parts: Vec<u64> = examples.iter().map(|example| site_part(&example.site)).collect();
    let fit_without = |without: Option<u64>| {
        let mut units = Vec::new();
        for (example, part) in examples.iter().zip(&parts) {
            if Some(*part) == without || example.origin == Origin::Case {
                continue;
            }
            let weight = if example.labels.iter().any(Option::is_some) { LABELLED_WEIGHT } else { 1.0 };
            let weights = unit_weights(example, weight);
            let site = site_number(example);
            for ((hashes, label), weight) in example.measured.words.iter().zip(&example.kinds).zip(weights) {
                units.extend(label.map(|label| LabelledUnit { hashes, label, weight, site }));
            }
        }
        fit_label_words(&units)
    };
    let models: Vec<LabelWords> = (0..=LINEAR_PARTS)
        .into_par_iter()
        .map(|part| fit_without((part < LINEAR_PARTS).then_some(part)))
        .collect();
    let scores = (examples.par_iter().zip(&parts))
        .map(|(example, part)| models[*part as usize].scores(&example.measured.words))
        .collect();
    (models.into_iter().next_back().unwrap_or_default(), scores)
}

/// Fits the model.
fn fit_label_words(units: &[LabelledUnit<'_>]) -> LabelWords {
    let seen: Vec<Unit<'_>> = units
        .iter()
        .map(|unit| Unit { hashes: unit.hashes, target: 0.0, weight: unit.weight, site: unit.site })
        .collect();
    let hashes = widespread(&seen, PLACES);
    drop(seen);
    let known = numbered(&hashes, units.iter().map(|unit| unit.hashes));
    let mean = units.iter().map(|unit| unit.weight).sum::<f32>() / units.len().max(1) as f32;
    let none: LabelScores = [0.0; KINDS_OF_BOILERPLATE];
    let mut weights = vec![none; hashes.len()];
    let mut squares = vec![[1e-3f32; KINDS_OF_BOILERPLATE]; hashes.len()];
    let mut sums = vec![none; hashes.len()];
    let (mut bias, mut bias_squares, mut bias_sum) = (none, [1e-3f32; KINDS_OF_BOILERPLATE], none);
    let mut order: Vec<usize> = (0..units.len()).filter(|at| units[*at].weight > 0.0).collect();
    let mut random = Random::new(13);
    for pass in 0..PASSES {
        random.shuffle(&mut order);
        for at in &order {
            let (unit, words) = (&units[*at], &known[*at]);
            let scale = scale(words.len());
            let mut scores = none;
            for word in words {
                scores.iter_mut().zip(&weights[*word as usize]).for_each(|(score, weight)| *score += weight);
            }
            let own = unit.label.boilerplate_index();
            let mut errors = none;
            for (kind, (error, score)) in errors.iter_mut().zip(scores).enumerate() {
                let target = f32::from(u8::from(own == Some(kind)));
                *error = (target - sigmoid(bias[kind] + scale * score)) * unit.weight / mean;
                bias_squares[kind] += *error * *error;
                bias[kind] += 0.5 * RATE * *error / bias_squares[kind].sqrt();
            }
            for word in words {
                let at = *word as usize;
                for ((weight, square), error) in weights[at].iter_mut().zip(&mut squares[at]).zip(errors) {
                    let gradient = error * scale - DECAY * *weight;
                    *square += gradient * gradient;
                    *weight += RATE * gradient / square.sqrt();
                }
            }
        }
        if pass >= FIRST_PASSES {
            let all = sums.iter_mut().chain([&mut bias_sum]).zip(weights.iter().chain([&bias]));
            all.for_each(|(sums, values)| sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value));
        }
    }
    let averaged = (PASSES - FIRST_PASSES) as f32;
    quantise(&hashes, &sums, averaged, bias_sum.map(|sum| sum / averaged))
}

/// The weights in 127 steps to either side. The few largest are cut, so that the others keep their detail.
fn quantise(hashes: &[u32], sums: &[LabelScores], averaged: f32, bias: LabelScores) -> LabelWords {
    let mut sizes: Vec<f32> = sums.iter().flatten().map(|sum| sum.abs() / averaged).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    let most = sizes.get((sizes.len() as f32 * UNCUT) as usize).copied().unwrap_or(1.0).max(1e-6);
    let step = most / 127.0;
    let mut words = LabelWords { step, bias, ..LabelWords::of_places(PLACES) };
    for (hash, sums) in hashes.iter().zip(sums) {
        words.set(*hash, sums.map(|sum| (sum / averaged / step).round().clamp(-127.0, 127.0) as i8));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_by_its_words() {
        let labels = [Label::Content, Label::Promo, Label::Related];
        let hashes: Vec<[u32; 2]> = (0..300).map(|n| [(1 + n % 3) << 16, (100 + n) << 16]).collect();
        let units: Vec<LabelledUnit<'_>> = (hashes.iter().zip(0..))
            .map(|(hashes, n)| LabelledUnit { hashes, label: labels[n as usize % 3], weight: 1.0, site: n })
            .collect();
        let words = fit_label_words(&units);
        assert!(words.is_sound());
        for (number, label) in (1u32..).zip(labels) {
            let hash = number << 16;
            let scores = words.score(&[hash]);
            for (kind, score) in Label::boilerplate().zip(scores) {
                let bare = words.score(&[]).get(kind.boilerplate_index().unwrap_or_default()).copied();
                let is_more = bare.is_some_and(|bare| score > bare + 0.5);
                assert_eq!(is_more, kind == label, "{hash} {kind}: {score} {bare:?}");
            }
            assert_eq!(
                words.score(&[hash, 100 << 16]),
                words.score(&[hash]),
                "a word of one site counts for nothing"
            );
        }
    }

    #[test]
    fn without_labels_nothing_is_told() {
        let words = fit_label_words(&[]);
        assert!(words.is_sound());
        assert_eq!(words.score(&[1, 2]), [0.0; KINDS_OF_BOILERPLATE]);
    }
}
