//! What containers there are, and how they are read.

use std::fmt;

use crate::document::{Format, MAX_HTML_BYTES};
use crate::source::{DEFAULT_MAX_BYTES, DEFAULT_MAX_RECORD_BYTES};

/// The fields that are tried, in this order, where no field is named. The first that a record (a row's table) has
/// is taken.
pub const TEXT_FIELDS: &[&str] = &["text", "content", "raw_content", "html", "raw_html", "body"];

/// What holds the documents of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Container {
    /// The input is one document.
    One,
    /// One JSON object a line.
    JsonLines,
    /// WARC, and WET, which is WARC with text in it.
    Warc,
    /// A Parquet table.
    Parquet,
}

impl Container {
    /// The name used on the command line and in reports.
    pub const fn slug(self) -> &'static str {
        match self {
            Container::One => "document",
            Container::JsonLines => "jsonl",
            Container::Warc => "warc",
            Container::Parquet => "parquet",
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.slug())
    }
}

/// How inputs and their records are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOptions {
    /// The container of all inputs; `None` finds it out for each of them.
    pub container: Option<Container>,
    /// The format of all documents; `None` finds it out for each of them. With a format and no container, JSON
    /// Lines is taken for what it is only by its name.
    pub format: Option<Format>,
    /// The field (JSON Lines) or column (Parquet) that holds the text or HTML; a dotted path reaches into objects.
    /// `None` takes the first of [`TEXT_FIELDS`].
    pub field: Option<String>,
    /// The field or column that holds the id; `None` takes `id` where there is one.
    pub id_field: Option<String>,
    /// The field or column that holds the address; `None` takes `url` where there is one.
    pub url_field: Option<String>,
    /// The field or column that names the site; `None` where nobody asks.
    pub site_field: Option<String>,
    /// The most bytes of a record that are read. A larger one is a bad record, and is never held in memory.
    pub max_record_bytes: u64,
    /// The most bytes of an input that is one document, after decompression.
    pub max_bytes: u64,
    /// About how many bytes a chunk has.
    pub chunk_bytes: usize,
}

impl Default for RecordOptions {
    fn default() -> Self {
        Self {
            container: None,
            format: None,
            field: None,
            id_field: None,
            url_field: None,
            site_field: None,
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            max_bytes: DEFAULT_MAX_BYTES,
            chunk_bytes: 2 << 20,
        }
    }
}

impl RecordOptions {
    /// The most bytes of a text of this format.
    pub(super) fn limit(&self, format: Format) -> u64 {
        match format {
            Format::Text => self.max_record_bytes,
            Format::Html => self.max_record_bytes.min(MAX_HTML_BYTES as u64),
        }
    }
}
