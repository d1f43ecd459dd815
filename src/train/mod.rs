//! Fitting of the learned judge on gold, and its cross-validation.

mod align;
mod bins;
mod corpus;
mod cross;
mod descend;
mod dumps;
mod examples;
mod fit;
mod fit_label_words;
mod fit_labels;
mod fit_net;
mod grow;
mod random;
mod restyle;
mod shell;
mod transplant;
mod weak_labels;

pub use align::{Alignment, align};
pub use corpus::{From, Gold, LabelledDump, Part, fit_weights};
pub use cross::{Crossed, ExtractedDump, cross_validate};
pub use dumps::Scraper;
pub use examples::{Example, Origin};
