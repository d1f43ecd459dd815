//! Lines that other pages of the same site have too: how strongly that speaks for boilerplate.
//!
//! How often a line stands on the pages of its site is not all. A menu stands among other lines of the template; a
//! heading that every recipe has (`Ingredients`) stands alone between lines of the page's own. Prose that many pages
//! share may introduce a series; only where nearly all pages have it, outside of the article, it is the site's.
//! Where this is not clear, the evidence is too weak to outweigh a judge who is sure.

use super::title::is_page_title;
use super::view::View;
use crate::line::{Block, Landmarks};
use crate::site::{LineKey, Repeat, SiteTemplates};
use std::fmt;

/// Prose of a template stands on at least this share of the pages.
const LEAST_PROSE_SHARE: f32 = 0.8;

/// A line on at least this share of the pages counts in full.
const FULL_SHARE: f32 = 0.5;

/// A run of so many lines of the template is a part of it.
const LONG_RUN: usize = 3;

/// That a line stands on other pages too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeated {
    /// On how many.
    pub repeat: Repeat,
    /// How strongly it speaks for boilerplate, as a log-likelihood ratio in nats.
    pub nats: f32,
}

impl Repeated {
    /// Whether it is stronger than a judge who is sure.
    pub fn is_strong(self) -> bool {
        self.nats > 4.0
    }
}

impl fmt::Display for Repeated {
    /// The reason that a person reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "on {} of {} pages of this site", self.repeat.on, self.repeat.pages)
    }
}

/// For each unit whether the site repeats it, and what that says.
pub fn repeated(view: &View<'_>, site: &SiteTemplates) -> Vec<Option<Repeated>> {
    let mut buffer = String::new();
    let repeats: Vec<Option<Repeat>> =
        (0..view.units.len()).map(|unit| repeat_of(view, unit, site, &mut buffer)).collect();
    let share = |unit: usize| repeats.get(unit).copied().flatten().map_or(0.0, Repeat::share);
    let is_own_prose = |unit: &usize| view.shape(*unit).is_prose() && share(*unit) < LEAST_PROSE_SHARE;
    let first = (0..view.units.len()).find(is_own_prose);
    let last = (0..view.units.len()).rfind(is_own_prose);
    let runs = runs(view, &repeats);
    (0..view.units.len())
        .map(|unit| {
            let repeat = repeats.get(unit).copied().flatten()?;
            let place = match (first, last) {
                (Some(first), _) if unit < first => Place::Before,
                (_, Some(last)) if unit > last => Place::After,
                _ => Place::Within,
            };
            let run = runs.get(unit).copied().unwrap_or(1);
            let nats = nats(view, unit, repeat, place, run)?;
            Some(Repeated { repeat, nats })
        })
        .collect()
}

/// Where a line stands, seen from the prose that is the page's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Within,
    After,
}

/// How often the site repeats all lines of a unit.
fn repeat_of(view: &View<'_>, unit: usize, site: &SiteTemplates, buffer: &mut String) -> Option<Repeat> {
    let unit = view.units.get(unit)?;
    let lines = view.lines.get(unit.lines.clone())?.iter().filter(|line| !line.blank);
    let mut least: Option<Repeat> = None;
    for line in lines {
        let repeat = site.repeat_of(LineKey::of(line.text, buffer)?)?;
        least = Some(least.filter(|least| least.on <= repeat.on).unwrap_or(repeat));
    }
    least
}

/// How many lines of the template stand together where a unit stands. Lines without letters part nothing.
fn runs(view: &View<'_>, repeats: &[Option<Repeat>]) -> Vec<usize> {
    let mut runs = vec![0; repeats.len()];
    let mut run: Vec<usize> = Vec::new();
    let mut close = |run: &mut Vec<usize>| {
        for unit in run.iter() {
            if let Some(place) = runs.get_mut(*unit) {
                *place = run.len();
            }
        }
        run.clear();
    };
    for (unit, repeat) in repeats.iter().enumerate() {
        if repeat.is_some() {
            run.push(unit);
        } else if view.shape(unit).letters > 0 {
            close(&mut run);
        }
    }
    close(&mut run);
    runs
}

/// How strongly a repeated line speaks for boilerplate; `None` where it is the page's own title.
fn nats(view: &View<'_>, unit: usize, repeat: Repeat, place: Place, run: usize) -> Option<f32> {
    let share = repeat.share();
    if is_page_title(view, unit) {
        return None;
    }
    if view.shape(unit).is_prose() {
        return Some(match place {
            _ if share < LEAST_PROSE_SHARE => 1.0,
            Place::After => 5.0,
            Place::Before | Place::Within if run >= LONG_RUN => 3.5,
            Place::Before => 2.5,
            Place::Within => 2.0,
        });
    }
    let nats = match (place, run) {
        (Place::Within, 0..=1) => 2.0,
        (Place::Within, 2) => 3.0,
        (Place::Within, _) => 5.0,
        (_, 0..=1) => 3.2,
        (_, 2) => 4.5,
        _ => 6.0,
    };
    let nats = if share < FULL_SHARE { nats * (FULL_SHARE + share) } else { nats };
    Some(if is_part_of_article(view, unit) { nats.min(2.5) } else { nats })
}

/// Whether the page says by its elements that a line is the article's: code, a row of a table, a heading in it.
fn is_part_of_article(view: &View<'_>, unit: usize) -> bool {
    view.layout(unit).is_some_and(|layout| {
        let has = |landmark| layout.landmarks.contains(landmark);
        let outside = has(Landmarks::NAV) || has(Landmarks::ASIDE) || has(Landmarks::FOOTER);
        match layout.block {
            Block::Preformatted => true,
            Block::TableRow => !outside && layout.link_density < 0.5,
            Block::Heading => !outside && (has(Landmarks::ARTICLE) || has(Landmarks::MAIN)),
            _ => false,
        }
    })
}
