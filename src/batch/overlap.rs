//! Inputs and outputs that share folders.

use crate::source::Input;
use std::fs;
use std::path::{Path, PathBuf};

/// Real paths without links, of many files in few folders.
#[derive(Default)]
pub(super) struct RealPaths {
    folder: PathBuf,
    real_folder: Option<PathBuf>,
}

impl RealPaths {
    /// The real path of one folder. An empty path is the working folder.
    pub(super) fn real(folder: &Path) -> Option<PathBuf> {
        fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
    }

    /// The real path of a file; `None` where it is not there.
    pub(super) fn of(&mut self, path: &Path) -> Option<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Self::real(path) };
        if fs::symlink_metadata(path).ok()?.is_symlink() {
            return Self::real(path);
        }
        // The folder of the file before is the folder of this one, mostly.
        if self.real_folder.is_none() || self.folder != folder {
            self.real_folder = Self::real(folder);
            folder.clone_into(&mut self.folder);
        }
        self.real_folder.as_ref().map(|folder| folder.join(name))
    }
}

/// Leaves out what an earlier run wrote, where the output folder lies inside a folder that is cleaned.
pub fn leave_out_results(inputs: &mut Vec<Input>, out: &Path) {
    let Some(out) = RealPaths::real(out).filter(|out| out.is_dir()) else { return };
    let mut real_paths = RealPaths::default();
    let mut last_root: Option<(PathBuf, bool)> = None;
    inputs.retain(|input| {
        let Some(root) = input.root() else { return true };
        let holds_out = match &last_root {
            Some((known, holds_out)) if known == root => *holds_out,
            _ => RealPaths::real(root).is_some_and(|root| root != out && out.starts_with(root)),
        };
        if last_root.as_ref().is_none_or(|(known, _)| known != root) {
            last_root = Some((root.to_owned(), holds_out));
        }
        !(holds_out && real_paths.of(&input.path()).is_some_and(|path| path.starts_with(&out)))
    });
}
