//! The console blocks of the README are run, and print what the README says.

#[test]
fn the_readme_tells_the_truth() {
    trycmd::TestCases::new().case("README.md").register_bin("dehusk", trycmd::cargo::cargo_bin!("dehusk"));
}
