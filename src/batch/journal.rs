//! The journal: what of a run is done, so that a run that was killed can go on where it was.
//!
//! It is a file of JSON lines that is only ever appended to: a header with what the outputs depend on, then a line
//! for each input that is done and, within containers, one for each chunk. A line counts if it is whole. It is
//! written after what it tells of, so that whatever moment a run is killed at, it tells no more than is true.

use super::names::{Naming, key};
use super::output::OutputError;
use crate::source::Input;
use crate::source::records::Position;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};
use xxhash_rust::xxh3::xxh3_64;

/// The journal of a folder of outputs.
pub const JOURNAL: &str = ".dehusk-journal.jsonl";

/// So often the journal is brought to the file at least.
const FLUSH: Duration = Duration::from_millis(500);

/// What the outputs of a run depend on, besides its inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of dehusk.
    pub dehusk: String,
    /// Checksum of the weights that are compiled in.
    pub weights: String,
    /// Checksum of all settings that outputs depend on.
    pub settings: String,
}

/// What tells whether an input is still the one it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Size in bytes.
    size: u64,
    /// Time of the last change in nanoseconds since 1970.
    time: u64,
}

impl Stamp {
    /// The stamp of an input; `None` where it is no file.
    pub(super) fn of(input: &Input) -> Option<Stamp> {
        if input.is_stdin() {
            return None;
        }
        let metadata = fs::metadata(input.path()).ok().filter(fs::Metadata::is_file)?;
        let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let time = time.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        Some(Stamp { size: metadata.len(), time })
    }

    /// Size in bytes.
    pub(super) fn size(self) -> u64 {
        self.size
    }

    fn key(self) -> u64 {
        let mut bytes = [0; 16];
        let (size, time) = bytes.split_at_mut(8);
        size.copy_from_slice(&self.size.to_le_bytes());
        time.copy_from_slice(&self.time.to_le_bytes());
        xxh3_64(&bytes)
    }
}

/// How far a container is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// How many records are done.
    pub(super) records: u64,
    /// Bytes of the decompressed input that they took.
    pub(super) offset: u64,
    /// Bytes of the part file that hold them.
    pub(super) written: u64,
    /// Bytes of the part file that hold those that are set aside.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) aside: u64,
    /// Whether that was all.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) whole: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl Checkpoint {
    /// Where reading goes on.
    pub(super) fn position(self) -> Position {
        Position { records: self.records, offset: self.offset }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line<'l> {
    Part {
        part: Name<'l>,
        #[serde(flatten)]
        stamp: Stamp,
        #[serde(flatten)]
        checkpoint: Checkpoint,
    },
    Done {
        done: Name<'l>,
        /// The output, where it is another than the input's name lets expect.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<PathBuf>,
        #[serde(flatten)]
        stamp: Stamp,
    },
}

type Name<'l> = std::borrow::Cow<'l, str>;

/// A journal that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another run writes it.
    #[error("{}: another dehusk is writing there", .0.display())]
    Busy(PathBuf),
    /// It is of a run whose outputs would differ.
    #[error("{}: the earlier run was made with {what}, so it cannot be gone on with", path.display())]
    Differs {
        /// The journal.
        path: PathBuf,
        /// What is not the same, in words.
        what: &'static str,
    },
    /// It is no journal.
    #[error("{}: not a journal of dehusk", .0.display())]
    Unreadable(PathBuf),
    /// What the system says.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// What an earlier run has done. It holds 16 bytes for each input that is done.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    done: HashMap<u64, u64>,
    parts: HashMap<String, (Stamp, Checkpoint)>,
    outputs: HashMap<u64, PathBuf>,
}

impl Earlier {
    /// Whether the input is done, and has not changed since.
    pub(super) fn is_done(&self, id: &str, stamp: Stamp) -> bool {
        self.done.get(&key(Path::new(id))) == Some(&stamp.key())
    }

    /// How far a container was done that has not changed since.
    pub(super) fn checkpoint(&self, id: &str, stamp: Stamp) -> Option<Checkpoint> {
        self.parts.get(id).filter(|(known, _)| *known == stamp).map(|(_, checkpoint)| *checkpoint)
    }

    /// The output of an input that is done; `None` for a stream.
    pub(super) fn output(&self, id: &str, naming: &Naming, input: &Input) -> Option<PathBuf> {
        self.outputs.get(&key(Path::new(id))).cloned().or_else(|| naming.expected(input))
    }

    fn add(&mut self, line: Line<'_>) {
        match line {
            Line::Done { done, output, stamp } => {
                let id = key(Path::new(&*done));
                self.parts.remove(&*done);
                self.done.insert(id, stamp.key());
                match output {
                    Some(output) => self.outputs.insert(id, output),
                    None => self.outputs.remove(&id),
                };
            }
            Line::Part { part, stamp, checkpoint } => {
                self.done.remove(&key(Path::new(&*part)));
                self.parts.insert(part.into_owned(), (stamp, checkpoint));
            }
        }
    }
}

/// The journal of a run that is going on.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    flushed: Instant,
}

impl Journal {
    /// Begins a journal, or goes on with the one that is there if `resume`. No other process can at the same time.
    pub(super) fn open(
        path: &Path,
        header: &Header,
        resume: bool,
    ) -> Result<(Journal, Earlier), JournalError> {
        let failed = |error| JournalError::Output(OutputError::io(path, error));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        if let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
            return Err(JournalError::Busy(path.to_owned()));
        }
        let mut earlier = Earlier::default();
        let mut whole = 0;
        if resume {
            whole = read(path, &file, header, &mut earlier)?;
        }
        file.set_len(whole).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut journal =
            Journal { path: path.to_owned(), file: BufWriter::new(file), flushed: Instant::now() };
        if whole == 0 {
            journal.append(header)?;
            journal.flush()?;
        }
        Ok((journal, earlier))
    }

    /// An input is done.
    pub(super) fn done(&mut self, id: &str, stamp: Stamp, output: Option<&Path>) -> Result<(), OutputError> {
        // A name that is no UTF-8 cannot be written down: its input is done again.
        let output = output.filter(|output| output.to_str().is_some()).map(Path::to_owned);
        self.append(&Line::Done { done: id.into(), output, stamp })?;
        if self.flushed.elapsed() > FLUSH { self.flush() } else { Ok(()) }
    }

    /// A container is done so far.
    pub(super) fn part(&mut self, id: &str, stamp: Stamp, checkpoint: Checkpoint) -> Result<(), OutputError> {
        self.append(&Line::Part { part: id.into(), stamp, checkpoint })?;
        self.flush()
    }

    /// Brings all of it to the file.
    pub(super) fn flush(&mut self) -> Result<(), OutputError> {
        self.flushed = Instant::now();
        self.file.flush().map_err(|error| OutputError::io(&self.path, error))
    }

    /// The run is over and there is nothing to go on with.
    pub(super) fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }

    fn append(&mut self, line: &impl Serialize) -> Result<(), OutputError> {
        let failed = |error| OutputError::io(&self.path, error);
        let mut json = serde_json::to_vec(line).map_err(|error| failed(error.into()))?;
        json.push(b'\n');
        self.file.write_all(&json).map_err(failed)
    }
}

/// Reads what an earlier run has done, and how many bytes of the journal are whole lines: none where it is empty.
fn read(path: &Path, file: &File, header: &Header, earlier: &mut Earlier) -> Result<u64, JournalError> {
    let failed = |error: io::Error| JournalError::Output(OutputError::io(path, error));
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    let mut whole = 0;
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line).map_err(failed)?;
        if line.pop_if(|last| *last == b'\n').is_none() {
            return Ok(whole);
        }
        if whole == 0 {
            let found: Header =
                serde_json::from_slice(&line).map_err(|_| JournalError::Unreadable(path.to_owned()))?;
            let what = if found.dehusk != header.dehusk {
                "another version of dehusk"
            } else if found.weights != header.weights {
                "other weights"
            } else if found.settings != header.settings {
                "other settings"
            } else {
                ""
            };
            if !what.is_empty() {
                return Err(JournalError::Differs { path: path.to_owned(), what });
            }
        } else {
            // A line that cannot be read tells nothing: its input is done again.
            if let Ok(line) = serde_json::from_slice(&line) {
                earlier.add(line);
            }
        }
        whole += length as u64;
    }
}

/// The journal of an output that is a file of its own.
pub(super) fn beside(output: &Path) -> PathBuf {
    let name = output.file_name().map(Path::new).unwrap_or(output);
    output.with_file_name(format!(".dehusk-{:016x}.journal", key(name)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const STAMP: Stamp = Stamp { size: 7, time: 1_700_000_000_123_456_789 };
    const OTHER: Stamp = Stamp { size: 8, ..STAMP };

    fn header(settings: &str) -> Header {
        Header { dehusk: "1".into(), weights: "w".into(), settings: settings.into() }
    }

    fn open(path: &Path, resume: bool) -> (Journal, Earlier) {
        Journal::open(path, &header("s"), resume).unwrap()
    }

    #[test]
    fn what_is_done_is_known_again_unless_the_input_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(JOURNAL);
        let far = Checkpoint { records: 9, offset: 1 << 40, written: 500, aside: 40, whole: false };
        let (mut journal, _) = open(&path, false);
        journal.done("a \"quoted\".txt", STAMP, None).unwrap();
        journal.part("b.jsonl", STAMP, Checkpoint { records: 3, ..far }).unwrap();
        journal.part("b.jsonl", STAMP, far).unwrap();
        journal.part("c.jsonl", STAMP, Checkpoint { whole: true, ..far }).unwrap();
        journal.done("c.jsonl", STAMP, None).unwrap();
        drop(journal);
        let (mut journal, earlier) = open(&path, true);
        assert!(earlier.is_done("a \"quoted\".txt", STAMP) && earlier.is_done("c.jsonl", STAMP));
        assert!(!earlier.is_done("a \"quoted\".txt", OTHER) && !earlier.is_done("b.jsonl", STAMP));
        assert_eq!(earlier.checkpoint("b.jsonl", STAMP), Some(far));
        assert_eq!(earlier.checkpoint("b.jsonl", OTHER), None);
        assert_eq!(earlier.checkpoint("c.jsonl", STAMP), None);
        journal.done("b.jsonl", STAMP, None).unwrap();
        drop(journal);
        assert!(open(&path, true).1.is_done("b.jsonl", STAMP));
        assert!(!open(&path, false).1.is_done("b.jsonl", STAMP));
        assert!(!open(&path, true).1.is_done("b.jsonl", STAMP));
    }

    #[test]
    fn a_line_that_was_cut_off_does_not_count_and_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(JOURNAL);
        let (mut journal, _) = open(&path, false);
        journal.done("a", STAMP, None).unwrap();
        journal.done("b", STAMP, None).unwrap();
        drop(journal);
        let bytes = fs::read(&path).unwrap();
        for cut in 0..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let (mut journal, earlier) = open(&path, true);
            assert!(!earlier.is_done("b", STAMP));
            journal.done("b", STAMP, None).unwrap();
            drop(journal);
            assert!(open(&path, true).1.is_done("b", STAMP));
        }
    }

    #[test]
    fn a_run_with_other_settings_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(JOURNAL);
        drop(open(&path, false));
        let error = Journal::open(&path, &header("t"), true).unwrap_err().to_string();
        assert!(
            error.ends_with("the earlier run was made with other settings, so it cannot be gone on with")
        );
        fs::write(&path, "notes\nof mine\n").unwrap();
        assert!(matches!(Journal::open(&path, &header("s"), true), Err(JournalError::Unreadable(_))));
        assert!(Journal::open(&path, &header("t"), false).is_ok());
    }

    #[test]
    fn two_runs_cannot_write_one_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(JOURNAL);
        let first = open(&path, false);
        assert!(matches!(Journal::open(&path, &header("s"), true), Err(JournalError::Busy(_))));
        drop(first);
        open(&path, true);
    }
}
