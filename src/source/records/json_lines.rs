//! JSON Lines: one object a line, a field of which holds the document.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::chunk::{Body, Fault, Found};
use super::json_object::{Wanted, look_up, string};
use super::stream::Stream;
use super::{
    BadRecord, JsonLine, Origin, Place, Position, Record, RecordOptions, RecordProblem, TEXT_FIELDS,
};
use crate::document::Document;
use crate::source::{Problem, grouped, refuse_huge, sniff};

/// Splits a stream at line feeds.
pub(super) struct LineReader(pub(super) Stream);

impl LineReader {
    /// The next lines, whole ones.
    pub(super) fn next(&mut self) -> Found {
        let mut searched = 0;
        loop {
            self.0.feed.fill(searched + self.0.chunk_bytes);
            let here = self.0.feed.at_hand();
            if let Some(what) = self.0.damage.pop(self.0.feed.offset() + here.len() as u64) {
                return Found::Body(Body::Bad(RecordProblem::Compression(what).into()));
            }
            let unseen = here.get(searched..).unwrap_or_default();
            let end = match memchr::memrchr(b'\n', unseen) {
                // A line that an error cuts off is no record.
                _ if self.0.feed.has_ended() && !self.0.feed.has_failed() => here.len(),
                Some(last) => searched + last + 1,
                None if self.0.feed.has_failed() => 0,
                None if here.len() as u64 > self.0.max_record_bytes => return self.skip(),
                None => {
                    searched = here.len();
                    continue;
                }
            };
            if end == 0 {
                return self.0.feed.take_error().map_or(Found::End, Found::Failure);
            }
            let lines = here.get(..end).unwrap_or_default();
            let open = u64::from(!lines.ends_with(b"\n"));
            self.0.records += memchr::memchr_iter(b'\n', lines).count() as u64 + open;
            return Found::Body(Body::Lines(Arc::new(self.0.feed.give(end))));
        }
    }

    /// Passes over a line that is too long to hold.
    fn skip(&mut self) -> Found {
        self.0.feed.skip_line();
        self.0.records += 1;
        Found::Body(Body::Bad(Fault::TooLarge(self.0.max_record_bytes)))
    }
}

/// The records of a chunk. Blank lines are none.
pub(super) fn records(
    input: Arc<str>,
    bytes: Arc<Vec<u8>>,
    start: Position,
    options: &RecordOptions,
) -> impl Iterator<Item = Result<Record, BadRecord>> + '_ {
    let mut next = 0;
    let mut number = start.records;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(next..).filter(|rest| !rest.is_empty())?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = next..next + length;
            let place = Place { record: number + 1, offset: start.offset + next as u64 };
            next += length + 1;
            number += 1;
            let text = bytes.get(line.clone()).unwrap_or_default();
            if text.trim_ascii().is_empty() {
                continue;
            }
            return Some(record(&input, &bytes, line, place, options));
        }
    })
}

fn record(
    input: &str,
    bytes: &Arc<Vec<u8>>,
    line: Range<usize>,
    place: Place,
    options: &RecordOptions,
) -> Result<Record, BadRecord> {
    let text = bytes.get(line.clone()).unwrap_or_default();
    let bad = |id, problem| BadRecord { place, id, problem };
    if text.len() as u64 > options.max_record_bytes {
        return Err(bad(None, Problem::TooLarge { limit: options.max_record_bytes }));
    }
    let json = str::from_utf8(text)
        .map_err(|error| bad(None, RecordProblem::Utf8(error.valid_up_to() as u64).into()))?;
    // Only the first line can begin with a byte order mark.
    let json = if place.offset == 0 { json.strip_prefix('\u{feff}').unwrap_or(json) } else { json };
    let found = Fields::find(json, options).map_err(|problem| bad(None, problem.into()))?;
    let id = found.id;
    let field = found.field.map_err(|problem| bad(id.clone(), problem.into()))?;
    let name = id.clone().unwrap_or_else(|| format!("{input}:{}", place.record));
    let mut document = Document::text(name, String::new());
    let offset = |part: &str| (part.as_ptr() as usize).saturating_sub(bytes.as_ptr() as usize);
    let range = |part: &str| offset(part)..offset(part) + part.len();
    let has_text = field.value != "null";
    if has_text {
        let (text, lone) = string(field.value)
            .map_err(|error| bad(id.clone(), RecordProblem::Json(in_words(&error)).into()))?;
        let hint = field.name.ends_with("html").then(|| Path::new("page.html"));
        document.format = options.format.unwrap_or_else(|| sniff(text.as_bytes(), hint));
        let limit = options.limit(document.format);
        if text.len() as u64 > limit {
            return Err(bad(id, Problem::TooLarge { limit }));
        }
        document.text = text;
        refuse_huge(&document, options.max_record_bytes).map_err(|problem| bad(id.clone(), problem))?;
        document.decoding = (lone > 0).then(|| {
            format!(
                "UTF-8 with {} lone {}",
                grouped(lone),
                if lone == 1 { "surrogate" } else { "surrogates" }
            )
        });
    }
    let origin = JsonLine {
        bytes: Arc::clone(bytes),
        line,
        object: range(field.object),
        field: field.name.to_owned(),
        value: range(field.value),
        has_text,
    };
    Ok(Record { place, document, id, url: found.url, site: found.site, origin: Origin::JsonLine(origin) })
}

/// What of a line counts.
struct Fields<'n, 'j> {
    id: Option<String>,
    url: Option<String>,
    site: Option<String>,
    field: Result<Field<'n, 'j>, RecordProblem>,
}

/// A member that was found.
#[derive(Clone, Copy)]
struct Field<'n, 'j> {
    /// Without the path.
    name: &'n str,
    /// As it stands in the JSON.
    value: &'j str,
    /// The object that it is a member of.
    object: &'j str,
    repeated: bool,
}

impl<'n, 'j> Fields<'n, 'j> {
    fn find(json: &'j str, options: &'n RecordOptions) -> Result<Self, RecordProblem> {
        if !json.trim_ascii_start().starts_with('{') {
            return Err(no_object(json));
        }
        let mut paths: Vec<&'n str> =
            vec![options.id_field.as_deref().unwrap_or("id"), options.url_field.as_deref().unwrap_or("url")];
        paths.extend(options.site_field.as_deref());
        match &options.field {
            Some(field) => paths.push(field),
            None => paths.extend(TEXT_FIELDS),
        }
        let found = at_paths(json, &paths).map_err(|error| RecordProblem::Json(in_words(&error)))?;
        let mut found = found.into_iter();
        let mut name = || found.next().flatten().and_then(|field| as_text(field.value));
        let (id, url) = (name(), name());
        let site = options.site_field.as_ref().and_then(|_| name());
        let field = found.flatten().next().ok_or_else(|| match &options.field {
            Some(field) => RecordProblem::NoField(field.clone()),
            None => RecordProblem::NoTextField(TEXT_FIELDS.join(", ")),
        });
        Ok(Fields { id, url, site, field: field.and_then(Field::check) })
    }
}

impl Field<'_, '_> {
    fn check(self) -> Result<Self, RecordProblem> {
        let name = self.name.to_owned();
        if self.repeated {
            return Err(RecordProblem::Duplicate(name));
        }
        if self.value != "null" && !self.value.starts_with('"') {
            return Err(RecordProblem::NoText { field: name, kind: kind(self.value).to_owned() });
        }
        Ok(self)
    }
}

/// Members by their paths: a name, or the names that lead to it with dots between. A member whose name itself holds
/// the dots comes first.
fn at_paths<'n, 'j>(json: &'j str, paths: &[&'n str]) -> serde_json::Result<Vec<Option<Field<'n, 'j>>>> {
    let mut wanted: Vec<Wanted<'n, 'j>> = paths.iter().map(|path| Wanted::new(path)).collect();
    let split = paths.iter().map(|path| path.split_once('.'));
    wanted.extend(split.clone().flatten().map(|(root, _)| Wanted::new(root)));
    look_up(json, &mut wanted)?;
    let mut roots = wanted.split_off(paths.len()).into_iter();
    let found = wanted.into_iter().zip(split).map(|(wanted, path)| {
        let below = path.and_then(|(_, rest)| Some((roots.next()?.value?, rest)));
        match (wanted.value, below) {
            (Some(value), _) => {
                Ok(Some(Field { name: wanted.name, value, object: json, repeated: wanted.repeated }))
            }
            (None, Some((object, rest))) if object.starts_with('{') => {
                at_paths(object, &[rest]).map(|mut found| found.pop().flatten())
            }
            _ => Ok(None),
        }
    });
    found.collect()
}

/// A string or a number as text.
fn as_text(value: &str) -> Option<String> {
    match value.as_bytes().first()? {
        b'"' => string(value).ok().map(|(text, _)| text),
        b'{' | b'[' | b'n' => None,
        _ => Some(value.to_owned()),
    }
}

fn no_object(json: &str) -> RecordProblem {
    match serde_json::from_str::<serde::de::IgnoredAny>(json) {
        Ok(_) => RecordProblem::NoObject(kind(json.trim_ascii_start())),
        Err(error) => RecordProblem::Json(in_words(&error)),
    }
}

/// What a JSON value is, in words.
fn kind(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// What the JSON reader says; it reads one line, so the number of the line tells nothing.
fn in_words(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "it ends too early".to_owned();
    }
    let message = error.to_string();
    let text = message.split(" at line ").next().unwrap_or(&message);
    format!("{text} at byte {}", grouped(error.column() as u64))
}

/// Whether bytes begin as JSON Lines: the first line that is not blank is an object that has the field. A line that
/// goes on after `head` counts if its beginning is that of such an object.
pub(super) fn looks_like(head: &[u8], options: &RecordOptions) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    // A brace alone may begin anything.
    if !head.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"")) {
        return false;
    }
    match memchr::memchr(b'\n', head) {
        Some(end) => {
            let line = String::from_utf8_lossy(head.get(..end).unwrap_or_default());
            Fields::find(&line, options).is_ok_and(|found| found.field.is_ok())
        }
        None => begins_object(&String::from_utf8_lossy(head), options),
    }
}

/// Whether a line that may be cut off is the beginning of an object, as far as it goes.
fn begins_object(line: &str, options: &RecordOptions) -> bool {
    match Fields::find(line, options) {
        Ok(found) => found.field.is_ok(),
        Err(_) => serde_json::from_str::<serde::de::IgnoredAny>(line).is_err_and(|error| error.is_eof()),
    }
}
