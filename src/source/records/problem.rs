//! What can be wrong with a record, or with the container from some place on.

use super::super::grouped;

/// What is wrong with one record. It displays as one plain line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordProblem {
    /// The line is no JSON.
    #[error("no valid JSON: {0}")]
    Json(String),
    /// The line is JSON, but no object.
    #[error("{0}, not a JSON object")]
    NoObject(&'static str),
    /// The bytes are no UTF-8, which JSON has to be.
    #[error("invalid UTF-8 at byte {} of the line", grouped(*.0))]
    Utf8(u64),
    /// The object or table has no such field.
    #[error("no field '{0}'")]
    NoField(String),
    /// Neither is a field named nor is there one that is known to hold text.
    #[error("none of the fields {0}")]
    NoTextField(String),
    /// The field stands in the object twice.
    #[error("the field '{0}' stands there more than once")]
    Duplicate(String),
    /// The field holds no text.
    #[error("the field '{field}' holds {kind}, not text")]
    NoText {
        /// The field.
        field: String,
        /// What it holds instead, in words.
        kind: String,
    },
    /// The headers of a WARC record cannot be read.
    #[error("broken WARC record: {0}")]
    Warc(String),
    /// The HTTP message in a WARC record cannot be read.
    #[error("broken HTTP response: {0}")]
    Http(String),
    /// JSON, but not an object a line.
    #[error("JSON over several lines or an array, not JSON Lines: one object a line")]
    NotLines,
    /// The compressed bytes are damaged or end too early.
    #[error("{0}")]
    Compression(String),
    /// The input is shorter than it was.
    #[error("the input is shorter than it was when reading began")]
    Shorter,
    /// The Parquet file is damaged.
    #[error("damaged Parquet file: {0}")]
    Parquet(String),
}
