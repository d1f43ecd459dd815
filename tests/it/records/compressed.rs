//! Compressed inputs of every kind.

use super::{container, file, gzip, open, read, read_file};
use dehusk::document::Format;
use dehusk::source::records::{Container, RecordOptions};
use dehusk::source::{Compression, Input, ReadOptions, walk};
use std::path::Path;

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

const LINES: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n{\"text\":\"Three.\"}\n";

#[test]
fn containers_are_read_through_their_compression() {
    let two_members = [gzip(&LINES[..20]), gzip(&LINES[20..])].concat();
    let two_frames = [zstd(&LINES[..20]), zstd(&LINES[20..])].concat();
    let files = [
        ("a.jsonl.gz", two_members.clone(), Compression::Gzip),
        ("a.jsonl.zst", two_frames, Compression::Zstd),
        ("a", two_members, Compression::Gzip),
    ];
    for (name, bytes, compression) in files {
        assert_eq!(read(name, &bytes, &RecordOptions::default()).texts, ["One.", "Two.", "Three."], "{name}");
        let (_folder, path) = file(name, &bytes);
        let reader = open(&path, &RecordOptions::default()).unwrap();
        assert_eq!((reader.container(), reader.compression()), (Container::JsonLines, compression), "{name}");
    }
}

#[test]
fn single_documents_are_read_through_their_compression() {
    let text = "Ein Text.\nZwei Zeilen.\n";
    let page = "<p>Unclosed, and then prose";
    let read = |name: &str, bytes: &[u8]| {
        let (_folder, path) = file(name, bytes);
        dehusk::source::read(&Input::file(&path), &ReadOptions::default()).unwrap()
    };
    assert_eq!(read("a.txt.gz", &gzip(text.as_bytes())).text, text);
    assert_eq!(read("a.txt.zst", &zstd(text.as_bytes())).text, text);
    assert_eq!(read("a.html.gz", &gzip(page.as_bytes())).format, Format::Html);
    assert_eq!(read("a.HTM.GZ", &gzip(page.as_bytes())).format, Format::Html);
    assert_eq!(read("a.txt.gz", page.as_bytes()).format, Format::Text);
    // And the same way as records.
    assert_eq!(super::read("a.txt.gz", &gzip(text.as_bytes()), &RecordOptions::default()).texts, [text]);
    assert_eq!(container("a.html.zst", &zstd(page.as_bytes())), Container::One);
}

#[test]
fn what_is_cut_off_costs_what_follows_and_nothing_before() {
    let lines: Vec<u8> =
        (0..5000).flat_map(|n| format!("{{\"text\":\"Line {n}.\"}}\n").into_bytes()).collect();
    for (name, bytes) in [("a.jsonl.gz", gzip(&lines)), ("a.jsonl.zst", zstd(&lines))] {
        let (_folder, path) = file(name, &bytes[..bytes.len() / 2]);
        let found = read_file(&path, &RecordOptions::default());
        let failure = found.failure.unwrap();
        assert!(failure.contains("data ends too early; the rest of the input is lost"), "{failure}");
        if name.ends_with("gz") {
            assert!(found.texts.len() > 1000, "{}", found.texts.len());
            let reached = format!("record {}, byte ", found.texts.len() + 1);
            assert!(failure.starts_with(&reached), "{failure}");
        }
        assert_eq!(found.bad.len(), 0, "{:?}", found.bad);
    }
    let (_folder, path) = file("a.txt.gz", &gzip(&lines)[..200]);
    let error = dehusk::source::read(&Input::file(&path), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.problem.to_string(), "the gzip data ends too early");
}

#[test]
fn a_directory_gives_containers_and_compressed_files() {
    let names = [
        "a.jsonl",
        "b.ndjson",
        "c.json",
        "d.json.gz",
        "e.jsonl.zst",
        "f.warc",
        "g.warc.gz",
        "h.wet.gz",
        "i.parquet",
        "j.txt.gz",
        "k.html.zst",
        "l.gz",
        "m.pdf",
        "n.tar.gz",
        "o.csv.zst",
    ];
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    let found = walk(&[folder.path()]);
    let taken: Vec<&Path> = found.inputs.iter().map(Input::relative).collect();
    assert_eq!(taken, names[..12].iter().map(Path::new).collect::<Vec<_>>());
    assert_eq!(found.skipped, 3);
}

#[test]
fn a_damaged_member_costs_its_own_records_and_is_told() {
    let member = |n: usize| gzip(format!("{{\"text\":\"Line {n}.\"}}\n").repeat(20).as_bytes());
    let mut members: Vec<Vec<u8>> = (0..100).map(member).collect();
    let middle = members[50].len() / 2;
    members[50][middle..middle + 3].fill(0xff);
    members[70][1] = 0;
    let (_folder, path) = file("a.jsonl.gz", &members.concat());
    let found = read_file(&path, &RecordOptions::default());
    assert!((1960..2000).contains(&found.texts.len()), "{}", found.texts.len());
    assert_eq!(found.texts.last().unwrap(), "Line 99.");
    assert_eq!(found.failure, None);
    let told = found.bad.iter().filter(|bad| bad.ends_with("; what it held is lost")).count();
    assert_eq!(told, 2, "{:?}", found.bad);
    // A document is whole or it is none.
    let (_folder, path) = file("a.txt.gz", &members.concat());
    let error = dehusk::source::read(&Input::file(&path), &ReadOptions::default()).unwrap_err();
    assert!(error.problem.to_string().starts_with("damaged gzip data ("), "{error}");
}
