#![doc = include_str!("../../corpus/labels/caption.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

/// Finds `caption`.
pub struct Caption;

impl Classifier for Caption {
    fn label(&self) -> Label {
        Label::Caption
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/caption.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        if shape.words > 60 {
            return;
        }
        if let Some(layout) = view.layout(unit)
            && layout.block == crate::line::Block::Caption
        {
            found.push(Evidence::rule(Label::Caption, 5.0, "inside a caption element"));
        }
    }
}
