//! What a lock says of itself: what made it.

use super::LockError;
use crate::batch::write_atomic;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// The file that makes a folder a lock.
pub const MANIFEST: &str = "lock.toml";

const FORMAT: u32 = 1;

/// What is kept of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The marked view of each document, a file each.
    Snapshots,
    /// A line each of one file: checksums and counts.
    Digest,
}

/// What decides how documents are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// Version of dehusk.
    pub dehusk: String,
    /// Checksum of the weights that are built in.
    pub weights: String,
    /// Checksum of flags and configuration.
    pub settings: String,
}

/// The head of a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// What is kept of each document.
    pub kind: Kind,
    dehusk: String,
    weights: String,
    settings: String,
}

impl Manifest {
    /// The head of a lock that is made now.
    pub fn new(kind: Kind, maker: &Maker) -> Manifest {
        let Maker { dehusk, weights, settings } = maker.clone();
        Manifest { format: FORMAT, kind, dehusk, weights, settings }
    }

    /// What made the lock.
    pub fn maker(&self) -> Maker {
        let Manifest { dehusk, weights, settings, .. } = self.clone();
        Maker { dehusk, weights, settings }
    }

    /// Reads the head of a lock.
    ///
    /// # Errors
    /// There is no lock, or one that this version cannot read.
    pub fn read(lock: &Path) -> Result<Manifest, LockError> {
        let path = lock.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => LockError::Missing(lock.to_owned()),
            _ => LockError::read(&path, error),
        })?;
        let manifest: Manifest = toml::from_str(&text)
            .map_err(|error| LockError::damaged(&path, error.message().lines().next().unwrap_or_default()))?;
        match manifest.format {
            FORMAT => Ok(manifest),
            other => Err(LockError::damaged(
                &path,
                format_args!("format {other} is not known; this is format {FORMAT}"),
            )),
        }
    }

    pub(super) fn write(&self, lock: &Path) -> Result<(), LockError> {
        let path = lock.join(MANIFEST);
        let body = toml::to_string(self).map_err(|error| LockError::damaged(&path, error))?;
        let text = format!("# Written by 'dehusk snapshot'; 'dehusk check' compares with it.\n{body}");
        Ok(write_atomic(&path, text.as_bytes())?)
    }
}

impl Maker {
    /// How another one differs from this, in words: empty where it does not.
    pub fn changes(&self, now: &Maker) -> Vec<String> {
        let mut changes = Vec::new();
        for (what, before, after) in
            [("version", &self.dehusk, &now.dehusk), ("weights", &self.weights, &now.weights)]
        {
            if before != after {
                changes.push(format!("{what} {before} → {after}"));
            }
        }
        if self.settings != now.settings {
            changes.push("other flags or another configuration".to_owned());
        }
        changes
    }
}
