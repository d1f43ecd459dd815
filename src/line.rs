//! What a segmenter yields: the lines of a document.

use std::ops::Range;

/// One line of a document. It borrows its text; nothing is copied before rendering.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'t> {
    /// Number of the line, from 1. In text, blank lines count; in HTML, it numbers the segmented lines.
    pub number: u32,
    /// Bytes of the line in the segmented text, without its line end.
    ///
    /// For plain text the segmented text is the decoded document itself; for HTML it is
    /// [`Page::text`](crate::segment::Page::text).
    pub span: Range<usize>,
    /// The line without its line end.
    pub text: &'t str,
    /// Whether nothing but white space and invisible characters stands on the line.
    pub blank: bool,
    /// Where the line stands on an HTML page; `None` for plain text.
    pub layout: Option<Layout>,
}

/// Where a line stands on an HTML page.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The innermost block element that holds the line: an index for
    /// [`Page::node`](crate::segment::Page::node).
    pub node: u32,
    /// Share of the line's characters (white space left out) that stand inside links, 0 to 1.
    pub link_density: f32,
    /// Which landmark elements or ARIA roles hold the line.
    pub landmarks: Landmarks,
    /// Level of the heading that the line is, 1 to 6; 0 if it is none.
    pub heading: u8,
    /// What kind of block the line is.
    pub block: Block,
    /// Whether the page hides the line (`hidden`, `aria-hidden`, `display:none`).
    pub hidden: bool,
}

/// The kind of block that a line of an HTML page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// A paragraph (`p`).
    Paragraph,
    /// A heading (`h1` to `h6`).
    Heading,
    /// A list item, a term or a definition (`li`, `dt`, `dd`).
    ListItem,
    /// A table row (`tr`).
    TableRow,
    /// A line of preformatted text (`pre`).
    Preformatted,
    /// A quote (`blockquote`).
    Quote,
    /// A caption (`figcaption`, `caption`).
    Caption,
    /// Any other block (`div`, `section`, text between blocks).
    Other,
}

/// A set of landmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Landmarks(u8);

impl Landmarks {
    /// `article` or `role=article`.
    pub const ARTICLE: Landmarks = Landmarks(1);
    /// `main` or `role=main`.
    pub const MAIN: Landmarks = Landmarks(2);
    /// `nav` or `role=navigation`.
    pub const NAV: Landmarks = Landmarks(4);
    /// `aside` or `role=complementary`.
    pub const ASIDE: Landmarks = Landmarks(8);
    /// `header` or `role=banner`.
    pub const HEADER: Landmarks = Landmarks(16);
    /// `footer` or `role=contentinfo`.
    pub const FOOTER: Landmarks = Landmarks(32);

    /// Whether all of `other` are in this set.
    pub const fn contains(self, other: Landmarks) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Landmarks) -> Landmarks {
        Landmarks(self.0 | other.0)
    }
}

/// Whether a character shows nothing: white space, zero-width and formatting characters.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}
