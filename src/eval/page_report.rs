//! Scores of pages by group, as a table and as JSON.

use super::shares::Shares;
use super::{PageScores, TextMeans, TextScores};
use crate::gold::GoldPage;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// The scores of pages together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageGroup {
    /// `all`, `kind=article`, `region=at` …
    pub group: String,
    /// How many pages.
    pub pages: usize,
    /// The scores of the text.
    #[serde(flatten)]
    pub text: TextMeans,
    /// Pages with a line that is their title.
    pub titles: usize,
    /// Those of them that keep it.
    pub titles_kept: usize,
}

/// One page and its scores.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageRow {
    /// The name of the page.
    pub page: String,
    /// The kind of page.
    pub kind: String,
    /// The site.
    pub site: String,
    /// The scores of its words.
    pub words: Shares,
}

/// A report on pages: all together first, then by kind and by region where there is more than one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageReport {
    /// The groups.
    pub groups: Vec<PageGroup>,
    /// The pages with the lowest F1 of words, the worst first.
    pub worst: Vec<PageRow>,
}

/// A report on pages and their scores that lists at most so many of the worst.
pub fn page_report(pages: &[(&GoldPage, PageScores)], worst: usize) -> PageReport {
    let by = |name: &str, value: fn(&GoldPage) -> Option<&str>| {
        let mut groups: BTreeMap<&str, Vec<&PageScores>> = BTreeMap::new();
        for (page, scores) in pages {
            if let Some(value) = value(page) {
                groups.entry(value).or_default().push(scores);
            }
        }
        let several = groups.len() > 1;
        let groups = groups.into_iter().filter(|_| several);
        groups.map(|(value, scores)| group(format!("{name}={value}"), &scores)).collect::<Vec<_>>()
    };
    let everything: Vec<&PageScores> = pages.iter().map(|(_, scores)| scores).collect();
    let mut groups = vec![group("all".to_owned(), &everything)];
    groups.extend(by("kind", |page| Some(&page.kind)));
    groups.extend(by("region", |page| page.region.as_deref()));
    let mut rows: Vec<PageRow> = pages.iter().map(|(page, scores)| row(page, scores)).collect();
    rows.sort_by(|a, b| a.words.f1.total_cmp(&b.words.f1).then_with(|| a.page.cmp(&b.page)));
    rows.truncate(worst);
    PageReport { groups, worst: rows }
}

fn group(group: String, pages: &[&PageScores]) -> PageGroup {
    let texts: Vec<&TextScores> = pages.iter().map(|page| &page.text).collect();
    let titles = pages.iter().filter_map(|page| page.title);
    PageGroup {
        group,
        pages: pages.len(),
        text: TextMeans::of(&texts),
        titles: titles.clone().count(),
        titles_kept: titles.filter(|kept| *kept).count(),
    }
}

fn row(page: &GoldPage, scores: &PageScores) -> PageRow {
    PageRow {
        page: page.name.clone(),
        kind: page.kind.clone(),
        site: page.site.clone(),
        words: scores.text.word_shares(),
    }
}

impl fmt::Display for PageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.groups.iter().map(|group| group.group.chars().count()).max().unwrap_or(5).max(5);
        writeln!(
            f,
            "{:width$}  {:>5}  words                   4-shingles              segments         titles",
            "", ""
        )?;
        writeln!(
            f,
            "{:width$}  {:>5}  prec.   recall  F1      prec.   recall  F1      with    without  kept",
            "group", "pages"
        )?;
        for group in &self.groups {
            let PageGroup { text: TextMeans { words, shingles, segments }, .. } = group;
            write!(
                f,
                "{:width$}  {:>5}  {:.3}   {:.3}   {:.3}   {:.3}   {:.3}   {:.3}",
                group.group,
                group.pages,
                words.precision,
                words.recall,
                words.f1,
                shingles.precision,
                shingles.recall,
                shingles.f1,
            )?;
            let share = |part: f64, of: u64| if of == 0 { "–".to_owned() } else { format!("{part:.3}") };
            let with = share(segments.ratio().recall(), segments.with);
            let without = share(segments.absent(), segments.without);
            let titles = share(group.titles_kept as f64 / group.titles as f64, group.titles as u64);
            writeln!(f, "   {with:5}   {without:5}    {titles}")?;
        }
        if !self.worst.is_empty() {
            writeln!(f, "\nworst pages by F1 of words: F1, precision, recall")?;
        }
        for PageRow { page, kind, site, words } in &self.worst {
            writeln!(
                f,
                "{:.3}  {:.3}  {:.3}  {kind:13}  {site}  {page}",
                words.f1, words.precision, words.recall
            )?;
        }
        Ok(())
    }
}
