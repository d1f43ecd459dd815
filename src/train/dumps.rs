//! Text dumps of pages, in the ways that scrapers make them.

use crate::line::Landmarks;
use crate::segment::{Page, page_lines};
use scraper::{Html, Node};

/// How a dump is made of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scraper {
    /// Every block of the page on a line of its own.
    Blocks,
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
