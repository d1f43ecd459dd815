#![doc = include_str!("../../corpus/labels/timestamp.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

/// Longer lines are sentences with a date in them.
const MOST_WORDS: u32 = 20;

/// Finds `timestamp`.
pub struct Timestamp;

impl Classifier for Timestamp {
    fn label(&self) -> Label {
        Label::Timestamp
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/timestamp.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        let share = view.date_share(unit);
        if share <= 0.0 || shape.words > MOST_WORDS {
            return;
        }
        let (nats, reason) = match share {
            0.95.. => (8.0, "nothing but a date or time"),
            0.7.. => (6.5, "a date or time with little else"),
            0.5.. if !shape.ends_sentence => (4.0, "half of the line is a date or time"),
            0.3.. if !shape.ends_sentence && shape.words <= 9 => (2.0, "a date or time in a short line"),
            _ => return,
        };
        found.push(Evidence::rule(Label::Timestamp, nats, reason));
    }
}
