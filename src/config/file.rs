//! `dehusk.toml`.

use super::whole::read_share;
use crate::cues::{CueError, CueSpec, Strength};
use crate::decide::Mode;
use crate::label::Label;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The name of a configuration file.
const FILE_NAME: &str = "dehusk.toml";

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not what it should be.
    #[error("{}{place}: {problem}", path.display())]
    Parse {
        /// Which file.
        path: PathBuf,
        /// `:line` where it is known.
        place: String,
        /// What is wrong.
        problem: String,
        /// What was probably meant.
        hint: Option<String>,
    },
    /// A label that does not exist.
    #[error("there is no label '{name}'")]
    Label {
        /// The name given.
        name: String,
        /// The label that was probably meant.
        hint: Option<String>,
    },
    /// A cue that does not say which label it is for.
    #[error("the cue '{0}' has no label")]
    Unlabelled(String),
    /// An override that does not say which documents it is for.
    #[error("an override has neither a path nor a site")]
    Unscoped,
    /// A preset that does not exist.
    #[error("there is no preset '{name}'")]
    Preset {
        /// The name given.
        name: String,
        /// The preset that was probably meant.
        hint: Option<String>,
    },
    /// A key that holds for all documents, in an override.
    #[error("'{0}' holds for all documents, and cannot stand in an override")]
    OfAll(&'static str),
    /// A glob or a regular expression that does not parse.
    #[error("'{pattern}': {problem}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A cue that cannot be used.
    #[error(transparent)]
    Cue(#[from] CueError),
}

impl ConfigError {
    /// What was probably meant, for a `hint:` line.
    pub fn hint(&self) -> Option<&str> {
        match self {
            ConfigError::Parse { hint, .. }
            | ConfigError::Label { hint, .. }
            | ConfigError::Preset { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }
}

/// What must never be dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protect {
    /// Phrases, compared like cues.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Regular expressions.
    #[serde(default)]
    pub regex: Vec<String>,
}

/// An expression of the user, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegexSpec {
    /// The label that it speaks for.
    pub label: String,
    /// The expression.
    pub pattern: String,
    /// What a person reads.
    #[serde(default = "your_expression")]
    pub reason: String,
    /// How much it says.
    #[serde(default)]
    pub strength: Strength,
}

fn your_expression() -> String {
    "an expression of yours".to_owned()
}

/// The settings that may stand at the top of the file; most of them in an override too.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// Which documents an override is for, by path.
    pub path: Option<String>,
    /// Which documents an override is for, by the host of the record's address, else of the page's own.
    pub site: Option<String>,
    /// The dial.
    pub mode: Option<Mode>,
    /// Labels that are dropped, instead of the default ones.
    pub drop: Option<Vec<String>>,
    /// Labels that are kept.
    #[serde(default)]
    pub keep: Vec<String>,
    /// Labels that are kept and marked.
    #[serde(default)]
    pub mark: Vec<String>,
    /// The rules that decide in the place of the judge. This and the next four are no keys of an override.
    pub preset: Option<String>,
    /// Whether prose that stands in its document before is dropped.
    #[serde(rename = "dedup-lines")]
    pub dedup_lines: Option<bool>,
    /// The largest share of a document's characters that may go, 0 to 1.
    #[serde(default, rename = "max-removed", deserialize_with = "read_share")]
    pub max_removed: Option<f64>,
    /// The fewest words that a document must keep.
    #[serde(rename = "min-words")]
    pub min_words: Option<u64>,
    /// What tells the sites of a first pass.
    #[serde(rename = "site-by")]
    pub site_by: Option<String>,
    /// What must never be dropped.
    #[serde(default)]
    pub protect: Protect,
    /// The user's cues, each with its label.
    #[serde(default)]
    pub cue: Vec<CueSpec>,
    /// The user's expressions.
    #[serde(default)]
    pub regex: Vec<RegexSpec>,
    /// The same for some of the documents.
    #[serde(default, rename = "override")]
    pub overrides: Vec<ConfigFile>,
}

/// Looks for the nearest `dehusk.toml`, from a folder upwards, then for the user's own. Nothing is merged.
pub fn find(from: &Path) -> Option<PathBuf> {
    let nearest = from.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file());
    nearest.or_else(|| {
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
        let folder = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home)?;
        Some(folder.join("dehusk").join(FILE_NAME)).filter(|path| path.is_file())
    })
}

/// Reads a configuration file.
///
/// # Errors
/// The file cannot be read, is no TOML, or holds a key that does not exist, with the key that was probably meant.
pub fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
    let text =
        fs::read_to_string(path).map_err(|error| ConfigError::Read { path: path.to_owned(), error })?;
    toml::from_str(&text).map_err(|error| {
        let line =
            error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        let problem = error.message().to_owned();
        let hint = did_you_mean(&problem);
        let problem =
            problem.split(", expected").next().unwrap_or_default().replace("unknown field", "unknown key");
        ConfigError::Parse {
            path: path.to_owned(),
            place: line.map_or_else(String::new, |line| format!(":{line}")),
            problem: problem.replace('`', "'"),
            hint,
        }
    })
}

/// The closest of the names that the parser expected.
fn did_you_mean(problem: &str) -> Option<String> {
    let mut names = problem.split('`').skip(1).step_by(2);
    let given = names.next()?;
    closest(given, names)
}

/// The name closest to the one given, where one is close.
pub(super) fn closest<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let (likeness, name) =
        names.map(|name| (strsim::jaro_winkler(given, name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (likeness > 0.75).then(|| format!("did you mean '{name}'?"))
}

/// The label of a name.
///
/// # Errors
/// The name is none, with the label that was probably meant.
pub(super) fn label(name: &str) -> Result<Label, ConfigError> {
    name.trim().parse().map_err(|_| ConfigError::Label {
        name: name.trim().to_owned(),
        hint: closest(name.trim(), Label::ALL.into_iter().map(Label::slug))
            .or_else(|| Some("'dehusk labels' lists them".to_owned())),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<ConfigFile, (String, Option<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, text).unwrap();
        read(&path).map_err(|error| {
            let place = format!("{}/", folder.path().display());
            (error.to_string().replace(&place, ""), error.hint().map(str::to_owned))
        })
    }

    #[test]
    fn an_unknown_key_is_an_error_with_the_key_that_was_meant() {
        let (message, hint) = read_text("mode = 'recall'\nkeeep = ['caption']\n").unwrap_err();
        assert_eq!(message, "dehusk.toml:2: unknown key 'keeep'");
        assert_eq!(hint.as_deref(), Some("did you mean 'keep'?"));
    }

    #[test]
    fn a_mode_that_does_not_exist_is_an_error_with_its_place() {
        let (message, hint) = read_text("mode = 'balance'\n").unwrap_err();
        assert_eq!(message, "dehusk.toml:1: unknown variant 'balance'");
        assert_eq!(hint.as_deref(), Some("did you mean 'balanced'?"));
    }

    #[test]
    fn the_template_is_a_configuration() {
        let file: ConfigFile = toml::from_str(super::super::TEMPLATE).unwrap();
        assert_eq!(file.mode, Some(Mode::Balanced));
        let everything: String = super::super::TEMPLATE
            .lines()
            .map(|line| line.trim_start_matches("# ").to_owned() + "\n")
            .skip(3)
            .collect();
        let uncommented: String = everything
            .lines()
            .filter(|line| line.is_empty() || line.starts_with('[') || line.contains(" = "))
            .map(|line| format!("{line}\n"))
            .collect();
        let file: ConfigFile = toml::from_str(&uncommented).unwrap();
        assert_eq!((file.cue.len(), file.regex.len(), file.overrides.len()), (1, 1, 1));
    }

    #[test]
    fn the_nearest_file_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join(FILE_NAME), "").unwrap();
        fs::write(folder.path().join("a").join(FILE_NAME), "").unwrap();
        assert_eq!(find(&deep), Some(folder.path().join("a").join(FILE_NAME)));
    }
}
