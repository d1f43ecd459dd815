//! Pages written in another style: the same text in other elements.
//!
//! What a page calls its elements differs from site to site and from decade to decade. Who learns from the same page
//! in several styles relies on no single one of them.

use html5ever::QualName;
use html5ever::serialize::{AttrRef, Serialize as _, Serializer, TraversalScope};
use scraper::Html;
use std::io;

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without classes, ids and roles: as where a build tool gave them names that say nothing.
    Nameless,
    /// The same, and without elements that name the part of the page that they are.
    Generic,
    /// The same with tables for layout, line breaks for paragraphs, bold type for headings, and without metadata: as
    /// before 2005.
    Tables,
}

impl Style {
    /// All styles.
    pub const ALL: [Style; 3] = [Style::Nameless, Style::Generic, Style::Tables];
}

/// Elements that name a part of the page.
const PARTS: [&str; 12] = [
    "article",
    "main",
    "nav",
    "header",
    "footer",
    "aside",
    "section",
    "figure",
    "figcaption",
    "hgroup",
    "details",
    "address",
];
/// Attributes that name an element.
const NAMES: [&str; 7] = ["class", "id", "role", "itemprop", "itemtype", "itemscope", "title"];
/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose text is no markup.
const RAW: [&str; 6] = ["script", "style", "xmp", "iframe", "noembed", "noframes"];
/// How deep tables stand in one another.
const MOST_TABLES: usize = 6;

/// A page in another style. What it says is the same, but for metadata.
pub fn restyled(html: &str, style: Style) -> String {
    let mut writer = Writer { style, text: String::with_capacity(html.len()), open: Vec::new(), tables: 0 };
    // Only writing to a file can fail.
    let _ = Html::parse_document(html).serialize(&mut writer, TraversalScope::IncludeNode);
    writer.text
}

struct Writer {
    style: Style,
    text: String,
    /// For each element that is open what ends it, and whether its text is no markup.
    open: Vec<(String, Content)>,
    tables: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Markup,
    Raw,
    /// Left out with its element.
    Silent,
    /// The element is a table of one cell.
    Table,
}

impl Writer {
    fn content(&self) -> Content {
        self.open.last().map_or(Content::Markup, |(_, content)| *content)
    }

    /// The start of an element and its end in the style.
    fn tags(&self, name: &str) -> (String, String) {
        let generic = self.style != Style::Nameless;
        let name = if generic && PARTS.contains(&name) { "div" } else { name };
        match (self.style, name) {
            (Style::Tables, "p") => (String::new(), "<br><br>".to_owned()),
            (Style::Tables, "h2" | "h3" | "h4" | "h5" | "h6") => ("<b".to_owned(), "</b><br>".to_owned()),
            (Style::Tables, "div") if self.tables < MOST_TABLES => {
                ("<table><tr><td".to_owned(), "</td></tr></table>".to_owned())
            }
            _ if VOID.contains(&name) => (format!("<{name}"), String::new()),
            _ => (format!("<{name}"), format!("</{name}>")),
        }
    }

    fn keeps(&self, name: &str, attribute: &str, value: &str) -> bool {
        let names =
            NAMES.contains(&attribute) || attribute.starts_with("aria-") || attribute.starts_with("data-");
        match attribute {
            "name" => name == "meta",
            "style" => value.contains("none"),
            _ => !names,
        }
    }
}

impl Serializer for Writer {
    fn start_elem<'a, A: Iterator<Item = AttrRef<'a>>>(
        &mut self,
        name: QualName,
        attributes: A,
    ) -> io::Result<()> {
        let name = &*name.local;
        let attributes: Vec<(&str, &str)> = attributes.map(|(name, value)| (&*name.local, value)).collect();
        let says_metadata = attributes.iter().any(|(attribute, value)| {
            matches!((name, *attribute), ("script", "type") if value.contains("ld+json"))
                || matches!((name, *attribute), ("meta", "property"))
        });
        if self.content() == Content::Silent || (says_metadata && self.style == Style::Tables) {
            self.open.push((String::new(), Content::Silent));
            return Ok(());
        }
        let (start, end) = self.tags(name);
        let content = match name {
            _ if RAW.contains(&name) => Content::Raw,
            _ if start.starts_with("<table><tr>") => Content::Table,
            _ => Content::Markup,
        };
        self.tables += usize::from(content == Content::Table);
        if !start.is_empty() {
            self.text.push_str(&start);
            for (attribute, value) in attributes {
                if self.keeps(name, attribute, value) {
                    let value = value.replace('&', "&amp;").replace('"', "&quot;");
                    self.text.extend([" ", attribute, "=\"", &value, "\""]);
                }
            }
            self.text.push('>');
        }
        self.open.push((end, content));
        Ok(())
    }

    fn end_elem(&mut self, _name: QualName) -> io::Result<()> {
        if let Some((end, content)) = self.open.pop() {
            self.text.push_str(&end);
            self.tables -= usize::from(content == Content::Table);
        }
        Ok(())
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        match self.content() {
            Content::Silent => {}
            Content::Raw => self.text.push_str(text),
            Content::Markup | Content::Table => {
                self.text.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            }
        }
        Ok(())
    }

    fn write_comment(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }

    fn write_doctype(&mut self, name: &str) -> io::Result<()> {
        self.text.extend(["<!DOCTYPE ", name, ">"]);
        Ok(())
    }

    fn write_processing_instruction(&mut self, _target: &str, _data: &str) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><html><head><title>Ice &amp; snow</title>\
        <meta property=\"og:title\" content=\"Ice\"><script type=\"application/ld+json\">{\"a\": \"<b>\"}</script>\
        </head><body><nav class=\"menu\"><a href=\"/\">Home</a></nav><article id=\"a1\"><h2>Winter</h2>\
        <p>Cold &lt; warm.</p><p data-x=\"1\">More<br>lines.</p></article></body></html>";

    #[test]
    fn names_go_and_elements_stay() {
        let page = restyled(PAGE, Style::Nameless);
        assert!(page.contains("<nav><a href=\"/\">Home</a></nav><article><h2>Winter</h2>"), "{page}");
        assert!(page.contains("<p>Cold &lt; warm.</p><p>More<br>lines.</p>"), "{page}");
        assert!(
            page.contains("<title>Ice &amp; snow</title>") && page.contains("{\"a\": \"<b>\"}"),
            "{page}"
        );
    }

    #[test]
    fn parts_of_the_page_become_boxes() {
        let page = restyled(PAGE, Style::Generic);
        assert!(page.contains("<div><a href=\"/\">Home</a></div><div><h2>Winter</h2>"), "{page}");
    }

    #[test]
    fn old_pages_have_tables_and_breaks() {
        let page = restyled(PAGE, Style::Tables);
        let article =
            "<table><tr><td><b>Winter</b><br>Cold &lt; warm.<br><br>More<br>lines.<br><br></td></tr></table>";
        assert!(page.contains(article), "{page}");
        assert!(!page.contains("og:title") && !page.contains("ld+json"), "{page}");
    }

    #[test]
    fn tables_do_not_stand_in_one_another_without_end() {
        let page = restyled(&"<div>".repeat(40), Style::Tables);
        assert_eq!(page.matches("<table>").count(), MOST_TABLES);
    }
}
