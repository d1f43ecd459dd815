//! The title: the headline without the name of the site.

use super::{MAX_TITLE, Said, text};
use crate::segment::{Field, Origin};
use std::collections::HashSet;

/// What stands between a headline and the name of the site.
const BARS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "];

pub(super) fn choose(said: &Said<'_>, site: Option<&str>) -> Option<String> {
    let of = |origins: &'static [Origin]| {
        said.of(Field::Title, origins).filter_map(|value| text(value, MAX_TITLE))
    };
    let element = of(&[Origin::Html]).next();
    let heading = of(&[Origin::Heading]).next();
    let said_twice = heading.clone().filter(|heading| {
        element
            .as_deref()
            .is_some_and(|title| folded(title).starts_with(&folded(heading)) && heading.len() > 8)
    });
    let found = of(&[Origin::JsonLd])
        .next()
        .or_else(|| of(&[Origin::OpenGraph]).next())
        .or(said_twice)
        .or_else(|| of(&[Origin::Microdata, Origin::Meta]).next())
        .or(element)
        .or(heading)?;
    let found = without_site(&found, site);
    // A heading that is all of the title on one side of a bar is the title: the other side is a section or a slogan.
    let headings: HashSet<String> = of(&[Origin::Heading]).map(|heading| folded(&heading)).collect();
    Some(side(found, &headings).unwrap_or(found).trim_end_matches(['¶', ' ']).to_owned())
}

/// What stands before a bar, or else behind one, if it is a heading.
fn side<'t>(title: &'t str, headings: &HashSet<String>) -> Option<&'t str> {
    let bars = || BARS.iter().flat_map(|bar| title.match_indices(bar));
    let before = bars().filter_map(|(at, _)| title.get(..at));
    let behind = bars().filter_map(|(at, bar)| title.get(at + bar.len()..));
    before.chain(behind).map(str::trim).find(|side| {
        let side = folded(side);
        !side.is_empty() && headings.contains(&side)
    })
}

/// The headline before "| Name of the site", or behind "Name of the site |".
fn without_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let Some(site) = site.map(folded).filter(|site| !site.is_empty()) else { return title };
    for bar in BARS {
        if let Some((headline, name)) = title.rsplit_once(bar)
            && folded(name) == site
            && !headline.trim().is_empty()
        {
            return headline.trim();
        }
        if let Some((name, headline)) = title.split_once(bar)
            && folded(name) == site
            && !headline.trim().is_empty()
        {
            return headline.trim();
        }
    }
    title
}

/// Letters and digits alone, in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
