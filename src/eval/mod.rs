//! Scores: what the cleaner decided beside what the gold says.

mod scores;
mod table;

pub use scores::{Ratio, Scores, score_dump};
pub use table::{Report, report};
