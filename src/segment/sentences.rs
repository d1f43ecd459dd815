//! Which lines belong together: blocks between blank lines, and the fragments of sentences that a scraper broke
//! at inline tags (`get_text("\n")`).

use crate::line::Line;
use crate::script::{is_closing, is_terminal};
use std::borrow::Cow;
use std::ops::Range;

/// Words that a line needs to count as one part of a broken sentence, rather than as an entry of a menu.
const PROSE_WORDS: usize = 4;

/// How the non-blank lines of a document hang together. Indices count non-blank lines from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// For each line, whether it continues the sentence of the line before it.
    pub continues: Vec<bool>,
    /// For each line, whether blank lines stand before it.
    pub after_blank: Vec<bool>,
    /// Whether blank lines separate blocks here; false where there are none or nearly every line has one.
    pub blanks_separate: bool,
    /// Whether the dump's sentences were broken at inline tags or at a fixed width.
    pub broken: bool,
}

impl Structure {
    /// Reads the structure of plain text.
    pub fn of(lines: &[Line<'_>]) -> Structure {
        let mut after_blank = Vec::with_capacity(lines.len());
        let mut texts = Vec::with_capacity(lines.len());
        let mut blank = true;
        for line in lines {
            if !line.blank {
                after_blank.push(blank);
                texts.push(Edges::of(line.text));
            }
            blank = line.blank;
        }
        let blanks = after_blank.iter().skip(1).filter(|blank| **blank).count();
        let pairs = after_blank.len().saturating_sub(1);
        let runs_on: Vec<bool> = texts
            .windows(2)
            .zip(after_blank.iter().skip(1))
            .map(|(pair, blank)| match pair {
                [line, next] => !blank && line.runs_on_into(next),
                _ => false,
            })
            .collect();
        let broken_pairs = runs_on.iter().filter(|runs_on| **runs_on).count();
        let whole = texts.iter().filter(|line| line.words >= PROSE_WORDS && line.ends_sentence).count();
        let broken = broken_pairs >= 3 && broken_pairs * 4 >= whole;
        let mut continues = vec![false; texts.len()];
        if broken {
            join(&texts, &after_blank, &runs_on, &mut continues);
        } else {
            for ((continues, runs_on), edges) in
                continues.iter_mut().skip(1).zip(&runs_on).zip(texts.iter().skip(1))
            {
                *continues = *runs_on && edges.starts_inside;
            }
        }
        Structure { continues, after_blank, blanks_separate: blanks > 0 && blanks * 10 < pairs * 9, broken }
    }

    /// A structure without blank lines or broken sentences, as HTML has it.
    pub fn of_whole_lines(count: usize) -> Structure {
        Structure {
            continues: vec![false; count],
            after_blank: vec![false; count],
            blanks_separate: false,
            broken: false,
        }
    }
}

/// Marks the lines that continue the one before. In a broken dump a name that was a link stands on a line of its
/// own, between the two halves of its sentence: it belongs to them if what follows it runs on.
fn join(texts: &[Edges], after_blank: &[bool], runs_on: &[bool], continues: &mut [bool]) {
    for index in 1..texts.len() {
        let (Some(line), Some(next)) = (texts.get(index - 1), texts.get(index)) else { continue };
        let before = runs_on.get(index - 1) == Some(&true);
        let after = runs_on.get(index) == Some(&true);
        let joined_already = continues.get(index - 1) == Some(&true);
        let held = !line.ends_sentence
            && after_blank.get(index) == Some(&false)
            && (after || line.ends_open)
            && (line.words >= PROSE_WORDS || joined_already || line.ends_open)
            && next.words > 0;
        if let Some(continues) = continues.get_mut(index) {
            *continues = before || held;
        }
    }
}

/// What is judged as one: a line, or all fragments of one broken sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit<'t> {
    /// The lines, as indices into the document's lines (blank ones counted), the last one included.
    pub lines: Range<usize>,
    /// The text: the line's own, or the fragments joined.
    pub text: Cow<'t, str>,
    /// Whether blank lines that separate blocks stand before it.
    pub starts_block: bool,
}

/// The non-blank lines of a document, fragments of one sentence taken together.
pub fn units<'t>(lines: &[Line<'t>], structure: &Structure) -> Vec<Unit<'t>> {
    let mut units: Vec<Unit<'t>> = Vec::with_capacity(structure.continues.len());
    let visible = lines.iter().enumerate().filter(|(_, line)| !line.blank);
    for (position, (index, line)) in visible.enumerate() {
        match units.last_mut() {
            Some(unit) if structure.continues.get(position) == Some(&true) => {
                unit.lines.end = index + 1;
                let text = unit.text.to_mut();
                join_into(text, line.text);
            }
            _ => units.push(Unit {
                lines: index..index + 1,
                text: Cow::Borrowed(line.text),
                starts_block: structure.blanks_separate && structure.after_blank.get(position) == Some(&true),
            }),
        }
    }
    units
}

/// Joins a fragment to the text before it, with one space where a space belongs.
pub fn join_into(text: &mut String, fragment: &str) {
    let kept = text.trim_end().len();
    text.truncate(kept);
    let fragment = fragment.trim();
    let closes =
        |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’' | '。' | '，' | '、');
    let opens = |c: char| matches!(c, '(' | '[' | '“' | '‘');
    let unspaced = |c: Option<char>| c.is_some_and(crate::script::is_unspaced);
    let glued = text.is_empty()
        || fragment.starts_with(closes)
        || text.ends_with(opens)
        || unspaced(text.chars().next_back()) && unspaced(fragment.chars().next());
    if !glued {
        text.push(' ');
    }
    text.push_str(fragment);
}

/// What the two ends of a line tell about sentences.
#[derive(Debug)]
struct Edges {
    words: usize,
    ends_sentence: bool,
    ends_open: bool,
    starts_lower: bool,
    starts_inside: bool,
}

impl Edges {
    fn of(text: &str) -> Edges {
        let text = text.trim();
        let first = text.chars().next().unwrap_or(' ');
        let last = text.chars().rev().find(|c| !is_closing(*c)).unwrap_or(' ');
        Edges {
            words: text.split_whitespace().take(PROSE_WORDS).count(),
            ends_sentence: is_terminal(last) || matches!(last, ':' | '：'),
            ends_open: matches!(last, ',' | '(' | '“' | '，' | '、' | '،' | '-' | '–' | '—')
                && text.len() > 3,
            starts_lower: first.is_lowercase(),
            starts_inside: matches!(
                first,
                ',' | ';' | ')' | '.' | '，' | '。' | '、' | '،' | '”' | '’' | '?' | '!'
            ) && !text.starts_with("...")
                || text.starts_with("'s ")
                || text.starts_with("’s "),
        }
    }

    fn runs_on_into(&self, next: &Edges) -> bool {
        !self.ends_sentence
            && self.words > 0
            && (next.starts_inside
                || next.starts_lower && (self.words >= PROSE_WORDS || next.words >= PROSE_WORDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::text_lines;

    fn continued(text: &str) -> Vec<bool> {
        Structure::of(&text_lines(text)).continues
    }

    #[test]
    fn a_sentence_broken_at_its_links_is_mended() {
        let dump = "Menu\nHome\n\nThe minister of transport told\nThe Daily Post\nthat the bridge at\nHamm\n, closed since May,\nwould open again in\nspring\n.\nAnother paragraph starts here.";
        let got = continued(dump);
        assert_eq!(got, [false, false, false, true, true, true, true, true, true, true, false]);
    }

    #[test]
    fn fragments_are_joined_with_spaces_where_they_belong() {
        let lines = text_lines(
            "The minister of transport told\nThe Daily Post\nthat the bridge at\nHamm\n, closed since\nMay\n, would open again\n.",
        );
        let units = units(&lines, &Structure::of(&lines));
        let texts: Vec<&str> = units.iter().map(|unit| &*unit.text).collect();
        assert_eq!(
            texts,
            [
                "The minister of transport told The Daily Post that the bridge at Hamm, closed since May, would open again."
            ]
        );
        assert_eq!(units[0].lines, 0..8);
    }

    #[test]
    fn a_menu_in_lower_case_is_not_a_sentence() {
        assert!(continued("home\nabout us\ncontact\nblog\nshop\ncart").iter().all(|c| !c));
    }

    #[test]
    fn blank_lines_separate_blocks_unless_they_are_everywhere() {
        let structure = |text: &str| Structure::of(&text_lines(text)).blanks_separate;
        assert!(structure("a\nb\n\nc\nd\n\ne"));
        assert!(!structure("a\n\nb\n\nc\n\nd"));
        assert!(!structure("a\nb\nc"));
    }
}
