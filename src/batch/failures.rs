//! What failed: one JSON object a line, in the order of the inputs.

use super::output::OutputError;
use crate::source::records::BadRecord;
use crate::source::{Problem, shown};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

pub use crate::source::{FAILURES, SET_ASIDE};

/// One input or record that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The input.
    pub path: String,
    /// Number of the record in it, from 1; `None` where it is about the whole input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Byte of the decompressed input at which the record begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The record's id, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The output that could not be written, where that is what failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// What went wrong.
    pub reason: String,
}

impl Failure {
    /// A whole input failed.
    pub fn input(path: impl Into<String>, reason: impl fmt::Display) -> Failure {
        Failure {
            path: path.into(),
            record: None,
            offset: None,
            id: None,
            output: None,
            reason: reason.to_string(),
        }
    }

    /// An output could not be written.
    pub fn output(path: impl Into<String>, error: &OutputError) -> Failure {
        Failure::input(path, "").unwritten(error)
    }

    /// The same, where it is about an output that could not be written.
    pub(super) fn unwritten(self, error: &OutputError) -> Failure {
        let output = error.path().map(|path| shown(path.as_os_str()));
        Failure { output, reason: error.reason(), ..self }
    }

    /// A record failed.
    pub fn record(path: impl Into<String>, bad: &BadRecord) -> Failure {
        Failure {
            path: path.into(),
            record: Some(bad.place.record),
            offset: Some(bad.place.offset),
            id: bad.id.clone(),
            output: None,
            reason: bad.problem.to_string(),
        }
    }

    /// A container cannot be read any further than this.
    pub(super) fn rest(path: impl Into<String>, record: u64, offset: u64, problem: &Problem) -> Failure {
        Failure {
            path: path.into(),
            record: Some(record),
            offset: Some(offset),
            id: None,
            output: None,
            reason: format!("{problem}; the rest of the input is lost"),
        }
    }
}

/// `path: reason` with the output's path where that is what failed, or `path: record N, byte B: reason`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.output.as_ref().filter(|_| self.record.is_none()).unwrap_or(&self.path))?;
        if let (Some(record), Some(offset)) = (self.record, self.offset) {
            write!(f, "record {record}, byte {offset}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// The file of failures. It is there only if something failed.
#[derive(Debug)]
pub(super) struct FailureList {
    path: PathBuf,
    file: Option<File>,
    /// How many an earlier run left that still hold.
    pub(super) kept: u64,
}

impl FailureList {
    /// Begins a list. What an earlier run left is removed, but for what `keep` says still holds.
    pub(super) fn begin(path: &Path, keep: impl FnMut(&Failure) -> bool) -> Result<FailureList, OutputError> {
        let mut list = FailureList { path: path.to_owned(), file: None, kept: 0 };
        let failed = |error| OutputError::io(path, error);
        let Some(old) = old(path)? else { return Ok(list) };
        // The old list is read while the new one is written under another name.
        let mut kept = super::output::PartFile::begin(path)?;
        let mut keep = keep;
        for line in BufReader::new(old).split(b'\n') {
            let line = line.map_err(failed)?;
            if serde_json::from_slice::<Failure>(&line).is_ok_and(|failure| keep(&failure)) {
                kept.write(&[&line, &b"\n"[..]].concat())?;
                list.kept += 1;
            }
        }
        if kept.written() == 0 {
            kept.discard();
            fs::remove_file(path).map_err(failed)?;
        } else {
            kept.finish()?;
            list.file = Some(OpenOptions::new().append(true).open(path).map_err(failed)?);
        }
        Ok(list)
    }

    /// Reads what an earlier run left.
    pub(super) fn look(path: &Path, mut see: impl FnMut(&Failure)) -> Result<(), OutputError> {
        let Some(old) = old(path)? else { return Ok(()) };
        for line in BufReader::new(old).split(b'\n') {
            let line = line.map_err(|error| OutputError::io(path, error))?;
            if let Ok(failure) = serde_json::from_slice::<Failure>(&line) {
                see(&failure);
            }
        }
        Ok(())
    }

    /// Appends failures.
    pub(super) fn add(&mut self, failures: &[Failure]) -> Result<(), OutputError> {
        if failures.is_empty() {
            return Ok(());
        }
        let failed = |error| OutputError::io(&self.path, error);
        let mut lines = Vec::new();
        for failure in failures {
            serde_json::to_writer(&mut lines, failure).map_err(|error| failed(error.into()))?;
            lines.push(b'\n');
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    fs::create_dir_all(folder).map_err(failed)?;
                }
                let made = OpenOptions::new().append(true).create(true).open(&self.path).map_err(failed)?;
                self.file.insert(made)
            }
        };
        file.write_all(&lines).map_err(failed)
    }
}

/// The list that an earlier run left; `None` where there is none, or something that is no file to be read.
fn old(path: &Path) -> Result<Option<File>, OutputError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => {
            File::open(path).map(Some).map_err(|error| OutputError::io(path, error))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn failure(record: Option<u64>) -> Failure {
        Failure {
            path: "a.jsonl".into(),
            record,
            offset: record.map(|r| r * 100),
            id: None,
            output: None,
            reason: "bad".into(),
        }
    }

    #[test]
    fn a_failure_is_a_line_for_people_and_an_object_for_programs() {
        assert_eq!(failure(None).to_string(), "a.jsonl: bad");
        assert_eq!(failure(Some(3)).to_string(), "a.jsonl: record 3, byte 300: bad");
        assert_eq!(serde_json::to_string(&failure(None)).unwrap(), r#"{"path":"a.jsonl","reason":"bad"}"#);
    }

    #[test]
    fn the_list_is_there_only_if_something_failed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FAILURES);
        let mut list = FailureList::begin(&path, |_| true).unwrap();
        list.add(&[]).unwrap();
        assert!(!path.exists());
        list.add(&[failure(None), failure(Some(1))]).unwrap();
        drop(list);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
        let mut list = FailureList::begin(&path, |failure| failure.record.is_some()).unwrap();
        list.add(&[failure(Some(2))]).unwrap();
        let records: Vec<Option<u64>> = fs::read_to_string(&path)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str::<Failure>(line).unwrap().record)
            .collect();
        assert_eq!(records, [Some(1), Some(2)]);
        drop(list);
        FailureList::begin(&path, |_| false).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
