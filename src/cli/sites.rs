//! `dehusk sites`: what the pages of sites repeat, learnt into a table; and the same for a first pass of `clean`.

use super::messages::Messages;
use super::{Ending, JudgeArgs, progress, session};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use dehusk::batch::write_atomic;
use dehusk::config::{Choices, NONE};
use dehusk::site::{Learner, SiteBy, Templates, Whence};
use dehusk::source::Input;
use dehusk::source::records::{BadRecord, Chunk, ChunkReader, ReadFailure, RecordOptions};
use rayon::prelude::*;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What tells the sites, and what they are known to repeat; the same for every command that cleans.
#[derive(Clone, Debug, Default, Args)]
pub struct SiteArgs {
    /// Drop what the pages of a site repeat, after a first pass that learns it: 'dir' takes the files of a folder for
    /// a site, 'host' the pages of one host (canonical address or record), FIELD those with one value in that field;
    /// a site needs four pages with different articles
    #[arg(long, value_name = "none|dir|host|FIELD", env = "DEHUSK_SITE_BY")]
    site_by: Option<String>,
    #[command(flatten)]
    table: SiteTable,
}

/// A table of what sites repeat.
#[derive(Clone, Debug, Default, Args)]
pub struct SiteTable {
    /// Drop what the pages of a site repeat by this table, which 'sites learn' wrote; no first pass
    #[arg(long, value_name = "FILE", env = "DEHUSK_SITES")]
    sites: Option<PathBuf>,
}

impl SiteTable {
    /// What the table says, where one is named.
    pub fn templates(&self) -> anyhow::Result<Option<Arc<Templates>>> {
        let path = self.sites.as_deref().filter(|path| !path.as_os_str().is_empty());
        Ok(path.map(table).transpose()?.map(Arc::new))
    }

    /// The field of records that names their site in that table.
    pub fn field(&self) -> anyhow::Result<Option<String>> {
        Ok(match self.templates()?.map(|table| table.by().clone()) {
            Some(SiteBy::Field(field)) => Some(field),
            _ => None,
        })
    }
}

/// What tells the sites, by flags, variables and configuration.
#[derive(Debug, Default)]
pub struct Sites {
    by: Option<SiteBy>,
    /// Whether a flag or a variable says so, and not the file.
    asked: bool,
    table: Option<Arc<Templates>>,
}

/// How a first pass ended.
#[derive(Debug)]
pub enum FirstPass {
    /// What is known of sites, if anything is.
    Known(Option<Arc<Templates>>),
    /// It was asked to stop.
    Interrupted,
}

impl SiteArgs {
    /// What tells the sites: a flag or a variable, else the configuration.
    pub fn by(&self, judge: &JudgeArgs) -> anyhow::Result<Sites> {
        let asked = self.site_by.as_deref().is_some_and(|by| !by.is_empty());
        Ok(Sites { by: asked_by(self.site_by.as_deref(), judge)?, asked, table: self.table.templates()? })
    }
}

impl Sites {
    /// The field of records that names their site.
    pub fn field(&self) -> Option<String> {
        match self.table.as_ref().map(|table| table.by()).or(self.by.as_ref())? {
            SiteBy::Field(field) => Some(field.clone()),
            SiteBy::Dir | SiteBy::Host => None,
        }
    }

    /// What is known of the sites of the inputs: from the table that is named, or else learnt from them.
    pub fn templates(
        self,
        inputs: &[Input],
        reading: &RecordOptions,
        judge: &JudgeArgs,
        stop: &AtomicBool,
        messages: &Messages,
    ) -> anyhow::Result<FirstPass> {
        if let Some(templates) = self.table {
            if let Some(by) = self.by.filter(|by| self.asked && by != templates.by()) {
                let told = templates.by();
                anyhow::bail!("--site-by says '{by}', but the table of --sites tells sites by '{told}'");
            }
            return Ok(FirstPass::Known(Some(templates)));
        }
        let Some(by) = self.by else { return Ok(FirstPass::Known(None)) };
        if inputs.iter().any(Input::is_stdin) {
            let why = "needs two passes, and standard input can be read once";
            if self.asked {
                anyhow::bail!("--site-by {why}: name files, or give --sites FILE");
            }
            if judge.verbose {
                messages.note(format_args!("site-by = \"{by}\" is passed over: it {why}"));
            }
            return Ok(FirstPass::Known(None));
        }
        let learner = Learner::new(by, false);
        // What cannot be read is told by the second pass.
        learn(&learner, inputs, reading, judge, stop)?;
        if stop.load(Ordering::Relaxed) {
            return Ok(FirstPass::Interrupted);
        }
        Ok(FirstPass::Known(Some(Arc::new(finish(learner, judge, messages)))))
    }
}

/// What tells the sites: what a flag or a variable says, else the configuration. `None` where there are none.
pub fn asked_by(flag: Option<&str>, judge: &JudgeArgs) -> anyhow::Result<Option<SiteBy>> {
    let (path, file) = session::configuration(judge)?;
    let more = Choices { site_by: flag.map(str::to_owned), ..Choices::default() };
    Ok(session::whole(path.as_deref(), &file, judge, more)?.site_by)
}

/// Arguments of `sites`.
#[derive(Debug, Args)]
pub struct SitesArgs {
    #[command(subcommand)]
    command: SitesCommand,
}

#[derive(Debug, Subcommand)]
enum SitesCommand {
    /// Learn what the pages of each site repeat, and write it as a table to read, edit, merge, and clean with
    Learn(Box<LearnArgs>),
    /// Add up tables that were learnt from different pages
    Merge(MergeArgs),
}

#[derive(Debug, Args)]
struct LearnArgs {
    /// Files or directories
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What makes a site: 'dir', the files of a folder; 'host', the pages of one host; or a field of the records
    /// [default: that of dehusk.toml, else dir]
    #[arg(long, value_name = "dir|host|FIELD", env = "DEHUSK_SITE_BY")]
    site_by: Option<String>,
    /// The field or column of records that holds text or HTML [default: as 'clean' has it]
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// The field or column that holds the address [default: url]
    #[arg(long, value_name = "FIELD")]
    url_field: Option<String>,
    /// Write the table here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    judge: JudgeArgs,
}

#[derive(Debug, Args)]
struct MergeArgs {
    /// The tables
    #[arg(required = true, value_name = "FILE")]
    tables: Vec<PathBuf>,
    /// Write the table here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Learns or merges.
pub fn run(args: &SitesArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    match &args.command {
        SitesCommand::Learn(args) => {
            let flag = args.site_by.as_deref().filter(|by| !by.is_empty());
            if flag == Some(NONE) {
                anyhow::bail!("--site-by: 'none' leaves nothing to learn");
            }
            let by = asked_by(flag, &args.judge)?.unwrap_or(SiteBy::Dir);
            let inputs = session::inputs(&args.paths, messages)?.inputs;
            let learner = Learner::new(by, true);
            let reading = RecordOptions {
                field: args.field.clone(),
                url_field: args.url_field.clone(),
                site_field: match learner.by() {
                    SiteBy::Field(field) => Some(field.clone()),
                    SiteBy::Dir | SiteBy::Host => None,
                },
                ..session::record_options(&args.judge)
            };
            let stop = progress::interrupts(&inputs);
            for failure in learn(&learner, &inputs, &reading, &args.judge, &stop)? {
                messages.failure(failure);
            }
            if stop.load(Ordering::Relaxed) {
                messages.note("interrupted; nothing was written");
                return Ok(Ending::Interrupted);
            }
            let templates = finish(learner, &args.judge, messages);
            write(&templates, args.out.as_deref())?;
        }
        SitesCommand::Merge(args) => {
            let mut merged: Option<Templates> = None;
            for path in &args.tables {
                let one = table(path)?;
                match &mut merged {
                    None => merged = Some(one),
                    Some(merged) if merged.by() == one.by() => merged.merge(one),
                    Some(merged) => anyhow::bail!(
                        "{}: tells sites by '{}', and the tables before it by '{}'",
                        path.display(),
                        one.by(),
                        merged.by()
                    ),
                }
            }
            if let Some(merged) = merged {
                write(&merged, args.out.as_deref())?;
            }
        }
    }
    Ok(Ending::Fine)
}

/// Hands all documents to a learner, in parallel, also those of one container, until `stop` is set. Returns what went
/// wrong, in the order of the inputs.
fn learn(
    learner: &Learner,
    inputs: &[Input],
    reading: &RecordOptions,
    judge: &JudgeArgs,
    stop: &AtomicBool,
) -> anyhow::Result<Vec<String>> {
    let bar = progress::bar(inputs, judge.quiet, "learning sites");
    let goes_on = || !stop.load(Ordering::Relaxed);
    let one = |input: &Input| -> Vec<String> {
        if !goes_on() {
            return Vec::new();
        }
        let id = input.id();
        let reader = match ChunkReader::open(input, reading) {
            Ok(reader) => reader,
            Err(error) => return vec![error.to_string()],
        };
        let (read, mut told) = (reader.bytes_read(), 0);
        let chunks = reader.take_while(|_| goes_on()).inspect(|_| {
            bar.inc(read.get() - told);
            told = read.get();
            if !bar.is_hidden() {
                bar.set_message(learner.documents().to_string());
            }
        });
        chunks.par_bridge().flat_map_iter(|chunk| learn_chunk(learner, &id, chunk, reading)).collect()
    };
    let failures = session::with_threads(judge.threads, || {
        inputs.par_iter().with_max_len(16).flat_map_iter(one).collect()
    });
    bar.finish_and_clear();
    failures
}

/// Learns from some records. Returns what went wrong.
fn learn_chunk(
    learner: &Learner,
    input: &str,
    chunk: Result<Chunk, ReadFailure>,
    reading: &RecordOptions,
) -> Vec<String> {
    let chunk = match chunk {
        Ok(chunk) => chunk,
        Err(failure) => return vec![format!("{input}: {failure}")],
    };
    let learnt = catch_unwind(AssertUnwindSafe(|| {
        let mut failures = Vec::new();
        for record in chunk.records(reading) {
            match record {
                Ok(record) => {
                    let (url, field) = (record.url.as_deref(), record.site.as_deref());
                    learner.learn(&record.document, Whence { path: input, url, field });
                }
                Err(bad) if reading_whole(&bad) => failures.push(format!("{input}: {}", bad.problem)),
                Err(bad) => failures.push(format!("{input}: {bad}")),
            }
        }
        failures
    }));
    learnt.unwrap_or_else(|_| vec![format!("{input}: a defect in dehusk")])
}

/// Whether the record is the whole input, so that its place tells nothing.
fn reading_whole(bad: &BadRecord) -> bool {
    bad.place.record <= 1 && bad.place.offset == 0
}

/// What was learnt; people are told what they would wonder about.
fn finish(learner: Learner, judge: &JudgeArgs, messages: &Messages) -> Templates {
    let (documents, nameless, thinned) = (learner.documents(), learner.nameless(), learner.is_thinned());
    let templates = learner.finish();
    if judge.quiet {
        return templates;
    }
    if judge.verbose {
        let (lines, known) = (templates.lines(), templates.known_sites());
        messages
            .note(format_args!("{known} sites repeat {lines} lines; {documents} documents were looked at"));
    }
    if nameless > 0 {
        let by = templates.by();
        messages.note(format_args!("{nameless} of {documents} documents name no site ('{by}')"));
    }
    if thinned {
        messages.note("too many sites: of some of them nothing was learnt");
        messages.hint("'dehusk sites learn' on a part of the sites at a time, then 'dehusk sites merge'");
    }
    templates
}

fn table(path: &Path) -> anyhow::Result<Templates> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    let text = String::from_utf8(bytes).ok().with_context(|| format!("{}: not UTF-8", path.display()))?;
    Templates::read(&text).with_context(|| path.display().to_string())
}

fn write(templates: &Templates, out: Option<&Path>) -> anyhow::Result<()> {
    let table = templates.table();
    match out {
        Some(path) => write_atomic(path, table.as_bytes())?,
        None => std::io::stdout().lock().write_all(table.as_bytes())?,
    }
    Ok(())
}
