//! Output formats: one file a format.

mod diff;
mod front_matter;
mod jsonl;
mod labels;
mod markdown;
mod marked;
pub mod records;
mod text;

use crate::cleaner::Cleaned;
use crate::document::Document;

/// Writes a cleaned document in one format.
pub trait Render: Sync {
    /// The name used with `--to`.
    fn name(&self) -> &'static str;

    /// What the format is for, in one line.
    fn about(&self) -> &'static str;

    /// The extension of output files, without the dot.
    fn extension(&self) -> &'static str;

    /// Whether the output says of a document that it is set aside, so that it may stand among the others.
    fn tells_set_aside(&self) -> bool {
        false
    }

    /// Appends the document to `out`.
    fn render(&self, document: &Document, cleaned: &Cleaned<'_>, options: &RenderOptions, out: &mut String);
}

/// What a user may ask of any format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenderOptions {
    /// Mend sentences that were broken at inline tags.
    pub join: bool,
    /// Put what an HTML page says of itself before its text or Markdown, as a block between lines of `---`.
    pub metadata: bool,
    /// Write the links of a page in its Markdown.
    pub links: bool,
}

/// All formats; the first is the default.
pub static FORMATS: [&dyn Render; 4] = [&text::Text, &jsonl::JsonLines, &markdown::Markdown, &marked::Marked];

/// The format of a name.
pub fn format(name: &str) -> Option<&'static dyn Render> {
    FORMATS.into_iter().find(|format| format.name() == name)
}

pub use diff::{Hunk, Row, hunks};
pub use labels::labels_tsv;
