//! Which lines head the article. A page says its title more than once mostly, so that titles are told apart by what
//! they say: lines that say the same speak for each other, and one of them is enough.

use std::collections::HashMap;

/// Lines that are less probably a title do not speak for others.
const NEGLIGIBLE: f32 = 0.01;

/// The titles of a document.
#[derive(Debug, Default)]
pub struct Titles {
    /// The units: what heads the article, and what else would, the likeliest first.
    pub units: Vec<usize>,
    /// What each of them says.
    said: Vec<String>,
}

/// All lines that say the same.
struct Candidate {
    /// How probable it is that none of them is the title.
    none: f32,
    /// The likeliest of them, and how probable it is.
    best: (f32, usize),
}

impl Titles {
    /// The titles among units of which the texts, and how probable it is of each that it is the title, are given: no
    /// more than `most` texts, each of them with at least the probability `least`.
    pub fn of<'t>(
        texts: impl Fn(usize) -> &'t str,
        probabilities: &[f32],
        least: f32,
        most: usize,
    ) -> Titles {
        let mut candidates: HashMap<String, Candidate> = HashMap::new();
        for (unit, probability) in probabilities.iter().copied().enumerate() {
            if probability >= NEGLIGIBLE {
                let first = Candidate { none: 1.0, best: (0.0, unit) };
                let candidate = candidates.entry(said(texts(unit))).or_insert(first);
                candidate.none *= 1.0 - probability;
                if probability > candidate.best.0 {
                    candidate.best = (probability, unit);
                }
            }
        }
        let mut likely: Vec<(f32, usize, String)> = candidates
            .into_iter()
            .map(|(said, candidate)| (1.0 - candidate.none, candidate.best.1, said))
            .filter(|(probability, ..)| *probability >= least)
            .collect();
        likely.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        likely.truncate(most);
        let (units, said) = likely.into_iter().map(|(_, unit, said)| (unit, said)).unzip();
        Titles { units, said }
    }

    /// Whether a unit says the same as a title, and is none of the titles.
    pub fn is_repeated_by(&self, unit: usize, text: &str) -> bool {
        !self.units.contains(&unit) && !self.said.is_empty() && self.said.contains(&said(text))
    }
}

/// The letters and digits of a line, in lower case.
fn said(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 6] =
        ["Home", "The ferry sails again", "Tides", "the ferry sails again!", "Ferry", "The ferry sails"];

    fn titles(probabilities: &[f32], most: usize) -> Titles {
        Titles::of(|unit| LINES[unit], probabilities, 0.25, most)
    }

    #[test]
    fn lines_that_say_the_same_are_one_title_and_speak_for_each_other() {
        let found = titles(&[0.0, 0.4, 0.5, 0.41, 0.3, 0.1], 2);
        assert_eq!(found.units, [3, 2]);
        let repeats: Vec<usize> = (0..6).filter(|unit| found.is_repeated_by(*unit, LINES[*unit])).collect();
        assert_eq!(repeats, [1]);
        assert_eq!(titles(&[0.0, 0.2, 0.0, 0.1, 0.0, 0.0], 2).units, [1]);
        assert!(titles(&[0.0, 0.2, 0.0, 0.0, 0.0, 0.0], 2).units.is_empty());
    }

    #[test]
    fn no_more_titles_are_chosen_than_asked_for() {
        assert_eq!(titles(&[0.0, 0.6, 0.5, 0.0, 0.3, 0.4], 3).units, [1, 2, 5]);
        assert_eq!(titles(&[0.0, 0.6, 0.5, 0.0, 0.3, 0.4], 1).units, [1]);
    }
}
