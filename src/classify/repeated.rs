//! What the other pages of the same site say of a line.
//!
//! How often a line stands on the pages of its site is not all. Those of a menu stand beside each other on every page;
//! a heading that every recipe has (`Ingredients`) stands between lines of the page's own. Prose that many pages
//! share may introduce a series; only where nearly all pages have it, and best outside of the article, it is the
//! site's. And prose that no other page has is hardly the site's. Where this is not clear, the evidence is too weak to
//! outweigh a judge who is sure.

use super::title::{headline_above, is_page_title};
use super::view::View;
use crate::line::{Block, Landmarks};
use crate::site::{LEAST_PAGES, LineKey, Repeat, SiteTemplates};

/// Prose of a template stands on at least this share of the pages, and so does a short line that cannot be a headline.
const LEAST_TEMPLATE_SHARE: f32 = 0.8;

/// A box in the article, with prose in it, stands on at least this share of the pages.
const LEAST_BOX_SHARE: f32 = 0.3;

/// A line on at least this share of the pages counts in full.
const FULL_SHARE: f32 = 0.5;

/// What it says of prose that no other page has it, and of lines of code.
const OWN_PROSE: f32 = -5.0;
/// What it says of prose that few other pages have, in other company.
const SHARED_PROSE: f32 = -1.5;
/// What it says of a short line in the article that no other page has it, or in other company only.
const OWN_SHORT: f32 = -1.0;
/// What it says of a text's headline that it stands among lines of the template.
const OWN_HEADLINE: f32 = -4.0;

/// Share of a headline's words that come back in the prose at least, among lines that are the page's own.
const LEAST_COMMON: f32 = 0.0;

/// What the other pages of the site say of a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OnSite {
    /// How many of them have it too; `None` where that is not worth mentioning.
    pub repeat: Option<Repeat>,
    /// How strongly that speaks for boilerplate, as a log-likelihood ratio in nats; negative where it speaks against.
    pub nats: f32,
}

impl OnSite {
    /// Whether it outweighs a judge who is sure.
    pub fn is_strong(self) -> bool {
        self.nats > 4.0
    }

    /// The reason that a person reads where the unit is dropped.
    pub fn reason(self) -> Option<String> {
        let repeat = self.repeat.filter(|_| self.nats > 0.0)?;
        Some(format!("on {} of {} pages of this site", repeat.on, repeat.pages))
    }
}

impl View<'_> {
    /// Compares the units with what the site repeats, where enough of its pages are known. A text's headline is looked
    /// for anew, among the lines that are the page's own.
    pub fn compare(&mut self, site: &SiteTemplates) {
        if site.pages() < LEAST_PAGES {
            return;
        }
        let mut buffer = String::new();
        let repeats: Vec<Option<Repeat>> =
            (0..self.units.len()).map(|unit| repeat_of(self, unit, site, &mut buffer)).collect();
        let share = |unit: usize| repeats.get(unit).copied().flatten().map_or(0.0, Repeat::share);
        let is_own_prose = |unit: &usize| self.shape(*unit).is_prose() && share(*unit) < LEAST_TEMPLATE_SHARE;
        let first = (0..self.units.len()).find(is_own_prose);
        let last = (0..self.units.len()).rfind(is_own_prose);
        if let Some(first) = first.filter(|_| self.page.is_none()) {
            // A list of the latest articles may hold this one's title on every page, in changing company.
            let is_none = |unit: usize| {
                let repeat: Option<Repeat> = repeats.get(unit).copied().flatten();
                repeat.is_some_and(|repeat| repeat.share() >= LEAST_TEMPLATE_SHARE && repeat.is_fixed())
            };
            self.title = headline_above(self, first, LEAST_COMMON, is_none);
        }
        let enclosed = enclosed(self, &repeats);
        let on_site = (0..self.units.len()).map(|unit| {
            let place = match (first, last) {
                (Some(first), _) if unit < first => Place::Before,
                (_, Some(last)) if unit > last => Place::After,
                _ => Place::Within,
            };
            let repeat = repeats.get(unit).copied().flatten();
            let enclosed = enclosed.get(unit).copied().unwrap_or_default();
            OnSite { repeat, nats: nats(self, unit, repeat, place, enclosed) }
        });
        self.on_site = on_site.collect();
    }

    /// What the other pages of the site say of a unit.
    pub fn on_site(&self, unit: usize) -> OnSite {
        self.on_site.get(unit).copied().unwrap_or_default()
    }
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

/// For each unit whether it stands between two short lines of a template. Lines without letters part nothing.
fn enclosed(view: &View<'_>, repeats: &[Option<Repeat>]) -> Vec<bool> {
    let is_furniture = |unit: usize| {
        repeats.get(unit).copied().flatten().is_some_and(|repeat: Repeat| {
            repeat.in_company() && repeat.share() >= LEAST_BOX_SHARE && !view.shape(unit).is_prose()
        })
    };
    let mut enclosed = vec![true; repeats.len()];
    let mut look = |units: &mut dyn Iterator<Item = usize>| {
        let mut beside = false;
        for unit in units {
            if let Some(place) = enclosed.get_mut(unit) {
                *place &= beside;
            }
            if view.shape(unit).letters > 0 {
                beside = is_furniture(unit);
            }
        }
    };
    look(&mut (0..repeats.len()));
    look(&mut (0..repeats.len()).rev());
    enclosed
}

/// How strongly a line speaks for boilerplate by what other pages have. `enclosed` says whether it stands between two
/// short lines of a template.
fn nats(view: &View<'_>, unit: usize, repeat: Option<Repeat>, place: Place, enclosed: bool) -> f32 {
    let is_title = is_page_title(view, unit);
    let Some(repeat) = repeat.filter(|_| !is_title) else {
        let is_headline = is_title && view.page.is_none();
        return match () {
            () if is_headline => OWN_HEADLINE,
            () if repeat.is_none() && (view.shape(unit).is_prose() || is_code(view, unit)) => OWN_PROSE,
            () if repeat.is_none() && place == Place::Within => OWN_SHORT,
            () => 0.0,
        };
    };
    let share = repeat.share();
    let company = repeat.in_company();
    if view.shape(unit).is_prose() {
        return match (place, company) {
            (_, false) if share < LEAST_BOX_SHARE => SHARED_PROSE,
            _ if (LEAST_BOX_SHARE..LEAST_TEMPLATE_SHARE).contains(&share) && enclosed => 2.5,
            _ if share < LEAST_TEMPLATE_SHARE => 0.0,
            (Place::After, false) => 4.2,
            (Place::After, true) => 6.0,
            (Place::Before, false) => 2.0,
            (Place::Before, true) => 3.5,
            (Place::Within, false) => 1.0,
            (Place::Within, true) => 3.0,
        };
    }
    let nats = match (place, company) {
        (Place::Within, false) => OWN_SHORT,
        (Place::Within, true) if view.shape(unit).code_signs > 0 => 0.0,
        (Place::Within, true) => 3.5,
        (_, false) => 3.2,
        (_, true) => 6.0,
    };
    let nats = if share < FULL_SHARE { nats * (FULL_SHARE + share) } else { nats };
    match () {
        () if is_code(view, unit) => 0.0,
        () if is_part_of_article(view, unit) => nats.min(1.0),
        () => nats,
    }
}

/// Whether the page says by its elements that a line is the article's: a row of a table, a heading in it.
fn is_part_of_article(view: &View<'_>, unit: usize) -> bool {
    view.layout(unit).is_some_and(|layout| {
        let has = |landmark| layout.landmarks.contains(landmark);
        let outside = has(Landmarks::NAV) || has(Landmarks::ASIDE) || has(Landmarks::FOOTER);
        match layout.block {
            Block::TableRow => !outside && layout.link_density < 0.5,
            Block::Heading => !outside && (has(Landmarks::ARTICLE) || has(Landmarks::MAIN)),
            _ => false,
        }
    })
}

/// Whether the page says that a line is preformatted, as code is.
fn is_code(view: &View<'_>, unit: usize) -> bool {
    view.layout(unit).is_some_and(|layout| layout.block == Block::Preformatted)
}
