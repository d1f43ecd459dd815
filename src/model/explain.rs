//! What moved the learned judge, in words.

use super::features::{EVIDENCE, Feature, SECOND};
use super::judge::Judge;
use super::trees::log_odds;

/// How many features are named.
const MOST: usize = 2;
/// What a feature must have moved the log-odds by to be named.
const LEAST: f32 = 0.1;

/// Where among [`SECOND`] the lines around stand.
const AROUND: usize = 9;

/// The features that moved the odds of a line most towards what became of them, with their values.
///
/// What the second pass owes to the first pass's odds of the same line is shared out among the features of the first
/// pass. Evidence is left out: it speaks for itself.
pub fn reasons(judge: &Judge, features: &[Feature], row: &[f32], content: f32) -> Vec<String> {
    let mut moved = vec![0.0f32; row.len()];
    let first_columns = row.len().saturating_sub(SECOND.len());
    let mut moved_first = vec![0.0f32; first_columns];
    judge.first.explain(row.get(..first_columns).unwrap_or_default(), &mut moved_first);
    if judge.net.is_empty() {
        judge.second.explain(row, &mut moved);
    } else {
        // The first pass sees the line, the network the document: what it changes is owed to the lines around.
        let first = log_odds(row.get(first_columns).copied().unwrap_or_default());
        if let Some(own) = moved.get_mut(first_columns) {
            *own = first;
        }
        if let Some(around) = moved.get_mut(first_columns + AROUND) {
            *around = log_odds(content) - first;
        }
    }
    // On text every line is alike to itself alone, and that column repeats the first.
    let own = |column: usize| row.get(column) == row.get(first_columns);
    let repeats = (first_columns..row.len()).filter(|column| own(*column));
    let mut owed = 0.0;
    for column in repeats {
        owed += std::mem::take(&mut moved[column]);
    }
    let all: f32 = moved_first.iter().sum();
    if all.abs() > LEAST {
        for (place, part) in moved.iter_mut().zip(&moved_first) {
            *place += part * (owed / all).clamp(0.0, 2.0);
        }
    }
    let towards = if content >= 0.5 { 1.0 } else { -1.0 };
    let mut named: Vec<(f32, usize)> = moved
        .iter()
        .zip(features)
        .enumerate()
        .filter(|(_, (_, feature))| {
            // Evidence and the rules' odds of a label are told by the evidence itself.
            !EVIDENCE.contains(feature)
        })
        .map(|(column, (moved, _))| (moved * towards, column))
        .filter(|(moved, _)| *moved > LEAST)
        .collect();
    named.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    named
        .iter()
        .take(MOST)
        .filter_map(|(_, column)| {
            let (value, feature) = (row.get(*column)?, features.get(*column)?);
            // A share says something to a person; scores and logarithms do not.
            let asked = feature.meaning.strip_prefix("whether ");
            if !judge.net.is_empty() && *column == first_columns + AROUND {
                return Some("the lines around it".to_owned());
            }
            Some(match (feature.meaning.starts_with("share of"), asked) {
                (true, _) => format!("{}: {:.0} %", feature.meaning, value * 100.0),
                (_, Some(claim)) => format!("{claim}: {}", if *value > 0.5 { "yes" } else { "no" }),
                _ => feature.meaning.to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_network_adds_is_told_as_the_lines_around() {
        assert_eq!(SECOND[AROUND].name, "first_20");
        assert!((log_odds(0.5)).abs() < 1e-6 && log_odds(0.9) > 2.0 && log_odds(1.0).is_finite());
    }
}
