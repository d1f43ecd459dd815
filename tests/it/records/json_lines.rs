//! JSON Lines.

use super::{container, file, open, read, rewrite};
use dehusk::document::Format;
use dehusk::render::records::RecordOutput;
use dehusk::source::records::{Container, RecordOptions};

fn defaults() -> RecordOptions {
    RecordOptions::default()
}

fn with_field(field: &str) -> RecordOptions {
    RecordOptions { field: Some(field.to_owned()), ..defaults() }
}

#[test]
fn each_line_is_a_document_with_id_and_address() {
    let lines = "{\"id\":\"a\",\"text\":\"One.\"}\n\n{\"id\":7,\"url\":\"http://x/\",\"text\":\"Two.\"}\r\n{\"text\":\"Three.\"}";
    let found = read("in.jsonl", lines.as_bytes(), &defaults());
    assert_eq!(found.texts, ["One.", "Two.", "Three."]);
    assert_eq!(found.ids[..2], ["a", "7"]);
    assert!(found.ids[2].ends_with("in.jsonl:4"), "{}", found.ids[2]);
    assert_eq!((found.bad.len(), found.failure), (0, None));

    let (_folder, path) = file("in.jsonl", lines.as_bytes());
    let options = defaults();
    let chunk = open(&path, &options).unwrap().next().unwrap().unwrap();
    let urls: Vec<_> = chunk.records(&options).map(|record| record.unwrap().url).collect();
    assert_eq!(urls, [None, Some("http://x/".to_owned()), None]);
}

#[test]
fn the_field_is_the_named_one_or_else_the_first_of_the_known() {
    let line = br#"{"html":"<p>h","content":"c","a":{"b":{"c":"deep"}},"a.b":"dotted","text":"t"}"#;
    let text = |options: &RecordOptions| read("in.jsonl", line, options).texts.join("|");
    assert_eq!(text(&defaults()), "t");
    assert_eq!(text(&with_field("content")), "c");
    assert_eq!(text(&with_field("a.b.c")), "deep");
    assert_eq!(text(&with_field("a.b")), "dotted");
    let other = br#"{"content":"c","html":"<p>h"}"#;
    assert_eq!(read("in.jsonl", other, &defaults()).texts, ["c"]);
}

#[test]
fn html_is_told_from_text_record_by_record() {
    let lines = b"{\"text\":\"Prose.\"}\n{\"text\":\"<!doctype html><html><p>Page.</p>\"}\n{\"html\":\"Prose with <b>tags</b>.\"}\n";
    let (_folder, path) = file("in.jsonl", lines);
    let formats = |options: &RecordOptions| -> Vec<Format> {
        let chunk = open(&path, options).unwrap().next().unwrap().unwrap();
        chunk.records(options).map(|record| record.unwrap().document.format).collect()
    };
    assert_eq!(formats(&defaults()), [Format::Text, Format::Html, Format::Html]);
    let forced = RecordOptions { format: Some(Format::Text), ..defaults() };
    assert_eq!(formats(&forced), [Format::Text; 3]);
}

#[test]
fn every_kind_of_bad_line_is_told_with_its_place_and_costs_no_other() {
    let cases: [(&[u8], &str); 15] = [
        (b"{\"text\":\"cut off", "no valid JSON: it ends too early"),
        (b"{\"text\":\"a\" \"b\"}", "no valid JSON: expected `,` or `}` at byte 13"),
        (b"{\"text\":\"\\q\"}", "no valid JSON: invalid escape at byte 11"),
        (b"{\"text\":\"a\"} {}", "no valid JSON: trailing characters at byte 14"),
        (
            b"{\"text\":\"a\tb\"}",
            "no valid JSON: control character (\\u0000-\\u001F) found while parsing a string at byte 10",
        ),
        (b"prose", "no valid JSON: expected value at byte 1"),
        (b"[\"text\"]", "an array, not a JSON object"),
        (b"\"text\"", "a string, not a JSON object"),
        (b"12", "a number, not a JSON object"),
        (b"null", "null, not a JSON object"),
        (b"{\"text\":\"caf\xe9\"}", "invalid UTF-8 at byte 12 of the line"),
        (b"{\"title\":\"x\"}", "none of the fields text, content, raw_content, html, raw_html, body"),
        (b"{\"text\":\"a\",\"text\":\"b\"}", "the field 'text' stands there more than once"),
        (b"{\"text\":5}", "the field 'text' holds a number, not text"),
        (b"{\"text\":[\"a\"]}", "the field 'text' holds an array, not text"),
    ];
    for (line, problem) in cases {
        let mut lines = b"{\"text\":\"before\"}\n".to_vec();
        lines.extend_from_slice(line);
        lines.extend_from_slice(b"\n{\"text\":\"after\"}\n");
        let found = read("in.jsonl", &lines, &defaults());
        assert_eq!(found.bad, [format!("record 2, byte 18: {problem}")]);
        assert_eq!(found.texts, ["before", "after"], "{problem}");
    }
    let found = read("in.jsonl", b"{\"text\":\"a\"}", &with_field("body.raw"));
    assert_eq!(found.bad, ["record 1, byte 0: no field 'body.raw'"]);
}

#[test]
fn bad_lines_among_ten_thousand_good_ones_cost_themselves_alone() {
    let bad: [&[u8]; 5] = [b"{", b"{\"text\":\xff\"\"}", b"[]", b"{\"text\":true}", b"\0\0\0\0"];
    let mut lines = Vec::new();
    for number in 0..10_000 {
        if number % 2000 == 1000 {
            lines.extend_from_slice(bad[number / 2000]);
            lines.push(b'\n');
        }
        lines.extend_from_slice(format!("{{\"n\":{number},\"text\":\"Line {number}.\"}}\n").as_bytes());
    }
    let found = super::read_file(&file_of(&lines).1, &defaults());
    assert_eq!((found.texts.len(), found.bad.len(), found.failure), (10_000, 5, None));
    assert_eq!((found.texts[0].as_str(), found.texts[9999].as_str()), ("Line 0.", "Line 9999."));
}

fn file_of(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, path) = file("in.jsonl", bytes);
    (folder, path)
}

#[test]
fn null_passes_and_lone_surrogates_become_replacement_characters() {
    let lines = br#"{"text":null,"a":1}
{"text":"a\ud83dz\ude00"}
"#;
    let (_folder, path) = file("in.jsonl", lines);
    let options = defaults();
    let chunk = open(&path, &options).unwrap().next().unwrap().unwrap();
    let documents: Vec<_> = chunk.records(&options).map(|record| record.unwrap().document).collect();
    assert_eq!(documents[0].text, "");
    assert_eq!(documents[1].text, "a\u{fffd}z\u{fffd}");
    assert_eq!(documents[1].decoding.as_deref(), Some("UTF-8 with 2 lone surrogates"));
    let same =
        rewrite("in.jsonl", b"{\"text\":null,\"a\":1}\n", &RecordOutput::default(), |_| "gone".to_owned());
    assert_eq!(same, "{\"text\":null,\"a\":1}\n");
}

#[test]
fn a_line_over_the_limit_is_passed_over_whatever_its_length_is() {
    for length in [500, 5000, 500_000] {
        let long = format!("{{\"text\":\"{}\"}}", "x".repeat(length));
        let lines = format!("{{\"text\":\"before\"}}\n{long}\n{{\"text\":\"after\"}}\n");
        let options = RecordOptions { max_record_bytes: 400, ..defaults() };
        let found = read("in.jsonl", lines.as_bytes(), &options);
        assert_eq!(found.texts, ["before", "after"], "{length}");
        assert_eq!(found.bad, ["record 2, byte 18: larger than the limit of 400 bytes"]);
        // Without a line feed at its end, too.
        let found = read("in.jsonl", format!("{{\"text\":\"before\"}}\n{long}").as_bytes(), &options);
        assert_eq!((found.texts.len(), found.bad.len()), (1, 1), "{length}");
    }
}

#[test]
fn all_but_the_field_is_written_byte_for_byte() {
    let lines = "\u{feff}{ \"b\" : 1.50e3,\t\"text\" :  \"dirty\\u0021\" , \"z\":{\"text\":\"other\"} ,\"\\u00e9\": \"\\/\" }\r\n\n{\"text\":\"dirty\"}";
    let written =
        rewrite("in.jsonl", lines.as_bytes(), &RecordOutput::default(), |text| format!("{text}\n\"é\""));
    assert_eq!(
        written,
        "\u{feff}{ \"b\" : 1.50e3,\t\"text\" :  \"dirty!\\n\\\"é\\\"\" , \"z\":{\"text\":\"other\"} ,\"\\u00e9\": \"\\/\" }\r\n{\"text\":\"dirty\\n\\\"é\\\"\"}\n"
    );
}

#[test]
fn the_original_can_stay_beside_the_clean_text() {
    let output = RecordOutput { keep_original: true, ..RecordOutput::default() };
    let clean = |text: &str| text.to_uppercase();
    assert_eq!(
        rewrite("in.jsonl", b"{\"a\":1,\"text\":\"t\",\"b\":2}\n", &output, clean),
        "{\"a\":1,\"text\":\"t\",\"text_clean\":\"T\",\"b\":2}\n"
    );
    // A run over the result of a run changes its own field, and adds none.
    assert_eq!(
        rewrite("in.jsonl", b"{\"text_clean\":\"old\",\"text\":\"t\"}\n", &output, clean),
        "{\"text_clean\":\"T\",\"text\":\"t\"}\n"
    );
}

#[test]
fn added_fields_never_take_the_place_of_the_records_own() {
    let output =
        RecordOutput { columns: vec!["title".to_owned(), "date".to_owned()], ..RecordOutput::default() };
    assert_eq!(
        rewrite("in.jsonl", b"{\"title\":\"own\",\"text\":\"t\"}\n", &output, str::to_owned),
        "{\"title\":\"own\",\"text\":\"t\",\"dehusk_title\":\"the title\",\"date\":\"the date\"}\n"
    );
}

#[test]
fn labels_come_with_spans_of_the_dirty_text() {
    let output = RecordOutput { labels: true, ..RecordOutput::default() };
    let line = "{\"text\":\"Share on Facebook\\n\\nDie Stadt hat gestern einen neuen Park eröffnet.\"}\n";
    let written = rewrite("in.jsonl", line.as_bytes(), &output, str::to_owned);
    let record: serde_json::Value = serde_json::from_str(&written).unwrap();
    let dirty = record["text"].as_str().unwrap();
    let lines = record["dehusk"]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    let (start, end) =
        (lines[1]["start"].as_u64().unwrap() as usize, lines[1]["end"].as_u64().unwrap() as usize);
    assert_eq!(&dirty[start..end], "Die Stadt hat gestern einen neuen Park eröffnet.");
    assert!(
        lines
            .iter()
            .all(|line| line["label"].is_string() && line["score"].is_number() && line["kept"].is_boolean())
    );
    assert!(lines[0].get("text").is_none());
    // And again, over the result.
    let again = rewrite("in.jsonl", written.as_bytes(), &output, str::to_owned);
    assert_eq!(again, written);
}

#[test]
fn json_lines_are_told_by_content_then_by_name() {
    let line = b"{\"text\":\"t\"}\n";
    for name in ["a.txt", "a", "a.html", "a.jsonl", "a.json", "a.NDJSON", "a.unknown"] {
        assert_eq!(container(name, line), Container::JsonLines, "{name}");
    }
    let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(100_000));
    assert_eq!(container("a", long.as_bytes()), Container::JsonLines);
    // No text in it: a document, unless the name says something else.
    assert_eq!(container("a.txt", b"{\"error\":\"none\"}\n"), Container::One);
    assert_eq!(container("a.txt", b"{braces} in prose\n"), Container::One);
    assert_eq!(container("a.jsonl", b"{\"error\":\"none\"}\n"), Container::JsonLines);
    assert_eq!(container("a.jsonl", b""), Container::JsonLines);
}

#[test]
fn json_over_several_lines_is_one_error_and_not_one_a_line() {
    for json in ["{\n  \"text\": \"t\"\n}\n", "[\n{\"text\":\"t\"}]", "[{\"text\":\"t\"}]\n"] {
        let (_folder, path) = file("a.json", json.as_bytes());
        assert_eq!(
            open(&path, &defaults()).err().unwrap(),
            "JSON over several lines or an array, not JSON Lines: one object a line"
        );
    }
}
