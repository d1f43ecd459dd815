//! One cue as it stands in a cue file or in a user's configuration.

use crate::label::Label;
use serde::Deserialize;
use std::sync::Arc;

/// How much a cue says, as the share of the lines matching it that really carry its label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A hint that needs company: about half.
    Weak,
    /// About 70 in 100.
    Fair,
    /// About 90 in 100.
    #[default]
    Strong,
    /// About 99 in 100.
    Certain,
}

impl Strength {
    /// All strengths, the weakest first.
    pub const ALL: [Strength; 4] = [Strength::Weak, Strength::Fair, Strength::Strong, Strength::Certain];

    /// The strength as a log-likelihood ratio in nats: how much more often lines of the label match the cue than
    /// other lines do. Set on labelled dumps, where most labels are carried by one line in fifty to a hundred.
    pub const fn nats(self) -> f32 {
        match self {
            Strength::Weak => 1.8,
            Strength::Fair => 4.6,
            Strength::Strong => 6.6,
            Strength::Certain => 8.5,
        }
    }
}

/// One table `[[cue]]` of a cue file. `src/cues/README.md` tells what each key means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueSpec {
    /// The label that the cue speaks for. Only a user's configuration says so here: a built-in file lies in the
    /// folder of its label.
    pub label: Option<String>,
    /// What a person reads when a line is dropped.
    #[serde(default = "unnamed")]
    pub reason: String,
    /// How much the cue says.
    #[serde(default)]
    pub strength: Strength,
    /// Phrases that are a whole line.
    #[serde(default)]
    pub line: Vec<String>,
    /// Phrases that begin a line.
    #[serde(default)]
    pub start: Vec<String>,
    /// Phrases that end a line.
    #[serde(default)]
    pub end: Vec<String>,
    /// Phrases that stand anywhere in a line.
    #[serde(default)]
    pub anywhere: Vec<String>,
    /// One of these must stand in the line too.
    #[serde(default)]
    pub with: Vec<String>,
    /// One of these must stand in the line or close to it.
    #[serde(default)]
    pub nearby: Vec<String>,
    /// None of these may stand in the line.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The most words that the line may have.
    pub max_words: Option<u32>,
    /// Whether the line heads a box whose lines probably have the same label.
    #[serde(default)]
    pub opens: bool,
}

fn unnamed() -> String {
    "a cue of yours".to_owned()
}

/// The tables of a cue file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueFile {
    /// The cues in the order of the file.
    #[serde(default)]
    pub cue: Vec<CueSpec>,
}

/// A cue as the matcher and the classifiers use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The label that the cue speaks for.
    pub label: Label,
    /// What a person reads.
    pub reason: Arc<str>,
    /// How much the cue says.
    pub strength: Strength,
    /// Whether the line heads a box.
    pub opens: bool,
    /// The most words that the line may have.
    pub max_words: u32,
    /// Whether one of the cue's `with` phrases must stand in the line.
    pub needs_with: bool,
    /// Whether one of the cue's `nearby` phrases must stand close to the line.
    pub needs_nearby: bool,
    /// Whether there are phrases that must not stand in the line.
    pub has_unless: bool,
}
