//! A stream of records that is read in chunks, and that can be gone on with where an earlier run was.

use std::io::Read;

use super::feed::Feed;
use super::{Position, RecordOptions};
use crate::source::compression::Damage;

/// Where a reader of records stands in its input, and how much it takes at a time.
pub(super) struct Stream {
    pub(super) feed: Feed,
    pub(super) damage: Damage,
    /// Records that have been read.
    pub(super) records: u64,
    pub(super) chunk_bytes: usize,
    pub(super) max_record_bytes: u64,
}

impl Stream {
    pub(super) fn new(source: Box<dyn Read + Send>, damage: Damage, options: &RecordOptions) -> Self {
        Self {
            feed: Feed::new(source, 0),
            damage,
            records: 0,
            chunk_bytes: options.chunk_bytes.max(1),
            max_record_bytes: options.max_record_bytes,
        }
    }

    pub(super) fn position(&self) -> Position {
        Position { records: self.records, offset: self.feed.offset() }
    }

    /// Goes on at a place: in a source that stands there, or else in its own, which has not been read yet. False if
    /// that is shorter.
    pub(super) fn resume(&mut self, position: Position, there: Option<Box<dyn Read + Send>>) -> bool {
        self.records = position.records;
        match there {
            Some(source) => {
                self.feed = Feed::new(source, position.offset);
                true
            }
            None => {
                let there = self.feed.skip(position.offset) == position.offset;
                // It was told on the way here the first time.
                while self.damage.pop(position.offset).is_some() {}
                there
            }
        }
    }
}
