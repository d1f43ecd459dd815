//! Prose that stands in a document more than once: a pull quote, a teaser, a paragraph that a scraper took twice.

use crate::features::Surface;
use std::collections::HashMap;

/// For each line that stays, where the same prose stands before it: the number that came with the first such line.
/// Lines that are no prose, and lines that go, neither repeat nor are repeated. Spacing counts for nothing.
pub fn repeated_prose<'t>(lines: impl Iterator<Item = Option<(u32, &'t str)>>) -> Vec<Option<u32>> {
    let mut first: HashMap<String, u32> = HashMap::new();
    lines
        .map(|line| {
            let (number, text) = line?;
            if !Surface::of(text).is_prose() {
                return None;
            }
            let spaced: Vec<&str> = text.split_whitespace().collect();
            let before = *first.entry(spaced.join(" ")).or_insert(number);
            (before != number).then_some(before)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The ferry was late again on Monday, and nobody at the harbour office could say why.";

    #[test]
    fn prose_that_was_there_before_is_found_whatever_its_spacing() {
        let spaced = PROSE.replace(' ', "  ");
        let lines = [Some((1, PROSE)), Some((4, "Share")), Some((5, spaced.as_str())), Some((9, PROSE))];
        assert_eq!(repeated_prose(lines.into_iter()), [None, None, Some(1), Some(1)]);
    }

    #[test]
    fn what_is_no_prose_and_what_goes_is_not_repeated() {
        let lines = [None, Some((2, "Share")), Some((3, "Share")), Some((4, PROSE))];
        assert_eq!(repeated_prose(lines.into_iter()), [None; 4]);
    }
}
