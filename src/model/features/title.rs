//! How a line stands to the title and to what the page says about itself.

use super::bits::Bits;
use super::stop_words::is_stop_word;
use super::words::{WordTable, word_hashes};
use super::{Feature, feature, log, share};
use crate::classify::View;
use crate::cues::fold::folded;
use crate::label::Label;
use crate::model::Odds;

pub const FEATURES: &[Feature] = &[
    feature("title_words", "share of its words that stand in the title"),
    feature("from_title", "lines from the headline"),
    feature("has_title", "whether the document has a headline"),
    feature("is_title", "the headline"),
    feature("description_words", "share of its words that stand in the page's description"),
    feature("in_article_body", "stands in the page's own copy of its article"),
    feature("has_article_body", "whether the page carries a copy of its article"),
    feature("lead_words", "share of its longer words that stand in the prose"),
    feature("lead_rank", "lines above the prose that share more words with it"),
    feature("first_line_words", "share of its words that stand in the document's first line"),
    feature("first_line_share", "share of the words of the document's first line that stand in it"),
    feature("byline_below", "odds that a line right below names the author or the date, by the rules"),
];

/// How many stems of prose make up the document's vocabulary.
const VOCABULARY: usize = 3_000;
/// Lines with more words are no headlines.
const MOST_WORDS: u32 = 40;
/// How many lines below the first prose a line is still compared with those above it.
const BELOW_PROSE: usize = 2;

/// What lines are compared with.
pub struct Titles {
    title: WordSet,
    description: WordSet,
    first_line: WordSet,
    body: Option<String>,
    headline: Option<usize>,
    /// For each unit that is no prose, how many of its longer words stand in the prose, and how many it has.
    known: Vec<(f32, f32)>,
    /// Those counts of the lines above the prose, in order.
    head: Vec<f32>,
    bylines: Vec<f32>,
}

/// A few words, those left out that every sentence holds.
#[derive(Default)]
struct WordSet {
    sorted: Vec<u32>,
    /// A bit for each: most words are told apart by it alone.
    bits: u64,
}

impl WordSet {
    fn of(words: impl IntoIterator<Item = u32>) -> WordSet {
        let mut sorted: Vec<u32> = words.into_iter().filter(|word| !is_stop_word(*word)).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let bits = sorted.iter().fold(0, |bits, word| bits | 1 << (word >> 26));
        WordSet { sorted, bits }
    }

    fn has(&self, word: u32) -> bool {
        self.bits >> (word >> 26) & 1 == 1 && self.sorted.binary_search(&word).is_ok()
    }
}

/// Bits of the set of the prose's stems: one other in forty passes.
const STEM_BITS: usize = 1 << 17;

/// The stems of a document's prose.
struct Vocabulary(Bits);

impl Vocabulary {
    fn of(view: &View<'_>, words: &WordTable) -> Vocabulary {
        let mut bits = Bits::new(STEM_BITS);
        let prose = (0..view.units.len()).filter(|unit| view.shape(*unit).is_prose());
        for stem in prose.flat_map(|unit| words.stems.of(unit)).take(VOCABULARY) {
            bits.add(u64::from(*stem));
        }
        Vocabulary(bits)
    }

    fn has(&self, stem: u32) -> bool {
        self.0.has(u64::from(stem))
    }
}

impl Titles {
    pub fn of(view: &View<'_>, words: &WordTable, odds: &[Odds]) -> Titles {
        let units = view.units.len();
        let headline = view.title.or_else(|| {
            let heading = |unit: &usize| view.layout(*unit).is_some_and(|layout| layout.heading == 1);
            (0..units).find(heading)
        });
        let (title, description, body) = match view.page {
            Some(page) => {
                let titles = [&page.meta.headline, &page.meta.title].into_iter().flatten();
                let body = page.meta.article_body.as_deref().filter(|body| body.len() > 400).map(folded);
                (
                    WordSet::of(titles.flat_map(|text| word_hashes(text))),
                    WordSet::of(page.meta.description.iter().flat_map(|text| word_hashes(text))),
                    body,
                )
            }
            None => {
                let words = headline.map_or(&[][..], |unit| words.words.of(unit));
                (WordSet::of(words.iter().copied()), WordSet::default(), None)
            }
        };
        let vocabulary = Vocabulary::of(view, words);
        let known: Vec<(f32, f32)> = (0..units)
            .map(|unit| {
                let shape = view.shape(unit);
                if shape.is_prose() || shape.words > MOST_WORDS {
                    return (0.0, 0.0);
                }
                let stems = words.stems.of(unit);
                (stems.iter().filter(|stem| vocabulary.has(**stem)).count() as f32, stems.len() as f32)
            })
            .collect();
        let reach = (view.context.first_prose + BELOW_PROSE).min(units);
        let mut head: Vec<f32> =
            known.iter().take(reach).map(|(known, _)| *known).filter(|known| *known > 0.0).collect();
        head.sort_unstable_by(f32::total_cmp);
        let byline = |odds: &Odds| odds.of(Label::Author) + odds.of(Label::Timestamp);
        Titles {
            title,
            description,
            first_line: WordSet::of(words.words.of(0).iter().copied()),
            body,
            headline,
            known,
            head,
            bylines: odds.iter().map(byline).collect(),
        }
    }

    pub fn fill(&self, view: &View<'_>, words: &WordTable, unit: usize, row: &mut Vec<f32>) {
        let (mut all, mut in_title, mut in_description, mut in_first) = (0.0, 0.0, 0.0, 0.0);
        for word in words.words.of(unit).iter().filter(|word| !is_stop_word(**word)) {
            let is_in = |set: &WordSet| f32::from(u8::from(set.has(*word)));
            all += 1.0;
            in_title += is_in(&self.title);
            in_description += is_in(&self.description);
            in_first += is_in(&self.first_line);
        }
        if unit == 0 {
            in_first = 0.0;
        }
        let (known, stems) = self.known.get(unit).copied().unwrap_or_default();
        let more = self.head.len() - self.head.partition_point(|other| *other <= known);
        let in_body = match &self.body {
            Some(body) if view.shape(unit).words >= 3 => {
                f32::from(u8::from(body.contains(&folded(view.text(unit)))))
            }
            _ => 0.5,
        };
        let from_title = self.headline.map_or(0.0, |headline| {
            let distance = unit as f32 - headline as f32;
            log(distance.abs()).copysign(distance)
        });
        let below = self.bylines.get(unit + 1..(unit + 4).min(self.bylines.len())).unwrap_or_default();
        let is = |flag: bool| f32::from(u8::from(flag));
        row.extend([
            share(in_title, all),
            from_title,
            is(self.headline.is_some()),
            is(self.headline == Some(unit)),
            share(in_description, all),
            in_body,
            is(self.body.is_some()),
            if stems > 0.0 { known / stems } else { -1.0 },
            log(more as f32),
            share(in_first, all),
            share(in_first, self.first_line.sorted.len() as f32).min(1.0),
            below.iter().copied().fold(0.0, f32::max),
        ]);
    }
}
