//! What a line looks like, in numbers that mean the same in every language.

use super::{Feature, feature, log, share};
use crate::classify::View;
use crate::features::Surface;

pub const FEATURES: &[Feature] = &[
    feature("words", "number of words"),
    feature("characters", "number of characters"),
    feature("word_length", "characters in a word"),
    feature("letters", "share of letters"),
    feature("uppercase", "share of capital letters"),
    feature("digits", "share of digits"),
    feature("signs", "share of signs other than letters and digits"),
    feature("lower_words", "share of words in lower case"),
    feature("commas", "number of commas"),
    feature("commas_per_word", "commas in a word"),
    feature("sentence_ends", "number of sentence ends"),
    feature("ends_sentence", "ends a sentence"),
    feature("ends_ellipsis", "ends with an ellipsis"),
    feature("ends_colon", "ends with a colon"),
    feature("starts_lower", "begins in lower case"),
    feature("starts_inside", "begins inside a sentence"),
    feature("starts_bullet", "begins with a bullet"),
    feature("address", "holds an address of a page or of e-mail"),
    feature("separators", "separators of menus"),
    feature("bars", "vertical bars"),
    feature("tabs", "tabs"),
    feature("code_signs", "share of signs that code is full of"),
    feature("unspaced", "share of letters of scripts without spaces"),
    feature("prose", "reads as prose"),
    feature("stop_words", "share of the commonest words of a language"),
    feature("dates", "share of dates and times"),
    feature("questions", "question marks"),
    feature("exclamations", "exclamation marks"),
    feature("quotes", "quotation marks"),
    feature("currency", "currency signs"),
    feature("first_character", "kind of the first character"),
    feature("last_character", "kind of the last character"),
    feature("title_case", "words that begin with a capital, all of them"),
    feature("all_caps", "nothing but capital letters"),
];

/// The shape of one unit.
pub struct Shape {
    surface: Surface,
    dates: f32,
    stop_words: f32,
    marks: Marks,
}

#[derive(Default)]
struct Marks {
    questions: u32,
    exclamations: u32,
    quotes: u32,
    currency: u32,
    first: f32,
    last: f32,
}

impl Shape {
    /// `stop_words` is the share of its words that are the commonest of a language.
    pub fn of(view: &View<'_>, unit: usize, stop_words: f32) -> Shape {
        Shape {
            surface: view.shape(unit),
            dates: view.date_share(unit),
            stop_words,
            marks: Marks::of(view.text(unit)),
        }
    }

    pub fn fill(&self, row: &mut Vec<f32>) {
        let s = &self.surface;
        let characters = s.characters as f32;
        let letters = s.letters as f32;
        let words = s.words as f32;
        let is = |flag: bool| f32::from(u8::from(flag));
        let spaced_words = s.letter_words as f32;
        row.extend([
            log(words),
            log(characters),
            share(characters, words),
            share(letters, characters),
            share(s.uppercase as f32, letters),
            share(s.digits as f32, characters),
            share(characters - letters - s.digits as f32, characters),
            s.lower_share(),
            (s.commas as f32).min(30.0),
            share(s.commas as f32, words),
            (s.sentence_ends as f32).min(30.0),
            is(s.ends_sentence),
            is(s.ends_ellipsis),
            is(s.ends_colon),
            is(s.starts_lower),
            is(s.starts_inside),
            is(s.starts_bullet),
            is(s.address),
            (s.separators as f32).min(10.0),
            (s.bars as f32).min(10.0),
            (s.tabs as f32).min(10.0),
            share(s.code_signs as f32, characters),
            share(s.unspaced as f32, letters),
            is(s.is_prose()),
            self.stop_words,
            self.dates,
            (self.marks.questions as f32).min(5.0),
            (self.marks.exclamations as f32).min(5.0),
            (self.marks.quotes as f32).min(10.0),
            (self.marks.currency as f32).min(5.0),
            self.marks.first,
            self.marks.last,
            is(spaced_words > 1.0 && s.lower_words == 0),
            is(letters > 1.0 && s.uppercase == s.letters),
        ]);
    }
}

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        let text = text.trim();
        for c in text.chars() {
            match c {
                '?' | '？' | '؟' => marks.questions += 1,
                '!' | '！' => marks.exclamations += 1,
                '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => marks.quotes += 1,
                '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '₫' | '฿' => {
                    marks.currency += 1
                }
                _ => {}
            }
        }
        marks.first = text.chars().next().map_or(0.0, kind);
        marks.last = text.chars().next_back().map_or(0.0, kind);
        marks
    }
}

/// Kinds of characters, those alike next to each other.
fn kind(c: char) -> f32 {
    match c {
        '.' | '。' | '।' | '؟' | '!' | '?' => 1.0,
        '"' | '\'' | '”' | '’' | '»' | '“' | '„' | '«' => 2.0,
        ')' | ']' | '(' | '[' => 3.0,
        ',' | ';' => 4.0,
        ':' => 5.0,
        _ if c.is_lowercase() => 6.0,
        _ if c.is_uppercase() => 7.0,
        _ if c.is_alphabetic() => 8.0,
        _ if c.is_numeric() => 9.0,
        '|' | '/' | '>' | '›' | '→' => 10.0,
        '-' | '–' | '—' | '•' | '·' | '*' => 11.0,
        '#' | '@' => 12.0,
        '+' | '%' => 13.0,
        _ => 14.0,
    }
}
