//! Gradient-boosted trees: how a forest scores a row of features and what each feature contributed.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forest {
    /// The log-odds before any tree.
    pub base: f32,
    /// The nodes of all trees, one tree after the other.
    pub nodes: Vec<Node>,
    /// Where each tree begins.
    pub roots: Vec<u32>,
    #[serde(skip)]
    steps: OnceLock<Steps>,
}

/// How many rows go down a tree side by side: the processor works on the next while it waits for one.
const LANES: usize = 8;

/// The trees again, laid out for going down them: each tree takes as many steps as it is deep, and a leaf leads to
/// itself, so that no step has to be guessed.
#[derive(Clone, Debug, Default)]
struct Steps {
    nodes: Vec<Step>,
    values: Vec<f32>,
    /// For each tree, where it begins and how many steps it takes.
    trees: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    /// Not a number in a leaf: no value is at most that.
    threshold: f32,
    feature: u16,
    right: u16,
}

impl Steps {
    fn of(forest: &Forest) -> Steps {
        let mut steps = Steps::default();
        for (tree, root) in forest.roots.iter().enumerate() {
            let end = forest.roots.get(tree + 1).map_or(forest.nodes.len(), |next| *next as usize);
            let nodes = forest.nodes.get(*root as usize..end).unwrap_or_default();
            let mut depths = vec![0u32; nodes.len()];
            for (at, node) in nodes.iter().enumerate() {
                let below = depths.get(at).copied().unwrap_or_default() + 1;
                let is_leaf = node.feature == LEAF;
                for child in [at + 1, usize::from(node.right)].into_iter().filter(|_| !is_leaf) {
                    if let Some(depth) = depths.get_mut(child) {
                        *depth = below;
                    }
                }
                steps.values.push(node.value);
                steps.nodes.push(match is_leaf {
                    true => Step { threshold: f32::NAN, feature: 0, right: at as u16 },
                    false => Step { threshold: node.threshold, feature: node.feature, right: node.right },
                });
            }
            steps.trees.push((*root, depths.iter().copied().max().unwrap_or_default()));
        }
        steps
    }
}

impl PartialEq for Forest {
    fn eq(&self, other: &Forest) -> bool {
        (self.base, &self.nodes, &self.roots) == (other.base, &other.nodes, &other.roots)
    }
}

impl Forest {
    /// The log-odds of a row.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.scores(row, row.len(), &[0]).first().copied().unwrap_or(self.base)
    }

    /// The log-odds of the chosen rows of a table with so many columns.
    pub fn scores(&self, table: &[f32], columns: usize, chosen: &[usize]) -> Vec<f32> {
        let steps = self.steps.get_or_init(|| Steps::of(self));
        let mut sums = vec![self.base; chosen.len()];
        for (tree, depth) in &steps.trees {
            let root = *tree as usize;
            let (nodes, values) =
                (steps.nodes.get(root..).unwrap_or_default(), steps.values.get(root..).unwrap_or_default());
            for (rows, sums) in chosen.chunks(LANES).zip(sums.chunks_mut(LANES)) {
                let mut at = [0usize; LANES];
                let mut starts = [0usize; LANES];
                for (start, row) in starts.iter_mut().zip(rows) {
                    *start = row * columns;
                }
                for _ in 0..*depth {
                    for (at, start) in at.iter_mut().zip(&starts) {
                        let Some(node) = nodes.get(*at) else { continue };
                        let value = table.get(start + usize::from(node.feature)).copied().unwrap_or_default();
                        *at = if value <= node.threshold { *at + 1 } else { usize::from(node.right) };
                    }
                }
                for (sum, at) in sums.iter_mut().zip(&at) {
                    *sum += values.get(*at).copied().unwrap_or_default();
                }
            }
        }
        sums
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

#[cfg(test)]
mod tests {
    use super::*;

    fn split(feature: u16, threshold: f32, right: u16, value: f32) -> Node {
        Node { feature, threshold, right, value }
    }

    fn leaf(value: f32) -> Node {
        split(LEAF, 0.0, 0, value)
    }

    /// Two trees: a single leaf, and one of two splits.
    fn forest() -> Forest {
        Forest {
            base: -1.0,
            nodes: vec![
                leaf(0.25),
                split(1, 0.5, 2, 0.5),
                leaf(-2.0),
                split(0, 3.0, 4, 2.0),
                leaf(1.0),
                leaf(4.0),
            ],
            roots: vec![0, 1],
            ..Forest::default()
        }
    }

    #[test]
    fn rows_go_down_all_trees() {
        let table = [9.0, 0.5, 3.0, 0.6, 3.1, 0.6];
        assert_eq!(forest().scores(&table, 2, &[0, 1, 2]), [-2.75, 0.25, 3.25]);
        assert_eq!(forest().scores(&table, 2, &[2]), [3.25]);
        assert_eq!(forest().score(&[0.0, 0.0]), -2.75);
    }

    #[test]
    fn contributions_add_up_to_what_the_leaf_differs_from_the_root() {
        let mut moved = [0.0; 2];
        forest().explain(&[3.1, 0.6], &mut moved);
        assert_eq!(moved, [2.0, 1.5]);
    }
}
