//! Headers as WARC and HTTP have them, read as leniently as browsers do.

use std::borrow::Cow;

/// Name and value of each header.
pub(super) struct Headers<'b>(Vec<(&'b [u8], Cow<'b, [u8]>)>);

impl<'b> Headers<'b> {
    /// The headers in a head, whose first line is left out.
    pub(super) fn of(head: &'b [u8]) -> Self {
        let mut headers: Vec<(&[u8], Cow<'_, [u8]>)> = Vec::new();
        for line in head.split(|&byte| byte == b'\n').skip(1) {
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                // A value may go on in the next line.
                if let Some((_, value)) = headers.last_mut() {
                    let value = value.to_mut();
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii());
                }
            } else if let Some(colon) = memchr::memchr(b':', line) {
                let (name, value) = line.split_at(colon);
                headers.push((
                    name.trim_ascii(),
                    Cow::Borrowed(value.get(1..).unwrap_or_default().trim_ascii()),
                ));
            }
        }
        Self(headers)
    }

    /// The value of the first header of this name, which is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| String::from_utf8_lossy(value))
    }
}

/// Bytes of a head with the blank line that ends it.
pub(super) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', bytes);
    let mut before = lines.next()?;
    for end in lines {
        if matches!(bytes.get(before + 1..end), Some(b"" | b"\r")) {
            return Some(end + 1);
        }
        before = end;
    }
    None
}

/// The media type in a `Content-Type`, in lower case, and its charset.
pub(super) fn media_type(value: &str) -> (String, Option<&str>) {
    let mut parts = value.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    (kind, charset.filter(|charset| !charset.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_whatever_their_case_and_over_several_lines() {
        let head =
            b"HTTP/1.1 200 OK\r\nContent-TYPE :text/html\r\n ;charset=x\r\nnonsense\r\nX: \xff\r\n\r\n";
        let headers = Headers::of(head);
        assert_eq!(headers.get("content-type").as_deref(), Some("text/html ;charset=x"));
        assert_eq!(headers.get("x").as_deref(), Some("\u{fffd}"));
        assert_eq!(headers.get("nonsense"), None);
    }

    #[test]
    fn a_head_ends_at_its_blank_line() {
        assert_eq!(end_of_head(b"A\r\nB: c\r\n\r\nbody\n\n"), Some(11));
        assert_eq!(end_of_head(b"A\nB: c\n\nbody"), Some(8));
        assert_eq!(end_of_head(b"A\r\nB: c\r\n"), None);
        assert_eq!(end_of_head(b""), None);
    }

    #[test]
    fn a_charset_is_told_from_the_media_type() {
        assert_eq!(media_type("Text/HTML; Charset=\"UTF-8\""), ("text/html".to_owned(), Some("UTF-8")));
        assert_eq!(media_type("text/plain"), ("text/plain".to_owned(), None));
        assert_eq!(media_type("text/html; charset="), ("text/html".to_owned(), None));
    }
}
