//! `dehusk review`: a person confirms or changes labels line by line, and gets gold.

mod command;
mod desk;
mod script;
mod sheet;
mod store;
mod terminal;
mod view;

use super::messages::Messages;
use super::sites::SiteTable;
use super::{Ending, JudgeArgs, session};
use anyhow::{Context as _, bail};
use clap::Args;
use dehusk::batch::{Naming, Shape, Target};
use dehusk::cleaner::{Cleaned, Cleaner};
use dehusk::document::{Document, Format};
use dehusk::source::records::{Chunk, ChunkReader, Container, RecordOptions};
use dehusk::source::{Compression, Input};
use desk::{Desk, Left};
use script::Script;
use sheet::{Sheet, one_line};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use store::Store;
use terminal::Terminal;
use view::Heading;

/// What the long help says below the flags.
const MORE: &str = "\
Each line is shown with its neighbours, the label that is proposed, its score and the reasons. Enter confirms, the key \
of a label gives that one, Space confirms everything up to the next doubtful line; all keys stand below the text.

When every line of a document is done, GOLD_DIR holds NAME.txt and NAME.labels.tsv, as 'eval' and 'train --gold' read \
them. What is done is in NAME.labels.draft after every step, and the same command goes on there.

Where there is no terminal, commands are read from standard input, one a line: nothing confirms, '.' confirms up to the \
next doubtful line, the key or the name of a label gives it, a number goes to that line, 'u' undoes, 'f' goes to the \
next file, 'q' saves and quits, '?' lists the labels.";

/// Arguments of `review`.
#[derive(Debug, Args)]
#[command(after_long_help = MORE)]
pub struct ReviewArgs {
    /// The directory of the gold; it is made where it is not there
    #[arg(value_name = "GOLD_DIR")]
    gold: PathBuf,
    /// Texts and HTML pages, or directories of them
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A line is doubtful if its label has a score below this
    #[arg(long, value_name = "SCORE", default_value_t = 0.7, value_parser = probability)]
    doubt: f32,
    /// Ask for the doubtful lines only, and take the other proposals as they are
    #[arg(long)]
    only_doubtful: bool,
    /// Go through documents again that have gold already: doubtful is where the judge differs
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten, next_help_heading = "Options")]
    judge: JudgeArgs,
}

fn probability(given: &str) -> Result<f32, String> {
    let number = given.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// Where a person's answers come from.
enum Person {
    Terminal(Terminal),
    Script(Script<std::io::StdinLock<'static>, std::io::Stdout>),
}

/// Reviews.
pub fn run(args: &ReviewArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let cleaner = session::cleaner(&args.judge)?.explaining().with_templates(args.sites.templates()?);
    let files = stores(args, messages)?;
    let reading = session::record_options(&args.judge);
    let mut person: Option<Person> = None;
    // A terminal that shows a document has no place for messages.
    let mut told: Vec<String> = Vec::new();
    let mut failures: Vec<anyhow::Error> = Vec::new();
    let mut ending = Ending::Fine;
    for (number, (input, store)) in files.iter().enumerate() {
        let place = (number + 1, files.len());
        match review(args, &cleaner, &reading, (input, store), place, &mut person, messages) {
            Ok((Left::Next, note)) => told.push(note),
            Ok((left, note)) => {
                told.push(note);
                if left == Left::Interrupted {
                    ending = Ending::Interrupted;
                }
                break;
            }
            Err(error) => failures.push(error),
        }
    }
    drop(person);
    if !args.judge.quiet {
        told.iter().for_each(|note| messages.note(note));
    }
    failures.iter().for_each(|error| messages.error(error));
    Ok(ending)
}

/// The inputs with the files that they become, which must not be the same for two of them.
fn stores(args: &ReviewArgs, messages: &mut Messages) -> anyhow::Result<Vec<(Input, Store)>> {
    if args.files.iter().any(|path| path.as_os_str() == "-") {
        bail!("standard input cannot be reviewed: it is where commands come from");
    }
    if args.gold.exists() && !args.gold.is_dir() {
        bail!("{}: not a directory", args.gold.display());
    }
    let naming = Naming {
        target: Target::Folder(args.gold.clone()),
        extension: "txt",
        shape: Shape::Documents,
        compression: Some(Compression::Plain),
        aside: None,
        alone: false,
    };
    let mut taken: HashMap<PathBuf, String> = HashMap::new();
    let mut files = Vec::new();
    for input in session::inputs(&args.files, messages)?.inputs {
        let Some(text) = naming.output(&input, Container::One, Compression::Plain) else { continue };
        if let Some(other) = taken.insert(text.clone(), input.id()) {
            bail!("{} and {other} would both become {}", input.id(), text.display());
        }
        files.push((input, Store::of(text)));
    }
    Ok(files)
}

/// Reviews one document. Returns how it was left, and what there is to tell.
fn review(
    args: &ReviewArgs,
    cleaner: &Cleaner,
    reading: &RecordOptions,
    (input, store): (&Input, &Store),
    (file, files): (usize, usize),
    person: &mut Option<Person>,
    messages: &mut Messages,
) -> anyhow::Result<(Left, String)> {
    let id = input.id();
    if store.is_finished() && !args.again {
        return Ok((Left::Next, format!("{id}: has gold already; --again goes through it once more")));
    }
    let document = document(input, reading)?;
    let cleaned = cleaner.clean(&document);
    let text = gold_text(&document, &cleaned);
    store.check(&text)?;
    let mut sheet = Sheet::new(&cleaned, args.doubt);
    if let Some(gold) = store.gold()? {
        sheet.propose(&gold);
    }
    if let Some(draft) = store.draft()? {
        sheet.resume(&draft);
    }
    if args.only_doubtful {
        sheet.confirm_sure();
    }
    if sheet.rows().is_empty() {
        return Ok((Left::Next, format!("{id}: no line to review")));
    }
    let name = input.relative().to_string_lossy();
    let heading = Heading { name: &name, file, files, jump: None };
    let mut desk = Desk::new(sheet, store, &text);
    // The terminal is taken when there is something to show.
    let person = match person {
        Some(person) => person,
        None => person.insert(Person::new()?),
    };
    let left = match person {
        Person::Terminal(terminal) => terminal.review(&mut desk, heading)?,
        Person::Script(script) => script.review(&mut desk, heading, messages)?,
    };
    let (done, all) = (desk.sheet().done(), desk.sheet().rows().len());
    Ok(match desk.close()? {
        true => (left, format!("{id}: {all} lines are in {}", store.labels().display())),
        false => (left, format!("{id}: {done} of {all} lines are done; the same command goes on there")),
    })
}

impl Person {
    fn new() -> anyhow::Result<Person> {
        if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
            return Ok(Person::Terminal(Terminal::open().context("the terminal cannot be used")?));
        }
        Ok(Person::Script(Script::new(std::io::stdin().lock(), std::io::stdout())))
    }
}

/// The one document of an input.
fn document(input: &Input, reading: &RecordOptions) -> anyhow::Result<Document> {
    let id = input.id();
    let mut reader = ChunkReader::open(input, reading)?;
    if reader.container() != Container::One {
        bail!("{id}: holds many documents; a review needs them as files of their own");
    }
    let chunk: Chunk = match reader.next() {
        None => return Ok(Document::text(id, "")),
        Some(chunk) => chunk.map_err(|failure| anyhow::anyhow!("{id}: {failure}"))?,
    };
    match chunk.records(reading).next() {
        None => Ok(Document::text(id, "")),
        Some(record) => Ok(record.map_err(|bad| anyhow::anyhow!("{id}: {}", bad.problem))?.document),
    }
}

/// The text that the numbers of the gold's lines point into: of a page, its lines.
fn gold_text<'d>(document: &'d Document, cleaned: &Cleaned<'d>) -> Cow<'d, str> {
    match document.format {
        Format::Text => Cow::Borrowed(&document.text),
        Format::Html => {
            let lines = cleaned.lines.iter().map(|line| one_line(cleaned.line_text(line)) + "\n");
            Cow::Owned(lines.collect())
        }
    }
}
