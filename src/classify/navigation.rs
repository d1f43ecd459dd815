#![doc = include_str!("../../corpus/labels/navigation.md")]

use super::{Classifier, Evidence, View};
use crate::features::Region;
use crate::label::Label;

/// Finds `navigation`.
pub struct Navigation;

impl Classifier for Navigation {
    fn label(&self) -> Label {
        Label::Navigation
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/navigation.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let text = view.text(unit).trim();
        let shape = view.shape(unit);
        let mut add = |nats, reason| found.push(Evidence::rule(Label::Navigation, nats, reason));
        // A brace on its own closes a block of code.
        let is_code = text.chars().all(|c| "{}()[];".contains(c));
        if shape.letters == 0 && shape.digits == 0 && !is_code {
            add(3.0, "a bare bullet or separator");
            return;
        }
        if shape.letters == 0 && shape.words > 1 && text.split_whitespace().all(is_page_number) {
            // A row of a table may hold small numbers too; arrows and gaps are those of a pager.
            let pager = shape.words >= 3 && text.contains(['…', '«', '»', '‹', '›']);
            add(if pager { 7.0 } else { 3.0 }, "page numbers");
        }
        if shape.words <= 12 && shape.letters > 0 {
            if text.ends_with(['/', '>', '»', '›', '|']) || text.starts_with(['/', '>', '›', '|']) {
                add(3.5, "a piece of a breadcrumb");
            } else if shape.separators >= 2 || shape.separators == 1 && shape.words <= 5 {
                add(2.5, "entries between separators");
            }
        }
        if shape.words <= 5 && !shape.ends_sentence {
            // Between paragraphs the same words come again as the cells and headings of what the article compares.
            let inside = view.context.region(unit) == Region::Body;
            match view.repeats(unit) {
                0 | 1 => {}
                2 => add(if inside { 0.3 } else { 1.2 }, "a short line that stands twice"),
                _ => add(if inside { 0.6 } else { 2.0 }, "a short line that stands again and again"),
            }
        }
    }
}

/// A page number, or a sign between page numbers.
fn is_page_number(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        || matches!(word, "…" | "..." | "-" | "|" | "»" | "«" | "›" | "‹" | ">" | "<")
}
