//! `dehusk sites`: what the pages of sites repeat, learnt into a table; and the same for a first pass of `clean`.

use super::messages::Messages;
use super::{Ending, JudgeArgs, session};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use dehusk::batch::write_atomic;
use dehusk::site::{Learner, SiteBy, Templates, Whence};
use dehusk::source::Input;
use dehusk::source::records::{BadRecord, Chunk, ChunkReader, ReadFailure, RecordOptions};
use rayon::prelude::*;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
}

impl SiteArgs {
    /// The field of records that names their site.
    pub fn field(&self) -> Option<String> {
        let by = self.site_by.as_deref().and_then(site_by);
        let by = by.or_else(|| Some(self.table.templates().ok()??.by().clone()));
        match by? {
            SiteBy::Field(field) => Some(field),
            SiteBy::Dir | SiteBy::Host => None,
        }
    }

    /// What is known of the sites of the inputs: from the table that is named, or else learnt from them.
    pub fn templates(
        &self,
        inputs: &[Input],
        reading: &RecordOptions,
        judge: &JudgeArgs,
        messages: &Messages,
    ) -> anyhow::Result<Option<Arc<Templates>>> {
        let by = self.site_by.as_deref().and_then(site_by);
        if let Some(templates) = self.table.templates()? {
            if let Some(by) = by.filter(|by| by != templates.by()) {
                let told = templates.by();
                anyhow::bail!("--site-by says '{by}', but the table of --sites tells sites by '{told}'");
            }
            return Ok(Some(templates));
        }
        let Some(by) = by else { return Ok(None) };
        if inputs.iter().any(Input::is_stdin) {
            anyhow::bail!(
                "--site-by needs two passes, and standard input can be read once: name files, or give --sites FILE"
            );
        }
        let learner = Learner::new(by, false);
        // What cannot be read is told by the second pass.
        learn(&learner, inputs, reading, judge.threads)?;
        Ok(Some(Arc::new(finish(learner, judge, messages))))
    }
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
    #[arg(long, value_name = "dir|host|FIELD", env = "DEHUSK_SITE_BY", default_value = "dir")]
    site_by: String,
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
            let by = site_by(&args.site_by).context("--site-by: 'none' leaves nothing to learn")?;
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
            for failure in learn(&learner, &inputs, &reading, args.judge.threads)? {
                messages.failure(failure);
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

/// Hands all documents to a learner, in parallel, also those of one container. Returns what went wrong, in the order
/// of the inputs.
fn learn(
    learner: &Learner,
    inputs: &[Input],
    reading: &RecordOptions,
    threads: usize,
) -> anyhow::Result<Vec<String>> {
    let one = |input: &Input| -> Vec<String> {
        let id = input.id();
        match ChunkReader::open(input, reading) {
            Ok(reader) => {
                reader.par_bridge().flat_map_iter(|chunk| learn_chunk(learner, &id, chunk, reading)).collect()
            }
            Err(error) => vec![error.to_string()],
        }
    };
    session::with_threads(threads, || inputs.par_iter().with_max_len(16).flat_map_iter(one).collect())
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

/// What tells sites; `None` for 'none'.
fn site_by(name: &str) -> Option<SiteBy> {
    (!name.is_empty() && name != "none").then(|| name.parse().unwrap_or(SiteBy::Dir))
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
