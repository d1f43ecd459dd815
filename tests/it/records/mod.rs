//! Containers of records: what is read of them, what is bad in them, and how they are written again.

mod bombs;
mod compressed;
mod json_columns;
mod json_lines;
mod mutations;
mod parquet;
mod warc;

use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::render::records::{ChunkOutput, Piece, RecordOutput};
use dehusk::source::Input;
use dehusk::source::records::{ChunkReader, Container, Position, RecordOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What came of an input.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// Text of each document.
    pub texts: Vec<String>,
    pub ids: Vec<String>,
    /// Each bad record in words.
    pub bad: Vec<String>,
    /// What ended the reading early, in words.
    pub failure: Option<String>,
}

/// A folder with one file in it.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

pub fn open(path: &Path, options: &RecordOptions) -> Result<ChunkReader, String> {
    ChunkReader::open(&Input::file(path), options).map_err(|error| error.problem.to_string())
}

/// Reads a file to its end.
pub fn read_file(path: &Path, options: &RecordOptions) -> Found {
    let mut found = Found::default();
    let mut reached: Option<Position> = None;
    for chunk in open(path, options).unwrap() {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(failure) => {
                assert!(found.failure.is_none(), "reading went on after a failure");
                found.failure = Some(failure.to_string());
                continue;
            }
        };
        assert!(reached.is_none_or(|reached| reached == chunk.start()), "chunks follow each other");
        reached = Some(chunk.end());
        for record in chunk.records(options) {
            match record {
                Ok(record) => {
                    found.texts.push(record.document.text);
                    found.ids.push(record.document.id);
                }
                Err(bad) => found.bad.push(bad.to_string()),
            }
        }
    }
    found
}

/// Reads bytes as a file of this name, and makes sure that the size of the chunks changes nothing.
pub fn read(name: &str, bytes: &[u8], options: &RecordOptions) -> Found {
    let (_folder, path) = file(name, bytes);
    let found = read_file(&path, options);
    for chunk_bytes in [1, 100, 4096] {
        assert_eq!(
            read_file(&path, &RecordOptions { chunk_bytes, ..options.clone() }),
            found,
            "{chunk_bytes}"
        );
    }
    // An end is a place to go on from.
    let whole = RecordOptions { chunk_bytes: 64, ..options.clone() };
    let ends: Vec<Position> = open(&path, &whole).unwrap().flatten().map(|chunk| chunk.end()).collect();
    if let Some(&middle) = ends.get(ends.len() / 2) {
        let mut reader = open(&path, &whole).unwrap();
        reader.resume(middle).unwrap();
        let texts: Vec<String> = reader
            .flatten()
            .flat_map(|chunk| chunk.records(&whole).collect::<Vec<_>>())
            .flatten()
            .map(|record| record.document.text)
            .collect();
        assert!(found.texts.ends_with(&texts), "resumed at {middle:?}");
        assert!(found.texts.len() < 4 || texts.len() < found.texts.len(), "resumed at {middle:?}");
    }
    found
}

/// Writes the records of a file again as lines; each text becomes what `clean` makes of it.
pub fn rewrite(name: &str, bytes: &[u8], output: &RecordOutput, clean: impl Fn(&str) -> String) -> String {
    let (_folder, path) = file(name, bytes);
    let options = RecordOptions { chunk_bytes: 200, ..RecordOptions::default() };
    let cleaner = Cleaner::new(Policy::default()).unwrap();
    let mut written = Vec::new();
    for chunk in open(&path, &options).unwrap() {
        let chunk = chunk.unwrap();
        let mut out = ChunkOutput::lines(&chunk, output);
        for record in chunk.records(&options).flatten() {
            let cleaned = cleaner.clean(&record.document);
            let values: Vec<Option<String>> =
                output.columns.iter().map(|name| Some(format!("the {name}"))).collect();
            out.push(&record, &cleaned, &clean(&record.document.text), &values);
        }
        match out.finish().unwrap() {
            Piece::Lines(lines) => written.extend(lines),
            Piece::Rows(_) => panic!("rows"),
        }
    }
    String::from_utf8(written).unwrap()
}

/// The container that a file is taken for.
pub fn container(name: &str, bytes: &[u8]) -> Container {
    let (_folder, path) = file(name, bytes);
    open(&path, &RecordOptions::default()).unwrap().container()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
