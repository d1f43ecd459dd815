//! Folds lines and cue phrases to one form, so that case, punctuation and numbers do not matter.

use crate::script::{PlainWords, is_unspaced};

/// Folds `text` into `out`, which is emptied first: lower case, single spaces for everything that is neither
/// letter nor digit, `#` for a run of digits, no apostrophes inside words, no Arabic vowel signs.
pub fn fold_into(text: &str, out: &mut String) {
    let mut bytes = std::mem::take(out).into_bytes();
    bytes.clear();
    fold_with_colons(text, &mut bytes, |_| ());
    // What is folded is text, and the check is cheap.
    *out = String::from_utf8(bytes).unwrap_or_default();
}

/// Folds `text` to the end of `out`, in UTF-8, and gives, for every colon, the byte of `out` at which the word before
/// it ends.
pub fn fold_with_colons(text: &str, out: &mut Vec<u8>, mut colon: impl FnMut(usize)) {
    let from = out.len();
    out.reserve(text.len() + PlainWords::BYTES);
    let mut in_number = false;
    let mut previous_is_letter = false;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        // Plain words are taken together: most text is made of them.
        if byte.is_ascii_alphabetic() || *byte == b' ' {
            let after_space = out.len() == from || out.ends_with(b" ");
            let words = PlainWords::at(text.as_bytes(), at, after_space);
            if words.length > 0 {
                if in_number && *byte != b' ' {
                    out.push(b' ');
                }
                in_number = false;
                let end = out.len() + words.length;
                out.extend_from_slice(&words.lower.to_le_bytes());
                out.truncate(end);
                previous_is_letter = words.ends_in_word();
                at += words.length;
                if words.length == PlainWords::BYTES {
                    continue;
                }
            }
        }
        let Some(c) = char_at(text, at) else { break };
        at += c.len_utf8();
        let next_is_letter = || char_at(text, at).is_some_and(char::is_alphabetic);
        let c = full_width_to_ascii(c);
        if c == ':' {
            colon(out.len() - usize::from(out.len() > from && out.ends_with(b" ")));
        }
        if let Some(c) = fold_letter(c) {
            leave_number(&mut in_number, out);
            push(c, out);
            previous_is_letter = true;
        } else if c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric()) {
            if !in_number {
                space(out, from);
                out.push(b'#');
                in_number = true;
            }
            previous_is_letter = false;
        } else if is_sign(c) {
            space(out, from);
            push(c, out);
            out.push(b' ');
            in_number = false;
            previous_is_letter = false;
        } else if c.is_ascii() {
            let inside_word = c == '\'' && previous_is_letter && next_is_letter();
            if !inside_word {
                space(out, from);
                in_number = false;
                previous_is_letter = false;
            }
        } else if is_dropped(c) {
        } else if c.is_alphanumeric() || is_combining(c) {
            leave_number(&mut in_number, out);
            c.to_lowercase().filter(|c| *c != '\u{307}').for_each(|c| push(c, out));
            previous_is_letter = true;
        } else {
            let apostrophe = matches!(c, '’' | '‘' | 'ʼ');
            if !(apostrophe && previous_is_letter && next_is_letter()) {
                space(out, from);
                in_number = false;
                previous_is_letter = false;
            }
        }
    }
    while out.len() > from && out.ends_with(b" ") {
        out.pop();
    }
}

fn push(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The lower case of letters whose blocks are plain; what it does not know is looked up in Unicode's tables.
fn fold_letter(c: char) -> Option<char> {
    let shifted = |by: u32| char::from_u32(u32::from(c) + by);
    match c {
        'a'..='z' => Some(c),
        'A'..='Z' => shifted(0x20),
        'À'..='Ö' | 'Ø'..='Þ' => shifted(0x20),
        'ß'..='ö' | 'ø'..='ÿ' => Some(c),
        'А'..='Я' => shifted(0x20),
        'Ѐ'..='Џ' => shifted(0x50),
        'а'..='џ' => Some(c),
        // Arabic, without the tatweel.
        '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' => Some(c),
        // Kana, Han, Hangul.
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => Some(c),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(c),
        _ => None,
    }
}

/// Folds a text into a new string: see [`fold_into`].
pub fn folded(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

/// Folds one cue phrase; in a phrase `#` stands for a number.
pub fn fold_phrase(phrase: &str) -> String {
    let mut out = String::new();
    fold_into(&phrase.replace('#', "0"), &mut out);
    out
}

/// Whether a phrase needs no space at this letter to be a phrase of its own.
pub fn needs_no_boundary(c: char) -> bool {
    is_unspaced(c)
}

fn leave_number(in_number: &mut bool, out: &mut Vec<u8>) {
    if *in_number {
        out.push(b' ');
        *in_number = false;
    }
}

fn space(out: &mut Vec<u8>, from: usize) {
    if out.len() > from && !out.ends_with(b" ") {
        out.push(b' ');
    }
}

/// Signs that say something by themselves.
fn is_sign(c: char) -> bool {
    matches!(c, '©' | '®' | '@' | '$' | '€' | '£' | '¥' | '₽' | '₺')
}

fn full_width_to_ascii(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Arabic vowel signs, the tatweel, zero-width joiners and soft hyphens: they do not change a word.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{307}' | '\u{ad}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Marks that belong to the letter before them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}'
        | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}')
        && c.is_alphanumeric() | !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        let mut out = String::new();
        fold_into(text, &mut out);
        out
    }

    #[test]
    fn case_punctuation_and_numbers_do_not_matter() {
        assert_eq!(fold("  Comments ( 0 ) "), "comments #");
        assert_eq!(fold("Don’t miss out – sign up!"), "dont miss out sign up");
        assert_eq!(fold("1,204 shares"), "# # shares");
        assert_eq!(fold("2min read"), "# min read");
        assert_eq!(fold("© 2023 CST"), "© # cst");
        assert_eq!(fold("ＳＨＡＲＥ　１２"), "share #");
        assert_eq!(fold("İSTANBUL'DA"), "istanbulda");
        assert_eq!(fold("क्लिक करें"), "क्लिक करें");
        assert_eq!(fold("--- | ---"), "");
        assert_eq!(fold("tips@daily.example"), "tips @ daily example");
    }

    #[test]
    fn letters_of_plain_blocks_are_folded_as_unicode_says() {
        for c in '\0'..=char::MAX {
            if let Some(folded) = fold_letter(c) {
                assert!(c.is_alphabetic() && !c.is_numeric() && !is_sign(c) && !is_dropped(c), "{c}");
                let slowly: String = c.to_lowercase().filter(|c| *c != '\u{307}').collect();
                assert_eq!(folded.to_string(), slowly);
            }
        }
    }

    #[test]
    fn words_taken_together_fold_as_one_by_one() {
        assert_eq!(fold("Sign Up  NOW"), "sign up now");
        assert_eq!(fold("7Days a Week "), "# days a week");
        assert_eq!(fold("a b\tc: D"), "a b c d");
        let mut colons = Vec::new();
        fold_with_colons("By Ann : x: ", &mut Vec::new(), |at| colons.push(at));
        assert_eq!(colons, [6, 8]);
    }

    #[test]
    fn a_number_sign_in_a_phrase_stands_for_a_number() {
        assert_eq!(fold_phrase("# comments"), "# comments");
    }
}
