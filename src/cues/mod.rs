//! What the classifiers look for: phrases by label and language, kept as data and compiled into one automaton.
#![doc = include_str!("README.md")]

pub mod cue;
pub mod fold;
mod matcher;

pub use cue::{Cue, CueFile, CueSpec, Strength};
pub use matcher::{CueError, CueMatcher, Hit, Hits};

use crate::label::Label;

/// The cue files that are compiled in: label, language, contents.
const BUILT_IN: &[(&str, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/cue_files.rs"));

/// The built-in cues: label, language and the parsed tables of each file.
///
/// # Errors
/// Names the file that is wrong and says why.
pub fn built_in() -> Result<Vec<(Label, &'static str, CueFile)>, CueError> {
    BUILT_IN
        .iter()
        .map(|(label, language, contents)| {
            let bad = |reason: String| CueError::File { file: format!("{label}/{language}.toml"), reason };
            let parsed = label.parse::<Label>().map_err(|error| bad(error.to_string()))?;
            let cues = toml::from_str(contents).map_err(|error| bad(error.to_string()))?;
            Ok((parsed, *language, cues))
        })
        .collect()
}
