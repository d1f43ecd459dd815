//! The five promises, on the corpus that comes with the tool and on inputs that chance made.

use crate::chance::{Chance, random};
use crate::support::*;
use dehusk::cleaner::{Cleaned, Cleaner};
use dehusk::decide::Policy;
use dehusk::document::{Document, Format};
use dehusk::label::Label;
use dehusk::line::is_invisible;
use dehusk::render::{RenderOptions, format, labels_tsv};
use dehusk::source;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Policy::default()).unwrap());

/// How many documents chance makes for each law.
const RANDOM: u64 = 250;

fn documents() -> impl Iterator<Item = Document> {
    let files = corpus_files("txt").into_iter().chain(corpus_files("html"));
    let read = |path: PathBuf| {
        let name = path.display().to_string();
        source::document(name, fs::read(&path).unwrap(), Some(&path), None).unwrap()
    };
    files.map(read).chain((0..RANDOM).map(random))
}

fn rendered(name: &str, document: &Document, cleaned: &Cleaned<'_>) -> String {
    let mut out = String::new();
    format(name).unwrap().render(document, cleaned, &RenderOptions::default(), &mut out);
    out
}

/// The lines of a text with their line ends: line feeds, or carriage returns where there is no line feed.
fn lines<'t>(text: &'t str, like: &str) -> Vec<&'t str> {
    text.split_inclusive(if like.contains('\n') { '\n' } else { '\r' }).collect()
}

fn is_blank(line: &str) -> bool {
    line.chars().all(is_invisible)
}

// 1. Nothing is rewritten.

#[test]
fn every_kept_line_is_a_line_of_the_input_byte_for_byte_and_in_order() {
    for document in documents() {
        let cleaned = CLEANER.clean(&document);
        let source = if document.format == Format::Text { document.text.as_str() } else { &*cleaned.text };
        let mut input = lines(source, source).into_iter();
        for line in lines(&rendered("text", &document, &cleaned), source) {
            assert!(input.any(|candidate| candidate == line), "{}: {line:?} is new or moved", document.id);
        }
    }
}

#[test]
fn where_nothing_is_dropped_the_text_comes_out_as_it_is() {
    let mut policy = Policy::default();
    policy.drop_only(&[]);
    let keeper = Cleaner::new(policy).unwrap();
    for document in documents().filter(|document| document.format == Format::Text) {
        let cleaned = keeper.clean(&document);
        assert!(rendered("text", &document, &cleaned) == document.text, "{}", document.id);
        let cleaned = CLEANER.clean(&document);
        if !cleaned.lines.iter().any(|line| line.is_dropped()) {
            assert!(rendered("text", &document, &cleaned) == document.text, "{}", document.id);
        }
    }
}

#[test]
fn a_corpus_of_which_everything_is_kept_comes_out_byte_for_byte() {
    let place = Place::new();
    let all = Label::ALL.map(Label::slug).join(",");
    let dumps = corpus().join("dumps");
    place
        .dehusk(&[
            "-q".as_ref(),
            "--keep".as_ref(),
            all.as_ref(),
            "-o".as_ref(),
            "out".as_ref(),
            dumps.as_os_str(),
        ])
        .run()
        .fine();
    let tree = place.tree("out");
    for path in files_below(&dumps).iter().filter(|path| path.extension() == Some("txt".as_ref())) {
        let name = path.strip_prefix(&dumps).unwrap().to_str().unwrap();
        assert!(tree[name] == fs::read(path).unwrap(), "{name}");
    }
}

#[test]
fn line_ends_of_every_kind_and_a_missing_last_one_survive() {
    let place = Place::new();
    for end in ["\r\n", "\r"] {
        let run = place.dehusk::<&str>(&[]).stdin(PAGE.replace('\n', end)).run();
        assert_eq!(run.fine(), CLEAN.replace('\n', end));
    }
    let open = PAGE.lines().nth(4).unwrap();
    assert_eq!(place.dehusk::<&str>(&[]).stdin(open).run().fine(), open);
    let airy = format!("\n\n{open}\n \n");
    assert_eq!(place.dehusk::<&str>(&[]).stdin(&airy).run().fine(), airy);
}

// 2. Every dropped line is accounted for.

#[test]
fn every_line_that_is_not_blank_has_a_label_a_score_and_a_reason() {
    for document in documents() {
        let cleaned = CLEANER.clean(&document);
        for (line, number) in cleaned.lines.iter().zip(1..) {
            let text = cleaned.line_text(line);
            assert_eq!(line.number, number, "{}", document.id);
            let Some(verdict) = &line.verdict else {
                assert!(is_blank(text), "{}:{number}: {text:?} has no verdict", document.id);
                continue;
            };
            assert!(!is_blank(text), "{}:{number}: a blank line has a verdict", document.id);
            assert!((0.0..=1.0).contains(&verdict.score), "{}:{number}: {}", document.id, verdict.score);
            let reasons = &verdict.reasons;
            assert!(
                !reasons.is_empty() && reasons.iter().all(|reason| !reason.trim().is_empty()),
                "{}",
                document.id
            );
            assert!(line.is_kept() != line.is_dropped());
        }
        if document.format == Format::Text {
            let expected: Vec<&str> = document
                .text
                .split(if document.text.contains('\n') { '\n' } else { '\r' })
                .filter(|line| !is_blank(line))
                .map(|line| line.strip_suffix('\r').unwrap_or(line))
                .collect();
            let judged: Vec<&str> = cleaned.verdicts().map(|(line, _)| cleaned.line_text(line)).collect();
            assert_eq!(judged, expected, "{}", document.id);
        }
    }
}

#[test]
fn text_labels_and_json_lines_tell_the_same_story() {
    for document in documents() {
        let cleaned = CLEANER.clean(&document);
        let text = rendered("text", &document, &cleaned);
        let record = &records(&rendered("jsonl", &document, &cleaned))[0];
        let told = record["lines"].as_array().unwrap();
        assert_eq!(record["id"], document.id);
        assert_eq!(record["text"], text);

        let rows = rows(&labels_tsv(&cleaned));
        assert_eq!(rows.len(), told.len(), "{}", document.id);
        for (row, line) in rows.iter().zip(told) {
            assert_eq!(
                (&line["number"], &line["label"], &line["text"]),
                (&row.number.into(), &row.label.clone().into(), &row.text.clone().into())
            );
            let span = |end: usize| usize::try_from(line["span"][end].as_u64().unwrap()).unwrap();
            assert_eq!(cleaned.text.get(span(0)..span(1)), Some(row.text.as_str()), "{}", document.id);
            assert!((0.0..=1.0).contains(&line["score"].as_f64().unwrap()));
            assert!(!line["reasons"].as_array().unwrap().is_empty());
        }
        let source = &*cleaned.text;
        let kept: Vec<&str> = told
            .iter()
            .filter(|line| line["action"] != "drop")
            .map(|line| line["text"].as_str().unwrap())
            .collect();
        let shown: Vec<&str> = lines(&text, source)
            .into_iter()
            .filter(|line| !is_blank(line))
            .map(|line| {
                let line = line.strip_suffix(if source.contains('\n') { '\n' } else { '\r' }).unwrap_or(line);
                if source.contains('\n') { line.strip_suffix('\r').unwrap_or(line) } else { line }
            })
            .collect();
        assert_eq!(shown, kept, "{}", document.id);
    }
}

// 3. Same input, same output.

#[test]
fn the_output_depends_neither_on_threads_nor_on_the_order_of_arguments() {
    let place = Place::new();
    let dumps = corpus().join("dumps");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&dumps).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    // Folders as arguments would share names below the output; files in one tree do not.
    place.dehusk(&["-q", "--labels", "-j", "1", "-o", "one", dumps.to_str().unwrap()]).run().fine();
    place.dehusk(&["-q", "--labels", "-j", "4", "-o", "four", dumps.to_str().unwrap()]).run().fine();
    assert!(!place.tree("one").is_empty());
    assert!(place.tree("one") == place.tree("four"));

    let streamed = |threads: &str, folders: &[PathBuf]| {
        let mut args: Vec<&str> = vec!["-q", "--to", "jsonl", "-j", threads];
        args.extend(folders.iter().map(|folder| folder.to_str().unwrap()));
        place.dehusk(&args).run().fine().to_owned()
    };
    let forward = streamed("1", &folders);
    assert!(forward == streamed("4", &folders));
    folders.reverse();
    let backward = streamed("4", &folders);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(forward != backward && sorted(&forward) == sorted(&backward));
}

#[test]
fn a_cleaner_gives_the_same_verdicts_twice_and_to_many_threads_at_once() {
    let documents: Vec<Document> = documents().collect();
    let once: Vec<Cleaned<'_>> = documents.iter().map(|document| CLEANER.clean(document)).collect();
    let backward =
        || documents.iter().zip(&once).rev().all(|(document, cleaned)| CLEANER.clean(document) == *cleaned);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(backward)).collect();
        for thread in threads {
            assert!(thread.join().unwrap());
        }
    });
}

// 4. A bad document never costs a good one.

#[test]
fn bad_documents_cost_only_themselves() {
    let place = Place::new();
    let good: Vec<PathBuf> = corpus_files("txt").into_iter().take(12).collect();
    for (number, path) in good.iter().enumerate() {
        let text = fs::read(path).unwrap();
        place.write(&format!("good/{number:02}.txt"), &text);
        place.write(&format!("mixed/{number:02}.txt"), &text);
    }
    place.write("mixed/03-picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    place.write("mixed/05-noise.txt", (0..5000_u32).map(|n| (n * n % 23) as u8).collect::<Vec<u8>>());
    place.write("mixed/07-deep.html", "<div>".repeat(3000));
    place.dehusk(&["-q", "--labels", "-o", "expected", "good"]).run().fine();
    let run = place.dehusk(&["--labels", "-o", "out", "mixed"]).run();
    run.status(2);
    let mut failures = run.failures();
    failures.sort_unstable();
    assert_eq!(failures.len(), 2, "{}", run.stderr);
    assert!(
        failures[0].starts_with("mixed/03-picture.txt: ") && failures[1].starts_with("mixed/05-noise.txt: ")
    );
    assert!(run.stderr.contains("2 failed"), "{}", run.stderr);
    let (expected, out) = (place.tree("expected"), place.tree("out"));
    assert_eq!(expected.len(), 24);
    assert!(expected.iter().all(|(name, contents)| out.get(name) == Some(contents)));
    assert!(!out.contains_key("03-picture.txt") && !out.contains_key("05-noise.labels.tsv"));
}

#[test]
fn no_bytes_make_the_pipeline_panic_or_dawdle() {
    let start = Instant::now();
    for seed in 0..300 {
        let mut chance = Chance::new(1000 + seed);
        let length = chance.below(3000);
        let bytes: Vec<u8> = match seed % 3 {
            0 => (0..length).map(|_| chance.below(256) as u8).collect(),
            // A real text with some of its bytes changed.
            1 => {
                let mut bytes =
                    if chance.below(2) == 0 { PAGE.as_bytes().to_vec() } else { HTML.as_bytes().to_vec() };
                for _ in 0..chance.below(60) {
                    let at = chance.below(bytes.len());
                    bytes[at] = chance.below(256) as u8;
                }
                bytes
            }
            _ => (0..length).map(|_| chance.one_of(b"<>/!-=\"' \n\tpdivascrtoble&;#x0")).collect(),
        };
        for format in [None, Some(Format::Text), Some(Format::Html)] {
            let Ok(document) =
                source::document("noise", bytes.clone(), Some(Path::new("noise.html")), format)
            else {
                continue;
            };
            let cleaned = CLEANER.clean(&document);
            assert!(rendered("text", &document, &cleaned).len() <= cleaned.text.len());
        }
    }
    assert!(start.elapsed() < Duration::from_secs(30));
}

// 5. Outputs are whole or absent.

#[test]
fn a_killed_batch_leaves_whole_outputs_only_and_a_rerun_completes_them() {
    let place = Place::new();
    let body = PAGE.repeat(40);
    let names: Vec<String> = (0..120).map(|number| format!("{number:03}.txt")).collect();
    for name in &names {
        place.write(&format!("in/{name}"), format!("{name}\n{body}"));
    }
    place.dehusk(&["-q", "-o", "expected", "in"]).run().fine();
    let expected = place.tree("expected");
    let mut child = place.dehusk(&["-q", "-j", "1", "-o", "out", "in"]).start();
    wait_until("some outputs are there", || {
        place.names("out").iter().filter(|name| !name.ends_with(".part")).count() > 2
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let finished = |tree: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        tree.into_iter().filter(|(name, _)| !name.ends_with(".part")).collect()
    };
    let left = finished(place.tree("out"));
    assert!(left.len() < names.len(), "the batch was over before it was killed");
    assert!(left.iter().all(|(name, contents)| expected[name] == *contents));
    place.dehusk(&["-q", "-o", "out", "in"]).run().fine();
    assert!(finished(place.tree("out")) == expected);
}

#[test]
fn an_interrupted_batch_says_so_and_leaves_whole_outputs_only() {
    let place = Place::new();
    for number in 0..2100 {
        place.write(&format!("in/{number:04}.txt"), PAGE);
    }
    let child = place.dehusk(&["-j", "1", "-o", "out", "in"]).start();
    wait_until("the first output is there", || place.path("out").exists());
    signal(&child, "INT");
    let run = Run::from(child.wait_with_output().unwrap());
    run.status(130);
    let [message] = run.failures()[..] else { panic!("{}", run.stderr) };
    assert!(message.starts_with("interrupted after ") && message.contains("of 2100"), "{message}");
    let out = place.tree("out");
    assert!(out.len() < 2100 && out.keys().all(|name| name.ends_with(".txt")));
    assert!(out.values().all(|contents| *contents == CLEAN.as_bytes()));
}

#[test]
fn an_interrupt_ends_a_wait_for_standard_input() {
    let place = Place::new();
    let mut child = place.dehusk::<&str>(&[]).start();
    // More than a pipe holds: once all of it is written, the tool is at its reading.
    child.stdin.as_mut().unwrap().write_all(PAGE.repeat(1000).as_bytes()).unwrap();
    // Not `INT`, which is ignored below a script that runs the tests in the background.
    signal(&child, "TERM");
    let start = Instant::now();
    let mut ended = None;
    // What waits for its input waits without end; a machine that is busy takes a while.
    while ended.is_none() && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(10));
        ended = child.try_wait().unwrap();
    }
    // Whatever the answer is, nothing is left running.
    let _ = child.kill();
    child.wait().unwrap();
    let status = ended.expect("it went on waiting for its input");
    // A shell shows 130 for both: an exit with this status, and an end by the signal.
    assert!(status.code().is_none_or(|code| code == 130), "{status}");
}
