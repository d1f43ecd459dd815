//! Sources: from paths to documents.
//!
//! ```text
//! paths ──walk──> inputs ──decompress──> bytes ──sniff──> format ──decode──> Document
//! ```
//!
//! [`walk`] expands the paths that a user names, [`read`] turns one of the inputs into a [`Document`], and
//! [`document`] does the same for bytes that are in memory already. [`records`] reads inputs that may hold many
//! documents. An error is about one path and says in one plain line what went wrong; it never ends the walk.
//!
//! [`Document`]: crate::document::Document

mod compression;
mod decode;
mod list;
mod read;
pub mod records;
mod size;
mod sniff;
mod walk;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::Format;
use records::Container;

pub use compression::{BytesRead, Compression};
pub use decode::{Decoded, decode};
pub use list::{read_list, walk_list};
use read::read_whole;
pub use read::{ReadOptions, document, read};
use size::refuse_huge;
pub use size::{DEFAULT_MAX_BYTES, DEFAULT_MAX_RECORD_BYTES};
pub use sniff::{known_binary, looks_binary, sniff};
pub use walk::{FAILURES, Input, SET_ASIDE, Walked, walk};

/// The formats, each with the file name extensions (in lower case) that stand for it.
///
/// In a directory only files with one of these extensions, with that of a container of records, or with none are
/// taken, each of them plain or compressed.
pub const FORMATS: &[(Format, &[&str])] =
    &[(Format::Text, &["txt", "text", "md"]), (Format::Html, &["html", "htm", "xhtml"])];

/// The format that a path's extension stands for; `None` where it has none or one that is not known.
pub fn format_of_extension(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?;
    let named = |extensions: &[&str]| extensions.iter().any(|known| known.eq_ignore_ascii_case(extension));
    FORMATS.iter().find(|(_, extensions)| named(extensions)).map(|(format, _)| *format)
}

/// The containers that hold many documents, each with its extensions.
const CONTAINERS: &[(Container, &[&str])] = &[
    (Container::JsonLines, &["jsonl", "ndjson", "json"]),
    (Container::Warc, &["warc", "wet"]),
    (Container::Parquet, &["parquet"]),
];

/// The extensions of compressed files.
const COMPRESSED: &[&str] = &["gz", "zst"];

/// A path without the extension of a compression: `a.txt.gz` is `a.txt`.
pub fn without_compression(path: &Path) -> PathBuf {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    match COMPRESSED.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
        true => path.with_extension(""),
        false => path.to_owned(),
    }
}

/// The container that a path's extension stands for, that of a compression left out; `None` for one document or an
/// extension that is not known.
pub fn container_of_name(path: &Path) -> Option<Container> {
    let path = without_compression(path);
    let extension = path.extension()?.to_str()?;
    let named = |extensions: &[&str]| extensions.iter().any(|known| known.eq_ignore_ascii_case(extension));
    CONTAINERS.iter().find(|(_, extensions)| named(extensions)).map(|(container, _)| *container)
}

/// One path that could not be read, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", shown(path.as_os_str()))]
pub struct SourceError {
    /// The path as it was named or found; `-` is standard input.
    pub path: PathBuf,
    /// What went wrong.
    pub problem: Problem,
}

impl SourceError {
    /// Puts a path and what went wrong with it together.
    pub fn new(path: impl Into<PathBuf>, problem: impl Into<Problem>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }
}

/// What went wrong with one input. It displays as one plain line without the path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing is there, or a symbolic link that leads nowhere.
    #[error("no such file")]
    NotFound,
    /// The file or directory may not be read.
    #[error("permission denied")]
    Denied,
    /// A directory stands where a file was to be read.
    #[error("is a directory")]
    IsDirectory,
    /// A symbolic link to a directory that holds it.
    #[error("symbolic link loop: it leads back to {}", shown(ancestor.as_os_str()))]
    Loop {
        /// The directory that the link leads back to.
        ancestor: PathBuf,
    },
    /// The bytes are no text; with the type in words where it is known.
    #[error("binary file{}", in_brackets(*.0))]
    Binary(Option<&'static str>),
    /// The input is larger than the limit.
    #[error("larger than the limit of {} bytes", grouped(*limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The text has so many lines that cleaning it would take memory out of proportion to its bytes.
    #[error("more lines than the limit of {}", grouped(*limit))]
    TooManyLines {
        /// The limit.
        limit: u64,
    },
    /// The same of a page and its tags.
    #[error("more tags than the limit of {}", grouped(*limit))]
    TooManyTags {
        /// The limit.
        limit: u64,
    },
    /// A line of an `.ignore` or `.dehuskignore` file cannot be read; the other lines count.
    #[error("unreadable ignore rule: {0}")]
    IgnoreRule(String),
    /// A record that cannot be used, or a container that cannot be read on.
    #[error(transparent)]
    Record(#[from] records::RecordProblem),
    /// Any other error of the operating system.
    #[error("{}", in_words(.0))]
    Io(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::NotFound,
            io::ErrorKind::PermissionDenied => Problem::Denied,
            io::ErrorKind::IsADirectory => Problem::IsDirectory,
            _ => Problem::Io(error),
        }
    }
}

/// A path in one line that is safe to print: characters that control a terminal or turn its direction, and bytes
/// that are no UTF-8, are escaped.
pub fn shown(path: &OsStr) -> String {
    let mut line = String::with_capacity(path.len());
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    line.extend(c.escape_unicode());
                }
                c if c.is_control() => line.extend(c.escape_default()),
                c => line.push(c),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(line, "\\x{byte:02x}");
        }
    }
    line
}

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn in_brackets(kind: Option<&'static str>) -> String {
    kind.map(|kind| format!(" ({kind})")).unwrap_or_default()
}

/// The system's message without its number, which tells a reader nothing.
fn in_words(error: &io::Error) -> String {
    let message = error.to_string();
    match message.find(" (os error") {
        Some(end) => message.get(..end).unwrap_or(&message).to_lowercase(),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_plain_line() {
        let line = |problem: Problem| SourceError::new("a.txt", problem).to_string();
        assert_eq!(line(io::Error::from(io::ErrorKind::NotFound).into()), "a.txt: no such file");
        assert_eq!(line(io::Error::from(io::ErrorKind::PermissionDenied).into()), "a.txt: permission denied");
        assert_eq!(line(io::Error::from_raw_os_error(5).into()), "a.txt: input/output error");
        assert_eq!(line(Problem::Binary(Some("PNG image"))), "a.txt: binary file (PNG image)");
        assert_eq!(line(Problem::Binary(None)), "a.txt: binary file");
        assert_eq!(
            line(Problem::TooLarge { limit: 1 << 30 }),
            "a.txt: larger than the limit of 1,073,741,824 bytes"
        );
    }

    #[test]
    fn hostile_names_are_shown_escaped() {
        assert_eq!(shown(OsStr::new("täglich/日本.txt")), "täglich/日本.txt");
        assert_eq!(shown(OsStr::new("a\nb\u{1b}[31m\u{202e}")), "a\\nb\\u{1b}[31m\\u{202e}");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            assert_eq!(shown(OsStr::from_bytes(b"caf\xe9.txt")), "caf\\xe9.txt");
        }
    }

    #[test]
    fn extensions_are_known_in_any_case() {
        let format = |path: &str| format_of_extension(Path::new(path));
        assert_eq!(format("news/a.HTM"), Some(Format::Html));
        assert_eq!(format("a.b.Txt"), Some(Format::Text));
        assert_eq!(format("README"), None);
        assert_eq!(format("a.labels.tsv"), None);
        assert_eq!(format(".html"), None);
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1204), "1,204");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
