//! Dates and times in a line of text, in about a hundred languages.
//!
//! The question answered is whether a line *is* a timestamp: a date, time, relative time
//! or reading time on its own, with a label ("Updated"), or glued to a section's name.
//! [`scan`] finds the spans, [`share`] tells how much of the line they cover; a date in a
//! sentence is found too, but covers little of it.
//!
//! The vocabulary is CLDR's months, weekdays, day periods and relative times plus words of
//! our own ("min read", "Lesezeit", zones, labels). A month's name counts only beside a
//! number, a short weekday only beside a date. Readings that are weak by themselves (a
//! weekday, "6d", "5 minutes", "11/05", "yesterday") count only where the spans cover
//! every letter and digit of the line.

mod clock;
mod fold;
mod iso;
mod item;
mod line;
mod moment;
mod months;
mod numeric;
mod relative;
mod scan;
#[cfg(test)]
mod tests;
mod vocabulary;
mod written;

pub use iso::to_iso;

use std::ops::Range;

/// Longer lines, in bytes, are prose or data and hold no timestamp worth a look.
pub const LINE_MAX: usize = 400;
/// Longer lines without a digit, in bytes, are not scanned for "yesterday" and its like.
pub const WORDY_MAX: usize = 80;

/// What a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// A day, or a month of a year.
    Date,
    /// The name of a weekday alone on the line.
    Weekday,
    /// A time of day, with its zone.
    Time,
    /// A date and a time.
    DateTime,
    /// A time told from now: "3 hours ago", "yesterday".
    Relative,
    /// How long the text takes to read: "5 min read".
    ReadingTime,
    /// A span of dates or times: "June 9-10, 2026", "10:00–18:00".
    Range,
    /// A number and a unit of time alone on the line: "6d", "4 minutes".
    Duration,
}

/// A date or time in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateSpan {
    /// Bytes of the line; takes in a label ("Updated on") or article that introduces it.
    pub range: Range<usize>,
    /// What the span is.
    pub kind: DateKind,
}

/// The dates and times of one line, in order, not overlapping.
///
/// Lines over [`LINE_MAX`] bytes give none, and so do lines without a digit over
/// [`WORDY_MAX`] bytes. Nothing is allocated where nothing is found.
pub fn scan(text: &str) -> Vec<DateSpan> {
    if text.len() > LINE_MAX || (text.len() > WORDY_MAX && !has_digit(text)) {
        return Vec::new();
    }
    scan::spans(text)
}

/// Whether a line is nothing but the label of a date that stands elsewhere ("Last updated:").
///
/// Some labels are common words too ("Date", "Reviewed"): let the neighbours decide.
pub fn is_label(text: &str) -> bool {
    text.len() <= WORDY_MAX && scan::is_label(text)
}

/// The share of a line's letters and digits that the spans cover, from 0 to 1.
pub fn share(text: &str, spans: &[DateSpan]) -> f32 {
    if spans.is_empty() {
        return 0.0;
    }
    let covered: usize = spans.iter().map(|span| weight(text.get(span.range.clone()).unwrap_or(""))).sum();
    let all = weight(text).max(1);
    // Lines are short: both counts fit a float exactly.
    covered.min(all) as f32 / all as f32
}

/// Letters and digits of a text.
fn weight(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Whether a line has a digit of any script.
fn has_digit(text: &str) -> bool {
    let Some(first) = next_digit_byte(text, 0) else {
        return false;
    };
    // Letters of some scripts begin with the same bytes as their digits.
    let words = vocabulary::Vocabulary::get();
    text.get(first..).is_some_and(|rest| {
        rest.chars().any(|c| c.is_ascii_digit() || (!c.is_ascii() && words.native_digit(c).is_some()))
    })
}

/// The next byte from `from` on that is an ASCII digit or may be the first of a native one.
fn next_digit_byte(text: &str, from: usize) -> Option<usize> {
    const LEADS: [bool; 256] = {
        let mut leads = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            // Arabic, N'Ko, the scripts of South Asia, Africa and beyond, full-width forms.
            leads[byte] = matches!(byte, 0x30..=0x39 | 0xd9 | 0xdb | 0xdf | 0xe0 | 0xe1 | 0xea | 0xef | 0xf0);
            byte += 1;
        }
        leads
    };
    let rest = text.as_bytes().get(from..)?;
    rest.iter().position(|&byte| LEADS[usize::from(byte)]).map(|offset| from + offset)
}
