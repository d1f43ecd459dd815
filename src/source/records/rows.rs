//! Rows of a Parquet table, a column of which holds the documents.
//!
//! Strings are read as views into the decompressed pages: a page whose dictionary holds one long text costs that text
//! once, however many rows refer to it. Row groups are read one by one, so a damaged one costs no other.

use std::collections::HashSet;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::ARROW_SCHEMA_META_KEY;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{KeyValue, ParquetMetaData};

use super::chunk::{Body, Fault, Found};
use super::json_columns::JsonColumns;
use super::page_sizes;
use super::{BadRecord, Origin, Place, Position, Record, RecordOptions, RecordProblem, TEXT_FIELDS};
use crate::document::Document;
use crate::source::{BytesRead, Decoded, Problem, decode, grouped, refuse_huge, sniff};

/// The most rows of a batch. Few, since some of them may be long where the average is not.
const BATCH_ROWS: u64 = 256;
/// A page may have so many bytes whatever the limit of a record is, since it holds many of them: 32 MiB.
const PAGE_BYTES: u64 = 32 << 20;
/// The key under which a file tells which of its columns hold JSON as strings: a JSON list of their names.
pub(super) const JSON_COLUMNS_KEY: &str = "dehusk.json_columns";

/// The columns of a Parquet table, or of what becomes one.
#[derive(Clone, Debug)]
pub struct Table {
    /// As they are read.
    schema: SchemaRef,
    /// As they were written, as far as the file tells.
    stored: SchemaRef,
    /// Whether the file tells more than Parquet's own types.
    pub(crate) has_arrow_schema: bool,
    /// What else the writer left in the file.
    pub(crate) key_values: Vec<KeyValue>,
    /// The column with the text.
    pub(crate) text: usize,
    /// What JSON Lines have in them, where it is those that become a table.
    pub(crate) json: Option<Arc<JsonColumns>>,
    id: Option<usize>,
    url: Option<usize>,
    site: Option<usize>,
}

impl Table {
    /// The name of the column with the text; of JSON Lines, the path of the field.
    pub fn field(&self) -> &str {
        match &self.json {
            Some(json) => &json.field,
            None => self.schema.fields().get(self.text).map_or("", |field| field.name()),
        }
    }

    /// The columns, in the types that they were written in.
    pub fn columns(&self) -> &SchemaRef {
        &self.stored
    }

    pub(crate) fn columns_as_read(&self) -> &SchemaRef {
        &self.schema
    }

    /// The names of the columns whose strings are JSON, as dehusk has written them.
    pub(crate) fn json_columns(&self) -> HashSet<String> {
        let names = self.key_values.iter().find(|pair| pair.key == JSON_COLUMNS_KEY);
        names.and_then(|pair| serde_json::from_str(pair.value.as_deref()?).ok()).unwrap_or_default()
    }

    /// What JSON Lines become: their columns, that with the text, and the mark of those that hold JSON.
    pub(super) fn of_json_lines(
        columns: Vec<(String, DataType)>,
        text: usize,
        marks: KeyValue,
        json: JsonColumns,
    ) -> Self {
        let columns = columns.into_iter().map(|(name, kind)| Field::new(name, kind, true));
        let schema = Arc::new(Schema::new(columns.collect::<Vec<_>>()));
        Self {
            stored: Arc::clone(&schema),
            schema,
            has_arrow_schema: false,
            key_values: vec![marks],
            text,
            json: Some(Arc::new(json)),
            id: None,
            url: None,
            site: None,
        }
    }

    /// What records of other containers are written as: `id`, `url`, `date` and `text`, all strings.
    pub fn plain() -> Self {
        let column = |name: &str| Field::new(name, DataType::Utf8View, true);
        let stored = |name: &str| Field::new(name, DataType::Utf8, true);
        let names = ["id", "url", "date", "text"];
        Self {
            schema: Arc::new(Schema::new(names.map(column).to_vec())),
            stored: Arc::new(Schema::new(names.map(stored).to_vec())),
            has_arrow_schema: false,
            key_values: Vec::new(),
            text: 3,
            json: None,
            id: Some(0),
            url: Some(1),
            site: None,
        }
    }
}

/// Some rows.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) table: Arc<Table>,
    pub(crate) batch: RecordBatch,
    /// About what the texts of the rows have in bytes.
    pub(crate) bytes: usize,
}

/// Reads rows.
pub(super) struct RowReader {
    file: File,
    metadata: ArrowReaderMetadata,
    table: Arc<Table>,
    groups: Vec<Group>,
    /// The row group that is read; all of them once it is their number.
    group: usize,
    batches: Option<ParquetRecordBatchReader>,
    /// What has been read, and not been handed out.
    rest: Option<RecordBatch>,
    rows: u64,
    chunk_bytes: usize,
    max_page_bytes: u64,
    read: BytesRead,
}

/// A row group.
struct Group {
    first_row: u64,
    rows: u64,
    offset: u64,
    stored_bytes: u64,
    batch_rows: usize,
}

impl RowReader {
    pub(super) fn new(file: File, read: BytesRead, options: &RecordOptions) -> Result<Self, Problem> {
        let loaded = guarded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()));
        let loaded = loaded.map_err(damaged)?.map_err(damaged)?;
        let stored = Arc::clone(loaded.schema());
        let views = Arc::new(Schema::new_with_metadata(
            stored.fields().iter().map(as_views).collect::<Vec<_>>(),
            stored.metadata().clone(),
        ));
        let with_views = ArrowReaderOptions::new().with_schema(views);
        // A type that has no view is read as it is.
        let metadata =
            ArrowReaderMetadata::try_new(Arc::clone(loaded.metadata()), with_views).unwrap_or(loaded);
        let table = Arc::new(table(&metadata, stored, options)?);
        let chunk_bytes = options.chunk_bytes.max(1);
        let groups = groups(metadata.metadata(), chunk_bytes as u64);
        Ok(Self {
            file,
            metadata,
            table,
            groups,
            group: 0,
            batches: None,
            rest: None,
            rows: 0,
            chunk_bytes,
            max_page_bytes: options.max_record_bytes.max(PAGE_BYTES),
            read,
        })
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn position(&self) -> Position {
        let group = self.groups.iter().find(|group| self.rows < group.first_row + group.rows);
        Position { records: self.rows, offset: group.map_or(0, |group| group.offset) }
    }

    /// Goes on at a place. False if there are fewer rows than that.
    pub(super) fn resume(&mut self, position: Position) -> bool {
        self.rows = position.records;
        self.batches = None;
        self.rest = None;
        let at = |group: &Group| position.records < group.first_row + group.rows;
        self.group = self.groups.iter().position(at).unwrap_or(self.groups.len());
        self.groups.last().map_or(0, |last| last.first_row + last.rows) >= position.records
    }

    /// The next rows.
    pub(super) fn next(&mut self) -> Found {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => match self.batch() {
                Some(Ok(batch)) => batch,
                Some(Err(fault)) => return Found::Body(Body::Bad(fault)),
                None => return Found::End,
            },
        };
        // Views make it possible that many long texts take little room: as documents, or as lines of JSON, they take
        // what they have.
        let mut bytes = 0;
        let mut all = 0;
        let mut count = 0;
        while count < batch.num_rows() && (count == 0 || all < self.chunk_bytes) {
            let length = |column: &ArrayRef| value(column, count).map_or(0, <[u8]>::len);
            bytes += length(batch.column(self.table.text));
            all += batch.columns().iter().map(length).sum::<usize>();
            count += 1;
        }
        if count < batch.num_rows() {
            self.rest = Some(batch.slice(count, batch.num_rows() - count));
        }
        self.rows += count as u64;
        Found::Body(Body::Rows(Rows { table: Arc::clone(&self.table), batch: batch.slice(0, count), bytes }))
    }

    /// The next batch. After an error the rest of the row group is passed over.
    fn batch(&mut self) -> Option<Result<RecordBatch, Fault>> {
        loop {
            let group = self.groups.get(self.group)?;
            let end = group.first_row + group.rows;
            if self.rows >= end {
                self.read.add(group.stored_bytes);
                self.group += 1;
                self.batches = None;
                continue;
            }
            let batches = self.batches.take().map_or_else(|| self.open(), Ok);
            let problem = match batches.and_then(|mut batches| Ok((guarded(|| batches.next())?, batches))) {
                Ok((Some(Ok(batch)), batches)) => {
                    self.batches = Some(batches);
                    if batch.num_rows() == 0 {
                        continue;
                    }
                    return Some(Ok(batch));
                }
                Ok((Some(Err(error)), _)) => plain(&error.to_string()),
                Ok((None, _)) => "fewer rows than it says".to_owned(),
                Err(problem) => problem,
            };
            let (first, last) = (grouped(self.rows + 1), grouped(end));
            let problem = format!("{problem}; rows {first} to {last} are lost");
            self.rows = end;
            self.batches = None;
            return Some(Err(Fault::Record(RecordProblem::Parquet(problem))));
        }
    }

    fn open(&self) -> Result<ParquetRecordBatchReader, String> {
        let group = self.groups.get(self.group);
        let done = group.map_or(0, |group| self.rows - group.first_row);
        let file = self.file.try_clone().map_err(|error| error.to_string())?;
        let limit = self.max_page_bytes;
        let large = self.metadata.metadata().row_groups().get(self.group);
        let large = large.map_or(Ok(false), |group| page_sizes::any_larger(&self.file, group, limit));
        if large.map_err(|error| error.to_string())? {
            return Err(format!("a page is larger than the limit of {} bytes", grouped(limit)));
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![self.group])
            .with_batch_size(group.map_or(1, |group| group.batch_rows))
            .with_offset(usize::try_from(done).unwrap_or(usize::MAX));
        guarded(|| builder.build())?.map_err(|error| plain(&error.to_string()))
    }
}

/// Damaged files make the reader of the pages panic here and there.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| "its pages contradict themselves".to_owned())
}

fn groups(metadata: &ParquetMetaData, chunk_bytes: u64) -> Vec<Group> {
    let mut first_row = 0;
    let group = |group: &parquet::file::metadata::RowGroupMetaData| {
        let rows = u64::try_from(group.num_rows()).unwrap_or_default();
        let bytes = u64::try_from(group.total_byte_size()).unwrap_or_default();
        let columns = group.columns().iter();
        let offset = columns.clone().map(|column| column.byte_range().0).min().unwrap_or_default();
        let stored_bytes = columns.map(|column| column.byte_range().1).fold(0, u64::saturating_add);
        let fitting = chunk_bytes.saturating_mul(rows).checked_div(bytes).unwrap_or(BATCH_ROWS);
        let batch_rows = fitting.clamp(1, BATCH_ROWS) as usize;
        let group = Group { first_row, rows, offset, stored_bytes, batch_rows };
        first_row += rows;
        group
    };
    metadata.row_groups().iter().map(group).collect()
}

/// A column with its strings as views.
fn as_views(field: &FieldRef) -> FieldRef {
    let inner = |field: &FieldRef| as_views(field);
    let kind = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, value) if matches!(**value, DataType::Utf8 | DataType::LargeUtf8) => {
            DataType::Utf8View
        }
        DataType::List(item) => DataType::List(inner(item)),
        DataType::LargeList(item) => DataType::LargeList(inner(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inner).collect()),
        DataType::Map(entries, sorted) => DataType::Map(inner(entries), *sorted),
        _ => return Arc::clone(field),
    };
    Arc::new(Field::clone(field).with_data_type(kind))
}

fn table(
    metadata: &ArrowReaderMetadata,
    stored: SchemaRef,
    options: &RecordOptions,
) -> Result<Table, RecordProblem> {
    let schema = Arc::clone(metadata.schema());
    let place = |name: &str| schema.fields().iter().position(|field| field.name() == name);
    let holds_text =
        |column: &usize| schema.fields().get(*column).is_some_and(|field| is_text(field.data_type()));
    let text = match &options.field {
        Some(field) => {
            let column = place(field).ok_or_else(|| RecordProblem::NoField(field.clone()))?;
            let kind = schema.field(column).data_type();
            if !is_text(kind) {
                return Err(RecordProblem::NoText { field: field.clone(), kind: kind.to_string() });
            }
            column
        }
        None => TEXT_FIELDS
            .iter()
            .filter_map(|name| place(name))
            .find(holds_text)
            .ok_or_else(|| RecordProblem::NoTextField(TEXT_FIELDS.join(", ")))?,
    };
    let key_values = metadata.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let has_arrow_schema = key_values.iter().any(|pair| pair.key == ARROW_SCHEMA_META_KEY);
    let column = |asked: &Option<String>, usual: &str| place(asked.as_deref().unwrap_or(usual));
    let (id, url) = (column(&options.id_field, "id"), column(&options.url_field, "url"));
    let site = options.site_field.as_deref().and_then(place);
    let key_values = key_values.into_iter().filter(|pair| pair.key != ARROW_SCHEMA_META_KEY).collect();
    Ok(Table { stored, has_arrow_schema, key_values, text, json: None, id, url, site, schema })
}

/// Whether a column can hold a document. Bytes are decoded as those of a file are.
fn is_text(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
    )
}

/// The bytes of a string or of bytes; `None` where there is null or something else.
pub(crate) fn value(column: &dyn Array, row: usize) -> Option<&[u8]> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).as_bytes(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).as_bytes(),
        DataType::Utf8View => column.as_string_view().value(row).as_bytes(),
        DataType::Binary => column.as_binary::<i32>().value(row),
        DataType::LargeBinary => column.as_binary::<i64>().value(row),
        DataType::BinaryView => column.as_binary_view().value(row),
        _ => return None,
    })
}

/// A value of an id or an address as text.
fn shown(column: &dyn Array, row: usize) -> Option<String> {
    if let Some(bytes) = value(column, row) {
        return Some(String::from_utf8_lossy(bytes).into_owned());
    }
    let number = match column.data_type() {
        DataType::Int32 => i64::from(column.as_primitive_opt::<Int32Type>()?.value(row)),
        DataType::Int64 => column.as_primitive_opt::<Int64Type>()?.value(row),
        _ => return None,
    };
    (!column.is_null(row)).then(|| number.to_string())
}

/// The documents in some rows. One of null is empty.
pub(super) fn records(
    input: Arc<str>,
    rows: Rows,
    start: Position,
    options: &RecordOptions,
) -> impl Iterator<Item = Result<Record, BadRecord>> + '_ {
    (0..rows.batch.num_rows()).map(move |row| {
        let place = Place { record: start.records + 1 + row as u64, offset: start.offset };
        let named =
            |column: Option<usize>| column.and_then(|column| shown(rows.batch.columns().get(column)?, row));
        let id = named(rows.table.id);
        let name = id.clone().unwrap_or_else(|| format!("{input}:{}", place.record));
        let document = match rows.batch.columns().get(rows.table.text).and_then(|column| value(column, row)) {
            Some(bytes) => document(name, bytes, &rows.table, options),
            None => Ok(Document::text(name, String::new())),
        };
        match document {
            Ok(document) => {
                let (url, site) = (named(rows.table.url), named(rows.table.site));
                Ok(Record { place, document, id, url, site, origin: Origin::Row(row) })
            }
            Err(problem) => Err(BadRecord { place, id, problem }),
        }
    })
}

fn document(name: String, bytes: &[u8], table: &Table, options: &RecordOptions) -> Result<Document, Problem> {
    let hint = table.field().ends_with("html").then(|| Path::new("page.html"));
    let format = options.format.unwrap_or_else(|| sniff(bytes, hint));
    let limit = options.limit(format);
    if bytes.len() as u64 > limit {
        return Err(Problem::TooLarge { limit });
    }
    let Decoded { text, note } = match str::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.to_owned(), note: None },
        Err(_) => decode(bytes.to_vec(), format),
    };
    let document = Document { id: name, text, format, decoding: note };
    refuse_huge(&document, options.max_record_bytes)?;
    Ok(document)
}

fn damaged(error: impl std::fmt::Display) -> Problem {
    RecordProblem::Parquet(plain(&error.to_string())).into()
}

/// The message without the names of the layers that it came through.
fn plain(message: &str) -> String {
    let mut rest = message;
    for layer in
        ["Parquet argument error: ", "External error: ", "Parquet error: ", "EOF: ", "damaged Parquet file: "]
    {
        rest = rest.strip_prefix(layer).unwrap_or(rest);
    }
    rest.lines().next().unwrap_or(rest).to_owned()
}
