//! Where a line stands in its document, and what kind of document that is.

use super::{Feature, feature, lines_since, log, share};
use crate::classify::View;
use crate::features::Region;
use std::collections::HashMap;

pub const FEATURES: &[Feature] = &[
    feature("position", "place in the document, from top to bottom"),
    feature("lines_above", "lines above"),
    feature("lines_below", "lines below"),
    feature("head", "stands before the prose"),
    feature("tail", "stands after the prose"),
    feature("from_first_prose", "lines from the first prose"),
    feature("from_last_prose", "lines from the last prose"),
    feature("prose_above", "words of prose above"),
    feature("prose_below", "words of prose below"),
    feature("prose_share_above", "share of the prose that stands above"),
    feature("since_prose", "lines since the last prose above"),
    feature("until_prose", "lines until the next prose below"),
    feature("repeats", "how often the line stands in the document"),
    feature("copies_above", "how often the line stood above already"),
    feature("starts_block", "stands after a blank line"),
    feature("fragments", "lines that the unit was mended from"),
    feature("document_lines", "lines of the document"),
    feature("document_prose", "words of prose in the document"),
    feature("document_prose_share", "share of the document's words that are prose"),
    feature("document_prose_lines", "share of the document's lines that are prose"),
    feature("document_short_lines", "share of the document's lines that are short"),
    feature("document_rawness", "how sure it is that every block of the page is in the dump"),
    feature("document_repeats", "share of the document's lines that stand there more than once"),
    feature("document_dates", "lines of the document that are dates"),
    feature("document_mean_words", "mean words of the document's lines"),
];

/// Facts about all units of a document.
pub struct Places {
    units: usize,
    /// Words of prose above each unit, and over all at the end.
    prose_above: Vec<f32>,
    since_prose: Vec<f32>,
    until_prose: Vec<f32>,
    copies_above: Vec<f32>,
    document: [f32; 9],
}

impl Places {
    pub fn of(view: &View<'_>) -> Places {
        let units = view.units.len();
        let prose: Vec<bool> = view.shapes.iter().map(|shape| shape.is_prose()).collect();
        let mut prose_above = Vec::with_capacity(units + 1);
        let mut sum = 0.0;
        for (shape, prose) in view.shapes.iter().zip(&prose) {
            prose_above.push(sum);
            if *prose {
                sum += shape.words as f32;
            }
        }
        prose_above.push(sum);
        let since_prose = lines_since(prose.iter().copied(), units);
        let mut until_prose = lines_since(prose.iter().rev().copied(), units);
        until_prose.reverse();
        let count = units as f32;
        let words: f32 = view.shapes.iter().map(|shape| shape.words as f32).sum();
        let lines = |wanted: &dyn Fn(usize) -> bool| (0..units).filter(|unit| wanted(*unit)).count() as f32;
        let dates = lines(&|unit| view.date_share(unit) > 0.5);
        let short = lines(&|unit| view.shape(unit).words <= 3);
        let repeated = lines(&|unit| view.repeats(unit) > 1);
        let document = [
            log(count),
            log(sum),
            share(sum, words),
            share(prose.iter().filter(|prose| **prose).count() as f32, count),
            share(short, count),
            view.context.rawness,
            share(repeated, count),
            log(dates),
            share(words, count),
        ];
        let mut copies: HashMap<&str, f32> = HashMap::new();
        let copies_above = (0..units)
            .map(|unit| {
                if view.repeats(unit) < 2 {
                    return 0.0;
                }
                let copies = copies.entry(view.text(unit).trim()).or_default();
                *copies += 1.0;
                *copies - 1.0
            })
            .collect();
        Places { units, prose_above, since_prose, until_prose, copies_above, document }
    }

    pub fn fill(&self, view: &View<'_>, unit: usize, row: &mut Vec<f32>) {
        let at = |values: &[f32]| values.get(unit).copied().unwrap_or_default();
        let all = self.prose_above.last().copied().unwrap_or_default();
        let above = at(&self.prose_above);
        let own = if view.shape(unit).is_prose() { view.shape(unit).words as f32 } else { 0.0 };
        let region = view.context.region(unit);
        let is = |flag: bool| f32::from(u8::from(flag));
        let signed = |from: usize| {
            let distance = unit as f32 - from as f32;
            log(distance.abs()).copysign(distance)
        };
        let fragments = view.units.get(unit).map_or(1, |unit| unit.lines.len());
        row.extend([
            view.position(unit),
            log(unit as f32),
            log((self.units - unit - 1) as f32),
            is(region == Region::Head),
            is(region == Region::Tail),
            signed(view.context.first_prose),
            signed(view.context.after_prose),
            log(above),
            log(all - above - own),
            share(above, all),
            log(at(&self.since_prose)),
            log(at(&self.until_prose)),
            log(view.repeats(unit) as f32),
            log(at(&self.copies_above)),
            is(view.units.get(unit).is_some_and(|unit| unit.starts_block)),
            log(fragments as f32),
        ]);
        row.extend(self.document);
    }
}
