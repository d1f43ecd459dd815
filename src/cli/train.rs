//! `dehusk train`: fits the learned judge on gold, or cross-validates it.

use super::{Ending, session};
use anyhow::Context as _;
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::eval::{PageScores, Scores, page_report, report};
use dehusk::gold::GoldPage;
use dehusk::train::{Crossed, Gold, LabelledDump, Part, cross_validate, fit_weights};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

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
        eprintln_line(&format!("{} documents to learn from", examples.len()));
        match &args.out {
            Some(out) if !args.cv => {
                let weights = fit_weights(&examples.iter().collect::<Vec<_>>());
                let bytes = weights.write();
                dehusk::batch::write_atomic(out, &bytes).with_context(|| out.display().to_string())?;
                eprintln_line(&format!("{}: {} bytes", out.display(), bytes.len()));
            }
            _ => {
                let crossed =
                    cross_validate(&gold, &examples, &cleaner, args.folds, &args.dumps, |fold, weights| {
                        eprintln_line(&format!("fold {} of {}", fold + 1, args.folds));
                        if let Some(out) = &args.out {
                            let path = out.with_extension(format!("{fold}.bin"));
                            let _ = dehusk::batch::write_atomic(&path, &weights.write());
                        }
                    })?;
                print(&crossed, args.worst)?;
            }
        }
        Ok(Ending::Fine)
    })?
}

fn eprintln_line(text: &str) {
    // Progress is for people: where it cannot be written, nothing is lost.
    let _ = writeln!(std::io::stderr().lock(), "dehusk: {text}");
}

fn print(crossed: &Crossed<'_>, worst: usize) -> anyhow::Result<()> {
    let mut text = String::new();
    for (heading, pages) in
        [("Pages", &crossed.html), ("Pages as text dumps, every block a line", &crossed.text)]
    {
        for (name, fundus) in [("without regions", false), ("with regions", true)] {
            let chosen: Vec<(&GoldPage, PageScores)> =
                pages.iter().filter(|(page, _)| page.region.is_some() == fundus).copied().collect();
            if !chosen.is_empty() {
                writeln!(text, "## {heading}, {name}\n{}", page_report(&chosen, worst))?;
            }
        }
    }
    for (folder, pages) in &crossed.extracted {
        writeln!(text, "## Dumps in {folder}: word F1 as they are, cleaned, gained")?;
        let mut groups: std::collections::BTreeMap<String, Vec<(f64, f64)>> =
            std::collections::BTreeMap::new();
        for (page, before, after) in pages {
            let scores = (before.word_shares().f1, after.word_shares().f1);
            let origin = if page.region.is_some() { "regions" } else { "pages" };
            groups.entry(format!("{origin} {}", page.kind)).or_default().push(scores);
            if let Some(region) = &page.region {
                groups.entry(format!("region={region}")).or_default().push(scores);
            }
        }
        for (group, scores) in groups {
            let mean =
                |pick: fn(&(f64, f64)) -> f64| scores.iter().map(pick).sum::<f64>() / scores.len() as f64;
            let (before, after) = (mean(|s| s.0), mean(|s| s.1));
            writeln!(text, "{group:24} {:>5} {before:.4} {after:.4} {:+.4}", scores.len(), after - before)?;
        }
        let mut losses: Vec<_> = pages.iter().collect();
        losses.sort_by(|a, b| {
            let loss = |x: &(&GoldPage, dehusk::eval::TextScores, dehusk::eval::TextScores)| {
                x.2.word_shares().f1 - x.1.word_shares().f1
            };
            loss(a).total_cmp(&loss(b))
        });
        for (page, before, after) in losses.iter().take(worst) {
            writeln!(
                text,
                "  {} {} {:.3} {:.3}",
                page.name,
                page.site,
                before.word_shares().f1,
                after.word_shares().f1
            )?;
        }
    }
    for (name, whole) in [("whole", true), ("extracted already", false)] {
        let chosen: Vec<&(&LabelledDump, Scores)> =
            crossed.dumps.iter().filter(|(dump, _)| dump.whole == whole).collect();
        let mut sum = Scores::default();
        chosen.iter().for_each(|(_, scores)| sum.merge(scores));
        if sum.documents > 0 {
            writeln!(text, "## Labelled dumps, {name}\n{}", report(vec![("all".to_owned(), sum)]))?;
        }
        let mut rows = chosen.clone();
        rows.sort_by_key(|(_, s)| std::cmp::Reverse(s.kept_characters[1] + s.dropped_characters[1]));
        for (dump, s) in rows.iter().take(worst) {
            writeln!(
                text,
                "  {} wrongly kept {} dropped {}",
                dump.dump.name, s.kept_characters[1], s.dropped_characters[1]
            )?;
        }
    }
    if !crossed.dumps.is_empty() {
        let mut sum = Scores::default();
        crossed.dumps.iter().for_each(|(_, scores)| sum.merge(scores));
        writeln!(text, "## Labelled dumps\n{}", report(vec![("all".to_owned(), sum)]))?;
    }
    let harm = crossed.harm.iter().fold([0, 0], |sum, (_, counts)| [sum[0] + counts[0], sum[1] + counts[1]]);
    if harm[0] > 0 {
        writeln!(text, "## Clean articles: {:.4} of the characters kept", harm[1] as f64 / harm[0] as f64)?;
    }
    write!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}
