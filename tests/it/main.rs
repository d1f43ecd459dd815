//! The integration tests: the tool as its users meet it, run as a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod bad_input;
mod batch;
mod chance;
mod clean;
mod cli;
mod compare;
mod diff;
mod eval_pages;
mod guard;
#[cfg(unix)]
mod guides;
mod labels;
mod laws;
mod lock;
mod lock_records;
mod malformed;
mod markdown;
mod presets;
mod readme;
mod records;
mod report;
mod review;
mod set_aside;
mod settings;
mod shared;
mod site_engine;
mod site_templates;
mod snapshots;
mod suggest;
mod support;
mod train;
