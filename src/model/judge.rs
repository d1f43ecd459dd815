//! The learned judge: trees over the table of features, then networks that see what they say of the neighbours; for
//! pages trees again, which see what the networks say.

use super::conv_net::{ConvNet, HEADS, mean_scores};
use super::features::{LINEAR, Measured, NET, SECOND, TITLE, linear_columns, second_columns, title_columns};
use super::label_words::LabelScores;
use super::linear::Linear;
use super::trees::{Forest, Row, Settling, log_odds, row, sigmoid};
use serde::{Deserialize, Serialize};

/// Kinds of pages, as WCXB names them.
pub const KINDS: [&str; 7] =
    ["article", "forum", "documentation", "service", "product", "listing", "collection"];

/// Clear lines are settled by the first trees of the first pass …
pub const CLEAR: Settling = Settling { trees: 45, low: -4.2, high: 4.2 };

/// … and lines that are surely no title by the first trees that look for it.
pub const NO_TITLE: Settling = Settling { trees: 32, low: -3.0, high: f32::INFINITY };

/// In a document of fewer lines than this, there is little around a line to tell it by, …
pub const FEW_UNITS: usize = 16;
/// … so that the first pass, which looks at the line, has this share of what the networks say.
const FIRST_SHARE: f32 = 0.5;

/// The first pass is sure of a line where its probability is less than this, or more than 1 less this.
const SETTLED: f32 = 0.015;

/// A line that is less probably the title at first sight is not looked at again.
pub const CANDIDATE: f32 = 0.1;

/// Titles have no more words than this.
pub const MOST_TITLE_WORDS: f32 = 40.0;

// Each of the networks' log-odds is a column.
const _: () = assert!(NET.len() == HEADS);

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
    /// The second pass: the mean of what these say decides, and tells the title.
    pub nets: Vec<ConvNet>,
    /// Trees that decide after it, over its columns too; empty for text, as those below.
    pub second: Forest,
    /// Whether a line is the title, over the same columns.
    pub title: Forest,
    /// Which of the lines that may be the title is it, over those columns and [`TITLE`].
    pub title_second: Forest,
}

/// A document with all its columns.
pub struct Judged {
    /// How many columns of a row hold features.
    pub columns: usize,
    /// All features of each unit.
    pub rows: Vec<Row>,
    /// The probability of content for every unit.
    pub content: Vec<f32>,
    /// The probability of heading the article for every unit.
    pub title: Vec<f32>,
}

impl Judge {
    /// Judges a document. `labels` is what the words of each unit of a text say of the kinds of boilerplate; empty for a
    /// page.
    pub fn judge(&self, measured: &Measured, labels: &[LabelScores]) -> Judged {
        let words = self.words.scores(&measured.words);
        let names = self.names.scores(&measured.names);
        let kinds: Vec<f32> = match self.kinds.len() {
            0 => vec![0.0; KINDS.len()],
            _ => self.kinds.iter().map(|kind| kind.score(&measured.page)).collect(),
        };
        let linear = linear_columns(measured, &words, &names, &kinds);
        let mut columns = measured.columns + LINEAR.len();
        let mut rows: Vec<Row> = measured
            .base
            .chunks_exact(measured.columns.max(1))
            .zip(linear.chunks_exact(LINEAR.len()))
            .map(|(base, linear)| row(&[base, linear]))
            .collect();
        for (row, labels) in rows.iter_mut().zip(labels) {
            fill(row, columns, labels);
        }
        columns += labels.first().map_or(0, |labels| labels.len());
        let all: Vec<usize> = (0..measured.units).collect();
        let first: Vec<f32> = odds(&self.first, &rows, &all, Some(CLEAR));
        for (row, second) in rows.iter_mut().zip(second_columns(measured, &first).chunks_exact(SECOND.len()))
        {
            fill(row, columns, second);
        }
        columns += SECOND.len();
        let is_short =
            |unit: &usize| measured.lengths.get(*unit).is_some_and(|words| *words <= MOST_TITLE_WORDS);
        let net = mean_scores(&self.nets, &rows);
        if self.second.is_empty() {
            let share = if measured.units < FEW_UNITS { FIRST_SHARE } else { 0.0 };
            let (content, title) = (net.into_iter().zip(first).enumerate())
                .map(|(unit, ([content, title], first))| {
                    let content = sigmoid((1.0 - share) * content + share * log_odds(first));
                    (content, if is_short(&unit) { sigmoid(title) } else { 0.0 })
                })
                .unzip();
            return Judged { columns, rows, content, title };
        }
        for (row, scores) in rows.iter_mut().zip(&net) {
            fill(row, columns, scores);
        }
        columns += NET.len();
        // Where the first pass is sure, more trees hardly ever think otherwise.
        let open: Vec<usize> = unsettled(&first);
        let mut content = first;
        set(&mut content, &open, odds(&self.second, &rows, &open, None));
        let short: Vec<usize> = all.into_iter().filter(is_short).collect();
        let mut title = vec![0.0; measured.units];
        set(&mut title, &short, odds(&self.title, &rows, &short, Some(NO_TITLE)));
        let likely = |unit: &usize| title.get(*unit).is_some_and(|odds| *odds >= CANDIDATE);
        let candidates: Vec<usize> = short.into_iter().filter(likely).collect();
        let compared = title_columns(&title, &candidates);
        for (unit, values) in candidates.iter().zip(compared.chunks_exact(TITLE.len())) {
            if let Some(row) = rows.get_mut(*unit) {
                fill(row, columns, values);
            }
        }
        title.fill(0.0);
        set(&mut title, &candidates, odds(&self.title_second, &rows, &candidates, None));
        Judged { columns, rows, content, title }
    }
}

/// The probabilities of the chosen rows by a forest.
fn odds(forest: &Forest, rows: &[Row], chosen: &[usize], settling: Option<Settling>) -> Vec<f32> {
    forest.scores(rows, chosen, settling).into_iter().map(sigmoid).collect()
}

/// Puts the values of the chosen units into their places.
fn set(places: &mut [f32], chosen: &[usize], values: Vec<f32>) {
    for (unit, value) in chosen.iter().zip(values) {
        if let Some(place) = places.get_mut(*unit) {
            *place = value;
        }
    }
}

/// Puts values into a row, from a column on.
fn fill(row: &mut Row, column: usize, values: &[f32]) {
    row.iter_mut().skip(column).zip(values).for_each(|(place, value)| *place = *value);
}

/// The units of which the first pass is not sure, and the neighbours of those.
fn unsettled(first: &[f32]) -> Vec<usize> {
    let is_open = |unit: usize| first.get(unit).is_some_and(|odds| (SETTLED..1.0 - SETTLED).contains(odds));
    let around =
        |unit: &usize| is_open(*unit) || is_open(unit + 1) || unit.checked_sub(1).is_some_and(is_open);
    (0..first.len()).filter(around).collect()
}
