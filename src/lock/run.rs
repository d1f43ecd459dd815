//! Documents cleaned, compared with the lock, and taken into it where that is wanted.

use super::compare::{Change, compare};
use super::digest::{DIGEST, Digest, Entry};
use super::manifest::{Kind, Maker, Manifest};
use super::{LockError, Report, snap};
use crate::batch::output::PartFile;
use crate::batch::pipeline::{self, Bounds, Job, Outcome};
use crate::batch::write_atomic;
use crate::cleaner::Cleaner;
use crate::source::{Input, ReadOptions, container_of_name, read, shown};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// What is on its way at once for each thread.
const JOBS: usize = 64;
const BYTES: u64 = 4 << 20;

/// Which differences are taken into the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// None.
    Nothing,
    /// All.
    All,
    /// Those of these documents, and of the documents below these folders, by their names in the lock.
    Paths(Vec<String>),
}

impl Accept {
    fn holds(&self, id: &str) -> bool {
        let below = |path: &String| {
            id.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self {
            Accept::Nothing => false,
            Accept::All => true,
            Accept::Paths(paths) => paths.iter().any(below),
        }
    }
}

/// Compares with a lock, and makes it.
#[derive(Debug)]
pub struct Locker<'l> {
    /// The folder.
    pub lock: &'l Path,
    /// What it holds.
    pub kind: Kind,
    /// Cleans.
    pub cleaner: &'l Cleaner,
    /// How inputs are read.
    pub reading: ReadOptions,
    /// What decides about the result, for the lock to tell.
    pub maker: Maker,
    /// How many threads; 0 for one a processor.
    pub threads: usize,
}

/// What was found of one document.
enum Found {
    Same,
    New,
    Changed(Change),
    /// The entry of a digest, to be compared in order.
    Entry(Entry),
    Failed(String),
}

/// What is done with what was found of an input, in the order of the inputs.
type Take<'t> = dyn FnMut(&Input, Result<Found, LockError>) -> Result<(), LockError> + 't;

impl Locker<'_> {
    /// Makes the lock, whatever it was before, and says what is another than it was. `tell` is told what failed.
    ///
    /// # Errors
    /// The folder holds something else, or cannot be written.
    pub fn snapshot(&self, inputs: Vec<Input>, tell: &mut dyn FnMut(&str)) -> Result<Report, LockError> {
        let before = match Manifest::read(self.lock) {
            Ok(manifest) => Some(manifest),
            Err(LockError::Missing(_)) => {
                let mut entries = fs::read_dir(self.lock).into_iter().flatten();
                if entries.next().is_some() {
                    return Err(LockError::Foreign(self.lock.to_owned()));
                }
                None
            }
            Err(error) => return Err(error),
        };
        if let Some(before) = before.as_ref().filter(|before| before.kind != self.kind) {
            self.remove(before.kind)?;
        }
        // First of all: a lock that is half made is a lock, and can be made again.
        Manifest::new(self.kind, &self.maker).write(self.lock)?;
        let mut report = self.run(inputs, &Accept::All, true, tell)?;
        report.maker = before.map(|before| before.maker());
        Ok(report)
    }

    /// Compares with the lock, and takes into it what is accepted. With `prune`, what is missing is taken out.
    ///
    /// # Errors
    /// There is no lock, it cannot be read, or cannot be written.
    pub fn check(
        &self,
        inputs: Vec<Input>,
        accept: &Accept,
        prune: bool,
        tell: &mut dyn FnMut(&str),
    ) -> Result<Report, LockError> {
        let before = Manifest::read(self.lock)?.maker();
        let mut report = self.run(inputs, accept, prune, tell)?;
        // As long as something is of the one before, that is what made the lock.
        if *accept == Accept::All && report.failed == 0 && before != self.maker {
            Manifest::new(self.kind, &self.maker).write(self.lock)?;
        }
        report.maker = Some(before);
        Ok(report)
    }

    fn run(
        &self,
        mut inputs: Vec<Input>,
        accept: &Accept,
        prune: bool,
        tell: &mut dyn FnMut(&str),
    ) -> Result<Report, LockError> {
        inputs.sort_by_cached_key(id);
        let mut report = Report { documents: inputs.len() as u64, ..Report::default() };
        match self.kind {
            Kind::Snapshots => self.snapshots(&inputs, accept, prune, &mut report, tell)?,
            Kind::Digest => self.digest(&inputs, accept, prune, &mut report, tell)?,
        }
        Ok(report)
    }

    fn snapshots(
        &self,
        inputs: &[Input],
        accept: &Accept,
        prune: bool,
        report: &mut Report,
        tell: &mut dyn FnMut(&str),
    ) -> Result<(), LockError> {
        let looked = |input: &Input| self.look(input, accept);
        self.each(inputs, looked, &mut |input, found| {
            let id = id(input);
            let settled = u64::from(accept.holds(&id));
            match found? {
                Found::New => report.added(id),
                Found::Changed(change) => report.change(id, change),
                Found::Failed(why) => {
                    report.failed += 1;
                    tell(&why);
                    return Ok(());
                }
                Found::Same | Found::Entry(_) => return Ok(()),
            }
            report.settled += settled;
            Ok(())
        })?;
        let known: HashSet<&Path> = inputs.iter().map(Input::relative).collect();
        let mut orphans: Vec<PathBuf> = self.locked()?;
        orphans.retain(|path| {
            snap::document_of(self.lock, path).is_some_and(|document| !known.contains(document.as_path()))
        });
        for orphan in orphans {
            let Some(document) = snap::document_of(self.lock, &orphan) else { continue };
            report.missing(shown(document.as_os_str()));
            if prune {
                fs::remove_file(&orphan).map_err(|error| LockError::read(&orphan, error))?;
                remove_empty(orphan.parent(), self.lock);
                report.settled += 1;
            }
        }
        Ok(())
    }

    /// Cleans one document and compares it with its snapshot.
    fn look(&self, input: &Input, accept: &Accept) -> Result<Found, LockError> {
        let (document, path) = match self.read(input) {
            Ok(document) => (document, snap::path_of(self.lock, input.relative())),
            Err(why) => return Ok(Found::Failed(why)),
        };
        let view = snap::view(&document, &self.cleaner.clean(&document));
        let now = snap::file(input.relative(), &snap::input_hash(&document), &view);
        let found = match fs::read(&path) {
            Ok(before) if before == now.as_bytes() => return Ok(Found::Same),
            Ok(before) => {
                let before = String::from_utf8_lossy(&before);
                match (snap::parse(&before), snap::parse(&now)) {
                    (Some(before), Some(now)) => Found::Changed(compare(&before, &now)),
                    // What somebody broke by hand is made anew.
                    _ if accept.holds(&id(input)) => Found::Changed(Change::default()),
                    _ => return Err(LockError::damaged(path, "no snapshot of dehusk")),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::New,
            Err(error) => return Err(LockError::read(path, error)),
        };
        if accept.holds(&id(input)) {
            write_atomic(&path, now.as_bytes())?;
        }
        Ok(found)
    }

    fn digest(
        &self,
        inputs: &[Input],
        accept: &Accept,
        prune: bool,
        report: &mut Report,
        tell: &mut dyn FnMut(&str),
    ) -> Result<(), LockError> {
        let path = self.lock.join(DIGEST);
        let mut old = if path.exists() { Some(Digest::open(self.lock)?) } else { None };
        let writes = prune || *accept != Accept::Nothing;
        let mut part = if writes { Some(PartFile::begin(&path)?) } else { None };
        let mut kept = String::new();
        let mut write = |line: &str, last: bool| -> Result<(), LockError> {
            let Some(part) = &mut part else { return Ok(()) };
            kept.push_str(line);
            if last || kept.len() > 1 << 16 {
                part.write(kept.as_bytes())?;
                kept.clear();
            }
            Ok(())
        };
        let looked = |input: &Input| {
            Ok(match self.read(input) {
                Err(why) => Found::Failed(why),
                Ok(document) => {
                    let cleaned = self.cleaner.clean(&document);
                    let view = snap::view(&document, &cleaned);
                    Found::Entry(Entry::of(&id(input), &document, &cleaned, &view))
                }
            })
        };
        self.each(inputs, looked, &mut |input, found| {
            let id = id(input);
            pass_over(&mut old, Some(&id), prune, report, &mut write)?;
            let before = match &mut old {
                Some(digest) if digest.peek().is_some_and(|next| next.id == id) => digest.advance()?,
                _ => None,
            };
            let accepted = accept.holds(&id);
            let entry = match found? {
                Found::Entry(entry) => entry,
                other => {
                    if let Found::Failed(why) = other {
                        report.failed += 1;
                        tell(&why);
                    }
                    return before.map_or(Ok(()), |before| write(&before.line(), false));
                }
            };
            let differs = match &before {
                None => {
                    report.added(id);
                    true
                }
                Some(before) => match entry.change_from(before) {
                    None => false,
                    Some(change) => {
                        report.change(id, change);
                        true
                    }
                },
            };
            report.settled += u64::from(differs && accepted);
            match before {
                _ if accepted => write(&entry.line(), false),
                Some(before) => write(&before.line(), false),
                None => Ok(()),
            }
        })?;
        pass_over(&mut old, None, prune, report, &mut write)?;
        write("", true)?;
        if let Some(part) = part {
            part.finish()?;
        }
        Ok(())
    }

    /// Does something with every input, in parallel, and hands on what it found in the order of the inputs.
    fn each(
        &self,
        inputs: &[Input],
        look: impl Fn(&Input) -> Result<Found, LockError> + Sync,
        take: &mut Take<'_>,
    ) -> Result<(), LockError> {
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let bounds = Bounds { jobs: JOBS * threads, bytes: BYTES * threads as u64 };
        let mut waiting = inputs.iter();
        let next = || {
            let input = waiting.next()?;
            let bytes = fs::metadata(input.path()).map_or(0, |metadata| metadata.len());
            Some(Job { key: input, bytes, work: () })
        };
        let mut ended = Ok(());
        let stop = AtomicBool::new(false);
        pipeline::run(
            threads,
            bounds,
            &stop,
            next,
            |input, ()| look(input),
            |input: &Input, outcome| {
                let found = match outcome {
                    Outcome::Done(found) => found,
                    Outcome::Panicked(why) => {
                        Ok(Found::Failed(format!("{}: a defect in dehusk: {why}", input.id())))
                    }
                };
                ended = take(input, found);
                ended.is_ok()
            },
        );
        ended
    }

    /// Reads one document.
    fn read(&self, input: &Input) -> Result<crate::document::Document, String> {
        if container_of_name(input.relative()).is_some() {
            return Err(format!(
                "{}: holds many records, and a lock is of files that are documents",
                input.id()
            ));
        }
        read(input, &self.reading).map_err(|error| error.to_string())
    }

    /// The snapshots that are there, sorted by path.
    fn locked(&self) -> Result<Vec<PathBuf>, LockError> {
        let mut found = Vec::new();
        let mut open = vec![self.lock.to_owned()];
        while let Some(folder) = open.pop() {
            let entries = fs::read_dir(&folder).map_err(|error| LockError::read(&folder, error))?;
            for entry in entries {
                let entry = entry.map_err(|error| LockError::read(&folder, error))?;
                let kind = entry.file_type().map_err(|error| LockError::read(entry.path(), error))?;
                if kind.is_dir() {
                    open.push(entry.path());
                } else if snap::document_of(self.lock, &entry.path()).is_some() {
                    found.push(entry.path());
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Removes what a lock of another kind held.
    fn remove(&self, kind: Kind) -> Result<(), LockError> {
        let paths = match kind {
            Kind::Snapshots => self.locked()?,
            Kind::Digest => vec![self.lock.join(DIGEST)],
        };
        for path in paths.iter().filter(|path| path.exists()) {
            fs::remove_file(path).map_err(|error| LockError::read(path, error))?;
            remove_empty(path.parent(), self.lock);
        }
        Ok(())
    }
}

/// Passes over what stands in the lock before a document, or to the end: it is missing.
fn pass_over(
    old: &mut Option<Digest>,
    until: Option<&str>,
    prune: bool,
    report: &mut Report,
    write: &mut dyn FnMut(&str, bool) -> Result<(), LockError>,
) -> Result<(), LockError> {
    let Some(digest) = old else { return Ok(()) };
    while digest.peek().is_some_and(|next| until.is_none_or(|until| next.id.as_str() < until)) {
        let Some(entry) = digest.advance()? else { break };
        match prune {
            true => report.settled += 1,
            false => write(&entry.line(), false)?,
        }
        report.missing(entry.id);
    }
    Ok(())
}

/// The name of a document in the lock: its path below the folder that is locked.
fn id(input: &Input) -> String {
    shown(input.relative().as_os_str())
}

/// Removes folders that are empty now, up to the lock itself.
fn remove_empty(folder: Option<&Path>, lock: &Path) {
    let mut next = folder;
    while let Some(folder) = next.filter(|folder| *folder != lock && fs::remove_dir(folder).is_ok()) {
        next = folder.parent();
    }
}
