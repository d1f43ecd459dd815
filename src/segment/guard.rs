//! scraper's parse within bounds: linear in time and memory, whatever the page holds.
//!
//! html5ever follows the letter of the HTML standard, where a tag may cost as much as the page is deep and every
//! paragraph reopens all formatting left open before it: hostile or broken pages would take hours or all memory.
//! Browsers set limits there, and so does this: [`Bounded`] stands between html5ever's tokenizer and its tree
//! builder and holds back what goes too far. A page that no limit tames is read as bare text.

use super::element::{Role, role};
use super::skim::{MAX_ATTRIBUTES, MAX_TAG, Piece, floor_boundary, skim};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, TokenizerResult};
use scraper::{Html, HtmlTreeSink};
use std::cell::Cell;

/// Elements nested deeper than this lose their tags; their text stays. Browsers stop at 512.
const MAX_DEPTH: usize = 400;
/// A page that gets deeper than this all the same is read as bare text.
const HOPELESS_DEPTH: usize = 2 * MAX_DEPTH;
/// How many tags pass between two looks at the depth, as long as the page has never been too deep.
const LOOK_EVERY: u32 = 32;
/// The size of the bites in which a page is parsed, in bytes.
const BITE: usize = 1 << 14;
/// The longest stretch without any token, in bytes; [`skim`] lets nothing through that needs more.
const MAX_SILENCE: usize = MAX_TAG + 2 * BITE;
/// Elements that a page may have however few tags it has.
const FREE_NODES: usize = 10_000;
/// Elements per token above which a page is a flood; a token makes one or two where nothing is reopened.
const MAX_NODES_PER_TOKEN: usize = 8;
/// How often a flood is dammed before the page is read as bare text.
const MAX_FLOODS: u32 = 4;
/// How many `<html>` and `<body>` tags may add attributes.
const MAX_ROOTS: u32 = 16;

/// Formatting elements: what the standard reopens in later paragraphs.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without elements inside: their tags switch the tokenizer and must reach the tree builder.
const RAW: [&str; 6] = ["style", "textarea", "iframe", "noembed", "noframes", "input"];

/// Attributes that segmentation or metadata read; the others are dropped before they reach the tree.
const ATTRIBUTES: [&str; 23] = [
    "class",
    "id",
    "href",
    "hidden",
    "aria-hidden",
    "role",
    "aria-level",
    "style",
    "open",
    "lang",
    "xml:lang",
    "name",
    "property",
    "itemprop",
    "content",
    "datetime",
    "pubdate",
    "start",
    "rel",
    "type",
    "charset",
    "http-equiv",
    "encoding",
];

/// Parses a page or, with `fragment`, a part of a page's body.
pub(super) fn parse(html: &str, fragment: bool) -> Html {
    let parser = Parser::new(fragment);
    let fed = parser.feed_pieces(html);
    if fed && !parser.given_up() {
        return parser.finish();
    }
    parse_bare(html)
}

/// The text of a page without its elements; only line breaks are left.
fn parse_bare(html: &str) -> Html {
    let parser = Parser::new(true);
    skim(html, &mut |piece| {
        match &piece {
            Piece::Text(range) => parser.feed(html.get(range.clone()).unwrap_or("")),
            Piece::Tag { name, .. } if role(&name.to_ascii_lowercase()) != Role::Inline => {
                parser.feed("<br>");
            }
            _ => {}
        }
        true
    });
    parser.finish()
}

struct Parser {
    tokenizer: Tokenizer<Bounded>,
    input: BufferQueue,
}

impl Parser {
    fn new(fragment: bool) -> Self {
        let options = TreeBuilderOpts::default();
        let builder = if fragment {
            let sink = HtmlTreeSink::new(Html::new_fragment());
            let name = html5ever::QualName::new(None, html5ever::ns!(html), html5ever::local_name!("body"));
            let context = html5ever::tree_builder::create_element(&sink, name, Vec::new());
            TreeBuilder::new_for_fragment(sink, context, None, options)
        } else {
            TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), options)
        };
        Self {
            tokenizer: Tokenizer::new(Bounded::new(builder), TokenizerOpts::default()),
            input: BufferQueue::default(),
        }
    }

    /// Feeds a page bite by bite; whether it was fed to its end.
    fn feed_pieces(&self, html: &str) -> bool {
        let mut bite = 0..0;
        let mut tokens = 0;
        let mut silence = 0;
        let mut swallow = |piece: std::ops::Range<usize>| {
            let mut rest = html.get(piece).unwrap_or("");
            while !rest.is_empty() && silence <= MAX_SILENCE && !self.given_up() {
                let (bite, after) = rest.split_at(floor_boundary(rest, 2 * BITE));
                self.feed(bite);
                let now = self.tokenizer.sink.tokens.get();
                silence = if now == tokens { silence + bite.len() } else { 0 };
                tokens = now;
                rest = after;
            }
            silence <= MAX_SILENCE && !self.given_up()
        };
        let mut going = true;
        skim(html, &mut |piece| {
            let range = piece.range();
            if range.start == bite.end && bite.len() < BITE {
                bite.end = range.end;
            } else {
                going = swallow(std::mem::replace(&mut bite, range));
            }
            going
        });
        going && swallow(bite)
    }

    fn feed(&self, html: &str) {
        if html.is_empty() {
            return;
        }
        self.input.push_back(StrTendril::from_slice(html));
        while !matches!(self.tokenizer.feed(&self.input), TokenizerResult::Done) {}
    }

    fn given_up(&self) -> bool {
        self.tokenizer.sink.given_up.get()
    }

    fn finish(self) -> Html {
        self.tokenizer.end();
        self.tokenizer.sink.builder.sink.finish()
    }
}

/// html5ever's tree builder behind limits.
struct Bounded {
    builder: TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>,
    tokens: Cell<usize>,
    until_look: Cell<u32>,
    /// Nodes at the last look.
    nodes_seen: Cell<usize>,
    /// Depth of the newest node at the last look, less the elements closed since.
    depth: Cell<usize>,
    /// Whether the page has ever been too deep.
    been_deep: Cell<bool>,
    /// Elements held back for their depth that still wait for their end tag.
    held_back: Cell<u32>,
    /// How often the page has made far more elements than it has tags.
    floods: Cell<u32>,
    roots: Cell<u32>,
    given_up: Cell<bool>,
}

impl TokenSink for Bounded {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        if self.given_up.get() {
            return TokenSinkResult::Continue;
        }
        self.tokens.set(self.tokens.get() + 1);
        let token = match token {
            TagToken(tag) => match self.admit(tag) {
                Some(tag) => TagToken(tag),
                None => return TokenSinkResult::Continue,
            },
            other => other,
        };
        let result = self.builder.process_token(token, line);
        if self.node_count() > FREE_NODES + MAX_NODES_PER_TOKEN * self.tokens.get() {
            self.dam(line);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Bounded {
    fn new(builder: TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>) -> Self {
        Self {
            builder,
            tokens: Cell::new(0),
            until_look: Cell::new(LOOK_EVERY),
            nodes_seen: Cell::new(0),
            depth: Cell::new(0),
            been_deep: Cell::new(false),
            held_back: Cell::new(0),
            floods: Cell::new(0),
            roots: Cell::new(0),
            given_up: Cell::new(false),
        }
    }

    /// The tag as it goes to the tree builder, if it goes there.
    fn admit(&self, mut tag: Tag) -> Option<Tag> {
        // More attributes than `skim` lets through: the page has tricked it, and may hide worse.
        if tag.attrs.len() > MAX_ATTRIBUTES {
            self.given_up.set(true);
            return None;
        }
        tag.attrs.retain(|attribute| ATTRIBUTES.contains(&attribute.name.local.as_ref()));
        if matches!(&*tag.name, "html" | "body") && tag.kind == StartTag {
            self.roots.set(self.roots.get().saturating_add(1));
            if self.roots.get() > MAX_ROOTS {
                tag.attrs.clear();
            }
        }
        if self.floods.get() > 0 && tag.kind == StartTag && FORMATTING.contains(&&*tag.name) {
            return None;
        }
        self.look();
        if self.is_deep() || self.held_back.get() > 0 {
            return self.flatten(tag);
        }
        if tag.kind == EndTag {
            self.depth.set(self.depth.get().saturating_sub(1));
        }
        Some(tag)
    }

    /// Whether the page is too deep for another element.
    fn is_deep(&self) -> bool {
        self.depth.get() > MAX_DEPTH
    }

    /// Looks now and then how deep the page has become. Only the tree knows: which tags html5ever opens, closes
    /// or ignores cannot be told from the tags.
    fn look(&self) {
        let wait = self.until_look.get();
        if wait > 0 {
            self.until_look.set(wait - 1);
            return;
        }
        let html = self.builder.sink.0.borrow();
        let mut nodes = html.tree.nodes();
        if nodes.len() > self.nodes_seen.replace(nodes.len()) {
            let newest = nodes.next_back();
            self.depth.set(newest.map_or(0, |node| node.ancestors().take(HOPELESS_DEPTH + 1).count()));
        }
        self.been_deep.set(self.been_deep.get() || self.is_deep());
        self.until_look.set(if self.been_deep.get() { 0 } else { LOOK_EVERY });
        self.given_up.set(self.given_up.get() || self.depth.get() > HOPELESS_DEPTH);
    }

    /// Holds back a tag of a page that is too deep; where a block would begin or end, the line still ends.
    fn flatten(&self, tag: Tag) -> Option<Tag> {
        let role = role(&tag.name);
        let line_break = || Tag {
            kind: StartTag,
            name: LocalName::from("br"),
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        };
        match role {
            // What holds no elements makes nothing deeper.
            Role::Break | Role::Void | Role::Title | Role::Script | Role::Noscript => Some(tag),
            Role::Skip if RAW.contains(&&*tag.name) => Some(tag),
            _ if tag.kind == StartTag => {
                if !self.is_deep() {
                    return Some(tag);
                }
                self.held_back.set(self.held_back.get().saturating_add(1));
                (role != Role::Inline).then(line_break)
            }
            _ if self.held_back.get() > 0 => {
                self.held_back.set(self.held_back.get() - 1);
                (role != Role::Inline).then(line_break)
            }
            _ => {
                self.depth.set(self.depth.get().saturating_sub(1));
                Some(tag)
            }
        }
    }

    fn node_count(&self) -> usize {
        self.builder.sink.0.borrow().tree.nodes().len()
    }

    /// Closes all formatting that was left open, and lets no more in.
    fn dam(&self, line: u64) {
        self.floods.set(self.floods.get() + 1);
        if self.floods.get() > MAX_FLOODS {
            self.given_up.set(true);
            return;
        }
        for name in FORMATTING {
            for _ in 0..MAX_DEPTH {
                let tag = Tag {
                    kind: EndTag,
                    name: LocalName::from(name),
                    self_closing: false,
                    attrs: Vec::new(),
                    had_duplicate_attributes: false,
                };
                let _ = self.builder.process_token(TagToken(tag), line);
            }
        }
        self.tokens.set(self.tokens.get() + FORMATTING.len() * MAX_DEPTH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &Html) -> String {
        html.root_element().text().collect()
    }

    #[test]
    fn bounds_do_not_show_on_ordinary_pages() {
        let html =
            "<!DOCTYPE html><title>t</title><table><tr><td><p class=c>a<b>b<p>c</b></table><svg><g/></svg>";
        assert_eq!(parse(html, false).html(), Html::parse_document(html).html());
    }

    #[test]
    fn a_bare_page_keeps_its_text_and_line_breaks() {
        let html = parse_bare("<p>a &amp; <b>b</b></p><script>x</script><!-- y --><div z>c</div>");
        assert_eq!(text(&html), "a & bc");
        assert!(html.html().contains("b<br>"), "{}", html.html());
    }

    #[test]
    fn a_page_that_tricks_the_first_look_is_read_bare() {
        let attributes: String = (0..1000).map(|n| format!("a{n} ")).collect();
        let html = parse(&format!("<p>x</p><svg><title><div {attributes}></title></svg>y"), false);
        assert_eq!(text(&html), "xy");
    }
}
