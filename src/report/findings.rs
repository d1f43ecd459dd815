//! What a report shows: counts, lines that many documents share, and a sample of documents.

use super::frequent::FrequentLines;
use super::survey::{About, Survey};
use crate::cleaner::Cleaned;
use crate::label::Label;
use crate::site::LineKey;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// The most bytes of a document's lines that a sample holds.
const MOST_DOCUMENT_BYTES: usize = 256 << 10;

/// The most lines of a document that a sample holds.
const MOST_DOCUMENT_LINES: usize = 5_000;

/// A line as a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SampledLine {
    /// Number of the line, from 1.
    pub number: u32,
    /// The label.
    pub label: Label,
    /// Whether it is dropped.
    pub dropped: bool,
    /// How probable the label is, 0 to 1.
    pub score: f32,
    /// How probable it is that the line should go, 0 to 1.
    pub drop: f32,
    /// Why.
    pub reasons: Vec<String>,
    /// The line itself.
    pub text: Box<str>,
}

/// A document as a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SampledDocument {
    /// Its name.
    pub id: String,
    /// What else is known of it.
    pub about: About,
    /// Why it is set aside as a whole, if it is.
    pub set_aside: Option<String>,
    /// Characters of all its lines, and of those that are dropped.
    pub characters: (u64, u64),
    /// Its lines that are not blank, or the first of them.
    pub lines: Vec<SampledLine>,
    /// Lines that are left out because the document is very long.
    pub left_out: u64,
}

/// What is found in documents.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The counts over all documents.
    pub survey: Survey,
    /// Lines that are dropped.
    pub dropped: FrequentLines,
    /// Short lines that stay: what one may want a rule for.
    pub kept: FrequentLines,
    drawn: BTreeMap<(u64, String), SampledDocument>,
    most: usize,
}

impl Findings {
    /// The findings of one document, and a place in a sample of `most` documents at most: those whose names have the
    /// smallest checksums (XXH3), which are the same in every run.
    pub fn of(cleaned: &Cleaned<'_>, id: &str, about: About, most: usize) -> Findings {
        let survey = Survey::of(cleaned, &about);
        let mut findings = Findings { most, ..Findings::default() };
        let mut folded = String::new();
        let mut document = SampledDocument {
            id: id.to_owned(),
            about,
            set_aside: cleaned.set_aside.clone(),
            characters: (survey.all.characters, survey.all.dropped_characters),
            lines: Vec::new(),
            left_out: 0,
        };
        let mut bytes = 0;
        for (line, verdict) in cleaned.verdicts() {
            let text = cleaned.line_text(line);
            let dropped = line.is_dropped();
            if let Some(key) = LineKey::of(text, &mut folded) {
                if dropped {
                    findings.dropped.add(key, text, verdict.label);
                } else if !key.is_long() {
                    findings.kept.add(key, text, verdict.label);
                }
            }
            bytes += text.len();
            if bytes > MOST_DOCUMENT_BYTES || document.lines.len() >= MOST_DOCUMENT_LINES {
                document.left_out += 1;
                continue;
            }
            document.lines.push(SampledLine {
                number: line.number,
                label: verdict.label,
                dropped,
                score: verdict.score,
                drop: verdict.drop,
                reasons: verdict.reasons.clone(),
                text: text.into(),
            });
        }
        findings.survey = survey;
        findings.drawn.insert((xxh3_64(id.as_bytes()), id.to_owned()), document);
        findings
    }

    /// Adds the findings of other documents.
    pub fn merge(&mut self, other: Findings) {
        self.survey.merge(other.survey);
        self.dropped.merge(other.dropped);
        self.kept.merge(other.kept);
        self.most = self.most.max(other.most);
        self.drawn.extend(other.drawn);
        while self.drawn.len() > self.most {
            self.drawn.pop_last();
        }
    }

    /// The documents of the sample, by name.
    pub fn sample(&self) -> Vec<&SampledDocument> {
        let mut documents: Vec<&SampledDocument> = self.drawn.values().collect();
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        documents
    }
}
