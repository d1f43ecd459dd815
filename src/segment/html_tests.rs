//! Each rule of segmentation on a small page.
#![allow(clippy::unwrap_used)]

use super::{Page, PageLine, parse_page};
use crate::line::{Block, Landmarks};

fn lines(html: &str) -> Vec<String> {
    let page = parse_page(html);
    page.lines.iter().map(|line| page.line_text(line).to_owned()).collect()
}

fn only(html: &str) -> (Page, PageLine) {
    let page = parse_page(html);
    assert_eq!(page.lines.len(), 1, "{:?}", page.text);
    let line = page.lines[0].clone();
    (page, line)
}

fn blocks(html: &str) -> Vec<Block> {
    parse_page(html).lines.iter().map(|line| line.layout.block).collect()
}

#[test]
fn blocks_and_breaks_end_lines() {
    assert_eq!(lines("<p>a<p>b<div>c</div>d<br>e<hr>f"), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(lines("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>"), ["a", "b", "c", "d"]);
    assert_eq!(
        lines("<figure><img alt=x><figcaption>a</figcaption></figure><center>b</center>c"),
        ["a", "b", "c"]
    );
    assert_eq!(lines("<details><summary>a</summary>b</details>"), ["a", "b"]);
}

#[test]
fn inline_elements_side_by_side_stand_apart_as_they_are_shown() {
    assert_eq!(
        lines("<a href=1>Action</a><a href=2>Indie</a><b>2024</b><i>1h</i>"),
        ["Action Indie 2024 1h"]
    );
    assert_eq!(lines("<label>Price</label><span>$39</span><sup>99</sup>"), ["Price $39 99"]);
    assert_eq!(lines("<i class=a>type</i><i class=b>string</i><i class=b>s</i>"), ["type strings"]);
    assert_eq!(
        lines("<span>4.5</span><svg></svg><span>stars</span><button>Buy</button>Sold out"),
        ["4.5 stars Sold out"]
    );
    // Words that are cut in two, formulas and code stay as they are.
    assert_eq!(
        lines("<b>T</b><span>he</span> un<b>believ</b>able <b>H</b><sub>2</sub><b>O</b>"),
        ["The unbelievable H2O"]
    );
    assert_eq!(lines("<code><b>foo</b><i class=x>Bar</i></code><code>Baz</code>"), ["fooBar Baz"]);
    assert_eq!(
        lines("a<script>x</script><b>B</b><style>y</style><i>\u{6771}</i><b>\u{4eac}</b>"),
        ["aB\u{6771}\u{4eac}"]
    );
}

#[test]
fn inline_elements_neither_break_lines_nor_add_spaces() {
    assert_eq!(lines("<p>a<b>b</b><i> c</i><span>d</span> <a href=x>e</a><wbr>f"), ["ab cd ef"]);
    assert_eq!(lines("<p>a <!-- x -->b<sup>2</sup>"), ["a b2"]);
}

#[test]
fn custom_elements_flow_unless_they_hold_blocks() {
    assert_eq!(lines("<p>a <x-y>b</x-y> c</p>"), ["a b c"]);
    assert_eq!(lines("<x-y><p>a</p><p>b</p></x-y>"), ["a", "b"]);
    assert_eq!(lines("a<span style='Display : BLOCK !important'>b</span>c"), ["a", "b", "c"]);
}

#[test]
fn white_space_collapses_and_lines_are_trimmed() {
    assert_eq!(lines("<p> \n a\t\r\n b&nbsp;&nbsp;c\u{2028}d </p> \n <p>&nbsp;</p>"), ["a b c d"]);
    assert_eq!(lines("<p>\u{3000}a\u{3000}b\u{3000}</p><p>\u{200b}</p>"), ["a\u{3000}b"]);
    assert_eq!(lines("<p>a <b> b</b> </p>"), ["a b"]);
}

#[test]
fn text_is_the_lines_each_ended_by_a_line_feed() {
    let page = parse_page("<p>a<p>\u{200b}<p>b<table><tr><td>c<td>d</table>");
    assert_eq!(page.text, "a\nb\nc\td\n");
    assert_eq!(page.line_text(&page.lines[2]), "c\td");
}

#[test]
fn pre_keeps_its_lines_and_white_space() {
    let html = "<pre>\n  fn <b>x</b>()  {\n\n\ty\n}</pre><p>a  b</p>";
    assert_eq!(lines(html), ["  fn x()  {", "\ty", "}", "a b"]);
    assert_eq!(blocks(html)[..3], [Block::Preformatted; 3]);
    assert_eq!(lines("<pre>a\u{2028}b\u{c}c<br>d</pre>"), ["a b c", "d"]);
}

#[test]
fn a_table_row_is_one_line() {
    let html = "<table><tr><th>a</th> <th>b</th></tr><tr><td><p>c</p></td><td></td><td>d e</td></tr></table>";
    assert_eq!(lines(html), ["a\tb", "c\td e"]);
    assert_eq!(blocks(html), [Block::TableRow; 2]);
    let page = parse_page(html);
    assert_eq!(page.tag_of(page.lines[0].layout.node), "tr");
}

#[test]
fn a_row_with_several_lines_in_a_cell_is_layout() {
    let html = "<table><tr><td>menu</td><td><p>a</p><p>b</p></td></tr></table>";
    assert_eq!(lines(html), ["menu", "a", "b"]);
    assert_eq!(blocks(html), [Block::Other, Block::Paragraph, Block::Paragraph]);
    // A lone paragraph in a lone cell stays a paragraph.
    assert_eq!(blocks("<table><tr><td><p>a</table>"), [Block::Paragraph]);
    assert_eq!(blocks("<table><tr><td>a</table>"), [Block::TableRow]);
}

#[test]
fn what_is_not_prose_is_left_out() {
    let html = "<p>a<script>x</script><style>x</style><svg><text>x</text></svg><template>x</template>\
        <iframe>x</iframe><object>x</object><canvas>x</canvas><video>x</video><noscript>x</noscript>\
        <math><semantics><mi>y</mi><annotation>x</annotation></semantics></math>b";
    assert_eq!(lines(html), ["a yb"]);
}

#[test]
fn form_controls_are_left_out_but_not_the_form() {
    let html = "<form><p>prose</p><label>name <input value=x></label><select><option>x</select>\
        <textarea>x</textarea><button>x</button><datalist><option>x</datalist></form>";
    assert_eq!(lines(html), ["prose", "name"]);
}

#[test]
fn a_button_in_a_heading_is_the_heading() {
    assert_eq!(
        lines("<h3><button>Is it <b>safe</b>?</button></h3><p>Yes.<button>x</button>"),
        ["Is it safe?", "Yes."]
    );
}

#[test]
fn the_head_has_no_lines() {
    assert_eq!(lines("<head><title>x</title><noscript>x</noscript></head><body>a<title>y</title>"), ["a"]);
}

#[test]
fn noscript_is_read_only_where_there_is_hardly_anything_else() {
    let prose = "word ".repeat(400);
    let page = parse_page(&format!(
        "<div id=app>Loading</div><noscript><article><p>{prose}<p>b</article></noscript>"
    ));
    assert_eq!(page.lines.len(), 3);
    assert_eq!(page.line_text(&page.lines[2]), "b");
    assert!(page.lines[1].layout.landmarks.contains(Landmarks::ARTICLE));
    assert_eq!(lines("a<noscript>Please turn on scripts</noscript>"), ["a"]);
    assert_eq!(lines(&format!("<p>{prose}</p><noscript><p>{prose}</noscript>")).len(), 1);
}

#[test]
fn hidden_parts_are_lines_marked_as_hidden() {
    let html = "<p hidden>a<p aria-hidden=true>b<p style='color:red;display: none'>c<div style=visibility:hidden>\
        <p>d</p></div><p aria-hidden=false>e<p>f <span hidden>g</span><dialog>h</dialog><dialog open>i</dialog>";
    let page = parse_page(html);
    let hidden: Vec<bool> = page.lines.iter().map(|line| line.layout.hidden).collect();
    assert_eq!(hidden, [true, true, true, true, false, false, true, false]);
}

#[test]
fn link_density_leaves_out_white_space() {
    let (page, line) = only("<p>ab <a href=x>c d</a><a>e</a></p>");
    assert_eq!(page.line_text(&line), "ab c de");
    assert_eq!(line.layout.link_density, 0.4);
    assert_eq!(only("<a href=x><div>a b</div></a>").1.layout.link_density, 1.0);
    assert_eq!(only("<table><tr><td><a href=x>ab</a><td>cd</table>").1.layout.link_density, 0.5);
}

#[test]
fn sums_reach_the_root() {
    let (page, line) = only("<div><p>ab <a href=x>cd</a></p></div>");
    let p = page.node(line.layout.node).unwrap();
    assert_eq!((p.text_length, p.link_length, p.descendants), (4, 2, 1));
    let root = page.node(0).unwrap();
    assert_eq!((root.text_length, root.link_length, root.descendants), (4, 2, 4));
    let tags: Vec<&str> = page.ancestors(line.layout.node).map(|(id, _)| page.tag_of(id)).collect();
    assert_eq!(tags, ["div", "body", "html"]);
}

#[test]
fn landmarks_come_from_tags_and_roles_of_all_ancestors() {
    let (_, line) = only("<main><div role='NAVIGATION x'><footer><p>a</footer></div></main>");
    assert_eq!(line.layout.landmarks, Landmarks::MAIN.with(Landmarks::NAV).with(Landmarks::FOOTER));
    let (_, line) = only("<div role=banner><div role=complementary><div role=contentinfo><article>a");
    let all = Landmarks::HEADER.with(Landmarks::ASIDE).with(Landmarks::FOOTER).with(Landmarks::ARTICLE);
    assert_eq!(line.layout.landmarks, all);
}

#[test]
fn headings_have_levels() {
    let page = parse_page("<h1>a</h1><h6><div>b</div></h6><div role=heading aria-level=3>c</div><p>d");
    let levels: Vec<u8> = page.lines.iter().map(|line| line.layout.heading).collect();
    assert_eq!(levels, [1, 6, 3, 0]);
    assert_eq!(page.lines[1].layout.block, Block::Heading);
}

#[test]
fn wrappers_keep_the_kind_of_what_they_stand_in() {
    assert_eq!(blocks("<blockquote>a<p>b</blockquote>"), [Block::Quote, Block::Quote]);
    assert_eq!(blocks("<figure><figcaption><div>a</div></figcaption></figure>"), [Block::Caption]);
    // Only the first line of an item is the item.
    assert_eq!(blocks("<ul><li><p>a<p>b</ul>"), [Block::ListItem, Block::Paragraph]);
    assert_eq!(blocks("<ul><li><h2>a</h2>b</ul>"), [Block::Heading, Block::ListItem]);
}

#[test]
fn the_node_of_a_line_is_its_innermost_block() {
    let (page, line) = only("<div class='x y' id=z><span class=s><b>a</b></span></div>");
    let node = page.node(line.layout.node).unwrap();
    let names: Vec<&str> = page.tokens_of(node).iter().map(|&token| page.token(token)).collect();
    assert_eq!(names, ["#z", "x", "y"]);
}
