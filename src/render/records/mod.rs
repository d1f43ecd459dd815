//! Records written again, in their order and untouched but for the cleaned field.
//!
//! One [`ChunkOutput`] a chunk, filled on the worker that cleaned it: a record after the other is pushed; those that
//! were bad or are set aside are not. What it becomes is lines to append, or rows to hand to the [`ParquetOutput`]
//! that runs along the whole input.

mod json;
mod json_rows;
mod layout;
mod parquet;
mod row_lines;
mod verdicts;

pub use parquet::ParquetOutput;

use crate::cleaner::Cleaned;
use crate::source::records::{Chunk, Origin, Record};
use arrow_array::RecordBatch;
use parquet::RowOutput;
use row_lines::RowLines;

/// The name under which what dehusk has to say of a record is added to it.
pub const LABELS_FIELD: &str = "dehusk";

/// The name under which it is said why a record is set aside.
pub const SET_ASIDE_FIELD: &str = "set_aside";

/// What is written of each record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordOutput {
    /// The cleaned text stands in `<field>_clean`, beside the field, and not in its place.
    pub keep_original: bool,
    /// Adds [`LABELS_FIELD`]: the lines with span, label and score.
    pub labels: bool,
    /// Names of further text fields; each push brings their values in this order. Where a record has a field of that
    /// name, its own stays, and the added one is called `dehusk_<name>`.
    pub columns: Vec<String>,
    /// Adds [`SET_ASIDE_FIELD`]: why the record is set aside, or null. The name gives way as those of columns do.
    pub set_aside: bool,
}

/// What a chunk has become.
#[derive(Debug)]
pub enum Piece {
    /// Lines to append.
    Lines(Vec<u8>),
    /// Rows for a [`ParquetOutput`].
    Rows(RecordBatch),
}

/// Something that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordOutputError {
    /// What the Parquet writer says.
    #[error("cannot write Parquet: {0}")]
    Parquet(String),
    /// A column whose values cannot be written as JSON.
    #[error("cannot write column {column:?} as JSON: {problem}")]
    Json {
        /// Its name.
        column: String,
        /// What the writer says.
        problem: String,
    },
    /// What the system says.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Collects the output of one chunk.
pub struct ChunkOutput<'o> {
    output: &'o RecordOutput,
    collected: Collected,
}

enum Collected {
    Lines(Vec<u8>),
    RowLines(Box<RowLines>),
    Rows(Box<RowOutput>),
}

impl<'o> ChunkOutput<'o> {
    /// An empty one, which becomes lines of JSON: those of JSON Lines keep their bytes, those of a Parquet table have
    /// its columns.
    pub fn lines(chunk: &Chunk, output: &'o RecordOutput) -> Self {
        let collected = match chunk.parquet() {
            Some(rows) => Collected::RowLines(Box::new(RowLines::new(rows, output))),
            None => Collected::Lines(Vec::new()),
        };
        Self { output, collected }
    }

    /// An empty one, which becomes rows. Those of a Parquet table keep their columns, and JSON Lines have those of
    /// [`find_columns`](crate::source::records::ChunkReader::find_columns); records of another container become rows
    /// of [`Table::plain`](crate::source::records::Table::plain).
    pub fn rows(chunk: &Chunk, output: &'o RecordOutput) -> Self {
        Self { output, collected: Collected::Rows(Box::new(RowOutput::new(chunk, output))) }
    }

    /// Adds a record. `text` is the clean text in the format that was asked for, `values` are those of
    /// [`RecordOutput::columns`].
    pub fn push(&mut self, record: &Record, cleaned: &Cleaned<'_>, text: &str, values: &[Option<String>]) {
        match &mut self.collected {
            Collected::Lines(lines) => match &record.origin {
                Origin::JsonLine(line) => json::line(line, record, cleaned, text, values, self.output, lines),
                _ => json::object(record, cleaned, text, values, self.output, lines),
            },
            Collected::RowLines(lines) => lines.push(record, cleaned, text, values),
            Collected::Rows(rows) => rows.push(record, cleaned, text, values),
        }
    }

    /// About how many bytes have been collected.
    pub fn bytes(&self) -> usize {
        match &self.collected {
            Collected::Lines(lines) => lines.len(),
            Collected::RowLines(lines) => lines.bytes(),
            Collected::Rows(rows) => rows.bytes(),
        }
    }

    /// What to write.
    ///
    /// # Errors
    /// Where the rows cannot be put together, or JSON has no form for the type of a column.
    pub fn finish(self) -> Result<Piece, RecordOutputError> {
        match self.collected {
            Collected::Lines(lines) => Ok(Piece::Lines(lines)),
            Collected::RowLines(lines) => lines.finish().map(Piece::Lines),
            Collected::Rows(rows) => rows.finish().map(Piece::Rows),
        }
    }
}
