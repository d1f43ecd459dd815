//! The payload of an HTTP response, as a browser would see it.

use std::borrow::Cow;
use std::io::Read;

use super::RecordProblem;
use super::chunk::Fault;
use super::headers::{Headers, end_of_head};

/// What a server sent.
#[derive(Debug)]
pub(super) struct Payload<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// As the server said.
    pub(super) content_type: String,
}

/// The payload of a response; `None` where the server said that there is none worth having: any status but 2xx.
///
/// Crawlers disagree on whether they store what came over the wire or what was in it, and keep the headers in both
/// cases. So an encoding that a header claims, and the bytes do not have, has been undone already.
pub(super) fn payload(message: &[u8], truncated: bool, limit: u64) -> Result<Option<Payload<'_>>, Fault> {
    let problem = |what: &str| Fault::Record(RecordProblem::Http(what.to_owned()));
    let line = message.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let status = line
        .strip_prefix(b"HTTP/")
        .and_then(|rest| rest.split(|&byte| byte == b' ').filter(|part| !part.is_empty()).nth(1))
        .and_then(|status| str::from_utf8(status.trim_ascii()).ok()?.parse::<u16>().ok());
    let Some(status) = status else { return Err(problem("no status line")) };
    if !(200..300).contains(&status) {
        return Ok(None);
    }
    let Some(end) = end_of_head(message) else {
        // Nothing but a head.
        return if message.ends_with(b"\n") || truncated {
            Ok(None)
        } else {
            Err(problem("its head does not end"))
        };
    };
    let (head, body) = message.split_at_checked(end).unwrap_or((message, b""));
    let headers = Headers::of(head);
    let mut bytes = Cow::Borrowed(body);
    if headers.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
        && let Some(joined) = dechunked(body, truncated)
    {
        bytes = Cow::Owned(joined.map_err(|()| problem("a broken chunk"))?);
    }
    let encodings = headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for encoding in encodings.split(',').map(str::trim).rev() {
        let decoded = match encoding {
            "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => {
                inflated(flate2::bufread::MultiGzDecoder::new(&*bytes), limit, truncated)
            }
            "deflate" if is_zlib(&bytes) => {
                inflated(flate2::bufread::ZlibDecoder::new(&*bytes), limit, truncated)
            }
            // Without the frame that the standard asks for, and then nothing tells it from text but trying.
            "deflate" => match inflated(flate2::bufread::DeflateDecoder::new(&*bytes), limit, truncated) {
                Err(Fault::Record(_)) => continue,
                decoded => decoded,
            },
            "br" => match inflated(brotli_decompressor::Decompressor::new(&*bytes, 4096), limit, truncated) {
                Err(Fault::Record(_)) if looks_like_text(&bytes) => continue,
                decoded => decoded,
            },
            "zstd" if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                match zstd::Decoder::with_buffer(&*bytes) {
                    Ok(decoder) => inflated(decoder, limit, truncated),
                    Err(error) => Err(Fault::Record(RecordProblem::Http(error.to_string()))),
                }
            }
            _ => continue,
        };
        bytes = Cow::Owned(decoded?);
    }
    let content_type = headers.get("content-type").map(Cow::into_owned).unwrap_or_default();
    Ok(Some(Payload { bytes, content_type }))
}

/// The chunks of a body joined; `None` if it is in no chunks.
fn dechunked(mut body: &[u8], truncated: bool) -> Option<Result<Vec<u8>, ()>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut first = true;
    loop {
        let size = memchr::memchr(b'\n', body.get(..body.len().min(256))?).and_then(|end| {
            let (line, rest) = body.split_at_checked(end + 1)?;
            let digits = line.split(|&byte| byte == b';').next()?.trim_ascii();
            let size = usize::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
            Some((size, rest))
        });
        let Some((size, rest)) = size else {
            return match first {
                true => None,
                // Many servers end without the last chunk of no bytes.
                false if truncated || body.trim_ascii().is_empty() => Some(Ok(joined)),
                false => Some(Err(())),
            };
        };
        if size == 0 {
            return Some(Ok(joined));
        }
        let Some((chunk, rest)) = rest.split_at_checked(size) else {
            joined.extend_from_slice(rest);
            return if first && !truncated {
                None
            } else if truncated {
                Some(Ok(joined))
            } else {
                Some(Err(()))
            };
        };
        joined.extend_from_slice(chunk);
        body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        first = false;
    }
}

/// Reads a decoder to its end, but no further than the limit.
fn inflated(decoder: impl Read, limit: u64, truncated: bool) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    match decoder.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > limit => Err(Fault::TooLarge(limit)),
        Err(error) if !truncated => {
            Err(Fault::Record(RecordProblem::Http(format!("damaged content encoding ({error})"))))
        }
        _ => Ok(bytes),
    }
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes);
    match str::from_utf8(head) {
        Ok(_) => !crate::source::looks_binary(head),
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}
