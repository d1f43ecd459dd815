//! The cues found in a document.

use std::ops::Range;

/// A cue that matched a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which of the lines given to [`CueMatcher::find`](super::CueMatcher::find), from 0.
    pub line: u32,
    /// The cue: an index for [`CueMatcher::cue`](super::CueMatcher::cue).
    pub cue: u32,
    /// The phrase: for [`Hits::phrase`].
    pub(super) phrase: Range<u32>,
}

/// The cues found in a document, by line.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    hits: Vec<Hit>,
    /// The first hit of each line, and how many there are.
    starts: Vec<u32>,
    phrases: String,
}

impl Hits {
    /// The hits of one line.
    pub fn of(&self, line: usize) -> &[Hit] {
        let bound = |at: usize| self.starts.get(at).map_or(self.hits.len(), |start| *start as usize);
        self.hits.get(bound(line)..bound(line + 1)).unwrap_or_default()
    }

    /// The folded phrase of a hit.
    pub fn phrase(&self, hit: &Hit) -> &str {
        self.phrases.get(hit.phrase.start as usize..hit.phrase.end as usize).unwrap_or_default()
    }

    /// Begins the next line and gives its number.
    pub(super) fn next_line(&mut self) -> u32 {
        let line = short(self.starts.len());
        self.starts.push(short(self.hits.len()));
        line
    }

    /// Adds a hit to a line, which must be the last one that was begun.
    pub(super) fn push(&mut self, line: u32, cue: u32, phrase: &str) {
        let start = short(self.phrases.len());
        self.phrases.push_str(phrase);
        self.hits.push(Hit { line, cue, phrase: start..short(self.phrases.len()) });
    }

    /// Whether a hit is like that.
    pub(super) fn any(&self, is: impl FnMut(&Hit) -> bool) -> bool {
        self.hits.iter().any(is)
    }

    /// Removes the hits that are not like that.
    pub(super) fn retain(&mut self, is: impl FnMut(&Hit) -> bool) {
        self.hits.retain(is);
        let hits = &self.hits;
        for (line, start) in self.starts.iter_mut().enumerate() {
            *start = short(hits.partition_point(|hit| hit.line < short(line)));
        }
    }
}

/// A document has fewer lines and hits than this.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
