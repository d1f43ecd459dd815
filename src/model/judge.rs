//! The learned judge: two passes of trees over the table of features, the second seeing what the first says of the
//! neighbours.

use super::features::{LINEAR, Measured, SECOND, linear_columns, second_columns};
use super::linear::Linear;
use super::trees::{Forest, sigmoid};
use serde::{Deserialize, Serialize};

/// Kinds of pages, as WCXB names them.
pub const KINDS: [&str; 7] =
    ["article", "forum", "documentation", "service", "product", "listing", "collection"];

/// Titles have no more words than this.
const MOST_TITLE_WORDS: f32 = 40.0;

/// Decides between content and boilerplate for documents of one format.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    /// Over hashed words.
    pub words: Linear,
    /// Over hashed tags, classes and ids; empty for text.
    pub names: Linear,
    /// Over what a page says of itself, one for each of [`KINDS`]; empty for text.
    pub kinds: Vec<Linear>,
    /// The first pass.
    pub first: Forest,
    /// The second pass.
    pub second: Forest,
    /// Whether a line is the title, over the columns of the second pass.
    pub title: Forest,
}

/// A document with all its columns.
pub struct Judged {
    /// Columns of a row.
    pub columns: usize,
    /// All features of all units, unit by unit.
    pub rows: Vec<f32>,
    /// The probability of content for every unit.
    pub content: Vec<f32>,
    /// The probability of heading the article for every unit.
    pub title: Vec<f32>,
}

impl Judge {
    /// Judges a document.
    pub fn judge(&self, measured: &Measured) -> Judged {
        let words = self.words.scores(&measured.words);
        let names = self.names.scores(&measured.names);
        let kinds: Vec<f32> = match self.kinds.len() {
            0 => vec![0.0; KINDS.len()],
            _ => self.kinds.iter().map(|kind| kind.score(&measured.page)).collect(),
        };
        let linear = linear_columns(measured, &words, &names, &kinds);
        let rows = joined(&[(&measured.base, measured.columns), (&linear, LINEAR.len())], measured.units);
        let columns = measured.columns + LINEAR.len();
        let first: Vec<f32> = rows.chunks_exact(columns).map(|row| sigmoid(self.first.score(row))).collect();
        let second = second_columns(measured, &first);
        let rows = joined(&[(&rows, columns), (&second, SECOND.len())], measured.units);
        let columns = columns + SECOND.len();
        let content = rows.chunks_exact(columns).map(|row| sigmoid(self.second.score(row))).collect();
        let rows_and_lengths = rows.chunks_exact(columns).zip(&measured.lengths);
        let title = rows_and_lengths
            .map(|(row, words)| if *words > MOST_TITLE_WORDS { 0.0 } else { sigmoid(self.title.score(row)) })
            .collect();
        Judged { columns, rows, content, title }
    }
}

/// Tables side by side.
pub fn joined(tables: &[(&[f32], usize)], rows: usize) -> Vec<f32> {
    let columns: usize = tables.iter().map(|(_, columns)| columns).sum();
    let mut joined = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        for (values, columns) in tables {
            joined.extend(values.get(row * columns..(row + 1) * columns).unwrap_or_default());
        }
    }
    joined
}
