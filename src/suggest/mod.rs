//! Cues for a user's own configuration, proposed from lines that stay in many documents and look alike.
//!
//! ```text
//! cleaned documents ──Lookalikes──> counts of lines, beginnings and endings ──propose──> Proposals ──> dehusk.toml
//! ```
//!
//! Lines are compared folded, as cues are: case, punctuation and numbers do not matter. Counted are whole lines, and
//! what lines of up to [`MOST_WORDS`] words begin or end with. Lines that are dropped already are counted beside those
//! that stay: they tell what a look-alike is.
//!
//! Prose is never proposed: a line of nine words or more (in scripts without spaces, eighteen letters) is no cue as a
//! whole, and one of more than [`MOST_WORDS`] words is not looked at. What stands in copies of one article only is
//! not proposed either: documents whose longest line that stays is the same count as one.
//!
//! Memory is bounded: [`MOST_SHAPES`] different lines, beginnings and endings are counted at a time, and beyond that
//! the rarer half is forgotten, so that a count is then the least that it can be. Of a document the first and the last
//! thousand lines are looked at. The result depends on the documents and their order alone.

mod configuration;
mod lookalikes;
mod phrases;
mod propose;
mod site;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

pub use lookalikes::{Lookalikes, MOST_SHAPES, MOST_WORDS};
pub use propose::{Options, Proposal, Proposals, Unsure};
pub use site::Site;
