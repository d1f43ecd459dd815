//! What a page says about itself: `<title>`, `<meta>`, `<link>`, `lang` and JSON-LD.

use super::json_ld::{self, Article};
use super::page::PageMeta;
use super::statement::{Field, Origin, Statements};

/// The most bytes of JSON-LD that are read of one page.
const MAX_JSON_BYTES: usize = 8 << 20;

/// Collects metadata while a page is built.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    title: Option<String>,
    language: Option<String>,
    canonical: Option<String>,
    og_title: Option<String>,
    og_description: Option<String>,
    og_site_name: Option<String>,
    og_url: Option<String>,
    description: Option<String>,
    author: Option<String>,
    published: Option<String>,
    og_type: Option<String>,
    generator: Option<String>,
    statements: Statements,
    json: Vec<String>,
    json_bytes: usize,
    text: Option<(TextOf, String)>,
}

/// Whose text is being collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextOf {
    Title,
    JsonLd,
}

impl Metadata {
    /// Reads the attributes of `<html>`.
    pub fn html_element<'a>(&mut self, attributes: impl Iterator<Item = (&'a str, &'a str)>) {
        for (name, value) in attributes {
            if matches!(name, "lang" | "xml:lang") {
                set(&mut self.language, value);
                self.statements.add(Field::Language, Origin::Html, value);
            }
        }
    }

    /// Reads `<meta>` or `<link>`, and nothing else.
    pub fn void_element<'a>(
        &mut self,
        tag: &str,
        attributes: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) {
        let attribute = |name: &str| attributes.clone().find(|(key, _)| *key == name).map(|(_, value)| value);
        match tag {
            "link" => {
                let is_canonical = attribute("rel").is_some_and(|rel| {
                    rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("canonical"))
                });
                if is_canonical && let Some(href) = attribute("href") {
                    set(&mut self.canonical, href);
                    self.statements.add(Field::Url, Origin::Html, href);
                }
            }
            "meta" => {
                let Some(content) = attribute("content") else { return };
                // `property` is right for Open Graph, but many pages write `name`, and the other way round.
                for name in [attribute("property"), attribute("name")].into_iter().flatten() {
                    let name = name.trim().to_ascii_lowercase();
                    self.meta(&name, content);
                    self.statements.add_meta(&name, content);
                }
                if let Some(purpose) = attribute("itemprop") {
                    self.statements.add_item(purpose, content);
                } else if attribute("http-equiv")
                    .is_some_and(|name| name.trim().eq_ignore_ascii_case("content-language"))
                {
                    self.statements.add(Field::Language, Origin::Meta, content);
                }
            }
            _ => {}
        }
    }

    fn meta(&mut self, name: &str, content: &str) {
        let field = match name {
            "og:title" => &mut self.og_title,
            "og:description" => &mut self.og_description,
            "og:site_name" => &mut self.og_site_name,
            "og:url" => &mut self.og_url,
            "description" => &mut self.description,
            "author" => &mut self.author,
            "og:type" => &mut self.og_type,
            "generator" => &mut self.generator,
            "article:published_time" => &mut self.published,
            _ => return,
        };
        set(field, content);
    }

    /// Whether the text of this `<title>` or `<script>` is wanted; [`Metadata::text`] then takes it.
    pub fn begin_text<'a>(
        &mut self,
        tag: &str,
        attributes: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> bool {
        let of = match tag {
            "title" => TextOf::Title,
            "script" if self.json_bytes < MAX_JSON_BYTES && is_json_ld(attributes) => TextOf::JsonLd,
            _ => return false,
        };
        self.text = Some((of, String::new()));
        true
    }

    /// Text of the element that [`Metadata::begin_text`] began.
    pub fn text(&mut self, text: &str) {
        if let Some((_, collected)) = &mut self.text {
            collected.push_str(text);
        }
    }

    /// The end of that element.
    pub fn end_text(&mut self) {
        match self.text.take() {
            Some((TextOf::Title, text)) => set(&mut self.title, &text),
            Some((TextOf::JsonLd, text)) => {
                self.json_bytes = self.json_bytes.saturating_add(text.len());
                if self.json_bytes <= MAX_JSON_BYTES {
                    self.json.push(text);
                }
            }
            None => {}
        }
    }

    /// What elements of the page's body say.
    pub fn statements(&mut self) -> &mut Statements {
        &mut self.statements
    }

    /// Settles which source of each value wins.
    pub fn finish(mut self) -> PageMeta {
        let Article { headline, author, published, body, types } =
            json_ld::article(&self.json, &mut self.statements);
        if let Some(title) = &self.title {
            self.statements.add(Field::Title, Origin::Html, title);
        }
        let og_type = self.og_type.map(|name| format!("og:{}", name.to_lowercase()));
        let generator = self.generator.and_then(|name| Some(name.split(' ').next()?.to_lowercase()));
        PageMeta {
            title: self.title,
            headline: self.og_title.or(headline),
            description: self.og_description.or(self.description),
            site_name: self.og_site_name,
            language: self.language,
            url: self.canonical.or(self.og_url),
            author: author.or(self.author),
            published: published.or(self.published),
            article_body: body,
            types: og_type.into_iter().chain(types).collect(),
            generator,
            statements: self.statements.finish(),
        }
    }
}

fn is_json_ld<'a>(attributes: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    let mut types = attributes.filter(|(name, _)| *name == "type").map(|(_, value)| value);
    types.any(|value| {
        let essence = value.split(';').next().unwrap_or("");
        essence.trim().eq_ignore_ascii_case("application/ld+json")
    })
}

/// Sets a field that is not set yet to a value with its white space collapsed, unless nothing is left of it.
fn set(field: &mut Option<String>, value: &str) {
    if field.is_none() {
        *field = one_line(value);
    }
}

/// A value on one line, with white space collapsed; `None` if nothing is left.
pub(super) fn one_line(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
