//! The article of one page in the template of another: who learns from both tells articles from templates, and not
//! one site from the next.

use super::align::tokens;
use std::ops::Range;

/// The lines of a page from its title, where that stands above, to the last that is wanted. `wanted` says of each
/// line how much of it is.
pub fn article(lines: &[&str], wanted: &[f32], title: &str) -> Range<usize> {
    let is_wanted = |wanted: &f32| *wanted >= 0.5;
    let first = wanted.iter().position(is_wanted).unwrap_or_default();
    let end = wanted.iter().rposition(is_wanted).map_or(first, |last| last + 1);
    let title = tokens(title);
    let above = lines.iter().take(first).rposition(|line| !title.is_empty() && tokens(line) == title);
    above.unwrap_or(first)..end
}

/// The lines of an article, each ended by a line feed, between those around another.
pub fn transplanted(lines: &[&str], article: Range<usize>, template: &[&str], place: Range<usize>) -> String {
    let above = template.get(..place.start).unwrap_or_default();
    let below = template.get(place.end..).unwrap_or_default();
    let own = lines.get(article).unwrap_or_default();
    above.iter().chain(own).chain(below).flat_map(|line| [*line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_begins_with_its_title() {
        let lines = ["Home", "The ferry", "3 May", "The ferry is back.", "Adverts", "It sails.", "About us"];
        let wanted = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        assert_eq!(article(&lines, &wanted, "The Ferry"), 1..6);
        assert_eq!(article(&lines, &wanted, "Another"), 3..6);
        assert_eq!(article(&lines, &wanted, ""), 3..6);
        assert_eq!(article(&lines, &[0.0; 7], "The ferry"), 0..0);
    }

    #[test]
    fn an_article_moves_to_another_template() {
        let template = ["Menu", "Old title", "Old text", "Imprint"];
        let text = transplanted(&["Home", "Title", "Text"], 1..3, &template, 1..3);
        assert_eq!(text, "Menu\nTitle\nText\nImprint\n");
    }
}
