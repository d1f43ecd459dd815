//! jusText: paragraphs told by length, links and stop words, then by the paragraphs around them.
//!
//! Pomikálek 2011, with the defaults of the `justext` package. A paragraph is a line; on HTML it is a line of the
//! page as dehusk cuts it, whose links and headings count. Which words are stop words: see `stop_words.rs`.

use super::python::{is_space, strip, words};
use super::stop_words::StopWords;
use super::{LineRuling, RuleSet, Ruling, Sheet};
use crate::line::Line;

/// `--preset justext`.
pub struct JusText;

/// Characters: shorter paragraphs are told by their neighbours.
const LENGTH_LOW: usize = 70;
/// Characters: longer paragraphs with stop words are good by themselves.
const LENGTH_HIGH: usize = 200;
const STOP_WORDS_LOW: f64 = 0.30;
const STOP_WORDS_HIGH: f64 = 0.32;
const MOST_LINKS: f64 = 0.2;
/// Characters from a heading to the good paragraph that saves it.
const HEADING_DISTANCE: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Good,
    NearGood,
    Short,
    Bad,
}

struct Paragraph {
    line: usize,
    length: usize,
    heading: bool,
    alone: Class,
    class: Class,
    why: &'static str,
}

impl RuleSet for JusText {
    fn name(&self) -> &'static str {
        "justext"
    }

    fn about(&self) -> &'static str {
        "paragraphs by length, stop words and links, short ones by their neighbours; needs spaces between words"
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        let stop_words = sheet.stop_words();
        let mut paragraphs: Vec<Paragraph> = sheet
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !strip(line.text).is_empty())
            .map(|(place, line)| classify(place, line, &stop_words))
            .collect();
        revise(&mut paragraphs);
        let mut rulings = vec![LineRuling::drop("blank"); sheet.lines.len()];
        for paragraph in paragraphs {
            if let Some(ruling) = rulings.get_mut(paragraph.line) {
                *ruling = match paragraph.class {
                    Class::Good => LineRuling::keep(paragraph.why),
                    _ => LineRuling::drop(paragraph.why),
                };
            }
        }
        Ruling { lines: rulings, set_aside: None }
    }
}

/// What a paragraph is by itself.
fn classify(place: usize, line: &Line<'_>, stop_words: &StopWords) -> Paragraph {
    let text = strip(line.text);
    let length = length_of_one_space(text);
    let (mut all, mut stops) = (0u32, 0u32);
    for word in words(text) {
        all += 1;
        stops += u32::from(stop_words.contains(&word.to_lowercase()));
    }
    let density = f64::from(stops) / f64::from(all.max(1));
    let links = line.layout.as_ref().map_or(0.0, |layout| f64::from(layout.link_density));
    let heading = line.layout.as_ref().is_some_and(|layout| layout.heading > 0);
    let (class, why) = if links > MOST_LINKS {
        (Class::Bad, "more than 20 % of it are links (justext)")
    } else if text.contains('©') || text.contains("&copy") {
        (Class::Bad, "a copyright sign (justext)")
    } else if length < LENGTH_LOW {
        match links > 0.0 {
            true => (Class::Bad, "short, with a link (justext)"),
            false => (Class::Short, "short, and its neighbours are not good (justext)"),
        }
    } else if density >= STOP_WORDS_HIGH {
        match length > LENGTH_HIGH {
            true => (Class::Good, "long, with stop words (justext)"),
            false => (Class::NearGood, "of middling length, and no neighbour is good (justext)"),
        }
    } else if density >= STOP_WORDS_LOW {
        (Class::NearGood, "between 30 and 32 % stop words, and no neighbour is good (justext)")
    } else {
        (Class::Bad, "fewer than 30 % stop words (justext)")
    };
    Paragraph { line: place, length, heading, alone: class, class, why }
}

/// Characters with every run of white space taken for one.
fn length_of_one_space(text: &str) -> usize {
    let mut length = 0;
    let mut in_space = false;
    for c in text.chars() {
        let space = is_space(c);
        length += usize::from(!(space && in_space));
        in_space = space;
    }
    length
}

/// What a paragraph is among its neighbours. The original has a rule on headings before these that never holds,
/// because it asks for classes that are not given yet; it is left out.
fn revise(paragraphs: &mut [Paragraph]) {
    let before = seen(paragraphs.iter());
    let mut after = seen(paragraphs.iter().rev());
    after.reverse();
    for ((paragraph, before), after) in paragraphs.iter_mut().zip(&before).zip(&after) {
        if paragraph.class == Class::Short {
            let good = match (before.settled, after.settled) {
                (Class::Good, Class::Good) => true,
                (Class::Bad, Class::Bad) => false,
                _ => {
                    before.settled == Class::Bad && before.nearest == Class::NearGood
                        || after.settled == Class::Bad && after.nearest == Class::NearGood
                }
            };
            paragraph.settle(good);
        }
    }
    let mut after = seen(paragraphs.iter().rev());
    after.reverse();
    let mut before = Class::Bad;
    for (paragraph, after) in paragraphs.iter_mut().zip(&after) {
        if paragraph.class == Class::NearGood {
            paragraph.settle(before == Class::Good || after.settled == Class::Good);
        }
        before = paragraph.class;
    }
    for place in 0..paragraphs.len() {
        let saved = paragraphs.get(place).is_some_and(|paragraph| {
            paragraph.heading && paragraph.class == Class::Bad && paragraph.alone != Class::Bad
        });
        if saved
            && leads_to_good(paragraphs, place)
            && let Some(paragraph) = paragraphs.get_mut(place)
        {
            paragraph.class = Class::Good;
            paragraph.why = "a heading above a good paragraph (justext)";
        }
    }
}

impl Paragraph {
    fn settle(&mut self, good: bool) {
        if good {
            self.class = Class::Good;
            self.why = "its neighbours are good (justext)";
        } else {
            self.class = Class::Bad;
        }
    }
}

/// What stands before a paragraph: nothing is as bad.
#[derive(Clone, Copy)]
struct Seen {
    /// The nearest class that is good or bad.
    settled: Class,
    /// The nearest class that is good, near-good or bad.
    nearest: Class,
}

fn seen<'p>(paragraphs: impl Iterator<Item = &'p Paragraph>) -> Vec<Seen> {
    let mut seen = Seen { settled: Class::Bad, nearest: Class::Bad };
    paragraphs
        .map(|paragraph| {
            let before = seen;
            match paragraph.class {
                Class::Short => {}
                Class::NearGood => seen.nearest = Class::NearGood,
                class => seen = Seen { settled: class, nearest: class },
            }
            before
        })
        .collect()
}

/// Whether a good paragraph follows a heading closely. Every paragraph has characters, so few are looked at.
fn leads_to_good(paragraphs: &[Paragraph], heading: usize) -> bool {
    let mut distance = 0;
    for paragraph in paragraphs.get(heading + 1..).unwrap_or_default() {
        if distance > HEADING_DISTANCE {
            return false;
        }
        if paragraph.class == Class::Good {
            return true;
        }
        distance += paragraph.length;
    }
    false
}
