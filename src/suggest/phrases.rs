//! What a folded line begins and ends with.

use crate::script::is_unspaced;
use std::ops::Range;

/// The fewest and the most words of a beginning or an ending; numbers do not count as words there. Where a script puts
/// no spaces, two letters are a word.
const LEAST: Halves = Halves(4);
const MOST: Halves = Halves(12);

/// The most words before a colon.
const MOST_HEADING: Halves = Halves(8);

/// A number of half words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Halves(usize);

/// What a phrase is to its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// What stands before its first colon.
    Heading,
    /// Its beginning.
    Opening,
    /// Its ending.
    Ending,
}

/// The words of a folded line; where a script puts no spaces, its letters.
fn words(folded: &str) -> Vec<(Range<usize>, Halves)> {
    let mut words: Vec<(Range<usize>, Halves)> = Vec::new();
    let mut open = false;
    for (at, c) in folded.char_indices() {
        let range = at..at + c.len_utf8();
        if c == ' ' {
            open = false;
        } else if is_unspaced(c) {
            words.push((range, Halves(1)));
            open = false;
        } else if let Some((last, _)) = words.last_mut().filter(|_| open) {
            last.end = range.end;
        } else {
            words.push((range, Halves(2)));
            open = true;
        }
    }
    words
}

/// How many words a folded line has; two letters of a script without spaces are one.
pub fn count_words(folded: &str) -> usize {
    words(folded).iter().map(|(_, size)| size.0).sum::<usize>().div_ceil(2)
}

/// Gives the phrases that a folded line begins or ends with, none of them all of it. `colon` is where the word before
/// the first colon ends.
pub fn each_part<'f>(folded: &'f str, colon: Option<usize>, mut give: impl FnMut(Part, &'f str)) {
    let words = words(folded);
    if let Some(heading) = colon.and_then(|end| folded.get(..end)) {
        let size: usize =
            words.iter().filter(|(word, _)| word.end <= heading.len()).map(|(_, size)| size.0).sum();
        if size > 0 && Halves(size) <= MOST_HEADING && heading.len() < folded.len() {
            give(Part::Heading, heading);
        }
    }
    let weight = |(word, halves): &(Range<usize>, Halves)| match folded.get(word.clone()) {
        Some("#") => 0,
        _ => halves.0,
    };
    let mut size = 0;
    for word in words.iter().take(words.len().saturating_sub(1)) {
        size += weight(word);
        if Halves(size) > MOST {
            break;
        }
        // A number at the end of a beginning says no more than the beginning before it.
        if let Some(phrase) = folded.get(..word.0.end).filter(|_| weight(word) > 0 && Halves(size) >= LEAST) {
            give(Part::Opening, phrase);
        }
    }
    size = 0;
    for word in words.iter().skip(1).rev() {
        size += weight(word);
        if Halves(size) > MOST {
            break;
        }
        if let Some(phrase) = folded.get(word.0.start..).filter(|_| weight(word) > 0 && Halves(size) >= LEAST)
        {
            give(Part::Ending, phrase);
        }
    }
}

/// Whether a line that begins or ends with the longer phrase also does so with the shorter one.
pub fn extends(part: Part, longer: &str, shorter: &str) -> bool {
    longer.len() > shorter.len()
        && match part {
            Part::Ending => longer.strip_suffix(shorter).is_some_and(|rest| {
                rest.ends_with(|c| c == ' ' || is_unspaced(c)) || shorter.starts_with(is_unspaced)
            }),
            _ => longer.strip_prefix(shorter).is_some_and(|rest| {
                rest.starts_with(|c| c == ' ' || is_unspaced(c)) || shorter.ends_with(is_unspaced)
            }),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(folded: &str, colon: Option<usize>) -> Vec<(Part, &str)> {
        let mut parts = Vec::new();
        each_part(folded, colon, |part, phrase| parts.push((part, phrase)));
        parts
    }

    #[test]
    fn a_line_has_beginnings_and_endings_of_two_words_and_more() {
        assert_eq!(
            parts("written by jane roe", None),
            [
                (Part::Opening, "written by"),
                (Part::Opening, "written by jane"),
                (Part::Ending, "jane roe"),
                (Part::Ending, "by jane roe"),
            ]
        );
        assert_eq!(parts("photo reuters", Some(5)), [(Part::Heading, "photo")]);
        assert_eq!(parts("icon", None), []);
        assert_eq!(parts("# of # pages", None), [(Part::Ending, "of # pages")]);
    }

    #[test]
    fn letters_of_scripts_without_spaces_are_half_words() {
        let found = parts("责任编辑张三", None);
        assert_eq!(found.first(), Some(&(Part::Opening, "责任编辑")));
        assert_eq!(found.iter().filter(|(part, _)| *part == Part::Opening).count(), 2);
        assert_eq!((count_words("责任编辑张三"), count_words("one two # three")), (3, 4));
    }

    #[test]
    fn phrases_extend_each_other_at_words_only() {
        assert!(extends(Part::Opening, "written by jane", "written by"));
        assert!(!extends(Part::Opening, "written byway", "written by"));
        assert!(extends(Part::Ending, "by jane roe", "jane roe"));
        assert!(!extends(Part::Ending, "mary jane roe", "ane roe"));
        assert!(extends(Part::Opening, "责任编辑张", "责任编辑"));
    }
}
