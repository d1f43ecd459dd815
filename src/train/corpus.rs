//! All gold that a model is fitted on: reading it, and the weights fitted on a part of it.

use super::examples::{Example, Origin, dump_example, page_examples};
use super::fit::{Fitting, SecondTrees, Weighted, fit, site_part};
use super::fit_label_words::crossed_label_words;
use super::fit_labels::fit_labels;
use super::grow::Growing;
use super::random::hash_text;
use crate::cleaner::Cleaner;
use crate::gold::{
    GoldDump, GoldError, GoldPage, is_page_gold, read_cases, read_dumps, read_index, read_pages,
};
use crate::model::{Judge, LabelScores, Weights, fingerprint};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// In how many templates the article of a page is put besides its own: three gave little more than one.
const TEMPLATES: usize = 1;

/// Gold of pages and of lines.
#[derive(Clone, Debug, Default)]
pub struct Gold {
    /// Pages with their text.
    pub pages: Vec<GoldPage>,
    /// Labelled dumps.
    pub dumps: Vec<LabelledDump>,
}

/// A labelled dump with its group.
#[derive(Clone, Debug)]
pub struct LabelledDump {
    /// The dump.
    pub dump: GoldDump,
    /// The site: that of the page it was made of, or its own name.
    pub site: String,
    /// What it is.
    pub from: From,
}

/// What a labelled dump is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A dump with every block of its page.
    Whole,
    /// A dump that an extractor has been over.
    Extracted,
    /// A dump of which nobody says how it was made.
    Unknown,
    /// A case of a literate page, in the middle of an article.
    Case,
}

impl Gold {
    /// Reads folders of page gold and of line gold.
    ///
    /// # Errors
    /// The first file that cannot be read or is wrong.
    pub fn read(folders: &[impl AsRef<Path>]) -> Result<Gold, GoldError> {
        let mut gold = Gold::default();
        for folder in folders.iter().map(AsRef::as_ref).filter(|folder| is_page_gold(folder)) {
            gold.pages.extend(read_pages(folder)?);
        }
        let sites: HashMap<&str, &str> =
            gold.pages.iter().map(|page| (page.name.as_str(), page.site.as_str())).collect();
        for folder in folders.iter().map(AsRef::as_ref).filter(|folder| !is_page_gold(folder)) {
            let cases = read_cases(folder)?;
            if !cases.is_empty() {
                let case = |dump: GoldDump| LabelledDump { site: dump.name.clone(), dump, from: From::Case };
                gold.dumps.extend(cases.into_iter().map(case));
                continue;
            }
            let index = read_index(folder)?;
            for dump in read_dumps(folder)? {
                let columns = index.columns(&dump.name);
                let column = |at: usize| columns.and_then(|columns| columns.get(at)).map(String::as_str);
                let site =
                    column(0).and_then(|page| sites.get(page).copied()).unwrap_or(&dump.name).to_owned();
                let from = match column(2) {
                    Some("insc" | "bs4") => From::Whole,
                    Some(_) => From::Extracted,
                    None => From::Unknown,
                };
                gold.dumps.push(LabelledDump { dump, site, from });
            }
        }
        Ok(gold)
    }

    /// What can be learnt of the gold. Evidence is that of the given cleaner.
    ///
    /// # Errors
    /// The first page that cannot be read.
    pub fn examples(&self, cleaner: &Cleaner, part: Part) -> Result<Vec<Example>, GoldError> {
        let pages: Vec<Result<Vec<Example>, GoldError>> = self
            .pages
            .par_iter()
            .map(|page| page_examples(cleaner, page, &self.templates(page), part))
            .collect();
        let mut examples: Vec<Example> = Vec::new();
        for page in pages {
            examples.extend(page?);
        }
        let dumps: Vec<Example> = self
            .dumps
            .par_iter()
            .filter(|_| part != Part::Html)
            .map(|labelled| dump_example(cleaner, labelled))
            .collect();
        examples.extend(dumps);
        Ok(examples)
    }

    /// Pages of other sites whose templates the article of a page is put in: of the same kind and region, and never
    /// fitted apart from it.
    fn templates(&self, page: &GoldPage) -> Vec<&GoldPage> {
        let part = site_part(&page.site);
        let mut templates: Vec<(u64, &GoldPage)> = (self.pages.iter())
            .filter(|other| (&other.kind, &other.region) == (&page.kind, &page.region))
            .filter(|other| other.site != page.site && !other.text.is_empty())
            .filter(|other| site_part(&other.site) == part)
            .map(|other| (hash_text(&format!("{} {}", page.name, other.name)), other))
            .collect();
        templates.sort_by_key(|(order, _)| *order);
        templates.into_iter().map(|(_, other)| other).take(TEMPLATES).collect()
    }
}

/// Which judges are fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// That of pages.
    Html,
    /// That of text.
    Text,
    /// Both.
    Both,
}

/// How much a document counts for the judge of pages; `None` where it is for the other judge.
fn page_weight(example: &Example) -> Option<f32> {
    let article = example.kind == "article";
    match example.origin {
        Origin::Page => Some(if article { 1.0 } else { 0.6 }),
        Origin::Restyled => Some(if article { 0.5 } else { 0.3 }),
        _ => None,
    }
}

/// How much a document counts for the judge of text; `None` where it is for the other judge.
fn text_weight(example: &Example) -> Option<f32> {
    let article = example.kind == "article";
    match example.origin {
        Origin::Page | Origin::Restyled => None,
        Origin::Shell => Some(0.25),
        Origin::Dump(_) => Some(if article { 1.0 } else { 0.5 }),
        Origin::Transplanted => Some(if article { 0.5 } else { 0.25 }),
        Origin::LabelledWhole => Some(10.0),
        Origin::LabelledExtracted => Some(4.0),
        Origin::Case => Some(0.2),
    }
}

/// The trees of the first pass.
const FIRST: Growing = Growing {
    trees: 90,
    leaves: 31,
    depth: 7,
    rate: 0.1,
    least_hessian: 2.0,
    shrink: 5.0,
    columns: 0.4,
    rows: 0.7,
    seed: 1,
};

/// How the judge of texts is fitted: they have little but the lines around to tell a line by.
const TEXT: Fitting = Fitting { first: FIRST, net_seeds: &[6, 7], second: None };

/// How the judge of pages is fitted: their markup tells more than the lines around, the title too.
const PAGE: Fitting = Fitting {
    first: FIRST,
    net_seeds: &[6],
    second: Some(SecondTrees {
        content: Growing { trees: 130, rate: 0.07, seed: 2, ..FIRST },
        title: Growing {
            trees: 60,
            leaves: 15,
            depth: 6,
            rate: 0.15,
            least_hessian: 1.0,
            shrink: 2.0,
            seed: 4,
            ..FIRST
        },
        title_second: Growing { trees: 50, leaves: 12, depth: 5, rate: 0.12, shrink: 4.0, seed: 5, ..FIRST },
    }),
};

/// Fits all judges.
pub fn fit_weights(examples: &[&Example]) -> Weights {
    let (label_words, scores) = crossed_label_words(examples);
    let judge = |weight: fn(&Example) -> Option<f32>, knows_labels: bool, fitting: &Fitting| {
        let chosen = examples.iter().zip(&scores);
        let chosen =
            chosen.filter_map(|(example, scores)| Some(((*example, weight(example)?), scores.as_slice())));
        let (chosen, scores): (Vec<Weighted<'_>>, Vec<&[LabelScores]>) = chosen.unzip();
        if chosen.is_empty() {
            Judge::default()
        } else {
            fit(&chosen, knows_labels.then_some(&scores[..]), fitting)
        }
    };
    Weights {
        features: fingerprint(),
        html: judge(page_weight, false, &PAGE),
        text: judge(text_weight, true, &TEXT),
        labels: fit_labels(examples, &scores),
        label_words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn page(number: usize, kind: &str, region: Option<&str>) -> GoldPage {
        GoldPage {
            name: format!("{number:04}"),
            html: PathBuf::new(),
            url: String::new(),
            site: format!("site{}.example", number / 2),
            kind: kind.to_owned(),
            region: region.map(str::to_owned),
            title: String::new(),
            text: "Text".to_owned(),
            with: Vec::new(),
            without: Vec::new(),
        }
    }

    #[test]
    fn templates_are_of_other_sites_that_are_never_fitted_apart() {
        let kinds = ["article", "forum"];
        let regions = [None, Some("de")];
        let pages: Vec<GoldPage> =
            (0..400).map(|number| page(number, kinds[number / 2 % 2], regions[number / 4 % 2])).collect();
        let gold = Gold { pages, dumps: Vec::new() };
        for page in &gold.pages {
            let templates = gold.templates(page);
            assert_eq!(templates.len(), TEMPLATES, "{}", page.name);
            for template in templates {
                assert_ne!(template.site, page.site);
                assert_eq!((&template.kind, &template.region), (&page.kind, &page.region));
                assert_eq!(site_part(&template.site), site_part(&page.site));
            }
        }
    }
}
