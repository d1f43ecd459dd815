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
    steps: OnceLock<Vec<Steps>>,
}

/// Columns of a row of the tables that forests score: more than there are features, so that a column's number is a
/// byte and no step down a tree looks beyond a row.
pub const COLUMNS: usize = 256;

/// The features of one unit, 0 where there is none.
pub type Row = [f32; COLUMNS];

/// A row with these values in its first columns.
pub fn row(values: &[&[f32]]) -> Row {
    let mut row = [0.0; COLUMNS];
    for (place, value) in row.iter_mut().zip(values.iter().copied().flatten()) {
        *place = *value;
    }
    row
}

/// How many rows go down a tree side by side: the processor works on the next while it waits for one.
const LANES: usize = 8;

/// The most nodes of a tree.
pub const MOST_NODES: usize = 64;

/// A tree again, laid out for going down it: it takes as many steps as it is deep, and a leaf leads to itself, so
/// that no step has to be guessed.
#[derive(Clone, Debug)]
struct Steps {
    nodes: [Step; MOST_NODES],
    depth: u32,
}

/// A node: where a row goes whose value in the column is above the threshold, and where it goes otherwise. In a leaf
/// both lead to itself, and the threshold is its value.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    threshold: f32,
    column: u8,
    next: [u8; 2],
}

impl Steps {
    fn of(nodes: &[Node]) -> Steps {
        let mut steps = Steps { nodes: [Step::default(); MOST_NODES], depth: 0 };
        let mut depths = [0u32; MOST_NODES];
        for (at, (step, node)) in steps.nodes.iter_mut().zip(nodes).enumerate() {
            let is_leaf = node.feature == LEAF;
            let below = depths.get(at).copied().unwrap_or_default() + 1;
            for child in [at + 1, usize::from(node.right)].into_iter().filter(|_| !is_leaf) {
                if let Some(depth) = depths.get_mut(child) {
                    *depth = below;
                }
            }
            let own = at as u8;
            *step = match is_leaf {
                true => Step { threshold: node.value, column: 0, next: [own, own] },
                false => Step {
                    threshold: node.threshold,
                    column: node.feature as u8,
                    next: [node.right as u8, own + 1],
                },
            };
        }
        steps.depth = depths.iter().copied().max().unwrap_or_default();
        steps
    }

    /// Adds to each sum the value of the leaf that its row comes to.
    #[inline]
    #[allow(clippy::needless_range_loop, reason = "lanes are counted, so that the compiler writes them out")]
    fn add(&self, rows: &[&Row; LANES], sums: &mut [f32; LANES]) {
        let mut at = [0u8; LANES];
        for _ in 0..self.depth {
            for lane in 0..LANES {
                let node = &self.nodes[usize::from(at[lane]) % MOST_NODES];
                // No branch: which way a row goes cannot be guessed.
                at[lane] = node.next[usize::from(rows[lane][usize::from(node.column)] <= node.threshold)];
            }
        }
        for (sum, at) in sums.iter_mut().zip(&at) {
            *sum += self.nodes[usize::from(*at) % MOST_NODES].threshold;
        }
    }
}

/// Adds to each sum what the trees say of its row.
fn add_trees(trees: &[Steps], table: &[Row], rows: &[usize], sums: &mut [f32]) {
    static EMPTY: Row = [0.0; COLUMNS];
    for (rows, sums) in rows.chunks(LANES).zip(sums.chunks_mut(LANES)) {
        let mut lanes = [&EMPTY; LANES];
        for (lane, row) in lanes.iter_mut().zip(rows) {
            *lane = table.get(*row).unwrap_or(&EMPTY);
        }
        let mut lane_sums = [0.0; LANES];
        for (lane, sum) in lane_sums.iter_mut().zip(&*sums) {
            *lane = *sum;
        }
        for tree in trees {
            tree.add(&lanes, &mut lane_sums);
        }
        for (sum, lane) in sums.iter_mut().zip(&lane_sums) {
            *sum = *lane;
        }
    }
}

/// When a row is settled before all trees were asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settling {
    /// After so many trees …
    pub trees: usize,
    /// … a row is settled whose log-odds are at most this …
    pub low: f32,
    /// … or at least this.
    pub high: f32,
}

impl Settling {
    fn is_open(&self, log_odds: f32) -> bool {
        log_odds > self.low && log_odds < self.high
    }
}

impl PartialEq for Forest {
    fn eq(&self, other: &Forest) -> bool {
        (self.base, &self.nodes, &self.roots) == (other.base, &other.nodes, &other.roots)
    }
}

impl Forest {
    /// Whether there are no trees.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Whether the forest can be scored: no tree has more nodes, and no split a higher column, than there may be.
    pub fn is_sound(&self) -> bool {
        let trees_are = (0..self.roots.len()).all(|tree| {
            let nodes = self.tree(tree);
            let leads = |node: &Node| node.feature == LEAF || usize::from(node.right) < nodes.len();
            !nodes.is_empty() && nodes.len() <= MOST_NODES && nodes.iter().all(leads)
        });
        trees_are && self.nodes.iter().all(|node| node.feature == LEAF || usize::from(node.feature) < COLUMNS)
    }

    fn tree(&self, tree: usize) -> &[Node] {
        let root = self.roots.get(tree).map_or(0, |root| *root as usize);
        let end = self.roots.get(tree + 1).map_or(self.nodes.len(), |next| *next as usize);
        self.nodes.get(root..end).unwrap_or_default()
    }

    /// The log-odds of a row.
    pub fn score(&self, values: &[f32]) -> f32 {
        self.scores(&[row(&[values])], &[0], None).first().copied().unwrap_or(self.base)
    }

    /// The log-odds of the chosen rows of a table. Rows that are settled early are not asked further.
    pub fn scores(&self, table: &[Row], chosen: &[usize], settling: Option<Settling>) -> Vec<f32> {
        let steps =
            self.steps.get_or_init(|| (0..self.roots.len()).map(|tree| Steps::of(self.tree(tree))).collect());
        let mut scores = vec![self.base; chosen.len()];
        let Some(settling) = settling.filter(|settling| settling.trees < steps.len()) else {
            add_trees(steps, table, chosen, &mut scores);
            return scores;
        };
        let (early, late) = steps.split_at(settling.trees);
        add_trees(early, table, chosen, &mut scores);
        let open: Vec<usize> = (0..chosen.len())
            .filter(|at| scores.get(*at).is_some_and(|score| settling.is_open(*score)))
            .collect();
        let pick = |at: &usize| chosen.get(*at).copied().zip(scores.get(*at).copied());
        let (rows, mut sums): (Vec<usize>, Vec<f32>) = open.iter().filter_map(pick).unzip();
        add_trees(late, table, &rows, &mut sums);
        for (at, sum) in open.iter().zip(sums) {
            if let Some(score) = scores.get_mut(*at) {
                *score = sum;
            }
        }
        scores
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

/// The log-odds of a probability; what is nearly sure is so to one in a million.
pub fn log_odds(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    libm::logf(probability / (1.0 - probability))
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
        let table = [row(&[&[9.0, 0.5]]), row(&[&[3.0], &[0.6]]), row(&[&[3.1, 0.6]])];
        assert_eq!(forest().scores(&table, &[0, 1, 2], None), [-2.75, 0.25, 3.25]);
        assert_eq!(forest().scores(&table, &[2], None), [3.25]);
        let many: Vec<usize> = (0..3).cycle().take(20).collect();
        assert_eq!(forest().scores(&table, &many, None)[17..], [3.25, -2.75, 0.25]);
        assert_eq!(forest().score(&[0.0, 0.0]), -2.75);
    }

    #[test]
    fn settled_rows_are_not_asked_further() {
        let table = [row(&[&[9.0, 0.5]]), row(&[&[3.0, 0.6]])];
        let settling = |low, high| Some(Settling { trees: 1, low, high });
        assert_eq!(forest().scores(&table, &[0, 1], settling(-0.7, 2.0)), [-0.75, -0.75]);
        assert_eq!(forest().scores(&table, &[0, 1], settling(-0.8, 2.0)), [-2.75, 0.25]);
    }

    #[test]
    fn a_forest_that_leads_nowhere_is_not_sound() {
        assert!(forest().is_sound());
        let with = |node: Node| Forest {
            nodes: vec![node, leaf(1.0), leaf(2.0)],
            roots: vec![0],
            ..Forest::default()
        };
        assert!(with(split(0, 1.0, 2, 0.0)).is_sound());
        assert!(!with(split(0, 1.0, 3, 0.0)).is_sound());
        assert!(!with(split(256, 1.0, 2, 0.0)).is_sound());
        let large = Forest { nodes: vec![leaf(0.0); MOST_NODES + 1], roots: vec![0], ..Forest::default() };
        assert!(!large.is_sound());
    }

    #[test]
    fn contributions_add_up_to_what_the_leaf_differs_from_the_root() {
        let mut moved = [0.0; 2];
        forest().explain(&[3.1, 0.6], &mut moved);
        assert_eq!(moved, [2.0, 1.5]);
    }
}
