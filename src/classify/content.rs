#![doc = include_str!("../../corpus/labels/content.md")]

use super::{Classifier, Evidence, View};
use crate::cues::Strength;
use crate::label::Label;

/// Finds `content`.
pub struct Content;

impl Classifier for Content {
    fn label(&self) -> Label {
        Label::Content
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/content.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        let signs = shape.code_signs;
        let text = if shape.bars + shape.tabs + signs > 0 { view.text(unit).trim() } else { "" };
        let mut add = |nats, reason| found.push(Evidence::rule(Label::Content, nats, reason));
        // Neither can be without its signs, which were counted already.
        if (shape.bars >= 2 || shape.tabs >= 1) && is_table_row(text) {
            add(5.0, "a row of a table");
        } else if signs > 0 && is_code(text, signs) {
            add(3.5, "code");
        } else if !is_betrayed(view, unit) {
            if shape.words >= 30 && shape.is_prose() {
                add(if shape.words >= 50 { 2.5 } else { 1.5 }, "a paragraph without a cue");
            } else if shape.letters > 0
                && shape.words <= 12
                && !shape.ends_sentence
                && is_prose(view, unit.wrapping_sub(1))
                && is_prose(view, unit + 1)
            {
                add(1.0, "a short line between paragraphs");
            }
        }
    }
}

/// Whether a cue or a date speaks for a kind of boilerplate.
fn is_betrayed(view: &View<'_>, unit: usize) -> bool {
    view.date_share(unit) >= 0.5
        || view.has_cue(unit)
            && view.cues(unit).any(|(cue, ..)| cue.label.is_boilerplate() && cue.strength >= Strength::Fair)
}

/// Whether a unit is there and reads as prose.
fn is_prose(view: &View<'_>, unit: usize) -> bool {
    view.shapes.get(unit).is_some_and(crate::features::Surface::is_prose)
}

/// `| cell | cell |`, or cells between tabs.
fn is_table_row(text: &str) -> bool {
    let bars = text.bytes().filter(|byte| *byte == b'|').count();
    let cells = text.matches(" | ").count() >= 2 && text.bytes().any(|byte| byte.is_ascii_digit());
    cells || bars >= 3 && text.starts_with('|') && text.ends_with('|') || text.contains('\t')
}

/// A line of a program, of markup or of structured data.
fn is_code(text: &str, signs: u32) -> bool {
    if signs < 2 {
        return matches!(text, "{" | "}" | "]" | "[" | "],");
    }
    let ends = text.ends_with(['{', '}', ';'])
        || text.ends_with("},")
        || text.ends_with("],")
        || text.ends_with(": [");
    let starts =
        text.starts_with(['{', '}', '<', '$', '#', '@']) && text.len() > 1 && !text.starts_with("# ");
    let call =
        || text.contains("();") || text.contains(" = ") || text.contains("=\"") || text.contains("\": ");
    matches!(text, "};" | "});") || (ends || starts || call()) && !text.contains('\u{a9}')
}
