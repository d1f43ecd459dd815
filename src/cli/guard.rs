//! The document guard of `clean`: what a document must keep, and where those go that do not.

use clap::Args;
use dehusk::decide::{Guard, share};
use std::path::{Path, PathBuf};

/// Flags of the guard.
#[derive(Clone, Debug, Args)]
pub struct GuardArgs {
    #[command(flatten)]
    limits: GuardLimits,
    /// Write documents that are set aside, by the guard or by a preset, to this directory instead
    ///
    /// It mirrors the tree as that of --out does: documents become files, and records are gathered in a file of the
    /// same kind as their container's, with the reason as 'set_aside'. Without this directory, outputs that can say so
    /// (jsonl, marked, and records of JSON Lines and Parquet) give all documents, with the reason where one is set
    /// aside; text and Markdown leave them out. All are counted, and listed with the reason in set-aside.jsonl in the
    /// directory of --out; without one, -v names them.
    #[arg(long, value_name = "DIR")]
    set_aside: Option<PathBuf>,
}

/// What a document must keep.
#[derive(Clone, Debug, Args)]
pub struct GuardLimits {
    /// Set aside documents that lose more than this share of their characters, such as 60%
    #[arg(long, value_name = "SHARE", env = "DEHUSK_MAX_REMOVED", value_parser = given_share)]
    max_removed: Option<f64>,
    /// Set aside documents that keep fewer words than this
    #[arg(long, value_name = "N", env = "DEHUSK_MIN_WORDS")]
    min_words: Option<u64>,
}

impl GuardLimits {
    /// What the flags say.
    pub fn guard(&self) -> Guard {
        Guard { max_removed: self.max_removed, min_words: self.min_words }
    }
}

impl GuardArgs {
    /// What the flags say.
    pub fn guard(&self) -> Guard {
        self.limits.guard()
    }

    /// The directory of documents that are set aside.
    pub fn folder(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }
}

fn given_share(given: &str) -> Result<f64, String> {
    share(given).ok_or_else(|| "a share is a number from 0% to 100%, or from 0 to 1".to_owned())
}
