//! `dehusk clean`: the main job.

mod settings;
mod show;

use super::fields::FieldArgs;
use super::guard::GuardArgs;
use super::messages::Messages;
use super::sites::{FirstPass, SiteArgs, Sites};
use super::{Ending, JudgeArgs, progress, session};
use anyhow::{Context as _, bail};
use clap::Args;
use dehusk::batch::{
    Batch, BatchError, End, JournalError, Naming, Recipe, Shape, Summary, Target, leave_out_results,
    write_atomic,
};
use dehusk::cleaner::Cleaner;
use dehusk::config::Choices;
use dehusk::render::records::RecordOutput;
use dehusk::render::{FORMATS, RenderOptions, format};
use dehusk::source::records::{Container, RecordOptions};
use dehusk::source::{
    Compression, DEFAULT_MAX_BYTES, DEFAULT_MAX_RECORD_BYTES, Input, Walked, container_of_name, grouped,
    read_list, walk_list,
};
use show::Show;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Arguments of `clean`.
#[derive(Clone, Debug, Args)]
pub struct CleanArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// Write to this directory, mirroring the tree of the input, or to this file for one input
    #[arg(short, long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// Also tell the label of every line: in NAME.labels.tsv beside a text (number, label, line), in records as 'dehusk'
    #[arg(long)]
    labels: bool,
    /// Format of the output; without it documents become text, and JSON Lines, WARC (as JSON Lines) and Parquet stay
    /// what they are
    #[arg(long, value_name = "FORMAT", env = "DEHUSK_TO", value_parser = formats())]
    to: Option<String>,
    /// Mend sentences that a scraper broke at inline tags (changes the text)
    #[arg(long)]
    join: bool,
    /// Compress what is written; without it documents are plain and containers as they came
    #[arg(long, value_name = "gz|zst|none", value_parser = ["gz", "zst", "none"])]
    compress: Option<String>,
    #[command(flatten)]
    page: super::page::PageArgs,
    #[command(flatten)]
    sites: SiteArgs,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten, next_help_heading = "Records")]
    records: RecordArgs,
    #[command(flatten, next_help_heading = "Batches")]
    batch: BatchArgs,
    #[command(flatten, next_help_heading = "Options")]
    judge: JudgeArgs,
}

/// What is read and written of the records of JSON Lines, WARC and Parquet.
#[derive(Clone, Debug, Default, Args)]
struct RecordArgs {
    #[command(flatten)]
    fields: FieldArgs,
    /// Put the clean text into FIELD_clean, and leave the field as it is
    #[arg(long)]
    keep_original: bool,
    /// Pass over documents of more than this many MiB, as failures; 32 for records and 512 for files unless given
    ///
    /// Cleaning a document takes about 12 times its bytes and 800 bytes a line (or two tags), on each thread. A record
    /// may have 500,000 lines or a million tags; a limit over 48 MiB allows more: a line for each 100 bytes.
    #[arg(long, value_name = "MIB")]
    max_record: Option<u64>,
}

/// How a run over many inputs goes. None of this changes what is written.
#[derive(Clone, Debug, Default, Args)]
struct BatchArgs {
    /// Also clean the paths that this file lists, one a line ('-' for standard input); --out mirrors whole paths
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// The paths of --files-from end in NUL, as 'find -print0' has them
    #[arg(short = '0', long, requires = "files_from")]
    null: bool,
    /// Go on where an earlier run into the same --out was killed or stopped; also cleans what is new or has changed
    #[arg(long, requires = "out")]
    resume: bool,
    /// List what failed in this file, one JSON object a line [default: failures.jsonl in the directory of --out]
    #[arg(long, value_name = "FILE")]
    failures: Option<PathBuf>,
    /// Stop once more than this many inputs and records have failed
    #[arg(long, value_name = "N")]
    max_errors: Option<u64>,
    /// Write counts and times to this file, as a JSON object
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
}

fn formats() -> clap::builder::PossibleValuesParser {
    use clap::builder::PossibleValue;
    let parquet = PossibleValue::new("parquet")
        .help("Parquet, of records alone: one row each, every other field or column as it was");
    let known = FORMATS.iter().map(|format| PossibleValue::new(format.name()).help(format.about()));
    clap::builder::PossibleValuesParser::new(known.chain([parquet]))
}

/// Cleans.
pub fn run(args: &CleanArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let walked = inputs(args)?;
    let naming = naming(args, &walked.inputs);
    check(args, &naming, &walked.inputs)?;
    let more = Choices { guard: args.guard.guard(), ..Choices::default() };
    let cleaner = session::cleaner_of(&args.judge, more)?;
    let sites = args.sites.by(&args.judge)?;
    let reading = reading(args, &sites);
    let stop = progress::interrupts(&walked.inputs);
    let templates = match sites.templates(&walked.inputs, &reading, &args.judge, &stop, messages)? {
        FirstPass::Known(templates) => templates,
        FirstPass::Interrupted => {
            messages.note("interrupted in the first pass (--site-by); nothing was written");
            return Ok(Ending::Interrupted);
        }
    };
    let known = templates.as_ref().map(|templates| templates.checksum());
    let batch = Batch {
        recipe: recipe(args, reading, cleaner.with_templates(templates))?,
        header: settings::header(args, &naming, known)?,
        naming,
        threads: args.judge.threads,
        resume: args.batch.resume,
        failures: args.batch.failures.clone(),
        max_errors: args.batch.max_errors,
    };
    let mut show = Show::new(messages, &batch, &walked.inputs, args.judge.quiet);
    // A line at a time would be slow, and a piece at a time is what arrives here.
    let mut stdout = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let ran = batch.run(&walked.inputs, &walked.errors, &stop, &mut stdout, &mut show);
    let flushed = stdout.flush().context("standard output");
    show.finish();
    let mut summary = match ran {
        Ok(summary) => summary,
        Err(BatchError::Names(errors)) => {
            errors.iter().for_each(|error| messages.failure(error));
            messages.hint("nothing was written; clean the inputs in two runs, or rename one of them");
            return Ok(Ending::Failed);
        }
        Err(error @ BatchError::Journal(JournalError::Differs { .. })) => {
            messages.error(&error.into());
            messages.hint("choose another --out, or leave --resume out to clean everything anew");
            return Ok(Ending::Failed);
        }
        Err(error) => return Err(error.into()),
    };
    flushed?;
    summary.tally.skipped = walked.skipped;
    if let Some(path) = &args.batch.summary {
        write_atomic(path, summary.to_json().as_bytes())?;
    }
    tell(args, &batch, &walked.inputs, &summary, messages);
    if let Some(first) = args.paths.first()
        && walked.errors.iter().any(|error| error.path == *first)
        && let Some(command) = super::command_like(first)
    {
        messages.hint(format_args!("did you mean 'dehusk {command}'?"));
    }
    Ok(match summary.end {
        End::Complete if summary.failed_earlier > 0 => Ending::Failed,
        End::Complete => Ending::Fine,
        End::Interrupted => Ending::Interrupted,
        End::TooManyErrors | End::OutOfSpace => Ending::Failed,
    })
}

/// The inputs that the arguments stand for.
fn inputs(args: &CleanArgs) -> anyhow::Result<Walked> {
    let list = args.batch.files_from.as_deref();
    let mut walked = match list {
        Some(_) if args.paths.is_empty() => Walked::default(),
        _ => session::walked(&args.paths)?,
    };
    for out in [args.out.as_deref(), args.guard.folder()].into_iter().flatten() {
        leave_out_results(&mut walked.inputs, out);
    }
    let Some(list) = list else { return Ok(walked) };
    let piped = list == Path::new("-");
    if piped && walked.inputs.iter().any(Input::is_stdin) {
        bail!("standard input cannot be both a list of files and a document");
    }
    let reader: Box<dyn std::io::Read> = if piped {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(File::open(list).with_context(|| list.display().to_string())?)
    };
    let mut broken = None;
    let paths = read_list(BufReader::new(reader), args.batch.null);
    walk_list(paths.map_while(|path| path.map_err(|error| broken = Some(error)).ok()), &mut walked);
    match broken {
        Some(error) => Err(error).with_context(|| list.display().to_string()),
        None => Ok(walked),
    }
}

fn naming(args: &CleanArgs, inputs: &[Input]) -> Naming {
    let one = args.batch.files_from.is_none()
        && args.paths.len() <= 1
        && args.paths.iter().all(|path| !path.is_dir())
        && inputs.len() == 1;
    let target = match &args.out {
        None => Target::Stream,
        // One input named by itself may be written to a file; otherwise it is a directory.
        Some(out) if one && out.extension().is_some() && !out.is_dir() => Target::File(out.clone()),
        Some(out) => Target::Folder(out.clone()),
    };
    let shape = match (args.to.as_deref(), &target) {
        (Some("jsonl"), _) => Shape::Lines,
        (Some("parquet"), _) => Shape::Table,
        (Some(_), _) => Shape::Documents,
        (None, Target::File(path)) => shape_of_name(path),
        (None, _) => Shape::Same,
    };
    let compression = args.compress.as_deref().map(|name| match name {
        "gz" => Compression::Gzip,
        "zst" => Compression::Zstd,
        _ => Compression::Plain,
    });
    let extension = document_format(args).map_or("txt", |format| format.extension());
    let aside = args.guard.folder().map(Path::to_owned);
    Naming { target, extension, shape, compression, aside, alone: inputs.len() == 1 }
}

/// What a container becomes in a file of this name.
fn shape_of_name(path: &Path) -> Shape {
    match container_of_name(path) {
        Some(Container::JsonLines) => Shape::Lines,
        Some(Container::Parquet) => Shape::Table,
        _ if path.extension() == Some(OsStr::new("txt")) => Shape::Documents,
        _ => Shape::Same,
    }
}

/// The format of documents.
fn document_format(args: &CleanArgs) -> Option<&'static dyn dehusk::render::Render> {
    format(args.to.as_deref().filter(|name| *name != "parquet").unwrap_or("text"))
}

/// Refuses what cannot be.
fn check(args: &CleanArgs, naming: &Naming, inputs: &[Input]) -> anyhow::Result<()> {
    if let (Target::Folder(out), Some(aside)) = (&naming.target, &naming.aside)
        && out == aside
    {
        bail!("--set-aside and --out are the same directory: {}", out.display());
    }
    if naming.target != Target::Stream {
        return Ok(());
    }
    if naming.shape == Shape::Table {
        bail!("--to parquet needs --out: Parquet cannot be written to standard output");
    }
    let forced = matches!(args.judge.from.as_str(), "jsonl" | "warc" | "parquet");
    let records = forced || inputs.iter().any(|input| container_of_name(input.relative()).is_some());
    if args.labels && !records && naming.shape != Shape::Lines {
        bail!("--labels needs --out, for the files that labels are written to");
    }
    Ok(())
}

/// How inputs and records are read.
fn reading(args: &CleanArgs, sites: &Sites) -> RecordOptions {
    let records = &args.records;
    let limit = |default| records.max_record.map_or(default, |mib| mib.saturating_mul(1 << 20));
    RecordOptions {
        max_record_bytes: limit(DEFAULT_MAX_RECORD_BYTES),
        max_bytes: limit(DEFAULT_MAX_BYTES),
        ..records.fields.reading(&args.judge, sites.field())
    }
}

fn recipe(args: &CleanArgs, reading: RecordOptions, cleaner: Cleaner) -> anyhow::Result<Recipe> {
    let records = &args.records;
    let set_aside = cleaner.may_set_aside() && args.guard.folder().is_none();
    Ok(Recipe {
        cleaner,
        reading,
        format: document_format(args).context("no such format")?,
        record_format: format("text").context("no such format")?,
        options: RenderOptions { join: args.join, ..args.page.options() },
        records: RecordOutput {
            keep_original: records.keep_original,
            labels: args.labels,
            columns: args.page.columns(),
            set_aside,
        },
        labels: args.labels && args.out.is_some(),
        verbose: args.judge.verbose,
    })
}

/// Says how it ended.
fn tell(args: &CleanArgs, batch: &Batch, inputs: &[Input], summary: &Summary, messages: &mut Messages) {
    let files = batch.naming.target != Target::Stream;
    let next = if files { "; --resume goes on from here" } else { "" };
    let done = summary.inputs + summary.earlier;
    match summary.end {
        End::Complete => {}
        End::Interrupted => {
            let documents = grouped(summary.tally.documents);
            let count = format_args!("{done} of {} inputs ({documents} documents in this run)", inputs.len());
            messages.note(format_args!("interrupted after {count}{next}"));
        }
        End::TooManyErrors => {
            let most = args.batch.max_errors.unwrap_or_default();
            messages.note(format_args!(
                "stopped after {done} of {} inputs: more than {most} failed (--max-errors){next}",
                inputs.len()
            ));
        }
        End::OutOfSpace => {
            messages.note(format_args!("stopped after {done} of {} inputs: the disk is full", inputs.len()));
            messages.hint("what is complete stays; make room and run it again with --resume");
        }
    }
    let many = files && (inputs.len() != 1 || summary.tally.documents != 1);
    let partly = summary.tally.skipped > 0 || summary.tally.set_aside > 0 || summary.earlier > 0;
    let wanted = args.judge.verbose || many || partly;
    if wanted && !args.judge.quiet && summary.end != End::Interrupted {
        messages.note(summary);
    }
}
