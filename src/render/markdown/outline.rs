//! Where the lines of a page stand in its lists, quotes, tables and code.

use crate::cleaner::Cleaned;
use crate::line::Block;
use crate::segment::{Page, PageLine};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Lists and quotes nested deeper than this are written as if they were not.
const MAX_NESTING: usize = 12;

/// No element.
pub(super) const NONE: u32 = u32::MAX;

/// The nearest elements around one element, itself included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// `li`, `dd` or `blockquote`.
    pub container: u32,
    /// `pre`.
    pub code: u32,
    pub table: u32,
    pub row: u32,
    pub cell: u32,
    /// For an item, its place among the items of its list, from 0.
    pub ordinal: u32,
}

/// What stands before each line of a block, because of something that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Item { node: u32, list: u32, mark: String },
    Definition { node: u32 },
    Quote { node: u32 },
}

impl Container {
    /// Before its first line.
    pub fn mark(&self) -> Cow<'_, str> {
        match self {
            Container::Item { mark, .. } => Cow::Borrowed(mark),
            Container::Definition { .. } => Cow::Borrowed(":   "),
            Container::Quote { .. } => Cow::Borrowed("> "),
        }
    }

    /// Before its other lines.
    pub fn indent(&self) -> Cow<'_, str> {
        match self {
            Container::Item { mark, .. } => Cow::Owned(" ".repeat(mark.len())),
            Container::Definition { .. } => Cow::Borrowed("    "),
            Container::Quote { .. } => Cow::Borrowed("> "),
        }
    }
}

/// What is known of the lines of a table.
#[derive(Clone, Copy, Debug, Default)]
struct TableLines {
    /// Rows of several cells that are one line each.
    whole: u32,
    /// Lines of rows in which some cell has several lines.
    broken: u32,
    /// Whether another table stands inside.
    nested: bool,
    /// Whether it has head cells.
    headed: bool,
}

/// Where the lines of a page stand.
pub(super) struct Outline<'p> {
    pub page: &'p Page,
    pub text: &'p str,
    kept: Vec<bool>,
    places: Vec<Place>,
    /// Items and definitions that are written as such: whether their own first line is no heading, and whether they
    /// have a kept line of their own.
    items: HashMap<u32, (bool, bool)>,
    tables: HashMap<u32, TableLines>,
}

impl<'p> Outline<'p> {
    pub fn of(page: &'p Page, cleaned: &'p Cleaned<'_>) -> Outline<'p> {
        let mut outline = Outline {
            page,
            text: &cleaned.text,
            kept: cleaned.lines.iter().map(|line| line.is_kept()).collect(),
            places: Vec::with_capacity(page.nodes().len()),
            items: HashMap::new(),
            tables: HashMap::new(),
        };
        outline.find_places();
        outline.look_at_lines();
        outline
    }

    fn find_places(&mut self) {
        let page = self.page;
        let token = |name: &str| page.find_token(name).unwrap_or(NONE);
        let [item, definition, quote] = ["li", "dd", "blockquote"].map(token);
        let code = ["pre", "listing", "xmp", "plaintext"].map(token);
        let [table, row, cell, head_cell] = ["table", "tr", "td", "th"].map(token);
        let mut items: HashMap<u32, u32> = HashMap::new();
        for (id, node) in (0..).zip(page.nodes()) {
            let nothing =
                Place { container: NONE, code: NONE, table: NONE, row: NONE, cell: NONE, ordinal: 0 };
            // Parents come before their children; the root is its own.
            let mut place = self.places.get(node.parent as usize).copied().unwrap_or(nothing);
            if [item, definition, quote].contains(&node.tag) && node.tag != NONE {
                place.container = id;
                let count = items.entry(node.parent).or_default();
                place.ordinal = *count;
                *count += u32::from(node.tag == item);
            } else if code.contains(&node.tag) && node.tag != NONE {
                place.code = id;
            } else if node.tag == table && table != NONE {
                if let Some(around) = self.tables.get_mut(&place.table) {
                    around.nested = true;
                }
                self.tables.insert(id, TableLines::default());
                place = Place { table: id, row: NONE, cell: NONE, ..place };
            } else if node.tag == row && row != NONE {
                place = Place { row: id, cell: NONE, ..place };
            } else if (node.tag == cell || node.tag == head_cell) && node.tag != NONE {
                place.cell = id;
                if let Some(table) = self.tables.get_mut(&place.table).filter(|_| node.tag == head_cell) {
                    table.headed = true;
                }
            }
            self.places.push(place);
        }
    }

    fn look_at_lines(&mut self) {
        for (at, line) in self.page.lines.iter().enumerate() {
            let place = self.place(line.layout.node);
            let kept = self.is_kept(at);
            if place.container != NONE {
                let is_item = line.layout.block != Block::Heading;
                self.items.entry(place.container).or_insert((is_item, false)).1 |= kept;
            }
            if let Some(table) = self.tables.get_mut(&place.table) {
                let text = self.text.get(line.span.clone()).unwrap_or("");
                let whole = line.layout.block == Block::TableRow;
                table.whole += u32::from(whole && text.contains('\t'));
                table.broken += u32::from(!whole && place.cell != NONE);
            }
        }
    }

    pub fn place(&self, node: u32) -> Place {
        let nothing = Place { container: NONE, code: NONE, table: NONE, row: NONE, cell: NONE, ordinal: 0 };
        self.places.get(node as usize).copied().unwrap_or(nothing)
    }

    pub fn line(&self, at: usize) -> Option<&'p PageLine> {
        self.page.lines.get(at)
    }

    pub fn span(&self, at: usize) -> Range<usize> {
        self.line(at).map_or(0..0, |line| line.span.clone())
    }

    pub fn line_text(&self, at: usize) -> &'p str {
        self.text.get(self.span(at)).unwrap_or("")
    }

    pub fn is_kept(&self, at: usize) -> bool {
        self.kept.get(at).copied().unwrap_or(false)
    }

    /// Whether a table holds data, and is not there for layout.
    pub fn is_data(&self, table: u32) -> bool {
        self.tables.get(&table).is_some_and(|table| {
            let even = table.headed || table.broken <= 2 * table.whole;
            !table.nested && table.whole >= 2 && even
        })
    }

    /// The lists and quotes that an element stands in, from the outside in.
    pub fn containers(&self, node: u32) -> Vec<Container> {
        let mut nodes = Vec::new();
        let mut next = self.place(node).container;
        while let Some(found) = self.page.node(next) {
            nodes.push(next);
            next = if found.parent < next { self.place(found.parent).container } else { NONE };
        }
        let containers = nodes.into_iter().rev().filter_map(|node| self.container(node));
        containers.take(MAX_NESTING).collect()
    }

    fn container(&self, node: u32) -> Option<Container> {
        let tag = self.page.tag_of(node);
        if tag == "blockquote" {
            return Some(Container::Quote { node });
        }
        let (true, true) = self.items.get(&node).copied().unwrap_or_default() else { return None };
        if tag == "dd" {
            return Some(Container::Definition { node });
        }
        let list = self.page.node(node)?.parent;
        let mark = if self.page.tag_of(list) == "ol" {
            let ordinal = i64::from(self.place(node).ordinal);
            let number = i64::from(self.page.list_start(list)) + ordinal;
            // What CommonMark takes for the number of an item.
            if (0..=999_999_999).contains(&number) { format!("{number}. ") } else { "- ".to_owned() }
        } else {
            "- ".to_owned()
        };
        Some(Container::Item { node, list, mark })
    }
}
