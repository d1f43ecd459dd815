//! Where inline elements meet without white space between them.
//!
//! Style sheets set the entries of a list of tags, a price and its label, or a name and its date apart, so that nobody
//! writes a space: `<a>Action</a><a>Adventure</a>`. But editors also cut words in two: `<b>T</b><span>he`. On pages
//! whose text was written down by hand, what follows with a capital or a digit stands apart nearly always, and what
//! follows in lower case mostly belongs to the word where both elements are alike.

use super::page::Page;
use crate::script::is_unspaced;

/// Letters behind a number that belong to it at most: `1st`, `20px`.
const UNIT_LETTERS: usize = 2;

/// What the markup holds between two texts of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    is_closed: bool,
    /// An element ended, and then another began.
    is_between_elements: bool,
    /// Something stands there that shows, but is left out.
    is_shown: bool,
}

impl Gap {
    /// An inline element begins.
    pub fn open(&mut self) {
        self.is_between_elements |= self.is_closed;
    }

    /// An inline element ends.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    /// An element that is left out stands there: pictures and form fields show.
    pub fn pass(&mut self, tag: &str) {
        self.is_shown |= matches!(
            tag,
            "img"
                | "svg"
                | "canvas"
                | "video"
                | "audio"
                | "iframe"
                | "object"
                | "embed"
                | "button"
                | "input"
                | "select"
                | "textarea"
        );
    }

    /// Whether there may be a space at all.
    fn is_wide(self) -> bool {
        self.is_between_elements || self.is_shown
    }

    /// Whether a space stands between two texts, given the elements that hold them and the inline elements around the
    /// second.
    pub fn parts_texts(
        self,
        page: &Page,
        nodes: [u32; 2],
        mut inlines: impl Iterator<Item = u32>,
        [before, behind]: [&str; 2],
    ) -> bool {
        if !self.is_wide() {
            return false;
        }
        // A formula or a piece of code that goes on is spaced as it was written.
        let is_verbatim = |node: u32| {
            node <= nodes[0] && matches!(page.tag_of(node), "code" | "kbd" | "samp" | "var" | "math")
        };
        let tags = nodes.map(|node| page.tag_of(node));
        let is_price = before.ends_with(char::is_numeric) && behind.starts_with(char::is_numeric);
        if tags.contains(&"sub") || tags.contains(&"sup") && !is_price || inlines.any(is_verbatim) {
            return false;
        }
        let [one, other] = nodes.map(|node| page.node(node).map(|node| (node.tag, page.tokens_of(node))));
        self.parts(before, behind, one == other)
    }

    /// The same for a gap that is wide, between texts in elements that are alike or not.
    fn parts(self, before: &str, behind: &str, are_alike: bool) -> bool {
        let mut backwards = before.chars().rev();
        let (Some(last), Some(first)) = (backwards.next(), behind.chars().next()) else { return false };
        let begins_word = first.is_alphanumeric() || is_currency(first);
        if !last.is_alphanumeric() || !begins_word || is_unspaced(last) || is_unspaced(first) {
            return false;
        }
        if self.is_shown || first.is_uppercase() || !first.is_alphabetic() {
            return true;
        }
        if last.is_numeric() {
            return behind.chars().take_while(|c| c.is_alphabetic()).count() > UNIT_LETTERS;
        }
        let is_initial = !backwards.next().is_some_and(char::is_alphanumeric);
        !last.is_uppercase() && !is_initial && !are_alike
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₺')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_with_a_capital_or_a_digit_stands_apart() {
        let gap = Gap { is_between_elements: true, ..Gap::default() };
        for (before, behind) in
            [("Action", "Adventure"), ("2026", "1h"), ("Mug", "$12"), ("5", "reviews"), ("ÉTÉ", "Été")]
        {
            assert!(gap.parts(before, behind, true), "{before}|{behind}");
        }
        for (before, behind) in [
            ("T", "here"),
            ("CO", "llege"),
            ("the a", "cat"),
            ("1", "st"),
            ("tags:", "Action"),
            ("东京", "大阪"),
        ] {
            assert!(!gap.parts(before, behind, false), "{before}|{behind}");
        }
        assert!(gap.parts("descriptor", "string", false));
        assert!(!gap.parts("child", "ren", true));
        assert!(!Gap::default().is_wide());
        assert!(!gap.parts("", "Adventure", false));
    }

    #[test]
    fn what_shows_parts_words_and_an_element_that_only_begins_does_not() {
        let mut gap = Gap::default();
        gap.open();
        gap.close();
        assert!(!gap.is_wide());
        gap.pass("style");
        assert!(!gap.is_wide());
        gap.pass("img");
        assert!(gap.parts("colour", "collar", true));
        let mut gap = Gap::default();
        gap.close();
        gap.open();
        assert!(gap.is_wide());
    }
}
