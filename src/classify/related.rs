#![doc = include_str!("../../corpus/labels/related.md")]

use super::{Classifier, Evidence, View};
use crate::cues::Strength;
use crate::label::Label;

/// How many teasers a box holds at most.
const TEASERS: usize = 6;

/// Finds `related`.
pub struct Related;

impl Classifier for Related {
    fn label(&self) -> Label {
        Label::Related
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/related.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        if is_teaser(view, unit) && is_below_heading(view, unit) {
            found.push(Evidence::rule(Label::Related, 3.0, "a teaser below a heading of related articles"));
        }
    }
}

/// Whether a unit has the shape of a teaser's title.
fn is_teaser(view: &View<'_>, unit: usize) -> bool {
    let shape = view.shape(unit);
    (3..=16).contains(&shape.words) && !shape.ends_sentence
}

/// Whether a heading of related articles stands close above, with nothing but teasers between.
fn is_below_heading(view: &View<'_>, unit: usize) -> bool {
    let heads = |above: usize| {
        view.has_cue_of(above, Label::Related)
            && view
                .cues(above)
                .any(|(cue, ..)| cue.label == Label::Related && cue.opens && cue.strength >= Strength::Strong)
    };
    let above = (unit.saturating_sub(TEASERS)..unit).rev();
    above.take_while(|above| heads(*above) || is_teaser(view, *above)).any(heads)
}
