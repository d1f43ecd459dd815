//! Lines that many documents share, counted in bounded memory.

use crate::label::{LABEL_COUNT, Label};
use crate::site::LineKey;
use serde::Serialize;
use std::collections::HashMap;

/// The most different lines that are counted at a time. Beyond it the rarest half is forgotten: a count is then at
/// least what it says, and a line that is rare at first may be missed.
pub const MOST_DIFFERENT_LINES: usize = 50_000;

/// The longest text of a line that is kept, in bytes.
const MOST_TEXT: usize = 240;

/// A line and how often it stands somewhere. Case, punctuation and numbers do not make another line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrequentLine {
    /// The line as it stands where it was met first, or its beginning.
    pub text: String,
    /// Whether the text is only the beginning.
    pub cut: bool,
    /// The commonest of its labels.
    pub label: &'static str,
    /// Documents that have it.
    pub documents: u64,
    /// Lines.
    pub lines: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Box<str>,
    cut: bool,
    labels: [u32; LABEL_COUNT],
    documents: u64,
    lines: u64,
}

/// Counts of lines.
#[derive(Clone, Debug, Default)]
pub struct FrequentLines {
    entries: HashMap<LineKey, Entry>,
    thinned: bool,
}

impl FrequentLines {
    /// Counts a line of a single document.
    pub fn add(&mut self, key: LineKey, text: &str, label: Label) {
        let entry = self.entries.entry(key).or_insert_with(|| {
            let text = text.trim();
            let end = text.floor_char_boundary(MOST_TEXT);
            // Half a word is no phrase.
            let beginning = text.get(..end).unwrap_or_default();
            let whole = match beginning.rfind(' ') {
                Some(space) if end < text.len() => beginning.get(..space).unwrap_or_default(),
                _ => beginning,
            };
            let cut = end < text.len();
            Entry { text: whole.into(), cut, labels: [0; LABEL_COUNT], documents: 1, lines: 0 }
        });
        entry.lines += 1;
        if let Some(count) = entry.labels.get_mut(label.index()) {
            *count += 1;
        }
    }

    /// Adds the counts of other documents.
    pub fn merge(&mut self, other: FrequentLines) {
        self.thinned |= other.thinned;
        for (key, theirs) in other.entries {
            match self.entries.get_mut(&key) {
                None => {
                    self.entries.insert(key, theirs);
                }
                Some(mine) => {
                    mine.documents += theirs.documents;
                    mine.lines += theirs.lines;
                    for (mine, theirs) in mine.labels.iter_mut().zip(theirs.labels) {
                        *mine = mine.saturating_add(theirs);
                    }
                }
            }
        }
        if self.entries.len() > MOST_DIFFERENT_LINES {
            self.thinned = true;
            let mut ranks: Vec<(u64, LineKey)> =
                self.entries.iter().map(|(key, entry)| (entry.documents, *key)).collect();
            ranks.sort_unstable_by(|a, b| b.cmp(a));
            for (_, key) in ranks.into_iter().skip(MOST_DIFFERENT_LINES / 2) {
                self.entries.remove(&key);
            }
        }
    }

    /// Whether lines were forgotten, so that counts are only the least that they can be.
    pub fn is_thinned(&self) -> bool {
        self.thinned
    }

    /// The lines that stand in most documents, in two at least, the most frequent first.
    pub fn top(&self, most: usize) -> Vec<FrequentLine> {
        let mut entries: Vec<(&LineKey, &Entry)> =
            self.entries.iter().filter(|(_, entry)| entry.documents > 1).collect();
        entries.sort_by(|(a_key, a), (b_key, b)| {
            (b.documents, b.lines).cmp(&(a.documents, a.lines)).then_with(|| a_key.cmp(b_key))
        });
        let line = |(_, entry): (&LineKey, &Entry)| {
            let commonest = Label::ALL.into_iter().zip(entry.labels).rev().max_by_key(|(_, count)| *count);
            FrequentLine {
                text: entry.text.to_string(),
                cut: entry.cut,
                label: commonest.map_or("", |(label, _)| label.slug()),
                documents: entry.documents,
                lines: entry.lines,
            }
        };
        entries.into_iter().take(most).map(line).collect()
    }
}
