//! The rules that stand beside the judge: presets and repeated prose. The same for every command that judges lines.

use anyhow::Context as _;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use dehusk::cleaner::Cleaner;
use dehusk::config::{NONE, Whole};
use dehusk::preset::{PRESETS, StopWords};
use std::path::PathBuf;
use std::sync::Arc;

/// Flags of the rules.
#[derive(Clone, Debug, Args)]
pub struct RuleArgs {
    /// Keep and drop what these well-known rules would, instead of what dehusk would; labels are still dehusk's
    ///
    /// The configuration's labels, cues and protected phrases have no say then. Presets that cut text out of lines
    /// (c4, c4-tfds, fineweb, refinedweb) change the text.
    #[arg(long, value_name = "PRESET", env = "DEHUSK_PRESET", hide_env_values = true,
        value_parser = preset_or_none())]
    preset: Option<String>,
    /// Stop words for the presets nemo and justext, instead of those of the document's language: a word a line
    #[arg(long, value_name = "FILE")]
    stop_words: Option<PathBuf>,
    /// Drop prose that stands in the same document before; without it, such lines are only told of
    #[arg(long, value_name = "true|false", env = "DEHUSK_DEDUP_LINES", num_args = 0..=1, require_equals = true,
        default_missing_value = "true")]
    dedup_lines: Option<bool>,
}

/// The names of the presets, with what they do.
pub fn presets() -> PossibleValuesParser {
    PossibleValuesParser::new(known())
}

fn preset_or_none() -> PossibleValuesParser {
    let none = PossibleValue::new(NONE).help("dehusk's own judgement, whatever dehusk.toml says");
    PossibleValuesParser::new(known().chain([none]))
}

fn known() -> impl Iterator<Item = PossibleValue> {
    PRESETS.iter().map(|preset| PossibleValue::new(preset.name()).help(preset.about()))
}

impl RuleArgs {
    /// The preset that a flag or variable names.
    pub fn preset(&self) -> Option<&str> {
        self.preset.as_deref()
    }

    /// Whether repeated prose is dropped, where a flag or variable says so.
    pub fn dedup_lines(&self) -> Option<bool> {
        self.dedup_lines
    }

    /// The cleaner with these rules.
    pub fn apply(&self, cleaner: Cleaner, whole: &Whole) -> anyhow::Result<Cleaner> {
        let stop_words = match &self.stop_words {
            None => None,
            Some(path) => {
                let list = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
                Some(Arc::new(StopWords::from_list(&list)))
            }
        };
        let cleaner = cleaner.with_preset(whole.preset).with_stop_words(stop_words);
        Ok(cleaner.dropping_repeats(whole.dedup_lines).with_guard(whole.guard))
    }
}
