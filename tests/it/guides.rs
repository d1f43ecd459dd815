//! The guides are followed as a reader would: for each page a folder of its own, the files that it says to write, and
//! its commands given to a shell in order. What they print is what the page says. `TRYCMD=overwrite` writes it there.
//!
//! A fenced block of `console` holds commands (`$ …`, continued by `> …`), the exit status where it is not 0 (`? 1`)
//! and what is printed; a block with a name behind its language (`toml dehusk.toml`) is a file.

use crate::support::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guides")
}

fn guides() -> Vec<PathBuf> {
    let mut pages = files_below(&folder());
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages
}

/// What a command prints, on both channels, and its exit status.
fn follow(place: &Place, command: &str) -> (String, Option<i32>) {
    let tool = trycmd::cargo::cargo_bin!("dehusk");
    let path = std::env::join_paths(
        tool.parent()
            .map(Path::to_owned)
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DEHUSK_") {
            shell.env_remove(name);
        }
    }
    let run = shell
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(place.path("."))
        .env("PATH", path.unwrap())
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let home = std::fs::canonicalize(place.path(".")).unwrap();
    (printed.replace(home.to_str().unwrap(), "/home/you"), run.status.code())
}

/// The page with what its commands print now.
fn as_it_is_now(page: &str) -> String {
    let place = Place::new();
    std::os::unix::fs::symlink(corpus(), place.path("corpus")).unwrap();
    let mut now = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        now += &format!("{line}\n");
        let Some(block) = line.strip_prefix("```").filter(|block| !block.is_empty()) else { continue };
        let mut body = Vec::new();
        while let Some(line) = lines.next_if(|line| *line != "```") {
            body.push(line);
        }
        if block == "console" {
            now += &follow_all(&place, &body);
        } else {
            if let Some((_, name)) = block.split_once(' ') {
                place.write(name, body.join("\n") + "\n");
            }
            now.extend(body.iter().flat_map(|line| [*line, "\n"]));
        }
        now.extend(lines.next().into_iter().flat_map(|line| [line, "\n"]));
    }
    now
}

/// The commands of a block, each with what it prints.
fn follow_all(place: &Place, block: &[&str]) -> String {
    let mut now = String::new();
    let mut lines = block.iter().peekable();
    let mut printed = String::new();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("$ ") else { continue };
        now += if printed.is_empty() { "" } else { "\n" };
        now += &format!("{line}\n");
        let mut command = first.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
            command += &format!("\n{}", &more[2..]);
            now += &format!("{more}\n");
        }
        let status;
        (printed, status) = follow(place, &command);
        if status != Some(0) {
            now += &format!("? {}\n", status.unwrap());
        }
        now += &printed;
        now += if printed.is_empty() || printed.ends_with('\n') { "" } else { "\n" };
    }
    now
}

#[test]
fn the_guides_tell_the_truth() {
    for path in guides() {
        let page = std::fs::read_to_string(&path).unwrap();
        let expected = snapbox::Data::read_from(&path, None);
        snapbox::Assert::new().action_env("TRYCMD").normalize_paths(false).eq(as_it_is_now(&page), expected);
    }
}

#[test]
fn every_guide_is_in_the_documentation_and_named_by_the_readme() {
    let read =
        |path: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (readme, module) = (read("README.md"), read("src/guides/mod.rs"));
    let named: BTreeSet<String> =
        guides().iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(named.len() >= 7, "{named:?}");
    for name in named {
        assert!(module.contains(&format!("include_str!(\"{name}\")")), "{name}");
        assert!(readme.contains(&format!("]: src/guides/{name}\n")), "{name}");
    }
}

#[test]
fn links_of_guides_lead_somewhere() {
    let anchor = |heading: &str| -> String {
        heading
            .trim_start_matches(['#', ' '])
            .to_lowercase()
            .replace(' ', "-")
            .replace(|c: char| !c.is_alphanumeric() && c != '-', "")
    };
    let known = std::fs::read_to_string(folder().join("links.txt")).unwrap();
    let mut followed = 0;
    for path in guides() {
        let page = std::fs::read_to_string(&path).unwrap();
        let defined: Vec<(&str, &str)> =
            page.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).collect();
        for used in page.split("][").skip(1).filter_map(|rest| rest.split(']').next()) {
            assert!(defined.iter().any(|(name, _)| *name == used), "{}: {used}", path.display());
        }
        for (name, link) in defined {
            assert!(known.contains(&format!("[{name}]: ")), "{}: {name} is not in links.txt", path.display());
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = std::fs::read_to_string(folder().join(file));
            let target = target.unwrap_or_else(|_| panic!("{}: {link}", path.display()));
            let headings: Vec<String> =
                target.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
            assert!(
                place.is_empty() || headings.iter().any(|heading| heading == place),
                "{}: {link}",
                path.display()
            );
            followed += 1;
        }
    }
    assert!(followed > 0);
}
