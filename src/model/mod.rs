//! The judge: odds of every label for every line, from evidence, shape and neighbours.
//!
//! The rules ([`rules`]) weigh the evidence of the classifiers along the document with fixed constants. The learned
//! judge ([`Weights`]) sees what they say as a few of its [`features`], and decides better.

mod chain;
pub mod conv_net;
mod explain;
pub mod features;
mod judge;
mod label_judge;
mod label_words;
mod learned;
mod linear;
pub mod products;
mod site;
mod tables;
mod titles;
mod trees;
mod weights;

pub use chain::judge as rules;
pub use features::{Feature, Measured, measure};
pub use judge::{CANDIDATE, CLEAR, Judge, Judged, KINDS, MOST_TITLE_WORDS, NO_TITLE};
pub use label_judge::LabelJudge;
pub use label_words::{KINDS_OF_BOILERPLATE, LabelScores, LabelWords, label_row};
pub use learned::by_model;
pub use linear::{Linear, WAYS, place, scale};
pub use site::heed_site;
pub use trees::{Forest, LEAF, Node as TreeNode, Row, Settling, row, sigmoid};
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

/// The odds of all units of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Who gave them.
    pub by: JudgedBy,
    /// One for each unit.
    pub odds: Vec<Odds>,
    /// For each unit what moved the learned judge most, in words; empty where nobody asked.
    pub reasons: Vec<Vec<String>>,
}

/// The probability of each label for one unit; they add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds(pub(crate) [f32; LABEL_COUNT]);

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

/// The odds of each unit of a document by the rules.
pub fn by_rules(view: &View<'_>, evidence: &[Vec<Evidence>]) -> Judgement {
    Judgement { by: JudgedBy::Rules, odds: rules(view, evidence), reasons: Vec::new() }
}
