//! What makes two lines the same: a hash of the folded line.

use crate::cues::fold::fold_into;
use crate::script::is_unspaced;
use xxhash_rust::xxh3::xxh3_64;

/// A longer line, in bytes of its folded form, is no line of a template.
const MOST_BYTES: usize = 4096;

/// From so many words on a line may be prose, and one of a template only where nearly all pages have it.
const LONG_WORDS: usize = 9;

/// The key of a line: 63 bits of a hash of the folded line, and whether the line is long enough to be prose.
///
/// Of a site with a million different lines the chance that any two of them share a key is one in ten million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey(u64);

impl LineKey {
    /// The key of a line; `buffer` then holds the folded line. `None` for a line without a letter, since folded
    /// numbers are all the same, and for one of more than four kilobytes.
    pub fn of(line: &str, buffer: &mut String) -> Option<LineKey> {
        buffer.clear();
        // Folding takes away two bytes of three at most.
        if line.len() > 3 * MOST_BYTES {
            return None;
        }
        fold_into(line, buffer);
        LineKey::of_folded(buffer)
    }

    /// The key of a line that is folded already.
    pub fn of_folded(folded: &str) -> Option<LineKey> {
        let lettered = folded.chars().any(char::is_alphabetic);
        let hash = xxh3_64(folded.as_bytes()) & !1;
        (lettered && folded.len() <= MOST_BYTES).then(|| LineKey(hash | u64::from(is_long(folded))))
    }

    /// Whether the line is long enough to be prose.
    pub fn is_long(self) -> bool {
        self.0 & 1 == 1
    }

    /// The key as bytes, the same on every machine.
    pub(super) fn bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

/// Words of a folded line are parted by spaces; where a script puts none, two letters count as one.
fn is_long(folded: &str) -> bool {
    let spaces = folded.bytes().filter(|byte| *byte == b' ').count();
    spaces + 1 >= LONG_WORDS || {
        let unspaced = folded.chars().filter(|c| is_unspaced(*c)).count();
        spaces + unspaced / 2 >= LONG_WORDS
    }
}

#[cfg(test)]
mod tests {
    use super::LineKey;

    fn key(line: &str) -> Option<LineKey> {
        LineKey::of(line, &mut String::new())
    }

    #[test]
    fn case_numbers_and_punctuation_do_not_make_another_line() {
        assert_eq!(key("3 Comments"), key(" 12 comments »"));
        assert_ne!(key("Comments"), key("Comment"));
        assert_eq!(key("12 / 7"), None);
        assert_eq!(key("|"), None);
    }

    #[test]
    fn lines_that_may_be_prose_are_told_apart_in_every_script() {
        let is_long = |line| key(line).map(LineKey::is_long);
        assert_eq!(is_long("The council met on Monday evening and agreed on a new budget."), Some(true));
        assert_eq!(is_long("市议会周一晚上开会，经过两个小时的讨论，通过了新的预算。"), Some(true));
        assert_eq!(is_long("Privacy policy and terms of use"), Some(false));
        assert_eq!(is_long("关于我们"), Some(false));
    }

    #[test]
    fn an_endless_line_has_no_key() {
        assert_eq!(key(&"word ".repeat(1_000_000)), None);
        assert_eq!(key(&"word ".repeat(1000)), None);
    }
}
