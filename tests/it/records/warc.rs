//! WARC and WET.

use super::{Found, container, file, gzip, open, read, read_file, rewrite};
use dehusk::document::Format;
use dehusk::render::records::RecordOutput;
use dehusk::source::records::{Container, Origin, RecordOptions};
use std::io::Write as _;

const PAGE: &str = "<!doctype html><html><p>A page.</p></html>";

/// A record with these headers besides its length.
fn record(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut record = format!("WARC/1.0\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    record.extend_from_slice(body);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// A record of a text, as WET has them.
fn conversion(text: &str) -> Vec<u8> {
    record("WARC-Type: conversion\r\nContent-Type: text/plain\r\n", text.as_bytes())
}

/// A response of a server.
fn response(head: &str, body: &[u8]) -> Vec<u8> {
    let mut message = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    message.extend_from_slice(body);
    record("WARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n", &message)
}

fn all(records: &[Vec<u8>]) -> Found {
    read("in.warc", &records.concat(), &RecordOptions::default())
}

#[test]
fn texts_come_with_id_address_and_date() {
    let wet = [
        record("WARC-Type: warcinfo\r\n", b"software: x\r\n"),
        record(
            "WARC-Type: conversion\r\nWARC-Target-URI: http://example.org/a\r\nWARC-Date: 2024-03-01T10:00:00Z\r\n\
             WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: text/plain\r\n",
            "Schön.\nZwei.".as_bytes(),
        ),
    ]
    .concat();
    let (_folder, path) = file("in.wet", &wet);
    let options = RecordOptions::default();
    let chunk = open(&path, &options).unwrap().next().unwrap().unwrap();
    assert_eq!(chunk.end().records, 2);
    let found: Vec<_> = chunk.records(&options).map(Result::unwrap).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].document.text.as_str(), found[0].document.id.as_str()),
        ("Schön.\nZwei.", "urn:uuid:1")
    );
    assert_eq!(found[0].url.as_deref(), Some("http://example.org/a"));
    assert!(matches!(&found[0].origin, Origin::Warc { date: Some(date) } if date == "2024-03-01T10:00:00Z"));
    assert_eq!(found[0].place.record, 2);
    let output = RecordOutput::default();
    assert_eq!(
        rewrite("in.wet", &wet, &output, |_| "clean".to_owned()),
        "{\"id\":\"urn:uuid:1\",\"url\":\"http://example.org/a\",\"date\":\"2024-03-01T10:00:00Z\",\"text\":\"clean\"}\n"
    );
}

#[test]
fn only_pages_and_texts_that_a_server_sent_with_success_are_documents() {
    let resource =
        |kind: &str, body: &[u8]| record(&format!("WARC-Type: resource\r\nContent-Type: {kind}\r\n"), body);
    let found = all(&[
        response("200 OK\r\nContent-Type: text/html; charset=utf-8", PAGE.as_bytes()),
        response("404 Not Found\r\nContent-Type: text/html", PAGE.as_bytes()),
        response("301 Moved\r\nContent-Type: text/html", b""),
        response("200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n"),
        response("200 OK\r\nContent-Type: text/html", b"\x89PNG\r\n\x1a\n\0\0\0"),
        response("200 OK\r\nContent-Type: text/html", b"\r\n"),
        response("200\r\nContent-Type: application/xhtml+xml", PAGE.as_bytes()),
        response("200 OK\r\ncontent-type: text/plain", b"Plain."),
        response("200 OK\r\nServer: x", b"Without a type."),
        record("WARC-Type: request\r\nContent-Type: application/http\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        record("WARC-Type: metadata\r\n", b"fetchTimeMs: 1"),
        record("WARC-Type: revisit\r\nContent-Type: application/http\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("WARC-Type: response\r\nContent-Type: text/dns\r\n", b"20240301\nexample.org."),
        resource("text/plain", b"A resource."),
        resource("application/pdf", b"%PDF-1.4"),
    ]);
    assert_eq!(found.texts, [PAGE, PAGE, "Plain.", "Without a type.", "A resource."]);
    assert_eq!((found.bad.len(), found.failure), (0, None));
}

#[test]
fn payloads_are_unwrapped_and_what_was_unwrapped_before_is_left_alone() {
    let chunked = |body: &[u8]| {
        let mut out = format!("{:x};name=value\r\n", 10).into_bytes();
        out.extend_from_slice(&body[..10]);
        out.extend(format!("\r\n{:X}\r\n", body.len() - 10).into_bytes());
        out.extend_from_slice(&body[10..]);
        out.extend_from_slice(b"\r\n0\r\n\r\n");
        out
    };
    let zlib = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(PAGE.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let raw = {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(PAGE.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    // "A page.\n" as Brotli stores it.
    let brotli = b"\x8b\x03\x80A page.\n\x03";
    let html = |headers: &str| format!("200 OK\r\nContent-Type: text/html\r\n{headers}");
    let found = all(&[
        response(&html("Transfer-Encoding: chunked"), &chunked(PAGE.as_bytes())),
        response(&html("Transfer-Encoding: chunked"), PAGE.as_bytes()),
        response(&html("Content-Encoding: gzip"), &gzip(PAGE.as_bytes())),
        response(&html("Content-Encoding: gzip"), PAGE.as_bytes()),
        response(&html("Content-Encoding: deflate"), &zlib),
        response(&html("Content-Encoding: deflate"), &raw),
        response(&html("Content-Encoding: br"), PAGE.as_bytes()),
        response(
            &html("Content-Encoding: gzip\r\nTransfer-Encoding: chunked"),
            &chunked(&gzip(PAGE.as_bytes())),
        ),
        response("200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: br", brotli),
    ]);
    assert_eq!(found.bad, [""; 0]);
    assert_eq!(found.texts[..8], [PAGE; 8]);
    assert_eq!(found.texts[8], "A page.\n");
}

#[test]
fn the_charset_that_the_server_names_counts() {
    let body = b"<html><meta charset=utf-8><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></html>";
    let found = all(&[response("200 OK\r\nContent-Type: text/html; charset=windows-1251", body)]);
    assert!(found.texts[0].contains("Привет"), "{:?}", found.texts);
}

#[test]
fn every_kind_of_bad_record_is_told_with_its_place_and_costs_no_other() {
    let (before, after) = (conversion("before"), conversion("after"));
    let http = |body: &[u8]| record("WARC-Type: response\r\nContent-Type: application/http\r\n", body);
    let raw = |text: &str| text.as_bytes().to_vec();
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (raw("WARC/1.0\r\nWARC-Type: conversion\r\n\r\ntext\r\n\r\n"), "no Content-Length"),
        (
            raw("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: -5\r\n\r\ntext\r\n\r\n"),
            "Content-Length is '-5'",
        ),
        (
            raw("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: lots\r\n\r\ntext\r\n\r\n"),
            "Content-Length is 'lots'",
        ),
        (
            raw(
                "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 99999999999999999999999\r\n\r\ntext\r\n\r\n",
            ),
            "Content-Length is '99999999999999999999999'",
        ),
        (
            raw("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 9\r\n\r\ntext\r\n\r\n"),
            "its Content-Length reaches into the next record",
        ),
        (
            raw("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1000000\r\n\r\ntext\r\n\r\n"),
            "its Content-Length reaches into the next record",
        ),
        (
            raw("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\ntext\r\n\r\n"),
            "more bytes follow than its Content-Length says",
        ),
        (raw("trash\r\n\r\n"), "something else stands where a record should begin"),
        (
            vec![0; 5000].into_iter().chain(*b"\r\n").collect(),
            "something else stands where a record should begin",
        ),
        (
            raw(&format!("WARC/1.0\r\nX: {}\r\n\r\n\r\n", "x".repeat(400_000))),
            "its head is larger than 256 KiB",
        ),
    ];
    for (bad, problem) in cases {
        let found = all(&[before.clone(), bad, after.clone()]);
        assert_eq!(found.texts, ["before", "after"], "{problem}");
        assert_eq!(found.bad, [format!("record 2, byte {}: broken WARC record: {problem}", before.len())]);
        assert_eq!(found.failure, None, "{problem}");
    }
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (raw("trash"), "no status line"),
        (raw("HTTP/1.1 twohundred\r\n\r\n"), "no status line"),
        (raw("HTTP/1.1 200 OK\r\nContent-Type: text/ht"), "its head does not end"),
        (raw(&format!("{html}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n")), "a broken chunk"),
        (
            [
                raw(&format!("{html}Content-Encoding: gzip\r\n\r\n")),
                gzip(&PAGE.as_bytes().repeat(9))[..40].to_vec(),
            ]
            .concat(),
            "damaged content encoding (corrupt deflate stream)",
        ),
    ];
    for (bad, problem) in cases {
        let found = all(&[before.clone(), http(&bad), after.clone()]);
        assert_eq!(found.texts, ["before", "after"], "{problem}");
        let place = format!("record 2, byte {}: broken HTTP response: ", before.len());
        assert!(found.bad[0].starts_with(&place), "{:?}", found.bad);
        if !problem.starts_with("damaged") {
            assert!(found.bad[0].ends_with(problem), "{:?}", found.bad);
        }
    }
}

#[test]
fn a_file_that_ends_within_a_record_loses_that_one() {
    let record = conversion("A text that is cut off somewhere.");
    for end in [record.len() - 10, record.len() - 40] {
        let found = all(&[conversion("before"), record[..end].to_vec()]);
        assert_eq!(found.texts, ["before"]);
        assert!(found.bad[0].contains("broken WARC record: it ends "), "{:?}", found.bad);
    }
    let whole = record.len() - 4;
    assert_eq!(all(&[record[..whole].to_vec()]).texts, ["A text that is cut off somewhere."]);
}

#[test]
fn bad_records_among_ten_thousand_good_ones_cost_themselves_alone() {
    let bad: [&[u8]; 5] = [
        b"WARC/1.0\r\nContent-Length: 500\r\n\r\n",
        b"WARC/1.0\r\n\r\n\r\n",
        b"trash\r\n",
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 18446744073709551615\r\n\r\nx\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 0\r\n\r\nfar too little\r\n\r\n",
    ];
    let mut plain = Vec::new();
    let mut members = Vec::new();
    for number in 0..10_000 {
        let mut push = |record: &[u8]| {
            plain.extend_from_slice(record);
            members.extend(gzip(record));
        };
        if number % 2000 == 1000 {
            push(bad[number / 2000]);
        }
        push(&conversion(&format!("Text {number}.")));
    }
    for (name, bytes) in [("in.wet", plain), ("in.wet.gz", members)] {
        let (_folder, path) = file(name, &bytes);
        let found = read_file(&path, &RecordOptions::default());
        assert_eq!(
            (found.texts.len(), found.bad.len(), found.failure),
            (10_000, 5, None),
            "{name}: {:?}",
            found.bad
        );
    }
}

#[test]
fn a_record_over_the_limit_is_passed_over() {
    let options = RecordOptions { max_record_bytes: 1000, ..RecordOptions::default() };
    let long = "x".repeat(300_000);
    let wet = [
        conversion("before"),
        conversion(&long),
        record("WARC-Type: request\r\n", long.as_bytes()),
        response("200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip", &gzip(long.as_bytes())),
        conversion("after"),
    ]
    .concat();
    let found = read("in.wet", &wet, &options);
    assert_eq!(found.texts, ["before", "after"]);
    assert_eq!(found.bad.len(), 2, "{:?}", found.bad);
    assert!(
        found.bad.iter().all(|bad| bad.ends_with("larger than the limit of 1,000 bytes")),
        "{:?}",
        found.bad
    );
}

#[test]
fn warc_is_told_by_content_and_by_name() {
    let wet = conversion("text");
    for name in ["a", "a.txt", "a.warc", "a.wet"] {
        assert_eq!(container(name, &wet), Container::Warc, "{name}");
    }
    assert_eq!(container("a.txt", b"WARC files are what crawlers write."), Container::One);
    let (_folder, path) = file("a.warc.gz", &gzip(&wet));
    let options = RecordOptions::default();
    let mut reader = open(&path, &options).unwrap();
    assert_eq!(reader.container(), Container::Warc);
    let chunk = reader.next().unwrap().unwrap();
    assert_eq!(chunk.records(&options).next().unwrap().unwrap().document.format, Format::Text);
}
