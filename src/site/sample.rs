//! The pages of one site that are looked at, and their lines.

use super::key::LineKey;
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// The most pages of a site that are looked at.
pub const MOST_SAMPLED: usize = 256;

/// So many pages of each site are looked at, however many sites there are.
pub const LEAST_SAMPLED: usize = 8;

/// The most lines of a page that count: half of them from its start, half from its end, where templates stand.
pub const MOST_LINES: usize = 1024;

/// The different lines of a page.
#[derive(Clone, Debug, Default)]
pub struct PageLines {
    /// In the order of the page, each once.
    keys: Vec<LineKey>,
    /// The folded lines, where they are wanted.
    texts: Vec<(LineKey, Box<str>)>,
}

impl PageLines {
    /// Reads the lines of a page.
    pub fn of<'t>(lines: impl DoubleEndedIterator<Item = &'t str>, with_texts: bool) -> PageLines {
        let mut page = PageLines::default();
        let mut met = HashSet::new();
        let mut buffer = String::new();
        let mut lines = lines;
        let mut take = |line: &str, page: &mut PageLines| {
            let Some(key) = LineKey::of(line, &mut buffer) else { return false };
            let new = met.insert(key);
            if new {
                page.keys.push(key);
                if with_texts {
                    page.texts.push((key, buffer.as_str().into()));
                }
            }
            new
        };
        let mut left = MOST_LINES / 2;
        while left > 0
            && let Some(line) = lines.next()
        {
            left -= usize::from(take(line, &mut page));
        }
        left = MOST_LINES / 2;
        let half = page.keys.len();
        while left > 0
            && let Some(line) = lines.next_back()
        {
            left -= usize::from(take(line, &mut page));
        }
        page.keys.get_mut(half..).unwrap_or_default().reverse();
        page
    }

    /// A hash of all lines: pages with the same lines in the same order are one page.
    fn hash(&self) -> u64 {
        let bytes: Vec<u8> = self.keys.iter().flat_map(|key| key.bytes()).collect();
        xxh3_64(&bytes)
    }
}

/// The pages of a site with the smallest hashes.
#[derive(Debug, Default)]
pub struct SiteSample {
    pages: BTreeMap<u64, Box<[LineKey]>>,
    /// All lines of the pages, so that the text of a line is kept from its second page on.
    met: HashSet<LineKey>,
    texts: HashMap<LineKey, Box<str>>,
    /// Pages that went since `met` was in order.
    gone: usize,
}

impl SiteSample {
    /// Takes a page in if it belongs to the `most` with the smallest hashes. Returns by how many pages the sample
    /// grew.
    pub fn add(&mut self, page: PageLines, most: usize) -> usize {
        let hash = page.hash();
        let last = self.pages.last_key_value().map_or(0, |(last, _)| *last);
        if page.keys.is_empty() || self.pages.contains_key(&hash) || self.pages.len() >= most && hash >= last
        {
            return 0;
        }
        if !page.texts.is_empty() {
            for (key, text) in page.texts {
                if !self.met.insert(key) {
                    self.texts.entry(key).or_insert(text);
                }
            }
        }
        let before = self.pages.len();
        self.pages.insert(hash, page.keys.into());
        self.shrink(most);
        self.pages.len() - before
    }

    /// Leaves only the `most` pages with the smallest hashes. Returns how many went.
    pub fn shrink(&mut self, most: usize) -> usize {
        let before = self.pages.len();
        while self.pages.len() > most {
            self.pages.pop_last();
            self.gone += 1;
        }
        // What is known of the lines of pages that went would grow for ever.
        if self.gone > self.pages.len() && !self.met.is_empty() {
            self.gone = 0;
            self.met = self.pages.values().flat_map(|keys| keys.iter().copied()).collect();
            self.met.shrink_to_fit();
            let met = &self.met;
            self.texts.retain(|key, _| met.contains(key));
        }
        before - self.pages.len()
    }

    /// How many pages there are.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// The pages in the order of their hashes, each as its lines in their order.
    pub fn pages(&self) -> Vec<&[LineKey]> {
        self.pages.values().map(|keys| &**keys).collect()
    }

    /// The folded text of a line that stands on two pages or more, where texts are kept.
    pub fn take_text(&mut self, key: LineKey) -> Option<Box<str>> {
        self.texts.remove(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_endless_page_the_two_ends_count() {
        let lines: Vec<String> = (0..100_000).map(|n| format!("line {}", letters(n))).collect();
        let page = PageLines::of(lines.iter().map(String::as_str), false);
        assert_eq!(page.keys.len(), MOST_LINES);
        let key = |n: usize| LineKey::of(&lines[n], &mut String::new());
        let holds = |n| key(n).is_some_and(|key| page.keys.contains(&key));
        assert!(holds(0) && holds(511) && holds(99_999) && holds(99_488));
        assert_eq!((page.keys.first().copied(), page.keys.last().copied()), (key(0), key(99_999)));
        assert!(!holds(512) && !holds(50_000));
    }

    #[test]
    fn texts_of_pages_that_went_are_forgotten() {
        let mut sample = SiteSample::default();
        for number in 0..5000 {
            let own = [letters(number * 2), letters(number * 2 + 1), "menu".to_owned()];
            sample.add(PageLines::of(own.iter().map(String::as_str), true), 16);
        }
        assert_eq!(sample.len(), 16);
        assert!(sample.met.len() <= 16 * 3 * 3, "{}", sample.met.len());
        let menu = LineKey::of("menu", &mut String::new());
        assert_eq!(menu.and_then(|menu| sample.take_text(menu)).as_deref(), Some("menu"));
    }

    /// A number in letters: digits would all be folded to one.
    fn letters(mut number: usize) -> String {
        let mut letters = String::from("x");
        while number > 0 {
            letters.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
        }
        letters
    }
}
