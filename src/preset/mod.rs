//! Well-known line rules of other corpora, each with its published numbers: one file a rule set.
//!
//! A rule set takes the judge's place: it says of every line whether it stays, with a reason, and of the document
//! whether it is set aside. They are written from the published rules and checked against the original tools by
//! `tests/bench/presets.py`.

mod c4;
mod fineweb;
mod gopher;
mod justext;
mod nemo;
mod oscar;
mod python;
mod refinedweb;
mod repetition;
mod stop_words;
mod tokens;

use crate::decide::percent;
use crate::line::Line;
use std::borrow::Cow;
use std::fmt;

pub use stop_words::{StopWords, language_of};

/// One document as a rule set sees it.
#[derive(Clone, Debug)]
pub struct Sheet<'t> {
    lines: &'t [Line<'t>],
    text: Cow<'t, str>,
    stop_words: Option<&'t StopWords>,
}

impl<'t> Sheet<'t> {
    /// A document of these lines; `text` is what their spans point into. Line ends are taken as `\n`, as a tool
    /// that reads a file as text sees them.
    pub fn new(lines: &'t [Line<'t>], text: &'t str) -> Sheet<'t> {
        let text = match memchr::memchr(b'\r', text.as_bytes()) {
            Some(_) => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
            None => Cow::Borrowed(text),
        };
        Sheet { lines, text, stop_words: None }
    }

    /// The same document, with these stop words instead of those of its language.
    #[must_use]
    pub fn with_stop_words(mut self, stop_words: Option<&'t StopWords>) -> Sheet<'t> {
        self.stop_words = stop_words;
        self
    }

    fn stop_words(&self) -> Cow<'t, StopWords> {
        self.stop_words.map_or_else(|| StopWords::of(&self.text), Cow::Borrowed)
    }
}

/// What a rule set says of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRuling {
    /// Whether the line stays.
    pub keep: bool,
    /// Why, in words.
    pub reason: Cow<'static, str>,
    /// The line as the rule set leaves it, where it cuts something out of it.
    pub rewritten: Option<String>,
}

impl LineRuling {
    fn keep(reason: &'static str) -> LineRuling {
        LineRuling { keep: true, reason: Cow::Borrowed(reason), rewritten: None }
    }

    fn drop(reason: impl Into<Cow<'static, str>>) -> LineRuling {
        LineRuling { keep: false, reason: reason.into(), rewritten: None }
    }
}

/// What a rule set says of a document: a ruling on each line, blank ones included, and why the document is set
/// aside as a whole, if it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// One for each line.
    pub lines: Vec<LineRuling>,
    /// Why the document is set aside; `None` where it stays.
    pub set_aside: Option<String>,
}

impl Ruling {
    /// All lines stay: for rules on whole documents.
    fn keep_all(sheet: &Sheet<'_>, set_aside: Option<String>) -> Ruling {
        Ruling { lines: vec![LineRuling::keep("no rule against it"); sheet.lines.len()], set_aside }
    }
}

/// A published set of rules.
pub trait RuleSet: Sync {
    /// The name used with `--preset`.
    fn name(&self) -> &'static str;

    /// What it does, in one line.
    fn about(&self) -> &'static str;

    /// Whether it cuts text out of lines that it keeps.
    fn rewrites(&self) -> bool {
        false
    }

    /// Judges a document.
    fn judge(&self, sheet: &Sheet<'_>) -> Ruling;
}

/// All rule sets.
pub static PRESETS: [&dyn RuleSet; 8] = [
    &c4::C4,
    &c4::C4Tfds,
    &fineweb::FineWeb,
    &refinedweb::RefinedWeb,
    &gopher::Gopher,
    &oscar::Oscar,
    &nemo::Nemo,
    &justext::JusText,
];

/// The rule set of a name.
pub fn preset(name: &str) -> Option<&'static dyn RuleSet> {
    PRESETS.into_iter().find(|preset| preset.name() == name)
}

impl fmt::Debug for dyn RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod samples;
