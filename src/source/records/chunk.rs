//! Chunks, and the reader that yields them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;

use super::json_columns;
use super::json_lines::{self, LineReader};
use super::rows::{self, RowReader, Rows, Table};
use super::warc::{self};
use super::warc_reader::{Frame, WarcReader};
use super::whole::{self, Whole};
use super::{BadRecord, Container, Place, Position, Record, RecordOptions, RecordProblem, contents};
use crate::source::{BytesRead, Compression, Input, Problem, SourceError};

/// The rest of an input cannot be read. What came before stays.
#[derive(Debug, thiserror::Error)]
#[error("record {}, byte {}: {problem}; the rest of the input is lost", place.record, place.offset)]
pub struct ReadFailure {
    /// The record at which reading ended.
    pub place: Place,
    /// What went wrong.
    pub problem: Problem,
}

/// A run of consecutive records, nearly as they stand in the input.
#[derive(Debug)]
pub struct Chunk {
    input: Arc<str>,
    start: Position,
    end: Position,
    body: Body,
    /// The columns of its lines, where they become a table.
    columns: Option<Arc<Table>>,
}

#[derive(Debug)]
pub(super) enum Body {
    Whole(Whole),
    Lines(Arc<Vec<u8>>),
    Warc {
        bytes: Vec<u8>,
        frames: Vec<Frame>,
    },
    Rows(Rows),
    /// Nothing but a record, or a run of them, that the reader could not read.
    Bad(Fault),
}

/// What a reader found wrong with a record.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is larger than the limit, in bytes.
    TooLarge(u64),
    /// It has too many lines or tags.
    Huge(Problem),
    Record(RecordProblem),
}

/// What a reader found next.
pub(super) enum Found {
    Body(Body),
    Failure(io::Error),
    End,
}

impl Chunk {
    /// Where its first record stands.
    pub fn start(&self) -> Position {
        self.start
    }

    /// Where reading goes on after it.
    pub fn end(&self) -> Position {
        self.end
    }

    /// About how many bytes it holds.
    pub fn bytes(&self) -> u64 {
        let bytes = match &self.body {
            Body::Whole(whole) => whole.bytes.len(),
            Body::Lines(bytes) => bytes.len(),
            Body::Warc { bytes, .. } => bytes.len(),
            Body::Rows(rows) => rows.bytes,
            Body::Bad(_) => 0,
        };
        bytes as u64
    }

    /// The rows, where it is of a Parquet table.
    pub fn rows(&self) -> Option<&RecordBatch> {
        self.parquet().map(|rows| &rows.batch)
    }

    pub(crate) fn parquet(&self) -> Option<&Rows> {
        match &self.body {
            Body::Rows(rows) => Some(rows),
            _ => None,
        }
    }

    /// The columns of its lines of JSON, where somebody has asked for them.
    pub(crate) fn json_columns(&self) -> Option<&Arc<Table>> {
        self.columns.as_ref()
    }

    /// The records in order, bad ones among them. What holds no document is passed over: blank lines, WARC requests,
    /// images. Between [`start`](Self::start) and [`end`](Self::end) are those too.
    pub fn records<'o>(
        self,
        options: &'o RecordOptions,
    ) -> Box<dyn Iterator<Item = Result<Record, BadRecord>> + 'o> {
        let Chunk { input, start, body, .. } = self;
        match body {
            Body::Whole(whole) => Box::new(std::iter::once(whole::record(&input, whole, options))),
            Body::Lines(bytes) => Box::new(json_lines::records(input, bytes, start, options)),
            Body::Warc { bytes, frames } => Box::new(warc::records(input, bytes, frames, options)),
            Body::Rows(rows) => Box::new(rows::records(input, rows, start, options)),
            Body::Bad(fault) => {
                let place = Place { record: start.records + 1, offset: start.offset };
                Box::new(std::iter::once(Err(BadRecord { place, id: None, problem: fault.into() })))
            }
        }
    }
}

/// Reads an input as chunks, from its start to its end.
pub struct ChunkReader {
    path: PathBuf,
    input: Arc<str>,
    container: Container,
    compression: Compression,
    read: BytesRead,
    reader: Reader,
    /// The columns of JSON Lines, once they are asked for, and what was read to find them out.
    columns: Option<Arc<Table>>,
    ahead: VecDeque<Result<Chunk, ReadFailure>>,
    ended: bool,
}

pub(super) enum Reader {
    Whole(Option<whole::WholeReader>),
    Lines(LineReader),
    Warc(WarcReader),
    Rows(Box<RowReader>),
}

impl ChunkReader {
    /// Opens an input and finds out what it is.
    ///
    /// # Errors
    /// Where the input is not there, cannot be read, or is not what it is said to be.
    pub fn open(input: &Input, options: &RecordOptions) -> Result<Self, SourceError> {
        let path = input.path();
        let opened = contents::open(input, options).map_err(|problem| SourceError::new(&path, problem))?;
        Ok(Self {
            path,
            input: input.id().into(),
            container: opened.container,
            compression: opened.compression,
            read: opened.read,
            reader: opened.reader,
            columns: None,
            ahead: VecDeque::new(),
            ended: false,
        })
    }

    /// The path of the input.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// What the input is.
    pub fn container(&self) -> Container {
        self.container
    }

    /// How the input is compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// The columns: of a Parquet table, and of JSON Lines after [`find_columns`](Self::find_columns).
    pub fn table(&self) -> Option<&Table> {
        match &self.reader {
            Reader::Rows(rows) => Some(rows.table()),
            _ => self.columns.as_deref(),
        }
    }

    /// Finds out which columns JSON Lines have as a table, and makes rows of their chunks have them. To be asked
    /// before anything is read; does nothing for other containers.
    ///
    /// The records of the first chunk tell: each member is a column, which stands after the one that it follows where
    /// it comes first. Its values are strings, integers of 64 bits, numbers or booleans if all of them are, else JSON
    /// as it stands there. There are at most 500 of them (members beyond are as those that come later), and a last
    /// one, `other` (`dehusk_other` where that is taken): an object of the members of a record that have no column,
    /// do not fit in theirs, or are followed by another of the same name.
    pub fn find_columns(&mut self, options: &RecordOptions) {
        if self.container != Container::JsonLines || self.columns.is_some() {
            return;
        }
        // A line that is passed over is a chunk, and tells nothing.
        let mut head = None;
        while head.is_none() {
            let Some(read) = self.read() else { break };
            if let Ok(Chunk { body: Body::Lines(bytes), start, .. }) = &read {
                head = Some((Arc::clone(bytes), *start));
            }
            self.ahead.push_back(read);
        }
        let (bytes, start) = head.unwrap_or_default();
        let records = json_lines::records(Arc::clone(&self.input), bytes, start, options);
        self.columns = Some(Arc::new(json_columns::table(records.flatten(), options)));
    }

    /// How many bytes of the input as it is stored have been read, for a progress bar. It can be asked while another
    /// thread reads.
    pub fn bytes_read(&self) -> BytesRead {
        self.read.clone()
    }

    /// Goes on at a place that a chunk's [`end`](Chunk::end) told, instead of at the start.
    ///
    /// # Errors
    /// Where the input is shorter than that, or cannot be read.
    pub fn resume(&mut self, position: Position) -> Result<(), ReadFailure> {
        let source = self.seek(position);
        let there = match &mut self.reader {
            Reader::Whole(whole) => {
                if position.records > 0 {
                    *whole = None;
                }
                true
            }
            Reader::Lines(lines) => lines.0.resume(position, source),
            Reader::Warc(warc) => warc.0.resume(position, source),
            Reader::Rows(rows) => rows.resume(position),
        };
        if there {
            return Ok(());
        }
        self.ended = true;
        let place = Place { record: position.records + 1, offset: position.offset };
        Err(ReadFailure { place, problem: RecordProblem::Shorter.into() })
    }

    /// The file at a place, where what is stored is what is read and nothing has to be read to get there.
    fn seek(&self, position: Position) -> Option<Box<dyn Read + Send>> {
        if self.compression != Compression::Plain || !self.path.is_file() {
            return None;
        }
        let mut file = File::open(&self.path).ok()?;
        let long_enough = file.metadata().ok()?.len() >= position.offset;
        file.seek(SeekFrom::Start(position.offset)).ok().filter(|_| long_enough)?;
        self.read.add(position.offset);
        Some(self.read.counting(Box::new(file)))
    }

    fn read(&mut self) -> Option<Result<Chunk, ReadFailure>> {
        if self.ended {
            return None;
        }
        let start = self.reached();
        let found = match &mut self.reader {
            Reader::Whole(whole) => match whole.take() {
                Some(whole) => whole.read(),
                None => Ok(Found::End),
            },
            Reader::Lines(lines) => Ok(lines.next()),
            Reader::Warc(warc) => Ok(warc.next()),
            Reader::Rows(rows) => Ok(rows.next()),
        };
        let problem = match found {
            Ok(Found::Body(body)) => {
                let end = self.reached();
                return Some(Ok(Chunk { input: Arc::clone(&self.input), start, end, body, columns: None }));
            }
            Ok(Found::End) => {
                self.ended = true;
                return None;
            }
            Ok(Found::Failure(error)) => stream_problem(error),
            Err(problem) => problem,
        };
        self.ended = true;
        let at = self.reached();
        let place = match self.container {
            Container::One => Place { record: 1, offset: 0 },
            _ => Place { record: at.records + 1, offset: at.offset },
        };
        Some(Err(ReadFailure { place, problem }))
    }

    fn reached(&self) -> Position {
        match &self.reader {
            Reader::Whole(whole) => Position { records: u64::from(whole.is_none()), offset: 0 },
            Reader::Lines(lines) => lines.0.position(),
            Reader::Warc(warc) => warc.0.position(),
            Reader::Rows(rows) => rows.position(),
        }
    }
}

impl Iterator for ChunkReader {
    type Item = Result<Chunk, ReadFailure>;

    /// The next chunk. After a failure there is none.
    fn next(&mut self) -> Option<Self::Item> {
        let read = self.ahead.pop_front().or_else(|| self.read())?;
        Some(read.map(|chunk| Chunk { columns: self.columns.clone(), ..chunk }))
    }
}

/// What a stream that broke off says: the decompressors have found words already.
pub(super) fn stream_problem(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
            RecordProblem::Compression(error.to_string()).into()
        }
        _ => error.into(),
    }
}
