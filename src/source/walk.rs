//! Which inputs the named paths stand for.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Problem, SourceError, container_of_name, format_of_extension, shown, without_compression};

/// The ignore files that a directory walk heeds, besides `.ignore`.
const IGNORE_FILE: &str = ".dehuskignore";

/// One thing to read: a file or standard input.
///
/// The files of one directory share the path of that directory, since a corpus may have millions of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Input {
    /// `None` is standard input.
    root: Option<Arc<Path>>,
    relative: Box<Path>,
}

impl Input {
    /// Standard input.
    pub fn stdin() -> Self {
        Self { root: None, relative: Path::new("stdin").into() }
    }

    /// The file at `path`, on its own: its relative path is its name.
    pub fn file(path: &Path) -> Self {
        // A path without a last name (`..`, `/`) is a directory; reading it says so.
        let name = Path::new(path.file_name().unwrap_or(OsStr::new(".")));
        let root = if path.file_name().is_some() { path.parent().unwrap_or(Path::new("")) } else { path };
        Self { root: Some(root.into()), relative: name.into() }
    }

    /// The file at `path`, as a list of inputs names it: its relative path is all of it, as far as that can be
    /// mirrored (what leads up, as `..` does, is left out with all before it).
    pub fn listed(path: &Path) -> Self {
        let mut root = PathBuf::new();
        let mut relative = PathBuf::new();
        for component in path.components() {
            match component {
                Component::Normal(name) => relative.push(name),
                Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                    root.push(std::mem::take(&mut relative));
                    root.push(component);
                }
            }
        }
        if relative.as_os_str().is_empty() { Self::file(path) } else { Self::below(&root, &relative) }
    }

    /// The file at `relative` below `root`.
    pub(crate) fn below(root: &Path, relative: &Path) -> Self {
        Self { root: Some(root.into()), relative: relative.into() }
    }

    /// The same input with the memory of another one's root, where they are equal.
    pub(super) fn sharing_root(self, other: &Input) -> Self {
        let root = if self.root == other.root { other.root.clone() } else { self.root };
        Self { root, relative: self.relative }
    }

    /// The folder that the relative path starts from; `None` for standard input.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.root.is_none()
    }

    /// Where to read it; `-` for standard input.
    pub fn path(&self) -> PathBuf {
        match &self.root {
            Some(root) => root.join(&self.relative),
            None => PathBuf::from("-"),
        }
    }

    /// The path below the named directory, which an output tree mirrors; the name alone of a file that was
    /// named itself; `stdin` for standard input. It never begins with `/` and never holds `..`.
    pub fn relative(&self) -> &Path {
        &self.relative
    }

    /// The name for reports: the path in one printable line; `-` for standard input.
    pub fn id(&self) -> String {
        shown(self.path().as_os_str())
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// What to read: paths in the order in which they were named, each directory in the order of its names.
    pub inputs: Vec<Input>,
    /// The paths that cannot be read, in the order in which they were met.
    pub errors: Vec<SourceError>,
    /// How many files in directories were left out, since their extension is no text's or since they are no
    /// regular files. Hidden and ignored files are not among them.
    pub skipped: u64,
    /// How many symbolic links to directories were left out, since another link leads to the same directory.
    pub relinked: u64,
}

/// Expands paths: `-` is standard input, a file stands for itself whatever its name is, and a directory for the
/// files below it.
///
/// In a directory hidden files and those that `.ignore` or `.dehuskignore` name are left out, then those whose
/// extension is not in [`FORMATS`](super::FORMATS). Symbolic links are followed; a directory that several links
/// lead to is entered by the first. A file that several paths lead to is taken once, by the first.
pub fn walk<P: AsRef<Path>>(paths: &[P]) -> Walked {
    let mut found = Walked::default();
    let mut seen = overlapping(paths).then(HashSet::new);
    let mut stdin = false;
    for path in paths.iter().map(AsRef::as_ref) {
        if path == Path::new("-") {
            if !stdin {
                found.inputs.push(Input::stdin());
            }
            stdin = true;
            continue;
        }
        let start = found.inputs.len();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk_directory(path, &mut found),
            Ok(_) => found.inputs.push(Input::file(path)),
            Err(error) => found.errors.push(SourceError::new(path, error)),
        }
        if let Some(seen) = &mut seen {
            let new: Vec<Input> = found.inputs.drain(start..).collect();
            found.inputs.extend(new.into_iter().filter(|input| seen.insert(plain(&input.path()))));
        }
    }
    found
}

/// Whether one of the paths is another one or lies below it, so that a file could be met twice.
fn overlapping<P: AsRef<Path>>(paths: &[P]) -> bool {
    let mut plain: Vec<PathBuf> = paths.iter().map(|path| self::plain(path.as_ref())).collect();
    // Paths sort by component: what lies below a path follows it directly.
    plain.sort();
    plain.iter().zip(plain.iter().skip(1)).any(|(above, below)| below.starts_with(above))
}

/// The path without `.`, so that `./a` and `a` are the same.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}

pub(super) fn walk_directory(root: &Path, found: &mut Walked) {
    let shared: Arc<Path> = root.into();
    let links = Arc::new(Mutex::new(Links::default()));
    let followed = Arc::clone(&links);
    let entries = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .ignore(true)
        .parents(true)
        .add_custom_ignore_filename(IGNORE_FILE)
        .follow_links(true)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(move |entry| {
            let directory = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(directory && entry.path_is_symlink())
                || followed.lock().unwrap_or_else(PoisonError::into_inner).is_new(entry.path())
        })
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.errors.push(in_own_words(root, error));
                continue;
            }
        };
        if let Some(error) = entry.error() {
            found.errors.push(in_own_words(entry.path(), error.clone()));
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => {}
            // A pipe or a device among the files would make the batch wait for ever.
            Some(kind) if kind.is_file() && counts(entry.path()) => {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
                found.inputs.push(Input { root: Some(Arc::clone(&shared)), relative: relative.into() });
            }
            _ => found.skipped += 1,
        }
    }
    found.relinked += links.lock().unwrap_or_else(PoisonError::into_inner).repeated;
}

/// The name of the list of what failed, which a batch writes beside its outputs.
pub const FAILURES: &str = "failures.jsonl";

/// The name of the list of what was set aside.
pub const SET_ASIDE: &str = "set-aside.jsonl";

/// Whether a file in a directory is taken, by its name.
fn counts(path: &Path) -> bool {
    // Lists of an earlier batch are no documents.
    if [FAILURES, SET_ASIDE].iter().any(|list| path.file_name() == Some(OsStr::new(list))) {
        return false;
    }
    let path = without_compression(path);
    path.extension().is_none_or(OsStr::is_empty)
        || format_of_extension(&path).is_some()
        || container_of_name(&path).is_some()
}

/// The directories that symbolic links led to. Each is entered once: directories full of links to each other
/// make no loop, but more paths than anybody can wait for.
#[derive(Default)]
struct Links {
    targets: HashSet<PathBuf>,
    repeated: u64,
}

impl Links {
    fn is_new(&mut self, link: &Path) -> bool {
        let new = fs::canonicalize(link).map_or(true, |target| self.targets.insert(target));
        self.repeated += u64::from(!new);
        new
    }
}

/// The walker's error as one of ours, with the path that it names, or else `near`.
fn in_own_words(near: &Path, error: ignore::Error) -> SourceError {
    match error {
        ignore::Error::WithPath { path, err } => in_own_words(&path, *err),
        ignore::Error::WithDepth { err, .. } => in_own_words(near, *err),
        ignore::Error::Loop { ancestor, child } => SourceError::new(child, Problem::Loop { ancestor }),
        ignore::Error::Io(error) => SourceError::new(near, error),
        ignore::Error::Partial(mut errors) if errors.len() == 1 => match errors.pop() {
            Some(error) => in_own_words(near, error),
            None => SourceError::new(near, Problem::IgnoreRule(String::new())),
        },
        other => SourceError::new(near, Problem::IgnoreRule(other.to_string().replace('\n', "; "))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for file in files {
            let path = directory.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        directory
    }

    fn relatives(found: &Walked) -> Vec<String> {
        found.inputs.iter().map(|input| input.relative().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_directory_gives_its_texts_and_pages_in_order_and_counts_the_rest() {
        let directory = tree(&[
            "b.txt",
            "a/z.HTML",
            "a/y",
            "a.md",
            "c.pdf",
            "b.labels.tsv",
            "x.text",
            "y.htm",
            "z.xhtml",
            ".hidden.txt",
            ".git/config",
        ]);
        let found = walk(&[directory.path()]);
        assert_eq!(relatives(&found), ["a/y", "a/z.HTML", "a.md", "b.txt", "x.text", "y.htm", "z.xhtml"]);
        assert_eq!((found.skipped, found.errors.len()), (2, 0));
        assert_eq!(found.inputs[0].path(), directory.path().join("a/y"));
    }

    #[test]
    fn only_our_ignore_files_are_heeded() {
        let directory = tree(&["a.txt", "b.txt", "c.txt", "deep/d.txt", "deep/a.txt"]);
        let write = |name: &str, rules: &str| fs::write(directory.path().join(name), rules).unwrap();
        write(".gitignore", "*.txt\n");
        write(".ignore", "b.txt\n");
        write(".dehuskignore", "c.txt\n/deep/a.txt\n");
        assert_eq!(relatives(&walk(&[directory.path()])), ["a.txt", "deep/d.txt"]);
    }

    #[test]
    fn a_broken_ignore_rule_is_reported_and_the_rest_counts() {
        let directory = tree(&["a.txt", "b.txt"]);
        fs::write(directory.path().join(".dehuskignore"), "a{.txt\nb.txt\n").unwrap();
        let found = walk(&[directory.path()]);
        assert_eq!(relatives(&found), ["a.txt"]);
        let error = found.errors[0].to_string();
        assert!(error.contains(".dehuskignore: unreadable ignore rule: line 1"), "{error}");
        assert!(!error.contains('\n'));
    }

    #[test]
    fn a_named_file_is_always_taken_and_a_missing_one_costs_only_itself() {
        let directory = tree(&["c.pdf", ".hidden", "a.txt"]);
        let path = |name: &str| directory.path().join(name);
        let found = walk(&[path("c.pdf"), path("none.txt"), path(".hidden"), path("a.txt/b")]);
        assert_eq!(relatives(&found), ["c.pdf", ".hidden"]);
        let errors: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        assert!(errors[0].ends_with("none.txt: no such file"), "{errors:?}");
        assert!(errors[1].ends_with("b: no such file"), "{errors:?}");
    }

    #[test]
    fn a_file_that_is_named_twice_is_taken_once() {
        let directory = tree(&["in/a.txt", "in/b.pdf"]);
        let path = |name: &str| directory.path().join(name);
        let found = walk(&[path("in/b.pdf"), path("in"), path("in/./a.txt"), path("in")]);
        assert_eq!(relatives(&found), ["b.pdf", "a.txt"]);
        assert!(!overlapping(&["a", "a.txt", "b"]));
        assert!(overlapping(&["./a/b", "c", "a"]));
    }

    #[test]
    fn a_dash_is_standard_input_once() {
        let found = walk(&["-", "-"]);
        assert_eq!(found.inputs, [Input::stdin()]);
        assert_eq!((found.inputs[0].id().as_str(), found.inputs[0].relative()), ("-", Path::new("stdin")));
    }

    #[test]
    fn a_named_file_keeps_its_path() {
        for path in ["a.txt", "./a.txt", "news/a.txt", "/tmp/a.txt"] {
            let input = Input::file(Path::new(path));
            assert_eq!(input.path(), Path::new(path));
            assert_eq!(input.relative(), Path::new("a.txt"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_a_loop_is_one_error() {
        use std::os::unix::fs::symlink;
        let directory = tree(&["in/a.txt", "in/deep/b.txt", "out/c.txt"]);
        let path = |name: &str| directory.path().join(name);
        symlink("..", path("in/deep/loop")).unwrap();
        symlink("../out", path("in/linked")).unwrap();
        symlink("../out", path("in/linked-again")).unwrap();
        symlink("../out/c.txt", path("in/d.txt")).unwrap();
        symlink("nowhere", path("in/e.txt")).unwrap();
        symlink("self.txt", path("in/self.txt")).unwrap();
        let found = walk(&[path("in")]);
        assert_eq!(relatives(&found), ["a.txt", "d.txt", "deep/b.txt", "linked/c.txt"]);
        let errors: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 3, "{errors:?}");
        assert!(errors[0].contains("deep/loop: symbolic link loop: it leads back to"), "{errors:?}");
        assert!(errors[1].ends_with("e.txt: no such file"), "{errors:?}");
        assert!(errors[2].ends_with("self.txt: too many levels of symbolic links"), "{errors:?}");
        assert_eq!(found.relinked, 1);
    }

    #[cfg(unix)]
    #[test]
    fn many_links_across_do_not_multiply() {
        use std::os::unix::fs::symlink;
        let directory = tree(&[]);
        for from in 0..12 {
            let own = directory.path().join(format!("d{from}"));
            fs::create_dir(&own).unwrap();
            fs::write(own.join("a.txt"), "text").unwrap();
            for to in (0..12).filter(|to| *to != from) {
                symlink(format!("../d{to}"), own.join(format!("to{to}"))).unwrap();
            }
        }
        let found = walk(&[directory.path()]);
        assert!((12..=24).contains(&found.inputs.len()), "{}", found.inputs.len());
    }

    #[cfg(unix)]
    #[test]
    fn hostile_names_are_found_and_shown_in_one_line() {
        use std::os::unix::ffi::OsStrExt as _;
        let directory = tree(&["a\nb.txt", "-"]);
        fs::write(directory.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "text").unwrap();
        let found = walk(&[directory.path()]);
        let ids: Vec<String> = found.inputs.iter().map(Input::id).collect();
        assert_eq!(ids.len(), 3);
        assert!(ids[1].ends_with("/a\\nb.txt") && ids[2].ends_with("/caf\\xe9.txt"), "{ids:?}");
        assert!(found.inputs.iter().all(|input| !input.is_stdin() && input.path().exists()));
    }
}
