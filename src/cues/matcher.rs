//! All cues in one automaton: a line is folded and read once.

use super::cue::{Cue, CueSpec};
use super::fold::{fold_into, fold_phrase, fold_with_colons, needs_no_boundary};
use crate::label::Label;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// How far away a `nearby` phrase may stand, in non-blank lines.
const NEARBY_LINES: usize = 3;

/// Of a longer line only this many bytes from its start and as many from its end are searched: what betrays a line
/// stands there, and a line of megabytes must not cost more than its reading.
const SEARCHED_BYTES: usize = 4096;

/// A cue file or a phrase in it that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CueError {
    /// A file that does not parse.
    #[error("cue file {file}: {reason}")]
    File {
        /// Which file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A cue without a phrase, or a phrase without a letter.
    #[error("{label} cue '{reason}': {problem}")]
    Cue {
        /// The label that the cue is for.
        label: Label,
        /// The cue's reason, by which it is found in its file.
        reason: String,
        /// What is wrong.
        problem: String,
    },
    /// The automaton could not be built.
    #[error("the cues are too many: {0}")]
    Automaton(String),
}

/// Where a phrase stands in its line and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Line,
    Start,
    End,
    Anywhere,
    With,
    Nearby,
    Unless,
}

/// One use of a phrase by a cue.
#[derive(Clone, Copy, Debug)]
struct Use {
    cue: u32,
    role: Role,
    open_start: bool,
    open_end: bool,
    /// Whether a colon must follow.
    colon: bool,
}

/// A cue that matched a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which of the lines given to [`CueMatcher::find`], from 0.
    pub line: u32,
    /// The cue: an index for [`CueMatcher::cue`].
    pub cue: u32,
    /// The phrase: an index for [`CueMatcher::phrase`].
    pub phrase: u32,
}

/// The cues found in a document, by line.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    hits: Vec<Hit>,
    starts: Vec<u32>,
}

impl Hits {
    /// The hits of one line.
    pub fn of(&self, line: usize) -> &[Hit] {
        let bound = |at: usize| self.starts.get(at).map_or(self.hits.len(), |start| *start as usize);
        self.hits.get(bound(line)..bound(line + 1)).unwrap_or_default()
    }
}

/// All cues, ready to be found in lines.
#[derive(Clone, Debug)]
pub struct CueMatcher {
    automaton: AhoCorasick,
    whole_lines: HashMap<Box<str>, (u32, Vec<Use>)>,
    phrases: Vec<Arc<str>>,
    uses: Vec<Vec<Use>>,
    cues: Vec<Cue>,
    longest_line: usize,
}

impl CueMatcher {
    /// Compiles cues of several labels.
    ///
    /// # Errors
    /// A cue without a phrase, a phrase without a letter or digit, or more phrases than an automaton can hold.
    pub fn new<'c>(specs: impl IntoIterator<Item = (Label, &'c CueSpec)>) -> Result<Self, CueError> {
        let mut builder = Builder::default();
        for (label, spec) in specs {
            builder.add(label, spec)?;
        }
        builder.build()
    }

    /// A cue by its index.
    pub fn cue(&self, index: u32) -> Option<&Cue> {
        self.cues.get(index as usize)
    }

    /// A folded phrase by its index.
    pub fn phrase(&self, index: u32) -> Option<&Arc<str>> {
        self.phrases.get(index as usize)
    }

    /// How many cues and phrases there are.
    pub fn size(&self) -> (usize, usize) {
        (self.cues.len(), self.phrases.len())
    }

    /// Finds the cues in the lines of a document, each given with its number of words.
    pub fn find<'t>(&self, lines: impl Iterator<Item = (&'t str, u32)>) -> Hits {
        let mut search = Search::default();
        let mut folded = String::new();
        let mut colons = Vec::new();
        for (index, (line, words)) in lines.enumerate() {
            search.line = u32::try_from(index).unwrap_or(u32::MAX);
            search.starts.push(u32::try_from(search.hits.len()).unwrap_or(u32::MAX));
            colons.clear();
            match ends(line) {
                None => fold_with_colons(line, &mut folded, |at| colons.push(at)),
                Some((first, last)) => {
                    fold_with_colons(first, &mut folded, |at| colons.push(at));
                    let mut end = String::new();
                    fold_into(last, &mut end);
                    folded.push_str(" \n ");
                    folded.push_str(&end);
                }
            }
            self.find_in_line(&folded, &colons, words, &mut search);
        }
        search.finish(self)
    }

    fn find_in_line(&self, folded: &str, colons: &[usize], words: u32, search: &mut Search) {
        search.with.clear();
        search.unless.clear();
        search.primary.clear();
        if folded.len() <= self.longest_line
            && let Some((phrase, uses)) = self.whole_lines.get(folded)
        {
            search.primary.extend(uses.iter().map(|used| (used.cue, *phrase)));
        }
        for found in self.automaton.find_overlapping_iter(folded) {
            let phrase = found.pattern().as_u32();
            for used in self.uses.get(phrase as usize).into_iter().flatten() {
                if (!used.colon || colons.contains(&found.end())) && used.fits(folded, found.range()) {
                    match used.role {
                        Role::With => search.with.push(used.cue),
                        Role::Unless => search.unless.push(used.cue),
                        Role::Nearby => search.nearby.push((search.line, used.cue)),
                        _ => search.primary.push((used.cue, phrase)),
                    }
                }
            }
        }
        for &(index, phrase) in &search.primary {
            let Some(cue) = self.cue(index) else { continue };
            if words <= cue.max_words
                && (!cue.needs_with || search.with.contains(&index))
                && !search.unless.contains(&index)
            {
                search.hits.push(Hit { line: search.line, cue: index, phrase });
            }
        }
    }
}

impl Use {
    fn fits(self, folded: &str, found: Range<usize>) -> bool {
        let at_start = found.start == 0;
        let at_end = found.end == folded.len();
        let starts = || self.open_start || at_start || is_boundary(folded, found.start);
        let ends = || self.open_end || at_end || is_boundary(folded, found.end);
        match self.role {
            Role::Line => {
                word_from(folded, found.start) == 0
                    && word_to(folded, found.end) == folded.len()
                    && starts()
                    && ends()
            }
            Role::Start => (at_start || self.open_start && word_from(folded, found.start) == 0) && ends(),
            Role::End => (at_end || self.open_end && word_to(folded, found.end) == folded.len()) && starts(),
            _ => starts() && ends(),
        }
    }
}

/// The two ends of a line that is too long to be searched as a whole.
fn ends(line: &str) -> Option<(&str, &str)> {
    if line.len() <= 2 * SEARCHED_BYTES {
        return None;
    }
    let first = line.floor_char_boundary(SEARCHED_BYTES);
    let last = line.ceil_char_boundary(line.len() - SEARCHED_BYTES);
    line.get(..first).zip(line.get(last..))
}

/// Whether a word may begin or end at this byte.
fn is_boundary(folded: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (folded.get(..at), folded.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(before), Some(after)) => {
            before == ' ' || after == ' ' || needs_no_boundary(before) || needs_no_boundary(after)
        }
        _ => true,
    }
}

/// The first byte of the word that this byte is in.
fn word_from(folded: &str, at: usize) -> usize {
    folded.get(..at).and_then(|before| before.rfind(' ')).map_or(0, |space| space + 1)
}

/// The byte after the word that this byte ends in.
fn word_to(folded: &str, at: usize) -> usize {
    folded.get(at..).and_then(|after| after.find(' ')).map_or(folded.len(), |space| at + space)
}

#[derive(Default)]
struct Search {
    line: u32,
    hits: Vec<Hit>,
    starts: Vec<u32>,
    primary: Vec<(u32, u32)>,
    with: Vec<u32>,
    unless: Vec<u32>,
    nearby: Vec<(u32, u32)>,
}

impl Search {
    /// Removes the hits whose `nearby` phrase is missing.
    fn finish(self, matcher: &CueMatcher) -> Hits {
        let is_near = |hit: &Hit| {
            let first = hit.line.saturating_sub(NEARBY_LINES as u32);
            let last = hit.line.saturating_add(NEARBY_LINES as u32);
            let from = self.nearby.partition_point(|(line, _)| *line < first);
            self.nearby
                .get(from..)
                .unwrap_or_default()
                .iter()
                .take_while(|(line, _)| *line <= last)
                .any(|(_, cue)| *cue == hit.cue)
        };
        let needs = |hit: &Hit| matcher.cue(hit.cue).is_some_and(|cue| cue.needs_nearby);
        let keep: Vec<bool> = self.hits.iter().map(|hit| !needs(hit) || is_near(hit)).collect();
        let mut kept_before = 0;
        let mut kept = keep.iter().peekable();
        let mut position = 0;
        let mut starts = Vec::with_capacity(self.starts.len());
        for start in &self.starts {
            while position < *start as usize {
                kept_before += u32::from(kept.next().copied().unwrap_or_default());
                position += 1;
            }
            starts.push(kept_before);
        }
        let hits = self.hits.into_iter().zip(keep).filter_map(|(hit, keep)| keep.then_some(hit)).collect();
        Hits { hits, starts }
    }
}

#[derive(Default)]
struct Builder {
    phrases: Vec<Arc<str>>,
    by_phrase: HashMap<Arc<str>, u32>,
    uses: Vec<Vec<Use>>,
    lines: HashMap<Box<str>, Vec<Use>>,
    cues: Vec<Cue>,
}

impl Builder {
    fn add(&mut self, label: Label, spec: &CueSpec) -> Result<(), CueError> {
        let cue = u32::try_from(self.cues.len()).unwrap_or(u32::MAX);
        let problem = |problem: String| CueError::Cue { label, reason: spec.reason.clone(), problem };
        let roles = [
            (Role::Line, &spec.line),
            (Role::Start, &spec.start),
            (Role::End, &spec.end),
            (Role::Anywhere, &spec.anywhere),
            (Role::With, &spec.with),
            (Role::Nearby, &spec.nearby),
            (Role::Unless, &spec.unless),
        ];
        if roles.iter().take(4).all(|(_, phrases)| phrases.is_empty()) {
            return Err(problem("it has no phrase in line, start, end or anywhere".to_owned()));
        }
        for (role, phrases) in roles {
            for phrase in phrases {
                let open_start = phrase.starts_with('*');
                let open_end = phrase.ends_with('*');
                let folded = fold_phrase(phrase.trim_matches('*'));
                if folded.is_empty() {
                    return Err(problem(format!("the phrase '{phrase}' has no letter or digit")));
                }
                // At the end of a line a colon says nothing: many whole lines are written with and without one.
                let colon = phrase.ends_with([':', '：']) && !matches!(role, Role::Line | Role::End);
                let used = Use { cue, role, open_start, open_end, colon };
                if role == Role::Line && !open_start && !open_end {
                    self.lines.entry(folded.into()).or_default().push(used);
                } else {
                    let phrase = self.phrase(folded.into());
                    if let Some(uses) = self.uses.get_mut(phrase as usize) {
                        uses.push(used);
                    }
                }
            }
        }
        self.cues.push(Cue {
            label,
            reason: spec.reason.as_str().into(),
            strength: spec.strength,
            opens: spec.opens,
            max_words: spec.max_words.unwrap_or(u32::MAX),
            needs_with: !spec.with.is_empty(),
            needs_nearby: !spec.nearby.is_empty(),
        });
        Ok(())
    }

    fn phrase(&mut self, folded: Arc<str>) -> u32 {
        if let Some(index) = self.by_phrase.get(&folded) {
            return *index;
        }
        let index = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        self.by_phrase.insert(Arc::clone(&folded), index);
        self.phrases.push(folded);
        self.uses.push(Vec::new());
        index
    }

    fn build(mut self) -> Result<CueMatcher, CueError> {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(self.phrases.iter().map(|phrase| phrase.as_bytes()))
            .map_err(|error| CueError::Automaton(error.to_string()))?;
        let mut lines: Vec<_> = std::mem::take(&mut self.lines).into_iter().collect();
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        let longest_line = lines.iter().map(|(line, _)| line.len()).max().unwrap_or_default();
        let mut whole_lines = HashMap::with_capacity(lines.len());
        for (line, uses) in lines {
            let index = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
            self.phrases.push(Arc::from(&*line));
            whole_lines.insert(line, (index, uses));
        }
        Ok(CueMatcher {
            automaton,
            whole_lines,
            phrases: self.phrases,
            uses: self.uses,
            cues: self.cues,
            longest_line,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn found(spec: &str, lines: &[&str]) -> Vec<u32> {
        let spec: CueSpec = toml::from_str(&format!("reason = 'test'\n{spec}")).unwrap();
        let matcher = CueMatcher::new([(Label::Promo, &spec)]).unwrap();
        let count = |line: &str| line.split_whitespace().count() as u32;
        let hits = matcher.find(lines.iter().map(|line| (*line, count(line))));
        (0..lines.len()).flat_map(|line| hits.of(line)).map(|hit| hit.line).collect()
    }

    #[test]
    fn a_phrase_matches_where_its_key_says() {
        let lines = ["Sign up", "Sign up now", "Please sign up", "You can sign up here", "design upper"];
        assert_eq!(found("line = ['sign up']", &lines), [0]);
        assert_eq!(found("start = ['sign up']", &lines), [0, 1]);
        assert_eq!(found("end = ['sign up']", &lines), [0, 2]);
        assert_eq!(found("anywhere = ['sign up']", &lines), [0, 1, 2, 3]);
    }

    #[test]
    fn a_colon_in_a_phrase_must_follow_it() {
        let lines = ["Disclosure: I own shares.", "Disclosure of the files", "Photo: Ann", "写真：共同"];
        assert_eq!(found("start = ['disclosure:']", &lines), [0]);
        assert_eq!(found("start = ['disclosure']", &lines), [0, 1]);
        assert_eq!(found("line = ['photo ann:']", &lines), [2]);
        assert_eq!(found("start = ['写真：']", &lines), [3]);
    }

    #[test]
    fn a_star_leaves_a_word_open() {
        let lines = ["Uutiskirjeen tilaus", "Tilaa uutiskirjeemme", "Verkkouutiskirje", "newsletters"];
        assert_eq!(found("anywhere = ['uutiskirje*']", &lines), [0, 1]);
        assert_eq!(found("line = ['*uutiskirje']", &lines), [2]);
        assert_eq!(found("start = ['news*']", &lines), [3]);
        assert_eq!(found("end = ['uutiskirje*']", &lines), [1]);
    }

    #[test]
    fn chinese_needs_no_boundary_and_letters_beside_it_end_there() {
        assert_eq!(
            found("anywhere = ['版权所有', 'app']", &["本站版权所有2024", "下载app吧", "apply"]),
            [0, 1]
        );
    }

    #[test]
    fn conditions_hold_in_the_line_and_around_it() {
        let lines = ["Sign up", "x", "your e-mail", "x", "x", "x", "Sign up"];
        assert_eq!(found("line = ['sign up']\nnearby = ['e mail']", &lines), [0]);
        assert_eq!(found("start = ['sign']\nwith = ['free']", &["Sign up for free", "Sign up"]), [0]);
        assert_eq!(found("start = ['sign']\nunless = ['free']", &["Sign up for free", "Sign up"]), [1]);
        assert_eq!(found("start = ['sign']\nmax_words = 2", &["Sign up for free", "Sign up"]), [1]);
    }

    #[test]
    fn a_very_long_line_is_searched_at_both_ends() {
        let long = format!("sign up {} my inbox", "word ".repeat(10_000));
        assert_eq!(found("start = ['sign up']", &[&long]), [0]);
        assert_eq!(found("end = ['my inbox']", &[&long]), [0]);
        assert!(found("anywhere = ['word sign']", &[&long]).is_empty());
    }

    #[test]
    fn a_cue_without_a_phrase_is_an_error_that_names_it() {
        let spec = CueSpec { reason: "newsletter".into(), ..CueSpec::default() };
        let error = CueMatcher::new([(Label::Promo, &spec)]).map(|_| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "promo cue 'newsletter': it has no phrase in line, start, end or anywhere"
        );
    }
}
