//! Gold: documents with the right label of every line, and pages with the text that a reader wants of them.

mod cases;
mod error;
mod lines;
mod pages;
mod site;

pub use cases::{Case, cases, read_cases};
pub use error::GoldError;
pub use lines::{GoldDump, GoldIndex, read_dumps, read_index, read_labels};
pub use pages::{GoldPage, is_page_gold, read_pages};
pub use site::site_of;
