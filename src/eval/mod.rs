//! Scores: what the cleaner decided beside what the gold says.

mod compare;
mod page_report;
mod pages;
mod scores;
mod shares;
mod table;
mod table_json;
mod text_scores;

pub use compare::{Comparison, Difference, Example, Lines, Side, Totals, compare, meaning};
pub use page_report::{PageGroup, PageReport, PageRow, page_report};
pub use pages::{PageScores, ScoreAs, score_document, score_page};
pub use scores::{Ratio, Scores, score_dump};
pub use shares::Shares;
pub use table::{Report, report};
pub use table_json::{GroupRow, LabelRow, group_rows};
pub use text_scores::{Segments, TextMeans, TextScores};
