//! The document guard of `clean`: what a document must keep, and where those go that do not.

use clap::Args;
use dehusk::batch::{OutputError, plan};
use dehusk::cleaner::{Cleaned, Cleaner};
use dehusk::decide::Guard;
use dehusk::render::Render;
use dehusk::source::Input;
use std::path::{Path, PathBuf};

/// Flags of the guard.
#[derive(Clone, Debug, Args)]
pub struct GuardArgs {
    /// Set aside documents that lose more than this share of their characters, such as 60%
    #[arg(long, value_name = "SHARE", env = "DEHUSK_MAX_REMOVED", value_parser = share)]
    max_removed: Option<f64>,
    /// Set aside documents that keep fewer words than this
    #[arg(long, value_name = "N", env = "DEHUSK_MIN_WORDS")]
    min_words: Option<u64>,
    /// Write documents that are set aside, by the guard or by a preset, to this directory instead
    ///
    /// Without it, formats that can say so (jsonl, marked) give them with the reason, and others leave them out.
    /// They are always counted; -v names each with its reason.
    #[arg(long, value_name = "DIR")]
    set_aside: Option<PathBuf>,
}

/// Where the output of a document goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the others.
    Among,
    /// To this file.
    Aside(PathBuf),
    /// Nowhere: it is set aside, and the format cannot say so.
    Nowhere,
}

impl GuardArgs {
    /// The cleaner with this guard.
    pub fn apply(&self, cleaner: Cleaner) -> Cleaner {
        cleaner.with_guard(Guard { max_removed: self.max_removed, min_words: self.min_words })
    }

    /// The directory of documents that are set aside.
    pub fn folder(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Whether every document has a file of its own to be set aside in.
    ///
    /// # Errors
    /// Each output that two inputs share, overwrites an input or leads out of the directory.
    pub fn plan(&self, inputs: &[Input], format: &dyn Render) -> Result<(), Vec<OutputError>> {
        let Some(folder) = &self.set_aside else { return Ok(()) };
        let paths: Vec<PathBuf> = inputs.iter().map(Input::path).collect();
        let pairs = paths.iter().zip(inputs).map(|(path, input)| (path.as_path(), input.relative()));
        plan(pairs, folder, format.extension()).map(|_| ())
    }

    /// Where the output of a document goes that has this path in the tree of outputs.
    pub fn place(&self, cleaned: &Cleaned<'_>, format: &dyn Render, relative: &Path) -> Place {
        if cleaned.set_aside.is_none() {
            return Place::Among;
        }
        match &self.set_aside {
            Some(folder) => Place::Aside(folder.join(relative).with_extension(format.extension())),
            None if format.tells_set_aside() => Place::Among,
            None => Place::Nowhere,
        }
    }
}

/// `60%` or `0.6`.
fn share(given: &str) -> Result<f64, String> {
    let (number, unit) = match given.strip_suffix('%') {
        Some(percents) => (percents.trim_end(), 0.01),
        None => (given, 1.0),
    };
    let share = number.parse::<f64>().map_or(f64::NAN, |number| number * unit);
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("a share is a number from 0% to 100%, or from 0 to 1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage_or_a_fraction() {
        assert_eq!(share("60%"), Ok(0.6));
        assert_eq!(share("0.25"), Ok(0.25));
        for wrong in ["60", "-1%", "half", "", "%", "101%", "nan"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
