//! Verdicts by policy: which labels go, and how sure the judge must be.

mod expected;
mod policy;
mod verdict;

pub use policy::{Action, Mode, Policy};
pub use verdict::{Verdict, decide};
