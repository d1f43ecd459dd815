//! dehusk takes the husk off scraped articles.

pub mod batch;
pub mod classify;
pub mod cleaner;
pub mod config;
pub mod cues;
pub mod dates;
pub mod decide;
pub mod document;
pub mod eval;
pub mod features;
pub mod gold;
pub mod label;
pub mod line;
pub mod model;
pub mod render;
pub mod script;
pub mod segment;
pub mod source;
