#![doc = include_str!("../../corpus/labels/comments.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

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
        let _ = (view, unit, found);
    }
}
