//! Many documents: containers of records, lists of inputs, what failed, and runs that are stopped and gone on with.

use crate::chance::Chance;
use crate::support::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::time::Duration;

/// A line of JSON Lines.
fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "lang": "en", "text": text, "n": [1, 2.50] }))
}

/// So many records, each another text.
fn many(records: usize) -> String {
    (0..records).map(|number| line(&format!("d{number}"), &format!("Report {number}\n{PAGE}"))).collect()
}

fn failures(place: &Place, file: &str) -> Vec<serde_json::Value> {
    place.read(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn gunzipped(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

// Containers

#[test]
fn records_come_out_in_order_with_all_their_other_fields_on_any_number_of_threads() {
    let place = Place::new();
    place.write("a.jsonl", many(3000));
    let one = place.dehusk(&["a.jsonl", "-j", "1"]).run().fine().to_owned();
    assert!(place.dehusk(&["a.jsonl", "-j", "4"]).run().fine() == one);
    place.dehusk(&["-q", "-j", "3", "a.jsonl", "-o", "out"]).run().fine();
    assert!(place.read("out/a.jsonl") == one);
    place.dehusk(&["-q", "a.jsonl", "-o", "b.jsonl"]).run().fine();
    assert!(place.read("b.jsonl") == one);
    assert_eq!(place.names(""), ["a.jsonl", "b.jsonl", "out/a.jsonl"]);
    for (number, record) in one.lines().enumerate() {
        assert!(record.starts_with(&format!("{{\"id\":\"d{number}\",\"lang\":\"en\",")), "{record}");
        assert!(record.contains("\"n\":[1,2.5]") && !record.contains("All rights reserved"), "{record}");
    }
}

#[test]
fn records_become_documents_where_a_text_is_asked_for() {
    let place = Place::new();
    place.write("in/a.jsonl", line("one", PAGE) + &line("deep/two", PAGE));
    place.write("in/b.txt", PAGE);
    place.dehusk(&["-q", "in/a.jsonl", "-o", "alone", "--to", "text", "--labels"]).run().fine();
    assert_eq!(place.names("alone"), ["deep/two.labels.tsv", "deep/two.txt", "one.labels.tsv", "one.txt"]);
    place.dehusk(&["-q", "in", "-o", "tree", "--to", "text"]).run().fine();
    assert_eq!(place.names("tree"), ["a/deep/two.txt", "a/one.txt", "b.txt"]);
    assert_eq!(place.read("tree/a/one.txt"), *CLEAN);
    let streamed = place.dehusk(&["in/a.jsonl", "--to", "text"]).run().fine().to_owned();
    assert_eq!(streamed, format!("{}\n{}", *CLEAN, *CLEAN));
    place.dehusk(&["-q", "in/a.jsonl", "-o", "all.txt"]).run().fine();
    assert_eq!(place.read("all.txt"), streamed);
}

#[test]
fn an_id_that_is_no_name_of_a_file_costs_its_record_and_writes_nothing_elsewhere() {
    let place = Place::new();
    let bad = ["../x", "/etc/x", "", "a/../../x", "..", "a\u{0}b", &"x".repeat(5000)];
    let text: String = bad.iter().map(|id| line(id, PAGE)).collect();
    place.write("in/a.jsonl", line("first", PAGE) + &text + &line("first", "Again.") + &line("last", PAGE));
    let run = place.dehusk(&["in/a.jsonl", "-o", "in/out", "--to", "text"]).run();
    run.status(2);
    assert_eq!(
        place.names(""),
        ["in/a.jsonl", "in/out/failures.jsonl", "in/out/first.txt", "in/out/last.txt"]
    );
    let failures = failures(&place, "in/out/failures.jsonl");
    assert_eq!(failures.len(), bad.len() + 1);
    assert_eq!(place.read("in/out/first.txt"), *CLEAN);
    assert!(failures.iter().all(|failure| failure["path"] == "in/a.jsonl"));
    assert_eq!((&failures[0]["record"], &failures[0]["id"]), (&2.into(), &"../x".into()));
    assert!(failures[7]["reason"].as_str().unwrap().contains("first.txt"), "{failures:?}");
}

#[test]
fn outputs_are_compressed_as_they_came_or_as_asked_for() {
    let place = Place::new();
    let packed: Vec<u8> = many(200)
        .as_bytes()
        .chunks(10_000)
        .flat_map(|piece| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut encoder, piece).unwrap();
            encoder.finish().unwrap()
        })
        .collect();
    place.write("plain.jsonl", many(200));
    place.write("in/a.jsonl.gz", packed);
    place.write("in/b.txt", PAGE);
    place.write("in/empty.txt", "");
    let plain = place.dehusk(&["plain.jsonl"]).run().fine().to_owned();
    place.dehusk(&["-q", "in", "-o", "same"]).run().fine();
    assert_eq!(place.names("same"), ["a.jsonl.gz", "b.txt", "empty.txt"]);
    assert!(gunzipped(&fs::read(place.path("same/a.jsonl.gz")).unwrap()) == plain);
    place.dehusk(&["-q", "in", "-o", "gz", "--compress", "gz", "--labels"]).run().fine();
    assert_eq!(
        place.names("gz"),
        ["a.jsonl.gz", "b.labels.tsv", "b.txt.gz", "empty.labels.tsv", "empty.txt.gz"]
    );
    assert_eq!(gunzipped(&fs::read(place.path("gz/b.txt.gz")).unwrap()), *CLEAN);
    assert_eq!(gunzipped(&fs::read(place.path("gz/empty.txt.gz")).unwrap()), "");
    place.dehusk(&["-q", "in", "-o", "zst", "--compress", "zst"]).run().fine();
    assert_eq!(place.names("zst"), ["a.jsonl.zst", "b.txt.zst", "empty.txt.zst"]);
    let unpacked = zstd::decode_all(&fs::read(place.path("zst/a.jsonl.zst")).unwrap()[..]).unwrap();
    assert!(unpacked == plain.as_bytes());
    place.dehusk(&["-q", "in/a.jsonl.gz", "-o", "plain", "--compress", "none"]).run().fine();
    assert!(place.read("plain/a.jsonl") == plain);
    let streamed = place.dehusk(&["in", "--to", "text", "--compress", "gz"]).run();
    streamed.status(0);
    assert!(gunzipped(&streamed.stdout) == place.dehusk(&["in", "--to", "text"]).run().fine());
}

#[test]
fn an_input_that_is_not_what_its_name_says_overwrites_no_other_output() {
    let place = Place::new();
    place.write("in/a.jsonl", many(3));
    place.write("in/a.txt", line("x", PAGE) + &line("y", PAGE));
    let run = place.dehusk(&["-q", "in", "-o", "out"]).run();
    if run.status == Some(0) {
        assert_eq!(place.names("out"), ["a.jsonl", "a.txt"]);
    } else {
        assert!(run.failure().starts_with("in/a.txt: its output out/a.jsonl is that of another input"));
    }
    assert_eq!(place.read("out/a.jsonl").lines().count(), 3);
}

// What failed

#[test]
fn bad_records_are_listed_with_their_place_and_the_rest_comes_out() {
    let place = Place::new();
    let good = line("good", PAGE);
    let mut text = good.repeat(500);
    let offset = text.len();
    text += "{\"id\": \"bad\", \"text\": 7}\n{ not json\n";
    text += &good.repeat(500);
    place.write("in/a.jsonl", text);
    place.write("in/photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let run = place.dehusk(&["in", "gone.txt", "-o", "out", "--summary", "run.json"]).run();
    run.status(2);
    assert_eq!(place.read("out/a.jsonl").lines().count(), 1000);
    let failures = failures(&place, "out/failures.jsonl");
    assert_eq!(failures.len(), 4);
    assert_eq!((&failures[0]["path"], &failures[0]["reason"]), (&"gone.txt".into(), &"no such file".into()));
    assert_eq!((&failures[1]["record"], &failures[1]["offset"]), (&501.into(), &offset.into()));
    assert_eq!(failures[2]["record"], 502);
    assert_eq!(failures[3], serde_json::json!({"path": "in/photo.txt", "reason": "binary file (PNG image)"}));
    assert!(
        run.stderr.contains(&format!("dehusk: in/a.jsonl: record 501, byte {offset}: ")),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("; 4 failed"), "{}", run.stderr);
    let summary: serde_json::Value = serde_json::from_str(&place.read("run.json")).unwrap();
    assert_eq!((&summary["documents"], &summary["failed"]), (&1000.into(), &4.into()));
    assert_eq!((&summary["end"], &summary["dropped_lines"]["copyright"]), (&"complete".into(), &1000.into()));
    let quiet = place.dehusk(&["-q", "in/a.jsonl", "--failures", "list.jsonl"]).run();
    assert_eq!(quiet.status(2).text().lines().count(), 1000);
    assert_eq!(place.read("list.jsonl").lines().count(), 2);
}

#[test]
fn many_bad_records_are_told_as_a_few_and_listed_all() {
    let place = Place::new();
    place.write("a.jsonl", "{}\n".repeat(300) + &line("good", PAGE));
    let run = place.dehusk(&["-q", "a.jsonl", "-o", "out"]).run();
    run.status(2);
    assert_eq!(run.stderr.lines().count(), 11, "{}", run.stderr);
    assert!(run.stderr.ends_with("dehusk: a.jsonl: 290 more bad records, in the list of failures\n"));
    assert_eq!(place.read("out/failures.jsonl").lines().count(), 300);
}

#[test]
fn a_run_ends_where_more_failed_than_is_allowed_and_can_be_gone_on_with() {
    let place = Place::new();
    place.write("in/a.jsonl", line("good", PAGE) + &"{}\n".repeat(5));
    place.write("in/b.txt", PAGE);
    let run = place.dehusk(&["in", "-o", "out", "--max-errors", "4"]).run();
    run.status(2);
    assert!(run.stderr.contains("more than 4 failed (--max-errors)"), "{}", run.stderr);
    assert_eq!(place.names("out").iter().filter(|name| *name == "a.jsonl").count(), 0);
    place.dehusk(&["in", "-o", "out", "--max-errors", "5", "--resume"]).run().status(2);
    assert_eq!(place.names("out"), ["a.jsonl", "b.txt", "failures.jsonl"]);
    assert_eq!(failures(&place, "out/failures.jsonl").len(), 5);
    let again = place.dehusk(&["in", "-o", "out", "--max-errors", "5", "--resume"]).run();
    assert!(again.status(2).stderr.contains("2 inputs done earlier; 5 failed earlier"), "{}", again.stderr);
    assert_eq!(failures(&place, "out/failures.jsonl").len(), 5);
}

// Lists of inputs

#[test]
fn inputs_come_from_a_list_and_their_whole_paths_are_mirrored() {
    let place = Place::new();
    for name in ["news/a.txt", "sport/a.txt", "more/b.txt", "new\nline.txt"] {
        place.write(name, PAGE);
    }
    place.write("list", "news/a.txt\r\n\nsport/a.txt\nmore\nnews/a.txt\n");
    place.dehusk(&["-q", "--files-from", "list", "-o", "out"]).run().fine();
    assert_eq!(place.names("out"), ["more/b.txt", "news/a.txt", "sport/a.txt"]);
    let run = place
        .dehusk(&["-q", "news", "--files-from", "-", "-0", "-o", "two"])
        .stdin("new\nline.txt\0news/a.txt")
        .run();
    run.fine();
    assert_eq!(place.names("two"), ["a.txt", "new\nline.txt"]);
    let run = place.dehusk(&["--files-from", "-"]).stdin("news/a.txt\ngone.txt\n").run();
    assert_eq!(run.failure(), "gone.txt: no such file");
    assert_eq!(run.text(), *CLEAN);
    assert_eq!(place.dehusk(&["--files-from", "gone"]).run().failure(), "gone: No such file or directory");
    assert!(place.dehusk(&["-", "--files-from", "-"]).run().failure().contains("cannot be both"));
}

// Killed, stopped and gone on with

/// A place with documents as files and as records.
fn crowd() -> Place {
    let place = Place::new();
    for number in 0..300 {
        place.write(&format!("files/{number:03}.txt"), format!("Report {number}\n{}", PAGE.repeat(5)));
    }
    let record = |number: usize| match number % 400 {
        17 => "{\"id\": \"broken\"\n".to_owned(),
        _ => line(&format!("d{number}"), &format!("Report {number}\n{}", PAGE.repeat(3))),
    };
    place.write("records.jsonl", (0..4000).map(record).collect::<String>());
    place
}

fn finished(tree: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    tree.into_iter().filter(|(name, _)| !name.contains(".dehusk-") && name != "failures.jsonl").collect()
}

#[test]
fn however_often_a_run_is_killed_the_outputs_are_those_of_an_undisturbed_one() {
    let place = crowd();
    let mut chance = Chance::new(7);
    for (name, args) in [
        ("files", &["files"][..]),
        ("lines", &["records.jsonl"]),
        ("packed", &["records.jsonl", "--compress", "gz"]),
        ("texts", &["records.jsonl", "--to", "text"]),
        ("parquet", &["records.jsonl", "--to", "parquet"]),
    ] {
        let run = |out: &str| {
            let args: Vec<&str> =
                args.iter().copied().chain(["-q", "-j", "2", "--resume", "-o", out]).collect();
            place.dehusk(&args)
        };
        let (whole, out) = (format!("{name}-whole"), format!("{name}-out"));
        let status = run(&whole).run().status;
        let expected = place.tree(&whole);
        for _ in 0..4 {
            let mut child = run(&out).start();
            std::thread::sleep(Duration::from_millis(20 + chance.below(300) as u64));
            child.kill().unwrap();
            child.wait().unwrap();
            let left = finished(place.tree(&out));
            assert!(left.iter().all(|(name, contents)| expected.get(name) == Some(contents)), "{name}");
        }
        assert_eq!(run(&out).run().status, status, "{name}");
        let tree = place.tree(&out);
        assert!(tree.keys().eq(expected.keys()), "{name}: {:?}", tree.keys());
        assert!(tree == expected, "{name}");
    }
}

#[test]
fn a_run_that_was_told_to_stop_is_gone_on_with() {
    let place = crowd();
    place.dehusk(&["-q", "records.jsonl", "-o", "whole"]).run().status(2);
    for name in ["INT", "TERM"] {
        let child = place.dehusk(&["-j", "1", "records.jsonl", "-o", "out"]).start();
        wait_until("something is written", || place.names("out").iter().any(|name| name.ends_with(".part")));
        signal(&child, name);
        let run = Run::from(child.wait_with_output().unwrap());
        if run.status == Some(130) {
            assert!(
                run.stderr.contains("dehusk: interrupted after 0 of 1 inputs (")
                    && run.stderr.contains(" documents in this run); --resume goes on"),
                "{run:?}"
            );
            assert!(!place.path("out/records.jsonl").exists());
        }
        place.dehusk(&["-q", "--resume", "records.jsonl", "-o", "out"]).run().status(2);
        assert!(place.tree("out") == place.tree("whole"), "{name}");
        fs::remove_dir_all(place.path("out")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_first_pass_that_was_told_to_stop_ends_before_anything_is_written() {
    let place = Place::new();
    place.write("in/b.txt", PAGE);
    for args in [&["clean", "-o", "out", "--site-by", "dir"][..], &["sites", "learn", "-o", "out.tsv"]] {
        place.shell("mkfifo in/a.txt").run().fine();
        let child = place.dehusk(&[args, &["-j", "1", "in/a.txt", "in/b.txt"]].concat()).start();
        // Whoever opens a pipe waits for the other end: the pass has begun.
        let pipe = fs::OpenOptions::new().write(true).open(place.path("in/a.txt")).unwrap();
        signal(&child, "INT");
        std::thread::sleep(Duration::from_millis(300));
        drop(pipe);
        let run = Run::from(child.wait_with_output().unwrap());
        assert!(run.status(130).stderr.contains("nothing was written"), "{run:?}");
        assert!(!place.path("out").exists() && !place.path("out.tsv").exists());
        fs::remove_file(place.path("in/a.txt")).unwrap();
    }
}

#[test]
fn what_is_done_is_not_done_again_and_what_is_new_or_changed_is() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/b.txt", PAGE);
    place.write("in/c.jsonl", many(3));
    place.dehusk(&["-q", "in", "-o", "out"]).run().fine();
    for name in ["a.txt", "b.txt", "c.jsonl"] {
        place.write(&format!("out/{name}"), "as it was");
    }
    place.write("in/b.txt", format!("{PAGE}\n"));
    place.write("in/d.txt", PAGE);
    let run = place.dehusk(&["in", "-o", "out", "--resume"]).run();
    run.status(0);
    assert!(
        run.stderr.contains("cleaned 2 documents") && run.stderr.contains("2 inputs done earlier"),
        "{run:?}"
    );
    assert_eq!(
        (place.read("out/a.txt").as_str(), place.read("out/c.jsonl").as_str()),
        ("as it was", "as it was")
    );
    assert!(place.read("out/b.txt").starts_with("The old crane") && place.read("out/d.txt") == *CLEAN);
    fs::remove_file(place.path("out/a.txt")).unwrap();
    place.dehusk(&["-q", "in", "-o", "out", "--resume"]).run().fine();
    assert_eq!(place.read("out/a.txt"), *CLEAN);
}

#[test]
fn a_run_is_not_gone_on_with_under_other_settings() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/b.txt", PAGE);
    place.dehusk(&["-q", "in", "-o", "out"]).run().fine();
    for args in
        [&["--mode", "recall"][..], &["--drop", "promo"], &["--model", "none"], &["--labels"], &["--join"]]
    {
        let args: Vec<&str> = ["in", "-o", "out", "--resume"].iter().chain(args).copied().collect();
        let run = place.dehusk(&args).run();
        assert!(run.failure().contains("the earlier run was made with other settings"), "{args:?} {run:?}");
    }
    place.write("dehusk.toml", "keep = ['copyright']\n");
    let args = ["in", "-o", "out", "--resume"];
    assert!(place.dehusk(&args).run().failure().contains("other settings"));
    fs::remove_file(place.path("dehusk.toml")).unwrap();
    place.dehusk(&["-q", "-j", "2", "in", "-o", "out", "--resume", "--summary", "s.json"]).run().status(0);
}

#[cfg(unix)]
#[test]
fn a_container_that_does_not_fit_is_told_and_gone_on_with_where_there_is_room() {
    let place = crowd();
    place.write("in/records.jsonl", place.read("records.jsonl"));
    place.write("in/z.txt", PAGE);
    place.dehusk(&["-q", "in", "-o", "whole"]).run().status(2);
    let limited = "trap '' XFSZ; ulimit -f 2048; exec \"$dehusk\" -q -j 1 -o out in";
    let run = place.shell(limited).run();
    run.status(2);
    assert!(run.stderr.contains("dehusk: out/records.jsonl: "), "{}", run.stderr);
    assert!(!place.path("out/records.jsonl").exists() && place.path("out/z.txt").exists());
    place.dehusk(&["-q", "--resume", "in", "-o", "out"]).run().status(2);
    assert!(place.tree("out") == place.tree("whole"));
}
