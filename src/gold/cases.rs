//! Literate gold: `LABEL.md` pages whose fenced blocks hold cases, short texts that have one label.
//!
//! A block is tagged `text drop-LANGUAGE` where its cases are the page's label, `text keep-LANGUAGE` where they are
//! content. Blank lines part cases.

use super::{GoldDump, GoldError};
use crate::label::Label;
use std::fs;
use std::path::Path;

/// What stands above each case: a case alone is not yet a document.
const ABOVE: &str = include_str!("above.txt");
/// What stands below each case.
const BELOW: &str = include_str!("below.txt");

/// One case of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The tag of its block: `drop-en`, `keep-de` …
    pub tag: String,
    /// The line of the page that it begins on.
    pub line: usize,
    /// Its lines.
    pub text: String,
}

impl Case {
    /// Whether the case has the page's label; otherwise it is content.
    pub fn drops(&self) -> bool {
        self.tag.starts_with("drop-")
    }

    /// The case in the middle of an article, with labels for its own lines alone.
    pub fn dump(&self, name: String, label: Label) -> GoldDump {
        let label = if self.drops() { label } else { Label::Content };
        let first = ABOVE.lines().count() as u32 + 1;
        let lines = first..first + self.text.lines().count() as u32;
        GoldDump {
            name,
            text: format!("{ABOVE}{}{BELOW}", self.text),
            labels: lines.map(|line| (line, label)).collect(),
        }
    }
}

/// The cases of a page.
pub fn cases(page: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut tag = None;
    let mut open: Option<Case> = None;
    for (number, line) in (1..).zip(page.lines()) {
        if let Some(fence) = line.strip_prefix("```") {
            cases.extend(open.take());
            tag = fence.strip_prefix("text ");
        } else if let Some(tag) = tag {
            if line.trim().is_empty() {
                cases.extend(open.take());
            } else {
                let new = || Case { tag: tag.to_owned(), line: number, text: String::new() };
                let case = open.get_or_insert_with(new);
                case.text.push_str(line);
                case.text.push('\n');
            }
        }
    }
    cases
}

/// The pages of a folder, by label; empty where it has none.
///
/// # Errors
/// A page that cannot be read.
pub fn read_cases(folder: &Path) -> Result<Vec<GoldDump>, GoldError> {
    let mut dumps = Vec::new();
    for label in Label::ALL {
        let path = folder.join(format!("{label}.md"));
        if path.is_file() {
            let page = fs::read_to_string(&path).map_err(|error| GoldError::Read { path, error })?;
            dumps.extend(
                cases(&page).iter().map(|case| case.dump(format!("{label}.md:{}", case.line), label)),
            );
        }
    }
    Ok(dumps)
}
