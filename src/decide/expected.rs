//! The choice of lines that is expected to score best.

/// How far a judge of texts may be wrong about all lines of a document at once, as a factor of their odds, and how
/// probable that is: the three points of Gauss–Hermite quadrature for log-odds with a standard deviation of 2.5.
///
/// It has little but the lines around to tell a line by: if it takes one teaser for content, it takes all of them for
/// it, and its errors do not cancel out.
const SCENARIOS: [(f32, f32); 3] = [(0.013_2, 1.0 / 6.0), (1.0, 2.0 / 3.0), (75.9, 1.0 / 6.0)];

/// The probability from which on a unit is kept, so that the F-measure of the kept words is expected to be highest.
///
/// With the probabilities of being content and the words of all units, the set with the highest expected F-measure
/// holds the units above some probability, and that probability is the measure itself over 1 + `beta`²
/// (N. Ye et al., 'Optimizing F-measures: a tale of two approaches', 2012). A page of clear lines gets a threshold of
/// a half; on a page where everything is doubtful, more is kept. `beta` above 1 keeps more, below 1 less.
pub fn threshold(units: impl Iterator<Item = (f32, f32)>, beta: f32) -> f32 {
    let sorted = sorted(units);
    let weight = beta * beta;
    let wanted: f32 = sorted.iter().map(|(probability, words)| probability * words).sum();
    let (mut right, mut kept, mut best) = (0.0, 0.0, 0.0f32);
    for (probability, words) in sorted {
        right += probability * words;
        kept += words;
        best = best.max((1.0 + weight) * right / (kept + weight * wanted).max(1e-6));
    }
    best / (1.0 + weight)
}

/// The same where the judge may be wrong about all lines at once: the sets are compared over scenarios in which all
/// probabilities are lower or higher together. The threshold lies in the middle between the last unit kept and the
/// next.
pub fn shared_threshold(units: impl Iterator<Item = (f32, f32)>, beta: f32) -> f32 {
    let sorted = sorted(units);
    let weight = beta * beta;
    let mut wanted = [0.0f32; SCENARIOS.len()];
    for (probability, words) in &sorted {
        for (sum, (factor, _)) in wanted.iter_mut().zip(SCENARIOS) {
            *sum += shifted(*probability, factor) * words;
        }
    }
    let (mut right, mut kept) = ([0.0f32; SCENARIOS.len()], 0.0);
    let (mut best, mut cut) = (-1.0, 0.0);
    for (at, (probability, words)) in sorted.iter().enumerate() {
        kept += words;
        let mut measure = 0.0;
        for ((right, wanted), (factor, share)) in right.iter_mut().zip(wanted).zip(SCENARIOS) {
            *right += shifted(*probability, factor) * words;
            measure += share * (1.0 + weight) * *right / (kept + weight * wanted).max(1e-6);
        }
        if measure > best {
            let next = sorted.get(at + 1).map_or(0.0, |(next, _)| *next);
            (best, cut) = (measure, (probability + next) / 2.0);
        }
    }
    cut
}

/// Units with words, the most probable first.
fn sorted(units: impl Iterator<Item = (f32, f32)>) -> Vec<(f32, f32)> {
    let mut sorted: Vec<(f32, f32)> = units.filter(|(_, words)| *words > 0.0).collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    sorted
}

/// A probability whose odds are changed by a factor.
fn shifted(probability: f32, factor: f32) -> f32 {
    let odds = probability * factor;
    odds / (odds + 1.0 - probability).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Threshold = fn(std::vec::IntoIter<(f32, f32)>, f32) -> f32;
    const BOTH: [Threshold; 2] = [threshold, shared_threshold];

    #[test]
    fn clear_pages_are_cut_at_a_half_and_doubtful_ones_keep_more() {
        let clear = vec![(0.99, 100.0), (0.98, 50.0), (0.01, 30.0)];
        let doubtful = vec![(0.4, 100.0), (0.3, 50.0), (0.01, 30.0)];
        for threshold in BOTH {
            assert!((threshold(clear.clone().into_iter(), 1.0) - 0.5).abs() < 0.02);
            assert!(threshold(doubtful.clone().into_iter(), 1.0) < 0.3);
            assert_eq!(threshold(Vec::new().into_iter(), 1.0), 0.0);
        }
    }

    #[test]
    fn beta_moves_the_cut() {
        let units: Vec<(f32, f32)> = (1..100).map(|percent| (percent as f32 / 100.0, 10.0)).collect();
        for threshold in BOTH {
            let cuts = [0.25, 0.5, 1.0, 2.0, 4.0].map(|beta| threshold(units.clone().into_iter(), beta));
            assert!(cuts.is_sorted_by(|before, after| before > after), "{cuts:?}");
        }
    }

    #[test]
    fn documents_drawn_from_the_scenarios_score_best_at_the_cut() {
        let mut state = 7u64;
        let mut share = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 24) as f32
        };
        for page in 0..5 {
            let units: Vec<(f32, f32)> =
                (0..30 + 5 * page).map(|_| (share(), 1.0 + 40.0 * share())).collect();
            let mut cuts: Vec<f32> = units.iter().map(|(probability, _)| *probability).collect();
            cuts.push(shared_threshold(units.iter().copied(), 1.0));
            let mut scores = vec![0.0f64; cuts.len()];
            for _ in 0..3000 {
                let factor = match share() {
                    low if low < 1.0 / 6.0 => SCENARIOS[0].0,
                    high if high > 5.0 / 6.0 => SCENARIOS[2].0,
                    _ => 1.0,
                };
                let drawn: Vec<bool> =
                    units.iter().map(|(probability, _)| share() < shifted(*probability, factor)).collect();
                for (cut, score) in cuts.iter().zip(&mut scores) {
                    let (mut right, mut both) = (0.0, 0.0);
                    for ((probability, words), wanted) in units.iter().zip(&drawn) {
                        let kept = probability >= cut;
                        right += if kept && *wanted { words } else { &0.0 };
                        both += words * f32::from(u8::from(kept) + u8::from(*wanted));
                    }
                    *score += f64::from(2.0 * right / both.max(1e-6)) / 3000.0;
                }
            }
            let chosen = scores.pop().unwrap_or_default();
            let best = scores.into_iter().fold(0.0, f64::max);
            assert!(chosen > best - 0.005, "page {page}: {chosen} of {best}");
        }
    }

    #[test]
    fn a_probability_shifted_stays_one() {
        for probability in [0.0, 1e-7, 0.3, 1.0] {
            assert!((shifted(probability, 1.0) - probability).abs() < 1e-6);
            assert!((0.0..=1.0).contains(&shifted(probability, 75.9)));
        }
        assert!((shifted(0.5, 75.9) - 0.987).abs() < 1e-3);
    }
}
