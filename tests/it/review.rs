//! `dehusk review` without a terminal: commands come from standard input, one a line.

use crate::support::*;

/// The numbers of the lines of [`PAGE`] that are not blank.
const NUMBERS: [u32; 6] = [1, 2, 3, 5, 6, 8];

fn labels(place: &Place, name: &str) -> Vec<(u32, String)> {
    rows(&place.read(name)).into_iter().map(|row| (row.number, row.label)).collect()
}

#[test]
fn what_a_person_confirms_and_changes_is_gold_that_eval_and_train_read() {
    let place = Place::new();
    place.write("news/page.txt", PAGE);
    let run = place.dehusk(&["review", "gold", "news", "--doubt", "0"]).stdin("\ntitle\nd\n.\n\n").run();
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(run.stderr.contains("news/page.txt: 6 lines are in gold/page.labels.tsv"), "{run:?}");
    assert!(run.text().starts_with("page.txt:1 navigation "), "{run:?}");
    assert_eq!(place.names("gold"), ["page.labels.tsv", "page.txt"]);
    assert_eq!(place.read("gold/page.txt"), PAGE);
    let gold = labels(&place, "gold/page.labels.tsv");
    assert_eq!(gold.iter().map(|(number, _)| *number).collect::<Vec<_>>(), NUMBERS);
    let said: Vec<&str> = gold.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(said, ["navigation", "title", "timestamp", "content", "content", "copyright"]);
    let scores = place.dehusk(&["eval", "gold", "--json"]).run();
    let scores: serde_json::Value = serde_json::from_str(scores.fine()).unwrap();
    assert!(scores.to_string().contains("copyright"));
}

#[test]
fn what_is_done_is_kept_after_every_step_and_the_next_run_goes_on_there() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let first = place.dehusk(&["review", "gold", "page.txt"]).stdin("promo\n\n").run();
    assert!(first.stderr.contains("page.txt: 2 of 6 lines are done"), "{first:?}");
    assert_eq!(place.names("gold"), ["page.labels.draft", "page.txt"]);
    assert_eq!(place.dehusk(&["eval", "gold"]).run().status, Some(2), "a draft is no gold");
    let second = place.dehusk(&["review", "gold", "page.txt"]).stdin("u\nq\n").run();
    assert!(second.text().starts_with("page.txt:3 "), "{second:?}");
    let third = place.dehusk(&["review", "gold", "page.txt"]).stdin("d\nc\nc\ny\nq\n").run();
    assert!(third.text().ends_with("page.txt: every line is done\n"), "{third:?}");
    assert_eq!(labels(&place, "gold/page.labels.tsv")[0], (1, "promo".to_owned()));
    assert_eq!(place.names("gold"), ["page.labels.tsv", "page.txt"]);
}

#[test]
fn a_killed_review_loses_nothing_that_was_said() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let mut child = place.dehusk(&["review", "gold", "page.txt"]).start();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"promo\nsocial\n").unwrap();
    wait_until("two lines are in the draft", || {
        place.path("gold/page.labels.draft").exists() && labels(&place, "gold/page.labels.draft").len() == 2
    });
    signal(&child, "KILL");
    child.wait().unwrap();
    let run = place.dehusk(&["review", "gold", "page.txt"]).stdin("q\n").run();
    assert!(run.text().starts_with("page.txt:3 "), "{run:?}");
    assert_eq!(labels(&place, "gold/page.labels.draft").last().unwrap(), &(2, "social".to_owned()));
}

#[test]
fn undo_and_jump_go_where_they_say() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["review", "gold", "page.txt"]).stdin("g 6\np\nu\n4\nb\nq\n").run();
    let asked: Vec<&str> = run.text().lines().map(|line| line.split(' ').next().unwrap()).collect();
    let expected = ["page.txt:1", "page.txt:6", "page.txt:8", "page.txt:6", "page.txt:5", "page.txt:3"];
    assert_eq!(asked, expected);
    assert_eq!(place.read("gold/page.labels.draft"), "");
}

#[test]
fn only_doubtful_lines_are_asked_for_where_that_is_wanted() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let none =
        place.dehusk(&["review", "sure", "page.txt", "--only-doubtful", "--doubt", "0"]).stdin("").run();
    assert_eq!(none.text(), "page.txt: every line is done\n");
    assert_eq!(labels(&place, "sure/page.labels.tsv").len(), 6);
    let all =
        place.dehusk(&["review", "unsure", "page.txt", "--only-doubtful", "--doubt", "1"]).stdin("q\n").run();
    assert!(all.text().starts_with("page.txt:1 ? "), "{all:?}");
}

#[test]
fn gold_is_gone_through_again_only_where_that_is_asked_for() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    place.write("gold/page.txt", PAGE);
    let gold =
        "1\tnavigation\tx\n2\ttitle\tx\n3\ttimestamp\tx\n5\tcontent\tx\n6\tcontent\tx\n8\tcaption\tx\n";
    place.write("gold/page.labels.tsv", gold);
    let run = place.dehusk(&["review", "gold", "page.txt"]).stdin("p\n").run();
    assert!(run.text().is_empty() && run.stderr.contains("has gold already; --again"), "{run:?}");
    assert_eq!(place.read("gold/page.labels.tsv"), gold);
    let again = ["review", "gold", "page.txt", "--again", "--doubt", "0.01", "--only-doubtful"];
    let run = place.dehusk(&again).stdin("y\n\n").run();
    assert!(
        run.text().starts_with("page.txt:8 ? caption 0.00 (the gold says so; the judge says copyright"),
        "{run:?}"
    );
    assert_eq!(labels(&place, "gold/page.labels.tsv").last().unwrap(), &(8, "copyright".to_owned()));
}

#[test]
fn a_page_of_html_becomes_its_lines() {
    let place = Place::new();
    place.write("page.html", HTML);
    place.dehusk(&["review", "gold", "page.html", "-q", "--doubt", "0"]).stdin(".\n\n").run().fine();
    let text = place.read("gold/page.txt");
    let lines: Vec<&str> = text.lines().collect();
    for row in rows(&place.read("gold/page.labels.tsv")) {
        assert_eq!(lines[row.number as usize - 1], row.text);
    }
    assert!(text.contains(FOOTER) && !text.contains('<'));
}

#[test]
fn one_bad_document_or_command_costs_only_itself() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/b.jsonl", "{\"text\": \"x\"}\n");
    place.write("in/c.txt", PAGE);
    place.write("gold/a.txt", "another text\n");
    let run = place.dehusk(&["review", "gold", "in", "--doubt", "0"]).stdin("nonsense\n.\n\n").run();
    let failures = run.status(2).failures();
    assert!(failures.contains(&"command 1: there is no command 'nonsense'"), "{failures:?}");
    assert!(failures.contains(&"gold/a.txt: is there already, with another text"), "{failures:?}");
    assert!(failures.iter().any(|what| what.starts_with("in/b.jsonl: holds many documents")), "{failures:?}");
    assert_eq!(place.read("gold/a.txt"), "another text\n");
    assert_eq!(place.names("gold"), ["a.txt", "c.labels.tsv", "c.txt"]);
}

#[test]
fn two_documents_of_one_name_and_standard_input_are_refused() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/a.html", HTML);
    let run = place.dehusk(&["review", "gold", "in"]).run();
    assert_eq!(run.failure(), "in/a.txt and in/a.html would both become gold/a.txt");
    let run = place.dehusk(&["review", "gold", "-"]).stdin(PAGE).run();
    assert!(run.failure().starts_with("standard input cannot be reviewed"));
    assert!(!place.path("gold").exists());
}
