//! How much of a document is there twice: lines, paragraphs and runs of words.
//!
//! Rae et al. 2021 (table A1), as datatrove's `GopherRepetitionFilter` has it.

use super::python::{length, strip};
use super::{percent, tokens};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Largest share of duplicate lines, and of duplicate paragraphs.
const MOST_LINES: f64 = 0.30;
/// Largest share of characters in duplicate lines, and in duplicate paragraphs.
const MOST_LINE_CHARACTERS: f64 = 0.20;
/// Largest share of characters in the commonest run of so many words.
const MOST_TOP: [(usize, f64); 3] = [(2, 0.20), (3, 0.18), (4, 0.16)];
/// Largest share of characters in runs of so many words that were there before.
const MOST_REPEATED: [(usize, f64); 6] = [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)];

static BLANK_LINES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\n{2,}").ok());
static LINE_ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\n+").ok());

/// Items that were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicates {
    /// How many.
    pub items: usize,
    /// How many characters they have.
    pub characters: usize,
}

/// Counts the items that were there before.
pub fn duplicates(items: &[&str]) -> Duplicates {
    let mut seen = HashSet::with_capacity(items.len());
    let mut found = Duplicates { items: 0, characters: 0 };
    for item in items {
        if !seen.insert(*item) {
            found.items += 1;
            found.characters += length(item);
        }
    }
    found
}

/// What the document repeats too much, in words. Its tokens are all in memory: ask of documents of some size alone.
pub fn why_not(text: &str) -> Option<String> {
    let characters = length(text);
    let blocks = [("paragraphs", strip(text), &*BLANK_LINES), ("lines", text, &*LINE_ENDS)];
    for (what, text, separator) in blocks {
        let items: Vec<&str> = separator.as_ref()?.split(text).collect();
        let found = duplicates(&items);
        let share = found.items as f64 / items.len() as f64;
        if share > MOST_LINES {
            return Some(format!("{} of the {what} are duplicates, more than 30 %", percent(share)));
        }
        let share = found.characters as f64 / characters as f64;
        if share > MOST_LINE_CHARACTERS {
            return Some(format!(
                "{} of the characters are in duplicate {what}, more than 20 %",
                percent(share)
            ));
        }
    }
    let words = &tokens::words(text);
    for (size, most) in MOST_TOP {
        let share = top_run(words, size) as f64 / characters as f64;
        if share > most {
            return Some(format!(
                "the commonest run of {size} words makes {} of the characters, more than {}",
                percent(share),
                percent(most)
            ));
        }
    }
    for (size, most) in MOST_REPEATED {
        let share = repeated_runs(words, size) as f64 / characters as f64;
        if share > most {
            return Some(format!(
                "{} of the characters are in repeated runs of {size} words, more than {}",
                percent(share),
                percent(most)
            ));
        }
    }
    None
}

/// Characters of the commonest run of words, spaces between them counted, in all its places. Of equally common ones
/// the first counts.
fn top_run(words: &[&str], size: usize) -> usize {
    let mut counts: HashMap<&[&str], (usize, usize)> = HashMap::new();
    for (place, run) in words.windows(size).enumerate() {
        counts.entry(run).or_insert((0, place)).0 += 1;
    }
    let top = counts.into_iter().min_by_key(|(_, (count, place))| (std::cmp::Reverse(*count), *place));
    top.map_or(0, |(run, (count, _))| (run.iter().map(|word| length(word)).sum::<usize>() + size - 1) * count)
}

/// Characters of the runs of words that were there before; a run that was is passed over as a whole.
fn repeated_runs(words: &[&str], size: usize) -> usize {
    let mut seen: HashSet<String> = HashSet::new();
    let mut characters = 0;
    let mut place = 0;
    while let Some(run) = words.get(place..place + size) {
        let run = run.concat();
        if seen.contains(&run) {
            characters += length(&run);
            place += size;
        } else {
            seen.insert(run);
            place += 1;
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn the_commonest_run_counts_in_all_its_places_and_of_equals_the_first() {
        assert_eq!(top_run(&split("go on go on go by"), 2), "go on".len() * 2);
        assert_eq!(top_run(&split("a bb ccc dddd"), 2), "a bb".len());
        assert_eq!(top_run(&split("a"), 2), 0);
    }

    #[test]
    fn a_repeated_run_is_counted_once_and_passed_over() {
        assert_eq!(repeated_runs(&split("a b c a b c a b c"), 3), 6);
        assert_eq!(repeated_runs(&split("a b"), 3), 0);
    }
}
