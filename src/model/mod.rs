//! The judge: odds of every label for every line, from evidence, shape and neighbours.
//!
//! The rules ([`rules`]) weigh the evidence of the classifiers along the document with fixed constants. The learned
//! judge ([`Weights`]) sees what they say as a few of its [`features`], and decides better.

mod chain;
pub mod features;
mod judge;
mod label_judge;
mod linear;
mod tables;
mod trees;
mod weights;

pub use chain::judge as rules;
pub use features::{Feature, Measured, measure};
pub use judge::{Judge, Judged, KINDS, joined};
pub use label_judge::{LabelJudge, boilerplate};
pub use linear::{BUCKETS, Linear, bucket, scale};
pub use trees::{Forest, LEAF, Node as TreeNode, sigmoid};
pub use weights::{Weights, WeightsError, checksum, fingerprint};

use crate::classify::{Evidence, View};
use crate::label::{LABEL_COUNT, Label};

/// Who gave odds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedBy {
    /// The rules alone: their odds are not calibrated.
    Rules,
    /// The learned judge.
    Model,
}

/// The probability of each label for one unit; they add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds([f32; LABEL_COUNT]);

impl Odds {
    /// The probability of one label, 0 to 1.
    pub fn of(&self, label: Label) -> f32 {
        self.0.get(label.index()).copied().unwrap_or_default()
    }

    /// The label, of those that pass the test, that is most probable; on a tie the one lower in the label guide.
    pub fn best(&self, among: impl Fn(Label) -> bool) -> Option<Label> {
        Label::ALL
            .into_iter()
            .filter(|label| among(*label))
            .max_by(|a, b| self.of(*a).total_cmp(&self.of(*b)))
    }

    /// The probability that one of the labels that pass the test is right.
    pub fn sum(&self, among: impl Fn(Label) -> bool) -> f32 {
        Label::ALL.into_iter().filter(|label| among(*label)).map(|label| self.of(label)).sum()
    }
}

/// The odds of each unit of a document by the learned judge.
pub fn learned(view: &View<'_>, evidence: &[Vec<Evidence>], weights: &Weights) -> Vec<Odds> {
    let rules = rules(view, evidence);
    let measured = measure(view, evidence, &rules);
    let judge = if view.page.is_some() { &weights.html } else { &weights.text };
    let judged = judge.judge(&measured);
    // An article has one title, though its page may repeat it.
    let titles = rules.iter().zip(0..).map(|(odds, unit)| (odds.of(Label::Title), unit));
    let headline = titles.filter(|(title, _)| *title > 0.3).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let rows = measured.base.chunks_exact(measured.columns.max(1));
    rows.zip(rules.iter().zip(&judged.content))
        .enumerate()
        .map(|(unit, (row, (rules, content)))| {
            let is_headline = headline.is_some_and(|(_, headline)| headline == unit);
            let title = if is_headline { rules.of(Label::Title) } else { 0.0 };
            let mut odds = weights.labels.judge(row);
            for place in &mut odds {
                *place *= (1.0 - title) * (1.0 - content);
            }
            let [first, second, ..] = &mut odds;
            (*first, *second) = (title, (1.0 - title) * content);
            Odds(odds)
        })
        .collect()
}
