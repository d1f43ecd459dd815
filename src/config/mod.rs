//! What the user typed and wrote, resolved once into what the program needs.

mod file;
mod resolve;
mod whole;

pub use file::{ConfigError, ConfigFile, find, read};
pub use resolve::{Choices, resolve};
pub use whole::{NONE, Whole, resolve_whole};

/// A configuration file with every key, explained: what `dehusk config --template` prints.
pub const TEMPLATE: &str = include_str!("template.toml");
