//! What a comparison with a lock found.

use super::compare::{Change, Move};
use super::manifest::Maker;
use std::collections::BTreeMap;

/// The most documents of a kind that are named, and the most examples of a group.
pub const LIST: usize = 20;
const EXAMPLES: usize = 3;

/// A line that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name of the document.
    pub document: String,
    /// Number of the line, from 1.
    pub line: u32,
    /// The line.
    pub text: String,
}

/// Lines that moved alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many lines.
    pub lines: u64,
    /// In how many documents.
    pub documents: u64,
    /// The first of each of the first documents.
    pub examples: Vec<Example>,
}

/// Lines of a label, more (or less than 0: fewer) than before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many more.
    pub by: i64,
    /// In how many documents the number changed.
    pub documents: u64,
}

/// Documents of a kind: how many, and the first by name, [`LIST`] at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// How many.
    pub count: u64,
    /// The first.
    pub first: Vec<(String, T)>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { count: 0, first: Vec::new() }
    }
}

impl<T> Listed<T> {
    fn add(&mut self, id: String, what: T) {
        self.count += 1;
        if self.first.len() < LIST {
            self.first.push((id, what));
        }
    }
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What made the lock; `None` where there was none.
    pub maker: Option<Maker>,
    /// Documents that were looked at.
    pub documents: u64,
    /// Documents that differ though they are what they were: dehusk or its settings changed.
    pub changed: Listed<Change>,
    /// Documents that are not what they were.
    pub inputs: Listed<Change>,
    /// Documents that the lock does not know.
    pub new: Listed<()>,
    /// Documents that only the lock knows.
    pub missing: Listed<()>,
    /// The lines of `changed` that moved, by what they were and are.
    pub groups: BTreeMap<Move, Group>,
    /// The same of digests, which know no lines.
    pub counts: BTreeMap<String, Count>,
    /// Differences that were taken into the lock, or out of it.
    pub settled: u64,
    /// Documents that could not be read.
    pub failed: u64,
}

impl Report {
    /// Documents that differ, taken into the lock or not.
    pub fn differing(&self) -> u64 {
        self.changed.count + self.inputs.count + self.new.count + self.missing.count
    }

    pub(super) fn change(&mut self, id: String, change: Change) {
        if change.input {
            return self.inputs.add(id, change);
        }
        for (key, (lines, line, text)) in &change.moved {
            let group = self.groups.entry(key.clone()).or_default();
            group.lines += lines;
            group.documents += 1;
            if group.examples.len() < EXAMPLES {
                group.examples.push(Example { document: id.clone(), line: *line, text: text.clone() });
            }
        }
        for (label, by) in &change.counts {
            let count = self.counts.entry(label.clone()).or_default();
            count.by += by;
            count.documents += 1;
        }
        self.changed.add(id, change);
    }

    pub(super) fn added(&mut self, id: String) {
        self.new.add(id, ());
    }

    pub(super) fn missing(&mut self, id: String) {
        self.missing.add(id, ());
    }
}
