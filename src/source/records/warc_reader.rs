//! WARC records, told apart in a stream that may be damaged.
//!
//! A record is a head (`WARC/1.0`, then headers, then a blank line), as many bytes as its `Content-Length` says, and
//! a blank line. That length is not trusted: where no record follows it, reading goes on at the next line that
//! begins one. So a bad record costs itself alone.

use std::ops::Range;

use super::chunk::{Body, Fault, Found};
use super::headers::{Headers, end_of_head};
use super::stream::Stream;
use super::{Place, RecordProblem};
use crate::source::grouped;

/// The most bytes of a head. Those of real crawls have one or two thousand.
const MAX_HEAD: usize = 256 * 1024;
/// How far the reader looks ahead at a time.
const STEP: usize = 64 * 1024;

/// Where a record stands in a chunk's bytes.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) place: Place,
    pub(super) content: Result<FrameParts, Fault>,
}

#[derive(Debug)]
pub(super) struct FrameParts {
    pub(super) head: Range<usize>,
    pub(super) body: Range<usize>,
}

/// Reads frames.
pub(super) struct WarcReader(pub(super) Stream);

impl WarcReader {
    /// The next records that may hold a document.
    pub(super) fn next(&mut self) -> Found {
        let mut bytes = Vec::new();
        let mut frames = Vec::new();
        let start = self.0.feed.offset();
        // Not on and on over records that hold no document: a chunk is also a step of progress.
        while bytes.len() < self.0.chunk_bytes
            && self.0.feed.offset() - start < self.0.chunk_bytes as u64 * 16
        {
            self.0.feed.fill(STEP);
            let at_hand = self.0.feed.offset() + self.0.feed.at_hand().len() as u64;
            if frames.is_empty()
                && self.0.feed.offset() == start
                && let Some(what) = self.0.damage.pop(at_hand)
            {
                return Found::Body(Body::Bad(RecordProblem::Compression(what).into()));
            }
            if self.0.damage.is_before(at_hand) {
                break;
            }
            match self.step(&mut bytes) {
                Step::Frame(frame) => frames.push(frame),
                Step::PassedOver => {}
                Step::End if frames.is_empty() && self.0.feed.offset() == start => {
                    return self.0.feed.take_error().map_or(Found::End, Found::Failure);
                }
                Step::End => break,
            }
        }
        Found::Body(Body::Warc { bytes, frames })
    }

    fn step(&mut self, bytes: &mut Vec<u8>) -> Step {
        self.skip_blank_lines();
        if self.0.feed.at_hand().is_empty() {
            return Step::End;
        }
        let place = Place { record: self.0.records + 1, offset: self.0.feed.offset() };
        let content = match self.frame(bytes) {
            // What an error cuts off is told by the error.
            _ if self.0.feed.has_failed() && self.0.feed.at_hand().is_empty() => return Step::End,
            Ok(None) => {
                self.0.records += 1;
                return Step::PassedOver;
            }
            Ok(Some(parts)) => Ok(parts),
            Err(fault) => Err(fault),
        };
        self.0.records += 1;
        Step::Frame(Frame { place, content })
    }

    fn skip_blank_lines(&mut self) {
        loop {
            self.0.feed.fill(STEP);
            let here = self.0.feed.at_hand();
            let blank = here.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let all = blank == here.len();
            self.0.feed.consume(blank);
            if !all || self.0.feed.has_ended() {
                return;
            }
        }
    }

    /// The record that begins here, copied to `bytes`; `None` if it holds no document. Whatever it is, the feed stands
    /// at the next record then.
    fn frame(&mut self, bytes: &mut Vec<u8>) -> Result<Option<FrameParts>, Fault> {
        if !is_start(self.0.feed.at_hand()) {
            self.go_to_next(u64::MAX);
            return Err(fault("something else stands where a record should begin"));
        }
        let Some(head) = self.head() else {
            let ended = self.0.feed.has_ended() && self.0.feed.at_hand().len() <= MAX_HEAD;
            self.go_to_next(u64::MAX);
            return Err(fault(if ended {
                "it ends within its head"
            } else {
                "its head is larger than 256 KiB"
            }));
        };
        let headers = Headers::of(self.0.feed.at_hand().get(..head).unwrap_or_default());
        let wanted = headers.get("warc-type").is_some_and(|kind| {
            ["response", "conversion", "resource"].iter().any(|known| kind.eq_ignore_ascii_case(known))
        });
        let length = match headers.get("content-length") {
            Some(value) => value.parse::<u64>().map_err(|_| {
                let shown: String = value.chars().take(40).collect();
                format!("Content-Length is '{}'", shown.escape_debug())
            }),
            None => Err("no Content-Length".to_owned()),
        };
        let length = match length {
            Ok(length) => length,
            Err(problem) => {
                // Not the last line feed: the next record may begin at once.
                self.0.feed.consume(head - 1);
                self.go_to_next(u64::MAX);
                return Err(Fault::Record(RecordProblem::Warc(problem)));
            }
        };
        if length > self.0.max_record_bytes {
            self.0.feed.consume(head - 1);
            self.go_to_next(length.saturating_add(1));
            return if wanted { Err(Fault::TooLarge(self.0.max_record_bytes)) } else { Ok(None) };
        }
        // It is not larger than the limit.
        let body = usize::try_from(length).unwrap_or(usize::MAX);
        self.check(head, body)?;
        let parts = wanted.then(|| {
            let here = self.0.feed.at_hand().get(..head + body).unwrap_or_default();
            let start = bytes.len();
            bytes.extend_from_slice(here);
            FrameParts { head: start..start + head, body: start + head..bytes.len() }
        });
        self.0.feed.consume(head + body);
        Ok(parts)
    }

    /// Bytes of the head that begins here, with its blank line.
    fn head(&mut self) -> Option<usize> {
        let mut wanted = STEP.min(MAX_HEAD);
        loop {
            self.0.feed.fill(wanted);
            let here = self.0.feed.at_hand();
            let here = here.get(..MAX_HEAD).unwrap_or(here);
            if let Some(end) = end_of_head(here) {
                return Some(end);
            }
            if self.0.feed.has_ended() || wanted >= MAX_HEAD {
                return None;
            }
            wanted += STEP;
        }
    }

    /// Makes sure that the body is at hand and that a record, or nothing, follows it.
    fn check(&mut self, head: usize, body: usize) -> Result<(), Fault> {
        let end = head + body;
        self.0.feed.fill(end + 16);
        let here = self.0.feed.at_hand();
        let after = here.get(end..);
        let truncated = after.is_none() || (self.0.feed.has_failed() && after.is_some_and(<[u8]>::is_empty));
        // The blank lines that end a record, or what some writers leave of them.
        let ends = |rest: &[u8]| {
            let next = rest.trim_ascii_start();
            rest.starts_with(b"\r\n\r\n") || next.is_empty() || is_start(next)
        };
        if !truncated && after.is_some_and(ends) {
            return Ok(());
        }
        // What begins inside may end outside.
        let inside = here.get(head - 1..(end + 16).min(here.len())).unwrap_or_default();
        if let Some(next) = next_start(inside).map(|next| head - 1 + next).filter(|&next| next < end) {
            self.0.feed.consume(next);
            return Err(fault("its Content-Length reaches into the next record"));
        }
        if truncated {
            let there = here.len().saturating_sub(head);
            self.0.feed.consume(here.len());
            let problem =
                format!("it ends after {} of {} bytes", grouped(there as u64), grouped(body as u64));
            return Err(Fault::Record(RecordProblem::Warc(problem)));
        }
        self.0.feed.consume(end);
        self.go_to_next(u64::MAX);
        Err(fault("more bytes follow than its Content-Length says"))
    }

    /// Goes to the next line that begins a record, but no further than `limit` bytes.
    fn go_to_next(&mut self, limit: u64) {
        let mut left = limit;
        loop {
            self.0.feed.fill(STEP);
            let here = self.0.feed.at_hand();
            let next = next_start(here);
            // A line's beginning may be cut off at the end of what is at hand.
            let safe = if self.0.feed.has_ended() { here.len() } else { here.len().saturating_sub(16) };
            let step = next.unwrap_or(safe).min(usize::try_from(left).unwrap_or(usize::MAX));
            self.0.feed.consume(step);
            left -= step as u64;
            if next.is_some() || left == 0 || (self.0.feed.has_ended() && self.0.feed.at_hand().is_empty()) {
                return;
            }
        }
    }
}

enum Step {
    Frame(Frame),
    PassedOver,
    End,
}

fn fault(what: &str) -> Fault {
    Fault::Record(RecordProblem::Warc(what.to_owned()))
}

/// Whether a record begins here.
fn is_start(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"WARC/").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Where the next line begins that begins a record; not at the very start.
fn next_start(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"\nWARC/")
        .map(|at| at + 1)
        .find(|&at| bytes.get(at..).is_some_and(is_start))
}

/// Whether bytes begin as WARC.
pub(super) fn looks_like(head: &[u8]) -> bool {
    is_start(head.trim_ascii_start())
}
