#![doc = include_str!("../../corpus/labels/title.md")]

use super::{Classifier, Evidence, View};
use crate::cues::fold::folded;
use crate::label::Label;
use crate::script::is_unspaced;
use crate::segment::Page;

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
            let named = says_the_same(&view.page_titles, view.text(unit));
            match (layout.heading, named) {
                (1, true) => add(14.0, "the page's title, in its first heading"),
                (2..=6, true) => add(10.0, "the page's title, in a heading"),
                (1, false) => add(7.0, "a heading of the first level"),
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

/// The titles that a page gives itself, folded.
pub fn page_titles(page: &Page) -> Vec<String> {
    [&page.meta.headline, &page.meta.title].into_iter().flatten().map(|title| folded(title)).collect()
}

/// Whether a line is a title that the page names, with or without the name of the site behind it.
fn says_the_same(titles: &[String], line: &str) -> bool {
    if !titles.iter().any(|title| may_begin(title, line)) {
        return false;
    }
    let line = folded(line);
    line.len() >= 8
        && titles.iter().any(|title| {
            title.strip_prefix(line.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
}

/// Whether a unit is the page's own title: as far as the page says so itself, or, in a text, by its words.
pub fn is_page_title(view: &View<'_>, unit: usize) -> bool {
    match view.layout(unit) {
        Some(layout) => layout.heading > 0 && says_the_same(&view.page_titles, view.text(unit)),
        None => view.title == Some(unit),
    }
}

/// Whether a folded title may begin as a line does: told from the first letter, where it is a plain one.
fn may_begin(title: &str, line: &str) -> bool {
    match line.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'(' | b'[' | b'*' | b'-')) {
        Some(first) if first.is_ascii_alphabetic() => {
            title.as_bytes().first() == Some(&first.to_ascii_lowercase())
        }
        _ => true,
    }
}

/// The unit of a text dump that heads the article: among the short lines close above the first prose, the one
/// whose words come back in the prose. `None` where no line does.
pub fn headline(view: &View<'_>) -> Option<usize> {
    headline_above(view, view.context.first_prose, 0.3, |_| false)
}

/// The same, above the given line of prose, without the lines of which it is known that they are no headline, and
/// with more than the given share of words in common.
pub fn headline_above(
    view: &View<'_>,
    first: usize,
    least: f32,
    is_none: impl Fn(usize) -> bool,
) -> Option<usize> {
    if first >= view.units.len() {
        return None;
    }
    // A document has few lines that can be a headline, and their stems are few beside those of its prose.
    let candidates = (0..first).rev().filter(|unit| !is_none(*unit)).take(MOST_ABOVE);
    let fitting: Vec<(usize, usize)> = candidates.enumerate().filter(|(_, unit)| fits(view, *unit)).collect();
    let mut stems = Stems::of(fitting.iter().map(|(_, unit)| view.text(*unit)));
    let prose = (first..view.units.len()).filter(|unit| view.shape(*unit).is_prose()).take(PROSE_READ);
    for unit in prose {
        if stems.missing > 0 {
            for_each_stem(view.text(unit), |stem| stems.find(stem));
        }
    }
    let mut best: Option<(f32, usize)> = None;
    for (above, unit) in fitting {
        let score = headline_score(view, unit, &stems) - 0.06 * (above + 1) as f32;
        if score > best.map_or(least, |(score, _)| score) {
            best = Some((score, unit));
        }
    }
    best.map(|(_, unit)| unit)
}

/// Whether a line above the prose can be a headline.
fn fits(view: &View<'_>, unit: usize) -> bool {
    let shape = view.shape(unit);
    (3..=30).contains(&shape.words)
        && view.date_share(unit) < 0.4
        && shape.separators <= 1
        && view.cues(unit).all(|(cue, ..)| cue.label == Label::Content)
}

/// Share of a line's words that come back in the prose, and a little more for a line as long as headlines are.
fn headline_score(view: &View<'_>, unit: usize, stems: &Stems) -> f32 {
    let shape = view.shape(unit);
    let (mut all, mut shared) = (0u32, 0u32);
    for_each_stem(view.text(unit), |stem| {
        all += 1;
        shared += u32::from(stems.is_found(stem));
    });
    let long_enough = if shape.words >= 5 { 0.25 } else { 0.0 };
    shared as f32 / all.max(1) as f32 + long_enough
}

/// The stems of possible headlines, and which of them were found in the prose.
struct Stems {
    /// Sorted by stem.
    stems: Vec<(Stem, bool)>,
    /// How many were not found yet.
    missing: usize,
    /// Bits for their letters: most stems of the prose are told from these at once.
    starts: [u64; 16],
}

impl Stems {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Stems {
        let mut stems: Vec<(Stem, bool)> = Vec::new();
        texts.for_each(|text| for_each_stem(text, |stem| stems.push((stem, false))));
        stems.sort_unstable();
        stems.dedup();
        let mut starts = [0; 16];
        for (stem, _) in &stems {
            let (word, bit) = Stems::bit(stem);
            starts[word] |= bit;
        }
        Stems { missing: stems.len(), stems, starts }
    }

    /// Where the bit of a stem's letters stands.
    fn bit(stem: &Stem) -> (usize, u64) {
        let mixed =
            stem.iter().fold(0u32, |mixed, letter| mixed.wrapping_mul(37).wrapping_add(*letter as u32));
        ((mixed >> 6 & 15) as usize, 1 << (mixed & 63))
    }

    fn find(&mut self, stem: Stem) {
        let (word, bit) = Stems::bit(&stem);
        if self.starts[word] & bit == 0 {
            return;
        }
        if let Ok(at) = self.stems.binary_search_by_key(&stem, |(stem, _)| *stem)
            && let Some((_, found)) = self.stems.get_mut(at)
            && !*found
        {
            *found = true;
            self.missing -= 1;
        }
    }

    fn is_found(&self, stem: Stem) -> bool {
        let at = self.stems.binary_search_by_key(&stem, |(stem, _)| *stem);
        at.is_ok_and(|at| self.stems.get(at).is_some_and(|(_, found)| *found))
    }
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
        if c.is_ascii_alphanumeric() || !c.is_ascii() && !is_unspaced(c) && c.is_alphanumeric() {
            if let Some(place) = stem.get_mut(letters) {
                *place =
                    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            }
            letters += 1;
            if letters == STEM_LETTERS {
                give(stem);
            }
        } else if is_unspaced(c) {
            if is_unspaced(previous) {
                let mut pair: Stem = ['\0'; STEM_LETTERS];
                pair[0] = previous;
                pair[1] = c;
                give(pair);
            }
            letters = 0;
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
