#![doc = include_str!("../../corpus/labels/comments.md")]

use super::{Classifier, Evidence, View};
use crate::cues::Strength;
use crate::label::Label;

/// How many units below the words of a comment form its fields and buttons may stand.
const FORM_REACH: usize = 3;
/// The most words on a field or button.
const FORM_WORDS: u32 = 3;

/// Finds `comments`.
pub struct Comments;

impl Classifier for Comments {
    fn label(&self) -> Label {
        Label::Comments
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/comments.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        if shape.words == 0 || shape.words > FORM_WORDS || shape.ends_sentence {
            return;
        }
        let in_form = (unit.saturating_sub(FORM_REACH)..unit).any(|before| {
            view.has_cue_of(before, Label::Comments)
                && view
                    .cues(before)
                    .any(|(cue, ..)| cue.label == Label::Comments && cue.strength >= Strength::Strong)
        });
        if in_form {
            found.push(Evidence::rule(Label::Comments, 3.5, "a field or button of a comment form"));
        }
    }
}
