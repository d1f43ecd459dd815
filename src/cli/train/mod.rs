//! `dehusk train`: fits the learned judge on gold, or cross-validates it.

mod figures;
mod tables;

use super::{Ending, session};
use anyhow::Context as _;
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::train::{Gold, Part, cross_validate, fit_weights};
use figures::{figures, missed};
use std::io::{self, Write as _};
use std::path::PathBuf;
use tables::tables;

/// Arguments of `train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Gold to learn from: folders of pages (html/ID.html.gz with ground-truth/ID.json) or of labelled dumps
    /// (NAME.txt with NAME.labels.tsv)
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    gold: Vec<PathBuf>,
    /// Write the weights to this file, which --model reads
    #[arg(long, value_name = "FILE", required_unless_present = "cv")]
    out: Option<PathBuf>,
    /// Cross-validate instead: score everything with weights that have seen nothing of its site
    #[arg(long)]
    cv: bool,
    /// Parts that cross-validation cuts the sites into
    #[arg(long, value_name = "N", default_value_t = 5, requires = "cv", value_parser = clap::value_parser!(u64).range(2..))]
    folds: u64,
    /// Cross-validate on these too: dumps of the pages that an extractor made, as DIR/ID.txt
    #[arg(long, value_name = "DIR", requires = "cv", num_args = 1..)]
    dumps: Vec<PathBuf>,
    /// Fit only one of the judges
    #[arg(long, value_name = "FORMAT", value_parser = ["html", "text"])]
    only: Option<String>,
    /// List so many of the worst pages of each table
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    /// End with status 1 where this figure of cross-validation is lower; may be given several times
    #[arg(long, value_name = "NAME=FIGURE", requires = "cv")]
    floor: Vec<String>,
    /// Threads to use; 0 for one a processor
    #[arg(short = 'j', long, value_name = "N", env = "DEHUSK_THREADS", default_value_t = 0)]
    threads: usize,
}

/// Fits or cross-validates.
pub fn run(args: &TrainArgs) -> anyhow::Result<Ending> {
    let gold = Gold::read(&args.gold)?;
    let part = match args.only.as_deref() {
        Some("html") => Part::Html,
        Some("text") => Part::Text,
        _ => Part::Both,
    };
    let cleaner = Cleaner::new(Policy::default())?;
    session::with_threads(args.threads, || {
        let examples = gold.examples(&cleaner, part)?;
        tell(&format!("{} documents to learn from", examples.len()));
        match &args.out {
            Some(out) if !args.cv => {
                let weights = fit_weights(&examples.iter().collect::<Vec<_>>());
                let bytes = weights.write();
                dehusk::batch::write_atomic(out, &bytes).with_context(|| out.display().to_string())?;
                tell(&format!("{}: {} bytes", out.display(), bytes.len()));
            }
            _ => {
                let crossed =
                    cross_validate(&gold, &examples, &cleaner, args.folds, &args.dumps, |fold, weights| {
                        tell(&format!("fold {} of {}", fold + 1, args.folds));
                        if let Some(out) = &args.out {
                            let path = out.with_extension(format!("{fold}.bin"));
                            let _ = dehusk::batch::write_atomic(&path, &weights.write());
                        }
                    })?;
                let figures = figures(&crossed);
                let mut out = io::stdout().lock();
                writeln!(out, "{}## Figures", tables(&crossed, args.worst)?)?;
                for (name, figure) in &figures {
                    writeln!(out, "{name:32} {figure:.4}")?;
                }
                let missed = missed(&figures, &args.floor)?;
                for floor in &missed {
                    tell(floor);
                }
                if !missed.is_empty() {
                    return Ok(Ending::Different);
                }
            }
        }
        Ok(Ending::Fine)
    })?
}

fn tell(text: &str) {
    // Progress is for people: where it cannot be written, nothing is lost.
    let _ = writeln!(io::stderr().lock(), "dehusk: {text}");
}
