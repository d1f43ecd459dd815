//! Compiles the cue files into one table, so that a new file is found by itself, a mistake in one fails the build
//! and nothing is left to parse at start-up. It is built from the library's own modules.

#![allow(dead_code, reason = "the library uses what is not used here")]

mod cue;
mod error;
mod files;
mod fold;
#[path = "../label.rs"]
mod label;
mod phrases;
mod place;
#[path = "../script.rs"]
mod script;
mod table;
mod write;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    for path in ["src/cues", "src/label.rs", "src/script.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // Cargo runs it in the folder of the package.
    let written = files::table(Path::new("src/cues")).and_then(|table| {
        let folder = env::var("OUT_DIR").map_err(|error| vec![format!("OUT_DIR: {error}")])?;
        let file = Path::new(&folder).join("cues.bin");
        fs::write(file, write::write(&table)).map_err(|error| vec![error.to_string()])
    });
    for error in written.err().unwrap_or_default() {
        // Cargo prints it and fails the build.
        println!("cargo::error={error}");
    }
    ExitCode::SUCCESS
}
