//! One document then and now.

use super::snap::Snapshot;
use crate::label::Label;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;

/// What a line was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark<'m> {
    /// Whether it goes.
    pub dropped: bool,
    /// Its label.
    pub label: &'m str,
}

/// What lines were taken for, and what they are now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Label and whether they went.
    pub from: (Cow<'static, str>, bool),
    /// Label and whether they go.
    pub to: (Cow<'static, str>, bool),
}

/// `promo → content, now kept`.
impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Move { from: (from, was_dropped), to: (to, is_dropped) } = self;
        if from == to {
            write!(f, "{from}")?;
        } else {
            write!(f, "{from} → {to}")?;
        }
        match (was_dropped, is_dropped) {
            (true, false) => f.write_str(", now kept"),
            (false, true) => f.write_str(", now dropped"),
            _ => Ok(()),
        }
    }
}

/// How a document differs from its lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whether the document itself is another.
    pub input: bool,
    /// The lines that moved: how many, and the first with its number.
    pub moved: BTreeMap<Move, (u64, u32, String)>,
    /// Lines that were not there, or were cut differently.
    pub appeared: u64,
    /// Lines that are there no more.
    pub gone: u64,
    /// How many lines have a label now, less how many had it; of digests, which know no lines.
    pub counts: BTreeMap<String, i64>,
    /// Something is said of the whole document that was not, or the other way round.
    pub whole: bool,
}

impl Change {
    /// How many lines moved.
    pub fn lines(&self) -> u64 {
        self.moved.values().map(|(lines, ..)| lines).sum()
    }
}

/// Lines are the same where their text is; of several with one text the first is the first.
pub(super) fn compare(old: &Snapshot<'_>, new: &Snapshot<'_>) -> Change {
    let mut open: HashMap<&str, VecDeque<Mark<'_>>> = HashMap::new();
    for (_, mark, text) in &old.lines {
        open.entry(text).or_default().push_back(*mark);
    }
    let mut change = Change { input: old.input != new.input, ..Change::default() };
    for (number, mark, text) in &new.lines {
        match open.get_mut(text).and_then(VecDeque::pop_front) {
            None => change.appeared += 1,
            Some(before) if before == *mark => {}
            Some(before) => {
                let key = Move { from: owned(before), to: owned(*mark) };
                let entry = change.moved.entry(key).or_insert_with(|| (0, *number, (*text).to_owned()));
                entry.0 += 1;
            }
        }
    }
    change.gone = open.values().map(|left| left.len() as u64).sum();
    // The count of kept lines follows from the lines; only what comes after it is news.
    let said = |whole: &str| whole.split_once('\n').map(|(_, said)| said.to_owned()).unwrap_or_default();
    change.whole = said(old.whole) != said(new.whole);
    change
}

fn owned(mark: Mark<'_>) -> (Cow<'static, str>, bool) {
    let known = Label::ALL.into_iter().map(Label::slug).find(|slug| *slug == mark.label);
    (known.map_or_else(|| Cow::Owned(mark.label.to_owned()), Cow::Borrowed), mark.dropped)
}
