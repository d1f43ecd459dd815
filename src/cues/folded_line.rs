//! A line as it is searched: folded, with the places where words begin and end.

use super::fold::{fold_into, fold_with_colons, needs_no_boundary};
use super::place::Place;

/// Of a longer line only this many bytes from its start and as many from its end are searched: what betrays a line
/// stands there, and a line of megabytes must not cost more than its reading.
const SEARCHED_BYTES: usize = 4096;

/// A line as it is searched.
#[derive(Default)]
pub struct FoldedLine {
    pub text: String,
    /// The bytes at which a colon stands after a word, in their order.
    colons: Vec<usize>,
    /// Of a very long line, its end.
    last: String,
}

impl FoldedLine {
    /// Takes a line in.
    pub fn fold(&mut self, line: &str) {
        let colons = &mut self.colons;
        colons.clear();
        match ends(line) {
            None => fold_with_colons(line, &mut self.text, |at| colons.push(at)),
            Some((first, last)) => {
                fold_with_colons(first, &mut self.text, |at| colons.push(at));
                fold_into(last, &mut self.last);
                self.text.push_str(" \n ");
                self.text.push_str(&self.last);
            }
        }
    }
}

/// The two ends of a line that is too long to be searched as a whole.
fn ends(line: &str) -> Option<(&str, &str)> {
    if line.len() <= 2 * SEARCHED_BYTES {
        return None;
    }
    let first = line.floor_char_boundary(SEARCHED_BYTES);
    let last = line.ceil_char_boundary(line.len() - SEARCHED_BYTES);
    line.get(..first).zip(line.get(last..))
}

/// What it takes to say where in a line a phrase stands.
pub struct Places<'l> {
    line: &'l FoldedLine,
    /// The line's bytes.
    pub bytes: &'l [u8],
    /// Where the first word ends.
    first_word: usize,
    /// Where the last word begins.
    last_word: usize,
}

impl<'l> Places<'l> {
    /// Looks at a line.
    pub fn of(line: &'l FoldedLine) -> Places<'l> {
        let bytes = line.text.as_bytes();
        let first_word = memchr::memchr(b' ', bytes).unwrap_or(bytes.len());
        let last_word = memchr::memrchr(b' ', bytes).map_or(0, |space| space + 1);
        Places { line, bytes, first_word, last_word }
    }

    /// Where a phrase stands, but for whether a word may begin there.
    #[inline]
    pub fn of_phrase(&self, start: usize, end: usize) -> Place {
        let ends_line = end == self.bytes.len();
        Place::WORD_ENDS
            .when(ends_line || self.is_boundary(end))
            .and(Place::LINE_STARTS.when(start == 0))
            .and(Place::LINE_ENDS.when(ends_line))
            .and(Place::FIRST_WORD.when(start <= self.first_word))
            .and(Place::LAST_WORD.when(end >= self.last_word))
            .and(
                Place::COLON
                    .when(!self.line.colons.is_empty() && self.line.colons.binary_search(&end).is_ok()),
            )
    }

    /// Whether a word may begin or end at a byte.
    #[inline]
    pub fn is_boundary(&self, at: usize) -> bool {
        match (self.bytes.get(at.wrapping_sub(1)), self.bytes.get(at)) {
            (Some(before), Some(after)) if before.is_ascii() && after.is_ascii() => {
                *before == b' ' || *after == b' '
            }
            _ => is_boundary(&self.line.text, at),
        }
    }

    /// Gives each byte at which a word may begin.
    #[inline]
    pub fn for_each_word_start(&self, mut give: impl FnMut(usize)) {
        let mut may_begin = true;
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            if byte.is_ascii() {
                if may_begin {
                    give(at);
                }
                may_begin = *byte == b' ';
                at += 1;
            } else {
                let Some(c) = self.line.text.get(at..).and_then(|rest| rest.chars().next()) else { return };
                let unspaced = needs_no_boundary(c);
                if may_begin || unspaced {
                    give(at);
                }
                may_begin = unspaced;
                at += c.len_utf8();
            }
        }
    }
}

/// Whether a word may begin or end at this byte.
fn is_boundary(folded: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (folded.get(..at), folded.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(before), Some(after)) => {
            before == ' ' || after == ' ' || needs_no_boundary(before) || needs_no_boundary(after)
        }
        _ => true,
    }
}
