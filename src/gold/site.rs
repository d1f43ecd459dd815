//! The site of a page: what its address has in common with the other pages of one publisher.

/// Second-level names under which a country's registry sells (`co.uk`, `com.au`).
const REGISTRY_LABELS: [&str; 12] =
    ["ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "nom", "or", "org"];

/// The registrable part of an address's host, in lower case: `news.example.co.uk` is `example.co.uk`. An IP address
/// stays whole. Empty where the address has no host.
///
/// It stands in for the [Public Suffix List](https://publicsuffix.org): two blogs on one host count as one site,
/// which is the safe side where sites must not be split between training and test.
pub fn site_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or_default().to_lowercase();
    }
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    if labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        return host;
    }
    let wanted = match labels.as_slice() {
        [.., _, second, country] if country.len() == 2 && REGISTRY_LABELS.contains(second) => 3,
        _ => 2,
    };
    let from = labels.len().saturating_sub(wanted);
    labels.get(from..).unwrap_or_default().join(".")
}

#[cfg(test)]
mod tests {
    use super::site_of;

    #[test]
    fn the_site_is_the_registrable_part_of_the_host() {
        for (url, site) in [
            ("https://www.example.com/a?b=c#d", "example.com"),
            ("http://user:word@News.Example.co.uk:8080/x", "example.co.uk"),
            ("https://example.co", "example.co"),
            ("https://co.uk/", "co.uk"),
            ("example.org/path", "example.org"),
            ("https://a.b.example.or.jp.", "example.or.jp"),
            ("https://127.0.0.1:80/x", "127.0.0.1"),
            ("https://[2001:DB8::1]:80/x", "[2001:db8::1]"),
            ("https://localhost/x", "localhost"),
            ("", ""),
        ] {
            assert_eq!(site_of(url), site, "{url}");
        }
    }
}
