//! Records: what a container holds many of. JSON Lines, WARC and WET, Parquet; or one document as a file of its own.
//!
//! ```text
//! input ──open──> decompressed bytes ──ChunkReader──> chunks ──Chunk::records──> records or bad records
//! ```
//!
//! A [`ChunkReader`] reads an input from its start to its end, and hardly looks at what it reads: a [`Chunk`] is a
//! bounded run of records as they stand in the input. [`Chunk::records`] is the expensive part, and may run on any
//! thread. What reading costs in memory is bounded: a chunk is about [`RecordOptions::chunk_bytes`] large, or one
//! record that is larger than that, and no record over [`RecordOptions::max_record_bytes`] is ever held.

mod chunk;
mod contents;
mod feed;
mod headers;
mod http;
pub(crate) mod json_columns;
mod json_lines;
pub(crate) mod json_object;
mod options;
mod page_sizes;
mod problem;
pub(crate) mod rows;
mod stream;
mod warc;
mod warc_reader;
mod whole;

pub use chunk::{Chunk, ChunkReader, ReadFailure};
pub use options::{Container, RecordOptions, TEXT_FIELDS};
pub use problem::RecordProblem;
pub use rows::Table;

use std::ops::Range;
use std::sync::Arc;

use super::Problem;
use crate::document::Document;

/// Where a record stands in its input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Number of the record, from 1. Records that are bad or passed over count.
    pub record: u64,
    /// Byte of the decompressed input at which the record begins; for Parquet, at which its row group begins.
    pub offset: u64,
}

/// Where reading goes on: everything before has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// How many records stand before.
    pub records: u64,
    /// How many bytes of the decompressed input stand before; for Parquet, always 0.
    pub offset: u64,
}

/// A record that could not be made a document.
#[derive(Debug, thiserror::Error)]
#[error("record {}, byte {}: {problem}", place.record, place.offset)]
pub struct BadRecord {
    /// Where it stands.
    pub place: Place,
    /// Its name, where it could be read.
    pub id: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// One document of a container, and what is needed to write its record again.
#[derive(Debug)]
pub struct Record {
    /// Where it stands.
    pub place: Place,
    /// The document. Its id is the record's own where it has one, else `INPUT:RECORD`.
    pub document: Document,
    /// The record's own id: the id field, or `WARC-Record-ID`.
    pub id: Option<String>,
    /// The address of the page.
    pub url: Option<String>,
    /// What the field says that names the site.
    pub site: Option<String>,
    /// What it was before.
    pub origin: Origin,
}

/// What a record was in its container.
#[derive(Debug)]
pub enum Origin {
    /// The whole input.
    Whole,
    /// A line of JSON.
    JsonLine(JsonLine),
    /// A WARC record.
    Warc {
        /// `WARC-Date`, as it stands there.
        date: Option<String>,
    },
    /// A row of a [`Chunk`] of Parquet rows, from 0.
    Row(usize),
}

/// A line of JSON, and where in it stands what is written anew. Ranges are bytes of its chunk.
#[derive(Clone, Debug)]
pub struct JsonLine {
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) line: Range<usize>,
    /// The object that holds the field: the line itself, or a part of it.
    pub(crate) object: Range<usize>,
    /// Name of the field in that object.
    pub(crate) field: String,
    /// The value of the field.
    pub(crate) value: Range<usize>,
    /// Whether there is a text at all, and not null.
    pub(crate) has_text: bool,
}
