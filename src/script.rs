//! What characters of the world's scripts do in a sentence.

use std::sync::LazyLock;

/// Whether a letter belongs to a script that puts no spaces between words: Han, Kana, Thai, Lao, Khmer, Burmese.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Whether a mark ends a sentence.
pub fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '\u{104b}'
            | '\u{17d4}'
            | '\u{55e}'
            | '\u{589}'
            | '\u{1362}'
            | '‽'
            | '⁇'
            | '⁈'
            | '⁉'
    )
}

/// Whether a mark may follow the one that ends a sentence: closing quotes and brackets.
pub fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '«'
            | '“'
            | '‹'
            | '›'
            | ')'
            | ']'
            | '）'
            | '］'
            | '」'
            | '』'
            | '】'
            | '》'
            | '\u{200f}'
            | '\u{200e}'
    )
}

/// What a character is to a line's shape, as bits.
pub mod kind {
    /// It is a letter.
    pub const LETTER: u8 = 1;
    /// It is an upper-case letter.
    pub const UPPER: u8 = 2;
    /// It is a lower-case letter.
    pub const LOWER: u8 = 4;
    /// It is a digit or a number.
    pub const NUMBER: u8 = 8;
}

/// Where the alphabets of Europe end: up to here the kinds stand in a table.
pub const LATIN_TO_CYRILLIC: char = '\u{530}';

static KINDS: LazyLock<[u8; LATIN_TO_CYRILLIC as usize]> = LazyLock::new(|| {
    std::array::from_fn(|at| u32::try_from(at).ok().and_then(char::from_u32).map_or(0, kinds_by_unicode))
});

fn kinds_by_unicode(c: char) -> u8 {
    let when = |kind: u8, is: bool| if is { kind } else { 0 };
    when(kind::LETTER, c.is_alphabetic())
        | when(kind::UPPER, c.is_uppercase())
        | when(kind::LOWER, c.is_lowercase())
        | when(kind::NUMBER, c.is_numeric())
}

/// What a character is. Unicode's own tables are small, not fast.
#[inline]
pub fn kinds(c: char) -> u8 {
    KINDS.get(c as usize).copied().unwrap_or_else(|| kinds_by_unicode(c))
}

/// The plain words at a place of a text: ASCII letters and single spaces, up to eight bytes of them, told together.
/// Each byte of the text has a byte in the sets, of which only the highest bit is used.
#[derive(Clone, Copy, Debug)]
pub struct PlainWords {
    /// How many bytes they are.
    pub length: usize,
    /// The bytes in lower case, and behind them anything.
    pub lower: u64,
    /// Those that are letters.
    pub letters: u64,
    /// Those that are upper-case letters.
    pub uppercase: u64,
}

impl PlainWords {
    /// How many bytes are looked at.
    pub const BYTES: usize = 8;

    /// Reads the plain words that stand at a byte; a space is none of them after another space.
    #[inline]
    pub fn at(text: &[u8], at: usize, after_space: bool) -> PlainWords {
        let rest = text.get(at..).unwrap_or_default();
        let chunk = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut chunk = [0; PlainWords::BYTES];
            chunk.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
            chunk
        });
        PlainWords::of(chunk, after_space)
    }

    #[inline]
    fn of(bytes: [u8; Self::BYTES], after_space: bool) -> PlainWords {
        const ONES: u64 = u64::MAX / 255;
        const HIGH: u64 = ONES << 7;
        let number = u64::from_le_bytes(bytes);
        let lower = number | (ONES * 0x20);
        // Sums of seven bits do not run over into the next byte. What is not ASCII is left out by itself.
        let low = lower & !HIGH;
        let from_a = low + ONES * (0x80 - 0x61);
        let behind_z = low + ONES * (0x7f - 0x7a);
        let letters = from_a & !behind_z & !number & HIGH;
        let spaces = !((number ^ (ONES * 0x20)) & !HIGH).wrapping_add(!HIGH) & !number & HIGH;
        let doubled = spaces & (spaces << 8 | if after_space { 0x80 } else { 0 });
        let others = !(letters | spaces & !doubled) & HIGH;
        let length = (others.trailing_zeros() / 8) as usize;
        let within = if length < Self::BYTES { (1 << (8 * length)) - 1 } else { u64::MAX };
        let letters = letters & within;
        PlainWords { length, lower, letters, uppercase: letters & !(number << 2) }
    }

    /// How many bytes are in a set. Not every processor can count all bits of a number at once.
    #[inline]
    pub fn count(set: u64) -> u32 {
        ((set >> 7).wrapping_mul(u64::MAX / 255) >> 56) as u32
    }

    /// Whether the last of them is a letter; false where there are none.
    #[inline]
    pub fn ends_in_word(self) -> bool {
        self.length > 0 && self.letters >> (8 * self.length - 1) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lower_case_already_stays_as_it_is() {
        for c in '\0'..LATIN_TO_CYRILLIC {
            assert_eq!(kinds(c), kinds_by_unicode(c));
            assert!(kinds(c) & kind::LOWER == 0 || c.to_lowercase().eq([c]), "{c}");
        }
    }

    #[test]
    fn plain_words_are_told_byte_by_byte() {
        for before in [false, true] {
            for (place, byte) in (0..8).flat_map(|place| (0..=255u8).map(move |byte| (place, byte))) {
                for mut bytes in [*b"aZ bcz d", *b"        ", *b"A B c D "] {
                    bytes[place] = byte;
                    let words = PlainWords::of(bytes, before);
                    let mut after_space = before;
                    let plain = |byte: &u8| {
                        let plain = byte.is_ascii_alphabetic() || *byte == b' ' && !after_space;
                        after_space = *byte == b' ';
                        plain
                    };
                    let length = bytes.iter().map(plain).take_while(|plain| *plain).count();
                    assert_eq!(words.length, length, "{bytes:?}");
                    let bits = |is: fn(&u8) -> bool| {
                        let set = bytes.iter().take(length).enumerate().filter(|(_, byte)| is(byte));
                        set.fold(0u64, |set, (at, _)| set | 0x80 << (8 * at))
                    };
                    assert_eq!(words.letters, bits(u8::is_ascii_alphabetic), "{bytes:?}");
                    assert_eq!(words.uppercase, bits(u8::is_ascii_uppercase), "{bytes:?}");
                    assert_eq!(&words.lower.to_le_bytes()[..length], &bytes.to_ascii_lowercase()[..length]);
                }
            }
        }
    }
}
