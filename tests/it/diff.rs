//! `dehusk diff`.

use crate::support::*;

#[test]
fn a_diff_is_what_patch_makes_the_clean_text_of() {
    let place = Place::new();
    for (at, path) in corpus_files("txt").iter().step_by(5).enumerate() {
        place.write(&format!("in/{at}.txt"), std::fs::read(path).unwrap());
    }
    place.write("in/sub/page.txt", PAGE);
    place.write("in/no-end.txt", PAGE.trim_end());
    place.write("in/crlf.txt", PAGE.replace('\n', "\r\n"));
    place.dehusk(&["clean", "in", "--out", "out"]).run().status(0);
    let run = place.dehusk(&["diff", "in"]).run();
    place.write("diff", run.status(1).text());
    if place.shell("command -v patch").run().status == Some(0) {
        place.shell("patch -p1 --binary -s <diff && find . -name '*.orig' -delete").run().status(0);
        assert_eq!(place.tree("in"), place.tree("out"));
    }
}

#[test]
fn a_hunk_says_which_labels_go() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["diff", "page.txt"]).run();
    let text = run.status(1).text();
    assert!(text.starts_with("--- a/page.txt\n+++ b/page.txt\n@@ -1,"), "{text}");
    let head = text.lines().nth(2).unwrap();
    assert!(head.contains("copyright 1") && head.contains("timestamp 1"), "{text}");
    assert!(text.contains(&format!("\n-{FOOTER}\n")), "{text}");
}

#[test]
fn nothing_to_drop_is_no_diff() {
    let place = Place::new();
    place.write("clean.txt", CLEAN.as_str());
    assert_eq!(place.dehusk(&["diff", "clean.txt"]).run().fine(), "");
    assert_eq!(place.dehusk(&["diff"]).stdin("").run().fine(), "");
}

#[test]
fn colours_are_for_those_who_ask_for_them() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let diff = |name: &str| place.dehusk(&["diff", "page.txt"]).env(name, "1").run();
    assert!(diff("CLICOLOR_FORCE").status(1).text().contains("\u{1b}[31m-"));
    assert!(!diff("NO_COLOR").status(1).text().contains('\u{1b}'));
}

#[test]
fn records_have_diffs_of_their_own_and_a_bad_one_costs_itself() {
    let place = Place::new();
    let record = |id: &str| serde_json::json!({"id": id, "text": PAGE}).to_string();
    place.write("in.jsonl", format!("{}\n{{\n{}\n", record("one"), record("two")));
    let run = place.dehusk(&["diff", "in.jsonl", "none.txt"]).run();
    assert_eq!(run.status(2).failures().len(), 2, "{run:?}");
    assert_eq!(run.text().matches("--- a/").count(), 2, "{run:?}");
}
