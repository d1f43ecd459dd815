//! The commands beside `clean`, the help texts, and how the tool ends and speaks.

use crate::support::*;
use std::io::Read as _;

const COMMANDS: [&str; 15] = [
    "clean",
    "explain",
    "diff",
    "snapshot",
    "check",
    "compare",
    "eval",
    "report",
    "review",
    "stats",
    "suggest",
    "labels",
    "config",
    "completions",
    "man",
];

const LABELS: [&str; 13] = [
    "title",
    "content",
    "navigation",
    "timestamp",
    "author",
    "disclaimer",
    "copyright",
    "promo",
    "social",
    "related",
    "comments",
    "consent",
    "caption",
];

// explain

#[test]
fn explain_gives_every_line_with_label_score_and_reasons() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["explain", "page.txt"]).run();
    let shown: Vec<&str> = run.fine().lines().collect();
    assert_eq!(shown.len(), 12, "two lines for each that is not blank: {shown:?}");
    let footer = shown.iter().position(|line| line.trim_start().starts_with("8 - ")).unwrap();
    assert!(shown[footer].ends_with(FOOTER), "{shown:?}");
    let why = shown[footer + 1].trim_start();
    let (bar, why) = why.split_once(' ').unwrap();
    assert!(bar.starts_with("████") && bar.chars().count() <= 8, "{why}");
    let (label, rest) = why.trim_start().split_once(' ').unwrap();
    let (odds, reasons) = rest.split_once(": ").unwrap();
    let (score, drop) = odds.split_once(", drop ").unwrap();
    assert_eq!(label, "copyright");
    for probability in [score, drop] {
        assert!((0.5..=1.0).contains(&probability.parse::<f32>().unwrap()) && !reasons.is_empty(), "{why}");
    }
    let dropped = place.dehusk(&["explain", "--dropped", "page.txt"]).run();
    assert!(dropped.fine().contains(FOOTER) && !dropped.text().contains("After eleven years"));
}

#[test]
fn explain_tells_a_program_the_same() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let objects = records(place.dehusk(&["explain", "--to", "jsonl", "page.txt"]).run().fine());
    assert_eq!(objects.len(), 6);
    let footer = objects.last().unwrap();
    assert_eq!((&footer["number"], &footer["label"]), (&FOOTER_LINE.into(), &"copyright".into()));
    assert_eq!((&footer["text"], &footer["action"]), (&FOOTER.into(), &"drop".into()));
    assert!(footer["reasons"][0].is_string() && footer["drop"].as_f64().unwrap() > 0.5);
}

#[test]
fn explain_gives_one_line_of_a_file_or_of_standard_input() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let one = place.dehusk(&["explain", "page.txt:8"]).run();
    assert_eq!(one.fine().lines().count(), 2);
    assert!(one.text().contains(FOOTER));
    assert_eq!(place.dehusk(&["explain", "--", "-:8"]).stdin(PAGE).run().fine(), one.text());
    place.write("page.txt:8", "A file that has this very name wins over a line of another file.\n");
    assert!(place.dehusk(&["explain", "page.txt:8"]).run().fine().contains("this very name"));
}

#[test]
fn explain_says_so_where_the_line_is_blank_or_not_there() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    for line in ["4", "9", "0"] {
        let run = place.dehusk(&["explain", &format!("page.txt:{line}")]).run();
        assert!(
            run.failure().starts_with(&format!("page.txt: line {line} is blank or not there")),
            "{run:?}"
        );
        assert!(run.stderr.contains("the last line is 8"), "{run:?}");
    }
    assert_eq!(place.dehusk(&["explain", "nothing.txt:3"]).run().failure(), "nothing.txt: no such file");
}

#[test]
fn explain_of_a_directory_names_the_command_that_takes_one() {
    let place = Place::new();
    place.write("pages/page.txt", PAGE);
    let run = place.dehusk(&["explain", "pages"]).run();
    assert!(run.failure().starts_with("pages: is a directory"), "{run:?}");
    assert!(run.stderr.contains("hint: 'dehusk report'"), "{run:?}");
}

#[test]
fn a_misspelt_command_is_told_from_a_file_that_is_missing() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["claen", "page.txt"]).run();
    assert!(run.stderr.contains("claen: no such file\n"), "{run:?}");
    assert!(run.stderr.contains("hint: did you mean 'dehusk clean'?"), "{run:?}");
    assert!(!place.dehusk(&["news.txt"]).run().stderr.contains("hint"));
}

#[test]
fn explain_shows_nothing_that_moves_a_cursor() {
    let place = Place::new();
    let long = "word ".repeat(100);
    let run = place.dehusk(&["explain", "-"]).stdin(format!("\u{1b}[2J\u{7}gone\u{202e}\n{long}\n")).run();
    assert!(!run.fine().contains(['\u{1b}', '\u{7}']), "{run:?}");
    assert!(run.text().lines().all(|line| line.chars().count() < 200) && run.text().contains('…'));
}

// labels, completions, man

#[test]
fn labels_lists_all_thirteen_with_what_becomes_of_them() {
    let place = Place::new();
    let run = place.dehusk(&["labels"]).run();
    let columns =
        |line: &str| -> Vec<String> { line.split_whitespace().take(2).map(str::to_owned).collect() };
    let listed: Vec<Vec<String>> = run.fine().lines().map(columns).collect();
    let expected: Vec<[&str; 2]> = LABELS
        .iter()
        .map(|label| [*label, if ["title", "content"].contains(label) { "kept" } else { "dropped" }])
        .collect();
    assert_eq!(listed, expected);
}

#[test]
fn labels_prints_a_page_about_each_label_and_names_them_where_there_is_none() {
    let place = Place::new();
    for label in LABELS {
        let page = place.dehusk(&["labels", label]).run().fine().to_owned();
        assert!(page.lines().count() >= 3 && page.to_lowercase().contains(label), "{label}: {page}");
        assert!(page.ends_with('\n'), "{label}");
    }
    let run = place.dehusk(&["labels", "navgation"]).run();
    run.status(2);
    assert!(run.stdout.is_empty() && LABELS.iter().all(|label| run.stderr.contains(label)), "{}", run.stderr);
}

#[test]
fn completions_are_scripts_for_the_common_shells() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.dehusk(&["completions", shell]).run().fine().to_owned();
        assert!(
            script.contains("dehusk") && COMMANDS.iter().all(|command| script.contains(command)),
            "{shell}"
        );
    }
    let script = place.dehusk(&["completions", "bash"]).run();
    place.write("completions", &script.stdout);
    place.shell("if command -v bash >/dev/null; then bash -n completions; fi").run().fine();
    assert!(place.dehusk(&["completions", "tcl"]).run().status(2).stderr.contains("bash"));
}

#[test]
fn man_is_a_manual_page_with_every_command() {
    let place = Place::new();
    let page = place.dehusk(&["man"]).run().fine().to_owned();
    assert!(page.contains(".TH dehusk 1"));
    for command in COMMANDS {
        assert!(page.contains(&format!(".SH \"DEHUSK {}\"", command.to_uppercase())), "{command}");
    }
    for what in ["\\-\\-out", "\\-\\-labels", "Exit status"] {
        assert!(page.contains(what), "{what}");
    }
}

// eval

fn gold(place: &Place) {
    let labels = "1\tnavigation\tHome > News > Harbour\n2\ttitle\tThe old crane returns to the east quay\n\
                  3\ttimestamp\tx\n5\tcontent\tx\n6\tcontent\tx\n8\tcopyright\tx\n";
    for name in ["gold/dumps/a", "gold/dumps/b"] {
        place.write(&format!("{name}.txt"), PAGE);
        place.write(&format!("{name}.labels.tsv"), labels);
    }
    place.write("gold/index.tsv", "name\tlang\tmaker\na\ten\tleft\nb\ten\tright\n");
}

#[test]
fn eval_scores_against_gold_and_by_the_groups_of_the_index() {
    let place = Place::new();
    gold(&place);
    for folder in ["gold", "gold/dumps"] {
        let run = place.dehusk(&["eval", folder]).run();
        let table = run.fine();
        let groups: Vec<&str> =
            table.lines().skip(2).map_while(|line| line.split_whitespace().next()).collect();
        assert_eq!(groups, ["all", "maker=left", "maker=right"], "{table}");
        for word in ["prec.", "recall", "F1", "copyright", "gold (down) is given as (across)"] {
            assert!(table.contains(word), "{word}");
        }
        let all: Vec<&str> = table.lines().nth(2).unwrap().split_whitespace().collect();
        assert_eq!(all[1], "2");
        assert!(all[2..].iter().all(|share| (0.0..=1.0).contains(&share.parse::<f64>().unwrap())), "{table}");
        let copyright = table.lines().find(|line| line.starts_with("copyright ")).unwrap();
        assert!(copyright.ends_with(" 2"), "{copyright}");
    }
}

#[test]
fn eval_of_one_group_counts_its_dumps_alone() {
    let place = Place::new();
    gold(&place);
    let run = place.dehusk(&["eval", "gold", "--only", "3=left", "--worst", "1"]).run();
    let all: Vec<&str> = run.fine().lines().nth(2).unwrap().split_whitespace().collect();
    assert_eq!(all[..2], ["all", "1"]);
    assert!(run.text().trim_end().ends_with("/a"), "{}", run.text());
    assert!(place.dehusk(&["eval", "gold", "--only", "3=nobody"]).run().failure().contains("3=nobody"));
    assert!(place.dehusk(&["eval", "gold", "--only", "left"]).run().failure().contains("--only takes"));
}

#[test]
fn eval_ends_with_one_below_the_least_f1_and_with_two_where_the_gold_is_wrong() {
    let place = Place::new();
    gold(&place);
    place.dehusk(&["eval", "gold", "--min-f1", "0.5"]).run().fine();
    let harsh = place.dehusk(&["eval", "gold", "--min-f1", "0.5", "--drop", "content"]).run();
    assert!(harsh.status(1).text().contains("all"), "the table is printed all the same");
    assert_eq!(harsh.stderr, "");
    assert!(place.dehusk(&["eval", "nowhere"]).run().failure().starts_with("nowhere: "));
    place.write("empty/readme.txt", "no gold here");
    assert!(place.dehusk(&["eval", "empty"]).run().failure().starts_with("empty: no "));
    place.write("gold/dumps/b.labels.tsv", "1\tnavigation\tx\n2\theadline\tx\n");
    let wrong = place.dehusk(&["eval", "gold"]).run();
    assert_eq!(wrong.failure(), "gold/dumps/b.labels.tsv:2: there is no label 'headline'");
}

// Help

#[test]
fn help_names_the_commands_and_the_exit_statuses() {
    let place = Place::new();
    for flag in ["-h", "--help", "help"] {
        let help = place.dehusk(&[flag]).run().fine().to_owned();
        assert!(COMMANDS.iter().all(|command| help.contains(&format!("\n  {command} "))), "{help}");
        for what in ["Usage: dehusk", "--out", "--labels", "--to", "Exit status: 0", "130"] {
            assert!(help.contains(what), "{flag}: {what}\n{help}");
        }
    }
    let version = place.dehusk(&["--version"]).run().fine().to_owned();
    let numbered = format!("dehusk {} (weights ", env!("CARGO_PKG_VERSION"));
    assert!(version.starts_with(&numbered), "{version}");
}

#[test]
fn the_help_of_every_command_mentions_what_matters() {
    let place = Place::new();
    let judging =
        ["--drop", "--keep", "--mark", "--mode", "--config", "--from", "-j", "DEHUSK_MODE", "dehusk.toml"];
    let clean = ["--out", "--labels", "--join", "jsonl", "marked", "standard input", "DEHUSK_TO"];
    for (command, wanted) in [
        ("clean", [&clean[..], &judging[..]].concat()),
        ("explain", [&["FILE[:LINE]", "--dropped", "'-' for standard input"][..], &judging[..]].concat()),
        ("diff", [&["unified diff", "standard input"][..], &judging[..]].concat()),
        ("snapshot", [&["DIR.lock", "--digest", "--lock"][..], &judging[..]].concat()),
        ("check", [&["DIR.lock", "--accept", "--prune"][..], &judging[..]].concat()),
        (
            "eval",
            [&["GOLD", "--min-f1", "index.tsv", "labels.tsv", "--only", "--worst"][..], &judging[..]]
                .concat(),
        ),
        ("report", [&["--out", "--sites", "--site-by"][..], &judging[..]].concat()),
        ("stats", [&["csv", "--sites", "--site-by"][..], &judging[..]].concat()),
        ("suggest", [&["--min-documents", "--site-by", "--out", "--force"][..], &judging[..]].concat()),
        ("review", [&["GOLD_DIR", "eval", "--only-doubtful", "--again"][..], &judging[..]].concat()),
        ("labels", vec!["promo", "NAME"]),
        ("config", [&["--template"][..], &judging[..]].concat()),
        ("completions", vec!["bash", "zsh", "fish"]),
        ("man", vec!["manual page"]),
    ] {
        for flag in ["-h", "--help"] {
            let help = place.dehusk(&[command, flag]).run().fine().to_owned();
            for what in &wanted {
                assert!(help.contains(what), "{command} {flag}: {what}\n{help}");
            }
        }
    }
}

// How it ends and speaks

#[test]
fn messages_go_to_standard_error_and_results_to_standard_output() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let run = place.dehusk(&["gone.txt", "page.txt"]).run();
    assert_eq!(run.failure(), "gone.txt: no such file");
    assert_eq!(run.text(), *CLEAN);
}

#[test]
fn a_flag_that_does_not_exist_is_refused_with_the_one_that_was_meant() {
    let place = Place::new();
    for args in [&["--dorp", "promo"][..], &["clean", "--dorp", "promo"]] {
        let run = place.dehusk(args).stdin(PAGE).run();
        run.status(2);
        assert!(
            run.stdout.is_empty() && run.stderr.contains("--dorp") && run.stderr.contains("--drop"),
            "{}",
            run.stderr
        );
    }
    for (args, what) in [
        (["--to", "pdf"], "jsonl"),
        (["--from", "pdf"], "html"),
        (["--mode", "both"], "balanced"),
        (["-j", "many"], "many"),
    ] {
        let run = place.dehusk(&args).stdin(PAGE).run();
        assert!(run.status(2).stderr.contains(what) && run.stdout.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn a_label_that_does_not_exist_is_refused_with_the_one_that_was_meant() {
    let place = Place::new();
    for flag in ["--drop", "--mark"] {
        let run = place.dehusk(&[flag, "promo,navigaton"]).stdin(PAGE).run();
        assert_eq!(run.failure(), "there is no label 'navigaton'");
        assert_eq!(run.hint(), Some("did you mean 'navigation'?"));
        assert!(run.stdout.is_empty());
    }
    let run = place.dehusk(&["--keep", "zzz"]).stdin(PAGE).run();
    assert_eq!((run.failure(), run.hint()), ("there is no label 'zzz'", Some("'dehusk labels' lists them")));
}

#[test]
fn a_label_in_a_flag_is_not_blamed_on_the_configuration() {
    let place = Place::new();
    place.write("dehusk.toml", "keep = ['caption']\n");
    assert_eq!(
        place.dehusk(&["--keep", "captoin"]).stdin(PAGE).run().failure(),
        "there is no label 'captoin'"
    );
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = Place::new();
    let line = "It rained on the allotments for most of the week, and the beans liked it.\n";
    place.write("long.txt", line.repeat(20_000));
    for args in
        [&["clean", "long.txt"][..], &["explain", "long.txt"], &["clean", "--to", "jsonl", "long.txt"]]
    {
        let mut child = place.dehusk(args).start();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 20]).unwrap();
        drop(stdout);
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
    let head = place.shell("{ \"$dehusk\" clean long.txt; echo $? >status; } | head -n 1").run();
    assert_eq!((head.fine(), place.read("status").as_str()), (line, "0\n"));
    for args in ["--help", "labels", "man"] {
        let run = place.shell(&format!("{{ \"$dehusk\" {args}; echo $? >status; }} | true")).run();
        assert_eq!((run.stderr.as_str(), place.read("status").as_str()), ("", "0\n"), "{args}");
    }
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let place = Place::new();
    let explain = |variables: &[(&str, &str)]| {
        let tool = place.dehusk(&["explain", "-"]).stdin(PAGE);
        let run = variables.iter().fold(tool, |tool, (name, value)| tool.env(name, value)).run();
        run.fine().contains('\u{1b}')
    };
    assert!(!explain(&[]));
    assert!(explain(&[("CLICOLOR_FORCE", "1")]));
    assert!(!explain(&[("NO_COLOR", "1")]));
}
