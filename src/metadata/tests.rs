//! Small heads, one for each source and for the order between them.

use super::{COLUMNS, Metadata, authors::split};
use crate::segment::parse_page;

fn of(html: &str) -> Metadata {
    Metadata::of(&parse_page(html).meta)
}

fn json(object: &str) -> String {
    format!("<script type='application/ld+json'>{object}</script>")
}

fn article(members: &str) -> String {
    json(&format!(r#"{{"@context":"https://schema.org","@type":"NewsArticle",{members}}}"#))
}

#[track_caller]
fn title(html: &str, expected: &str) {
    assert_eq!(of(html).title.as_deref().unwrap_or(""), expected, "{html}");
}

#[track_caller]
fn author(html: &str, expected: &[&str]) {
    assert_eq!(of(html).authors, expected, "{html}");
}

#[track_caller]
fn date(html: &str, expected: &str) {
    assert_eq!(of(html).date.as_deref().unwrap_or(""), expected, "{html}");
}

#[test]
fn titles_go_by_their_origin() {
    title("<title>Olm ferry</title>", "Olm ferry");
    title("<h1>Olm ferry</h1>", "Olm ferry");
    title("<title>a</title><meta name='twitter:title' content='b'>", "b");
    title("<meta name='twitter:title' content='b'><meta property='og:title' content='c'>", "c");
    title(&format!("<meta property=og:title content=c>{}", article(r#""headline":"d &amp; e""#)), "d & e");
    title(&format!("<title>a</title>{}", article(r#""name":"d""#)), "d");
    title(
        "<title>Olm ferry sails again - News of the quay</title><h1>Olm ferry sails again</h1>",
        "Olm ferry sails again",
    );
}

#[test]
fn a_title_loses_the_name_of_the_site_and_what_is_no_heading() {
    title("<meta property=og:site_name content='Quay Courier'><title>Ferry | Quay Courier</title>", "Ferry");
    title("<meta property=og:site_name content='Quay Courier'><title>Quay-Courier – Ferry</title>", "Ferry");
    title("<title>Ferry - Harbour</title>", "Ferry - Harbour");
    title("<title>Fields - The Manual of Tides</title><h1>Tides</h1><h1>Fields</h1>", "Fields");
    title("<title>Ferry | null</title><meta property=og:title content='{{title}}'>", "Ferry | null");
}

#[test]
fn authors_go_by_their_origin() {
    author("<p class=byline>By Ann Lee</p>", &["Ann Lee"]);
    author("<a rel='nofollow author' href=/ann>Ann Lee</a>", &["Ann Lee"]);
    author("<span itemprop=author><a href=x><span itemprop=name>Ann Lee</span></a></span>", &["Ann Lee"]);
    author("<meta name=author content='Ann Lee'><p class=byline>By Bo Ek</p>", &["Ann Lee"]);
    author("<meta property=article:author content='https://social.example/ann'>", &[]);
    author("<meta property=article:author content='Ann Lee'>", &["Ann Lee"]);
    author(
        &format!("<meta name=author content='Bo Ek'>{}", article(r#""author":{"name":"Ann Lee"}"#)),
        &["Ann Lee"],
    );
    author(
        "<meta name=citation_author content='Lee, Ann'><meta name=citation_author content='Ek, Bo'>",
        &["Lee, Ann", "Ek, Bo"],
    );
    author("<nav><p class=author>Ann Lee</p></nav>", &[]);
}

#[test]
fn json_ld_has_authors_in_every_shape() {
    for members in [
        r#""author":["Ann Lee","Bo Ek"]"#,
        r#""author":[{"@type":"Person","name":"Ann Lee"},{"name":["Bo Ek"]}]"#,
        r#""author":"By Ann Lee and Bo Ek""#,
        r#""creator":["Ann Lee"],"author":["Bo Ek"]"#,
    ] {
        let mut found = of(&article(members)).authors;
        found.sort();
        assert_eq!(found, ["Ann Lee", "Bo Ek"], "{members}");
    }
    let graph = r##"{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":"Ann Lee"}]}"##;
    author(&json(graph), &["Ann Lee"]);
}

#[test]
fn names_are_taken_out_of_bylines() {
    for (line, names) in [
        ("By Ann Lee", vec!["Ann Lee"]),
        ("Von Ann Lee und Bo Ek", vec!["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Bo Ek and Cy Ott", vec!["Ann Lee", "Bo Ek", "Cy Ott"]),
        ("Ann Lee, Senior Reporter", vec!["Ann Lee"]),
        ("Lee, Ann; Ek, Bo", vec!["Lee, Ann", "Ek, Bo"]),
        ("Ann Lee | Quay Courier", vec!["Ann Lee"]),
        ("Ann Lee • March 4, 2025", vec!["Ann Lee"]),
        ("José Ortega y Gasset", vec!["José Ortega y Gasset"]),
        ("作者：李明", vec!["李明"]),
        ("admin", vec![]),
        ("ann@quay.example", vec![]),
        ("https://quay.example/ann", vec![]),
        ("By", vec![]),
    ] {
        assert_eq!(split(line), names, "{line}");
    }
}

#[test]
fn dates_go_by_their_origin_and_published_before_modified() {
    date("<article><time datetime=2025-03-04T10:20>Tuesday</time></article>", "2025-03-04T10:20:00");
    date("<article><time>4 March 2025</time></article>", "2025-03-04");
    date(
        "<time datetime=2025-01-01>x</time><time class='entry-date published' datetime=2025-03-04>y</time>",
        "2025-03-04",
    );
    date("<nav><time datetime=2025-01-01>x</time></nav>", "");
    date("<time class=updated datetime=2025-05-06>x</time>", "2025-05-06");
    date("<meta itemprop=datePublished content=2025-03-04><time datetime=2025-01-01>x</time>", "2025-03-04");
    date(
        "<meta name=dc.date content=2025-03-04><meta itemprop=datePublished content=2025-01-01>",
        "2025-03-04",
    );
    date(
        "<meta property=article:published_time content=2025-03-04><meta name=date content=2025-01-01>",
        "2025-03-04",
    );
    let ld = article(r#""dateModified":"2025-05-06","datePublished":"2025-03-04T10:20:00+0100""#);
    date(
        &format!("<meta property=article:published_time content=2025-01-01>{ld}"),
        "2025-03-04T10:20:00+01:00",
    );
    date("<meta property=article:modified_time content=2025-05-06>", "2025-05-06");
    date(
        "<meta property=article:modified_time content=2025-05-06><meta name=date content='March 4, 2025'>",
        "2025-03-04",
    );
}

#[test]
fn dates_that_cannot_be_are_passed_over() {
    date(
        &format!("<meta name=date content=2025-03-04>{}", article(r#""datePublished":"2025-02-30""#)),
        "2025-03-04",
    );
    date("<meta property=article:published_time content='0001-01-01T00:00:00'>", "");
    date("<html lang=en-GB><meta name=date content='3/4/2025'>", "2025-04-03");
    date("<html lang=en-US><meta name=date content='3/4/2025'>", "2025-03-04");
    date("<meta name=date content='3/4/2025'>", "");
}

#[test]
fn sites_languages_addresses_and_descriptions_are_checked() {
    let found = of(&format!(
        "<html lang=en_us><link rel=canonical href=/a><meta property=og:url content='https://q.example/a'>\
        <meta property=og:site_name content=''><meta name=description content='null'>\
        <meta property=og:description content=' A  ferry. '>{}",
        article(r#""publisher":{"@type":"Organization","name":"Quay Courier"}"#)
    ));
    assert_eq!(found.language.as_deref(), Some("en-US"));
    assert_eq!(found.url.as_deref(), Some("https://q.example/a"));
    assert_eq!(found.site.as_deref(), Some("Quay Courier"));
    assert_eq!(found.description.as_deref(), Some("A ferry."));
    let found = of("<meta property=og:locale content=pt_BR><meta name=application-name content='@quay'>\
        <link rel=canonical href='https://q.example/b'><meta property=og:url content='https://q.example/a'>");
    assert_eq!(found.language.as_deref(), Some("pt-BR"));
    assert_eq!(found.site, None);
    assert_eq!(found.url.as_deref(), Some("https://q.example/b"));
    assert_eq!(of("<html lang='english'>").language, None);
    assert_eq!(of("<meta http-equiv=Content-Language content='de, en'>").language.as_deref(), Some("de"));
}

#[test]
fn a_site_may_name_itself_in_json_ld() {
    assert_eq!(
        of(&json(r#"{"@type":"WebSite","name":"Quay Courier"}"#)).site.as_deref(),
        Some("Quay Courier")
    );
}

#[test]
fn broken_json_ld_leaves_the_rest() {
    for broken in
        [r#"{"@type":"Article","headline":"x""#, "{", "[[[[", "null", r#"{"@type":7,"author":[[]]}"#, "\u{0}"]
    {
        title(&format!("{}<title>Olm ferry</title>", json(broken)), "Olm ferry");
    }
    let twice = format!("{}{}", json("{"), article(r#""headline":"Olm ferry""#));
    title(&twice, "Olm ferry");
}

#[test]
fn nothing_is_known_of_an_empty_page() {
    assert!(of("").is_empty());
    assert!(of("<p>One.").is_empty());
}

#[test]
fn columns_have_their_names_and_join_authors() {
    let found = of("<title>Olm ferry</title><meta name=author content='Ann Lee and Bo Ek'>");
    let columns = found.columns();
    assert_eq!(columns.clone().map(|(name, _)| name), COLUMNS);
    let values = columns.map(|(_, value)| value.map(|value| value.into_owned()));
    let [title, author, ref rest @ ..] = values;
    assert_eq!((title.as_deref(), author.as_deref()), (Some("Olm ferry"), Some("Ann Lee; Bo Ek")));
    assert!(rest.iter().all(Option::is_none));
    let json = serde_json::to_string(&found).unwrap_or_default();
    assert_eq!(json, r#"{"title":"Olm ferry","author":["Ann Lee","Bo Ek"]}"#);
}

#[test]
fn a_thousand_statements_cost_little_and_are_few_in_the_end() {
    let html =
        "<meta name=author content='Ann Lee'><time datetime=x>y</time><p class=byline>z</p>".repeat(5_000);
    let page = parse_page(&html);
    assert!(page.meta.statements.len() < 400, "{}", page.meta.statements.len());
    assert_eq!(Metadata::of(&page.meta).authors, ["Ann Lee"]);
}
