//! Documents in WARC records: pages that a server sent, texts that somebody extracted.

use std::sync::Arc;

use super::chunk::Fault;
use super::headers::{Headers, media_type};
use super::http::{Payload, payload};
use super::warc_reader::{Frame, FrameParts};
use super::{BadRecord, Origin, Record, RecordOptions, RecordProblem};
use crate::document::{Document, Format};
use crate::source::decode::decode_declared;
use crate::source::{Decoded, Problem, known_binary, looks_binary, refuse_huge, sniff};

/// The records of a chunk that hold a document; the others are passed over.
pub(super) fn records(
    input: Arc<str>,
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    options: &RecordOptions,
) -> impl Iterator<Item = Result<Record, BadRecord>> + '_ {
    frames.into_iter().filter_map(move |frame| {
        let parts = match frame.content {
            Ok(parts) => parts,
            Err(fault) => {
                return Some(Err(BadRecord { place: frame.place, id: None, problem: fault.into() }));
            }
        };
        let FrameParts { head, body } = parts;
        let headers = Headers::of(bytes.get(head).unwrap_or_default());
        let body = bytes.get(body).unwrap_or_default();
        let inside = |name| headers.get(name).map(|value| value.trim_matches(['<', '>']).to_owned());
        let id = inside("warc-record-id");
        match document(&headers, body, options) {
            Ok(None) => None,
            Err(fault) => Some(Err(BadRecord { place: frame.place, id, problem: fault.into() })),
            Ok(Some(mut document)) => {
                document.id = id.clone().unwrap_or_else(|| format!("{input}:{}", frame.place.record));
                let date = headers.get("warc-date").map(|date| date.into_owned());
                Some(Ok(Record {
                    place: frame.place,
                    document,
                    id,
                    url: inside("warc-target-uri"),
                    site: None,
                    origin: Origin::Warc { date },
                }))
            }
        }
    })
}

/// The document in a record; `None` where it holds none.
fn document(headers: &Headers<'_>, body: &[u8], options: &RecordOptions) -> Result<Option<Document>, Fault> {
    let content_type = headers.get("content-type").unwrap_or_default();
    let (kind, charset) = media_type(&content_type);
    let is_http = kind == "application/http" || (kind.is_empty() && body.starts_with(b"HTTP/"));
    let response = headers.get("warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case("response"));
    if !response {
        return text(body, &kind, charset, options);
    }
    if !is_http {
        return Ok(None);
    }
    let truncated = headers.get("warc-truncated").is_some();
    let Some(Payload { bytes, content_type }) = payload(body, truncated, options.max_record_bytes)? else {
        return Ok(None);
    };
    let (kind, charset) = media_type(&content_type);
    text(&bytes, &kind, charset, options)
}

/// A payload as a document, where its media type is one of a text.
fn text(
    bytes: &[u8],
    kind: &str,
    charset: Option<&str>,
    options: &RecordOptions,
) -> Result<Option<Document>, Fault> {
    let format = match kind {
        "text/html" | "application/xhtml+xml" => Format::Html,
        "text/plain" => Format::Text,
        "" => sniff(bytes, None),
        _ => return Ok(None),
    };
    // Servers send images as pages, and pages of nothing.
    if bytes.trim_ascii().is_empty()
        || known_binary(bytes).is_some()
        || (kind.is_empty() && looks_binary(bytes))
    {
        return Ok(None);
    }
    let format = options.format.unwrap_or(format);
    let limit = options.limit(format);
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLarge(limit));
    }
    let Decoded { text, note } = decode_declared(bytes.to_vec(), format, charset);
    if text.len() as u64 > limit {
        return Err(Fault::TooLarge(limit));
    }
    let document = Document { id: String::new(), text, format, decoding: note };
    refuse_huge(&document, options.max_record_bytes).map_err(Fault::Huge)?;
    Ok(Some(document))
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooLarge(limit) => Problem::TooLarge { limit },
            Fault::Huge(problem) => problem,
            Fault::Record(problem) => problem.into(),
        }
    }
}

impl From<RecordProblem> for Fault {
    fn from(problem: RecordProblem) -> Self {
        Fault::Record(problem)
    }
}
