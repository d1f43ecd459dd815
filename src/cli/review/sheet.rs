//! The lines of one document under review: what is proposed, what a person said, and where they are.

use dehusk::cleaner::Cleaned;
use dehusk::label::Label;
use std::collections::BTreeMap;

/// One line that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number of the line, from 1.
    pub number: u32,
    pub text: String,
    pub proposed: Label,
    /// How probable the proposal is, 0 to 1.
    pub score: f32,
    pub reasons: Vec<String>,
    /// What a person said.
    pub given: Option<Label>,
}

impl Row {
    /// The label as things stand.
    pub fn label(&self) -> Label {
        self.given.unwrap_or(self.proposed)
    }
}

/// What a person asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The line has this label.
    Give(Label),
    /// The line has the label that is proposed; where all lines are done, the document is.
    Confirm,
    /// So has this one and every line up to the next doubtful one.
    ConfirmRun,
    /// Takes back what was said last.
    Undo,
    /// Goes to the line with this number, or the next one that is not blank.
    Jump(u32),
    /// Goes back or on by a line, and says nothing.
    Back,
    On,
    /// Leaves this document for the next one.
    NextFile,
    Quit,
    Help,
}

/// What can be undone: where the person was, and what stood in the lines that changed.
#[derive(Clone, Debug)]
struct Step {
    at: usize,
    before: Vec<(usize, Option<Label>)>,
}

/// The lines of a document.
#[derive(Clone, Debug)]
pub struct Sheet {
    rows: Vec<Row>,
    at: usize,
    past: Vec<Step>,
    doubt: f32,
}

impl Sheet {
    /// The lines of a document. A proposal with a score below `doubt` is doubtful.
    pub fn new(cleaned: &Cleaned<'_>, doubt: f32) -> Sheet {
        let row = |(line, verdict): (&dehusk::cleaner::CleanedLine, &dehusk::decide::Verdict)| Row {
            number: line.number,
            text: one_line(cleaned.line_text(line)),
            proposed: verdict.label,
            score: verdict.score,
            reasons: verdict.reasons.clone(),
            given: None,
        };
        Sheet { rows: cleaned.verdicts().map(row).collect(), at: 0, past: Vec::new(), doubt }
    }

    /// Takes what was said earlier.
    pub fn resume(&mut self, labels: &BTreeMap<u32, Label>) {
        for row in &mut self.rows {
            row.given = labels.get(&row.number).copied();
        }
        self.at = self.next_open(0);
    }

    /// Takes gold as what is proposed; where the judge differs, the line is doubtful.
    pub fn propose(&mut self, gold: &BTreeMap<u32, Label>) {
        for row in &mut self.rows {
            let Some(label) = gold.get(&row.number).copied() else { continue };
            let same = label == row.proposed || !label.is_boilerplate() && !row.proposed.is_boilerplate();
            if !same {
                row.reasons
                    .insert(0, format!("the gold says so; the judge says {} {:.2}", row.proposed, row.score));
                row.score = 0.0;
            }
            row.proposed = label;
        }
    }

    /// Takes every proposal that is not doubtful.
    pub fn confirm_sure(&mut self) {
        let doubt = self.doubt;
        for row in self.rows.iter_mut().filter(|row| row.given.is_none() && row.score >= doubt) {
            row.given = Some(row.proposed);
        }
        self.at = self.next_open(0);
    }

    /// Does what is asked for. Returns whether any label changed.
    pub fn apply(&mut self, command: Command) -> bool {
        match command {
            Command::Give(label) => self.give(label),
            Command::Confirm => match self.rows.get(self.at).map(Row::label) {
                Some(label) => self.give(label),
                None => false,
            },
            Command::ConfirmRun => {
                let is_run = |(at, row): &(usize, &Row)| {
                    *at == self.at || !self.is_doubtful(row) || row.given.is_some()
                };
                let run = self.rows.iter().enumerate().skip(self.at).take_while(is_run);
                let open: Vec<usize> = run.filter(|(_, row)| row.given.is_none()).map(|(at, _)| at).collect();
                self.set(&open, None)
            }
            Command::Undo => {
                let Some(Step { at, before }) = self.past.pop() else { return false };
                for (row, given) in before {
                    if let Some(row) = self.rows.get_mut(row) {
                        row.given = given;
                    }
                }
                self.at = at;
                true
            }
            Command::Jump(number) => {
                self.at = self
                    .rows
                    .partition_point(|row| row.number < number)
                    .min(self.rows.len().saturating_sub(1));
                false
            }
            Command::Back => {
                self.at = self.at.saturating_sub(1);
                false
            }
            Command::On => {
                self.at = (self.at + 1).min(self.rows.len());
                false
            }
            Command::NextFile | Command::Quit | Command::Help => false,
        }
    }

    fn give(&mut self, label: Label) -> bool {
        self.set(&[self.at], Some(label))
    }

    /// Gives lines a label, or else the one proposed, and goes on to the next open one.
    fn set(&mut self, rows: &[usize], label: Option<Label>) -> bool {
        let mut before = Vec::new();
        for at in rows {
            if let Some(row) = self.rows.get_mut(*at) {
                before.push((*at, row.given));
                row.given = Some(label.unwrap_or(row.proposed));
            }
        }
        let changed = !before.is_empty();
        if changed {
            self.past.push(Step { at: self.at, before });
        }
        self.at = self.next_open(self.at);
        changed
    }

    /// The next line from here on that nobody said anything of, or else the first; behind the last where there is none.
    fn next_open(&self, from: usize) -> usize {
        let open = |(_, row): &(usize, &Row)| row.given.is_none();
        let mut ahead = self.rows.iter().enumerate().skip(from);
        let found = ahead.find(open).or_else(|| self.rows.iter().enumerate().find(open));
        found.map_or(self.rows.len(), |(at, _)| at)
    }

    /// The score below which a proposal is doubtful.
    pub fn doubt(&self) -> f32 {
        self.doubt
    }

    /// Whether nothing was said of a line, and its proposal is doubtful.
    pub fn is_doubtful(&self, row: &Row) -> bool {
        row.given.is_none() && row.score < self.doubt
    }

    /// All lines that are not blank.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where in them the person is; behind the last where all are done.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The line that it is about.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.at)
    }

    /// How many lines are done.
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|row| row.given.is_some()).count()
    }

    /// How many lines are open and doubtful.
    pub fn doubtful(&self) -> usize {
        self.rows.iter().filter(|row| self.is_doubtful(row)).count()
    }

    /// Whether something was said of every line.
    pub fn is_done(&self) -> bool {
        self.rows.iter().all(|row| row.given.is_some())
    }

    /// The rows of a labels file: number, label and text of every line that is done.
    pub fn table(&self) -> String {
        let done = self.rows.iter().filter_map(|row| Some((row, row.given?)));
        done.map(|(row, label)| format!("{}\t{label}\t{}\n", row.number, row.text)).collect()
    }
}

/// A line of a page may hold line ends, which no line of a text can.
pub fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Lines with these scores, all proposed as content.
    fn sheet(scores: &[f32]) -> Sheet {
        let row = |(score, number): (&f32, u32)| Row {
            number,
            text: format!("line {number}"),
            proposed: Label::Content,
            score: *score,
            reasons: Vec::new(),
            given: None,
        };
        Sheet { rows: scores.iter().zip(1..).map(row).collect(), at: 0, past: Vec::new(), doubt: 0.7 }
    }

    fn given(sheet: &Sheet) -> Vec<Option<Label>> {
        sheet.rows.iter().map(|row| row.given).collect()
    }

    #[test]
    fn a_run_ends_before_the_next_doubtful_line_and_undo_takes_it_back() {
        let mut sheet = sheet(&[0.9, 0.9, 0.5, 0.9, 0.6]);
        sheet.apply(Command::ConfirmRun);
        assert_eq!((sheet.at(), sheet.done()), (2, 2));
        sheet.apply(Command::ConfirmRun);
        assert_eq!((sheet.at(), sheet.done()), (4, 4));
        sheet.apply(Command::Undo);
        assert_eq!((sheet.at(), sheet.done()), (2, 2));
        sheet.apply(Command::Undo);
        assert_eq!((sheet.at(), sheet.done()), (0, 0));
        assert!(!sheet.apply(Command::Undo));
    }

    #[test]
    fn after_a_label_comes_the_next_open_line_wherever_it_is() {
        let mut sheet = sheet(&[0.9, 0.9, 0.9]);
        sheet.apply(Command::Jump(3));
        sheet.apply(Command::Give(Label::Promo));
        assert_eq!((sheet.at(), given(&sheet)), (0, vec![None, None, Some(Label::Promo)]));
        sheet.apply(Command::Confirm);
        sheet.apply(Command::Confirm);
        assert!(sheet.is_done() && sheet.row().is_none());
        sheet.apply(Command::Back);
        sheet.apply(Command::Give(Label::Author));
        assert_eq!(sheet.table(), "1\tcontent\tline 1\n2\tcontent\tline 2\n3\tauthor\tline 3\n");
    }

    #[test]
    fn gold_that_the_judge_does_not_share_is_doubtful() {
        let mut sheet = sheet(&[0.9, 0.9, 0.9]);
        let gold = [(1, Label::Title), (2, Label::Caption), (3, Label::Content)];
        sheet.propose(&gold.into_iter().collect());
        let doubtful: Vec<bool> = sheet.rows().iter().map(|row| sheet.is_doubtful(row)).collect();
        assert_eq!(doubtful, [false, true, false]);
        sheet.confirm_sure();
        assert_eq!(sheet.row().unwrap().number, 2);
    }
}
