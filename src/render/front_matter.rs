//! The block of metadata before a text, between lines of `---`: YAML that Markdown programs read.

use crate::metadata::Metadata;
use serde::Serialize;
use std::fmt::Write as _;

/// Appends the block and a blank line; nothing where nothing is known.
///
/// Values are written as JSON strings, which YAML reads as well, so none of them can end the block.
pub(super) fn front_matter(metadata: &Metadata, out: &mut String) {
    if metadata.is_empty() {
        return;
    }
    out.push_str("---\n");
    for (name, value) in metadata.columns() {
        let Some(value) = value else { continue };
        let value = match metadata.authors.as_slice() {
            authors @ [_, _, ..] if name == "author" => json(&authors),
            _ => json(&value),
        };
        let _ = writeln!(out, "{name}: {value}");
    }
    out.push_str("---\n\n");
}

/// Strings and lists of them always serialise.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
