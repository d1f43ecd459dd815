//! Finds cues in lines: every line is folded once and its phrases are looked up where words begin.

use super::bytes;
use super::cue::{Cue, CueSpec};
use super::error::CueError;
use super::folded_line::{FoldedLine, Places};
use super::hits::{Hit, Hits};
use super::place::{Kind, Place};
use super::table::{Group, PhraseKey, Table};
use crate::label::Label;
use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::ops::Range;

/// How far away a `nearby` phrase may stand, in non-blank lines.
const NEARBY_LINES: u32 = 3;

/// All cues, ready to be found in lines.
#[derive(Clone, Debug)]
pub struct CueMatcher {
    table: Table,
    /// The few phrases that may begin inside a word: those that make a hit.
    open: OpenPhrases,
    /// Those that only set conditions.
    open_conditions: OpenPhrases,
}

/// Phrases that are looked for at every letter.
#[derive(Clone, Debug, Default)]
struct OpenPhrases {
    automaton: Option<AhoCorasick>,
    /// Tells many bytes at once of nearly all lines that no phrase is in them; only for a few phrases.
    any: Option<Searcher>,
    keys: Vec<PhraseKey>,
}

impl OpenPhrases {
    fn of<'p>(phrases: impl Iterator<Item = &'p (String, PhraseKey)>) -> Result<OpenPhrases, CueError> {
        let (phrases, keys): (Vec<&str>, Vec<PhraseKey>) =
            phrases.map(|(phrase, key)| (&**phrase, *key)).unzip();
        if keys.is_empty() {
            return Ok(OpenPhrases::default());
        }
        // A user's phrases may be many: only a few are worth a table of all transitions.
        let kind = if keys.len() <= 64 { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&phrases)
            .map_err(|_| CueError::TooMany(keys.len()))?;
        Ok(OpenPhrases { automaton: Some(automaton), any: Searcher::new(phrases), keys })
    }

    fn find<'l>(&'l self, line: &'l str) -> impl Iterator<Item = (PhraseKey, Range<usize>)> + 'l {
        let may_hold = self.any.as_ref().is_none_or(|any| any.find(line).is_some());
        let automaton = self.automaton.iter().filter(move |_| may_hold);
        let found = automaton.flat_map(move |automaton| automaton.find_overlapping_iter(line));
        found.filter_map(|found| Some((self.keys.get(found.pattern().as_usize()).copied()?, found.range())))
    }
}

impl CueMatcher {
    /// Compiles cues of several labels.
    ///
    /// # Errors
    /// A cue without a phrase, a phrase without a letter or digit, or too many or too long phrases.
    pub fn new<'c>(specs: impl IntoIterator<Item = (Label, &'c CueSpec)>) -> Result<Self, CueError> {
        CueMatcher::of(Table::new(specs)?)
    }

    /// The built-in cues, which were compiled with the program.
    ///
    /// # Errors
    /// A damaged table.
    pub fn built_in() -> Result<Self, CueError> {
        CueMatcher::of(bytes::read(super::BUILT_IN).ok_or(CueError::Damaged)?)
    }

    fn of(table: Table) -> Result<Self, CueError> {
        let only_conditions = |key: PhraseKey| !key.is_primary() && !key.is_nearby();
        Ok(CueMatcher {
            open: OpenPhrases::of(table.open.iter().filter(|(_, key)| !only_conditions(*key)))?,
            open_conditions: OpenPhrases::of(table.open.iter().filter(|(_, key)| only_conditions(*key)))?,
            table,
        })
    }

    /// A cue by its index.
    pub fn cue(&self, index: u32) -> Option<&Cue> {
        self.table.cues.get(index as usize)
    }

    /// How many cues and phrases there are.
    pub fn size(&self) -> (usize, usize) {
        (self.table.cues.len(), self.table.first_uses.len().saturating_sub(1))
    }

    /// Finds the cues in the lines of a document, each given with its number of words.
    pub fn find<'t>(&self, lines: impl Iterator<Item = (&'t str, u32)>) -> Hits {
        let mut hits = Hits::default();
        let mut search = Search::of(self);
        let mut line = FoldedLine::default();
        for (text, words) in lines {
            line.fold(text);
            search.find(&line, words, &mut hits);
        }
        search.finish(&mut hits);
        hits
    }
}

/// A use of a phrase that makes a hit, unless a condition of its cue stands against it. In the order of hits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    kind: Kind,
    end: usize,
    start: usize,
    cue: u32,
}

/// A phrase that was found.
#[derive(Clone, Copy)]
struct Found {
    phrase: u32,
    place: Place,
}

/// A search through the lines of one document.
struct Search<'m> {
    matcher: &'m CueMatcher,
    /// Of the line that is searched.
    candidates: Vec<Candidate>,
    /// Phrases in the line that set conditions.
    conditions: Vec<Found>,
    /// Phrases in all lines that are asked for close to a hit, with their lines.
    nearby: Vec<(u32, Found)>,
}

impl<'m> Search<'m> {
    fn of(matcher: &'m CueMatcher) -> Search<'m> {
        Search { matcher, candidates: Vec::new(), conditions: Vec::new(), nearby: Vec::new() }
    }

    fn find(&mut self, line: &FoldedLine, words: u32, hits: &mut Hits) {
        let number = hits.next_line();
        self.candidates.clear();
        self.conditions.clear();
        let places = Places::of(line);
        self.look_up(Group::LineStart, &places, number);
        self.look_up(Group::Anywhere, &places, number);
        let matcher = self.matcher;
        for (key, range) in matcher.open.find(line.text()) {
            self.add_open(key, &places, range, number);
        }
        let in_time = |cue: &Cue| words <= cue.max_words;
        self.candidates.retain(|candidate| matcher.cue(candidate.cue).is_some_and(in_time));
        if self.candidates.is_empty() {
            return;
        }
        let is_conditional = |cue: &Cue| cue.needs_with || cue.has_unless;
        if self.candidates.iter().any(|candidate| matcher.cue(candidate.cue).is_some_and(is_conditional)) {
            self.look_up(Group::Condition, &places, number);
            for (key, range) in matcher.open_conditions.find(line.text()) {
                self.add_open(key, &places, range, number);
            }
        }
        self.candidates.sort_unstable();
        for candidate in &self.candidates {
            let Some(cue) = matcher.cue(candidate.cue) else { continue };
            if (!cue.needs_with || self.has_condition(Kind::With, candidate.cue))
                && (!cue.has_unless || !self.has_condition(Kind::Unless, candidate.cue))
            {
                let phrase = line.text().get(candidate.start..candidate.end).unwrap_or_default();
                hits.push(number, candidate.cue, phrase);
            }
        }
    }

    /// Looks up the phrases of a group: at the start of the line, or wherever a word begins.
    fn look_up(&mut self, group: Group, places: &Places<'_>, line: u32) {
        let phrases = self.matcher.table.phrases(group);
        let mut look_up_at = |start| {
            phrases.find(places.padded, start, |key, end| {
                self.add(key, places, start, end, Place::WORD_STARTS, line);
            });
        };
        if group == Group::LineStart {
            look_up_at(0);
        } else {
            places.for_each_word_start(look_up_at);
        }
    }

    /// Takes note of a phrase that may begin inside a word.
    fn add_open(&mut self, key: PhraseKey, places: &Places<'_>, found: Range<usize>, line: u32) {
        let starts = Place::WORD_STARTS.when(found.start == 0 || places.is_boundary(found.start));
        self.add(key, places, found.start, found.end, starts, line);
    }

    /// Takes note of a phrase that was found.
    #[inline]
    fn add(
        &mut self,
        key: PhraseKey,
        places: &Places<'_>,
        start: usize,
        end: usize,
        starts: Place,
        line: u32,
    ) {
        let place = places.of_phrase(start, end).and(starts);
        if !place.has(key.needs()) {
            return;
        }
        let found = Found { phrase: key.phrase(), place };
        if key.is_primary() {
            let uses = self.matcher.table.uses(found.phrase).iter();
            for used in uses.take_while(|used| used.kind.is_primary()).filter(|used| place.has(used.needs)) {
                self.candidates.push(Candidate { kind: used.kind, end, start, cue: used.cue });
            }
        }
        if key.is_condition() {
            self.conditions.push(found);
        }
        if key.is_nearby() {
            self.nearby.push((line, found));
        }
    }

    /// Whether one of a cue's conditions of a kind stands in the line.
    fn has_condition(&self, kind: Kind, cue: u32) -> bool {
        self.conditions.iter().any(|found| self.matcher.is_used(*found, kind, cue))
    }

    /// Removes the hits whose `nearby` phrase is missing.
    fn finish(self, hits: &mut Hits) {
        let needs = |hit: &Hit| self.matcher.cue(hit.cue).is_some_and(|cue| cue.needs_nearby);
        if hits.any(needs) {
            hits.retain(|hit| !needs(hit) || self.has_nearby(hit));
        }
    }

    fn has_nearby(&self, hit: &Hit) -> bool {
        let lines = hit.line.saturating_sub(NEARBY_LINES)..=hit.line.saturating_add(NEARBY_LINES);
        let from = self.nearby.partition_point(|(line, _)| line < lines.start());
        self.nearby
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|(line, _)| line <= lines.end())
            .any(|(_, found)| self.matcher.is_used(*found, Kind::Nearby, hit.cue))
    }
}

impl CueMatcher {
    /// Whether a phrase, standing where it was found, is what a cue asks for.
    fn is_used(&self, found: Found, kind: Kind, cue: u32) -> bool {
        let uses = self.table.uses(found.phrase);
        let from = uses.partition_point(|used| (used.kind.class(), used.cue) < (kind.class(), cue));
        uses.get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|used| used.cue == cue && used.kind.class() == kind.class())
            .any(|used| used.kind == kind && found.place.has(used.needs))
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
