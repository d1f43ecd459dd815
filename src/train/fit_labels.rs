//! Fitting of the judge that tells the kinds of boilerplate apart.

use super::bins::Bins;
use super::examples::Example;
use super::grow::{Growing, Rows, grow};
use crate::label::Label;
use crate::model::features::shared_columns;
use crate::model::{KINDS_OF_BOILERPLATE, LabelJudge, LabelScores, label_row};
use rayon::prelude::*;

const GROWING: Growing = Growing {
    trees: 60,
    leaves: 12,
    depth: 5,
    rate: 0.14,
    least_hessian: 1.0,
    shrink: 3.0,
    columns: 0.3,
    rows: 0.8,
    seed: 3,
};

/// Fits one forest a label on the lines of boilerplate that a person labelled. `scores` is what words say of each
/// unit of each example to who has not seen it.
pub fn fit_labels(examples: &[&Example], scores: &[Vec<LabelScores>]) -> LabelJudge {
    let shared = shared_columns();
    let columns = shared + 2 * KINDS_OF_BOILERPLATE;
    let mut rows = Vec::new();
    let mut labels = Vec::new();
    for (example, scores) in examples.iter().zip(scores).filter(|(example, _)| !example.origin.is_page()) {
        let units = example.measured.base.chunks_exact(example.measured.columns.max(1));
        for (unit, (row, label)) in units.zip(&example.labels).enumerate() {
            if let Some(label) = label.filter(|label| label.is_boilerplate()) {
                rows.extend(row.iter().take(shared).chain(&label_row(scores, unit)));
                labels.push(label);
            }
        }
    }
    let bins = Bins::of(&rows, columns);
    let cut = bins.cut(&rows);
    let weights = vec![1.0; labels.len()];
    let chosen: Vec<u32> = (0..labels.len() as u32).collect();
    let kinds: Vec<_> = Label::boilerplate().collect();
    let forests = kinds
        .par_iter()
        .map(|kind| {
            let targets: Vec<f32> = labels.iter().map(|label| f32::from(u8::from(label == kind))).collect();
            let rows = Rows { bins: &bins, cut: &cut, targets: &targets, weights: &weights, chosen: &chosen };
            grow(&rows, &GROWING)
        })
        .collect();
    LabelJudge { forests }
}
