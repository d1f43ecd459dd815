//! The figures of a cross-validation by name, and their floors.

use anyhow::Context as _;
use dehusk::eval::{PageScores, Scores, TextMeans, TextScores};
use dehusk::gold::GoldPage;
use dehusk::train::{Crossed, From};

/// The figures that were measured, each with its name.
pub(super) fn figures(crossed: &Crossed<'_>) -> Vec<(&'static str, f64)> {
    let mut figures = Vec::new();
    let mut add = |name, figure: Option<f64>| figures.extend(figure.map(|figure| (name, figure)));
    let articles = |page: &GoldPage| page.region.is_none() && page.kind == "article";
    let words = |pages, of: &dyn Fn(&GoldPage) -> bool| Some(means(pages, of)?.words.f1);
    add("html-articles", words(&crossed.html, &articles));
    add("html-articles-restyled", words(&crossed.restyled, &articles));
    add("html-all", words(&crossed.html, &|page| page.region.is_none()));
    add(
        "html-regions-4-shingles",
        means(&crossed.html, &|page| page.region.is_some()).map(|m| m.shingles.f1),
    );
    add("html-titles", titles(&crossed.html));
    add("text-articles", words(&crossed.text, &articles));
    add("text-titles", titles(&crossed.text));
    let mut all = Scores::default();
    for (from, names) in [
        (From::Whole, ["whole-kept", "whole-boilerplate-precision", "whole-boilerplate-recall"]),
        (
            From::Extracted,
            ["extracted-kept", "extracted-boilerplate-precision", "extracted-boilerplate-recall"],
        ),
        (From::Unknown, ["other-kept", "other-boilerplate-precision", "other-boilerplate-recall"]),
    ] {
        let mut sum = Scores::default();
        crossed.dumps.iter().filter(|(dump, _)| dump.from == from).for_each(|(_, scores)| sum.merge(scores));
        if from != From::Unknown {
            all.merge(&sum);
        }
        let found = (sum.documents > 0)
            .then(|| [sum.kept().f1(), sum.boilerplate().precision(), sum.boilerplate().recall()]);
        for (at, name) in names.into_iter().enumerate() {
            add(name, found.and_then(|found| found.get(at).copied()));
        }
    }
    add("labels-macro-f1", (all.documents > 0).then(|| all.macro_f1()));
    let harm = crossed.harm.iter().fold([0, 0], |sum, (_, [all, kept])| [sum[0] + all, sum[1] + kept]);
    add("clean-kept", (harm[0] > 0).then(|| harm[1] as f64 / harm[0] as f64));
    figures
}

fn means(pages: &[(&GoldPage, PageScores)], of: &dyn Fn(&GoldPage) -> bool) -> Option<TextMeans> {
    let texts: Vec<&TextScores> =
        pages.iter().filter(|(page, _)| of(page)).map(|(_, scores)| &scores.text).collect();
    (!texts.is_empty()).then(|| TextMeans::of(&texts))
}

fn titles(pages: &[(&GoldPage, PageScores)]) -> Option<f64> {
    let kept: Vec<bool> = pages.iter().filter_map(|(_, scores)| scores.title).collect();
    (!kept.is_empty()).then(|| kept.iter().filter(|kept| **kept).count() as f64 / kept.len() as f64)
}

/// The floors that were not reached, in words. A floor is `NAME=FIGURE`.
pub(super) fn missed(figures: &[(&str, f64)], floors: &[String]) -> anyhow::Result<Vec<String>> {
    let mut missed = Vec::new();
    for floor in floors {
        let parsed =
            floor.split_once('=').and_then(|(name, figure)| Some((name, figure.parse::<f64>().ok()?)));
        let (name, least) = parsed.with_context(|| format!("--floor takes NAME=FIGURE, not '{floor}'"))?;
        let found = figures.iter().find(|(known, _)| *known == name).map(|(_, figure)| *figure);
        let figure = found.with_context(|| format!("no figure '{name}' was measured"))?;
        if figure < least {
            missed.push(format!("{name} is {figure:.4}, below {least}"));
        }
    }
    Ok(missed)
}
