//! A page cleaned and compared with its gold.

use super::TextScores;
use super::text_scores::words;
use crate::cleaner::{Cleaned, Cleaner};
use crate::document::Document;
use crate::gold::{GoldError, GoldPage};
use crate::render::{FORMATS, RenderOptions};
use crate::segment::{page_lines, parse_page};

/// What a page is given to the cleaner as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScoreAs {
    /// As the page that it is.
    #[default]
    Html,
    /// As a text dump with every block of the page on a line of its own, without layout.
    Text,
}

/// The scores of one page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageScores {
    /// The text that `--to text` gives, beside the gold's.
    pub text: TextScores,
    /// Whether a line that is the gold's title is kept; `None` where the page has no such line. Lines and titles are
    /// the same where their lower-cased words are.
    pub title: Option<bool>,
}

/// Cleans a page and compares what is left with the gold.
///
/// # Errors
/// The page cannot be read.
pub fn score_page(cleaner: &Cleaner, gold: &GoldPage, score_as: ScoreAs) -> Result<PageScores, GoldError> {
    let mut document = gold.document()?;
    if score_as == ScoreAs::Text {
        document = as_text(&document);
    }
    Ok(score_document(cleaner, gold, &document))
}

/// The same for a page that was read already, or written in another way.
pub fn score_document(cleaner: &Cleaner, gold: &GoldPage, document: &Document) -> PageScores {
    let cleaned = cleaner.clean(document);
    let mut found = String::new();
    if let Some(text) = FORMATS.first() {
        text.render(document, &cleaned, &RenderOptions::default(), &mut found);
    }
    let text = TextScores::of(&found, &gold.text, &gold.with, &gold.without);
    PageScores { text, title: title_kept(&cleaned, &gold.title) }
}

/// The segmented lines of a page as a text dump.
fn as_text(page: &Document) -> Document {
    let parsed = parse_page(&page.text);
    let lines = page_lines(&parsed);
    let mut text = String::with_capacity(parsed.text.len());
    for line in lines {
        text.push_str(line.text);
        text.push('\n');
    }
    Document::text(page.id.clone(), text)
}

fn title_kept(cleaned: &Cleaned<'_>, title: &str) -> Option<bool> {
    let title = title.to_lowercase();
    let title = words(&title);
    if title.is_empty() {
        return None;
    }
    let is_title = |text: &str| words(&text.to_lowercase()) == title;
    cleaned
        .verdicts()
        .filter(|(line, _)| is_title(cleaned.line_text(line)))
        .map(|(line, _)| line.is_kept())
        .reduce(|one, other| one || other)
}
