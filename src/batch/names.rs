//! Where outputs go: a name for each input, and the check that no two of them are the same. Nothing is written here.

use super::output::OutputError;
use super::overlap::RealPaths;
use crate::source::records::Container;
use crate::source::{Compression, Input, container_of_name, without_compression};
use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One stream, which the caller owns.
    Stream,
    /// This file, for one input.
    File(PathBuf),
    /// Below this folder, which mirrors the tree of the inputs.
    Folder(PathBuf),
}

/// What is made of containers of records. A document of its own is always written in the format asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// JSON Lines of JSON Lines and WARC, Parquet of Parquet (on a stream: JSON Lines).
    Same,
    /// JSON Lines.
    Lines,
    /// Parquet.
    Table,
    /// A document of each record, in the format asked for: files in a folder, or one after the other.
    Documents,
}

/// What one container becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A file or stream of JSON Lines.
    Lines,
    /// A Parquet file.
    Table,
    /// Files in a folder, or one document after the other.
    Documents,
}

/// How outputs are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Where they go.
    pub target: Target,
    /// Extension of documents, without the dot.
    pub extension: &'static str,
    /// What is made of containers.
    pub shape: Shape,
    /// How outputs are compressed. `None` leaves documents plain and containers as they came.
    pub compression: Option<Compression>,
    /// Folder of the documents that are set aside; `None` gives them no place of their own.
    pub aside: Option<PathBuf>,
    /// Whether there is one input alone: the records of a container then stand in the folder itself.
    pub alone: bool,
}

/// A record's id that cannot be the name of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// No name at all.
    #[error("the id is empty: no file can have its name")]
    Empty,
    /// A name that leads elsewhere.
    #[error("the id leads out of the output folder")]
    Escapes,
    /// A name that the file system cannot hold.
    #[error("the id is too long for the name of a file ({0} bytes)")]
    TooLong(usize),
    /// A name with characters that no file should have.
    #[error("the id holds control characters: no file can have its name")]
    Control,
    /// A name that is used already.
    #[error("another output has the name {}", .0.display())]
    Taken(PathBuf),
}

/// The most bytes of each part of a path that every file system holds, with room for an extension.
const MAX_NAME: usize = 200;

impl Naming {
    /// What a container becomes. One document is a document, and no table.
    pub fn form(&self, container: Container) -> Form {
        match (self.shape, container) {
            (_, Container::One) | (Shape::Documents, _) => Form::Documents,
            (Shape::Table, _) => Form::Table,
            (Shape::Same, Container::Parquet) if self.target != Target::Stream => Form::Table,
            (Shape::Same | Shape::Lines, _) => Form::Lines,
        }
    }

    /// How documents (`None`) or what is made of a container that came so are compressed.
    pub fn compressed(&self, came: Option<Compression>) -> Compression {
        let otherwise = match &self.target {
            Target::Stream => None,
            // A file that is named is what its name says.
            Target::File(path) => compression_of_name(path),
            Target::Folder(_) => came,
        };
        self.compression.or(otherwise).unwrap_or(Compression::Plain)
    }

    /// The file that a document is written to, or a container of this kind and compression; for a container that
    /// becomes documents, their folder. `None` for a stream.
    pub fn output(&self, input: &Input, container: Container, came: Compression) -> Option<PathBuf> {
        let form = self.form(container);
        let folder = match &self.target {
            Target::Stream => return None,
            Target::File(path) => return Some(path.clone()),
            Target::Folder(folder) => folder,
        };
        let name = folder.join(without_compression(input.relative()));
        Some(match (container, form) {
            (Container::One, _) => ending(name.with_extension(self.extension), self.compressed(None)),
            (_, Form::Lines) => ending(name.with_extension("jsonl"), self.compressed(Some(came))),
            (_, Form::Table) => name.with_extension("parquet"),
            (_, Form::Documents) if self.alone => folder.clone(),
            (_, Form::Documents) => name.with_extension(""),
        })
    }

    /// How what is set aside is called, where it has a place of its own. Containers become the same there.
    pub(super) fn of_aside(&self) -> Option<Naming> {
        let shape = match (self.shape, &self.target) {
            (Shape::Same, Target::Stream) => Shape::Lines,
            (shape, _) => shape,
        };
        Some(Naming { target: Target::Folder(self.aside.clone()?), aside: None, shape, ..self.clone() })
    }

    /// The output of an input that is what its name says.
    pub(super) fn expected(&self, input: &Input) -> Option<PathBuf> {
        let came = compression_of_name(input.relative()).unwrap_or(Compression::Plain);
        let container = container_of_name(input.relative()).unwrap_or(Container::One);
        self.output(input, container, came)
    }

    /// The file of one record in the folder of its container.
    ///
    /// # Errors
    /// Where the id cannot be the name of a file in that folder.
    pub fn record_output(&self, folder: &Path, id: &str) -> Result<PathBuf, NameProblem> {
        if id.trim_matches(['/', '.', ' ']).is_empty() {
            return Err(if id.is_empty() { NameProblem::Empty } else { NameProblem::Escapes });
        }
        // A backslash separates on other systems, and so may a colon.
        let split = |c: char| c == '/' || c == '\\';
        if id.starts_with(split) || id.split(split).any(|part| part.is_empty() || part.starts_with('.')) {
            return Err(NameProblem::Escapes);
        }
        if id.chars().any(char::is_control) {
            return Err(NameProblem::Control);
        }
        if id.len() > 4 * MAX_NAME || id.split(split).any(|part| part.len() > MAX_NAME) {
            return Err(NameProblem::TooLong(id.len()));
        }
        // The id is no file name: what follows its last dot is no extension to be replaced.
        let name = format!("{}.{}", id.replace('\\', "/").replace(':', "_"), self.extension);
        Ok(ending(folder.join(name), self.compressed(None)))
    }

    /// Checks the outputs of all inputs before anything is written, as far as their names tell what they are.
    ///
    /// # Errors
    /// Every output that two inputs share, every input that would be overwritten, every name that leads out of the
    /// folder. Nothing may be written then.
    pub fn check(&self, inputs: &[Input], reserved: &[PathBuf]) -> Result<Claims, Vec<OutputError>> {
        let mut errors = Vec::new();
        let mut expected = match self.of_aside() {
            Some(aside) => HashSet::clone(&aside.check(inputs, &[])?.expected),
            None => HashSet::new(),
        };
        let mut twice = HashSet::new();
        let real_out = match &self.target {
            Target::Stream => return Ok(Claims { expected: Arc::new(expected), later: HashSet::new() }),
            Target::File(path) => path.parent().map(RealPaths::real),
            Target::Folder(folder) => Some(RealPaths::real(folder)),
        };
        expected.reserve(inputs.len());
        for path in reserved {
            expected.insert(key(path));
        }
        for input in inputs {
            if !input.relative().components().all(|part| matches!(part, Component::Normal(_))) {
                errors.push(OutputError::Escapes(input.path()));
            }
            if let Some(output) = self.expected(input)
                && !self.shared(&output)
                && !expected.insert(key(&output))
            {
                twice.insert(key(&output));
            }
        }
        if !twice.is_empty() {
            self.tell_collisions(inputs, &twice, &mut errors);
        }
        if let Some(Some(real_out)) = real_out {
            let mut real_paths = RealPaths::default();
            for input in inputs.iter().filter(|input| !input.is_stdin()) {
                // Only an input that lies below the output folder can be one of its outputs.
                let Some(real) = real_paths.of(&input.path()) else { continue };
                let Ok(below) = real.strip_prefix(&real_out) else { continue };
                if expected.contains(&key(&self.folder().join(below))) {
                    errors.push(OutputError::OverInput(input.path()));
                }
            }
        }
        if errors.is_empty() {
            Ok(Claims { expected: Arc::new(expected), later: HashSet::new() })
        } else {
            Err(errors)
        }
    }

    /// Whether each output is a file of its own.
    pub(super) fn is_folder(&self) -> bool {
        matches!(self.target, Target::Folder(_))
    }

    /// The folder that all outputs lie in.
    fn folder(&self) -> &Path {
        match &self.target {
            Target::Stream => Path::new(""),
            Target::File(path) => path.parent().unwrap_or(Path::new("")),
            Target::Folder(folder) => folder,
        }
    }

    /// Whether this is the folder that records of an input alone stand in.
    fn shared(&self, output: &Path) -> bool {
        self.alone && matches!(&self.target, Target::Folder(folder) if folder == output)
    }

    fn tell_collisions(&self, inputs: &[Input], twice: &HashSet<u64>, errors: &mut Vec<OutputError>) {
        let mut owners: HashMap<PathBuf, &Input> = HashMap::new();
        for input in inputs {
            let Some(output) = self.expected(input).filter(|output| twice.contains(&key(output))) else {
                continue;
            };
            match owners.get(&output) {
                Some(first) => {
                    errors.push(OutputError::Collision { first: first.path(), second: input.path(), output })
                }
                None => {
                    owners.insert(output, input);
                }
            }
        }
        if errors.is_empty() {
            // What an input shares its output with is a file of the run's own.
            errors.extend(
                owners
                    .into_iter()
                    .map(|(output, input)| OutputError::Reserved { output, input: input.path() }),
            );
        }
    }
}

/// Which outputs are taken. It holds a checksum of eight bytes for each, so that a million of them cost little.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    expected: Arc<HashSet<u64>>,
    later: HashSet<u64>,
}

impl Claims {
    /// Claims an output that the names of the inputs did not let expect. False where it is taken.
    pub fn claim(&mut self, output: &Path) -> bool {
        !self.expected.contains(&key(output)) && self.later.insert(key(output))
    }

    /// Whether an output is taken.
    pub fn holds(&self, output: &Path) -> bool {
        self.expected.contains(&key(output))
    }

    /// Claims what an input becomes after it was opened. False where that is not what its name let expect, and is
    /// taken.
    pub fn claim_opened(&mut self, naming: &Naming, input: &Input, output: &Path) -> bool {
        naming.expected(input).as_deref() == Some(output) || naming.shared(output) || self.claim(output)
    }
}

fn compression_of_name(path: &Path) -> Option<Compression> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "gz" => Some(Compression::Gzip),
        "zst" => Some(Compression::Zstd),
        _ => None,
    }
}

/// The path with the extension of a compression behind those it has.
fn ending(path: PathBuf, compression: Compression) -> PathBuf {
    let extension = match compression {
        Compression::Plain => return path,
        Compression::Gzip => ".gz",
        Compression::Zstd => ".zst",
    };
    let mut name = path.into_os_string();
    name.push(extension);
    name.into()
}

/// The labels file beside the output of a document.
pub fn labels_path(output: &Path) -> PathBuf {
    without_compression(output).with_extension("labels.tsv")
}

pub(super) fn key(path: &Path) -> u64 {
    xxh3_64(path.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    fn naming(folder: &Path) -> Naming {
        Naming {
            target: Target::Folder(folder.to_owned()),
            extension: "txt",
            shape: Shape::Same,
            compression: None,
            aside: None,
            alone: false,
        }
    }

    fn out() -> Naming {
        naming(Path::new("out"))
    }

    fn listed(paths: &[&str]) -> Vec<Input> {
        paths.iter().map(|path| Input::listed(Path::new(path))).collect()
    }

    fn expected(naming: &Naming, path: &str) -> String {
        naming.expected(&Input::listed(Path::new(path))).unwrap().to_str().unwrap().to_owned()
    }

    fn errors(naming: &Naming, inputs: &[Input]) -> Vec<String> {
        naming.check(inputs, &[]).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_tree_is_mirrored_and_containers_stay_what_they_are() {
        for (input, output) in [
            ("news/a.html", "out/news/a.txt"),
            ("b.txt", "out/b.txt"),
            ("c", "out/c.txt"),
            ("d.html.gz", "out/d.txt"),
            ("e.jsonl", "out/e.jsonl"),
            ("e.jsonl.gz", "out/e.jsonl.gz"),
            ("f.warc.wet.gz", "out/f.warc.jsonl.gz"),
            ("g.ndjson.zst", "out/g.jsonl.zst"),
            ("h.parquet", "out/h.parquet"),
        ] {
            assert_eq!(expected(&out(), input), output);
        }
    }

    #[test]
    fn compression_is_as_asked_for() {
        let zst = Naming { compression: Some(Compression::Zstd), ..out() };
        assert_eq!(expected(&zst, "a.html"), "out/a.txt.zst");
        assert_eq!(expected(&zst, "a.jsonl.gz"), "out/a.jsonl.zst");
        assert_eq!(expected(&zst, "a.parquet"), "out/a.parquet");
        let plain = Naming { compression: Some(Compression::Plain), ..out() };
        assert_eq!(expected(&plain, "a.jsonl.gz"), "out/a.jsonl");
        let file = Naming { target: Target::File("x.jsonl.gz".into()), ..out() };
        assert_eq!(file.compressed(Some(Compression::Zstd)), Compression::Gzip);
        let file = Naming { target: Target::File("x.jsonl".into()), ..out() };
        assert_eq!(file.compressed(Some(Compression::Zstd)), Compression::Plain);
        let stream = Naming { target: Target::Stream, ..out() };
        assert_eq!(stream.compressed(Some(Compression::Gzip)), Compression::Plain);
    }

    #[test]
    fn records_that_become_documents_stand_in_a_folder_of_their_container() {
        let documents = Naming { shape: Shape::Documents, ..out() };
        assert_eq!(expected(&documents, "news/a.jsonl.gz"), "out/news/a");
        assert_eq!(expected(&Naming { alone: true, ..documents.clone() }, "news/a.jsonl"), "out");
        let output =
            |id| documents.record_output(Path::new("out"), id).map(|path| path.display().to_string());
        assert_eq!(output("a").unwrap(), "out/a.txt");
        assert_eq!(output("news/v1.2").unwrap(), "out/news/v1.2.txt");
        assert_eq!(output("urn:uuid:7").unwrap(), "out/urn_uuid_7.txt");
    }

    #[test]
    fn no_id_leads_out_of_the_folder() {
        let output = |id: &str| out().record_output(Path::new("out"), id).unwrap_err();
        assert_eq!(output(""), NameProblem::Empty);
        for id in ["..", "/", "../x", "a/../../x", "/etc/x", "a//b", ".hidden", "a/.b", "\\x", "..\\x", " "] {
            assert_eq!(output(id), NameProblem::Escapes, "{id}");
        }
        assert_eq!(output("a\nb"), NameProblem::Control);
        assert_eq!(output(&"x".repeat(300)), NameProblem::TooLong(300));
        assert_eq!(output(&"x/".repeat(900)), NameProblem::Escapes);
        assert_eq!(output(&format!("x{}", "/x".repeat(900))), NameProblem::TooLong(1801));
    }

    #[test]
    fn two_inputs_for_one_output_are_an_error_that_names_all_three() {
        let inputs = listed(&["a.html", "b.html", "a.txt"]);
        assert_eq!(errors(&out(), &inputs), ["out/a.txt: would be written from both a.html and a.txt"]);
        let inputs = listed(&["a.jsonl", "a.warc"]);
        assert_eq!(errors(&out(), &inputs), ["out/a.jsonl: would be written from both a.jsonl and a.warc"]);
        let reserved = out().check(&listed(&["failures.jsonl"]), &["out/failures.jsonl".into()]).unwrap_err();
        assert_eq!(
            reserved[0].to_string(),
            "out/failures.jsonl: would be written from failures.jsonl and is a file of the run's own"
        );
    }

    #[test]
    fn names_cannot_leave_the_output_folder() {
        let inputs = [Input::below(Path::new("in"), Path::new("../x.txt"))];
        assert_eq!(errors(&out(), &inputs), ["in/../x.txt: the name leads out of the output folder"]);
    }

    #[test]
    fn an_input_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.txt");
        fs::write(&input, "x").unwrap();
        let inputs = [Input::file(&input)];
        let found = errors(&naming(folder.path()), &inputs);
        assert!(found[0].ends_with("a.txt: the output would overwrite this input"));
        assert!(naming(&folder.path().join("out")).check(&inputs, &[]).is_ok());
    }

    #[test]
    fn what_an_input_turns_out_to_be_must_have_a_name_of_its_own() {
        let inputs = listed(&["a.txt", "a.jsonl"]);
        let mut claims = out().check(&inputs, &[]).unwrap();
        let output = out().output(&inputs[0], Container::JsonLines, Compression::Plain).unwrap();
        assert!(!claims.claim_opened(&out(), &inputs[0], &output));
        assert!(claims.claim_opened(&out(), &inputs[1], &output));
    }
}
