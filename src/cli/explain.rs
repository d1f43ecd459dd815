//! `dehusk explain`: every line with its label, score and reasons.

use super::messages::Messages;
use super::sites::SiteTable;
use super::{Ending, JudgeArgs, session};
use anstyle::{AnsiColor, Style};
use clap::Args;
use dehusk::cleaner::{Cleaned, CleanedLine};
use dehusk::decide::{Action, Verdict};
use dehusk::source::{Input, read};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file, '-' for standard input, or FILE:LINE for one of its lines
    #[arg(value_name = "FILE[:LINE]")]
    file: PathBuf,
    /// Show only the lines that are dropped or marked
    #[arg(long)]
    dropped: bool,
    #[command(flatten)]
    sites: SiteTable,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Explains.
pub fn run(args: &ExplainArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let (path, only) = split_line(&args.file);
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
            explain(&mut out, &cleaned, line, verdict)?;
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

fn explain(
    out: &mut impl Write,
    cleaned: &Cleaned<'_>,
    line: &CleanedLine,
    verdict: &Verdict,
) -> std::io::Result<()> {
    let (sign, style) = match verdict.action {
        Action::Drop => ('-', Style::new().fg_color(Some(AnsiColor::Red.into()))),
        Action::Mark => ('!', Style::new().fg_color(Some(AnsiColor::Yellow.into()))),
        Action::Keep => (' ', Style::new()),
    };
    let dim = Style::new().dimmed();
    let text: String = session::printable(cleaned.line_text(line));
    let (label, score, drop) = (verdict.label, verdict.score, verdict.drop);
    writeln!(out, "{:>5} {style}{sign} {text}{style:#}", line.number)?;
    writeln!(
        out,
        "{:>5}   {dim}{label} {score:.2}, drop {drop:.2}: {}{dim:#}",
        "",
        verdict.reasons.join("; ")
    )
}
