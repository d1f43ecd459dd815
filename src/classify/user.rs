//! The user's own cues, expressions and protected phrases.

use super::evidence::{Evidence, PROTECTED, Reason};
use crate::cues::fold::{fold_phrase, folded};
use crate::cues::{CueError, CueMatcher, CueSpec, Strength};
use crate::label::Label;
use regex::Regex;
use std::borrow::Cow;

/// How much more a rule of the user counts than a built-in one of the same strength: who writes a rule knows the
/// documents.
pub(super) const USER_WEIGHT: f32 = 1.6;

/// What a person reads of a line that must never be dropped.
pub const PROTECTED_REASON: &str = "protected by your configuration";

/// A regular expression that speaks for a label.
#[derive(Clone, Debug)]
pub struct UserRegex {
    /// The label.
    pub label: Label,
    /// The expression; it is searched for in each line as it stands.
    pub regex: Regex,
    /// How much it says.
    pub strength: Strength,
    /// What a person reads when a line is dropped for it.
    pub reason: String,
}

/// What a user adds to the built-in cues.
#[derive(Clone, Debug, Default)]
pub struct UserRules {
    /// The user's cues, compiled.
    pub cues: Option<CueMatcher>,
    /// The user's expressions.
    pub expressions: Vec<UserRegex>,
    protected_phrases: Vec<String>,
    protected_expressions: Vec<Regex>,
}

impl UserRules {
    /// Compiles the user's rules. A protected phrase is compared like a cue that may stand anywhere in the line.
    ///
    /// # Errors
    /// A cue that cannot be used.
    pub fn new(
        cues: &[(Label, CueSpec)],
        expressions: Vec<UserRegex>,
        protected_phrases: &[String],
        protected_expressions: Vec<Regex>,
    ) -> Result<UserRules, CueError> {
        let matcher = CueMatcher::new(cues.iter().map(|(label, spec)| (*label, spec)))?;
        Ok(UserRules {
            cues: (!cues.is_empty()).then_some(matcher),
            expressions,
            protected_phrases: protected_phrases
                .iter()
                .map(|phrase| format!(" {} ", fold_phrase(phrase)))
                .collect(),
            protected_expressions,
        })
    }

    /// Whether there are no rules at all.
    pub fn is_empty(&self) -> bool {
        self.cues.is_none()
            && self.expressions.is_empty()
            && self.protected_phrases.is_empty()
            && self.protected_expressions.is_empty()
    }

    /// Adds what the expressions and the protected phrases say of a line.
    pub fn examine(&self, line: &str, found: &mut Vec<Evidence>) {
        for expression in &self.expressions {
            if expression.regex.is_match(line) {
                found.push(Evidence {
                    label: expression.label,
                    nats: expression.strength.nats() * USER_WEIGHT,
                    reason: Reason::Rule(Cow::Owned(expression.reason.clone())),
                    opens: false,
                });
            }
        }
        if self.protects(line) {
            found.push(Evidence::rule(Label::Content, PROTECTED, PROTECTED_REASON));
        }
    }

    fn protects(&self, line: &str) -> bool {
        if self.protected_expressions.iter().any(|regex| regex.is_match(line)) {
            return true;
        }
        if self.protected_phrases.is_empty() {
            return false;
        }
        let folded = format!(" {} ", folded(line));
        self.protected_phrases.iter().any(|phrase| folded.contains(phrase.as_str()))
    }
}
