//! NeMo Curator: paragraphs with few stop words go, and boilerplate strings at the top or the bottom.
//!
//! Its extractors' stop-word rule, then `BoilerPlateStringModifier`, `RepeatedLinesFilter` and `PunctuationFilter`, in
//! that order. A paragraph is a line, as the extractors yield them. Which words are stop words: see `stop_words.rs`.

use super::python::{strip, words};
use super::stop_words::StopWords;
use super::{LineRuling, RuleSet, Ruling, Sheet, percent};
use std::collections::HashSet;

/// `--preset nemo`.
pub struct Nemo;

/// Least share of stop words in a paragraph.
const LEAST_STOP_WORDS: f64 = 0.32;
/// Least share of lines that are there once.
const LEAST_UNIQUE: f64 = 0.7;
/// Largest share of lines without an end mark.
const MOST_OPEN: f64 = 0.85;
const END_MARKS: [char; 5] = ['.', '?', '!', '"', '\''];

/// What makes a paragraph boilerplate, in lower case: phrases, and two consent texts word for word as a widespread
/// plugin writes them. What of the original's list holds one of the phrases anyway is left out.
const BOILERPLATE: [&str; 12] = [
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "privacy overview",
    "use of cookies",
    "use cookies",
    "privacy & cookies policy",
    "privacy and cookies policy",
    "necessary cookies are absolutely essential for the website to function properly. this category only includes \
     cookies that ensures basic functionalities and security features of the website. these cookies do not store any \
     personal information.",
    "any cookies that may not be particularly necessary for the website to function and is used specifically to \
     collect user personal data via analytics, ads, other embedded contents are termed as non-necessary cookies. it is \
     mandatory to procure user consent prior to running these cookies on your website.",
    "if you continue to browse this site without changing your cookie settings, you agree to this use. acceptread more",
];

impl RuleSet for Nemo {
    fn name(&self) -> &'static str {
        "nemo"
    }

    fn about(&self) -> &'static str {
        "lines whose words are stop words to 32 %; boilerplate strings at the top and bottom go; sets aside repetitive documents"
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let stop_words = sheet.stop_words();
        let mut rulings: Vec<LineRuling> = sheet
            .lines
            .iter()
            .map(|line| match share_of_stop_words(line.text, &stop_words) {
                _ if line.text.is_empty() => LineRuling::drop("blank"),
                None => LineRuling::keep("stop words are no guide in this script (nemo)"),
                Some(share) if share < LEAST_STOP_WORDS => {
                    LineRuling::drop(format!("{} stop words, fewer than 32 % (nemo)", percent(share)))
                }
                Some(_) => LineRuling::keep("32 % stop words or more (nemo)"),
            })
            .collect();
        let set_aside = match boilerplate(sheet, &mut rulings) {
            Some(why) => Some(why),
            None => {
                let kept = rulings.iter().zip(sheet.lines).filter(|(ruling, _)| ruling.keep);
                why_not(
                    &kept
                        .map(|(_, line)| line.text)
                        .filter(|line| !strip(line).is_empty())
                        .collect::<Vec<_>>(),
                )
            }
        };
        Ruling { lines: rulings, set_aside: set_aside.map(|why| format!("{why} (nemo)")) }
    }
}

/// `None` where the text's script puts no spaces between words. Stop words are told as they are written: a word
/// with a capital or a comma is none.
fn share_of_stop_words(line: &str, stop_words: &StopWords) -> Option<f64> {
    if !stop_words.are_spaced() {
        return None;
    }
    let (mut all, mut stops) = (0u32, 0u32);
    for word in words(line) {
        all += 1;
        stops += u32::from(stop_words.contains(word));
    }
    Some(if all == 0 { 0.0 } else { f64::from(stops) / f64::from(all) })
}

/// Drops boilerplate paragraphs where they are one run at the top or at the bottom and not the whole document.
fn boilerplate(sheet: &Sheet<'_>, rulings: &mut [LineRuling]) -> Option<String> {
    let mut found = Vec::new();
    let mut paragraphs = 0;
    for (place, line) in sheet.lines.iter().enumerate() {
        if !rulings.get(place).is_some_and(|ruling| ruling.keep) {
            continue;
        }
        let lower = strip(line.text).to_lowercase();
        if lower.contains("lorem ipsum") {
            return Some("the document holds \"lorem ipsum\"".to_owned());
        }
        if let Some(string) = BOILERPLATE.iter().find(|string| lower.contains(**string)) {
            found.push((paragraphs, place, *string));
        }
        paragraphs += 1;
    }
    let (Some((first, ..)), Some((last, ..))) = (found.first(), found.last()) else { return None };
    let in_one_run = last - first + 1 == found.len();
    let at_an_edge = *first == 0 || last + 1 == paragraphs;
    if in_one_run && at_an_edge && found.len() < paragraphs {
        let edge = if *first == 0 { "top" } else { "bottom" };
        for (_, place, string) in found {
            if let Some(ruling) = rulings.get_mut(place) {
                let phrase = string.split(". ").next().unwrap_or_default();
                *ruling = LineRuling::drop(format!("\"{phrase}\" at the {edge} (nemo)"));
            }
        }
    }
    None
}

fn why_not(lines: &[&str]) -> Option<String> {
    if lines.is_empty() {
        return Some("nothing is left".to_owned());
    }
    let share = |count: usize| count as f64 / lines.len() as f64;
    let unique = share(lines.iter().collect::<HashSet<_>>().len());
    if unique < LEAST_UNIQUE {
        return Some(format!("{} of the lines are unique, fewer than 70 %", percent(unique)));
    }
    let open = share(lines.iter().filter(|line| !strip(line).ends_with(END_MARKS)).count());
    (open > MOST_OPEN).then(|| format!("{} of the lines have no end mark, more than 85 %", percent(open)))
}
