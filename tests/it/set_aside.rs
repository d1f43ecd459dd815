//! Records that are set aside: flagged where they stand, or in a place of their own, and never gone in silence.

use crate::chance::Chance;
use crate::support::*;
use arrow_array::cast::AsArray as _;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::time::Duration;

const SHORT: &str =
    "The ferry sails again from Monday, the harbour board said after a meeting of two hours.\n";
const WHY: &str = "kept 16 words, fewer than 40";

/// Records, every third of which keeps too few words.
fn crowd(records: usize) -> String {
    let text = |n: usize| if n % 3 == 1 { SHORT.to_owned() } else { PAGE.to_owned() };
    let record = |n: usize| serde_json::json!({ "id": format!("d{n}"), "text": text(n), "n": n });
    (0..records).map(|n| format!("{}\n", record(n))).collect()
}

/// The ids of records, with why they are set aside.
fn flags(jsonl: &str) -> Vec<(String, Option<String>)> {
    let flag = |record: &serde_json::Value| {
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        assert!(record.get("set_aside").is_some(), "{record}");
        (text(&record["id"]).unwrap(), text(&record["set_aside"]))
    };
    records(jsonl).iter().map(flag).collect()
}

/// The same of a Parquet file.
fn column_flags(path: &std::path::Path) -> Vec<(String, Option<String>)> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).unwrap()).unwrap();
    let mut flags = Vec::new();
    for batch in builder.build().unwrap().map(Result::unwrap) {
        let column = |name: &str| -> Vec<Option<String>> {
            let column = batch.column_by_name(name).unwrap();
            match column.as_string_view_opt() {
                Some(views) => views.iter().map(|text| text.map(str::to_owned)).collect(),
                None => column.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect(),
            }
        };
        flags.extend(column("id").into_iter().map(Option::unwrap).zip(column("set_aside")));
    }
    flags
}

fn expected(keep: impl Fn(usize) -> bool) -> Vec<(String, Option<String>)> {
    let flag = |n: usize| (format!("d{n}"), (n % 3 == 1).then(|| WHY.to_owned()));
    (0..30).filter(|n| keep(*n)).map(flag).collect()
}

#[test]
fn without_a_place_of_its_own_a_record_stays_with_the_reason_in_every_container() {
    let place = Place::new();
    place.write("a.jsonl", crowd(30));
    place.dehusk(&["-q", "a.jsonl", "--to", "parquet", "-o", "a.parquet", "--drop", "consent"]).run().fine();
    for name in ["a.jsonl", "a.parquet"] {
        let run = place.dehusk(&["-q", name, "--min-words", "40", "--to", "jsonl", "-o", "out.jsonl"]).run();
        run.fine();
        assert_eq!(flags(&place.read("out.jsonl")), expected(|_| true), "{name}");
        place.dehusk(&["-q", name, "--min-words", "40", "--to", "parquet", "-o", "out.parquet"]).run().fine();
        assert_eq!(column_flags(&place.path("out.parquet")), expected(|_| true), "{name}");
    }
    let run = place.dehusk(&["a.jsonl", "--min-words", "40"]).run();
    assert!(run.status(0).stderr.contains("set aside 10 documents"), "{run:?}");
    assert_eq!(flags(run.text()), expected(|_| true));
    let unguarded = place.dehusk(&["a.jsonl"]).run();
    assert!(records(unguarded.fine()).iter().all(|record| record.get("set_aside").is_none()));
}

#[test]
fn a_field_of_the_record_s_own_is_not_written_over() {
    let place = Place::new();
    let record = serde_json::json!({ "set_aside": "mine", "text": SHORT });
    place.write("a.jsonl", format!("{record}\n"));
    let run = place.dehusk(&["-q", "a.jsonl", "--min-words", "40"]).run();
    let record = &records(run.fine())[0];
    assert_eq!((&record["set_aside"], &record["dehusk_set_aside"]), (&"mine".into(), &WHY.into()));
}

#[test]
fn a_place_of_its_own_takes_records_as_their_container_s_kind() {
    let place = Place::new();
    place.write("in/sub/a.jsonl", crowd(30));
    place.write("in/none.jsonl", format!("{}\n", serde_json::json!({ "text": PAGE })));
    place
        .dehusk(&["-q", "in/sub/a.jsonl", "--to", "parquet", "-o", "in/b.parquet", "--drop", "consent"])
        .run()
        .fine();
    let args = ["-q", "in", "-o", "out", "--min-words", "40", "--set-aside", "aside"];
    place.dehusk(&args).run().fine();
    assert_eq!(place.names("aside"), ["b.parquet", "sub/a.jsonl"]);
    let kept = records(&place.read("out/sub/a.jsonl"));
    assert!(kept.len() == 20 && kept.iter().all(|record| record.get("set_aside").is_none()));
    assert_eq!(flags(&place.read("aside/sub/a.jsonl")), expected(|n| n % 3 == 1));
    assert_eq!(column_flags(&place.path("aside/b.parquet")), expected(|n| n % 3 == 1));
    assert_eq!(records(&place.read("out/set-aside.jsonl")).len(), 20);
    // Where there is no directory for the rest, too.
    let run = place.dehusk(&["-q", "in/sub/a.jsonl", "--min-words", "40", "--set-aside", "more"]).run();
    assert_eq!(records(run.fine()).len(), 20);
    assert_eq!(place.read("more/a.jsonl"), place.read("aside/sub/a.jsonl"));
}

#[test]
fn records_that_become_files_have_files_there_and_a_name_is_used_once() {
    let place = Place::new();
    let twice = serde_json::json!({ "id": "d1", "text": PAGE });
    place.write("a.jsonl", crowd(6) + &format!("{twice}\n"));
    let args = ["-q", "a.jsonl", "--to", "text", "--min-words", "40"];
    let run = place.dehusk(&[&args[..], &["-o", "out", "--set-aside", "aside"]].concat()).run();
    assert!(run.status(2).stderr.contains("record 7"), "{run:?}");
    assert_eq!(place.outputs("out"), ["d0.txt", "d2.txt", "d3.txt", "d5.txt"]);
    assert_eq!(place.names("aside"), ["d1.txt", "d4.txt"]);
    assert_eq!(place.read("aside/d1.txt"), SHORT);
    // Texts one after the other cannot say so: what is set aside is left out, counted and listed.
    let run = place.dehusk(&["a.jsonl", "--to", "text", "--min-words", "40", "-v"]).run();
    assert!(run.status(0).stderr.contains("a.jsonl: record 2, byte "), "{run:?}");
    assert!(run.stderr.contains(&format!("set aside: {WHY}")) && !run.text().contains("ferry"), "{run:?}");
}

#[test]
fn a_place_that_is_that_of_the_rest_or_that_two_inputs_share_is_an_error() {
    let place = Place::new();
    place.write("in/a.jsonl", crowd(3));
    let run = place.dehusk(&["in", "-o", "out", "--min-words", "40", "--set-aside", "out"]).run();
    assert_eq!(run.failure(), "--set-aside and --out are the same directory: out");
    place.write("in/a.warc", "");
    let run = place.dehusk(&["in", "--min-words", "40", "--set-aside", "aside"]).run();
    assert!(run.failure().contains("would be written from both"), "{run:?}");
}

#[test]
fn however_often_a_run_is_killed_what_is_set_aside_is_that_of_an_undisturbed_one() {
    let place = Place::new();
    place.write("in/a.jsonl", crowd(6000));
    let mut chance = Chance::new(11);
    for (name, more) in [("lines", &[][..]), ("packed", &["--compress", "zst"]), ("texts", &["--to", "text"])]
    {
        let run = |out: &str, aside: &str| {
            let args = ["in", "-q", "-j", "2", "--model", "none", "--min-words", "40", "--resume"];
            let places = ["--out", out, "--set-aside", aside];
            place.dehusk(&[&args[..], &places, more].concat())
        };
        let whole = [format!("{name}-whole"), format!("{name}-whole-aside")];
        let out = [format!("{name}-out"), format!("{name}-out-aside")];
        run(&whole[0], &whole[1]).run().fine();
        for _ in 0..3 {
            let mut child = run(&out[0], &out[1]).start();
            std::thread::sleep(Duration::from_millis(10 + chance.below(400) as u64));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        run(&out[0], &out[1]).run().fine();
        for (whole, out) in whole.iter().zip(&out) {
            let (whole, out): (BTreeMap<_, _>, BTreeMap<_, _>) = (place.tree(whole), place.tree(out));
            assert!(whole.keys().eq(out.keys()), "{name}: {:?}", out.keys());
            assert!(whole == out, "{name}");
        }
    }
}
