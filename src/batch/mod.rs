//! Many documents: in parallel, in bounded memory, in the order of the input; outputs whole or not at all.

mod output;
mod run;
mod tally;

pub use output::{OutputError, plan, write_atomic};
pub use run::{Outcome, Window, run};
pub use tally::Tally;
