//! Pages of a few lines and the Markdown that they become, all lines kept.
#![allow(clippy::unwrap_used)]

use super::super::{RenderOptions, format};
use crate::cleaner::Cleaner;
use crate::decide::{Action, Policy};
use crate::document::Document;
use std::sync::LazyLock;

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(Policy::default()).unwrap().with_weights(None));

/// The Markdown of a document, without the lines that hold `DROP`.
fn written(document: &Document, options: RenderOptions) -> String {
    let mut cleaned = CLEANER.clean(document);
    let text = cleaned.text.clone();
    for line in &mut cleaned.lines {
        let gone = text[line.span.clone()].contains("DROP");
        if let Some(verdict) = &mut line.verdict {
            verdict.action = if gone { Action::Drop } else { Action::Keep };
        }
    }
    let mut out = String::new();
    format("markdown").unwrap().render(document, &cleaned, &options, &mut out);
    out
}

fn markdown(html: &str) -> String {
    written(&Document::html("a.html", html), RenderOptions::default())
}

fn linked(html: &str) -> String {
    written(&Document::html("a.html", html), RenderOptions { links: true, ..RenderOptions::default() })
}

#[track_caller]
fn is(html: &str, expected: &str) {
    assert_eq!(markdown(html), expected, "{html}");
}

#[test]
fn headings_and_paragraphs_are_divided_by_blank_lines() {
    is(
        "<h1>Quay <b>news</b></h1><p>One.<p>Two.<h3>More<br>here</h3>",
        "# Quay news\n\nOne.\n\nTwo.\n\n### More here\n",
    );
    is("<div role=heading aria-level=4>Tides</div>", "#### Tides\n");
    is("", "");
}

#[test]
fn one_line_break_stays_and_two_begin_a_paragraph() {
    is("<p>The tide<br>comes in<br><br>and goes.", "The tide\\\ncomes in\n\nand goes.\n");
    is("<p>The tide<br>DROP<br>comes in", "The tide\n\ncomes in\n");
}

#[test]
fn lists_keep_their_marks_numbers_and_depth() {
    is(
        "<ul><li>rope<ul><li>hemp<li>nylon<ol><li>thin<li>thick</ol></ul><li>tar</ul>",
        "- rope\n  - hemp\n  - nylon\n    1. thin\n    2. thick\n- tar\n",
    );
    is("<p>Take:<ol start=9><li>hook<li>line</ol><p>Done.", "Take:\n\n9. hook\n10. line\n\nDone.\n");
}

#[test]
fn a_number_is_that_of_the_page_where_items_are_dropped() {
    is("<ol><li>hook<li>DROP<li>line</ol>", "1. hook\n3. line\n");
    is("<ul><li>DROP<ul><li>hemp<li>nylon</ul></ul>", "- hemp\n- nylon\n");
}

#[test]
fn what_else_an_item_holds_is_indented_below_it() {
    is(
        "<ol><li><p>Cast off.<p>Wait.<pre>go()</pre><li><p>Row.</ol>",
        "1. Cast off.\n\n   Wait.\n\n   ```\n   go()\n   ```\n\n2. Row.\n",
    );
}

#[test]
fn a_list_of_headed_boxes_is_no_list() {
    is(
        "<ul><li><h2>Ferry</h2><p>It sails.<li><h2>Crane</h2><p>It lifts.</ul>",
        "## Ferry\n\nIt sails.\n\n## Crane\n\nIt lifts.\n",
    );
}

#[test]
fn terms_stand_before_their_definitions() {
    is(
        "<dl><dt>ebb<dd>the tide that goes<dt>flood<dd>the one that comes</dl>",
        "ebb\n:   the tide that goes\n\nflood\n:   the one that comes\n",
    );
}

#[test]
fn quotes_hold_paragraphs_and_lists_and_other_quotes() {
    is(
        "<blockquote><p>One.<p>Two.<ul><li>a<li>b</ul><blockquote>Deep.</blockquote></blockquote><p>Out.",
        "> One.\n>\n> Two.\n>\n> - a\n> - b\n>\n> > Deep.\n\nOut.\n",
    );
}

#[test]
fn code_keeps_its_spaces_and_blank_lines_and_names_its_language() {
    is(
        "<pre class='x'><code class=language-rust>fn main() {\n    go();\n\n\n    **stop**;\n}\n</code></pre>",
        "```rust\nfn main() {\n    go();\n\n\n    **stop**;\n}\n```\n",
    );
    is("<div class=highlight-python><pre>a\n````\nb</pre></div>", "`````python\na\n````\nb\n`````\n");
    is("<pre>a</pre><pre>b</pre>", "```\na\n```\n\n```\nb\n```\n");
}

#[test]
fn tables_of_data_have_bars() {
    is(
        "<table><thead><tr><th>Port<th>Depth</thead><tr><td>Olm<td>14 | 15<tr><td><td>9<tr><td>Ys<td><p>3<p>4</table>",
        "| Port | Depth |\n| --- | --- |\n| Olm | 14 \\| 15 |\n| | 9 |\n| Ys | 3<br>4 |\n",
    );
    is(
        "<table><tr><td>a<td>b<tr><td>c<td><code>x|y</code></table>",
        "| | |\n| --- | --- |\n| a | b |\n| c | `x\\|y` |\n",
    );
}

#[test]
fn a_head_that_was_dropped_leaves_an_empty_one() {
    is(
        "<table><tr><th>DROP<th>Depth<tr><td>Olm<td>14<tr><td>Ys<td>9</table>",
        "| | |\n| --- | --- |\n| Olm | 14 |\n| Ys | 9 |\n",
    );
}

#[test]
fn tables_for_layout_are_plain_lines() {
    is("<table><tr><td><p>One.<p>Two.<td><p>Three.</table>", "One.\n\nTwo.\n\nThree.\n");
    is(
        "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>x<br>y</table>",
        "| | |\n| --- | --- |\n| a | b |\n| c | d |\n\nx\\\ny\n",
    );
}

#[test]
fn emphasis_and_code_stand_where_they_are_read_as_such() {
    is("<p>The <b>old</b> <i>grey</i> <code>crane</code>.", "The **old** *grey* `crane`.\n");
    is("<p><b>One </b><b> two</b>", "**One** **two**\n");
    is("<p><b>On</b><b>etwo</b>", "**Onetwo**\n");
    is("<p><b>very <i>very <b>old</b></i></b>", "**very *very old***\n");
    is("<p>a<b>:b</b> c<i>d</i>e", "a:b c*d*e\n");
    is(
        "<p><code>a ` b</code> <code>`</code> <code><b>c</b></code>",
        "`` a ` b `` `` ` `` `c`\n".replace("`` a ` b ``", "``a ` b``").as_str(),
    );
    is("<p><em>a<br>b</em>", "*a*\\\n*b*\n");
}

#[test]
fn links_are_written_on_request_and_once() {
    let html = "<p>See <a href='/a_b (c)'>the [old] <b>crane</b></a>, <a href='#top'>up</a>, <a href='javascript:x()'>go</a>.<div><a href=x><div>One</div><div>Two</div></a></div>";
    assert_eq!(linked(html), "See [the \\[old\\] **crane**](/a_b%20%28c%29), up, go.\n\n[One](x)\n\nTwo\n");
    assert_eq!(markdown(html), "See the [old] **crane**, up, go.\n\nOne\n\nTwo\n");
}

#[test]
fn images_are_never_written() {
    is("<p>A <img src=a.png alt=crane> B<figure><img src=b.png></figure>", "A B\n");
}

#[test]
fn signs_that_begin_a_line_are_escaped() {
    for (line, expected) in [
        ("# one", "\\# one"),
        ("#one", "#one"),
        ("- one", "\\- one"),
        ("-one", "-one"),
        ("+ one", "\\+ one"),
        ("* one", "\\* one"),
        ("1. one", "1\\. one"),
        ("2024) one", "2024\\) one"),
        ("1.5 metres", "1.5 metres"),
        ("&gt; one", "\\> one"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("~~~", "\\~\\~\\~"),
        ("[ ] one", "\\[ ] one"),
        ("[1]: one", "\\[1]: one"),
    ] {
        assert_eq!(markdown(&format!("<p>{line}")).trim_end(), expected);
    }
    is("<p>one<br>- two<br>=====", "one\\\n\\- two\\\n\\=====\n");
}

#[test]
fn signs_in_prose_are_escaped_where_they_would_be_read() {
    is(
        "<p>2 * 3, a*b*c, snake_case, _x_, `y`, C:\\dir, \\*",
        "2 * 3, a\\*b\\*c, snake_case, \\_x\\_, \\`y\\`, C:\\dir, \\\\\\*\n",
    );
    is("<p>&lt;b&gt; 3 &lt; 4, &amp;amp; R&amp;D, [1], [a](b)", "\\<b> 3 < 4, \\&amp; R&D, [1], \\[a](b)\n");
    is("<h2>C# &amp; F#</h2>", "## C# & F#\n");
}

#[test]
fn a_text_is_its_lines_as_they_are() {
    let text = Document::text("a.txt", "# One\n\n\nTwo * two.\nDROP\nThree.\n");
    assert_eq!(written(&text, RenderOptions::default()), "# One\n\nTwo * two.\n\nThree.\n");
}

#[test]
fn metadata_stand_before_it_on_request_and_cannot_end_their_block() {
    let html = "<html lang=en><title>A \"b\"</title><meta name=author content='Ann Lee and Bo Ek'>\
        <meta name=description content='x\n---\ny'><p>One.";
    let found = written(
        &Document::html("a.html", html),
        RenderOptions { metadata: true, ..RenderOptions::default() },
    );
    assert_eq!(
        found,
        "---\ntitle: \"A \\\"b\\\"\"\nauthor: [\"Ann Lee\",\"Bo Ek\"]\nlanguage: \"en\"\ndescription: \"x --- y\"\n---\n\nOne.\n"
    );
    let text = Document::text("a.txt", "One.\n");
    assert_eq!(written(&text, RenderOptions { metadata: true, ..RenderOptions::default() }), "One.\n");
}

/// Against amplification: what is written is at most so many times as long as the page.
#[track_caller]
fn stays_small(html: &str, times: usize) {
    let options = RenderOptions { links: true, ..RenderOptions::default() };
    let found = written(&Document::html("a.html", html), options);
    assert!(found.len() <= times * html.len(), "{} bytes of {}", found.len(), html.len());
}

#[test]
fn hostile_pages_stay_small() {
    let many = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    stays_small(&"<ul><li>x".repeat(many), 8);
    stays_small(&"<ol><li>x<blockquote>y".repeat(many), 8);
    stays_small(&format!("<table><tr>{}", "<td>x".repeat(many)), 8);
    stays_small(&format!("<table>{}<tr>{}", "<tr><td>a<td>b".repeat(100), "<td>x".repeat(many)), 8);
    stays_small(&format!("<p><a href='{}'>{}", "h".repeat(4000), "x<br>".repeat(many)), 4);
    stays_small(&format!("<p><a href='{}'>{}", "h".repeat(4000), "x<p>".repeat(many)), 4);
    stays_small(&format!("<p {}='{}'>x", "a".repeat(many), "b".repeat(many)), 2);
    stays_small(&"<b>x</b><i>y</i>".repeat(many), 2);
    stays_small(&format!("<p>{}", "[".repeat(many)), 4);
    stays_small(&format!("<pre>{}a", "\n".repeat(many)), 2);
    stays_small(&format!("<ul><li><pre>{}", "a\n".repeat(many)), 4);
}
