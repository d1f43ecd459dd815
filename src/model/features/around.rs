//! What the lines around a line look like.

use super::stop_words::stop_share;
use super::words::WordTable;
use super::{Feature, feature, log};
use crate::classify::View;
use crate::label::Label;
use crate::model::Odds;

pub const FEATURES: &[Feature] = &[
    feature("words_2_above", "words of the line two above"),
    feature("words_above", "words of the line above"),
    feature("words_below", "words of the line below"),
    feature("words_2_below", "words of the line two below"),
    feature("lower_above", "share of words in lower case in the line above"),
    feature("lower_below", "share of words in lower case in the line below"),
    feature("ends_sentence_above", "the line above ends a sentence"),
    feature("ends_sentence_below", "the line below ends a sentence"),
    feature("ends_colon_above", "the line above ends with a colon"),
    feature("stop_words_above", "share of the commonest words in the line above"),
    feature("stop_words_below", "share of the commonest words in the line below"),
    feature("dates_above", "share of dates and times in the line above"),
    feature("dates_below", "share of dates and times in the line below"),
    feature("links_above", "share of links in the line above"),
    feature("links_below", "share of links in the line below"),
    feature("rules_2_above", "odds of boilerplate by the rules two lines above"),
    feature("rules_above", "odds of boilerplate by the rules in the line above"),
    feature("rules_below", "odds of boilerplate by the rules in the line below"),
    feature("rules_2_below", "odds of boilerplate by the rules two lines below"),
    feature("rules_around", "odds of boilerplate by the rules in the nine lines around"),
    feature("words_around", "words of the nine lines around"),
    feature("words_7_above", "words of the seven lines above"),
    feature("words_7_below", "words of the seven lines below"),
    feature("prose_7_above", "lines of prose among the seven above"),
    feature("prose_7_below", "lines of prose among the seven below"),
    feature("like_above", "as long and in the same case as the line above"),
    feature("like_below", "as long and in the same case as the line below"),
    feature("short_run", "short lines in the run that holds the line"),
    feature("short_run_above", "short lines right above"),
];

/// Words that a line of a run of short lines has at most.
const SHORT: f32 = 6.0;

/// One column of numbers by unit, with what stands beyond the ends as 0.
struct Column(Vec<f32>);

impl Column {
    fn at(&self, unit: usize, offset: isize) -> f32 {
        unit.checked_add_signed(offset).and_then(|unit| self.0.get(unit)).copied().unwrap_or_default()
    }

    fn sum(&self, unit: usize, offsets: std::ops::RangeInclusive<isize>) -> f32 {
        offsets.map(|offset| self.at(unit, offset)).sum()
    }
}

/// What neighbours are asked for.
pub struct Around {
    words: Column,
    lower: Column,
    ends_sentence: Column,
    ends_colon: Column,
    stop_words: Column,
    dates: Column,
    links: Column,
    rules: Column,
    prose: Column,
    run: Vec<(f32, f32)>,
}

impl Around {
    pub fn of(view: &View<'_>, words_of: &WordTable, odds: &[Odds]) -> Around {
        let units = view.units.len();
        let column = |value: &dyn Fn(usize) -> f32| Column((0..units).map(value).collect());
        let is = |flag: bool| f32::from(u8::from(flag));
        let words = column(&|unit| view.shape(unit).words as f32);
        let mut run = vec![(0.0, 0.0); units];
        let mut start = 0;
        while start < units {
            let length = words.0.iter().skip(start).take_while(|words| **words <= SHORT).count();
            for (above, place) in run.iter_mut().skip(start).take(length).enumerate() {
                *place = (length as f32, above as f32);
            }
            start += length + 1;
        }
        Around {
            lower: column(&|unit| view.shape(unit).lower_share()),
            ends_sentence: column(&|unit| is(view.shape(unit).ends_sentence)),
            ends_colon: column(&|unit| is(view.shape(unit).ends_colon)),
            stop_words: column(&|unit| stop_share(words_of.words.of(unit))),
            dates: column(&|unit| view.date_share(unit)),
            links: column(&|unit| view.layout(unit).map_or(0.0, |layout| layout.link_density)),
            rules: column(&|unit| odds.get(unit).map_or(0.0, |odds| odds.sum(Label::is_boilerplate))),
            prose: column(&|unit| is(view.shape(unit).is_prose())),
            words,
            run,
        }
    }

    /// Share of the commonest words in a unit.
    pub fn stop_words(&self, unit: usize) -> f32 {
        self.stop_words.at(unit, 0)
    }

    pub fn fill(&self, unit: usize, row: &mut Vec<f32>) {
        let words = |offset: isize| log(self.words.at(unit, offset));
        let like = |offset: isize| {
            let lengths = (words(0) - words(offset)).abs();
            let cases = (self.lower.at(unit, 0) - self.lower.at(unit, offset)).abs();
            lengths + cases
        };
        let (run, above) = self.run.get(unit).copied().unwrap_or_default();
        row.extend([
            words(-2),
            words(-1),
            words(1),
            words(2),
            self.lower.at(unit, -1),
            self.lower.at(unit, 1),
            self.ends_sentence.at(unit, -1),
            self.ends_sentence.at(unit, 1),
            self.ends_colon.at(unit, -1),
            self.stop_words.at(unit, -1),
            self.stop_words.at(unit, 1),
            self.dates.at(unit, -1),
            self.dates.at(unit, 1),
            self.links.at(unit, -1),
            self.links.at(unit, 1),
            self.rules.at(unit, -2),
            self.rules.at(unit, -1),
            self.rules.at(unit, 1),
            self.rules.at(unit, 2),
            self.rules.sum(unit, -4..=4) / 9.0,
            log(self.words.sum(unit, -4..=4)),
            log(self.words.sum(unit, -7..=-1)),
            log(self.words.sum(unit, 1..=7)),
            self.prose.sum(unit, -7..=-1),
            self.prose.sum(unit, 1..=7),
            like(-1),
            like(1),
            log(run),
            log(above),
        ]);
    }
}
