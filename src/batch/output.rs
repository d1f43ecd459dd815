//! How outputs get to their place whole: written to a hidden part file beside it, which then takes the name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::names::key;

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
    /// An input would be written to a file of the run's own.
    #[error("{}: would be written from {} and is a file of the run's own", output.display(), input.display())]
    Reserved {
        /// The output.
        output: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// An input turned out to be something else than its name says, and the output of that is taken.
    #[error("its output {} is that of another input", .0.display())]
    Taken(PathBuf),
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

impl OutputError {
    /// Whether nothing more can be written there.
    pub(super) fn is_out_of_space(&self) -> bool {
        use io::ErrorKind::{QuotaExceeded, StorageFull};
        matches!(self, OutputError::Io { error, .. } if matches!(error.kind(), StorageFull | QuotaExceeded))
    }

    /// The file that could not be written, where the system says so.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            OutputError::Io { path, .. } => Some(path),
            _ => None,
        }
    }

    /// What went wrong, without that path.
    pub(super) fn reason(&self) -> String {
        match self {
            OutputError::Io { error, .. } => plain(error),
            other => other.to_string(),
        }
    }

    /// What the system says about a path.
    pub(super) fn io(path: &Path, error: io::Error) -> OutputError {
        OutputError::Io { path: path.to_owned(), error }
    }
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

/// A file in the making. Its name is made of the final one, so that a later run finds what a killed one left.
#[derive(Debug)]
pub(crate) struct PartFile {
    part: PathBuf,
    path: PathBuf,
    file: File,
    written: u64,
}

impl PartFile {
    /// Begins a file anew. Folders are made, and what a killed run left is replaced.
    pub(crate) fn begin(path: &Path) -> Result<PartFile, OutputError> {
        let failed = |error| OutputError::io(path, error);
        let part = part_path(path);
        let create = || OpenOptions::new().write(true).create_new(true).open(&part);
        let file = match create() {
            Ok(file) => file,
            Err(error) => {
                match error.kind() {
                    io::ErrorKind::NotFound => fs::create_dir_all(parent(path)).map_err(failed)?,
                    // Made anew and not opened: nobody's link is followed.
                    io::ErrorKind::AlreadyExists => fs::remove_file(&part).map_err(failed)?,
                    _ => return Err(failed(error)),
                }
                create().map_err(failed)?
            }
        };
        Ok(PartFile { part, path: path.to_owned(), file, written: 0 })
    }

    /// Goes on with a file of which so many bytes are good; what follows them is cut off.
    pub(super) fn go_on(path: &Path, written: u64) -> Result<PartFile, OutputError> {
        if written == 0 {
            return PartFile::begin(path);
        }
        let failed = |error| OutputError::io(path, error);
        let part = part_path(path);
        let mut file = OpenOptions::new().write(true).open(&part).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() < written {
            return Err(failed(io::Error::other("the part that was written before is shorter than it was")));
        }
        file.set_len(written).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(PartFile { part, path: path.to_owned(), file, written })
    }

    /// How many bytes a killed run left of this file.
    pub(super) fn left(path: &Path) -> u64 {
        fs::symlink_metadata(part_path(path)).map_or(0, |metadata| metadata.len())
    }

    /// Appends. After an error the part file holds what came before.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        if let Err(error) = self.file.write_all(bytes) {
            let _ = self.file.set_len(self.written);
            return Err(OutputError::io(&self.path, error));
        }
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// The name it will have.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes written so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// The file itself, for a writer that counts on its own.
    pub(super) fn file(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> Result<(), OutputError> {
        drop(self.file);
        fs::rename(&self.part, &self.path).map_err(|error| {
            let _ = fs::remove_file(&self.part);
            // What stands in the way of a file is a folder.
            let folder = self.path.is_dir();
            OutputError::io(&self.path, if folder { io::ErrorKind::IsADirectory.into() } else { error })
        })
    }

    /// Gives it up: nothing is left.
    pub(super) fn discard(self) {
        drop(self.file);
        let _ = fs::remove_file(&self.part);
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Short whatever the name is: a name may be as long as the file system allows.
fn part_path(path: &Path) -> PathBuf {
    let name = path.file_name().map(Path::new).unwrap_or(path);
    parent(path).join(format!(".dehusk-{:016x}.part", key(name)))
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its name. Folders are made.
///
/// # Errors
/// What the system says, with the path. Nothing is left behind.
pub fn write_atomic(path: &Path, contents: &[u8]) -> Result<(), OutputError> {
    let mut file = PartFile::begin(path)?;
    match file.write(contents) {
        Ok(()) => file.finish(),
        Err(error) => {
            file.discard();
            Err(error)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_write_leaves_the_whole_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.txt");
        write_atomic(&path, b"one").unwrap();
        fs::write(part_path(&path), "left by a killed run").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let long = folder.path().join("x".repeat(255));
        write_atomic(&long, b"three").unwrap();
        assert_eq!(fs::read(&long).unwrap(), b"three");
    }

    #[test]
    fn a_write_that_fails_names_the_path_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let error = write_atomic(&folder.path().join("file/a.txt"), b"one").unwrap_err().to_string();
        assert!(error.contains("file/a.txt: a part of the path is not a folder"), "{error}");
        let error = write_atomic(&folder.path().join("folder"), b"one").unwrap_err().to_string();
        assert!(error.ends_with("folder: is a folder"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_part_goes_on_after_what_was_good() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut part = PartFile::begin(&path).unwrap();
        part.write(b"good and half of a li").unwrap();
        drop(part);
        assert!(!path.exists());
        assert_eq!(PartFile::left(&path), 21);
        let mut part = PartFile::go_on(&path, 4).unwrap();
        part.write(b" again").unwrap();
        assert_eq!(part.written(), 10);
        part.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"good again");
        assert!(PartFile::go_on(&path, 4).is_err());
        assert_eq!(PartFile::left(&path), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_way_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.txt"), folder.path().join("other"));
        fs::write(&other, "untouched").unwrap();
        std::os::unix::fs::symlink(&other, part_path(&path)).unwrap();
        write_atomic(&path, b"one").unwrap();
        assert_eq!(
            (fs::read(&path).unwrap(), fs::read(&other).unwrap()),
            (b"one".into(), b"untouched".into())
        );
    }
}
