//! `dehusk explain`: every line with its label, score and reasons.

use super::messages::Messages;
use super::sites::SiteTable;
use super::width::{fitted, terminal, wrapped};
use super::{Ending, JudgeArgs, session};
use anstyle::{AnsiColor, Style};
use clap::Args;
use dehusk::cleaner::{Cleaned, CleanedLine};
use dehusk::decide::{Action, Verdict};
use dehusk::label::Label;
use dehusk::source::{Input, read};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Cells of the bar that shows how probable it is that a line goes.
const BAR: usize = 8;
/// Columns before what is said of a line.
const INDENT: usize = 8;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file, '-' for standard input, or FILE:LINE for one of its lines
    #[arg(value_name = "FILE[:LINE]")]
    file: PathBuf,
    /// Show only the lines that are dropped or marked
    #[arg(long)]
    dropped: bool,
    /// Format of the output: 'jsonl' is one object a line, for programs
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "jsonl"], default_value = "text")]
    to: String,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Explains.
pub fn run(args: &ExplainArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let (path, only) = split_line(&args.file);
    if path.is_dir() {
        messages.failure(format_args!("{}: is a directory, and 'explain' takes a file", path.display()));
        messages.hint("'dehusk report' shows the lines of many documents with their reasons");
        return Ok(Ending::Failed);
    }
    let cleaner = session::cleaner(&args.judge)?.explaining().with_templates(args.sites.templates()?);
    let input = if path.as_os_str() == "-" { Input::stdin() } else { Input::file(&path) };
    let document = read(&input, &session::read_options(&args.judge))?;
    if args.judge.verbose {
        let encoding = document.decoding.as_deref().unwrap_or("UTF-8");
        messages.note(format_args!("{}: {}, {encoding}", document.id, document.format));
    }
    let cleaned = cleaner.clean(&document);
    let mut out = anstream::stdout().lock();
    let mut shown = 0;
    for (line, verdict) in cleaned.verdicts() {
        let wanted = only.is_none_or(|only| only == line.number);
        if wanted && (!args.dropped || verdict.action != Action::Keep) {
            match args.to.as_str() {
                "jsonl" => write_object(&mut out, &document.id, cleaned.line_text(line), line, verdict)?,
                _ => explain(&mut out, &cleaned, line, verdict, (terminal(), only.is_some()))?,
            }
            shown += 1;
        }
    }
    out.flush()?;
    match only {
        Some(line) if shown == 0 && !args.dropped => {
            let last = cleaned.lines.len();
            anyhow::bail!("{}: line {line} is blank or not there; the last line is {last}", document.id)
        }
        _ => Ok(Ending::Fine),
    }
}

/// `FILE:LINE`, unless a file has that very name.
fn split_line(given: &Path) -> (PathBuf, Option<u32>) {
    if !given.exists()
        && let Some((path, line)) = given.to_str().and_then(|text| text.rsplit_once(':'))
        && let Ok(line) = line.parse()
    {
        return (PathBuf::from(path), Some(line));
    }
    (given.to_owned(), None)
}

/// One line as an object.
#[derive(Serialize)]
struct Explained<'e> {
    id: &'e str,
    number: u32,
    span: [usize; 2],
    label: &'static str,
    score: f32,
    drop: f32,
    action: Action,
    reasons: &'e [String],
    text: &'e str,
}

fn write_object(
    out: &mut impl Write,
    id: &str,
    text: &str,
    line: &CleanedLine,
    verdict: &Verdict,
) -> std::io::Result<()> {
    let object = Explained {
        id,
        number: line.number,
        span: [line.span.start, line.span.end],
        label: verdict.label.slug(),
        score: verdict.score,
        drop: verdict.drop,
        action: verdict.action,
        reasons: &verdict.reasons,
        text,
    };
    serde_json::to_writer(&mut *out, &object)?;
    writeln!(out)
}

/// The line, and below it a bar of how probable it is that it goes, its label and why. What is shown to a terminal
/// is as wide as that; a line that is asked for by its number is shown whole.
fn explain(
    out: &mut impl Write,
    cleaned: &Cleaned<'_>,
    line: &CleanedLine,
    verdict: &Verdict,
    (terminal, whole): (Option<usize>, bool),
) -> std::io::Result<()> {
    let (sign, style) = match verdict.action {
        Action::Drop => ('-', Style::new().fg_color(Some(AnsiColor::Red.into()))),
        Action::Mark => ('!', Style::new().fg_color(Some(AnsiColor::Yellow.into()))),
        Action::Keep => (' ', Style::new()),
    };
    let dim = Style::new().dimmed();
    let text = cleaned.line_text(line);
    let rows = match terminal {
        None => vec![session::printable(text)],
        Some(columns) if whole => wrapped(text, columns.saturating_sub(INDENT)),
        Some(columns) => vec![fitted(text, columns.saturating_sub(INDENT))],
    };
    for (at, row) in rows.iter().enumerate() {
        match at {
            0 => writeln!(out, "{:>5} {style}{sign} {row}{style:#}", line.number)?,
            _ => writeln!(out, "{:INDENT$}{style}{row}{style:#}", "")?,
        }
    }
    let (label, score, drop) = (verdict.label, verdict.score, verdict.drop);
    let tint = color(label);
    let bar = bar(drop);
    let odds = format!("{label} {score:.2}, drop {drop:.2}: ");
    let why = verdict.reasons.join("; ");
    let said = format!("{odds}{why}");
    let inner = INDENT + BAR + 1;
    let rows =
        terminal.map_or_else(|| vec![said.clone()], |columns| wrapped(&said, columns.saturating_sub(inner)));
    for (at, row) in rows.iter().enumerate() {
        let head = if at == 0 { bar.as_str() } else { "" };
        let (named, rest) = if at == 0 { row.split_at(label.slug().len()) } else { ("", row.as_str()) };
        writeln!(out, "{:INDENT$}{tint}{head:BAR$}{tint:#} {tint}{named}{tint:#}{dim}{rest}{dim:#}", "")?;
    }
    Ok(())
}

/// A probability as a bar of eighths of cells.
fn bar(probability: f32) -> String {
    let eighths = (probability.clamp(0.0, 1.0) * (BAR * 8) as f32).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    bar.extend("▏▎▍▌▋▊▉".chars().nth((eighths % 8).wrapping_sub(1)));
    bar
}

/// The colour of a label. What is kept has the terminal's own.
pub fn color(label: Label) -> Style {
    use AnsiColor::{
        Blue, BrightBlue, BrightCyan, BrightGreen, BrightMagenta, BrightYellow, Cyan, Green, Magenta, Red,
        Yellow,
    };
    let color = match label {
        Label::Title | Label::Content => None,
        Label::Navigation => Some(Blue),
        Label::Timestamp => Some(Cyan),
        Label::Author => Some(Green),
        Label::Disclaimer => Some(Yellow),
        Label::Copyright => Some(BrightYellow),
        Label::Promo => Some(Magenta),
        Label::Social => Some(BrightBlue),
        Label::Related => Some(BrightCyan),
        Label::Comments => Some(BrightGreen),
        Label::Consent => Some(Red),
        Label::Caption => Some(BrightMagenta),
    };
    Style::new().fg_color(color.map(Into::into))
}
