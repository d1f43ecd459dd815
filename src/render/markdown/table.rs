//! Tables of data, with bars between their cells.

use super::inline::Inlines;
use super::outline::{NONE, Outline};
use crate::line::Block;
use std::ops::Range;

/// One row: its element, and the pieces of text in each of its columns.
struct Row {
    node: u32,
    columns: Vec<Vec<Range<usize>>>,
}

/// The lines of a table. Rows are not filled up to the width of the widest one, so that one wide row does not make
/// all the others as long.
pub(super) fn pipes(
    outline: &Outline<'_>,
    inlines: &mut Inlines<'_>,
    table: u32,
    lines: &[usize],
) -> Vec<String> {
    let rows = rows(outline, lines);
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| row.columns.iter().map(|pieces| cell(inlines, pieces)).collect()).collect();
    if let [only] = cells.as_slice() {
        let shown: Vec<&str> = only.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        return vec![shown.join(" ")];
    }
    let width = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let has_head = rows.first().is_some_and(|row| is_head(outline, table, row.node));
    let mut written = Vec::with_capacity(cells.len() + 2);
    let mut cells = cells.into_iter();
    let mut head = if has_head { cells.next().unwrap_or_default() } else { Vec::new() };
    head.resize(width, String::new());
    written.push(joined(&head));
    written.push(format!("|{}", " --- |".repeat(width)));
    written.extend(cells.map(|row| joined(&row)));
    written
}

fn joined(cells: &[String]) -> String {
    let mut row = String::from("|");
    for cell in cells {
        row.push(' ');
        row.push_str(cell);
        row.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    row
}

/// Several lines of a cell are divided by the only element that Markdown tables know for it.
fn cell(inlines: &mut Inlines<'_>, pieces: &[Range<usize>]) -> String {
    let written: Vec<String> = pieces.iter().map(|piece| inlines.cell(piece.clone())).collect();
    written.join("<br>")
}

fn rows(outline: &Outline<'_>, lines: &[usize]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // The cells of the row at hand.
    let mut cells: Vec<(u32, bool)> = Vec::new();
    for &at in lines {
        let Some(line) = outline.line(at) else { continue };
        let place = outline.place(line.layout.node);
        if rows.last().is_none_or(|row| row.node != place.row) {
            cells = cells_of(outline, place.row);
            rows.push(Row { node: place.row, columns: Vec::new() });
        }
        let Some(row) = rows.last_mut() else { continue };
        if line.layout.block != Block::TableRow {
            // Cells stand in the order of the page.
            let column =
                cells.binary_search_by_key(&place.cell, |(cell, _)| *cell).unwrap_or(row.columns.len());
            put(row, column, line.span.clone());
            continue;
        }
        let mut start = line.span.start;
        let pieces = outline.line_text(at).split('\t').map(|piece| {
            let range = start..start + piece.len();
            start = range.end + 1;
            range
        });
        let pieces: Vec<Range<usize>> = pieces.collect();
        let filled: Vec<usize> =
            (0..cells.len()).filter(|&at| cells.get(at).is_some_and(|(_, shows)| *shows)).collect();
        let fits = filled.len() == pieces.len();
        for (at, piece) in pieces.into_iter().enumerate() {
            put(row, if fits { filled.get(at).copied().unwrap_or(at) } else { at }, piece);
        }
    }
    rows
}

fn put(row: &mut Row, column: usize, piece: Range<usize>) {
    if row.columns.len() <= column {
        row.columns.resize(column + 1, Vec::new());
    }
    if let Some(pieces) = row.columns.get_mut(column) {
        pieces.push(piece);
    }
}

/// The cells of a row, and whether each of them shows something.
fn cells_of(outline: &Outline<'_>, row: u32) -> Vec<(u32, bool)> {
    let Some(found) = outline.page.node(row) else { return Vec::new() };
    let inside = row + 1..=row.saturating_add(found.descendants);
    let nodes = inside.filter_map(|id| outline.page.node(id).map(|node| (id, node)));
    nodes
        .filter(|(id, node)| node.parent == row && matches!(outline.page.tag_of(*id), "td" | "th"))
        .map(|(id, node)| (id, node.text_length > 0))
        .collect()
}

/// Whether a row is the head of its table: its first row, of head cells alone or in a `thead`.
fn is_head(outline: &Outline<'_>, table: u32, row: u32) -> bool {
    if row == NONE {
        return false;
    }
    let Some(found) = outline.page.node(row) else { return false };
    let in_head = outline.page.tag_of(found.parent) == "thead";
    let cells = cells_of(outline, row);
    let head_cells = !cells.is_empty() && cells.iter().all(|(cell, _)| outline.page.tag_of(*cell) == "th");
    let first = (table + 1..row).all(|id| outline.page.tag_of(id) != "tr");
    (in_head || head_cells) && first
}
