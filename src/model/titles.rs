//! Which lines head the article. A page says its title more than once mostly, so that titles are told apart by what
//! they say: lines that say the same speak for each other, and one of them is enough.

use std::collections::HashMap;

/// Lines that are less probably a title do not speak for others.
const NEGLIGIBLE: f32 = 0.01;

/// Which lines are taken for titles.
#[derive(Clone, Copy, Debug)]
pub struct TitleChoice {
    /// How probable it must be of a line by itself that it heads the article.
    pub heads: f32,
    /// How probable it must be, so that a line stays.
    pub least: f32,
    /// How many texts are taken at most.
    pub most: usize,
    /// Whether texts are compared: one of them is the title, or none, and a clear one leaves the others little.
    pub compares: bool,
    /// How probable titles are then taken to be at least.
    pub sure: f32,
}

/// The titles of a document.
#[derive(Debug)]
pub struct Titles {
    /// The units, the likeliest first.
    pub units: Vec<usize>,
    /// What each of them says.
    said: Vec<String>,
    /// What heads the article: the first of them, if it is probable enough.
    pub headline: Option<usize>,
}

/// All lines that say the same.
struct Candidate {
    /// How probable it is that none of them is the title.
    none: f32,
    /// The likeliest of them, and how probable it is.
    best: (f32, usize),
}

impl Titles {
    /// The titles among units of which the texts, and how probable it is of each by itself that it is the title, are
    /// given.
    pub fn of<'t>(texts: impl Fn(usize) -> &'t str, probabilities: &[f32], choice: TitleChoice) -> Titles {
        let mut candidates: HashMap<String, Candidate> = HashMap::new();
        for (unit, probability) in probabilities.iter().copied().enumerate() {
            let text = texts(unit);
            if probability >= NEGLIGIBLE && text.chars().any(char::is_alphabetic) {
                let first = Candidate { none: 1.0, best: (0.0, unit) };
                let candidate = candidates.entry(said(text).collect()).or_insert(first);
                candidate.none *= 1.0 - probability;
                if probability > candidate.best.0 {
                    candidate.best = (probability, unit);
                }
            }
        }
        let mut likely: Vec<(f32, usize, String)> = candidates
            .into_iter()
            .map(|(said, candidate)| (candidate.none, candidate.best.1, said))
            .collect();
        likely.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // Added up in this order, so that the sum is always the same.
        let all: f32 = 1.0 + likely.iter().map(|(none, ..)| odds_against(*none)).sum::<f32>();
        let probability = |none: f32| if choice.compares { odds_against(none) / all } else { 1.0 - none };
        likely.retain(|(none, ..)| probability(*none) >= choice.least);
        likely.truncate(choice.most);
        let headline =
            likely.first().filter(|(none, ..)| 1.0 - none >= choice.heads).map(|(_, unit, _)| *unit);
        let (units, said) = likely.into_iter().map(|(_, unit, said)| (unit, said)).unzip();
        Titles { units, said, headline }
    }

    /// Whether a unit says the same as a title, and is none of the titles.
    pub fn is_repeated_by(&self, unit: usize, text: &str) -> bool {
        !self.units.contains(&unit) && self.said.iter().any(|title| title.chars().eq(said(text)))
    }
}

/// The odds against what is so probable.
fn odds_against(probability: f32) -> f32 {
    (1.0 - probability) / probability.max(1e-6)
}

/// The letters and digits of a line, in lower case.
fn said(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 7] = [
        "Home",
        "The ferry sails again",
        "Tides",
        "the ferry sails again!",
        "Ferry",
        "The ferry sails",
        "4 / 7",
    ];

    fn titles(probabilities: &[f32], most: usize) -> Titles {
        let choice = TitleChoice { heads: 0.45, least: 0.25, most, compares: false, sure: 0.75 };
        Titles::of(|unit| LINES[unit], probabilities, choice)
    }

    #[test]
    fn lines_that_say_the_same_are_one_title_and_speak_for_each_other() {
        let found = titles(&[0.0, 0.4, 0.5, 0.41, 0.3, 0.1], 2);
        assert_eq!(found.units, [3, 2]);
        let repeats: Vec<usize> =
            (0..LINES.len()).filter(|unit| found.is_repeated_by(*unit, LINES[*unit])).collect();
        assert_eq!(repeats, [1]);
        assert_eq!(found.headline, Some(3));
        let doubtful = titles(&[0.0, 0.2, 0.0, 0.1, 0.0, 0.0], 2);
        assert_eq!((doubtful.units, doubtful.headline), (vec![1], None));
        assert!(titles(&[0.0, 0.2, 0.0, 0.0, 0.0, 0.0], 2).units.is_empty());
    }

    #[test]
    fn no_more_titles_are_chosen_than_asked_for() {
        assert_eq!(titles(&[0.0, 0.6, 0.5, 0.0, 0.3, 0.4], 3).units, [1, 2, 5]);
        assert_eq!(titles(&[0.0, 0.6, 0.5, 0.0, 0.3, 0.4], 1).units, [1]);
    }

    #[test]
    fn a_line_without_letters_is_no_title() {
        assert_eq!(titles(&[0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.9], 2).units, [2]);
    }

    #[test]
    fn where_texts_are_compared_a_clear_title_leaves_the_others_little() {
        let compared = |probabilities: &[f32]| {
            let choice = TitleChoice { heads: 0.45, least: 0.25, most: 6, compares: true, sure: 0.75 };
            Titles::of(|unit| LINES[unit], probabilities, choice).units
        };
        assert_eq!(compared(&[0.0, 0.9, 0.5, 0.0, 0.3, 0.4]), [1]);
        assert_eq!(compared(&[0.0, 0.45, 0.5, 0.0, 0.1, 0.05]), [2, 1]);
        assert!(compared(&[0.2, 0.0, 0.2, 0.0, 0.2, 0.2]).is_empty());
    }
}
