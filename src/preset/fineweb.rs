//! FineWeb: C4's line rules without the one on ends of lines, then shares of lines over the document.
//!
//! Penedo et al. 2024, as datatrove's `C4QualityFilter(filter_no_terminal_punct=False)` and `FineWebQualityFilter`.

use super::c4::{self, Variant};
use super::python::{length, strip};
use super::repetition::duplicates;
use super::{RuleSet, Ruling, Sheet, percent, tokens};
use std::sync::LazyLock;

/// `--preset fineweb`.
pub struct FineWeb;

const LINES: Variant =
    Variant { name: "fineweb", ends: None, ellipses: &[], least_words: 3, least_sentences: 5 };

/// Least share of lines that end in terminal punctuation.
const LEAST_ENDED: f64 = 0.12;
/// Most characters of a short line.
const SHORT: usize = 30;
/// Largest share of short lines.
const MOST_SHORT: f64 = 0.67;
/// Largest share of characters in duplicate lines.
const MOST_DUPLICATE: f64 = 0.01;
/// Most line ends a word.
const MOST_LINE_ENDS: f64 = 0.3;

impl RuleSet for FineWeb {
    fn name(&self) -> &'static str {
        "fineweb"
    }

    fn about(&self) -> &'static str {
        "c4 without the rule on ends of lines; sets aside documents of short, unpunctuated or duplicate lines"
    }

    fn rewrites(&self) -> bool {
        true
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let mut ruling = c4::judge(sheet, &LINES);
        if ruling.set_aside.is_none() {
            let kept = ruling.lines.iter().zip(sheet.lines).filter(|(ruling, _)| ruling.keep);
            let text: Vec<&str> =
                kept.map(|(ruling, line)| ruling.rewritten.as_deref().unwrap_or(line.text)).collect();
            ruling.set_aside = why_not(strip(&text.join("\n"))).map(|why| format!("{why} (fineweb)"));
        }
        ruling
    }
}

fn why_not(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').filter(|line| !strip(line).is_empty()).collect();
    if lines.is_empty() {
        return Some("nothing is left".to_owned());
    }
    let share = |count: usize| count as f64 / lines.len() as f64;
    let ended = share(lines.iter().filter(|line| line.ends_with(is_terminal)).count());
    if ended < LEAST_ENDED {
        return Some(format!("{} of the lines end in terminal punctuation, fewer than 12 %", percent(ended)));
    }
    let short = share(lines.iter().filter(|line| length(line) <= SHORT).count());
    if short > MOST_SHORT {
        return Some(format!("{} of the lines have at most 30 characters, more than 67 %", percent(short)));
    }
    let characters = text.chars().filter(|c| *c != '\n').count();
    let duplicate = duplicates(&lines).characters as f64 / characters as f64;
    if duplicate > MOST_DUPLICATE {
        let share = duplicate * 100.0;
        return Some(format!("{share:.1} % of the characters are in duplicate lines, more than 1 %"));
    }
    let mut words = 0u64;
    tokens::each_word(text, |_| words += 1);
    let ends = text.matches('\n').count() as f64 / words as f64;
    (ends > MOST_LINE_ENDS).then(|| format!("{ends:.2} line ends a word, more than 0.3"))
}

/// Unicode's marks that end a sentence (`Sentence_Terminal`), as far as the original lists them: `…` is none.
pub(super) fn is_terminal(c: char) -> bool {
    static SPARSE: LazyLock<Vec<char>> = LazyLock::new(|| SENTENCE_TERMINALS.chars().collect());
    match c {
        '.' | '!' | '?' => true,
        _ if c.is_ascii() || c.is_alphanumeric() => false,
        _ => SPARSE.binary_search(&c).is_ok(),
    }
}

/// Sorted by code point.
const SENTENCE_TERMINALS: &str = "\
    \u{21}\u{2e}\u{3f}\u{589}\u{61d}\u{61e}\u{61f}\u{6d4}\u{700}\u{701}\u{702}\u{7f9}\u{837}\u{839}\u{83d}\
    \u{83e}\u{964}\u{965}\u{104a}\u{104b}\u{1362}\u{1367}\u{1368}\u{166e}\u{1735}\u{1736}\u{17d4}\u{17d5}\
    \u{17d6}\u{17d9}\u{17da}\u{1803}\u{1809}\u{1944}\u{1945}\u{1aa8}\u{1aa9}\u{1aaa}\u{1aab}\u{1b5a}\u{1b5b}\
    \u{1b5e}\u{1b5f}\u{1b7d}\u{1b7e}\u{1c3b}\u{1c3c}\u{1c7e}\u{1c7f}\u{203c}\u{203d}\u{2047}\u{2048}\u{2049}\
    \u{2e2e}\u{2e3c}\u{2e53}\u{2e54}\u{3002}\u{a4ff}\u{a60e}\u{a60f}\u{a6f3}\u{a6f7}\u{a876}\u{a877}\u{a8ce}\
    \u{a8cf}\u{a92f}\u{a9c8}\u{a9c9}\u{aa5d}\u{aa5e}\u{aa5f}\u{aaf0}\u{aaf1}\u{abeb}\u{fe52}\u{fe56}\u{fe57}\
    \u{ff01}\u{ff0e}\u{ff1f}\u{ff61}\u{10a56}\u{10a57}\u{10f55}\u{10f56}\u{10f57}\u{10f58}\u{10f59}\u{10f86}\
    \u{10f87}\u{10f88}\u{10f89}\u{11047}\u{11048}\u{110be}\u{110bf}\u{110c0}\u{110c1}\u{11141}\u{11142}\u{11143}\
    \u{111c5}\u{111c6}\u{111cd}\u{111de}\u{111df}\u{11238}\u{11239}\u{1123b}\u{1123c}\u{112a9}\u{1144b}\u{1144c}\
    \u{115c2}\u{115c3}\u{115c9}\u{115ca}\u{115cb}\u{115cc}\u{115cd}\u{115ce}\u{115cf}\u{115d0}\u{115d1}\u{115d2}\
    \u{115d3}\u{115d4}\u{115d5}\u{115d6}\u{115d7}\u{11641}\u{11642}\u{1173c}\u{1173d}\u{1173e}\u{11944}\u{11946}\
    \u{11a42}\u{11a43}\u{11a9b}\u{11a9c}\u{11c41}\u{11c42}\u{11ef7}\u{11ef8}\u{11f43}\u{11f44}\u{16a6e}\u{16a6f}\
    \u{16af5}\u{16b37}\u{16b38}\u{16b44}\u{16e98}\u{1bc9f}\u{1da88}";
