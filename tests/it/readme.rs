//! The console blocks of the README are run, and print what the README says.

#[test]
fn the_readme_tells_the_truth() {
    trycmd::TestCases::new().case("README.md").register_bin("dehusk", trycmd::cargo::cargo_bin!("dehusk"));
}

#[test]
fn the_dump_at_the_top_of_the_readme_is_the_one_that_is_cleaned() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let dump = root.join("corpus/dumps/en/local-news-glued-date-and-newsletter.txt");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains(&std::fs::read_to_string(dump).unwrap()));
}
