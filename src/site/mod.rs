//! Site templates: the lines that the pages of one site repeat.
//!
//! ```text
//! documents ──Learner──> Templates ──file──> a table that a person can read, edit and merge
//!                            └──> evidence, when the same site's pages are cleaned
//! ```
//!
//! Lines are compared folded (case, punctuation and numbers do not matter), and what counts is on how many *pages*
//! of a site a line stands, not how often. Copies of one article count as one page, so that an article
//! under several addresses does not look like a template.
//!
//! # Memory and error
//!
//! A [`Learner`] keeps of each site the lines of at most [`MOST_SAMPLED`] pages, and of a page at most
//! [`MOST_LINES`] lines, eight bytes a line: 2 MiB a site at most, and mostly a tenth of that. Up to that many pages
//! the counts are exact. Of a larger site they are those of a uniform random sample: the pages whose content has the
//! smallest hashes. The standard error of a share is then at most 3.2 points (`0.5 / sqrt(256)`), and a line on every
//! page is always seen on every page. All sites together keep at most [`MOST_PAGES`] pages: 100 MB or so at eighty
//! lines a page. Where that is not enough, the samples of all sites are halved, down to [`LEAST_SAMPLED`] pages; where
//! even that is not enough, the sites with the largest hashes of their names go ([`Learner::is_thinned`]).
//!
//! All of this depends on the set of pages alone: neither on their order nor on the number of threads.

mod bodies;
mod file;
mod key;
mod learner;
mod name;
mod sample;
mod templates;

pub use file::SitesError;
pub use key::LineKey;
pub use learner::{Learner, MOST_PAGES};
pub use name::{SiteBy, Whence, host_of};
pub use sample::{LEAST_SAMPLED, MOST_LINES, MOST_SAMPLED};
pub use templates::{LEAST_PAGES, Repeat, SiteTemplates, Templates};
