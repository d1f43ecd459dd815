//! The names around a line, and what a page says of itself, as hashes for the linear models.

use super::super::words::{Lists, at_level, bare_name_hash, name_hash};
use super::super::{log, share};
use super::PageFacts;
use crate::classify::View;
use crate::segment::Page;
use std::collections::HashMap;
use std::ops::Range;

/// How many elements above a line are looked at for their names.
const NAMED_LEVELS: usize = 8;

impl PageFacts<'_> {
    /// Adds, for each unit, the hashes of the tags, classes and ids around it, each with its level above the line:
    /// near ones apart, far ones together.
    pub fn names(&self, view: &View<'_>, units: Range<usize>, lists: &mut Lists) {
        // Neighbours have the same elements above them.
        let mut above: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut own = Vec::new();
        for unit in units {
            lists.push(|hashes| {
                let Some((node, parent)) = view
                    .layout(unit)
                    .and_then(|place| Some((place.node, self.page.node(place.node)?.parent)))
                else {
                    return;
                };
                own.clear();
                self.add_names(node, 0, &mut own);
                if node != 0 {
                    let shared = above.entry(parent).or_insert_with(|| self.names_from(parent));
                    hashes.extend(shared.iter());
                }
                hashes.extend(distinct(&mut own).iter());
            });
        }
    }

    /// The names of an element that stands right above a line, and of those above it.
    fn names_from(&self, parent: u32) -> Vec<u32> {
        let mut hashes = Vec::new();
        let ids = std::iter::once(parent).chain(self.page.ancestors(parent).map(|(id, _)| id));
        for (id, level) in ids.zip(1..NAMED_LEVELS) {
            let level = match level {
                1 => 1,
                2 | 3 => 2,
                _ => 3,
            };
            self.add_names(id, level, &mut hashes);
        }
        distinct(&mut hashes);
        hashes
    }

    /// The names of one element.
    fn add_names(&self, id: u32, level: u32, hashes: &mut Vec<u32>) {
        let Some(node) = self.page.node(id) else { return };
        hashes.push(name_hash(self.page.tag_of(id), level));
        for token in self.page.tokens_of(node) {
            let (whole, parts) = self.tokens.get(*token as usize).map_or((0, &[][..]), |(whole, parts)| {
                (*whole, self.parts.get(parts.clone()).unwrap_or_default())
            });
            hashes.push(at_level(whole, level));
            hashes.extend(parts.iter().map(|part| at_level(*part, level + 4)));
        }
    }

    /// Hashes of what the page says of itself: its types, the names of its outermost elements, the words of its
    /// address, and how much of what it has.
    pub fn page_hashes(&self, view: &View<'_>) -> Vec<u32> {
        let page = self.page;
        let mut hashes = Vec::new();
        let mut add = |name: &str, level: u32| hashes.push(name_hash(name, level));
        let meta = &page.meta;
        meta.types.iter().for_each(|name| add(name, 20));
        meta.generator.iter().for_each(|name| add(name, 21));
        let address = meta.url.as_deref().unwrap_or_default();
        let path =
            address.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
        for part in path.split(['/', '?', '&', '=', '.']).filter(|part| !part.is_empty()).take(8) {
            // A long part is the title of an article; a word of a path says where one is on the site.
            match part.split(['-', '_']).count() {
                1 | 2 => add(part, 22),
                3..=4 => add("some words", 22),
                _ => add("many words", 22),
            }
        }
        add(&format!("{}", path.split('/').filter(|part| !part.is_empty()).count()), 23);
        for node in page.nodes().iter().filter(|node| node.depth <= 4) {
            for token in page.tokens_of(node) {
                let token = page.token(*token);
                add(token, 24);
                for part in
                    token.trim_start_matches('#').split(['-', '_', ':', '=']).filter(|part| part.len() > 2)
                {
                    add(part, 25);
                }
            }
        }
        let mut amount = |name: &str, count: f32| add(&format!("{name} {}", (log(count) * 1.5).round()), 26);
        let root = self.sum(0);
        amount("lines", view.units.len() as f32);
        amount("prose", root.prose);
        amount("paragraphs", root.paragraphs);
        amount("prose share", 20.0 * share(root.prose, root.words));
        amount("articles", self.articles.len() as f32);
        for (name, value) in
            ["links", "", "items", "rows", "headings", "names"].iter().zip(&self.document[1..])
        {
            amount(name, 20.0 * value);
        }
        amount("dates", view.date_share.iter().filter(|share| **share > 0.5).count() as f32);
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }
}

/// Sorts numbers and leaves each of them once.
fn distinct(numbers: &mut Vec<u32>) -> &[u32] {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// For each token of a page its hash, and where those of the words in it stand in the second list.
pub(super) fn token_hashes(page: &Page) -> (Vec<(u64, Range<usize>)>, Vec<u64>) {
    let mut parts = Vec::new();
    let tokens = (0..page.token_count())
        .map(|token| {
            let token = page.token(token as u32);
            let start = parts.len();
            let bare = token.trim_start_matches('#');
            let words = bare.split(['-', '_', ':', '.', '/']).filter(|part| part.len() > 2);
            parts.extend(words.map(bare_name_hash));
            if parts.len() == start {
                parts.push(bare_name_hash(bare));
            }
            (bare_name_hash(token), start..parts.len())
        })
        .collect();
    (tokens, parts)
}
