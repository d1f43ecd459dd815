//! Markdown and metadata of HTML pages, as files and through pipes.

use crate::support::{HTML, PAGE, Place, corpus, records};
use dehusk::cleaner::Cleaner;
use dehusk::decide::{Action, Policy};
use dehusk::render::{RenderOptions, format};
use dehusk::source::{Input, ReadOptions, read};

/// A page with a head that says who wrote it, when and where.
const SIGNED: &str = "\
<!doctype html><html lang=en-GB><head><title>The crane returns | Quayside Courier</title>
<meta property=og:site_name content='Quayside Courier'><meta name=author content='By Ann Lee and Bo Ek'>
<meta property=article:published_time content='2024-03-03T10:15:00+0000'>
<link rel=canonical href='https://quay.example/crane'><meta name=description content='It is back.'></head><body>
<article><h1>The crane returns</h1>
<p>After eleven years in a shed behind the <a href='/market'>fish market</a>, the yellow crane was lowered back onto its rails on Tuesday, and a crowd of about two hundred people watched it from the sea wall.</p>
</article><footer><p>© 2024 Quayside Courier. All rights reserved.</p></footer></body></html>
";

const BLOCK: &str = "---
title: \"The crane returns\"
author: [\"Ann Lee\",\"Bo Ek\"]
date: \"2024-03-03T10:15:00Z\"
site: \"Quayside Courier\"
language: \"en-GB\"
url: \"https://quay.example/crane\"
description: \"It is back.\"
---

";

const PROSE: &str = "After eleven years in a shed behind the fish market, the yellow crane was lowered back onto its rails on Tuesday, and a crowd of about two hundred people watched it from the sea wall.\n";

#[test]
fn pages_of_the_corpus_become_markdown_as_their_snapshots_say() {
    let cleaner = Cleaner::new(Policy::default()).unwrap().with_weights(None);
    for page in [
        "de/forum-thread-phpbb-style.html",
        "de/news-consent-paywall-related-cards-jsonld.html",
        "en/documentation-sidebar-toc-code-blocks.html",
        "en/old-table-layout-font-tags-br-paragraphs.html",
        "en/product-review-spec-table-affiliate-boxes.html",
        "en/recipe-jump-links-ratings-comments.html",
    ] {
        let document =
            read(&Input::file(&corpus().join("pages").join(page)), &ReadOptions::default()).unwrap();
        let mut cleaned = cleaner.clean(&document);
        // All lines stay, so that the snapshot shows the structure alone, whatever the judge thinks of it.
        for verdict in cleaned.lines.iter_mut().filter_map(|line| line.verdict.as_mut()) {
            verdict.action = Action::Keep;
        }
        let mut markdown = String::new();
        let options = RenderOptions { metadata: true, links: true, ..RenderOptions::default() };
        format("markdown").unwrap().render(&document, &cleaned, &options, &mut markdown);
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(page.replace('/', "-"), markdown));
    }
}

#[test]
fn a_directory_of_pages_becomes_a_directory_of_markdown() {
    let place = Place::new();
    place.write("in/news/a.html", HTML);
    place.write("in/b.txt", PAGE);
    place.dehusk(&["clean", "in", "--out", "out", "--to", "markdown", "-q"]).run().fine();
    assert_eq!(place.names("out"), ["b.md", "news/a.md"]);
    assert!(
        place.read("out/news/a.md").starts_with("# The old crane returns to the east quay\n\nAfter eleven")
    );
}

#[test]
fn links_are_written_where_they_are_asked_for() {
    let place = Place::new();
    place.write("a.html", SIGNED);
    let plain = format!("# The crane returns\n\n{PROSE}");
    assert_eq!(place.dehusk(&["--to", "markdown", "a.html"]).run().fine(), plain);
    let linked = plain.replace("fish market", "[fish market](/market)");
    assert_eq!(place.dehusk(&["--to", "markdown", "--links", "a.html"]).run().fine(), linked);
}

#[test]
fn metadata_stand_before_text_and_markdown_where_they_are_asked_for() {
    let place = Place::new();
    place.write("a.html", SIGNED);
    let text = format!("The crane returns\n{PROSE}");
    assert_eq!(place.dehusk(&["a.html"]).run().fine(), text);
    assert_eq!(place.dehusk(&["--metadata", "a.html"]).run().fine(), format!("{BLOCK}{text}"));
    let markdown = format!("{BLOCK}# The crane returns\n\n{PROSE}");
    assert_eq!(place.dehusk(&["--metadata", "--to", "markdown", "a.html"]).run().fine(), markdown);
}

#[test]
fn json_lines_have_the_metadata_of_pages_and_no_such_member_for_text() {
    let place = Place::new();
    place.write("a.html", SIGNED);
    place.write("b.txt", PAGE);
    let run = place.dehusk(&["--to", "jsonl", "--metadata", "a.html", "b.txt"]).run();
    let [page, text] = &records(run.text())[..] else { panic!("{run:?}") };
    assert_eq!(page["metadata"]["author"], serde_json::json!(["Ann Lee", "Bo Ek"]));
    assert_eq!(page["metadata"]["date"], "2024-03-03T10:15:00Z");
    assert_eq!(page["metadata"].as_object().unwrap().len(), 7);
    assert!(page["text"].as_str().unwrap().starts_with("The crane returns\n"));
    assert_eq!(text.get("metadata"), None);
}

#[test]
fn a_date_and_a_name_are_found_in_the_lines_of_a_page_that_says_nothing_in_its_head() {
    let place = Place::new();
    place.write("a.html", HTML.replace("</h1>", "</h1><p>By Ann Lee</p><p>Published on 4 March 2024</p>"));
    let run = place.dehusk(&["--to", "jsonl", "a.html"]).run();
    let metadata = &records(run.fine())[0]["metadata"];
    assert_eq!((&metadata["date"], &metadata["author"][0]), (&"2024-03-04".into(), &"Ann Lee".into()));
}
