#![doc = include_str!("../../corpus/labels/consent.md")]

use super::Classifier;
use crate::label::Label;

/// Finds `consent`.
pub struct Consent;

impl Classifier for Consent {
    fn label(&self) -> Label {
        Label::Consent
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/consent.md")
    }
}
