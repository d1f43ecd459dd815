//! Gradient-boosted trees: how a forest scores a row of features and what each feature contributed.

use serde::{Deserialize, Serialize};

/// One split or leaf.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The column that is compared; [`LEAF`] for a leaf.
    pub feature: u16,
    /// Rows whose value is at most this go to the next node, the others to `right`.
    pub threshold: f32,
    /// Index of the other child; the first child is the next node.
    pub right: u16,
    /// What the trees' sum gains in a leaf; in a split the mean of what its rows gain, for explanations.
    pub value: f32,
}

/// The feature of a leaf.
pub const LEAF: u16 = u16::MAX;

/// Trees whose values add up to a log-odds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forest {
    /// The log-odds before any tree.
    pub base: f32,
    /// The nodes of all trees, one tree after the other.
    pub nodes: Vec<Node>,
    /// Where each tree begins.
    pub roots: Vec<u32>,
}

impl Forest {
    /// The log-odds of a row.
    pub fn score(&self, row: &[f32]) -> f32 {
        let mut sum = self.base;
        for root in &self.roots {
            let tree = self.nodes.get(*root as usize..).unwrap_or_default();
            let mut at = 0usize;
            while let Some(node) = tree.get(at) {
                if node.feature == LEAF {
                    sum += node.value;
                    break;
                }
                let value = row.get(usize::from(node.feature)).copied().unwrap_or_default();
                at = if value <= node.threshold { at + 1 } else { usize::from(node.right) };
            }
        }
        sum
    }

    /// Adds to each column of `contributions` what it contributed to the log-odds of a row: at every split, the
    /// change of the mean from the split to the child that the row goes to
    /// ([Saabas](http://blog.datadive.net/interpreting-random-forests/)).
    pub fn explain(&self, row: &[f32], contributions: &mut [f32]) {
        for root in &self.roots {
            let tree = self.nodes.get(*root as usize..).unwrap_or_default();
            let mut at = 0usize;
            while let Some(node) = tree.get(at).filter(|node| node.feature != LEAF) {
                let value = row.get(usize::from(node.feature)).copied().unwrap_or_default();
                at = if value <= node.threshold { at + 1 } else { usize::from(node.right) };
                if let (Some(place), Some(child)) =
                    (contributions.get_mut(usize::from(node.feature)), tree.get(at))
                {
                    *place += child.value - node.value;
                }
            }
        }
    }
}

/// The probability of a log-odds.
pub fn sigmoid(log_odds: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-log_odds))
}
