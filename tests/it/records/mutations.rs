//! Containers with damage that chance did: reading ends, and most of what is whole is found.

use super::{file, gzip, read_file};
use crate::chance::Chance;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use dehusk::source::records::RecordOptions;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

const RECORDS: usize = 60;

fn json_lines() -> Vec<u8> {
    (0..RECORDS).flat_map(|n| format!("{{\"id\":{n},\"text\":\"Text {n}.\"}}\n").into_bytes()).collect()
}

fn warc() -> Vec<u8> {
    let record = |n: usize| {
        let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nText {n}.");
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    (0..RECORDS).flat_map(|n| record(n).into_bytes()).collect()
}

fn parquet() -> Vec<u8> {
    let texts: Vec<String> = (0..RECORDS).map(|n| format!("Text {n}.")).collect();
    let batch = RecordBatch::try_from_iter([
        ("text", Arc::new(StringArray::from(texts.clone())) as ArrayRef),
        ("other", Arc::new(StringArray::from(texts)) as ArrayRef),
    ])
    .unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(10)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Flips, cuts out or repeats some bytes.
fn damaged(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = chance.below(bytes.len());
    let end = (at + 1 + chance.below(40)).min(bytes.len());
    match chance.below(4) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        _ => bytes[at..end].iter_mut().for_each(|byte| *byte = chance.below(256) as u8),
    }
    bytes
}

#[test]
fn damage_in_one_place_costs_the_records_there() {
    for (name, whole) in [("a.jsonl", json_lines()), ("a.warc", warc())] {
        for seed in 0..400 {
            let bytes = damaged(&whole, &mut Chance::new(seed));
            let (_folder, path) = file(name, &bytes);
            let found = read_file(&path, &RecordOptions { chunk_bytes: 300, ..RecordOptions::default() });
            assert_eq!(found.failure, None, "{name} {seed}");
            assert!(
                found.texts.len() + 3 >= RECORDS,
                "{name} {seed}: {} of {RECORDS}, {:?}",
                found.texts.len(),
                found.bad
            );
        }
    }
}

#[test]
fn damage_to_what_cannot_be_read_on_still_ends() {
    for (name, whole) in [("a.warc.gz", gzip(&warc())), ("a.parquet", parquet())] {
        for seed in 0..400 {
            let bytes = damaged(&whole, &mut Chance::new(seed));
            let (_folder, path) = file(name, &bytes);
            let options = RecordOptions { max_record_bytes: 1 << 20, ..RecordOptions::default() };
            if super::open(&path, &options).is_ok() {
                let found = read_file(&path, &options);
                assert!(found.texts.len() <= RECORDS * 2, "{name} {seed}");
            }
        }
    }
}
