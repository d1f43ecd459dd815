//! What a source yields: one document, decoded to UTF-8.

use std::fmt;

/// The format of a document's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text: one line is one line.
    Text,
    /// An HTML page.
    Html,
}

impl Format {
    /// The name used on the command line and in reports.
    pub const fn slug(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.slug())
    }
}

/// The most bytes of a page that are read; a tree of nothing but tags takes sixty times as much memory.
pub const MAX_HTML_BYTES: usize = 64 << 20;

/// One document: an article as it was scraped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The name that reports, outputs and errors use: a path, mostly.
    pub id: String,
    /// The whole body, decoded to UTF-8 and without a byte order mark.
    pub text: String,
    /// What the body is.
    pub format: Format,
    /// How the body was decoded, in words; `None` where it was plain UTF-8.
    pub decoding: Option<String>,
}

impl Document {
    /// A plain-text document.
    pub fn text(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), format: Format::Text, decoding: None }
    }

    /// An HTML document.
    pub fn html(id: impl Into<String>, html: impl Into<String>) -> Self {
        Self { id: id.into(), text: html.into(), format: Format::Html, decoding: None }
    }
}
