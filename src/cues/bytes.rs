//! Reads the table of the built-in cues; `write.rs` writes it and tells its form.

use super::cue::{Cue, Strength};
use super::phrases::Phrases;
use super::place::{Kind, Place};
use super::table::{PhraseKey, Table, Use};
use crate::label::Label;
use std::borrow::Cow;
use std::sync::Arc;

/// Reads a table that the build script has written; `None` where it has not.
pub fn read(bytes: &'static [u8]) -> Option<Table> {
    let mut rest = Reader(bytes);
    let [first_uses, uses, open, cues] = rest.numbers()?;
    let table = Table {
        phrases: [rest.phrases()?, rest.phrases()?, rest.phrases()?],
        first_uses: rest.list(first_uses, |[first]| Some(first))?,
        uses: rest.list(uses, |[cue, how]| {
            let kind = Kind::ALL.get((how & 0xff) as usize).copied()?;
            Some(Use { cue, kind, needs: Place((how >> 8) as u8) })
        })?,
        open: (0..open)
            .map(|_| {
                let [key] = rest.numbers()?;
                Some((rest.text()?.to_owned(), PhraseKey(key)))
            })
            .collect::<Option<_>>()?,
        cues: {
            let mut last: Arc<str> = Arc::default();
            (0..cues).map(|_| rest.cue(&mut last)).collect::<Option<_>>()?
        },
    };
    rest.0.is_empty().then_some(table)
}

/// What is still to be read.
struct Reader(&'static [u8]);

impl Reader {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[u32; N]> {
        numbers(self.take(4 * N)?)
    }

    fn phrases(&mut self) -> Option<Phrases> {
        let mut table = || {
            let [length] = self.numbers()?;
            self.take(length as usize).map(Cow::Borrowed)
        };
        let [pairs, fours, eights] = [table()?, table()?, table()?];
        Some(Phrases { pairs, fours, eights, lasts: table()?, slots: table()?, buckets: table()? })
    }

    fn text(&mut self) -> Option<&'static str> {
        let [length] = self.numbers()?;
        std::str::from_utf8(self.take(length as usize)?).ok()
    }

    /// As many items as are said, each made of as many numbers as it asks for.
    fn list<const N: usize, T>(
        &mut self,
        count: u32,
        item: impl Fn([u32; N]) -> Option<T>,
    ) -> Option<Vec<T>> {
        let bytes = self.take((count as usize).checked_mul(4 * N)?)?;
        bytes.chunks_exact(4 * N).map(|bytes| item(numbers(bytes)?)).collect()
    }

    /// A cue; one with the reason of the last shares it.
    fn cue(&mut self, last: &mut Arc<str>) -> Option<Cue> {
        let [what, max_words] = self.numbers()?;
        let reason = self.text()?;
        if **last != *reason {
            *last = reason.into();
        }
        let flag = |at: u32| what >> (16 + at) & 1 == 1;
        Some(Cue {
            label: Label::ALL.get((what & 0xff) as usize).copied()?,
            reason: Arc::clone(last),
            strength: Strength::ALL.get((what >> 8 & 0xff) as usize).copied()?,
            opens: flag(0),
            max_words,
            needs_with: flag(1),
            needs_nearby: flag(2),
            has_unless: flag(3),
        })
    }
}

/// So many numbers from the bytes of as many.
fn numbers<const N: usize>(bytes: &[u8]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    for (number, bytes) in numbers.iter_mut().zip(bytes.chunks_exact(4)) {
        *number = u32::from_le_bytes(bytes.try_into().ok()?);
    }
    (bytes.len() == 4 * N).then_some(numbers)
}
