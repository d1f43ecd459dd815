//! A guide for each job, with commands and what they print.
//!
//! The same pages are in `src/guides` as Markdown, and run as tests. Their links lead to other Markdown files there;
//! `links.txt` stands before each page here, and the first meaning of a link is the one that counts.

#[doc = include_str!("links.txt")]
#[doc = include_str!("clean-a-directory.md")]
pub mod clean_a_directory {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("use-it-in-a-pipe.md")]
pub mod use_it_in_a_pipe {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("clean-a-crawl.md")]
pub mod clean_a_crawl {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("lock-a-corpus.md")]
pub mod lock_a_corpus {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("write-rules.md")]
pub mod write_rules {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("label-and-retrain.md")]
pub mod label_and_retrain {}

#[doc = include_str!("links.txt")]
#[doc = include_str!("use-the-library.md")]
pub mod use_the_library {}
