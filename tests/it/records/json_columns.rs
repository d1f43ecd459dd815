//! JSON Lines as Parquet.

use super::{file, gzip, open};
use crate::support::{PAGE, Place, records};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_schema::DataType;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::render::records::{ChunkOutput, ParquetOutput, Piece, RecordOutput};
use dehusk::source::records::RecordOptions;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

/// Lines as a Parquet table, the columns of which the first line tells. Each text becomes upper case.
fn table_with(lines: &str, options: &RecordOptions, output: &RecordOutput) -> RecordBatch {
    let (_folder, path) = file("in.jsonl", lines.as_bytes());
    let cleaner = Cleaner::new(Policy::default()).unwrap();
    let mut reader = open(&path, options).unwrap();
    reader.find_columns(options);
    let mut parquet = ParquetOutput::new(Vec::new(), reader.table().unwrap(), output).unwrap();
    for chunk in reader.map(Result::unwrap) {
        let mut out = ChunkOutput::rows(&chunk, output);
        for record in chunk.records(options).flatten() {
            let cleaned = cleaner.clean(&record.document);
            out.push(&record, &cleaned, &record.document.text.to_uppercase(), &[]);
        }
        match out.finish().unwrap() {
            Piece::Rows(rows) => parquet.write(&rows).unwrap(),
            Piece::Lines(_) => panic!("lines"),
        }
    }
    let bytes = bytes::Bytes::from(parquet.finish().unwrap());
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    arrow_select::concat::concat_batches(&schema, &batches).unwrap()
}

fn first_line_tells() -> RecordOptions {
    RecordOptions { chunk_bytes: 1, ..RecordOptions::default() }
}

fn table(lines: &str) -> RecordBatch {
    table_with(lines, &first_line_tells(), &RecordOutput::default())
}

fn names(table: &RecordBatch) -> Vec<String> {
    table.schema().fields().iter().map(|field| field.name().clone()).collect()
}

fn strings(table: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = table.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"));
    column.as_string::<i32>().iter().map(|value| value.map(str::to_owned)).collect()
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn members_are_columns_in_their_order_and_of_the_type_that_all_values_have() {
    let lines = concat!(
        r#"{"id":1,"url":"http://a.example/","n":1,"t":true,"text":"one","tags":["a", {"b":1}],"mixed":"x"}"#,
        "\n",
        r#"{"id":9007199254740993,"date":null,"n":2.5,"text":"two","tags":null,"mixed":5,"big":18446744073709551615}"#,
        "\n",
    );
    let table = table_with(lines, &RecordOptions::default(), &RecordOutput::default());
    let kinds: Vec<(String, DataType)> = table
        .schema()
        .fields()
        .iter()
        .map(|field| (field.name().clone(), field.data_type().clone()))
        .collect();
    let expected = [
        ("id", DataType::Int64),
        ("date", DataType::Utf8),
        ("url", DataType::Utf8),
        ("n", DataType::Float64),
        ("t", DataType::Boolean),
        ("text", DataType::Utf8),
        ("tags", DataType::Utf8),
        ("mixed", DataType::Utf8),
        ("big", DataType::Utf8),
        ("other", DataType::Utf8),
    ];
    assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(strings(&table, "text"), some(&["ONE", "TWO"]));
    assert_eq!(strings(&table, "tags"), [Some(r#"["a", {"b":1}]"#.to_owned()), None]);
    assert_eq!(strings(&table, "mixed"), some(&[r#""x""#, "5"]));
    assert_eq!(strings(&table, "big"), [None, Some("18446744073709551615".to_owned())]);
    assert_eq!(strings(&table, "other"), [None, None]);
}

#[test]
fn what_has_no_column_or_does_not_fit_in_its_own_stands_in_the_last_one() {
    let lines = [
        r#"{"n":1,"s":"a","b":true,"text":"one"}"#,
        r#"{"n":1.5,"late":[1, 2],"s":2,"b":"yes","text":"two"}"#,
        r#"{"s":"\ud800","n":9223372036854775808,"text":"three","la\"te":null}"#,
        r#"{"n":1,"s":"a","n":2,"text":"four","n":"x"}"#,
        r#"{"content":"five"}"#,
        r#"{"text":"six","b":false}"#,
    ]
    .map(|line| format!("{line}\n"))
    .concat();
    let table = table(&lines);
    assert_eq!(names(&table), ["n", "s", "b", "text", "other"]);
    let other = [
        None,
        Some(r#"{"late":[1, 2],"n":1.5,"s":2,"b":"yes"}"#),
        Some(r#"{"la\"te":null,"n":9223372036854775808,"s":"\ud800"}"#),
        Some(r#"{"n":1,"n":2,"n":"x"}"#),
        Some(r#"{"content":"FIVE"}"#),
        None,
    ];
    assert_eq!(strings(&table, "other"), other.map(|value| value.map(str::to_owned)));
    let numbers = table.column(0).as_primitive::<arrow_array::types::Int64Type>();
    assert_eq!(numbers.iter().collect::<Vec<_>>(), [Some(1), None, None, None, None, None]);
    assert_eq!(strings(&table, "text")[..4], some(&["ONE", "TWO", "THREE", "FOUR"]));
}

#[test]
fn the_last_column_and_those_that_are_added_take_no_name_of_the_record() {
    let line = r#"{"text":"one","other":"mine","dehusk":1,"set_aside":2,"text_clean":3}"#;
    assert_eq!(names(&table(line)), ["text", "other", "dehusk", "set_aside", "text_clean", "dehusk_other"]);
    let output =
        RecordOutput { keep_original: true, labels: true, set_aside: true, ..RecordOutput::default() };
    let lines = format!("{line}\n{}\n", r#"{"text":null,"dehusk":5,"text_clean":"old","set_aside":"own"}"#);
    let table = table_with(&lines, &first_line_tells(), &output);
    let expected = ["text", "other", "dehusk", "set_aside", "text_clean", "dehusk_other", "dehusk_set_aside"];
    assert_eq!(names(&table), expected);
    assert_eq!(strings(&table, "text"), [Some("one".to_owned()), None]);
    assert_eq!(strings(&table, "text_clean"), [Some("ONE".to_owned()), None]);
    // What dehusk writes over, it writes over in each record.
    assert_eq!(strings(&table, "dehusk_other"), [None, Some(r#"{"set_aside":"own"}"#.to_owned())]);
    assert!(table.column_by_name("dehusk").unwrap().as_list_opt::<i32>().is_some());
}

#[test]
fn a_line_that_is_passed_over_tells_no_columns_and_no_records_have_the_text_alone() {
    let options = RecordOptions { max_record_bytes: 100, ..first_line_tells() };
    let long = format!("{{\"text\":\"{}\"}}\n{{\"a\":1,\"text\":\"one\"}}\n", "x".repeat(1000));
    let table = table_with(&long, &options, &RecordOutput::default());
    assert_eq!((names(&table), table.num_rows()), (vec!["a".into(), "text".into(), "other".into()], 1));
    for (lines, field, rows) in [("", None, 0), ("{\"a\":1}\n{\"page\":\"one\",\"b\":2}\n", Some("page"), 1)]
    {
        let options = RecordOptions { field: field.map(str::to_owned), ..first_line_tells() };
        let table = table_with(lines, &options, &RecordOutput::default());
        assert_eq!(names(&table), [field.unwrap_or("text"), "other"]);
        assert_eq!(table.num_rows(), rows);
    }
}

#[test]
fn records_with_names_for_data_have_a_bounded_number_of_columns() {
    let members: Vec<String> = (0..1500).map(|n| format!("\"k{n}\":{n}")).collect();
    let table = table(&format!("{{{},\"text\":\"one\"}}", members.join(",")));
    let names = names(&table);
    assert_eq!((names.len(), names[499].as_str(), names[500].as_str()), (502, "k499", "text"));
    let other: Value = serde_json::from_str(strings(&table, "other")[0].as_deref().unwrap()).unwrap();
    assert_eq!(other.as_object().unwrap().len(), 1000);
    assert_eq!(other["k1499"], 1499);
}

/// A record without what is null.
fn without_nulls(record: &Value) -> Value {
    let members = record.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[test]
fn lines_come_back_from_parquet_with_the_same_members() {
    let place = Place::new();
    let page = serde_json::to_string(PAGE).unwrap();
    let lines = [
        format!(
            r#"{{"id":"a","n":-9223372036854775808,"x":0.1,"text":{page},"tags":["a",["b"]],"o":{{"k":null}}}}"#
        ),
        format!(
            r#"{{"id":"b","big":18446744073709551615,"text":{page},"gr\u00f6\"ße":"\n\t\u0000\ud83d\ude00","":{{}}}}"#
        ),
        r#"{"id":"c","x":1e300,"text":null,"yes":false,"date":"2024-03-01T00:00:00Z","empty":"","list":[]}"#
            .to_owned(),
        format!(r#"{{"id":"d","either":"1","text":{page}}}"#),
        format!(r#"{{"id":"e","either":1,"content":"none","text":{page},"all":null}}"#),
    ];
    place.write("a.jsonl", lines.join("\n"));
    place.dehusk(&["-q", "a.jsonl", "--to", "parquet", "-o", "a.parquet"]).run().fine();
    let clean = place.dehusk(&["-q", "a.jsonl", "--to", "jsonl"]).run().fine().to_owned();
    let back = place.dehusk(&["-q", "a.parquet", "--to", "jsonl"]).run().fine().to_owned();
    let clean: Vec<Value> = records(&clean).iter().map(without_nulls).collect();
    let back: Vec<Value> = records(&back).iter().map(without_nulls).collect();
    assert!(clean[0]["text"].as_str().unwrap().len() < PAGE.len());
    assert_eq!(back, clean);
}

#[test]
fn a_field_within_an_object_is_cleaned_within_the_json_of_its_column() {
    let place = Place::new();
    let page = serde_json::to_string(PAGE).unwrap();
    place.write("a.jsonl", format!(r#"{{"id":"a","page": {{"x" : 1.50, "body": {page} ,"y":[ ]}} }}"#));
    let lines = place.dehusk(&["-q", "a.jsonl", "--field", "page.body"]).run().fine().to_owned();
    let run = |more: &[&str]| -> RecordBatch {
        let args = ["-q", "a.jsonl", "--field", "page.body", "--to", "parquet", "-o", "a.parquet"];
        place.dehusk(&[&args, more].concat()).run().fine();
        let file = std::fs::File::open(place.path("a.parquet")).unwrap();
        ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().next().unwrap().unwrap()
    };
    let table = run(&[]);
    assert_eq!(names(&table), ["id", "page", "other"]);
    let cell = strings(&table, "page")[0].clone().unwrap();
    assert!(lines.contains(&format!("\"page\": {cell} }}")), "{cell}\n{lines}");
    let table = run(&["--keep-original"]);
    assert_eq!(names(&table), ["id", "page", "page.body_clean", "other"]);
    assert_eq!(strings(&table, "page")[0], Some(format!(r#"{{"x" : 1.50, "body": {page} ,"y":[ ]}}"#)));
    let inner: Value = serde_json::from_str(&cell).unwrap();
    assert_eq!(strings(&table, "page.body_clean")[0].as_deref(), inner["body"].as_str());
}

/// Records of more than a chunk, with members that come late.
fn crowd() -> String {
    let record = |n: usize| match n {
        0..6000 => serde_json::json!({ "id": n, "text": PAGE, "tags": [n] }),
        _ => {
            serde_json::json!({ "id": n.to_string(), "late": n, "text": "The ferry sails again.", "tags": n })
        }
    };
    (0..6010).map(|n| format!("{}\n", record(n))).collect()
}

#[test]
fn the_table_is_the_same_on_any_number_of_threads_and_however_the_lines_come() {
    let place = Place::new();
    let lines = crowd();
    place.write("a.jsonl", &lines);
    place.write("b.jsonl.gz", gzip(lines.as_bytes()));
    let args = ["-q", "--to", "parquet", "--from", "jsonl"];
    place.dehusk(&[&args[..], &["a.jsonl", "-j", "1", "-o", "1.parquet"]].concat()).run().fine();
    place.dehusk(&[&args[..], &["a.jsonl", "-j", "2", "-o", "2.parquet"]].concat()).run().fine();
    place.dehusk(&[&args[..], &["b.jsonl.gz", "-j", "3", "-o", "3.parquet"]].concat()).run().fine();
    place.dehusk(&[&args[..], &["-o", "4.parquet"]].concat()).stdin(&lines).run().fine();
    let table = |name: &str| std::fs::read(place.path(name)).unwrap();
    let first = table("1.parquet");
    assert!(["2.parquet", "3.parquet", "4.parquet"].iter().all(|name| table(name) == first));
    let back = place.dehusk(&["-q", "1.parquet", "--to", "jsonl"]).run().fine().to_owned();
    let back = records(&back);
    assert_eq!(back.len(), 6010);
    assert_eq!(back[5999]["other"], Value::Null);
    assert_eq!(back[6001]["other"], serde_json::json!({ "late": 6001, "id": "6001" }));
    assert_eq!(back[6001]["tags"], 6001);
}

#[test]
fn what_is_set_aside_has_the_same_columns() {
    let place = Place::new();
    place.write("a.jsonl", crowd());
    let args = ["-q", "a.jsonl", "--to", "parquet", "-o", "out/a.parquet", "--min-words", "10"];
    place.dehusk(&[&args[..], &["--set-aside", "aside"]].concat()).run().fine();
    let read = |name: &str| {
        let file = std::fs::File::open(place.path(name)).unwrap();
        let batches = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
        (names(&batches[0]), batches.iter().map(RecordBatch::num_rows).sum::<usize>())
    };
    assert_eq!(read("out/a.parquet"), (["id", "tags", "text", "other"].map(String::from).to_vec(), 6000));
    let aside = place.names("aside").into_iter().find(|name| name.ends_with(".parquet")).unwrap();
    let columns = ["id", "tags", "text", "other", "set_aside"].map(String::from).to_vec();
    assert_eq!(read(&format!("aside/{aside}")), (columns, 10));
}
