//! Scores of a text beside the text that was wanted, as the public benchmarks define them, so that figures can be
//! laid beside theirs.
//!
//! | score | source | definition |
//! |---|---|---|
//! | words | [WCXB](https://github.com/Murrough-Foley/web-content-extraction-benchmark), `evaluate.py` | overlap of the multisets of lower-cased words; precision, recall and F1 of each page, then their means |
//! | shingles | [ScrapingHub's article-extraction-benchmark](https://github.com/scrapinghub/article-extraction-benchmark), `evaluate.py` | overlap of the multisets of runs of four words, in their own case; means of precision and recall over pages, F1 of these means |
//! | segments | [trafilatura](https://github.com/adbar/trafilatura), `tests/eval_common.py` | segments that must and must not be in the text, counted over all pages together |
//!
//! A word is what `\w+` finds in Python's `re`: letters, digits and other numbers, and the underscore. Combining
//! marks part words, in Python and so here.

use super::Ratio;
use super::shares::{Shares, mean};
use regex::Regex;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::LazyLock;

/// Words in a shingle.
const SHINGLE: usize = 4;

/// The counts of one page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextScores {
    /// Words.
    pub words: Ratio,
    /// Runs of four words.
    pub shingles: Ratio,
    /// Segments.
    pub segments: Segments,
}

/// How many segments that must and must not be in a text are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Segments {
    /// Segments that must be in the text.
    pub with: u64,
    /// How many of them are.
    pub with_found: u64,
    /// Segments that must not be in the text.
    pub without: u64,
    /// How many of them are.
    pub without_found: u64,
}

/// The scores of many pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct TextMeans {
    /// Mean precision, mean recall and mean F1 of words.
    pub words: Shares,
    /// Mean precision and mean recall of shingles, and the F1 of these two means.
    pub shingles: Shares,
    /// All segments together.
    pub segments: Segments,
}

impl TextScores {
    /// Compares a text with the text that was wanted and with segments. Blank segments do not count.
    pub fn of(found: &str, wanted: &str, with: &[String], without: &[String]) -> TextScores {
        let (found_lower, wanted_lower) = (found.to_lowercase(), wanted.to_lowercase());
        let (found_words, wanted_words) = (words(found), words(wanted));
        let visible = spaced(found);
        let there = |segments: &[String]| {
            let segments =
                segments.iter().map(|segment| spaced(segment)).filter(|segment| !segment.is_empty());
            segments.fold((0, 0), |(all, there), segment| {
                (all + 1, there + u64::from(visible.contains(&segment)))
            })
        };
        let ((with, with_found), (without, without_found)) = (there(with), there(without));
        TextScores {
            words: overlap(words(&found_lower).into_iter(), words(&wanted_lower).into_iter()),
            shingles: overlap(shingles(&found_words), shingles(&wanted_words)),
            segments: Segments { with, with_found, without, without_found },
        }
    }

    /// Precision, recall and F1 of the words by WCXB: all 1 where there are none on either side, all 0 where there
    /// are none on one.
    pub fn word_shares(&self) -> Shares {
        match (self.words.found, self.words.wanted) {
            (0, 0) => Shares { precision: 1.0, recall: 1.0, f1: 1.0 },
            (0, _) | (_, 0) => Shares::default(),
            _ => self.words.into(),
        }
    }
}

impl Segments {
    /// Segments that must be there as what is wanted, all that are there as what was found. Its recall is the share
    /// of segments that must be there and are.
    pub fn ratio(&self) -> Ratio {
        let found = self.with_found + self.without_found;
        Ratio { right: self.with_found, found, wanted: self.with }
    }

    /// Share of the segments that must not be there and are not, 0 to 1; 1 where there are none.
    pub fn absent(&self) -> f64 {
        Ratio { right: self.without.saturating_sub(self.without_found), found: 0, wanted: self.without }
            .recall()
    }

    fn add(self, other: Segments) -> Segments {
        Segments {
            with: self.with + other.with,
            with_found: self.with_found + other.with_found,
            without: self.without + other.without,
            without_found: self.without_found + other.without_found,
        }
    }
}

impl TextMeans {
    /// The scores of pages together. For shingles, a page counts towards precision where something was found and
    /// towards recall where something was wanted.
    pub fn of(pages: &[&TextScores]) -> TextMeans {
        let words = pages.iter().map(|page| page.word_shares());
        let precision =
            mean(pages.iter().filter(|page| page.shingles.found > 0).map(|page| page.shingles.precision()));
        let recall =
            mean(pages.iter().filter(|page| page.shingles.wanted > 0).map(|page| page.shingles.recall()));
        let both = precision + recall;
        TextMeans {
            words: Shares {
                precision: mean(words.clone().map(|shares| shares.precision)),
                recall: mean(words.clone().map(|shares| shares.recall)),
                f1: mean(words.map(|shares| shares.f1)),
            },
            shingles: Shares {
                precision,
                recall,
                f1: if both == 0.0 { 0.0 } else { 2.0 * precision * recall / both },
            },
            segments: pages.iter().fold(Segments::default(), |sum, page| sum.add(page.segments)),
        }
    }
}

/// The words of a text, in its own case.
pub(super) fn words(text: &str) -> Vec<&str> {
    static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").ok());
    WORD.iter().flat_map(|word| word.find_iter(text)).map(|found| found.as_str()).collect()
}

/// All runs of four words; fewer words than that are one run.
fn shingles<'w>(words: &'w [&'w str]) -> impl Iterator<Item = &'w [&'w str]> {
    let short = (!words.is_empty() && words.len() < SHINGLE).then_some(words);
    words.windows(SHINGLE).chain(short)
}

/// How much two multisets have in common.
fn overlap<T: Eq + Hash>(found: impl Iterator<Item = T>, wanted: impl Iterator<Item = T>) -> Ratio {
    let mut left: HashMap<T, u64> = HashMap::new();
    let mut ratio = Ratio::default();
    for item in wanted {
        ratio.wanted += 1;
        *left.entry(item).or_default() += 1;
    }
    for item in found {
        ratio.found += 1;
        if let Some(count) = left.get_mut(&item).filter(|count| **count > 0) {
            *count -= 1;
            ratio.right += 1;
        }
    }
    ratio
}

/// One space for every run of white space, none at the ends.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(found: &str, wanted: &str) -> TextScores {
        TextScores::of(found, wanted, &[], &[])
    }

    fn ratio(right: u64, found: u64, wanted: u64) -> Ratio {
        Ratio { right, found, wanted }
    }

    #[test]
    fn words_are_those_of_python() {
        assert_eq!(
            words("Don't re-use a_b, ½ of 3.5 €!"),
            ["Don", "t", "re", "use", "a_b", "½", "of", "3", "5"]
        );
        assert_eq!(words("Größe 東京は мир"), ["Größe", "東京は", "мир"]);
        assert_eq!(words("कि"), ["क"]);
        assert!(words(" — … ").is_empty());
    }

    #[test]
    fn words_overlap_as_multisets_in_any_case() {
        // Twice 'the' of three, and 'cat'; 'sat' is not found, the third 'The' and 'dog' are too much.
        let page = scores("The the The cat dog", "the cat sat the");
        assert_eq!(page.words, ratio(3, 5, 4));
        assert_eq!(page.word_shares(), Shares { precision: 0.6, recall: 0.75, f1: 6.0 / 9.0 });
    }

    #[test]
    fn no_words_are_right_only_where_none_are_wanted() {
        assert_eq!(scores("…", "").word_shares(), Shares { precision: 1.0, recall: 1.0, f1: 1.0 });
        assert_eq!(scores("a", "").word_shares(), Shares::default());
        assert_eq!(scores("", "a").word_shares(), Shares::default());
    }

    #[test]
    fn shingles_are_runs_of_four_words_in_their_case() {
        // abcd, bcde | abcd, bcdX
        assert_eq!(scores("a b c d e", "a b c d X").shingles, ratio(1, 2, 2));
        assert_eq!(scores("A b c d", "a b c d").shingles, ratio(0, 1, 1));
        // Fewer than four words are one shingle.
        assert_eq!(scores("a b c", "a, b, c").shingles, ratio(1, 1, 1));
        assert_eq!(scores("", "a").shingles, ratio(0, 0, 1));
        // abab, baba, abab | abab: one is too much.
        assert_eq!(scores("a b a b a b", "a b a b").shingles, ratio(1, 3, 1));
    }

    #[test]
    fn segments_are_sought_with_one_space_for_white_space() {
        let segments = |list: &[&str]| list.iter().map(|segment| (*segment).to_owned()).collect::<Vec<_>>();
        let (with, without) = (segments(&["one  two", "three", " "]), segments(&["four", "TWO", "five"]));
        let page = TextScores::of("one\ntwo\nfour", "", &with, &without);
        assert_eq!(page.segments, Segments { with: 2, with_found: 1, without: 3, without_found: 1 });
        assert_eq!(page.segments.ratio(), ratio(1, 2, 2));
        assert_eq!(page.segments.absent(), 2.0 / 3.0);
    }

    #[test]
    fn means_are_over_pages() {
        // Words: 1/1/1 and 1/2 of precision, 1/4 of recall, so 1/3. Shingles: 1 and 1; 0 and 0.
        let pages = [scores("a b c d", "a b c d"), scores("a x", "a b c d")];
        let means = TextMeans::of(&[&pages[0], &pages[1]]);
        assert_eq!(means.words, Shares { precision: 0.75, recall: 0.625, f1: (1.0 + 1.0 / 3.0) / 2.0 });
        assert_eq!(means.shingles, Shares { precision: 0.5, recall: 0.5, f1: 0.5 });
        // A page on which nothing is found has no precision; its recall is 0.
        let nothing = scores("", "a b c d e");
        let means = TextMeans::of(&[&pages[0], &nothing]);
        assert_eq!(means.shingles, Shares { precision: 1.0, recall: 0.5, f1: 2.0 / 3.0 });
    }
}
