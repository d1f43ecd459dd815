//! Gold: documents with the right label of every line.

mod lines;

pub use lines::{GoldDump, GoldError, GoldIndex, read_dumps, read_index};
