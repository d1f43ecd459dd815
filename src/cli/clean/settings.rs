//! What the outputs of a run depend on, in a few characters: a run can be gone on with only if that is the same.

use super::super::session;
use super::super::sites::SiteArgs;
use super::{BatchArgs, CleanArgs};
use anyhow::Context as _;
use dehusk::batch::{Header, Naming, Shape};
use std::fmt::Write as _;
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_128;

/// The header of the journal. `templates` is the checksum of what is known of sites.
pub fn header(args: &CleanArgs, naming: &Naming, templates: Option<u64>) -> anyhow::Result<Header> {
    let (config, _) = session::configuration(&args.judge)?;
    // All arguments count but those that name inputs and outputs, or say how to run. Files count by what they hold.
    let mut telling = CleanArgs { paths: Vec::new(), out: None, batch: BatchArgs::default(), ..args.clone() };
    telling.judge.threads = 0;
    telling.judge.verbose = false;
    telling.judge.quiet = false;
    let files = [config, telling.judge.model.take()];
    telling.judge.config = None;
    telling.sites = SiteArgs::default();
    let mut text = format!("{telling:?} {templates:?}");
    if naming.shape == Shape::Documents {
        let _ = write!(text, " alone: {}", naming.alone);
    }
    for path in files.into_iter().flatten() {
        let _ = write!(text, " {:032x}", content(path)?);
    }
    Ok(Header {
        dehusk: env!("CARGO_PKG_VERSION").to_owned(),
        weights: dehusk::model::checksum().to_string(),
        settings: format!("{:032x}", xxh3_128(text.as_bytes())),
    })
}

/// The checksum of a file, or of the word that stands for one.
fn content(path: PathBuf) -> anyhow::Result<u128> {
    if path.as_os_str() == "none" {
        return Ok(xxh3_128(b"none"));
    }
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    Ok(xxh3_128(&bytes))
}
