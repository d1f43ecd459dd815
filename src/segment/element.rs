//! What an HTML element means for segmentation: its role by tag name and what its attributes say.

use super::statement::{Field, Origin, field_of_item};
use crate::line::{Block, Landmarks};

/// What an element does to the lines around and inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Flows in the line; also every element that is not known.
    Inline,
    /// Begins and ends a line.
    Block(Block),
    /// A block whose lines are those of its source.
    Preformatted,
    /// A heading of this level.
    Heading(u8),
    /// A table row.
    Row,
    /// A table cell.
    Cell,
    /// Ends the line and holds nothing.
    Break,
    /// Holds nothing and does not touch the line.
    Void,
    /// Left out with all it holds.
    Skip,
    /// `<button>`: left out, unless it is all there is of a heading.
    Button,
    /// Holds what the page says about itself.
    Head,
    /// `<title>`: read, but no line.
    Title,
    /// `<script>`: left out, unless it holds JSON-LD.
    Script,
    /// `<noscript>`: left out, unless the builder was told otherwise.
    Noscript,
}

/// The role of a tag; names are in lower case.
pub(super) fn role(tag: &str) -> Role {
    match tag {
        "p" => Role::Block(Block::Paragraph),
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "li" | "dt" | "dd" => Role::Block(Block::ListItem),
        "blockquote" => Role::Block(Block::Quote),
        "figcaption" | "caption" => Role::Block(Block::Caption),
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "pre" | "listing" | "xmp" | "plaintext" => Role::Preformatted,
        "html" | "body" | "div" | "section" | "article" | "main" | "nav" | "aside" | "header" | "footer"
        | "address" | "ul" | "ol" | "dl" | "menu" | "dir" | "table" | "thead" | "tbody" | "tfoot"
        | "colgroup" | "figure" | "form" | "fieldset" | "legend" | "details" | "summary" | "dialog"
        | "center" | "hgroup" | "search" | "marquee" | "frameset" => Role::Block(Block::Other),
        "br" | "hr" => Role::Break,
        "img" | "wbr" | "link" | "meta" | "base" | "area" | "col" | "source" | "track" | "param"
        | "embed" | "frame" | "basefont" | "bgsound" | "keygen" => Role::Void,
        "style" | "svg" | "annotation" | "annotation-xml" | "template" | "iframe" | "object" | "applet"
        | "canvas" | "audio" | "video" | "input" | "select" | "option" | "optgroup" | "datalist"
        | "textarea" | "noframes" | "noembed" => Role::Skip,
        "button" => Role::Button,
        "head" => Role::Head,
        "title" => Role::Title,
        "script" => Role::Script,
        "noscript" => Role::Noscript,
        _ => Role::Inline,
    }
}

/// The attributes that segmentation reads, in one pass over an element's attributes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    pub id: Option<&'a str>,
    pub class: Option<&'a str>,
    pub href: Option<&'a str>,
    pub rel: Option<&'a str>,
    pub content: Option<&'a str>,
    pub datetime: Option<&'a str>,
    pub pubdate: bool,
    /// The number of a list's first item.
    pub start: Option<&'a str>,
    pub hidden: bool,
    pub role: Option<&'a str>,
    pub open: bool,
    /// `style` asks for a box of its own.
    pub block: bool,
    pub level: Option<&'a str>,
    /// Other attributes that name what an element is for.
    pub purpose: [Option<&'a str>; PURPOSES.len()],
}

/// Attributes other than class and id whose values say what an element is for.
pub(super) const PURPOSES: [&str; 6] =
    ["itemprop", "role", "itemtype", "data-testid", "data-component", "aria-label"];

impl<'a> Known<'a> {
    pub fn read(attributes: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known = Known::default();
        for (name, value) in attributes {
            if let Some(at) = PURPOSES.iter().position(|purpose| *purpose == name)
                && let Some(place) = known.purpose.get_mut(at)
            {
                *place = Some(value);
            }
            match name {
                "id" => known.id = Some(value),
                "class" => known.class = Some(value),
                "href" => known.href = Some(value),
                "rel" => known.rel = Some(value),
                "content" => known.content = Some(value),
                "datetime" => known.datetime = Some(value),
                "pubdate" => known.pubdate = true,
                "start" => known.start = Some(value),
                "hidden" => known.hidden = true,
                "aria-hidden" => known.hidden |= value.trim().eq_ignore_ascii_case("true"),
                "role" => known.role = Some(value),
                "aria-level" => known.level = Some(value),
                "open" => known.open = true,
                "style" => known.read_style(value),
                _ => {}
            }
        }
        known
    }

    fn read_style(&mut self, style: &str) {
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.split('!').next().unwrap_or("").trim();
            let is = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
            match property.trim() {
                p if p.eq_ignore_ascii_case("display") => {
                    self.hidden |= is(&["none"]);
                    self.block = is(&["block", "flex", "grid", "list-item", "table", "flow-root"]);
                }
                p if p.eq_ignore_ascii_case("visibility") => self.hidden |= is(&["hidden", "collapse"]),
                _ => {}
            }
        }
    }

    /// What the text of the element says of the page, if its attributes name that; for a `<time>`, how surely.
    pub fn statement(&self, tag: &str) -> Option<(Field, Origin)> {
        let [itemprop, ..] = self.purpose;
        let item = itemprop.and_then(field_of_item);
        let names =
            |parts: &[&str]| self.class.is_some_and(|class| parts.iter().any(|part| class.contains(part)));
        if tag == "time" {
            let published = item == Some(Field::Published)
                || self.pubdate
                || names(&["publish", "Publish", "entry-date", "posted", "created"]);
            let modified = item == Some(Field::Modified) || names(&["updated", "modified"]);
            return Some(match (published, modified) {
                (true, _) => (Field::Published, Origin::MarkedTime),
                (false, true) => (Field::Modified, Origin::MarkedTime),
                (false, false) => (Field::Published, Origin::Time),
            });
        }
        if let Some(field) = item {
            return Some((field, Origin::Microdata));
        }
        if tag == "h1" {
            return Some((Field::Title, Origin::Heading));
        }
        let is_author =
            |rel: &str| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author"));
        if tag == "a" && self.rel.is_some_and(is_author) {
            return Some((Field::Author, Origin::Link));
        }
        names(&["byline", "author", "Byline", "Author"]).then_some((Field::Author, Origin::Class))
    }

    /// The heading level that ARIA gives the element; a heading without a level is one of level 2, says ARIA.
    pub fn aria_heading(&self) -> Option<u8> {
        let heading = self.roles().any(|role| role.eq_ignore_ascii_case("heading"));
        heading.then(|| self.level.and_then(|level| level.trim().parse().ok()).unwrap_or(2).clamp(1, 6))
    }

    fn roles(&self) -> impl Iterator<Item = &'a str> {
        self.role.unwrap_or("").split_ascii_whitespace()
    }

    /// The landmarks that the element is, by its tag and its role.
    pub fn landmarks(&self, tag: &str) -> Landmarks {
        let own = match tag {
            "article" => Landmarks::ARTICLE,
            "main" => Landmarks::MAIN,
            "nav" => Landmarks::NAV,
            "aside" => Landmarks::ASIDE,
            "header" => Landmarks::HEADER,
            "footer" => Landmarks::FOOTER,
            _ => Landmarks::default(),
        };
        self.roles().fold(own, |all, role| {
            all.with(match role.to_ascii_lowercase().as_str() {
                "article" => Landmarks::ARTICLE,
                "main" => Landmarks::MAIN,
                "navigation" => Landmarks::NAV,
                "complementary" => Landmarks::ASIDE,
                "banner" => Landmarks::HEADER,
                "contentinfo" => Landmarks::FOOTER,
                _ => Landmarks::default(),
            })
        })
    }
}
