#![doc = include_str!("../../corpus/labels/disclaimer.md")]

use super::Classifier;
use crate::label::Label;

/// Finds `disclaimer`.
pub struct Disclaimer;

impl Classifier for Disclaimer {
    fn label(&self) -> Label {
        Label::Disclaimer
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/disclaimer.md")
    }
}
