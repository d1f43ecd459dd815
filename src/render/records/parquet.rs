//! Records as rows of Parquet.

use std::io::Write;
use std::sync::Arc;

use super::json_rows::JsonRows;
use super::layout::{Column, From, Layout};
use super::verdicts::{LabelledLine, labelled_lines};
use super::{LABELS_FIELD, RecordOutput, RecordOutputError};
use crate::cleaner::Cleaned;
use crate::source::records::{Chunk, Origin, Record, Table};
use arrow_array::builder::{
    ArrayBuilder, BinaryViewBuilder, BooleanBuilder, Float32Builder, Int64Builder, ListBuilder,
    StringViewBuilder, StructBuilder,
};
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

/// The most bytes of a row group. So many are in memory, compressed, until it is written.
const ROW_GROUP_BYTES: usize = 64 << 20;

/// Rows of a chunk that are written again.
pub(super) struct RowOutput {
    table: Arc<Table>,
    source: Source,
    layout: Layout,
    keeps_original: bool,
    texts: Vec<Option<String>>,
    labels: Option<ListBuilder<StructBuilder>>,
    values: Vec<StringViewBuilder>,
    bytes: usize,
}

/// What becomes the columns that are not dehusk's own.
enum Source {
    /// The rows of a chunk, and which of them were pushed.
    Rows(RecordBatch, Vec<usize>),
    Json(Box<JsonRows>),
    /// Records of another container.
    Plain(Vec<[Option<String>; 4]>),
}

impl RowOutput {
    pub(super) fn new(chunk: &Chunk, output: &RecordOutput) -> Self {
        let (table, source) = if let Some(rows) = chunk.parquet() {
            (Arc::clone(&rows.table), Source::Rows(rows.batch.clone(), Vec::new()))
        } else if let Some((table, json)) =
            chunk.json_columns().and_then(|table| Some((table, table.json.as_ref()?)))
        {
            let clean = output.keep_original.then(|| format!("{}_clean", table.field()));
            let own = clean.into_iter().chain(output.labels.then(|| LABELS_FIELD.to_owned())).collect();
            (
                Arc::clone(table),
                Source::Json(Box::new(JsonRows::new(table, json, own, !output.keep_original))),
            )
        } else {
            (Arc::new(Table::plain()), Source::Plain(Vec::new()))
        };
        Self {
            layout: Layout::of(&table, output),
            table,
            source,
            keeps_original: output.keep_original,
            texts: Vec::new(),
            labels: output.labels.then(labels_builder),
            // Why it is set aside is the last of the values.
            values: (0..output.columns.len() + usize::from(output.set_aside))
                .map(|_| StringViewBuilder::new())
                .collect(),
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
        let is_null = match (&record.origin, &mut self.source) {
            (Origin::Row(row), Source::Rows(batch, pushed)) => {
                pushed.push(*row);
                batch.columns().get(self.table.text).is_some_and(|column| column.is_null(*row))
            }
            (Origin::JsonLine(line), Source::Json(rows)) => {
                rows.push(line, text);
                !line.has_text
            }
            (_, Source::Rows(..) | Source::Json(_)) => return,
            (_, Source::Plain(originals)) => {
                let date = match &record.origin {
                    Origin::Warc { date } => date.clone(),
                    _ => None,
                };
                // The dirty text is not written unless it was asked for.
                let original = self.keeps_original.then(|| record.document.text.clone());
                originals.push([Some(record.document.id.clone()), record.url.clone(), date, original]);
                false
            }
        };
        self.bytes += text.len();
        // In rows of JSON Lines it is there already, unless it is to stand beside the original.
        if self.keeps_original || !matches!(self.source, Source::Json(_)) {
            self.texts.push((!is_null).then(|| text.to_owned()));
        }
        if let Some(labels) = &mut self.labels {
            for line in labelled_lines(&record.document, cleaned) {
                append_line(labels.values(), &line);
            }
            labels.append(!is_null);
        }
        let values = values.iter().map(Option::as_deref).chain([cleaned.set_aside.as_deref()]);
        for (builder, value) in self.values.iter_mut().zip(values) {
            builder.append_option(value);
        }
    }

    pub(super) fn finish(mut self) -> Result<RecordBatch, RecordOutputError> {
        let batch = match &mut self.source {
            Source::Rows(batch, pushed) => kept(batch, pushed)?,
            Source::Json(rows) => rows.finish().map_err(failed)?,
            Source::Plain(originals) => plain_rows(&self.table, originals)?,
        };
        let schema = self.layout.schema(batch.schema_ref(), self.table.text);
        let clean = texts(batch.schema_ref().field(self.table.text).data_type(), &self.texts);
        let labels: Option<ArrayRef> =
            self.labels.as_mut().map(|labels| Arc::new(labels.finish()) as ArrayRef);
        let values: Vec<ArrayRef> =
            self.values.iter_mut().map(|values| Arc::new(values.finish()) as ArrayRef).collect();
        let columns = self.layout.0.iter().filter_map(|column| match column.from {
            From::Input(index) => batch.columns().get(index).cloned(),
            From::Clean => Some(Arc::clone(&clean)),
            From::Labels => labels.clone(),
            From::Value(index) => values.get(index).cloned(),
        });
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema, columns.collect(), &options).map_err(failed)
    }
}

/// Rows of records of another container, with the dirty text where it is wanted.
fn plain_rows(table: &Table, originals: &[[Option<String>; 4]]) -> Result<RecordBatch, RecordOutputError> {
    let column = |index: usize| -> ArrayRef {
        let values = originals.iter().map(|row| row.get(index).and_then(Option::as_deref));
        let mut builder = StringViewBuilder::new();
        values.for_each(|value| builder.append_option(value));
        Arc::new(builder.finish())
    };
    let columns = (0..4).map(column).collect();
    RecordBatch::try_new(Arc::clone(table.columns_as_read()), columns).map_err(failed)
}

/// The rows that were pushed.
fn kept(batch: &RecordBatch, pushed: &[usize]) -> Result<RecordBatch, RecordOutputError> {
    if pushed.len() == batch.num_rows() {
        return Ok(batch.clone());
    }
    let mut mask = vec![false; batch.num_rows()];
    for row in pushed {
        if let Some(kept) = mask.get_mut(*row) {
            *kept = true;
        }
    }
    filter_record_batch(batch, &BooleanArray::from(mask)).map_err(failed)
}

/// Clean texts as a column of the type that the dirty ones had.
fn texts(kind: &DataType, texts: &[Option<String>]) -> ArrayRef {
    let strings = texts.iter().map(Option::as_deref);
    let bytes = strings.clone().map(|text| text.map(str::as_bytes));
    match kind {
        DataType::Utf8 => Arc::new(strings.collect::<arrow_array::StringArray>()),
        DataType::LargeUtf8 => Arc::new(strings.collect::<arrow_array::LargeStringArray>()),
        DataType::Binary => Arc::new(bytes.collect::<arrow_array::BinaryArray>()),
        DataType::LargeBinary => Arc::new(bytes.collect::<arrow_array::LargeBinaryArray>()),
        DataType::BinaryView => {
            let mut builder = BinaryViewBuilder::new();
            bytes.for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        _ => {
            let mut builder = StringViewBuilder::new();
            strings.for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
    }
}

impl Layout {
    /// The columns, given those of the input in whatever types. `text` is the one with the dirty text.
    fn schema(&self, input: &Schema, text: usize) -> SchemaRef {
        let dirty = input.fields().get(text);
        let field = |column: &Column| match (column.from, dirty) {
            (From::Input(index), _) => input.fields().get(index).cloned(),
            (From::Clean, Some(dirty)) if dirty.name() == &column.name => Some(Arc::clone(dirty)),
            (From::Clean, Some(dirty)) => {
                Some(Arc::new(Field::new(&column.name, dirty.data_type().clone(), true)))
            }
            (From::Clean, None) => None,
            (From::Labels, _) => Some(Arc::new(Field::new(&column.name, labels_type(), true))),
            (From::Value(_), _) => Some(Arc::new(Field::new(&column.name, DataType::Utf8View, true))),
        };
        let fields: Vec<FieldRef> = self.0.iter().filter_map(field).collect();
        Arc::new(Schema::new_with_metadata(fields, input.metadata().clone()))
    }
}

fn line_fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("label", DataType::Utf8View, false),
        Field::new("score", DataType::Float32, false),
        Field::new("kept", DataType::Boolean, false),
        Field::new("text", DataType::Utf8View, true),
    ])
}

fn labels_type() -> DataType {
    DataType::List(Arc::new(Field::new_list_field(DataType::Struct(line_fields()), false)))
}

fn labels_builder() -> ListBuilder<StructBuilder> {
    let columns: Vec<Box<dyn ArrayBuilder>> = vec![
        Box::new(Int64Builder::new()),
        Box::new(Int64Builder::new()),
        Box::new(StringViewBuilder::new()),
        Box::new(Float32Builder::new()),
        Box::new(BooleanBuilder::new()),
        Box::new(StringViewBuilder::new()),
    ];
    let line = Field::new_list_field(DataType::Struct(line_fields()), false);
    ListBuilder::new(StructBuilder::new(line_fields(), columns)).with_field(Arc::new(line))
}

fn append_line(builder: &mut StructBuilder, line: &LabelledLine<'_>) {
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    for (index, value) in [number(line.start), number(line.end)].into_iter().enumerate() {
        if let Some(numbers) = builder.field_builder::<Int64Builder>(index) {
            numbers.append_value(value);
        }
    }
    if let Some(labels) = builder.field_builder::<StringViewBuilder>(2) {
        labels.append_value(line.label);
    }
    if let Some(scores) = builder.field_builder::<Float32Builder>(3) {
        scores.append_value(line.score as f32);
    }
    if let Some(kept) = builder.field_builder::<BooleanBuilder>(4) {
        kept.append_value(line.kept);
    }
    if let Some(texts) = builder.field_builder::<StringViewBuilder>(5) {
        texts.append_option(line.text);
    }
    builder.append(true);
}

/// A Parquet file that is being written. It holds one row group in memory, compressed, of 64 MiB at most.
pub struct ParquetOutput<W: Write + Send> {
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetOutput<W> {
    /// Begins a file with the columns of the input and those that `output` adds. What the writer of the input left in
    /// it besides its rows is kept.
    ///
    /// # Errors
    /// Where the writer fails, or Parquet has no type for a column.
    pub fn new(writer: W, table: &Table, output: &RecordOutput) -> Result<Self, RecordOutputError> {
        let layout = Layout::of(table, output);
        let schema = layout.schema(table.columns_as_read(), table.text);
        let mut key_values = table.key_values.clone();
        if table.has_arrow_schema {
            // As the types were, and not as they are read here.
            let stored = layout.schema(table.columns(), table.text);
            key_values.push(KeyValue::new(ARROW_SCHEMA_META_KEY.to_owned(), encode_arrow_schema(&stored)));
        }
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("dehusk ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
            .set_key_value_metadata((!key_values.is_empty()).then_some(key_values))
            .build();
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(writer, schema, options).map_err(not_written)?;
        Ok(Self { writer })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// Where the writer fails.
    pub fn write(&mut self, rows: &RecordBatch) -> Result<(), RecordOutputError> {
        self.writer.write(rows).map_err(not_written)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Where the writer fails.
    pub fn finish(self) -> Result<W, RecordOutputError> {
        self.writer.into_inner().map_err(not_written)
    }
}

fn not_written(error: ParquetError) -> RecordOutputError {
    match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => RecordOutputError::Io(*error),
            Err(error) => RecordOutputError::Parquet(error.to_string()),
        },
        error => RecordOutputError::Parquet(error.to_string()),
    }
}

fn failed(error: ArrowError) -> RecordOutputError {
    RecordOutputError::Parquet(error.to_string())
}
