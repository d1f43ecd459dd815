//! Inputs that are made to take memory or time.

use super::{file, gzip, open, read_file};
use dehusk::source::records::RecordOptions;
use dehusk::source::{Input, ReadOptions};
use std::io::Write as _;

/// Far more than the limits in these tests, in a file of some kilobytes.
const BOMB: usize = 64 << 20;

fn small() -> RecordOptions {
    RecordOptions {
        max_record_bytes: 1 << 20,
        max_bytes: 1 << 20,
        chunk_bytes: 1 << 16,
        ..RecordOptions::default()
    }
}

fn bomb(before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(before).unwrap();
    let block = vec![b'a'; 1 << 20];
    for _ in 0..BOMB >> 20 {
        encoder.write_all(&block).unwrap();
    }
    encoder.write_all(after).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_endless_line_costs_itself() {
    let bytes = bomb(b"{\"text\":\"one\"}\n{\"text\":\"", b"\"}\n{\"text\":\"two\"}\n");
    let (_folder, path) = file("a.jsonl.gz", &bytes);
    let found = read_file(&path, &small());
    assert_eq!(found.texts, ["one", "two"]);
    assert_eq!(found.bad, ["record 2, byte 15: larger than the limit of 1,048,576 bytes"]);
    // No chunk held more than the limit and what is read at a time.
    for chunk in open(&path, &small()).unwrap() {
        assert!(chunk.unwrap().bytes() <= (1 << 20) + (2 << 16));
    }
}

#[test]
fn an_endless_document_is_an_error() {
    let (_folder, path) = file("a.txt.gz", &bomb(b"", b""));
    let options = ReadOptions { max_bytes: 1 << 20, ..ReadOptions::default() };
    let error = dehusk::source::read(&Input::file(&path), &options).unwrap_err();
    assert_eq!(error.problem.to_string(), "larger than the limit of 1,048,576 bytes");
    let found = read_file(&path, &small());
    assert!(found.failure.unwrap().contains("larger than the limit of 1,048,576 bytes"));
}

#[test]
fn an_endless_head_costs_itself() {
    let record =
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n";
    let one = [&record[..], b"one\r\n\r\n"].concat();
    let two = [b"\r\n\r\n", &record[..], b"two\r\n\r\n"].concat();
    let (_folder, path) = file("a.wet.gz", &bomb(&[&one[..], b"WARC/1.0\r\nX: "].concat(), &two));
    let found = read_file(&path, &small());
    assert_eq!(found.texts, ["one", "two"]);
    assert_eq!(found.bad.len(), 1);
    assert!(found.bad[0].ends_with("its head is larger than 256 KiB"), "{:?}", found.bad);
}

#[test]
fn a_page_that_unpacks_without_end_costs_itself() {
    let message = [
        &b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"[..],
        &bomb(b"<p>", b""),
    ]
    .concat();
    let mut warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        message.len()
    )
    .into_bytes();
    warc.extend_from_slice(&message);
    let (_folder, path) = file("a.warc.gz", &gzip(&warc));
    let found = read_file(&path, &small());
    assert_eq!(found.bad, ["record 1, byte 0: larger than the limit of 1,048,576 bytes"]);
}

#[test]
fn lengths_that_lie_do_not_make_reading_slow() {
    // Each record claims most of what is left: looking at all of it for each of them would never end.
    let mut warc = Vec::new();
    for _ in 0..20_000 {
        warc.extend_from_slice(
            b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1000000\r\n\r\nx\r\n\r\n",
        );
    }
    let (_folder, path) = file("a.warc", &warc);
    let found = read_file(&path, &RecordOptions { chunk_bytes: 1 << 16, ..RecordOptions::default() });
    assert_eq!((found.texts.len(), found.bad.len(), found.failure), (0, 20_000, None));
}

#[test]
fn a_parquet_page_that_unpacks_to_more_than_the_limit_costs_its_row_group() {
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    let long = "a".repeat(40 << 20);
    let column =
        |text: &str| std::sync::Arc::new(arrow_array::StringArray::from(vec![text])) as arrow_array::ArrayRef;
    for codec in [
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(GzipLevel::default()),
        Compression::SNAPPY,
    ] {
        let properties =
            parquet::file::properties::WriterProperties::builder().set_compression(codec).build();
        let rows = |text| arrow_array::RecordBatch::try_from_iter([("text", column(text))]).unwrap();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(Vec::new(), rows("").schema(), Some(properties)).unwrap();
        for text in ["one", &long, "three"] {
            writer.write(&rows(text)).unwrap();
            writer.flush().unwrap();
        }
        let (_folder, path) = file("a.parquet", &writer.into_inner().unwrap());
        let found = read_file(&path, &small());
        assert_eq!(found.texts, ["one", "three"], "{codec}");
        assert_eq!(found.bad.len(), 1);
        let problem = "a page is larger than the limit of 33,554,432 bytes; rows 2 to 2 are lost";
        assert!(found.bad[0].ends_with(problem), "{:?}", found.bad);
    }
}
