//! Line gold: `NAME.txt` with `NAME.labels.tsv` beside it, and the columns of an `index.tsv`.

use super::GoldError;
use crate::label::Label;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One dump with its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldDump {
    /// The name: the path below the gold folder without its extension.
    pub name: String,
    /// The dump.
    pub text: String,
    /// The right label by line number.
    pub labels: BTreeMap<u32, Label>,
}

/// Reads all line gold below a folder, sorted by name.
///
/// # Errors
/// The first file that cannot be read or is wrong, with its place.
pub fn read_dumps(folder: &Path) -> Result<Vec<GoldDump>, GoldError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let unreadable = |error| GoldError::Read { path: folder.clone(), error };
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.ends_with(".labels.tsv"))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    let dumps: Vec<GoldDump> =
        found.iter().map(|labels| read_dump(folder, labels)).collect::<Result<_, GoldError>>()?;
    if dumps.is_empty() { Err(GoldError::Empty(folder.to_owned())) } else { Ok(dumps) }
}

fn read(path: &Path) -> Result<String, GoldError> {
    fs::read_to_string(path).map_err(|error| GoldError::Read { path: path.to_owned(), error })
}

/// Reads a labels file: the label by line number. What stands in the third column is for people.
///
/// # Errors
/// The file cannot be read, or a row is wrong, with its place.
pub fn read_labels(labels_path: &Path) -> Result<BTreeMap<u32, Label>, GoldError> {
    let mut labels = BTreeMap::new();
    for (index, row) in read(labels_path)?.split('\n').enumerate() {
        if row.is_empty() {
            continue;
        }
        let wrong =
            |problem: String| GoldError::Line { path: labels_path.to_owned(), line: index + 1, problem };
        let mut columns = row.splitn(3, '\t');
        let number = columns.next().unwrap_or_default();
        let number: u32 = number.parse().map_err(|_| wrong(format!("'{number}' is no line number")))?;
        let label = columns.next().ok_or_else(|| wrong("no label after the line number".to_owned()))?;
        labels.insert(number, label.parse::<Label>().map_err(|error| wrong(error.to_string()))?);
    }
    Ok(labels)
}

fn read_dump(folder: &Path, labels_path: &Path) -> Result<GoldDump, GoldError> {
    let stem = labels_path.to_string_lossy().trim_end_matches(".labels.tsv").to_owned();
    let text_path = PathBuf::from(format!("{stem}.txt"));
    let text = read(&text_path)?;
    let labels = read_labels(labels_path)?;
    let name =
        Path::new(&stem).strip_prefix(folder).unwrap_or(Path::new(&stem)).to_string_lossy().into_owned();
    Ok(GoldDump { name, text, labels })
}

/// The columns of an `index.tsv`, by the name in its first column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldIndex {
    header: Vec<String>,
    rows: BTreeMap<String, Vec<String>>,
}

impl GoldIndex {
    /// The columns of a dump after its name. A dump in a folder may be listed by its file name alone.
    pub fn columns(&self, name: &str) -> Option<&Vec<String>> {
        self.rows.get(name).or_else(|| self.rows.get(name.rsplit('/').next()?))
    }

    /// The name of a column after the first: the header's, or its number counted from 1 as `cut` counts.
    pub fn name(&self, column: usize) -> String {
        self.header.get(column).cloned().unwrap_or_else(|| format!("{}", column + 2))
    }
}

/// Reads the `index.tsv` in the gold folder or above it. A first line that begins with `name` is a header. Empty
/// where there is no such file.
///
/// # Errors
/// The file is there and cannot be read.
pub fn read_index(folder: &Path) -> Result<GoldIndex, GoldError> {
    let beside = [folder.join("index.tsv"), folder.join("..").join("index.tsv")];
    let Some(path) = beside.iter().find(|path| path.is_file()) else { return Ok(GoldIndex::default()) };
    let text = fs::read_to_string(path).map_err(|error| GoldError::Read { path: path.clone(), error })?;
    let mut index = GoldIndex::default();
    for (number, row) in text.lines().enumerate() {
        let mut columns = row.split('\t').map(str::to_owned);
        let Some(name) = columns.next() else { continue };
        if number == 0 && name == "name" {
            index.header = columns.collect();
        } else {
            index.rows.insert(name, columns.collect());
        }
    }
    Ok(index)
}
