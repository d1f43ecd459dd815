//! The text of a line with its emphasis, code and links.

use super::code::longest_run;
use super::escape::{Around, escape_into, line_start};
use crate::segment::{InlineKind, Page};
use std::ops::Range;

/// What a piece of text is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Prose,
    /// It is strong by itself.
    Heading,
    Cell,
}

/// The inline elements of a page, asked for from its first line to its last.
pub(super) struct Inlines<'p> {
    page: &'p Page,
    text: &'p str,
    links: bool,
    next: usize,
    /// Indices of elements that may reach into the lines to come.
    active: Vec<usize>,
    /// The link that was written last.
    last_link: Option<usize>,
}

/// An address of more bytes is not written twice in a row.
const LONG_ADDRESS: usize = 256;

/// An inline element as far as it lies in one piece of text.
#[derive(Clone, Debug)]
struct Mark {
    kind: InlineKind,
    start: usize,
    end: usize,
    href: String,
}

impl<'p> Inlines<'p> {
    pub fn new(page: &'p Page, text: &'p str, links: bool) -> Inlines<'p> {
        Inlines { page, text, links, next: 0, active: Vec::new(), last_link: None }
    }

    /// A line of prose.
    pub fn prose(&mut self, span: Range<usize>) -> String {
        self.write(span, Setting::Prose)
    }

    /// A line of a heading.
    pub fn heading(&mut self, span: Range<usize>) -> String {
        self.write(span, Setting::Heading)
    }

    /// A line of a cell.
    pub fn cell(&mut self, span: Range<usize>) -> String {
        self.write(span, Setting::Cell)
    }

    fn write(&mut self, span: Range<usize>, setting: Setting) -> String {
        let marks = self.marks(&span, setting);
        let text = self.text.get(span.clone()).unwrap_or("");
        let mut writer = LineWriter {
            text,
            out: String::with_capacity(text.len() + text.len() / 16),
            at: 0,
            in_link: false,
            in_cell: setting == Setting::Cell,
        };
        if setting == Setting::Prose && marks.first().is_none_or(|mark| mark.start > 0) {
            writer.line_start(marks.first().map_or(text.len(), |mark| mark.start));
        }
        writer.all(&marks);
        writer.out
    }

    /// The elements that lie in a span, the outer before the inner, with places counted from its start.
    fn marks(&mut self, span: &Range<usize>, setting: Setting) -> Vec<Mark> {
        let inlines = &self.page.inlines;
        self.active.retain(|&index| inlines.get(index).is_some_and(|inline| inline.span.end > span.start));
        while let Some(inline) = inlines.get(self.next).filter(|inline| inline.span.start < span.end) {
            if inline.span.end > span.start {
                self.active.push(self.next);
            }
            self.next += 1;
        }
        let mut marks: Vec<Mark> = Vec::new();
        for (index, inline) in self.active.iter().filter_map(|&index| Some((index, inlines.get(index)?))) {
            let (start, end) = (inline.span.start.max(span.start), inline.span.end.min(span.end));
            let Some(inside) = self.text.get(start..end) else { continue };
            let begin = start - span.start + (inside.len() - inside.trim_start().len());
            let inside = inside.trim();
            if inside.is_empty() || (setting == Setting::Heading && inline.kind == InlineKind::Strong) {
                continue;
            }
            let mut href = String::new();
            if inline.kind == InlineKind::Link {
                // A link over many lines is written once, and so is a long address that is repeated.
                let begins = inline.span.start >= span.start;
                let last = self.last_link.and_then(|last| inlines.get(last));
                let again = last.is_some_and(|last| Page::same_href(last, inline))
                    && self.page.href(inline).len() > LONG_ADDRESS;
                if !self.links || !begins || again {
                    continue;
                }
                let Some(address) = address(self.page.href(inline)) else { continue };
                self.last_link = Some(index);
                href = address;
            }
            marks.push(Mark { kind: inline.kind, start: begin, end: begin + inside.len(), href });
        }
        let text = self.text.get(span.clone()).unwrap_or("");
        nested(marks).into_iter().filter(|mark| is_sound(text, mark)).collect()
    }
}

/// The elements without those inside another of their kind or inside code, and those of a kind that touch made one.
fn nested(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by(|one, other| (one.start, other.end).cmp(&(other.start, one.end)));
    let mut kept: Vec<Mark> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for mark in marks {
        while let Some(outer) =
            open.last().and_then(|&outer| kept.get(outer)).filter(|outer| outer.end <= mark.start)
        {
            let touches = outer.end == mark.start && outer.kind == mark.kind && mark.kind != InlineKind::Link;
            if touches {
                break;
            }
            open.pop();
        }
        let touching = open
            .last()
            .copied()
            .filter(|&outer| kept.get(outer).is_some_and(|outer| outer.end <= mark.start));
        if let Some(index) = touching {
            // What holds the first must hold the second, too.
            let limit = open
                .iter()
                .rev()
                .nth(1)
                .and_then(|&outer| kept.get(outer))
                .map_or(usize::MAX, |outer| outer.end);
            if let Some(outer) = kept.get_mut(index).filter(|_| mark.end <= limit) {
                outer.end = mark.end;
            }
            continue;
        }
        let inside_other = open
            .iter()
            .filter_map(|&outer| kept.get(outer))
            .any(|outer| outer.kind == mark.kind || outer.kind == InlineKind::Code || mark.end > outer.end);
        if !inside_other {
            open.push(kept.len());
            kept.push(mark);
        }
    }
    kept
}

/// Whether the signs around an element would be read as such: those of emphasis must stand at the borders of words.
fn is_sound(text: &str, mark: &Mark) -> bool {
    if !matches!(mark.kind, InlineKind::Emphasis | InlineKind::Strong) {
        return true;
    }
    let inside = text.get(mark.start..mark.end).unwrap_or("");
    let before = text.get(..mark.start).and_then(|text| text.chars().next_back());
    let after = text.get(mark.end..).and_then(|text| text.chars().next());
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opens = word(inside.chars().next()) || !word(before);
    let closes = word(inside.chars().next_back()) || !word(after);
    opens && closes
}

/// The address of a link, if it leads anywhere, as it stands in Markdown.
fn address(href: &str) -> Option<String> {
    let href = href.trim();
    let scheme = href.split(':').next().unwrap_or("");
    let script =
        ["javascript", "data", "vbscript", "about"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad));
    if href.is_empty() || href.starts_with('#') || script || href.contains(char::is_control) {
        return None;
    }
    let plain = href.chars().all(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '|'));
    if plain {
        return Some(href.to_owned());
    }
    let mut escaped = String::with_capacity(href.len() + 16);
    for c in href.chars() {
        match c {
            ' ' => escaped.push_str("%20"),
            '(' => escaped.push_str("%28"),
            ')' => escaped.push_str("%29"),
            '<' => escaped.push_str("%3C"),
            '>' => escaped.push_str("%3E"),
            '\\' => escaped.push_str("%5C"),
            '|' => escaped.push_str("%7C"),
            c if c.is_whitespace() => escaped.push_str("%20"),
            c => escaped.push(c),
        }
    }
    Some(escaped)
}

/// Writes the text of one piece from its start to its end.
struct LineWriter<'t> {
    text: &'t str,
    out: String,
    at: usize,
    in_link: bool,
    in_cell: bool,
}

impl LineWriter<'_> {
    fn all(&mut self, marks: &[Mark]) {
        let mut open: Vec<&Mark> = Vec::new();
        for mark in marks {
            while let Some(outer) = open.pop_if(|outer| outer.end <= mark.start) {
                self.close(outer);
            }
            self.prose_to(mark.start);
            match mark.kind {
                InlineKind::Emphasis => self.out.push('*'),
                InlineKind::Strong => self.out.push_str("**"),
                InlineKind::Link => {
                    self.out.push('[');
                    self.in_link = true;
                }
                InlineKind::Code => {
                    self.code(mark);
                    continue;
                }
            }
            open.push(mark);
        }
        while let Some(outer) = open.pop() {
            self.close(outer);
        }
        self.prose_to(self.text.len());
    }

    fn close(&mut self, mark: &Mark) {
        self.prose_to(mark.end);
        match mark.kind {
            InlineKind::Emphasis => self.out.push('*'),
            InlineKind::Strong => self.out.push_str("**"),
            InlineKind::Link => {
                self.out.push_str("](");
                self.out.push_str(&mark.href);
                self.out.push(')');
                self.in_link = false;
            }
            InlineKind::Code => {}
        }
    }

    /// Code between backticks, more of them than stand in a row inside.
    fn code(&mut self, mark: &Mark) {
        let code = self.text.get(mark.start..mark.end).unwrap_or("");
        let longest = longest_run(code);
        let fence = "`".repeat(longest + 1);
        let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.out.push_str(&fence);
        self.out.push_str(pad);
        if self.in_cell {
            self.out.push_str(&code.replace('|', "\\|"));
        } else {
            self.out.push_str(code);
        }
        self.out.push_str(pad);
        self.out.push_str(&fence);
        self.at = mark.end;
    }

    /// The first sign of a line, with a backslash where the line would be something else than prose without.
    fn line_start(&mut self, end: usize) {
        if let Some(sign) = line_start(self.text).filter(|sign| *sign < end) {
            self.prose_to(sign);
            let length = self.text.get(sign..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            self.out.push('\\');
            self.out.push_str(self.text.get(sign..sign + length).unwrap_or(""));
            self.at = sign + length;
        }
    }

    fn prose_to(&mut self, end: usize) {
        let Some(piece) = self.text.get(self.at..end) else { return };
        let around = Around {
            before: self.text.get(..self.at).and_then(|text| text.chars().next_back()),
            after: self.text.get(end..).and_then(|text| text.chars().next()),
            in_link: self.in_link,
            in_cell: self.in_cell,
        };
        escape_into(&mut self.out, piece, around);
        self.at = end;
    }
}
