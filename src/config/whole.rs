//! Keys that stand at the top of the file alone, since they hold for all documents alike.

use super::file::{ConfigError, ConfigFile, closest};
use super::resolve::Choices;
use crate::decide::{Guard, share};
use crate::preset::{PRESETS, RuleSet, preset};
use crate::site::SiteBy;
use serde::{Deserialize, Deserializer, de};

/// The word that stands for no preset and no sites.
pub const NONE: &str = "none";

/// What holds for all documents alike.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// The rules that decide in the place of the judge.
    pub preset: Option<&'static dyn RuleSet>,
    /// Whether prose that stands in its document before is dropped.
    pub dedup_lines: bool,
    /// What a document must keep.
    pub guard: Guard,
    /// What tells the sites of a first pass; `None` for no first pass.
    pub site_by: Option<SiteBy>,
}

/// The settings that hold for all documents alike: what flags and variables say, else the file.
///
/// # Errors
/// A preset that does not exist.
pub fn resolve_whole(file: &ConfigFile, choices: &Choices) -> Result<Whole, ConfigError> {
    let named = |name: &&String| !name.is_empty();
    let name = choices.preset.as_ref().filter(named).or(file.preset.as_ref()).map(String::as_str);
    let rules = match name {
        None | Some(NONE) => None,
        Some(name) => Some(preset(name).ok_or_else(|| ConfigError::Preset {
            name: name.to_owned(),
            hint: closest(name, PRESETS.iter().map(|preset| preset.name()).chain([NONE])),
        })?),
    };
    let site_by = choices.site_by.as_ref().filter(named).or(file.site_by.as_ref());
    Ok(Whole {
        preset: rules,
        dedup_lines: choices.dedup_lines.or(file.dedup_lines).unwrap_or_default(),
        guard: Guard {
            max_removed: choices.guard.max_removed.or(file.max_removed),
            min_words: choices.guard.min_words.or(file.min_words),
        },
        site_by: site_by.filter(|by| *by != NONE && named(by)).and_then(|by| by.parse().ok()),
    })
}

impl ConfigFile {
    /// The first key of an override that may stand at the top of the file alone.
    pub(super) fn key_of_all(&self) -> Option<&'static str> {
        [
            ("preset", self.preset.is_some()),
            ("dedup-lines", self.dedup_lines.is_some()),
            ("max-removed", self.max_removed.is_some()),
            ("min-words", self.min_words.is_some()),
            ("site-by", self.site_by.is_some()),
        ]
        .into_iter()
        .find_map(|(key, stands)| stands.then_some(key))
    }
}

/// `"60%"`, `"0.6"` or `0.6`.
pub(super) fn read_share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        Text(String),
        Number(f64),
        Whole(i64),
    }
    let text = match Given::deserialize(deserializer)? {
        Given::Text(text) => text,
        Given::Number(number) => number.to_string(),
        Given::Whole(number) => number.to_string(),
    };
    let wrong =
        || de::Error::custom(format!("max-removed = {text:?}: a share is from 0% to 100%, or from 0 to 1"));
    share(&text).ok_or_else(wrong).map(Some)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::resolve;
    use super::*;

    fn whole(config: &str, choices: &Choices) -> Result<Whole, String> {
        let file: ConfigFile = toml::from_str(config).map_err(|error| error.message().to_owned())?;
        resolve(&file, choices).map_err(|error| error.to_string())?;
        resolve_whole(&file, choices).map_err(|error| error.to_string())
    }

    const ALL: &str =
        "preset = 'gopher'\ndedup-lines = true\nmax-removed = '60%'\nmin-words = 50\nsite-by = 'host'\n";

    #[test]
    fn the_file_holds_where_no_flag_says_otherwise() {
        let nothing = Choices::default();
        let found = whole(ALL, &nothing).unwrap();
        assert_eq!(found.preset.map(RuleSet::name), Some("gopher"));
        assert_eq!(found.guard, Guard { max_removed: Some(0.6), min_words: Some(50) });
        assert_eq!((found.dedup_lines, found.site_by), (true, Some(SiteBy::Host)));
        let flags = Choices {
            preset: Some(NONE.to_owned()),
            dedup_lines: Some(false),
            guard: Guard { max_removed: Some(1.0), min_words: None },
            site_by: Some("section".to_owned()),
            ..Choices::default()
        };
        let found = whole(ALL, &flags).unwrap();
        assert!(found.preset.is_none() && !found.dedup_lines);
        assert_eq!(found.guard, Guard { max_removed: Some(1.0), min_words: Some(50) });
        assert_eq!(found.site_by, Some(SiteBy::Field("section".to_owned())));
        assert_eq!(whole("max-removed = 0.25", &nothing).unwrap().guard.max_removed, Some(0.25));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let error = |config: &str| whole(config, &Choices::default()).unwrap_err();
        assert_eq!(error("preset = 'c5'"), "there is no preset 'c5'");
        assert!(error("max-removed = 60").contains("from 0% to 100%"));
        assert_eq!(
            error("[[override]]\npath = 'a/**'\nmin-words = 3"),
            "'min-words' holds for all documents, and cannot stand in an override"
        );
    }
}
