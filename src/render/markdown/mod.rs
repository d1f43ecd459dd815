//! Markdown (CommonMark with the tables of GitHub): the kept lines of a page as the blocks that they were.
//!
//! Nothing is added but signs, and signs in prose that would be read as Markdown are escaped.

mod blocks;
mod code;
mod escape;
mod inline;
mod outline;
mod table;
#[cfg(test)]
mod tests;

use super::front_matter::front_matter;
use super::{Render, RenderOptions};
use crate::cleaner::Cleaned;
use crate::document::Document;
use crate::segment::{Page, join_into};
use blocks::{Block, blocks};
use inline::Inlines;
use outline::{Container, Outline};

/// `--to markdown`.
pub struct Markdown;

impl Render for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "the kept lines with the headings, lists, quotes, code and tables of the page"
    }

    fn extension(&self) -> &'static str {
        "md"
    }

    fn render(&self, _: &Document, cleaned: &Cleaned<'_>, options: &RenderOptions, out: &mut String) {
        if options.metadata {
            front_matter(&cleaned.metadata(), out);
        }
        match &cleaned.page {
            Some(page) => of_page(page, cleaned, options.links, out),
            None => of_text(cleaned, options.join, out),
        }
    }
}

/// The lines of a text are its paragraphs; the fragments of a broken sentence are lines of one.
fn of_text(cleaned: &Cleaned<'_>, join: bool, out: &mut String) {
    let mut paragraph = String::new();
    for line in cleaned.lines.iter().filter(|line| line.is_kept()) {
        let text = cleaned.line_text(line);
        if !line.continues {
            end_paragraph(&mut paragraph, out);
        }
        match (paragraph.is_empty(), join) {
            (true, _) => paragraph.push_str(text),
            (false, true) => join_into(&mut paragraph, text),
            (false, false) => {
                paragraph.push('\n');
                paragraph.push_str(text);
            }
        }
    }
    end_paragraph(&mut paragraph, out);
}

fn end_paragraph(paragraph: &mut String, out: &mut String) {
    if paragraph.is_empty() {
        return;
    }
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    out.push_str(paragraph);
    out.push('\n');
    paragraph.clear();
}

fn of_page(page: &Page, cleaned: &Cleaned<'_>, links: bool, out: &mut String) {
    let outline = Outline::of(page, cleaned);
    let mut writer = Writer {
        outline: &outline,
        inlines: Inlines::new(page, &cleaned.text, links),
        open: Vec::new(),
        last: None,
        out,
    };
    for block in blocks(&outline) {
        writer.block(&block);
    }
}

/// Writes blocks inside the lists and quotes that hold them.
struct Writer<'p, 'o> {
    outline: &'p Outline<'p>,
    inlines: Inlines<'p>,
    /// The containers of the last block, from the outside in.
    open: Vec<Container>,
    last: Option<Block>,
    out: &'o mut String,
}

impl Writer<'_, '_> {
    fn block(&mut self, block: &Block) {
        let lines = self.lines(block);
        if lines.is_empty() {
            return;
        }
        let containers = self.outline.containers(block.node(self.outline));
        let shared = self.open.iter().zip(&containers).take_while(|(one, other)| one == other).count();
        if self.last.is_some() && !self.is_tight(block, &containers, shared) {
            let quote: String = containers.iter().take(shared).map(|container| container.indent()).collect();
            self.out.push_str(quote.trim_end());
            self.out.push('\n');
        }
        let first: String = containers
            .iter()
            .enumerate()
            .map(|(at, container)| if at < shared { container.indent() } else { container.mark() })
            .collect();
        let indent: String = containers.iter().map(|container| container.indent()).collect();
        for (at, line) in lines.iter().enumerate() {
            let before = if at == 0 { &first } else { &indent };
            self.out.push_str(if line.is_empty() { before.trim_end() } else { before });
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.open = containers;
        self.last = Some(block.clone());
    }

    /// Whether a block follows the last one without a blank line: an item after an item of the same list or of the
    /// list around it, and a definition after its term.
    fn is_tight(&self, block: &Block, containers: &[Container], shared: usize) -> bool {
        let both_text = matches!(self.last, Some(Block::Text(_))) && matches!(block, Block::Text(_));
        let Some(begun) = containers.get(shared) else { return false };
        if !both_text || containers.len() > shared + 1 {
            return false;
        }
        match *begun {
            Container::Item { list, .. } => match self.open.get(shared) {
                Some(Container::Item { list: before, .. }) => *before == list,
                Some(_) => false,
                None => matches!(self.open.last(), Some(Container::Item { .. })),
            },
            Container::Definition { .. } => {
                let last = self.last.as_ref().map(|last| last.node(self.outline));
                let after_term = self.open.len() == shared
                    && last.is_some_and(|node| self.outline.page.tag_of(node) == "dt");
                let after_other = self.open.len() == shared + 1
                    && matches!(self.open.last(), Some(Container::Definition { .. }));
                after_term || after_other
            }
            Container::Quote { .. } => false,
        }
    }

    /// The lines of a block, without what its containers put before them.
    fn lines(&mut self, block: &Block) -> Vec<String> {
        match block {
            Block::Heading(lines) => {
                let level = lines
                    .first()
                    .and_then(|&line| self.outline.line(line))
                    .map_or(1, |line| line.layout.heading);
                let words: Vec<String> =
                    lines.iter().map(|&line| self.inlines.heading(self.outline.span(line))).collect();
                let text = words.join(" ");
                // Documentation has a link to each heading behind it.
                let text = text.trim_end_matches(['¶', ' ']).trim_start();
                if text.is_empty() {
                    Vec::new()
                } else {
                    vec![format!("{} {text}", "#".repeat(level.clamp(1, 6).into()))]
                }
            }
            Block::Code(node, lines) => code::fenced(self.outline, *node, lines),
            Block::Table(node, lines) => table::pipes(self.outline, &mut self.inlines, *node, lines),
            Block::Text(lines) => {
                let last = lines.len().saturating_sub(1);
                lines
                    .iter()
                    .enumerate()
                    .map(|(at, &line)| {
                        let mut text = self.inlines.prose(self.outline.span(line));
                        if at < last {
                            text.push('\\');
                        }
                        text
                    })
                    .collect()
            }
        }
    }
}
