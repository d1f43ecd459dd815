//! Lines that look alike, counted over many documents in bounded memory.

use super::phrases::{Part, count_words, each_part};
use super::site::Site;
use crate::classify::PROTECTED_REASON;
use crate::cleaner::{Cleaned, CleanedLine};
use crate::cues::fold::fold_with_colons;
use crate::decide::{Action, Verdict};
use crate::label::{LABEL_COUNT, Label};
use crate::script::is_unspaced;
use crate::site::LineKey;
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::xxh3_64;

/// The most different lines, beginnings and endings that are counted at a time.
pub const MOST_SHAPES: usize = 100_000;

/// The most words of a line that is looked at.
pub const MOST_WORDS: usize = 12;

/// The fewest letters of what is counted; one of a script without spaces counts as two.
const LEAST_LETTERS: usize = 3;

/// Lines that are looked at from each end of a document.
const MOST_LINES: usize = 1000;

/// Twelve words of four kilobytes are none.
const MOST_BYTES: usize = 4096;

/// The most bytes of an example.
const MOST_EXAMPLE: usize = 200;
/// Examples that are kept of a shape.
pub(super) const MOST_EXAMPLES: usize = 4;
/// Different articles that are counted exactly.
const MOST_BODIES: usize = 16;
/// Sites that are counted one by one for each shape …
const MOST_SITES: usize = 12;
/// … and over all.
const MOST_SITES_OF_ALL: usize = 10_000;

/// What makes lines look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shape {
    pub part: Part,
    hash: u64,
}

/// What is known of the lines of one shape.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// What they share, folded.
    pub phrase: Box<str>,
    /// Whether a line of it is long enough to be prose as a whole.
    pub is_long: bool,
    /// Lines that stay, and documents with such a line.
    pub kept: u64,
    pub documents: u64,
    /// Thousandths of the probability of going, added up over the lines that stay.
    doubt: u64,
    /// Lines that stay beside a line that goes.
    pub beside: u64,
    /// The line before, and the one after, that may be the same for most lines that stay, with its votes.
    neighbours: [Vote; 2],
    /// Lines that stay, by what they would be dropped as.
    pub otherwise: [u32; LABEL_COUNT],
    /// Lines that go, by label.
    pub dropped: [u32; LABEL_COUNT],
    /// The most words of a line that stays.
    pub most_words: u32,
    /// Different lines that stay, those with the smallest hashes.
    pub examples: Vec<(u64, Box<str>)>,
    /// Different articles, those with the smallest hashes.
    bodies: Vec<u64>,
    /// Documents by site, and those of the sites that found no place here.
    pub sites: Vec<(Site, u64)>,
    pub elsewhere: u64,
}

impl Seen {
    fn new(phrase: &str, is_long: bool) -> Seen {
        Seen {
            phrase: phrase.into(),
            is_long,
            kept: 0,
            documents: 0,
            doubt: 0,
            beside: 0,
            neighbours: [Vote::default(); 2],
            otherwise: [0; LABEL_COUNT],
            dropped: [0; LABEL_COUNT],
            most_words: 0,
            examples: Vec::new(),
            bodies: Vec::new(),
            sites: Vec::new(),
            elsewhere: 0,
        }
    }

    fn merge(&mut self, other: Seen) {
        self.kept += other.kept;
        self.documents += other.documents;
        self.doubt += other.doubt;
        self.beside += other.beside;
        for (mine, theirs) in self.neighbours.iter_mut().zip(other.neighbours) {
            mine.merge(theirs);
        }
        self.most_words = self.most_words.max(other.most_words);
        for (mine, theirs) in [(&mut self.otherwise, other.otherwise), (&mut self.dropped, other.dropped)] {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine = mine.saturating_add(theirs));
        }
        smallest(&mut self.examples, other.examples, MOST_EXAMPLES, |(hash, _)| *hash);
        smallest(&mut self.bodies, other.bodies, MOST_BODIES, |hash| *hash);
        self.elsewhere += other.elsewhere;
        for (site, documents) in other.sites {
            let room = self.sites.len() < MOST_SITES;
            match self.sites.iter_mut().find(|(known, _)| *known == site) {
                Some((_, count)) => *count += documents,
                None if room => self.sites.push((site, documents)),
                None => self.elsewhere += documents,
            }
        }
    }

    /// How probable it is, on average, that the lines that stay should go.
    pub fn drop(&self) -> f32 {
        self.doubt as f32 / 1000.0 / self.kept.max(1) as f32
    }

    /// Whether most of the lines that stay stand before the same line, or after it: the lines of a template do, the
    /// headings of articles do not.
    pub fn in_company(&self) -> bool {
        self.neighbours.iter().any(|vote| vote.lead * 3 >= self.kept)
    }

    /// Lines that go already.
    pub fn gone(&self) -> u64 {
        self.dropped.iter().map(|count| u64::from(*count)).sum()
    }

    /// Different articles among the documents; beyond sixteen an estimate with a standard error of a quarter.
    pub fn articles(&self) -> u64 {
        match self.bodies.iter().max() {
            Some(last) if self.bodies.len() == MOST_BODIES => {
                let share = *last as f64 / u64::MAX as f64;
                (((MOST_BODIES - 1) as f64 / share) as u64).clamp(MOST_BODIES as u64, self.documents)
            }
            _ => self.bodies.len() as u64,
        }
    }
}

/// A vote for what most have in common (Boyer and Moore): what has more than half of all votes leads in the end.
#[derive(Clone, Copy, Debug, Default)]
struct Vote {
    hash: u64,
    /// The least by which it leads.
    lead: u64,
}

impl Vote {
    fn merge(&mut self, other: Vote) {
        if self.hash == other.hash {
            self.lead += other.lead;
        } else if self.lead >= other.lead {
            self.lead -= other.lead;
        } else {
            *self = Vote { hash: other.hash, lead: other.lead - self.lead };
        }
    }
}

/// Joins two lists of different things, and leaves the `most` with the smallest keys.
fn smallest<T>(mine: &mut Vec<T>, theirs: Vec<T>, most: usize, key: impl Fn(&T) -> u64) {
    mine.extend(theirs);
    mine.sort_by_key(&key);
    mine.dedup_by_key(|one| key(one));
    mine.truncate(most);
}

/// What stands around a line.
#[derive(Clone, Copy, Debug)]
struct Around {
    beside: bool,
    neighbours: [Vote; 2],
}

/// Counts of lines that look alike.
#[derive(Clone, Debug, Default)]
pub struct Lookalikes {
    pub(super) shapes: HashMap<Shape, Seen>,
    documents: u64,
    /// Documents by site.
    sites: BTreeMap<Site, u64>,
    thinned: bool,
}

impl Lookalikes {
    /// What one document shows.
    pub fn of(cleaned: &Cleaned<'_>, site: Option<Site>) -> Lookalikes {
        let mut found = Lookalikes { documents: 1, ..Lookalikes::default() };
        if cleaned.set_aside.is_some() {
            return found;
        }
        let lines: Vec<(&CleanedLine, &Verdict)> = cleaned.verdicts().collect();
        let longest =
            lines.iter().filter(|(line, _)| line.is_kept()).map(|(line, _)| cleaned.line_text(line));
        let longest = longest.max_by_key(|text| (text.len(), *text)).unwrap_or_default();
        let body = xxh3_64(longest.trim().as_bytes());
        let goes =
            |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|(line, _)| line.is_dropped());
        let continues = |at: usize| lines.get(at).is_some_and(|(line, _)| line.continues);
        let mut folded = Vec::new();
        let mut hash = |at: usize| {
            let text = lines
                .get(at)
                .map(|(line, _)| cleaned.line_text(line))
                .filter(|text| text.len() <= MOST_BYTES);
            folded.clear();
            fold_with_colons(text.unwrap_or_default(), &mut folded, |_| ());
            xxh3_64(&folded)
        };
        let hashes: Vec<u64> = (0..lines.len()).map(&mut hash).collect();
        let neighbour = |at: Option<usize>| Vote {
            hash: at.and_then(|at| hashes.get(at)).map_or(0, |hash| *hash),
            lead: 1,
        };
        let mut folded = Vec::new();
        for (at, (line, verdict)) in lines.iter().enumerate() {
            let of_an_end = at < MOST_LINES || at + MOST_LINES >= lines.len();
            // A sentence that a scraper broke is no line of its own.
            if !of_an_end || continues(at) || continues(at + 1) {
                continue;
            }
            let on_purpose = verdict.action != Action::Drop && verdict.label.is_boilerplate()
                || verdict.reasons.iter().any(|reason| reason == PROTECTED_REASON);
            if !on_purpose {
                let around = Around {
                    beside: goes(at.checked_sub(1)) || goes(Some(at + 1)),
                    neighbours: [neighbour(at.checked_sub(1)), neighbour(Some(at + 1))],
                };
                found.add(cleaned.line_text(line), verdict, around, &mut folded);
            }
        }
        for seen in found.shapes.values_mut().filter(|seen| seen.kept > 0) {
            seen.documents = 1;
            seen.bodies.push(body);
            seen.sites.extend(site.clone().map(|site| (site, 1)));
        }
        found.sites.extend(site.map(|site| (site, 1)));
        found
    }

    /// Counts a line.
    fn add(&mut self, text: &str, verdict: &Verdict, around: Around, folded: &mut Vec<u8>) {
        if text.len() > MOST_BYTES {
            return;
        }
        folded.clear();
        let mut colon = None;
        fold_with_colons(text, folded, |at| colon = colon.or(Some(at)));
        let Ok(folded) = std::str::from_utf8(folded) else { return };
        let Some(key) = LineKey::of_folded(folded) else { return };
        let words = count_words(folded);
        if words > MOST_WORDS {
            return;
        }
        let hash = xxh3_64(folded.as_bytes());
        let mut see = |part: Part, phrase: &str, is_long: bool, example: u64| {
            // A letter or two may be anything.
            let letters: usize =
                phrase.chars().map(|c| usize::from(c.is_alphabetic()) + usize::from(is_unspaced(c))).sum();
            if letters < LEAST_LETTERS {
                return;
            }
            let shape = Shape { part, hash: xxh3_64(phrase.as_bytes()) };
            let seen = self.shapes.entry(shape).or_insert_with(|| Seen::new(phrase, is_long));
            if verdict.action == Action::Drop {
                if let Some(count) = seen.dropped.get_mut(verdict.label.index()) {
                    *count += 1;
                }
                return;
            }
            seen.kept += 1;
            seen.doubt += (verdict.drop.clamp(0.0, 1.0) * 1000.0) as u64;
            seen.beside += u64::from(around.beside);
            for (mine, vote) in seen.neighbours.iter_mut().zip(around.neighbours) {
                mine.merge(vote);
            }
            seen.most_words = seen.most_words.max(words as u32);
            if let Some(count) = verdict.otherwise.and_then(|label| seen.otherwise.get_mut(label.index())) {
                *count += 1;
            }
            let cut = text.trim();
            let cut = cut.get(..cut.floor_char_boundary(MOST_EXAMPLE)).unwrap_or_default();
            smallest(&mut seen.examples, vec![(example, cut.into())], MOST_EXAMPLES, |(hash, _)| *hash);
        };
        see(Part::Whole, folded, key.is_long(), xxh3_64(text.trim().as_bytes()));
        each_part(folded, colon, |part, phrase| see(part, phrase, false, hash));
    }

    /// Adds what other documents show.
    pub fn merge(&mut self, other: Lookalikes) {
        self.documents += other.documents;
        self.thinned |= other.thinned;
        for (site, documents) in other.sites {
            let room = self.sites.len() < MOST_SITES_OF_ALL;
            match self.sites.get_mut(&site) {
                Some(mine) => *mine += documents,
                None if room => drop(self.sites.insert(site, documents)),
                None => {}
            }
        }
        for (shape, theirs) in other.shapes {
            match self.shapes.get_mut(&shape) {
                Some(mine) => mine.merge(theirs),
                None => {
                    self.shapes.insert(shape, theirs);
                }
            }
        }
        if self.shapes.len() > MOST_SHAPES {
            self.thinned = true;
            let rank = |shape: &Shape, seen: &Seen| (seen.documents, seen.kept + seen.gone(), *shape);
            let mut ranks: Vec<_> = self.shapes.iter().map(|(shape, seen)| rank(shape, seen)).collect();
            let (_, least, _) = ranks.select_nth_unstable_by(MOST_SHAPES / 2, |a, b| b.cmp(a));
            let least = *least;
            self.shapes.retain(|shape, seen| rank(shape, seen) > least);
        }
    }

    /// How many documents were looked at.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many of them are of a site; 0 where sites were too many to count.
    pub(super) fn of_site(&self, site: &Site) -> u64 {
        self.sites.get(site).copied().unwrap_or_default()
    }

    /// Whether the documents are of more than one site.
    pub fn has_sites(&self) -> bool {
        self.sites.len() > 1
    }

    /// Whether rare lines were forgotten.
    pub fn is_thinned(&self) -> bool {
        self.thinned
    }
}

/// The label with most lines.
pub(super) fn commonest(counts: &[u32; LABEL_COUNT]) -> Option<(Label, u32)> {
    let counted = Label::ALL.into_iter().zip(*counts).filter(|(_, count)| *count > 0);
    counted.rev().max_by_key(|(_, count)| *count)
}
