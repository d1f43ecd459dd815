//! The labels file: one row for each non-blank line.

use crate::cleaner::Cleaned;
use std::fmt::Write as _;

/// `line number TAB label TAB line`, a row for each non-blank line, kept or dropped.
pub fn labels_tsv(cleaned: &Cleaned<'_>) -> String {
    let mut out = String::with_capacity(cleaned.text.len() + cleaned.lines.len() * 16);
    for (line, verdict) in cleaned.verdicts() {
        let _ = writeln!(out, "{}\t{}\t{}", line.number, verdict.label, cleaned.line_text(line));
    }
    out
}
