//! What `snapshot` and `check` share: the folder that is locked, the lock, and what decides about its documents.

use super::fields::FieldArgs;
use super::messages::Messages;
use super::sites::SiteTable;
use super::{JudgeArgs, session};
use anyhow::{Context as _, bail};
use clap::Args;
use dehusk::batch::leave_out_results;
use dehusk::cleaner::Cleaner;
use dehusk::lock::Maker;
use dehusk::source::records::RecordOptions;
use dehusk::source::{Input, walk};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Flags of both.
#[derive(Clone, Debug, Args)]
pub struct LockArgs {
    /// The directory of documents
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The directory of the lock [default: DIR.lock, beside DIR]
    #[arg(long, value_name = "LOCK")]
    lock: Option<PathBuf>,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten, next_help_heading = "Options")]
    pub judge: JudgeArgs,
}

impl LockArgs {
    /// How inputs and their records are read.
    pub fn reading(&self) -> anyhow::Result<RecordOptions> {
        Ok(self.fields.reading(&self.judge, self.sites.field()?))
    }

    /// The directory of documents.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the lock is: beside the documents, or among them where they have no name of their own (`.`).
    pub fn lock(&self) -> PathBuf {
        self.lock.clone().unwrap_or_else(|| match self.folder.file_name() {
            Some(name) => {
                let mut name = name.to_owned();
                name.push(".lock");
                self.folder.with_file_name(name)
            }
            None => self.folder.join("dehusk.lock"),
        })
    }

    /// The command that makes this lock.
    pub fn snapshot_command(&self) -> String {
        let lock = self.lock.as_ref().map(|lock| format!(" --lock {}", lock.display())).unwrap_or_default();
        format!("dehusk snapshot {}{lock}", self.folder.display())
    }

    /// The documents. Paths that cannot be read are told.
    pub fn inputs(&self, messages: &mut Messages) -> anyhow::Result<Vec<Input>> {
        if !self.folder.is_dir() {
            bail!("{}: not a directory", self.folder.display());
        }
        let mut walked = walk(&[&self.folder]);
        walked.errors.iter().for_each(|error| messages.failure(error));
        leave_out_results(&mut walked.inputs, &self.lock());
        Ok(walked.inputs)
    }

    /// The cleaner, and what is told of it in the lock.
    pub fn cleaner(&self) -> anyhow::Result<(Cleaner, Maker)> {
        let templates = self.sites.templates()?;
        let known = templates.as_ref().map(|templates| templates.checksum());
        let cleaner = session::cleaner(&self.judge)?.with_templates(templates);
        let (config, _) = session::configuration(&self.judge)?;
        // Files count by what they hold, and how it is run counts for nothing.
        let mut telling = self.judge.clone();
        (telling.config, telling.verbose, telling.quiet, telling.threads) = (None, false, false, 0);
        let model = telling.model.take();
        let mut text = format!("{telling:?} {known:?} {:?}", self.fields);
        for path in [config, model].into_iter().flatten() {
            let bytes = match path.as_os_str() == "none" {
                true => b"none".to_vec(),
                false => std::fs::read(&path).with_context(|| path.display().to_string())?,
            };
            text += &format!(" {:016x}", xxh3_64(&bytes));
        }
        let maker = Maker {
            dehusk: env!("CARGO_PKG_VERSION").to_owned(),
            weights: dehusk::model::checksum().to_string(),
            settings: format!("{:016x}", xxh3_64(text.as_bytes())),
        };
        Ok((cleaner, maker))
    }
}
