//! The small arena that every HTML parser fills and that nothing after it looks behind.
//!
//! A [`Page`] is filled through [`PageBuilder`](super::PageBuilder) alone.

use super::skim::floor_boundary;
use super::statement::Statement;
use crate::line::{Landmarks, Layout};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The longest token that is kept, in bytes; the rest of a longer one is cut.
pub const MAX_TOKEN_BYTES: usize = 64;

/// The most class and id tokens that are kept of one element.
pub const MAX_TOKENS_PER_NODE: usize = 16;

/// The most distinct tokens that are kept of one page, so that generated class names cannot flood the table.
pub const MAX_TOKENS: usize = 1 << 16;

/// One element of a page that can hold text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Index of the parent; the root is its own parent.
    pub parent: u32,
    /// Distance to the root.
    pub depth: u16,
    /// Tag name: an index for [`Page::token`].
    pub tag: u32,
    /// Class and id tokens: a range of [`Page::tokens_of`].
    pub tokens: Range<u32>,
    /// Characters of text below this element, white space left out.
    pub text_length: u32,
    /// Of those, the characters inside links.
    pub link_length: u32,
    /// Elements below this element.
    pub descendants: u32,
    /// Whether this element or one that holds it is hidden.
    pub hidden: bool,
    /// Which landmarks hold this element, itself included.
    pub landmarks: Landmarks,
}

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMeta {
    /// `<title>`.
    pub title: Option<String>,
    /// `og:title`, else JSON-LD `headline`.
    pub headline: Option<String>,
    /// `og:description`, else `meta name=description`.
    pub description: Option<String>,
    /// `og:site_name`.
    pub site_name: Option<String>,
    /// `lang` of the `html` element.
    pub language: Option<String>,
    /// Canonical address: `link rel=canonical`, else `og:url`.
    pub url: Option<String>,
    /// Author: JSON-LD `author.name`, else `meta name=author`.
    pub author: Option<String>,
    /// Date of publication as the page writes it: JSON-LD `datePublished`, else `article:published_time`.
    pub published: Option<String>,
    /// JSON-LD `articleBody`, as it stands there.
    pub article_body: Option<String>,
    /// What the page says it is: `og:type` and the types of its JSON-LD, in lower case, each once.
    pub types: Vec<String>,
    /// The program that made the page: the first word of `meta name=generator`, in lower case.
    pub generator: Option<String>,
    /// All that the page says of its title, author, date and so on, in every way it does, as it stands there:
    /// [`Metadata`](crate::metadata::Metadata) chooses.
    pub statements: Vec<Statement>,
}

/// A line before it borrows its text.
#[derive(Clone, Debug, PartialEq)]
pub struct PageLine {
    /// Bytes of the line in [`Page::text`].
    pub span: Range<usize>,
    /// Where the line stands.
    pub layout: Layout,
    /// How many line breaks (`<br>`, or line feeds of preformatted text) lie between this line and the one before it;
    /// 0 where a block begins or ends in between.
    pub breaks: u8,
}

/// An inline element that says how its text is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Bytes of [`Page::text`], over several lines perhaps, and perhaps with white space at the ends.
    pub span: Range<usize>,
    /// The address of a link: a range for [`Page::href`].
    href: Range<usize>,
}

/// The kind of an inline element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InlineKind {
    /// `em`, `i`, `cite`, `dfn`.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`, `tt`.
    Code,
    /// `a` with an address.
    Link,
}

impl InlineKind {
    /// The kind that a tag is; links aside.
    pub(super) fn of_tag(tag: &str) -> Option<InlineKind> {
        match tag {
            "em" | "i" | "cite" | "dfn" => Some(InlineKind::Emphasis),
            "strong" | "b" => Some(InlineKind::Strong),
            "code" | "kbd" | "samp" | "tt" => Some(InlineKind::Code),
            _ => None,
        }
    }
}

/// A parsed page: its elements, its lines and what it says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// All lines of the page, each ended by a line feed.
    pub text: String,
    /// The lines in document order.
    pub lines: Vec<PageLine>,
    /// What the page says about itself.
    pub meta: PageMeta,
    /// Inline elements in the order in which they begin.
    pub inlines: Vec<Inline>,
    nodes: Vec<Node>,
    hrefs: String,
    /// The newest of them.
    last_href: Range<usize>,
    /// Lists whose first number is not 1.
    list_starts: Vec<(u32, i32)>,
    token_list: Vec<u32>,
    names: Vec<String>,
    by_name: HashMap<String, u32>,
}

impl Page {
    /// The elements of the page in document order, parents before their children; the first is the root.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The element with this index.
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// The name behind a tag or a class or id token; empty for an index that is none.
    ///
    /// Names are in lower case. Those of ids begin with `#`, which tells them from classes and tags.
    pub fn token(&self, token: u32) -> &str {
        self.names.get(token as usize).map_or("", String::as_str)
    }

    /// The index of a name, if the page has it: looked up once, it spares comparing strings node by node.
    pub fn find_token(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// How many distinct names there are: every token is below it.
    pub fn token_count(&self) -> usize {
        self.names.len()
    }

    /// The tag name of an element; empty for an index that is none.
    pub fn tag_of(&self, id: u32) -> &str {
        self.node(id).map_or("", |node| self.token(node.tag))
    }

    /// The tokens of an element: the id first, then the classes as the page orders them, then other attributes that
    /// say what it is for (`@itemprop=articlebody`).
    pub fn tokens_of(&self, node: &Node) -> &[u32] {
        self.token_list.get(node.tokens.start as usize..node.tokens.end as usize).unwrap_or(&[])
    }

    /// The elements that hold an element, from its parent to the root, each with its index.
    pub fn ancestors(&self, id: u32) -> Ancestors<'_> {
        Ancestors { page: self, child: id }
    }

    /// The address of a link, as the page writes it; empty for other inline elements.
    pub fn href(&self, inline: &Inline) -> &str {
        self.hrefs.get(inline.href.clone()).unwrap_or("")
    }

    /// Whether two links have their address from one element, or from two that follow each other.
    pub fn same_href(one: &Inline, other: &Inline) -> bool {
        one.href == other.href
    }

    /// The number of the first item of a list.
    pub fn list_start(&self, node: u32) -> i32 {
        let found = self.list_starts.binary_search_by_key(&node, |(list, _)| *list);
        found.ok().and_then(|at| self.list_starts.get(at)).map_or(1, |(_, start)| *start)
    }

    /// The text of a line without its line end.
    pub fn line_text(&self, line: &PageLine) -> &str {
        self.text.get(line.span.clone()).unwrap_or("")
    }

    /// Adds an element below `parent`, or the root if it is the first. The caller fills in the sums at the end.
    pub(super) fn add_node(&mut self, parent: u32, tag: &str) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let tag = self.intern(tag).unwrap_or(u32::MAX);
        let above = self.node(parent);
        self.nodes.push(Node {
            parent,
            depth: above.map_or(0, |node| node.depth.saturating_add(1)),
            tag,
            hidden: above.is_some_and(|node| node.hidden),
            landmarks: above.map(|node| node.landmarks).unwrap_or_default(),
            ..Node::default()
        });
        id
    }

    /// Begins an inline element at the end of the text; its index.
    pub(super) fn begin_inline(&mut self, kind: InlineKind, href: &str) -> usize {
        // A link left open is begun again in every paragraph that follows: its address is kept once.
        let href = if href.is_empty() {
            0..0
        } else {
            if self.hrefs.get(self.last_href.clone()) != Some(href) {
                let start = self.hrefs.len();
                self.hrefs.push_str(href);
                self.last_href = start..self.hrefs.len();
            }
            self.last_href.clone()
        };
        let at = self.text.len();
        self.inlines.push(Inline { kind, span: at..at, href });
        self.inlines.len() - 1
    }

    /// Ends an inline element; one without text is forgotten.
    pub(super) fn end_inline(&mut self, index: usize) {
        let end = self.text.len();
        let last = index + 1 == self.inlines.len();
        if let Some(inline) = self.inlines.get_mut(index) {
            inline.span.end = end.max(inline.span.start);
            if last && inline.span.is_empty() {
                self.inlines.pop();
            }
        }
    }

    /// Notes the number of the first item of the newest list.
    pub(super) fn set_list_start(&mut self, node: u32, start: i32) {
        self.list_starts.push((node, start));
    }

    pub(super) fn node_mut(&mut self, id: u32) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    /// Stores the id and the classes of an element, within the limits.
    pub(super) fn set_tokens(&mut self, node: u32, id: Option<&str>, classes: Option<&str>) {
        let start = self.token_list.len();
        if let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) {
            let mut marked = String::with_capacity(1 + id.len().min(MAX_TOKEN_BYTES));
            marked.push('#');
            marked.push_str(cut(id, MAX_TOKEN_BYTES - 1));
            let token = self.intern(&marked);
            self.token_list.extend(token);
        }
        for class in classes.into_iter().flat_map(str::split_ascii_whitespace) {
            if self.token_list.len() - start >= MAX_TOKENS_PER_NODE {
                break;
            }
            let token = self.intern(class);
            self.token_list.extend(token);
        }
        let range = start as u32..self.token_list.len() as u32;
        if let Some(node) = self.node_mut(node) {
            node.tokens = range;
        }
    }

    /// Adds what other attributes say an element is for, as tokens `@attribute=value`; the last part of an address
    /// stands for it. Must follow [`Page::set_tokens`] of the same element.
    pub(super) fn add_purposes<'a>(
        &mut self,
        node: u32,
        purposes: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) {
        for (name, value) in purposes {
            let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { continue };
            let value = value.rsplit('/').next().unwrap_or(value);
            let token = self.intern(&format!("@{name}={}", cut(value, MAX_TOKEN_BYTES / 2)));
            self.token_list.extend(token);
        }
        let end = self.token_list.len() as u32;
        if let Some(node) = self.node_mut(node) {
            node.tokens.end = end;
        }
    }

    /// Adds up text, links and elements from the leaves to the root: one pass, since children follow parents.
    pub(super) fn add_up(&mut self) {
        for id in (1..self.nodes.len()).rev() {
            let (above, below) = self.nodes.split_at_mut(id);
            let Some(child) = below.first() else { continue };
            let Some(parent) = above.get_mut(child.parent as usize) else { continue };
            parent.text_length = parent.text_length.saturating_add(child.text_length);
            parent.link_length = parent.link_length.saturating_add(child.link_length);
            parent.descendants = parent.descendants.saturating_add(child.descendants).saturating_add(1);
        }
    }

    fn intern(&mut self, name: &str) -> Option<u32> {
        let name = cut(name, MAX_TOKEN_BYTES);
        let name = if name.chars().any(char::is_uppercase) {
            Cow::Owned(name.to_lowercase())
        } else {
            Cow::Borrowed(name)
        };
        if let Some(&token) = self.by_name.get(name.as_ref()) {
            return Some(token);
        }
        if self.names.len() >= MAX_TOKENS {
            return None;
        }
        let token = self.names.len() as u32;
        self.names.push(name.clone().into_owned());
        self.by_name.insert(name.into_owned(), token);
        Some(token)
    }
}

/// The elements that hold an element: see [`Page::ancestors`].
#[derive(Clone, Debug)]
pub struct Ancestors<'p> {
    page: &'p Page,
    child: u32,
}

impl<'p> Iterator for Ancestors<'p> {
    type Item = (u32, &'p Node);

    fn next(&mut self) -> Option<Self::Item> {
        let parent = self.page.node(self.child)?.parent;
        // Parents come before their children; the root, its own parent, ends the walk.
        if parent >= self.child {
            return None;
        }
        self.child = parent;
        Some((parent, self.page.node(parent)?))
    }
}

/// The first `max` bytes, or a few less where a character would be split.
fn cut(name: &str, max: usize) -> &str {
    name.get(..floor_boundary(name, max)).unwrap_or(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_ids_are_kept_apart_and_in_lower_case() {
        let mut page = Page::default();
        let root = page.add_node(0, "html");
        let div = page.add_node(root, "div");
        page.set_tokens(div, Some("Main"), Some("Main  Wide"));
        let node = page.node(div).unwrap();
        let names: Vec<&str> = page.tokens_of(node).iter().map(|&token| page.token(token)).collect();
        assert_eq!(names, ["#main", "main", "wide"]);
        assert_eq!(page.find_token("#main"), Some(page.tokens_of(node)[0]));
        assert_eq!(page.find_token("#wide"), None);
    }

    #[test]
    fn tokens_are_limited_in_length_and_number() {
        let mut page = Page::default();
        let root = page.add_node(0, "html");
        let long = "é".repeat(100);
        let many: String = (0..100).map(|n| format!("c{n} ")).collect();
        page.set_tokens(root, Some(&long), Some(&many));
        let tokens = page.tokens_of(page.node(root).unwrap());
        assert_eq!(tokens.len(), MAX_TOKENS_PER_NODE);
        assert!(page.token(tokens[0]).len() <= MAX_TOKEN_BYTES);
    }

    #[test]
    fn ancestors_run_from_the_parent_to_the_root() {
        let mut page = Page::default();
        let root = page.add_node(0, "html");
        let body = page.add_node(root, "body");
        let p = page.add_node(body, "p");
        let ids: Vec<u32> = page.ancestors(p).map(|(id, _)| id).collect();
        assert_eq!(ids, [body, root]);
        assert_eq!(page.ancestors(root).count(), 0);
        assert_eq!(page.ancestors(99).count(), 0);
    }

    #[test]
    fn sums_are_those_of_the_whole_subtree() {
        let mut page = Page::default();
        let root = page.add_node(0, "html");
        let div = page.add_node(root, "div");
        let p = page.add_node(div, "p");
        page.node_mut(p).unwrap().text_length = 5;
        page.node_mut(div).unwrap().text_length = 2;
        page.node_mut(p).unwrap().link_length = 1;
        page.add_up();
        let root = page.node(root).unwrap();
        assert_eq!((root.text_length, root.link_length, root.descendants), (7, 1, 2));
    }
}
