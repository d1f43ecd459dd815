//! Labels of boilerplate that pages give away: containers name themselves (`newsletter`, `author-bio`, `related`).
//!
//! They are weak: a container holds more than what it is named after, and many name nothing. But they come in every
//! language that pages are written in, and by the hundred thousand.

use crate::label::Label;
use crate::line::{Block, Landmarks, Line};
use crate::segment::{Node, Page};

/// How many elements around a line are asked for their names, itself included.
const LEVELS: usize = 7;
/// An element with a larger share of the page's text is named after the page.
const MOST_TEXT: f32 = 0.4;

/// Words of classes and ids that tell a label where they stand alone (`share`, `post-share`, …
const WORDS: [(Label, &[&str]); 11] = [
    (
        Label::Navigation,
        &["nav", "menu", "menus", "tabs", "pager", "tags", "toolbar", "crumbs", "toc", "skip"],
    ),
    (Label::Timestamp, &["date", "time", "posted", "updated", "dateline", "datetime", "pubdate"]),
    (Label::Author, &["author", "authors", "bio", "writer", "writers"]),
    (Label::Disclaimer, &["disclosure", "correction", "corrections", "legal"]),
    (Label::Copyright, &["copy", "colophon", "imprint", "impressum"]),
    (Label::Promo, &["promo", "ad", "ads", "advert", "cta", "signup", "offer", "offers", "donate", "deals"]),
    (Label::Social, &["share", "shares", "sharing", "social", "follow", "socials", "likes", "addthis"]),
    (
        Label::Related,
        &["related", "popular", "trending", "latest", "teaser", "teasers", "more", "recirc", "next", "also"],
    ),
    (Label::Comments, &["reply", "respond", "replies"]),
    (Label::Consent, &["gdpr", "ccpa", "cmp", "privacy"]),
    (Label::Caption, &["caption", "credit", "credits"]),
];

/// … and parts of words that tell it wherever they stand (`newsletterbox`).
const PARTS: [(Label, &[&str]); 11] = [
    (
        Label::Navigation,
        &["navbar", "navigation", "breadcrumb", "pagination", "dropdown", "submenu", "menuitem", "taglist"],
    ),
    (Label::Timestamp, &["timestamp", "postdate", "pubdate", "publishdate", "entrydate"]),
    (Label::Author, &["byline", "authorbox", "authorbio", "contributor", "biography"]),
    (Label::Disclaimer, &["disclaimer"]),
    (Label::Copyright, &["copyright"]),
    (
        Label::Promo,
        &["newsletter", "subscri", "sponsor", "advertis", "promotion", "paywall", "donation", "affiliate"],
    ),
    (Label::Social, &["sharebar", "sharethis", "sharedaddy", "socialmedia", "sociallinks"]),
    (
        Label::Related,
        &[
            "relatedpost",
            "readmore",
            "recommend",
            "mostread",
            "mostpopular",
            "outbrain",
            "taboola",
            "morefrom",
        ],
    ),
    (Label::Comments, &["comment", "disqus"]),
    (Label::Consent, &["cookie", "consent", "onetrust"]),
    (Label::Caption, &["figcaption", "photocredit", "imagecredit"]),
];

/// What the containers of a line of a page are named after: the innermost that is named after anything.
pub fn weak_label(page: &Page, line: &Line<'_>) -> Option<Label> {
    let place = line.layout.as_ref()?;
    if place.block == Block::Caption {
        return Some(Label::Caption);
    }
    let all = page.nodes().first().map_or(1, |root| root.text_length.max(1)) as f32;
    let around = std::iter::once(place.node).chain(page.ancestors(place.node).map(|(id, _)| id));
    let nodes = around.take(LEVELS).filter_map(|id| page.node(id));
    let named = nodes.take_while(|node| node.text_length as f32 <= MOST_TEXT * all);
    let in_menu = place.landmarks.contains(Landmarks::NAV).then_some(Label::Navigation);
    named.into_iter().find_map(|node| name_of(page, node)).or(in_menu)
}

/// What one element is named after; of several names the last in the label guide.
fn name_of(page: &Page, node: &Node) -> Option<Label> {
    let tokens = page.tokens_of(node).iter().map(|token| page.token(*token));
    let labels = tokens.flat_map(|token| {
        let bare = token.trim_start_matches('#');
        let is_word = move |words: &[&str]| {
            bare.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
        };
        let has_part = move |parts: &[&str]| parts.iter().any(|part| bare.contains(part));
        let by_word = WORDS.iter().filter(move |(_, words)| is_word(words)).map(|(label, _)| *label);
        let by_part = PARTS.iter().filter(move |(_, parts)| has_part(parts)).map(|(label, _)| *label);
        by_word.chain(by_part)
    });
    labels.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{page_lines, parse_page};

    fn labels(html: &str) -> Vec<Option<Label>> {
        let page = parse_page(html);
        page_lines(&page).iter().map(|line| weak_label(&page, line)).collect()
    }

    #[test]
    fn the_innermost_name_tells_the_label() {
        let prose = "<p>One sentence after the other makes up what the page is for.</p>".repeat(9);
        let page = format!(
            "<nav><a>Home</a></nav><div class=\"post\">{prose}<div class=\"related-posts\"><h3>Read on</h3>\
             <span class=\"x-byline\"><div>Ann Example</div></span></div></div>\
             <div id=\"newsletterbox\"><p>Once a week</p></div><figure><figcaption>A crane</figcaption></figure>"
        );
        let labels = labels(&page);
        assert_eq!(labels[0], Some(Label::Navigation));
        assert_eq!(labels[1], None);
        let last = &labels[10..];
        let expected = [Label::Related, Label::Author, Label::Promo, Label::Caption];
        assert_eq!(last, expected.map(Some));
    }

    #[test]
    fn what_holds_most_of_the_page_names_nothing() {
        assert_eq!(
            labels("<div class=\"comments\"><p>All there is.</p><p>And more.</p></div>"),
            [None, None]
        );
    }
}
