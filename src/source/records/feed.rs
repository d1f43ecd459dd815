//! A stream with a look-ahead as long as somebody wants it.

use std::io::{self, Read};

/// The bytes of a stream that are at hand, and what comes after them.
pub(super) struct Feed {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    /// Where in the stream the first byte at hand stands.
    offset: u64,
    ended: bool,
    error: Option<io::Error>,
}

/// Bytes thrown away at once.
const SKIPPED: usize = 256 * 1024;

impl Feed {
    /// A feed whose source stands at byte `offset` of the stream.
    pub(super) fn new(source: Box<dyn Read + Send>, offset: u64) -> Self {
        Self { source, buffer: Vec::new(), done: 0, offset, ended: false, error: None }
    }

    /// Where the first byte at hand stands in the stream.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// What is at hand.
    pub(super) fn at_hand(&self) -> &[u8] {
        self.buffer.get(self.done..).unwrap_or_default()
    }

    /// Whether nothing will come after what is at hand.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// What ended the stream, if it was an error.
    pub(super) fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    pub(super) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// Reads until so many bytes are at hand, or the stream ends.
    pub(super) fn fill(&mut self, wanted: usize) {
        let missing = wanted.saturating_sub(self.at_hand().len());
        if missing == 0 || self.ended {
            return;
        }
        // Not each time: what is at hand may be long, and then it would be moved for every little step.
        if self.done * 2 >= self.buffer.len() {
            self.buffer.drain(..self.done);
            self.done = 0;
        }
        self.buffer.reserve_exact(missing);
        match self.source.by_ref().take(missing as u64).read_to_end(&mut self.buffer) {
            Ok(read) => self.ended = read < missing,
            Err(error) => {
                self.ended = true;
                self.error = Some(error);
            }
        }
    }

    /// Is done with the next bytes at hand.
    pub(super) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.at_hand().len());
        self.done += bytes;
        self.offset += bytes as u64;
    }

    /// Gives away the next bytes at hand.
    pub(super) fn give(&mut self, bytes: usize) -> Vec<u8> {
        let end = (self.done + bytes).min(self.buffer.len());
        let rest = self.buffer.get(end..).unwrap_or_default().to_vec();
        let mut given = std::mem::replace(&mut self.buffer, rest);
        given.truncate(end);
        given.drain(..self.done);
        self.offset += given.len() as u64;
        self.done = 0;
        given
    }

    /// Is done with so many bytes, at hand or not. Returns how many there were.
    pub(super) fn skip(&mut self, bytes: u64) -> u64 {
        let mut left = bytes;
        while left > 0 {
            if self.at_hand().is_empty() {
                self.fill(SKIPPED);
            }
            let here = self.at_hand().len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if here == 0 {
                break;
            }
            self.consume(here);
            left -= here as u64;
        }
        bytes - left
    }

    /// Is done with everything up to and including the next line feed. Holds little of it at a time.
    pub(super) fn skip_line(&mut self) {
        loop {
            if self.at_hand().is_empty() {
                self.fill(SKIPPED);
            }
            let here = self.at_hand();
            match memchr::memchr(b'\n', here) {
                Some(end) => return self.consume(end + 1),
                None if here.is_empty() => return,
                None => self.consume(here.len()),
            }
            // A buffer that has grown for a long line is not kept for the short ones.
            if self.at_hand().is_empty() {
                self.buffer = Vec::new();
                self.done = 0;
            }
        }
    }
}
