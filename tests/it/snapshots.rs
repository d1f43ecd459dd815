//! `snapshots/` mirrors `corpus/` with the marked view of every dump and page, so that a line that changes its label
//! shows in review.

use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::render::{RenderOptions, format};
use dehusk::source::{Input, ReadOptions, read};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `snapshots/dumps/en/a.txt.snap` for `corpus/dumps/en/a.txt`.
fn snapshot_of(document: &Path) -> PathBuf {
    let relative = document.strip_prefix(root().join("corpus")).unwrap();
    let name = format!("{}.snap", relative.file_name().unwrap().to_str().unwrap());
    root().join("snapshots").join(relative).with_file_name(name)
}

#[test]
fn every_document_of_the_corpus_is_marked_as_its_snapshot_says() {
    let cleaner = Cleaner::new(Policy::default()).unwrap();
    let marked = format("marked").unwrap();
    insta::glob!("../../corpus", "{dumps,pages}/**/*.{txt,html}", |path| {
        let document = read(&Input::file(path), &ReadOptions::default()).unwrap();
        let cleaned = cleaner.clean(&document);
        let mut view = String::new();
        marked.render(&document, &cleaned, &RenderOptions::default(), &mut view);
        let snapshot = snapshot_of(path);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(snapshot.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.remove_input_file();
        settings.bind(|| {
            insta::assert_snapshot!(path.file_name().unwrap().to_str().unwrap(), view);
        });
    });
}

#[test]
fn every_snapshot_has_its_document() {
    let mut open = vec![root().join("snapshots")];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let relative = path.strip_prefix(root().join("snapshots")).unwrap();
            let document = root().join("corpus").join(relative).with_extension("");
            assert!(document.is_file(), "{} is an orphan: delete it", relative.display());
            count += 1;
        }
    }
    assert!(count >= 40, "only {count} snapshots were found");
}
