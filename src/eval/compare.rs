//! The cleaner beside well-known rule sets on the same documents: what each would keep, and where they differ.

use crate::cleaner::{Cleaned, Cleaner};
use crate::document::Document;
use crate::label::Label;
use crate::preset::{RuleSet, Ruling};
use crate::site::Whence;
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most characters of an example.
const EXAMPLE_CHARACTERS: usize = 200;

/// What one judge kept of all documents. A document that is set aside keeps nothing. Blank lines count for nothing;
/// characters are those of lines without their ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Documents that are not set aside.
    pub documents_kept: u64,
    /// Lines that stay.
    pub lines_kept: u64,
    /// Characters that stay.
    pub characters_kept: u64,
    /// Lines on which the judge agrees with dehusk.
    pub lines_agreed: u64,
    /// Characters of those lines.
    pub characters_agreed: u64,
}

/// How a rule set and dehusk differ on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The rule set drops the line, dehusk keeps it.
    PresetDrops,
    /// The rule set keeps the line, dehusk drops it.
    DehuskDrops,
    /// The rule set sets the whole document aside, dehusk keeps the line.
    PresetSetsAside,
}

/// Lines that differ for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// Documents they are of.
    pub documents: u64,
    /// How many.
    pub lines: u64,
    /// Their characters.
    pub characters: u64,
    /// Some of them, each of another document, drawn by a checksum of their names: the same ones every time.
    pub examples: Vec<Example>,
}

/// A line that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Name of the document.
    pub document: String,
    /// Number of the line, from 1.
    pub line: u32,
    /// The beginning of the line.
    pub text: String,
    #[serde(skip)]
    rank: u32,
}

impl Example {
    fn rank(document: &str, line: u32) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(document.as_bytes());
        hasher.update(&line.to_le_bytes());
        hasher.finalize()
    }

    fn order(&self) -> (u32, &str, u32) {
        (self.rank, &self.document, self.line)
    }
}

/// One rule set beside dehusk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Name of the rule set.
    pub preset: &'static str,
    /// What it keeps.
    #[serde(flatten)]
    pub totals: Totals,
    /// Where it differs, by reason: the rule set's own, or dehusk's label of a line that dehusk drops.
    #[serde(serialize_with = "as_list")]
    pub differences: BTreeMap<(Difference, String), Lines>,
}

/// dehusk and rule sets on the same documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Documents compared.
    pub documents: u64,
    /// Their lines that are not blank.
    pub lines: u64,
    /// The characters of those.
    pub characters: u64,
    /// What dehusk keeps.
    pub dehusk: Totals,
    /// The rule sets, in the order in which they were asked for.
    pub presets: Vec<Side>,
}

#[derive(Serialize)]
struct Row<'r> {
    difference: Difference,
    reason: &'r str,
    #[serde(flatten)]
    lines: &'r Lines,
}

fn as_list<S: Serializer>(
    differences: &BTreeMap<(Difference, String), Lines>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(differences.iter().map(|((difference, reason), lines)| Row {
        difference: *difference,
        reason,
        lines,
    }))
}

/// Compares on one document.
pub fn compare(cleaner: &Cleaner, presets: &[&'static dyn RuleSet], document: &Document) -> Comparison {
    let (cleaned, rulings) = cleaner.clean_beside(document, Whence::of(document), presets);
    let mut comparison = Comparison { documents: 1, ..Comparison::default() };
    comparison.dehusk.documents_kept = u64::from(cleaned.set_aside.is_none());
    for (line, _) in cleaned.verdicts() {
        let characters = length(cleaned.line_text(line));
        comparison.lines += 1;
        comparison.characters += characters;
        if cleaned.set_aside.is_none() && line.is_kept() {
            comparison.dehusk.lines_kept += 1;
            comparison.dehusk.characters_kept += length(cleaned.kept_text(line));
        }
    }
    comparison.dehusk.lines_agreed = comparison.lines;
    comparison.dehusk.characters_agreed = comparison.characters;
    comparison.presets = (presets.iter().zip(&rulings))
        .map(|(preset, ruling)| side(preset.name(), ruling, &cleaned, &document.id))
        .collect();
    comparison
}

fn side(preset: &'static str, ruling: &Ruling, cleaned: &Cleaned<'_>, document: &str) -> Side {
    let mut side = Side { preset, totals: Totals::default(), differences: BTreeMap::new() };
    side.totals.documents_kept = u64::from(ruling.set_aside.is_none());
    for (line, ruled) in cleaned.lines.iter().zip(&ruling.lines) {
        let Some(verdict) = &line.verdict else { continue };
        let text = cleaned.line_text(line);
        let characters = length(text);
        let by_preset = ruling.set_aside.is_none() && ruled.keep;
        let by_dehusk = cleaned.set_aside.is_none() && line.is_kept();
        if by_preset {
            side.totals.lines_kept += 1;
            side.totals.characters_kept += ruled.rewritten.as_deref().map_or(characters, length);
        }
        let (difference, reason) = match (by_preset, by_dehusk, &ruling.set_aside) {
            (false, true, Some(why)) => (Difference::PresetSetsAside, without_figure(why)),
            (false, true, None) => (Difference::PresetDrops, without_figure(&ruled.reason)),
            (true, false, _) => (Difference::DehuskDrops, verdict.label.to_string()),
            _ => {
                side.totals.lines_agreed += 1;
                side.totals.characters_agreed += characters;
                continue;
            }
        };
        let lines = side.differences.entry((difference, reason)).or_default();
        lines.documents = 1;
        lines.lines += 1;
        lines.characters += characters;
        let rank = Example::rank(document, line.number);
        if lines.examples.first().is_none_or(|example| rank < example.rank) {
            let text = text.chars().take(EXAMPLE_CHARACTERS).collect();
            let example = Example { document: document.to_owned(), line: line.number, text, rank };
            lines.examples = vec![example];
        }
    }
    side
}

fn length(text: &str) -> u64 {
    text.chars().count() as u64
}

/// A reason with its measured figure left out, so that lines with the same reason count together:
/// "3 sentences left, fewer than 5" becomes "N sentences left, fewer than 5".
fn without_figure(reason: &str) -> String {
    let limit = ["fewer than", "more than"].iter().filter_map(|limit| reason.find(limit)).min();
    let (measured, rest) = reason.split_at(limit.unwrap_or(0));
    let Some(start) = measured.find(|c: char| c.is_ascii_digit()) else { return reason.to_owned() };
    let figure = measured.get(start..).unwrap_or_default();
    let end = figure.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(figure.len());
    let head = measured.get(..start).unwrap_or_default();
    // A number in the middle is part of the rule: "the commonest run of 2 words".
    if !head.is_empty() {
        return format!("{head}…{rest}");
    }
    format!("N{}{rest}", figure.get(end..).unwrap_or_default())
}

impl Comparison {
    /// Adds the documents of another comparison with the same rule sets. Of each difference so many examples are
    /// kept. The order of merging does not matter.
    pub fn merge(&mut self, other: Comparison, examples: usize) {
        self.documents += other.documents;
        self.lines += other.lines;
        self.characters += other.characters;
        self.dehusk.merge(&other.dehusk);
        if self.presets.is_empty() {
            self.presets = other.presets;
            return;
        }
        for (side, other) in self.presets.iter_mut().zip(other.presets) {
            side.totals.merge(&other.totals);
            for (reason, more) in other.differences {
                let lines = side.differences.entry(reason).or_default();
                lines.documents += more.documents;
                lines.lines += more.lines;
                lines.characters += more.characters;
                lines.examples.extend(more.examples);
                lines.examples.sort_by(|a, b| a.order().cmp(&b.order()));
                lines.examples.truncate(examples);
            }
        }
    }
}

impl Totals {
    fn merge(&mut self, other: &Totals) {
        self.documents_kept += other.documents_kept;
        self.lines_kept += other.lines_kept;
        self.characters_kept += other.characters_kept;
        self.lines_agreed += other.lines_agreed;
        self.characters_agreed += other.characters_agreed;
    }
}

impl Side {
    /// The reasons of one kind of difference, those with the most characters first.
    pub fn reasons(&self, difference: Difference) -> Vec<(&str, &Lines)> {
        let mut reasons: Vec<(&str, &Lines)> = (self.differences.iter())
            .filter(|((kind, _), _)| *kind == difference)
            .map(|((_, reason), lines)| (reason.as_str(), lines))
            .collect();
        reasons.sort_by_key(|(reason, lines)| (Reverse(lines.characters), *reason));
        reasons
    }
}

/// What a label that dehusk drops means, for a reason that is a label.
pub fn meaning(reason: &str) -> Option<&'static str> {
    reason.parse::<Label>().ok().map(Label::meaning)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decide::Policy;
    use crate::preset::preset;

    #[test]
    fn the_measured_figure_of_a_reason_is_left_out_and_its_limit_stays() {
        for (reason, general) in [
            ("3 sentences left, fewer than 5 (c4)", "N sentences left, fewer than 5 (c4)"),
            (
                "12.5 % of the lines are unique, fewer than 70 %",
                "N % of the lines are unique, fewer than 70 %",
            ),
            ("fewer than 3 words (c4)", "fewer than 3 words (c4)"),
            ("holds \"javascript\" (c4)", "holds \"javascript\" (c4)"),
        ] {
            assert_eq!(without_figure(reason), general);
        }
    }

    #[test]
    fn totals_and_differences_account_for_every_line() {
        let cleaner = Cleaner::new(Policy::default()).unwrap();
        let text = "Old crane returns to the quay\nAfter eleven years in a shed behind the market, the crane was \
                    lowered back onto its rails on Tuesday.\n\nShare this article on social media now!\n";
        let document = Document::text("a.txt", text);
        let presets = [preset("c4").unwrap(), preset("gopher").unwrap(), preset("justext").unwrap()];
        let one = compare(&cleaner, &presets, &document);
        assert_eq!((one.documents, one.lines), (1, 3));
        for side in &one.presets {
            let differing: u64 = side.differences.values().map(|lines| lines.lines).sum();
            assert_eq!(differing + side.totals.lines_agreed, one.lines, "{side:?}");
        }
        assert_eq!(one.presets[0].totals.documents_kept, 0, "two sentences are too few for c4");
        let mut two = one.clone();
        two.merge(one.clone(), 1);
        assert_eq!(two.lines, 2 * one.lines);
        let examples = two.presets[0].differences.values().map(|lines| lines.examples.len());
        assert!(examples.max() <= Some(1));
    }
}
