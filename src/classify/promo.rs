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
        let _ = (view, unit, found);
    }
}
