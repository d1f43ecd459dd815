//! `dehusk train` and `--model`: the same gold gives the same weights, and they are used.

use crate::support::*;
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
