//! Documents cleaned, compared with the lock, and taken into it where that is wanted.

use super::digest::DIGEST;
use super::manifest::{Kind, Maker, Manifest};
use super::{LockError, Report, digests, snap, snapshots};
use crate::cleaner::Cleaner;
use crate::source::records::RecordOptions;
use crate::source::{Input, shown};
use std::fs;
use std::path::{Path, PathBuf};

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
    /// Records are below the file that holds them.
    pub(super) fn holds(&self, id: &str) -> bool {
        let below = |path: &String| {
            id.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#']))
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
    /// How inputs and their records are read.
    pub reading: RecordOptions,
    /// What decides about the result, for the lock to tell.
    pub maker: Maker,
    /// How many threads; 0 for one a processor.
    pub threads: usize,
}

/// One pass over all documents.
pub(super) struct Pass<'p> {
    pub(super) locker: &'p Locker<'p>,
    /// Sorted by their names in the lock.
    pub(super) inputs: &'p [Input],
    pub(super) accept: &'p Accept,
    /// Whether what is missing is taken out of the lock.
    pub(super) prune: bool,
    pub(super) report: Report,
    pub(super) tell: &'p mut dyn FnMut(&str),
}

impl Pass<'_> {
    /// Counts and tells what could not be read.
    pub(super) fn failed(&mut self, why: &str) {
        self.report.documents += 1;
        self.report.failed += 1;
        (self.tell)(why);
    }
}

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
        let mut pass = Pass { locker: self, inputs: &inputs, accept, prune, report: Report::default(), tell };
        match self.kind {
            Kind::Snapshots => snapshots::run(&mut pass)?,
            Kind::Digest => digests::run(&mut pass)?,
        }
        Ok(pass.report)
    }

    /// The snapshots that are there, sorted by path.
    pub(super) fn locked(&self) -> Result<Vec<PathBuf>, LockError> {
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

/// The name of a document in the lock: its path below the folder that is locked.
pub(super) fn id(input: &Input) -> String {
    shown(input.relative().as_os_str())
}

/// Removes folders that are empty now, up to the lock itself.
pub(super) fn remove_empty(folder: Option<&Path>, lock: &Path) {
    let mut next = folder;
    while let Some(folder) = next.filter(|folder| *folder != lock && fs::remove_dir(folder).is_ok()) {
        next = folder.parent();
    }
}
