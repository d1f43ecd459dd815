//! How `report` and `stats` go through documents: in parallel, in the order of the inputs, in bounded memory.

use super::messages::Messages;
use super::sites::asked_by;
use super::{JudgeArgs, session};
use clap::Args;
use dehusk::cleaner::{Cleaned, Cleaner};
use dehusk::decide::Action;
use dehusk::document::Document;
use dehusk::label::Label;
use dehusk::site::{SiteBy, Whence};
use dehusk::source::Input;
use dehusk::source::records::{BadRecord, ChunkReader, Record, RecordOptions};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

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
    judge: JudgeArgs,
}

/// What is gathered from documents.
pub trait Gather: Default + Send {
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

    /// Goes through all documents. What cannot be read is told.
    pub fn gather<G: Gather>(&self, messages: &mut Messages) -> anyhow::Result<G> {
        let cleaner = session::cleaner(&self.judge)?;
        let inputs = session::inputs(&self.paths, messages)?.inputs;
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
                _ => None,
            },
            ..session::record_options(&self.judge)
        };
        let pool = session::pool(self.judge.threads)?;
        let mut all = G::default();
        for window in inputs.chunks(WINDOW) {
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
