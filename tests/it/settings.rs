//! `dehusk.toml`, `DEHUSK_*` and flags: which of them holds, and what is said of those that cannot.

use crate::support::*;

fn kept(run: &Run) -> bool {
    run.fine().contains(FOOTER)
}

#[test]
fn the_nearest_configuration_holds() {
    let place = Place::new();
    place.write("dehusk.toml", "keep = ['copyright']\n");
    place.write("a/dehusk.toml", "keep = ['timestamp']\n");
    place.write("a/b/page.txt", PAGE);
    let run = |folder: &str, page: &str| place.dehusk(&[page]).within(&place.path(folder)).run();
    assert!(kept(&run("", "a/b/page.txt")), "the working folder counts, not the input's");
    let deep = run("a/b", "page.txt");
    assert!(!kept(&deep) && deep.text().contains("Published"), "nothing is merged");
}

#[test]
fn the_users_own_configuration_holds_where_there_is_none_above() {
    let place = Place::new();
    place.write("xdg/dehusk/dehusk.toml", "keep = ['copyright']\n");
    let tool = |name: &str, folder: &str| place.dehusk::<&str>(&[]).stdin(PAGE).env(name, place.path(folder));
    assert!(kept(&tool("XDG_CONFIG_HOME", "xdg").run()));
    place.write("home/.config/dehusk/dehusk.toml", "keep = ['copyright']\n");
    assert!(kept(&tool("HOME", "home").run()));
    place.write("dehusk.toml", "");
    assert!(!kept(&tool("HOME", "home").run()));
}

#[test]
fn a_configuration_can_be_named_and_replaces_the_nearest() {
    let place = Place::new();
    place.write("dehusk.toml", "keep = ['timestamp']\n");
    place.write("other.toml", "keep = ['copyright']\n");
    for run in [
        place.dehusk(&["--config", "other.toml"]).stdin(PAGE).run(),
        place.dehusk::<&str>(&[]).env("DEHUSK_CONFIG", "other.toml").stdin(PAGE).run(),
    ] {
        assert!(kept(&run) && !run.text().contains("Published"), "{run:?}");
    }
    let missing = place.dehusk(&["--config", "nowhere.toml"]).stdin(PAGE).run();
    assert!(missing.failure().starts_with("nowhere.toml: "), "{}", missing.stderr);
    assert!(missing.stdout.is_empty());
}

#[test]
fn variables_win_over_the_file_and_flags_over_variables() {
    let place = Place::new();
    let clean = |args: &[&str], variables: &[(&str, &str)]| {
        let tool = place.dehusk(args).stdin(PAGE);
        variables.iter().fold(tool, |tool, (name, value)| tool.env(name, value)).run()
    };
    assert!(kept(&clean(&[], &[("DEHUSK_KEEP", "copyright,promo")])));
    assert!(kept(&clean(&["clean"], &[("DEHUSK_KEEP", "copyright")])));
    assert!(kept(&clean(&[], &[("DEHUSK_MARK", "copyright")])));
    assert!(kept(&clean(&[], &[("DEHUSK_DROP", "timestamp")])));
    assert!(!kept(&clean(&["--keep", "timestamp"], &[("DEHUSK_KEEP", "copyright")])));
    assert!(clean(&[], &[("DEHUSK_TO", "jsonl")]).fine().starts_with('{'));
    assert!(clean(&["--to", "marked"], &[("DEHUSK_TO", "jsonl")]).fine().contains("== kept"));
    assert!(clean(&["--to", "marked"], &[("DEHUSK_FROM", "html")]).fine().ends_with(" bytes\n"));
    clean(&[], &[("DEHUSK_THREADS", "1")]).fine();
    place.write("dehusk.toml", "keep = ['copyright']\nmode = 'recall'\n");
    assert!(kept(&clean(&[], &[])));
    assert!(!kept(&clean(&[], &[("DEHUSK_DROP", "copyright")])));
    let mode = |args: &[&str], variables: &[(&str, &str)]| {
        let run = clean(args, variables);
        run.fine().lines().find(|line| line.starts_with("mode = ")).unwrap().to_owned()
    };
    assert_eq!(mode(&["config"], &[]), "mode = \"recall\"");
    assert_eq!(mode(&["config"], &[("DEHUSK_MODE", "precision")]), "mode = \"precision\"");
    assert_eq!(
        mode(&["config", "--mode", "balanced"], &[("DEHUSK_MODE", "precision")]),
        "mode = \"balanced\""
    );
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let place = Place::new();
    for name in ["DEHUSK_KEEP", "DEHUSK_MARK", "DEHUSK_DROP"] {
        let run = place.dehusk::<&str>(&[]).stdin(PAGE).env(name, "").run();
        assert_eq!((run.stderr.as_str(), run.text()), ("", CLEAN.as_str()), "{name}");
    }
}

#[test]
fn cues_expressions_protection_and_overrides_of_the_user_hold() {
    let place = Place::new();
    place.write(
        "dehusk.toml",
        "[protect]\nphrases = ['quayside courier']\n\
         [[cue]]\nlabel = 'promo'\nstrength = 'certain'\nreason = 'our club'\nline = ['come to the lantern club']\n\
         [[regex]]\nlabel = 'navigation'\nstrength = 'certain'\npattern = '^QC-[0-9]+$'\n\
         [[override]]\npath = 'archive/**'\nkeep = ['promo']\n",
    );
    let page = format!("{PAGE}Come to the Lantern Club!\nQC-204\n");
    place.write("news/a.txt", &page);
    place.write("archive/a.txt", &page);
    let news = place.dehusk(&["news/a.txt"]).run().fine().to_owned();
    assert!(news.contains(FOOTER) && !news.contains("Lantern Club") && !news.contains("QC-204"), "{news}");
    let archive = place.dehusk(&["archive/a.txt"]).run().fine().to_owned();
    assert!(archive.contains("Lantern Club") && !archive.contains("QC-204"), "{archive}");
    let why = place.dehusk(&["explain", "news/a.txt:9"]).run().fine().to_owned();
    assert!(why.contains("promo") && why.contains("our club"), "{why}");
}

#[test]
fn config_shows_what_holds_and_where_it_comes_from() {
    let place = Place::new();
    let bare = place.dehusk(&["config"]).run().fine().to_owned();
    assert!(bare.starts_with("# no dehusk.toml") && bare.contains("mode = \"balanced\""), "{bare}");
    assert!(bare.contains("keep = [\"title\", \"content\"]\nmark = []"), "{bare}");
    let path = place.write(
        "dehusk.toml",
        "mark = ['caption']\n[[cue]]\nlabel = 'promo'\nreason = 'r'\nline = ['x y z']\n",
    );
    let shown = place.dehusk(&["config", "--keep", "promo"]).run().fine().to_owned();
    assert!(shown.lines().next().unwrap().contains(path.to_str().unwrap()), "{shown}");
    assert!(shown.contains("keep = [\"title\", \"content\", \"promo\"]\nmark = [\"caption\"]"), "{shown}");
    assert!(shown.contains("1 cue"), "{shown}");
}

#[test]
fn what_config_prints_is_a_configuration_that_says_the_same() {
    let place = Place::new();
    let first = place
        .dehusk(&["config", "--mark", "caption", "--drop", "promo,social", "--mode", "recall"])
        .run()
        .fine()
        .to_owned();
    place.write("dehusk.toml", &first);
    let second = place.dehusk(&["config"]).run().fine().to_owned();
    let settings = |text: &str| {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(settings(&first), settings(&second));
}

#[test]
fn the_template_is_a_configuration_that_changes_nothing() {
    let place = Place::new();
    let plain = place.dehusk(&["--to", "jsonl"]).stdin(PAGE).run().fine().to_owned();
    let template = place.dehusk(&["config", "--template"]).run().fine().to_owned();
    for key in ["mode", "drop", "keep", "mark", "phrases", "regex", "[[cue]]", "[[override]]", "site"] {
        assert!(template.contains(key), "{key}");
    }
    place.write("dehusk.toml", &template);
    assert_eq!(place.dehusk(&["--to", "jsonl"]).stdin(PAGE).run().fine(), plain);
}

#[test]
fn a_configuration_that_cannot_be_used_is_named_with_its_line_and_what_was_meant() {
    let place = Place::new();
    for (text, message, hint) in [
        ("keep = []\n\nkeeep = []\n", "dehusk.toml:3: unknown key 'keeep'", Some("did you mean 'keep'?")),
        ("mode = 'precison'\n", "dehusk.toml:1: ", Some("did you mean 'precision'?")),
        ("keep = ['captoin']\n", "dehusk.toml: there is no label 'captoin'", Some("did you mean 'caption'?")),
        ("keep = ['zzz']\n", "dehusk.toml: there is no label 'zzz'", Some("'dehusk labels' lists them")),
        ("[[regex]]\nlabel = 'promo'\npattern = 'a('\n", "dehusk.toml: 'a(': ", None),
        ("[[cue]]\nreason = 'r'\nline = ['club']\n", "dehusk.toml: ", None),
        ("keep = [\n", "dehusk.toml:", None),
    ] {
        place.write("dehusk.toml", text);
        for command in [&["clean"][..], &["config"], &["explain", "-"]] {
            let run = place.dehusk(command).stdin(PAGE).run();
            assert!(run.stdout.is_empty(), "{run:?}");
            let line = run.failure();
            let name = line
                .rsplit_once("/dehusk.toml")
                .map_or(String::new(), |(_, rest)| format!("dehusk.toml{rest}"));
            assert!(name.starts_with(message), "{command:?}: {line}");
            assert_eq!(run.hint(), hint, "{command:?}: {line}");
        }
    }
}

const ALL: &str =
    "preset = 'gopher'\ndedup-lines = true\nmax-removed = '60%'\nmin-words = 3\nsite-by = 'host'\n";

#[test]
fn what_holds_for_all_documents_may_stand_in_the_file_and_flags_and_variables_win() {
    let place = Place::new();
    place.write("dehusk.toml", ALL);
    let shown = |args: &[&str], variables: &[(&str, &str)]| {
        let tool = place.dehusk(&[&["config"], args].concat());
        let run = variables.iter().fold(tool, |tool, (name, value)| tool.env(name, value)).run();
        run.fine().lines().skip_while(|line| !line.starts_with("preset")).collect::<Vec<_>>().join("; ")
    };
    let file =
        "preset = \"gopher\"; dedup-lines = true; max-removed = 0.6; min-words = 3; site-by = \"host\"";
    assert_eq!(shown(&[], &[]), file);
    let variables = [
        ("DEHUSK_PRESET", "none"),
        ("DEHUSK_DEDUP_LINES", "false"),
        ("DEHUSK_MAX_REMOVED", "0.5"),
        ("DEHUSK_MIN_WORDS", "9"),
        ("DEHUSK_SITE_BY", "dir"),
    ];
    assert_eq!(
        shown(&[], &variables),
        "preset = \"none\"; dedup-lines = false; max-removed = 0.5; min-words = 9; site-by = \"dir\""
    );
    let flags = ["--preset=c4", "--dedup-lines", "--max-removed=100%", "--min-words=0", "--site-by=section"];
    assert_eq!(
        shown(&flags, &variables),
        "preset = \"c4\"; dedup-lines = true; max-removed = 1; min-words = 0; site-by = \"section\""
    );
}

#[test]
fn what_the_file_says_of_all_documents_is_done() {
    let place = Place::new();
    place.write("a.jsonl", format!("{}\n", serde_json::json!({ "text": PAGE })));
    let clean = |config: &str, args: &[&str]| {
        place.write("dehusk.toml", config);
        place.dehusk(&[&["-q", "a.jsonl"], args].concat()).run().fine().to_owned()
    };
    assert!(!clean("", &[]).contains("set_aside"));
    assert!(clean("min-words = 999", &[]).contains("fewer than 999"));
    assert!(!clean("min-words = 999", &["--min-words", "0"]).contains("set_aside"));
    assert!(clean("max-removed = 0.01", &[]).contains("more than 1 %"));
    let line = PAGE.lines().nth(4).unwrap();
    let twice = PAGE.replace(line, &format!("{line}\n\n{line}"));
    place.write("dehusk.toml", "dedup-lines = true");
    let told = place.dehusk(&["-v"]).stdin(&twice).run();
    assert_eq!(told.text().matches("After eleven years").count(), 1, "{told:?}");
    let kept = place.dehusk(&["--dedup-lines=false"]).stdin(&twice).run();
    assert_eq!(kept.text().matches("After eleven years").count(), 2, "{kept:?}");
    // The first pass needs files; a document that comes through a pipe goes without.
    place.write("dehusk.toml", "site-by = 'dir'");
    assert_eq!(place.dehusk::<&str>(&[]).stdin(PAGE).run().fine(), *CLEAN);
    let why = place.dehusk(&["-v"]).stdin(PAGE).run();
    assert!(why.stderr.contains("site-by = \"dir\" is passed over"), "{why:?}");
    place.write("dehusk.toml", "preset = 'refinedweb'");
    let line = place.dehusk(&["explain", "-"]).stdin(PAGE).run().fine().to_owned();
    assert!(line.contains("passes the line rules"), "{line}");
    let mode = place.dehusk(&["--mode", "recall"]).stdin(PAGE).run();
    assert!(mode.failure().starts_with("the preset 'refinedweb' decides by itself"), "{mode:?}");
    place.dehusk(&["--mode", "recall", "--preset", "none"]).stdin(PAGE).run().fine();
}

#[test]
fn a_key_of_all_documents_that_cannot_be_used_is_named() {
    let place = Place::new();
    for (config, message) in [
        ("preset = 'c44'\n", "dehusk.toml: there is no preset 'c44'"),
        (
            "max-removed = 60\n",
            "dehusk.toml:1: max-removed = \"60\": a share is from 0% to 100%, or from 0 to 1",
        ),
        ("min-words = -1\n", "dehusk.toml:1: "),
        ("[[override]]\npath = 'a'\npreset = 'c4'\n", "dehusk.toml: 'preset' holds for all documents"),
    ] {
        place.write("dehusk.toml", config);
        let run = place.dehusk::<&str>(&[]).stdin(PAGE).run();
        assert!(run.failure().contains(message), "{config}: {run:?}");
    }
}
