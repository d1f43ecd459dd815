//! A small template engine: pages of invented sites, of which it is known what every line is.
//!
//! `sites/*.toml` hold the lines of each site's template and the parts of sentences of which its articles are put
//! together. What varies from page to page as on real sites: the box in the article, the related articles, dates, bylines.
//! What repeats although it is the article's: an article under two addresses, the intro of a series, standing
//! headings, lines of code, an article that two sites share.

use crate::chance::Chance;
use dehusk::document::{Document, Format};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of the site's template.
    Template,
    /// Boilerplate that varies: a date, a byline, a related article.
    Varying,
    /// Prose of the article.
    Prose,
    /// A title, a heading or a line of code.
    Short,
}

/// Where a line stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Head,
    Title,
    Meta,
    Share,
    Paragraph,
    Heading,
    Code,
    Box,
    Related,
    Foot,
}

/// One line of a page.
#[derive(Clone, Debug)]
pub struct PageLine {
    pub kind: Kind,
    pub text: String,
    part: Part,
}

/// A site: its template, and what its articles are made of.
#[derive(Debug, Deserialize)]
pub struct Site {
    pub name: String,
    pub host: String,
    language: String,
    #[serde(default)]
    plain_html: bool,
    head: Vec<String>,
    below_title: Vec<String>,
    middle: Vec<String>,
    tail: Vec<String>,
    related_heading: String,
    byline: String,
    dates: Vec<String>,
    series_intro: String,
    common_headings: Vec<String>,
    standing_headings: Vec<String>,
    titles: Vec<String>,
    sentences: Vec<String>,
    #[serde(default)]
    code: Vec<String>,
    slots: BTreeMap<String, Vec<String>>,
}

/// An article.
struct Article {
    title: String,
    paragraphs: Vec<String>,
    headings: Vec<(usize, String)>,
    code: Vec<(usize, String)>,
    in_series: bool,
}

/// All sites.
pub fn sites() -> Vec<Site> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sites");
    let files = crate::support::files_below(&folder);
    files.iter().map(|path| toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

impl Site {
    /// So many pages, the same in every run for the same seed. `shared` is an article that they have from another site.
    pub fn pages(&self, count: usize, seed: u64, shared: &[String]) -> Vec<Vec<PageLine>> {
        let mut chance = Chance::new(seed * 1_000_003 + count as u64 * 7919 + self.name.len() as u64);
        let mut articles: Vec<Article> = (0..count).map(|_| self.article(&mut chance)).collect();
        // Two of five articles belong to a series, and one stands under two addresses.
        articles.iter_mut().step_by(5).for_each(|article| article.in_series = true);
        articles.iter_mut().skip(3).step_by(5).for_each(|article| article.in_series = true);
        if let Some(article) = articles.get_mut(2).filter(|_| !shared.is_empty()) {
            article.paragraphs = shared.to_vec();
            article.headings.clear();
        }
        let titles: Vec<String> = articles.iter().map(|article| article.title.clone()).collect();
        (0..count)
            .map(|number| {
                let article = &articles[if number + 1 == count { 1 } else { number }];
                self.page(article, &titles, &mut chance)
            })
            .collect()
    }

    /// The paragraphs of an article for other sites to share.
    pub fn shared_article(&self) -> Vec<String> {
        self.article(&mut Chance::new(77)).paragraphs
    }

    fn article(&self, chance: &mut Chance) -> Article {
        let paragraphs: Vec<String> = (0..5 + chance.below(6))
            .map(|_| {
                let sentences: Vec<String> = (0..1 + chance.below(3))
                    .map(|_| self.fill(pick(&self.sentences, chance), chance))
                    .collect();
                sentences.join(if self.language == "ja" { "" } else { " " })
            })
            .collect();
        let middle = 1 + chance.below(paragraphs.len() - 2);
        let mut headings = vec![(middle, pick(&self.common_headings, chance).to_owned())];
        if !self.standing_headings.is_empty() {
            headings = self
                .standing_headings
                .iter()
                .cloned()
                .enumerate()
                .map(|(at, heading)| (at + 1, heading))
                .collect();
        }
        let mut code = Vec::new();
        if !self.code.is_empty() {
            // A program begins as others do, and goes on by itself.
            let at = 1 + chance.below(paragraphs.len() - 1);
            code.extend(self.code.iter().map(|line| (at, line.clone())));
            code.insert(code.len() - 1, (at, self.fill("seen.insert({n}, \"{when}\");", chance)));
        }
        let title = self.fill(pick(&self.titles, chance), chance);
        Article { title, paragraphs, headings, code, in_series: false }
    }

    fn page(&self, article: &Article, titles: &[String], chance: &mut Chance) -> Vec<PageLine> {
        let mut page = Vec::new();
        let mut add = |kind, part, text: &str| page.push(PageLine { kind, text: text.to_owned(), part });
        self.head.iter().for_each(|line| add(Kind::Template, Part::Head, line));
        add(Kind::Short, Part::Title, &article.title);
        add(Kind::Varying, Part::Meta, &self.fill(&self.byline, chance));
        add(Kind::Varying, Part::Meta, &self.fill(pick(&self.dates, chance), chance));
        self.below_title.iter().for_each(|line| add(Kind::Template, Part::Share, line));
        if article.in_series {
            add(Kind::Prose, Part::Paragraph, &self.series_intro);
        }
        let boxed = (chance.below(10) < 7).then(|| 1 + chance.below(article.paragraphs.len() - 1));
        for (number, paragraph) in article.paragraphs.iter().enumerate() {
            for (_, heading) in article.headings.iter().filter(|(at, _)| *at == number) {
                add(Kind::Short, Part::Heading, heading);
            }
            add(Kind::Prose, Part::Paragraph, paragraph);
            for (_, code) in article.code.iter().filter(|(at, _)| *at == number) {
                add(Kind::Short, Part::Code, code);
            }
            if boxed == Some(number) {
                self.middle.iter().for_each(|line| add(Kind::Template, Part::Box, line));
            }
        }
        add(Kind::Template, Part::Related, &self.related_heading);
        for _ in 0..4 {
            let title = pick(titles, chance);
            if title != article.title {
                add(Kind::Varying, Part::Related, title);
            }
        }
        self.tail.iter().for_each(|line| add(Kind::Template, Part::Foot, line));
        page
    }

    /// Puts parts into the places of a pattern.
    fn fill(&self, pattern: &str, chance: &mut Chance) -> String {
        let mut filled = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap();
            filled.push_str(before);
            match slot {
                "n" => filled.push_str(&(2 + chance.below(27)).to_string()),
                "year" => filled.push_str(&(2019 + chance.below(7)).to_string()),
                slot => filled.push_str(pick(&self.slots[slot], chance)),
            }
            rest = after;
        }
        filled + rest
    }

    /// A page as a document in the folder of its site.
    pub fn document(&self, page: &[PageLine], number: usize, format: Format) -> Document {
        let id = format!("{}/{number:03}.{}", self.host, if format == Format::Text { "txt" } else { "html" });
        match format {
            Format::Text => {
                Document::text(id, page.iter().map(|line| format!("{}\n", line.text)).collect::<String>())
            }
            Format::Html => Document::html(id, self.html(page, number)),
        }
    }

    fn html(&self, page: &[PageLine], number: usize) -> String {
        let title = page.iter().find(|line| line.part == Part::Title).map_or("", |line| &line.text);
        let (name, host, language) = (&self.name, &self.host, &self.language);
        let mut html = format!(
            "<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title} - {name}</title><link rel=canonical href='https://{host}/{number}'></head><body>"
        );
        for group in page.chunk_by(|a, b| frame(a.part) == frame(b.part)) {
            let (open, close) = match (frame(group[0].part), self.plain_html) {
                (Part::Head, false) => ("<header><nav><ul>", "</ul></nav></header>"),
                (Part::Head, true) => ("<div class=top-bar>", "</div>"),
                (Part::Related, false) => ("<aside>", "</aside>"),
                (Part::Related, true) => ("<div class=teaser-list>", "</div>"),
                (Part::Foot, false) => ("<footer>", "</footer>"),
                (Part::Foot, true) => ("<div class=bottom>", "</div>"),
                (_, false) => ("<article>", "</article>"),
                (_, true) => ("<div class=main-column>", "</div>"),
            };
            html.push_str(open);
            // A program is one element.
            for lines in group.chunk_by(|a, b| a.part == Part::Code && b.part == Part::Code) {
                let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
                let text = text.join("\n").replace('&', "&amp;").replace('<', "&lt;");
                html.push_str(&match lines[0].part {
                    Part::Head if !self.plain_html => format!("<li><a href='/x'>{text}</a></li>\n"),
                    Part::Head => format!("<div><a href='/x'>{text}</a></div>\n"),
                    Part::Title => format!("<h1>{text}</h1>\n"),
                    Part::Meta => format!("<div class=meta>{text}</div>\n"),
                    Part::Share => format!("<div class=tools><a href='#'>{text}</a></div>\n"),
                    Part::Box => format!("<div class=inline-box>{text}</div>\n"),
                    Part::Paragraph | Part::Foot => format!("<p>{text}</p>\n"),
                    Part::Heading => format!("<h2>{text}</h2>\n"),
                    Part::Code => format!("<pre><code>{text}</code></pre>\n"),
                    Part::Related => format!("<div><a href='/y'>{text}</a></div>\n"),
                });
            }
            html.push_str(close);
        }
        html + "</body></html>"
    }
}

/// The part of the page that frames a part: the article holds several.
fn frame(part: Part) -> Part {
    match part {
        Part::Head | Part::Related | Part::Foot => part,
        _ => Part::Paragraph,
    }
}

fn pick<'c>(choices: &'c [String], chance: &mut Chance) -> &'c str {
    &choices[chance.below(choices.len())]
}
