//! What the grammar finds at one place, before it is decided whether it counts.

use super::DateKind;

/// A candidate span.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Byte offset of its start in the line.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    pub kind: DateKind,
    /// Counts only where the line holds nothing else ("6d", "Saturday", "11/05").
    pub is_weak: bool,
    /// A date with day, month and year, or a time with minutes: may be glued to a word.
    pub is_full: bool,
}

impl Item {
    pub const fn new(start: usize, end: usize, kind: DateKind) -> Self {
        Self { start, end, kind, is_weak: false, is_full: false }
    }

    /// A date; `is_full` with day, month and year.
    pub const fn date(start: usize, end: usize, is_full: bool) -> Self {
        Self { start, end, kind: DateKind::Date, is_weak: false, is_full }
    }

    pub const fn weak(self) -> Self {
        Self { is_weak: true, ..self }
    }

    pub const fn from(self, start: usize) -> Self {
        Self { start, ..self }
    }

    /// The longer of two readings; the surer one where they are as long.
    pub fn longer(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if (other.end, !other.is_weak) > (self.end, !self.is_weak) => other,
            _ => self,
        }
    }
}

/// The longest of several readings of one place.
pub fn longest<const N: usize>(readings: [Option<Item>; N]) -> Option<Item> {
    readings.into_iter().flatten().reduce(|best, next| best.longer(Some(next)))
}
