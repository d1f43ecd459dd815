#![doc = include_str!("../../corpus/labels/author.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

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
        if shape.words > 12 || shape.ends_sentence {
            return;
        }
        let mut words =
            view.text(unit).split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
        let first = words.next().unwrap_or_default().trim_end_matches(':').to_lowercase();
        let names = words.take_while(|word| is_name_part(word)).count();
        if BYLINE_WORDS.contains(&first.as_str()) && names >= 1 {
            found.push(Evidence::rule(Label::Author, if names >= 2 { 5.0 } else { 3.0 }, "a byline"));
        }
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
