//! What is wrong with gold.

use std::io;
use std::path::PathBuf;

/// Gold that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A file or folder that cannot be read.
    #[error("{}: {error}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A line of a labels file that is wrong.
    #[error("{}:{line}: {problem}", path.display())]
    Line {
        /// The labels file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A page or its ground truth that is wrong.
    #[error("{}: {problem}", path.display())]
    Page {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A folder without gold.
    #[error("{}: no NAME.labels.tsv with a NAME.txt beside it, nor html/ with ground-truth/", .0.display())]
    Empty(PathBuf),
}
