#![doc = include_str!("../../corpus/labels/consent.md")]

use super::{Classifier, Evidence, View};
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

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let _ = (view, unit, found);
    }
}
