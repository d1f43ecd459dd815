//! Where a line stands on its page: the elements that hold it, their links, their prose, their names.

mod names;

use super::{Feature, feature, log, share};
use crate::classify::View;
use crate::line::{Block, Landmarks};
use crate::segment::Page;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

pub const FEATURES: &[Feature] = &[
    feature("link_density", "share of characters in links"),
    feature("heading", "level of the heading"),
    feature("block", "kind of block"),
    feature("tag", "tag of the element"),
    feature("tag_above", "tag of the element above"),
    feature("in_article", "inside an article element"),
    feature("in_main", "inside a main element"),
    feature("in_nav", "inside a navigation element"),
    feature("in_aside", "inside an aside"),
    feature("in_header", "inside a header"),
    feature("in_footer", "inside a footer"),
    feature("hidden", "hidden on the page"),
    feature("depth", "depth in the page"),
    feature("element_links", "share of links in the element"),
    feature("element_share", "share of the page's text in the element"),
    feature("element_lines", "lines in the element"),
    feature("parent_links", "share of links in the parent"),
    feature("parent_share", "share of the page's text in the parent"),
    feature("parent_lines", "lines in the parent"),
    feature("grandparent_links", "share of links in the grandparent"),
    feature("grandparent_share", "share of the page's text in the grandparent"),
    feature("prose_0", "share of the page's prose in the element"),
    feature("prose_1", "share of the page's prose one level up"),
    feature("prose_2", "share of the page's prose two levels up"),
    feature("prose_3", "share of the page's prose three levels up"),
    feature("prose_4", "share of the page's prose four levels up"),
    feature("prose_5", "share of the page's prose five levels up"),
    feature("prose_6", "share of the page's prose six levels up"),
    feature("prose_words_1", "words of prose one level up"),
    feature("prose_words_2", "words of prose two levels up"),
    feature("prose_words_4", "words of prose four levels up"),
    feature("links_3", "share of links three levels up"),
    feature("links_5", "share of links five levels up"),
    feature("paragraphs_1", "share of the text one level up that stands in paragraphs"),
    feature("paragraphs_3", "share of the text three levels up that stands in paragraphs"),
    feature("to_prose", "steps in the tree to the container of the prose"),
    feature("in_prose", "inside the container of the prose"),
    feature("below_prose", "levels below the container of the prose"),
    feature("above_prose", "levels from the container of the prose up to a common element"),
    feature("in_all_prose", "inside the innermost element with nearly all prose"),
    feature("prose_container_share", "share of the page's prose in its container"),
    feature("page_paragraphs", "words in the page's paragraphs"),
    feature("page_links", "share of links on the page"),
    feature("page_articles", "article elements on the page"),
    feature("page_items", "share of the page's lines that are list items"),
    feature("page_rows", "share of the page's lines that are rows of tables"),
    feature("page_headings", "headings of the page"),
    feature("page_forms", "user-name like short links among the page's lines"),
    feature("alike", "lines with the same tags and classes around them"),
    feature("alike_words", "mean words of lines with the same tags and classes around them"),
    feature("alike_links", "mean share of links of lines with the same tags and classes around them"),
    feature("alike_prose", "share of prose among lines with the same tags and classes around them"),
    feature("from_heading", "lines from the page's first heading of the first level"),
    feature("after_heading", "lines since the last heading"),
    feature("heading_links", "share of links in the last heading"),
    feature("heading_in_prose", "whether the last heading stands in the container of the prose"),
    feature("siblings", "elements beside it with lines of their own"),
    feature("article_number", "which of the page's article elements holds the line"),
];

/// How many elements above a line are looked at.
const LEVELS: usize = 7;
/// An element whose share of the page's prose is this has nearly all of it.
const NEARLY_ALL: f32 = 0.7;

/// What is summed up over everything below an element.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    lines: f32,
    prose: f32,
    words: f32,
    paragraphs: f32,
    children: f32,
}

/// Lines with the same signature, together.
#[derive(Clone, Copy, Debug, Default)]
struct Alike {
    lines: f32,
    words: f32,
    links: f32,
    prose: f32,
}

/// Facts about a page.
pub struct PageFacts<'p> {
    page: &'p Page,
    sums: Vec<Sums>,
    signatures: Vec<u32>,
    alike: Vec<Alike>,
    container: u32,
    widest: u32,
    document: [f32; 7],
    first_heading: Option<usize>,
    /// For each unit the heading above it.
    last_heading: Vec<Option<usize>>,
    articles: HashMap<u32, u32>,
    /// For each class, id or tag of the page its hash, and where those of its parts stand.
    tokens: Vec<(u64, Range<usize>)>,
    parts: Vec<u64>,
}

impl<'p> PageFacts<'p> {
    pub fn of(view: &View<'_>, page: &'p Page) -> PageFacts<'p> {
        let units = view.units.len();
        let mut sums = vec![Sums::default(); page.nodes().len()];
        let mut near: BTreeMap<u32, f32> = BTreeMap::new();
        for unit in 0..units {
            let Some(layout) = view.layout(unit) else { continue };
            let shape = view.shape(unit);
            let words = shape.words as f32;
            let prose = shape.is_prose() && layout.link_density < 0.5 && !layout.hidden;
            if let Some(sum) = sums.get_mut(layout.node as usize) {
                sum.lines += 1.0;
                sum.words += words;
                sum.prose += if prose { words } else { 0.0 };
                sum.paragraphs += if layout.block == Block::Paragraph { words } else { 0.0 };
            }
            if prose {
                for ((id, _), weight) in page.ancestors(layout.node).zip([1.0, 0.5, 0.25]) {
                    *near.entry(id).or_default() += words * weight;
                }
            }
        }
        add_up(page, &mut sums);
        let best = near.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let container = best.map_or(0, |(id, _)| id);
        let all = sums.first().map_or(0.0, |sum| sum.prose);
        let depth = |id: usize| page.node(id as u32).map_or(0, |node| node.depth);
        let widest = sums
            .iter()
            .enumerate()
            .filter(|(_, sum)| sum.prose >= NEARLY_ALL * all)
            .max_by_key(|(id, _)| depth(*id))
            .map_or(0, |(id, _)| id as u32);
        let (signatures, alike) = signatures(view, page);
        let headings = |level: u8| {
            (0..units).filter(move |unit| {
                view.layout(*unit).is_some_and(|layout| layout.heading > 0 && layout.heading <= level)
            })
        };
        let mut last = None;
        let last_heading = (0..units)
            .map(|unit| {
                let above = last;
                if view.layout(unit).is_some_and(|layout| layout.heading > 0) {
                    last = Some(unit);
                }
                above
            })
            .collect();
        let article = page.find_token("article");
        let articles: HashMap<u32, u32> = page
            .nodes()
            .iter()
            .zip(0u32..)
            .filter(|(node, _)| Some(node.tag) == article)
            .map(|(_, id)| id)
            .zip(1..)
            .collect();
        let blocks = |block: Block| {
            let lines = (0..units).filter(|unit| view.layout(*unit).is_some_and(|l| l.block == block));
            share(lines.count() as f32, units as f32)
        };
        let short_links = (0..units).filter(|unit| {
            view.shape(*unit).words == 1 && view.layout(*unit).is_some_and(|l| l.link_density > 0.9)
        });
        let root = page.nodes().first();
        let document = [
            log(sums.first().map_or(0.0, |sum| sum.paragraphs)),
            root.map_or(0.0, |root| share(root.link_length as f32, root.text_length as f32)),
            log(articles.len() as f32),
            blocks(Block::ListItem),
            blocks(Block::TableRow),
            log(headings(6).count() as f32),
            log(short_links.count() as f32),
        ];
        let first_heading = headings(1).next();
        let (tokens, parts) = names::token_hashes(page);
        PageFacts {
            page,
            sums,
            signatures,
            alike,
            container,
            widest,
            document,
            first_heading,
            last_heading,
            articles,
            tokens,
            parts,
        }
    }

    fn sum(&self, id: u32) -> Sums {
        self.sums.get(id as usize).copied().unwrap_or_default()
    }

    fn links(&self, id: u32) -> f32 {
        self.page.node(id).map_or(0.0, |node| share(node.link_length as f32, node.text_length as f32))
    }

    fn is_in(&self, id: u32, container: u32) -> bool {
        id == container || self.page.ancestors(id).any(|(above, _)| above == container)
    }

    pub fn fill(&self, view: &View<'_>, unit: usize, row: &mut Vec<f32>) {
        let Some(place) = view.layout(unit) else {
            row.extend(std::iter::repeat_n(0.0, FEATURES.len()));
            return;
        };
        let page = self.page;
        let is = |flag: bool| f32::from(u8::from(flag));
        // Above the root, which is 0, there is nothing but the root.
        let mut levels = [0; LEVELS];
        levels[0] = place.node;
        for (level, (id, _)) in levels.iter_mut().skip(1).zip(page.ancestors(place.node)) {
            *level = id;
        }
        let root = self.sum(0);
        let text = page.nodes().first().map_or(1.0, |root| root.text_length.max(1) as f32);
        let text_share = |id: u32| page.node(id).map_or(0.0, |node| node.text_length as f32 / text);
        let holds = |landmark| is(place.landmarks.contains(landmark));
        let node = page.node(place.node);
        let prose = |level: usize| levels.get(level).map_or(0.0, |id| self.sum(*id).prose);
        let paragraphs = |level: usize| {
            levels.get(level).map_or(0.0, |id| share(self.sum(*id).paragraphs, self.sum(*id).words))
        };
        let level_links = |level: usize| levels.get(level).map_or(0.0, |id| self.links(*id));
        let (below, above) = self.steps(place.node);
        let inside = above == 0;
        let alike = self
            .signatures
            .get(unit)
            .and_then(|signature| self.alike.get(*signature as usize))
            .copied()
            .unwrap_or_default();
        let heading = self.last_heading.get(unit).copied().flatten();
        let heading_layout = heading.and_then(|heading| view.layout(heading));
        let article = std::iter::once(place.node)
            .chain(page.ancestors(place.node).map(|(id, _)| id))
            .find_map(|id| self.articles.get(&id));
        let signed = |from: Option<usize>| {
            from.map_or(-9.0, |from| {
                let distance = unit as f32 - from as f32;
                log(distance.abs()).copysign(distance)
            })
        };
        row.extend([
            place.link_density,
            f32::from(place.heading),
            block_number(place.block),
            tag_number(page.tag_of(place.node)),
            tag_number(page.tag_of(levels[1])),
            holds(Landmarks::ARTICLE),
            holds(Landmarks::MAIN),
            holds(Landmarks::NAV),
            holds(Landmarks::ASIDE),
            holds(Landmarks::HEADER),
            holds(Landmarks::FOOTER),
            is(place.hidden),
            node.map_or(0.0, |node| f32::from(node.depth)),
            self.links(levels[0]),
            text_share(levels[0]),
            log(self.sum(levels[0]).lines),
            self.links(levels[1]),
            text_share(levels[1]),
            log(self.sum(levels[1]).lines),
            self.links(levels[2]),
            text_share(levels[2]),
        ]);
        row.extend((0..LEVELS).map(|level| share(prose(level), root.prose)));
        row.extend([
            log(prose(1)),
            log(prose(2)),
            log(prose(4)),
            level_links(3),
            level_links(5),
            paragraphs(1),
            paragraphs(3),
            (below + above) as f32,
            is(inside),
            below as f32,
            above as f32,
            is(self.is_in(place.node, self.widest)),
            share(self.sum(self.container).prose, root.prose),
        ]);
        row.extend(self.document);
        row.extend([
            log(alike.lines),
            log(share(alike.words, alike.lines)),
            share(alike.links, alike.lines),
            share(alike.prose, alike.lines),
            signed(self.first_heading),
            signed(heading),
            heading_layout.map_or(-1.0, |layout| layout.link_density),
            heading_layout.map_or(-1.0, |layout| is(self.is_in(layout.node, self.container))),
            log(self.sum(levels[1]).children),
            article.map_or(0.0, |number| *number as f32).min(20.0),
        ]);
    }

    /// Levels from the line up to an element that it shares with the container of the prose, and from the container
    /// up to it.
    fn steps(&self, node: u32) -> (usize, usize) {
        let mut path = vec![node];
        path.extend(self.page.ancestors(node).map(|(id, _)| id));
        let mut container = self.container;
        let mut above = 0;
        loop {
            if let Some(below) = path.iter().position(|id| *id == container) {
                return (below, above);
            }
            match self.page.ancestors(container).next() {
                Some((parent, _)) => container = parent,
                None => return (path.len(), above),
            }
            above += 1;
        }
    }

    /// The signature of each unit.
    pub fn signatures(&self, units: &Range<usize>) -> Vec<u32> {
        self.signatures.get(units.clone()).unwrap_or_default().to_vec()
    }

    /// The element so many levels above each unit.
    pub fn blocks(&self, view: &View<'_>, units: &Range<usize>, levels: usize) -> Vec<u32> {
        units
            .clone()
            .map(|unit| {
                let node = view.layout(unit).map_or(0, |layout| layout.node);
                self.page.ancestors(node).nth(levels - 1).map_or(0, |(id, _)| id)
            })
            .collect()
    }

    /// The heading above each unit.
    pub fn headings(&self) -> Vec<u32> {
        self.last_heading.iter().map(|heading| heading.map_or(u32::MAX, |heading| heading as u32)).collect()
    }
}

/// Adds up from the leaves to the root: children follow their parents.
fn add_up(page: &Page, sums: &mut [Sums]) {
    for (id, node) in page.nodes().iter().enumerate().skip(1).rev() {
        let child = sums.get(id).copied().unwrap_or_default();
        if let Some(parent) = sums.get_mut(node.parent as usize) {
            parent.lines += child.lines;
            parent.words += child.words;
            parent.prose += child.prose;
            parent.paragraphs += child.paragraphs;
            parent.children += if child.lines > 0.0 { 1.0 } else { 0.0 };
        }
    }
}

/// Gives units with the same tags and first classes on three levels the same number.
fn signatures(view: &View<'_>, page: &Page) -> (Vec<u32>, Vec<Alike>) {
    let mut known: HashMap<[u32; 6], u32> = HashMap::new();
    let mut alike: Vec<Alike> = Vec::new();
    let numbers = (0..view.units.len())
        .map(|unit| {
            let mut key = [u32::MAX; 6];
            let layout = view.layout(unit);
            if let Some(layout) = layout {
                let own = page.node(layout.node).map(|node| (layout.node, node));
                let levels = own.into_iter().chain(page.ancestors(layout.node)).take(3);
                for (places, (_, node)) in key.chunks_exact_mut(2).zip(levels) {
                    if let [tag, class] = places {
                        *tag = node.tag;
                        let is_class = |token: &&u32| !page.token(**token).starts_with('#');
                        *class = page.tokens_of(node).iter().find(is_class).copied().unwrap_or(u32::MAX);
                    }
                }
            }
            let next = alike.len() as u32;
            let number = *known.entry(key).or_insert(next);
            if number == next {
                alike.push(Alike::default());
            }
            let shape = view.shape(unit);
            if let Some(group) = alike.get_mut(number as usize) {
                group.lines += 1.0;
                group.words += shape.words as f32;
                group.links += layout.map_or(0.0, |layout| layout.link_density);
                group.prose += f32::from(u8::from(shape.is_prose()));
            }
            number
        })
        .collect();
    (numbers, alike)
}

/// Kinds of blocks, those alike next to each other.
fn block_number(block: Block) -> f32 {
    match block {
        Block::Paragraph => 0.0,
        Block::Quote => 1.0,
        Block::Preformatted => 2.0,
        Block::TableRow => 3.0,
        Block::Heading => 4.0,
        Block::Other => 5.0,
        Block::ListItem => 6.0,
        Block::Caption => 7.0,
    }
}

/// Tags, those alike next to each other.
fn tag_number(tag: &str) -> f32 {
    let tags = [
        "p",
        "article",
        "main",
        "section",
        "blockquote",
        "pre",
        "td",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "span",
        "dd",
        "dt",
        "dl",
        "li",
        "ul",
        "ol",
        "a",
        "label",
        "form",
        "figure",
        "figcaption",
        "header",
        "aside",
        "footer",
        "nav",
        "body",
        "html",
    ];
    tags.iter().position(|known| *known == tag).unwrap_or(tags.len()) as f32
}
