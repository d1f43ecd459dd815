//! What the classifiers look for: phrases by label and language, kept as data and compiled into one table.
#![doc = include_str!("README.md")]

mod bytes;
pub mod cue;
mod error;
#[cfg(test)]
mod files;
pub mod fold;
mod folded_line;
mod hits;
mod matcher;
mod phrases;
mod place;
mod table;
#[cfg(test)]
mod write;

pub use cue::{Cue, CueFile, CueSpec, Strength};
pub use error::CueError;
pub use hits::{Hit, Hits};
pub use matcher::CueMatcher;

/// The cue files, compiled by the build script: `write.rs` tells the form.
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cues.bin"));
