//! The shell of a page: its menus and its footer without its article, as where a script is to put that in between. Who
//! learns from shells keeps nothing of a page that has nothing, and who learns from stubs the little that others have.

use super::align::{align, tokens};
use super::transplant::article;
use crate::gold::GoldPage;
use html5ever::QualName;
use html5ever::serialize::{
    AttrRef, HtmlSerializer, Serialize as _, SerializeOpts, Serializer, TraversalScope,
};
use scraper::Html;
use std::io;
use std::ops::Range;

/// Elements whose text is not read. Scripts are left out.
const SILENT: [&str; 5] = ["head", "style", "noscript", "template", "svg"];

/// Names of parts of an article that end with "footer".
const NO_FOOTERS: [&str; 4] = ["article", "post", "entry", "content"];

/// Elements that break no paragraph.
const INLINE: [&str; 14] =
    ["a", "abbr", "b", "cite", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time", "u"];

/// An opening ends with the first paragraph that makes it as long as this, in bytes and without the title.
const OPENING: usize = 60;

/// What is left of a page whose article is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Remains {
    /// The page with nothing in its place.
    pub shell: String,
    /// The page with the title and the first paragraph of the article: who learns from this as well does not take
    /// every page with little on it for a shell.
    pub stub: String,
    /// What is wanted of the stub.
    pub opening: String,
}

/// A page without its article, and without what stands between that and the footer: teasers are what other kinds of
/// pages are for. `None` where no choice of texts of the page comes as near to the gold as `least_f1`, and where the
/// title is not found.
pub fn remains(html: &str, gold: &GoldPage, least_f1: f64) -> Option<Remains> {
    let mut reader = Reader::default();
    // Only writing to a file can fail.
    let _ = Html::parse_document(html).serialize(&mut reader, TraversalScope::IncludeNode);
    let Reader { pieces, texts, .. } = reader;
    let lines: Vec<&str> = texts.iter().map(|text| text_of(&pieces, *text)).collect();
    let alignment = align(&lines, &gold.text);
    if alignment.best_f1 < least_f1 {
        return None;
    }
    let chosen = article(&lines, &alignment.wanted, &gold.title);
    let title = tokens(&gold.title);
    let is_title = |line: &str| !title.is_empty() && tokens(line) == title;
    let of_article = texts.iter().zip(&lines).zip(&alignment.wanted).take(chosen.end).skip(chosen.start);
    // A title that stays would be learnt as one that is not wanted.
    if !of_article.clone().any(|((_, line), _)| is_title(line)) {
        return None;
    }
    let own = texts.get(chosen)?;
    let cut = Cut::around(&pieces, siblings(&pieces, *own.first()?, *own.last()?));
    let wanted = of_article.filter(|(_, wanted)| **wanted >= 0.5);
    let (opening, end) = cut.opening(wanted.map(|((at, line), _)| (*at, *line, is_title(line))));
    let is_title_at = |at: &usize| texts.binary_search(at).is_ok() && is_title(text_of(&pieces, *at));
    Some(Remains { shell: cut.shell(is_title_at), stub: cut.stub(end), opening })
}

/// A page and what is cut out of it.
struct Cut<'p> {
    pieces: &'p [Piece],
    /// Siblings that hold the article from its title to its end: a range of the pieces.
    article: Range<usize>,
    /// What follows up to the footer, a range of the pieces.
    below: Range<usize>,
}

impl<'p> Cut<'p> {
    fn around(pieces: &'p [Piece], article: Range<usize>) -> Cut<'p> {
        let footer = pieces.iter().skip(article.end).position(is_footer);
        let below = article.end..footer.map_or(pieces.len(), |from| article.end + from);
        Cut { pieces, article, below }
    }

    fn is_teaser(&self, at: usize, piece: &Piece) -> bool {
        self.below.contains(&at) && is_text(piece)
    }

    /// The page without the article and the title wherever it stands.
    fn shell(&self, is_title: impl Fn(&usize) -> bool) -> String {
        let stays = |at: &usize, piece: &Piece| {
            !(self.article.contains(at) || self.is_teaser(*at, piece) || is_title(at))
        };
        let pieces = self.pieces.iter().enumerate().filter(|(at, piece)| stays(at, piece));
        written(pieces.map(|(_, piece)| piece))
    }

    /// The title and the first paragraph of texts that are wanted, each with whether it is the title, and the piece
    /// that they end with.
    fn opening<'t>(&self, wanted: impl Iterator<Item = (usize, &'t str, bool)>) -> (String, usize) {
        let (mut opening, mut length, mut end) = (String::new(), 0, self.article.end);
        for (at, text, is_title) in wanted {
            let is_next = self.pieces.get(end..at).is_some_and(|between| between.iter().any(ends_block));
            if is_next && length >= OPENING {
                break;
            }
            length += if is_title { 0 } else { text.len() };
            opening.extend([text, " "]);
            end = at;
        }
        (opening.trim_end().to_owned(), end)
    }

    /// The page with no text of the article behind a piece.
    fn stub(&self, end: usize) -> String {
        let is_cut = |at: usize, piece: &Piece| self.article.contains(&at) && at > end && is_text(piece);
        let stays = |at: usize, piece: &Piece| !is_cut(at, piece) && !self.is_teaser(at, piece);
        let pieces = self.pieces.iter().enumerate().filter(|(at, piece)| stays(*at, piece));
        written(pieces.map(|(_, piece)| piece))
    }
}

fn is_text(piece: &Piece) -> bool {
    matches!(piece, Piece::Text(_))
}

fn ends_block(piece: &Piece) -> bool {
    matches!(piece, Piece::End(name) if !INLINE.contains(&&*name.local))
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Start(QualName, Vec<(QualName, String)>),
    Text(String),
    End(QualName),
    Doctype(String),
}

fn text_of(pieces: &[Piece], at: usize) -> &str {
    match pieces.get(at) {
        Some(Piece::Text(text)) => text.trim(),
        _ => "",
    }
}

/// Whether an element that names itself the footer of the page starts here.
fn is_footer(piece: &Piece) -> bool {
    let Piece::Start(element, attributes) = piece else { return false };
    let names_footer = |token: &str| {
        let token = token.to_ascii_lowercase();
        token.contains("footer") && !NO_FOOTERS.iter().any(|part| token.contains(part))
    };
    &*element.local == "footer"
        || attributes.iter().any(|(name, value)| match &*name.local {
            "role" => value == "contentinfo",
            "class" | "id" => value.split_ascii_whitespace().any(names_footer),
            _ => false,
        })
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

fn written<'p>(pieces: impl Iterator<Item = &'p Piece>) -> String {
    let mut bytes = Vec::new();
    let options = SerializeOpts { traversal_scope: TraversalScope::IncludeNode, ..Default::default() };
    let mut writer = HtmlSerializer::new(&mut bytes, options);
    for piece in pieces {
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

/// Gathers the pieces of a page.
#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    /// The pieces that are text that is read.
    texts: Vec<usize>,
    /// How many elements are open whose text is not read.
    silent: usize,
    in_script: bool,
}

impl Reader {
    fn add(&mut self, piece: Piece) {
        if !self.in_script {
            self.pieces.push(piece);
        }
    }
}

impl Serializer for Reader {
    fn start_elem<'a, A: Iterator<Item = AttrRef<'a>>>(
        &mut self,
        name: QualName,
        attributes: A,
    ) -> io::Result<()> {
        self.in_script |= &*name.local == "script";
        self.silent += usize::from(SILENT.contains(&&*name.local));
        let attributes = attributes.map(|(name, value)| (name.clone(), value.to_owned())).collect();
        self.add(Piece::Start(name, attributes));
        Ok(())
    }

    fn end_elem(&mut self, name: QualName) -> io::Result<()> {
        self.silent -= usize::from(SILENT.contains(&&*name.local));
        let ends_script = &*name.local == "script";
        self.add(Piece::End(name));
        self.in_script &= !ends_script;
        Ok(())
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        if !self.in_script && self.silent == 0 && !text.trim().is_empty() {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
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

    #[test]
    fn menus_and_footers_stay_and_what_is_between_them_goes() {
        let page = format!(
            "<!DOCTYPE html><html><head><title>Ferry</title></head><body><nav class=\"menu\">Sound &amp; News</nav>\
             <p>The ferry is back</p><main><h1>The ferry is back</h1><article><p>{FERRY}</p><p>It <b>sails</b> at six.</p>\
             <div class=\"article-footer\">By Ann</div><p>Dogs sail for nothing.</p></article>\
             <ul><li>Next: kettles</li></ul></main><script>a(\"<p>\")</script>\
             <div id=\"site-footer\">Imprint</div></body></html>"
        );
        let text = format!("{FERRY} It sails at six. Dogs sail for nothing.");
        let remains = remains(&page, &gold("The ferry is back", &text), 0.9).unwrap();
        let around = |above: &str, article: &str| {
            format!(
                "<!DOCTYPE html><html><head><title>Ferry</title></head><body><nav class=\"menu\">Sound &amp; News</nav>\
                 <p>{above}</p><main>{article}<ul><li></li></ul></main><div id=\"site-footer\">Imprint</div></body></html>"
            )
        };
        let article = format!(
            "<h1>The ferry is back</h1><article><p>{FERRY}</p><p><b></b></p><div class=\"article-footer\"></div>\
             <p></p></article>"
        );
        let [shell, stub] = [around("", ""), around("The ferry is back", &article)];
        assert_eq!(remains, Remains { shell, stub, opening: FERRY.to_owned() });
    }

    #[test]
    fn a_page_without_the_text_has_no_shell() {
        assert!(remains("<p>Something else</p>", &gold("", ""), 0.0).is_none());
        assert!(remains("", &gold("Title", FERRY), 0.0).is_none());
        // Nor has one without the title.
        assert!(
            remains(&format!("<h1>Ferries</h1><p>{FERRY}</p>"), &gold("The ferry", FERRY), 0.9).is_none()
        );
        let other = gold("", "Another text altogether, of which no line is on the page");
        assert!(remains(&format!("<p>{FERRY}</p>"), &other, 0.9).is_none());
    }
}
