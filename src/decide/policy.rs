//! What to do with each label, and the dial between dropping too much and too little.

use crate::label::{LABEL_COUNT, Label};
use serde::{Deserialize, Serialize};

/// What happens to the lines of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// They stay.
    Keep,
    /// They go.
    Drop,
    /// They stay, and outputs that show labels mark them.
    Mark,
}

/// The dial between precision and recall of the kept text, as extractors use the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Less text, and cleaner: a line goes when it is rather boilerplate than not, and some doubtful ones too.
    Precision,
    /// A line goes when it is more probably boilerplate than content.
    #[default]
    Balanced,
    /// More text: a line goes only when it is almost surely boilerplate.
    Recall,
}

impl Mode {
    /// All modes, from the one that drops most to the one that drops least.
    pub const ALL: [Mode; 3] = [Mode::Precision, Mode::Balanced, Mode::Recall];

    /// The name used on the command line and in configuration.
    pub const fn slug(self) -> &'static str {
        match self {
            Mode::Precision => "precision",
            Mode::Balanced => "balanced",
            Mode::Recall => "recall",
        }
    }
}

/// What is dropped, and how sure the judge must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    actions: [Action; LABEL_COUNT],
    /// The dial.
    pub mode: Mode,
}

impl Default for Policy {
    fn default() -> Self {
        let action = |label: Label| if label.is_boilerplate() { Action::Drop } else { Action::Keep };
        Policy { actions: Label::ALL.map(action), mode: Mode::default() }
    }
}

impl Policy {
    /// What happens to the lines of a label.
    pub fn action(&self, label: Label) -> Action {
        self.actions.get(label.index()).copied().unwrap_or(Action::Keep)
    }

    /// Changes what happens to the lines of a label.
    pub fn set(&mut self, label: Label, action: Action) {
        if let Some(place) = self.actions.get_mut(label.index()) {
            *place = action;
        }
    }

    /// Drops these labels and no others.
    pub fn drop_only(&mut self, labels: &[Label]) {
        for label in Label::ALL {
            self.set(label, if labels.contains(&label) { Action::Drop } else { Action::Keep });
        }
    }

    /// How probable it must be that a line has one of the dropped labels before it goes, 0 to 1.
    pub fn threshold(&self) -> f32 {
        match self.mode {
            Mode::Precision => 0.3,
            Mode::Balanced => 0.5,
            Mode::Recall => 0.8,
        }
    }

    /// How much more recall counts than precision where the judge is sure of its odds: the beta of an F-measure.
    pub fn beta(&self) -> f32 {
        match self.mode {
            Mode::Precision => 0.6,
            Mode::Balanced => 1.0,
            Mode::Recall => 2.0,
        }
    }
}
