//! `dehusk snapshot --digest` and `dehusk check` of records.

use crate::support::*;
use std::fmt::Write as _;

fn json_lines(records: std::ops::Range<usize>, change: impl Fn(usize) -> Option<&'static str>) -> String {
    records.fold(String::new(), |mut lines, n| {
        let text = change(n).map_or_else(|| format!("Report {n}\n{PAGE}"), str::to_owned);
        let _ = writeln!(lines, "{}", serde_json::json!({ "id": format!("d{n}"), "text": text }));
        lines
    })
}

fn wet(records: usize) -> String {
    (0..records).fold(String::new(), |mut wet, n| {
        let text = format!("Report {n}\n{PAGE}");
        let _ = write!(
            wet,
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        );
        wet
    })
}

/// Forty records of each container, and one document.
fn locked() -> Place {
    let place = Place::new();
    place.write("in/a.jsonl", json_lines(0..40, |_| None));
    place
        .dehusk(&["-q", "in/a.jsonl", "--to", "parquet", "-o", "in/sub/b.parquet", "--drop", "consent"])
        .run()
        .fine();
    place.write("in/c.wet", wet(40));
    place.write("in/d.txt", PAGE);
    place.dehusk(&["clean", "-q", "in/a.jsonl", "-o", "in/e.jsonl.gz"]).run().fine();
    let run = place.dehusk(&["snapshot", "in", "--digest"]).run();
    assert_eq!(run.fine(), "locked 161 documents in in.lock\n");
    place
}

#[test]
fn every_record_of_every_container_is_a_document_of_the_lock() {
    let place = locked();
    let entries = records(&place.read("in.lock/digest.jsonl"));
    let ids: Vec<&str> = entries.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted() && ids.len() == 161);
    for id in ["a.jsonl#d7", "sub/b.parquet#d7", "c.wet#urn:uuid:7", "d.txt", "e.jsonl.gz#d7"] {
        assert!(ids.contains(&id), "{id}");
    }
    for threads in ["1", "4"] {
        let run = place.dehusk(&["check", "in", "-j", threads]).run();
        assert_eq!(run.fine(), "161 documents as in.lock says\n");
    }
}

#[test]
fn the_records_that_changed_came_or_went_are_named() {
    let place = locked();
    let mut changed = json_lines(1..40, |n| (n == 12).then_some("Another text of the harbour master.\n"));
    changed += &json_lines(70..71, |_| None);
    place.write("in/a.jsonl", changed);
    let run = place.dehusk(&["check", "in"]).run();
    let text = run.status(1).text();
    assert!(text.starts_with("3 documents differ from in.lock, of 161\n"), "{text}");
    assert!(text.contains("\nyour input changed: 1 document\n  a.jsonl#d12"), "{text}");
    assert!(text.contains("\nnew, not in the lock: 1 document\n  a.jsonl#d70\n"), "{text}");
    assert!(text.contains("\nmissing, in the lock alone: 1 document\n  a.jsonl#d0\n"), "{text}");
    place.dehusk(&["check", "in", "--accept=in/a.jsonl#d12"]).run().status(1);
    assert!(place.dehusk(&["check", "in"]).run().text().starts_with("2 documents differ"));
    place.dehusk(&["check", "in", "--accept=a.jsonl", "--prune"]).run().status(0);
    assert_eq!(place.dehusk(&["check", "in"]).run().fine(), "161 documents as in.lock says\n");
    let settings = place.dehusk(&["check", "in", "--keep", "copyright"]).run();
    assert!(settings.status(1).text().contains("copyright, kept: +"), "{settings:?}");
}

#[test]
fn a_record_without_an_id_is_known_by_its_number_and_the_fields_can_be_named() {
    let place = Place::new();
    place.write("in/a.jsonl", "{\"body\": \"One.\", \"key\": \"k1\"}\n{\"body\": \"Two.\"}\n");
    let args = ["--field", "body", "--id-field", "key"];
    place.dehusk(&[&["snapshot", "in", "--digest"], &args[..]].concat()).run().fine();
    let entries = records(&place.read("in.lock/digest.jsonl"));
    assert_eq!((&entries[0]["id"], &entries[1]["id"]), (&"a.jsonl#2".into(), &"a.jsonl#k1".into()));
    place.dehusk(&[&["check", "in"], &args[..]].concat()).run().fine();
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_of_its_file_is_taken_for_missing() {
    let place = locked();
    let lock = place.tree("in.lock");
    let good = json_lines(0..40, |_| None);
    let (before, after) = good.split_at(good.match_indices('\n').nth(19).unwrap().0 + 1);
    let after = after.split_once('\n').unwrap().1;
    place.write("in/a.jsonl", format!("{before}{{\"id\": \"d20\", \"text\": 7}}\n{after}"));
    place.write("in/c.wet", "no WARC at all");
    let run = place.dehusk(&["check", "in", "--accept", "--prune"]).run();
    run.status(2);
    assert_eq!(run.failures().len(), 2, "{run:?}");
    assert!(run.stderr.contains("in/a.jsonl: record 21, byte "), "{run:?}");
    assert!(!run.text().contains("missing"), "{run:?}");
    assert_eq!(place.tree("in.lock"), lock);
}

#[test]
fn records_of_one_id_are_one_document_and_snapshots_are_of_files_alone() {
    let place = Place::new();
    let line = |text: &str| format!("{}\n", serde_json::json!({ "id": "x", "text": text }));
    place.write("in/a.jsonl", line("One.") + &line("Two."));
    place.write("in/b.txt", PAGE);
    place.dehusk(&["snapshot", "in", "--digest"]).run().fine();
    assert_eq!(place.read("in.lock/digest.jsonl").lines().count(), 2);
    place.write("in/a.jsonl", line("One.") + &line("Three."));
    let run = place.dehusk(&["check", "in"]).run();
    assert!(run.status(1).text().contains("your input changed: 1 document\n  a.jsonl#x"), "{run:?}");
    let run = place.dehusk(&["snapshot", "in", "--lock", "other"]).run();
    assert_eq!(run.status(2).text(), "locked 1 document in other\n");
    assert!(run.stderr.contains("in/a.jsonl: holds many records, which a digest alone can lock"), "{run:?}");
}
