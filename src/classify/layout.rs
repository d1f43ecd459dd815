//! Evidence from where a line stands on its page: the names of the elements that hold it, landmarks, links, and the
//! container that holds most of the prose.

use super::{Evidence, Reason, View};
use crate::cues::fold::folded;
use crate::label::Label;
use crate::line::{Block, Landmarks};
use crate::segment::Page;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// How many elements above a line are looked at.
const LEVELS: usize = 8;
/// What one more level between a line and a name leaves of its strength.
const FADING: f32 = 0.85;
/// An element that holds more than this share of the page's text tells nothing about one of its lines.
const MOST_SHARE: f32 = 0.6;
/// Log-likelihood ratios in nats of a name that is nearly always right, and of one that often is.
const STRONG: f32 = 3.0;
const FAIR: f32 = 1.2;

/// Which share of all words of prose are nearly all.
const NEARLY_ALL: f32 = 0.7;
/// What standing outside of the nearest container and inside of the widest says for content, in nats.
const BETWEEN: f32 = -0.4;

/// The names of one label in `src/cues/layout.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    #[serde(default)]
    strong: Vec<String>,
    #[serde(default)]
    fair: Vec<String>,
}

/// Which label a name speaks for, and how strongly.
static NAMES: LazyLock<HashMap<String, (Label, f32)>> = LazyLock::new(|| {
    let tables: BTreeMap<String, Names> =
        toml::from_str(include_str!("../cues/layout.toml")).unwrap_or_default();
    let mut names = HashMap::new();
    for (label, table) in tables {
        let Ok(label) = label.parse::<Label>() else { continue };
        names.extend(table.fair.into_iter().map(|name| (name, (label, FAIR))));
        names.extend(table.strong.into_iter().map(|name| (name, (label, STRONG))));
    }
    names
});

/// What the layout says of a page as a whole.
#[derive(Debug, Default)]
pub struct PageLayout {
    /// For each element, what its own names say.
    named: HashMap<u32, Vec<(Label, f32, String)>>,
    /// Where the prose stands.
    containers: Containers,
    /// The page's own copy of its article, folded.
    article: Option<String>,
    text_length: f32,
}

impl PageLayout {
    /// Reads the names of a page's elements and finds the container of its prose.
    pub fn of(view: &View<'_>, page: &Page) -> PageLayout {
        let mut named = HashMap::new();
        for (id, node) in page.nodes().iter().enumerate() {
            let mut found: Vec<(Label, f32, String)> = Vec::new();
            for token in page.tokens_of(node) {
                let token = page.token(*token).trim_start_matches('#');
                for (label, nats, name) in meanings(token) {
                    if !found.iter().any(|(known, ..)| *known == label) {
                        found.push((label, nats, name));
                    }
                }
            }
            if !found.is_empty() {
                named.insert(u32::try_from(id).unwrap_or(u32::MAX), found);
            }
        }
        let article = page.meta.article_body.as_deref().filter(|body| body.len() > 400).map(folded);
        let text_length = page.nodes().first().map_or(1, |root| root.text_length.max(1)) as f32;
        let containers = Containers::of(view, page);
        PageLayout { named, containers, article, text_length }
    }
}

/// The names in one token, whole and by parts.
fn meanings(token: &str) -> Vec<(Label, f32, String)> {
    let parts: Vec<&str> = token.split(['-', '_', ':', '.']).filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    let mut look_up = |name: &str| {
        if let Some((label, nats)) = NAMES.get(name) {
            found.push((*label, *nats, token.to_owned()));
        }
    };
    for pair in parts.windows(2) {
        look_up(&pair.join("-"));
    }
    for part in &parts {
        look_up(part);
    }
    found
}

/// Where the prose of a page stands.
#[derive(Clone, Copy, Debug, Default)]
struct Containers {
    /// The element whose children hold the most words of prose: a paragraph counts in full for its parent and less
    /// for the elements above that, as in Readability.
    nearest: Option<u32>,
    /// The innermost element that holds nearly all prose: an article cut into sections has its nearest container in
    /// one of them.
    widest: Option<u32>,
}

impl Containers {
    fn of(view: &View<'_>, page: &Page) -> Containers {
        let mut near: BTreeMap<u32, f32> = BTreeMap::new();
        let mut below: BTreeMap<u32, f32> = BTreeMap::new();
        let mut all = 0.0;
        for unit in 0..view.units.len() {
            let shape = view.shape(unit);
            let Some(layout) = view.layout(unit) else { continue };
            if !shape.is_prose() || layout.link_density > 0.5 || layout.hidden {
                continue;
            }
            let words = shape.words as f32;
            all += words;
            for ((id, _), weight) in page.ancestors(layout.node).zip([1.0, 0.5, 0.25]) {
                *near.entry(id).or_default() += words * weight;
            }
            *below.entry(layout.node).or_default() += words;
            for (id, _) in page.ancestors(layout.node) {
                *below.entry(id).or_default() += words;
            }
        }
        let nearest =
            near.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(id, _)| id);
        let depth = |id: u32| page.node(id).map_or(0, |node| node.depth);
        let widest = below
            .into_iter()
            .filter(|(_, words)| *words >= NEARLY_ALL * all)
            .max_by_key(|(id, _)| depth(*id))
            .map(|(id, _)| id);
        Containers { nearest, widest }
    }
}

/// Adds what the layout says of a unit.
pub fn examine(view: &View<'_>, page: &Page, layout: &PageLayout, unit: usize, found: &mut Vec<Evidence>) {
    let Some(place) = view.layout(unit) else { return };
    let shape = view.shape(unit);
    let mut add = |label, nats, reason| found.push(Evidence::rule(label, nats, reason));

    let landmarks = place.landmarks;
    if landmarks.contains(Landmarks::NAV) {
        add(Label::Navigation, 3.0, "inside a navigation element");
    }
    if landmarks.contains(Landmarks::FOOTER) && !landmarks.contains(Landmarks::ARTICLE) {
        add(Label::Copyright, 1.5, "inside the page's footer");
        add(Label::Navigation, 1.0, "inside the page's footer");
        add(Label::Content, -1.5, "inside the page's footer");
    }
    if landmarks.contains(Landmarks::HEADER) && !landmarks.contains(Landmarks::ARTICLE) && place.heading != 1
    {
        add(Label::Navigation, 1.5, "inside the page's header");
    }
    if landmarks.contains(Landmarks::ASIDE) {
        add(Label::Content, -1.5, "inside an aside");
    }
    if place.hidden {
        add(Label::Content, -2.0, "hidden on the page");
    }
    if place.link_density > 0.8 {
        match shape.words {
            0..=4 => add(Label::Navigation, 1.5, "nothing but a link"),
            5.. if !shape.ends_sentence => add(Label::Related, 1.5, "nothing but a link"),
            _ => {}
        }
        add(Label::Content, -1.5, "nothing but a link");
    }
    match place.block {
        Block::Paragraph if place.link_density < 0.4 => add(Label::Content, 0.7, "a paragraph element"),
        Block::Preformatted => add(Label::Content, 3.0, "preformatted text"),
        Block::Quote => add(Label::Content, 1.5, "a quote"),
        Block::TableRow => add(Label::Content, 1.0, "a row of a table"),
        _ => {}
    }
    let is_in =
        |container: u32| place.node == container || page.ancestors(place.node).any(|(id, _)| id == container);
    match (layout.containers.nearest.map(is_in), layout.containers.widest.map(is_in)) {
        (Some(true), _) => add(Label::Content, 1.8, "inside the container of the prose"),
        (Some(false), Some(true)) => add(Label::Content, BETWEEN, "inside a container of all prose"),
        (Some(false), _) => add(Label::Content, -1.8, "outside the container of the prose"),
        _ => {}
    }
    if let Some(article) = &layout.article
        && shape.words >= 5
    {
        if article.contains(&folded(view.text(unit))) {
            add(Label::Content, 4.0, "in the page's own copy of its article");
        } else if shape.is_prose() {
            add(Label::Content, -1.0, "not in the page's own copy of its article");
        }
    }
    names(view, page, layout, unit, found);
}

/// The names of the elements that hold the unit, each label once, the nearest first.
fn names(view: &View<'_>, page: &Page, layout: &PageLayout, unit: usize, found: &mut Vec<Evidence>) {
    let Some(place) = view.layout(unit) else { return };
    let own = page.node(place.node).map(|node| (place.node, node));
    let mut spoken: Vec<Label> = Vec::new();
    let mut fading = 1.0;
    for (id, node) in own.into_iter().chain(page.ancestors(place.node)).take(LEVELS) {
        if node.text_length as f32 > MOST_SHARE * layout.text_length {
            break;
        }
        for (label, nats, token) in layout.named.get(&id).into_iter().flatten() {
            if !spoken.contains(label) {
                spoken.push(*label);
                found.push(Evidence {
                    label: *label,
                    nats: nats * fading,
                    reason: Reason::Rule(Cow::Owned(format!("inside an element named '{token}'"))),
                    opens: false,
                });
            }
        }
        fading *= FADING;
    }
}
