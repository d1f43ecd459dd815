//! One bad record of every kind in every format, in the middle of many good ones.

use crate::support::*;
use std::collections::BTreeMap;
use std::io::Write as _;

const GOOD: usize = 10_000;

type Records = Vec<(Vec<u8>, bool)>;

/// Good records with the bad ones among them.
fn among(good: impl Fn(usize) -> Vec<u8>, bad: &[&[u8]]) -> Records {
    let mut all: Records = (0..GOOD).map(|n| (good(n), true)).collect();
    for (n, bad) in bad.iter().enumerate() {
        all.insert(GOOD / 2 + 100 * n, (bad.to_vec(), false));
    }
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).unwrap()
}

#[test]
fn all_good_records_come_out_and_every_bad_one_is_listed_with_its_place_and_reason() {
    let place = Place::new();
    let json = among(
        |n| format!("{{\"id\":\"r{n}\",\"text\":\"Text {n}.\"}}\n").into_bytes(),
        &[
            b"{\"text\":\"cut off\n",
            b"[1]\n",
            b"{\"id\":\"none\"}\n",
            b"{\"id\":\"number\",\"text\":7}\n",
            b"{\"text\":\"a\",\"text\":\"b\"}\n",
            b"{\"text\":\"\xff\"}\n",
            b"\0\0\0\n",
        ],
    );
    let warc = among(
        |n| {
            let text = format!("Text {n}.");
            let head = format!("WARC-Type: conversion\r\nWARC-Record-ID: <r{n}>\r\nContent-Length: {}", text.len());
            format!("WARC/1.0\r\n{head}\r\n\r\n{text}\r\n\r\n").into_bytes()
        },
        &[
            b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 500000\r\n\r\nshort\r\n\r\n",
            b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\n\r\n",
            b"trash\r\n",
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 5\r\n\r\ntrash\r\n\r\n",
        ],
    );
    for (name, records) in [("json.jsonl", &json), ("web.warc", &warc)] {
        let whole: Vec<u8> = records.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
        place.write(&format!("in/{name}"), &whole);
        place.write(&format!("in/one-{name}.gz"), gzip(&whole));
        place.write(&format!("in/{name}.zst"), zstd(&whole));
        let members: Vec<u8> = records
            .chunks(500)
            .flat_map(|part| gzip(&part.iter().flat_map(|(bytes, _)| bytes.clone()).collect::<Vec<u8>>()))
            .collect();
        place.write(&format!("in/members-{name}.gz"), members);
    }
    let run = place.dehusk(&["in", "-q", "-o", "out", "--model", "none", "--drop", "consent"]).run();
    run.status(2);
    let mut listed: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for failure in records(&place.read("out/failures.jsonl")) {
        listed.entry(failure["path"].as_str().unwrap().to_owned()).or_default().push(failure);
    }
    assert_eq!(listed.len(), 8);
    for (path, failures) in &listed {
        let source = if path.contains("json.jsonl") { &json } else { &warc };
        let mut at = 0;
        let mut places = Vec::new();
        for (number, (bytes, good)) in source.iter().enumerate() {
            if !good {
                places.push((number as u64 + 1, at as u64));
            }
            at += bytes.len();
        }
        let told: Vec<(u64, u64)> = failures
            .iter()
            .map(|failure| (failure["record"].as_u64().unwrap(), failure["offset"].as_u64().unwrap()))
            .collect();
        assert_eq!(told.len(), places.len(), "{path}: {failures:?}");
        assert_eq!(
            told.iter().map(|place| place.1).collect::<Vec<_>>(),
            places.iter().map(|place| place.1).collect::<Vec<_>>(),
            "{path}"
        );
        assert!(failures.iter().all(|failure| !failure["reason"].as_str().unwrap().is_empty()));
    }
    for name in place.outputs("out") {
        let bytes = std::fs::read(place.path(&format!("out/{name}"))).unwrap();
        let text = match name.rsplit_once('.').unwrap().1 {
            "gz" => {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&bytes[..]), &mut text)
                    .unwrap();
                text
            }
            "zst" => String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap(),
            _ => String::from_utf8(bytes).unwrap(),
        };
        let texts: Vec<String> = records(&text)
            .iter()
            .map(|record| record["text"].as_str().unwrap().trim_end().to_owned())
            .collect();
        assert!(
            texts.iter().eq((0..GOOD).map(|n| format!("Text {n}.")).collect::<Vec<_>>().iter()),
            "{name}: {}",
            texts.len()
        );
    }
}
