//! `--preset`: well-known rules in the judge's place. The rules themselves are held by tests beside them.

use crate::support::*;

const PRESETS: [&str; 8] = ["c4", "c4-tfds", "fineweb", "refinedweb", "gopher", "oscar", "nemo", "justext"];

/// Six sentences, one with a citation, and two lines that C4 drops.
const ARTICLE: &str = "\
The ferry goes back to its old berth
The ferry goes back to its old berth on Monday. It had been away for a year. Nobody missed it much.
The council paid for the new berth[3] with the money of the old one. It will not say how much that was. It never does.
Share this
";

#[test]
fn a_preset_decides_what_stays_and_says_why() {
    let place = Place::new();
    place.write("a.txt", ARTICLE);
    let clean = place.dehusk(&["--preset", "c4", "a.txt"]).run();
    let kept: Vec<&str> = clean.fine().lines().collect();
    assert_eq!(kept.len(), 2);
    assert!(kept[1].starts_with("The council paid for the new berth with the money"), "{kept:?}");
    let why = place.dehusk(&["explain", "--preset", "c4", "--dropped", "a.txt"]).run();
    assert_eq!(why.fine().matches("does not end in terminal punctuation (c4)").count(), 2, "{why:?}");
    let record = &records(place.dehusk(&["--preset", "c4", "--to", "jsonl", "a.txt"]).run().fine())[0];
    let council = &record["lines"][2];
    assert!(council["text"].as_str().unwrap().contains("[3]"), "{council}");
    assert!(!council["rewritten"].as_str().unwrap().contains("[3]"), "{council}");
    assert!(record["lines"][1].get("rewritten").is_none() && record.get("set_aside").is_none(), "{record}");
}

#[test]
fn presets_that_do_not_rewrite_keep_lines_byte_for_byte() {
    let place = Place::new();
    place.write("in/a.txt", ARTICLE);
    place.write("in/b.html", HTML);
    for preset in PRESETS {
        let run = place.dehusk(&["--preset", preset, "--to", "jsonl", "--quiet", "in"]).run();
        let rewrites = run.fine().contains("\"rewritten\"");
        assert!(!rewrites || ["c4", "c4-tfds", "fineweb", "refinedweb"].contains(&preset), "{preset}");
        assert_eq!(records(run.text()).len(), 2, "{preset}");
    }
}

#[test]
fn a_document_that_a_preset_sets_aside_is_counted_and_told() {
    let place = Place::new();
    place.write("a.txt", "The ferry sails again. It was about time.\n");
    let run = place.dehusk(&["--preset", "c4", "a.txt"]).run();
    assert_eq!(run.status(0).text(), "");
    assert!(run.stderr.contains("set aside 1 document"), "{run:?}");
    let told = place.dehusk(&["--preset", "c4", "-v", "a.txt"]).run();
    assert!(told.stderr.contains("a.txt: set aside: 2 sentences left, fewer than 5 (c4)"), "{told:?}");
    let marked = place.dehusk(&["--preset", "c4", "--to", "marked", "a.txt"]).run();
    assert!(marked.text().ends_with("== set aside: 2 sentences left, fewer than 5 (c4)\n"), "{marked:?}");
}

#[test]
fn a_preset_leaves_no_say_to_the_flags_that_steer_the_judge() {
    let place = Place::new();
    for flag in ["--drop=promo", "--keep=promo", "--mark=promo", "--mode=recall"] {
        let run = place.dehusk(&["--preset", "c4", flag, "-"]).run();
        assert!(run.status(2).stderr.contains("need --preset none"), "{run:?}");
    }
    let unknown = place.dehusk(&["--preset", "c5", "-"]).run();
    assert!(PRESETS.iter().all(|preset| unknown.status(2).stderr.contains(preset)), "{unknown:?}");
    let help = place.dehusk(&["clean", "--help"]).run();
    assert!(PRESETS.iter().all(|preset| help.fine().contains(&format!("- {preset}:"))), "{help:?}");
}

#[test]
fn stop_words_of_the_users_are_read_and_a_missing_list_is_an_error() {
    let place = Place::new();
    place.write("a.txt", ARTICLE);
    place.write("words", "zebra\n");
    let none = place.dehusk(&["--preset", "nemo", "--stop-words", "words", "--to", "marked", "a.txt"]).run();
    assert!(none.text().contains("== kept 0 of 4 lines"), "{none:?}");
    let missing = place.dehusk(&["--preset", "nemo", "--stop-words", "none.txt", "a.txt"]).run();
    assert!(missing.failure().starts_with("none.txt: "), "{missing:?}");
}
