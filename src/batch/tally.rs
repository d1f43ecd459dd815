//! What a batch did, in numbers and in words.

use crate::cleaner::Cleaned;
use crate::label::{LABEL_COUNT, Label};
use crate::source::grouped;
use serde::Serialize;
use serde::ser::SerializeMap as _;
use std::fmt;

/// Counts over documents. Characters are those of lines, line ends left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents cleaned.
    pub documents: u64,
    /// Inputs and records that failed.
    pub failed: u64,
    /// Lines of prose that stand in their document before, dropped or not.
    pub repeated: u64,
    /// Documents set aside, by the guard or by a preset. They are counted among the documents cleaned.
    pub set_aside: u64,
    /// Files that were passed over because of their names.
    pub skipped: u64,
    /// Bytes of input, decompressed.
    pub bytes: u64,
    /// Non-blank lines.
    pub lines: u64,
    /// Characters of all lines.
    pub characters: u64,
    /// Characters of the lines that stay.
    pub kept_characters: u64,
    /// Lines dropped, by label.
    pub dropped: [u64; LABEL_COUNT],
}

impl Tally {
    /// The counts of one cleaned document, but for its bytes.
    pub fn of(cleaned: &Cleaned<'_>) -> Tally {
        let set_aside = u64::from(cleaned.set_aside.is_some());
        let mut tally = Tally { documents: 1, set_aside, ..Tally::default() };
        for (line, verdict) in cleaned.verdicts() {
            let characters = cleaned.line_text(line).chars().count() as u64;
            tally.lines += 1;
            tally.characters += characters;
            tally.repeated += u64::from(line.repeats.is_some());
            if line.is_kept() {
                tally.kept_characters += match &line.rewritten {
                    Some(rewritten) => rewritten.chars().count() as u64,
                    None => characters,
                };
            } else if let Some(count) = tally.dropped.get_mut(verdict.label.index()) {
                *count += 1;
            }
        }
        tally
    }

    /// Adds the counts of others.
    pub fn merge(&mut self, other: &Tally) {
        self.documents += other.documents;
        self.failed += other.failed;
        self.repeated += other.repeated;
        self.set_aside += other.set_aside;
        self.skipped += other.skipped;
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.characters += other.characters;
        self.kept_characters += other.kept_characters;
        for (sum, more) in self.dropped.iter_mut().zip(&other.dropped) {
            *sum += more;
        }
    }

    /// The labels whose lines were dropped, most lines first.
    fn dropped(&self) -> Vec<(Label, u64)> {
        let mut dropped: Vec<(Label, u64)> =
            Label::ALL.into_iter().zip(self.dropped).filter(|(_, count)| *count > 0).collect();
        dropped.sort_by_key(|(label, count)| (std::cmp::Reverse(*count), *label));
        dropped
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cleaned {}", plural(self.documents, "document"))?;
        if self.documents > 0 {
            write!(f, " ({}, {})", plural(self.lines, "line"), size(self.bytes))?;
        }
        if self.characters > 0 {
            let share = self.kept_characters as f64 * 100.0 / self.characters as f64;
            write!(f, ", kept {share:.1} % of the characters")?;
        }
        let dropped = self.dropped();
        if !dropped.is_empty() {
            let total = dropped.iter().map(|(_, count)| count).sum();
            let list: Vec<String> =
                dropped.iter().map(|(label, count)| format!("{label} {}", grouped(*count))).collect();
            write!(f, ", dropped {}: {}", plural(total, "line"), list.join(", "))?;
        }
        if self.repeated > 0 {
            write!(f, "; {} of prose repeated", plural(self.repeated, "line"))?;
        }
        if self.set_aside > 0 {
            write!(f, "; set aside {}", plural(self.set_aside, "document"))?;
        }
        if self.skipped > 0 {
            write!(f, "; skipped {} of other formats", plural(self.skipped, "file"))?;
        }
        if self.failed > 0 {
            write!(f, "; {} failed", grouped(self.failed))?;
        }
        Ok(())
    }
}

/// The lines dropped as an object: label and count.
pub(super) struct DroppedLines<'t>(pub(super) &'t Tally);

impl Serialize for DroppedLines<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (label, count) in self.0.dropped() {
            map.serialize_entry(label.slug(), &count)?;
        }
        map.end()
    }
}

pub(super) fn plural(number: u64, word: &str) -> String {
    format!("{} {word}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Bytes in the unit that reads best.
fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => plural(bytes, "byte"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}
