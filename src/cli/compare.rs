//! `dehusk compare`: what dehusk and the well-known line rules would keep of the user's own documents.

use super::messages::Messages;
use super::{Ending, JudgeArgs, rules, session};
use anstyle::Style;
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::eval::{Comparison, Difference, Side, Totals, compare, meaning};
use dehusk::preset::{PRESETS, RuleSet, preset};
use dehusk::source::records::{ChunkReader, Container, RecordOptions};
use dehusk::source::{Input, format_of_extension, grouped, without_compression};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Inputs that are compared at a time: what bounds the memory.
const WINDOW: usize = 64;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// Compare with these presets and no others
    #[arg(long, value_name = "PRESET,…", value_delimiter = ',', value_parser = rules::presets())]
    presets: Vec<String>,
    /// Compare so many documents, drawn by a checksum of their names, and not all: the same ones every time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// The field or column of records that holds text or HTML [default: the first of text, content, raw_content, html,
    /// raw_html, body]
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
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
        args.judge.rules.preset().is_none(),
        "dehusk is what is compared: name presets with --presets"
    );
    let cleaner = session::cleaner(&args.judge)?.with_preset(None);
    let presets: Vec<&'static dyn RuleSet> = match args.presets.as_slice() {
        [] => PRESETS.to_vec(),
        names => names.iter().filter_map(|name| preset(name)).collect(),
    };
    let inputs = session::inputs(&args.paths, messages)?.inputs;
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

/// What all documents of a run have in common.
struct Job<'j> {
    cleaner: &'j Cleaner,
    presets: &'j [&'static dyn RuleSet],
    reading: RecordOptions,
    sample: Option<usize>,
    examples: usize,
}

fn compare_all(
    args: &CompareArgs,
    cleaner: &Cleaner,
    presets: &[&'static dyn RuleSet],
    inputs: &[Input],
    messages: &mut Messages,
) -> anyhow::Result<Comparison> {
    let container = match args.judge.from.as_str() {
        "jsonl" => Some(Container::JsonLines),
        "warc" => Some(Container::Warc),
        "parquet" => Some(Container::Parquet),
        _ => None,
    };
    let format = session::read_options(&args.judge).format;
    let job = Job {
        cleaner,
        presets,
        reading: RecordOptions { container, format, field: args.field.clone(), ..RecordOptions::default() },
        sample: args.sample.map(|sample| usize::try_from(sample).unwrap_or(usize::MAX)),
        examples: args.lines.max(1),
    };
    let pool = session::pool(args.judge.threads)?;
    let mut sample = Sample::default();
    for window in inputs.chunks(WINDOW) {
        let wanted = &sample;
        let done: Vec<_> =
            pool.install(|| window.par_iter().map(|input| job.compare_input(input, wanted)).collect());
        for (drawn, failures) in done {
            failures.iter().for_each(|failure| messages.failure(failure));
            sample.merge(drawn, &job);
        }
    }
    let mut comparison = sample.finish(job.examples);
    if args.lines == 0 {
        let differences = comparison.presets.iter_mut().flat_map(|side| side.differences.values_mut());
        differences.for_each(|lines| lines.examples.clear());
    }
    Ok(comparison)
}

impl Job<'_> {
    /// Compares the documents of an input that are drawn, and says what failed.
    fn compare_input(&self, input: &Input, before: &Sample) -> (Sample, Vec<String>) {
        let mut sample = Sample::default();
        let mut failures = Vec::new();
        let id = input.id();
        // A file that is one document by its name need not be read to know whether it is drawn.
        let whole = format_of_extension(&without_compression(&input.path())).is_some();
        if whole && !before.wants(&Draw::of(&id, 1), self.sample) {
            return (sample, failures);
        }
        let reader = match ChunkReader::open(input, &self.reading) {
            Ok(reader) => reader,
            Err(error) => return (sample, vec![error.to_string()]),
        };
        for chunk in reader {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(failure) => {
                    failures.push(format!("{id}: {failure}"));
                    break;
                }
            };
            let mut drawn = Vec::new();
            for record in chunk.records(&self.reading) {
                match record {
                    Ok(record) => {
                        let draw = Draw::of(&id, record.place.record);
                        if before.wants(&draw, self.sample) && sample.wants(&draw, self.sample) {
                            drawn.push((draw, record.document));
                        }
                    }
                    Err(bad) => failures.push(format!("{id}: {bad}")),
                }
            }
            let one = |(draw, document)| (draw, compare(self.cleaner, self.presets, &document));
            let compared: Vec<_> = drawn.into_par_iter().map(one).collect();
            for (draw, comparison) in compared {
                sample.add(draw, comparison, self);
            }
        }
        (sample, failures)
    }
}

/// The place of a document in the draw, and its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Draw {
    rank: u32,
    input: String,
    record: u64,
}

impl Draw {
    fn of(input: &str, record: u64) -> Draw {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(input.as_bytes());
        hasher.update(&record.to_le_bytes());
        Draw { rank: hasher.finalize(), input: input.to_owned(), record }
    }
}

/// The documents compared so far: all of them together, or those that come first in the draw.
#[derive(Default)]
struct Sample {
    all: Comparison,
    drawn: BTreeMap<Draw, Comparison>,
}

impl Sample {
    fn wants(&self, draw: &Draw, limit: Option<usize>) -> bool {
        let Some(limit) = limit else { return true };
        self.drawn.len() < limit || self.drawn.last_key_value().is_some_and(|(last, _)| draw < last)
    }

    fn add(&mut self, draw: Draw, comparison: Comparison, job: &Job<'_>) {
        let Some(limit) = job.sample else { return self.all.merge(comparison, job.examples) };
        self.drawn.insert(draw, comparison);
        if self.drawn.len() > limit {
            self.drawn.pop_last();
        }
    }

    fn merge(&mut self, other: Sample, job: &Job<'_>) {
        self.all.merge(other.all, job.examples);
        for (draw, comparison) in other.drawn {
            self.add(draw, comparison, job);
        }
    }

    fn finish(mut self, examples: usize) -> Comparison {
        for comparison in self.drawn.into_values() {
            self.all.merge(comparison, examples);
        }
        self.all
    }
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
