//! Prose that stands in a document more than once: a pull quote, a teaser, a paragraph that a scraper took twice.

use crate::features::Surface;
use std::collections::HashMap;

/// Bytes: what is shorter is no prose.
const SHORTEST: usize = 20;

/// For each line that stays, where the same prose stands before it: the number that came with the first such line.
/// Lines that are no prose, and lines that go, neither repeat nor are repeated. Spacing counts for nothing.
pub fn repeated_prose<'t>(lines: impl Iterator<Item = Option<(u32, &'t str)>>) -> Vec<Option<u32>> {
    let mut first: HashMap<u64, (u32, &str)> = HashMap::new();
    lines
        .map(|line| {
            let (number, text) = line.filter(|(_, text)| text.len() >= SHORTEST)?;
            let (before, same) = *first.entry(without_spaces(text)).or_insert((number, text));
            // Few lines come so far, so what is asked of them may take its time.
            let repeats = before != number
                && same.split_whitespace().eq(text.split_whitespace())
                && Surface::of(text).is_prose();
            repeats.then_some(before)
        })
        .collect()
}

/// A checksum of all characters but the spaces. Every line that stays is asked for it, so it is a fast one (that of the
/// Firefox hash); lines with the same are compared.
fn without_spaces(text: &str) -> u64 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let characters = text.chars().filter(|character| !character.is_whitespace());
    characters.fold(0u64, |sum, character| (sum.rotate_left(5) ^ u64::from(character)).wrapping_mul(FACTOR))
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
        let heading = "Timetable of the ferries in winter";
        let lines = [None, Some((2, heading)), Some((3, heading)), Some((4, PROSE))];
        assert_eq!(repeated_prose(lines.into_iter()), [None; 4]);
    }
}
