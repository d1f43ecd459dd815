//! A set of phrases that are looked up where a word of a line begins.
//!
//! Phrases that begin alike stand together, in a bucket that is found by the hash of these bytes. At nearly all places
//! of a line no phrase begins: that is told by a small filter, without a look at the buckets, which are far too many
//! for the processor's cache.

use super::table::PhraseKey;
use std::borrow::Cow;

/// How much of a phrase finds its bucket, in bytes: the last of these that is not more than the phrase has.
const STEPS: [usize; 6] = [1, 2, 3, 4, 8, 16];

/// Phrases with their keys. All tables are bytes, so that those of the built-in cues need not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// For every two first bytes, whether they or the first of them are a phrase.
    pub pairs: Cow<'static, [u8]>,
    /// For the hash of the first three or four bytes, whether a phrase of fewer than eight bytes may begin so.
    pub fours: Cow<'static, [u8]>,
    /// For the hash of the first eight bytes, whether a longer phrase may begin so. These three tables are asked at
    /// once: to tell most places apart by one question that is nearly always answered alike costs the processor
    /// least.
    pub eights: Cow<'static, [u8]>,
    /// For the hash of the first eight or sixteen bytes, whether there may be a bucket for them.
    pub lasts: Cow<'static, [u8]>,
    /// For the hash of a bucket's first bytes, the number of the byte behind which it begins, of four bytes; 0 where
    /// there is none. A bucket may stand in the next free place.
    pub slots: Cow<'static, [u8]>,
    /// The buckets. Each is the length of the first bytes (1 byte), the number of its phrases (4), the first bytes, and
    /// then for each phrase its key (4), the length of the rest (2) and the rest.
    pub buckets: Cow<'static, [u8]>,
}

impl Phrases {
    /// Makes the tables of phrases, none of them empty or longer than 65,535 bytes. `None` for too many.
    pub fn of(phrases: &[(String, PhraseKey)]) -> Option<Phrases> {
        let size = phrases.len().next_power_of_two();
        let table = |size: usize| vec![0u8; size];
        let (mut pairs, mut fours) = (table((1 << 16) / 8), table(size.div_ceil(4)));
        let (mut eights, mut lasts) = (table(size), table(size * 2));
        let mut sorted: Vec<(Start, usize, &[u8], PhraseKey)> = Vec::with_capacity(phrases.len());
        for (phrase, key) in phrases {
            let bytes = phrase.as_bytes();
            let start = Start::at(&[bytes, &[0; 16]].concat(), 0);
            let step = STEPS.into_iter().rfind(|step| *step <= bytes.len())?;
            sorted.push((start.cut(step), step, bytes, *key));
            match step {
                1 => (0..256).for_each(|next| set(&mut pairs, start.pair() | next << 8)),
                2 => set(&mut pairs, start.pair()),
                3 | 4 => {
                    let place = start.cut(step).hash().bit(&fours);
                    set(&mut fours, place);
                }
                _ => {
                    let places = (start.cut(8).hash().bit(&eights), start.cut(step).hash().bit(&lasts));
                    set(&mut eights, places.0);
                    set(&mut lasts, places.1);
                }
            }
        }
        sorted.sort_by_key(|(start, step, ..)| (start.first, start.second, *step));
        let mut slots = vec![0u32; size * 2];
        let mut buckets: Vec<u8> = Vec::new();
        for alike in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let Some((start, step, bytes, _)) = alike.first() else { continue };
            let mut slot = start.hash().slot(slots.len());
            while slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) % slots.len();
            }
            *slots.get_mut(slot)? = u32::try_from(buckets.len()).ok()?.checked_add(1)?;
            buckets.push(u8::try_from(*step).ok()?);
            buckets.extend(u32::try_from(alike.len()).ok()?.to_le_bytes());
            buckets.extend(bytes.get(..*step)?);
            for (_, _, bytes, key) in alike {
                let rest = bytes.get(*step..)?;
                buckets.extend(key.0.to_le_bytes());
                buckets.extend(u16::try_from(rest.len()).ok()?.to_le_bytes());
                buckets.extend(rest);
            }
        }
        let slots: Vec<u8> = slots.into_iter().flat_map(u32::to_le_bytes).collect();
        let [pairs, fours, eights, lasts, slots, buckets] =
            [pairs, fours, eights, lasts, slots, buckets].map(Cow::Owned);
        Some(Phrases { pairs, fours, eights, lasts, slots, buckets })
    }

    /// Gives the phrases that begin at a byte of a text, each with its end. Behind the text must stand sixteen zeros.
    #[inline]
    pub fn find(&self, text: &[u8], at: usize, give: impl FnMut(PhraseKey, usize)) {
        let start = Start::at(text, at);
        let two = has(&self.pairs, start.pair());
        let [three, four] = [3, 4].map(|step| has(&self.fours, start.cut(step).hash().bit(&self.fours)));
        let eight = has(&self.eights, start.cut(8).hash().bit(&self.eights));
        if two | three | four | eight {
            self.find_from(start, [two, three, four, eight], text, at, give);
        }
    }

    /// The same, for a place where phrases of some lengths may begin.
    fn find_from(
        &self,
        start: Start,
        [two, three, four, eight]: [bool; 4],
        text: &[u8],
        at: usize,
        mut give: impl FnMut(PhraseKey, usize),
    ) {
        let mut find = |step| self.find_alike(start.cut(step), step, text, at, &mut give);
        if two {
            find(1);
            find(2);
        }
        if three {
            find(3);
        }
        if four {
            find(4);
        }
        if eight {
            let [last, long] = [8, 16].map(|step| has(&self.lasts, start.cut(step).hash().bit(&self.lasts)));
            if last {
                find(8);
            }
            if long {
                find(16);
            }
        }
    }

    /// Gives those that begin with so many bytes of the text.
    fn find_alike(
        &self,
        start: Start,
        step: usize,
        text: &[u8],
        at: usize,
        give: &mut impl FnMut(PhraseKey, usize),
    ) {
        let Some(first) = text.get(at..at + step) else { return };
        let count = self.slots.len() / 4;
        let mut slot = start.hash().slot(count);
        for _ in 0..count {
            let place = self.slots.get(slot * 4..).and_then(|rest| rest.first_chunk()).copied();
            let Some(before) = u32::from_le_bytes(place.unwrap_or_default()).checked_sub(1) else { return };
            let mut bucket = Reader(self.buckets.get(before as usize..).unwrap_or_default());
            let Some(([length], phrases)) = bucket.array().zip(bucket.array().map(u32::from_le_bytes)) else {
                return;
            };
            if usize::from(length) == step && bucket.take(step) == Some(first) {
                let from = at + step;
                for _ in 0..phrases {
                    let Some((key, length)) = bucket.array().zip(bucket.array()) else { return };
                    let length = usize::from(u16::from_le_bytes(length));
                    let rest = bucket.take(length);
                    if rest.is_some() && text.get(from..from + length) == rest {
                        give(PhraseKey(u32::from_le_bytes(key)), from + length);
                    }
                }
                return;
            }
            slot = (slot + 1) % count;
        }
    }
}

#[inline]
fn has(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|eight| eight >> (at % 8) & 1 == 1)
}

fn set(bits: &mut [u8], at: usize) {
    if let Some(eight) = bits.get_mut(at / 8) {
        *eight |= 1 << (at % 8);
    }
}

/// The bytes that follow a place, as numbers; zeros behind the end, which are in no phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Start {
    first: u64,
    second: u64,
}

impl Start {
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Start {
        let sixteen = bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
        let sixteen = u128::from_le_bytes(sixteen);
        Start { first: sixteen as u64, second: (sixteen >> 64) as u64 }
    }

    #[inline]
    fn pair(self) -> usize {
        (self.first & 0xffff) as usize
    }

    /// The first bytes only: fewer than eight, eight or all.
    #[inline]
    fn cut(self, length: usize) -> Start {
        let first = if length < 8 { self.first & ((1 << (8 * length)) - 1) } else { self.first };
        Start { first, second: if length > 8 { self.second } else { 0 } }
    }

    #[inline]
    fn hash(self) -> Hash {
        let mixed = self.first ^ self.second.wrapping_mul(0xff51_afd7_ed55_8ccd);
        Hash(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// A hash, of which only the highest bits depend on all that was hashed.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    /// Where its bit stands in a table.
    #[inline]
    fn bit(self, table: &[u8]) -> usize {
        self.slot(table.len() * 8)
    }

    /// Where a table begins to be searched that is so long.
    #[inline]
    fn slot(self, length: usize) -> usize {
        (((self.0 >> 32) * length as u64) >> 32) as usize
    }
}

/// What is still to be read of a bucket.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    #[inline]
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_phrases_are_found_where_they_begin_and_no_others() {
        let words = ["©", "a", "a b", "ab", "abc", "abcd", "abcde", "abcdefgh", "abcdefghijklmnop", "版权"];
        let long = ["subscribe to our daily news", "subscribe to our letter", "subscribe to our"];
        let mut all: Vec<(String, PhraseKey)> = words
            .iter()
            .chain(&long)
            .zip(7..)
            .map(|(word, key)| ((*word).to_owned(), PhraseKey(key)))
            .collect();
        all.extend((0..500).map(|number| (format!("phrase number {number} of many"), PhraseKey(number))));
        let phrases = Phrases::of(&all).unwrap();
        for text in [
            "xabcdefghijklmnopq",
            "subscribe to our letters",
            "a b",
            "版权所有",
            "phrase number 77 of many",
            "",
        ] {
            for at in 0..=text.len() {
                let mut found = Vec::new();
                phrases.find(&[text.as_bytes(), &[0; 16]].concat(), at, |key, end| found.push((end, key.0)));
                let rest = &text.as_bytes()[at..];
                let mut expected: Vec<(usize, u32)> = (all.iter())
                    .filter(|(phrase, _)| rest.starts_with(phrase.as_bytes()))
                    .map(|(phrase, key)| (at + phrase.len(), key.0))
                    .collect();
                expected.sort();
                found.sort();
                assert_eq!(found, expected, "{text} at {at}");
            }
        }
        assert!(Phrases::of(&[]).unwrap().buckets.is_empty());
    }
}
