//! `dehusk eval`: what the cleaner does beside the gold, of lines or of pages.

mod lines;
mod pages;

use super::{Ending, JudgeArgs, session};
use clap::Args;
use dehusk::eval::ScoreAs;
use dehusk::gold::is_page_gold;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Line gold: NAME.txt with NAME.labels.tsv, and an index.tsv in it or above it for groups. Or page gold:
    /// html/ID.html.gz with ground-truth/ID.json
    gold: PathBuf,
    /// End with status 1 where the F1 over everything is below this: of kept characters for line gold, the mean F1
    /// of words for page gold
    #[arg(long, value_name = "F1")]
    min_f1: Option<f64>,
    /// Score only these. Line gold: COLUMN=VALUE,…, columns of index.tsv counted from 2. Page gold: kind=, region=,
    /// site= or page=VALUE,…
    #[arg(long, value_name = "WHAT=VALUE,…")]
    only: Option<String>,
    /// Also list the worst, at most this many: dumps with the most wrong characters, pages with the lowest F1
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    /// What pages of page gold are cleaned as: 'html', or 'text', a dump with every block on a line of its own
    #[arg(long, value_name = "FORMAT", value_parser = ["html", "text"], default_value = "html")]
    score_as: String,
    /// Print the scores as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Scores.
pub fn run(args: &EvalArgs) -> anyhow::Result<Ending> {
    let cleaner = session::cleaner(&args.judge)?;
    let f1 = if is_page_gold(&args.gold) {
        pages::run(args, &cleaner)?
    } else {
        anyhow::ensure!(args.score_as() == ScoreAs::Html, "--score-as text is for page gold");
        lines::run(args, &cleaner)?
    };
    Ok(match args.min_f1 {
        Some(least) if f1 < least => Ending::Different,
        _ => Ending::Fine,
    })
}

impl EvalArgs {
    fn score_as(&self) -> ScoreAs {
        if self.score_as == "text" { ScoreAs::Text } else { ScoreAs::Html }
    }
}

/// What a program reads.
#[derive(Serialize)]
struct Scored<T> {
    gold: &'static str,
    scored_as: &'static str,
    #[serde(flatten)]
    scores: T,
}

/// Writes scores as JSON.
fn write_json<T: Serialize>(gold: &'static str, scored_as: &'static str, scores: T) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(&Scored { gold, scored_as, scores })?;
    Ok(writeln!(io::stdout().lock(), "{json}")?)
}
