//! What speaks for a label.

use crate::label::Label;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Evidence this strong keeps a line whatever else speaks against it.
pub const PROTECTED: f32 = 1000.0;

/// Why a piece of evidence holds, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A cue matched: its phrase and what it betrays.
    Cue {
        /// The folded phrase that stands in the line.
        phrase: Arc<str>,
        /// What it betrays: 'newsletter call'.
        meaning: Arc<str>,
    },
    /// A rule of a classifier holds.
    Rule(Cow<'static, str>),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Cue { phrase, meaning } => write!(f, "\"{phrase}\" ({meaning})"),
            Reason::Rule(words) => f.write_str(words),
        }
    }
}

/// One thing that speaks for a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The label.
    pub label: Label,
    /// How strongly, as a log-likelihood ratio in nats; negative where it speaks against the label.
    pub nats: f32,
    /// Why.
    pub reason: Reason,
    /// Whether the line heads a box whose lines probably have the same label.
    pub opens: bool,
}

impl Evidence {
    /// Evidence from a rule of a classifier.
    pub fn rule(label: Label, nats: f32, reason: &'static str) -> Evidence {
        Evidence { label, nats, reason: Reason::Rule(Cow::Borrowed(reason)), opens: false }
    }
}
