//! The document guard of `clean`: what a document must keep, and where those go that do not.

use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Guard;
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
    /// Without it, formats of documents that can say so (jsonl, marked) give them with the reason, and others leave
    /// them out. Records of containers are always left out. All are counted, and listed with the reason in
    /// set-aside.jsonl in the directory of --out; without one, -v names them.
    #[arg(long, value_name = "DIR")]
    set_aside: Option<PathBuf>,
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
