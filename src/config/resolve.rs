//! From a file and flags to the profiles of a cleaner.

use super::file::{ConfigError, ConfigFile, label};
use crate::classify::{UserRegex, UserRules};
use crate::cleaner::{Profile, Scope};
use crate::decide::{Action, Guard, Mode, Policy};
use crate::label::Label;
use globset::{Glob, GlobMatcher};
use regex::Regex;

/// What flags and variables say; they win over the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// The dial.
    pub mode: Option<Mode>,
    /// Labels that are dropped, instead of the default ones.
    pub drop: Option<Vec<String>>,
    /// Labels that are kept.
    pub keep: Vec<String>,
    /// Labels that are kept and marked.
    pub mark: Vec<String>,
    /// The preset, or [`NONE`](super::NONE).
    pub preset: Option<String>,
    /// Whether prose that stands in its document before is dropped.
    pub dedup_lines: Option<bool>,
    /// What a document must keep.
    pub guard: Guard,
    /// What tells the sites of a first pass, or [`NONE`](super::NONE).
    pub site_by: Option<String>,
}

/// The profiles of a cleaner: one for all documents, then one for each override.
///
/// # Errors
/// A label, pattern or cue that cannot be used.
pub fn resolve(file: &ConfigFile, choices: &Choices) -> Result<Vec<Profile>, ConfigError> {
    let mut profiles = vec![profile(&[file], choices)?];
    for layer in &file.overrides {
        if layer.path.is_none() && layer.site.is_none() {
            return Err(ConfigError::Unscoped);
        }
        if let Some(key) = layer.key_of_all() {
            return Err(ConfigError::OfAll(key));
        }
        profiles.push(profile(&[file, layer], choices)?);
    }
    Ok(profiles)
}

fn profile(layers: &[&ConfigFile], choices: &Choices) -> Result<Profile, ConfigError> {
    let mut policy = Policy::default();
    for layer in layers {
        policy.mode = layer.mode.unwrap_or(policy.mode);
        apply(&mut policy, layer.drop.as_deref(), &layer.keep, &layer.mark)?;
    }
    policy.mode = choices.mode.unwrap_or(policy.mode);
    apply(&mut policy, choices.drop.as_deref(), &choices.keep, &choices.mark)?;

    let mut cues = Vec::new();
    let mut expressions = Vec::new();
    let mut phrases = Vec::new();
    let mut protected = Vec::new();
    for layer in layers {
        for cue in &layer.cue {
            let name = cue.label.as_deref().ok_or_else(|| ConfigError::Unlabelled(cue.reason.clone()))?;
            cues.push((label(name)?, cue.clone()));
        }
        for spec in &layer.regex {
            expressions.push(UserRegex {
                label: label(&spec.label)?,
                regex: expression(&spec.pattern)?,
                strength: spec.strength,
                reason: spec.reason.clone(),
            });
        }
        phrases.extend(layer.protect.phrases.iter().cloned());
        for pattern in &layer.protect.regex {
            protected.push(expression(pattern)?);
        }
    }
    let last = layers.last();
    let scope = Scope {
        path: last.and_then(|layer| layer.path.as_deref()).map(path_glob).transpose()?,
        site: last.and_then(|layer| layer.site.as_deref()).map(glob).transpose()?,
    };
    Ok(Profile { scope, policy, rules: UserRules::new(&cues, expressions, &phrases, protected)? })
}

fn apply(
    policy: &mut Policy,
    drop: Option<&[String]>,
    keep: &[String],
    mark: &[String],
) -> Result<(), ConfigError> {
    if let Some(names) = drop {
        let labels: Vec<Label> = names.iter().map(|name| label(name)).collect::<Result<_, _>>()?;
        policy.drop_only(&labels);
    }
    for (names, action) in [(keep, Action::Keep), (mark, Action::Mark)] {
        for name in names {
            policy.set(label(name)?, action);
        }
    }
    Ok(())
}

fn expression(pattern: &str) -> Result<Regex, ConfigError> {
    if Regex::new(pattern).is_ok_and(|regex| regex.is_match("")) {
        return Err(wrong(pattern, "matches every line, an empty one too"));
    }
    Regex::new(pattern).map_err(|error| wrong(pattern, &error.to_string()))
}

fn glob(pattern: &str) -> Result<GlobMatcher, ConfigError> {
    Glob::new(pattern)
        .map(|glob| glob.compile_matcher())
        .map_err(|error| wrong(pattern, &error.kind().to_string()))
}

/// A relative pattern matches at any depth, however the path was named: `forum/**`, `./forum/a.txt`, `/data/forum/a.txt`.
fn path_glob(pattern: &str) -> Result<GlobMatcher, ConfigError> {
    let pattern = pattern.trim_start_matches("./");
    if pattern.starts_with('/') || pattern.starts_with("**/") {
        return glob(pattern);
    }
    glob(&format!("{{{pattern},**/{pattern}}}")).map_err(|_| match glob(pattern) {
        Ok(_) => wrong(pattern, "braces cannot stand inside braces"),
        Err(error) => error,
    })
}

/// The last line of a parser's message says what is wrong; those before it draw the place.
fn wrong(pattern: &str, message: &str) -> ConfigError {
    let problem = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    ConfigError::Pattern { pattern: pattern.to_owned(), problem }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::document::Document;

    const PROSE: &str = "The council met on Monday evening and, after two hours of talks, agreed on a new budget for the coming year.";

    fn kept(config: &str, choices: &Choices, id: &str, extra: &str) -> bool {
        let file: ConfigFile = toml::from_str(config).unwrap();
        let cleaner = Cleaner::with_profiles(resolve(&file, choices).unwrap()).unwrap();
        let document = Document::text(id, format!("{PROSE}\n{extra}\n{PROSE}\n"));
        let cleaned = cleaner.clean(&document);
        assert!(cleaned.lines[0].is_kept() && cleaned.lines[2].is_kept());
        cleaned.lines[1].is_kept()
    }

    #[test]
    fn a_cue_and_an_expression_of_the_user_drop_lines() {
        let config = "[[cue]]\nlabel = 'promo'\nstrength = 'certain'\nline = ['join the harbour club']\n\
                      [[regex]]\nlabel = 'navigation'\nstrength = 'certain'\npattern = '^KX-[0-9]+ of'";
        let nothing = Choices::default();
        assert!(!kept(config, &nothing, "a", "Join the Harbour Club!"));
        assert!(!kept(config, &nothing, "a", "KX-12 of the harbour"));
        assert!(kept("", &nothing, "a", "KX-12 of the harbour"));
    }

    #[test]
    fn a_protected_phrase_stays_whatever_it_is() {
        let line = "© 2024 Harbour Press. All rights reserved.";
        let nothing = Choices::default();
        assert!(!kept("", &nothing, "a", line));
        assert!(kept("[protect]\nphrases = ['harbour press']", &nothing, "a", line));
        assert!(kept("[protect]\nregex = ['^© ']", &nothing, "a", line));
    }

    #[test]
    fn an_override_holds_for_its_documents_and_flags_win() {
        let config = "[[override]]\npath = 'forum/**'\nkeep = ['copyright']";
        let line = "© 2024 Harbour Press. All rights reserved.";
        assert!(kept(config, &Choices::default(), "forum/a.txt", line));
        assert!(kept(config, &Choices::default(), "./forum/a.txt", line));
        assert!(kept(config, &Choices::default(), "/data/forum/b/a.txt", line));
        assert!(!kept(config, &Choices::default(), "news/a.txt", line));
        let drop = Choices { drop: Some(vec!["copyright".to_owned()]), ..Choices::default() };
        assert!(!kept(config, &drop, "forum/a.txt", line));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let error = |config: &str| {
            let file: ConfigFile = toml::from_str(config).unwrap();
            resolve(&file, &Choices::default()).map(|_| ()).unwrap_err().to_string()
        };
        assert_eq!(error("keep = ['captions']"), "there is no label 'captions'");
        assert_eq!(error("[protect]\nregex = ['a(']"), "'a(': unclosed group");
        assert_eq!(error("[protect]\nregex = ['']"), "'': matches every line, an empty one too");
        assert_eq!(error("[[override]]\nkeep = ['author']"), "an override has neither a path nor a site");
        assert!(error("[[override]]\npath = 'a['").starts_with("'a[': "));
    }
}
