//! Growing of gradient-boosted trees from histograms, best leaf first
//! ([LightGBM](https://papers.nips.cc/paper/6907-lightgbm-a-highly-efficient-gradient-boosting-decision-tree)).

use super::bins::{BINS, Bins};
use super::random::Random;
use crate::model::{Forest, LEAF, TreeNode};
use rayon::prelude::*;

/// How trees are grown.
#[derive(Clone, Copy, Debug)]
pub struct Growing {
    /// Trees.
    pub trees: usize,
    /// Leaves of a tree.
    pub leaves: usize,
    /// The most steps from the root to a leaf: what going down a tree takes.
    pub depth: usize,
    /// How much of a leaf's best value is taken.
    pub rate: f32,
    /// Sum of the weights of the second derivatives that a leaf must have.
    pub least_hessian: f64,
    /// What shrinks the values of leaves with little weight.
    pub shrink: f64,
    /// Share of the columns that a tree looks at.
    pub columns: f32,
    /// Share of the rows that a tree looks at.
    pub rows: f32,
    /// Start of the random choices.
    pub seed: u64,
}

/// Rows cut into bins, with what is to be learnt of them.
pub struct Rows<'r> {
    /// The borders.
    pub bins: &'r Bins,
    /// Bins, row by row.
    pub cut: &'r [u8],
    /// What is right for each row, 0 to 1.
    pub targets: &'r [f32],
    /// How much each row counts.
    pub weights: &'r [f32],
    /// The rows to learn from.
    pub chosen: &'r [u32],
}

#[derive(Clone, Copy, Default)]
struct Sum {
    gradient: f64,
    hessian: f64,
}

impl Sum {
    fn add(&mut self, gradient: f32, hessian: f32) {
        self.gradient += f64::from(gradient);
        self.hessian += f64::from(hessian);
    }

    fn less(self, other: Sum) -> Sum {
        Sum { gradient: self.gradient - other.gradient, hessian: self.hessian - other.hessian }
    }

    fn gain(self, shrink: f64) -> f64 {
        self.gradient * self.gradient / (self.hessian + shrink)
    }
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    /// Position in the list of the tree's columns.
    column: usize,
    bin: usize,
}

/// A leaf that may be split.
struct Open {
    node: usize,
    depth: usize,
    rows: std::ops::Range<usize>,
    histogram: Vec<Sum>,
    split: Option<Split>,
}

/// Grows a forest for probabilities: weighted logistic loss.
pub fn grow(rows: &Rows<'_>, growing: &Growing) -> Forest {
    let columns = rows.bins.borders.len();
    let (mut weight, mut right) = (0.0f64, 0.0f64);
    for row in rows.chosen {
        let at = *row as usize;
        weight += f64::from(rows.weights[at]);
        right += f64::from(rows.weights[at]) * f64::from(rows.targets[at]);
    }
    let mean = (right / weight.max(1e-9)).clamp(1e-4, 1.0 - 1e-4);
    let base = libm::log(mean / (1.0 - mean)) as f32;
    let mut forest = Forest::default();
    forest.base = base;
    let mut scores = vec![base; rows.targets.len()];
    let mut random = Random::new(growing.seed);
    for _ in 0..growing.trees {
        let (chosen, others): (Vec<u32>, Vec<u32>) =
            rows.chosen.iter().copied().partition(|_| random.next_share() < growing.rows);
        let mut used: Vec<usize> = (0..columns).filter(|_| random.next_share() < growing.columns).collect();
        if used.is_empty() {
            used.push(random.below(columns.max(1)));
        }
        let (tree, leaves) = Tree::of(rows, growing, &used, &chosen, &scores).grow();
        for (places, value) in leaves {
            for place in places {
                scores[chosen[place as usize] as usize] += value;
            }
        }
        for row in others {
            let at = row as usize;
            scores[at] += value(&tree, &rows.cut[at * columns..(at + 1) * columns]);
        }
        append(&mut forest, tree, rows.bins);
    }
    forest
}

/// A tree whose thresholds are bins yet.
type Grown = Vec<(usize, u8, usize, f32)>;

/// The value of the leaf that a row of bins falls into.
fn value(tree: &Grown, cut: &[u8]) -> f32 {
    let mut at = 0;
    loop {
        let (column, bin, right, value) = tree[at];
        if column == usize::MAX {
            return value;
        }
        at = if cut[column] <= bin { at + 1 } else { right };
    }
}

fn append(forest: &mut Forest, tree: Grown, bins: &Bins) {
    forest.roots.push(forest.nodes.len() as u32);
    for (column, bin, right, value) in tree {
        forest.nodes.push(if column == usize::MAX {
            TreeNode { feature: LEAF, threshold: 0.0, right: 0, value }
        } else {
            let threshold = bins.borders[column][usize::from(bin)];
            TreeNode { feature: column as u16, threshold, right: right as u16, value }
        });
    }
}

/// What a tree grows from: the rows and columns that it looks at, by their places in the lists of both.
struct Tree<'t> {
    bins: &'t Bins,
    growing: &'t Growing,
    used: &'t [usize],
    /// Bins, row by row.
    cut: Vec<u8>,
    /// The first and second derivative of the loss for each row.
    sums: Vec<Sum>,
}

/// Rows that a thread takes at once.
const LEAST_ROWS: usize = 1024;
/// Fewer numbers than this are added up faster by one thread, …
const ALONE: usize = 1 << 17;
/// … and fewer columns.
const LEAST_COLUMNS: usize = 16;

/// The places of the rows in a leaf, and its value.
type Leaf = (Vec<u32>, f32);

/// A node while the tree grows: children by index.
#[derive(Clone, Copy)]
struct Draft {
    split: Option<(usize, usize)>,
    children: (usize, usize),
    value: f32,
}

impl<'t> Tree<'t> {
    fn of(
        rows: &Rows<'t>,
        growing: &'t Growing,
        used: &'t [usize],
        chosen: &[u32],
        scores: &[f32],
    ) -> Tree<'t> {
        let columns = rows.bins.borders.len();
        let mut cut = vec![0; chosen.len() * used.len()];
        let mut sums = vec![Sum::default(); chosen.len()];
        let places = cut.par_chunks_exact_mut(used.len()).zip(&mut sums).zip(chosen);
        places.with_min_len(LEAST_ROWS).for_each(|((places, sum), row)| {
            let at = *row as usize;
            let p = crate::model::sigmoid(scores[at]);
            let w = rows.weights[at];
            sum.add((rows.targets[at] - p) * w, (p * (1.0 - p)).max(1e-6) * w);
            let all = &rows.cut[at * columns..(at + 1) * columns];
            places.iter_mut().zip(used).for_each(|(place, column)| *place = all[*column]);
        });
        Tree { bins: rows.bins, growing, used, cut, sums }
    }

    /// Grows the tree; its leaves hold all rows.
    fn grow(&self) -> (Grown, Vec<Leaf>) {
        let mut order: Vec<u32> = (0..self.sums.len() as u32).collect();
        let mut drafts = Vec::with_capacity(2 * self.growing.leaves);
        let mut open = vec![self.open(&order, 0..order.len(), 0, &mut drafts, None)];
        let mut leaves = 1;
        while leaves < self.growing.leaves {
            let best = open
                .iter()
                .enumerate()
                .filter_map(|(at, leaf)| leaf.split.map(|split| (at, split)))
                .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain).then(b.0.cmp(&a.0)));
            let Some((at, split)) = best else { break };
            let leaf = open.swap_remove(at);
            let column = self.used[split.column];
            let middle = leaf.rows.start
                + partition(&mut order[leaf.rows.clone()], |row| {
                    usize::from(self.cut[row as usize * self.used.len() + split.column]) <= split.bin
                });
            let (left, right) = (leaf.rows.start..middle, middle..leaf.rows.end);
            drafts[leaf.node].split = Some((column, split.bin));
            let node = drafts.len();
            drafts[leaf.node].children = (node, node + 1);
            // Only the smaller child's histogram is counted; the other is what is left.
            let small_left = left.len() <= right.len();
            let small = if small_left { left.clone() } else { right.clone() };
            let counted = self.histogram(&order[small]);
            let rest = leaf.histogram.iter().zip(&counted).map(|(all, part)| all.less(*part)).collect();
            let (left_sums, right_sums) = if small_left { (counted, rest) } else { (rest, counted) };
            open.push(self.open(&order, left, leaf.depth + 1, &mut drafts, Some(left_sums)));
            open.push(self.open(&order, right, leaf.depth + 1, &mut drafts, Some(right_sums)));
            leaves += 1;
        }
        let mut grown = Vec::with_capacity(drafts.len());
        flatten(&drafts, 0, &mut grown);
        let leaf = |leaf: Open| (order[leaf.rows].to_vec(), drafts[leaf.node].value);
        (grown, open.into_iter().map(leaf).collect())
    }

    fn open(
        &self,
        order: &[u32],
        rows: std::ops::Range<usize>,
        depth: usize,
        drafts: &mut Vec<Draft>,
        histogram: Option<Vec<Sum>>,
    ) -> Open {
        let histogram = histogram.unwrap_or_else(|| self.histogram(&order[rows.clone()]));
        let sum = histogram.iter().take(BINS).fold(Sum::default(), |mut sum, bin| {
            sum.gradient += bin.gradient;
            sum.hessian += bin.hessian;
            sum
        });
        let node = drafts.len();
        let value = self.growing.rate * (sum.gradient / (sum.hessian + self.growing.shrink)) as f32;
        drafts.push(Draft { split: None, children: (0, 0), value });
        let split = if depth < self.growing.depth { self.best_split(&histogram, sum) } else { None };
        Open { node, depth, rows, histogram, split }
    }

    fn histogram(&self, rows: &[u32]) -> Vec<Sum> {
        let mut histogram = vec![Sum::default(); self.used.len() * BINS];
        self.count(rows, 0, &mut histogram);
        histogram
    }

    /// Adds rows to the histograms of the columns from one on.
    fn count(&self, rows: &[u32], first: usize, histogram: &mut [Sum]) {
        let columns = histogram.len() / BINS;
        if rows.len() * columns > ALONE && columns >= 2 * LEAST_COLUMNS {
            let (left, right) = histogram.split_at_mut(columns / 2 * BINS);
            rayon::join(|| self.count(rows, first, left), || self.count(rows, first + columns / 2, right));
            return;
        }
        for row in rows {
            let at = *row as usize;
            let sum = self.sums[at];
            let cut = &self.cut[at * self.used.len() + first..][..columns];
            for (place, bin) in histogram.chunks_exact_mut(BINS).zip(cut) {
                let place = &mut place[usize::from(*bin) % BINS];
                place.gradient += sum.gradient;
                place.hessian += sum.hessian;
            }
        }
    }

    fn best_split(&self, histogram: &[Sum], sum: Sum) -> Option<Split> {
        let least = self.growing.least_hessian;
        if sum.hessian < 2.0 * least {
            return None;
        }
        let shrink = self.growing.shrink;
        let whole = sum.gain(shrink);
        let mut best: Option<Split> = None;
        for (column, bins) in histogram.chunks_exact(BINS).enumerate() {
            let borders = self.bins.borders[self.used[column]].len();
            let mut left = Sum::default();
            for (bin, here) in bins.iter().enumerate().take(borders) {
                left.gradient += here.gradient;
                left.hessian += here.hessian;
                let right = sum.less(left);
                if left.hessian < least || right.hessian < least {
                    continue;
                }
                let gain = left.gain(shrink) + right.gain(shrink) - whole;
                if gain > best.map_or(1e-9, |best| best.gain) {
                    best = Some(Split { gain, column, bin });
                }
            }
        }
        best
    }
}

/// Moves the rows that pass to the front, both parts in their order, and says how many they are.
fn partition(rows: &mut [u32], passes: impl Fn(u32) -> bool) -> usize {
    let (front, back): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| passes(**row));
    let (head, tail) = rows.split_at_mut(front.len());
    head.copy_from_slice(&front);
    tail.copy_from_slice(&back);
    front.len()
}

/// The nodes so that the first child of each follows it.
fn flatten(drafts: &[Draft], at: usize, grown: &mut Grown) {
    let draft = drafts[at];
    let place = grown.len();
    grown.push((usize::MAX, 0, 0, draft.value));
    if let Some((column, bin)) = draft.split {
        flatten(drafts, draft.children.0, grown);
        let right = grown.len();
        flatten(drafts, draft.children.1, grown);
        grown[place] = (column, bin as u8, right, draft.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROWING: Growing = Growing {
        trees: 30,
        leaves: 4,
        depth: 3,
        rate: 0.3,
        least_hessian: 0.1,
        shrink: 0.1,
        columns: 1.0,
        rows: 1.0,
        seed: 5,
    };

    /// A table of two columns, with what is right where the first is high and the second low.
    fn corner() -> (Vec<f32>, Vec<f32>) {
        let mut rows = Vec::new();
        let mut targets = Vec::new();
        for x in 0..20u8 {
            for y in 0..20u8 {
                rows.extend([f32::from(x), f32::from(y)]);
                targets.push(f32::from(u8::from(x >= 12 && y < 5)));
            }
        }
        (rows, targets)
    }

    fn grown(weights: &[f32], growing: &Growing) -> Forest {
        let (rows, targets) = corner();
        let bins = Bins::of(&rows, 2);
        let cut = bins.cut(&rows);
        let chosen: Vec<u32> = (0..targets.len() as u32).collect();
        grow(&Rows { bins: &bins, cut: &cut, targets: &targets, weights, chosen: &chosen }, growing)
    }

    #[test]
    fn a_corner_is_learnt_that_no_single_split_finds() {
        let (rows, targets) = corner();
        let forest = grown(&vec![1.0; targets.len()], &GROWING);
        for (row, target) in rows.chunks_exact(2).zip(&targets) {
            assert_eq!(forest.score(row) > 0.0, *target > 0.5, "{row:?}");
        }
        let deepest = grown(&vec![1.0; targets.len()], &Growing { depth: 1, ..GROWING });
        assert!(deepest.nodes.len() <= 3 * deepest.roots.len());
    }

    #[test]
    fn rows_of_no_weight_teach_nothing() {
        let (rows, targets) = corner();
        let weights: Vec<f32> = rows.chunks_exact(2).map(|row| f32::from(u8::from(row[0] < 12.0))).collect();
        let forest = grown(&weights, &GROWING);
        assert!(targets.contains(&1.0) && forest.score(&[19.0, 0.0]) < 0.0);
    }
}
