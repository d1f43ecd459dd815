//! The clean text: the kept lines, byte for byte and in their order.

use super::front_matter::front_matter;
use super::{Render, RenderOptions};
use crate::cleaner::Cleaned;
use crate::document::Document;
use crate::segment::join_into;

/// `--to text`.
pub struct Text;

impl Render for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "the kept lines as they are"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn render(&self, _: &Document, cleaned: &Cleaned<'_>, options: &RenderOptions, out: &mut String) {
        if options.metadata {
            front_matter(&cleaned.metadata(), out);
        }
        if options.join { joined(cleaned, out) } else { kept(cleaned, out) }
    }
}

fn kept(cleaned: &Cleaned<'_>, out: &mut String) {
    for (index, line) in cleaned
        .lines
        .iter()
        .enumerate()
        .zip(staying(cleaned))
        .filter_map(|(line, stays)| stays.then_some(line))
    {
        out.push_str(cleaned.kept_text(line));
        out.push_str(cleaned.line_with_end(index).get(line.span.len()..).unwrap_or_default());
    }
}

/// Which lines stay. Blank lines have no label: those before a kept line stay with it. Where lines were dropped in
/// between, one of them is enough to keep the blocks apart, so no holes are left where boxes stood.
pub(super) fn staying(cleaned: &Cleaned<'_>) -> Vec<bool> {
    let mut stays = vec![false; cleaned.lines.len()];
    let mut keep = |index: usize| stays.get_mut(index).into_iter().for_each(|stays| *stays = true);
    let mut blanks: Vec<usize> = Vec::new();
    let mut dropped = false;
    let mut any_kept = false;
    for (index, line) in cleaned.lines.iter().enumerate() {
        if line.verdict.is_none() {
            blanks.push(index);
        } else if line.is_dropped() {
            dropped = true;
        } else {
            let wanted = match (dropped, any_kept) {
                (false, _) => blanks.len(),
                (true, true) => 1,
                (true, false) => 0,
            };
            blanks.iter().rev().take(wanted).for_each(|blank| keep(*blank));
            keep(index);
            blanks.clear();
            dropped = false;
            any_kept = true;
        }
    }
    if !dropped {
        blanks.iter().for_each(|blank| keep(*blank));
    }
    stays
}

/// Changes the text, and is asked for by name: the fragments of a broken sentence become one line.
fn joined(cleaned: &Cleaned<'_>, out: &mut String) {
    let mut sentence = String::new();
    let mut blank = false;
    let mut first = true;
    for line in &cleaned.lines {
        if line.verdict.is_none() {
            blank = true;
        } else if line.is_kept() {
            if line.continues {
                join_into(&mut sentence, cleaned.kept_text(line));
            } else {
                flush(&mut sentence, out);
                if blank && !first {
                    out.push('\n');
                }
                sentence.push_str(cleaned.kept_text(line));
            }
            first = false;
            blank = false;
        }
    }
    flush(&mut sentence, out);
}

fn flush(sentence: &mut String, out: &mut String) {
    if !sentence.is_empty() {
        out.push_str(sentence);
        out.push('\n');
        sentence.clear();
    }
}
