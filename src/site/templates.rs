//! What the pages of sites repeat: looked up while documents are cleaned, and merged.

use super::bodies::Count;
use super::key::LineKey;
use super::name::SiteBy;
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::Xxh3Default;

/// From so many pages with different articles on, a site has templates.
pub const LEAST_PAGES: u32 = 4;

/// A line of a template stands on at least so many pages with different articles …
const LEAST_ON: u32 = 3;
/// … which are at least one in this many of its site's.
const LEAST_SHARE: u32 = 10;

/// A line that one page in this many has, or fewer, is not worth writing down.
const WRITTEN_SHARE: u32 = 20;

/// On how many pages of its site a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Pages with the line.
    pub on: u32,
    /// Of these, the pages on which its usual neighbour stands before or after it.
    pub beside: u32,
    /// Pages that were looked at.
    pub pages: u32,
}

impl Repeat {
    /// Share of the pages that have the line, 0 to 1.
    pub fn share(self) -> f32 {
        self.on.min(self.pages) as f32 / self.pages.max(1) as f32
    }

    /// Whether the line stands beside the same other line on nearly all of its pages.
    pub fn is_fixed(self) -> bool {
        self.beside * 10 >= self.on * 9
    }

    /// Whether the line stands beside the same other line mostly, as those of a menu do.
    pub fn in_company(self) -> bool {
        self.beside >= LEAST_ON && self.beside * 2 > self.on
    }
}

/// The lines that one site repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteTemplates {
    pages: u32,
    lines: HashMap<LineKey, Counted>,
}

/// What is known of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Counted {
    on: u32,
    beside: u32,
    text: Option<Box<str>>,
}

impl SiteTemplates {
    /// A site of which so many pages were looked at.
    pub fn new(pages: u32) -> SiteTemplates {
        SiteTemplates { pages, lines: HashMap::new() }
    }

    /// How many pages with different articles were looked at.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// How often the site repeats a line; `None` where it is not a line of the site's templates.
    pub fn repeat(&self, line: &str) -> Option<Repeat> {
        self.repeat_of(LineKey::of(line, &mut String::new())?)
    }

    /// How often the site repeats the line with this key.
    pub fn repeat_of(&self, key: LineKey) -> Option<Repeat> {
        let Counted { on, beside, .. } = *self.lines.get(&key)?;
        let enough = self.pages >= LEAST_PAGES && on >= LEAST_ON && on * LEAST_SHARE >= self.pages;
        enough.then_some(Repeat { on, beside, pages: self.pages })
    }

    /// How many lines are lines of templates.
    pub fn lines(&self) -> usize {
        self.lines.keys().filter(|key| self.repeat_of(**key).is_some()).count()
    }

    /// Sets on how many pages a line stands.
    pub(super) fn set(&mut self, count: Count, text: Option<Box<str>>) {
        self.lines.insert(count.key, Counted { on: count.on, beside: count.beside, text });
    }

    /// The lines worth writing down with their folded texts, the most frequent first.
    pub(super) fn written(&self) -> Vec<(u32, u32, &str)> {
        let worth = |counted: &&Counted| counted.on >= 2 && counted.on * WRITTEN_SHARE > self.pages;
        let mut written: Vec<(u32, u32, &str)> = self
            .lines
            .values()
            .filter(worth)
            .filter_map(|counted| Some((counted.on, counted.beside, counted.text.as_deref()?)))
            .collect();
        written.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(b.2)));
        written
    }

    fn merge(&mut self, other: SiteTemplates) {
        self.pages = self.pages.saturating_add(other.pages);
        for (key, counted) in other.lines {
            let place = self.lines.entry(key).or_insert(Counted { on: 0, beside: 0, text: None });
            place.on = place.on.saturating_add(counted.on);
            place.beside = place.beside.saturating_add(counted.beside);
            place.text = place.text.take().or(counted.text);
        }
    }
}

/// The lines that sites repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    by: SiteBy,
    sites: BTreeMap<String, SiteTemplates>,
}

impl Templates {
    /// Templates of no site.
    pub fn new(by: SiteBy) -> Templates {
        Templates { by, sites: BTreeMap::new() }
    }

    /// What tells the site of a document.
    pub fn by(&self) -> &SiteBy {
        &self.by
    }

    /// What a site repeats.
    pub fn site(&self, name: &str) -> Option<&SiteTemplates> {
        self.sites.get(name)
    }

    /// The sites by name.
    pub fn sites(&self) -> impl Iterator<Item = (&str, &SiteTemplates)> {
        self.sites.iter().map(|(name, site)| (name.as_str(), site))
    }

    /// How many sites have lines of templates.
    pub fn known_sites(&self) -> usize {
        self.sites.values().filter(|site| site.lines() > 0).count()
    }

    /// How many lines of templates all sites have.
    pub fn lines(&self) -> usize {
        self.sites.values().map(SiteTemplates::lines).sum()
    }

    /// A checksum of everything that cleaning depends on.
    pub fn checksum(&self) -> u64 {
        let mut hash = Xxh3Default::new();
        for (name, site) in &self.sites {
            let mut lines: Vec<_> = site.lines.iter().collect();
            lines.sort_unstable_by_key(|(key, _)| **key);
            hash.update(name.as_bytes());
            hash.update(&[0]);
            hash.update(&site.pages.to_le_bytes());
            for (key, counted) in lines {
                hash.update(&key.bytes());
                hash.update(&counted.on.to_le_bytes());
                hash.update(&counted.beside.to_le_bytes());
            }
        }
        hash.digest()
    }

    /// Adds a site, or what was learnt of more of its pages.
    pub fn insert(&mut self, name: String, site: SiteTemplates) {
        self.sites.entry(name).or_default().merge(site);
    }

    /// Adds what was learnt of other pages: of each site, pages and counts add up. A line that stood on no more than
    /// one page in twenty of one part was not written down, and so counts for too little by that share at most.
    pub fn merge(&mut self, other: Templates) {
        for (name, site) in other.sites {
            self.insert(name, site);
        }
    }
}
