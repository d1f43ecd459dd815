//! All documents of a pass, cleaned in parallel and handed on in their order.

use super::LockError;
use super::run::{Pass, id};
use crate::batch::pipeline::{self, Bounds, Job, Outcome};
use crate::cleaner::Cleaned;
use crate::site::Whence;
use crate::source::records::{Chunk, ChunkReader, Container, Record};
use crate::source::{Input, shown};
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;

/// What is on its way at once for each thread.
const JOBS: usize = 64;
const BYTES: u64 = 4 << 20;

/// One document: an input, or a record of one.
pub(super) struct Looked<'l> {
    pub(super) input: &'l Input,
    /// Its name in the lock: the path, and behind a `#` the record's id or number.
    pub(super) id: String,
    pub(super) record: &'l Record,
    pub(super) cleaned: &'l Cleaned<'l>,
}

/// What there is to do: some records of an input, or what went wrong in reading it.
enum Step {
    Chunk(Chunk, Container),
    Failed(String),
}

impl Pass<'_> {
    /// Does something with every document, in parallel, and hands on what it found, or why there is nothing, in the
    /// order of the inputs and their records.
    pub(super) fn each<F: Send>(
        &mut self,
        look: impl Fn(&Looked<'_>) -> Result<F, LockError> + Sync,
        mut take: impl FnMut(&mut Self, &Input, Result<F, String>) -> Result<(), LockError>,
    ) -> Result<(), LockError> {
        let (locker, inputs) = (self.locker, self.inputs);
        let threads = match locker.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let bounds = Bounds { jobs: JOBS * threads, bytes: BYTES * threads as u64 };
        let mut waiting = inputs.iter();
        let mut open: Option<(&Input, ChunkReader)> = None;
        let next = || {
            loop {
                if let Some((input, reader)) = &mut open {
                    let input = *input;
                    match reader.next() {
                        Some(Ok(chunk)) => {
                            let bytes = chunk.bytes();
                            let work = Step::Chunk(chunk, reader.container());
                            return Some(Job { key: input, bytes, work });
                        }
                        Some(Err(failure)) => {
                            let why = match reader.container() {
                                Container::One => format!("{}: {}", input.id(), failure.problem),
                                _ => format!("{}: {failure}", input.id()),
                            };
                            open = None;
                            return Some(Job { key: input, bytes: 0, work: Step::Failed(why) });
                        }
                        None => open = None,
                    }
                }
                let input = waiting.next()?;
                match ChunkReader::open(input, &locker.reading) {
                    Ok(reader) => open = Some((input, reader)),
                    Err(error) => {
                        return Some(Job { key: input, bytes: 0, work: Step::Failed(error.to_string()) });
                    }
                }
            }
        };
        let work = |input: &&Input, step: Step| match step {
            Step::Failed(why) => Ok(vec![Err(why)]),
            Step::Chunk(chunk, container) => {
                let one = |record| locker.document(input, container, record, &look);
                chunk.records(&locker.reading).map(one).collect::<Result<Vec<_>, LockError>>()
            }
        };
        let mut ended = Ok(());
        let stop = AtomicBool::new(false);
        pipeline::run(threads, bounds, &stop, next, work, |input: &Input, outcome| {
            let found = match outcome {
                Outcome::Done(found) => found,
                Outcome::Panicked(why) => Ok(vec![Err(defect(input, &why))]),
            };
            ended = found.and_then(|found| found.into_iter().try_for_each(|found| take(self, input, found)));
            ended.is_ok()
        });
        ended
    }
}

impl super::Locker<'_> {
    /// Cleans one document and looks at it. A defect costs this one alone.
    fn document<F>(
        &self,
        input: &Input,
        container: Container,
        record: Result<Record, crate::source::records::BadRecord>,
        look: &impl Fn(&Looked<'_>) -> Result<F, LockError>,
    ) -> Result<Result<F, String>, LockError> {
        let record = match record {
            Ok(record) => record,
            Err(bad) if container == Container::One => {
                return Ok(Err(format!("{}: {}", input.id(), bad.problem)));
            }
            Err(bad) => return Ok(Err(format!("{}: {bad}", input.id()))),
        };
        let path = input.id();
        let looked = catch_unwind(AssertUnwindSafe(|| {
            let whence = Whence { path: &path, url: record.url.as_deref(), field: record.site.as_deref() };
            let cleaned = self.cleaner.clean_of(&record.document, whence);
            let id = match container {
                Container::One => id(input),
                _ => record_id(input, &record),
            };
            look(&Looked { input, id, record: &record, cleaned: &cleaned })
        }));
        match looked {
            Ok(found) => found.map(Ok),
            Err(panic) => Ok(Err(defect(input, &pipeline::message(&*panic)))),
        }
    }
}

/// `crawl.jsonl#ID`, or with the number of the record where it has no id.
fn record_id(input: &Input, record: &Record) -> String {
    let own = record.id.as_deref().filter(|own| !own.is_empty());
    let own = own.map_or_else(|| record.place.record.to_string(), |own| shown(OsStr::new(own)));
    format!("{}#{own}", id(input))
}

fn defect(input: &Input, why: &str) -> String {
    format!("{}: a defect in dehusk: {why}", input.id())
}
