//! A line for each document, sorted by name: checksums and counts.

use super::LockError;
use super::compare::Change;
use super::snap::input_hash;
use crate::cleaner::Cleaned;
use crate::document::Document;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// The file in the lock.
pub(super) const DIGEST: &str = "digest.jsonl";

/// What is kept of a document. The labels are those of lines that are not blank; a '-' before one is of lines that go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) input: String,
    pub(super) verdicts: String,
    pub(super) labels: BTreeMap<String, u64>,
}

impl Entry {
    pub(super) fn of(id: &str, document: &Document, cleaned: &Cleaned<'_>, view: &str) -> Entry {
        let mut labels = BTreeMap::new();
        for (line, verdict) in cleaned.verdicts() {
            let sign = if line.is_dropped() { "-" } else { "" };
            *labels.entry(format!("{sign}{}", verdict.label)).or_insert(0) += 1;
        }
        let verdicts = format!("{:016x}", xxh3_64(view.as_bytes()));
        Entry { id: id.to_owned(), input: input_hash(document), verdicts, labels }
    }

    pub(super) fn line(&self) -> String {
        // Strings and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Takes in another document of the same name.
    pub(super) fn join(&mut self, other: &Entry) {
        let both = |a: &str, b: &str| format!("{:016x}", xxh3_64(format!("{a} {b}").as_bytes()));
        self.input = both(&self.input, &other.input);
        self.verdicts = both(&self.verdicts, &other.verdicts);
        for (label, count) in &other.labels {
            *self.labels.entry(label.clone()).or_insert(0) += count;
        }
    }

    /// How it differs from what it was.
    pub(super) fn change_from(&self, old: &Entry) -> Option<Change> {
        if self == old {
            return None;
        }
        let labels: BTreeSet<&String> = old.labels.keys().chain(self.labels.keys()).collect();
        let count = |entry: &Entry, label: &str| {
            entry.labels.get(label).map_or(0, |count| i64::try_from(*count).unwrap_or(i64::MAX))
        };
        let moved = |label: &String| (label.clone(), count(self, label) - count(old, label));
        let counts = labels.into_iter().map(moved).filter(|(_, by)| *by != 0).collect();
        Some(Change { input: self.input != old.input, counts, ..Change::default() })
    }
}

/// Reads a digest from its start to its end.
pub(super) struct Digest {
    path: PathBuf,
    reader: BufReader<File>,
    next: Option<Entry>,
    number: u64,
}

impl Digest {
    pub(super) fn open(lock: &Path) -> Result<Digest, LockError> {
        let path = lock.join(DIGEST);
        let file = File::open(&path).map_err(|error| LockError::read(&path, error))?;
        let mut digest = Digest { path, reader: BufReader::new(file), next: None, number: 0 };
        digest.advance()?;
        Ok(digest)
    }

    /// The entry that is next.
    pub(super) fn peek(&self) -> Option<&Entry> {
        self.next.as_ref()
    }

    /// Takes the entry that is next.
    pub(super) fn advance(&mut self) -> Result<Option<Entry>, LockError> {
        let taken = self.next.take();
        let mut line = String::new();
        let read = self.reader.read_line(&mut line).map_err(|error| LockError::read(&self.path, error))?;
        self.number += 1;
        if read > 0 {
            let number = self.number;
            let damaged = |what: &str| LockError::damaged(&self.path, format_args!("line {number}: {what}"));
            let entry: Entry = serde_json::from_str(&line).map_err(|_| damaged("no entry of a digest"))?;
            if taken.as_ref().is_some_and(|before| before.id >= entry.id) {
                return Err(damaged("not sorted by id"));
            }
            self.next = Some(entry);
        }
        Ok(taken)
    }
}
