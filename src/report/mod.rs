//! What a cleaning does to a corpus: counts by label, format, language and site, and a page that shows it.
//!
//! A [`Survey`] counts; [`Findings`] also hold the lines that many documents share and a sample of documents. Both
//! are bounded whatever the number of documents, and adding them up in the order of the inputs gives the same on any
//! number of threads. [`html`] writes findings as one page.

mod findings;
mod frequent;
mod page;
mod survey;

pub use findings::{Findings, SampledDocument, SampledLine};
pub use frequent::{FrequentLine, FrequentLines, MOST_DIFFERENT_LINES};
pub use page::{Heading, MOST_BYTES, html};
pub use survey::{About, Counts, MOST_SITES, OTHER_SITES, Survey};
