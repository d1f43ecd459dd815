//! The command line: what the user typed, and one file a subcommand.

mod check;
mod clean;
mod compare;
mod diff;
mod eval;
mod explain;
mod fields;
mod guard;
mod labels;
mod lock;
mod messages;
mod page;
mod pager;
mod progress;
mod reference;
mod report;
mod review;
mod rules;
mod session;
mod settings;
mod sites;
mod snapshot;
mod stats;
mod suggest;
mod survey;
mod train;
mod width;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use messages::Messages;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Everything was done.
    Fine,
    /// Everything was done, and the answer is 'different' or 'not good enough'.
    Different,
    /// Something failed; the rest was done.
    Failed,
    /// The user interrupted it.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(match ending {
            Ending::Fine => 0,
            Ending::Different => 1,
            Ending::Failed => 2,
            Ending::Interrupted => 130,
        })
    }
}

/// Cleans boilerplate from scraped articles, line by line, and says why.
///
/// Without a subcommand, PATHS are cleaned: `dehusk page.txt` is `dehusk clean page.txt`.
#[derive(Debug, Parser)]
#[command(name = "dehusk", version = version(), args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_help = "Exit status: 0 fine, 1 the answer is 'different', 2 something failed, 130 interrupted."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    clean: clean::CleanArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Clean files, directories or standard input
    Clean(Box<clean::CleanArgs>),
    /// Show every line with its label, score and reasons
    Explain(explain::ExplainArgs),
    /// Show what would be dropped, as a unified diff; exit status 1 if anything would
    Diff(Box<diff::DiffArgs>),
    /// Lock the result of cleaning a directory, so that 'check' can tell when it changes
    Snapshot(Box<snapshot::SnapshotArgs>),
    /// Compare what cleaning makes of a directory with its lock; exit status 1 if it differs
    Check(Box<check::CheckArgs>),
    /// Show what dehusk and the well-known line rules (C4, RefinedWeb, …) would keep, and where they differ
    Compare(compare::CompareArgs),
    /// Compare the labels given with gold: precision, recall and F1
    Eval(eval::EvalArgs),
    /// Write one HTML page that shows what is dropped, why, and how to keep it
    Report(Box<report::ReportArgs>),
    /// Count lines and characters by label, format, language and site
    Stats(Box<stats::StatsArgs>),
    /// Propose cues for dehusk.toml from lines that stay in many documents and look alike
    Suggest(Box<suggest::SuggestArgs>),
    /// Confirm or change the labels of documents line by line, and get gold for 'eval' and 'train'
    Review(Box<review::ReviewArgs>),
    /// Learn what the pages of a site repeat, so that 'clean --sites' drops it
    Sites(sites::SitesArgs),
    /// Fit the learned judge on gold
    Train(train::TrainArgs),
    /// List the labels, or print what one of them means with examples
    Labels(labels::LabelsArgs),
    /// Show the configuration that holds here, or a template for one
    Config(settings::ConfigArgs),
    /// Print a completion script for a shell
    Completions(reference::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// The version, and the checksum of the weights that are compiled in.
fn version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{} (weights {})", env!("CARGO_PKG_VERSION"), dehusk::model::checksum()));
    &VERSION
}

/// The command that a path was meant to be, where it is like one.
fn command_like(path: &Path) -> Option<String> {
    let given = path.to_str()?;
    let cli = Cli::command();
    let names = cli.get_subcommands().map(clap::Command::get_name);
    let (likeness, name) =
        names.map(|name| (strsim::jaro_winkler(given, name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (likeness > 0.85).then(|| name.to_owned())
}

/// What decides how lines are judged; the same for every command that judges them.
#[derive(Clone, Debug, Args)]
pub struct JudgeArgs {
    /// The dial: 'precision' drops more, 'recall' drops less
    #[arg(long, value_name = "MODE", env = "DEHUSK_MODE", value_parser = ["precision", "balanced", "recall"])]
    mode: Option<String>,
    /// Drop these labels and no others
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',', env = "DEHUSK_DROP")]
    drop: Option<Vec<String>>,
    /// Keep these labels
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',', env = "DEHUSK_KEEP")]
    keep: Vec<String>,
    /// Keep these labels, and mark their lines where labels are shown
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',', env = "DEHUSK_MARK")]
    mark: Vec<String>,
    /// Judge by these weights, which 'train' wrote, instead of those that are built in; 'none' for rules alone
    #[arg(long, value_name = "FILE", env = "DEHUSK_MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    rules: rules::RuleArgs,
    /// Read this configuration instead of the nearest dehusk.toml
    #[arg(long, value_name = "FILE", env = "DEHUSK_CONFIG")]
    config: Option<PathBuf>,
    /// Take every input for this format instead of looking at it
    #[arg(long, value_name = "FORMAT", env = "DEHUSK_FROM", value_parser = ["auto", "text", "html", "jsonl", "warc", "parquet"], default_value = "auto")]
    from: String,
    /// Say more on standard error: encodings, skipped files, a summary
    #[arg(short, long)]
    verbose: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Threads to use; 0 for one a processor
    #[arg(short = 'j', long, value_name = "N", env = "DEHUSK_THREADS", default_value_t = 0)]
    threads: usize,
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no failure; a closed pipe is none either.
            let printed = error.print().map_or_else(|error| error.kind() == ErrorKind::BrokenPipe, |()| true);
            return if error.use_stderr() || !printed { Ending::Failed.into() } else { Ending::Fine.into() };
        }
    };
    let mut messages = Messages::default();
    let result = match cli.command {
        None => clean::run(&cli.clean, &mut messages),
        Some(Command::Clean(args)) => clean::run(&args, &mut messages),
        Some(Command::Explain(args)) => explain::run(&args, &mut messages),
        Some(Command::Diff(args)) => diff::run(&args, &mut messages),
        Some(Command::Snapshot(args)) => snapshot::run(&args, &mut messages),
        Some(Command::Check(args)) => check::run(&args, &mut messages),
        Some(Command::Compare(args)) => compare::run(&args, &mut messages),
        Some(Command::Eval(args)) => eval::run(&args),
        Some(Command::Report(args)) => report::run(&args, &mut messages),
        Some(Command::Stats(args)) => stats::run(&args, &mut messages),
        Some(Command::Suggest(args)) => suggest::run(&args, &mut messages),
        Some(Command::Review(args)) => review::run(&args, &mut messages),
        Some(Command::Sites(args)) => sites::run(&args, &mut messages),
        Some(Command::Train(args)) => train::run(&args),
        Some(Command::Labels(args)) => labels::run(&args),
        Some(Command::Config(args)) => settings::run(&args),
        Some(Command::Completions(args)) => reference::completions(&args),
        Some(Command::Man) => reference::man(),
    };
    match result {
        Ok(Ending::Fine) if messages.errors() > 0 => Ending::Failed.into(),
        Ok(ending) => ending.into(),
        Err(error) if messages::is_closed_pipe(&error) => Ending::Fine.into(),
        Err(error) => {
            // The only bare error of the system is one in writing the results.
            let bare = error.is::<io::Error>() && error.chain().count() == 1;
            messages.error(&if bare { error.context("standard output") } else { error });
            Ending::Failed.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
