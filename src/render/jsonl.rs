//! JSON Lines: one object a document, with every line's label, score and reasons.

use super::{Render, RenderOptions, text};
use crate::cleaner::Cleaned;
use crate::decide::Action;
use crate::document::Document;
use crate::metadata::Metadata;
use serde::Serialize;

/// `--to jsonl`.
pub struct JsonLines;

#[derive(Serialize)]
struct Record<'r> {
    id: &'r str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_aside: Option<&'r str>,
    /// Only what is known.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
    text: &'r str,
    lines: Vec<LineRecord<'r>>,
}

/// `span` are bytes of the segmented text: for plain text, of the document after decoding to UTF-8.
#[derive(Serialize)]
struct LineRecord<'r> {
    number: u32,
    span: [usize; 2],
    label: &'static str,
    score: f64,
    drop: f64,
    action: Action,
    reasons: &'r [String],
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewritten: Option<&'r str>,
}

impl Render for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "one object a document: clean text, and every line's number, byte span, label, score and reasons"
    }

    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn tells_set_aside(&self) -> bool {
        true
    }

    fn render(&self, document: &Document, cleaned: &Cleaned<'_>, options: &RenderOptions, out: &mut String) {
        let mut clean = String::new();
        text::Text.render(document, cleaned, &RenderOptions { metadata: false, ..*options }, &mut clean);
        let lines = cleaned
            .verdicts()
            .map(|(line, verdict)| LineRecord {
                number: line.number,
                span: [line.span.start, line.span.end],
                label: verdict.label.slug(),
                score: rounded(verdict.score),
                drop: rounded(verdict.drop),
                action: verdict.action,
                reasons: &verdict.reasons,
                text: cleaned.line_text(line),
                rewritten: line.rewritten.as_deref(),
            })
            .collect();
        let record = Record {
            id: &document.id,
            format: document.format.slug(),
            metadata: cleaned.metadata(),
            set_aside: cleaned.set_aside.as_deref(),
            text: &clean,
            lines,
        };
        // Strings and numbers always serialise; there is nothing to report.
        if let Ok(json) = serde_json::to_string(&record) {
            out.push_str(&json);
            out.push('\n');
        }
    }
}

fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1000.0).round() / 1000.0
}
