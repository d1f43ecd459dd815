//! Parquet.

use super::{container, file, gzip, open, read, read_file};
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::{
    Array as _, ArrayRef, BinaryArray, DictionaryArray, Float64Array, Int64Array, LargeStringArray,
    ListArray, RecordBatch, StringArray, StructArray,
};
use arrow_schema::{DataType, Field, Schema};
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::document::Format;
use dehusk::render::records::{ChunkOutput, ParquetOutput, Piece, RecordOutput};
use dehusk::source::records::{Container, Origin, RecordOptions, Table};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

fn written(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// A table of these columns.
fn table(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    written(
        &RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
        .unwrap(),
        WriterProperties::default(),
    )
}

fn strings(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn read_back(bytes: &[u8]) -> (RecordBatch, Vec<KeyValue>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes.to_vec())).unwrap();
    let pairs = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    (arrow_select::concat::concat_batches(&schema, &batches).unwrap(), pairs)
}

/// Writes a file's records again as Parquet; each text becomes upper case, and those that hold "drop" are left out.
fn rewrite(path: &Path, output: &RecordOutput) -> Vec<u8> {
    let options = RecordOptions { chunk_bytes: 64, ..RecordOptions::default() };
    let cleaner = Cleaner::new(Policy::default()).unwrap();
    let reader = open(path, &options).unwrap();
    let table = reader.table().cloned().unwrap_or_else(Table::plain);
    let mut parquet = ParquetOutput::new(Vec::new(), &table, output).unwrap();
    for chunk in reader {
        let chunk = chunk.unwrap();
        let mut out = ChunkOutput::rows(&chunk, output);
        for record in chunk.records(&options).flatten() {
            if record.document.text.contains("drop") {
                continue;
            }
            let cleaned = cleaner.clean(&record.document);
            let values: Vec<Option<String>> =
                output.columns.iter().map(|name| Some(format!("the {name}"))).collect();
            out.push(&record, &cleaned, &record.document.text.to_uppercase(), &values);
        }
        match out.finish().unwrap() {
            Piece::Rows(rows) => parquet.write(&rows).unwrap(),
            Piece::Lines(_) => panic!("lines"),
        }
    }
    parquet.finish().unwrap()
}

#[test]
fn each_row_is_a_document_whatever_kind_of_string_it_is() {
    let id: ArrayRef = Arc::new(Int64Array::from(vec![4, 5, 6]));
    let texts = ["One.", "Größe.", "Three."];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(texts.to_vec())),
        Arc::new(LargeStringArray::from(texts.to_vec())),
        Arc::new(BinaryArray::from(texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>())),
        Arc::new(texts.iter().copied().map(Some).collect::<arrow_array::StringViewArray>()),
        Arc::new(texts.iter().copied().collect::<DictionaryArray<arrow_array::types::Int32Type>>()),
    ];
    for column in columns {
        let kind = column.data_type().clone();
        let bytes = table(vec![("id", Arc::clone(&id)), ("text", column)]);
        assert_eq!(container("in.bin", &bytes), Container::Parquet);
        let found = read("in.parquet", &bytes, &RecordOptions::default());
        assert_eq!(
            (found.texts, found.ids),
            (texts.map(String::from).to_vec(), vec!["4".into(), "5".into(), "6".into()]),
            "{kind}"
        );
    }
}

#[test]
fn null_is_an_empty_document_and_bytes_of_any_encoding_are_decoded() {
    let page = b"<!doctype html><html><meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></html>";
    let column: ArrayRef = Arc::new(BinaryArray::from(vec![Some(&page[..]), None, Some(b"Text.")]));
    let (_folder, path) = file("in.parquet", &table(vec![("html", column)]));
    let options = RecordOptions::default();
    let mut formats = Vec::new();
    for chunk in open(&path, &options).unwrap() {
        for record in chunk.unwrap().records(&options) {
            let record = record.unwrap();
            assert!(matches!(record.origin, Origin::Row(_)));
            formats.push((record.document.format, record.document.text.contains("Привет")));
        }
    }
    assert_eq!(formats, [(Format::Html, true), (Format::Text, false), (Format::Text, false)]);
}

#[test]
fn columns_that_cannot_be_the_text_are_told() {
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let error = |bytes: &[u8], field: Option<&str>| {
        let (_folder, path) = file("in.parquet", bytes);
        let options = RecordOptions { field: field.map(String::from), ..RecordOptions::default() };
        open(&path, &options).err().unwrap()
    };
    let bytes = table(vec![("text", Arc::clone(&number)), ("a", number)]);
    assert_eq!(error(&bytes, Some("text")), "the field 'text' holds Int64, not text");
    assert_eq!(error(&bytes, Some("b")), "no field 'b'");
    assert_eq!(error(&bytes, None), "none of the fields text, content, raw_content, html, raw_html, body");
    assert!(error(&bytes[..bytes.len() - 20], None).starts_with("damaged Parquet file: "));
    assert!(error(b"PAR1 is a \0 short file", None).starts_with("damaged Parquet file: "));
}

/// A table with columns of many types, nested ones too, and with what writers leave beside the rows.
fn rich() -> (RecordBatch, Vec<u8>) {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for row in 0..4 {
        for item in 0..row {
            lists.values().append_value(format!("item {item}"));
        }
        lists.append(row != 2);
    }
    let inner: Vec<(Arc<Field>, ArrayRef)> = vec![
        (
            Arc::new(Field::new("lang", DataType::Utf8, true)),
            strings(&[Some("de"), None, Some("en"), Some("fr")]),
        ),
        (
            Arc::new(Field::new("score", DataType::Float64, true)),
            Arc::new(Float64Array::from(vec![0.5, 1.0, f64::NAN, -0.0])),
        ),
    ];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(vec![Some(1), None, Some(3), Some(4)])),
        Arc::new(LargeStringArray::from(vec![Some("one"), None, Some("drop"), Some("four")])),
        Arc::new(lists.finish()),
        Arc::new(StructArray::from(inner)),
        Arc::new(
            ["x", "y", "x", "y"].into_iter().collect::<DictionaryArray<arrow_array::types::Int32Type>>(),
        ),
    ];
    let note = HashMap::from([("note".to_owned(), "kept".to_owned())]);
    let fields: Vec<Field> = ["n", "text", "tags", "meta", "kind"]
        .iter()
        .zip(&columns)
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), true).with_metadata(note.clone()))
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(3))
        .set_key_value_metadata(Some(vec![KeyValue::new("huggingface".to_owned(), "{}".to_owned())]))
        .build();
    let bytes = written(&batch, properties);
    (batch, bytes)
}

#[test]
fn all_other_columns_pass_through_in_order_with_their_types() {
    let (batch, bytes) = rich();
    let (_folder, path) = file("in.parquet", &bytes);
    let (result, pairs) = read_back(&rewrite(&path, &RecordOutput::default()));
    assert_eq!(result.schema().fields(), batch.schema().fields());
    assert!(pairs.iter().any(|pair| pair.key == "huggingface" && pair.value.as_deref() == Some("{}")));
    let rows = arrow_array::UInt32Array::from(vec![0, 1, 3]);
    let expected = arrow_select::take::take_record_batch(&batch, &rows).unwrap();
    for (index, field) in expected.schema().fields().iter().enumerate() {
        if field.name() == "text" {
            let texts: Vec<_> = result.column(index).as_string::<i64>().iter().collect();
            assert_eq!(texts, [Some("ONE"), None, Some("FOUR")]);
        } else {
            assert_eq!(result.column(index).to_data(), expected.column(index).to_data(), "{}", field.name());
        }
    }
}

#[test]
fn clean_text_labels_and_columns_stand_beside_the_original_when_asked_for() {
    let (_, bytes) = rich();
    let (_folder, path) = file("in.parquet", &bytes);
    let output = RecordOutput {
        keep_original: true,
        labels: true,
        columns: vec!["title".to_owned(), "n".to_owned()],
        ..RecordOutput::default()
    };
    let again = rewrite(&path, &output);
    let (result, _) = read_back(&again);
    let schema = result.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["n", "text", "text_clean", "tags", "meta", "kind", "dehusk", "title", "dehusk_n"]);
    let texts = |name: &str| -> Vec<Option<String>> {
        let column = result.column_by_name(name).unwrap();
        let column = column.as_string::<i64>();
        column.iter().map(|text| text.map(String::from)).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(texts("text"), [some("one"), None, some("four")]);
    assert_eq!(texts("text_clean"), [some("ONE"), None, some("FOUR")]);
    let labels: &ListArray = result.column_by_name("dehusk").unwrap().as_list();
    assert!(labels.is_null(1));
    let first = labels.value(0);
    let first = first.as_struct();
    assert_eq!(first.column_names(), ["start", "end", "label", "score", "kept", "text"]);
    assert_eq!(first.column(1).as_primitive::<arrow_array::types::Int64Type>().value(0), 3);
    // Over its own result, nothing is added again.
    let (_folder, path) = file("again.parquet", &again);
    let (result, _) = read_back(&rewrite(&path, &RecordOutput { columns: Vec::new(), ..output }));
    assert_eq!(result.num_columns(), 9);
}

/// Rows as lines of JSON; each text becomes upper case.
fn lines(bytes: &[u8], output: &RecordOutput) -> String {
    super::rewrite("in.parquet", bytes, output, str::to_uppercase)
}

#[test]
fn as_lines_of_json_a_row_has_all_its_columns_in_order() {
    let (_, bytes) = rich();
    let expected = r#"{"n":1,"text":"ONE","tags":[],"meta":{"lang":"de","score":0.5},"kind":"x"}
{"n":null,"text":null,"tags":["item 0"],"meta":{"lang":null,"score":1.0},"kind":"y"}
{"n":3,"text":"DROP","tags":null,"meta":{"lang":"en","score":null},"kind":"x"}
{"n":4,"text":"FOUR","tags":["item 0","item 1","item 2"],"meta":{"lang":"fr","score":-0.0},"kind":"y"}
"#;
    assert_eq!(lines(&bytes, &RecordOutput::default()), expected);
}

#[test]
fn as_lines_of_json_a_row_has_what_was_asked_for_beside_the_original() {
    let bytes = table(vec![
        ("text", Arc::new(BinaryArray::from_opt_vec(vec![Some(b"caf\xe9 au lait"), None])) as ArrayRef),
        ("day", Arc::new(arrow_array::Date32Array::from(vec![20_000, 0])) as ArrayRef),
        ("title", strings(&[Some("own"), None])),
    ]);
    let output = RecordOutput {
        keep_original: true,
        labels: true,
        columns: vec!["title".to_owned()],
        set_aside: true,
    };
    let lines = lines(&bytes, &output);
    let rows: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2);
    let labels = rows[0]["dehusk"]["lines"].as_array().unwrap();
    assert_eq!((&labels[0]["start"], &labels[0]["end"]), (&0.into(), &13.into()));
    let beside =
        r#"{"text":"café au lait","text_clean":"CAFÉ AU LAIT","day":"2024-10-04","title":"own","dehusk":{"#;
    assert!(lines.starts_with(beside), "{lines}");
    assert!(lines.contains(r#"]},"dehusk_title":"the title","set_aside":null}"#), "{lines}");
    let none = r#"{"text":null,"text_clean":null,"day":"1970-01-01","title":null,"dehusk":null,"dehusk_title":"the title","set_aside":null}"#;
    assert_eq!(lines.lines().nth(1), Some(none));
}

#[test]
fn long_values_of_other_columns_bound_a_chunk_too() {
    let long = "long ".repeat(1000);
    let short: Vec<Option<&str>> = vec![Some("short"); 50];
    let bytes = table(vec![("text", strings(&short)), ("html", strings(&vec![Some(long.as_str()); 50]))]);
    let (_folder, path) = file("in.parquet", &bytes);
    let options = RecordOptions { chunk_bytes: 20_000, ..RecordOptions::default() };
    let chunks: Vec<usize> =
        open(&path, &options).unwrap().map(|chunk| chunk.unwrap().records(&options).count()).collect();
    assert_eq!(chunks.iter().sum::<usize>(), 50);
    assert!(chunks.iter().all(|rows| *rows <= 4), "{chunks:?}");
}

#[test]
fn records_of_other_containers_become_rows_of_four_columns() {
    let (_folder, path) =
        file("in.jsonl", b"{\"id\":\"a\",\"text\":\"one\"}\n{\"url\":\"http://x/\",\"text\":\"two\"}\n");
    let (result, _) = read_back(&rewrite(&path, &RecordOutput::default()));
    let column = |name: &str| -> Vec<Option<String>> {
        let column = result.column_by_name(name).unwrap();
        column.as_string::<i32>().iter().map(|value| value.map(String::from)).collect()
    };
    assert_eq!(column("text"), [Some("ONE".to_owned()), Some("TWO".to_owned())]);
    assert_eq!(column("url"), [None, Some("http://x/".to_owned())]);
    assert_eq!(column("id")[0].as_deref(), Some("a"));
}

#[test]
fn every_codec_is_read() {
    use parquet::basic::{GzipLevel, ZstdLevel};
    let batch = RecordBatch::try_from_iter([("text", strings(&[Some("One."), Some("Two.")]))]).unwrap();
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
    ] {
        let bytes = written(&batch, WriterProperties::builder().set_compression(codec).build());
        assert_eq!(read("in.parquet", &bytes, &RecordOptions::default()).texts, ["One.", "Two."], "{codec}");
    }
    let bytes = written(&batch, WriterProperties::default());
    assert_eq!(read("in.parquet.gz", &gzip(&bytes), &RecordOptions::default()).texts, ["One.", "Two."]);
}

/// Ten thousand rows in ten row groups.
fn many() -> Vec<u8> {
    let texts: Vec<String> = (0..10_000).map(|row| format!("Text {row}.")).collect();
    let batch =
        RecordBatch::try_from_iter([("text", Arc::new(StringArray::from(texts)) as ArrayRef)]).unwrap();
    let properties =
        WriterProperties::builder().set_max_row_group_row_count(Some(1000)).set_dictionary_enabled(false);
    written(&batch, properties.build())
}

#[test]
fn a_damaged_row_group_costs_itself_alone() {
    let mut bytes = many();
    let whole = read_file(&file("in.parquet", &bytes).1, &RecordOptions::default());
    assert_eq!((whole.texts.len(), whole.bad.len()), (10_000, 0));
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 2000] {
        *byte = 0xff;
    }
    let (_folder, path) = file("in.parquet", &bytes);
    let found = read_file(&path, &RecordOptions::default());
    assert_eq!(found.failure, None);
    assert!((8000..10_000).contains(&found.texts.len()), "{}", found.texts.len());
    assert!(!found.bad.is_empty() && found.bad.len() <= 2, "{:?}", found.bad);
    assert!(
        found.bad[0].contains("damaged Parquet file: ") && found.bad[0].ends_with(" are lost"),
        "{:?}",
        found.bad
    );
    assert_eq!(found.texts.last().unwrap(), "Text 9999.");
}

#[test]
fn a_row_over_the_limit_is_left_out() {
    let long = "x".repeat(5000);
    let bytes = table(vec![("text", strings(&[Some("one"), Some(&long), Some("three")]))]);
    let found =
        read("in.parquet", &bytes, &RecordOptions { max_record_bytes: 1000, ..RecordOptions::default() });
    assert_eq!(found.texts, ["one", "three"]);
    assert!(found.bad[0].ends_with("larger than the limit of 1,000 bytes"), "{:?}", found.bad);
}

#[test]
fn one_long_text_that_many_rows_refer_to_is_handed_out_in_bounded_chunks() {
    // 20,000 rows of 1 MB each, in a file of some kilobytes.
    let long = "x".repeat(1 << 20);
    let keys = arrow_array::Int32Array::from(vec![0; 20_000]);
    let values = Arc::new(StringArray::from(vec![long.as_str()]));
    let column: ArrayRef = Arc::new(DictionaryArray::new(keys, values));
    let properties = WriterProperties::builder().set_dictionary_page_size_limit(1 << 24).build();
    let batch = RecordBatch::try_from_iter([("text", column)]).unwrap();
    let bytes = written(&batch, properties);
    assert!(bytes.len() < 4 << 20, "{}", bytes.len());
    let (_folder, path) = file("in.parquet", &bytes);
    let options = RecordOptions::default();
    for chunk in open(&path, &options).unwrap().take(300) {
        assert!(chunk.unwrap().bytes() <= 4 << 20);
    }
}
