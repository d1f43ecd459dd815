//! Locks: what a cleaning made of a folder of documents, kept so that a later one can be compared with it.
//!
//! A lock is a folder. `lock.toml` says what made it; beside it stands either a snapshot of every document, the
//! marked view, in a tree that mirrors the documents', or one [digest](Kind::Digest) of all of them. Documents are
//! cleaned in parallel and compared where they were cleaned; what is held of them is what differs.
//!
//! A digest also locks the records of JSON Lines, WARC and Parquet, each by its id or else by its number:
//! `crawl.jsonl#ID`. Records of one id in one file are one document of the lock.

mod compare;
mod digest;
mod digests;
mod look;
mod manifest;
mod report;
mod run;
mod snap;
mod snapshots;
mod sort;

pub use compare::{Change, Mark, Move};
pub use manifest::{Kind, MANIFEST, Maker, Manifest};
pub use report::{Count, Example, Group, LIST, Listed, Report};
pub use run::{Accept, Locker};

use crate::batch::OutputError;
use std::path::PathBuf;

/// A lock that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// There is none.
    #[error("{}: no lock there", .0.display())]
    Missing(PathBuf),
    /// A folder that holds something else.
    #[error("{}: holds files and is no lock", .0.display())]
    Foreign(PathBuf),
    /// A file of the lock says what no lock says.
    #[error("{}: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The system does not let it be read.
    #[error("{}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: std::io::Error,
    },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] OutputError),
}

impl LockError {
    fn read(path: impl Into<PathBuf>, error: std::io::Error) -> LockError {
        LockError::Read { path: path.into(), error }
    }

    fn damaged(path: impl Into<PathBuf>, problem: impl ToString) -> LockError {
        LockError::Damaged { path: path.into(), problem: problem.to_string() }
    }
}
