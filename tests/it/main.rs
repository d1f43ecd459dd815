//! The integration tests: the tool as its users meet it, run as a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod bad_input;
mod chance;
mod clean;
mod cli;
mod eval_pages;
mod labels;
mod laws;
mod markdown;
mod readme;
mod settings;
mod shared;
mod snapshots;
mod support;
mod train;
