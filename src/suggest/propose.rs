//! Which of the lines that look alike are worth a cue.

use super::lookalikes::{Lookalikes, Seen, Shape, commonest};
use super::phrases::{Part, extends};
use super::site::Site;
use crate::label::Label;
use crate::model::features::{stop_share, word_hashes};
use crate::script::is_unspaced;

/// The judge is in doubt of whole lines, and of what lines begin or end with, from so probable on that they should go …
const LEAST_DOUBT: f32 = 0.4;
const LEAST_DOUBT_PART: f32 = 0.45;
/// A line of one word may be anything.
const LEAST_DOUBT_WORD: f32 = 0.5;
/// … and, where so many times as many look-alikes go already, from here on.
const LEAST_DOUBT_GONE: f32 = 0.2;
const TIMES_GONE: u64 = 2;
const TIMES_GONE_PART: u64 = 3;
/// The share of those that must have the same label.
const ONE_LABEL: f64 = 0.6;

/// Of one site, what so great a share of its documents has at the same place is its own, and no article's.
const LEAST_SHARE: f64 = 0.5;
/// Below this, no label is likely enough to be named; the furniture of a site is navigation, mostly.
const LEAST_LIKELY: f32 = 0.1;
/// A site has so many documents at least.
const LEAST_OF_SITE: u64 = 4;

/// Beginnings and endings need so many different lines.
const LEAST_RESTS: usize = 3;
/// A longer beginning says more than a shorter one where it has so great a share of its lines.
const NEARLY_ALL: f64 = 0.8;
/// A line is one site's where so great a share of its documents is.
const ONE_SITE: f64 = 0.9;
/// The most beginnings, and the most endings, that are weighed.
const MOST_WEIGHED: usize = 2000;
/// Lines that are named although the judge is sure of them.
const MOST_UNSURE: usize = 20;

/// What to propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The fewest documents, with different articles, in which lines look alike.
    pub min_documents: u64,
    /// The most proposals.
    pub most: usize,
}

/// A cue that is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The key of a cue table that holds the phrase: `line`, `start` or `end`.
    pub key: &'static str,
    /// The phrase, folded.
    pub phrase: String,
    /// The most words that a line may have, for what is not a whole line.
    pub max_words: Option<u32>,
    /// The label.
    pub label: Label,
    /// The one site whose lines these are; `None` where they stand on several.
    pub site: Option<Site>,
    /// The documents of that site, or else of all, where most of them have the line, and mostly beside the same other
    /// line.
    pub of_template: Option<u64>,
    /// Lines that stay.
    pub lines: u64,
    /// Documents with such a line.
    pub documents: u64,
    /// Lines that look the same and go already, and the commonest of their labels.
    pub gone: u64,
    /// The average probability with which the lines that stay should go, 0 to 1.
    pub drop: f32,
    /// Lines that stay beside a line that goes.
    pub beside: u64,
    /// Documents by site, the most first, and those of sites that were not told apart.
    pub sites: Vec<(Site, u64)>,
    /// Documents of further sites.
    pub elsewhere: u64,
    /// Lines that stay, as they stand there.
    pub examples: Vec<String>,
}

/// A line that many documents share, and that is not proposed since the judge is sure that it should stay.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsure {
    /// The line, as it stands somewhere.
    pub text: String,
    /// Documents with it.
    pub documents: u64,
    /// The average probability with which it should go, 0 to 1.
    pub drop: f32,
}

/// All that is proposed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposals {
    /// The cues, those with the most documents first.
    pub proposals: Vec<Proposal>,
    /// Proposals for which there was no room.
    pub left_out: u64,
    /// What is frequent and is not proposed.
    pub unsure: Vec<Unsure>,
    /// Documents that were looked at.
    pub documents: u64,
    /// Whether counts are only the least that they can be.
    pub thinned: bool,
}

impl Lookalikes {
    /// What is worth a cue.
    pub fn propose(&self, options: &Options) -> Proposals {
        let often =
            |seen: &Seen| seen.documents >= options.min_documents && seen.articles() >= options.min_documents;
        let mut frequent: Vec<(&Shape, &Seen)> = self.shapes.iter().filter(|(_, seen)| often(seen)).collect();
        frequent.sort_by(|(_, a), (_, b)| {
            (b.documents, b.kept).cmp(&(a.documents, a.kept)).then_with(|| a.phrase.cmp(&b.phrase))
        });
        let of = |part: Part| -> Vec<&Seen> {
            let of_part = frequent.iter().filter(|(shape, _)| shape.part == part).map(|(_, seen)| *seen);
            of_part.collect()
        };
        let mut chosen: Vec<(Part, &Seen)> = Vec::new();
        for part in [Part::Heading, Part::Opening, Part::Ending] {
            let able = |seen: &&Seen| {
                seen.examples.len() >= LEAST_RESTS && (is_telling(part, seen) || self.is_of_template(seen))
            };
            let weighed: Vec<&Seen> = of(part).into_iter().filter(able).take(MOST_WEIGHED).collect();
            choose(part, &weighed, &mut chosen);
        }
        let mut unsure = Vec::new();
        for seen in of(Part::Whole).into_iter().filter(|seen| !seen.is_long) {
            if chosen.iter().any(|(part, phrase)| covers(*part, phrase, seen)) {
                continue;
            }
            if is_telling(Part::Whole, seen) || self.is_of_template(seen) {
                chosen.push((Part::Whole, seen));
            } else if unsure.len() < MOST_UNSURE {
                unsure.push(Unsure { text: example(seen), documents: seen.documents, drop: seen.drop() });
            }
        }
        let mut proposals: Vec<Proposal> =
            chosen.into_iter().map(|(part, seen)| self.proposal(part, seen)).collect();
        proposals.sort_by(|a, b| {
            (b.documents, b.lines).cmp(&(a.documents, a.lines)).then_with(|| a.phrase.cmp(&b.phrase))
        });
        let left_out = proposals.len().saturating_sub(options.most) as u64;
        proposals.truncate(options.most);
        Proposals { proposals, left_out, unsure, documents: self.documents(), thinned: self.is_thinned() }
    }

    /// The one site that nearly all documents of the lines are of.
    fn site_of(&self, seen: &Seen) -> Option<Site> {
        let (site, on) = seen.sites.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
        (*on as f64 >= ONE_SITE * seen.documents as f64).then(|| site.clone())
    }

    /// The documents of the site, or else all, of which most have the line, and mostly beside the same other line.
    fn of_template(&self, seen: &Seen) -> Option<u64> {
        let all = self.site_of(seen).map_or(self.documents(), |site| self.of_site(&site));
        let most = all >= LEAST_OF_SITE && seen.documents as f64 >= LEAST_SHARE * all as f64;
        (most && seen.in_company()).then_some(all)
    }

    fn is_of_template(&self, seen: &Seen) -> bool {
        self.of_template(seen).is_some()
    }

    fn proposal(&self, part: Part, seen: &Seen) -> Proposal {
        let likely = commonest(&seen.otherwise).filter(|_| seen.drop() >= LEAST_LIKELY);
        let label = commonest(&seen.dropped).or(likely).map_or(Label::Navigation, |(label, _)| label);
        let mut sites = seen.sites.clone();
        sites.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let site = self.site_of(seen).filter(|_| self.has_sites());
        let (key, colon) = match part {
            Part::Whole => ("line", ""),
            Part::Heading => ("start", ":"),
            Part::Opening => ("start", ""),
            Part::Ending => ("end", ""),
        };
        Proposal {
            key,
            phrase: format!("{}{colon}", seen.phrase),
            max_words: (part != Part::Whole).then_some(seen.most_words),
            label,
            site,
            of_template: self.of_template(seen),
            lines: seen.kept,
            documents: seen.documents,
            gone: seen.gone(),
            drop: seen.drop(),
            beside: seen.beside,
            sites,
            elsewhere: seen.elsewhere,
            examples: seen.examples.iter().map(|(_, text)| text.to_string()).collect(),
        }
    }
}

/// Whether the judge's doubt, or what goes already, speaks for dropping the lines.
fn is_telling(part: Part, seen: &Seen) -> bool {
    let one_word = !seen.phrase.contains(' ') && !seen.phrase.chars().any(is_unspaced);
    let (least, least_gone, times) = match part {
        Part::Whole if one_word => (LEAST_DOUBT_WORD, LEAST_DOUBT, TIMES_GONE),
        Part::Whole => (LEAST_DOUBT, LEAST_DOUBT_GONE, TIMES_GONE),
        _ => (LEAST_DOUBT_PART, LEAST_DOUBT_GONE, TIMES_GONE_PART),
    };
    let alike = commonest(&seen.dropped)
        .is_some_and(|(_, of_one)| f64::from(of_one) >= ONE_LABEL * seen.gone() as f64);
    seen.drop() >= least || alike && seen.gone() >= times * seen.kept && seen.drop() >= least_gone
}

/// Chooses among beginnings (or endings) those that say most: the longest that still has nearly all of the lines of
/// the shorter one.
fn choose<'s>(part: Part, weighed: &[&'s Seen], chosen: &mut Vec<(Part, &'s Seen)>) {
    let mut shortest_first = weighed.to_vec();
    shortest_first.sort_by_key(|seen| seen.phrase.len());
    for seen in shortest_first {
        let is_covered = chosen.iter().any(|(other, phrase)| {
            (*other == part || *other == Part::Heading && part == Part::Opening)
                && (extends(part, &seen.phrase, &phrase.phrase) || phrase.phrase == seen.phrase)
        });
        let says_less = weighed.iter().any(|other| {
            extends(part, &other.phrase, &seen.phrase) && other.kept as f64 >= NEARLY_ALL * seen.kept as f64
        });
        // What common words alone say, they say of anything.
        let is_plain = stop_share(&word_hashes(&seen.phrase)) > 0.99;
        if !is_covered && !says_less && !is_plain {
            chosen.push((part, seen));
        }
    }
}

/// Whether a cue of a beginning or ending finds the whole line, too.
fn covers(part: Part, phrase: &Seen, line: &Seen) -> bool {
    line.most_words <= phrase.most_words
        && match part {
            Part::Heading => {
                extends(part, &line.phrase, &phrase.phrase)
                    && line.examples.iter().any(|(_, text)| text.contains([':', '：']))
            }
            Part::Whole => false,
            _ => extends(part, &line.phrase, &phrase.phrase),
        }
}

fn example(seen: &Seen) -> String {
    seen.examples.first().map(|(_, text)| text.to_string()).unwrap_or_default()
}
