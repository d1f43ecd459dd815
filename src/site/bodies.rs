//! On how many pages with different articles each line stands, and on how many beside the same other line.
//!
//! Pages that share more than half of their rare lines of prose hold the same article: under two addresses, in two
//! versions, on two parts of the site. They count as one page. So do all pages that have nothing of their own.

use super::key::LineKey;

/// A line is rare if it stands on at most this many pages …
const RARE_PAGES: usize = 3;
/// … or on at most one in this many.
const RARE_SHARE: usize = 4;

/// A page without a long line of its own has an article of its own if more than this share of its lines is rare.
const OWN_SHARE: f32 = 0.2;

/// What is counted of a line, in pages with different articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The line.
    pub key: LineKey,
    /// Pages with the line.
    pub on: u32,
    /// Of these, the pages on which its most frequent neighbour stands directly before or after it.
    pub beside: u32,
}

/// Counts pages with different articles, and the lines that stand on two of them or more. A page is its lines in their
/// order, each once.
pub fn count(pages: &[&[LineKey]]) -> (u32, Vec<Count>) {
    let mut all: Vec<(LineKey, u32)> =
        pages.iter().zip(0..).flat_map(|(keys, page)| keys.iter().map(move |key| (*key, page))).collect();
    all.sort_unstable();
    let body_of = bodies(pages, &all);
    let mut different = body_of.clone();
    different.sort_unstable();
    different.dedup();
    let mut counts = Vec::new();
    let mut on: Vec<u32> = Vec::new();
    for standing in all.chunk_by(|a, b| a.0 == b.0).filter(|standing| standing.len() > 1) {
        on.clear();
        on.extend(standing.iter().filter_map(|(_, page)| body_of.get(*page as usize)));
        on.sort_unstable();
        on.dedup();
        if let (Some((key, _)), true) = (standing.first(), on.len() > 1) {
            counts.push(Count { key: *key, on: on.len() as u32, beside: 0 });
        }
    }
    count_neighbours(pages, &body_of, &mut counts);
    (different.len() as u32, counts)
}

/// Counts on how many pages each line stands beside its most frequent neighbour. `counts` are sorted by line.
fn count_neighbours(pages: &[&[LineKey]], body_of: &[u32], counts: &mut [Count]) {
    let is_counted = |key: &LineKey| counts.binary_search_by_key(key, |count| count.key).is_ok();
    let mut pairs: Vec<(LineKey, LineKey, u32)> = Vec::new();
    for (keys, body) in pages.iter().zip(body_of) {
        for (one, other) in keys.iter().zip(keys.iter().skip(1)) {
            // A line on one page only is the neighbour of nothing that repeats.
            if is_counted(one) && is_counted(other) {
                pairs.extend([(*one, *other, *body), (*other, *one, *body)]);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for pair in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((key, ..)) = pair.first() else { continue };
        if let Ok(at) = counts.binary_search_by_key(key, |count| count.key)
            && let Some(count) = counts.get_mut(at)
        {
            count.beside = count.beside.max(pair.len() as u32);
        }
    }
}

/// For each page a number that it shares with the pages that hold the same article. `all` are the lines with their
/// pages, sorted.
fn bodies(pages: &[&[LineKey]], all: &[(LineKey, u32)]) -> Vec<u32> {
    let count = pages.len();
    // Not so many that a line on four of five pages is rare.
    let rare = RARE_PAGES.max(count / RARE_SHARE).min(count.saturating_sub(2));
    let mut own_long = vec![0u32; count];
    let mut own_short = vec![0u32; count];
    let mut shared = vec![0u32; count * count];
    for standing in all.chunk_by(|a, b| a.0 == b.0).filter(|standing| standing.len() <= rare) {
        let is_long = standing.first().is_some_and(|(key, _)| key.is_long());
        for (position, (_, page)) in standing.iter().enumerate() {
            let own = if is_long { &mut own_long } else { &mut own_short };
            add_one(own, *page as usize);
            if is_long {
                for (_, other) in standing.iter().skip(position + 1) {
                    add_one(&mut shared, *page as usize * count + *other as usize);
                }
            }
        }
    }
    let number = |counts: &[u32], page: usize| counts.get(page).copied().unwrap_or_default();
    let mut body_of: Vec<u32> = (0..count as u32).collect();
    let mut bare: Option<usize> = None;
    for page in 0..count {
        let lines = pages.get(page).map_or(0, |keys| keys.len());
        let own = number(&own_short, page) as f32 > OWN_SHARE * lines as f32;
        if number(&own_long, page) == 0 && !own {
            join(&mut body_of, page, *bare.get_or_insert(page));
        }
        for other in page + 1..count {
            let fewer = number(&own_long, page).min(number(&own_long, other));
            if 2 * number(&shared, page * count + other) > fewer {
                join(&mut body_of, page, other);
            }
        }
    }
    body_of
}

fn add_one(counts: &mut [u32], at: usize) {
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
}

/// Gives all pages with the body of one of the two the smaller of their numbers.
fn join(body_of: &mut [u32], one: usize, other: usize) {
    let (Some(one), Some(other)) = (body_of.get(one).copied(), body_of.get(other).copied()) else { return };
    if one != other {
        for body in body_of.iter_mut().filter(|body| **body == one || **body == other) {
            *body = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISCLAIMER: &str = "Nothing on these pages is advice, and whoever acts on what stands here does so at a risk of their own.";

    /// A page with the given paragraphs between a menu and a disclaimer.
    fn page(paragraphs: &[&str]) -> Vec<LineKey> {
        let around = ["Home", "News", "Harbour", "Log in"];
        let lines = around.iter().chain(paragraphs).copied().chain([DISCLAIMER, "Imprint"]);
        lines.filter_map(|line| LineKey::of(line, &mut String::new())).collect()
    }

    fn prose(words: &str) -> String {
        format!("The {words} was seen by all who stood on the pier that night, {words} and all.")
    }

    /// The number of articles, and what is counted of a line.
    fn counted(pages: &[Vec<LineKey>]) -> (u32, impl Fn(&str) -> (u32, u32) + use<>) {
        let pages: Vec<&[LineKey]> = pages.iter().map(Vec::as_slice).collect();
        let (bodies, counts) = count(&pages);
        let on = move |line: &str| {
            let key = LineKey::of(line, &mut String::new());
            let count = counts.iter().find(|count| Some(count.key) == key);
            count.map_or((0, 0), |count| (count.on, count.beside))
        };
        (bodies, on)
    }

    #[test]
    fn an_article_under_several_addresses_counts_once() {
        let words = ["ferry", "crane", "lamp", "gull"];
        let mut pages: Vec<Vec<LineKey>> = words
            .iter()
            .map(|word| {
                page(&[&prose(word), &prose(&format!("{word} again")), &prose(&format!("old {word}"))])
            })
            .collect();
        pages.push(page(&[&prose("ferry"), &prose("ferry again"), &prose("new ferry")]));
        let (bodies, on) = counted(&pages);
        assert_eq!((bodies, on("Home"), on(DISCLAIMER)), (4, (4, 4), (4, 4)));
        assert_eq!(on(&prose("ferry")), (0, 0));
    }

    #[test]
    fn an_intro_of_a_series_does_not_make_its_pages_copies() {
        let intro = prose("series");
        let words = ["ferry", "crane", "lamp", "gull", "rope", "buoy"];
        let pages: Vec<Vec<LineKey>> = words
            .iter()
            .enumerate()
            .map(|(number, word)| {
                let (one, two) = (prose(word), prose(&format!("old {word}")));
                page(&[if number < 3 { &intro } else { "Weather" }, &one, &two])
            })
            .collect();
        let (bodies, on) = counted(&pages);
        assert_eq!((bodies, on(&intro), on("imprint")), (6, (3, 3), (6, 6)));
    }

    #[test]
    fn a_heading_between_the_pages_own_lines_has_no_company() {
        let words = ["ferry", "crane", "lamp", "gull", "rope"];
        let pages: Vec<Vec<LineKey>> = words
            .iter()
            .map(|word| page(&[&prose(word), "What you need", &prose(&format!("old {word}"))]))
            .collect();
        let (_, on) = counted(&pages);
        assert_eq!((on("What you need"), on("news"), on("imprint")), ((5, 0), (5, 5), (5, 5)));
    }

    #[test]
    fn versions_of_one_article_are_one_page() {
        let paragraphs: Vec<String> = ["a", "b", "c", "d", "e", "f"].iter().map(|word| prose(word)).collect();
        let version = |number: usize| {
            let texts: Vec<&str> = paragraphs.iter().take(number + 2).map(String::as_str).collect();
            page(&texts)
        };
        let (bodies, on) = counted(&(0..5).map(version).collect::<Vec<_>>());
        assert!(bodies <= 2, "{bodies}");
        assert!(on(&prose("a")).0 <= 2);
    }

    #[test]
    fn a_page_without_prose_counts_by_its_short_lines() {
        let goods = ["rope", "lamp", "anchor", "buoy", "oar"];
        let shop = |good: &&str| {
            let lines = [format!("{good} made of hemp"), format!("more {good}"), format!("{good} in blue")];
            page(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let (bodies, on) = counted(&goods.iter().map(shop).collect::<Vec<_>>());
        assert_eq!((bodies, on("Log in")), (5, (5, 5)));
        let bare: Vec<Vec<LineKey>> = goods.iter().map(|good| page(&[good])).collect();
        assert_eq!(counted(&bare).0, 1);
    }
}
