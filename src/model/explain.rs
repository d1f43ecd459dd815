//! What moved the learned judge, in words.

use super::features::{EVIDENCE, Feature, NET, SECOND};
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
    let net_columns = if judge.second.is_empty() { 0 } else { NET.len() };
    let first_columns = row.len().saturating_sub(SECOND.len() + net_columns);
    let mut moved_first = vec![0.0f32; first_columns];
    judge.first.explain(row.get(..first_columns).unwrap_or_default(), &mut moved_first);
    let (line, around, net) = (first_columns, first_columns + AROUND, first_columns + SECOND.len());
    let first = log_odds(row.get(line).copied().unwrap_or_default());
    // The first pass sees the line, the network the document: what it changes is owed to the lines around.
    let (by_first, by_net) = if judge.second.is_empty() {
        (first, log_odds(content))
    } else {
        judge.second.explain(row, &mut moved);
        let by_net = moved.get_mut(net).map_or(0.0, std::mem::take);
        let said = row.get(net).copied().unwrap_or_default();
        (if said == 0.0 { 0.0 } else { by_net * (first / said).clamp(-2.0, 2.0) }, by_net)
    };
    for (column, part) in [(line, by_first), (around, by_net - by_first)] {
        if let Some(place) = moved.get_mut(column) {
            *place += part;
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
            if *column == around {
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
    use crate::model::{Forest, LEAF, TreeNode, sigmoid};

    const SHAPE: [Feature; 2] = [
        Feature { name: "words", meaning: "number of words" },
        Feature { name: "digits", meaning: "share of digits" },
    ];

    /// One split at 0 in a column, and what is gained on its two sides.
    fn forest(column: usize) -> Forest {
        let node = |feature: usize, value: f32| TreeNode {
            feature: feature as u16,
            threshold: 0.0,
            right: 2,
            value,
        };
        let leaf = |value| node(usize::from(LEAF), value);
        let mut forest = Forest::default();
        forest.nodes = vec![node(column, 0.0), leaf(-2.0), leaf(2.0)];
        forest.roots = vec![0];
        forest
    }

    /// What is told of a line that the first pass gives this probability, and the network these log-odds.
    fn told(second: Forest, first: f32, net: f32) -> Vec<String> {
        let judge = Judge { first: forest(0), second, ..Judge::default() };
        let mut features = SHAPE.to_vec();
        features.extend(SECOND.iter().chain(NET));
        let mut row = vec![0.5; features.len()];
        row[0] = 8.0;
        row[SHAPE.len()..].fill(-1.0);
        row[SHAPE.len()] = first;
        row[SHAPE.len() + SECOND.len()] = net;
        if judge.second.is_empty() {
            row.truncate(SHAPE.len() + SECOND.len());
        }
        reasons(&judge, &features, &row, sigmoid(net))
    }

    #[test]
    fn what_a_network_adds_is_told_as_the_lines_around() {
        assert_eq!(SECOND[AROUND].name, "first_20");
        // The first pass knew it, …
        assert_eq!(told(Forest::default(), sigmoid(3.0), 3.0), ["number of words"]);
        // … or did not.
        assert_eq!(told(Forest::default(), 0.5, 3.0), ["the lines around it"]);
    }

    #[test]
    fn what_trees_owe_to_a_network_is_told_the_same_way() {
        let by_net = || forest(SHAPE.len() + SECOND.len());
        assert_eq!(told(by_net(), sigmoid(3.0), 3.0), ["number of words"]);
        assert_eq!(told(by_net(), 0.5, 3.0), ["the lines around it"]);
        // What goes is explained by what speaks against it: the trees' own split here.
        assert_eq!(told(forest(SHAPE.len() + 1), 0.5, -3.0), [SECOND[1].meaning]);
    }
}
