//! What a page says of itself, settled: one title, one date, the authors, and so on.
//!
//! Pages say these things in many places at once, which do not agree: [`PageMeta::statements`] holds them all, and
//! [`Metadata::of`] chooses.

mod authors;
#[cfg(test)]
mod tests;
mod title;

use crate::dates::to_iso;
use crate::segment::{Field, Origin, PageMeta, Statement, decode_references};
use serde::Serialize;
use std::borrow::Cow;

/// What is known of a document. A value that is not known is left out when this is serialised.
///
/// # Which statement counts
///
/// A value that cannot be right (a date that never was, an author that is an address, a relative canonical address)
/// counts as not said. Among the rest the first of its origin counts, and the origins go in this order:
///
/// | value | origins |
/// |---|---|
/// | title | JSON-LD `headline`, else `name`; `og:title`; the first `h1` where `<title>` begins with it; microdata; other `meta`; `<title>`; the first `h1`. Where a bar or dash divides it, the name of the site goes, and a side that is an `h1` stays alone |
/// | author | JSON-LD, other `meta`, `rel=author`, microdata, `article:author`, an element whose class names it a byline; then the first line that is a byline |
/// | date | published: JSON-LD, `article:published_time`, other `meta`, microdata, a `<time>` marked as such, any `<time>` of the article; then modified: the same; then the first line that is a timestamp |
/// | site | `og:site_name`, JSON-LD `publisher` or `WebSite`, other `meta` |
/// | language | `lang` of `<html>`, other `meta`, JSON-LD, `og:locale` |
/// | url | `link rel=canonical`, `og:url`, JSON-LD, other `meta` |
/// | description | `og:description`, `meta name=description`, JSON-LD |
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The authors, each once, without "By".
    #[serde(rename = "author", skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published, or last changed if only that is said, as ISO 8601: a date, with a time where one is
    /// told, with a zone where one is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The language, as a tag like `en` or `pt-BR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The canonical address, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it is about, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The names of the values, in the order of [`Metadata::columns`].
pub const COLUMNS: [&str; 7] = ["title", "author", "date", "site", "language", "url", "description"];

/// The longest title and description that are believed, in bytes.
const MAX_TITLE: usize = 600;

impl Metadata {
    /// What a page says of itself.
    pub fn of(page: &PageMeta) -> Metadata {
        let said = Said { statements: &page.statements };
        let language = said
            .of(
                Field::Language,
                &[Origin::Html, Origin::Meta, Origin::JsonLd, Origin::Microdata, Origin::OpenGraph],
            )
            .find_map(language_tag);
        let site =
            said.of(Field::Site, &[Origin::OpenGraph, Origin::JsonLd, Origin::Meta]).find_map(|value| {
                text(value, 120).filter(|name| !name.starts_with(['@', '#']) && !is_address(name))
            });
        Metadata {
            title: title::choose(&said, site.as_deref()),
            authors: authors::choose(&said),
            date: said.date(language.as_deref()),
            url: said
                .of(Field::Url, &[Origin::Html, Origin::OpenGraph, Origin::JsonLd, Origin::Meta])
                .find_map(absolute),
            description: said
                .of(Field::Description, &[Origin::OpenGraph, Origin::Meta, Origin::JsonLd])
                .find_map(|value| text(value, 4096)),
            site,
            language,
        }
    }

    /// Adds what lines of the page tell, where the page says nothing of it in its code: the first date among the lines
    /// that are timestamps, and the first name among those that are bylines.
    pub fn fill_from_lines<'l>(
        &mut self,
        mut timestamps: impl Iterator<Item = &'l str>,
        bylines: impl Iterator<Item = &'l str>,
    ) {
        if self.date.is_none() {
            let language = self.language.as_deref();
            self.date = timestamps.find_map(|line| to_iso(line, language).filter(|date| date.len() > 7));
        }
        if self.authors.is_empty() {
            self.authors =
                bylines.map(authors::of_byline).find(|names| !names.is_empty()).unwrap_or_default();
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Metadata::default()
    }

    /// The values under the names of [`COLUMNS`], for tables: several authors are joined by `; `.
    pub fn columns(&self) -> [(&'static str, Option<Cow<'_, str>>); 7] {
        let one = |value: &'_ Option<String>| value.clone().map(Cow::Owned);
        let authors = match self.authors.as_slice() {
            [] => None,
            [author] => Some(Cow::Borrowed(author.as_str())),
            authors => Some(Cow::Owned(authors.join("; "))),
        };
        let [title, author, date, site, language, url, description] = COLUMNS;
        [
            (title, one(&self.title)),
            (author, authors),
            (date, one(&self.date)),
            (site, one(&self.site)),
            (language, one(&self.language)),
            (url, one(&self.url)),
            (description, one(&self.description)),
        ]
    }
}

/// The statements of a page.
struct Said<'p> {
    statements: &'p [Statement],
}

impl<'p> Said<'p> {
    /// What is said of a field, the origins in the order given, their character references decoded once more.
    fn of(&self, field: Field, origins: &'p [Origin]) -> impl Iterator<Item = Cow<'p, str>> {
        let statements = self.statements;
        origins.iter().flat_map(move |origin| {
            let said = statements.iter().filter(move |said| said.field == field && said.origin == *origin);
            said.map(|said| decode_references(&said.value))
        })
    }

    fn date(&self, language: Option<&str>) -> Option<String> {
        const ORIGINS: [Origin; 6] = [
            Origin::JsonLd,
            Origin::OpenGraph,
            Origin::Meta,
            Origin::Microdata,
            Origin::MarkedTime,
            Origin::Time,
        ];
        let published = self.of(Field::Published, &ORIGINS).chain(self.of(Field::Modified, &ORIGINS));
        published.filter_map(|said| to_iso(&said, language)).next()
    }
}

/// A value on one line, unless it is a placeholder or too long.
fn text(value: Cow<'_, str>, most: usize) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let value = words.join(" ");
    let is_placeholder =
        matches!(value.to_lowercase().as_str(), "null" | "undefined" | "none" | "n/a" | "false")
            || value.contains("{{")
            || value.contains("[object");
    let shows = value.chars().any(char::is_alphanumeric);
    (shows && value.len() <= most && !is_placeholder).then_some(value)
}

/// Whether a value is an address of the web and no name.
fn is_address(value: &str) -> bool {
    let value = value.trim();
    value.contains("://") || value.starts_with("www.") || value.starts_with('/')
}

fn absolute(value: Cow<'_, str>) -> Option<String> {
    let value = value.trim();
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let head = value.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| value.get(scheme.len()..)).flatten()
    })?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let fits = host.contains('.') && !value.contains(char::is_whitespace) && value.len() <= 2048;
    fits.then(|| value.to_owned())
}

/// `en_us` is `en-US`; what is no tag at all is nothing.
fn language_tag(value: Cow<'_, str>) -> Option<String> {
    let first = value.split([',', ';']).next()?.trim();
    let mut tag = String::new();
    for (index, part) in first.split(['-', '_']).enumerate() {
        let letters = part.chars().all(|c| c.is_ascii_alphabetic());
        if index == 0 {
            if !letters || !(2..=3).contains(&part.len()) {
                return None;
            }
            tag.push_str(&part.to_ascii_lowercase());
            continue;
        }
        let known = part.chars().all(|c| c.is_ascii_alphanumeric()) && (2..=8).contains(&part.len());
        if !known {
            break;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if letters => {
                tag.push_str(&part.get(..1).unwrap_or("").to_ascii_uppercase());
                tag.push_str(&part.get(1..).unwrap_or("").to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    (!matches!(tag.as_str(), "und" | "mul" | "zxx")).then_some(tag)
}
