//! `dehusk eval` on page gold that the tests make themselves.

use crate::support::{HTML, Place};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write as _;

const PROSE: &str = "After eleven years in a shed behind the fish market, the yellow crane was lowered back onto its rails on Tuesday, and a crowd of about two hundred people watched it from the sea wall.";
const TITLE: &str = "The old crane returns to the east quay";

fn packed(html: &str) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(html.as_bytes()).unwrap();
    gz.finish().unwrap()
}

/// Two articles, the one packed and in WCXB's words, the other plain; and a forum whose text nobody can find.
fn gold(place: &Place) {
    let truth = |name: &str, truth: Value| {
        place.write(&format!("gold/ground-truth/{name}.json"), truth.to_string());
    };
    place.write("gold/html/a.html.gz", packed(HTML));
    truth(
        "a",
        json!({
            "url": "https://www.quayside.example/crane", "file_id": "a",
            "_internal": {"page_type": {"primary": "article", "tags": []}},
            "ground_truth": {
                "title": TITLE, "author": null, "main_content": format!("{TITLE}\n\n{PROSE}"),
                "with": ["the yellow  crane", "no such words"], "without": ["All rights reserved"],
            },
        }),
    );
    place.write("gold/html/b.html", HTML);
    truth(
        "b",
        json!({
            "url": "https://quay.example.co.uk/b", "region": "uk", "page_type": "article",
            "ground_truth": {"title": "Another title", "main_content": PROSE},
        }),
    );
    place.write("gold/html/c.html", HTML);
    truth("c", json!({"region": "at", "page_type": "forum", "ground_truth": {"main_content": "Keiner da"}}));
    place.write("gold/html/without-truth.html", "<p>passed over");
}

fn scores(place: &Place, more: &[&str]) -> Value {
    let run = place.dehusk(&[&["eval", "gold", "--json"], more].concat()).run();
    serde_json::from_str(run.fine()).unwrap()
}

#[test]
fn page_gold_is_scored_by_kind_and_region() {
    let place = Place::new();
    gold(&place);
    let run = place.dehusk(&["eval", "gold", "--worst", "2"]).run();
    let rows: Vec<Vec<&str>> =
        run.fine().lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let names: Vec<&str> = rows.iter().map_while(|row| row.first().copied()).collect();
    assert_eq!(
        names,
        ["group", "all", "kind=article", "kind=forum", "region=at", "region=uk"],
        "{}",
        run.text()
    );
    // The prose has 35 words, the title that is kept 8 more.
    let f1 = 2.0 * 35.0 / (43.0 + 35.0);
    assert_eq!(rows[5][1..5], ["1", &format!("{:.3}", 35.0 / 43.0), "1.000", &format!("{f1:.3}")]);
    assert_eq!(rows[2][1], "2");
    assert_eq!(rows[2][8..], ["0.500", "1.000", "1.000"], "segments with, without; titles");
    assert_eq!(rows[3][2..], ["0.000", "0.000", "0.000", "0.000", "0.000", "0.000", "–", "–", "–"]);
    let worst: Vec<&str> = rows[rows.len() - 2..].iter().map(|row| row[5]).collect();
    assert_eq!(worst, ["c", "b"]);
}

#[test]
fn scores_of_pages_are_also_for_programs() {
    let place = Place::new();
    gold(&place);
    let scores = scores(&place, &["--worst", "1"]);
    assert_eq!((&scores["gold"], &scores["scored_as"]), (&json!("pages"), &json!("html")));
    let article = &scores["groups"][1];
    assert_eq!((&article["group"], &article["pages"]), (&json!("kind=article"), &json!(2)));
    assert_eq!(article["segments"], json!({"with": 2, "with_found": 1, "without": 1, "without_found": 0}));
    assert_eq!((&article["titles"], &article["titles_kept"]), (&json!(1), &json!(1)));
    let none = json!({"precision": 0.0, "recall": 0.0, "f1": 0.0});
    assert_eq!(scores["worst"], json!([{"page": "c", "kind": "forum", "site": "c", "words": none}]));
}

#[test]
fn a_filter_leaves_pages_out() {
    let place = Place::new();
    gold(&place);
    for (only, pages) in [
        ("kind=article,forum", 3),
        ("region=uk", 1),
        ("site=quayside.example,example.co.uk", 2),
        ("page=c", 1),
    ] {
        assert_eq!(scores(&place, &["--only", only])["groups"][0]["pages"], json!(pages), "{only}");
    }
    assert!(place.dehusk(&["eval", "gold", "--only", "kind=shop"]).run().failure().contains("kind=shop"));
    assert!(place.dehusk(&["eval", "gold", "--only", "2=x"]).run().failure().contains("--only takes kind="));
}

#[test]
fn pages_can_be_scored_as_text() {
    let place = Place::new();
    gold(&place);
    let scores = scores(&place, &["--score-as", "text", "--only", "page=a"]);
    assert_eq!(scores["scored_as"], json!("text"));
    assert_eq!(scores["groups"][0]["words"]["f1"], json!(1.0));
    place.write("lines/a.txt", "x\n");
    place.write("lines/a.labels.tsv", "1\tcontent\tx\n");
    let lines = place.dehusk(&["eval", "lines", "--score-as", "text"]).run();
    assert_eq!(lines.failure(), "--score-as text is for page gold");
}

#[test]
fn any_number_of_threads_gives_the_same_scores() {
    let place = Place::new();
    gold(&place);
    let on = |threads| place.dehusk(&["eval", "gold", "--worst", "9", "-j", threads]).run().fine().to_owned();
    assert_eq!(on("1"), on("3"));
}

#[test]
fn the_least_f1_is_of_the_mean_over_pages() {
    let place = Place::new();
    gold(&place);
    place.dehusk(&["eval", "gold", "--min-f1", "0.99", "--only", "page=a"]).run().fine();
    let harsh = place.dehusk(&["eval", "gold", "--min-f1", "0.99"]).run();
    assert!(harsh.status(1).text().contains("kind=article"), "the table is printed all the same");
}

#[test]
fn wrong_page_gold_is_told_by_file_and_reason() {
    let place = Place::new();
    gold(&place);
    let failure = || place.dehusk(&["eval", "gold"]).run().failure().to_owned();
    place.write("gold/html/b.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(failure(), "gold/html/b.html: binary file (PNG image)");
    place.write("gold/html/a.html.gz", "not packed");
    assert!(failure().starts_with("gold/html/a.html.gz: "), "the first by name");
    std::fs::remove_file(place.path("gold/html/c.html")).unwrap();
    assert_eq!(failure(), "gold/ground-truth/c.json: no html/c.html.gz and no html/c.html");
    place.write("gold/ground-truth/b.json", "{}");
    assert!(failure().starts_with("gold/ground-truth/b.json: missing field `ground_truth`"));
    place.write("bare/html/a.html", HTML);
    std::fs::create_dir(place.path("bare/ground-truth")).unwrap();
    assert_eq!(place.dehusk(&["eval", "bare"]).run().failure(), "bare/ground-truth: no ID.json");
}

#[test]
fn scores_of_lines_are_for_programs_too() {
    let place = Place::new();
    place.write("lines/a.txt", format!("{PROSE}\n© 2024 Quayside Courier. All rights reserved.\n"));
    place.write("lines/a.labels.tsv", "1\tcontent\tx\n2\tcopyright\tx\n");
    let run = place.dehusk(&["eval", "lines", "--json", "--worst", "1"]).run();
    let scores: Value = serde_json::from_str(run.fine()).unwrap();
    let all = &scores["groups"][0];
    assert_eq!((&scores["gold"], &all["group"], &all["dumps"]), (&json!("lines"), &json!("all"), &json!(1)));
    assert_eq!(all["kept"], json!({"precision": 1.0, "recall": 1.0, "f1": 1.0}));
    let copyright = json!({"label": "copyright", "lines": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0});
    assert!(all["labels"].as_array().unwrap().contains(&copyright));
    assert_eq!(scores["worst"], json!([{"dump": "a", "wrongly_kept": 0, "wrongly_dropped": 0}]));
}
