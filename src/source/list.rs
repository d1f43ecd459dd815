//! Lists of inputs: one path a line, or apart by NUL bytes.

use super::walk::walk_directory;
use super::{Input, SourceError, Walked};
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, BufRead};
use std::path::{Component, Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Reads a list, a path at a time. Lines may end in CR LF, and blank ones do not count; with `nul`, paths end in a
/// NUL byte and may hold any other.
pub fn read_list(mut list: impl BufRead, nul: bool) -> impl Iterator<Item = io::Result<PathBuf>> {
    let separator = if nul { 0 } else { b'\n' };
    let mut bytes = Vec::new();
    std::iter::from_fn(move || {
        loop {
            bytes.clear();
            match list.read_until(separator, &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            bytes.pop_if(|last| *last == separator);
            if !nul {
                bytes.pop_if(|last| *last == b'\r');
            }
            if !bytes.is_empty() {
                return Some(Ok(path_of(&bytes)));
            }
        }
    })
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_owned()).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    OsString::from(String::from_utf8_lossy(bytes).into_owned()).into()
}

/// Adds the inputs that the paths of a list stand for: a directory for the files below it, a file for itself. An
/// output tree mirrors the whole path, so that `a/x.txt` and `b/x.txt` do not meet. What is listed twice, or is
/// among the inputs already, is taken once.
pub fn walk_list(paths: impl IntoIterator<Item = PathBuf>, found: &mut Walked) {
    // A checksum a path: a list may hold millions.
    let mut seen: HashSet<u64> = found.inputs.iter().map(|input| key(&input.path())).collect();
    for path in paths {
        if path.is_dir() {
            let start = found.inputs.len();
            walk_directory(&path, found);
            let walked: Vec<Input> = found.inputs.drain(start..).collect();
            let listed = walked.into_iter().filter(|input| seen.insert(key(&input.path())));
            found.inputs.extend(listed.map(|input| Input::listed(&input.path())));
        } else if path == Path::new("-") {
            if seen.insert(key(&path)) {
                found.inputs.push(Input::stdin());
            }
        } else if let Err(error) = std::fs::symlink_metadata(&path) {
            found.errors.push(SourceError::new(path, error));
        } else if seen.insert(key(&path)) {
            found.push_listed(&path);
        }
    }
}

impl Walked {
    /// Adds a file of a list, which shares its root with the one before it, mostly.
    fn push_listed(&mut self, path: &Path) {
        let input = Input::listed(path);
        let input = match self.inputs.last() {
            Some(last) => input.sharing_root(last),
            None => input,
        };
        self.inputs.push(input);
    }
}

/// The same for `./a` and `a`.
fn key(path: &Path) -> u64 {
    let plain: PathBuf = path.components().filter(|component| *component != Component::CurDir).collect();
    xxh3_64(plain.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    fn paths(list: &[u8], nul: bool) -> Vec<PathBuf> {
        read_list(list, nul).map(Result::unwrap).collect()
    }

    #[test]
    fn a_list_has_a_path_a_line_or_before_each_nul() {
        assert_eq!(paths(b"a.txt\nb c.txt\r\n\nd", false), ["a.txt", "b c.txt", "d"].map(PathBuf::from));
        assert_eq!(paths(b"a\nb.txt\0 c\0", true), ["a\nb.txt", " c"].map(PathBuf::from));
        assert_eq!(paths(b"", false), [PathBuf::new(); 0]);
    }

    #[test]
    fn listed_files_keep_their_folders_and_are_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/x.txt", "b/x.txt", "c/y.txt", "c/z.pdf"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let listed =
            ["a/x.txt", "b/x.txt", "a/./x.txt", "c", "none.txt"].map(|name| folder.path().join(name));
        let mut found = Walked::default();
        walk_list(listed, &mut found);
        let below = folder.path().strip_prefix("/").unwrap_or(folder.path());
        let relatives: Vec<&Path> = found.inputs.iter().map(Input::relative).collect();
        assert_eq!(relatives, ["a/x.txt", "b/x.txt", "c/y.txt"].map(|name| below.join(name)));
        assert_eq!(found.inputs[0].path(), folder.path().join("a/x.txt"));
        assert_eq!((found.errors.len(), found.skipped), (1, 1));
    }

    #[test]
    fn what_leads_up_is_not_mirrored() {
        for (path, relative) in [
            ("news/a.txt", "news/a.txt"),
            ("./news/a.txt", "news/a.txt"),
            ("../in/a.txt", "in/a.txt"),
            ("x/../../in/a.txt", "in/a.txt"),
            ("/data/in/a.txt", "data/in/a.txt"),
        ] {
            let input = Input::listed(Path::new(path));
            assert_eq!(input.relative(), Path::new(relative), "{path}");
            assert_eq!(key(&input.path()), key(Path::new(path)), "{path}");
        }
    }
}
