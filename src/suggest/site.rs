//! Which site a proposal is for, as far as a configuration can say so.

use crate::cleaner::Cleaned;
use crate::site::{SiteBy, Whence, host_of};

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// The files of a folder.
    Folder(String),
    /// The pages of a host.
    Host(String),
    /// Something that a configuration cannot tell documents by.
    Other(String),
}

impl Site {
    /// The site of a document: as asked for; with `None`, the host where an address is known, else the folder.
    pub fn of(cleaned: &Cleaned<'_>, id: &str, whence: Whence<'_>, by: Option<&SiteBy>) -> Option<Site> {
        let own = cleaned.page.as_ref().and_then(|page| page.meta.url.as_deref());
        let host = || whence.url.or(own).map(host_of).filter(|host| !host.is_empty()).map(Site::Host);
        let folder = || {
            let name = SiteBy::Dir.site(whence, own)?;
            // Records have names of their own, which say nothing of folders.
            let is_told = name == "." || id.trim_start_matches("./").starts_with(&name);
            Some(if is_told { Site::Folder(name) } else { Site::Other(name) })
        };
        match by {
            None => host().or_else(folder),
            Some(SiteBy::Host) => host(),
            Some(SiteBy::Dir) => folder(),
            Some(by) => by.site(whence, own).map(Site::Other),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Site::Folder(name) | Site::Host(name) | Site::Other(name) => name,
        }
    }

    /// The key and the glob of an override for its documents.
    pub fn scope(&self) -> Option<(&'static str, String)> {
        match self {
            Site::Folder(name) if name == "." => None,
            Site::Folder(name) => {
                Some(("path", format!("{}/*", globset::escape(name.trim_end_matches('/')))))
            }
            Site::Host(name) => {
                let name = globset::escape(name);
                Some(("site", format!("{{{name},www.{name}}}")))
            }
            Site::Other(_) => None,
        }
    }
}
