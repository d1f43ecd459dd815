//! Site templates: what is dropped of the pages of one site, measured on pages of which every line is known.

use crate::site_engine::{Kind, PageLine, Site, sites};
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::document::{Document, Format};
use dehusk::site::{Learner, SiteBy, Templates};
use std::sync::{Arc, LazyLock};

static SITES: LazyLock<Vec<Site>> = LazyLock::new(sites);

/// What became of the lines of some pages.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    template: usize,
    template_gone: usize,
    gone: usize,
    content_gone: usize,
    prose_gone: usize,
}

impl Counts {
    fn recall(self) -> f64 {
        self.template_gone as f64 / self.template as f64
    }

    fn precision(self) -> f64 {
        1.0 - self.content_gone as f64 / self.gone as f64
    }

    fn add(&mut self, other: Counts) {
        self.template += other.template;
        self.template_gone += other.template_gone;
        self.gone += other.gone;
        self.content_gone += other.content_gone;
        self.prose_gone += other.prose_gone;
    }
}

/// The pages of a site with the documents they make.
fn pages(site: &Site, count: usize, format: Format) -> Vec<(Vec<PageLine>, Document)> {
    let shared = if site.host.starts_with("quay") || site.host.starts_with("blog") {
        SITES[3].shared_article()
    } else {
        Vec::new()
    };
    let pages = site.pages(count, &shared).into_iter().enumerate();
    pages
        .map(|(number, page)| {
            let document = site.document(&page, number, format);
            (page, document)
        })
        .collect()
}

fn learnt<'d>(documents: impl Iterator<Item = &'d Document>) -> Templates {
    let learner = Learner::new(SiteBy::Dir, false);
    documents.for_each(|document| learner.learn(document, None, None));
    learner.finish()
}

/// Cleans pages and counts what went.
fn count(cleaner: &Cleaner, pages: &[(Vec<PageLine>, Document)], show: bool) -> Counts {
    let mut counts = Counts::default();
    for (page, document) in pages {
        let cleaned = cleaner.clean(document);
        let lines: Vec<_> = cleaned.verdicts().collect();
        if lines.len() != page.len() {
            println!(
                "{}\n{:#?}",
                document.text,
                lines.iter().map(|(line, _)| cleaned.line_text(line)).collect::<Vec<_>>()
            );
        }
        assert_eq!(lines.len(), page.len(), "{}", document.id);
        for (known, (line, verdict)) in page.iter().zip(lines) {
            assert_eq!(known.text, cleaned.line_text(line).trim());
            let gone = line.is_dropped();
            let content = matches!(known.kind, Kind::Prose | Kind::Short);
            counts.template += usize::from(known.kind == Kind::Template);
            counts.template_gone += usize::from(known.kind == Kind::Template && gone);
            counts.gone += usize::from(gone);
            counts.content_gone += usize::from(content && gone);
            counts.prose_gone += usize::from(known.kind == Kind::Prose && gone);
            if show && (gone && content || !gone && known.kind == Kind::Template) {
                println!(
                    "{} {:?} gone={gone} {:.2} {}: {}",
                    document.id,
                    known.kind,
                    verdict.drop,
                    verdict.reasons.join("; "),
                    known.text
                );
            }
        }
    }
    counts
}

#[test]
fn template_lines_go_from_five_pages_on_and_prose_never() {
    let bare = Cleaner::new(Policy::default()).unwrap();
    for format in [Format::Text, Format::Html] {
        for number in if std::env::var_os("SHOW").is_some() { vec![10, 40] } else { vec![5, 10, 40] } {
            let (mut all, mut without) = (Counts::default(), Counts::default());
            for site in SITES.iter() {
                let pages = pages(site, number, format);
                if let Some(dir) = std::env::var_os("DUMP") {
                    for (_, d) in &pages {
                        let p = std::path::Path::new(&dir).join(number.to_string()).join(&d.id);
                        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
                        std::fs::write(p, &d.text).unwrap();
                    }
                }
                let templates = learnt(pages.iter().map(|(_, document)| document));
                let cleaner = bare.clone().with_templates(Some(Arc::new(templates)));
                let counts = count(&cleaner, &pages, std::env::var_os("SHOW").is_some());
                println!(
                    "{format} {number} {}: {:.4} {:.4} {counts:?}",
                    site.host,
                    counts.recall(),
                    counts.precision()
                );
                all.add(counts);
                without.add(count(&bare, &pages, false));
            }
            println!(
                "{format} {number}: with {:.4} {:.4} {all:?}\n   without {:.4} {:.4} {without:?}",
                all.recall(),
                all.precision(),
                without.recall(),
                without.precision()
            );
        }
    }
}
