//! What there is to do: inputs are opened in their order, and read a chunk at a time.

use super::failures::Failure;
use super::journal::{Checkpoint, Earlier, Stamp};
use super::names::{Claims, Form, Naming, Shape};
use super::output::{OutputError, PartFile};
use super::pipeline::{self, Job};
use crate::source::records::{Chunk, ChunkReader, Container, Position, RecordOptions, Table};
use crate::source::{Compression, Input};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Which input a job is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its place in the list of inputs.
    pub(super) input: usize,
    /// What it was when it was opened; `None` where nobody asks, or it is no file.
    pub(super) stamp: Option<Stamp>,
    /// Bytes of inputs, as they are stored, that are done with once this is.
    pub(super) stored: u64,
    /// The same that an earlier run had done.
    pub(super) passed: u64,
}

/// One thing to do with an input.
#[derive(Debug)]
pub(super) enum Step {
    /// It is one document.
    Document {
        /// The document.
        chunk: Chunk,
        /// Where it goes; `None` for the stream.
        output: Option<PathBuf>,
    },
    /// It is a container, and this is how what is made of it begins.
    Begin(Box<Begin>),
    /// Some of a container's records.
    Chunk(Chunk, Making),
    /// The same, but an earlier run has written them.
    Known(Chunk),
    /// An earlier run had finished it but for the last line of its journal.
    Finished,
    /// The container is at its end, or cannot be read any further.
    End(Option<Failure>),
    /// It could not be opened.
    Failed(Failure),
}

/// How the chunks of a container are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making {
    pub(super) form: Form,
    pub(super) compression: Compression,
    /// Compression of what is set aside, where that has a place of its own.
    pub(super) aside: Option<Compression>,
}

/// What is made of a container.
#[derive(Clone, Debug)]
pub(super) struct Begin {
    pub(super) form: Form,
    /// The file or folder; `None` for the stream.
    pub(super) output: Option<PathBuf>,
    pub(super) compression: Compression,
    /// The columns of a Parquet table.
    pub(super) table: Option<Table>,
    /// How far an earlier run came.
    pub(super) checkpoint: Option<Checkpoint>,
    /// The same of what is set aside, where that has a place of its own.
    pub(super) aside: Option<Box<Begin>>,
}

/// Opens and reads all inputs.
pub(super) struct Supply<'s> {
    pub(super) inputs: &'s [Input],
    pub(super) naming: &'s Naming,
    pub(super) aside: Option<&'s Naming>,
    pub(super) options: &'s RecordOptions,
    pub(super) claims: Claims,
    /// What an earlier run did; `None` where nothing is recorded.
    pub(super) earlier: Option<&'s Earlier>,
    pub(super) notices: &'s Notices,
    pub(super) next: usize,
    pub(super) open: Option<Open>,
    /// Bytes of inputs that were passed over.
    pub(super) passed: u64,
}

/// What the two ends of the pipeline tell each other.
#[derive(Debug, Default)]
pub(super) struct Notices {
    /// The number of the container, from 1, of which nothing more can be written.
    pub(super) given_up: AtomicUsize,
    /// Inputs that an earlier run had finished.
    pub(super) earlier: AtomicU64,
    /// Whether there is nothing more to read.
    pub(super) exhausted: std::sync::atomic::AtomicBool,
}

/// The container that is being read.
pub(super) struct Open {
    input: usize,
    stamp: Option<Stamp>,
    reader: ChunkReader,
    making: Making,
    stored: u64,
    /// What comes before this was written by an earlier run, and is read for its names alone.
    known: Option<Position>,
}

impl Supply<'_> {
    /// The next thing to do.
    pub(super) fn next(&mut self) -> Option<Job<Key, Step>> {
        loop {
            if let Some(job) = self.read_on() {
                return Some(job);
            }
            let Some(input) = self.inputs.get(self.next) else {
                self.notices.exhausted.store(true, Ordering::Relaxed);
                return None;
            };
            let index = self.next;
            self.next += 1;
            let stamp = self.earlier.and_then(|_| Stamp::of(input));
            if let (Some(earlier), Some(stamp)) = (self.earlier, stamp)
                && earlier.is_done(&input.id(), stamp)
                && earlier
                    .output(&input.id(), self.naming, input)
                    .is_none_or(|output| output.as_os_str().is_empty() || output.exists())
            {
                self.notices.earlier.fetch_add(1, Ordering::Relaxed);
                self.passed += stamp.size();
                continue;
            }
            return Some(self.open(index, input, stamp));
        }
    }

    /// The next chunk of the container that is open.
    fn read_on(&mut self) -> Option<Job<Key, Step>> {
        let mut open = self.open.take()?;
        if self.notices.given_up.load(Ordering::Relaxed) == open.input + 1 {
            return None;
        }
        let id = self.inputs.get(open.input).map(Input::id).unwrap_or_default();
        let read = catch_unwind(AssertUnwindSafe(|| open.reader.next()));
        let stored = open.reader.bytes_read().get();
        let advance = stored.saturating_sub(open.stored);
        open.stored = open.stored.max(stored);
        let passed = std::mem::take(&mut self.passed);
        let mut key = Key { input: open.input, stamp: open.stamp, stored: advance, passed };
        let step = match read {
            Ok(Some(Ok(chunk))) => {
                let known = open.known.is_some_and(|known| chunk.end() <= known);
                let making = open.making;
                self.open = Some(open);
                if known { Step::Known(chunk) } else { Step::Chunk(chunk, making) }
            }
            ended => {
                key.stored += open.stamp.map_or(0, Stamp::size).saturating_sub(open.stored);
                Step::End(match ended {
                    Ok(Some(Err(failure))) => {
                        let place = failure.place;
                        Some(Failure::rest(id, place.record, place.offset, &failure.problem))
                    }
                    Err(panic) => Some(defect(id, &*panic)),
                    _ => None,
                })
            }
        };
        let bytes = match &step {
            Step::Chunk(chunk, ..) | Step::Known(chunk) => chunk.bytes(),
            _ => 0,
        };
        Some(Job { key, bytes, work: step })
    }

    fn open(&mut self, index: usize, input: &Input, stamp: Option<Stamp>) -> Job<Key, Step> {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let mut reader = ChunkReader::open(input, self.options)?;
            // A document is read at once.
            let first = if reader.container() == Container::One { reader.next() } else { None };
            Ok::<_, crate::source::SourceError>((reader, first))
        }));
        let size = stamp.map_or(0, Stamp::size);
        let mut key = Key { input: index, stamp, stored: 0, passed: std::mem::take(&mut self.passed) };
        let (step, bytes) = match opened {
            Err(panic) => (Step::Failed(defect(input.id(), &*panic)), 0),
            Ok(Err(error)) => (Step::Failed(Failure::input(input.id(), error.problem)), 0),
            Ok(Ok((_, Some(Err(failure))))) => (Step::Failed(Failure::input(input.id(), failure.problem)), 0),
            Ok(Ok((reader, Some(Ok(chunk))))) => match self.output(input, &reader) {
                Ok(output) => {
                    let bytes = chunk.bytes();
                    (Step::Document { chunk, output }, bytes)
                }
                Err(failure) => (Step::Failed(*failure), 0),
            },
            Ok(Ok((reader, None))) => match self.begin(index, input, stamp, reader) {
                Ok(step) => (step, 0),
                Err(failure) => (Step::Failed(*failure), 0),
            },
        };
        if !matches!(step, Step::Begin(_)) {
            key.stored += if stamp.is_some() { size } else { bytes };
        }
        Job { key, bytes, work: step }
    }

    /// Where an input goes that was opened.
    fn output(&mut self, input: &Input, reader: &ChunkReader) -> Result<Option<PathBuf>, Box<Failure>> {
        let container = reader.container();
        if self.naming.shape == Shape::Table && container == Container::One {
            return Err(Box::new(Failure::input(
                input.id(),
                "one document, and no records to write as Parquet",
            )));
        }
        let output = self.naming.output(input, container, reader.compression());
        let aside = self.aside.and_then(|naming| naming.output(input, container, reader.compression()));
        let places = [(Some(self.naming), &output), (self.aside, &aside)];
        for (naming, output) in places {
            if let (Some(naming), Some(output)) = (naming, output)
                && !self.claims.claim_opened(naming, input, output)
            {
                return Err(Box::new(Failure::input(input.id(), OutputError::Taken(output.clone()))));
            }
        }
        Ok(output)
    }

    fn begin(
        &mut self,
        index: usize,
        input: &Input,
        stamp: Option<Stamp>,
        mut reader: ChunkReader,
    ) -> Result<Step, Box<Failure>> {
        let container = reader.container();
        let form = self.naming.form(container);
        let output = self.output(input, &reader)?;
        let came = match form {
            Form::Documents => None,
            _ => Some(reader.compression()),
        };
        let compression = self.naming.compressed(came);
        let aside_output =
            self.aside.and_then(|naming| naming.output(input, container, reader.compression()));
        let aside_compression = self.aside.map(|naming| naming.compressed(came));
        let mut checkpoint = match (self.earlier, stamp) {
            (Some(earlier), Some(stamp)) if form != Form::Table => earlier.checkpoint(&input.id(), stamp),
            _ => None,
        };
        let mut known = None;
        if let (Some(found), Some(path)) = (checkpoint, &output) {
            // Files of records need no part, but their names must be known, so that none is used twice.
            let in_folder = form == Form::Documents && self.naming.is_folder();
            if in_folder {
                known = Some(found.position());
            } else if found.whole && PartFile::left(path) == 0 && size_of(path) == found.written {
                // Killed between the last two steps: the file has its name, and the journal does not know it.
                return Ok(Step::Finished);
            } else if PartFile::left(path) < found.written
                || !aside_output.as_deref().is_none_or(|aside| is_left(aside, found))
                || reader.resume(found.position()).is_err()
            {
                checkpoint = None;
                reader = ChunkReader::open(input, self.options)
                    .map_err(|error| Box::new(Failure::input(input.id(), error.problem)))?;
            }
        }
        if form == Form::Table {
            catch_unwind(AssertUnwindSafe(|| reader.find_columns(self.options)))
                .map_err(|panic| Box::new(defect(input.id(), &*panic)))?;
        }
        let table = reader.table().cloned();
        let making = Making { form, compression, aside: aside_compression };
        // To find out what it is, or to get to where an earlier run was.
        let stored = if checkpoint.is_some() { reader.bytes_read().get() } else { 0 };
        self.passed += stored;
        self.open = Some(Open { input: index, stamp, reader, making, stored, known });
        let aside = aside_compression.map(|compression| {
            let checkpoint = checkpoint.map(|found| Checkpoint { written: found.aside, ..found });
            Box::new(Begin {
                form,
                output: aside_output,
                compression,
                table: table.clone(),
                checkpoint,
                aside: None,
            })
        });
        Ok(Step::Begin(Box::new(Begin { form, output, compression, table, checkpoint, aside })))
    }
}

/// Whether what was set aside up to a checkpoint is still there: as a part, or under its name where that was all.
fn is_left(aside: &Path, checkpoint: Checkpoint) -> bool {
    let left = PartFile::left(aside);
    left >= checkpoint.aside || (checkpoint.whole && left == 0 && size_of(aside) == checkpoint.aside)
}

pub(super) fn size_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn defect(id: String, panic: &(dyn std::any::Any + Send)) -> Failure {
    Failure::input(id, format_args!("a defect in dehusk: {}", pipeline::message(panic)))
}
