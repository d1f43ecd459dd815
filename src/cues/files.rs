//! From the cue files to one table. The build script runs this; the tests check it.

use super::cue::{CueFile, CueSpec};
use super::table::{Builder, Table};
use crate::label::Label;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The table of all cue files in a folder, in the order of their names. Otherwise what is wrong, one text for each
/// file with an error in it, the file named first.
pub fn table(root: &Path) -> Result<Table, Vec<String>> {
    let mut specs: Vec<(Label, CueSpec)> = Vec::new();
    let mut errors = Vec::new();
    for path in cue_files(root).map_err(|error| vec![format!("{}: {error}", root.display())])? {
        match read(&path) {
            Ok((label, file)) => specs.extend(file.into_iter().map(|spec| (label, spec))),
            Err(error) => errors.push(format!("{}: {error}", path.display())),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Table::new(specs.iter().map(|(label, spec)| (*label, spec))).map_err(|error| vec![error.to_string()])
}

/// The files `<label>/<language>.toml`, sorted.
fn cue_files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        let is_cue_file = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
        files.extend(entries(&folder)?.into_iter().filter(is_cue_file));
    }
    files.sort();
    Ok(files)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// The cues of one file, each looked at by itself, so that the file can be named where one is wrong.
fn read(path: &Path) -> Result<(Label, Vec<CueSpec>), String> {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let label: Label = folder.parse().map_err(|error| format!("{error}"))?;
    let contents = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: CueFile = toml::from_str(&contents).map_err(|error| {
        let before = error.span().and_then(|span| contents.get(..span.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, error.message().replace('\n', "; "))
    })?;
    Builder::of(file.cue.iter().map(|spec| (label, spec))).map_err(|error| error.to_string())?;
    Ok((label, file.cue))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_compiled_in_is_that_of_the_files() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cues");
        let table = table(&root).unwrap();
        assert!(table == crate::cues::bytes::read(crate::cues::BUILT_IN).unwrap());
        assert!(crate::cues::write::write(&table) == crate::cues::BUILT_IN);
    }

    #[test]
    fn a_file_with_an_error_is_named_with_the_reason() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, contents: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        };
        write("promo/en.toml", "[[cue]]\nreason = 'fine'\nline = ['sign up']\n");
        write("promo/README.md", "no cue file");
        assert_eq!(table(root.path()).unwrap().cues.len(), 1);
        write("promo/de.toml", "[[cue]]\nreason = 'a'\nlien = ['x']\n");
        write("promo/fr.toml", "[[cue]]\nreason = 'b'\nline = ['«']\n");
        write("promo/it.toml", "[[cue]]\nreason = 'c'\nwith = ['x']\n");
        write("footer/en.toml", "[[cue]]\nline = ['x']\n");
        let errors = table(root.path()).unwrap_err();
        let ends = [
            "footer/en.toml: there is no label 'footer'",
            "promo/fr.toml: promo cue 'b': the phrase '«' has no letter or digit",
            "promo/it.toml: promo cue 'c': it has no phrase in line, start, end or anywhere",
        ];
        assert_eq!(errors.len(), 4);
        assert!(errors[1].contains("promo/de.toml: line 3: unknown field `lien`"), "{}", errors[1]);
        for (error, end) in [&errors[0], &errors[2], &errors[3]].into_iter().zip(ends) {
            assert!(error.ends_with(end), "{error}");
        }
    }
}
