//! Plain text into lines: one line is one line.

use crate::line::{Line, is_invisible};
use std::ops::Range;

/// Cuts plain text at its line feeds. A carriage return before the line feed belongs to the line end; where a
/// text has no line feed at all, lone carriage returns end its lines, as on old Macintoshes.
pub fn text_lines(text: &str) -> Vec<Line<'_>> {
    if memchr::memchr(b'\n', text.as_bytes()).is_none() && memchr::memchr(b'\r', text.as_bytes()).is_some() {
        return cut(text, b'\r');
    }
    cut(text, b'\n')
}

fn cut(text: &str, end: u8) -> Vec<Line<'_>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(text.len() / 40 + 1);
    let mut start = 0;
    for stop in memchr::memchr_iter(end, bytes).chain((!bytes.ends_with(&[end])).then_some(bytes.len())) {
        if start >= bytes.len() {
            break;
        }
        let carriage_return = end == b'\n' && stop > start && bytes.get(stop - 1) == Some(&b'\r');
        push(&mut lines, text, start..stop - usize::from(carriage_return));
        start = stop + 1;
    }
    lines
}

fn push<'t>(lines: &mut Vec<Line<'t>>, text: &'t str, span: Range<usize>) {
    let line = text.get(span.clone()).unwrap_or_default();
    let number = u32::try_from(lines.len() + 1).unwrap_or(u32::MAX);
    lines.push(Line { number, span, text: line, blank: line.chars().all(is_invisible), layout: None });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        text_lines(text).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn line_ends_do_not_belong_to_lines() {
        assert_eq!(texts("a\nb\r\n\r\nc"), ["a", "b", "", "c"]);
        assert_eq!(texts("a\n"), ["a"]);
        assert_eq!(texts("\n\na"), ["", "", "a"]);
        assert_eq!(texts(""), Vec::<&str>::new());
        assert_eq!(texts("\n"), [""]);
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line_only_where_nothing_else_does() {
        assert_eq!(texts("a\rb\r"), ["a", "b"]);
        assert_eq!(texts("a\rb\nc"), ["a\rb", "c"]);
    }

    #[test]
    fn zero_width_characters_make_a_blank_line() {
        assert!(text_lines("\u{200b}\u{a0}\n").iter().all(|line| line.blank));
    }

    #[test]
    fn spans_are_the_bytes_of_the_lines() {
        let text = "één\r\ntwee";
        for line in text_lines(text) {
            assert_eq!(&text[line.span.clone()], line.text);
        }
    }
}
