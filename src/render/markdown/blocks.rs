//! The kept lines of a page, put together to blocks.

use super::outline::{NONE, Outline};

/// A block, with the indices of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Heading(Vec<usize>),
    /// The lines of a `pre`.
    Code(u32, Vec<usize>),
    /// The lines of a table of data.
    Table(u32, Vec<usize>),
    /// A paragraph, with its line breaks.
    Text(Vec<usize>),
}

impl Block {
    /// The element whose lists and quotes hold the block.
    pub fn node(&self, outline: &Outline<'_>) -> u32 {
        match self {
            Block::Code(node, _) | Block::Table(node, _) => *node,
            Block::Heading(lines) | Block::Text(lines) => {
                lines.first().and_then(|&at| outline.line(at)).map_or(0, |line| line.layout.node)
            }
        }
    }
}

pub(super) fn blocks(outline: &Outline<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (at, line) in outline.page.lines.iter().enumerate() {
        if !outline.is_kept(at) {
            continue;
        }
        let place = outline.place(line.layout.node);
        let follows = |lines: &[usize]| {
            let before = at.checked_sub(1).filter(|before| lines.last() == Some(before));
            before
                .and_then(|before| outline.line(before))
                .is_some_and(|before| before.layout.node == line.layout.node)
        };
        if place.code != NONE {
            match blocks.last_mut() {
                Some(Block::Code(node, lines)) if *node == place.code => lines.push(at),
                _ => blocks.push(Block::Code(place.code, vec![at])),
            }
        } else if place.row != NONE && outline.is_data(place.table) {
            match blocks.last_mut() {
                Some(Block::Table(node, lines)) if *node == place.table => lines.push(at),
                _ => blocks.push(Block::Table(place.table, vec![at])),
            }
        } else if line.layout.heading > 0 {
            match blocks.last_mut() {
                Some(Block::Heading(lines)) if line.breaks > 0 && follows(lines) => lines.push(at),
                _ => blocks.push(Block::Heading(vec![at])),
            }
        } else {
            match blocks.last_mut() {
                // Two line breaks are how old pages begin a paragraph.
                Some(Block::Text(lines)) if line.breaks == 1 && follows(lines) => lines.push(at),
                _ => blocks.push(Block::Text(vec![at])),
            }
        }
    }
    blocks
}
