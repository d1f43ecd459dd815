//! `dehusk snapshot`: locks the result of a cleaning.

use super::Ending;
use super::lock::LockArgs;
use super::messages::Messages;
use clap::Args;
use dehusk::lock::{Kind, Locker};
use dehusk::source::grouped;
use std::io::Write as _;

/// Arguments of `snapshot`.
#[derive(Clone, Debug, Args)]
pub struct SnapshotArgs {
    /// Keep a line of checksums and label counts for each document, in one file, instead of a file with all its lines;
    /// the only way to lock the records of JSON Lines, WARC and Parquet
    #[arg(long)]
    digest: bool,
    #[command(flatten)]
    lock: LockArgs,
}

/// Locks.
pub fn run(args: &SnapshotArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let folder = args.lock.lock();
    let inputs = args.lock.inputs(messages)?;
    let (cleaner, maker) = args.lock.cleaner()?;
    let locker = Locker {
        lock: &folder,
        kind: if args.digest { Kind::Digest } else { Kind::Snapshots },
        cleaner: &cleaner,
        reading: args.lock.reading()?,
        maker,
        threads: args.lock.judge.threads,
    };
    let report = locker.snapshot(inputs, &mut |failure| messages.failure(failure))?;
    if args.lock.judge.quiet {
        return Ok(Ending::Fine);
    }
    let mut out = std::io::stdout().lock();
    let locked = report.documents - report.failed;
    let changed = report.changed.count + report.inputs.count;
    let s = if locked == 1 { "" } else { "s" };
    write!(out, "locked {} document{s} in {}", grouped(locked), folder.display())?;
    if report.maker.is_some() {
        let (new, gone) = (report.new.count, report.missing.count);
        let counts = [changed, new, gone].map(grouped);
        let [changed, new, gone] = counts;
        write!(out, " ({changed} changed, {new} new, {gone} taken out)")?;
    }
    writeln!(out)?;
    Ok(Ending::Fine)
}
