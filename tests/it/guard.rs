//! Documents that are set aside, and prose that is there twice.

use crate::support::*;

const SHORT: &str =
    "The ferry sails again from Monday, the harbour board said after a meeting of two hours.\n";

fn place() -> Place {
    let place = Place::new();
    place.write("in/long/page.txt", PAGE);
    place.write("in/short.txt", SHORT);
    place
}

#[test]
fn a_document_that_keeps_too_few_words_is_left_out_and_counted() {
    let place = place();
    let run = place.dehusk(&["clean", "in", "--out", "out", "--min-words", "40"]).run();
    assert_eq!(place.outputs("out"), [std::path::Path::new("long/page.txt").to_str().unwrap()]);
    assert!(run.status(0).stderr.contains("cleaned 2 documents"), "{run:?}");
    assert!(run.stderr.contains("set aside 1 document"), "{run:?}");
    let told = place.dehusk(&["clean", "in", "--min-words", "40", "-v"]).run();
    assert!(told.stderr.contains("in/short.txt: set aside: kept 16 words, fewer than 40"), "{told:?}");
    assert!(!told.text().contains("The ferry sails"), "{told:?}");
}

#[test]
fn a_document_that_loses_too_much_is_set_aside() {
    let place = place();
    let run = place.dehusk(&["clean", "in", "--max-removed", "1%", "-v"]).run();
    assert!(run.stderr.contains("in/long/page.txt: set aside: lost "), "{run:?}");
    assert!(run.stderr.contains(" of its characters, more than 1 %"), "{run:?}");
    assert_eq!(run.text(), SHORT);
    let none = place.dehusk(&["clean", "in", "--max-removed", "0.9", "--min-words", "1"]).run();
    assert!(none.fine().contains("The ferry sails"));
    for wrong in ["60", "x", "-1"] {
        let run = place.dehusk(&["clean", "in", &format!("--max-removed={wrong}")]).run();
        assert!(run.status(2).stderr.contains("from 0% to 100%"), "{run:?}");
    }
}

#[test]
fn what_is_set_aside_and_what_stays_are_together_what_there_was() {
    let place = place();
    place.dehusk(&["clean", "in", "--out", "all", "--labels", "--quiet"]).run().fine();
    let split =
        ["clean", "in", "--out", "kept", "--set-aside", "aside", "--min-words", "40", "--labels", "--quiet"];
    place.dehusk(&split).run().fine();
    let (mut kept, aside) = (place.tree("kept"), place.tree("aside"));
    let list = records(std::str::from_utf8(&kept.remove("set-aside.jsonl").unwrap()).unwrap());
    assert_eq!((list.len(), &list[0]["path"]), (1, &"in/short.txt".into()));
    assert_eq!((kept.len(), aside.len()), (2, 2));
    kept.extend(aside);
    assert_eq!(kept, place.tree("all"));
    let again = place.dehusk(&["clean", ".", "--set-aside", "aside", "--to", "jsonl", "--quiet"]).run();
    assert!(records(again.fine()).iter().all(|record| !record["id"].as_str().unwrap().contains("aside")));
}

#[test]
fn two_documents_with_one_place_to_be_set_aside_in_are_an_error_before_anything_is_written() {
    let place = Place::new();
    place.write("a.txt", SHORT);
    place.write("a.html", HTML);
    let run = place.dehusk(&["a.txt", "a.html", "--set-aside", "aside", "--min-words", "99"]).run();
    assert!(run.failure().contains("would be written from both"), "{run:?}");
    assert!(place.names("aside").is_empty() && run.text().is_empty());
}

#[test]
fn a_record_says_why_it_is_set_aside() {
    let place = place();
    let run = place.dehusk(&["clean", "in", "--to", "jsonl", "--min-words", "40"]).run();
    let records = records(run.status(0).text());
    let flags: Vec<Option<&str>> = records.iter().map(|record| record["set_aside"].as_str()).collect();
    assert_eq!(flags, [None, Some("kept 16 words, fewer than 40")]);
}

const TWICE: &str = "\
The ferry sails again from Monday, the harbour board said after a meeting of two hours.
Timetable
It will call at the old pier first, and then go on to the island with whatever is left of the mail.
Timetable
The ferry  sails again from Monday, the harbour board said after a meeting of two hours.
";

#[test]
fn prose_that_is_there_twice_is_told_of_and_kept() {
    let place = Place::new();
    place.write("a.txt", TWICE);
    let all = ["--mode", "recall", "--drop", "consent"];
    let run = place.dehusk(&[&["a.txt", "-v"], &all[..]].concat()).run();
    assert_eq!(run.status(0).text(), TWICE);
    assert!(run.stderr.contains("; 1 line of prose repeated"), "{run:?}");
    let why = place.dehusk(&[&["explain", "a.txt:5"], &all[..]].concat()).run();
    assert!(why.fine().contains("the same prose as line 1"), "{why:?}");
}

#[test]
fn prose_that_is_there_twice_can_be_dropped_and_the_first_stays() {
    let place = Place::new();
    place.write("a.txt", TWICE);
    let args = ["--mode", "recall", "--drop", "consent", "--dedup-lines"];
    let run = place.dehusk(&[&["a.txt"], &args[..]].concat()).run();
    let kept: Vec<&str> = TWICE.lines().take(4).collect();
    assert_eq!(run.fine().lines().collect::<Vec<_>>(), kept);
}
