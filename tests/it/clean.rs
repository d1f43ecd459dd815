//! `dehusk clean`: what goes in, what comes out, and where.

use crate::support::*;
use std::fs;

const KEPT: &str = "After eleven years in a shed behind the fish market";

#[test]
fn a_file_is_cleaned_to_standard_output() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["clean", "page.txt"]).run();
    let text = run.fine();
    assert!(text.contains(KEPT) && text.contains("The harbour master said"), "{text}");
    assert!(!text.contains(FOOTER) && !text.contains("Home > News"), "{text}");
}

#[test]
fn clean_is_what_happens_without_a_command() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    for args in [&["page.txt"][..], &["-"], &[], &["clean"]] {
        let run = place.dehusk(args).stdin(PAGE).run();
        assert_eq!(run.fine(), *CLEAN, "{args:?}");
    }
}

#[test]
fn a_page_is_told_from_a_text_by_its_content_and_from_says_otherwise() {
    let place = Place::new();
    place.write("page", HTML);
    let text = place.dehusk(&["page"]).run().fine().to_owned();
    assert!(text.contains(KEPT) && !text.contains('<') && !text.contains("©"), "{text}");
    let raw = place.dehusk(&["--from", "text", "--drop", "timestamp", "page"]).run();
    assert!(raw.fine().contains("<article>"), "{raw:?}");
    place.write("note", "a < b > c &amp; d, said the teacher to a class that had long stopped listening.\n");
    assert!(
        place.dehusk(&["--from", "html", "--drop", "timestamp", "note"]).run().fine().contains("& d, said")
    );
}

#[test]
fn a_page_of_one_sentence_keeps_it() {
    let place = Place::new();
    let sentence = "At the bottom of the stairs there was one more door, and it was worth getting to.";
    assert_eq!(place.dehusk::<&str>(&[]).stdin(sentence).run().fine(), sentence);
    for tag in ["p", "div", "b"] {
        let page = format!("<!doctype html><html><body><{tag}>{sentence}</{tag}></body></html>");
        assert_eq!(place.dehusk::<&str>(&[]).stdin(page).run().fine().trim_end(), sentence, "{tag}");
    }
}

#[test]
fn a_tree_is_mirrored_with_the_extension_of_the_format() {
    let place = Place::new();
    place.write("in/news/a.html", HTML);
    place.write("in/b.txt", PAGE);
    place.write("in/deep/er/c", PAGE);
    place.write("in/picture.jpg", "not looked at");
    place.write("in/.hidden.txt", PAGE);
    place.write("in/skip/d.txt", PAGE);
    place.write("in/.dehuskignore", "skip\n");
    let run = place.dehusk(&["clean", "in", "--out", "out"]).run();
    run.status(0);
    assert_eq!(place.names("out"), ["b.txt", "deep/er/c.txt", "news/a.txt"]);
    assert!(run.stdout.is_empty() && run.stderr.starts_with("dehusk: cleaned 3 documents"), "{run:?}");
    assert!(run.stderr.contains("skipped 1 file"), "{run:?}");
    place.dehusk(&["-q", "in", "-o", "json", "--to", "jsonl", "--labels"]).run().fine();
    assert_eq!(
        place.names("json"),
        [
            "b.jsonl",
            "b.labels.tsv",
            "deep/er/c.jsonl",
            "deep/er/c.labels.tsv",
            "news/a.jsonl",
            "news/a.labels.tsv"
        ]
    );
    assert_eq!(place.read("out/b.txt"), *CLEAN);
}

#[test]
fn one_input_is_written_to_a_file_or_into_a_folder() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    assert_eq!(place.dehusk(&["page.txt", "--out", "made/result.text"]).run().fine(), "");
    assert_eq!(place.read("made/result.text"), *CLEAN);
    place.dehusk(&["page.txt", "--out", "folder"]).run().fine();
    assert_eq!(place.read("folder/page.txt"), *CLEAN);
    fs::create_dir(place.path("v1.2")).unwrap();
    place.dehusk(&["page.txt", "--out", "v1.2"]).run().fine();
    assert_eq!(place.read("v1.2/page.txt"), *CLEAN);
    place.dehusk(&["--out", "piped.txt"]).stdin(PAGE).run().fine();
    assert_eq!(place.read("piped.txt"), *CLEAN);
    place.dehusk(&["--out", "folder", "-"]).stdin(PAGE).run().fine();
    assert_eq!(place.read("folder/stdin.txt"), *CLEAN);
}

#[test]
fn an_output_is_replaced_and_has_the_usual_permissions() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    place.write("result.txt", "old ".repeat(10_000));
    place.dehusk(&["page.txt", "-o", "result.txt"]).run().fine();
    assert_eq!(place.read("result.txt"), *CLEAN);
    assert_eq!(place.names(""), ["page.txt", "result.txt"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode();
        place.dehusk(&["page.txt", "-o", "new.txt"]).run().fine();
        assert_eq!(mode("new.txt"), mode("page.txt"));
    }
}

#[test]
fn labels_are_written_beside_the_text_as_number_label_and_line() {
    let place = Place::new();
    place.write("in/page.txt", PAGE.replace('\n', "\r\n"));
    place.dehusk(&["-q", "in", "-o", "out", "--labels"]).run().fine();
    let rows = rows(&place.read("out/page.labels.tsv"));
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 3, 5, 6, 8]);
    let label = |number: u32| rows.iter().find(|row| row.number == number).map(|row| row.label.as_str());
    assert_eq!(
        (label(3), label(5), label(FOOTER_LINE)),
        (Some("timestamp"), Some("content"), Some("copyright"))
    );
    for row in &rows {
        assert_eq!(Some(row.text.as_str()), PAGE.lines().nth(row.number as usize - 1));
    }
    let refused = place.dehusk(&["in", "--labels"]).run();
    assert!(refused.status(2).stderr.contains("--out"), "{}", refused.stderr);
}

#[test]
fn json_lines_hold_the_text_and_every_line_with_its_reasons() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("b.html", HTML);
    let run = place.dehusk(&["--to", "jsonl", "a.txt", "b.html"]).run();
    let records = records(run.fine());
    assert_eq!((&records[0]["id"], &records[0]["format"]), (&"a.txt".into(), &"text".into()));
    assert_eq!((&records[1]["id"], &records[1]["format"]), (&"b.html".into(), &"html".into()));
    assert_eq!(records[0]["text"], *CLEAN);
    let lines = records[0]["lines"].as_array().unwrap();
    let footer = lines.iter().find(|line| line["number"] == FOOTER_LINE).unwrap();
    assert_eq!((&footer["label"], &footer["action"]), (&"copyright".into(), &"drop".into()));
    assert_eq!(footer["text"], FOOTER);
    let start = PAGE.find(FOOTER).unwrap();
    assert_eq!(footer["span"], serde_json::json!([start, start + FOOTER.len()]));
}

#[test]
fn the_marked_view_shows_every_line_with_what_happens_to_it() {
    let place = Place::new();
    let run = place.dehusk(&["--to", "marked", "--mark", "timestamp"]).stdin(PAGE).run();
    let view: Vec<&str> = run.fine().lines().collect();
    assert_eq!(view.len(), PAGE.lines().count() + 1);
    assert!(
        view[2].starts_with("! timestamp ") && view[2].ends_with("| Published 3 March 2024, 10:15"),
        "{view:?}"
    );
    assert_eq!(view[3], "");
    assert!(view[4].starts_with("  content "), "{view:?}");
    assert!(view[7].starts_with("- copyright ") && view[7].ends_with(FOOTER), "{view:?}");
    let kept = view.iter().filter(|line| line.starts_with("  ") || line.starts_with('!')).count();
    assert!(view[8].starts_with(&format!("== kept {kept} of 6 lines, ")), "{view:?}");
}

#[test]
fn labels_are_dropped_kept_and_marked_as_asked() {
    let place = Place::new();
    let text = |args: &[&str]| place.dehusk(args).stdin(PAGE).run().fine().to_owned();
    assert!(text(&["--keep", "copyright"]).contains(FOOTER));
    assert!(text(&["--mark", "copyright"]).contains(FOOTER));
    let only = text(&["--drop", "copyright"]);
    assert!(
        !only.contains(FOOTER) && only.contains("Published 3 March") && only.contains("Home > News"),
        "{only}"
    );
    let both = text(&["--drop", "copyright,timestamp", "--keep", "copyright"]);
    assert!(both.contains(FOOTER) && !both.contains("Published"), "{both}");
    assert!(!text(&["--drop", "copyright", "--drop", "timestamp"]).contains("Published"));
    assert!(!text(&["--drop", "content"]).contains(KEPT));
}

#[test]
fn the_dial_drops_more_for_precision_and_less_for_recall() {
    let place = Place::new();
    let kept = |mode: &str| {
        let dumps = corpus().join("dumps");
        let run = place.dehusk(&["-q", "--mode", mode, "--to", "marked", dumps.to_str().unwrap()]).run();
        run.fine().lines().filter(|line| line.starts_with("- ")).count()
    };
    let (precision, balanced, recall) = (kept("precision"), kept("balanced"), kept("recall"));
    assert!(
        precision >= balanced && balanced >= recall && precision > recall,
        "{precision} {balanced} {recall}"
    );
    assert!(!place.dehusk(&["--mode", "recall"]).stdin(PAGE).run().fine().contains(FOOTER));
}

#[test]
fn join_mends_sentences_that_were_broken_at_tags_and_only_when_asked() {
    let place = Place::new();
    let broken = corpus_files("txt")
        .into_iter()
        .find(|path| path.ends_with("en/news-broken-at-inline-tags.txt"))
        .unwrap();
    let broken = broken.to_str().unwrap();
    let plain = place.dehusk(&[broken]).run().fine().to_owned();
    let joined = place.dehusk(&["--join", broken]).run().fine().to_owned();
    assert!(joined.lines().count() < plain.lines().count());
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(letters(&joined), letters(&plain));
    let whole = place.dehusk(&["--join"]).stdin(PAGE).run().fine().to_owned();
    assert_eq!(whole, *CLEAN);
}

#[test]
fn several_documents_on_standard_output_are_kept_apart_and_in_order() {
    let place = Place::new();
    for name in ["b.txt", "a.txt", "c.txt"] {
        place.write(
            name,
            format!("{name} tells of a long walk along the canal, past the locks and the mill.\n{PAGE}"),
        );
    }
    let one = place.dehusk(&["b.txt"]).run().fine().to_owned();
    let run = place.dehusk(&["b.txt", "a.txt", "c.txt", "./a.txt"]).run();
    let text = run.fine();
    assert!(text.starts_with(&format!("{one}\na.txt tells")), "{text}");
    assert_eq!(
        text.matches(" tells of a long walk").count(),
        3,
        "a file that is named twice is cleaned once"
    );
}

#[test]
fn the_same_command_twice_gives_the_same_tree_where_the_output_lies_in_the_input() {
    let place = Place::new();
    place.write("site/a.html", HTML);
    place.write("site/sub/b.html", HTML);
    let absolute = place.path("site").to_str().unwrap().to_owned();
    for (input, out) in
        [("site".to_owned(), "site/clean".to_owned()), (absolute.clone(), format!("{absolute}/clean"))]
    {
        place.dehusk(&["-q", &input, "-o", &out]).run().fine();
        let once = place.names("site");
        assert_eq!(once, ["a.html", "clean/a.txt", "clean/sub/b.txt", "sub/b.html"]);
        place.dehusk(&["-q", &input, "-o", &out]).run().fine();
        assert_eq!(place.names("site"), once, "{input}");
        fs::remove_dir_all(place.path("site/clean")).unwrap();
    }
}

#[test]
fn results_beside_their_inputs_lose_none_of_them() {
    let place = Place::new();
    let absolute = place.path("site").to_str().unwrap().to_owned();
    for folder in ["site", &absolute] {
        place.write("site/a.html", HTML);
        place.write("site/sub/b.html", HTML);
        place.dehusk(&["-q", folder, "-o", folder]).run().fine();
        assert_eq!(place.names("site"), ["a.html", "a.txt", "sub/b.html", "sub/b.txt"], "{folder}");
        fs::remove_dir_all(place.path("site")).unwrap();
    }
}

#[test]
fn an_input_is_never_overwritten() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    place.write("in/page.txt", PAGE);
    let absolute = place.path("page.txt").to_str().unwrap().to_owned();
    for args in [
        ["page.txt", "-o", "page.txt"],
        ["page.txt", "-o", "./page.txt"],
        ["page.txt", "-o", &absolute],
        ["page.txt", "-o", "."],
        ["in", "-o", "in"],
        ["in/page.txt", "-o", "in/page.txt"],
    ] {
        let run = place.dehusk(&args).run();
        assert_eq!(place.read("page.txt"), PAGE, "{args:?}");
        assert_eq!(place.read("in/page.txt"), PAGE, "{args:?}");
        assert!(run.failure().contains("would overwrite this input"), "{args:?} {}", run.stderr);
    }
    assert_eq!(place.names(""), ["in/page.txt", "page.txt"]);
}

#[test]
fn verbose_tells_encodings_and_a_summary_and_quiet_tells_nothing() {
    let place = Place::new();
    place.write(
        "a.txt",
        b"\xef\xbb\xbfThe tide table hung in the kitchen, and nobody had turned its page since May.\n",
    );
    let verbose = place.dehusk(&["-v", "a.txt"]).run();
    verbose.status(0);
    assert!(verbose.stderr.contains("dehusk: a.txt: text, UTF-8 (byte order mark)\n"), "{}", verbose.stderr);
    assert!(verbose.stderr.contains("dehusk: cleaned 1 document"), "{}", verbose.stderr);
    let quiet = place.dehusk(&["-q", "-o", "out", "a.txt", "a.txt", "--to", "marked"]).run();
    quiet.fine();
    assert!(place.dehusk(&["-q", "-v", "a.txt"]).run().status(2).stderr.contains("--verbose"));
}

#[test]
fn an_article_that_lost_its_line_ends_is_not_dropped_for_a_phrase() {
    let place = Place::new();
    let prose = PAGE.lines().nth(4).unwrap();
    let article = format!(
        "{}We may receive a commission. Subscribe to our newsletter.\n",
        format!("{prose} ").repeat(20)
    );
    assert_eq!(place.dehusk::<&str>(&[]).stdin(&article).run().fine(), article);
}

#[test]
fn a_page_of_which_only_the_heading_would_stay_has_no_article() {
    let place = Place::new();
    let menu: String = (1..9).map(|n| format!("<li><a href=/{n}>Shop {n}</a></li>")).collect();
    let page = |body: &str| {
        format!(
            "<html><head><title>Mugs | Kiln</title></head><body><nav><ul>{menu}</ul></nav><main><h1>Mugs</h1>{body}\
             </main><footer><p>© 2024 Kiln. All rights reserved.</p></footer></body></html>"
        )
    };
    place.write("empty.html", page("<div id=app></div>"));
    place.write(
        "full.html",
        page(&format!(
            "<p>{KEPT}, the mugs came out of the kiln on Monday, and not one of them was broken.</p>"
        )),
    );
    assert_eq!(place.dehusk(&["empty.html"]).run().fine(), "");
    assert!(place.dehusk(&["empty.html", "--mode", "recall"]).run().fine().contains("Mugs"));
    let full = place.dehusk(&["full.html"]).run();
    assert!(full.fine().starts_with("Mugs\n") && full.fine().contains(KEPT), "{full:?}");
    let reason = place.dehusk(&["explain", "empty.html"]).run();
    assert!(reason.fine().contains("a heading with nothing under it"), "{reason:?}");
    place.write("dehusk.toml", "[protect]\nphrases = ['mugs']\n");
    assert_eq!(place.dehusk(&["empty.html"]).run().fine(), "Mugs\n");
}

#[test]
fn the_only_sentence_under_a_heading_stays_with_it() {
    let place = Place::new();
    let sentence = "Rain is forecast for the whole week, and the lifeboat crew asks sailors to stay in port.";
    place.write(
        "rain.html",
        format!(
            "<nav>Home</nav><article><h1>Rain all week</h1><p>{sentence}</p></article><footer>© 2025 Quay Courier</footer>"
        ),
    );
    assert_eq!(place.dehusk(&["rain.html"]).run().fine(), format!("Rain all week\n{sentence}\n"));
}

#[test]
fn a_table_of_dates_in_an_extracted_text_stays() {
    let place = Place::new();
    let prose = |n: usize| {
        format!(
            "In year {n} the harbour office counted every boat that came in, and wrote the number into the book by hand.\n"
        )
    };
    let rows: String = (1..=20).map(|n| format!("{n}/3/2014\t+{n}.6%\n")).collect();
    let text: String =
        (1..20).map(prose).collect::<String>() + &rows + &(20..30).map(prose).collect::<String>();
    place.write("table.txt", &text);
    let run = place.dehusk(&["table.txt"]).run();
    assert!(rows.lines().all(|row| run.fine().contains(row)), "{run:?}");
    // A date by itself tells what it is.
    place.write("dated.txt", format!("March 3, 2025\n{}", (1..20).map(prose).collect::<String>()));
    assert!(!place.dehusk(&["dated.txt"]).run().fine().contains("March 3"));
}
