//! The authors: names out of what pages write in their bylines.

use super::{Said, is_address, text};
use crate::segment::{Field, Origin};

/// Where authors are looked for, in order; the first origin that has a name counts, with all its names.
const ORIGINS: [&[Origin]; 6] = [
    &[Origin::JsonLd],
    &[Origin::Meta],
    &[Origin::Link],
    &[Origin::Microdata],
    &[Origin::OpenGraph],
    &[Origin::Class],
];

/// The most authors of a page, and the longest name in bytes.
const MAX_AUTHORS: usize = 64;
const MAX_NAME: usize = 120;

/// What stands before a name, in lower case.
const LEADS: [&str; 38] = [
    "by",
    "written by",
    "posted by",
    "story by",
    "words by",
    "text by",
    "article by",
    "authored by",
    "recipe by",
    "review by",
    "published by",
    "author:",
    "authors:",
    "author",
    "von",
    "von:",
    "text:",
    "autor:",
    "autorin:",
    "par",
    "par:",
    "auteur :",
    "auteur:",
    "por",
    "por:",
    "autor",
    "di",
    "a cura di",
    "door",
    "av",
    "af",
    "tekst:",
    "text av",
    "автор:",
    "作者：",
    "作者:",
    "文：",
    "文/",
];

/// What stands between two names, with white space around it.
const JOINTS: [&str; 13] = ["and", "&", "und", "et", "y", "e", "en", "och", "og", "i", "ja", "и", "та"];

/// Words that a person's name does not hold, but a job's does.
const JOBS: [&str; 32] = [
    "reporter",
    "editor",
    "writer",
    "correspondent",
    "staff",
    "journalist",
    "producer",
    "columnist",
    "contributor",
    "director",
    "manager",
    "chief",
    "senior",
    "professor",
    "author",
    "ceo",
    "analyst",
    "phd",
    "md",
    "jr",
    "jr.",
    "sr",
    "sr.",
    "ph.d.",
    "redakteur",
    "redakteurin",
    "journaliste",
    "periodista",
    "inc",
    "inc.",
    "llc",
    "ltd",
];

pub(super) fn choose(said: &Said<'_>) -> Vec<String> {
    for origins in ORIGINS {
        let mut names: Vec<String> = Vec::new();
        for value in said.of(Field::Author, origins).filter_map(|value| text(value, 1000)) {
            // The element may be a whole box.
            let loose = origins == [Origin::Class];
            for name in split(&value).into_iter().filter(|name| !loose || is_short(name)) {
                let known = names.iter().any(|known| known.to_lowercase() == name.to_lowercase());
                if !known && names.len() < MAX_AUTHORS {
                    names.push(name);
                }
            }
            // Bylines stand beside other articles, too: the first one is that of the page.
            if !names.is_empty() && matches!(origins, [Origin::Class | Origin::Link | Origin::Microdata]) {
                break;
            }
        }
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// The names in a line that begins like a byline.
pub(super) fn of_byline(line: &str) -> Vec<String> {
    if without_lead(line).len() == line.trim().len() || line.len() > 2 * MAX_NAME {
        return Vec::new();
    }
    split(line).into_iter().filter(|name| is_short(name)).collect()
}

/// Whether a name is no longer than a person's.
fn is_short(name: &str) -> bool {
    name.split_whitespace().count() <= 4 && !name.chars().any(|c| c.is_ascii_digit()) && !is_job(name)
}

/// The names in a value.
pub(super) fn split(value: &str) -> Vec<String> {
    let value = value.split(['|', '•', '·']).find(|part| !part.trim().is_empty()).unwrap_or("");
    let mut names = Vec::new();
    for part in without_lead(value).split([';', '、']) {
        // "Ann Smith, Bob Jones", but not "Smith, Ann" and not "Ann Smith, Editor".
        let pieces: Vec<&str> = part.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let all_names = pieces.iter().skip(1).all(|piece| joined(piece).into_iter().all(looks_like_name));
        let several =
            pieces.len() > 1 && all_names && pieces.first().is_some_and(|first| looks_like_name(first));
        match pieces.as_slice() {
            _ if several => names.extend(pieces.iter().flat_map(|piece| joined(piece))),
            [name, job, ..] if looks_like_name(name) && is_job(job) => names.push(name),
            _ => names.extend(joined(part)),
        }
    }
    names.into_iter().filter_map(name).collect()
}

/// The parts of a text between "and" and its like, if each of them can be a name.
fn joined(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    'next: loop {
        for (at, _) in rest.match_indices(' ') {
            let after = rest.get(at + 1..).unwrap_or("");
            let Some((word, tail)) = after.split_once(' ') else { break };
            let head = rest.get(..at).unwrap_or("");
            let is_joint = JOINTS.iter().any(|joint| word.eq_ignore_ascii_case(joint));
            // One letter may be a part of a Spanish name: there both sides must be names in full.
            let sure = word.len() > 1 || word == "&" || (looks_like_name(head) && looks_like_name(tail));
            if is_joint && sure {
                parts.push(head);
                rest = tail;
                continue 'next;
            }
        }
        parts.push(rest);
        return parts;
    }
}

fn without_lead(value: &str) -> &str {
    let mut value = value.trim();
    loop {
        let lead = LEADS.iter().filter(|lead| {
            let head = value.get(..lead.len());
            let ends = lead.ends_with([':', '：', '/'])
                || value.get(lead.len()..).is_some_and(|rest| rest.starts_with([' ', ':', '\u{a0}']));
            ends && head.is_some_and(|head| head.to_lowercase() == **lead)
        });
        let Some(lead) = lead.max_by_key(|lead| lead.len()) else { return value };
        value = value.get(lead.len()..).unwrap_or("").trim_start_matches([' ', ':', '\u{a0}']);
    }
}

fn looks_like_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=4).contains(&words) && !is_job(text) && !text.chars().any(|c| c.is_ascii_digit())
}

fn is_job(text: &str) -> bool {
    text.split_whitespace().any(|word| JOBS.iter().any(|job| word.eq_ignore_ascii_case(job)))
}

/// A value as a name, if it can be one.
fn name(value: &str) -> Option<String> {
    let value = without_lead(value).trim_matches([' ', ',', '-', '–', '—', ':', '·', '•']);
    let known = matches!(
        value.to_lowercase().as_str(),
        "admin"
            | "administrator"
            | "author"
            | "guest"
            | "by"
            | "root"
            | "the author"
            | "about the author"
            | "authors"
            | "unknown"
    );
    let fits = value.len() <= MAX_NAME
        && value.chars().any(char::is_alphabetic)
        && value.split_whitespace().count() <= 8
        && !is_address(value)
        && !value.contains('@')
        && !known;
    fits.then(|| value.to_owned())
}
