//! What a user may ask for of HTML pages.

use clap::Args;
use dehusk::metadata::COLUMNS;
use dehusk::render::RenderOptions;

/// Flags for what only HTML pages have.
#[derive(Clone, Copy, Debug, Args)]
pub struct PageArgs {
    /// Begin text and Markdown of an HTML page with its title, author, date, site, language, address and description,
    /// between lines of '---' ; records get them as fields of their own (JSON Lines of documents have them always)
    #[arg(long)]
    metadata: bool,
    /// Write the links of an HTML page in Markdown
    #[arg(long)]
    links: bool,
}

impl PageArgs {
    /// The fields that are added to records.
    pub fn columns(self) -> Vec<String> {
        if self.metadata { COLUMNS.map(str::to_owned).into() } else { Vec::new() }
    }

    /// The same for a renderer.
    pub fn options(self) -> RenderOptions {
        RenderOptions { metadata: self.metadata, links: self.links, ..RenderOptions::default() }
    }
}
