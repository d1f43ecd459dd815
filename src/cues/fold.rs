//! Folds lines and cue phrases to one form, so that case, punctuation and numbers do not matter.

use crate::script::is_unspaced;

/// Folds `text` into `out`, which is emptied first: lower case, single spaces for everything that is neither
/// letter nor digit, `#` for a run of digits, no apostrophes inside words, no Arabic vowel signs.
pub fn fold_into(text: &str, out: &mut String) {
    fold_with_colons(text, out, |_| ());
}

/// Folds `text` into `out` and gives, for every colon, the byte of `out` at which the word before it ends.
pub fn fold_with_colons(text: &str, out: &mut String, mut colon: impl FnMut(usize)) {
    out.clear();
    out.reserve(text.len());
    let mut chars = text.chars().peekable();
    let mut in_number = false;
    let mut previous_is_letter = false;
    while let Some(c) = chars.next() {
        let c = full_width_to_ascii(c);
        if c == ':' {
            colon(out.trim_end_matches(' ').len());
        }
        if c.is_ascii_lowercase() || c.is_ascii_uppercase() {
            leave_number(&mut in_number, out);
            out.push(c.to_ascii_lowercase());
            previous_is_letter = true;
        } else if c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric()) {
            if !in_number {
                space(out);
                out.push('#');
                in_number = true;
            }
            previous_is_letter = false;
        } else if is_sign(c) {
            space(out);
            out.push(c);
            out.push(' ');
            in_number = false;
            previous_is_letter = false;
        } else if c.is_ascii() {
            let inside_word =
                c == '\'' && previous_is_letter && chars.peek().is_some_and(|c| c.is_alphabetic());
            if !inside_word {
                space(out);
                in_number = false;
                previous_is_letter = false;
            }
        } else if is_dropped(c) {
        } else if c.is_alphanumeric() || is_combining(c) {
            leave_number(&mut in_number, out);
            out.extend(c.to_lowercase().filter(|c| *c != '\u{307}'));
            previous_is_letter = true;
        } else {
            let apostrophe = matches!(c, '’' | '‘' | 'ʼ');
            if !(apostrophe && previous_is_letter && chars.peek().is_some_and(|c| c.is_alphabetic())) {
                space(out);
                in_number = false;
                previous_is_letter = false;
            }
        }
    }
    let trimmed = out.trim_end_matches(' ').len();
    out.truncate(trimmed);
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

fn leave_number(in_number: &mut bool, out: &mut String) {
    if *in_number {
        out.push(' ');
        *in_number = false;
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
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
    fn a_number_sign_in_a_phrase_stands_for_a_number() {
        assert_eq!(fold_phrase("# comments"), "# comments");
    }
}
