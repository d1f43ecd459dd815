//! `dehusk eval` on page gold: the text that is left beside the text that was wanted.

use super::{EvalArgs, session, write_json};
use dehusk::cleaner::Cleaner;
use dehusk::eval::{PageScores, ScoreAs, page_report, score_page};
use dehusk::gold::{GoldError, GoldPage, read_pages};
use rayon::prelude::*;
use std::io::Write as _;

/// Prints the scores and returns the mean F1 of words.
pub(super) fn run(args: &EvalArgs, cleaner: &Cleaner) -> anyhow::Result<f64> {
    let mut pages = read_pages(&args.gold)?;
    if let Some(only) = &args.only {
        let (of, values) = filter(only)?;
        pages.retain(|page| of(page).is_some_and(|value| values.contains(&value)));
        anyhow::ensure!(!pages.is_empty(), "no page is in the group '{only}'");
    }
    let score_as = args.score_as();
    // All scores first, so that the error told is the first by name, whoever met it first.
    let scores: Vec<Result<PageScores, GoldError>> = session::with_threads(args.judge.threads, || {
        pages.par_iter().map(|page| score_page(cleaner, page, score_as)).collect()
    })?;
    let scored: Vec<(&GoldPage, PageScores)> = pages
        .iter()
        .zip(scores)
        .map(|(page, scores)| Ok((page, scores?)))
        .collect::<Result<_, GoldError>>()?;
    let report = page_report(&scored, args.worst);
    if args.json {
        let scored_as = if score_as == ScoreAs::Text { "text" } else { "html" };
        write_json("pages", scored_as, &report)?;
    } else {
        write!(std::io::stdout().lock(), "{report}")?;
    }
    Ok(report.groups.first().map_or(1.0, |all| all.text.words.f1))
}

/// What of a page a filter looks at.
type Field = fn(&GoldPage) -> Option<&str>;

/// `kind=article,forum`.
fn filter(only: &str) -> anyhow::Result<(Field, Vec<&str>)> {
    let (field, values) = only.split_once('=').unwrap_or_default();
    let field: Field = match field {
        "kind" => |page| Some(&page.kind),
        "region" => |page| page.region.as_deref(),
        "site" => |page| Some(&page.site),
        "page" => |page| Some(&page.name),
        _ => anyhow::bail!(
            "--only takes kind=, region=, site= or page=VALUE,… for page gold, as in kind=article; not '{only}'"
        ),
    };
    Ok((field, values.split(',').collect()))
}
