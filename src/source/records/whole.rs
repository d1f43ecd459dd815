//! An input that is one document.

use std::io::Read;
use std::path::PathBuf;

use super::chunk::{Body, Found, stream_problem};
use super::{BadRecord, Origin, Place, Record, RecordOptions, RecordProblem};
use crate::source::compression::Damage;
use crate::source::{Problem, ReadOptions, document, read_whole, refuse_huge};

/// The bytes of a document.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) bytes: Vec<u8>,
    name: Option<PathBuf>,
}

/// What is to become a document.
pub(super) struct WholeReader {
    pub(super) bytes: Box<dyn Read + Send>,
    pub(super) damage: Damage,
    /// How many bytes are expected, where that is known.
    pub(super) size: Option<u64>,
    /// The name without the extension of a compression, whose own extension tells the format.
    pub(super) name: Option<PathBuf>,
    pub(super) options: ReadOptions,
}

impl WholeReader {
    pub(super) fn read(self) -> Result<Found, Problem> {
        let bytes = read_whole(self.bytes, self.size, &self.options).map_err(|problem| match problem {
            Problem::Io(error) => stream_problem(error),
            problem => problem,
        })?;
        match self.damage.pop(u64::MAX) {
            // Half a document is none.
            Some(what) => Err(RecordProblem::Compression(what).into()),
            None => Ok(Found::Body(Body::Whole(Whole { bytes, name: self.name }))),
        }
    }
}

/// The one record.
pub(super) fn record(input: &str, whole: Whole, options: &RecordOptions) -> Result<Record, BadRecord> {
    let place = Place { record: 1, offset: 0 };
    let made = document(input, whole.bytes, whole.name.as_deref(), options.format);
    match made.and_then(|document| refuse_huge(&document, options.max_bytes).map(|()| document)) {
        Ok(document) => {
            Ok(Record { place, document, id: None, url: None, site: None, origin: Origin::Whole })
        }
        Err(problem) => Err(BadRecord { place, id: None, problem }),
    }
}
