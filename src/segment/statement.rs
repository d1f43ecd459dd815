//! What a page says of itself, one statement a value: where it says so, and in which words.

use super::metadata::one_line;
use super::skim::floor_boundary;

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// An author, or several in one value.
    Author,
    /// When it was published.
    Published,
    /// When it was last changed.
    Modified,
    /// The name of the site.
    Site,
    /// The language.
    Language,
    /// The address that the page gives as its own.
    Url,
    /// What it is about, in a sentence or two.
    Description,
}

/// Where a page says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The article in JSON-LD.
    JsonLd,
    /// Open Graph and its `article:` properties.
    OpenGraph,
    /// Other `<meta>` elements: plain, Dublin Core, those of scholarly and analytics programs.
    Meta,
    /// `<title>`, `<link rel=canonical>`, `lang` of `<html>`.
    Html,
    /// Microdata: `itemprop`.
    Microdata,
    /// `<a rel=author>`.
    Link,
    /// A `<time>` that is marked as the date of publication.
    MarkedTime,
    /// Any other `<time>` of the article.
    Time,
    /// An element whose class names it a byline.
    Class,
    /// The first heading of level 1.
    Heading,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is about.
    pub field: Field,
    /// Where it stands.
    pub origin: Origin,
    /// Its words, on one line, never empty.
    pub value: String,
}

const FIELDS: usize = Field::Description as usize + 1;
const ORIGINS: usize = Origin::Heading as usize + 1;

/// The most statements that are kept of one field and origin.
const MAX_OF_A_KIND: u8 = 64;
/// The most bytes that are kept of a value.
const MAX_VALUE: usize = 4096;

/// Collects statements in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Statements {
    all: Vec<Statement>,
    counts: [[u8; ORIGINS]; FIELDS],
}

impl Statements {
    /// Notes a value, unless nothing is left of it or there are enough of its kind.
    pub fn add(&mut self, field: Field, origin: Origin, value: &str) {
        if !self.has_room(field, origin) {
            return;
        }
        let value = value.get(..floor_boundary(value, MAX_VALUE)).unwrap_or("");
        if let Some(value) = one_line(value) {
            self.all.push(Statement { field, origin, value });
            if let Some(count) = self.count(field, origin) {
                *count += 1;
            }
        }
    }

    /// Whether a value of this kind would still be noted.
    pub fn has_room(&mut self, field: Field, origin: Origin) -> bool {
        self.count(field, origin).is_some_and(|count| *count < MAX_OF_A_KIND)
    }

    fn count(&mut self, field: Field, origin: Origin) -> Option<&mut u8> {
        self.counts.get_mut(field as usize)?.get_mut(origin as usize)
    }

    /// Notes what a `<meta>` says; `name` is in lower case.
    pub fn add_meta(&mut self, name: &str, content: &str) {
        let (field, origin) = match name {
            "og:title" => (Field::Title, Origin::OpenGraph),
            "og:description" => (Field::Description, Origin::OpenGraph),
            "og:site_name" => (Field::Site, Origin::OpenGraph),
            "og:url" => (Field::Url, Origin::OpenGraph),
            "og:locale" => (Field::Language, Origin::OpenGraph),
            "article:author" | "og:article:author" | "book:author" => (Field::Author, Origin::OpenGraph),
            "article:published_time" | "og:article:published_time" | "og:published_time" => {
                (Field::Published, Origin::OpenGraph)
            }
            "article:modified_time" | "og:article:modified_time" | "og:updated_time" => {
                (Field::Modified, Origin::OpenGraph)
            }
            "title" | "headline" | "twitter:title" | "dc.title" | "dcterms.title" | "citation_title"
            | "parsely-title" | "sailthru.title" => (Field::Title, Origin::Meta),
            "author" | "authors" | "byl" | "dc.creator" | "dcterms.creator" | "citation_author"
            | "parsely-author" | "sailthru.author" | "article.author" | "cxenseparse:author" => {
                (Field::Author, Origin::Meta)
            }
            "date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "publication_date"
            | "published_time"
            | "datepublished"
            | "date.created"
            | "dc.date"
            | "dc.date.issued"
            | "dc.date.created"
            | "dc.created"
            | "dcterms.date"
            | "dcterms.created"
            | "dcterms.issued"
            | "citation_publication_date"
            | "citation_date"
            | "citation_online_date"
            | "parsely-pub-date"
            | "sailthru.date"
            | "article.published"
            | "article.created"
            | "article_date_original"
            | "originalpublicationdate"
            | "cxenseparse:recs:publishtime"
            | "displaydate"
            | "ptime" => (Field::Published, Origin::Meta),
            "last-modified" | "lastmod" | "revised" | "datemodified" | "dc.date.modified"
            | "dcterms.modified" | "article.updated" => (Field::Modified, Origin::Meta),
            "application-name"
            | "apple-mobile-web-app-title"
            | "publisher"
            | "dc.publisher"
            | "citation_journal_title" => (Field::Site, Origin::Meta),
            "language" | "dc.language" | "dcterms.language" | "content-language" => {
                (Field::Language, Origin::Meta)
            }
            "twitter:url" | "parsely-link" => (Field::Url, Origin::Meta),
            "description"
            | "twitter:description"
            | "dc.description"
            | "dcterms.abstract"
            | "sailthru.description" => (Field::Description, Origin::Meta),
            _ => return,
        };
        self.add(field, origin, content);
    }

    /// Notes what an element with `itemprop` says.
    pub fn add_item(&mut self, purpose: &str, value: &str) {
        if let Some(field) = field_of_item(purpose) {
            self.add(field, Origin::Microdata, value);
        }
    }

    pub fn finish(self) -> Vec<Statement> {
        self.all
    }
}

/// The field that an `itemprop` stands for.
pub(super) fn field_of_item(purpose: &str) -> Option<Field> {
    purpose.split_ascii_whitespace().find_map(|word| {
        Some(match word {
            "headline" => Field::Title,
            "author" | "creator" => Field::Author,
            "datePublished" | "dateCreated" => Field::Published,
            "dateModified" => Field::Modified,
            "inLanguage" => Field::Language,
            _ => return None,
        })
    })
}
