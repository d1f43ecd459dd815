//! What bounds the memory that cleaning a document takes.
//!
//! Measured: about twelve bytes for each byte of a document, and 800 for each of its lines or, of a page, tags.

use super::Problem;
use crate::document::{Document, Format};
use memchr::memchr_iter;

/// The most bytes of a record that are read by default: 32 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: u64 = 32 << 20;
/// The same for an input that is one document, since whoever gives a large file knows of it: 512 MiB.
pub const DEFAULT_MAX_BYTES: u64 = 512 << 20;

/// A text may have so many lines whatever the limit of bytes is, and one for each 100 bytes of a larger limit.
const LINES: u64 = 500_000;
const BYTES_PER_LINE: u64 = 100;
/// So many tags of a page cost what a line does: most come in pairs, and many make no line.
const TAGS_PER_LINE: u64 = 2;

/// Refuses a document that would take memory out of proportion to the limit of bytes.
pub(super) fn refuse_huge(document: &Document, max_bytes: u64) -> Result<(), Problem> {
    let bytes = document.text.as_bytes();
    let lines = LINES.max(max_bytes / BYTES_PER_LINE);
    match document.format {
        Format::Text => {
            let ends = memchr_iter(b'\n', bytes).count().max(memchr_iter(b'\r', bytes).count());
            if ends as u64 > lines { Err(Problem::TooManyLines { limit: lines }) } else { Ok(()) }
        }
        Format::Html => {
            let limit = lines * TAGS_PER_LINE;
            if memchr_iter(b'<', bytes).count() as u64 > limit {
                Err(Problem::TooManyTags { limit })
            } else {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn more_lines_or_tags_than_the_limit_are_refused_and_a_larger_limit_allows_them() {
        let refused =
            |document: &Document, limit| refuse_huge(document, limit).map_err(|why| why.to_string());
        let text = Document::text("a", "x\n".repeat(500_001));
        assert_eq!(refused(&text, 1 << 20).unwrap_err(), "more lines than the limit of 500,000");
        assert!(refused(&text, 64 << 20).is_ok());
        assert!(refused(&Document::text("a", "x\n".repeat(500_000)), 1 << 20).is_ok());
        let page = Document::html("a", "<p>x".repeat(1_000_001));
        assert_eq!(refused(&page, 1 << 20).unwrap_err(), "more tags than the limit of 1,000,000");
        assert!(refused(&Document::html("a", "<p>x".repeat(600_000)), 1 << 20).is_ok());
    }
}
