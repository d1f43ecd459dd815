//! Where a phrase stands in its line, as a set of facts. A use of a phrase is the set of facts that it needs.

use super::cue::CueSpec;

/// What stands where a phrase was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(pub u8);

impl Place {
    /// A word may begin where the phrase begins.
    pub const WORD_STARTS: Place = Place(1);
    /// A word may end where the phrase ends.
    pub const WORD_ENDS: Place = Place(2);
    /// The phrase begins the line.
    pub const LINE_STARTS: Place = Place(4);
    /// The phrase ends the line.
    pub const LINE_ENDS: Place = Place(8);
    /// The phrase begins in the first word of the line.
    pub const FIRST_WORD: Place = Place(16);
    /// The phrase ends in the last word of the line.
    pub const LAST_WORD: Place = Place(32);
    /// A colon follows.
    pub const COLON: Place = Place(64);
    /// All facts.
    pub const ALL: Place = Place(127);

    /// Both sets of facts.
    pub const fn and(self, other: Place) -> Place {
        Place(self.0 | other.0)
    }

    /// The facts that are in both sets.
    pub const fn common(self, other: Place) -> Place {
        Place(self.0 & other.0)
    }

    /// This set of facts, if it holds.
    pub const fn when(self, holds: bool) -> Place {
        if holds { self } else { Place(0) }
    }

    /// Whether the set has all the facts of another one.
    pub const fn has(self, needed: Place) -> bool {
        self.0 & needed.0 == needed.0
    }
}

/// What a phrase is to its cue. The order is that of a table: what makes a hit first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is the whole line.
    Whole,
    /// It stands where its place says.
    Part,
    /// It is asked for beside a hit.
    With,
    /// It is forbidden beside a hit.
    Unless,
    /// It is asked for close to a hit.
    Nearby,
}

impl Kind {
    /// All kinds in their order.
    pub const ALL: [Kind; 5] = [Kind::Whole, Kind::Part, Kind::With, Kind::Unless, Kind::Nearby];

    /// The place of such uses in the list of a phrase.
    pub fn class(self) -> u8 {
        match self {
            Kind::Whole | Kind::Part => 0,
            Kind::With | Kind::Unless => 1,
            Kind::Nearby => 2,
        }
    }

    /// Whether the phrase makes a hit, rather than sets a condition to one.
    pub fn is_primary(self) -> bool {
        self.class() == 0
    }

    /// Whether the phrase sets a condition within the line.
    pub fn is_condition(self) -> bool {
        self.class() == 1
    }
}

/// A key of a cue table that holds phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `line`
    Line,
    /// `start`
    Start,
    /// `end`
    End,
    /// `anywhere`
    Anywhere,
    /// `with`
    With,
    /// `nearby`
    Nearby,
    /// `unless`
    Unless,
}

impl Role {
    /// The phrases of a cue by their keys.
    pub fn of(spec: &CueSpec) -> [(Role, &[String]); 7] {
        [
            (Role::Line, &spec.line),
            (Role::Start, &spec.start),
            (Role::End, &spec.end),
            (Role::Anywhere, &spec.anywhere),
            (Role::With, &spec.with),
            (Role::Nearby, &spec.nearby),
            (Role::Unless, &spec.unless),
        ]
    }

    /// What a phrase under this key is to its cue and what it needs. It begins or ends with a star where it is open,
    /// and with a colon where one must follow.
    pub fn needs(self, phrase: &str) -> (Kind, Place) {
        let (open_start, open_end) = (phrase.starts_with('*'), phrase.ends_with('*'));
        let starts = Place::WORD_STARTS.when(!open_start);
        let ends = Place::WORD_ENDS.when(!open_end);
        let first = if open_start { Place::FIRST_WORD } else { Place::LINE_STARTS };
        let last = if open_end { Place::LAST_WORD } else { Place::LINE_ENDS };
        let colon = Place::COLON.when(phrase.ends_with([':', '：']));
        let words = starts.and(ends).and(colon);
        match self {
            // At the end of a line a colon says nothing: many whole lines are written with and without one.
            Role::Line if !open_start && !open_end => (Kind::Whole, Place::LINE_STARTS.and(Place::LINE_ENDS)),
            Role::Line => (Kind::Part, Place::FIRST_WORD.and(Place::LAST_WORD).and(starts).and(ends)),
            Role::End => (Kind::Part, last.and(starts)),
            Role::Start => (Kind::Part, first.and(ends).and(colon)),
            Role::Anywhere => (Kind::Part, words),
            Role::With => (Kind::With, words),
            Role::Unless => (Kind::Unless, words),
            Role::Nearby => (Kind::Nearby, words),
        }
    }
}
