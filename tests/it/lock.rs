//! `dehusk snapshot` and `dehusk check`.

use crate::support::*;

/// Three documents and their lock.
fn locked(args: &[&str]) -> Place {
    let place = Place::new();
    for name in ["a.txt", "sub/b.txt", "sub/c.html"] {
        place.write(&format!("in/{name}"), if name.ends_with("html") { HTML } else { PAGE });
    }
    let run = place.dehusk(&[&["snapshot", "in"], args].concat()).run();
    assert_eq!(run.fine(), "locked 3 documents in in.lock\n");
    place
}

const KINDS: [&[&str]; 2] = [&[], &["--digest"]];

#[test]
fn a_lock_holds_the_marked_view_of_every_document_and_what_made_it() {
    let place = locked(&[]);
    assert_eq!(
        place.names("in.lock"),
        ["a.txt.snap", "lock.toml", "sub/b.txt.snap", "sub/c.html.snap"].map(str::to_owned)
    );
    let snapshot = place.read("in.lock/a.txt.snap");
    assert!(snapshot.starts_with("---\nsource: dehusk snapshot\n"), "{snapshot}");
    assert!(snapshot.contains("input_file: \"a.txt\"\n---\n"), "{snapshot}");
    assert!(snapshot.contains(&format!("\n- copyright  | {FOOTER}\n")), "{snapshot}");
    let marked = place.dehusk(&["--to", "marked", "in/a.txt"]).run();
    assert!(snapshot.ends_with(marked.fine()), "{snapshot}");
    let manifest = place.read("in.lock/lock.toml");
    for key in ["dehusk = ", "weights = ", "settings = ", "kind = \"snapshots\""] {
        assert!(manifest.contains(key), "{manifest}");
    }
}

#[test]
fn a_digest_is_one_sorted_file_of_checksums_and_counts() {
    let place = locked(&["--digest"]);
    assert_eq!(place.names("in.lock"), ["digest.jsonl", "lock.toml"].map(str::to_owned));
    let entries = records(&place.read("in.lock/digest.jsonl"));
    let ids: Vec<&str> = entries.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a.txt", "sub/b.txt", "sub/c.html"]);
    assert_eq!(entries[0]["labels"]["-copyright"], 1);
    assert_eq!(entries[0]["verdicts"], entries[1]["verdicts"]);
}

#[test]
fn what_is_as_the_lock_says_is_fine_on_any_number_of_threads() {
    for kind in KINDS {
        let place = locked(kind);
        let lock = place.tree("in.lock");
        for threads in ["1", "4"] {
            let run = place.dehusk(&["check", "in/", "-j", threads]).run();
            assert_eq!(run.fine(), "3 documents as in.lock says\n");
        }
        assert_eq!(place.tree("in.lock"), lock);
    }
}

#[test]
fn other_settings_show_the_lines_that_moved() {
    let place = locked(&[]);
    let run = place.dehusk(&["check", "in", "--keep", "copyright"]).run();
    let text = run.status(1).text();
    assert!(text.starts_with("3 documents differ from in.lock, of 3\n"), "{text}");
    assert!(
        text.contains(
            "dehusk or its settings changed: 3 documents (other flags or another configuration)\n  \
             copyright, now kept: 3 lines in 3 documents\n"
        ),
        "{text}"
    );
    assert!(text.contains(&format!("    a.txt:{FOOTER_LINE} {FOOTER}\n")), "{text}");
    assert!(!text.contains("your input changed"), "{text}");
    assert!(run.hint().unwrap().contains("--accept"));
}

#[test]
fn a_digest_tells_how_the_counts_moved() {
    let place = locked(&["--digest"]);
    let run = place.dehusk(&["check", "in", "--keep", "copyright"]).run();
    let text = run.status(1).text();
    assert!(
        text.contains("  copyright, kept: +1 in 1 document\n")
            || text.contains("  copyright, kept: +3 in 3 documents\n"),
        "{text}"
    );
    assert!(text.contains("  a.txt: copyright, dropped -1, copyright, kept +1\n"), "{text}");
}

#[test]
fn an_input_that_changed_is_told_from_a_tool_that_did() {
    for kind in KINDS {
        let place = locked(kind);
        place.write("in/a.txt", PAGE.replace("yellow", "green"));
        place.write("in/d.txt", PAGE);
        std::fs::remove_file(place.path("in/sub/b.txt")).unwrap();
        let run = place.dehusk(&["check", "in"]).run();
        let text = run.status(1).text();
        assert!(text.starts_with("3 documents differ from in.lock, of 3\n"), "{text}");
        assert!(text.contains("\nyour input changed: 1 document\n  a.txt"), "{text}");
        assert!(text.contains("\nnew, not in the lock: 1 document\n  d.txt\n"), "{text}");
        assert!(text.contains("\nmissing, in the lock alone: 1 document\n  sub/b.txt\n"), "{text}");
        assert!(!text.contains("settings changed"), "{text}");
    }
}

#[test]
fn what_is_accepted_is_in_the_lock_and_what_is_pruned_is_not() {
    for kind in KINDS {
        let place = locked(kind);
        place.write("in/a.txt", PAGE.replace("yellow", "green"));
        place.write("in/d.txt", PAGE);
        std::fs::remove_file(place.path("in/sub/b.txt")).unwrap();
        let check = |args: &[&str]| place.dehusk(&[&["check", "in"], args].concat()).run();
        check(&["--accept=in/a.txt"]).status(1);
        let text = check(&[]).text().to_owned();
        assert!(text.starts_with("2 documents differ") && !text.contains("a.txt"), "{text}");
        check(&["--accept"]).status(1);
        let text = check(&[]).text().to_owned();
        assert!(text.starts_with("1 document differs") && text.contains("missing"), "{text}");
        check(&["--prune"]).status(0);
        assert_eq!(check(&[]).fine(), "3 documents as in.lock says\n");
        let locked = place.tree("in.lock");
        // As if it had been made now.
        place.dehusk(&[&["snapshot", "in", "--lock", "other"], kind].concat()).run().fine();
        assert_eq!(place.tree("other"), locked);
    }
}

#[test]
fn a_bad_document_costs_itself_alone_and_its_lock_stays() {
    for kind in KINDS {
        let place = locked(kind);
        place.write("in/sub/b.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
        place.write("in/x.jsonl", "{\"text\": \"A record.\"}\nno record\n");
        let lock = place.tree("in.lock");
        let run = place.dehusk(&["check", "in", "--accept", "--prune"]).run();
        run.status(2);
        assert_eq!(run.failures().len(), 2 + usize::from(kind.is_empty()), "{run:?}");
        assert!(run.stderr.contains("in/x.jsonl: record 2, byte 22: no valid JSON"), "{run:?}");
        assert_eq!(run.stderr.contains("in/x.jsonl: holds many records"), kind.is_empty(), "{run:?}");
        let mut now = place.tree("in.lock");
        if let Some(digest) = now.get_mut("digest.jsonl") {
            // The good record is in the lock; what was there before is there still.
            let text = String::from_utf8(std::mem::take(digest)).unwrap();
            let (old, new): (Vec<&str>, Vec<&str>) =
                text.lines().partition(|line| !line.contains("x.jsonl#1"));
            assert_eq!(new.len(), 1);
            *digest = (old.join("\n") + "\n").into_bytes();
        }
        assert_eq!(now, lock);
    }
}

#[test]
fn a_lock_inside_the_folder_is_none_of_its_documents_and_no_folder_is_made_a_lock_by_mistake() {
    let place = locked(&["--digest"]);
    let inside = ["snapshot", "in", "--digest", "--lock", "in/lock"];
    assert_eq!(place.dehusk(&inside).run().fine(), "locked 3 documents in in/lock\n");
    let again = place.dehusk(&["check", "in", "--lock", "in/lock"]).run();
    assert_eq!(again.fine(), "3 documents as in/lock says\n");
    let foreign = place.dehusk(&["snapshot", "in", "--lock", "in/sub"]).run();
    assert_eq!(foreign.failure(), "in/sub: holds files and is no lock");
    let none = place.dehusk(&["check", "in", "--lock", "none"]).run();
    assert_eq!(none.failure(), "none: no lock there");
    assert_eq!(none.hint(), Some("'dehusk snapshot in --lock none' makes one"));
    assert_eq!(place.dehusk(&["check", "in/a.txt"]).run().status, Some(2));
}

#[test]
fn a_lock_of_one_kind_becomes_one_of_the_other() {
    let place = locked(&[]);
    place.dehusk(&["snapshot", "in", "--digest"]).run().fine();
    assert_eq!(place.names("in.lock"), ["digest.jsonl", "lock.toml"].map(str::to_owned));
    place.dehusk(&["snapshot", "in"]).run().fine();
    assert_eq!(place.names("in.lock").len(), 4);
}

#[test]
fn a_damaged_lock_is_an_error_with_its_place() {
    let place = locked(&["--digest"]);
    place.write("in.lock/digest.jsonl", "nothing\n");
    let run = place.dehusk(&["check", "in"]).run();
    assert!(run.failure().ends_with("digest.jsonl: line 1: no entry of a digest"), "{run:?}");
    place.write(
        "in.lock/lock.toml",
        "format = 9\nkind = 'digest'\ndehusk = ''\nweights = ''\nsettings = ''\n",
    );
    let run = place.dehusk(&["check", "in"]).run();
    assert!(run.failure().contains("format 9 is not known"), "{run:?}");
}
