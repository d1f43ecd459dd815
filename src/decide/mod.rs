//! Verdicts by policy: which labels go, and how sure the judge must be.

mod expected;
mod guard;
mod policy;
mod repeats;
mod verdict;

pub(crate) use guard::percent;
pub use guard::{Guard, count_words, share};
pub use policy::{Action, Mode, Policy};
pub use repeats::repeated_prose;
pub use verdict::{Verdict, decide};
