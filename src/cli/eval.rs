//! `dehusk eval`: the labels given beside the gold.

use super::{Ending, JudgeArgs, session};
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::eval::{Scores, report, score_dump};
use dehusk::gold::{GoldDump, read_dumps, read_index};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

/// A column of the index with more values than this names documents rather than groups.
const MOST_GROUPS: usize = 40;

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// A directory of NAME.txt with NAME.labels.tsv, and an index.tsv in it or above it for groups
    gold: PathBuf,
    /// End with status 1 where the F1 of the kept characters over all dumps is below this
    #[arg(long, value_name = "F1")]
    min_f1: Option<f64>,
    /// Score only the dumps of this group: COLUMN=VALUE,VALUE…, columns of index.tsv counted from 2
    #[arg(long, value_name = "COLUMN=VALUE,…")]
    only: Option<String>,
    /// Also list the dumps with the most wrong characters, at most this many
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Scores.
pub fn run(args: &EvalArgs) -> anyhow::Result<Ending> {
    let cleaner = session::cleaner(&args.judge)?;
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
    let scores = session::with_threads(args.judge.threads, || score_all(&cleaner, &dumps))?;
    let mut all = Scores::default();
    let mut groups: BTreeMap<(usize, String), Scores> = BTreeMap::new();
    for (dump, scores) in dumps.iter().zip(&scores) {
        all.merge(scores);
        for (column, value) in index.columns(&dump.name).into_iter().flatten().enumerate() {
            groups.entry((column, value.clone())).or_default().merge(scores);
        }
    }
    let values = |column: usize| groups.keys().filter(|(c, _)| *c == column).count();
    let mut table = vec![("all".to_owned(), all.clone())];
    table.extend(
        groups
            .iter()
            .filter(|((column, _), _)| (2..=MOST_GROUPS).contains(&values(*column)))
            .map(|((column, value), scores)| (format!("{}={value}", index.name(*column)), scores.clone())),
    );
    let mut out = std::io::stdout().lock();
    write!(out, "{}", report(table))?;
    if args.worst > 0 {
        writeln!(out, "\nworst dumps by characters: wrongly kept, wrongly dropped")?;
        let mut worst: Vec<(&GoldDump, &Scores)> = dumps.iter().zip(&scores).collect();
        let wrong = |scores: &Scores| scores.kept_characters[1] + scores.dropped_characters[1];
        worst.sort_by_key(|(dump, scores)| (std::cmp::Reverse(wrong(scores)), &dump.name));
        for (dump, scores) in worst.into_iter().take(args.worst) {
            writeln!(
                out,
                "{:>7} {:>7}  {}",
                scores.kept_characters[1], scores.dropped_characters[1], dump.name
            )?;
        }
    }
    Ok(match args.min_f1 {
        Some(least) if all.kept().f1() < least => Ending::Different,
        _ => Ending::Fine,
    })
}

fn score_all(cleaner: &Cleaner, dumps: &[GoldDump]) -> Vec<Scores> {
    dumps.par_iter().map(|dump| score_dump(cleaner, dump)).collect()
}

/// `4=insc,bs4`.
fn group(only: &str) -> anyhow::Result<(usize, Vec<&str>)> {
    let parsed = only.split_once('=').and_then(|(column, values)| Some((column.parse().ok()?, values)));
    let (column, values) = parsed
        .ok_or_else(|| anyhow::anyhow!("--only takes COLUMN=VALUE,…, as in 4=insc,bs4; not '{only}'"))?;
    Ok((column, values.split(',').collect()))
}
