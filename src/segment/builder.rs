//! The rules of segmentation: what a parser reports about a page becomes its lines and elements.
//!
//! A parser reports elements and text in document order ([`PageBuilder::open`], [`PageBuilder::text`],
//! [`PageBuilder::close`]) and knows no rule itself, so any parser yields the same lines.

use super::element::{Known, PURPOSES, Role, role};
use super::gap::Gap;
use super::metadata::Metadata;
use super::page::{InlineKind, Page, PageLine};
use super::statement::{Field, Origin};
use crate::line::{Block, Landmarks, Layout, is_invisible};

/// What a parser does with the content of an element that it has opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Report the content, then call [`PageBuilder::close`].
    Wanted,
    /// Pass over the content and do not close.
    Skipped,
}

/// What becomes of `<noscript>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noscript {
    /// It is left out.
    Skip,
    /// Its content is part of the page.
    Use,
}

/// Fills a [`Page`].
#[derive(Debug)]
pub struct PageBuilder {
    page: Page,
    metadata: Metadata,
    noscript: Noscript,
    open: Vec<Open>,
    rows: Vec<Row>,
    line: LineState,
    /// Characters and link characters of every line so far.
    counts: Vec<Count>,
    /// Line breaks since the last line, [`BLOCK_END`] or more once a block began or ended.
    breaks: u8,
}

/// More line breaks than are counted, which stands for the border of a block.
const BLOCK_END: u8 = 100;

/// An open element, with what it passes on to the elements and the text inside.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: u32,
    role: Role,
    /// The innermost block.
    block: u32,
    kind: Block,
    /// How many lines there were when the element that gave the kind began.
    kind_start: usize,
    heading: u8,
    link: bool,
    preformatted: bool,
    /// Whether the text inside makes no line.
    silent: bool,
    /// Whether it ends a line at its borders.
    breaks: bool,
    /// The inline element that it is: an index into [`Page::inlines`].
    inline: Option<usize>,
    /// What its text says of the page, and where in [`Page::text`] it begins.
    says: Option<(Field, Origin, usize)>,
}

/// An open table row.
#[derive(Clone, Copy, Debug)]
struct Row {
    node: u32,
    first_line: usize,
    cell_start: usize,
    /// Whether some cell has several lines: then the table is there for layout, and the row is no line.
    broken: bool,
}

/// The line that is being built: everything in the page's text from `start` on.
#[derive(Clone, Copy, Debug, Default)]
struct LineState {
    start: usize,
    space: bool,
    count: Count,
    hidden: u32,
    /// The element that holds the last text.
    node: u32,
    /// What stands behind that text.
    gap: Gap,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: u32,
    links: u32,
}

impl Count {
    fn add(&mut self, characters: u32, links: u32) {
        self.characters = self.characters.saturating_add(characters);
        self.links = self.links.saturating_add(links);
    }

    fn density(self) -> f32 {
        if self.characters == 0 { 0.0 } else { self.links as f32 / self.characters as f32 }
    }
}

impl PageBuilder {
    /// An empty page: a root and nothing else.
    pub fn new(noscript: Noscript) -> Self {
        let mut page = Page::default();
        let node = page.add_node(0, "html");
        let root = Open {
            node,
            role: Role::Block(Block::Other),
            block: node,
            kind: Block::Other,
            kind_start: 0,
            heading: 0,
            link: false,
            preformatted: false,
            silent: false,
            breaks: true,
            inline: None,
            says: None,
        };
        Self {
            page,
            metadata: Metadata::default(),
            noscript,
            open: vec![root],
            rows: Vec::new(),
            line: LineState::default(),
            counts: Vec::new(),
            breaks: BLOCK_END,
        }
    }

    /// Begins an element; `tag` and the names of attributes are in lower case.
    pub fn open<'a>(
        &mut self,
        tag: &str,
        attributes: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Content {
        let Some(&above) = self.open.last() else { return Content::Skipped };
        let above = Open { inline: None, says: None, ..above };
        let role = role(tag);
        match role {
            Role::Skip => {
                self.line.gap.pass(tag);
                return Content::Skipped;
            }
            Role::Button if !self.is_headline(above) => {
                self.line.gap.pass(tag);
                return Content::Skipped;
            }
            Role::Noscript if self.noscript == Noscript::Skip => return Content::Skipped,
            Role::Break => {
                self.end_line(if tag == "br" { 1 } else { BLOCK_END });
                return Content::Skipped;
            }
            Role::Void => {
                self.line.gap.pass(tag);
                self.metadata.void_element(tag, attributes);
                return Content::Skipped;
            }
            Role::Title | Role::Script => {
                if !self.metadata.begin_text(tag, attributes) {
                    return Content::Skipped;
                }
                self.open.push(Open { role, silent: true, breaks: false, ..above });
                return Content::Wanted;
            }
            Role::Head => {
                self.open.push(Open { role, silent: true, breaks: false, ..above });
                return Content::Wanted;
            }
            _ => {}
        }
        if tag == "html" {
            self.metadata.html_element(attributes.clone());
        }
        let known = Known::read(attributes);
        let mut breaks = known.block || !matches!(role, Role::Inline | Role::Button | Role::Noscript);
        let level = match role {
            Role::Heading(level) => Some(level),
            _ => known.aria_heading(),
        };
        breaks |= level.is_some();
        if breaks {
            self.end_line(BLOCK_END);
        } else {
            self.line.gap.open();
        }
        let node = self.add_node(tag, &known, above);
        let mut open = Open { node, role, breaks, ..above };
        open.says = self.statement(tag, &known, node);
        open.inline = match (tag, known.href) {
            ("a", Some(href)) => Some(self.page.begin_inline(InlineKind::Link, href)),
            _ => InlineKind::of_tag(tag).map(|kind| self.page.begin_inline(kind, "")),
        };
        if tag == "ol"
            && let Some(start) = known.start.and_then(|start| start.trim().parse().ok())
        {
            self.page.set_list_start(node, start);
        }
        if breaks {
            open.block = node;
            self.set_kind(&mut open, above, level);
        }
        open.link |= tag == "a" && known.href.is_some();
        open.preformatted |= role == Role::Preformatted;
        self.open_table_part(&open);
        self.open.push(open);
        Content::Wanted
    }

    /// Text in the innermost open element, its character references decoded.
    pub fn text(&mut self, text: &str) {
        let Some(&open) = self.open.last() else { return };
        if open.silent {
            if matches!(open.role, Role::Title | Role::Script) {
                self.metadata.text(text);
            }
        } else if open.preformatted {
            self.preformatted_text(open, text);
        } else {
            self.flowing_text(open, text);
        }
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        // The root stays open, whatever the parser does.
        if self.open.len() < 2 {
            return;
        }
        let Some(&open) = self.open.last() else { return };
        if let Some(index) = open.inline {
            self.page.end_inline(index);
        }
        if let Some((field, origin, start)) = open.says {
            self.metadata.statements().add(field, origin, self.page.text.get(start..).unwrap_or(""));
        }
        if open.breaks {
            self.end_line(BLOCK_END);
        } else if !open.silent {
            self.line.gap.close();
        }
        match open.role {
            Role::Title | Role::Script => self.metadata.end_text(),
            Role::Cell => self.close_cell(),
            Role::Row => self.close_row(),
            _ => {}
        }
        self.open.pop();
    }

    /// Ends the page.
    pub fn finish(mut self) -> Page {
        while self.open.len() > 1 {
            self.close();
        }
        self.end_line(BLOCK_END);
        self.page.add_up();
        self.page.meta = self.metadata.finish();
        self.page
    }

    /// Notes what an element says of the page, or where its text begins that will say it.
    fn statement(&mut self, tag: &str, known: &Known<'_>, node: u32) -> Option<(Field, Origin, usize)> {
        let (field, origin) = known.statement(tag)?;
        let node = self.page.node(node)?;
        let elsewhere = [Landmarks::NAV, Landmarks::ASIDE, Landmarks::FOOTER];
        if node.hidden && origin == Origin::Heading
            || matches!(origin, Origin::Time | Origin::Class)
                && elsewhere.iter().any(|landmark| node.landmarks.contains(*landmark))
        {
            return None;
        }
        let said = known.datetime.filter(|_| tag == "time").or(known.content);
        match said.filter(|said| !said.trim().is_empty()) {
            Some(said) => self.metadata.statements().add(field, origin, said),
            None if self.metadata.statements().has_room(field, origin) => {
                return Some((field, origin, self.page.text.len()));
            }
            None => {}
        }
        None
    }

    /// Whether an element stands in what heads a part of the page: folding sections have a button there, whose
    /// label is the heading.
    fn is_headline(&self, open: Open) -> bool {
        open.heading > 0 || matches!(self.page.tag_of(open.block), "summary" | "dt")
    }

    fn add_node(&mut self, tag: &str, known: &Known<'_>, above: Open) -> u32 {
        // The root is there from the start; a second `<html>` is that of a part parsed on its own.
        let id = if tag == "html" { above.node } else { self.page.add_node(above.node, tag) };
        if id != 0 || self.page.nodes().len() == 1 {
            self.page.set_tokens(id, known.id, known.class);
            self.page.add_purposes(id, PURPOSES.iter().copied().zip(known.purpose));
        }
        if let Some(node) = self.page.node_mut(id) {
            node.hidden |= known.hidden || (tag == "dialog" && !known.open);
            node.landmarks = node.landmarks.with(known.landmarks(tag));
        }
        id
    }

    /// The kind of a block: its own, or that of the heading, item, quote or caption which it only wraps.
    fn set_kind(&self, open: &mut Open, above: Open, level: Option<u8>) {
        let kind = match (open.role, level) {
            (_, Some(level)) => {
                open.heading = level;
                Block::Heading
            }
            (Role::Block(kind), None) => kind,
            (Role::Preformatted, None) => Block::Preformatted,
            _ => Block::Other,
        };
        let wraps = match above.kind {
            Block::Heading | Block::Caption | Block::Preformatted => {
                matches!(kind, Block::Paragraph | Block::Other)
            }
            Block::Quote => matches!(kind, Block::Paragraph | Block::Other) && open.role != Role::Cell,
            // Only the first line of an item is the item: `<li>` may hold a whole article.
            Block::ListItem => {
                matches!(kind, Block::Paragraph | Block::Other)
                    && above.kind_start == self.page.lines.len()
                    && matches!(open.role, Role::Block(_) | Role::Inline)
            }
            _ => false,
        };
        if !wraps {
            open.kind = kind;
            open.kind_start = self.page.lines.len();
        }
    }

    fn flowing_text(&mut self, open: Open, text: &str) {
        for (index, word) in text.split(collapses).enumerate() {
            self.line.space |= index > 0;
            if word.is_empty() {
                continue;
            }
            let begins = self.page.text.len() == self.line.start;
            let word = if begins { word.trim_start() } else { word };
            if !begins && (self.line.space || self.is_parted(open, word)) {
                self.page.text.push(' ');
            }
            (self.line.space, self.line.gap, self.line.node) = (false, Gap::default(), open.node);
            self.page.text.push_str(word);
            self.count(open, word);
        }
    }

    /// Whether a word stands apart from the text of the line before it, though no white space stands between them.
    fn is_parted(&self, open: Open, word: &str) -> bool {
        let LineState { start, node, gap, .. } = self.line;
        let inlines = self.open.iter().rev().take_while(|open| !open.breaks).map(|open| open.node);
        let before = self.page.text.get(start..).unwrap_or_default();
        gap.parts_texts(&self.page, [node, open.node], inlines, [before, word])
    }

    fn preformatted_text(&mut self, open: Open, text: &str) {
        for (index, row) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line(1);
            }
            // What other programs take for a line end must not stand inside a line.
            for (index, part) in row.split(ends_lines).enumerate() {
                if index > 0 {
                    self.page.text.push(' ');
                }
                self.page.text.push_str(part);
            }
            self.count(open, row);
        }
    }

    fn count(&mut self, open: Open, text: &str) {
        let characters = text.chars().filter(|&c| !is_invisible(c)).count();
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        let links = if open.link { characters } else { 0 };
        self.line.count.add(characters, links);
        let Some(node) = self.page.node_mut(open.node) else { return };
        node.text_length = node.text_length.saturating_add(characters);
        node.link_length = node.link_length.saturating_add(links);
        if node.hidden {
            self.line.hidden = self.line.hidden.saturating_add(characters);
        }
    }

    /// Ends the line that is being built, if it shows anything; by so many line breaks, or at the border of a block.
    fn end_line(&mut self, breaks: u8) {
        let state = std::mem::take(&mut self.line);
        let open = self.open.last().copied();
        let text = &mut self.page.text;
        if let Some(open) = open.filter(|_| state.count.characters > 0) {
            if !open.preformatted {
                text.truncate(text.trim_end().len());
            }
            let span = state.start..text.len();
            text.push('\n');
            let layout = Layout {
                node: open.block,
                link_density: state.count.density(),
                landmarks: self.page.node(open.block).map(|node| node.landmarks).unwrap_or_default(),
                heading: open.heading,
                block: open.kind,
                hidden: state.hidden >= state.count.characters,
            };
            let before = std::mem::replace(&mut self.breaks, breaks);
            let before = if before < BLOCK_END { before } else { 0 };
            self.page.lines.push(PageLine { span, layout, breaks: before });
            self.counts.push(state.count);
        } else {
            text.truncate(state.start);
            // Past the limit a block has ended: that many blank lines are as good as one.
            self.breaks = self.breaks.saturating_add(breaks);
        }
        self.line.start = self.page.text.len();
    }

    fn open_table_part(&mut self, open: &Open) {
        let lines = self.page.lines.len();
        match open.role {
            Role::Row => {
                self.rows.push(Row { node: open.node, first_line: lines, cell_start: lines, broken: false });
            }
            Role::Cell => {
                if let Some(row) = self.rows.last_mut() {
                    row.cell_start = lines;
                }
            }
            _ => {}
        }
    }

    fn close_cell(&mut self) {
        let lines = self.page.lines.len();
        if let Some(row) = self.rows.last_mut() {
            row.broken |= lines > row.cell_start + 1;
        }
    }

    /// Joins the cells of a row into one line, unless some cell has several lines.
    fn close_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        let lines = self.page.lines.get(row.first_line..).unwrap_or(&[]);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        if row.broken {
            return;
        }
        if lines.len() == 1 {
            // A lone paragraph in a cell is a paragraph; only bare text makes it a row.
            let block = first.layout.node;
            if !matches!(self.page.tag_of(block), "td" | "th") {
                return;
            }
        }
        let span = first.span.start..last.span.end;
        let hidden = lines.iter().all(|line| line.layout.hidden);
        let mut count = Count::default();
        for part in self.counts.get(row.first_line..).unwrap_or(&[]) {
            count.add(part.characters, part.links);
        }
        let cells = self.page.text.split_off(span.start);
        self.page.text.extend(cells.trim_end_matches('\n').chars().map(|c| if c == '\n' { '\t' } else { c }));
        self.page.text.push('\n');
        self.line.start = self.page.text.len();
        let layout = Layout {
            node: row.node,
            link_density: count.density(),
            landmarks: self.page.node(row.node).map(|node| node.landmarks).unwrap_or_default(),
            heading: 0,
            block: Block::TableRow,
            hidden,
        };
        self.page.lines.truncate(row.first_line);
        self.counts.truncate(row.first_line);
        self.page.lines.push(PageLine { span, layout, breaks: 0 });
        self.counts.push(count);
    }
}

/// White space that collapses: that of HTML, the no-break space, and whatever else ends a line somewhere.
fn collapses(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{a0}') || ends_lines(c)
}

/// Characters other than the line feed that some programs take for a line end.
fn ends_lines(c: char) -> bool {
    matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
