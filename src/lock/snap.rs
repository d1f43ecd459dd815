//! The snapshot of one document: its marked view under a header that says where it came from.

use super::compare::Mark;
use crate::cleaner::Cleaned;
use crate::document::Document;
use crate::render::{RenderOptions, format};
use crate::source::shown;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

const EXTENSION: &str = ".snap";

/// The snapshot of `news/a.html` is `LOCK/news/a.html.snap`.
pub(super) fn path_of(lock: &Path, relative: &Path) -> PathBuf {
    let mut path = lock.join(relative).into_os_string();
    path.push(EXTENSION);
    path.into()
}

/// The document that a snapshot is of.
pub(super) fn document_of(lock: &Path, snapshot: &Path) -> Option<PathBuf> {
    let relative = snapshot.strip_prefix(lock).ok()?;
    let name = relative.file_name()?.to_str()?.strip_suffix(EXTENSION)?;
    Some(relative.with_file_name(name))
}

/// Checksum of what a document is: its format and its text.
pub(super) fn input_hash(document: &Document) -> String {
    let mut hasher = Xxh3::new();
    hasher.update(document.format.slug().as_bytes());
    hasher.update(document.text.as_bytes());
    format!("{:016x}", hasher.digest())
}

/// The marked view.
pub(super) fn view(document: &Document, cleaned: &Cleaned<'_>) -> String {
    let mut view = String::with_capacity(document.text.len() + cleaned.lines.len() * 15);
    if let Some(marked) = format("marked") {
        marked.render(document, cleaned, &RenderOptions::default(), &mut view);
    }
    view
}

/// The whole file, with the header that insta's snapshots have.
pub(super) fn file(relative: &Path, input: &str, view: &str) -> String {
    let name = shown(relative.as_os_str());
    format!("---\nsource: dehusk snapshot\ninfo:\n  input: {input}\ninput_file: {name:?}\n---\n{view}")
}

/// A snapshot, read again.
pub(super) struct Snapshot<'s> {
    /// Checksum of the document that it is of.
    pub(super) input: &'s str,
    /// The lines with their numbers, blank ones left out.
    pub(super) lines: Vec<(u32, Mark<'s>, &'s str)>,
    /// What is said of the document as a whole.
    pub(super) whole: &'s str,
}

/// Reads a snapshot.
pub(super) fn parse(file: &str) -> Option<Snapshot<'_>> {
    let (header, body) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    let input = header.lines().find_map(|line| line.strip_prefix("  input: "))?;
    let mut lines = Vec::new();
    let mut rest = body;
    let mut number = 0;
    while !rest.is_empty() && !rest.starts_with("== kept ") {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        number += 1;
        if line.is_empty() {
            continue;
        }
        let (head, text) = line.split_once(" | ")?;
        let (sign, label) = head.split_at_checked(1)?;
        lines.push((number, Mark { dropped: sign == "-", label: label.trim() }, text));
    }
    Some(Snapshot { input, lines, whole: rest })
}
