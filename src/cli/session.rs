//! What every command that judges lines needs: the settings resolved, the cleaner built, the inputs found.

use super::JudgeArgs;
use super::messages::Messages;
use anyhow::{Context as _, bail};
use dehusk::cleaner::{Cleaner, Profile};
use dehusk::config::{Choices, ConfigFile, Whole, find, read, resolve, resolve_whole};
use dehusk::decide::Mode;
use dehusk::document::Format;
use dehusk::model::Weights;
use dehusk::source::records::{Container, RecordOptions};
use dehusk::source::{Input, ReadOptions, Walked, walk};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Columns of a line's text that are shown to people.
const TEXT_COLUMNS: usize = 100;

/// The configuration file that holds here and what it says.
pub fn configuration(args: &JudgeArgs) -> anyhow::Result<(Option<PathBuf>, ConfigFile)> {
    let path = args.config.clone().or_else(|| std::env::current_dir().ok().and_then(|folder| find(&folder)));
    let file = path.as_deref().map(read).transpose()?.unwrap_or_default();
    Ok((path, file))
}

/// The cleaner that flags, variables and configuration ask for.
pub fn cleaner(args: &JudgeArgs) -> anyhow::Result<Cleaner> {
    cleaner_of(args, Choices::default())
}

/// The same, with what the command's own flags say of all documents.
pub fn cleaner_of(args: &JudgeArgs, more: Choices) -> anyhow::Result<Cleaner> {
    let (path, file) = configuration(args)?;
    let cleaner = Cleaner::with_profiles(profiles(path.as_deref(), &file, args)?)?;
    let cleaner = args.rules.apply(cleaner, &whole(path.as_deref(), &file, args, more)?)?;
    Ok(match args.model.as_deref() {
        None => cleaner,
        Some(name) if name == Path::new("none") => cleaner.with_weights(None),
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            let weights = Weights::read(&bytes).with_context(|| path.display().to_string())?;
            cleaner.with_weights(Some(Arc::new(weights)))
        }
    })
}

/// The profiles that flags, variables and a configuration ask for.
pub fn profiles(path: Option<&Path>, file: &ConfigFile, args: &JudgeArgs) -> anyhow::Result<Vec<Profile>> {
    let profiles = resolve(file, &choices(args)).map_err(anyhow::Error::from);
    // A label that is wrong may come from a flag: only an error in the file's own tables names the file.
    match path {
        Some(path) if resolve(file, &Choices::default()).is_err() => {
            profiles.with_context(|| path.display().to_string())
        }
        _ => profiles,
    }
}

/// What holds for all documents alike. `more` is what the command's own flags say of that.
pub fn whole(
    path: Option<&Path>,
    file: &ConfigFile,
    args: &JudgeArgs,
    more: Choices,
) -> anyhow::Result<Whole> {
    let preset = args.rules.preset().map(str::to_owned);
    let chosen = Choices { preset, dedup_lines: args.rules.dedup_lines(), ..more };
    let named = || path.map(|path| path.display().to_string()).unwrap_or_default();
    let whole = resolve_whole(file, &chosen).with_context(named)?;
    let labels = args.mode.is_some() || args.drop.is_some() || !args.keep.is_empty() || !args.mark.is_empty();
    if let Some(preset) = whole.preset.filter(|_| labels) {
        bail!(
            "the preset '{}' decides by itself: --mode, --drop, --keep and --mark need --preset none",
            preset.name()
        );
    }
    Ok(whole)
}

/// What the flags say.
pub fn choices(args: &JudgeArgs) -> Choices {
    // An empty variable is as good as none.
    let named = |names: &[String]| names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>();
    Choices {
        mode: args.mode.as_deref().and_then(|name| Mode::ALL.into_iter().find(|mode| mode.slug() == name)),
        drop: args.drop.as_deref().map(named).filter(|names| !names.is_empty()),
        keep: named(&args.keep),
        mark: named(&args.mark),
        ..Choices::default()
    }
}

/// How to read inputs.
pub fn read_options(args: &JudgeArgs) -> ReadOptions {
    let format = match args.from.as_str() {
        "text" => Some(Format::Text),
        "html" => Some(Format::Html),
        _ => None,
    };
    ReadOptions { format, ..ReadOptions::default() }
}

/// How to read inputs that may hold many records.
pub fn record_options(args: &JudgeArgs) -> RecordOptions {
    let container = match args.from.as_str() {
        "jsonl" => Some(Container::JsonLines),
        "warc" => Some(Container::Warc),
        "parquet" => Some(Container::Parquet),
        _ => None,
    };
    RecordOptions { container, format: read_options(args).format, ..RecordOptions::default() }
}

/// The inputs that the paths stand for, as [`walked`] has them. Paths that cannot be read are told.
pub fn inputs(paths: &[PathBuf], messages: &mut Messages) -> anyhow::Result<Walked> {
    let walked = walked(paths)?;
    for error in &walked.errors {
        messages.failure(error);
    }
    Ok(walked)
}

/// The inputs that the paths stand for; standard input where there is none and something is piped in.
pub fn walked(paths: &[PathBuf]) -> anyhow::Result<Walked> {
    if paths.is_empty() {
        if std::io::stdin().is_terminal() {
            anyhow::bail!("no input: name files or directories, or pipe text in ('dehusk --help' shows how)");
        }
        return Ok(Walked { inputs: vec![Input::stdin()], ..Walked::default() });
    }
    Ok(walk(paths))
}

/// A pool of as many threads as were asked for; 0 is one a processor.
pub fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start the threads")
}

/// Runs something with as many threads as were asked for.
pub fn with_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    Ok(pool(threads)?.install(run))
}

/// The beginning of a line, without characters that would move a terminal's cursor.
pub fn printable(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(TEXT_COLUMNS)
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(TEXT_COLUMNS).is_some() {
        shown.push('…');
    }
    shown
}
