//! Which lines of a document are in the text that a reader wants of it: labels for lines from page gold.

use crate::script::is_unspaced;
use std::collections::HashMap;

/// Words of the runs that are looked up in the gold.
const RUN: usize = 4;
/// Units with fewer words are sought only where the units around them were found.
const LONG: usize = 5;
/// How far from its neighbours in the gold a short unit may stand, in words.
const REACH: usize = 25;

/// The units of a document beside the gold text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// For each unit the share of its words that are wanted; short units have all or none.
    pub wanted: Vec<f32>,
    /// F1 of words where exactly the units with at least half of their words wanted are kept.
    pub best_f1: f64,
}

/// The words of a text: runs of letters and digits; characters of scripts without spaces one by one.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if is_unspaced(c) {
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            tokens.push(c.to_string());
        } else if c.is_alphanumeric() || c == '_' {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            tokens.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens
}

/// Finds units in the gold.
///
/// Long units are found by their runs of four words, wherever in the gold these stand. Short ones and those that the
/// page repeats are found between their neighbours, so that a word of a menu is not taken for one of the article.
pub fn align(units: &[&str], gold: &str) -> Alignment {
    let mut ids: HashMap<String, u32> = HashMap::new();
    let mut numbered = |text: &str| -> Vec<u32> {
        tokens(text)
            .into_iter()
            .map(|token| {
                let next = ids.len() as u32;
                *ids.entry(token).or_insert(next)
            })
            .collect()
    };
    let gold = numbered(gold);
    let units: Vec<Vec<u32>> = units.iter().map(|text| numbered(text)).collect();
    let mut runs: HashMap<&[u32], Vec<u32>> = HashMap::new();
    for (at, run) in gold.windows(RUN).enumerate() {
        runs.entry(run).or_default().push(at as u32);
    }
    let mut copies: HashMap<&[u32], u32> = HashMap::new();
    for unit in &units {
        *copies.entry(unit).or_default() += 1;
    }
    let mut wanted = vec![0.0f32; units.len()];
    // Where in the gold each unit that was found begins and ends.
    let mut places: Vec<Option<(usize, usize)>> = vec![None; units.len()];
    let mut expected = 0;
    let mut used: HashMap<&[u32], usize> = HashMap::new();
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| unit.len() >= LONG) {
        let Some((share, place)) = long_unit(unit, &runs, expected) else { continue };
        // A unit that the page repeats more often than the gold waits for its neighbours.
        let repeated = copies.get(unit.as_slice()).is_some_and(|copies| *copies > 1);
        if repeated && unit.len() < 4 * LONG {
            continue;
        }
        if repeated {
            // Pages carry a second copy of their article for small screens: only as many are wanted as the gold has.
            let used = used.entry(unit).or_default();
            *used += 1;
            let most = unit.windows(RUN).filter_map(|run| runs.get(run)).map(Vec::len).max().unwrap_or(0);
            if *used > most {
                continue;
            }
        }
        if let (Some(wanted), Some(found)) = (wanted.get_mut(at), places.get_mut(at)) {
            *wanted = share;
            if share >= 0.5 {
                *found = Some(place);
                expected = place.1;
            }
        }
    }
    for at in 0..units.len() {
        let Some(unit) = units.get(at).filter(|unit| !unit.is_empty()) else { continue };
        if places.get(at).is_some_and(Option::is_some) || wanted.get(at).is_some_and(|share| *share > 0.0) {
            continue;
        }
        let before = places.iter().take(at).rev().find_map(|place| *place).map(|(_, end)| end);
        let after = places.iter().skip(at + 1).find_map(|place| *place).map(|(start, _)| start);
        if let Some(start) = short_unit(unit, &gold, before, after) {
            wanted[at] = 1.0;
            places[at] = Some((start, start + unit.len()));
        }
    }
    let best_f1 = best_f1(&units, &wanted, &gold);
    Alignment { wanted, best_f1 }
}

/// The share of a unit's words that stand in runs of the gold, and where.
fn long_unit(
    unit: &[u32],
    runs: &HashMap<&[u32], Vec<u32>>,
    expected: usize,
) -> Option<(f32, (usize, usize))> {
    let mut covered = vec![false; unit.len()];
    let mut place: Option<(usize, usize)> = None;
    for (at, run) in unit.windows(RUN).enumerate() {
        let Some(found) = runs.get(run) else { continue };
        for covered in covered.iter_mut().skip(at).take(RUN) {
            *covered = true;
        }
        let nearest = found.iter().map(|start| *start as usize).min_by_key(|start| start.abs_diff(expected));
        if let Some(start) = nearest {
            let (first, last) = place.unwrap_or((start, start));
            place = Some((first.min(start), if start < first + 2 * unit.len() { start + RUN } else { last }));
        }
    }
    let share = covered.iter().filter(|covered| **covered).count() as f32 / unit.len() as f32;
    place.map(|place| (share, place))
}

/// Where a unit stands whole in the gold, between the units found before and after it.
fn short_unit(unit: &[u32], gold: &[u32], before: Option<usize>, after: Option<usize>) -> Option<usize> {
    let (from, to) = match (before, after) {
        (Some(before), Some(after)) if before <= after => {
            (before.saturating_sub(2), (after + 2).min(before + REACH + unit.len()))
        }
        (Some(before), _) => (before.saturating_sub(2), before + REACH + unit.len()),
        (None, Some(after)) => (after.saturating_sub(REACH + unit.len()), after + 2),
        (None, None) => (0, gold.len()),
    };
    let span = gold.get(from..to.min(gold.len()))?;
    span.windows(unit.len()).position(|window| window == unit).map(|at| from + at)
}

fn best_f1(units: &[Vec<u32>], wanted: &[f32], gold: &[u32]) -> f64 {
    let mut left: HashMap<u32, i64> = HashMap::new();
    for token in gold {
        *left.entry(*token).or_default() += 1;
    }
    let (mut kept, mut right) = (0u64, 0u64);
    for (unit, _) in units.iter().zip(wanted).filter(|(_, share)| **share >= 0.5) {
        for token in unit {
            kept += 1;
            if let Some(count) = left.get_mut(token).filter(|count| **count > 0) {
                *count -= 1;
                right += 1;
            }
        }
    }
    2.0 * right as f64 / ((kept + gold.len() as u64) as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_article_are_told_from_those_around_it() {
        let units = [
            "News",
            "Council agrees on a budget",
            "The council met on Monday evening and agreed on a new budget.",
            "News",
            "It was the third meeting on the matter this year, the mayor said.",
            "More news of the council and its many meetings",
        ];
        let gold = "The council met on Monday evening and agreed on a new budget. News It was the third meeting \
                    on the matter this year, the mayor said.";
        let alignment = align(&units, gold);
        assert_eq!(alignment.wanted, [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]);
        assert!(alignment.best_f1 > 0.99);
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(tokens("AI 技术 2024"), ["ai", "技", "术", "2024"]);
    }
}
