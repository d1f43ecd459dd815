//! How a batch ended.

use super::tally::{DroppedLines, Tally, plural};
use crate::source::grouped;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Why a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// All inputs are done.
    #[default]
    Complete,
    /// It was asked to stop.
    Interrupted,
    /// More failed than was allowed.
    TooManyErrors,
    /// The disk is full.
    OutOfSpace,
}

/// What a batch did and how long it took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// What was counted in this run.
    pub tally: Tally,
    /// Inputs that this run finished, failed ones among them.
    pub inputs: u64,
    /// Inputs that an earlier run had finished.
    pub earlier: u64,
    /// What an earlier run listed as failed in inputs that are done.
    pub failed_earlier: u64,
    /// How long this run took.
    pub elapsed: Duration,
    /// Why it ended.
    pub end: End,
}

impl Summary {
    /// Megabytes (millions of bytes) of input a second.
    pub fn megabytes_per_second(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 { self.tally.bytes as f64 / 1e6 / seconds } else { 0.0 }
    }

    /// The summary as one JSON object.
    pub fn to_json(&self) -> String {
        let tally = &self.tally;
        let object = Object {
            end: self.end,
            documents: tally.documents,
            lines: tally.lines,
            bytes: tally.bytes,
            characters: tally.characters,
            kept_characters: tally.kept_characters,
            dropped_lines: DroppedLines(tally),
            repeated_lines: tally.repeated,
            set_aside: tally.set_aside,
            skipped_files: tally.skipped,
            failed: tally.failed,
            failed_earlier: self.failed_earlier,
            inputs: self.inputs,
            inputs_done_earlier: self.earlier,
            seconds: rounded(self.elapsed.as_secs_f64()),
            mb_per_second: rounded(self.megabytes_per_second()),
        };
        // Numbers and names always serialise.
        let mut json = serde_json::to_string_pretty(&object).unwrap_or_default();
        json.push('\n');
        json
    }
}

#[derive(Serialize)]
struct Object<'s> {
    end: End,
    documents: u64,
    lines: u64,
    bytes: u64,
    characters: u64,
    kept_characters: u64,
    dropped_lines: DroppedLines<'s>,
    repeated_lines: u64,
    set_aside: u64,
    skipped_files: u64,
    failed: u64,
    failed_earlier: u64,
    inputs: u64,
    inputs_done_earlier: u64,
    seconds: f64,
    mb_per_second: f64,
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tally)?;
        if self.earlier > 0 {
            write!(f, "; {} done earlier", plural(self.earlier, "input"))?;
        }
        if self.failed_earlier > 0 {
            write!(f, "; {} failed earlier", grouped(self.failed_earlier))?;
        }
        // Of less than that, the start of the process is what was measured.
        if self.tally.bytes >= 1_000_000 {
            write!(f, "; {:.1} MB/s", self.megabytes_per_second())?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_in_words_and_as_an_object() {
        let mut tally = Tally {
            documents: 1200,
            lines: 3,
            bytes: 5_000_000,
            characters: 10,
            kept_characters: 5,
            failed: 2,
            ..Tally::default()
        };
        tally.dropped[crate::label::Label::Promo.index()] = 1;
        let summary = Summary {
            tally,
            inputs: 1,
            earlier: 7,
            elapsed: Duration::from_millis(500),
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "cleaned 1,200 documents (3 lines, 5.0 MB), kept 50.0 % of the characters, dropped 1 line: promo 1; \
             2 failed; 7 inputs done earlier; 10.0 MB/s"
        );
        let json: serde_json::Value = serde_json::from_str(&summary.to_json()).unwrap();
        assert_eq!((&json["end"], &json["documents"]), (&"complete".into(), &1200.into()));
        assert_eq!((&json["dropped_lines"]["promo"], &json["mb_per_second"]), (&1.into(), &10.0.into()));
    }
}
