//! `dehusk compare`.

use crate::support::*;

fn place() -> Place {
    let place = Place::new();
    for name in ["a", "b", "c", "d", "e"] {
        place.write(&format!("in/{name}.txt"), PAGE.replace("eleven", name));
    }
    place
}

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(run.fine()).unwrap()
}

#[test]
fn compare_shows_a_table_and_the_lines_that_differ() {
    let place = place();
    let run = place.dehusk(&["compare", "in", "--presets", "c4,oscar"]).run();
    let text = run.fine();
    assert!(text.starts_with("5 documents, 30 lines, "), "{text}");
    for name in ["dehusk ", "c4 ", "oscar "] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name}: {text}");
    }
    assert!(
        !text.contains("justext") && text.contains("c4 sets the document aside, dehusk keeps: "),
        "{text}"
    );
    assert!(text.contains("  N sentences left, fewer than 5 (c4): "), "{text}");
}

#[test]
fn every_line_agrees_or_differs_for_a_reason() {
    let place = place();
    let all = json(&place.dehusk(&["compare", "in", "--to", "json"]).run());
    assert_eq!(all["documents"], 5);
    let presets = all["presets"].as_array().unwrap();
    assert_eq!(presets.len(), 8);
    for side in presets {
        let differing = side["differences"].as_array().unwrap();
        let lines: u64 = differing.iter().map(|row| row["lines"].as_u64().unwrap()).sum();
        assert_eq!(lines + side["lines_agreed"].as_u64().unwrap(), all["lines"].as_u64().unwrap(), "{side}");
        let examples = differing.iter().map(|row| row["examples"].as_array().unwrap().len());
        assert!(examples.max().unwrap_or(0) <= 2, "{side}");
    }
}

#[test]
fn compare_says_the_same_on_any_number_of_threads() {
    let place = place();
    let run = |threads| place.dehusk(&["compare", "in", "-j", threads]).run().fine().to_owned();
    assert_eq!(run("1"), run("4"));
}

#[test]
fn a_sample_is_so_many_documents_and_lines_are_so_many_examples() {
    let place = place();
    let two = place.dehusk(&["compare", "in", "--sample", "2", "--lines", "0", "--to", "json"]).run();
    let two = json(&two);
    assert_eq!(two["documents"], 2);
    assert!(!two.to_string().contains("\"text\""), "{two}");
    assert_eq!(place.dehusk(&["compare", "in", "--sample", "0"]).run().status, Some(2));
}

#[test]
fn a_file_that_cannot_be_read_costs_itself_alone() {
    let place = place();
    let run = place.dehusk(&["compare", "in", "none.txt", "--presets", "c4"]).run();
    assert_eq!(run.failure(), "none.txt: no such file");
    assert!(run.text().starts_with("5 documents"), "{run:?}");
    let preset = place.dehusk(&["compare", "in", "--preset", "c4"]).run();
    assert_eq!(preset.failure(), "dehusk is what is compared: name presets with --presets");
}
