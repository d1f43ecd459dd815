//! Rules alone: the evidence of the classifiers and the shape of each line, weighed along the document.
//!
//! Labels come in runs: a menu of thirty entries, a box of five lines, then prose. A linear chain with fixed
//! constants (a hidden Markov model; L. R. Rabiner, 'A tutorial on hidden Markov models', 1989) says so: staying
//! in a label is cheap, leaving it is dear, and the forward–backward pass gives the probability of each label for
//! each line given all the others. The constants stand in `tables.rs`; evidence is added to them as it is.

use super::Odds;
use super::tables::{COLUMNS, EXTRACTED, MARK, Row, SHAPES, WHOLE};
use crate::classify::{Evidence, View};
use crate::features::Region;
use crate::label::{LABEL_COUNT, Label};

/// How far the place of a line counts: it is partly known from its neighbours already.
const REGION_WEIGHT: f32 = 0.5;
/// How far the shape of a line counts beside its evidence.
const SHAPE_WEIGHT: f32 = 0.8;
/// What each line without evidence of its own costs a run of boilerplate in an extracted dump, in nats: there the
/// boxes are short, and what looks like boilerplate is mostly a list or a table of the article.
const DRIFT: f32 = 2.0;
/// What a line that heads a box adds to the line after it having the same label, in nats.
const OPENING: f32 = 2.0;
/// Lines of boxes are shorter than this, in words.
const BOX_LINE_WORDS: u32 = 40;
/// What being a title costs where nothing speaks for it, in nats.
const TITLE_COST: f32 = 6.0;
/// The most that all evidence for one label can add up to, in nats.
const MOST_EVIDENCE: f32 = 14.0;

/// What a line without evidence of its own costs in any dump, in nats: a menu is a menu by its shape alone, but a
/// date is one by what it says.
fn bare_cost(label: Label, words: u32) -> f32 {
    let long = if words >= 12 { 2.0 } else { 0.0 };
    match label {
        Label::Timestamp => 2.5 + long,
        Label::Copyright => 1.0 + long,
        Label::Social | Label::Disclaimer | Label::Consent | Label::Author => 0.7 + long,
        _ => 0.0,
    }
}

type State = [f32; LABEL_COUNT];

/// The odds of each unit of a document, given the evidence for each.
pub fn judge(view: &View<'_>, evidence: &[Vec<Evidence>]) -> Vec<Odds> {
    let count = view.units.len();
    if count == 0 {
        return Vec::new();
    }
    let chain = Chain::between_kinds(view.context.rawness);
    let emissions: Vec<State> = (0..count)
        .map(|unit| chain.emission(view, unit, evidence.get(unit).map_or(&[], Vec::as_slice)))
        .collect();
    let openings: Vec<Option<Label>> = (0..count)
        .map(|unit| {
            // A heading of boilerplate that a long paragraph follows stands in the middle of the article.
            let box_follows = view.shapes.get(unit + 1).is_some_and(|next| next.words < BOX_LINE_WORDS);
            evidence.get(unit).filter(|_| box_follows).and_then(|found| opening(found))
        })
        .collect();

    let mut forward: Vec<State> = Vec::with_capacity(count);
    for (unit, emission) in emissions.iter().enumerate() {
        let mut state = match forward.last() {
            None => chain.start,
            Some(before) => {
                let next = chain
                    .next_after(unit.checked_sub(1).and_then(|unit| openings.get(unit).copied().flatten()));
                let mut state = [0.0; LABEL_COUNT];
                for (row, weight) in next.iter().zip(before) {
                    for (sum, p) in state.iter_mut().zip(row) {
                        *sum += p * weight;
                    }
                }
                state
            }
        };
        for (p, e) in state.iter_mut().zip(emission) {
            *p *= e;
        }
        normalise(&mut state);
        forward.push(state);
    }

    let mut odds = vec![Odds([0.0; LABEL_COUNT]); count];
    let mut backward: State = [1.0; LABEL_COUNT];
    for unit in (0..count).rev() {
        if let (Some(odds), Some(forward)) = (odds.get_mut(unit), forward.get(unit)) {
            let mut state: State = std::array::from_fn(|label| {
                forward.get(label).copied().unwrap_or_default()
                    * backward.get(label).copied().unwrap_or_default()
            });
            normalise(&mut state);
            *odds = Odds(state);
        }
        let Some(emission) = emissions.get(unit) else { continue };
        let behind = unit.checked_sub(1).and_then(|unit| openings.get(unit).copied().flatten());
        let next = chain.next_after(behind);
        let weighted: State = std::array::from_fn(|label| {
            emission.get(label).copied().unwrap_or_default()
                * backward.get(label).copied().unwrap_or_default()
        });
        for (p, row) in backward.iter_mut().zip(&next) {
            *p = row.iter().zip(&weighted).map(|(a, b)| a * b).sum();
        }
        normalise(&mut backward);
    }
    odds
}

fn normalise(state: &mut State) {
    let sum: f32 = state.iter().sum();
    let scale = if sum > 0.0 && sum.is_finite() { 1.0 / sum } else { 0.0 };
    for p in state.iter_mut() {
        *p = if scale > 0.0 { *p * scale } else { 1.0 / LABEL_COUNT as f32 };
    }
}

/// The label of a line that heads a box, where one is clear.
fn opening(found: &[Evidence]) -> Option<Label> {
    found
        .iter()
        .filter(|evidence| evidence.opens && evidence.nats >= 2.0)
        .max_by(|a, b| a.nats.total_cmp(&b.nats))
        .map(|evidence| evidence.label)
}

/// The constants for one dump, between those of a raw and of an extracted one.
struct Chain {
    start: State,
    next: [State; LABEL_COUNT],
    region: [State; 3],
    drift: f32,
}

impl Chain {
    fn between_kinds(rawness: f32) -> Chain {
        let mix = |raw: &Row, extracted: &Row| -> State {
            let mut columns = raw.iter().zip(extracted).map(|(r, e)| rawness * r + (1.0 - rawness) * e);
            // `title` stands for a kind of content that occurs once.
            let content = columns.next().unwrap_or_default();
            let mut state = [content; LABEL_COUNT];
            for (place, value) in state.iter_mut().skip(2).zip(columns) {
                *place = value;
            }
            state
        };
        let probabilities = |mut state: State| -> State {
            if let Some(title) = state.first_mut() {
                *title -= TITLE_COST;
            }
            state.map(f32::exp)
        };
        let mut next = [[0.0; LABEL_COUNT]; LABEL_COUNT];
        for (row, (raw, extracted)) in next.iter_mut().skip(1).zip(WHOLE.next.iter().zip(&EXTRACTED.next)) {
            *row = probabilities(mix(raw, extracted));
        }
        if let Some(content) = next.get(1).copied()
            && let Some(title) = next.get_mut(0)
        {
            // What follows a headline: prose, or a byline, a date, a share bar, a picture's caption.
            *title = content;
            for label in [Label::Timestamp, Label::Author, Label::Social, Label::Caption, Label::Navigation] {
                if let Some(p) = title.get_mut(label.index()) {
                    *p *= 8.0;
                }
            }
            title[0] = 0.0;
        }
        let mut region = [[0.0; LABEL_COUNT]; 3];
        for (row, (raw, extracted)) in region.iter_mut().zip(WHOLE.region.iter().zip(&EXTRACTED.region)) {
            *row = mix(raw, extracted).map(|nats| nats * REGION_WEIGHT);
        }
        Chain {
            start: probabilities(mix(&WHOLE.start, &EXTRACTED.start)),
            next,
            region,
            drift: DRIFT * (1.0 - rawness),
        }
    }

    /// The transitions after a unit that may head a box.
    fn next_after(&self, opening: Option<Label>) -> [State; LABEL_COUNT] {
        let mut next = self.next;
        if let Some(label) = opening
            && let Some(p) = next.get_mut(label.index()).and_then(|row| row.get_mut(label.index()))
        {
            *p *= OPENING.exp();
        }
        next
    }

    /// How well each label explains a unit, up to a common factor.
    fn emission(&self, view: &View<'_>, unit: usize, found: &[Evidence]) -> State {
        let shape = view.shape(unit);
        let words = match shape.words {
            0..=1 => 0,
            2..=3 => 1,
            4..=6 => 2,
            7..=12 => 3,
            13..=25 => 4,
            _ => 5,
        };
        let case = usize::from(shape.lower_share() >= 0.45) + 2 * usize::from(shape.ends_sentence);
        let mark = shape.letters == 0 && shape.digits == 0;
        let row =
            if mark { &MARK } else { SHAPES.get(words).and_then(|rows| rows.get(case)).unwrap_or(&MARK) };
        let region = match view.context.region(unit) {
            Region::Head => 0,
            Region::Body => 1,
            Region::Tail => 2,
        };
        let mut state = self.region.get(region).copied().unwrap_or_default();
        for column in 0..COLUMNS {
            let value = row.get(column).copied().unwrap_or_default() * SHAPE_WEIGHT;
            if let Some(place) = state.get_mut(column + 1) {
                *place += value;
            }
        }
        if let Some(title) = state.first_mut() {
            *title += row.first().copied().unwrap_or_default() * SHAPE_WEIGHT;
        }
        let mut evidence = [0.0f32; LABEL_COUNT];
        for found in found {
            if let Some(sum) = evidence.get_mut(found.label.index()) {
                *sum += found.nats;
            }
        }
        for (label, (place, nats)) in Label::ALL.into_iter().zip(state.iter_mut().zip(evidence)) {
            *place += nats.min(MOST_EVIDENCE);
            if label.is_boilerplate() && nats <= 0.0 {
                *place -= self.drift + bare_cost(label, shape.words);
            }
        }
        let most = state.iter().copied().fold(f32::MIN, f32::max);
        state.map(|nats| (nats - most).exp())
    }
}
