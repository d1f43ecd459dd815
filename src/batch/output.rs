//! Where outputs go, and how they get there whole.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// An output that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Two inputs would be written to one file.
    #[error("{}: would be written from both {} and {}", output.display(), first.display(), second.display())]
    Collision {
        /// The output.
        output: PathBuf,
        /// The input that comes first.
        first: PathBuf,
        /// The input that comes second.
        second: PathBuf,
    },
    /// An input would be overwritten.
    #[error("{}: the output would overwrite this input", .0.display())]
    OverInput(PathBuf),
    /// A name that leads out of the output folder.
    #[error("{}: the name leads out of the output folder", .0.display())]
    Escapes(PathBuf),
    /// What the system says.
    #[error("{}: {}", path.display(), plain(error))]
    Io {
        /// Which file.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
}

/// What the system says, without its error number.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of the path is not a folder".to_owned()
        }
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

/// The output of each input: its path below `out`, with another extension. `inputs` are the path itself and the
/// path relative to the root it was found under.
///
/// # Errors
/// Every output that two inputs share, every input that would be overwritten, every name that leads out of `out`.
/// Nothing may be written then.
pub fn plan<'p>(
    inputs: impl Iterator<Item = (&'p Path, &'p Path)>,
    out: &Path,
    extension: &str,
) -> Result<Vec<PathBuf>, Vec<OutputError>> {
    let mut errors = Vec::new();
    let mut outputs = Vec::new();
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    let mut sources = Vec::new();
    for (path, relative) in inputs {
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            errors.push(OutputError::Escapes(path.to_owned()));
        }
        let output = out.join(relative).with_extension(extension);
        if let Some(first) = taken.insert(output.clone(), path) {
            errors.push(OutputError::Collision {
                output: output.clone(),
                first: first.to_owned(),
                second: path.to_owned(),
            });
        }
        sources.push(path);
        outputs.push(output);
    }
    // A bare file name has no folder, and that is the working folder.
    let here = if out.as_os_str().is_empty() { Path::new(".") } else { out };
    let real_out = fs::canonicalize(here).ok();
    for source in sources {
        // Only an input that lies below the output folder can be one of its outputs.
        if let (Some(real_out), Ok(real)) = (&real_out, fs::canonicalize(source))
            && let Ok(below) = real.strip_prefix(real_out)
            && taken.contains_key(&out.join(below))
        {
            errors.push(OutputError::OverInput(source.to_owned()));
        }
    }
    if errors.is_empty() { Ok(outputs) } else { Err(errors) }
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its name. Folders are made.
///
/// # Errors
/// What the system says, with the path. Nothing is left behind.
pub fn write_atomic(path: &Path, contents: &[u8]) -> Result<(), OutputError> {
    let failed = |error| OutputError::Io { path: path.to_owned(), error };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dehusk-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(contents).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn planned(inputs: &[&str], out: &Path) -> Result<Vec<PathBuf>, Vec<String>> {
        let pairs = inputs.iter().map(|input| (Path::new(*input), Path::new(*input)));
        plan(pairs, out, "txt").map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_tree_is_mirrored() {
        assert_eq!(
            planned(&["news/a.html", "b.txt"], Path::new("out")).unwrap(),
            [PathBuf::from("out/news/a.txt"), PathBuf::from("out/b.txt")]
        );
    }

    #[test]
    fn two_inputs_for_one_output_are_an_error_that_names_all_three() {
        let errors = planned(&["a.html", "a.txt"], Path::new("out")).unwrap_err();
        assert_eq!(errors, ["out/a.txt: would be written from both a.html and a.txt"]);
    }

    #[test]
    fn names_cannot_leave_the_output_folder() {
        assert_eq!(
            planned(&["../x.txt"], Path::new("out")).unwrap_err(),
            ["../x.txt: the name leads out of the output folder"]
        );
    }

    #[test]
    fn an_input_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.txt");
        fs::write(&input, "x").unwrap();
        let inputs = [(input.as_path(), Path::new("a.txt"))];
        let errors = plan(inputs.into_iter(), folder.path(), "txt").unwrap_err();
        assert!(errors[0].to_string().ends_with("a.txt: the output would overwrite this input"));
        assert!(plan(inputs.into_iter(), &folder.path().join("out"), "txt").is_ok());
    }

    #[test]
    fn a_write_leaves_the_whole_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.txt");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_write_that_fails_names_the_path_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        let error = write_atomic(&folder.path().join("file/a.txt"), b"one").unwrap_err().to_string();
        assert!(error.contains("file/a.txt: "), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
