#![doc = include_str!("../../corpus/labels/title.md")]

use super::{Classifier, Evidence, View};
use crate::features::Region;
use crate::label::Label;
use crate::script::is_unspaced;
use std::collections::HashSet;

/// How far above the first line of prose a headline may stand, in units.
const MOST_ABOVE: usize = 12;

/// How many lines of prose are compared with a headline.
const PROSE_READ: usize = 12;
/// How many bytes of each of them.
const TEXT_READ: usize = 2000;
/// Letters of a word that are compared.
const STEM_LETTERS: usize = 5;

/// Finds `title`.
pub struct Title;

impl Classifier for Title {
    fn label(&self) -> Label {
        Label::Title
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/title.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let mut add = |nats, reason| found.push(Evidence::rule(Label::Title, nats, reason));
        if let Some(layout) = view.layout(unit) {
            let named = view.page.is_some_and(|page| {
                let meta = &page.meta;
                [&meta.headline, &meta.title]
                    .into_iter()
                    .flatten()
                    .any(|title| says_the_same(title, view.text(unit)))
            });
            match (layout.heading, named) {
                (1, true) => add(9.0, "the page's title, in its first heading"),
                (2..=6, true) => add(6.0, "the page's title, in a heading"),
                (1, false) => add(4.0, "a heading of the first level"),
                (_, true) => add(3.0, "the page's title"),
                _ => {}
            }
            return;
        }
        if view.title == Some(unit) {
            add(9.5, "heads the prose and shares its words");
        }
    }
}

/// Whether a line is the title that the page names, with or without the name of the site behind it.
fn says_the_same(title: &str, line: &str) -> bool {
    let fold = |text: &str| {
        let mut folded = String::new();
        crate::cues::fold::fold_into(text, &mut folded);
        folded
    };
    let (title, line) = (fold(title), fold(line));
    line.len() >= 8
        && (title == line || title.strip_prefix(line.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// The unit of a text dump that heads the article: among the short lines close above the first prose, the one
/// whose words come back in the prose. `None` where no line does.
pub fn headline(view: &View<'_>) -> Option<usize> {
    let first = view.context.first_prose;
    let candidates = first.saturating_sub(MOST_ABOVE)..first;
    if candidates.is_empty() || first >= view.units.len() {
        return None;
    }
    let mut stems = HashSet::new();
    let prose = (first..view.units.len()).filter(|unit| view.shape(*unit).is_prose()).take(PROSE_READ);
    for unit in prose {
        for_each_stem(view.text(unit), |stem| {
            stems.insert(stem);
        });
    }
    let mut best: Option<(f32, usize)> = None;
    for unit in candidates.rev() {
        let score = headline_score(view, unit, &stems) - 0.06 * (first - unit) as f32;
        if score > best.map_or(0.3, |(score, _)| score) {
            best = Some((score, unit));
        }
    }
    best.map(|(_, unit)| unit)
}

/// Share of a line's words that come back in the prose, and a little more for a line as long as headlines are; 0
/// for a line that cannot be one.
fn headline_score(view: &View<'_>, unit: usize, prose: &HashSet<Stem>) -> f32 {
    let shape = view.shape(unit);
    let fits = (3..=30).contains(&shape.words)
        && view.date_share(unit) < 0.4
        && shape.separators <= 1
        && view.context.region(unit) == Region::Head
        && view.cues(unit).all(|(cue, ..)| cue.label == Label::Content);
    if !fits {
        return 0.0;
    }
    let (mut all, mut shared) = (0u32, 0u32);
    for_each_stem(view.text(unit), |stem| {
        all += 1;
        shared += u32::from(prose.contains(&stem));
    });
    let long_enough = if shape.words >= 5 { 0.25 } else { 0.0 };
    shared as f32 / all.max(1) as f32 + long_enough
}

/// The first letters of a word, which survive inflection; where a script puts no spaces, two letters.
type Stem = [char; STEM_LETTERS];

/// Gives the stems of the longer words of a text, of its first bytes only: headlines repeat the lead.
fn for_each_stem(text: &str, mut give: impl FnMut(Stem)) {
    let mut stem: Stem = ['\0'; STEM_LETTERS];
    let mut letters = 0;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        if at > TEXT_READ {
            break;
        }
        if is_unspaced(c) {
            if is_unspaced(previous) {
                let mut pair: Stem = ['\0'; STEM_LETTERS];
                pair[0] = previous;
                pair[1] = c;
                give(pair);
            }
            letters = 0;
        } else if c.is_alphanumeric() {
            if let Some(place) = stem.get_mut(letters) {
                *place = c.to_lowercase().next().unwrap_or(c);
            }
            letters += 1;
            if letters == STEM_LETTERS {
                give(stem);
            }
        } else {
            // A word of four letters has no more to give.
            if letters == STEM_LETTERS - 1 {
                stem[STEM_LETTERS - 1] = '\0';
                give(stem);
            }
            letters = 0;
        }
        previous = c;
    }
}
