//! `dehusk diff`: what would be dropped, as a unified diff.

use super::messages::{self, Messages};
use super::pager::Pager;
use super::sites::SiteTable;
use super::{Ending, JudgeArgs, session};
use anstyle::{AnsiColor, Style};
use clap::Args;
use dehusk::cleaner::Cleaner;
use dehusk::document::Format;
use dehusk::render::{Hunk, Row, hunks};
use dehusk::site::Whence;
use dehusk::source::Input;
use dehusk::source::records::{BadRecord, Chunk, ChunkReader, Container, Record, RecordOptions};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

/// Inputs that are cleaned at a time: what bounds the memory.
const WINDOW: usize = 64;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Files, directories, or '-' for standard input (which is also the default)
    paths: Vec<PathBuf>,
    /// The field or column of records that holds text or HTML [default: as 'clean' has it]
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten, next_help_heading = "Options")]
    judge: JudgeArgs,
}

/// Shows what would be dropped.
pub fn run(args: &DiffArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let inputs = session::inputs(&args.paths, messages)?.inputs;
    let differ = Differ {
        cleaner: session::cleaner(&args.judge)?.with_templates(args.sites.templates()?),
        reading: RecordOptions { field: args.field.clone(), ..session::record_options(&args.judge) },
        look: Look::here(),
    };
    let pool = session::pool(args.judge.threads)?;
    let mut pager = Pager::open();
    let shown = pool.install(|| differ.show(&inputs, &mut pager, messages));
    // Who has read enough closes the pager, or the pipe.
    let closed = pager.close().map_err(anyhow::Error::from);
    match shown.and_then(|differs| closed.map(|()| differs)) {
        // What failed weighs more.
        Ok(true) if messages.errors() == 0 => Ok(Ending::Different),
        Ok(_) => Ok(Ending::Fine),
        Err(error) if messages::is_closed_pipe(&error) => Ok(Ending::Fine),
        Err(error) => Err(error),
    }
}

struct Differ {
    cleaner: Cleaner,
    reading: RecordOptions,
    look: Look,
}

/// What has become of an input.
enum Ready {
    /// It is one document, and this is its diff.
    One(Result<String, String>),
    /// It holds many: they are read when it is its turn.
    Many(Box<ChunkReader>),
}

impl Differ {
    /// Writes the diffs in the order of the inputs, and says whether there were any.
    fn show(&self, inputs: &[Input], out: &mut Pager, messages: &mut Messages) -> anyhow::Result<bool> {
        let mut differs = false;
        let mut put = |diff: String, out: &mut Pager| {
            differs |= !diff.is_empty();
            out.write_all(diff.as_bytes())
        };
        for window in inputs.chunks(WINDOW) {
            let ready: Vec<Ready> = window.par_iter().map(|input| self.open(input)).collect();
            for (input, ready) in window.iter().zip(ready) {
                match ready {
                    Ready::One(Ok(diff)) => put(diff, out)?,
                    Ready::One(Err(why)) => messages.failure(why),
                    Ready::Many(reader) => {
                        for chunk in *reader {
                            let chunk = match chunk {
                                Ok(chunk) => chunk,
                                Err(failure) => {
                                    messages.failure(format_args!("{}: {failure}", input.id()));
                                    break;
                                }
                            };
                            for diff in self.chunk(input, chunk) {
                                match diff {
                                    Ok(diff) => put(diff, out)?,
                                    Err(bad) => messages.failure(format_args!("{}: {bad}", input.id())),
                                }
                            }
                        }
                    }
                }
            }
        }
        Ok(differs)
    }

    fn open(&self, input: &Input) -> Ready {
        let mut reader = match ChunkReader::open(input, &self.reading) {
            Ok(reader) => reader,
            Err(error) => return Ready::One(Err(error.to_string())),
        };
        if reader.container() != Container::One {
            return Ready::Many(Box::new(reader));
        }
        let id = input.id();
        Ready::One(match reader.next() {
            None => Ok(String::new()),
            Some(Err(failure)) => Err(format!("{id}: {}", failure.problem)),
            Some(Ok(chunk)) => {
                let diffs: Result<String, BadRecord> = self.chunk(input, chunk).into_iter().collect();
                diffs.map_err(|bad| format!("{id}: {}", bad.problem))
            }
        })
    }

    fn chunk(&self, input: &Input, chunk: Chunk) -> Vec<Result<String, BadRecord>> {
        let records: Vec<_> = chunk.records(&self.reading).collect();
        let id = input.id();
        records.into_par_iter().map(|record| record.map(|record| self.diff(&id, &record))).collect()
    }

    fn diff(&self, input: &str, record: &Record) -> String {
        let document = &record.document;
        let whence = Whence { path: input, url: record.url.as_deref(), field: record.site.as_deref() };
        let cleaned = self.cleaner.clean_of(document, whence);
        let hunks = hunks(&cleaned);
        let mut out = String::new();
        if hunks.is_empty() {
            return out;
        }
        let name = document.id.trim_start_matches("./").trim_start_matches('/');
        // Not the lines of the file, but of what a reader sees: no patch for it.
        let note = if document.format == Format::Html { "\t(the lines of the page)" } else { "" };
        let Styles { bold, .. } = self.look.styles;
        let _ = writeln!(out, "{bold}--- a/{name}{note}{bold:#}");
        let _ = writeln!(out, "{bold}+++ b/{name}{note}{bold:#}");
        hunks.iter().for_each(|hunk| self.look.hunk(hunk, &mut out));
        out
    }
}

/// How a diff is shown: to people, with the label of each line at its end and nothing that moves a cursor; to
/// programs as `patch` reads it, with the labels in the heads of the hunks alone.
struct Look {
    people: bool,
    styles: Styles,
}

#[derive(Clone, Copy)]
struct Styles {
    bold: Style,
    head: Style,
    dropped: Style,
    added: Style,
    dim: Style,
}

impl Look {
    fn here() -> Look {
        let stdout = io::stdout();
        let plain = anstream::AutoStream::choice(&stdout) == anstream::ColorChoice::Never;
        let color = |color: AnsiColor| Style::new().fg_color((!plain).then(|| color.into()));
        let (bold, dim) = match plain {
            true => (Style::new(), Style::new()),
            false => (Style::new().bold(), Style::new().dimmed()),
        };
        let styles = Styles {
            bold,
            dim,
            head: color(AnsiColor::Cyan),
            dropped: color(AnsiColor::Red),
            added: color(AnsiColor::Green),
        };
        Look { people: stdout.is_terminal(), styles }
    }

    fn hunk(&self, hunk: &Hunk<'_>, out: &mut String) {
        let Styles { head, dropped, added, dim, .. } = self.styles;
        let range = |(start, count): (usize, usize)| match count {
            1 => start.to_string(),
            _ => format!("{start},{count}"),
        };
        let labels: Vec<String> =
            hunk.labels.iter().map(|(label, count)| format!("{label} {count}")).collect();
        let (before, after) = (range(hunk.before), range(hunk.after));
        let _ = writeln!(out, "{head}@@ -{before} +{after} @@{head:#} {}", labels.join(", "));
        for row in &hunk.rows {
            match *row {
                Row::Kept(text) => self.row(' ', text, "", Style::new(), None, out),
                Row::Rewritten(text, end) => self.row('+', text, end, added, None, out),
                Row::Dropped(text, label) => {
                    let label = label.filter(|_| self.people).map(|label| format!("  {dim}# {label}{dim:#}"));
                    self.row('-', text, "", dropped, label, out);
                }
            }
        }
    }

    fn row(&self, sign: char, text: &str, end: &str, style: Style, label: Option<String>, out: &mut String) {
        let (line, more) = match text.strip_suffix('\n') {
            Some(line) => (line, true),
            None => (text, end.ends_with('\n')),
        };
        let line = match self.people {
            true => line.trim_end_matches('\r').chars().map(harmless).collect(),
            false => format!("{line}{}", end.trim_end_matches('\n')),
        };
        let label = label.unwrap_or_default();
        let _ = writeln!(out, "{style}{sign}{line}{style:#}{label}");
        if !more {
            out.push_str("\\ No newline at end of file\n");
        }
    }
}

/// A character that cannot move a terminal's cursor.
fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}
