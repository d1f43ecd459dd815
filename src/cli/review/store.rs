//! Where the gold of a document is, and its draft.

use anyhow::{Context as _, bail};
use dehusk::batch::write_atomic;
use dehusk::gold::read_labels;
use dehusk::label::Label;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The files of one document in a gold folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    text: PathBuf,
    labels: PathBuf,
    draft: PathBuf,
}

impl Store {
    /// The files that go with this text file.
    pub fn of(text: PathBuf) -> Store {
        Store { labels: text.with_extension("labels.tsv"), draft: text.with_extension("labels.draft"), text }
    }

    /// The finished gold.
    pub fn labels(&self) -> &Path {
        &self.labels
    }

    /// Whether the document is done.
    pub fn is_finished(&self) -> bool {
        self.labels.exists()
    }

    /// Sees that a text of this name that is there already is this one.
    pub fn check(&self, text: &str) -> anyhow::Result<()> {
        match fs::read(&self.text) {
            Ok(there) if there == text.as_bytes() => Ok(()),
            Ok(_) => bail!("{}: is there already, with another text", self.text.display()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error).with_context(|| self.text.display().to_string()),
        }
    }

    /// What was said earlier, where the document is not done.
    pub fn draft(&self) -> anyhow::Result<Option<BTreeMap<u32, Label>>> {
        Ok(if self.draft.exists() { Some(read_labels(&self.draft)?) } else { None })
    }

    /// The finished gold, where there is some.
    pub fn gold(&self) -> anyhow::Result<Option<BTreeMap<u32, Label>>> {
        Ok(if self.is_finished() { Some(read_labels(&self.labels)?) } else { None })
    }

    /// Keeps what is done so far, beside the text.
    pub fn save(&self, text: &str, table: &str) -> anyhow::Result<()> {
        if !self.text.exists() {
            write_atomic(&self.text, text.as_bytes())?;
        }
        Ok(write_atomic(&self.draft, table.as_bytes())?)
    }

    /// Writes the gold.
    pub fn finish(&self, text: &str, table: &str) -> anyhow::Result<()> {
        if !self.text.exists() {
            write_atomic(&self.text, text.as_bytes())?;
        }
        write_atomic(&self.labels, table.as_bytes())?;
        match fs::remove_file(&self.draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| self.draft.display().to_string())
            }
            _ => Ok(()),
        }
    }
}
