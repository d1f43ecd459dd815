//! What pages say about themselves, in all the ways they say it.

use super::{PageMeta, parse_page};

fn meta(html: &str) -> PageMeta {
    parse_page(html).meta
}

fn json(script: &str) -> PageMeta {
    meta(&format!("<script type='application/ld+json'>{script}</script>"))
}

#[test]
fn head_elements_are_read() {
    let found = meta(
        "<html lang=' de '><title> A &amp;\n B </title><meta name=description content=' d '>\
        <meta name=author content=Ann><meta property=og:site_name content=S>\
        <meta property=article:published_time content=2024-01-02><link rel='x Canonical' href=https://a.b/>",
    );
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(found.title, text("A & B"));
    assert_eq!(found.description, text("d"));
    assert_eq!(found.author, text("Ann"));
    assert_eq!(found.site_name, text("S"));
    assert_eq!(found.published, text("2024-01-02"));
    assert_eq!(found.url, text("https://a.b/"));
    assert_eq!(found.language, text("de"));
    assert_eq!(found.headline, None);
}

#[test]
fn open_graph_goes_before_the_plain_description_and_the_first_value_before_the_second() {
    let found = meta(
        "<meta name=description content=a><meta name='og:description' content=b>\
        <meta property=og:title content=''><meta property=OG:Title content=t><meta property=og:title content=u>\
        <meta property=og:url content=https://x.y>",
    );
    assert_eq!(found.description.as_deref(), Some("b"));
    assert_eq!(found.headline.as_deref(), Some("t"));
    assert_eq!(found.url.as_deref(), Some("https://x.y"));
}

#[test]
fn a_title_in_a_drawing_is_not_the_title() {
    assert_eq!(meta("<svg><title>icon</title></svg>").title, None);
}

#[test]
fn json_ld_is_read_in_lists_graphs_and_members() {
    let article = r##"{"@type":["Thing","schema:NewsArticle"],"headline":"H &amp; I","datePublished":"2024",
        "author":[{"name":"Ann"},"Bob",{"@id":"#c"},{"name":"Ann"}],"articleBody":" a\n b "}"##;
    for script in [
        format!(r##"[{{"@id":"#c","name":"Cy"}},{article}]"##),
        format!(r##"{{"@graph":[{article},{{"@id":"#c","name":"Cy"}}]}}"##),
        format!(r##"{{"@type":"WebPage","mainEntity":{article},"x":{{"@id":"#c","name":"Cy"}}}}"##),
    ] {
        let found = json(&script);
        assert_eq!(found.headline.as_deref(), Some("H & I"), "{script}");
        assert_eq!(found.author.as_deref(), Some("Ann, Bob, Cy"));
        assert_eq!(found.published.as_deref(), Some("2024"));
        assert_eq!(found.article_body.as_deref(), Some("a\n b"));
    }
}

#[test]
fn other_types_and_other_articles_are_passed_over() {
    assert_eq!(json(r#"{"@type":"Organization","headline":"H"}"#).headline, None);
    assert_eq!(json(r#"{"@type":"JobPosting","headline":"H"}"#).headline, None);
    assert_eq!(
        json(r#"{"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"H"}]}"#).headline,
        None
    );
    assert_eq!(json(r#"{"@type":"Recipe","name":"Soup"}"#).headline.as_deref(), Some("Soup"));
}

#[test]
fn broken_json_ld_does_not_hide_the_next_script() {
    let found = meta(
        r#"<script type="application/ld+json">{"@type":</script><script type="application/ld+json; charset=utf-8">
        //<![CDATA[
        {"@type":"Article","headline":"a
        b"};
        //]]></script><script>{"@type":"Article","headline":"no"}</script>"#,
    );
    assert_eq!(found.headline.as_deref(), Some("a b"));
    assert_eq!(json(&"[".repeat(100_000)), PageMeta::default());
    assert_eq!(
        json(r#"{"@type":"Article","headline":7,"author":null,"articleBody":[]}"#),
        PageMeta { types: vec!["article".to_owned()], ..PageMeta::default() }
    );
}
