//! How a line stands to the title and to what the page says about itself.

use super::{Feature, feature, log, share};
use crate::classify::View;
use crate::cues::fold::folded;
use std::collections::HashSet;

pub const FEATURES: &[Feature] = &[
    feature("title_words", "share of its words that stand in the title"),
    feature("from_title", "lines from the headline"),
    feature("has_title", "whether the document has a headline"),
    feature("is_title", "the headline"),
    feature("description_words", "share of its words that stand in the page's description"),
    feature("in_article_body", "stands in the page's own copy of its article"),
    feature("has_article_body", "whether the page carries a copy of its article"),
    feature("lead_words", "share of its longer words that stand in the title or the longest prose"),
];

/// How many bytes of prose make up the document's vocabulary.
const VOCABULARY_BYTES: usize = 20_000;

/// What lines are compared with.
pub struct Titles {
    title: HashSet<String>,
    description: HashSet<String>,
    vocabulary: HashSet<u64>,
    body: Option<String>,
    headline: Option<usize>,
}

fn word_set(text: &str) -> HashSet<String> {
    folded(text).split(' ').filter(|word| word.chars().count() > 2).map(str::to_owned).collect()
}

impl Titles {
    pub fn of(view: &View<'_>) -> Titles {
        let headline = view.title.or_else(|| {
            let heading = |unit: &usize| view.layout(*unit).is_some_and(|layout| layout.heading == 1);
            (0..view.units.len()).find(heading)
        });
        let mut title = HashSet::new();
        let mut description = HashSet::new();
        let mut body = None;
        match view.page {
            Some(page) => {
                for text in [&page.meta.headline, &page.meta.title].into_iter().flatten() {
                    title.extend(word_set(text));
                }
                description.extend(page.meta.description.iter().flat_map(|text| word_set(text)));
                body = page.meta.article_body.as_deref().filter(|body| body.len() > 400).map(folded);
            }
            None => title.extend(headline.iter().flat_map(|unit| word_set(view.text(*unit)))),
        }
        let mut vocabulary = HashSet::new();
        let mut left = VOCABULARY_BYTES;
        for (unit, shape) in view.shapes.iter().enumerate() {
            if shape.is_prose() && left > 0 {
                let text = view.text(unit);
                left = left.saturating_sub(text.len());
                for_each_stem(text, |stem| {
                    vocabulary.insert(stem);
                });
            }
        }
        Titles { title, description, vocabulary, body, headline }
    }

    pub fn fill(&self, view: &View<'_>, unit: usize, row: &mut Vec<f32>) {
        let text = view.text(unit);
        let folded = folded(text);
        let (mut all, mut in_title, mut in_description) = (0.0, 0.0, 0.0);
        for word in folded.split(' ').filter(|word| word.chars().count() > 2) {
            all += 1.0;
            in_title += f32::from(u8::from(self.title.contains(word)));
            in_description += f32::from(u8::from(self.description.contains(word)));
        }
        let (mut stems, mut known) = (0.0, 0.0);
        if !view.shape(unit).is_prose() {
            for_each_stem(text, |stem| {
                stems += 1.0;
                known += f32::from(u8::from(self.vocabulary.contains(&stem)));
            });
        }
        let in_body = match &self.body {
            Some(body) if view.shape(unit).words >= 3 => f32::from(u8::from(body.contains(&folded))),
            _ => 0.5,
        };
        let from_title = self.headline.map_or(0.0, |headline| {
            let distance = unit as f32 - headline as f32;
            log(distance.abs()).copysign(distance)
        });
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
        ]);
    }
}

/// Gives a number for each longer word, the same for its inflected forms mostly: its first five letters.
fn for_each_stem(text: &str, mut give: impl FnMut(u64)) {
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let mut hash = 0u64;
        let mut letters = 0;
        for c in word.chars().take(5) {
            hash = (hash << 12) ^ u64::from(u32::from(c.to_lowercase().next().unwrap_or(c)));
            letters += 1;
        }
        if letters > 3 {
            give(hash);
        }
    }
}
