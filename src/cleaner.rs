//! The pipeline on one document: the front door of the library.

use crate::classify::{self, Evidence, UserRules, View};
use crate::cues::{CueError, CueMatcher};
use crate::decide::{Action, Guard, Policy, Verdict, decide, repeated_prose};
use crate::document::{Document, Format};
use crate::label::Label;
use crate::line::Line;
use crate::metadata::Metadata;
use crate::model::{self, Weights};
use crate::preset::{RuleSet, Ruling, Sheet, StopWords};
use crate::segment::{Page, Structure, page_lines, parse_page, text_lines};
use crate::site::{Templates, Whence};
use globset::GlobMatcher;
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

/// Cleans documents. It is cheap to share between threads and keeps nothing from one document to the next.
#[derive(Clone, Debug)]
pub struct Cleaner {
    cues: CueMatcher,
    profiles: Vec<Profile>,
    weights: Option<Arc<Weights>>,
    templates: Option<Arc<Templates>>,
    explains: bool,
    preset: Option<&'static dyn RuleSet>,
    stop_words: Option<Arc<StopWords>>,
    guard: Guard,
    drops_repeats: bool,
}

/// How to treat the documents in a scope.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Which documents; everything by default.
    pub scope: Scope,
    /// What is dropped.
    pub policy: Policy,
    /// The user's own cues, expressions and protected phrases.
    pub rules: UserRules,
}

/// Which documents a profile is for. Where both are given, both must match.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// By the document's name, which is its path mostly.
    pub path: Option<GlobMatcher>,
    /// By the host of the address that the record has, else of the one that the page gives as its own.
    pub site: Option<GlobMatcher>,
}

/// One line with its verdict. Blank lines have none.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanedLine {
    /// Number of the line, from 1.
    pub number: u32,
    /// Bytes of the line in [`Cleaned::text`], without its line end.
    pub span: std::ops::Range<usize>,
    /// What becomes of it and why; `None` for a blank line.
    pub verdict: Option<Verdict>,
    /// Whether the line continues the sentence of the non-blank line before it.
    pub continues: bool,
    /// The line as a preset leaves it, where the preset cut something out of it.
    pub rewritten: Option<Box<str>>,
    /// The number of the line before it that holds the same prose.
    pub repeats: Option<u32>,
}

/// A cleaned document: all its lines, each with its verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleaned<'d> {
    /// The segmented text that the spans point into: for plain text the document itself.
    pub text: Cow<'d, str>,
    /// All lines in the order of the document.
    pub lines: Vec<CleanedLine>,
    /// Whether the dump's sentences were broken at inline tags.
    pub broken: bool,
    /// Why the document is set aside as a whole, by the guard or by a preset; `None` where it stays.
    pub set_aside: Option<String>,
    /// The elements that the lines of an HTML page stand in, line by line, and what the page says of itself; its
    /// text has moved to [`Cleaned::text`]. `None` for plain text.
    pub page: Option<Box<Page>>,
}

impl Cleaner {
    /// A cleaner with the built-in cues and the given policy.
    ///
    /// # Errors
    /// A damaged table of built-in cues.
    pub fn new(policy: Policy) -> Result<Cleaner, CueError> {
        Cleaner::with_profiles(vec![Profile { policy, ..Profile::default() }])
    }

    /// A cleaner that treats each document by the last profile whose scope it is in.
    ///
    /// # Errors
    /// A damaged table of built-in cues.
    pub fn with_profiles(profiles: Vec<Profile>) -> Result<Cleaner, CueError> {
        Ok(Cleaner {
            cues: CueMatcher::built_in()?,
            profiles,
            weights: Weights::built_in(),
            templates: None,
            explains: false,
            preset: None,
            stop_words: None,
            guard: Guard::default(),
            drops_repeats: false,
        })
    }

    /// The same cleaner with other weights; with `None`, the rules decide alone.
    #[must_use]
    pub fn with_weights(mut self, weights: Option<Arc<Weights>>) -> Cleaner {
        self.weights = weights;
        self
    }

    /// The same cleaner, which knows what sites repeat.
    #[must_use]
    pub fn with_templates(mut self, templates: Option<Arc<Templates>>) -> Cleaner {
        self.templates = templates;
        self
    }

    /// The same cleaner, in which a preset decides what stays; labels are still those of the judge.
    #[must_use]
    pub fn with_preset(mut self, preset: Option<&'static dyn RuleSet>) -> Cleaner {
        self.preset = preset;
        self
    }

    /// The same cleaner, whose presets use these stop words instead of those of a document's language.
    #[must_use]
    pub fn with_stop_words(mut self, stop_words: Option<Arc<StopWords>>) -> Cleaner {
        self.stop_words = stop_words;
        self
    }

    /// The same cleaner, which sets aside documents that lose too much or keep too little.
    #[must_use]
    pub fn with_guard(mut self, guard: Guard) -> Cleaner {
        self.guard = guard;
        self
    }

    /// What a document must keep.
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// Whether it may set documents aside: by its guard, or by a preset.
    pub fn may_set_aside(&self) -> bool {
        self.preset.is_some() || !self.guard.is_idle()
    }

    /// The same cleaner, which drops prose that stands in the document before or not.
    #[must_use]
    pub fn dropping_repeats(mut self, drops: bool) -> Cleaner {
        self.drops_repeats = drops;
        self
    }

    /// Cleans one document.
    pub fn clean<'d>(&self, document: &'d Document) -> Cleaned<'d> {
        self.clean_beside(document, Whence::of(document), &[]).0
    }

    /// Cleans one document of which more is known than it says itself: where it was found and the address it had.
    pub fn clean_of<'d>(&self, document: &'d Document, whence: Whence<'_>) -> Cleaned<'d> {
        self.clean_beside(document, whence, &[]).0
    }

    /// Cleans one document, and has presets judge the same lines.
    pub fn clean_beside<'d>(
        &self,
        document: &'d Document,
        whence: Whence<'_>,
        presets: &[&'static dyn RuleSet],
    ) -> (Cleaned<'d>, Vec<Ruling>) {
        let compare = |view: &mut View<'_>, own: Option<&str>| {
            let Some(templates) = &self.templates else { return };
            let site = templates.by().site(whence, own);
            if let Some(site) = site.and_then(|site| templates.site(&site)) {
                view.compare(site);
            }
        };
        let beside = |lines: &[Line<'_>], text: &str| {
            let sheet = Sheet::new(lines, text).with_stop_words(self.stop_words.as_deref());
            presets.iter().map(|preset| preset.judge(&sheet)).collect()
        };
        match document.format {
            Format::Text => {
                let lines = text_lines(&document.text);
                let structure = Structure::of(&lines);
                let profile = self.profile(document, whence.url);
                let mut view = View::of(&lines, &structure, None, &self.cues, &profile.rules);
                compare(&mut view, None);
                let mut cleaned = self.verdicts(&view, profile);
                let set_aside = self.revise(&lines, &document.text, &mut cleaned);
                let rulings = beside(&lines, &document.text);
                let text = Cow::Borrowed(document.text.as_str());
                (Cleaned { text, lines: cleaned, broken: structure.broken, set_aside, page: None }, rulings)
            }
            Format::Html => {
                let mut page = parse_page(&document.text);
                let lines = page_lines(&page);
                let structure = Structure::of_whole_lines(lines.iter().filter(|line| !line.blank).count());
                let profile = self.profile(document, whence.url.or(page.meta.url.as_deref()));
                let mut view = View::of(&lines, &structure, Some(&page), &self.cues, &profile.rules);
                compare(&mut view, page.meta.url.as_deref());
                let mut cleaned = self.verdicts(&view, profile);
                let set_aside = self.revise(&lines, &page.text, &mut cleaned);
                let rulings = beside(&lines, &page.text);
                let text = Cow::Owned(std::mem::take(&mut page.text));
                let page = Some(Box::new(page));
                (Cleaned { text, lines: cleaned, broken: false, set_aside, page }, rulings)
            }
        }
    }

    /// The same cleaner, whose reasons also name what moved the learned judge most. It takes longer.
    #[must_use]
    pub fn explaining(mut self) -> Cleaner {
        self.explains = true;
        self
    }

    /// Hands a document to something that looks at it as the judge does: what training learns from.
    pub(crate) fn examine<R>(
        &self,
        document: &Document,
        look: impl FnOnce(&View<'_>, &[Vec<Evidence>]) -> R,
    ) -> R {
        let page = (document.format == Format::Html).then(|| parse_page(&document.text));
        let lines = page.as_ref().map_or_else(|| text_lines(&document.text), page_lines);
        let structure = match page {
            Some(_) => Structure::of_whole_lines(lines.iter().filter(|line| !line.blank).count()),
            None => Structure::of(&lines),
        };
        let profile = self.profile(document, page.as_ref().and_then(|page| page.meta.url.as_deref()));
        let view = View::of(&lines, &structure, page.as_ref(), &self.cues, &profile.rules);
        look(&view, &classify::examine(&view))
    }

    fn profile(&self, document: &Document, url: Option<&str>) -> &Profile {
        static NOTHING: LazyLock<Profile> = LazyLock::new(Profile::default);
        let found = self.profiles.iter().rev().find(|profile| profile.scope.holds(&document.id, url));
        found.unwrap_or(&NOTHING)
    }

    fn verdicts(&self, view: &View<'_>, profile: &Profile) -> Vec<CleanedLine> {
        let lines = view.lines;
        let evidence = classify::examine(view);
        let mut judgement = match &self.weights {
            Some(weights) => model::by_model(view, &evidence, weights, self.explains),
            None => model::by_rules(view, &evidence),
        };
        model::heed_site(view, &evidence, &mut judgement);
        let verdicts = decide(view, &evidence, &judgement, &profile.policy);
        let mut cleaned: Vec<CleanedLine> = lines
            .iter()
            .map(|line| CleanedLine {
                number: line.number,
                span: line.span.clone(),
                verdict: None,
                continues: false,
                rewritten: None,
                repeats: None,
            })
            .collect();
        for (unit, verdict) in view.units.iter().zip(verdicts) {
            let members = cleaned.get_mut(unit.lines.clone()).unwrap_or_default();
            let visible = members.iter_mut().zip(lines.get(unit.lines.clone()).unwrap_or_default());
            for (position, (member, _)) in visible.filter(|(_, line)| !line.blank).enumerate() {
                member.continues = position > 0;
                member.verdict = Some(verdict.clone());
            }
        }
        cleaned
    }

    /// What comes after the judge: the preset, repeated prose, the guard. Returns why the document is set aside.
    fn revise(&self, lines: &[Line<'_>], text: &str, cleaned: &mut [CleanedLine]) -> Option<String> {
        let mut set_aside = None;
        if let Some(preset) = self.preset {
            let sheet = Sheet::new(lines, text).with_stop_words(self.stop_words.as_deref());
            let ruling = preset.judge(&sheet);
            set_aside = ruling.set_aside;
            for (line, ruling) in cleaned.iter_mut().zip(ruling.lines) {
                let Some(verdict) = &mut line.verdict else { continue };
                verdict.action = if ruling.keep { Action::Keep } else { Action::Drop };
                verdict.reasons = vec![ruling.reason.into_owned()];
                line.rewritten = ruling.rewritten.map(String::into_boxed_str);
            }
        }
        let prose = lines.iter().zip(cleaned.iter());
        let repeats = repeated_prose(
            prose.map(|(line, cleaned)| cleaned.is_kept().then_some((line.number, line.text))),
        );
        for (line, repeats) in cleaned.iter_mut().zip(repeats).filter(|(_, repeats)| repeats.is_some()) {
            line.repeats = repeats;
            if let (Some(verdict), Some(first)) = (&mut line.verdict, repeats) {
                verdict.reasons.insert(0, format!("the same prose as line {first}"));
                if self.drops_repeats {
                    verdict.action = Action::Drop;
                }
            }
        }
        let shown = lines.iter().zip(cleaned.iter()).filter(|(_, cleaned)| cleaned.verdict.is_some());
        set_aside.or_else(|| self.guard.why(shown.map(|(line, cleaned)| (line.text, cleaned.is_kept()))))
    }
}

impl Scope {
    fn holds(&self, id: &str, url: Option<&str>) -> bool {
        let host = || {
            url.and_then(|url| url.split("://").nth(1)).and_then(|rest| rest.split(['/', ':', '?']).next())
        };
        self.path.as_ref().is_none_or(|path| path.is_match(id))
            && self.site.as_ref().is_none_or(|site| host().is_some_and(|host| site.is_match(host)))
    }
}

impl CleanedLine {
    /// Whether the line stays. Blank lines have no say of their own: each output sees to them.
    pub fn is_kept(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| verdict.action != Action::Drop)
    }

    /// Whether the line goes.
    pub fn is_dropped(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| verdict.action == Action::Drop)
    }
}

impl Cleaned<'_> {
    /// The text of a line without its line end.
    pub fn line_text(&self, line: &CleanedLine) -> &str {
        self.text.get(line.span.clone()).unwrap_or_default()
    }

    /// The text of the line at this index, with the line end that follows it in the document.
    pub fn line_with_end(&self, index: usize) -> &str {
        let Some(line) = self.lines.get(index) else { return "" };
        let next = self.lines.get(index + 1).map_or(self.text.len(), |line| line.span.start);
        self.text.get(line.span.start..next).unwrap_or_default()
    }

    /// The text of a line as it stays: as it is, unless a preset cut something out of it.
    pub fn kept_text<'c>(&'c self, line: &'c CleanedLine) -> &'c str {
        line.rewritten.as_deref().unwrap_or_else(|| self.line_text(line))
    }

    /// What an HTML page says of itself; nothing for plain text.
    pub fn metadata(&self) -> Metadata {
        let Some(page) = &self.page else { return Metadata::default() };
        let mut metadata = Metadata::of(&page.meta);
        let lines = |label: Label| {
            let labelled = self.verdicts().filter(move |(_, verdict)| verdict.label == label);
            labelled.map(|(line, _)| self.line_text(line))
        };
        metadata.fill_from_lines(lines(Label::Timestamp), lines(Label::Author));
        metadata
    }

    /// The non-blank lines with their verdicts.
    pub fn verdicts(&self) -> impl Iterator<Item = (&CleanedLine, &Verdict)> {
        self.lines.iter().filter_map(|line| line.verdict.as_ref().map(|verdict| (line, verdict)))
    }
}
