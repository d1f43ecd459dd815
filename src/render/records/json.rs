//! Records as lines of JSON.

use std::io::Write as _;
use std::ops::Range;

use super::verdicts::{LabelledLine, labelled_lines};
use super::{LABELS_FIELD, RecordOutput, SET_ASIDE_FIELD};
use crate::cleaner::Cleaned;
use crate::source::records::json_object::{Wanted, look_up};
use crate::source::records::{JsonLine, Origin, Record};
use serde::Serialize;

/// A change of a line: what stands there instead of these bytes.
struct Change {
    place: Range<usize>,
    with: Vec<u8>,
}

/// A line as it was, with the cleaned text in its place or beside it. Every byte outside of what is written anew is
/// copied.
pub(super) fn line(
    line: &JsonLine,
    record: &Record,
    cleaned: &Cleaned<'_>,
    text: &str,
    values: &[Option<String>],
    output: &RecordOutput,
    out: &mut Vec<u8>,
) {
    let mut changes = Vec::new();
    // Name, value, and whether dehusk itself is the one who writes under that name.
    let mut members: Vec<(String, Vec<u8>, bool)> = Vec::new();
    match (line.has_text, output.keep_original) {
        (true, true) => members.push((format!("{}_clean", line.field), json(text), true)),
        (true, false) => changes.push(Change { place: line.value.clone(), with: json(text) }),
        (false, _) => {}
    }
    if output.labels {
        members.push((LABELS_FIELD.to_owned(), labels(record, cleaned), true));
    }
    members.extend(output.columns.iter().zip(values).map(|(name, value)| (name.clone(), json(value), false)));
    if output.set_aside {
        members.push((SET_ASIDE_FIELD.to_owned(), json(&cleaned.set_aside), false));
    }
    let mut added = Vec::new();
    for (name, value, own) in members {
        match member(line, &name) {
            Some(place) if own => changes.push(Change { place, with: value }),
            Some(_) => add(&mut added, &format!("{LABELS_FIELD}_{name}"), &value),
            None => add(&mut added, &name, &value),
        }
    }
    // Additions follow the field's value, which may be written anew itself.
    match changes.iter_mut().find(|change| change.place == line.value) {
        Some(change) => change.with.extend_from_slice(&added),
        None => changes.push(Change { place: line.value.end..line.value.end, with: added }),
    }
    changes.sort_by_key(|change| change.place.start);
    let bytes = |range: Range<usize>| line.bytes.get(range).unwrap_or_default();
    let mut at = line.line.start;
    for change in changes {
        out.extend_from_slice(bytes(at..change.place.start));
        out.extend_from_slice(&change.with);
        at = change.place.end;
    }
    out.extend_from_slice(bytes(at..line.line.end));
    out.push(b'\n');
}

/// Where the value of a member of the line's object stands.
fn member(line: &JsonLine, name: &str) -> Option<Range<usize>> {
    let object = str::from_utf8(line.bytes.get(line.object.clone())?).ok()?;
    // Names are hardly ever there, and hardly ever written with escapes: then nothing is looked up.
    let quoted = memchr::memmem::find(object.as_bytes(), name.as_bytes()).is_some();
    if !quoted && memchr::memmem::find(object.as_bytes(), b"\\u00").is_none() {
        return None;
    }
    let mut wanted = [Wanted::new(name)];
    look_up(object, &mut wanted).ok()?;
    let value = wanted.first()?.value?;
    let start = line.object.start + (value.as_ptr() as usize - object.as_ptr() as usize);
    Some(start..start + value.len())
}

fn add(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.push(b',');
    out.extend(json(name));
    out.push(b':');
    out.extend_from_slice(value);
}

/// A record of another container as an object of its own.
pub(super) fn object(
    record: &Record,
    cleaned: &Cleaned<'_>,
    text: &str,
    values: &[Option<String>],
    output: &RecordOutput,
    out: &mut Vec<u8>,
) {
    let original = output.keep_original.then_some(record.document.text.as_str());
    let fields = Fields {
        id: &record.document.id,
        url: record.url.as_deref(),
        date: match &record.origin {
            Origin::Warc { date } => date.as_deref(),
            _ => None,
        },
        text: original.unwrap_or(text),
        text_clean: original.map(|_| text),
        dehusk: output.labels.then(|| Labels { lines: labelled_lines(&record.document, cleaned).collect() }),
    };
    let mut object = json(&fields);
    object.pop();
    for (name, value) in output.columns.iter().zip(values) {
        let taken = ["id", "url", "date", "text", "text_clean", LABELS_FIELD].contains(&name.as_str());
        let name = if taken { format!("{LABELS_FIELD}_{name}") } else { name.clone() };
        add(&mut object, &name, &json(value));
    }
    if output.set_aside {
        add(&mut object, SET_ASIDE_FIELD, &json(&cleaned.set_aside));
    }
    out.append(&mut object);
    out.extend_from_slice(b"}\n");
}

#[derive(Serialize)]
struct Fields<'r> {
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'r str>,
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_clean: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dehusk: Option<Labels<'r>>,
}

#[derive(Serialize)]
struct Labels<'c> {
    lines: Vec<LabelledLine<'c>>,
}

/// What stands under [`LABELS_FIELD`].
pub(super) fn labels(record: &Record, cleaned: &Cleaned<'_>) -> Vec<u8> {
    json(&Labels { lines: labelled_lines(&record.document, cleaned).collect() })
}

pub(super) fn json(value: &(impl Serialize + ?Sized)) -> Vec<u8> {
    let mut out = Vec::new();
    // Strings, numbers and lists of them always serialise.
    if serde_json::to_writer(&mut out, value).is_err() {
        out.clear();
        let _ = out.write_all(b"null");
    }
    out
}
