//! The shape of one line, read in one pass over its characters.

use crate::script::{PlainWords, is_closing, is_terminal, is_unspaced, kind, kinds};

/// Counts and shares of one line. All lengths are in characters unless a field says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Surface {
    /// Characters, white space left out.
    pub characters: u32,
    /// Words. Where a script puts no spaces between words, two characters count as one.
    pub words: u32,
    /// Letters of any script.
    pub letters: u32,
    /// Letters of scripts that put no spaces between words.
    pub unspaced: u32,
    /// Upper-case letters.
    pub uppercase: u32,
    /// Digits of any script.
    pub digits: u32,
    /// Words that begin with a letter that is not upper case.
    pub lower_words: u32,
    /// Words that begin with a letter.
    pub letter_words: u32,
    /// Commas of any script.
    pub commas: u32,
    /// Marks that end a sentence, anywhere in the line.
    pub sentence_ends: u32,
    /// Separators of menus and breadcrumbs: `| / > » · • › →` standing between spaces.
    pub separators: u32,
    /// Vertical bars.
    pub bars: u32,
    /// Tabs.
    pub tabs: u32,
    /// Signs that code is full of: brackets of all kinds, `; = " _`.
    pub code_signs: u32,
    /// Whether the line ends with a mark that ends a sentence, closing quotes and brackets left out.
    pub ends_sentence: bool,
    /// Whether the line ends with an ellipsis.
    pub ends_ellipsis: bool,
    /// Whether the line ends with a colon.
    pub ends_colon: bool,
    /// Whether the first letter is lower case.
    pub starts_lower: bool,
    /// Whether the line begins with a mark that cannot begin a sentence: `, . ; : ) ] » ”`.
    pub starts_inside: bool,
    /// Whether the line begins with a bullet: `* - + • ·` and a space.
    pub starts_bullet: bool,
    /// Whether an address of a page or of e-mail stands on the line.
    pub address: bool,
}

impl Surface {
    /// Measures one line.
    pub fn of(text: &str) -> Surface {
        let mut line = Surface::default();
        let mut in_word = false;
        let mut last = '\0';
        let mut before_last = '\0';
        let mut first_seen = false;
        let mut first_letter_seen = false;
        let mut end = '\0';
        let mut previous = '\0';
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            // Plain words are measured together: most text is made of them.
            if byte.is_ascii_alphabetic() || *byte == b' ' {
                let words = PlainWords::at(text.as_bytes(), at, previous == ' ');
                let count = PlainWords::count(words.letters);
                if count > 0 {
                    line.characters += count;
                    line.letters += count;
                    line.uppercase += PlainWords::count(words.uppercase);
                    let first = words.letters & words.letters.wrapping_neg();
                    if !first_letter_seen {
                        first_letter_seen = true;
                        line.starts_lower = words.uppercase & first == 0 && line.digits == 0;
                    }
                    first_seen = true;
                    let starts = words.letters & !(words.letters << 8 | if in_word { 0x80 } else { 0 });
                    let begun = PlainWords::count(starts);
                    line.words += begun;
                    line.letter_words += begun;
                    line.lower_words += PlainWords::count(starts & !words.uppercase);
                    // What came before a single letter is of no account: it was no dot, or was not the last but one.
                    before_last = if count > 1 { 'a' } else { last };
                    (last, end) = ('a', 'a');
                }
                if words.length > 0 {
                    in_word = words.ends_in_word();
                    previous = if in_word { 'a' } else { ' ' };
                    at += words.length;
                    continue;
                }
                // A further space.
                at += 1;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += c.len_utf8();
            if c.is_ascii() && !c.is_ascii_whitespace() || !c.is_ascii() && !crate::line::is_invisible(c) {
                line.characters += 1;
                if !first_seen {
                    first_seen = true;
                    line.starts_inside =
                        matches!(c, ',' | '.' | ';' | ':' | ')' | ']' | '»' | '”' | '、' | '。' | '，' | '’')
                            || c == '?'
                            || c == '!';
                    line.starts_bullet = matches!(c, '*' | '-' | '+' | '•' | '·' | '–' | '▪' | '◦');
                }
                before_last = last;
                last = c;
                if !is_closing(c) {
                    end = c;
                }
            }
            let kinds = kinds(c);
            if kinds & kind::LETTER != 0 {
                line.letters += 1;
                let upper = kinds & kind::UPPER != 0;
                line.uppercase += u32::from(upper);
                if !first_letter_seen {
                    first_letter_seen = true;
                    line.starts_lower = kinds & kind::LOWER != 0 && line.digits == 0;
                }
                if is_unspaced(c) {
                    line.unspaced += 1;
                    in_word = false;
                } else if !in_word {
                    in_word = true;
                    line.words += 1;
                    line.letter_words += 1;
                    line.lower_words += u32::from(!upper);
                }
            } else if kinds & kind::NUMBER != 0 {
                line.digits += 1;
                if !in_word {
                    in_word = true;
                    line.words += 1;
                }
            } else {
                match c {
                    '\'' | '’' | '-' | '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' => {}
                    _ => {
                        in_word &= !c.is_ascii() && is_mark(c);
                        match c {
                            ',' | '、' | '，' | '،' => line.commas += 1,
                            '\t' => line.tabs += 1,
                            '{' | '}' | '(' | ')' | '[' | ']' | '<' | ';' | '=' | '"' | '_' => {
                                line.code_signs += 1
                            }
                            '@' => line.address = true,
                            '/' if previous == '/' => line.address = true,
                            '|' | '/' | '>' | '»' | '·' | '•' | '›' | '→' | '‹' | '«' | '｜' => {
                                line.separators += u32::from(previous == ' ' || previous == '\u{a0}');
                                line.bars += u32::from(c == '|');
                                line.code_signs += u32::from(c == '>');
                            }
                            _ => {
                                line.sentence_ends += u32::from(is_terminal(c) && previous.is_alphanumeric())
                            }
                        }
                    }
                }
            }
            previous = c;
        }
        line.words += line.unspaced.div_ceil(2);
        line.ends_sentence = is_terminal(end);
        line.ends_ellipsis = last == '…' || (last == '.' && before_last == '.');
        line.ends_colon = matches!(last, ':' | '：');
        line.starts_bullet &= line.characters > 1;
        line.address |= text.len() < 4000 && holds_www(text);
        line
    }

    /// Share of the words with a letter that begin in lower case or in a script without case, 0 to 1: high in
    /// prose, low in headings and menus in title case.
    pub fn lower_share(&self) -> f32 {
        if self.letter_words == 0 {
            return if self.unspaced > 0 { 1.0 } else { 0.0 };
        }
        let unspaced = self.unspaced.div_ceil(2);
        (self.lower_words + unspaced) as f32 / (self.letter_words + unspaced) as f32
    }

    /// Whether the line reads as prose: long enough, with an end or so long that it needs none.
    pub fn is_prose(&self) -> bool {
        self.words >= 10 && self.lower_share() >= 0.45 && (self.ends_sentence || self.words >= 20)
    }

    /// The shape of two fragments of one sentence taken together.
    #[must_use]
    pub fn joined(&self, next: &Surface) -> Surface {
        Surface {
            characters: self.characters + next.characters,
            words: self.words + next.words,
            letters: self.letters + next.letters,
            unspaced: self.unspaced + next.unspaced,
            uppercase: self.uppercase + next.uppercase,
            digits: self.digits + next.digits,
            lower_words: self.lower_words + next.lower_words,
            letter_words: self.letter_words + next.letter_words,
            commas: self.commas + next.commas,
            sentence_ends: self.sentence_ends + next.sentence_ends,
            separators: self.separators + next.separators,
            bars: self.bars + next.bars,
            tabs: self.tabs + next.tabs,
            code_signs: self.code_signs + next.code_signs,
            ends_sentence: next.ends_sentence,
            ends_ellipsis: next.ends_ellipsis,
            ends_colon: next.ends_colon,
            starts_lower: self.starts_lower,
            starts_inside: self.starts_inside,
            starts_bullet: self.starts_bullet,
            address: self.address || next.address,
        }
    }
}

/// Whether `www.` stands in a text.
fn holds_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'w', bytes).any(|at| bytes.get(at..).is_some_and(|rest| rest.starts_with(b"www.")))
}

/// Whether a character is a vowel sign or another mark inside a word of an Indic or South-East Asian script.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_a_menu_in_title_case() {
        let prose =
            Surface::of("The council met on Monday evening and, after two hours, agreed on a new budget.");
        assert!(prose.is_prose());
        assert_eq!((prose.words, prose.commas, prose.sentence_ends), (15, 2, 1));
        assert!(
            !Surface::of("Home News Sport Business Travel Culture Opinion Weather Video Shop More")
                .is_prose()
        );
    }

    #[test]
    fn chinese_prose_has_words_without_spaces() {
        let line = Surface::of("市议会周一晚上开会，经过两个小时的讨论，通过了新的预算。");
        assert!(line.is_prose());
        assert_eq!(line.words, 13);
    }

    #[test]
    fn a_closing_quote_does_not_hide_the_end_of_a_sentence() {
        assert!(Surface::of("“We are done here.”").ends_sentence);
        assert!(!Surface::of("We are done (for now").ends_sentence);
        assert!(Surface::of("Read more...").ends_ellipsis);
    }

    #[test]
    fn signs_of_tables_and_code_are_counted() {
        let line = Surface::of("| a\t| f(x[1]) = {\"y_z\"}; | <b>|");
        assert_eq!((line.bars, line.tabs, line.code_signs), (4, 1, 13));
        assert!(Surface::of("at www.example.org").address && !Surface::of("wwww").address);
    }

    #[test]
    fn breadcrumbs_have_separators() {
        assert_eq!(Surface::of("Home > World > Africa").separators, 2);
        assert_eq!(Surface::of("News /").separators, 1);
        assert_eq!(Surface::of("and/or").separators, 0);
    }
}
