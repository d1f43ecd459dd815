//! The date words of all languages, and the longest phrase at a place in a line.

use super::fold::{WORD_MAX, fold, is_gap, is_unspaced, is_word};
use crate::script::PlainWords;
use std::sync::LazyLock;

/// Generated from CLDR 48 (Unicode-3.0 licence) by tests/tools/dates-from-cldr.py.
pub(super) const CLDR: &str = include_str!("cldr.tsv");
/// What CLDR does not give, written by hand.
const WORDS: &str = include_str!("words.tsv");

/// What a phrase can be, as bits: one phrase may be several things.
pub mod role {
    pub const MONTH: u32 = 1;
    pub const MONTH_SHORT: u32 = 1 << 1;
    pub const WEEKDAY: u32 = 1 << 2;
    pub const WEEKDAY_SHORT: u32 = 1 << 3;
    pub const AMPM: u32 = 1 << 4;
    /// yesterday, today
    pub const DAY: u32 = 1 << 5;
    pub const DAY_SHORT: u32 = 1 << 6;
    /// "hours ago", complete after a number
    pub const AGO_AFTER: u32 = 1 << 7;
    /// "il y a", "vor": opens a relative time
    pub const AGO_BEFORE: u32 = 1 << 8;
    /// "heures", "Stunden": closes what its own `AGO_BEFORE` opened
    pub const AGO_CLOSE: u32 = 1 << 9;
    /// A relative time without a number, of several words ("an hour ago")
    pub const AGO_PHRASE: u32 = 1 << 10;
    pub const PHRASE: u32 = 1 << 11;
    pub const LABEL: u32 = 1 << 12;
    pub const LEAD: u32 = 1 << 13;
    pub const AT: u32 = 1 << 14;
    pub const CLOCK: u32 = 1 << 15;
    pub const OCLOCK: u32 = 1 << 16;
    pub const OF: u32 = 1 << 17;
    pub const ORDINAL: u32 = 1 << 18;
    pub const DAY_MARK: u32 = 1 << 19;
    pub const YEAR_MARK: u32 = 1 << 20;
    pub const YEAR_BEFORE: u32 = 1 << 21;
    pub const ERA: u32 = 1 << 22;
    pub const TO: u32 = 1 << 23;
    pub const ONE: u32 = 1 << 24;
    pub const APPROX: u32 = 1 << 25;
    pub const MINUTE: u32 = 1 << 26;
    pub const UNIT: u32 = 1 << 27;
    pub const READ_BEFORE: u32 = 1 << 28;
    pub const READ_AFTER: u32 = 1 << 29;
    pub const ZONE: u32 = 1 << 30;
    /// "May", "Mar": sure before a day only
    pub const MONTH_ENGLISH: u32 = 1 << 31;
    pub const MONTHS: u32 = MONTH | MONTH_SHORT | MONTH_ENGLISH;
    pub const WEEKDAYS: u32 = WEEKDAY | WEEKDAY_SHORT;
}

fn role_of(kind: &str) -> u32 {
    match kind {
        "month" => role::MONTH,
        "month-short" => role::MONTH_SHORT,
        "month-english" => role::MONTH_ENGLISH,
        "weekday" => role::WEEKDAY,
        "weekday-short" => role::WEEKDAY_SHORT,
        "ampm" => role::AMPM,
        "day" => role::DAY,
        "day-short" => role::DAY_SHORT,
        "ago-phrase" => role::AGO_PHRASE,
        "phrase" => role::PHRASE,
        "label" => role::LABEL,
        "lead" => role::LEAD,
        "at" => role::AT,
        "clock" => role::CLOCK,
        "oclock" => role::OCLOCK,
        "of" => role::OF,
        "ordinal" => role::ORDINAL,
        "day-mark" => role::DAY_MARK,
        "year-mark" => role::YEAR_MARK,
        "year-before" => role::YEAR_BEFORE,
        "era" => role::ERA,
        "to" => role::TO,
        "one" => role::ONE,
        "approx" => role::APPROX,
        "minute" => role::MINUTE,
        "unit" => role::UNIT,
        "read-before" => role::READ_BEFORE,
        "read-after" => role::READ_AFTER,
        "zone" => role::ZONE,
        _ => 0,
    }
}

/// One phrase in its normal form: folded words joined by single spaces.
struct Phrase {
    /// Where its text starts in the arena, and its length.
    start: u32,
    len: u16,
    /// Bytes of the text that are the key it is filed under.
    head: u16,
    roles: u32,
    /// The roles of all phrases of the chain; kept in its first one.
    all: u32,
    /// The next, shorter phrase with the same head.
    next: u32,
}

/// No phrase.
const NONE: u32 = u32::MAX;
/// Places of the hash table: about twice the number of heads, a power of two.
const SLOTS: usize = 1 << 14;
/// Bits for the starts of keys: about ten times as many as keys.
const START_BITS: usize = 1 << 16;

/// A phrase found in a line.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Byte offset of its end in the line.
    pub end: usize,
    pub roles: u32,
    /// Its index in the vocabulary.
    pub phrase: u32,
}

/// All phrases, filed by their first word (or first character, in scripts without spaces).
pub struct Vocabulary {
    phrases: Vec<Phrase>,
    /// The texts of all phrases.
    arena: String,
    /// Open-addressed table of the first phrase of each chain.
    slots: Vec<u32>,
    /// (closing phrase, opening phrase) of the relative times that enclose their number.
    pairs: Vec<(u32, u32)>,
    /// The zeros of the native digit systems, sorted.
    zeros: Vec<u32>,
    /// A bit for the hash of the first eight letters of each key: most words of a line are told by it to be none.
    starts: Vec<u64>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::build);

impl Vocabulary {
    /// The one vocabulary, built on first use.
    pub fn get() -> &'static Self {
        &VOCABULARY
    }

    fn build() -> Self {
        let mut words = Self {
            phrases: Vec::with_capacity(SLOTS),
            arena: String::with_capacity(CLDR.len()),
            slots: vec![NONE; SLOTS],
            pairs: Vec::with_capacity(SLOTS / 4),
            zeros: Vec::new(),
            starts: vec![0; START_BITS / 64],
        };
        for line in CLDR.lines() {
            let mut fields = line.split('\t');
            words.add_row(fields.next().unwrap_or(""), fields.next().unwrap_or(""));
        }
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (kind, list) = (fields.next().unwrap_or(""), fields.nth(1).unwrap_or(""));
            for word in list.split("; ") {
                words.add_row(kind, word);
            }
        }
        words.pairs.sort_unstable();
        words.zeros.sort_unstable();
        words
    }

    fn add_row(&mut self, kind: &str, word: &str) {
        match kind {
            "digits" => self.zeros.extend(word.chars().map(u32::from)),
            "ago" => self.add_ago(word),
            _ => {
                self.add(word, role_of(kind));
            }
        }
    }

    /// Files "vor {0} Stunden" as an opening and a closing phrase, "{0} hours ago" as one.
    fn add_ago(&mut self, pattern: &str) {
        let Some((before, after)) = pattern.split_once("{0}") else {
            return;
        };
        if !before.chars().any(is_word) {
            self.add(after, role::AGO_AFTER);
        } else if let Some(open) = self.add(before, role::AGO_BEFORE)
            && let Some(close) = self.add(after, role::AGO_CLOSE)
        {
            self.pairs.push((close, open));
        }
    }

    /// Adds a phrase, or its roles to the phrase that is there already; gives its index.
    fn add(&mut self, word: &str, roles: u32) -> Option<u32> {
        let start = self.arena.len();
        push_normal(&mut self.arena, word);
        let text = self.arena.get(start..)?;
        let (len, head) = (u16::try_from(text.len()).ok()?, u16::try_from(head_len(text)).ok()?);
        if head == 0 {
            return None;
        }
        let slot = self.slot(text.get(..usize::from(head))?.as_bytes())?;
        let first = self.slots.get(slot).copied()?;
        // Longest first within a chain, so that the first match is the longest.
        let (mut last, mut at) = (NONE, first);
        while let Some(phrase) = self.phrases.get(at as usize)
            && phrase.len >= len
        {
            if self.text(phrase) == self.arena.get(start..)? {
                self.arena.truncate(start);
                self.phrases.get_mut(at as usize)?.roles |= roles;
                self.phrases.get_mut(first as usize)?.all |= roles;
                return Some(at);
            }
            (last, at) = (at, phrase.next);
        }
        let index = u32::try_from(self.phrases.len()).ok()?;
        let all = self.phrases.get(first as usize).map_or(0, |phrase| phrase.all) | roles;
        self.phrases.push(Phrase { start: u32::try_from(start).ok()?, len, head, roles, all, next: at });
        match self.phrases.get_mut(last as usize) {
            Some(phrase) => phrase.next = index,
            None => *self.slots.get_mut(slot)? = index,
        }
        if first == NONE {
            let key = self.arena.as_bytes().get(start..start + usize::from(head))?;
            let letters = key.iter().take(8).rev().fold(0, |letters, byte| letters << 8 | u64::from(*byte));
            let place = start_place(letters);
            *self.starts.get_mut(place / 64)? |= 1 << (place % 64);
        }
        let first = self.slots.get(slot).copied()?;
        self.phrases.get_mut(first as usize)?.all = all;
        Some(index)
    }

    /// The slot of a head: the one it is in, or the free one it would be put in.
    fn slot(&self, head: &[u8]) -> Option<usize> {
        let mut slot = hash(head);
        for _ in 0..SLOTS {
            slot &= SLOTS - 1;
            let Some(phrase) = self.phrases.get(*self.slots.get(slot)? as usize) else {
                return Some(slot);
            };
            let start = phrase.start as usize;
            if self.arena.as_bytes().get(start..start + usize::from(phrase.head))? == head {
                return Some(slot);
            }
            slot += 1;
        }
        None
    }

    fn text(&self, phrase: &Phrase) -> &str {
        let start = phrase.start as usize;
        self.arena.get(start..start + usize::from(phrase.len)).unwrap_or("")
    }

    /// Whether the phrase `close` ends a relative time that the phrase `open` began.
    pub fn is_pair(&self, close: u32, open: u32) -> bool {
        self.pairs.binary_search(&(close, open)).is_ok()
    }

    /// The value of a native digit that is not ASCII.
    pub fn native_digit(&self, c: char) -> Option<u32> {
        let c = u32::from(c);
        // Between these bounds lie the scripts of East Asia, which have no such digits.
        if c < 0x660 || (0x2000..0xa620).contains(&c) || (0xac00..0xff10).contains(&c) {
            return None;
        }
        let after = self.zeros.partition_point(|&zero| zero <= c);
        let value = c - self.zeros.get(after.checked_sub(1)?)?;
        (value < 10).then_some(value)
    }

    /// The phrases filed under the word that starts at byte `at`.
    pub fn head(&self, text: &str, at: usize) -> Head {
        if let Some((length, place)) = plain_word(text.as_bytes(), at)
            && self.starts.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 0)
        {
            return Head { end: at + length, first: NONE, roles: 0 };
        }
        let mut folded = [0u8; WORD_MAX];
        let mut len = 0;
        let bytes = text.as_bytes();
        let mut end = at;
        let mut lower = false;
        // The plain letters first: most words have no others.
        while let Some(&byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphabetic()) {
            if lower && byte.is_ascii_uppercase() {
                break;
            }
            lower = byte.is_ascii_lowercase();
            if let Some(room) = folded.get_mut(len) {
                *room = byte.to_ascii_lowercase();
            }
            len += 1;
            end += 1;
        }
        if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
            (end, len) = fold_run(text, at, end, len, lower, &mut folded);
        }
        let Some(key) = folded.get(..len) else {
            return Head { end: word_end(text, at), first: NONE, roles: 0 };
        };
        let first = self.slot(key).and_then(|slot| self.slots.get(slot)).copied().unwrap_or(NONE);
        let roles = self.phrases.get(first as usize).map_or(0, |phrase| phrase.all);
        Head { end, roles, first }
    }

    /// The longest phrase under `head` that has one of the roles `wanted`.
    pub fn find(&self, text: &str, head: Head, wanted: u32) -> Option<Hit> {
        if head.roles & wanted == 0 {
            return None;
        }
        let mut at = head.first;
        while let Some(phrase) = self.phrases.get(at as usize) {
            if phrase.roles & wanted != 0
                && let Some(end) =
                    tail_end(text, head.end, self.text(phrase).get(usize::from(phrase.head)..)?)
            {
                return Some(Hit { end, roles: phrase.roles, phrase: at });
            }
            at = phrase.next;
        }
        None
    }
}

/// The phrases that begin with one word of a line.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Byte offset of the end of the word.
    pub end: usize,
    /// What these phrases can be, all together.
    pub roles: u32,
    first: u32,
}

/// Folds the rest of a word that is not all ASCII; gives its end and the folded length.
fn fold_run(
    text: &str,
    at: usize,
    from: usize,
    filled: usize,
    cased: bool,
    folded: &mut [u8],
) -> (usize, usize) {
    let (mut end, mut len, mut lower) = (from, filled, cased);
    for c in text.get(from..).unwrap_or("").chars() {
        if !is_word(c) || (end > at && is_unspaced(c)) {
            break;
        }
        // "StreetSunday": two words that lost the line break between them.
        if c.is_uppercase() && lower {
            break;
        }
        lower = c.is_lowercase();
        if let Some(c) = fold(c) {
            let mut buffer = [0u8; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            if let Some(room) = folded.get_mut(len..len + bytes.len()) {
                room.copy_from_slice(bytes);
            }
            // Past the buffer's end the word is too long to be known.
            len += bytes.len();
        }
        end += c.len_utf8();
        if is_unspaced(c) {
            break;
        }
    }
    (end, len)
}

/// The length of the word at byte `at`, and the place of the bit for its first eight letters; `None` for a word that is
/// not ASCII or too long to be known.
#[inline]
fn plain_word(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let first = PlainWords::at(text, at, true);
    let (mut words, mut length, mut after_lower) = (first, 0, 0);
    loop {
        // "StreetSunday" is two words.
        let lower = words.letters & !words.uppercase;
        let ends = !words.letters | words.uppercase & (lower << 8 | after_lower);
        let letters = ((ends & 0x8080_8080_8080_8080).trailing_zeros() / 8) as usize;
        length += letters;
        if letters < PlainWords::BYTES || length > WORD_MAX {
            break;
        }
        after_lower = lower >> 56;
        words = PlainWords::at(text, at + length, true);
    }
    if length == 0 || length > WORD_MAX || text.get(at + length).is_some_and(|byte| !byte.is_ascii()) {
        return None;
    }
    let key = if length < 8 { first.lower & ((1 << (8 * length)) - 1) } else { first.lower };
    Some((length, start_place(key)))
}

/// Where the bit for up to eight letters stands.
fn start_place(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - START_BITS.trailing_zeros())) as usize
}

/// A small fixed hash (FNV-1a), so that nothing depends on a random seed.
fn hash(bytes: &[u8]) -> usize {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    ((hash ^ (hash >> 32)) & 0xffff_ffff) as usize
}

fn word_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// Where the rest of a phrase ends in `text`, if it stands at byte `at`.
fn tail_end(text: &str, at: usize, tail: &str) -> Option<usize> {
    let mut end = at;
    for want in tail.chars() {
        let mut rest = text.get(end..)?.chars();
        if want == ' ' {
            let skipped: usize = rest.by_ref().take(4).take_while(|&c| is_gap(c)).map(char::len_utf8).sum();
            if skipped == 0 {
                return None;
            }
            end += skipped;
            continue;
        }
        loop {
            let c = rest.next()?;
            end += c.len_utf8();
            match fold(c) {
                Some(c) if c == want => break,
                Some(_) => return None,
                None => {}
            }
        }
    }
    let last = text.get(..end)?.chars().next_back()?;
    let next = text.get(end..)?.chars().next();
    let open =
        next.is_some_and(|c| is_word(c) && !is_unspaced(c) && !(c.is_uppercase() && last.is_lowercase()));
    (is_unspaced(last) || !open).then_some(end)
}

/// Appends the normal form of a phrase: folded, its words joined by single spaces.
pub(super) fn push_normal(text: &mut String, word: &str) {
    let start = text.len();
    let mut gap = false;
    for c in word.chars() {
        if is_gap(c) || !is_word(c) {
            gap = text.len() > start;
        } else if let Some(c) = fold(c) {
            if gap {
                text.push(' ');
                gap = false;
            }
            text.push(c);
        }
    }
}

/// Bytes of a normal form that the lookup reads first.
fn head_len(text: &str) -> usize {
    match text.chars().next() {
        Some(c) if is_unspaced(c) => c.len_utf8(),
        _ => text.find(|c| c == ' ' || is_unspaced(c)).unwrap_or(text.len()),
    }
}
