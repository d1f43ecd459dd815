//! `dehusk train` and `--model`: the same gold gives the same weights, and they are used.

use crate::site_engine::{Kind, sites};
use crate::support::*;
use dehusk::document::Format;
use serde_json::{Value, json};
use std::fs;

/// Trains on the project's own labelled dumps of one language.
fn train(place: &Place, language: &str, out: &str, threads: &str) -> Vec<u8> {
    let gold = format!("{}/corpus/dumps/{language}", env!("CARGO_MANIFEST_DIR"));
    place.dehusk(&["train", "--gold", &gold, "--out", out, "-j", threads]).run().status(0);
    fs::read(place.path(out)).unwrap()
}

#[test]
fn the_same_gold_gives_the_same_weights_on_any_number_of_threads() {
    let place = Place::new();
    let one = train(&place, "en", "one.weights", "1");
    let two = train(&place, "en", "two.weights", "2");
    assert!(one.len() > 1000 && one == two, "{} and {} bytes", one.len(), two.len());
    assert_ne!(one, train(&place, "de", "other.weights", "2"));
}

#[test]
fn weights_of_ones_own_are_used_and_none_means_rules_alone() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    train(&place, "en", "own.weights", "2");
    let scores = |model: &[&str]| {
        let args = [&["--to", "jsonl", "page.txt"], model].concat();
        let record = records(place.dehusk(&args).run().fine()).remove(0);
        let lines = record["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["score"].to_string()).collect::<Vec<_>>()
    };
    let (own, rules, built_in) =
        (scores(&["--model", "own.weights"]), scores(&["--model", "none"]), scores(&[]));
    assert!(own != rules && own != built_in && rules != built_in);
}

#[test]
fn weights_that_cannot_be_used_are_told_with_their_place() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let mut weights = train(&place, "en", "own.weights", "2");
    let last = weights.len() - 1;
    weights[last] ^= 1;
    fs::write(place.path("damaged.weights"), &weights).unwrap();
    for (model, why) in [
        ("damaged.weights", "checksum"),
        ("page.txt", "no weights of dehusk"),
        ("missing.weights", "No such file"),
    ] {
        let run = place.dehusk(&["--model", model, "page.txt"]).run();
        let told = &run.status(2).stderr;
        assert!(told.contains(model) && told.contains(why), "{told}");
    }
}

#[test]
fn the_version_names_the_weights() {
    let place = Place::new();
    let run = place.dehusk(&["--version"]).run();
    let version = run.fine();
    let sum = version.trim().strip_suffix(')').and_then(|rest| rest.rsplit(' ').next()).unwrap().to_owned();
    assert!(sum.len() == 8 && u32::from_str_radix(&sum, 16).is_ok(), "{version}");
}

#[test]
fn a_folder_without_gold_is_no_folder_to_learn_from() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    let run = place.dehusk(&["train", "--gold", "empty", "--out", "own.weights"]).run();
    assert!(run.status(2).stderr.contains("empty"), "{}", run.stderr);
    assert!(!place.path("own.weights").exists());
}

/// Pages with their text, as WCXB has them, made by the given run of chance.
fn page_gold(place: &Place, folder: &str, seed: u64) {
    for site in sites() {
        for (number, page) in site.pages(2, seed, &[]).into_iter().enumerate() {
            let name = format!("{}-{number}", site.host);
            let html = site.document(&page, number, Format::Html).text;
            place.write(&format!("{folder}/html/{name}.html"), html);
            let wanted = page.iter().filter(|line| matches!(line.kind, Kind::Prose | Kind::Short));
            let text: Vec<&str> = wanted.map(|line| line.text.as_str()).collect();
            let truth = json!({
                "url": format!("https://{}/{number}", site.host), "page_type": "article",
                "ground_truth": {"main_content": text.join("\n")},
            });
            place.write(&format!("{folder}/ground-truth/{name}.json"), truth.to_string());
        }
    }
}

#[test]
fn pages_teach_too_and_other_pages_of_their_sites_are_cleaned_by_what_was_learnt() {
    let place = Place::new();
    page_gold(&place, "seen", 3);
    page_gold(&place, "unseen", 4);
    let fitted = |out: &str, threads: &str| {
        let args = ["train", "--gold", "seen", "--only", "html", "--out", out, "-j", threads];
        place.dehusk(&args).run().status(0);
        fs::read(place.path(out)).unwrap()
    };
    assert_eq!(fitted("one.weights", "1"), fitted("two.weights", "2"));
    let run = place.dehusk(&["eval", "unseen", "--json", "--model", "one.weights"]).run();
    let scores: Value = serde_json::from_str(run.fine()).unwrap();
    let f1 = &scores["groups"][0]["words"]["f1"];
    assert!(f1.as_f64().is_some_and(|f1| f1 > 0.97), "{scores}");
}
