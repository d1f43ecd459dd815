//! Pages that are broken, empty or meant to do harm: each must make a page, soon.
#![allow(clippy::unwrap_used)]

use super::{Page, parse_page};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Parses within a time that only worse than linear work can exceed, even unoptimised on a busy machine.
fn parse_soon(html: &str) -> Page {
    let start = Instant::now();
    let page = parse_page(html);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    page
}

/// How many hostile tags: the full number only where the code is optimised.
const MANY: usize = if cfg!(debug_assertions) { 10_000 } else { 100_000 };

fn numbered(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, n| {
        let _ = all.write_str(&one(n));
        all
    })
}

#[test]
fn nothing_makes_an_empty_page_with_a_root() {
    for html in ["", " ", "\0", "<", "</", "<!--", "<!", "&", "<a", "<a b=\"", "<script>", "<title>", "<svg"]
    {
        let page = parse_page(html);
        assert!(page.node(0).is_some(), "{html:?}");
        assert!(page.lines.len() <= 1, "{html:?}");
    }
}

#[test]
fn deep_nesting_keeps_every_line_in_linear_time() {
    for tag in ["div", "table", "ul><li", "p", "x-y><p", "blockquote"] {
        let page = parse_soon(&format!("<{tag}>x").repeat(MANY));
        assert_eq!(page.lines.len(), MANY, "{tag}");
    }
    for tag in ["b", "font", "a href=x", "span", "x-y"] {
        let page = parse_soon(&format!("<{tag}>x").repeat(MANY));
        assert_eq!(page.text.len(), MANY + 1, "{tag}");
    }
}

#[test]
fn what_follows_a_deep_part_is_as_if_it_were_not_there() {
    let deep = "<div>".repeat(5_000) + "x" + &"</div>".repeat(5_000);
    let page = parse_soon(&format!("<main>{deep}</main><footer>y</footer>"));
    assert_eq!(page.text, "x\ny\n");
    assert_eq!(page.tag_of(page.lines[1].layout.node), "footer");
    assert_eq!(page.node(page.lines[1].layout.node).unwrap().depth, 2);
}

#[test]
fn formatting_that_is_never_closed_does_not_multiply() {
    let html = numbered(MANY / 5, |n| format!("<p><font class=c{n}>x</p>"));
    let page = parse_soon(&html);
    assert_eq!(page.lines.len(), MANY / 5);
    assert!(page.nodes().len() < 20 * MANY, "{}", page.nodes().len());
}

#[test]
fn a_million_attributes_cost_no_square() {
    let attributes = numbered(3 * MANY, |n| format!("a{n} "));
    assert_eq!(parse_soon(&format!("<div class=c {attributes}>x")).text, "x\n");
    // In a drawing, `<title>` holds markup, and the first look takes it for bare text.
    parse_soon(&format!("<svg><title><div {attributes}>x"));
    parse_soon(&numbered(MANY / 5, |n| format!("<body a{n}>")));
}

#[test]
fn long_lines_and_binary_are_read() {
    let page = parse_soon(&"lorem ipsum ".repeat(4 * MANY));
    assert_eq!(page.lines.len(), 1);
    let bytes: Vec<u8> = (0..10 * MANY as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    parse_soon(&String::from_utf8_lossy(&bytes));
    parse_soon(&"<".repeat(10 * MANY));
    parse_soon(&"<a".repeat(10 * MANY));
    parse_soon(&"<!--".repeat(10 * MANY));
    parse_soon(&"<a b=\"".repeat(3 * MANY));
}
