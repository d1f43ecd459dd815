//! A batch, from its inputs to its summary.

use super::BatchError;
use super::aside::AsidePlace;
use super::emit::Emitter;
use super::failures::{FAILURES, Failure, FailureList, SET_ASIDE};
use super::journal::{Earlier, Header, JOURNAL, Journal, Stamp, beside};
use super::names::{Naming, Target, key};
use super::pipeline::{self, Bounds};
use super::summary::Summary;
use super::supply::{Notices, Supply};
use super::work::{Recipe, Workshop};
use crate::source::{Input, SourceError};
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Bytes of input on their way for each thread, and for two more.
const BYTES_AHEAD: u64 = 4 << 20;

/// Jobs on their way for each thread: small documents are handed on in no time.
const JOBS_AHEAD: usize = 64;

/// Many inputs and what to do with them.
#[derive(Clone)]
pub struct Batch {
    /// How documents are cleaned and rendered.
    pub recipe: Recipe,
    /// Where outputs go.
    pub naming: Naming,
    /// How many threads work; 0 is one a processor.
    pub threads: usize,
    /// Whether to go on where an earlier run was.
    pub resume: bool,
    /// What the outputs depend on: an earlier run with another one is not gone on with.
    pub header: Header,
    /// Where failures are listed; `None` lists them in the output folder, if there is one.
    pub failures: Option<PathBuf>,
    /// How many failures may be. One more ends the run.
    pub max_errors: Option<u64>,
}

/// Is told what happens while a batch runs, in the order of the inputs.
pub trait Watch {
    /// Something worth knowing.
    fn note(&mut self, note: &str);
    /// Something failed.
    fn failure(&mut self, failure: &Failure);
    /// So many more bytes of inputs, as they are stored, had been done by an earlier run.
    fn pass_over(&mut self, stored: u64);
    /// So many more bytes of inputs, as they are stored, are done with; and how many documents in all.
    fn advance(&mut self, stored: u64, documents: u64);
}

impl Batch {
    /// Cleans all inputs. `unreadable` are those that a walk could not read: they are failures like others. Where
    /// the target is a stream, results go to `stream`. Once `stop` is set, what is in hand is finished.
    ///
    /// # Errors
    /// Where nothing can be done, or nothing more: outputs that collide, a journal that cannot be used, a stream or
    /// a list of failures that cannot be written.
    pub fn run(
        &self,
        inputs: &[Input],
        unreadable: &[SourceError],
        stop: &AtomicBool,
        stream: &mut dyn Write,
        watch: &mut dyn Watch,
    ) -> Result<Summary, BatchError> {
        let start = Instant::now();
        let folder = match &self.naming.target {
            Target::Folder(folder) => Some(folder.as_path()),
            _ => None,
        };
        let failures = self.failures.clone().or_else(|| folder.map(|folder| folder.join(FAILURES)));
        let reserved: Vec<PathBuf> =
            failures.iter().cloned().chain(folder.map(|folder| folder.join(SET_ASIDE))).collect();
        let claims = self.naming.check(inputs, &reserved).map_err(BatchError::Names)?;

        let journal = match &self.naming.target {
            Target::Stream => None,
            Target::File(path) => Some(beside(path)),
            Target::Folder(folder) => Some(folder.join(JOURNAL)),
        };
        let (journal, earlier) = match journal {
            Some(path) => {
                let (journal, earlier) = Journal::open(&path, &self.header, self.resume)?;
                (Some(journal), Some(earlier))
            }
            None => (None, None),
        };
        let notices = Notices::default();
        let recipe = &self.recipe;
        let aside = AsidePlace::of(&self.naming, recipe);
        let mut emitter = Emitter::new(
            inputs,
            recipe,
            &self.naming,
            aside.as_ref(),
            claims.clone(),
            &notices,
            stream,
            watch,
            self.max_errors,
        );
        emitter.journal = journal;
        let earlier = earlier.as_ref();
        let list = |path: &Path| list(path, inputs, earlier.filter(|_| self.resume));
        emitter.failures = failures.as_deref().map(list).transpose()?;
        emitter.set_aside = folder.map(|folder| list(&folder.join(SET_ASIDE))).transpose()?;
        let failed_earlier = emitter.failures.as_ref().map_or(0, |list| list.kept);
        for error in unreadable {
            let path = crate::source::shown(error.path.as_os_str());
            emitter.fail(&[Failure::input(path, &error.problem)]);
        }

        let mut supply = Supply {
            inputs,
            naming: &self.naming,
            aside: aside.as_ref().map(|place| &place.naming),
            options: &recipe.reading,
            claims,
            earlier,
            notices: &notices,
            next: 0,
            open: None,
            passed: 0,
        };
        let workshop = Workshop { recipe, naming: &self.naming, aside: aside.as_ref(), inputs };
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let bounds = Bounds { jobs: JOBS_AHEAD * threads, bytes: BYTES_AHEAD * (threads as u64 + 2) };
        if !emitter.is_stopped() {
            pipeline::run(
                threads,
                bounds,
                stop,
                || supply.next(),
                |key, step| workshop.work(key, step),
                |key, outcome| emitter.take(key, outcome),
            );
        }
        let exhausted = notices.exhausted.load(Ordering::Relaxed);
        let (tally, finished, end) = emitter.end(!exhausted)?;
        let earlier = notices.earlier.load(Ordering::Relaxed);
        Ok(Summary { tally, inputs: finished, earlier, failed_earlier, elapsed: start.elapsed(), end })
    }
}

/// A list of failures. When a run is gone on with, what it says of records that are done still holds; what failed
/// as a whole is tried again.
fn list(path: &Path, inputs: &[Input], earlier: Option<&Earlier>) -> Result<FailureList, BatchError> {
    let Some(earlier) = earlier else { return Ok(FailureList::begin(path, |_| false)?) };
    let mut stamps: HashMap<u64, Option<Stamp>> = HashMap::new();
    FailureList::look(path, |failure| {
        if failure.record.is_some() {
            stamps.insert(key(Path::new(&failure.path)), None);
        }
    })?;
    if !stamps.is_empty() {
        for input in inputs {
            if let Some(stamp) = stamps.get_mut(&key(Path::new(&input.id()))) {
                *stamp = Stamp::of(input);
            }
        }
    }
    Ok(FailureList::begin(path, |failure| {
        let stamp = stamps.get(&key(Path::new(&failure.path))).copied().flatten();
        let (Some(record), Some(stamp)) = (failure.record, stamp) else { return false };
        earlier.is_done(&failure.path, stamp)
            || earlier.checkpoint(&failure.path, stamp).is_some_and(|checkpoint| record <= checkpoint.records)
    })?)
}
