//! Cross-validation by site: everything is scored by weights that have seen nothing of its site.

use super::corpus::{From, Gold, LabelledDump, fit_weights};
use super::examples::{Example, in_another_style};
use super::random::hash_text;
use crate::cleaner::Cleaner;
use crate::document::Document;
use crate::eval::{PageScores, ScoreAs, Scores, TextScores, score_document, score_dump, score_page};
use crate::gold::{GoldError, GoldPage};
use crate::model::Weights;
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What cross-validation measured. Everything is in the order of the gold.
#[derive(Clone, Debug, Default)]
pub struct Crossed<'g> {
    /// Pages, cleaned as pages.
    pub html: Vec<(&'g GoldPage, PageScores)>,
    /// Articles, written in another style than they were.
    pub restyled: Vec<(&'g GoldPage, PageScores)>,
    /// Pages, cleaned as text dumps with every block on a line of its own.
    pub text: Vec<(&'g GoldPage, PageScores)>,
    /// Labelled dumps.
    pub dumps: Vec<(&'g LabelledDump, Scores)>,
    /// The gold texts of articles, given as dumps: their characters and how many are kept.
    pub harm: Vec<(&'g GoldPage, [u64; 2])>,
    /// For each folder of dumps that an extractor made, its name and its dumps.
    pub extracted: Vec<(String, Vec<ExtractedDump<'g>>)>,
}

/// A dump of a page that an extractor made.
#[derive(Clone, Copy, Debug)]
pub struct ExtractedDump<'g> {
    /// The page.
    pub page: &'g GoldPage,
    /// Its scores as it is.
    pub before: TextScores,
    /// Its scores when it is cleaned.
    pub after: TextScores,
}

impl ExtractedDump<'_> {
    /// What cleaning gains in F1 of words, −1 to 1.
    pub fn gain(&self) -> f64 {
        self.after.word_shares().f1 - self.before.word_shares().f1
    }
}

/// Cross-validates. `fold` is given the weights of each fold.
///
/// # Errors
/// The first page that cannot be read.
pub fn cross_validate<'g>(
    gold: &'g Gold,
    examples: &[Example],
    cleaner: &Cleaner,
    folds: u64,
    folders: &[PathBuf],
    mut fold: impl FnMut(u64, &Weights),
) -> Result<Crossed<'g>, GoldError> {
    let fold_of = |site: &str| fold_of(site, folds);
    let mut crossed = Crossed::default();
    for number in 0..folds {
        let seen: Vec<&Example> = examples.iter().filter(|example| is_seen(example, number, folds)).collect();
        let weights = fit_weights(&seen);
        fold(number, &weights);
        let cleaner = cleaner.clone().with_weights(Some(Arc::new(weights)));
        let pages: Vec<&GoldPage> = gold.pages.iter().filter(|page| fold_of(&page.site) == number).collect();
        let score = |score_as: ScoreAs| -> Result<Vec<(&'g GoldPage, PageScores)>, GoldError> {
            pages.par_iter().map(|page| Ok((*page, score_page(&cleaner, page, score_as)?))).collect()
        };
        if seen.iter().any(|example| example.origin.is_page()) {
            crossed.html.extend(score(ScoreAs::Html)?);
            let restyled: Result<Vec<_>, GoldError> = pages
                .par_iter()
                .filter(|page| page.kind == "article")
                .map(|page| {
                    let document = in_another_style(page, &page.document()?);
                    Ok((*page, score_document(&cleaner, page, &document)))
                })
                .collect();
            crossed.restyled.extend(restyled?);
        }
        for (at, folder) in folders.iter().enumerate() {
            if crossed.extracted.len() <= at {
                crossed.extracted.push((folder.display().to_string(), Vec::new()));
            }
            let scored: Vec<_> =
                pages.par_iter().filter_map(|page| extracted(&cleaner, page, folder)).collect();
            if let Some((_, all)) = crossed.extracted.get_mut(at) {
                all.extend(scored);
            }
        }
        if seen.iter().any(|example| !example.origin.is_page()) {
            crossed.text.extend(score(ScoreAs::Text)?);
            crossed.harm.par_extend(
                pages
                    .par_iter()
                    .filter(|page| page.kind == "article")
                    .map(|page| (*page, harm(&cleaner, page))),
            );
            crossed.dumps.par_extend(
                gold.dumps
                    .par_iter()
                    .filter(|dump| dump.from != From::Case && fold_of(&dump.site) == number)
                    .map(|dump| (dump, score_dump(&cleaner, &dump.dump))),
            );
        }
    }
    Ok(crossed)
}

/// The fold of a site.
fn fold_of(site: &str, folds: u64) -> u64 {
    (hash_text(site) >> 20) % folds
}

/// Whether an example shows nothing of the sites that a fold is scored on.
fn is_seen(example: &Example, fold: u64, folds: u64) -> bool {
    example.sites().all(|site| fold_of(site, folds) != fold)
}

/// A dump of a page that an extractor made, scored as it is and cleaned.
fn extracted<'g>(cleaner: &Cleaner, page: &'g GoldPage, folder: &Path) -> Option<ExtractedDump<'g>> {
    let text = fs::read_to_string(folder.join(format!("{}.txt", page.name))).ok()?;
    let document = Document::text(page.name.clone(), text);
    let cleaned = cleaner.clean(&document);
    let mut kept = String::new();
    for line in cleaned.lines.iter().filter(|line| line.is_kept()) {
        kept.push_str(cleaned.line_text(line));
        kept.push('\n');
    }
    let score = |text: &str| TextScores::of(text, &page.text, &[], &[]);
    Some(ExtractedDump { page, before: score(&document.text), after: score(&kept) })
}

/// Characters of a page's gold text, and how many of them are kept where that text is given as a dump.
fn harm(cleaner: &Cleaner, page: &GoldPage) -> [u64; 2] {
    let document = Document::text(page.name.clone(), page.text.clone());
    let cleaned = cleaner.clean(&document);
    let mut counts = [0, 0];
    for (line, _) in cleaned.verdicts() {
        let characters = cleaned.line_text(line).chars().count() as u64;
        counts[0] += characters;
        counts[1] += if line.is_kept() { characters } else { 0 };
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Measured;
    use crate::train::Origin;

    #[test]
    fn an_example_teaches_no_fold_of_its_site_or_of_its_template() {
        let example = |site: &str, template: Option<&str>| Example {
            name: String::new(),
            site: site.to_owned(),
            template_site: template.map(str::to_owned),
            origin: Origin::Transplanted,
            kind: String::new(),
            measured: Measured::default(),
            targets: Vec::new(),
            weights: Vec::new(),
            titles: Vec::new(),
            labels: Vec::new(),
            kinds: Vec::new(),
        };
        let sites: Vec<String> = (0..20).map(|n| format!("site{n}.example")).collect();
        for (one, other) in sites.iter().zip(sites.iter().rev()) {
            let folds = [one, other].map(|site| fold_of(site, 3));
            for fold in 0..3 {
                assert_eq!(is_seen(&example(one, None), fold, 3), folds[0] != fold);
                assert_eq!(is_seen(&example(one, Some(other)), fold, 3), !folds.contains(&fold));
            }
        }
        assert_eq!(
            sites.iter().map(|site| fold_of(site, 3)).collect::<std::collections::BTreeSet<_>>().len(),
            3
        );
    }
}
