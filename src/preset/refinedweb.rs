//! RefinedWeb: lines of capitals, of digits, of counters and of one word go; three phrases are cut out of short lines.
//!
//! Penedo et al. 2023, whose numbers are published most fully in DCLM's `refinedweb.yaml`. Words are what stands
//! between white space; DCLM's own counter takes line ends for words too.

use super::python::{is_digit, is_space, length, words};
use super::{LineRuling, RuleSet, Ruling, Sheet, percent};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// `--preset refinedweb`.
pub struct RefinedWeb;

/// Largest share of upper-case characters.
const MOST_UPPER_CASE: f64 = 0.5;
/// Largest share of digits: in effect, less than all.
const MOST_DIGITS: f64 = 0.999_999;
const LEAST_WORDS: usize = 2;
/// Phrases are cut out of lines of so many words at most.
const SHORT: usize = 10;
/// Largest share of a document's words that may go.
const MOST_REMOVED: f64 = 0.05;

/// What a line of a counter looks like, in lower case.
static COUNTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\W*\d(?:,|\.|\d)*(?:k|m|b)?\s+(?:likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers)\W*$",
    )
    .ok()
});

/// The phrases, in the order in which they are cut out. As in the original, each dot stands for any character.
static PHRASES: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    [
        ("items in cart", r"(?i)\s?items in cart"),
        ("Read more...", r"(?i)\s?read more...$"),
        ("Sign-in", r"(?i)^sign-in\s?"),
    ]
    .map(|(phrase, pattern)| (phrase, Regex::new(pattern).ok()))
    .to_vec()
});

impl RuleSet for RefinedWeb {
    fn name(&self) -> &'static str {
        "refinedweb"
    }

    fn about(&self) -> &'static str {
        "drops lines of capitals, digits, counters and single words; cuts \"items in cart\", \"Read more...\", \"Sign-in\" out of short lines; sets aside documents that lose 5 % of their words"
    }

    fn rewrites(&self) -> bool {
        true
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let rulings: Vec<LineRuling> = sheet.lines.iter().map(|line| judge_line(line.text)).collect();
        let all: usize = sheet.lines.iter().map(|line| words(line.text).count()).sum();
        let kept: usize = (rulings.iter().zip(sheet.lines))
            .filter(|(ruling, _)| ruling.keep)
            .map(|(ruling, line)| words(ruling.rewritten.as_deref().unwrap_or(line.text)).count())
            .sum();
        let removed = (all - kept) as f64 / all.max(1) as f64;
        let set_aside = if kept == 0 {
            Some("nothing is left (refinedweb)".to_owned())
        } else {
            (removed > MOST_REMOVED)
                .then(|| format!("{} of the words went, more than 5 % (refinedweb)", percent(removed)))
        };
        Ruling { lines: rulings, set_aside }
    }
}

fn judge_line(line: &str) -> LineRuling {
    if line.is_empty() {
        return LineRuling::drop("blank");
    }
    let characters = length(line) as f64;
    let upper = line.chars().filter(|c| c.is_uppercase()).count() as f64;
    if upper / characters > MOST_UPPER_CASE {
        return LineRuling::drop("more than half of its characters are upper-case (refinedweb)");
    }
    let digits = line.chars().filter(|c| is_digit(*c)).count() as f64;
    if digits / characters > MOST_DIGITS {
        return LineRuling::drop("nothing but digits (refinedweb)");
    }
    if COUNTER.as_ref().is_some_and(|counter| counter.is_match(&line.to_lowercase())) {
        return LineRuling::drop("a counter (refinedweb)");
    }
    if words(line).nth(LEAST_WORDS - 1).is_none() {
        return LineRuling::drop("fewer than 2 words (refinedweb)");
    }
    let mut left = Cow::Borrowed(line);
    let mut cut: Option<&str> = None;
    for (phrase, pattern) in PHRASES.iter() {
        let Some(pattern) = pattern.as_ref().filter(|_| words(&left).count() <= SHORT) else { continue };
        if let Cow::Owned(shorter) = pattern.replace_all(&left, "") {
            cut = Some(phrase);
            left = Cow::Owned(shorter);
        }
        if left.chars().all(is_space) {
            return LineRuling::drop(format!("nothing but \"{phrase}\" (refinedweb)"));
        }
    }
    match (cut, left) {
        (Some(phrase), Cow::Owned(left)) => LineRuling {
            keep: true,
            reason: Cow::Owned(format!("\"{phrase}\" was cut out (refinedweb)")),
            rewritten: Some(left),
        },
        _ => LineRuling::keep("passes the line rules"),
    }
}
