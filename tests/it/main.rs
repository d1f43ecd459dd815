//! The integration tests: the tool as its users meet it, run as a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod labels;
mod shared;
mod snapshots;
