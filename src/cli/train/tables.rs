//! The tables of a cross-validation.

use dehusk::eval::{PageScores, Scores, page_report, report};
use dehusk::gold::GoldPage;
use dehusk::train::{Crossed, ExtractedDump, From};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// All tables of a cross-validation, each with at most so many of the worst documents.
pub(super) fn tables(crossed: &Crossed<'_>, worst: usize) -> Result<String, fmt::Error> {
    let mut text = String::new();
    pages(&mut text, "Pages", &crossed.html, worst)?;
    pages(&mut text, "Articles, written in another style", &crossed.restyled, worst)?;
    pages(&mut text, "Pages as text dumps, every block a line", &crossed.text, worst)?;
    for (folder, dumps) in &crossed.extracted {
        writeln!(text, "## Dumps in {folder}: F1 of words as they are, cleaned, gained")?;
        extracted(&mut text, dumps, worst)?;
    }
    labelled(&mut text, crossed, worst)?;
    let harm = crossed.harm.iter().fold([0, 0], |sum, (_, [all, kept])| [sum[0] + all, sum[1] + kept]);
    if harm[0] > 0 {
        let kept = harm[1] as f64 / harm[0] as f64;
        writeln!(text, "## Texts of articles as dumps: {kept:.4} of their characters kept")?;
    }
    Ok(text)
}

/// Pages with a region are of another collection than those without: a table each.
fn pages(text: &mut String, heading: &str, pages: &[(&GoldPage, PageScores)], worst: usize) -> fmt::Result {
    for (name, with_region) in [("without regions", false), ("with regions", true)] {
        let chosen: Vec<(&GoldPage, PageScores)> =
            pages.iter().filter(|(page, _)| page.region.is_some() == with_region).copied().collect();
        if !chosen.is_empty() {
            writeln!(text, "## {heading}, {name}\n{}", page_report(&chosen, worst))?;
        }
    }
    Ok(())
}

fn extracted(text: &mut String, dumps: &[ExtractedDump<'_>], worst: usize) -> fmt::Result {
    let mut groups: BTreeMap<String, Vec<&ExtractedDump<'_>>> = BTreeMap::new();
    for dump in dumps {
        groups.entry(format!("kind={}", dump.page.kind)).or_default().push(dump);
        if let Some(region) = &dump.page.region {
            groups.entry(format!("region={region}")).or_default().push(dump);
        }
    }
    for (group, dumps) in groups {
        let mean = |value: &dyn Fn(&ExtractedDump<'_>) -> f64| {
            dumps.iter().map(|dump| value(dump)).sum::<f64>() / dumps.len() as f64
        };
        let before = mean(&|dump| dump.before.word_shares().f1);
        let after = mean(&|dump| dump.after.word_shares().f1);
        writeln!(text, "{group:20} {:>5}  {before:.4}  {after:.4}  {:+.4}", dumps.len(), after - before)?;
    }
    let mut sorted: Vec<&ExtractedDump<'_>> = dumps.iter().collect();
    sorted.sort_by(|a, b| a.gain().total_cmp(&b.gain()).then_with(|| a.page.name.cmp(&b.page.name)));
    for dump in sorted.iter().take(worst) {
        writeln!(text, "  {:+.4}  {}  {}", dump.gain(), dump.page.site, dump.page.name)?;
    }
    writeln!(text)
}

fn labelled(text: &mut String, crossed: &Crossed<'_>, worst: usize) -> fmt::Result {
    let mut all = Scores::default();
    let mut groups = Vec::new();
    for (name, from) in [("whole", From::Whole), ("extracted", From::Extracted), ("other", From::Unknown)] {
        let mut sum = Scores::default();
        crossed.dumps.iter().filter(|(dump, _)| dump.from == from).for_each(|(_, scores)| sum.merge(scores));
        if sum.documents > 0 {
            if from != From::Unknown {
                all.merge(&sum);
            }
            groups.push((name.to_owned(), sum));
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    if all.documents > 0 {
        groups.insert(0, ("all".to_owned(), all));
    }
    writeln!(text, "## Labelled dumps\n{}", report(groups))?;
    let mut rows: Vec<_> = crossed.dumps.iter().collect();
    rows.sort_by_key(|(_, scores)| Reverse(scores.kept_characters[1] + scores.dropped_characters[1]));
    for (dump, scores) in rows.iter().take(worst) {
        let (kept, dropped) = (scores.kept_characters[1], scores.dropped_characters[1]);
        writeln!(text, "  characters wrongly kept {kept:>6}, dropped {dropped:>6}  {}", dump.dump.name)?;
    }
    Ok(())
}
