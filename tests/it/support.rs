//! A folder of its own for each test, and the tool run in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A headline, two paragraphs, and lines around them that nobody would take for the article.
pub const PAGE: &str = "\
Home > News > Harbour
The old crane returns to the east quay
Published 3 March 2024, 10:15

After eleven years in a shed behind the fish market, the yellow crane was lowered back onto its rails on Tuesday, and a crowd of about two hundred people watched it from the sea wall.
The harbour master said that it would lift nothing heavier than a rowing boat from now on, since the timber below it has not been renewed since the war.

© 2024 Quayside Courier. All rights reserved.
";

/// The line of [`PAGE`] that every mode drops.
pub const FOOTER: &str = "© 2024 Quayside Courier. All rights reserved.";

/// The number of that line.
pub const FOOTER_LINE: u32 = 8;

/// The same as a web page.
pub const HTML: &str = "\
<!doctype html><html><head><title>The old crane returns to the east quay</title></head><body>
<article><h1>The old crane returns to the east quay</h1>
<p>After eleven years in a shed behind the fish market, the yellow crane was lowered back onto its rails on Tuesday, and a crowd of about two hundred people watched it from the sea wall.</p>
</article><footer><p>© 2024 Quayside Courier. All rights reserved.</p></footer></body></html>
";

/// What is left of [`PAGE`].
pub static CLEAN: LazyLock<String> = LazyLock::new(|| {
    let place = Place::new();
    place.write("page.txt", PAGE);
    place.dehusk(&["page.txt"]).run().fine().to_owned()
});

/// The folder with the dumps and pages that come with the tool.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// All files below a folder, sorted. The journal of a batch is none of its outputs.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() { open.push(path) } else { found.push(path) }
        }
    }
    found.retain(|path| !path.ends_with(dehusk::batch::JOURNAL));
    found.sort();
    found
}

/// The dumps (`txt`) or the pages (`html`) of the corpus.
pub fn corpus_files(extension: &str) -> Vec<PathBuf> {
    let mut files = files_below(&corpus());
    files.retain(|path| path.extension() == Some(OsStr::new(extension)));
    files
}

/// A folder that is gone after the test.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What is below a folder: names relative to it, and contents. Nothing where there is no such folder.
    pub fn tree(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(name);
        if !folder.exists() {
            return BTreeMap::new();
        }
        let relative = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        files_below(&folder).iter().map(|path| (relative(path), fs::read(path).unwrap())).collect()
    }

    /// The names of what is below a folder.
    pub fn names(&self, name: &str) -> Vec<String> {
        let folder = self.path(name);
        let relative = |path: &PathBuf| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        if folder.exists() { files_below(&folder).iter().map(relative).collect() } else { Vec::new() }
    }

    /// The same without the lists of what failed and of what was set aside.
    pub fn outputs(&self, name: &str) -> Vec<String> {
        let lists = [dehusk::batch::FAILURES, dehusk::batch::SET_ASIDE];
        self.names(name).into_iter().filter(|name| !lists.contains(&name.as_str())).collect()
    }

    /// The tool, to be run here. It sees no settings but those of the test.
    pub fn dehusk<S: AsRef<OsStr>>(&self, args: &[S]) -> Tool {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dehusk"));
        command.args(args);
        self.tool(command)
    }

    /// A line of shell in which `$dehusk` is the tool.
    pub fn shell(&self, line: &str) -> Tool {
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("dehusk", env!("CARGO_BIN_EXE_dehusk"));
        self.tool(command)
    }

    fn tool(&self, mut command: Command) -> Tool {
        command.current_dir(self.folder.path());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DEHUSK_"))
        {
            command.env_remove(name);
        }
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        command.env("HOME", self.folder.path().join("no-home")).env("COLUMNS", "200");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Tool { command, stdin: Vec::new() }
    }
}

/// The tool, about to run.
pub struct Tool {
    command: Command,
    stdin: Vec<u8>,
}

impl Tool {
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Tool {
        self.command.env(name, value);
        self
    }

    pub fn within(mut self, folder: &Path) -> Tool {
        self.command.current_dir(folder);
        self
    }

    /// What it reads from standard input.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Tool {
        self.stdin = bytes.as_ref().to_owned();
        self.command.stdin(Stdio::piped());
        self
    }

    /// Starts it with an open standard input, for the test to end it.
    pub fn start(mut self) -> Child {
        self.command.stdin(Stdio::piped()).spawn().unwrap()
    }

    pub fn run(mut self) -> Run {
        let mut child = self.command.spawn().unwrap();
        let writer = child.stdin.take().map(|mut stdin| {
            let bytes = std::mem::take(&mut self.stdin);
            // A tool that does not read all of it is free to do so.
            std::thread::spawn(move || drop(stdin.write_all(&bytes)))
        });
        let run = Run::from(child.wait_with_output().unwrap());
        if let Some(writer) = writer {
            writer.join().unwrap();
        }
        run
    }
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

impl Run {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("the output is UTF-8")
    }

    /// Asserts that all went well and nothing was said.
    #[track_caller]
    pub fn fine(&self) -> &str {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.text()
    }

    /// Asserts that it ended with this status.
    #[track_caller]
    pub fn status(&self, status: i32) -> &Run {
        assert_eq!(self.status, Some(status), "{}", self.stderr);
        self
    }

    /// Asserts that it failed with one line for people on standard error, and perhaps a hint. Returns the line
    /// without `dehusk: `.
    #[track_caller]
    pub fn failure(&self) -> &str {
        self.status(2);
        let mut lines = self.stderr.lines();
        let line = lines.next().unwrap_or_default();
        let what =
            line.strip_prefix("dehusk: ").unwrap_or_else(|| panic!("no such message: {}", self.stderr));
        let rest: Vec<&str> = lines.filter(|line| !line.starts_with("dehusk: cleaned ")).collect();
        assert!(rest.len() <= 1 && rest.iter().all(|line| line.starts_with("hint: ")), "{}", self.stderr);
        what
    }

    /// The `hint:` line.
    pub fn hint(&self) -> Option<&str> {
        self.stderr.lines().find_map(|line| line.strip_prefix("hint: "))
    }

    /// The errors told, without `dehusk: ` and without the summary.
    pub fn failures(&self) -> Vec<&str> {
        let messages = self.stderr.lines().filter_map(|line| line.strip_prefix("dehusk: "));
        messages.filter(|line| !line.starts_with("cleaned ")).collect()
    }
}

/// A row of a labels file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub label: String,
    pub text: String,
}

/// The rows of a labels file.
#[track_caller]
pub fn rows(tsv: &str) -> Vec<Row> {
    assert!(tsv.is_empty() || tsv.ends_with('\n'));
    let row = |row: &str| {
        let columns: Vec<&str> = row.splitn(3, '\t').collect();
        let [number, label, text] = columns[..] else { panic!("not three columns: {row:?}") };
        Row { number: number.parse().unwrap(), label: label.to_owned(), text: text.to_owned() }
    };
    tsv.split_terminator('\n').map(row).collect()
}

/// One JSON object a line.
#[track_caller]
pub fn records(jsonl: &str) -> Vec<serde_json::Value> {
    jsonl.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Waits for something to hold, for half a minute at most.
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends a signal to a process of ours.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
    assert!(sent.success());
}
