//! `dehusk suggest`: what it proposes is a configuration, and drops the lines that it was proposed for.

use crate::support::*;

const THINGS: [&str; 8] = ["ferry", "crane", "lamp", "gull", "rope", "buoy", "anchor", "mast"];
const PEOPLE: [&str; 8] =
    ["Ann Tove", "Per Lind", "Ida Holm", "the night shift", "Olaf Ree", "Mia Strand", "Jon Vik", "Eva Nes"];

/// What the judge cannot know: two lines that one site has on every page, and one that all pages begin alike.
const HOUSE: &str = "Nets mended while the kettle boils";
const SAYING: &str = "Every boat is somebody's home";
const OPENING: &str = "Story idea from:";

fn paragraph(thing: &str, site: &str, second: bool) -> String {
    if second {
        format!(
            "Nobody could say how long the {thing} had been away, since the books of the {site} were lost in the year of the great storm."
        )
    } else {
        format!(
            "The {thing} of the {site} was brought back on Tuesday, and a crowd of about two hundred people watched it from the wall."
        )
    }
}

/// Pages of two sites, in folders of their own.
fn pages(place: &Place) {
    for site in ["quay", "hill"] {
        for (thing, person) in THINGS.iter().zip(PEOPLE) {
            let house = if site == "quay" { format!("{HOUSE}\n{SAYING}\n") } else { String::new() };
            let (one, two) = (paragraph(thing, site, false), paragraph(thing, site, true));
            place.write(&format!("{site}/{thing}.txt"), format!("{one}\n{house}{two}\n{OPENING} {person}\n"));
        }
    }
}

#[test]
fn what_is_proposed_drops_the_lines_that_it_was_proposed_for_and_no_prose() {
    let place = Place::new();
    pages(&place);
    let before = place.dehusk(&["quay", "hill"]).run().fine().to_owned();
    assert_eq!([HOUSE, SAYING, OPENING].map(|line| before.matches(line).count()), [8, 8, 16], "they stay");
    place.dehusk(&["suggest", "quay", "hill", "--out", "proposed.toml"]).run().fine();
    let after = place.dehusk(&["quay", "hill", "--config", "proposed.toml"]).run().fine().to_owned();
    assert_eq!([HOUSE, SAYING, OPENING].map(|line| after.matches(line).count()), [0, 0, 0], "{after}");
    for thing in THINGS {
        for site in ["quay", "hill"] {
            assert!(
                after.contains(&paragraph(thing, site, false))
                    && after.contains(&paragraph(thing, site, true))
            );
        }
    }
    let again = place.dehusk(&["suggest", "quay", "hill", "--config", "proposed.toml"]).run();
    assert!(again.fine().contains("There is nothing to propose."), "{again:?}");
}

#[test]
fn a_proposal_says_how_often_where_and_why_with_examples() {
    let place = Place::new();
    pages(&place);
    let proposed = place.dehusk(&["suggest", "quay", "hill"]).run().fine().to_owned();
    let (general, own) = proposed.split_once("[[override]]").unwrap();
    assert!(general.contains("# 16 lines that begin so in 16 documents; hill 8, quay 8\n"), "{proposed}");
    assert_eq!(general.matches("#   Story idea from: ").count(), 3, "{proposed}");
    assert!(
        general.contains("at one place in 16 of the 16 documents; the judge gives these drop 0."),
        "{proposed}"
    );
    assert!(general.contains("start = [\"story idea from:\"]"), "{proposed}");
    assert!(
        own.contains("path = \"quay/*\"") && own.contains("# 8 lines in 8 documents, all of quay\n"),
        "{proposed}"
    );
    assert!(own.contains("line = [\"nets mended while the kettle boils\"]"), "{proposed}");
    let nowhere = place.dehusk(&["suggest", "quay", "hill", "--site-by", "none"]).run().fine().to_owned();
    assert!(!nowhere.contains("[[override]]") && !nowhere.contains("quay 8"), "{nowhere}");
    let many = place.dehusk(&["suggest", "quay", "hill", "--min-documents", "17"]).run();
    assert!(many.fine().contains("There is nothing to propose."));
}

#[test]
fn records_with_addresses_are_told_apart_by_host_and_the_override_finds_them() {
    let place = Place::new();
    pages(&place);
    let mut lines = String::new();
    for site in ["quay", "hill"] {
        for thing in THINGS {
            let url = format!("https://www.{site}.example/{thing}");
            let text = place.read(&format!("{site}/{thing}.txt"));
            lines += &format!("{}\n", serde_json::json!({ "id": thing, "url": url, "text": text }));
        }
    }
    place.write("crawl.jsonl", &lines);
    let proposed = place.dehusk(&["suggest", "crawl.jsonl"]).run().fine().to_owned();
    assert!(proposed.contains("site = \"{quay.example,www.quay.example}\""), "{proposed}");
    place.write("proposed.toml", &proposed);
    let run = place.dehusk(&["crawl.jsonl", "--config", "proposed.toml"]).run();
    assert!(run.text().contains("The ferry of the quay") && !run.text().contains(HOUSE), "{}", run.text());
}

#[test]
fn proposals_are_the_same_on_any_number_of_threads() {
    let place = Place::new();
    pages(&place);
    let dumps = corpus().join("dumps");
    let propose = |threads: &str| {
        let args =
            ["suggest", dumps.to_str().unwrap(), "quay", "hill", "--min-documents", "2", "-j", threads];
        place.dehusk(&args).run().fine().to_owned()
    };
    let one = propose("1");
    assert!(one.contains("[[override.cue]]"), "{one}");
    assert_eq!(one, propose("4"));
    place.write("proposed.toml", &one);
    place.dehusk(&["config", "--config", "proposed.toml"]).run().fine();
}

#[test]
fn a_file_that_is_there_is_overwritten_only_where_that_is_asked_for() {
    let place = Place::new();
    pages(&place);
    place.write("dehusk.toml", "mode = 'recall'\n");
    let run = place.dehusk(&["suggest", "quay", "--out", "dehusk.toml"]).run();
    assert_eq!(run.failure(), "dehusk.toml: is there already; --force overwrites it");
    assert_eq!(place.read("dehusk.toml"), "mode = 'recall'\n");
    place.dehusk(&["suggest", "quay", "--out", "dehusk.toml", "--force"]).run().fine();
    assert!(place.read("dehusk.toml").starts_with("# Cues proposed by"));
}

#[test]
fn what_is_kept_on_purpose_is_left_alone() {
    let place = Place::new();
    pages(&place);
    place.write("dehusk.toml", "[protect]\nphrases = ['Story idea from']\n");
    let proposed = place.dehusk(&["suggest", "quay", "hill"]).run().fine().to_owned();
    assert!(proposed.contains("nets mended") && !proposed.contains("story idea"), "{proposed}");
}

#[test]
fn one_bad_input_costs_only_itself() {
    let place = Place::new();
    pages(&place);
    place.write("quay/bad.jsonl", "{\"text\": \n");
    let run = place.dehusk(&["suggest", "quay", "hill", "gone.txt"]).run();
    assert_eq!(run.status, Some(2));
    let failures = run.failures();
    assert_eq!(failures.len(), 2, "{failures:?}");
    assert!(run.text().contains("start = [\"story idea from:\"]"));
}
