//! A line as it is searched: folded, with the places where words begin and end.

use super::fold::{fold_with_colons, needs_no_boundary};
use super::place::Place;

/// Of a longer line only this many bytes from its start and as many from its end are searched: what betrays a line
/// stands there, and a line of megabytes must not cost more than its reading.
const SEARCHED_BYTES: usize = 4096;

/// What stands behind a line, so that the bytes of a place can be read without a look at where the line ends.
pub const PADDING: [u8; 16] = [0; 16];

/// A line as it is searched.
#[derive(Default)]
pub struct FoldedLine {
    /// The folded line and the padding.
    padded: String,
    /// How long the line is.
    length: usize,
    /// The bytes at which a colon stands after a word, in their order.
    colons: Vec<usize>,
}

impl FoldedLine {
    /// Takes a line in.
    pub fn fold(&mut self, line: &str) {
        let colons = &mut self.colons;
        colons.clear();
        let mut out = std::mem::take(&mut self.padded).into_bytes();
        out.clear();
        match ends(line) {
            None => fold_with_colons(line, &mut out, |at| colons.push(at)),
            Some((first, last)) => {
                fold_with_colons(first, &mut out, |at| colons.push(at));
                out.extend(b" \n ");
                fold_with_colons(last, &mut out, |_| ());
            }
        }
        self.length = out.len();
        out.extend(PADDING);
        // What is folded is text, and the check is cheap.
        self.padded = String::from_utf8(out).unwrap_or_default();
    }

    /// The folded line.
    pub fn text(&self) -> &str {
        self.padded.get(..self.length).unwrap_or_default()
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
    text: &'l str,
    colons: &'l [usize],
    /// The line's bytes.
    bytes: &'l [u8],
    /// The same with the padding.
    pub padded: &'l [u8],
    /// Where the first word ends.
    first_word: usize,
    /// Where the last word begins.
    last_word: usize,
}

impl<'l> Places<'l> {
    /// Looks at a line.
    pub fn of(line: &'l FoldedLine) -> Places<'l> {
        let (text, padded) = (line.text(), line.padded.as_bytes());
        let bytes = text.as_bytes();
        let first_word = memchr::memchr(b' ', bytes).unwrap_or(bytes.len());
        let last_word = memchr::memrchr(b' ', bytes).map_or(0, |space| space + 1);
        Places { text, colons: &line.colons, bytes, padded, first_word, last_word }
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
            .and(Place::COLON.when(!self.colons.is_empty() && self.colons.binary_search(&end).is_ok()))
    }

    /// Whether a word may begin or end at a byte.
    #[inline]
    pub fn is_boundary(&self, at: usize) -> bool {
        match (self.bytes.get(at.wrapping_sub(1)), self.bytes.get(at)) {
            (Some(before), Some(after)) if before.is_ascii() && after.is_ascii() => {
                *before == b' ' || *after == b' '
            }
            _ => is_boundary(self.text, at),
        }
    }

    /// Gives each byte at which a word may begin.
    #[inline]
    pub fn for_each_word_start(&self, mut give: impl FnMut(usize)) {
        const ONES: u64 = u64::MAX / 255;
        let mut may_begin = true;
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let eight = self.bytes.get(at..).and_then(|rest| rest.first_chunk()).copied();
            if let Some(eight) = eight.map(u64::from_le_bytes).filter(|eight| eight & ONES << 7 == 0) {
                // Eight bytes of ASCII: words begin behind spaces.
                let spaces = !((eight ^ (ONES * 0x20)) + ONES * 0x7f) & (ONES << 7);
                let mut starts = spaces << 8 | if may_begin { 0x80 } else { 0 };
                while starts != 0 {
                    give(at + (starts.trailing_zeros() / 8) as usize);
                    starts &= starts - 1;
                }
                may_begin = spaces >> 63 == 1;
                at += 8;
            } else if byte.is_ascii() {
                if may_begin {
                    give(at);
                }
                may_begin = *byte == b' ';
                at += 1;
            } else {
                let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else { return };
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
