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

#[test]
fn records_are_documents_and_a_bad_one_costs_itself() {
    let place = Place::new();
    let line = |id: &str| serde_json::json!({"id": id, "text": PAGE}).to_string();
    let lines: Vec<String> = (0..50).map(|n| line(&n.to_string())).collect();
    place.write("crawl.jsonl", lines.join("\n") + "\n{broken\n");
    let run = place.dehusk(&["compare", "crawl.jsonl", "--to", "json", "--presets", "c4,nemo"]).run();
    assert!(run.failure().starts_with("crawl.jsonl: record 51, "), "{run:?}");
    let all: serde_json::Value = serde_json::from_str(run.text()).unwrap();
    assert_eq!((&all["documents"], &all["lines"]), (&50.into(), &300.into()));
    let sample = |threads| {
        place.dehusk(&["compare", "crawl.jsonl", "--sample", "7", "--presets", "c4", "-j", threads]).run()
    };
    assert!(sample("1").text().starts_with("7 documents, 42 lines"), "{:?}", sample("1"));
    assert_eq!(sample("1").text(), sample("3").text());
}
