//! The words of the lines as numbers: read once for everything that asks for them.

use crate::classify::View;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// The most words of a line that are read.
const MOST_WORDS: usize = 120;

/// Letters that a stem has: words that differ behind them are forms of one word mostly.
const STEM: usize = 5;
/// Shorter words have no stem.
const SHORTEST_STEM: usize = 4;

/// Stands for the word behind the last.
const END: u64 = 1;
/// The most signs between two words that are read.
const MOST_SIGNS: usize = 8;
/// Start and multiplier of the FNV-1a hash.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Lists of numbers, one for each unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    numbers: Vec<u32>,
    ends: Vec<usize>,
}

impl Lists {
    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The list of a unit; empty where there is none.
    pub fn of(&self, unit: usize) -> &[u32] {
        let start = unit.checked_sub(1).and_then(|above| self.ends.get(above)).copied().unwrap_or_default();
        let end = self.ends.get(unit).copied().unwrap_or_default();
        self.numbers.get(start..end).unwrap_or_default()
    }

    /// All lists.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|unit| self.of(unit))
    }

    /// Adds a list, which `fill` writes behind the numbers of those before it.
    pub(super) fn push(&mut self, fill: impl FnOnce(&mut Vec<u32>)) {
        fill(&mut self.numbers);
        self.ends.push(self.numbers.len());
    }
}

/// The words of all units of a document.
pub struct WordTable {
    /// One hash for each word. Case is folded and digits are all alike.
    pub words: Lists,
    /// One hash for each longer word, the same for its inflected forms mostly; in scripts without spaces one for
    /// each pair of neighbouring characters.
    pub stems: Lists,
    /// One hash for each run of signs between words, and one for it with either neighbour.
    pub signs: Lists,
}

impl WordTable {
    /// Reads all units.
    pub fn of(view: &View<'_>) -> WordTable {
        let mut table =
            WordTable { words: Lists::default(), stems: Lists::default(), signs: Lists::default() };
        for unit in &view.units {
            let WordTable { words, stems, signs } = &mut table;
            words.push(|words| {
                stems.push(|stems| {
                    signs.push(|signs| {
                        each_word(&unit.text, |token| match token {
                            Token::Word(hash) => words.push(hash),
                            Token::Stem(hash) => stems.push(hash),
                            Token::Sign(hash) => signs.push(hash),
                        });
                    });
                });
            });
        }
        table
    }
}

/// The hashes of a text's words.
pub fn word_hashes(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    each_word(text, |token| words.extend(token.word()));
    words
}

/// What a line is read as.
#[derive(Clone, Copy)]
enum Token {
    Word(u32),
    Stem(u32),
    Sign(u32),
}

impl Token {
    fn word(self) -> Option<u32> {
        match self {
            Token::Word(hash) => Some(hash),
            _ => None,
        }
    }
}

/// The signs between the last word and the next one.
#[derive(Default)]
struct Gap {
    signs: u64,
    count: usize,
    before: u64,
}

impl Gap {
    /// Adds a character that stands in no word, unless it is white space or there are many already.
    #[inline]
    fn add(&mut self, code: u32) {
        let is_space = code <= 0x20 || code >= 0x80 && char::from_u32(code).is_some_and(char::is_whitespace);
        if !is_space && self.count < MOST_SIGNS {
            self.signs = (self.signs ^ BASIS ^ u64::from(code)).wrapping_mul(PRIME);
            self.count += 1;
        }
    }

    #[inline]
    fn close(&mut self, word: u64, give: &mut impl FnMut(Token)) {
        if self.signs != 0 {
            give(Token::Sign(spread(self.signs)));
            give(Token::Sign(spread(self.signs ^ self.before.rotate_left(13))));
            give(Token::Sign(spread(self.signs ^ word.rotate_left(29))));
        }
        *self = Gap { before: word, ..Gap::default() };
    }
}

/// What a byte below 128 stands for in a word: 0 where it stands in none, a digit for all digits, else the letter in
/// lower case.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        table[byte] = match c {
            b'0'..=b'9' => b'0',
            b'A'..=b'Z' => c + 32,
            b'a'..=b'z' => c,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// The same for the characters of two bytes: alphabets from Latin to Arabic.
static TWO_BYTES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let stands_for = |code: u32| match char::from_u32(code) {
        // Accents of their own belong to the letter before them.
        Some('\u{300}'..='\u{36f}') => code as u16,
        Some(c) if c.is_numeric() => u16::from(b'0'),
        Some(c) if c.is_alphabetic() => {
            c.to_lowercase().next().and_then(|lower| u16::try_from(u32::from(lower)).ok()).unwrap_or_default()
        }
        _ => 0,
    };
    (0..0x800).map(stands_for).collect()
});

/// A word that is being read.
#[derive(Clone, Copy)]
struct Reading {
    hash: u64,
    stem: u64,
    letters: usize,
}

impl Reading {
    const START: Reading = Reading { hash: BASIS, stem: BASIS, letters: 0 };

    #[inline]
    fn add(&mut self, letter: u64) {
        self.hash = (self.hash ^ letter).wrapping_mul(PRIME);
        self.letters += 1;
        if self.letters <= STEM {
            self.stem = self.hash;
        }
    }

    #[inline]
    fn give(&self, gap: &mut Gap, give: &mut impl FnMut(Token)) {
        gap.close(self.hash, give);
        give(Token::Word(spread(self.hash)));
        if self.letters >= SHORTEST_STEM {
            give(Token::Stem(spread(self.stem)));
        }
    }
}

/// Gives the hash of each word, and of its stem where it has one. A line in an alphabet that is written with spaces
/// is cut where its letters end; any other by the rules of Unicode.
fn each_word(text: &str, mut give: impl FnMut(Token)) {
    if is_simple(text) { simple_words(text, &mut give) } else { segmented_words(text, &mut give) }
}

/// Whether all characters are of one or two bytes, or signs that no word holds.
fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.is_ascii() || bytes.iter().enumerate().all(|(at, byte)| *byte < 0xe0 || is_sign(bytes, at))
}

/// Whether general punctuation begins at a byte: U+2000 to U+206F.
fn is_sign(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 2), Some([0xe2, 0x80 | 0x81]))
}

fn simple_words(text: &str, give: &mut impl FnMut(Token)) {
    let two_bytes: &[u16] = &TWO_BYTES;
    let mut reading = Reading::START;
    let mut gap = Gap::default();
    let mut words = 0;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let (letter, sign) = match byte {
            ..0x80 => (u64::from(ASCII.get(usize::from(byte)).copied().unwrap_or_default()), u32::from(byte)),
            0xc2..0xe0 => {
                let second = bytes.next().unwrap_or_default();
                let code = usize::from(byte & 0x1f) << 6 | usize::from(second & 0x3f);
                (u64::from(two_bytes.get(code).copied().unwrap_or_default()), code as u32)
            }
            _ => {
                let mut last = || u32::from(bytes.next().unwrap_or_default() & 0x3f);
                (0, u32::from(byte & 0x0f) << 12 | last() << 6 | last())
            }
        };
        if letter != 0 {
            reading.add(letter);
            continue;
        }
        if reading.letters > 0 {
            reading.give(&mut gap, give);
            reading = Reading::START;
            words += 1;
            if words == MOST_WORDS {
                return;
            }
        }
        gap.add(sign);
    }
    if reading.letters > 0 {
        reading.give(&mut gap, give);
    }
    gap.close(END, give);
}

fn segmented_words(text: &str, give: &mut impl FnMut(Token)) {
    // The last word where it is a single character of a script without spaces: where it ends, and what it is.
    let mut single: Option<(usize, u64)> = None;
    let mut gap = Gap::default();
    let mut end = 0;
    for (at, word) in text.unicode_word_indices().take(MOST_WORDS) {
        add_signs(text.get(end..at), &mut gap);
        end = at + word.len();
        let mut reading = Reading::START;
        for c in word.chars() {
            let lower = c.to_lowercase().next().unwrap_or(c);
            reading.add(if c.is_numeric() { u64::from(b'0') } else { u64::from(u32::from(lower)) });
        }
        reading.give(&mut gap, give);
        let is_single = reading.letters == 1 && !word.is_ascii();
        match single {
            Some((end, before)) if is_single && end == at => {
                give(Token::Stem(spread(before.rotate_left(17) ^ reading.hash)));
            }
            _ => {}
        }
        single = is_single.then_some((at + word.len(), reading.hash));
    }
    add_signs(text.get(end..), &mut gap);
    gap.close(END, give);
}

/// Adds the signs of the text between two words.
fn add_signs(between: Option<&str>, gap: &mut Gap) {
    between.unwrap_or_default().chars().for_each(|c| gap.add(u32::from(c)));
}

/// Hashes for the linear models: the signs of a line, its words, its pairs of words, and its first and last word.
pub fn fill_hashes(words: &[u32], signs: &[u32], hashes: &mut Vec<u32>) {
    hashes.reserve(signs.len() + 2 * words.len() + 2);
    hashes.extend(signs);
    hashes.extend(words);
    hashes.extend(words.windows(2).map(|pair| match pair {
        [one, two] => spread(u64::from(*one) << 32 | u64::from(*two)),
        _ => 0,
    }));
    hashes.extend(words.first().map(|word| spread(u64::from(*word) | 1 << 40)));
    hashes.extend(words.last().map(|word| spread(u64::from(*word) | 1 << 41)));
}

/// Hash of a name: a tag, class or id, with the level above the line.
pub fn name_hash(name: &str, level: u32) -> u32 {
    at_level(bare_name_hash(name), level)
}

/// Hash of a name without a level.
pub fn bare_name_hash(name: &str) -> u64 {
    name.bytes().fold(BASIS, |hash, byte| {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

/// A name's hash with its level.
pub fn at_level(name: u64, level: u32) -> u32 {
    spread(name ^ u64::from(level + 1).wrapping_mul(GOLDEN))
}

/// The upper bits of a product are the well-mixed ones.
fn spread(hash: u64) -> u32 {
    (hash.wrapping_mul(GOLDEN) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<u32> {
        let mut stems = Vec::new();
        each_word(text, |token| {
            if let Token::Stem(hash) = token {
                stems.push(hash)
            }
        });
        stems
    }

    #[test]
    fn case_and_the_values_of_digits_do_not_matter() {
        assert_eq!(word_hashes("Read More 2024"), word_hashes("read more 1999"));
        assert_eq!(word_hashes("Große Worte"), word_hashes("GROßE worte"));
        assert_eq!(word_hashes("Новости ДНЯ"), word_hashes("новости дня"));
        assert_ne!(word_hashes("read more"), word_hashes("more read"));
        assert_ne!(name_hash("nav", 0), name_hash("nav", 1));
    }

    #[test]
    fn words_are_the_same_beside_signs_and_beside_other_scripts() {
        let plain = word_hashes("the long road");
        assert_eq!(word_hashes("“the long—road…”"), plain);
        assert_eq!(word_hashes("the long road 你")[..3], plain);
        assert_eq!(word_hashes("市长说").len(), 3);
        assert!(word_hashes(&"word ".repeat(1000)).len() == MOST_WORDS);
    }

    #[test]
    fn signs_are_told_with_the_words_beside_them() {
        let signs = |text: &str| {
            let mut signs = Vec::new();
            each_word(text, |token| {
                if let Token::Sign(hash) = token {
                    signs.push(hash)
                }
            });
            signs
        };
        assert!(signs("no signs at all").is_empty());
        let colon = signs("Photo: Ann");
        assert_eq!(colon.len(), 3);
        assert_eq!(colon, signs("photo : ann"), "spaces and case make no difference");
        let other = signs("Photo; Ann");
        assert!(colon.iter().all(|hash| !other.contains(hash)));
        // The sign alone, and with the word before it, are the same before another word.
        assert_eq!(colon[..2], signs("Photo: Ben")[..2]);
        assert_ne!(colon[2], signs("Photo: Ben")[2]);
        assert_eq!(signs("市: 长")[0], colon[0]);
        // A line is read another way where it has a script without spaces.
        for text in ["Photo – Ann", "a\u{2009}…” (b", "é · « o"] {
            assert_eq!(signs(&format!("{text} 市"))[..3], signs(text)[..3], "{text}");
        }
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        assert_eq!(stems("minister"), stems("Ministers"));
        assert!(stems("a an the").is_empty());
        // Neighbouring characters make a pair, those with something between them do not.
        assert_eq!(stems("市长说").len(), 2);
        assert!(stems("市 长").is_empty());
        assert_eq!(stems("市长")[0], stems("说市长")[1]);
    }

    #[test]
    fn lists_are_told_apart() {
        let mut lists = Lists::default();
        lists.push(|numbers| numbers.extend([1, 2]));
        lists.push(|_| {});
        lists.push(|numbers| numbers.push(3));
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&[1, 2][..], &[], &[3]]);
        assert!(lists.of(3).is_empty());
    }
}
