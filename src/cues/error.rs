//! What can be wrong with cues.

use crate::label::Label;

/// A cue, or a file of cues, that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CueError {
    /// A cue without a phrase, or a phrase that no line can hold.
    #[error("{label} cue '{reason}': {problem}")]
    Cue {
        /// The label that the cue is for.
        label: Label,
        /// The cue's reason, by which it is found in its file.
        reason: String,
        /// What is wrong.
        problem: String,
    },
    /// More phrases than a table can hold.
    #[error("there are too many cues: {0} different phrases")]
    TooMany(usize),
    /// The table that is compiled in is not one that this version has written.
    #[error("the table of built-in cues is damaged")]
    Damaged,
}
