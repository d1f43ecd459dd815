//! The table of features: every number that the learned judge sees of a line, with its name and what it means.
//!
//! Training, use and explanation read the same table and the same code. Features come in groups, one file a group;
//! a group lists its features and fills in their values in the same order.

mod around;
mod bits;
mod echoes;
mod evidence;
mod layout;
mod place;
mod second;
mod shape;
mod stop_words;
mod title;
mod words;

pub use evidence::FEATURES as EVIDENCE;
pub use second::{LABEL_WORDS, LINEAR, NET, SECOND, TITLE, linear_columns, second_columns, title_columns};
pub use stop_words::stop_share;
pub use words::{Lists, word_hashes};

use super::Odds;
use crate::classify::{Evidence, View};
use echoes::Echoes;
use layout::PageFacts;
use std::ops::Range;
use title::Titles;
use words::{WordTable, fill_hashes};

/// One number that the judge sees of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name: unique, in snake case.
    pub name: &'static str,
    /// What it measures, as explanations and the documentation word it.
    pub meaning: &'static str,
}

/// A feature of the table.
pub(crate) const fn feature(name: &'static str, meaning: &'static str) -> Feature {
    Feature { name, meaning }
}

/// Features of every line, group by group.
const GROUPS: [&[Feature]; 5] =
    [shape::FEATURES, evidence::FEATURES, place::FEATURES, title::FEATURES, around::FEATURES];

/// All features, in the order of their columns: those of every line, those of a line of a page or of a text, those that
/// the linear models add, those that the first pass adds for the second, those that the network adds for the trees after
/// it, those that the search for the title adds.
pub fn features(has_layout: bool) -> Vec<Feature> {
    let words = if has_layout { &[] } else { LABEL_WORDS };
    let groups = GROUPS.into_iter().chain([own_group(has_layout), LINEAR, words, SECOND, NET, TITLE]);
    groups.flat_map(|group| group.iter().copied()).collect()
}

/// How many columns [`Measured::base`] has.
pub fn base_columns(has_layout: bool) -> usize {
    shared_columns() + own_group(has_layout).len()
}

/// How many columns lines of pages and of texts have in common: the first ones.
pub fn shared_columns() -> usize {
    GROUPS.into_iter().map(<[Feature]>::len).sum()
}

/// Features of lines of pages alone, or of lines of text alone: these have no layout to tell a headline by.
fn own_group(has_layout: bool) -> &'static [Feature] {
    if has_layout { layout::FEATURES } else { echoes::FEATURES }
}

/// A document as the judge sees it before any weight is applied.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// How many units the document has.
    pub units: usize,
    /// How many columns `base` has.
    pub columns: usize,
    /// The features of every unit, unit by unit.
    pub base: Vec<f32>,
    /// Hashes of the words of each unit.
    pub words: Lists,
    /// Hashes of the names (tags, classes, ids) of the elements that hold each unit; empty for text.
    pub names: Lists,
    /// Hashes of what the page says of itself; empty for text.
    pub page: Vec<u32>,
    /// Units with the same tags and classes around them have the same number; for text all differ.
    pub signatures: Vec<u32>,
    /// The element that holds the block of each unit; for text the run between blank lines.
    pub blocks: Vec<u32>,
    /// The same two and three levels further up; for text as `blocks`.
    pub outer_blocks: [Vec<u32>; 2],
    /// The heading above each unit; `u32::MAX` where there is none.
    pub headings: Vec<u32>,
    /// Words of each unit.
    pub lengths: Vec<f32>,
}

/// Measures all units of a document.
pub fn measure(view: &View<'_>, evidence: &[Vec<Evidence>], odds: &[Odds]) -> Measured {
    Measurer::of(view, evidence, odds).measure(0..view.units.len())
}

/// What the features of any unit need to know of the whole document.
pub struct Measurer<'v> {
    view: &'v View<'v>,
    evidence: &'v [Vec<Evidence>],
    odds: &'v [Odds],
    words: WordTable,
    place: place::Places,
    titles: Titles,
    facts: Option<PageFacts<'v>>,
    echoes: Option<Echoes>,
    around: around::Around,
    headings: Vec<u32>,
}

impl<'v> Measurer<'v> {
    /// Looks at the whole document.
    pub fn of(view: &'v View<'v>, evidence: &'v [Vec<Evidence>], odds: &'v [Odds]) -> Measurer<'v> {
        let facts = view.page.map(|page| PageFacts::of(view, page));
        let words = WordTable::of(view);
        Measurer {
            view,
            evidence,
            odds,
            place: place::Places::of(view),
            titles: Titles::of(view, &words, odds),
            around: around::Around::of(view, &words, odds),
            headings: facts.as_ref().map_or_else(|| headings(view), PageFacts::headings),
            echoes: facts.is_none().then(|| Echoes::of(view, &words)),
            facts,
            words,
        }
    }

    /// Measures some units of the document. They are numbered from the first of them.
    pub fn measure(&self, units: Range<usize>) -> Measured {
        let view = self.view;
        let columns = base_columns(view.page.is_some());
        let mut measured = Measured { units: units.len(), columns, ..Measured::default() };
        measured.base.reserve(units.len() * columns);
        for unit in units.clone() {
            let row = &mut measured.base;
            let shape = shape::Shape::of(view, unit, self.around.stop_words(unit));
            shape.fill(row);
            let found = self.evidence.get(unit).map_or(&[][..], Vec::as_slice);
            evidence::fill(found, self.odds.get(unit), row);
            self.place.fill(view, unit, row);
            self.titles.fill(view, &self.words, unit, row);
            self.around.fill(unit, row);
            if let Some(facts) = &self.facts {
                facts.fill(view, unit, row);
            }
            if let Some(echoes) = &self.echoes {
                echoes.fill(unit, row);
            }
            measured
                .words
                .push(|hashes| fill_hashes(self.words.words.of(unit), self.words.signs.of(unit), hashes));
            measured.lengths.push(view.shape(unit).words as f32);
        }
        let first = u32::try_from(units.start).unwrap_or(u32::MAX);
        let headings = self.headings.get(units.clone()).unwrap_or_default().iter();
        measured.headings =
            headings
                .map(|heading| {
                    if *heading == u32::MAX {
                        u32::MAX
                    } else {
                        heading.checked_sub(first).unwrap_or(u32::MAX)
                    }
                })
                .collect();
        match &self.facts {
            Some(facts) => {
                facts.names(view, units.clone(), &mut measured.names);
                measured.signatures = facts.signatures(&units);
                measured.blocks = facts.blocks(view, &units, 1);
                measured.outer_blocks = [facts.blocks(view, &units, 2), facts.blocks(view, &units, 4)];
                measured.page = facts.page_hashes(view);
            }
            None => {
                measured.signatures = (0..units.len() as u32).collect();
                let mut block = 0;
                for unit in view.units.get(units).unwrap_or_default() {
                    block += u32::from(unit.starts_block);
                    measured.blocks.push(block);
                }
                measured.outer_blocks = [measured.blocks.clone(), measured.blocks.clone()];
            }
        }
        measured
    }
}

/// The line that may be a heading above each unit of a text: a short one that ends no sentence.
fn headings(view: &View<'_>) -> Vec<u32> {
    let mut last = u32::MAX;
    (0u32..)
        .zip(&view.shapes)
        .map(|(unit, shape)| {
            let above = last;
            if shape.words <= 8 && shape.letters > 0 && !shape.ends_sentence {
                last = unit;
            }
            above
        })
        .collect()
}

/// For each unit how many lines it stands behind the last that is marked; as if one were marked `before` lines above.
fn lines_since(marks: impl Iterator<Item = bool>, before: usize) -> Vec<f32> {
    let mut distance = before as f32;
    marks
        .map(|marked| {
            distance += 1.0;
            if marked { std::mem::take(&mut distance) } else { distance }
        })
        .collect()
}

/// The logarithm that counts are given as: 0 for 0.
fn log(count: f32) -> f32 {
    libm::log1pf(count.max(0.0))
}

/// A part of a whole, 0 where there is no whole.
fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn distances_begin_anew_behind_each_mark() {
        assert_eq!(lines_since([false, true, false, false].into_iter(), 4), [5.0, 6.0, 1.0, 2.0]);
    }

    #[test]
    fn every_feature_has_a_name_of_its_own_and_a_meaning() {
        let features = features(true);
        let names: BTreeSet<&str> = features.iter().map(|feature| feature.name).collect();
        assert_eq!(names.len(), features.len());
        assert!(features.iter().all(|feature| !feature.meaning.is_empty()));
    }
}
