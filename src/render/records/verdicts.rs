//! The lines of a record with their labels, for programs.

use crate::cleaner::Cleaned;
use crate::decide::Action;
use crate::document::{Document, Format};
use serde::Serialize;

/// One line.
#[derive(Debug, Serialize)]
pub(super) struct LabelledLine<'c> {
    /// First byte in the field's text; for HTML, in the text that was made of the page.
    pub(super) start: usize,
    /// The byte after the last one, line end left out.
    pub(super) end: usize,
    pub(super) label: &'static str,
    pub(super) score: f64,
    pub(super) kept: bool,
    /// The line itself, where the record holds HTML: the span points into nothing that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<&'c str>,
}

/// The lines that are not blank.
pub(super) fn labelled_lines<'c>(
    document: &Document,
    cleaned: &'c Cleaned<'_>,
) -> impl Iterator<Item = LabelledLine<'c>> {
    let page = document.format == Format::Html;
    cleaned.verdicts().map(move |(line, verdict)| LabelledLine {
        start: line.span.start,
        end: line.span.end,
        label: verdict.label.slug(),
        score: (f64::from(verdict.score) * 1000.0).round() / 1000.0,
        kept: verdict.action != Action::Drop,
        text: page.then(|| cleaned.line_text(line)),
    })
}
