#![doc = include_str!("guides/links.txt")]
#![doc = include_str!("../README.md")]
//!
//! # The pipeline
//!
//! One direction, one module a stage, no stage knows the next one:
//!
//! ```text
//! source ──> segment ──> features ──> classify ──> model ──> decide ──> render
//! bytes to   documents   numbers      evidence     label     verdicts   text, labels,
//! documents  into lines  with names   per label    odds      by policy  JSONL, marked
//!                                         ▲
//!                                       site: what the other pages of the same site repeat
//! ```
//!
//! [`cleaner`] runs it on one document, [`batch`] over many; [`gold`] and [`eval`] judge the result.

pub mod label;

pub mod document;
pub mod line;
pub mod script;

pub mod source;

pub mod segment;

pub mod features;

pub mod cues;
pub mod dates;

pub mod metadata;
pub mod site;

pub mod classify;

pub mod model;

pub mod decide;

pub mod preset;

pub mod render;

pub mod cleaner;

pub mod batch;

pub mod lock;

pub mod report;

pub mod suggest;

pub mod gold;

pub mod eval;

pub mod train;

pub mod config;

#[cfg(doc)]
pub mod guides;
