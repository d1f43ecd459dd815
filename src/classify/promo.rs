#![doc = include_str!("../../corpus/labels/promo.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

/// Finds `promo`.
pub struct Promo;

impl Classifier for Promo {
    fn label(&self) -> Label {
        Label::Promo
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/promo.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let text = view.text(unit).trim();
        if view.shape(unit).words <= 25 && is_question_to_assistant(text) {
            found.push(Evidence::rule(Label::Promo, 7.5, "a question to put to the site's assistant"));
        }
    }
}

/// `Ask Nova: what does the deal mean for rates?`
fn is_question_to_assistant(text: &str) -> bool {
    text.starts_with("Ask")
        && text.split_once(':').is_some_and(|(call, question)| {
            let mut words = call.split_whitespace();
            words.next() == Some("Ask")
                && words.next().is_some_and(|name| name.starts_with(char::is_uppercase))
                && words.next().is_none()
                && question.trim_end().ends_with('?')
        })
}
