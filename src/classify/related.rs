#![doc = include_str!("../../corpus/labels/related.md")]

use super::Classifier;
use crate::label::Label;

/// Finds `related`.
pub struct Related;

impl Classifier for Related {
    fn label(&self) -> Label {
        Label::Related
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/related.md")
    }
}
