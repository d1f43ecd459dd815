//! Text in the columns of a terminal.

use std::io::IsTerminal as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// The fewest columns that are worth breaking lines for.
const LEAST: usize = 40;

/// Columns of the terminal that standard output is; `None` where it is none.
pub fn terminal() -> Option<usize> {
    let out = std::io::stdout();
    let size = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    out.is_terminal().then(|| size().unwrap_or(80).max(LEAST))
}

/// The beginning of a line, in so many columns, and nothing that moves a cursor.
pub fn fitted(text: &str, columns: usize) -> String {
    let mut shown = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let grapheme = harmless(grapheme);
        used += grapheme.width();
        if used + 1 > columns {
            shown.push('…');
            break;
        }
        shown.push_str(&grapheme);
    }
    shown
}

/// All of a line, broken at words into rows of so many columns; a word that is wider is broken anywhere.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(LEAST / 2);
    let mut rows = vec![String::new()];
    let mut used = 0;
    let mut add = |piece: &str, rows: &mut Vec<String>| {
        let piece = harmless(piece);
        let width = piece.width();
        if used + width > columns && used > 0 {
            rows.push(String::new());
            used = 0;
            if piece.trim().is_empty() {
                return;
            }
        }
        used += width;
        if let Some(row) = rows.last_mut() {
            row.push_str(&piece);
        }
    };
    for word in text.split_word_bounds() {
        if word.len() > columns && word.width() > columns {
            word.graphemes(true).for_each(|grapheme| add(grapheme, &mut rows));
        } else {
            add(word, &mut rows);
        }
    }
    rows
}

fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            // What turns text round would turn what stands beside it, too.
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_they_may_be() {
        let text = "The quick brown fox, 日本語の文章, jumps over the lazy dog.";
        let rows = wrapped(text, 20);
        assert!(rows.iter().all(|row| row.width() <= 20), "{rows:?}");
        assert_eq!(rows.concat().replace(' ', ""), text.replace(' ', ""));
        let endless = "日本語word".repeat(50);
        let rows = wrapped(&endless, 21);
        assert!(rows.iter().all(|row| row.width() <= 21) && rows.concat() == endless, "{rows:?}");
        assert!(fitted(text, 12).width() <= 12 && fitted("ab", 12) == "ab");
    }
}
