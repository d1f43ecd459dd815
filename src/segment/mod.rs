//! Text into lines; HTML into block-level lines with their layout.

mod builder;
mod element;
mod gap;
mod guard;
#[cfg(test)]
mod hostile_tests;
mod html;
#[cfg(test)]
mod html_tests;
mod json_ld;
mod metadata;
#[cfg(test)]
mod metadata_tests;
mod page;
mod sentences;
mod skim;
mod statement;
mod text;

pub use builder::{Content, Noscript, PageBuilder};
pub use html::parse_page;
pub use page::{
    Ancestors, Inline, InlineKind, MAX_TOKEN_BYTES, MAX_TOKENS, MAX_TOKENS_PER_NODE, Node, Page, PageLine,
    PageMeta,
};
pub use sentences::{Structure, Unit, join_into, units};
pub use statement::{Field, Origin, Statement};
pub use text::text_lines;

/// A value with the character references that are left in it decoded: many pages escape once too often.
pub fn decode_references(value: &str) -> std::borrow::Cow<'_, str> {
    json_ld::decode(value)
}

/// The lines of a parsed page.
pub fn page_lines(page: &Page) -> Vec<crate::line::Line<'_>> {
    let lines = page.lines.iter().zip(1..);
    lines
        .map(|(line, number)| {
            let text = page.text.get(line.span.clone()).unwrap_or_default();
            crate::line::Line {
                number,
                span: line.span.clone(),
                text,
                blank: text.chars().all(crate::line::is_invisible),
                layout: Some(line.layout.clone()),
            }
        })
        .collect()
}
