//! Chunks, and the reader that yields them.

use super::{BadRecord, Container, Place, Position, Record, RecordOptions};
use crate::source::{Compression, Input, Problem, SourceError};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

/// The rest of an input cannot be read. What came before stays.
#[derive(Debug, thiserror::Error)]
#[error("record {}, byte {}: {problem}; the rest of the input is lost", place.record, place.offset)]
pub struct ReadFailure {
    /// The record at which reading ended.
    pub place: Place,
    /// What went wrong.
    pub problem: Problem,
}

/// A run of consecutive records, nearly as they stand in the input.
#[derive(Debug)]
pub struct Chunk {
    start: Position,
    end: Position,
    bytes: u64,
}

impl Chunk {
    /// Where its first record stands.
    pub fn start(&self) -> Position {
        self.start
    }

    /// Where reading goes on after it.
    pub fn end(&self) -> Position {
        self.end
    }

    /// How many bytes of the decompressed input it holds.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The rows, where it is of a Parquet table.
    pub fn rows(&self) -> Option<&RecordBatch> {
        None
    }

    /// The records, in order; those that the container merely mentions (blank lines, WARC requests) left out.
    pub fn records(&self, _options: &RecordOptions) -> Vec<Result<Record, BadRecord>> {
        Vec::new()
    }
}

/// Reads an input as chunks, from its start to its end.
pub struct ChunkReader {
    container: Container,
    compression: Compression,
}

impl ChunkReader {
    /// Opens an input and finds out what it is.
    ///
    /// # Errors
    /// Where the input is not there, cannot be read, or is no container that it is said to be.
    pub fn open(_input: &Input, _options: &RecordOptions) -> Result<Self, SourceError> {
        Ok(Self { container: Container::One, compression: Compression::Plain })
    }

    /// What the input is.
    pub fn container(&self) -> Container {
        self.container
    }

    /// How the input is compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// The columns, where it is a Parquet table.
    pub fn schema(&self) -> Option<SchemaRef> {
        None
    }

    /// How many bytes of the input as it is stored have been read: for a progress bar.
    pub fn stored_bytes_read(&self) -> u64 {
        0
    }

    /// Goes on at a place that a chunk's [`end`](Chunk::end) told, instead of at the start.
    ///
    /// # Errors
    /// Where the input is shorter than that, or cannot be read.
    pub fn resume(&mut self, _position: Position) -> Result<(), ReadFailure> {
        Ok(())
    }
}

impl Iterator for ChunkReader {
    type Item = Result<Chunk, ReadFailure>;

    /// The next chunk. After a failure there is none.
    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}
