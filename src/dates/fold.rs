//! Characters: folding for comparison, what belongs to a word, native digits.

use crate::script::{LATIN_TO_CYRILLIC, kind, kinds};

/// The longest run of letters that is looked up, in bytes of its folded form.
pub const WORD_MAX: usize = 48;

/// Folds one character for comparison: lower case, no accents, one form for the
/// variants of a letter. `None` for marks that do not count at all.
pub fn fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    if is_silent(c) {
        return None;
    }
    let c = match c {
        'İ' => 'i',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            return char::from_u32((u32::from(c) - 0xFF21) % 32 + 0x61);
        }
        // Letters of Europe that are lower case already need no look at Unicode's tables.
        ..LATIN_TO_CYRILLIC if kinds(c) & kind::LOWER != 0 => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    Some(base(c))
}

/// Marks that are written or left out at will: combining accents, vowel points,
/// joiners and direction marks.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{61c}')
}

/// The letter under the accent of a lower-case letter.
fn base(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ǝ' | 'ə' | 'ẹ'..='ệ' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        _ => c,
    }
}

/// Whether a character belongs to a word (letters and the marks on them).
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    if c < LATIN_TO_CYRILLIC {
        return kinds(c) & kind::LETTER != 0 || is_silent(c);
    }
    // Vowel signs and viramas of the Indic scripts, Thai and Lao tone marks.
    let mark = matches!(c, '\u{900}'..='\u{963}' | '\u{971}'..='\u{9e3}' | '\u{9f0}'..='\u{a63}'
        | '\u{a70}'..='\u{ae3}' | '\u{af0}'..='\u{b63}' | '\u{b70}'..='\u{be3}' | '\u{bf0}'..='\u{c63}'
        | '\u{c70}'..='\u{ce3}' | '\u{cf0}'..='\u{d63}' | '\u{d70}'..='\u{de3}' | '\u{e30}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{eb1}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}' | '\u{102b}'..='\u{103e}'
        | '\u{17b4}'..='\u{17d3}');
    mark || c.is_alphabetic() || (is_silent(c) && c != '\u{200b}')
}

/// Whether a character is of a script that writes no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character separates the words of a phrase ("p. m.", "min-read").
pub fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '.' | '-' | '\'' | '’' | 'ʼ' | '\u{2010}' | '\u{2011}' | '׳') || is_space(c)
}

/// White space, the no-break kinds and invisible marks included.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{205f}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{3000}' | '\u{feff}')
        || (c.is_ascii() && c.is_ascii_whitespace())
}
