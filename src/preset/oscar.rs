//! OSCAR: flags of documents; no line goes. A flagged document is set aside, with its flags.
//!
//! Abadji et al. 2022, with the numbers of its pipeline, Ungoliant. Its header and footer count bytes where the published
//! text says characters; characters are counted here.

use super::{RuleSet, Ruling, Sheet};
use regex::Regex;
use std::sync::LazyLock;

/// `--preset oscar`.
pub struct Oscar;

/// A document of fewer lines is tiny.
const LEAST_LINES: usize = 5;
/// A line of fewer characters is short.
const SHORT: usize = 100;
/// Share of the lines that are the header, and the footer.
const EDGE: f64 = 0.2;
/// Largest share of short lines, and of characters that are no letters.
const MOST: f64 = 0.5;

static LETTERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{M}]+").ok());

impl RuleSet for Oscar {
    fn name(&self) -> &'static str {
        "oscar"
    }

    fn about(&self) -> &'static str {
        "keeps all lines; sets aside documents flagged tiny, short sentences, header, footer or noisy"
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let flags = flags(&sheet.text);
        let set_aside = (!flags.is_empty()).then(|| format!("flagged {} (oscar)", flags.join(", ")));
        Ruling::keep_all(sheet, set_aside)
    }
}

fn flags(text: &str) -> Vec<&'static str> {
    let short: Vec<bool> = text.lines().map(|line| line.chars().nth(SHORT - 1).is_none()).collect();
    let count = |lines: &[bool]| lines.iter().filter(|short| **short).count();
    let mut flags = Vec::new();
    if short.len() < LEAST_LINES {
        flags.push("tiny: fewer than 5 lines");
    }
    if count(&short) > (short.len() as f64 * MOST).floor() as usize {
        flags.push("short sentences: over half of the lines under 100 characters");
    }
    let edge = (short.len() as f64 * EDGE).floor() as usize;
    let most = (edge as f64 * MOST).floor() as usize;
    if count(short.get(..edge).unwrap_or_default()) > most {
        flags.push("header: over half of the first fifth is short lines");
    }
    if count(short.get(short.len() - edge..).unwrap_or_default()) > most {
        flags.push("footer: over half of the last fifth is short lines");
    }
    let characters = text.chars().count();
    let letters: usize = LETTERS
        .as_ref()
        .map_or(0, |letters| letters.find_iter(text).map(|run| run.as_str().chars().count()).sum());
    if characters - letters > (characters as f64 * MOST).floor() as usize {
        flags.push("noisy: over half of the characters are no letters");
    }
    flags
}
