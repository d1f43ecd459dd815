//! The article of one page among the elements of another: who learns from both tells articles from templates, and not
//! one site from the next.

use super::align::align;
use super::transplant::article;
use crate::gold::GoldPage;
use html5ever::QualName;
use html5ever::serialize::{
    AttrRef, HtmlSerializer, Serialize as _, SerializeOpts, Serializer, TraversalScope,
};
use scraper::Html;
use std::io;
use std::ops::Range;

/// Elements whose text is not read. Scripts are kept apart.
const SILENT: [&str; 5] = ["head", "style", "noscript", "template", "svg"];

/// The markup of a page and where in it the article stands.
pub struct Markup {
    pieces: Vec<Piece>,
    /// JSON-LD, wherever it stands.
    statements: Vec<Piece>,
    /// The content of `<head>`: a range of the pieces.
    head: Range<usize>,
    /// Siblings that hold the article from its title to its end: a range of the pieces.
    article: Range<usize>,
    /// F1 of the best choice of texts of the page.
    pub best_f1: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Start(QualName, Vec<(QualName, String)>),
    Text(String),
    End(QualName),
    Doctype(String),
}

impl Markup {
    /// Reads the markup of a page; `None` where it has no article.
    pub fn of(html: &str, gold: &GoldPage) -> Option<Markup> {
        let mut reader = Reader::default();
        // Only writing to a file can fail.
        let _ = Html::parse_document(html).serialize(&mut reader, TraversalScope::IncludeNode);
        let Reader { pieces, statements, texts, .. } = reader;
        let lines: Vec<&str> = texts.iter().map(|text| text_of(&pieces, *text)).collect();
        let alignment = align(&lines, &gold.text);
        let chosen = texts.get(article(&lines, &alignment.wanted, &gold.title))?;
        let article = siblings(&pieces, *chosen.first()?, *chosen.last()?);
        let head = content_of_head(&pieces);
        Some(Markup { pieces, statements, head, article, best_f1: alignment.best_f1 })
    }

    /// This page with the article of another, and with what that says of itself.
    pub fn with_article_of(&self, other: &Markup) -> String {
        let Markup { pieces, head, article, .. } = self;
        let own = |range: Range<usize>| pieces.get(range).unwrap_or_default();
        let others = |range: &Range<usize>| other.pieces.get(range.clone()).unwrap_or_default();
        let all = [
            own(0..head.start),
            others(&other.head),
            &other.statements,
            own(head.end..article.start),
            others(&other.article),
            own(article.end..pieces.len()),
        ];
        let mut bytes = Vec::new();
        let options = SerializeOpts { traversal_scope: TraversalScope::IncludeNode, ..Default::default() };
        let mut writer = HtmlSerializer::new(&mut bytes, options);
        for piece in all.into_iter().flatten() {
            // Only writing to a file can fail.
            let _ = match piece {
                Piece::Start(name, attributes) => {
                    let attributes = attributes.iter().map(|(name, value)| (name, value.as_str()));
                    writer.start_elem(name.clone(), attributes)
                }
                Piece::Text(text) => writer.write_text(text),
                Piece::End(name) => writer.end_elem(name.clone()),
                Piece::Doctype(name) => writer.write_doctype(name),
            };
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn text_of(pieces: &[Piece], at: usize) -> &str {
    match pieces.get(at) {
        Some(Piece::Text(text)) => text.trim(),
        _ => "",
    }
}

/// The pieces of the fewest siblings that hold two pieces and all between them.
fn siblings(pieces: &[Piece], first: usize, last: usize) -> Range<usize> {
    let depths: Vec<i32> = pieces
        .iter()
        .scan(0, |depth, piece| {
            // The end of an element is as deep as its start.
            *depth -= i32::from(matches!(piece, Piece::End(_)));
            let own = *depth;
            *depth += i32::from(matches!(piece, Piece::Start(..)));
            Some(own)
        })
        .collect();
    let depth = depths.get(first..=last).and_then(|depths| depths.iter().min().copied()).unwrap_or_default();
    let is_sibling = |at: &usize| depths.get(*at) == Some(&depth);
    let start = (0..=first).rev().find(is_sibling).unwrap_or(first);
    // What is no start of an element ends itself.
    let ends = |at: &usize| is_sibling(at) && !matches!(pieces.get(*at), Some(Piece::Start(..)));
    let end = (last..pieces.len()).find(ends).unwrap_or(last);
    start..end + 1
}

fn content_of_head(pieces: &[Piece]) -> Range<usize> {
    let is_head = |name: &QualName| &*name.local == "head";
    let start = pieces.iter().position(|piece| matches!(piece, Piece::Start(name, _) if is_head(name)));
    let end = pieces.iter().position(|piece| matches!(piece, Piece::End(name) if is_head(name)));
    match (start, end) {
        (Some(start), Some(end)) => start + 1..end,
        _ => 0..0,
    }
}

/// Gathers the pieces of a page.
#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    statements: Vec<Piece>,
    /// The pieces that are text that is read.
    texts: Vec<usize>,
    /// How many elements are open whose text is not read.
    silent: usize,
    script: Option<Script>,
}

#[derive(Clone, Copy, PartialEq)]
enum Script {
    Statement,
    Program,
}

impl Serializer for Reader {
    fn start_elem<'a, A: Iterator<Item = AttrRef<'a>>>(
        &mut self,
        name: QualName,
        attributes: A,
    ) -> io::Result<()> {
        let attributes: Vec<(QualName, String)> =
            attributes.map(|(name, value)| (name.clone(), value.to_owned())).collect();
        if &*name.local == "script" {
            let is_statement = attributes.iter().any(|(_, value)| value.contains("ld+json"));
            self.script = Some(if is_statement { Script::Statement } else { Script::Program });
        }
        self.silent += usize::from(SILENT.contains(&&*name.local));
        self.add(Piece::Start(name, attributes));
        Ok(())
    }

    fn end_elem(&mut self, name: QualName) -> io::Result<()> {
        self.silent -= usize::from(SILENT.contains(&&*name.local));
        let is_script = &*name.local == "script";
        self.add(Piece::End(name));
        if is_script {
            self.script = None;
        }
        Ok(())
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        if self.script.is_none() && self.silent == 0 && !text.trim().is_empty() {
            self.texts.push(self.pieces.len());
        }
        self.add(Piece::Text(text.to_owned()));
        Ok(())
    }

    fn write_comment(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }

    fn write_doctype(&mut self, name: &str) -> io::Result<()> {
        self.add(Piece::Doctype(name.to_owned()));
        Ok(())
    }

    fn write_processing_instruction(&mut self, _target: &str, _data: &str) -> io::Result<()> {
        Ok(())
    }
}

impl Reader {
    fn add(&mut self, piece: Piece) {
        match self.script {
            None => self.pieces.push(piece),
            Some(Script::Statement) => self.statements.push(piece),
            Some(Script::Program) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn gold(title: &str, text: &str) -> GoldPage {
        GoldPage {
            name: "page".to_owned(),
            html: PathBuf::new(),
            url: String::new(),
            site: "page.example".to_owned(),
            kind: "article".to_owned(),
            region: None,
            title: title.to_owned(),
            text: text.to_owned(),
            with: Vec::new(),
            without: Vec::new(),
        }
    }

    const FERRY: &str =
        "The old ferry crosses the sound again after nine winters in the dock. Tickets are half a crown.";
    const KETTLE: &str =
        "A kettle of copper boils water sooner than one of steel. It also costs a good deal more.";

    #[test]
    fn an_article_moves_with_its_title_and_what_the_page_says_of_itself() {
        let ferry = format!(
            "<!DOCTYPE html><html><head><title>Ferry</title><style>p {{}}</style></head><body><nav>Sound News</nav>\
             <div><h1>The ferry is back</h1><p>{FERRY}</p></div><script>a()</script>\
             <script type=\"application/ld+json\">{{\"headline\": \"F\"}}</script><footer>Imprint</footer></body></html>"
        );
        let kettle = format!(
            "<!DOCTYPE html><html><head><title>Kettle</title></head><body><ul><li>Home &amp; Hearth</li></ul>\
             <main class=\"m\"><h2>Which kettle?</h2><article><!-- x --><p>{KETTLE}</p></article><p>Shop</p></main>\
             <script type=\"application/ld+json\">{{\"headline\": \"K\"}}</script></body></html>"
        );
        let ferry = Markup::of(&ferry, &gold("The ferry is back", FERRY));
        let kettle = Markup::of(&kettle, &gold("Which kettle?", KETTLE));
        assert!([&ferry, &kettle].iter().all(|page| page.as_ref().is_some_and(|page| page.best_f1 > 0.99)));
        let moved =
            |to: &Option<Markup>, from: &Option<Markup>| Some(to.as_ref()?.with_article_of(from.as_ref()?));
        assert_eq!(
            moved(&kettle, &ferry).unwrap_or_default(),
            format!(
                "<!DOCTYPE html><html><head><title>Ferry</title><style>p {{}}</style>\
                 <script type=\"application/ld+json\">{{\"headline\": \"F\"}}</script></head><body>\
                 <ul><li>Home &amp; Hearth</li></ul><main class=\"m\"><h1>The ferry is back</h1><p>{FERRY}</p>\
                 <p>Shop</p></main></body></html>"
            )
        );
        assert_eq!(
            moved(&ferry, &kettle).unwrap_or_default(),
            format!(
                "<!DOCTYPE html><html><head><title>Kettle</title>\
                 <script type=\"application/ld+json\">{{\"headline\": \"K\"}}</script></head><body><nav>Sound News</nav>\
                 <div><h2>Which kettle?</h2><article><p>{KETTLE}</p></article></div><footer>Imprint</footer></body></html>"
            )
        );
    }

    #[test]
    fn a_page_without_the_text_has_no_article() {
        assert!(Markup::of("<p>Something else</p>", &gold("", "")).is_none());
        assert!(Markup::of("", &gold("Title", FERRY)).is_none());
    }
}
