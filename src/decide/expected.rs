//! The choice of lines that is expected to score best.

/// The probability from which on a unit is kept, so that the F-measure of the kept words is expected to be highest.
///
/// With the probabilities of being content and the words of all units, the set with the highest expected F-measure
/// holds the units above some probability, and that probability is the measure itself over 1 + `beta`²
/// (N. Ye et al., 'Optimizing F-measures: a tale of two approaches', 2012). A page of clear lines gets a threshold of
/// a half; on a page where everything is doubtful, more is kept. `beta` above 1 keeps more, below 1 less.
pub fn threshold(units: impl Iterator<Item = (f32, f32)>, beta: f32) -> f32 {
    let mut sorted: Vec<(f32, f32)> = units.filter(|(_, words)| *words > 0.0).collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
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

#[cfg(test)]
mod tests {
    use super::threshold;

    #[test]
    fn clear_pages_are_cut_at_a_half_and_doubtful_ones_keep_more() {
        let clear = [(0.99, 100.0), (0.98, 50.0), (0.01, 30.0)];
        let doubtful = [(0.4, 100.0), (0.3, 50.0), (0.01, 30.0)];
        assert!((threshold(clear.into_iter(), 1.0) - 0.5).abs() < 0.02);
        assert!(threshold(doubtful.into_iter(), 1.0) < 0.3);
        assert!(threshold(clear.into_iter(), 2.0) < threshold(clear.into_iter(), 0.5));
        assert_eq!(threshold(std::iter::empty(), 1.0), 0.0);
    }
}
