//! Gopher: rules on whole documents; no line goes.
//!
//! Rae et al. 2021, as datatrove's `GopherQualityFilter` and `GopherRepetitionFilter` have it. Words are tokens as
//! described in `tokens.rs`.

use super::fineweb::is_terminal;
use super::python::{is_space, length, lines};
use super::{RuleSet, Ruling, Sheet, percent, repetition, tokens};
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// `--preset gopher`.
pub struct Gopher;

const LEAST_WORDS: u64 = 50;
const MOST_WORDS: u64 = 100_000;
/// Mean characters of a word, least and most.
const WORD_LENGTH: (f64, f64) = (3.0, 10.0);
/// Most hash signs, and most ellipses, a word.
const MOST_SYMBOLS: f64 = 0.1;
const MOST_BULLET_LINES: f64 = 0.9;
const MOST_ELLIPSIS_LINES: f64 = 0.3;
/// Least share of words with a letter.
const LEAST_ALPHABETIC: f64 = 0.8;
const LEAST_STOP_WORDS: usize = 2;
const STOP_WORDS: [&str; 8] = ["the", "be", "to", "of", "and", "that", "have", "with"];

/// What is no part of a word but punctuation, beside sentence marks and control characters.
const PUNCTUATION: &str =
    "!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{L}").ok());

impl RuleSet for Gopher {
    fn name(&self) -> &'static str {
        "gopher"
    }

    fn about(&self) -> &'static str {
        "keeps all lines; sets aside documents by their words, symbols, bullets and repetition (English)"
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let why = quality(&sheet.text).or_else(|| repetition::why_not(&sheet.text));
        Ruling::keep_all(sheet, why.map(|why| format!("{why} (gopher)")))
    }
}

/// What is counted over the words of a document.
#[derive(Default)]
struct Words<'t> {
    all: u64,
    /// Words that are more than punctuation, and their characters.
    proper: u64,
    characters: u64,
    /// Words with a letter.
    alphabetic: u64,
    stop_words: HashSet<&'t str>,
}

fn quality(text: &str) -> Option<String> {
    let mut words = Words::default();
    tokens::each_word(text, |word| {
        words.all += 1;
        words.alphabetic += u64::from(has_letter(word));
        if !word.chars().all(is_punctuation) {
            words.proper += 1;
            words.characters += length(word) as u64;
        }
        if STOP_WORDS.contains(&word) {
            words.stop_words.insert(word);
        }
    });
    let (count, characters) = (words.proper, words.characters);
    if count < LEAST_WORDS {
        return Some(format!("{count} words, fewer than 50"));
    }
    if count > MOST_WORDS {
        return Some(format!("{count} words, more than 100,000"));
    }
    let mean = characters as f64 / count as f64;
    if mean < WORD_LENGTH.0 {
        return Some(format!("words of {mean:.1} characters on average, fewer than 3"));
    }
    if mean > WORD_LENGTH.1 {
        return Some(format!("words of {mean:.1} characters on average, more than 10"));
    }
    let per_word = |symbols: usize| symbols as f64 / words.all as f64;
    let hashes = per_word(text.matches('#').count());
    if hashes > MOST_SYMBOLS {
        return Some(format!("{hashes:.2} hash signs a word, more than 0.1"));
    }
    let ellipses = per_word(text.matches("...").count() + text.matches('…').count());
    if ellipses > MOST_SYMBOLS {
        return Some(format!("{ellipses:.2} ellipses a word, more than 0.1"));
    }
    let lines = lines(text);
    let share = |count: usize| count as f64 / lines.len() as f64;
    let bullets =
        share(lines.iter().filter(|line| line.trim_start_matches(is_space).starts_with(['•', '-'])).count());
    if bullets > MOST_BULLET_LINES {
        return Some(format!("{} of the lines begin with a bullet, more than 90 %", percent(bullets)));
    }
    let ends_open = |line: &&&str| {
        let line = line.trim_end_matches(is_space);
        line.ends_with("...") || line.ends_with('…')
    };
    let open = share(lines.iter().filter(ends_open).count());
    if open > MOST_ELLIPSIS_LINES {
        return Some(format!("{} of the lines end in an ellipsis, more than 30 %", percent(open)));
    }
    let alphabetic = words.alphabetic as f64 / words.all as f64;
    if alphabetic < LEAST_ALPHABETIC {
        return Some(format!("{} of the words have a letter, fewer than 80 %", percent(alphabetic)));
    }
    let stops = words.stop_words.len();
    (stops < LEAST_STOP_WORDS)
        .then(|| format!("{stops} of the words the, be, to, of, and, that, have, with; fewer than 2"))
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii_alphanumeric() {
        return false;
    }
    c.is_control() || PUNCTUATION.contains(c) || is_terminal(c)
}

fn has_letter(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_alphabetic())
        || !word.is_ascii() && LETTER.as_ref().is_some_and(|letter| letter.is_match(word))
}
