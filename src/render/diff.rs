//! What is dropped, as the hunks of a unified diff.

use super::text::staying;
use crate::cleaner::Cleaned;
use crate::label::{LABEL_COUNT, Label};

/// Lines that stay shown before and after those that go.
const CONTEXT: usize = 3;

/// One row of a hunk. Texts have their line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'c> {
    /// A line that stays.
    Kept(&'c str),
    /// A line that goes; a blank one has no label.
    Dropped(&'c str, Option<Label>),
    /// What is left of the line before, of which a preset cut something out.
    Rewritten(&'c str, &'c str),
}

/// Lines that go, and those around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk<'c> {
    /// First line and number of lines of the document, from 1; the line before where there are none.
    pub before: (usize, usize),
    /// The same of what is left.
    pub after: (usize, usize),
    /// How many lines go of each label, in the order of the labels.
    pub labels: Vec<(Label, usize)>,
    /// The rows in their order.
    pub rows: Vec<Row<'c>>,
}

/// The hunks between a document's lines and the clean text; none where nothing goes.
pub fn hunks<'c>(cleaned: &'c Cleaned<'_>) -> Vec<Hunk<'c>> {
    let stays = match cleaned.set_aside {
        Some(_) => vec![false; cleaned.lines.len()],
        None => staying(cleaned),
    };
    let is_rewritten = |index: usize| cleaned.lines.get(index).is_some_and(|line| line.rewritten.is_some());
    let changed = |index: usize| !stays.get(index).copied().unwrap_or(true) || is_rewritten(index);
    let mut hunks = Vec::new();
    let mut kept_before = 0;
    let mut counted = 0;
    let mut next = 0;
    while let Some(first) = (next..stays.len()).find(|index| changed(*index)) {
        let start = first.saturating_sub(CONTEXT).max(next);
        let mut last = first;
        while let Some(more) =
            (last + 1..stays.len().min(last + 2 + 2 * CONTEXT)).find(|index| changed(*index))
        {
            last = more;
        }
        let end = (last + 1 + CONTEXT).min(stays.len());
        kept_before += stays.get(counted..start).unwrap_or_default().iter().filter(|stays| **stays).count();
        let mut counts = [0; LABEL_COUNT];
        let mut rows = Vec::with_capacity(end - start);
        for index in start..end {
            let (Some(line), Some(stays)) = (cleaned.lines.get(index), stays.get(index)) else { continue };
            let text = cleaned.line_with_end(index);
            let label = line.verdict.as_ref().map(|verdict| verdict.label);
            if *stays && line.rewritten.is_none() {
                rows.push(Row::Kept(text));
                continue;
            }
            rows.push(Row::Dropped(text, label));
            if let Some(count) = label.and_then(|label| counts.get_mut(label.index())).filter(|_| !stays) {
                *count += 1;
            }
            if *stays {
                let ends = text.get(line.span.len()..).unwrap_or_default();
                rows.push(Row::Rewritten(cleaned.kept_text(line), ends));
            }
        }
        let kept = stays.get(start..end).unwrap_or_default().iter().filter(|stays| **stays).count();
        let labels = Label::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        // A range of no lines is named by the line before it.
        let after = (kept_before + usize::from(kept > 0), kept);
        hunks.push(Hunk { before: (start + 1, end - start), after, labels, rows });
        kept_before += kept;
        counted = end;
        next = end;
    }
    hunks
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::decide::Policy;
    use crate::document::Document;

    #[test]
    fn the_rows_that_are_not_dropped_are_the_clean_text() {
        let prose =
            "The council met on Monday evening and, after two hours of talks, agreed on a new budget.\n\n";
        let text =
            format!("Home | News\n\n{}Share this article\n{}© 2024 Quay\n", prose.repeat(9), prose.repeat(2));
        let document = Document::text("a", text);
        let cleaned = Cleaner::new(Policy::default()).unwrap().clean(&document);
        let found = hunks(&cleaned);
        assert!(found.len() > 1);
        for hunk in &found {
            let kept = hunk.rows.iter().filter(|row| matches!(row, Row::Kept(_))).count();
            assert_eq!((hunk.before.1, hunk.after.1), (hunk.rows.len(), kept));
            assert!(hunk.labels.iter().map(|(_, count)| count).sum::<usize>() <= hunk.rows.len() - kept);
        }
    }

    #[test]
    fn nothing_to_drop_is_no_hunk() {
        let document = Document::text("a", "");
        assert!(hunks(&Cleaner::new(Policy::default()).unwrap().clean(&document)).is_empty());
    }
}
