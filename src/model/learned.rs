//! The odds of every label by the learned judge: kept or dropped, the title, and the kind of boilerplate.

use super::explain::reasons;
use super::features::{Measurer, features, shared_columns};
use super::judge::FEW_UNITS;
use super::label_words::label_row;
use super::titles::{TitleChoice, Titles};
use super::trees::{Row, row};
use super::{JudgedBy, Judgement, Odds, Weights, rules};
use crate::classify::{Evidence, PROTECTED, View};
use crate::label::{LABEL_COUNT, Label};
use std::ops::Range;

/// Titles of a page. They are weighed up in training, so that the judge is less sure of them than it looks.
const PAGE_TITLES: TitleChoice = TitleChoice { heads: 0.4, least: 0.4, most: 2, compares: false, sure: 0.75 };
/// Titles of a text, which has little to tell them by: a title lost costs a reader more than some lines too many.
const TEXT_TITLES: TitleChoice =
    TitleChoice { heads: 0.15, least: 0.007, most: 10, compares: true, sure: 0.95 };
/// Evidence for boilerplate from which on a line is no title.
const NO_TITLE_NATS: f32 = 2.5;
/// Evidence for boilerplate, or for the entry of a list, counts against a title that looks like one less than this.
const CLEAR_TITLE: f32 = 0.75;
/// How probable it is by the rules that a line points to another article where it is the entry of a list.
const SURELY_LISTED: f32 = 0.8;
/// A sentence heads an article only if it looks like that at least so much, and none does in a few lines.
const SENTENCE_TITLE: f32 = 0.3;
/// Of a page, a line that says the title again is content with no more than this probability.
const REPEATED_TITLE: f32 = 0.3;
/// From which probability of content on the rules alone tell the kind of boilerplate that a line would be.
const SURE_CONTENT: f32 = 0.7;
/// From which share of all boilerplate on the rules alone tell which kind it is.
const SURE_LABEL: f32 = 0.98;
/// A line of a text with more words than this is an article whose line ends were lost, and a phrase or two in it do
/// not make boilerplate of it …
const WHOLE_ARTICLE_WORDS: f32 = 600.0;
/// … so that it is taken to be content with at least this probability.
const WHOLE_ARTICLE: f32 = 0.75;
/// Labels that a short line can tell by itself, …
const TELLING: [Label; 5] =
    [Label::Timestamp, Label::Author, Label::Copyright, Label::Social, Label::Consent];
/// … where its own evidence for one is at least this, in nats, …
const TOLD_NATS: f32 = 3.0;
/// … the rules find it at least this probable, …
const TOLD: f32 = 0.95;
/// … and it has no more words than this; …
const TOLD_WORDS: u32 = 12;
/// … it then is content with no more than this probability: gold of pages is careless with such lines.
const TOLD_CONTENT: f32 = 0.3;
/// An extracted text with more dates than this is a table of dates or a diary, and a date tells nothing in it.
const MANY_DATES: usize = 12;
/// How probable a label is taken to be at least where a rule of the user speaks for it.
const USER_PRIOR: f32 = 0.02;

/// How many units are judged at a time: their features take two kilobytes each.
const WINDOW: usize = 50_000;

/// The odds of each unit of a document by the learned judge, with reasons if `explains`.
///
/// A document with very many lines is judged in windows, so that memory stays in proportion to its size.
pub fn by_model(view: &View<'_>, evidence: &[Vec<Evidence>], weights: &Weights, explains: bool) -> Judgement {
    let rules = rules(view, evidence);
    let measurer = Measurer::of(view, evidence, &rules);
    let mut parts = Parts::default();
    for first in (0..view.units.len()).step_by(WINDOW) {
        let units = first..(first + WINDOW).min(view.units.len());
        parts.judge(view, &measurer, &rules, weights, units, explains);
    }
    parts.doubt_titles(view, evidence, &rules);
    parts.heed_telling(view, evidence, &rules);
    let choice = if view.page.is_some() { PAGE_TITLES } else { TEXT_TITLES };
    let titles = Titles::of(|unit| view.text(unit), &parts.title, choice);
    if view.page.is_some() {
        for (unit, content) in parts.content.iter_mut().enumerate() {
            if titles.is_repeated_by(unit, view.text(unit)) {
                *content = content.min(REPEATED_TITLE);
            }
        }
    }
    let odds = parts
        .kinds
        .into_iter()
        .zip(parts.content.iter().zip(&parts.title))
        .enumerate()
        .map(|(unit, (mut odds, (content, title)))| {
            let heads = titles.headline == Some(unit);
            let title = if heads { title.max(choice.sure) } else { 0.0 };
            let content =
                if !heads && titles.units.contains(&unit) { content.max(choice.sure) } else { *content };
            for place in &mut odds {
                *place *= (1.0 - title) * (1.0 - content);
            }
            let [first, second, ..] = &mut odds;
            (*first, *second) = (title, (1.0 - title) * content);
            heed_user(view, unit, &mut odds);
            Odds(odds)
        })
        .collect();
    Judgement { by: JudgedBy::Model, odds, reasons: parts.reasons }
}

/// What is known of the units judged so far.
#[derive(Default)]
struct Parts {
    content: Vec<f32>,
    title: Vec<f32>,
    kinds: Vec<[f32; LABEL_COUNT]>,
    reasons: Vec<Vec<String>>,
}

impl Parts {
    fn judge(
        &mut self,
        view: &View<'_>,
        measurer: &Measurer<'_>,
        rules: &[Odds],
        weights: &Weights,
        units: Range<usize>,
        explains: bool,
    ) {
        let measured = measurer.measure(units.clone());
        let rules = rules.get(units).unwrap_or_default();
        let judge = if view.page.is_some() { &weights.html } else { &weights.text };
        let label_scores = weights.label_words.scores(&measured.words);
        let of_text = if view.page.is_some() { &[][..] } else { &label_scores };
        let mut judged = judge.judge(&measured, of_text);
        if view.page.is_none() {
            for (content, words) in judged.content.iter_mut().zip(&measured.lengths) {
                if *words > WHOLE_ARTICLE_WORDS {
                    *content = content.max(WHOLE_ARTICLE);
                }
            }
        }
        // Of a line that surely stays, nobody asks which kind of boilerplate it would be; and where the rules are
        // sure which kind it is, nobody else needs to be asked.
        let is_open = |unit: &usize| {
            judged.content.get(*unit).is_some_and(|content| *content <= SURE_CONTENT)
                && rules.get(*unit).is_some_and(|rules| surest_share(rules) < SURE_LABEL)
        };
        let open: Vec<usize> = (0..measured.units).filter(is_open).collect();
        let mut kinds: Vec<[f32; LABEL_COUNT]> = rules.iter().map(boilerplate_share).collect();
        let of_unit = |unit: usize| -> Row {
            let base = measured.base.get(unit * measured.columns..).unwrap_or_default();
            let shared = base.get(..shared_columns()).unwrap_or_default();
            row(&[shared, &label_row(&label_scores, unit)])
        };
        let rows: Vec<Row> = open.iter().copied().map(of_unit).collect();
        for (unit, odds) in open.iter().zip(weights.labels.judge(&rows)) {
            if let Some(place) = kinds.get_mut(*unit) {
                *place = odds;
            }
        }
        if explains {
            let features = features(view.page.is_some());
            let rows = judged.rows.iter().filter_map(|row| row.get(..judged.columns)).zip(&judged.content);
            self.reasons.extend(rows.map(|(row, content)| reasons(judge, &features, row, *content)));
        }
        self.content.extend(judged.content);
        self.title.extend(judged.title);
        self.kinds.extend(kinds);
    }

    /// A text has little to tell its title by. What carries a cue of boilerplate, or what the rules take for the entry
    /// of a list, heads an article only if it looks like a heading very much, and a sentence hardly ever does.
    fn doubt_titles(&mut self, view: &View<'_>, evidence: &[Vec<Evidence>], rules: &[Odds]) {
        if view.page.is_some() {
            return;
        }
        for (unit, ((title, found), rules)) in self.title.iter_mut().zip(evidence).zip(rules).enumerate() {
            let told = found.iter().any(|told| {
                // An address is told by its form alone, and weakly.
                told.label.is_boilerplate() && told.nats >= NO_TITLE_NATS
                    || told.label == Label::Copyright && told.nats > 0.0
            });
            let listed = rules.of(Label::Related) >= SURELY_LISTED;
            let is_sentence =
                view.shape(unit).is_prose() && (view.units.len() < FEW_UNITS || *title < SENTENCE_TITLE);
            if is_sentence || (told || listed) && *title < CLEAR_TITLE {
                *title = 0.0;
            }
        }
    }

    /// Short lines that tell by themselves what they are.
    fn heed_telling(&mut self, view: &View<'_>, evidence: &[Vec<Evidence>], rules: &[Odds]) {
        let nats = |found: &[Evidence], label: Label| -> f32 {
            found.iter().filter(|told| told.label == label).map(|told| told.nats).sum()
        };
        let is_date = |found: &&Vec<Evidence>| nats(found, Label::Timestamp) >= TOLD_NATS;
        let has_many_dates = view.is_extracted() && evidence.iter().filter(is_date).count() > MANY_DATES;
        let telling = TELLING.into_iter().filter(|label| !(has_many_dates && *label == Label::Timestamp));
        let telling: Vec<Label> = telling.collect();
        for (unit, ((content, found), rules)) in self.content.iter_mut().zip(evidence).zip(rules).enumerate()
        {
            let shape = view.shape(unit);
            let is_told = |label: &Label| nats(found, *label) >= TOLD_NATS && rules.of(*label) >= TOLD;
            if shape.words <= TOLD_WORDS && !shape.is_prose() && telling.iter().any(is_told) {
                *content = content.min(TOLD_CONTENT);
            }
        }
    }
}

/// The odds of the kinds of boilerplate by the rules, so that they add up to 1.
fn boilerplate_share(rules: &Odds) -> [f32; LABEL_COUNT] {
    let all = rules.sum(Label::is_boilerplate).max(f32::MIN_POSITIVE);
    Label::ALL.map(|label| if label.is_boilerplate() { rules.of(label) / all } else { 0.0 })
}

/// The share of the likeliest kind of boilerplate, by the rules.
fn surest_share(rules: &Odds) -> f32 {
    boilerplate_share(rules).into_iter().fold(0.0, f32::max)
}

/// Lets the user's own cues and expressions count: who writes a rule knows the documents.
fn heed_user(view: &View<'_>, unit: usize, odds: &mut [f32; LABEL_COUNT]) {
    if view.rules.is_empty() {
        return;
    }
    let found = view.user_evidence(unit);
    if found.is_empty() {
        return;
    }
    for evidence in found.iter().filter(|evidence| evidence.nats < PROTECTED) {
        if let Some(place) = odds.get_mut(evidence.label.index()) {
            *place = place.max(USER_PRIOR) * libm::expf(evidence.nats);
        }
    }
    let sum: f32 = odds.iter().sum();
    odds.iter_mut().for_each(|place| *place /= sum.max(f32::MIN_POSITIVE));
}
