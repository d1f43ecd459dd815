#![doc = include_str!("../../corpus/labels/author.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;
use std::ops::Range;

/// Words that open a byline.
const BYLINE_WORDS: &[&str] = &[
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "av",
    "af",
    "autor",
    "author",
    "auteur",
    "autore",
    "yazan",
    "автор",
    "od",
    "text",
    "texto",
    "texte",
    "testo",
    "tekst",
    "toimittaja",
    "teksti",
    "words",
    "story",
    "written",
    "posted",
    "oleh",
];

/// How many words into a paragraph its person is named at the latest.
const NAME_REACH: usize = 6;
/// How many units an author box is long at most.
const BOX_REACH: usize = 10;

/// Finds `author`.
pub struct Author;

impl Classifier for Author {
    fn label(&self) -> Label {
        Label::Author
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/author.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        if shape.is_prose()
            && let Some(opened) = box_above(view, unit)
            && first_names(view.text(unit)).any(|name| is_named(view, opened..unit, name))
        {
            found.push(Evidence::rule(
                Label::Author,
                5.5,
                "goes on about the person of the author box above",
            ));
        }
        if shape.words > 12 || shape.ends_sentence {
            return;
        }
        let mut words =
            view.text(unit).split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
        let opens = is_byline_word(words.next().unwrap_or_default().trim_end_matches(':'));
        let names = if opens { words.take_while(|word| is_name_part(word)).count() } else { 0 };
        if names >= 1 {
            found.push(Evidence::rule(Label::Author, if names >= 2 { 5.0 } else { 3.0 }, "a byline"));
        }
    }
}

fn is_byline_word(word: &str) -> bool {
    if word.is_ascii() {
        BYLINE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
    } else {
        BYLINE_WORDS.contains(&word.to_lowercase().as_str())
    }
}

/// Whether a word can be part of a name: it begins with a capital letter, or joins two parts.
fn is_name_part(word: &str) -> bool {
    let small = matches!(
        word,
        "de" | "van"
            | "von"
            | "der"
            | "den"
            | "la"
            | "du"
            | "da"
            | "dos"
            | "di"
            | "el"
            | "al"
            | "bin"
            | "and"
            | "und"
            | "et"
            | "y"
            | "e"
            | "by"
            | "&"
    );
    small || word.chars().next().is_some_and(|c| c.is_uppercase())
}

/// The words that can be names among the first of a paragraph, without a genitive's ending.
fn first_names(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().take(NAME_REACH).filter_map(|word| {
        let word = word.split(['\'', '’']).next()?.trim_matches(|c: char| !c.is_alphanumeric());
        (word.chars().count() >= 3 && word.starts_with(char::is_uppercase)).then_some(word)
    })
}

/// The unit close above that opens an author box.
fn box_above(view: &View<'_>, unit: usize) -> Option<usize> {
    (unit.saturating_sub(BOX_REACH)..unit).rev().find(|above| {
        view.has_cue_of(*above, Label::Author)
            && view.cues(*above).any(|(cue, ..)| cue.label == Label::Author && cue.opens)
    })
}

/// Whether a short one of some units holds a name.
fn is_named(view: &View<'_>, mut units: Range<usize>, name: &str) -> bool {
    units.any(|line| {
        view.shape(line).words <= 6 && view.text(line).split_whitespace().any(|word| word == name)
    })
}
