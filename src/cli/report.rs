//! `dehusk report`: one HTML page that shows what is dropped, why, and how to keep it.

use super::messages::Messages;
use super::stats::about;
use super::survey::{Gather, SitesBy, SurveyArgs};
use super::{Ending, version};
use anyhow::Context as _;
use clap::Args;
use dehusk::batch::write_atomic;
use dehusk::cleaner::Cleaned;
use dehusk::document::Document;
use dehusk::report::{Findings, Heading, html};
use dehusk::site::Whence;
use dehusk::source::grouped;
use std::io::Write as _;
use std::path::PathBuf;

/// Documents that a page shows.
const SHOWN: usize = 200;

/// Arguments of `report`.
///
/// The page needs nothing else and no network. It shows 200 documents at most, drawn by a checksum of their names, and
/// counts over all of them.
#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    survey: SurveyArgs,
    /// Write the page here; '-' for standard output
    #[arg(short, long, value_name = "FILE.html")]
    out: PathBuf,
}

impl Gather for Findings {
    const EXPLAINS: bool = true;

    fn look(cleaned: &Cleaned<'_>, document: &Document, whence: Whence<'_>, by: SitesBy<'_>) -> Findings {
        Findings::of(cleaned, &document.id, about(cleaned, whence, by), SHOWN)
    }

    fn merge(&mut self, other: Findings) {
        Findings::merge(self, other);
    }
}

/// Writes the report.
pub fn run(args: &ReportArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let findings: Findings = args.survey.gather(Some(&args.out), messages)?;
    let documents = findings.survey.all.documents;
    let title = match documents {
        1 => "1 document".to_owned(),
        _ => format!("{} documents", grouped(documents)),
    };
    let heading = Heading { title, version: version().to_owned(), drops: args.survey.drops()? };
    let page = html(&findings, &heading);
    if args.out.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        out.write_all(page.as_bytes())?;
        out.flush()?;
    } else {
        write_atomic(&args.out, page.as_bytes()).context("cannot write the report")?;
    }
    Ok(Ending::Fine)
}
