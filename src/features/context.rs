//! What the rest of the document says about a line: where the prose is, how dirty the dump is, what repeats.

use super::Surface;

/// Where a line stands, seen from the prose of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// Before the first line of prose.
    Head,
    /// From the first line of prose to the last.
    Body,
    /// After the last line of prose.
    Tail,
}

/// Facts about a document. Lines are its non-blank lines, counted from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// First line of prose; the number of lines where there is none.
    pub first_prose: usize,
    /// The line after the last line of prose; 0 where there is none.
    pub after_prose: usize,
    /// How sure it is that every block of the page is in the dump, menus and footers too: 1 for a raw dump, 0 for
    /// one that an extractor has been over already.
    pub rawness: f32,
    /// How often the same text stands in the document, by line.
    pub repeats: Vec<u32>,
}

impl Context {
    /// Looks at all lines of a document: their texts, their shapes, and how many of them carry a cue of a page's
    /// furniture (navigation, social, copyright, consent).
    pub fn of(texts: &[&str], sentences: &[Surface], furniture: usize) -> Context {
        let prose: Vec<bool> = sentences.iter().map(Surface::is_prose).collect();
        let count = sentences.len();
        let first_prose = prose.iter().position(|prose| *prose).unwrap_or(count);
        let after_prose = prose.iter().rposition(|prose| *prose).map_or(0, |last| last + 1);
        Context {
            first_prose,
            after_prose,
            rawness: rawness(sentences, &prose, first_prose, after_prose, furniture),
            repeats: repeats(texts),
        }
    }

    /// Where a line stands. A document without prose is all body.
    pub fn region(&self, line: usize) -> Region {
        if self.after_prose == 0 {
            Region::Body
        } else if line < self.first_prose {
            Region::Head
        } else if line >= self.after_prose {
            Region::Tail
        } else {
            Region::Body
        }
    }
}

/// What tells a raw dump: long stretches without prose at the top and the bottom, the furniture of a page (menus,
/// share bars, a footer), many very short lines. The weights separate labelled dumps of both kinds.
fn rawness(
    sentences: &[Surface],
    prose: &[bool],
    first_prose: usize,
    after_prose: usize,
    furniture: usize,
) -> f32 {
    let count = sentences.len().max(1) as f32;
    let is_short = |line: &&Surface| line.words <= 3 && !line.ends_sentence;
    let short = sentences.iter().filter(is_short).count() as f32 / count;
    let prose_share = prose.iter().filter(|prose| **prose).count() as f32 / count;
    let outside = if after_prose == 0 { 0 } else { first_prose + sentences.len() - after_prose };
    let score = 1.5 * short + 1.6 * (outside as f32 + 1.0).ln() + 1.7 * (furniture as f32 + 1.0).ln()
        - 0.3 * prose_share
        - 6.2;
    1.0 / (1.0 + (-score).exp())
}

/// Equal texts are found by sorting: no table that a hostile document could fill badly.
fn repeats(texts: &[&str]) -> Vec<u32> {
    let mut sorted: Vec<(&str, usize)> = texts.iter().map(|text| text.trim()).zip(0..).collect();
    sorted.sort_unstable_by(|a, b| (a.0.len(), a.0).cmp(&(b.0.len(), b.0)));
    let mut repeats = vec![1; texts.len()];
    for equal in sorted.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        for (_, line) in equal {
            if let Some(count) = repeats.get_mut(*line) {
                *count = u32::try_from(equal.len()).unwrap_or(u32::MAX);
            }
        }
    }
    repeats
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The council met on Monday evening and, after two hours, agreed on a new budget.";

    fn context(texts: &[&str]) -> Context {
        let shapes: Vec<Surface> = texts.iter().map(|text| Surface::of(text)).collect();
        Context::of(texts, &shapes, 0)
    }

    #[test]
    fn head_and_tail_are_what_surrounds_the_prose() {
        let context = context(&["Home", "News", PROSE, "A heading", PROSE, "Share", "Home"]);
        let regions: Vec<Region> = (0..7).map(|line| context.region(line)).collect();
        use Region::{Body, Head, Tail};
        assert_eq!(regions, [Head, Head, Body, Body, Body, Tail, Tail]);
        assert_eq!(context.repeats, [2, 1, 2, 1, 2, 1, 2]);
    }

    #[test]
    fn a_raw_dump_is_told_from_an_extracted_one() {
        let menu =
            ["Home", "News", "Sport", "Culture", "Weather", "Log in", "Search", "Menu", "More", "Video"];
        let raw: Vec<&str> = menu.iter().chain(&[PROSE, PROSE]).chain(&menu).copied().collect();
        let shapes: Vec<Surface> = raw.iter().map(|text| Surface::of(text)).collect();
        assert!(Context::of(&raw, &shapes, 8).rawness > 0.9);
        assert!(Context::of(&raw, &shapes, 0).rawness < Context::of(&raw, &shapes, 8).rawness);
        assert!(context(&[PROSE, "A heading", PROSE, PROSE, "Another heading", PROSE]).rawness < 0.1);
    }
}
