//! Text dumps of pages, in the ways that scrapers make them.

use crate::line::{Block, Landmarks};
use crate::segment::{Page, page_lines};
use scraper::{Html, Node};
use std::collections::{HashMap, HashSet};

/// How a dump is made of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scraper {
    /// Every block of the page on a line of its own.
    Blocks,
    /// Every block of the page on a line of its own, with the signs and numbers of lists.
    Listed,
    /// Every piece of text between two tags on a line of its own.
    Fragments,
    /// What stands in the part of the page with the article, and is no menu.
    Extractor,
    /// The text that is wanted and nothing else: what needs no cleaning must stay as it is.
    Nothing,
}

/// Every block on a line of its own.
pub fn blocks(page: &Page) -> String {
    let mut text = String::with_capacity(page.text.len());
    for line in page_lines(page) {
        text.push_str(line.text);
        text.push('\n');
    }
    text
}

/// Signs of lists by how deep they stand in other lists.
const SIGNS: [&str; 4] = ["*", "+", "o", "-"];

/// Every block on a line of its own, with the signs and numbers of lists, and blank lines around paragraphs and lists:
/// as programs write that turn a page into text for reading.
pub fn listed(page: &Page) -> String {
    let mut text = String::with_capacity(page.text.len() * 2);
    let mut seen = HashSet::new();
    let mut counts: HashMap<u32, usize> = HashMap::new();
    let mut list_before = None;
    for line in page_lines(page) {
        let Some(layout) = &line.layout else { continue };
        let above: Vec<(u32, &str)> = std::iter::once(layout.node)
            .chain(page.ancestors(layout.node).map(|(id, _)| id))
            .filter_map(|id| Some((id, page.token(page.node(id)?.tag))))
            .collect();
        let item = above.iter().position(|(_, tag)| *tag == "li");
        let lists: Vec<&(u32, &str)> = above
            .iter()
            .skip(item.unwrap_or(above.len()))
            .filter(|(_, tag)| matches!(*tag, "ul" | "ol" | "menu"))
            .collect();
        let outermost = lists.last().map(|(id, _)| *id);
        let paragraph = matches!(layout.block, Block::Paragraph | Block::Heading | Block::Quote);
        if !text.is_empty() && (outermost != list_before || (paragraph && item.is_none())) {
            text.push('\n');
        }
        list_before = outermost;
        if let (Some((item, _)), Some((list, tag))) = (item.and_then(|at| above.get(at)), lists.first())
            && seen.insert(*item)
        {
            let count = counts.entry(*list).or_default();
            *count += 1;
            match *tag {
                "ol" => text.push_str(&format!("{count}. ")),
                _ => text.extend([SIGNS.get((lists.len() - 1) % SIGNS.len()).copied().unwrap_or("*"), " "]),
            }
        }
        text.push_str(line.text);
        text.push('\n');
    }
    text
}

/// Every piece of text between two tags on a line of its own.
pub fn fragments(html: &str) -> String {
    let tree = Html::parse_document(html);
    let mut text = String::new();
    for node in tree.tree.root().descendants() {
        let Node::Text(piece) = node.value() else { continue };
        let silent = node.ancestors().any(|above| {
            above.value().as_element().is_some_and(|element| {
                matches!(element.name(), "script" | "style" | "noscript" | "template" | "svg")
            })
        });
        let piece = piece.trim();
        if !silent && !piece.is_empty() {
            text.extend(piece.split('\n').flat_map(|line| [line.trim(), "\n"]));
        }
    }
    text
}

/// What a plain extractor leaves: all that is wanted, and what stands beside it in the same part of the page.
/// `wanted` says of each line of the page how much of it is wanted.
pub fn extracted(page: &Page, wanted: &[f32]) -> String {
    let lines = page_lines(page);
    let mut below = vec![0.0f32; page.nodes().len()];
    for (line, wanted) in lines.iter().zip(wanted) {
        let Some(layout) = line.layout.as_ref().filter(|_| *wanted >= 0.5) else { continue };
        let length = line.text.len() as f32;
        let own = std::iter::once(layout.node);
        for id in own.chain(page.ancestors(layout.node).map(|(id, _)| id)) {
            if let Some(sum) = below.get_mut(id as usize) {
                *sum += length;
            }
        }
    }
    let all = below.first().copied().unwrap_or_default();
    let nearly_all = page.nodes().iter().zip(0u32..).zip(&below);
    let part = nearly_all
        .filter(|(_, sum)| **sum >= 0.9 * all)
        .max_by_key(|((node, _), _)| node.depth)
        .map_or(0, |((_, id), _)| id);
    let mut text = String::new();
    for (line, wanted) in lines.iter().zip(wanted) {
        let Some(layout) = &line.layout else { continue };
        let inside = layout.node == part || page.ancestors(layout.node).any(|(id, _)| id == part);
        let furniture = layout.hidden
            || layout.link_density > 0.6
            || layout.landmarks.contains(Landmarks::NAV)
            || layout.landmarks.contains(Landmarks::FOOTER)
            || line.text.chars().count() < 12;
        if *wanted >= 0.5 || (inside && !furniture) {
            text.push_str(line.text);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::parse_page;

    #[test]
    fn lists_have_signs_by_their_depth_and_numbers() {
        let page = parse_page(
            "<body><ul><li>News<ul><li>World</li></ul></li><li>Sport</li></ul><h1>Cranes</h1><p>They fly.</p>\
             <ol><li>Eat</li><li><p>Rest</p><p>and sleep</p></li></ol>imprint</body>",
        );
        assert_eq!(
            listed(&page),
            "* News\n+ World\n* Sport\n\nCranes\n\nThey fly.\n\n1. Eat\n2. Rest\nand sleep\n\nimprint\n"
        );
    }
}
