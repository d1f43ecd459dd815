//! Cues made ready for the matcher: phrases folded and ready to be looked up, their uses and the cues in flat lists.
//!
//! The build script makes the table of the built-in cues and `bytes.rs` writes and reads it; a user's cues become
//! such a table when the program starts.

use super::cue::{Cue, CueSpec};
use super::error::CueError;
use super::fold::fold_phrase;
use super::phrases::Phrases;
use super::place::{Kind, Place, Role};
use crate::label::Label;
use std::collections::BTreeMap;

/// A phrase is given out by its number, which leaves room for [`PhraseKey`]'s other bits.
const MOST_PHRASES: usize = 1 << 20;
/// The longest phrase, in bytes.
const LONGEST_PHRASE: usize = 1000;

/// One use of a phrase by a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Index of the cue.
    pub cue: u32,
    /// What the phrase is to it.
    pub kind: Kind,
    /// What must hold where the phrase stands.
    pub needs: Place,
}

/// What is known of a phrase where it is found: its number, what all of its uses need, and which kinds of uses it has. Most
/// phrases that stand in a line are done with by this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhraseKey(pub u32);

impl PhraseKey {
    const PRIMARY: u32 = 1 << 20;
    const CONDITION: u32 = 1 << 21;
    const NEARBY: u32 = 1 << 22;
    const NEEDS_AT: u32 = 24;

    fn new(phrase: u32, uses: &[Use]) -> PhraseKey {
        let needs = uses.iter().fold(Place::ALL, |needs, used| needs.common(used.needs));
        let flag = |flag, has: fn(&Use) -> bool| if uses.iter().any(has) { flag } else { 0 };
        PhraseKey(
            phrase
                | flag(Self::PRIMARY, |used| used.kind.is_primary())
                | flag(Self::CONDITION, |used| used.kind.is_condition())
                | flag(Self::NEARBY, |used| used.kind == Kind::Nearby)
                | u32::from(needs.0) << Self::NEEDS_AT,
        )
    }

    /// The number of the phrase.
    pub fn phrase(self) -> u32 {
        self.0 & (Self::PRIMARY - 1)
    }

    /// What all uses need.
    pub fn needs(self) -> Place {
        Place((self.0 >> Self::NEEDS_AT) as u8)
    }

    /// Whether the phrase can make a hit.
    pub fn is_primary(self) -> bool {
        self.0 & Self::PRIMARY != 0
    }

    /// Whether the phrase sets a condition within the line.
    pub fn is_condition(self) -> bool {
        self.0 & Self::CONDITION != 0
    }

    /// Whether the phrase is asked for close to a hit.
    pub fn is_nearby(self) -> bool {
        self.0 & Self::NEARBY != 0
    }
}

/// Phrases that are looked up together. A phrase with uses of several groups stands in each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What can only begin a line: looked up once in a line.
    LineStart,
    /// What else makes a hit or is asked for close by: looked up wherever a word begins.
    Anywhere,
    /// What sets a condition: looked up where a word begins, but only in lines with a hit that has conditions.
    Condition,
}

impl Group {
    fn of(used: &Use) -> Group {
        if used.kind.is_condition() {
            Group::Condition
        } else if used.needs.has(Place::LINE_STARTS) {
            Group::LineStart
        } else {
            Group::Anywhere
        }
    }
}

/// All there is to know of a set of cues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The phrases of each [`Group`].
    pub phrases: [Phrases; 3],
    /// The phrases that may begin inside a word.
    pub open: Vec<(String, PhraseKey)>,
    /// For each phrase, and once more at the end, the first of its uses.
    pub first_uses: Vec<u32>,
    /// The uses, phrase by phrase: those that make a hit, those that set a condition, those close by; each sorted by
    /// cue.
    pub uses: Vec<Use>,
    /// The cues.
    pub cues: Vec<Cue>,
}

impl Table {
    /// Makes the table of cues of several labels.
    ///
    /// # Errors
    /// A cue without a phrase, a phrase without a letter or digit, a phrase or a table that is too long.
    pub fn new<'c>(specs: impl IntoIterator<Item = (Label, &'c CueSpec)>) -> Result<Table, CueError> {
        Builder::of(specs)?.build()
    }

    /// The phrases of a group.
    pub fn phrases(&self, group: Group) -> &Phrases {
        let [starts, anywhere, conditions] = &self.phrases;
        match group {
            Group::LineStart => starts,
            Group::Anywhere => anywhere,
            Group::Condition => conditions,
        }
    }

    /// The uses of a phrase.
    pub fn uses(&self, phrase: u32) -> &[Use] {
        let bound = |at: usize| self.first_uses.get(at).map_or(0, |first| *first as usize);
        let at = phrase as usize;
        self.uses.get(bound(at)..bound(at + 1)).unwrap_or_default()
    }
}

/// The uses of each phrase, by the phrase.
type Uses = BTreeMap<String, Vec<Use>>;

/// Cues on their way into a table: folded and checked.
#[derive(Default)]
pub struct Builder {
    /// By [`Group`].
    phrases: [Uses; 3],
    open: Uses,
    cues: Vec<Cue>,
}

impl Builder {
    /// Folds and checks cues.
    ///
    /// # Errors
    /// As [`Table::new`], but for the length of the table.
    pub fn of<'c>(specs: impl IntoIterator<Item = (Label, &'c CueSpec)>) -> Result<Builder, CueError> {
        let mut builder = Builder::default();
        for (label, spec) in specs {
            builder.add(label, spec).map_err(|problem| CueError::Cue {
                label,
                reason: spec.reason.clone(),
                problem,
            })?;
        }
        Ok(builder)
    }

    fn add(&mut self, label: Label, spec: &CueSpec) -> Result<(), String> {
        let cue = u32::try_from(self.cues.len()).unwrap_or(u32::MAX);
        let roles = Role::of(spec);
        if roles.iter().take(4).all(|(_, phrases)| phrases.is_empty()) {
            return Err("it has no phrase in line, start, end or anywhere".to_owned());
        }
        for (role, phrase) in roles.iter().flat_map(|(role, list)| list.iter().map(move |one| (role, one))) {
            let folded = fold_phrase(phrase.trim_matches('*'));
            if folded.is_empty() {
                return Err(format!("the phrase '{phrase}' has no letter or digit"));
            }
            if folded.len() > LONGEST_PHRASE {
                return Err(format!("the phrase '{phrase}' is longer than {LONGEST_PHRASE} bytes"));
            }
            let (kind, needs) = role.needs(phrase);
            let used = Use { cue, kind, needs };
            let group = self.phrases.get_mut(Group::of(&used) as usize).filter(|_| !phrase.starts_with('*'));
            group.unwrap_or(&mut self.open).entry(folded).or_default().push(used);
        }
        self.cues.push(Cue {
            label,
            reason: spec.reason.as_str().into(),
            strength: spec.strength,
            opens: spec.opens,
            max_words: spec.max_words.unwrap_or(u32::MAX),
            needs_with: !spec.with.is_empty(),
            needs_nearby: !spec.nearby.is_empty(),
            has_unless: !spec.unless.is_empty(),
        });
        Ok(())
    }

    fn build(self) -> Result<Table, CueError> {
        let count = self.phrases.iter().map(BTreeMap::len).sum::<usize>() + self.open.len();
        let too_many = || CueError::TooMany(count);
        if count > MOST_PHRASES {
            return Err(too_many());
        }
        let mut table = Table { cues: self.cues, ..Table::default() };
        for (group, phrases) in self.phrases.into_iter().enumerate() {
            let keys: Vec<(String, PhraseKey)> =
                phrases.into_iter().map(|(phrase, uses)| (phrase, table.add(uses))).collect();
            if let Some(phrases) = table.phrases.get_mut(group).filter(|_| !keys.is_empty()) {
                *phrases = Phrases::of(&keys).ok_or_else(too_many)?;
            }
        }
        table.open = self.open.into_iter().map(|(phrase, uses)| (phrase, table.add(uses))).collect();
        table.first_uses.push(u32::try_from(table.uses.len()).map_err(|_| too_many())?);
        Ok(table)
    }
}

impl Table {
    /// Adds a phrase with its uses, sorted.
    fn add(&mut self, mut uses: Vec<Use>) -> PhraseKey {
        uses.sort_by_key(|used| (used.kind.class(), used.cue));
        let phrase = u32::try_from(self.first_uses.len()).unwrap_or(u32::MAX);
        self.first_uses.push(u32::try_from(self.uses.len()).unwrap_or(u32::MAX));
        let key = PhraseKey::new(phrase, &uses);
        self.uses.extend(uses);
        key
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_all_uses_of_a_phrase_need() {
        let spec = |text: &str| toml::from_str::<CueSpec>(text).unwrap();
        let first = spec("start = ['sign up']\nunless = ['free']");
        let second = spec("line = ['Sign up!']\nnearby = ['mail*']");
        let table = Table::new([(Label::Promo, &first), (Label::Consent, &second)]).unwrap();
        let key = |group, phrase: &str| {
            let mut found = Vec::new();
            table
                .phrases(group)
                .find(&[phrase.as_bytes(), &[0; 16]].concat(), 0, |key, end| found.push((end, key)));
            found.into_iter().find(|(end, _)| *end == phrase.len()).unwrap().1
        };
        let sign_up = key(Group::LineStart, "sign up");
        assert!(sign_up.is_primary() && !sign_up.is_condition() && !sign_up.is_nearby());
        assert_eq!(sign_up.needs(), Place::LINE_STARTS);
        let kinds: Vec<Kind> = table.uses(sign_up.phrase()).iter().map(|used| used.kind).collect();
        assert_eq!(kinds, [Kind::Part, Kind::Whole]);
        assert!(key(Group::Condition, "free").is_condition());
        assert!(key(Group::Anywhere, "mail").is_nearby());
        assert_eq!(key(Group::Anywhere, "mail").needs(), Place::WORD_STARTS);
        assert!(table.uses(9).is_empty());
    }

    #[test]
    fn a_phrase_that_is_too_long_is_an_error() {
        let spec = CueSpec { line: vec!["x".repeat(LONGEST_PHRASE + 1)], ..CueSpec::default() };
        assert!(Table::new([(Label::Promo, &spec)]).is_err());
    }
}
