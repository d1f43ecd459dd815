//! `dehusk clean`: the main job.

use super::messages::Messages;
use super::{Ending, JudgeArgs, session};
use anyhow::Context as _;
use clap::Args;
use dehusk::batch::{Outcome, Tally, Window, plan, run as run_batch, write_atomic};
use dehusk::cleaner::Cleaner;
use dehusk::render::{FORMATS, Render, RenderOptions, format, labels_tsv};
use dehusk::source::{Input, ReadOptions, read};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Arguments of `clean`.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// Write to this directory, mirroring the tree of the input, or to this file for one input
    #[arg(short, long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// Also write NAME.labels.tsv: line number, label and line for every non-blank line
    #[arg(long, requires = "out")]
    labels: bool,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", env = "DEHUSK_TO", default_value = "text",
        value_parser = clap::builder::PossibleValuesParser::new(FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name()).help(format.about()))))]
    to: String,
    /// Mend sentences that a scraper broke at inline tags (changes the text)
    #[arg(long)]
    join: bool,
    #[command(flatten)]
    page: super::page::PageArgs,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Where the results go.
enum Target {
    Stdout,
    Files(Vec<PathBuf>),
}

/// What a document's work hands back to be told and counted, in order.
struct Done {
    text: String,
    tally: Tally,
    notes: Vec<String>,
    failure: Option<String>,
}

impl Done {
    fn failed(what: String) -> Done {
        Done {
            text: String::new(),
            tally: Tally { failed: 1, ..Tally::default() },
            notes: Vec::new(),
            failure: Some(what),
        }
    }
}

/// What all documents of a run have in common.
struct Job<'j> {
    cleaner: Cleaner,
    reading: ReadOptions,
    format: &'static dyn Render,
    options: RenderOptions,
    labels: bool,
    verbose: bool,
    target: &'j Target,
}

/// Cleans.
pub fn run(args: &CleanArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let cleaner = session::cleaner(&args.judge)?;
    let format = format(&args.to).context("no such format")?;
    let mut walked = session::inputs(&args.paths, messages)?;
    if let Some(out) = &args.out {
        leave_out_results(&mut walked.inputs, out);
    }
    let target = match &args.out {
        None => Target::Stdout,
        Some(out) => match outputs(args, out, &walked.inputs, format) {
            Ok(files) => Target::Files(files),
            Err(errors) => {
                for error in errors {
                    messages.failure(error);
                }
                messages.hint("nothing was written; clean the inputs in two runs, or rename one of them");
                return Ok(Ending::Failed);
            }
        },
    };
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    // Without a handler an interrupt still ends the process, only less gently: at once, where it may be waiting.
    if !walked.inputs.iter().any(Input::is_stdin) {
        let _ = ctrlc::set_handler(move || stopped.store(true, Ordering::Relaxed));
    }

    let job = Job {
        cleaner,
        reading: session::read_options(&args.judge),
        format,
        options: RenderOptions { join: args.join, ..args.page.options() },
        labels: args.labels,
        verbose: args.judge.verbose,
        target: &target,
    };
    let mut tally = Tally { skipped: walked.skipped, failed: messages.errors(), ..Tally::default() };
    let inputs = walked.inputs;
    let progress = progress(&inputs, &target, args.judge.quiet);
    let given = work(&job, &inputs, args.judge.threads, &stop, &progress, messages, &mut tally)?;
    progress.finish_and_clear();
    if stop.load(Ordering::Relaxed) && given < inputs.len() {
        messages.note(format_args!("interrupted after {given} of {} inputs", inputs.len()));
        return Ok(Ending::Interrupted);
    }
    let summary =
        args.judge.verbose || matches!(target, Target::Files(_)) && inputs.len() != 1 || walked.skipped > 0;
    if summary && !args.judge.quiet {
        messages.note(&tally);
    }
    Ok(Ending::Fine)
}

/// Works on all inputs and returns how many were done. What they have to say is said in their order.
fn work(
    job: &Job<'_>,
    inputs: &[Input],
    threads: usize,
    stop: &AtomicBool,
    progress: &ProgressBar,
    messages: &mut Messages,
    tally: &mut Tally,
) -> anyhow::Result<usize> {
    let mut stdout = std::io::stdout().lock();
    let mut broken: Option<std::io::Error> = None;
    let mut first = true;
    let size = |input: &Input| fs::metadata(input.path()).map_or(0, |metadata| metadata.len());
    // The window runs in the pool; what it hands back is written from this thread, which owns the output.
    let pool = session::pool(threads)?;
    let mut emit = |_: usize, input: &Input, outcome: Outcome<Done>| {
        let done = match outcome {
            Outcome::Done(done) => done,
            Outcome::Panicked(message) => {
                Done::failed(format!("{}: a defect in dehusk: {message}", input.id()))
            }
        };
        tally.merge(&done.tally);
        progress.suspend(|| {
            for note in &done.notes {
                messages.note(note);
            }
            if let Some(failure) = &done.failure {
                messages.failure(failure);
            }
        });
        if !done.text.is_empty() {
            let separated = !first && job.format.name() != "jsonl";
            first = false;
            let end = if done.text.ends_with('\n') || inputs.len() == 1 { "" } else { "\n" };
            let written = (if separated { stdout.write_all(b"\n") } else { Ok(()) })
                .and_then(|()| stdout.write_all(done.text.as_bytes()))
                .and_then(|()| stdout.write_all(end.as_bytes()));
            if let Err(error) = written {
                broken = Some(error);
                return false;
            }
        }
        progress.inc(1);
        true
    };
    let given = run_batch(
        inputs,
        Window::default(),
        stop,
        &pool,
        size,
        |index, input| job.clean(index, input),
        &mut emit,
    );
    match broken.map_or_else(|| stdout.flush(), Err) {
        Ok(()) => Ok(given),
        Err(error) => Err(anyhow::Error::from(error).context("standard output")),
    }
}

impl Job<'_> {
    fn clean(&self, index: usize, input: &Input) -> Done {
        let document = match read(input, &self.reading) {
            Ok(document) => document,
            Err(error) => return Done::failed(error.to_string()),
        };
        let cleaned = self.cleaner.clean(&document);
        let mut done =
            Done { text: String::new(), tally: Tally::of(&cleaned), notes: Vec::new(), failure: None };
        if self.verbose {
            let encoding = document.decoding.as_deref().unwrap_or("UTF-8");
            done.notes.push(format!("{}: {}, {encoding}", document.id, document.format));
        }
        let mut text = String::with_capacity(document.text.len() / 2);
        self.format.render(&document, &cleaned, &self.options, &mut text);
        match self.target {
            Target::Stdout => done.text = text,
            Target::Files(paths) => {
                let Some(path) = paths.get(index) else { return done };
                let written = write_atomic(path, text.as_bytes()).and_then(|()| match self.labels {
                    true => write_atomic(&labels_path(path), labels_tsv(&cleaned).as_bytes()),
                    false => Ok(()),
                });
                if let Err(error) = written {
                    return Done::failed(error.to_string());
                }
            }
        }
        done
    }
}

/// The output of each input. One input named by itself may be written to a file; otherwise `out` is a directory.
fn outputs(
    args: &CleanArgs,
    out: &Path,
    inputs: &[Input],
    format: &dyn Render,
) -> Result<Vec<PathBuf>, Vec<dehusk::batch::OutputError>> {
    let one_file = args.paths.len() <= 1 && args.paths.iter().all(|path| !path.is_dir()) && inputs.len() == 1;
    if one_file && out.extension().is_some() && !out.is_dir() {
        let input = inputs.first().map(Input::path).unwrap_or_default();
        let name = out.file_name().map(PathBuf::from).unwrap_or_default();
        let extension =
            out.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_owned();
        let folder = out.parent().unwrap_or(Path::new(""));
        return plan(std::iter::once((input.as_path(), name.as_path())), folder, &extension);
    }
    let paths: Vec<PathBuf> = inputs.iter().map(Input::path).collect();
    plan(
        paths.iter().zip(inputs).map(|(path, input)| (path.as_path(), input.relative())),
        out,
        format.extension(),
    )
}

/// Leaves out what an earlier run wrote, where the output lies inside a directory that is cleaned.
fn leave_out_results(inputs: &mut Vec<Input>, out: &Path) {
    let Some(out) = fs::canonicalize(out).ok().filter(|out| out.is_dir()) else { return };
    let real =
        |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    inputs.retain(|input| {
        let path = input.path();
        let root = path.ancestors().nth(input.relative().components().count()).unwrap_or(Path::new(""));
        let walked_into = real(root).is_ok_and(|root| root != out && out.starts_with(root));
        !(walked_into && real(&path).is_ok_and(|path| path.starts_with(&out)))
    });
}

fn labels_path(output: &Path) -> PathBuf {
    output.with_extension("labels.tsv")
}

fn progress(inputs: &[Input], target: &Target, quiet: bool) -> ProgressBar {
    let shown =
        !quiet && inputs.len() > 1 && matches!(target, Target::Files(_)) && std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(
        Some(inputs.len() as u64),
        if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} files, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar
}
