//! The page: one HTML file with everything in it.

use super::findings::{Findings, SampledDocument};
use crate::label::Label;
use crate::source::grouped;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The most bytes of a page, nearly: what its documents do not leave room for is cut.
pub const MOST_BYTES: usize = 4_800_000;

/// Rows of each table of frequent lines.
const MOST_ROWS: usize = 60;

/// Rows of the charts by language and site.
const MOST_GROUPS: usize = 15;

/// How long a line that stays may be shown where documents are too long for the page, in characters: the first of
/// these that makes it fit.
const LENGTHS: [usize; 5] = [usize::MAX, 1000, 400, 160, 80];

/// How many lines of a document are shown where even that is too much.
const LINES: [usize; 5] = [usize::MAX, 400, 150, 50, 15];

/// What stands above the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// What was looked at, in words.
    pub title: String,
    /// The version that judged.
    pub version: String,
    /// Labels whose lines are dropped.
    pub drops: Vec<&'static str>,
}

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes findings as one HTML page that needs nothing else.
pub fn html(findings: &Findings, heading: &Heading) -> String {
    let data = data(findings, heading);
    let mut page = String::with_capacity(TEMPLATE.len() + STYLE.len() + SCRIPT.len() + data.len());
    let mut rest = TEMPLATE;
    // Each place is filled once, and what fills it is not looked at again.
    for (place, filling) in [("/*STYLE*/", STYLE), ("/*DATA*/", data.as_str()), ("/*SCRIPT*/", SCRIPT)] {
        let (before, after) = rest.split_once(place).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(filling);
        rest = after;
    }
    page.push_str(rest);
    page
}

/// The data as JSON that cannot end the element it stands in.
fn data(findings: &Findings, heading: &Heading) -> String {
    let sample = findings.sample();
    let rest = totals(findings, heading, &sample);
    let room = MOST_BYTES.saturating_sub(TEMPLATE.len() + STYLE.len() + SCRIPT.len() + written(&rest).len());
    let mut documents = written(&Value::Null);
    for (step, (length, lines)) in LENGTHS.into_iter().zip(LINES).enumerate() {
        let lines = if step + 1 < LENGTHS.len() && step < 3 { usize::MAX } else { lines };
        documents = written(&shown(&sample, length, lines));
        if documents.len() <= room {
            break;
        }
    }
    format!("{{\"totals\":{},\"sample\":{documents}}}", written(&rest))
}

fn written(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            c => text.push(c),
        }
    }
    text
}

fn totals(findings: &Findings, heading: &Heading, sample: &[&SampledDocument]) -> Value {
    let survey = &findings.survey;
    let top = |counts: &std::collections::BTreeMap<String, super::Counts>| -> Vec<Value> {
        let mut rows: Vec<_> = counts.iter().collect();
        rows.sort_by(|a, b| b.1.documents.cmp(&a.1.documents).then_with(|| a.0.cmp(b.0)));
        rows.into_iter().take(MOST_GROUPS).map(|(name, counts)| json!([name, counts])).collect()
    };
    let documents = survey.all.documents;
    let rule = if (sample.len() as u64) < documents {
        format!(
            "Shown below are {} of {} documents: those whose names have the smallest checksums (XXH3), which are the \
             same ones every time. Counts, charts and tables are over all documents.",
            grouped(sample.len() as u64),
            grouped(documents)
        )
    } else {
        format!("All {} documents are shown.", grouped(documents))
    };
    json!({
        "heading": heading,
        "rule": rule,
        "labels": Label::ALL.map(|label| json!([label.slug(), label.meaning()])),
        "all": survey.all,
        "set_aside": survey.set_aside,
        "by_label": survey.labels,
        "formats": top(&survey.formats),
        "languages": top(&survey.languages),
        "sites": top(&survey.sites),
        "known": [survey.languages.len(), survey.sites.len()],
        "removed": survey.removed,
        "scores": [survey.kept_scores, survey.dropped_scores],
        "dropped": findings.dropped.top(MOST_ROWS),
        "kept": findings.kept.top(MOST_ROWS),
        "at_least": findings.dropped.is_thinned() || findings.kept.is_thinned(),
    })
}

/// The documents: reasons are named by their place in a table, since most of them come again and again.
fn shown(sample: &[&SampledDocument], length: usize, most_lines: usize) -> Value {
    let mut reasons: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut documents = Vec::new();
    for document in sample {
        let mut lines = Vec::new();
        for line in document.lines.iter().take(most_lines) {
            let why: Vec<usize> = line
                .reasons
                .iter()
                .map(|reason| {
                    *places.entry(reason).or_insert_with(|| {
                        reasons.push(reason);
                        reasons.len() - 1
                    })
                })
                .collect();
            let end = line.text.char_indices().nth(length).map(|(end, _)| end);
            let cut = end.map_or(0, |end| line.text.get(end..).unwrap_or_default().chars().count());
            let text = line.text.get(..end.unwrap_or(line.text.len())).unwrap_or_default();
            let percent = |share: f32| (f64::from(share) * 100.0).round() as u32;
            lines.push(json!([
                line.number,
                line.label.index(),
                u8::from(line.dropped),
                percent(line.score),
                percent(line.drop),
                why,
                text,
                cut
            ]));
        }
        let left_out = document.left_out + document.lines.len().saturating_sub(most_lines) as u64;
        documents.push(json!({
            "id": document.id,
            "about": document.about,
            "set_aside": document.set_aside,
            "characters": document.characters,
            "lines": lines,
            "left_out": left_out,
        }));
    }
    json!({ "reasons": reasons, "documents": documents })
}
