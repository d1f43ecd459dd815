//! How `report`, `stats` and `suggest` go through documents: in parallel, in the order of the inputs, in bounded memory.

use super::messages::Messages;
use super::sites::{SiteTable, asked_by};
use super::{JudgeArgs, session};
use clap::Args;
use dehusk::cleaner::{Cleaned, Cleaner};
use dehusk::decide::Action;
use dehusk::document::Document;
use dehusk::label::Label;
use dehusk::site::{SiteBy, Whence};
use dehusk::source::records::{BadRecord, ChunkReader, Record, RecordOptions};
use dehusk::source::{Input, container_of_name};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Inputs that are read at a time: what bounds the memory.
const WINDOW: usize = 32;

/// What is looked at.
#[derive(Debug, Args)]
pub struct SurveyArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// What a site is: 'dir', the files of a folder; 'host', the pages of a host; a field of the records; 'none' for no
    /// sites [default: the host where an address is known, else the folder]
    #[arg(long, value_name = "none|dir|host|FIELD", env = "DEHUSK_SITE_BY")]
    site_by: Option<String>,
    /// The field or column of records that holds text or HTML [default: the first of text, content, raw_content, html,
    /// raw_html, body]
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten, next_help_heading = "Options")]
    judge: JudgeArgs,
}

/// What is gathered from documents.
pub trait Gather: Default + Send {
    /// Whether it takes the reasons of the learned judge, which cost time.
    const EXPLAINS: bool = false;
    /// What one document shows.
    fn look(cleaned: &Cleaned<'_>, document: &Document, whence: Whence<'_>, by: SitesBy<'_>) -> Self;
    /// Adds what was gathered from the documents after.
    fn merge(&mut self, other: Self);
}

/// What tells sites: nothing, what was asked for, or whatever is known.
#[derive(Clone, Copy, Debug)]
pub enum SitesBy<'b> {
    /// No sites.
    Nothing,
    /// What was asked for.
    Asked(&'b SiteBy),
    /// The host where an address is known, else the folder.
    Known,
}

impl SurveyArgs {
    /// The labels whose lines are dropped.
    pub fn drops(&self) -> anyhow::Result<Vec<&'static str>> {
        let (path, file) = session::configuration(&self.judge)?;
        let profiles = session::profiles(path.as_deref(), &file, &self.judge)?;
        let Some(base) = profiles.first() else { return Ok(Vec::new()) };
        let dropped = Label::ALL.into_iter().filter(|label| base.policy.action(*label) == Action::Drop);
        Ok(dropped.map(Label::slug).collect())
    }

    /// Goes through all documents but what an earlier run wrote to `out`. What cannot be read is told.
    pub fn gather<G: Gather>(&self, out: Option<&Path>, messages: &mut Messages) -> anyhow::Result<G> {
        let templates = self.sites.templates()?;
        let site_field = match templates.as_ref().map(|templates| templates.by()) {
            Some(SiteBy::Field(field)) => Some(field.clone()),
            _ => None,
        };
        let cleaner = session::cleaner(&self.judge)?.with_templates(templates);
        let cleaner = if G::EXPLAINS { cleaner.explaining() } else { cleaner };
        let mut inputs = session::inputs(&self.paths, messages)?.inputs;
        if let Some(out) = out.and_then(|out| out.canonicalize().ok()) {
            // Only a file of that name can be the same file: no other one costs a question to the system.
            inputs.retain(|input| {
                let path = input.path();
                path.file_name() != out.file_name() || path.canonicalize().ok().as_ref() != Some(&out)
            });
        }
        let asked = asked_by(self.site_by.as_deref(), &self.judge)?;
        let by = match (self.site_by.as_deref(), &asked) {
            (Some("none"), _) => SitesBy::Nothing,
            (_, Some(by)) => SitesBy::Asked(by),
            (_, None) => SitesBy::Known,
        };
        let reading = RecordOptions {
            field: self.field.clone(),
            site_field: match &asked {
                Some(SiteBy::Field(field)) => Some(field.clone()),
                _ => site_field,
            },
            ..session::record_options(&self.judge)
        };
        let pool = session::pool(self.judge.threads)?;
        let mut all = G::default();
        let mut rest = inputs.as_slice();
        while !rest.is_empty() {
            // What is gathered from a container may be large, and its records are looked at in parallel anyway.
            let is_document = |input: &&Input| container_of_name(input.relative()).is_none();
            let documents = rest.iter().take(WINDOW).take_while(is_document).count();
            let (window, after) = rest.split_at(documents.max(1));
            rest = after;
            let one = |input: &Input| gather_input(input, &cleaner, &reading, by);
            let gathered: Vec<(G, Vec<String>)> = pool.install(|| window.par_iter().map(one).collect());
            for (found, failures) in gathered {
                failures.iter().for_each(|failure| messages.failure(failure));
                all.merge(found);
            }
        }
        Ok(all)
    }
}

fn gather_input<G: Gather>(
    input: &Input,
    cleaner: &Cleaner,
    reading: &RecordOptions,
    by: SitesBy<'_>,
) -> (G, Vec<String>) {
    let mut all = G::default();
    let mut failures = Vec::new();
    let id = input.id();
    let reader = match ChunkReader::open(input, reading) {
        Ok(reader) => reader,
        Err(error) => return (all, vec![error.to_string()]),
    };
    for chunk in reader {
        let records = match chunk {
            Ok(chunk) => chunk.records(reading).collect::<Vec<_>>(),
            Err(failure) => {
                failures.push(format!("{id}: {failure}"));
                break;
            }
        };
        let one = |record: Result<Record, BadRecord>| -> Result<G, String> {
            let record = record.map_err(|bad| format!("{id}: {bad}"))?;
            let whence = Whence { path: &id, url: record.url.as_deref(), field: record.site.as_deref() };
            let look = || G::look(&cleaner.clean_of(&record.document, whence), &record.document, whence, by);
            catch_unwind(AssertUnwindSafe(look))
                .map_err(|_| format!("{}: cannot be cleaned: this is a bug in dehusk", record.document.id))
        };
        let found: Vec<Result<G, String>> = records.into_par_iter().map(one).collect();
        for found in found {
            match found {
                Ok(found) => all.merge(found),
                Err(failure) => failures.push(failure),
            }
        }
    }
    (all, failures)
}
