//! Many documents: in parallel, in bounded memory, in the order of the inputs; outputs whole or not at all.
//!
//! ```text
//! inputs ──supply──> chunks ──work, on many threads──> pieces ──emit, in order──> sinks, journal, failures
//! ```
//!
//! [`Batch::run`] cleans a list of inputs: documents that are files, and containers that hold many. The parallel
//! part is the same for both: a document is one job, and so is a chunk of a container's records.
//!
//! # Memory
//! On their way at any time are at most 4 MB of input for each thread and 8 MB more, or one document or record a
//! thread where those are larger, with what is made of them. Beside that a run holds the list of inputs (about a
//! hundred bytes each), eight bytes for the name of each output, and, where it goes on with an earlier one, 16 bytes
//! for each input that is done. Records that become files of a folder cost eight bytes each for their names. How
//! large a container is makes no difference. How large a document may be is bounded where it is read
//! ([`DEFAULT_MAX_RECORD_BYTES`](crate::source::DEFAULT_MAX_RECORD_BYTES),
//! [`DEFAULT_MAX_BYTES`](crate::source::DEFAULT_MAX_BYTES)): cleaning it takes about 12 times its bytes, and 800 bytes
//! a line.
//!
//! # What survives
//! Outputs are written under a hidden name (`.dehusk-….part`) and renamed. A journal in the output folder
//! tells which inputs are done and, of a container, how far it is: a run that was killed at any moment goes on there.
//! A Parquet file cannot be appended to, and is written anew. Nothing is forced to the disk, so that after a power
//! cut, unlike after a kill, the last files may not be whole.

mod aside;
mod compress;
mod emit;
mod failures;
mod journal;
mod names;
pub(crate) mod output;
mod overlap;
pub(crate) mod pipeline;
mod run;
mod sink;
mod summary;
mod supply;
mod tally;
mod work;

pub use failures::{FAILURES, Failure, SET_ASIDE};
pub use journal::{Header, JOURNAL, JournalError};
pub use names::{Form, NameProblem, Naming, Shape, Target, labels_path};
pub use output::{OutputError, write_atomic};
pub use overlap::leave_out_results;
pub use run::{Batch, Watch};
pub use summary::{End, Summary};
pub use tally::Tally;
pub use work::Recipe;

/// A batch that cannot run, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Outputs collide: nothing was written.
    #[error("{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Names(Vec<OutputError>),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file of the run's own cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The stream cannot be written.
    #[error("standard output")]
    Stream(#[source] std::io::Error),
}
