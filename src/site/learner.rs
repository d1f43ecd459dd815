//! Learning the templates of many sites from their pages.

use super::bodies;
use super::name::{SiteBy, Whence};
use super::sample::{LEAST_SAMPLED, MOST_SAMPLED, PageLines, SiteSample};
use super::templates::{SiteTemplates, Templates};
use crate::document::{Document, Format};
use crate::segment::{page_lines, parse_page, text_lines};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// The most pages that are looked at of all sites together.
pub const MOST_PAGES: usize = 1 << 17;

/// Learns templates. Any number of threads may hand it documents; the result is the same in any order.
#[derive(Debug)]
pub struct Learner {
    by: SiteBy,
    with_texts: bool,
    most_pages: usize,
    samples: Mutex<Samples>,
}

/// The samples of all sites.
#[derive(Debug)]
struct Samples {
    sites: HashMap<String, SiteSample>,
    /// Pages of all samples.
    pages: usize,
    /// The most pages of one sample. It depends on the pages met, not on their order: with fewer pages a site, the
    /// samples need less, and more pages never make them need less.
    most: usize,
    /// Sites whose name has a hash with fewer leading zeros are left out.
    zeros: u32,
    documents: u64,
    nameless: u64,
}

impl Learner {
    /// A learner that knows nothing yet. `with_texts` also keeps the folded lines, for a table that people read.
    pub fn new(by: SiteBy, with_texts: bool) -> Learner {
        let samples = Samples {
            sites: HashMap::new(),
            pages: 0,
            most: MOST_SAMPLED,
            zeros: 0,
            documents: 0,
            nameless: 0,
        };
        Learner { by, with_texts, most_pages: MOST_PAGES, samples: Mutex::new(samples) }
    }

    /// Learns from a document. An HTML page also names its own address, which counts where its record has none.
    pub fn learn(&self, document: &Document, whence: Whence<'_>) {
        let (site, page) = match document.format {
            Format::Text => {
                let site = self.by.site(whence, None);
                let lines = text_lines(&document.text);
                (site, PageLines::of(lines.iter().map(|line| line.text), self.with_texts))
            }
            Format::Html => {
                let page = parse_page(&document.text);
                let site = self.by.site(whence, page.meta.url.as_deref());
                let lines = page_lines(&page);
                (site, PageLines::of(lines.iter().map(|line| line.text), self.with_texts))
            }
        };
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.documents += 1;
        match site {
            Some(site) => samples.add(site, page, self.most_pages),
            None => samples.nameless += 1,
        }
    }

    /// What tells the site of a document.
    pub fn by(&self) -> &SiteBy {
        &self.by
    }

    /// How many documents it was handed.
    pub fn documents(&self) -> u64 {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).documents
    }

    /// How many of them belong to no site.
    pub fn nameless(&self) -> u64 {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).nameless
    }

    /// Whether there were so many sites that nothing was learnt of some of them.
    pub fn is_thinned(&self) -> bool {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).zeros > 0
    }

    /// What the sites repeat.
    pub fn finish(self) -> Templates {
        let samples = self.samples.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut templates = Templates::new(self.by);
        for (name, mut sample) in samples.sites {
            let (pages, counts) = bodies::count(&sample.pages());
            let mut site = SiteTemplates::new(pages);
            for count in counts {
                site.set(count, sample.take_text(count.key));
            }
            templates.insert(name, site);
        }
        templates
    }
}

impl Samples {
    fn add(&mut self, site: String, page: PageLines, most_pages: usize) {
        if xxh3_64(site.as_bytes()).leading_zeros() < self.zeros {
            return;
        }
        self.pages += self.sites.entry(site).or_default().add(page, self.most);
        while self.pages > most_pages && (self.most > LEAST_SAMPLED || self.zeros < 64) {
            self.give_way();
        }
    }

    /// Makes the samples smaller, or the sites fewer.
    fn give_way(&mut self) {
        if self.most > LEAST_SAMPLED {
            self.most /= 2;
            let most = self.most;
            self.pages -= self.sites.values_mut().map(|sample| sample.shrink(most)).sum::<usize>();
        } else {
            self.zeros += 1;
            let zeros = self.zeros;
            self.sites.retain(|name, _| xxh3_64(name.as_bytes()).leading_zeros() >= zeros);
            self.pages = self.sites.values().map(SiteSample::len).sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with a menu and two paragraphs of its own.
    fn page(site: usize, number: usize) -> Document {
        let word =
            |n: usize| -> String { format!("{n}").bytes().map(|b| char::from(b - b'0' + b'a')).collect() };
        let text = format!(
            "Home\nNews of {}\nLog in\nThe {} sailed at noon, and nobody on the pier had thought that it would.\nOn the way it met the {} that had been lost since the winter before last.\nImprint\n",
            word(site),
            word(number),
            word(number + 7000)
        );
        Document::text(format!("site{site}/{number}.txt"), text)
    }

    fn learnt(pages: impl Iterator<Item = Document>, most_pages: usize) -> (Templates, bool) {
        let mut learner = Learner::new(SiteBy::Dir, true);
        learner.most_pages = most_pages;
        pages.for_each(|page| learner.learn(&page, Whence::of(&page)));
        let thinned = learner.is_thinned();
        (learner.finish(), thinned)
    }

    #[test]
    fn neither_order_nor_threads_change_what_is_learnt() {
        // More pages than are sampled of a site, and more than fit: every kind of giving way happens.
        let all = || (0..700).map(|n| page(n % 2, n)).chain((0..300).map(|n| page(2 + n % 30, n)));
        for most_pages in [10_000, 400, 60] {
            let (forward, thinned) = learnt(all(), most_pages);
            assert_eq!(thinned, most_pages == 60);
            let mut backward: Vec<Document> = all().collect();
            backward.reverse();
            assert_eq!(learnt(backward.iter().cloned(), most_pages).0.table(), forward.table());
            let mut learner = Learner::new(SiteBy::Dir, true);
            learner.most_pages = most_pages;
            std::thread::scope(|scope| {
                for part in backward.chunks(250) {
                    let learner = &learner;
                    scope.spawn(move || part.iter().for_each(|page| learner.learn(page, Whence::of(page))));
                }
            });
            assert_eq!(learner.finish().table(), forward.table());
        }
    }

    #[test]
    fn a_site_of_many_pages_takes_no_more_memory_than_its_sample() {
        let learner = Learner::new(SiteBy::Dir, true);
        for number in 0..20_000 {
            let page = page(1, number);
            learner.learn(&page, Whence::of(&page));
        }
        let samples = learner.samples.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!((samples.pages, samples.most), (MOST_SAMPLED, MOST_SAMPLED));
        drop(samples);
        let templates = learner.finish();
        let site = templates.site("site1");
        assert_eq!(site.map(SiteTemplates::pages), Some(MOST_SAMPLED as u32));
        assert_eq!(site.and_then(|site| site.repeat("imprint")).map(|repeat| repeat.on), Some(256));
    }

    #[test]
    fn a_million_lines_of_one_page_cost_no_more_than_its_ends() {
        let learner = Learner::new(SiteBy::Dir, true);
        let mut text = String::new();
        for number in 0..1_000_000u32 {
            let letters: String = (0..5).map(|n| char::from(b'a' + (number >> (4 * n) & 15) as u8)).collect();
            text.push_str(&letters);
            text.push('\n');
        }
        let page = Document::text("a/b.txt", text);
        learner.learn(&page, Whence::of(&page));
        let samples = learner.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: usize = samples.sites.values().flat_map(|site| site.pages()).map(<[_]>::len).sum();
        assert_eq!(lines, super::super::MOST_LINES);
    }

    #[test]
    fn a_page_of_no_site_is_counted_and_teaches_nothing() {
        let learner = Learner::new(SiteBy::Host, false);
        learner.learn(&page(1, 1), Whence::default());
        let whence = Whence { url: Some("https://quay.example/2"), ..Whence::default() };
        learner.learn(&page(1, 2), whence);
        assert_eq!((learner.documents(), learner.nameless()), (2, 1));
        let html = "<link rel=canonical href='https://www.quay.example/a'><p>Home";
        learner.learn(&Document::html("a.html", html), Whence::default());
        assert_eq!(learner.nameless(), 1);
        let templates = learner.finish();
        assert!(templates.site("quay.example").is_some());
    }
}
