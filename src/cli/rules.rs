//! The rules that stand beside the judge: presets and repeated prose. The same for every command that judges lines.

use anyhow::Context as _;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use dehusk::cleaner::Cleaner;
use dehusk::preset::{PRESETS, StopWords, preset};
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
        conflicts_with_all = ["mode", "drop", "keep", "mark"], value_parser = presets())]
    preset: Option<String>,
    /// Stop words for the presets nemo and justext, instead of those of the document's language: a word a line
    #[arg(long, value_name = "FILE")]
    stop_words: Option<PathBuf>,
    /// Drop prose that stands in the same document before; without it, such lines are only told of
    #[arg(long)]
    dedup_lines: bool,
}

/// The names of the presets, with what they do.
pub fn presets() -> PossibleValuesParser {
    PossibleValuesParser::new(
        PRESETS.iter().map(|preset| PossibleValue::new(preset.name()).help(preset.about())),
    )
}

impl RuleArgs {
    /// Whether a preset decides.
    pub fn has_preset(&self) -> bool {
        self.preset.is_some()
    }

    /// The cleaner with these rules.
    pub fn apply(&self, cleaner: Cleaner) -> anyhow::Result<Cleaner> {
        let stop_words = match &self.stop_words {
            None => None,
            Some(path) => {
                let list = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
                Some(Arc::new(StopWords::from_list(&list)))
            }
        };
        let preset = self.preset.as_deref().and_then(preset);
        Ok(cleaner.with_preset(preset).with_stop_words(stop_words).dropping_repeats(self.dedup_lines))
    }
}
