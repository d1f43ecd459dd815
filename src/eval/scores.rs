//! Counts of right and wrong, and what follows from them.

use crate::cleaner::Cleaner;
use crate::document::Document;
use crate::gold::GoldDump;
use crate::label::{LABEL_COUNT, Label};

/// Right among found and right among wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// What was found and is right.
    pub right: u64,
    /// What was found.
    pub found: u64,
    /// What should have been found.
    pub wanted: u64,
}

impl Ratio {
    /// Share of what was found that is right, 0 to 1; 1 where nothing was found.
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of what was wanted that was found, 0 to 1; 1 where nothing was wanted.
    pub fn recall(&self) -> f64 {
        share(self.right, self.wanted)
    }

    /// Harmonic mean of both, 0 to 1.
    pub fn f1(&self) -> f64 {
        let both = (self.found + self.wanted) as f64;
        if both == 0.0 { 1.0 } else { 2.0 * self.right as f64 / both }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The counts of one document or of many together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// How many documents were counted.
    pub documents: u64,
    /// Lines by gold label (row) and given label (column); `title` counts as `content`.
    pub confusion: [[u64; LABEL_COUNT]; LABEL_COUNT],
    /// Characters of lines that are kept, by whether the gold keeps them: rightly, wrongly.
    pub kept_characters: [u64; 2],
    /// Characters of lines that are dropped: rightly, wrongly.
    pub dropped_characters: [u64; 2],
    /// Lines dropped: rightly, wrongly.
    pub dropped_lines: [u64; 2],
    /// Lines kept: rightly, wrongly.
    pub kept_lines: [u64; 2],
    /// Gold titles, and how many of them are kept.
    pub titles: [u64; 2],
}

/// `title` and `content` score as one.
fn scored(label: Label) -> Label {
    if label == Label::Title { Label::Content } else { label }
}

impl Scores {
    /// Counts one line.
    pub fn add(&mut self, gold: Label, given: Label, dropped: bool, characters: u64) {
        if let Some(cell) =
            self.confusion.get_mut(scored(gold).index()).and_then(|row| row.get_mut(scored(given).index()))
        {
            *cell += 1;
        }
        let wrong = usize::from(gold.is_boilerplate() != dropped);
        let (characters_of, lines_of) = if dropped {
            (&mut self.dropped_characters, &mut self.dropped_lines)
        } else {
            (&mut self.kept_characters, &mut self.kept_lines)
        };
        characters_of[wrong] += characters;
        lines_of[wrong] += 1;
        if gold == Label::Title {
            self.titles[0] += 1;
            self.titles[1] += u64::from(!dropped);
        }
    }

    /// Adds the counts of others.
    pub fn merge(&mut self, other: &Scores) {
        self.documents += other.documents;
        for (row, more) in self.confusion.iter_mut().zip(&other.confusion) {
            for (cell, more) in row.iter_mut().zip(more) {
                *cell += more;
            }
        }
        let pairs = [
            (&mut self.kept_characters, other.kept_characters),
            (&mut self.dropped_characters, other.dropped_characters),
            (&mut self.dropped_lines, other.dropped_lines),
            (&mut self.kept_lines, other.kept_lines),
            (&mut self.titles, other.titles),
        ];
        for (sum, more) in pairs {
            sum[0] += more[0];
            sum[1] += more[1];
        }
    }

    /// The kept text, by characters.
    pub fn kept(&self) -> Ratio {
        let [right, wrong] = self.kept_characters;
        Ratio { right, found: right + wrong, wanted: right + self.dropped_characters[1] }
    }

    /// What keeping every line would score on the same documents.
    pub fn keep_all(&self) -> Ratio {
        let content = self.kept_characters[0] + self.dropped_characters[1];
        let boilerplate = self.kept_characters[1] + self.dropped_characters[0];
        Ratio { right: content, found: content + boilerplate, wanted: content }
    }

    /// The boilerplate, by lines.
    pub fn boilerplate(&self) -> Ratio {
        let [right, wrong] = self.dropped_lines;
        Ratio { right, found: right + wrong, wanted: right + self.kept_lines[1] }
    }

    /// One label, by lines.
    pub fn label(&self, label: Label) -> Ratio {
        let label = scored(label).index();
        let row = self.confusion.get(label).map_or(0, |row| row.iter().sum());
        let column = self.confusion.iter().filter_map(|row| row.get(label)).sum();
        let right = self.confusion.get(label).and_then(|row| row.get(label)).copied().unwrap_or_default();
        Ratio { right, found: column, wanted: row }
    }

    /// Mean F1 of the labels that the gold has, `title` left out.
    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> = Label::ALL
            .into_iter()
            .skip(1)
            .map(|label| self.label(label))
            .filter(|ratio| ratio.wanted > 0)
            .map(|ratio| ratio.f1())
            .collect();
        if scores.is_empty() { 1.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }
}

/// Cleans a dump and compares every line that the gold labels. Characters are those of the trimmed line.
pub fn score_dump(cleaner: &Cleaner, gold: &GoldDump) -> Scores {
    let document = Document::text(gold.name.clone(), gold.text.clone());
    let cleaned = cleaner.clean(&document);
    let mut scores = Scores { documents: 1, ..Scores::default() };
    for (line, verdict) in cleaned.verdicts() {
        if let Some(label) = gold.labels.get(&line.number) {
            let characters = cleaned.line_text(line).trim().chars().count() as u64;
            scores.add(*label, verdict.label, line.is_dropped(), characters);
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_label_costs_labels_but_not_the_kept_text() {
        let mut scores = Scores::default();
        scores.add(Label::Promo, Label::Navigation, true, 10);
        scores.add(Label::Title, Label::Content, false, 20);
        scores.add(Label::Content, Label::Promo, true, 30);
        assert_eq!(scores.kept(), Ratio { right: 20, found: 20, wanted: 50 });
        assert_eq!(scores.boilerplate(), Ratio { right: 1, found: 2, wanted: 1 });
        assert_eq!(scores.label(Label::Promo), Ratio { right: 0, found: 1, wanted: 1 });
        assert_eq!(scores.label(Label::Content).f1(), 2.0 / 3.0);
        assert_eq!(scores.titles, [1, 1]);
        assert_eq!(scores.keep_all().precision(), 50.0 / 60.0);
    }
}
