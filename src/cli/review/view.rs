//! What a terminal shows of a document under review, as rows that fit it.

use super::super::explain::color;
use super::super::width::{fitted, wrapped};
use super::command::key;
use super::sheet::{Row, Sheet};
use anstyle::Style;
use dehusk::label::Label;

/// Columns before the text of a line: mark, number, sign and label.
const BEFORE: usize = 23;
/// Rows that the text of the line in question may take.
const MOST_TEXT_ROWS: usize = 6;
/// Rows of reasons.
const MOST_REASON_ROWS: usize = 2;

/// The terminal's columns and rows, and whether it shows colours.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub columns: usize,
    pub rows: usize,
    pub colored: bool,
}

impl Screen {
    fn style(self, style: Style) -> Style {
        if self.colored { style } else { Style::new() }
    }

    fn painted(self, style: Style, text: &str) -> String {
        let style = self.style(style);
        format!("{style}{text}{style:#}")
    }
}

/// What stands at the top: the document, its place among the others, and what is asked at the bottom.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'h> {
    pub name: &'h str,
    pub file: usize,
    pub files: usize,
    /// Digits of a line number that is being typed.
    pub jump: Option<&'h str>,
}

/// The whole screen. No row is wider than it, and there are no more of them than it has.
pub fn screen(sheet: &Sheet, heading: Heading<'_>, screen: Screen) -> Vec<String> {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let rule = screen.painted(dim, &"─".repeat(screen.columns));
    let all = sheet.rows().len();
    let (done, doubtful) = (sheet.done(), sheet.doubtful());
    let place = format!(
        "{done} of {all} lines done, {doubtful} doubtful · file {} of {} · ",
        heading.file, heading.files
    );
    let place = fitted(&place, screen.columns);
    let room = screen.columns.saturating_sub(place.chars().count());
    let name = if room > 3 { fitted(heading.name, room) } else { String::new() };
    let mut below = vec![rule.clone()];
    below.extend(question(sheet, screen));
    below.push(rule.clone());
    below.extend(keys(sheet, heading.jump, screen));
    let mut rows = vec![format!("{}{}", screen.painted(dim, &place), screen.painted(bold, &name)), rule];
    let around = screen.rows.saturating_sub(rows.len() + below.len());
    // The line in question stands a third from the top, so that what follows it can be read.
    let first = sheet.at().saturating_sub(around / 3).min(all.saturating_sub(around));
    let shown = sheet.rows().iter().enumerate().skip(first).take(around);
    rows.extend(shown.map(|(at, row)| line(sheet, at, row, screen)));
    rows.resize(around + 2, String::new());
    rows.extend(below);
    rows.truncate(screen.rows);
    rows
}

/// One line of the document. Its text comes last, so that text from right to left moves nothing else.
fn line(sheet: &Sheet, at: usize, row: &Row, screen: Screen) -> String {
    let here = at == sheet.at();
    let sign = match row.given {
        Some(label) if label != row.proposed => '≠',
        Some(_) => '✓',
        None if sheet.is_doubtful(row) => '?',
        None => ' ',
    };
    let label = row.label();
    let text = fitted(&row.text, screen.columns.saturating_sub(BEFORE));
    let mark = if here { "▶" } else { " " };
    let style = match (here, row.given.is_some()) {
        (true, _) => Style::new().bold(),
        (false, true) => Style::new().dimmed(),
        (false, false) => Style::new(),
    };
    let label_cell = screen.painted(color(label), &format!("{:<11}", label.slug()));
    format!("{mark}{:>6} {sign} {label_cell}  {}", row.number, screen.painted(style, &text))
}

/// The line in question as a whole, what is proposed, and why.
fn question(sheet: &Sheet, screen: Screen) -> Vec<String> {
    let Some(row) = sheet.row() else {
        return vec![fitted(
            "Every line is done. Enter writes the gold; u takes back the last step.",
            screen.columns,
        )];
    };
    let doubtful = if row.score < sheet.doubt() { ", doubtful" } else { "" };
    let said = match row.given {
        Some(given) if given != row.proposed => format!("  (you said {given})"),
        Some(_) => "  (confirmed)".to_owned(),
        None => String::new(),
    };
    let head = format!("line {}: {} {:.2}{doubtful}{said}", row.number, row.proposed, row.score);
    let mut rows = vec![screen.painted(color(row.label()).bold(), &fitted(&head, screen.columns))];
    let text_rows = MOST_TEXT_ROWS.min(screen.rows / 4).max(1);
    // A line may be endless, and what is shown of it is drawn at every key.
    let beginning: String = row.text.chars().take(screen.columns * (text_rows + 1)).collect();
    rows.extend(cut(wrapped(&beginning, screen.columns.saturating_sub(2)), text_rows));
    let reasons = wrapped(&row.reasons.join("; "), screen.columns.saturating_sub(2));
    let dim = Style::new().dimmed();
    rows.extend(cut(reasons, MOST_REASON_ROWS).iter().map(|row| screen.painted(dim, row)));
    rows
}

/// The first rows; what is left out is told.
fn cut(mut rows: Vec<String>, most: usize) -> Vec<String> {
    if rows.len() > most {
        rows.truncate(most);
        if let Some(last) = rows.last_mut() {
            last.push('…');
        }
    }
    rows
}

/// The keys, as many as fit.
fn keys(sheet: &Sheet, jump: Option<&str>, screen: Screen) -> Vec<String> {
    if let Some(digits) = jump {
        return vec![fitted(&format!("go to line: {digits}▏  (Enter goes, Esc does not)"), screen.columns)];
    }
    let labels = Label::ALL.into_iter().map(|label| format!("{} {label}", key(label)));
    let confirm = sheet.row().map_or("writes the gold".to_owned(), |row| row.label().slug().to_owned());
    let others = [
        format!("Enter {confirm}"),
        "Space confirm up to the next doubt".to_owned(),
        "u undo".to_owned(),
        "↑ ↓ move".to_owned(),
        "g go to line".to_owned(),
        "f next file".to_owned(),
        "q save and quit".to_owned(),
        "? labels".to_owned(),
    ];
    let mut rows = filled(labels, screen.columns);
    rows.extend(filled(others.into_iter(), screen.columns));
    rows
}

/// Words in rows.
fn filled(words: impl Iterator<Item = String>, columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 2 + word.chars().count() <= columns => {
                row.push_str("  ");
                row.push_str(&word);
            }
            _ => rows.push(fitted(&word, columns)),
        }
    }
    rows
}

/// What the labels mean.
pub fn help(screen: Screen) -> Vec<String> {
    let row = |label: Label| {
        let text = fitted(label.meaning(), screen.columns.saturating_sub(16));
        format!(" {} {} {text}", key(label), screen.painted(color(label), &format!("{:<11}", label.slug())))
    };
    let mut rows: Vec<String> = Label::ALL.into_iter().map(row).collect();
    rows.push(String::new());
    rows.push(fitted(
        "Where two labels fit, the one that fits most of the line wins. Any key goes back.",
        screen.columns,
    ));
    rows.truncate(screen.rows);
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::sheet::Command;
    use super::*;
    use dehusk::cleaner::Cleaner;
    use dehusk::decide::Policy;
    use dehusk::document::Document;
    use unicode_width::UnicodeWidthStr as _;

    const TEXT: &str = "港の理事会は月曜日に北航路を十四メートルまで浚渫することを決めた。水先人たちは二年前から求めていた。\n\
        مجلس الميناء يصوت على تعميق القناة الشمالية\n\u{202e}turned\tround\u{7}\u{1b}[2J\n\
        👩‍👩‍👧‍👦 family 👍🏽 e\u{301}\u{301}\u{301}\n";

    #[test]
    fn no_row_is_wider_or_lower_than_the_screen_whatever_stands_in_a_line() {
        let text = format!("{TEXT}{}\n", "endless".repeat(2000));
        let document = Document::text("a.txt", text);
        let cleaner = Cleaner::new(Policy::default()).unwrap();
        let mut sheet = Sheet::new(&cleaner.clean(&document), 0.7);
        let heading = Heading { name: "ニュース/a.txt", file: 1, files: 3, jump: None };
        for (columns, rows) in [(80, 24), (40, 12), (200, 60), (25, 5)] {
            for number in 1..=5 {
                sheet.apply(Command::Jump(number));
                let shown = screen(&sheet, heading, Screen { columns, rows, colored: false });
                assert!(shown.len() <= rows);
                for row in &shown {
                    assert!(row.width() <= columns, "{columns}: {row}");
                    assert!(!row.contains(['\u{1b}', '\u{7}', '\t', '\u{202e}']), "{row:?}");
                }
            }
        }
    }

    #[test]
    fn the_line_in_question_is_shown_with_its_neighbours_score_and_reason() {
        let lines: Vec<String> = (1..=50).map(|n| format!("Line number {n} of a page\n")).collect();
        let document = Document::text("a.txt", lines.concat());
        let cleaner = Cleaner::new(Policy::default()).unwrap();
        let mut sheet = Sheet::new(&cleaner.clean(&document), 0.7);
        sheet.apply(Command::Jump(30));
        let heading = Heading { name: "a.txt", file: 1, files: 1, jump: None };
        let shown = screen(&sheet, heading, Screen { columns: 100, rows: 30, colored: false });
        let marked = shown.iter().position(|row| row.starts_with('▶')).unwrap();
        assert!(shown[marked].contains("Line number 30 of"));
        assert!(
            shown[marked - 1].contains("Line number 29 of")
                && shown[marked + 1].contains("Line number 31 of")
        );
        let row = sheet.row().unwrap();
        let head = format!("line 30: {} {:.2}", row.proposed, row.score);
        assert!(shown.iter().any(|shown| shown.starts_with(&head)), "{shown:#?}");
        assert!(shown.iter().any(|shown| shown.contains(row.reasons[0].as_str())));
        for label in Label::ALL {
            assert!(shown.iter().any(|row| row.contains(&format!("{} {label}", key(label)))), "{label}");
        }
    }
}
