//! Rows of Parquet as lines of JSON.

use std::sync::Arc;

use super::json::{json, labels};
use super::layout::{From, Layout};
use super::{RecordOutput, RecordOutputError};
use crate::cleaner::Cleaned;
use crate::source::records::rows::{Rows, value as bytes_of};
use crate::source::records::{Origin, Record, Table};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_json::writer::{EncoderOptions, NullableEncoder, make_encoder};

/// Lines of the rows of a chunk that are written again. Each has all columns of its table, in their order, null where
/// the table has null; bytes that are not text stand there as hexadecimal digits, times as ISO 8601. Columns of strings
/// that dehusk made of JSON become JSON again.
pub(super) struct RowLines {
    table: Arc<Table>,
    batch: RecordBatch,
    layout: Layout,
    labels: bool,
    keeps_original: bool,
    pushed: Vec<Pushed>,
    bytes: usize,
}

/// A row, and what is written of it anew, as JSON.
struct Pushed {
    row: usize,
    clean: Vec<u8>,
    /// The text before, where it is written too. Bytes have been decoded in it.
    original: Option<Vec<u8>>,
    labels: Vec<u8>,
    values: Vec<Vec<u8>>,
}

impl RowLines {
    pub(super) fn new(rows: &Rows, output: &RecordOutput) -> Self {
        Self {
            layout: Layout::of(&rows.table, output),
            table: Arc::clone(&rows.table),
            batch: rows.batch.clone(),
            labels: output.labels,
            keeps_original: output.keep_original,
            pushed: Vec::new(),
            bytes: 0,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push(
        &mut self,
        record: &Record,
        cleaned: &Cleaned<'_>,
        text: &str,
        values: &[Option<String>],
    ) {
        let Origin::Row(row) = record.origin else { return };
        let is_null = self.batch.columns().get(self.table.text).is_none_or(|column| column.is_null(row));
        let written = |text: &str| json(&(!is_null).then_some(text));
        let pushed = Pushed {
            row,
            clean: written(text),
            original: self.keeps_original.then(|| written(&record.document.text)),
            labels: if self.labels && !is_null { labels(record, cleaned) } else { b"null".to_vec() },
            // Why it is set aside is the last of the values.
            values: values.iter().map(json).chain([json(&cleaned.set_aside)]).collect(),
        };
        self.bytes += pushed.clean.len();
        self.pushed.push(pushed);
    }

    /// The lines.
    ///
    /// # Errors
    /// Where JSON has no form for the type of a column.
    pub(super) fn finish(self) -> Result<Vec<u8>, RecordOutputError> {
        let options = EncoderOptions::default().with_explicit_nulls(true);
        let schema = self.batch.schema();
        let of_json = self.table.json_columns();
        let mut columns = Vec::new();
        for column in &self.layout.0 {
            let values = match column.from {
                From::Input(index) if index == self.table.text => Values::Original,
                From::Input(index) if of_json.contains(&column.name) => {
                    Values::Json(self.batch.column(index))
                }
                From::Input(index) => {
                    let encoder = make_encoder(&schema.fields()[index], self.batch.column(index), &options);
                    let problem = |error: arrow_schema::ArrowError| RecordOutputError::Json {
                        column: column.name.clone(),
                        problem: error.to_string(),
                    };
                    Values::Input(encoder.map_err(problem)?)
                }
                From::Clean => Values::Clean,
                From::Labels => Values::Labels,
                From::Value(index) => Values::Added(index),
            };
            columns.push((json(&column.name), values));
        }
        let mut out = Vec::new();
        for pushed in &self.pushed {
            for (number, (name, values)) in columns.iter_mut().enumerate() {
                out.push(if number == 0 { b'{' } else { b',' });
                out.extend_from_slice(name);
                out.push(b':');
                let value = match values {
                    Values::Input(encoder) if !encoder.is_null(pushed.row) => {
                        encoder.encode(pushed.row, &mut out);
                        continue;
                    }
                    Values::Input(_) => None,
                    Values::Json(column) => {
                        out.extend(bytes_of(column, pushed.row).map_or_else(|| b"null".to_vec(), as_json));
                        continue;
                    }
                    Values::Original => pushed.original.as_ref(),
                    Values::Clean => Some(&pushed.clean),
                    Values::Labels => Some(&pushed.labels),
                    Values::Added(index) => pushed.values.get(*index),
                };
                out.extend_from_slice(value.map_or(b"null", Vec::as_slice));
            }
            out.extend_from_slice(b"}\n");
        }
        Ok(out)
    }
}

/// Bytes that should be JSON, on one line. If somebody has made something else of them they are a string.
fn as_json(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    if is_json && !text.contains(['\n', '\r']) { text.into_owned().into_bytes() } else { json(&text) }
}

/// Where the values of a column come from.
enum Values<'b> {
    Input(NullableEncoder<'b>),
    /// A column of the input that holds JSON as strings.
    Json(&'b ArrayRef),
    Original,
    Clean,
    Labels,
    /// One of [`RecordOutput::columns`].
    Added(usize),
}
