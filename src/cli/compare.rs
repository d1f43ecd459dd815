//! `dehusk compare`: what dehusk and the well-known line rules would keep of the user's own documents.

use super::messages::Messages;
use super::{Ending, JudgeArgs, rules, session};
use anstyle::Style;
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::eval::{Comparison, Difference, Side, Totals, compare, meaning};
use dehusk::preset::{PRESETS, RuleSet, preset};
use dehusk::source::{Input, grouped, read};
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;

/// Documents that are compared at a time: what bounds the memory.
const WINDOW: usize = 64;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// Compare with these presets and no others
    #[arg(long, value_name = "PRESET,…", value_delimiter = ',', value_parser = rules::presets())]
    presets: Vec<String>,
    /// Compare so many documents, evenly spaced among the inputs, and not all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Show so many lines for each reason to differ, each of another document
    #[arg(long, value_name = "N", default_value_t = 2)]
    lines: usize,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    to: String,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Compares.
pub fn run(args: &CompareArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    anyhow::ensure!(
        !args.judge.rules.has_preset(),
        "dehusk is what is compared: name presets with --presets"
    );
    let cleaner = session::cleaner(&args.judge)?;
    let presets: Vec<&'static dyn RuleSet> = match args.presets.as_slice() {
        [] => PRESETS.to_vec(),
        names => names.iter().filter_map(|name| preset(name)).collect(),
    };
    let mut inputs = session::inputs(&args.paths, messages)?.inputs;
    if let Some(sample) = args.sample {
        inputs = spaced(inputs, usize::try_from(sample).unwrap_or(usize::MAX));
    }
    let comparison = compare_all(args, &cleaner, &presets, &inputs, messages)?;
    let mut out = anstream::stdout().lock();
    if args.to == "json" {
        serde_json::to_writer(&mut out, &comparison).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        print(&mut out, &comparison)?;
    }
    out.flush()?;
    Ok(Ending::Fine)
}

/// So many of the inputs, evenly spaced.
fn spaced(inputs: Vec<Input>, wanted: usize) -> Vec<Input> {
    let all = inputs.len();
    let taken = |place: usize| (place + 1) * wanted / all > place * wanted / all;
    inputs
        .into_iter()
        .enumerate()
        .filter(|(place, _)| wanted >= all || taken(*place))
        .map(|(_, input)| input)
        .collect()
}

fn compare_all(
    args: &CompareArgs,
    cleaner: &Cleaner,
    presets: &[&'static dyn RuleSet],
    inputs: &[Input],
    messages: &mut Messages,
) -> anyhow::Result<Comparison> {
    let options = session::read_options(&args.judge);
    let pool = session::pool(args.judge.threads)?;
    let mut comparison = Comparison::default();
    for window in inputs.chunks(WINDOW) {
        let compared: Vec<_> = pool.install(|| {
            let one = |input| read(input, &options).map(|document| compare(cleaner, presets, &document));
            window.par_iter().map(one).collect()
        });
        for one in compared {
            match one {
                Ok(one) => comparison.merge(one, args.lines.max(1)),
                Err(error) => messages.failure(error),
            }
        }
    }
    if args.lines == 0 {
        let differences = comparison.presets.iter_mut().flat_map(|side| side.differences.values_mut());
        differences.for_each(|lines| lines.examples.clear());
    }
    Ok(comparison)
}

fn print(out: &mut impl Write, comparison: &Comparison) -> std::io::Result<()> {
    let Comparison { documents, lines, characters, .. } = comparison;
    writeln!(
        out,
        "{} documents, {} lines, {} characters\n",
        grouped(*documents),
        grouped(*lines),
        grouped(*characters)
    )?;
    writeln!(
        out,
        "{:<11}{:>12}{:>12}{:>14}{:>20}",
        "kept by", "documents", "lines", "characters", "agrees with dehusk"
    )?;
    row(out, "dehusk", &comparison.dehusk, comparison)?;
    for side in &comparison.presets {
        row(out, side.preset, &side.totals, comparison)?;
    }
    for side in &comparison.presets {
        differences(out, side)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, name: &str, totals: &Totals, all: &Comparison) -> std::io::Result<()> {
    let percent = |part: u64, all: u64| format!("{:.1} %", part as f64 * 100.0 / all.max(1) as f64);
    writeln!(
        out,
        "{name:<11}{:>12}{:>12}{:>14}{:>20}",
        percent(totals.documents_kept, all.documents),
        percent(totals.lines_kept, all.lines),
        percent(totals.characters_kept, all.characters),
        percent(totals.characters_agreed, all.characters)
    )
}

fn differences(out: &mut impl Write, side: &Side) -> std::io::Result<()> {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let preset = side.preset;
    for (difference, title) in [
        (Difference::PresetDrops, format!("{preset} drops, dehusk keeps")),
        (Difference::DehuskDrops, format!("{preset} keeps, dehusk drops")),
        (Difference::PresetSetsAside, format!("{preset} sets the document aside, dehusk keeps")),
    ] {
        let reasons = side.reasons(difference);
        let lines = reasons.iter().map(|(_, lines)| lines.lines).sum();
        let characters = reasons.iter().map(|(_, lines)| lines.characters).sum();
        if lines == 0 {
            continue;
        }
        let count = counted(lines, characters);
        writeln!(out, "\n{bold}{title}: {count}{bold:#}")?;
        for (reason, lines) in reasons {
            let what = meaning(reason).map(|meaning| format!(" ({meaning})")).unwrap_or_default();
            let count = counted(lines.lines, lines.characters);
            let documents = match difference {
                Difference::PresetSetsAside => format!(" of {} documents", grouped(lines.documents)),
                _ => String::new(),
            };
            writeln!(out, "  {reason}{what}: {count}{documents}")?;
            for example in &lines.examples {
                let text = session::printable(&example.text);
                writeln!(out, "    {dim}{}:{}{dim:#} {text}", example.document, example.line)?;
            }
        }
    }
    Ok(())
}

fn counted(lines: u64, characters: u64) -> String {
    let plural = if lines == 1 { "" } else { "s" };
    format!("{} line{plural}, {} characters", grouped(lines), grouped(characters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_evenly_spaced_and_never_larger_than_what_is_there() {
        let inputs =
            |count: usize| (0..count).map(|i| Input::file(&PathBuf::from(format!("{i}.txt")))).collect();
        let names = |inputs: Vec<Input>| inputs.iter().map(Input::id).collect::<Vec<_>>();
        assert_eq!(names(spaced(inputs(10), 2)), ["4.txt", "9.txt"]);
        assert_eq!(spaced(inputs(10), 3).len(), 3);
        assert_eq!(spaced(inputs(2), 5).len(), 2);
        assert_eq!(spaced(inputs(0), 5).len(), 0);
    }
}
