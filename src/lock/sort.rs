//! Entries sorted by name in bounded memory: full runs go to temporary files, and are merged in the end.

use super::LockError;
use super::digest::Entry;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

/// The most bytes of a run.
const RUN: usize = 32 << 20;
/// What an entry costs besides its text.
const OVERHEAD: usize = 64;

/// Sorts entries.
pub(super) struct Sorter {
    most: usize,
    run: Vec<Keyed>,
    bytes: usize,
    spilled: Vec<File>,
}

/// The name, and the entry as a line.
type Keyed = (String, String);

impl Default for Sorter {
    fn default() -> Sorter {
        Sorter { most: RUN, run: Vec::new(), bytes: 0, spilled: Vec::new() }
    }
}

impl Sorter {
    /// Adds an entry.
    pub(super) fn add(&mut self, entry: Entry) -> Result<(), LockError> {
        let line = entry.line();
        self.bytes += entry.id.len() + line.len() + OVERHEAD;
        self.run.push((entry.id, line));
        if self.bytes > self.most { self.spill().map_err(temporary) } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        // Entries of one name stay in the order in which they came.
        self.run.sort_by(|a, b| a.0.cmp(&b.0));
        let mut file = BufWriter::new(tempfile::tempfile()?);
        for (_, line) in self.run.drain(..) {
            file.write_all(line.as_bytes())?;
        }
        self.bytes = 0;
        let mut file = file.into_inner()?;
        file.rewind()?;
        self.spilled.push(file);
        Ok(())
    }

    /// All entries by name. Those of one name are one.
    pub(super) fn sorted(mut self) -> Result<impl Iterator<Item = Result<Entry, LockError>>, LockError> {
        self.run.sort_by(|a, b| a.0.cmp(&b.0));
        let memory: Box<dyn Iterator<Item = io::Result<String>>> =
            Box::new(self.run.into_iter().map(|(_, line)| Ok(line)));
        let files = self.spilled.into_iter().map(|file| -> Box<dyn Iterator<Item = io::Result<String>>> {
            Box::new(BufReader::new(file).lines())
        });
        let mut runs = Runs { runs: files.chain([memory]).collect(), heads: BinaryHeap::new() };
        for run in 0..runs.runs.len() {
            runs.pull(run)?;
        }
        let mut next: Option<Entry> = None;
        Ok(std::iter::from_fn(move || {
            loop {
                match (runs.pop(), next.take()) {
                    (Err(error), _) => return Some(Err(error)),
                    (Ok(None), last) => return last.map(Ok),
                    (Ok(Some(entry)), None) => next = Some(entry),
                    (Ok(Some(entry)), Some(mut before)) if before.id == entry.id => {
                        before.join(&entry);
                        next = Some(before);
                    }
                    (Ok(Some(entry)), Some(before)) => {
                        next = Some(entry);
                        return Some(Ok(before));
                    }
                }
            }
        }))
    }
}

/// Sorted runs, and the first entry of each that is not taken.
struct Runs {
    runs: Vec<Box<dyn Iterator<Item = io::Result<String>>>>,
    heads: BinaryHeap<Reverse<(String, usize, String)>>,
}

impl Runs {
    fn pull(&mut self, run: usize) -> Result<(), LockError> {
        if let Some(line) = self.runs.get_mut(run).and_then(Iterator::next) {
            let line = line.map_err(temporary)?;
            self.heads.push(Reverse((parsed(&line)?.id, run, line)));
        }
        Ok(())
    }

    fn pop(&mut self) -> Result<Option<Entry>, LockError> {
        let Some(Reverse((_, run, line))) = self.heads.pop() else { return Ok(None) };
        self.pull(run)?;
        parsed(&line).map(Some)
    }
}

fn parsed(line: &str) -> Result<Entry, LockError> {
    serde_json::from_str(line).map_err(|error| temporary(error.into()))
}

fn temporary(error: io::Error) -> LockError {
    LockError::read(std::env::temp_dir(), error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn entry(id: String, label: u64) -> Entry {
        let labels = BTreeMap::from([("content".to_owned(), label)]);
        Entry { id, input: "i".to_owned(), verdicts: "v".to_owned(), labels }
    }

    fn sorted(most: usize, entries: &[Entry]) -> Vec<Entry> {
        let mut sorter = Sorter { most, ..Sorter::default() };
        for entry in entries {
            sorter.add(entry.clone()).unwrap();
        }
        sorter.sorted().unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn entries_are_sorted_whether_they_fit_or_not() {
        let entries: Vec<Entry> = (0..500).map(|n| entry(format!("a.jsonl#{}", n * 7919 % 500), n)).collect();
        let found = sorted(RUN, &entries);
        assert!(found.is_sorted_by(|a, b| a.id < b.id) && found.len() == 500);
        for most in [1, 1000, 20_000] {
            assert_eq!(sorted(most, &entries), found, "{most}");
        }
    }

    #[test]
    fn entries_of_one_name_are_one_that_tells_their_order() {
        let twice = [entry("a".to_owned(), 1), entry("b".to_owned(), 5), entry("a".to_owned(), 2)];
        let found = sorted(RUN, &twice);
        assert_eq!((found.len(), found[0].labels["content"]), (2, 3));
        assert_eq!(sorted(1, &twice), found);
        let mut other = [entry("a".to_owned(), 1), entry("a".to_owned(), 2)];
        other[1].input = "j".to_owned();
        let one = sorted(RUN, &other);
        other.reverse();
        assert_ne!(sorted(RUN, &other), one);
    }
}
