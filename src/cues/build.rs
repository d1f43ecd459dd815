//! Lists the cue files for the compiler, so that a new file is found by itself.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src/cues");
    println!("cargo::rerun-if-changed=src/cues");
    let mut list = String::from("[\n");
    for folder in sorted(&root)? {
        let Some(label) = folder.strip_prefix(&root).ok().and_then(Path::to_str).map(str::to_owned) else {
            continue;
        };
        if !folder.is_dir() {
            continue;
        }
        for file in sorted(&folder)? {
            if file.extension().is_some_and(|extension| extension == "toml") {
                let language = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                let _ = writeln!(list, "({label:?}, {language:?}, include_str!({file:?})),");
            }
        }
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("cue_files.rs"), list)
}

fn sorted(folder: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    Ok(paths)
}
