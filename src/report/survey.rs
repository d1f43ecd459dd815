//! Counts by label, format, language and site.

use crate::cleaner::Cleaned;
use crate::document::Format;
use crate::label::{LABEL_COUNT, Label};
use crate::preset::language_of;
use crate::site::{SiteBy, Whence, host_of};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The most sites that are counted one by one.
pub const MOST_SITES: usize = 10_000;

/// Where the sites beyond [`MOST_SITES`] are counted.
pub const OTHER_SITES: &str = "(other sites)";

/// Counts over lines that are not blank. Characters are those of lines, line ends left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents that have such a line; over a group of documents, its documents.
    pub documents: u64,
    /// Lines.
    pub lines: u64,
    /// Characters of all lines.
    pub characters: u64,
    /// Lines that are dropped.
    pub dropped_lines: u64,
    /// Characters of the lines that are dropped.
    pub dropped_characters: u64,
}

impl Counts {
    /// Adds the counts of others.
    pub fn merge(&mut self, other: Counts) {
        self.documents += other.documents;
        self.add_lines(other);
    }

    fn add_lines(&mut self, other: Counts) {
        self.lines += other.lines;
        self.characters += other.characters;
        self.dropped_lines += other.dropped_lines;
        self.dropped_characters += other.dropped_characters;
    }

    /// The share of the characters that is dropped, 0 to 1.
    pub fn removed(&self) -> f64 {
        self.dropped_characters as f64 / self.characters.max(1) as f64
    }
}

/// What is known of a document beside its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// Its format.
    pub format: &'static str,
    /// Its language, as a tag of two or three letters; empty where it is not known.
    pub language: String,
    /// Its site; empty where it is not known.
    pub site: String,
}

impl About {
    /// What is known of a document. The language is what the page says, else what its commonest words say. The site
    /// is told as asked for; with `None`, by the host where an address is known, else by the folder.
    pub fn of(cleaned: &Cleaned<'_>, whence: Whence<'_>, by: Option<&SiteBy>) -> About {
        let format = if cleaned.page.is_some() { Format::Html } else { Format::Text };
        let metadata = cleaned.metadata();
        let said = metadata.language.as_deref().and_then(|tag| tag.split(['-', '_']).next());
        let language = match said.filter(|tag| (2..=3).contains(&tag.len())) {
            Some(tag) => tag.to_lowercase(),
            None => language_of(&cleaned.text).unwrap_or_default().to_owned(),
        };
        let own = cleaned.page.as_ref().and_then(|page| page.meta.url.as_deref());
        let site = match by {
            Some(by) => by.site(whence, own),
            None => match whence.url.or(own).map(host_of).filter(|host| !host.is_empty()) {
                Some(host) => Some(host),
                None => SiteBy::Dir.site(whence, own),
            },
        };
        About { format: format.slug(), language, site: site.unwrap_or_default() }
    }
}

/// Counts over documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Survey {
    /// All documents.
    pub all: Counts,
    /// Documents that are set aside as a whole, by a preset.
    pub set_aside: u64,
    /// Lines by label.
    #[serde(serialize_with = "by_label")]
    pub labels: [Counts; LABEL_COUNT],
    /// Documents by format.
    pub formats: BTreeMap<String, Counts>,
    /// Documents by language, as far as it is known.
    pub languages: BTreeMap<String, Counts>,
    /// Documents by site, as far as it is known. Those beyond [`MOST_SITES`] are together under [`OTHER_SITES`].
    pub sites: BTreeMap<String, Counts>,
    /// Documents by the share of their characters that is dropped: up to 10 %, up to 20 %, and so on.
    pub removed: [u64; 10],
    /// Lines by how probable it is that they go, in twentieths: those that stay …
    pub kept_scores: [u64; 20],
    /// … and those that are dropped.
    pub dropped_scores: [u64; 20],
}

impl Survey {
    /// The counts of one document.
    pub fn of(cleaned: &Cleaned<'_>, about: &About) -> Survey {
        let mut survey = Survey { set_aside: u64::from(cleaned.set_aside.is_some()), ..Survey::default() };
        survey.all.documents = 1;
        for (line, verdict) in cleaned.verdicts() {
            let characters = cleaned.line_text(line).chars().count() as u64;
            let dropped = line.is_dropped();
            let counts = Counts {
                documents: 1,
                lines: 1,
                characters,
                dropped_lines: u64::from(dropped),
                dropped_characters: if dropped { characters } else { 0 },
            };
            survey.all.add_lines(counts);
            if let Some(label) = survey.labels.get_mut(verdict.label.index()) {
                label.add_lines(counts);
                label.documents = 1;
            }
            let scores = if dropped { &mut survey.dropped_scores } else { &mut survey.kept_scores };
            add_one(scores, f64::from(verdict.drop));
        }
        add_one(&mut survey.removed, survey.all.removed());
        survey.formats.insert(about.format.to_owned(), survey.all);
        if !about.language.is_empty() {
            survey.languages.insert(about.language.clone(), survey.all);
        }
        if !about.site.is_empty() {
            survey.sites.insert(about.site.clone(), survey.all);
        }
        survey
    }

    /// Adds the counts of others.
    pub fn merge(&mut self, other: Survey) {
        self.all.merge(other.all);
        self.set_aside += other.set_aside;
        for (mine, theirs) in self.labels.iter_mut().zip(other.labels) {
            mine.merge(theirs);
        }
        for (format, counts) in other.formats {
            self.formats.entry(format).or_default().merge(counts);
        }
        for (language, counts) in other.languages {
            self.languages.entry(language).or_default().merge(counts);
        }
        for (site, counts) in other.sites {
            let known = self.sites.len() < MOST_SITES || self.sites.contains_key(&site);
            self.sites.entry(if known { site } else { OTHER_SITES.to_owned() }).or_default().merge(counts);
        }
        for (mine, theirs) in self.removed.iter_mut().zip(other.removed) {
            *mine += theirs;
        }
        for (mine, theirs) in self.kept_scores.iter_mut().zip(other.kept_scores) {
            *mine += theirs;
        }
        for (mine, theirs) in self.dropped_scores.iter_mut().zip(other.dropped_scores) {
            *mine += theirs;
        }
    }
}

/// Counts a share (0 to 1) in the bin that it falls into.
fn add_one(bins: &mut [u64], share: f64) {
    let last = bins.len().saturating_sub(1);
    if let Some(bin) = bins.get_mut(((share * (last + 1) as f64) as usize).min(last)) {
        *bin += 1;
    }
}

fn by_label<S: Serializer>(counts: &[Counts; LABEL_COUNT], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Label::ALL.into_iter().map(Label::slug).zip(counts))
}
