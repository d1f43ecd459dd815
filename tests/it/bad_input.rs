//! Inputs and outputs that break careless programs: one clear line with the path, and everything else done.

use crate::support::*;
use std::fs;
use std::time::{Duration, Instant};

/// Cleans a folder of one good page and one bad input; the good page must come out as always.
fn beside_a_good_page(bad: &str, contents: impl AsRef<[u8]>) -> (Place, Run) {
    let place = Place::new();
    place.write("in/good.txt", PAGE);
    place.write(&format!("in/{bad}"), contents);
    let run = place.dehusk(&["--labels", "-o", "out", "in"]).run();
    assert_eq!(place.read("out/good.txt"), *CLEAN);
    assert!(run.stdout.is_empty());
    (place, run)
}

#[test]
fn an_empty_file_is_an_empty_document() {
    let (place, run) = beside_a_good_page("empty.txt", "");
    run.status(0);
    assert_eq!(
        (place.read("out/empty.txt"), place.read("out/empty.labels.tsv")),
        (String::new(), String::new())
    );
    for args in [&["explain", "in/empty.txt"][..], &["-"]] {
        assert_eq!(place.dehusk(args).run().fine(), "");
    }
    place.write("blank.txt", "\n \n\t\n");
    assert_eq!(place.dehusk(&["blank.txt"]).run().fine(), "\n \n\t\n");
}

#[test]
fn one_byte_is_a_document_or_a_binary_file_and_never_a_crash() {
    let place = Place::new();
    for byte in 0..=255_u8 {
        place.write(&format!("in/{byte:03}.txt"), [byte]);
    }
    let run = place.dehusk(&["-q", "-o", "out", "in"]).run();
    let failures = run.failures();
    run.status(2);
    assert_eq!(failures.len() + place.outputs("out").len(), 256);
    assert!(failures.iter().all(|line| line.ends_with(".txt: binary file")), "{failures:?}");
    assert!(failures.contains(&"in/000.txt: binary file"));
}

#[test]
fn a_binary_file_is_named_with_its_kind() {
    let (place, run) = beside_a_good_page("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80");
    assert_eq!(run.failures(), ["in/photo.txt: binary file (PNG image)"]);
    assert_eq!(run.status(2).failure(), "in/photo.txt: binary file (PNG image)");
    assert_eq!(place.outputs("out"), ["good.labels.tsv", "good.txt"]);
    let noise: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let (_, run) = beside_a_good_page("noise", &noise);
    assert_eq!(run.failure(), "in/noise: binary file");
    let place = Place::new();
    assert_eq!(place.dehusk::<&str>(&[]).stdin(&noise).run().failure(), "-: binary file");
    assert_eq!(
        place.dehusk(&["explain", "-"]).stdin(b"%PDF-1.7\n%\xe2\xe3").run().failure(),
        "-: binary file (PDF document)"
    );
}

#[test]
fn broken_utf8_is_mended_where_it_is_broken_and_told_on_request() {
    let bytes = PAGE.as_bytes();
    let cut = PAGE.find("rails").unwrap();
    let broken = [&bytes[..cut], b"\xff", &bytes[cut..], "Schöne Grüße.\n".as_bytes(), b"\xc3"].concat();
    let (place, run) = beside_a_good_page("broken.txt", broken);
    run.status(0);
    let text = place.read("out/broken.txt");
    assert!(text.contains("onto its \u{fffd}rails on Tuesday"), "{text}");
    let told = place.dehusk(&["-v", "in/broken.txt"]).run();
    assert!(
        told.status(0).stderr.contains("in/broken.txt: text, UTF-8 with 2 broken bytes"),
        "{}",
        told.stderr
    );
}

#[test]
fn utf16_is_read_with_and_without_a_byte_order_mark() {
    let place = Place::new();
    for (mark, name) in [("", "bare"), ("\u{feff}", "marked")] {
        let wide: Vec<u16> = mark.encode_utf16().chain(PAGE.encode_utf16()).collect();
        let bytes = |swap: bool| -> Vec<u8> {
            wide.iter().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        place.write(&format!("in/little-{name}.txt"), bytes(false));
        place.write(&format!("in/big-{name}.txt"), bytes(true));
    }
    let run = place.dehusk(&["-v", "-o", "out", "in"]).run();
    run.status(0);
    for (name, how) in [
        ("big-bare", "UTF-16BE (detected)"),
        ("big-marked", "UTF-16BE (byte order mark)"),
        ("little-bare", "UTF-16LE (detected)"),
        ("little-marked", "UTF-16LE (byte order mark)"),
    ] {
        assert_eq!(place.read(&format!("out/{name}.txt")), *CLEAN, "{name}");
        assert!(run.stderr.contains(&format!("in/{name}.txt: text, {how}")), "{}", run.stderr);
    }
}

/// Runs with less memory than `megabytes`, and within a minute.
fn bounded(place: &Place, args: &str, megabytes: u32) -> Run {
    let start = Instant::now();
    let run = place.shell(&format!("ulimit -v {}; exec \"$dehusk\" {args}", megabytes * 1024)).run();
    assert!(start.elapsed() < Duration::from_secs(60), "{args} took {:?}", start.elapsed());
    run
}

#[test]
fn a_long_single_line_is_cleaned_in_time_and_memory_that_suit_it() {
    let place = Place::new();
    let sentence = "The lock keeper wrote down every boat, and each of them got a number and a remark. ";
    let line = |bytes: usize| sentence.repeat(bytes / sentence.len());
    place.write("in/line.txt", line(20_000_000));
    place.write("in/page.html", format!("<html><body><p>{}</p></body></html>", line(5_000_000)));
    // No sentence and no space to break it at.
    place.write("in/solid.txt", "x".repeat(5_000_000));
    let run = bounded(&place, "-q -j 1 --keep navigation -o out in", 1000);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(place.read("out/line.txt") == line(20_000_000), "the line is not what it was");
    assert!(place.read("out/page.txt").trim_end() == line(5_000_000).trim_end());
}

#[test]
fn a_document_of_too_many_bytes_lines_or_tags_fails_with_its_reason_and_costs_no_memory() {
    let place = Place::new();
    place.write("in/good.txt", PAGE);
    place.write("in/lines.txt", "ab\n".repeat(600_000));
    place.write("in/tags.html", "<p>a".repeat(1_100_000));
    place.write(
        "in/bytes.txt",
        "A line of prose that goes on, and on until somebody stops it.\n".repeat(600_000),
    );
    let record = |text: String| serde_json::json!({ "text": text }).to_string() + "\n";
    place.write("in/records.jsonl", record("ab\n".repeat(600_000)) + &record(PAGE.to_owned()));
    let run = bounded(&place, "-q -j 1 --max-record 32 -o out in", 400);
    run.status(2);
    let told = run.failures();
    for reason in [
        "in/lines.txt: more lines than the limit of 500,000",
        "in/tags.html: more tags than the limit of 1,000,000",
        "in/bytes.txt: larger than the limit of 33,554,432 bytes",
        "in/records.jsonl: record 1, byte 0: more lines than the limit of 500,000",
    ] {
        assert!(told.contains(&reason), "{reason}: {told:?}");
    }
    assert_eq!(told.len(), 4);
    assert_eq!(place.read("out/records.jsonl").lines().count(), 1);
    let more =
        place.dehusk(&["-q", "in/bytes.txt", "--max-record", "64", "--model", "none", "-o", "more"]).run();
    more.fine();
}

#[test]
fn a_page_too_large_to_be_parsed_is_refused_by_name_and_never_cut_in_silence() {
    let place = Place::new();
    let sentence = "The lock keeper wrote down every boat, and each of them got a number and a remark. ";
    let body = sentence.repeat((65 << 20) / sentence.len());
    place.write("page.html", format!("<html><body><p>{body}The very last boat was green.</p></body></html>"));
    let run = place.dehusk(&["-q", "-o", "out", "page.html"]).run();
    if run.status == Some(0) {
        assert!(place.read("out/page.txt").trim_end().ends_with("The very last boat was green."));
    } else {
        assert!(run.failure().starts_with("page.html: larger than the limit of "), "{}", run.stderr);
        assert!(!place.path("out/page.txt").exists());
    }
}

#[test]
fn a_hundred_thousand_nested_tags_cost_neither_the_stack_nor_the_text() {
    let place = Place::new();
    let text = "At the bottom of all this there is one sentence, and it is worth getting to.";
    for (name, tag) in [("div", "div"), ("bold", "b"), ("table", "table><tr><td")] {
        place.write(
            &format!("in/{name}.html"),
            format!("<html><body>{}{text}", format!("<{tag}>").repeat(100_000)),
        );
    }
    let run = bounded(&place, "-q -j 1 --drop timestamp -o out in", 1000);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(place.outputs("out").len(), 3);
    for name in place.outputs("out") {
        assert!(place.read(&format!("out/{name}")).contains(text), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_loop_of_links_is_told_and_left() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("in/good.txt", PAGE);
    place.write("in/sub/other.txt", PAGE);
    symlink("..", place.path("in/sub/up")).unwrap();
    symlink("nowhere", place.path("in/dangling.txt")).unwrap();
    symlink("self.txt", place.path("in/self.txt")).unwrap();
    let run = place.dehusk(&["-q", "-o", "out", "in"]).run();
    run.status(2);
    let mut failures = run.failures();
    failures.sort_unstable();
    assert_eq!(failures.len(), 3, "{}", run.stderr);
    assert_eq!(failures[0], "in/dangling.txt: no such file");
    assert!(failures[1].starts_with("in/self.txt: "), "{failures:?}");
    assert_eq!(failures[2], "in/sub/up: symbolic link loop: it leads back to in");
    assert_eq!(place.outputs("out"), ["good.txt", "sub/other.txt"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_or_folder_costs_only_itself() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let locked = place.write("in/locked.txt", PAGE);
    place.write("in/closed/inside.txt", PAGE);
    place.write("in/good.txt", PAGE);
    let close = |path: &std::path::Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap()
    };
    close(&locked, 0o000);
    close(&place.path("in/closed"), 0o000);
    let all_powerful = fs::read(&locked).is_ok();
    let run = place.dehusk(&["-q", "-o", "out", "in"]).run();
    close(&place.path("in/closed"), 0o755);
    assert!(place.path("out/good.txt").exists());
    if all_powerful {
        skipped("nothing is unreadable for root");
        return;
    }
    run.status(2);
    let mut failures = run.failures();
    failures.sort_unstable();
    assert_eq!(failures, ["in/closed: permission denied", "in/locked.txt: permission denied"]);
}

#[allow(clippy::print_stderr)]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

#[test]
fn what_is_not_there_is_named_and_the_rest_is_done() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let run = place.dehusk(&["-q", "gone.txt", "a.txt", "a.txt/b.txt", "-o", "out"]).run();
    run.status(2);
    assert_eq!(run.failures(), ["gone.txt: no such file", "a.txt/b.txt: no such file"]);
    assert_eq!(place.outputs("out"), ["a.txt"]);
    let run = place.dehusk(&["no\u{1b}[31mred\nline.txt"]).run();
    assert_eq!(run.failure(), "no\\u{1b}[31mred\\nline.txt: no such file");
}

#[test]
fn a_file_where_a_folder_is_needed_costs_the_outputs_below_it() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/sub/b.txt", PAGE);
    place.write("out/sub", "a file, not a folder");
    let run = place.dehusk(&["-q", "--labels", "-o", "out", "in"]).run();
    assert_eq!(run.failure(), "out/sub/b.txt: a part of the path is not a folder");
    assert_eq!(place.outputs("out"), ["a.labels.tsv", "a.txt", "sub"]);
    assert_eq!(place.read("out/sub"), "a file, not a folder");
}

#[test]
fn a_folder_where_the_output_should_be_costs_that_output() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/b.txt", PAGE);
    place.write("out/b.txt/inside", "");
    let run = place.dehusk(&["-q", "-o", "out", "in"]).run();
    assert_eq!(run.failure(), "out/b.txt: is a folder");
    assert_eq!(place.outputs("out"), ["a.txt", "b.txt/inside"]);
}

#[test]
fn two_inputs_for_one_output_name_stop_the_run_before_anything_is_written() {
    let place = Place::new();
    place.write("in/a.html", HTML);
    place.write("in/a.txt", PAGE);
    place.write("in/b.txt", PAGE);
    place.write("other/b.txt", PAGE);
    let run = place.dehusk(&["-o", "out", "in"]).run();
    assert_eq!(run.failure(), "out/a.txt: would be written from both in/a.html and in/a.txt");
    assert!(run.hint().is_some_and(|hint| hint.contains("nothing was written")), "{}", run.stderr);
    let run = place.dehusk(&["-o", "out", "in/b.txt", "other/b.txt"]).run();
    assert_eq!(run.failure(), "out/b.txt: would be written from both in/b.txt and other/b.txt");
    assert!(!place.path("out").exists());
    place.dehusk(&["in/b.txt", "other/b.txt"]).run().fine();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_a_failure() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    for command in ["clean a.txt", "explain a.txt", "labels", "man"] {
        let run = place.shell(&format!("exec \"$dehusk\" {command} >/dev/full")).run();
        assert_eq!(run.failure().to_lowercase(), "standard output: no space left on device", "{command}");
    }
    assert_eq!(place.shell("exec \"$dehusk\" --help >/dev/full").run().status, Some(2));
}

/// A limit on the size of files stands in for a disk that is full: the write fails half way.
#[cfg(unix)]
#[test]
fn an_output_that_does_not_fit_is_told_and_leaves_nothing_behind() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write(
        "in/big.txt",
        "It rained on the allotments for most of the week, and the beans liked it.\n".repeat(2000),
    );
    place.write("in/c.txt", PAGE);
    place.write("out/big.txt", "from an earlier run");
    let run = place.shell("trap '' XFSZ; ulimit -f 16; exec \"$dehusk\" -q -o out in").run();
    assert!(run.failure().starts_with("out/big.txt: "), "{}", run.stderr);
    assert!(!run.stderr.contains("os error"), "{}", run.stderr);
    assert_eq!(place.outputs("out"), ["a.txt", "big.txt", "c.txt"]);
    assert_eq!(place.read("out/big.txt"), "from an earlier run");
}
