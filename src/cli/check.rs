//! `dehusk check`: what a cleaning would make now, beside what the lock says.

use super::lock::LockArgs;
use super::messages::Messages;
use super::{Ending, session};
use anstyle::{AnsiColor, Style};
use clap::Args;
use dehusk::lock::{Accept, Change, Count, Group, LIST, Listed, LockError, Locker, Manifest, Move, Report};
use dehusk::source::grouped;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// Take what differs into the lock: all of it, or that of a document or a folder alone (repeatable)
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    accept: Vec<String>,
    /// Take documents that are there no more out of the lock
    #[arg(long)]
    prune: bool,
    #[command(flatten)]
    lock: LockArgs,
}

/// Checks.
pub fn run(args: &CheckArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let folder = args.lock.lock();
    let manifest = match Manifest::read(&folder) {
        Err(error @ LockError::Missing(_)) => {
            messages.error(&error.into());
            messages.hint(format_args!("'{}' makes one", args.lock.snapshot_command()));
            return Ok(Ending::Failed);
        }
        read => read?,
    };
    let inputs = args.lock.inputs(messages)?;
    let (cleaner, maker) = args.lock.cleaner()?;
    let locker = Locker {
        lock: &folder,
        kind: manifest.kind,
        cleaner: &cleaner,
        reading: args.lock.reading()?,
        maker: maker.clone(),
        threads: args.lock.judge.threads,
    };
    let accept = accept(args);
    let report = locker.check(inputs, &accept, args.prune, &mut |failure| messages.failure(failure))?;
    let why = manifest.maker().changes(&maker).join("; ");
    let mut out = anstream::stdout().lock();
    tell(&mut out, &report, &why, &folder)?;
    out.flush()?;
    let left = report.differing() - report.settled;
    // What failed weighs more.
    if left == 0 || messages.errors() > 0 {
        return Ok(Ending::Fine);
    }
    if !args.lock.judge.quiet && accept == Accept::Nothing && !args.prune {
        let prune = if report.missing.count > 0 { ", --prune takes what is missing out of it" } else { "" };
        messages.hint(format_args!("--accept takes what differs into the lock{prune}"));
    }
    Ok(Ending::Different)
}

/// What is accepted. Paths may be named as they are, or as they are in the lock.
fn accept(args: &CheckArgs) -> Accept {
    if args.accept.is_empty() {
        return Accept::Nothing;
    }
    if args.accept.iter().any(String::is_empty) {
        return Accept::All;
    }
    let name = |path: &String| {
        let path = Path::new(path.as_str());
        let below = path.strip_prefix(args.lock.folder()).unwrap_or(path);
        let name: Vec<String> = below
            .iter()
            .filter(|part| *part != ".")
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        name.join("/")
    };
    let paths: Vec<String> = args.accept.iter().map(name).collect();
    // The folder itself is all there is.
    if paths.iter().any(String::is_empty) { Accept::All } else { Accept::Paths(paths) }
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn tell(out: &mut impl Write, report: &Report, why: &str, lock: &Path) -> io::Result<()> {
    let differing = report.differing();
    let looked = report.documents - report.failed;
    if differing == 0 {
        return writeln!(out, "{} as {} says", documents(looked), lock.display());
    }
    let verb = if differing == 1 { "differs" } else { "differ" };
    write!(out, "{} {verb} from {}, of {}", documents(differing), lock.display(), grouped(looked))?;
    if report.settled > 0 {
        write!(out, "; {} taken into the lock or out of it", grouped(report.settled))?;
    }
    writeln!(out)?;
    if report.changed.count > 0 {
        let count = documents(report.changed.count);
        let why = if why.is_empty() { "the lock was edited" } else { why };
        writeln!(out, "\n{BOLD}dehusk or its settings changed: {count}{BOLD:#} ({why})")?;
        groups(out, &report.groups)?;
        counts(out, &report.counts)?;
        list(out, &report.changed, describe)?;
    }
    if report.inputs.count > 0 {
        let count = documents(report.inputs.count);
        writeln!(out, "\n{BOLD}your input changed: {count}{BOLD:#}")?;
        list(out, &report.inputs, describe)?;
    }
    if report.new.count > 0 {
        writeln!(out, "\n{BOLD}new, not in the lock: {}{BOLD:#}", documents(report.new.count))?;
        list(out, &report.new, |()| String::new())?;
    }
    if report.missing.count > 0 {
        writeln!(out, "\n{BOLD}missing, in the lock alone: {}{BOLD:#}", documents(report.missing.count))?;
        list(out, &report.missing, |()| String::new())?;
    }
    Ok(())
}

/// Lines that moved alike, most of them first.
fn groups(out: &mut impl Write, groups: &BTreeMap<Move, Group>) -> io::Result<()> {
    let mut sorted: Vec<(&Move, &Group)> = groups.iter().collect();
    sorted.sort_by_key(|(_, group)| std::cmp::Reverse(group.lines));
    for (moved, group) in sorted {
        let color = match (moved.from.1, moved.to.1) {
            (false, true) => Some(AnsiColor::Red.into()),
            (true, false) => Some(AnsiColor::Green.into()),
            _ => None,
        };
        let style = Style::new().fg_color(color);
        let count = lines(group.lines);
        writeln!(out, "  {style}{moved}{style:#}: {count} in {}", documents(group.documents))?;
        for example in &group.examples {
            let text = session::printable(&example.text);
            writeln!(out, "    {DIM}{}:{}{DIM:#} {text}", example.document, example.line)?;
        }
    }
    Ok(())
}

/// How many lines have each label, where nothing is known of lines.
fn counts(out: &mut impl Write, counts: &BTreeMap<String, Count>) -> io::Result<()> {
    for (label, count) in counts {
        writeln!(out, "  {}: {:+} in {}", named(label), count.by, documents(count.documents))?;
    }
    Ok(())
}

fn list<T>(out: &mut impl Write, listed: &Listed<T>, describe: impl Fn(&T) -> String) -> io::Result<()> {
    for (id, what) in &listed.first {
        writeln!(out, "  {id}{}", describe(what))?;
    }
    let rest = listed.count - listed.first.len() as u64;
    if rest > 0 {
        writeln!(out, "  and {} more; the first {LIST} are named", grouped(rest))?;
    }
    Ok(())
}

fn describe(change: &Change) -> String {
    let mut parts = Vec::new();
    if change.lines() > 0 {
        parts.push(format!("{} judged otherwise", lines(change.lines())));
    }
    if change.appeared > 0 {
        parts.push(format!("{} new", lines(change.appeared)));
    }
    if change.gone > 0 {
        parts.push(format!("{} gone", lines(change.gone)));
    }
    parts.extend(change.counts.iter().map(|(label, by)| format!("{} {by:+}", named(label))));
    if change.whole {
        parts.push("set aside, or no more".to_owned());
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// A label of a digest in words.
fn named(label: &str) -> String {
    match label.strip_prefix('-') {
        Some(label) => format!("{label}, dropped"),
        None => format!("{label}, kept"),
    }
}

fn documents(count: u64) -> String {
    format!("{} document{}", grouped(count), if count == 1 { "" } else { "s" })
}

fn lines(count: u64) -> String {
    format!("{} line{}", grouped(count), if count == 1 { "" } else { "s" })
}
