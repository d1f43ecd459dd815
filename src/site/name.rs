//! Which site a document belongs to.

use crate::document::Document;
use std::fmt;
use std::str::FromStr;

/// Where a document comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whence<'w> {
    /// The path of its file, or of the container that holds it.
    pub path: &'w str,
    /// The address that its record gives.
    pub url: Option<&'w str>,
    /// What its record says in the field that names sites.
    pub field: Option<&'w str>,
}

impl<'w> Whence<'w> {
    /// A document of which nothing is known but its name, which is a path.
    pub fn of(document: &'w Document) -> Whence<'w> {
        Whence { path: &document.id, ..Whence::default() }
    }
}

/// What tells the site of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteBy {
    /// The folder of the document's file.
    Dir,
    /// The host of the document's address.
    Host,
    /// A field of its record.
    Field(String),
}

impl SiteBy {
    /// The site of a document. `own` is the address that a page gives as its own, which counts where nothing else is
    /// known. `None` where nothing is.
    pub fn site(&self, whence: Whence<'_>, own: Option<&str>) -> Option<String> {
        let name = match self {
            SiteBy::Dir => Some(folder_of(whence.path).to_owned()),
            SiteBy::Host => whence.url.or(own).map(host_of),
            SiteBy::Field(_) => whence.field.map(str::to_owned),
        };
        // A name stands in a column of a table.
        let name = name?.split(|c: char| c.is_whitespace() || c.is_control()).collect::<Vec<_>>().join(" ");
        (!name.trim().is_empty()).then_some(name)
    }
}

impl fmt::Display for SiteBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SiteBy::Dir => "dir",
            SiteBy::Host => "host",
            SiteBy::Field(field) => field,
        })
    }
}

impl FromStr for SiteBy {
    type Err = std::convert::Infallible;

    /// `dir`, `host`, or else the name of a field.
    fn from_str(name: &str) -> Result<SiteBy, Self::Err> {
        Ok(match name {
            "dir" => SiteBy::Dir,
            "host" => SiteBy::Host,
            field => SiteBy::Field(field.to_owned()),
        })
    }
}

/// The folder in a path, `.` where it names none.
fn folder_of(id: &str) -> &str {
    let id = id.trim_start_matches("./");
    match id.rfind(['/', '\\']) {
        Some(0) => "/",
        Some(end) => id.get(..end).unwrap_or(id),
        None => ".",
    }
}

/// The host of an address in lower case, without `www.`, user or port; empty where it names none.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or_else(|| url.strip_prefix("//").unwrap_or(url), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or_default().to_lowercase();
    }
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_the_folder_the_host_or_what_the_field_says() {
        let url = Some("https://www.Quay.example:8080/a?b");
        let site = |by: SiteBy, path: &str| by.site(Whence { path, url, field: Some("Quay\tCourier") }, None);
        assert_eq!(site(SiteBy::Dir, "crawl/quay/a.txt").as_deref(), Some("crawl/quay"));
        assert_eq!(site(SiteBy::Dir, "./a.txt").as_deref(), Some("."));
        assert_eq!(site(SiteBy::Dir, "/a.txt").as_deref(), Some("/"));
        assert_eq!(site(SiteBy::Host, "a").as_deref(), Some("quay.example"));
        assert_eq!(site(SiteBy::Field("source".to_owned()), "a").as_deref(), Some("Quay Courier"));
        assert_eq!(SiteBy::Host.site(Whence::default(), None), None);
        assert_eq!(SiteBy::Host.site(Whence::default(), Some("/relative")), None);
    }

    #[test]
    fn hosts_are_read_from_addresses_of_every_kind() {
        for (url, host) in [
            ("https://news.example.co.uk/a", "news.example.co.uk"),
            ("//cdn.example.org/x", "cdn.example.org"),
            ("http://user:word@example.com.:80", "example.com"),
            ("https://[2001:DB8::1]:80/x", "[2001:db8::1]"),
            ("example.org/path", "example.org"),
            ("", ""),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
