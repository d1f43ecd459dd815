//! The scores of line gold as rows that a program reads.

use super::{Report, Scores, Shares};
use crate::label::Label;
use serde::Serialize;

/// The scores of one group of dumps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupRow {
    /// `all`, or `COLUMN=VALUE`.
    pub group: String,
    /// How many dumps.
    pub dumps: u64,
    /// Characters of the kept text.
    pub kept: Shares,
    /// What keeping every line would score.
    pub keep_all: Shares,
    /// Lines of boilerplate.
    pub boilerplate: Shares,
    /// Mean F1 of the labels that the gold has.
    pub macro_f1: f64,
    /// Titles in the gold.
    pub titles: u64,
    /// Those of them that are kept.
    pub titles_kept: u64,
    /// Every label but `title`, which counts as `content`.
    pub labels: Vec<LabelRow>,
}

/// The scores of one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelRow {
    /// The label's name.
    pub label: &'static str,
    /// Lines that have it in the gold.
    pub lines: u64,
    /// By lines.
    #[serde(flatten)]
    pub shares: Shares,
}

/// The groups of a report, the whole first.
pub fn group_rows(report: &Report) -> Vec<GroupRow> {
    report.groups.iter().map(|(group, scores)| row(group, scores)).collect()
}

fn row(group: &str, scores: &Scores) -> GroupRow {
    let label = |label: Label| {
        let ratio = scores.label(label);
        LabelRow { label: label.slug(), lines: ratio.wanted, shares: ratio.into() }
    };
    GroupRow {
        group: group.to_owned(),
        dumps: scores.documents,
        kept: scores.kept().into(),
        keep_all: scores.keep_all().into(),
        boilerplate: scores.boilerplate().into(),
        macro_f1: scores.macro_f1(),
        titles: scores.titles[0],
        titles_kept: scores.titles[1],
        labels: Label::ALL.into_iter().skip(1).map(label).collect(),
    }
}
