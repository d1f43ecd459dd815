//! `dehusk suggest`: cues for a configuration, from lines that stay in many documents and look alike.

use super::Ending;
use super::messages::Messages;
use super::survey::{Gather, SitesBy, SurveyArgs};
use anyhow::bail;
use clap::Args;
use dehusk::batch::write_atomic;
use dehusk::cleaner::Cleaned;
use dehusk::document::Document;
use dehusk::site::Whence;
use dehusk::suggest::{Lookalikes, Options, Site};
use std::io::Write as _;
use std::path::PathBuf;

/// What the long help says below the flags.
const MORE: &str = "\
Proposed are whole lines, and what several different lines begin or end with. Each proposal says in comments how \
often and on which sites its lines stand, with examples, which label they seem to have, and why. Lines of one site \
alone stand under an [[override]] for it. Prose is never proposed: no line of nine words or more, and no part of one \
of more than twelve.

Read what comes out, delete what should stay, and copy the rest into dehusk.toml, or try it with --config.";

/// Arguments of `suggest`.
#[derive(Debug, Args)]
#[command(after_long_help = MORE)]
pub struct SuggestArgs {
    #[command(flatten)]
    survey: SurveyArgs,
    /// Propose what stands in at least so many documents with different articles
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(2..))]
    min_documents: u64,
    /// Propose so many cues at most, the most frequent ones
    #[arg(long, value_name = "N", default_value_t = 100)]
    most: usize,
    /// Write the proposals here instead of standard output
    #[arg(short, long, value_name = "FILE.toml")]
    out: Option<PathBuf>,
    /// Overwrite the file of --out
    #[arg(long, requires = "out")]
    force: bool,
}

impl Gather for Lookalikes {
    fn look(cleaned: &Cleaned<'_>, document: &Document, whence: Whence<'_>, by: SitesBy<'_>) -> Lookalikes {
        let site = match by {
            SitesBy::Nothing => None,
            SitesBy::Asked(by) => Site::of(cleaned, &document.id, whence, Some(by)),
            SitesBy::Known => Site::of(cleaned, &document.id, whence, None),
        };
        Lookalikes::of(cleaned, site)
    }

    fn merge(&mut self, other: Lookalikes) {
        Lookalikes::merge(self, other);
    }
}

/// Proposes.
pub fn run(args: &SuggestArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let out = args.out.as_deref().filter(|out| out.as_os_str() != "-");
    if let Some(out) = out.filter(|out| out.exists() && !args.force) {
        bail!("{}: is there already; --force overwrites it", out.display());
    }
    let found: Lookalikes = args.survey.gather(out, messages)?;
    let options = Options { min_documents: args.min_documents, most: args.most };
    let toml = found.propose(&options).toml(&options);
    match out {
        Some(path) => write_atomic(path, toml.as_bytes())?,
        None => std::io::stdout().lock().write_all(toml.as_bytes())?,
    }
    Ok(Ending::Fine)
}
