//! HTML into a [`Page`], by scraper.

use super::builder::{Content, Noscript, PageBuilder};
use super::guard;
use super::page::Page;
use super::skim::floor_boundary;
use crate::document::MAX_HTML_BYTES;
use scraper::{Html, Node};

/// Visible characters below which a page counts as empty without its scripts, so that `<noscript>` is read.
const BARE_PAGE: u32 = 500;

/// Parses a page of HTML. Total: any input makes a page, in time and memory linear in its size.
///
/// Past [`MAX_HTML_BYTES`] the input is cut.
pub fn parse_page(html: &str) -> Page {
    let html = html.get(..floor_boundary(html, MAX_HTML_BYTES)).unwrap_or(html);
    let tree = guard::parse(html, false);
    let page = fill(&tree, Noscript::Skip);
    if characters(&page) < BARE_PAGE && has_noscript(&tree) {
        let with_noscript = fill(&tree, Noscript::Use);
        // A note that asks for scripts is not the page.
        if characters(&with_noscript) > 2 * characters(&page) + BARE_PAGE {
            return with_noscript;
        }
    }
    page
}

fn characters(page: &Page) -> u32 {
    page.node(0).map_or(0, |root| root.text_length)
}

fn has_noscript(tree: &Html) -> bool {
    tree.tree.values().any(|node| node.as_element().is_some_and(|element| element.name() == "noscript"))
}

fn fill(tree: &Html, noscript: Noscript) -> Page {
    let mut builder = PageBuilder::new(noscript);
    walk(tree, &mut builder, noscript);
    builder.finish()
}

/// Reports a tree to a builder. Iterative, since a page may be deeper than the stack.
fn walk(tree: &Html, builder: &mut PageBuilder, noscript: Noscript) {
    let mut node = tree.tree.root();
    loop {
        let enter = match node.value() {
            Node::Element(element) => match builder.open(element.name(), element.attrs()) {
                Content::Skipped => false,
                // Scripts count as running, so the content of noscript is one piece of source.
                Content::Wanted if element.name() == "noscript" => {
                    let source: String = node
                        .children()
                        .filter_map(|child| child.value().as_text().map(|text| &**text))
                        .collect();
                    // Only one level deep: a noscript inside is left out.
                    if noscript == Noscript::Use {
                        walk(&guard::parse(&source, true), builder, Noscript::Skip);
                    }
                    builder.close();
                    false
                }
                Content::Wanted => true,
            },
            Node::Text(text) => {
                builder.text(text);
                false
            }
            Node::Document | Node::Fragment => true,
            Node::Comment(_) | Node::Doctype(_) | Node::ProcessingInstruction(_) => false,
        };
        if enter && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if enter && node.value().is_element() {
            builder.close();
        }
        // On to the next sibling, of this node or of the nearest that holds it and has one.
        loop {
            if let Some(sibling) = node.next_sibling() {
                node = sibling;
                break;
            }
            let Some(parent) = node.parent() else { return };
            if parent.value().is_element() {
                builder.close();
            }
            node = parent;
        }
    }
}
