//! Fitting of a judge: linear models, then trees, then networks, then for pages more trees, each fed with what the pass
//! before says of documents that it has not seen.

use super::bins::Bins;
use super::descend;
use super::examples::{Example, Origin};
use super::fit_net::{Taught, fit_net};
use super::grow::{Growing, Rows, grow};
use super::random::hash_text;
use crate::model::conv_net::{ConvNet, Scores, mean_scores};
use crate::model::features::{
    LINEAR, Lists, NET, SECOND, TITLE, linear_columns, second_columns, title_columns,
};
use crate::model::{
    CANDIDATE, CLEAR, Forest, Judge, KINDS, KINDS_OF_BOILERPLATE, LabelScores, Linear, MOST_TITLE_WORDS,
    NO_TITLE, Row, Settling, row, sigmoid,
};
use rayon::prelude::*;
use std::ops::Range;

/// Parts that the documents are cut into, by site, so that each is scored by models that have not seen it.
const PARTS: u64 = 4;
/// The same for the linear models, which say more the more they have seen: a multiple of [`PARTS`].
pub const LINEAR_PARTS: u64 = 8;

/// Places of a table of words or names …
const PLACES: usize = 1 << 14;
/// … and of those that tell kinds of pages.
const KIND_PLACES: usize = 1 << 11;

/// One line of a document is the title, and hundreds are not.
const TITLE_WEIGHT: f32 = 40.0;
/// The same for a network, which looks at the whole document.
const NET_TITLE_WEIGHT: f32 = 8.0;
/// Of the lines that look like the title, one in a few is it.
const SECOND_TITLE_WEIGHT: f32 = 3.0;

/// How a judge is fitted.
#[derive(Clone, Copy, Debug)]
pub struct Fitting {
    /// The trees of the first pass.
    pub first: Growing,
    /// What the random choices of each network start from; they see what the first pass says of the neighbours.
    pub net_seeds: &'static [u64],
    /// The trees that see what the networks say; without them these decide, and tell the title.
    pub second: Option<SecondTrees>,
}

/// Trees that have the last word.
#[derive(Clone, Copy, Debug)]
pub struct SecondTrees {
    /// That decide.
    pub content: Growing,
    /// That tell the title.
    pub title: Growing,
    /// That choose among the lines that look like the title.
    pub title_second: Growing,
}

/// One document with what it counts: all units of a document together have this weight.
pub type Weighted<'e> = (&'e Example, f32);

/// Fits a judge. `label_scores` is what words say of the kinds of boilerplate, for texts.
pub fn fit(examples: &[Weighted<'_>], label_scores: Option<&[&[LabelScores]]>, fitting: &Fitting) -> Judge {
    let linear_parts: Vec<u64> = examples.iter().map(|(example, _)| site_part(&example.site)).collect();
    let parts: Vec<u64> = linear_parts.iter().map(|part| part % PARTS).collect();
    let weights: Vec<Vec<f32>> =
        examples.iter().map(|(example, weight)| unit_weights(example, *weight)).collect();
    let linear = |select: fn(&Example) -> &Lists| crossed_linear(examples, &weights, &linear_parts, select);
    let ((words, word_scores), (names, name_scores)) = rayon::join(
        || linear(|example| &example.measured.words),
        || linear(|example| &example.measured.names),
    );
    let columns = examples.first().map_or(0, |(example, _)| example.measured.columns);
    let mut rows: Vec<f32> = Vec::new();
    let (kinds, kind_scores) = crossed_kinds(examples, &linear_parts);
    for (at, (((example, _), kinds), (words, names))) in
        examples.iter().zip(&kind_scores).zip(word_scores.iter().zip(&name_scores)).enumerate()
    {
        let linear = linear_columns(&example.measured, words, names, kinds);
        let mut all = vec![(example.measured.base.as_slice(), columns), (&linear, LINEAR.len())];
        if let Some(scores) = label_scores {
            all.push((scores[at].as_flattened(), KINDS_OF_BOILERPLATE));
        }
        rows.extend(joined(&all, example.measured.units));
    }
    let columns = columns + LINEAR.len() + label_scores.map_or(0, |_| KINDS_OF_BOILERPLATE);
    let table = Table::of(examples, &weights, &parts, rows, columns);
    let (first, crossed) = crossed_forest(&table, &fitting.first, CLEAR);
    let documents = documents(examples);
    let second: Vec<f32> = (examples.iter().zip(&documents))
        .flat_map(|((example, _), document)| second_columns(&example.measured, &crossed[document.clone()]))
        .collect();
    let count = table.parts.len();
    let rows = joined(&[(&table.rows, columns), (&second, SECOND.len())], count);
    let columns = columns + SECOND.len();
    let table = Table { columns, rows, ..table };
    let nets_without = |without: &[Option<u64>]| -> Vec<Vec<ConvNet>> {
        fit_nets_without(examples, &table, &documents, &parts, without, fitting.net_seeds)
    };
    let judge = Judge { words, names, kinds, first, ..Judge::default() };
    let Some(SecondTrees { content, title, title_second }) = &fitting.second else {
        return Judge { nets: nets_without(&[None]).pop().unwrap_or_default(), ..judge };
    };
    let without: Vec<Option<u64>> = (0..PARTS).map(Some).chain([None]).collect();
    let mut nets = nets_without(&without);
    let crossed: Vec<f32> = (documents.par_iter().zip(&parts))
        .flat_map(|(document, part)| {
            let rows = table.rows.get(document.start * columns..document.end * columns).unwrap_or_default();
            let rows: Vec<Row> = rows.chunks_exact(columns).map(|values| row(&[values])).collect();
            nets.get(*part as usize).map_or_else(Vec::new, |nets| mean_scores(nets, &rows).into_flattened())
        })
        .collect();
    let rows = joined(&[(&table.rows, columns), (&crossed, NET.len())], count);
    let table = Table { columns: columns + NET.len(), rows, ..table };
    let all: Vec<u32> = (0..count as u32).filter(|row| table.weights[*row as usize] > 0.0).collect();
    let second = table.grow(&all, content);
    let (title, title_second) = title_forests(examples, &table, title, title_second);
    Judge { nets: nets.pop().unwrap_or_default(), second, title, title_second, ..judge }
}

/// Where the units of each document stand.
fn documents(examples: &[Weighted<'_>]) -> Vec<Range<usize>> {
    let mut end = 0;
    let document = |(example, _): &Weighted<'_>| {
        let start = end;
        end += example.measured.units;
        start..end
    };
    examples.iter().map(document).collect()
}

/// The weights of a document's units, scaled so that they add up to that of the document.
pub fn unit_weights(example: &Example, weight: f32) -> Vec<f32> {
    let sum: f32 = example.weights.iter().sum();
    let scale = if sum > 0.0 { 100.0 * weight / sum } else { 0.0 };
    example.weights.iter().map(|weight| weight * scale).collect()
}

/// The part of the documents that a site is in, below [`LINEAR_PARTS`].
pub fn site_part(site: &str) -> u64 {
    hash_text(site) % LINEAR_PARTS
}

pub fn site_number(example: &Example) -> u32 {
    hash_text(&example.site) as u32
}

/// A linear model over all documents, and the scores of each document by one that has not seen its part.
fn crossed_linear(
    examples: &[Weighted<'_>],
    weights: &[Vec<f32>],
    parts: &[u64],
    select: fn(&Example) -> &Lists,
) -> (Linear, Vec<Vec<f32>>) {
    if examples.iter().all(|(example, _)| select(example).is_empty()) {
        let none = examples.iter().map(|(example, _)| vec![0.0; example.measured.units]).collect();
        return (Linear::default(), none);
    }
    let fit_without = |without: Option<u64>| {
        let mut units = Vec::new();
        for (((example, _), weights), part) in examples.iter().zip(weights).zip(parts) {
            if Some(*part) == without {
                continue;
            }
            if example.origin == Origin::Case {
                continue;
            }
            let site = site_number(example);
            for ((hashes, target), weight) in select(example).iter().zip(&example.targets).zip(weights) {
                units.push(descend::Unit { hashes, target: *target, weight: *weight, site });
            }
        }
        descend::fit(&units, PLACES, 7)
    };
    let models: Vec<Linear> = (0..=LINEAR_PARTS)
        .into_par_iter()
        .map(|part| fit_without((part < LINEAR_PARTS).then_some(part)))
        .collect();
    let scores = examples
        .iter()
        .zip(parts)
        .map(|((example, _), part)| models[*part as usize].scores(select(example)))
        .collect();
    (models.into_iter().next_back().unwrap_or_default(), scores)
}

/// Models that tell the kind of a page, and what they say of each page that they have not seen.
fn crossed_kinds(examples: &[Weighted<'_>], parts: &[u64]) -> (Vec<Linear>, Vec<Vec<f32>>) {
    if examples.iter().all(|(example, _)| example.measured.page.is_empty()) {
        return (Vec::new(), vec![vec![0.0; KINDS.len()]; examples.len()]);
    }
    let fit_without = |without: Option<u64>| -> Vec<Linear> {
        KINDS
            .iter()
            .map(|kind| {
                let seen = examples.iter().zip(parts).filter(|(_, part)| Some(**part) != without);
                let units: Vec<descend::Unit<'_>> = seen
                    .map(|((example, _), _)| descend::Unit {
                        hashes: &example.measured.page,
                        target: f32::from(u8::from(example.kind == *kind)),
                        weight: 1.0,
                        site: site_number(example),
                    })
                    .collect();
                descend::fit(&units, KIND_PLACES, 11)
            })
            .collect()
    };
    let models: Vec<Vec<Linear>> = (0..=LINEAR_PARTS)
        .into_par_iter()
        .map(|part| fit_without((part < LINEAR_PARTS).then_some(part)))
        .collect();
    let scores = examples
        .iter()
        .zip(parts)
        .map(|((example, _), part)| {
            models[*part as usize].iter().map(|model| model.score(&example.measured.page)).collect()
        })
        .collect();
    (models.into_iter().next_back().unwrap_or_default(), scores)
}

/// Networks that decide, and tell the title of documents whose title is known: one from each seed for each part that they
/// have not seen.
fn fit_nets_without(
    examples: &[Weighted<'_>],
    table: &Table,
    documents: &[Range<usize>],
    parts: &[u64],
    without: &[Option<u64>],
    seeds: &[u64],
) -> Vec<Vec<ConvNet>> {
    let titles = || examples.iter().flat_map(|(example, _)| &example.titles);
    let targets: Vec<Scores> = (table.targets.iter().zip(titles()))
        .map(|(target, title)| [*target, f32::from(u8::from(*title == Some(true)))])
        .collect();
    let title_weight = |title: &Option<bool>| match title {
        Some(true) => NET_TITLE_WEIGHT,
        Some(false) => 1.0,
        None => 0.0,
    };
    let weights: Vec<Scores> =
        table.weights.iter().zip(titles()).map(|(weight, title)| [*weight, title_weight(title)]).collect();
    let (rows, columns) = (&table.rows, table.columns);
    without
        .par_iter()
        .map(|without| {
            let seen = documents.iter().zip(parts).filter(|(_, part)| Some(**part) != *without);
            let documents: Vec<Range<usize>> = seen.map(|(document, _)| document.clone()).collect();
            let taught =
                Taught { rows, columns, targets: &targets, weights: &weights, documents: &documents };
            seeds.par_iter().map(|seed| fit_net(&taught, *seed)).collect()
        })
        .collect()
}

/// Trees that tell the title from all other lines of documents whose title is known, and trees that tell it from those
/// that look like it to trees that have not seen the document.
fn title_forests(
    examples: &[Weighted<'_>],
    table: &Table,
    first: &Growing,
    second: &Growing,
) -> (Forest, Forest) {
    let titles: Vec<Option<bool>> = examples.iter().flat_map(|(example, _)| example.titles.clone()).collect();
    if titles.iter().all(Option::is_none) {
        return Default::default();
    }
    let is_title = |row: usize| titles.get(row).copied().flatten();
    let targets: Vec<f32> = titles.iter().map(|title| f32::from(u8::from(*title == Some(true)))).collect();
    let weights = |title: f32| targets.iter().map(|is| if *is > 0.5 { title } else { 1.0 }).collect();
    let known: Vec<f32> = titles.iter().map(|title| f32::from(u8::from(title.is_some()))).collect();
    let weighted: Vec<f32> =
        known.iter().zip::<Vec<f32>>(weights(TITLE_WEIGHT)).map(|(known, w)| known * w).collect();
    let first_table = Table {
        columns: table.columns,
        rows: table.rows.clone(),
        targets: targets.clone(),
        weights: weighted,
        parts: table.parts.clone(),
    };
    let (first, crossed) = crossed_forest(&first_table, first, NO_TITLE);
    drop(first_table);
    let lengths: Vec<f32> =
        examples.iter().flat_map(|(example, _)| example.measured.lengths.clone()).collect();
    let mut rows: Vec<f32> = Vec::new();
    let mut chosen: Vec<u32> = Vec::new();
    let mut at = 0;
    for (example, _) in examples {
        let units = example.measured.units;
        let short = |unit: usize| lengths.get(at + unit).is_some_and(|words| *words <= MOST_TITLE_WORDS);
        let odds: Vec<f32> =
            (0..units).map(|unit| if short(unit) { crossed[at + unit] } else { 0.0 }).collect();
        let candidates: Vec<usize> =
            (0..units).filter(|unit| odds[*unit] >= CANDIDATE && is_title(at + unit).is_some()).collect();
        for (unit, compared) in
            candidates.iter().zip(title_columns(&odds, &candidates).chunks_exact(TITLE.len()))
        {
            rows.extend(&table.rows[(at + unit) * table.columns..(at + unit + 1) * table.columns]);
            rows.extend(compared);
            chosen.push((at + unit) as u32);
        }
        at += units;
    }
    let columns = table.columns + TITLE.len();
    let bins = Bins::of(&rows, columns);
    let cut = bins.cut(&rows);
    let targets: Vec<f32> = chosen.iter().map(|row| targets[*row as usize]).collect();
    let weights: Vec<f32> =
        targets.iter().map(|is| if *is > 0.5 { SECOND_TITLE_WEIGHT } else { 1.0 }).collect();
    let all: Vec<u32> = (0..chosen.len() as u32).collect();
    let rows = Rows { bins: &bins, cut: &cut, targets: &targets, weights: &weights, chosen: &all };
    (first, grow(&rows, second))
}

/// All units of all documents in one table.
struct Table {
    columns: usize,
    rows: Vec<f32>,
    targets: Vec<f32>,
    weights: Vec<f32>,
    parts: Vec<u64>,
}

impl Table {
    fn of(
        examples: &[Weighted<'_>],
        weights: &[Vec<f32>],
        parts: &[u64],
        rows: Vec<f32>,
        columns: usize,
    ) -> Table {
        let mut table = Table { columns, rows, targets: vec![], weights: vec![], parts: vec![] };
        for (((example, _), weights), part) in examples.iter().zip(weights).zip(parts) {
            table.targets.extend(&example.targets);
            table.weights.extend(weights);
            table.parts.extend(std::iter::repeat_n(*part, example.measured.units));
        }
        table
    }

    fn grow(&self, chosen: &[u32], growing: &Growing) -> Forest {
        let bins = Bins::of(&self.rows, self.columns);
        let cut = bins.cut(&self.rows);
        self.grow_cut(&bins, &cut, chosen, growing)
    }

    fn grow_cut(&self, bins: &Bins, cut: &[u8], chosen: &[u32], growing: &Growing) -> Forest {
        grow(&Rows { bins, cut, targets: &self.targets, weights: &self.weights, chosen }, growing)
    }
}

/// A forest over all rows, and the probability of each row by one that has not seen its part.
fn crossed_forest(table: &Table, growing: &Growing, settling: Settling) -> (Forest, Vec<f32>) {
    let bins = Bins::of(&table.rows, table.columns);
    let cut = bins.cut(&table.rows);
    let forests: Vec<Forest> = (0..=PARTS)
        .into_par_iter()
        .map(|without| {
            let chosen: Vec<u32> = (0..table.parts.len() as u32)
                .filter(|row| table.parts[*row as usize] != without && table.weights[*row as usize] > 0.0)
                .collect();
            table.grow_cut(&bins, &cut, &chosen, growing)
        })
        .collect();
    let crossed = table
        .rows
        .par_chunks_exact(table.columns)
        .zip(&table.parts)
        .map(|(values, part)| {
            let score = forests[*part as usize].scores(&[row(&[values])], &[0], Some(settling));
            sigmoid(score[0])
        })
        .collect();
    (forests.into_iter().next_back().unwrap_or_default(), crossed)
}

/// Tables side by side.
fn joined(tables: &[(&[f32], usize)], rows: usize) -> Vec<f32> {
    let columns: usize = tables.iter().map(|(_, columns)| columns).sum();
    let mut joined = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        for (values, columns) in tables {
            joined.extend(values.get(row * columns..(row + 1) * columns).unwrap_or_default());
        }
    }
    joined
}
