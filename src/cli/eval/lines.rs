//! `dehusk eval` on line gold: the labels given beside the right ones.

use super::{EvalArgs, session, write_json};
use dehusk::cleaner::Cleaner;
use dehusk::eval::{GroupRow, Report, Scores, group_rows, report, score_dump};
use dehusk::gold::{GoldDump, GoldIndex, read_dumps, read_index};
use rayon::prelude::*;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write as _;

/// A column of the index with more values than this names documents rather than groups.
const MOST_GROUPS: usize = 40;

/// One of the worst dumps.
#[derive(Serialize)]
struct WorstDump<'d> {
    dump: &'d str,
    /// Characters.
    wrongly_kept: u64,
    /// Characters.
    wrongly_dropped: u64,
}

/// What `--json` prints.
#[derive(Serialize)]
struct LineScores<'d> {
    groups: Vec<GroupRow>,
    worst: Vec<WorstDump<'d>>,
}

/// Prints the scores and returns the F1 of kept characters.
pub(super) fn run(args: &EvalArgs, cleaner: &Cleaner) -> anyhow::Result<f64> {
    let mut dumps = read_dumps(&args.gold)?;
    let index = read_index(&args.gold)?;
    if let Some(only) = &args.only {
        let (column, values) = group(only)?;
        let column = column.checked_sub(2).unwrap_or(usize::MAX);
        dumps.retain(|dump| {
            let value = index.columns(&dump.name).and_then(|columns| columns.get(column));
            value.is_some_and(|value| values.contains(&value.as_str()))
        });
        anyhow::ensure!(!dumps.is_empty(), "no dump is in the group '{only}'");
    }
    let scores: Vec<Scores> = session::with_threads(args.judge.threads, || {
        dumps.par_iter().map(|dump| score_dump(cleaner, dump)).collect()
    })?;
    let report = grouped(&dumps, &scores, &index);
    let worst = worst(&dumps, &scores, args.worst);
    if args.json {
        write_json("lines", "text", LineScores { groups: group_rows(&report), worst })?;
    } else {
        let mut out = std::io::stdout().lock();
        write!(out, "{report}")?;
        if !worst.is_empty() {
            writeln!(out, "\nworst dumps by characters: wrongly kept, wrongly dropped")?;
        }
        for WorstDump { dump, wrongly_kept, wrongly_dropped } in &worst {
            writeln!(out, "{wrongly_kept:>7} {wrongly_dropped:>7}  {dump}")?;
        }
    }
    Ok(report.groups.first().map_or(1.0, |(_, all)| all.kept().f1()))
}

fn grouped(dumps: &[GoldDump], scores: &[Scores], index: &GoldIndex) -> Report {
    let mut all = Scores::default();
    let mut groups: BTreeMap<(usize, String), Scores> = BTreeMap::new();
    for (dump, scores) in dumps.iter().zip(scores) {
        all.merge(scores);
        for (column, value) in index.columns(&dump.name).into_iter().flatten().enumerate() {
            groups.entry((column, value.clone())).or_default().merge(scores);
        }
    }
    let values = |column: usize| groups.keys().filter(|(c, _)| *c == column).count();
    let mut table = vec![("all".to_owned(), all)];
    table.extend(
        groups
            .iter()
            .filter(|((column, _), _)| (2..=MOST_GROUPS).contains(&values(*column)))
            .map(|((column, value), scores)| (format!("{}={value}", index.name(*column)), scores.clone())),
    );
    report(table)
}

fn worst<'d>(dumps: &'d [GoldDump], scores: &[Scores], most: usize) -> Vec<WorstDump<'d>> {
    let mut worst: Vec<WorstDump<'_>> = dumps
        .iter()
        .zip(scores)
        .map(|(dump, scores)| WorstDump {
            dump: &dump.name,
            wrongly_kept: scores.kept_characters[1],
            wrongly_dropped: scores.dropped_characters[1],
        })
        .collect();
    worst.sort_by_key(|dump| (Reverse(dump.wrongly_kept + dump.wrongly_dropped), dump.dump));
    worst.truncate(most);
    worst
}

/// `4=insc,bs4`.
fn group(only: &str) -> anyhow::Result<(usize, Vec<&str>)> {
    let parsed = only.split_once('=').and_then(|(column, values)| Some((column.parse().ok()?, values)));
    let (column, values) = parsed
        .ok_or_else(|| anyhow::anyhow!("--only takes COLUMN=VALUE,…, as in 4=insc,bs4; not '{only}'"))?;
    Ok((column, values.split(',').collect()))
}
