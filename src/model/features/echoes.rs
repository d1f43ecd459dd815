//! Where else the words of a line of text stand: a headline comes back in the path above it, in the prose, in the
//! list of what was posted last.

use super::bits::Bits;
use super::words::WordTable;
use super::{Feature, feature, log};
use crate::classify::View;
use std::collections::HashMap;
use std::ops::Range;

pub const FEATURES: &[Feature] = &[
    feature("echoes", "longer lines that hold it whole"),
    feature("echo_above", "a longer line shortly above holds it whole"),
    feature("echo_below", "a longer line shortly below holds it whole"),
    feature("again_above", "stands shortly above as well"),
    feature("again_below", "stands shortly below as well"),
    feature("again_far_above", "stands far above as well, or with another number"),
    feature("again_far_below", "stands far below as well, or with another number"),
    feature(
        "contents_around",
        "share of the lines around it that stand far below as well: a table of contents",
    ),
    feature("words_around", "its words beside those of the longest line around it"),
    feature("longer_around", "lines around it that are no shorter"),
];

/// Words of the lines that are looked for.
const WORDS: Range<usize> = 2..41;
/// Different lines with the same first two words that are looked for: where there are more, they are no headlines.
const MOST_ALIKE: usize = 8;
/// Lines that are noted for each line that is looked for.
const MOST_FOUND: usize = 64;
/// How many lines above and below are near.
const NEAR: [usize; 2] = [8, 5];
/// How many lines above and below a line is measured by.
const AROUND: [usize; 2] = [10, 3];
/// Lines that are farther apart than this are not near.
const FAR: u32 = 5;
/// How many lines above and below a line may belong to the same table of contents.
const BESIDE: usize = 4;
/// Bits of the set of first pairs.
const BITS: usize = 1 << 16;

/// What is known of the lines of a document.
pub struct Echoes {
    /// For each unit the different line that it is; `u32::MAX` where it is not looked for.
    lines: Vec<u32>,
    /// For each different line the units that are it, and the longer ones that hold it.
    found: Vec<[Vec<u32>; 2]>,
    words: Vec<f32>,
    /// For each unit whether it stands again far above and far below.
    far: Vec<[bool; 2]>,
}

/// The different lines that are looked for, by their first two words.
struct Sought {
    bits: Bits,
    alike: HashMap<u64, Vec<u32>>,
    /// A unit that is this line.
    first: Vec<u32>,
}

impl Echoes {
    pub fn of(view: &View<'_>, words: &WordTable) -> Echoes {
        let units = view.units.len();
        let mut sought = Sought { bits: Bits::new(BITS), alike: HashMap::new(), first: Vec::new() };
        let lines: Vec<u32> = (0..units as u32)
            .map(|unit| match view.shape(unit as usize).is_prose() {
                true => u32::MAX,
                false => sought.add(view, unit, words),
            })
            .collect();
        let mut found: Vec<[Vec<u32>; 2]> = vec![Default::default(); sought.first.len()];
        for unit in 0..units {
            let line = unnumbered(view, unit, words);
            for (at, pair) in line.windows(2).enumerate() {
                for other in sought.that_begin_with(pair) {
                    let Some(first) = sought.first.get(*other as usize) else { continue };
                    let looked_for = unnumbered(view, *first as usize, words);
                    if !line.get(at..).is_some_and(|rest| rest.starts_with(looked_for)) {
                        continue;
                    }
                    let is_longer = usize::from(looked_for.len() < line.len());
                    if let Some(places) =
                        found.get_mut(*other as usize).and_then(|found| found.get_mut(is_longer))
                        && places.len() < MOST_FOUND
                        && places.last() != Some(&(unit as u32))
                    {
                        places.push(unit as u32);
                    }
                }
            }
        }
        let words = view.shapes.iter().map(|shape| shape.words as f32).collect();
        let far = (lines.iter().zip(0u32..))
            .map(|(line, unit)| {
                let [same, _] = found.get(*line as usize)?;
                let above = same.first().is_some_and(|first| *first + FAR < unit);
                let below = same.last().is_some_and(|last| *last > unit + FAR);
                Some([above, below])
            })
            .map(Option::unwrap_or_default)
            .collect();
        Echoes { lines, found, words, far }
    }

    pub fn fill(&self, unit: usize, row: &mut Vec<f32>) {
        let none = [Vec::new(), Vec::new()];
        let line = self.lines.get(unit).copied().unwrap_or(u32::MAX);
        let [same, longer] = self.found.get(line as usize).unwrap_or(&none);
        let [above, below] = NEAR;
        let any = |places: &[u32], range: Range<usize>| {
            let from = places.partition_point(|place| (*place as usize) < range.start);
            f32::from(u8::from(places.get(from).is_some_and(|place| (*place as usize) < range.end)))
        };
        let (near_above, near_below) = (unit.saturating_sub(above)..unit, unit + 1..unit + 1 + below);
        let [above, below] = AROUND;
        let around = unit.saturating_sub(above)..(unit + 1 + below).min(self.words.len());
        let own = self.words.get(unit).copied().unwrap_or_default();
        let others = around.filter(|other| *other != unit).filter_map(|other| self.words.get(other).copied());
        let (longest, no_shorter) = others.fold((0.0f32, 0.0), |(longest, count), words| {
            (longest.max(words), count + f32::from(u8::from(words >= own)))
        });
        let [far_above, far_below] =
            self.far.get(unit).copied().unwrap_or_default().map(|is| f32::from(u8::from(is)));
        let beside = self
            .far
            .get(unit.saturating_sub(BESIDE)..(unit + 1 + BESIDE).min(self.far.len()))
            .unwrap_or_default();
        let listed = beside.iter().filter(|[_, below]| *below).count();
        row.extend([
            log(longer.len() as f32),
            any(longer, near_above.clone()),
            any(longer, near_below.clone()),
            any(same, near_above),
            any(same, near_below),
            far_above,
            far_below,
            listed as f32 / beside.len().max(1) as f32,
            own / (1.0 + longest),
            no_shorter,
        ]);
    }
}

impl Sought {
    /// The number of the line that a unit is; `u32::MAX` where it is not looked for.
    fn add(&mut self, view: &View<'_>, unit: u32, words: &WordTable) -> u32 {
        let line = unnumbered(view, unit as usize, words);
        let Some(pair) = line.get(..2).filter(|_| WORDS.contains(&line.len())) else { return u32::MAX };
        let key = key(pair);
        let alike = self.alike.entry(key).or_default();
        let first = &self.first;
        let is_it = |number: &u32| {
            first.get(*number as usize).is_some_and(|first| unnumbered(view, *first as usize, words) == line)
        };
        if let Some(number) = alike.iter().copied().find(is_it) {
            return number;
        }
        if alike.len() == MOST_ALIKE {
            return u32::MAX;
        }
        let number = self.first.len() as u32;
        alike.push(number);
        self.first.push(unit);
        self.bits.add(key);
        number
    }

    fn that_begin_with(&self, pair: &[u32]) -> &[u32] {
        let key = key(pair);
        if !self.bits.has(key) {
            return &[];
        }
        self.alike.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// The words of a unit without the number that a list or a chapter gives it.
fn unnumbered<'w>(view: &View<'_>, unit: usize, words: &'w WordTable) -> &'w [u32] {
    let line = words.words.of(unit);
    let text = view.text(unit).trim_start_matches(['*', '+', '-', ' ']);
    let number = text.split_ascii_whitespace().next().unwrap_or_default();
    let is_number = number.starts_with(|first: char| first.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b')'))
        && number.len() < 8;
    if is_number { line.get(1..).unwrap_or_default() } else { line }
}

/// One number for two words in their order. The hashes of words are spread already.
fn key(pair: &[u32]) -> u64 {
    pair.iter().fold(0, |key: u64, word| {
        (key.rotate_left(29) ^ u64::from(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }) >> 8
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::decide::Policy;
    use crate::document::Document;

    fn echoes(cleaner: &Cleaner, text: &str) -> Vec<Vec<f32>> {
        cleaner.examine(&Document::text("a", text), |view, _| {
            let echoes = Echoes::of(view, &WordTable::of(view));
            (0..view.units.len())
                .map(|unit| {
                    let mut row = Vec::new();
                    echoes.fill(unit, &mut row);
                    row
                })
                .collect()
        })
    }

    #[test]
    fn a_line_is_found_whole_in_longer_lines_and_again_as_itself() {
        let rows = echoes(
            &Cleaner::new(Policy::default()).unwrap(),
            "Home / News / The crane returns\nSport\nThe crane returns\nBy Ann\nThe crane returns\nWhen the crane returns, they sing\n",
        );
        let held = log(2.0);
        assert_eq!(rows[2], [held, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 3.0 / 7.0, 3.0]);
        assert_eq!(rows[4][..5], [held, 1.0, 1.0, 1.0, 0.0]);
        // A single word is not looked for.
        assert_eq!(rows[1][..5], [0.0; 5]);
    }

    #[test]
    fn headings_stand_in_a_table_of_contents_with_a_number() {
        let prose =
            "Cranes fly at night and rest in shallow water by day, out of reach of foxes.\n".repeat(4);
        let text = format!(
            "1. Where cranes rest\n2. What cranes eat\nWhere cranes rest\n{prose}What cranes eat\n{prose}See also\n"
        );
        let rows = echoes(&Cleaner::new(Policy::default()).unwrap(), &text);
        let [far_above, far_below, contents] = [5, 6, 7];
        assert_eq!(rows[1][far_above..=contents], [0.0, 1.0, 1.0 / 6.0]);
        assert_eq!(rows[7][far_above..=contents], [1.0, 0.0, 0.0]);
        // What stands once, and a year that opens a line.
        assert_eq!(rows[12][far_above..=far_below], [0.0, 0.0]);
        let years = echoes(
            &Cleaner::new(Policy::default()).unwrap(),
            &format!("2024 was dry\n{prose}{prose}was dry\n"),
        );
        assert_eq!(years[0][far_below], 1.0);
    }

    #[test]
    fn many_lines_that_begin_alike_are_not_all_looked_for() {
        let line = |n: usize| format!("Share this {}", "x".repeat(n + 1));
        let text: String =
            (0..20).map(|n| line(n) + "\n").chain((0..20).map(|n| line(n) + " now\n")).collect();
        let cleaner = Cleaner::new(Policy::default()).unwrap();
        let held: Vec<bool> = echoes(&cleaner, &text).iter().map(|row| row[0] > 0.0).collect();
        assert_eq!(held.iter().filter(|held| **held).count(), MOST_ALIKE);
        assert!(held[0] && !held[MOST_ALIKE]);
    }
}
