//! A first look at the source of a page that cuts what no article needs and what a parser chokes on.
//!
//! html5ever compares every attribute of a tag with all before it, so one tag with a million attributes would
//! take hours; and pages carry megabytes in comments and `data:` addresses. One linear pass finds tags, comments
//! and raw text and leaves out comments, the end of long values and the attributes past a limit.

use std::ops::Range;

/// The most attributes of a tag that are kept.
pub(super) const MAX_ATTRIBUTES: usize = 256;
/// The most bytes of an attribute's value that are kept.
const MAX_VALUE: usize = 4096;
/// The most bytes of a name that are kept.
const MAX_NAME: usize = 128;
/// The most bytes of a tag that are kept.
pub(super) const MAX_TAG: usize = 1 << 16;

/// A piece of the source that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Text, with its character references as they stand.
    Text(Range<usize>),
    /// The content of an element whose content is no markup, such as `<script>`.
    Raw(Range<usize>),
    /// A tag, or as much of it as stands before a cut.
    Tag { name: &'h str, range: Range<usize> },
    /// More of the same tag, after a cut.
    More(Range<usize>),
}

impl Piece<'_> {
    /// Bytes of the piece in the source.
    pub fn range(&self) -> Range<usize> {
        match self {
            Piece::Text(range) | Piece::Raw(range) | Piece::More(range) | Piece::Tag { range, .. } => {
                range.clone()
            }
        }
    }
}

/// Reports the pieces of a source in order, until `keep` says to stop.
pub(super) fn skim<'h>(html: &'h str, keep: &mut impl FnMut(Piece<'h>) -> bool) {
    let bytes = html.as_bytes();
    let mut text_start = 0;
    let mut from = 0;
    while let Some(open) = find(bytes, from, b'<') {
        let next = byte(bytes, open + 1);
        let is_tag = match next {
            b'/' => byte(bytes, open + 2).is_ascii_alphabetic(),
            _ => next.is_ascii_alphabetic(),
        };
        let is_comment = !is_tag && matches!(next, b'!' | b'?' | b'/') && !is_doctype(bytes, open);
        if !is_tag && !is_comment {
            from = open + 1;
            continue;
        }
        if text_start < open && !keep(Piece::Text(text_start..open)) {
            return;
        }
        if is_comment {
            text_start = comment_end(bytes, open);
            from = text_start;
            continue;
        }
        let mut tag = Tag { html, bytes, at: open, kept_from: open, kept: 0, reported: false, name: "" };
        let Some(self_closing) = tag.scan(keep) else { return };
        text_start = tag.at;
        from = tag.at;
        if next != b'/'
            && let Some(end) = raw_text_end(bytes, tag.name, self_closing, tag.at)
        {
            if tag.at < end && !keep(Piece::Raw(tag.at..end)) {
                return;
            }
            text_start = end;
            from = end;
        }
    }
    if text_start < bytes.len() {
        keep(Piece::Text(text_start..bytes.len()));
    }
}

/// A tag that is being scanned.
struct Tag<'h> {
    html: &'h str,
    bytes: &'h [u8],
    at: usize,
    kept_from: usize,
    kept: usize,
    reported: bool,
    name: &'h str,
}

impl<'h> Tag<'h> {
    /// Reports the tag with its cuts; whether it ends in `/>`, or `None` if `keep` has had enough.
    fn scan(&mut self, keep: &mut impl FnMut(Piece<'h>) -> bool) -> Option<bool> {
        let name_start = self.at + 1 + usize::from(byte(self.bytes, self.at + 1) == b'/');
        self.at = name_start;
        self.skip_name(false);
        self.name = self.html.get(name_start..self.floor(name_start, MAX_NAME)).unwrap_or("");
        if !self.cut(self.floor(name_start, MAX_NAME), keep) {
            return None;
        }
        let mut attributes = 0;
        let mut slash = false;
        loop {
            let gap = self.at;
            while matches!(byte(self.bytes, self.at), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/')
                && self.at < self.bytes.len()
            {
                slash = byte(self.bytes, self.at) == b'/';
                self.at += 1;
            }
            if self.at >= self.bytes.len() || byte(self.bytes, self.at) == b'>' {
                break;
            }
            slash = false;
            attributes += 1;
            let start = self.at;
            let value_start = self.attribute();
            let surplus = attributes > MAX_ATTRIBUTES || self.kept + (start - self.kept_from) > MAX_TAG;
            let kept_to = if surplus {
                gap
            } else if let Some(value_start) = value_start {
                // The name is short, or the value would not have been looked at.
                self.floor(value_start, MAX_VALUE)
            } else {
                self.floor(start, MAX_NAME)
            };
            if kept_to < self.at && !self.cut_quoted(kept_to, value_start.is_some() && !surplus, keep) {
                return None;
            }
        }
        if byte(self.bytes, self.at) == b'>' && self.at < self.bytes.len() {
            self.at += 1;
        }
        self.report(self.at, keep).then_some(slash)
    }

    /// Passes over one attribute; where its value begins, if it has one and its name is not too long.
    fn attribute(&mut self) -> Option<usize> {
        let start = self.at;
        // A name may begin with '='.
        self.at += 1;
        self.skip_name(true);
        let name_end = self.at;
        let mut at = self.at;
        while matches!(byte(self.bytes, at), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
            at += 1;
        }
        if byte(self.bytes, at) != b'=' {
            return None;
        }
        at += 1;
        while matches!(byte(self.bytes, at), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
            at += 1;
        }
        let quote = byte(self.bytes, at);
        if matches!(quote, b'"' | b'\'') {
            self.at = find(self.bytes, at + 1, quote).map_or(self.bytes.len(), |end| end + 1);
            at += 1;
        } else {
            let rest = self.bytes.get(at..).unwrap_or(&[]);
            let length = rest.iter().position(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'>'));
            self.at = at + length.unwrap_or(rest.len());
        }
        (name_end - start <= MAX_NAME && at - name_end <= MAX_NAME).then_some(at)
    }

    fn skip_name(&mut self, in_attribute: bool) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let length = rest.iter().position(|b| match b {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>' => true,
            b'=' => in_attribute,
            _ => false,
        });
        self.at += length.unwrap_or(rest.len());
    }

    /// The end of what is kept of a run that begins at `start` and ends at the current position.
    fn floor(&self, start: usize, max: usize) -> usize {
        if self.at - start <= max { self.at } else { floor_boundary(self.html, start + max) }
    }

    /// Leaves out what stands from `end` to the current position; a closing quote is kept.
    fn cut_quoted(&mut self, end: usize, quoted: bool, keep: &mut impl FnMut(Piece<'h>) -> bool) -> bool {
        let closes = quoted && self.at > end && matches!(byte(self.bytes, self.at - 1), b'"' | b'\'');
        if !self.cut(end, keep) {
            return false;
        }
        self.kept_from -= usize::from(closes);
        true
    }

    fn cut(&mut self, end: usize, keep: &mut impl FnMut(Piece<'h>) -> bool) -> bool {
        if end >= self.at {
            return true;
        }
        let more = self.report(end, keep);
        self.kept_from = self.at;
        more
    }

    fn report(&mut self, end: usize, keep: &mut impl FnMut(Piece<'h>) -> bool) -> bool {
        let range = self.kept_from..end;
        if range.is_empty() {
            return true;
        }
        self.kept += range.len();
        let piece = if self.reported { Piece::More(range) } else { Piece::Tag { name: self.name, range } };
        self.reported = true;
        keep(piece)
    }
}

/// The last place at or before `max` where a string can be cut.
pub(super) fn floor_boundary(text: &str, max: usize) -> usize {
    if max >= text.len() {
        return text.len();
    }
    // A character has four bytes at most.
    (0..4).map(|back| max.saturating_sub(back)).find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Where the raw text of an element ends; `None` if it has none.
fn raw_text_end(bytes: &[u8], name: &str, self_closing: bool, from: usize) -> Option<usize> {
    let is = |names: &[&str]| names.iter().any(|raw| name.eq_ignore_ascii_case(raw));
    if is(&["plaintext"]) {
        return Some(bytes.len());
    }
    let raw = is(&["script", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"])
        // In a drawing, `<title/>` and `<style/>` are whole.
        || (is(&["style", "title"]) && !self_closing);
    if !raw {
        return None;
    }
    let mut at = from;
    while let Some(open) = find(bytes, at, b'<') {
        let rest = bytes.get(open + 1..).unwrap_or(&[]);
        if rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
            && !byte(rest, 1 + name.len()).is_ascii_alphanumeric()
        {
            return Some(open);
        }
        at = open + 1;
    }
    Some(bytes.len())
}

/// Where a comment, or what counts as one, ends.
fn comment_end(bytes: &[u8], open: usize) -> usize {
    let dashes = bytes.get(open..).is_some_and(|rest| rest.starts_with(b"<!--"));
    if !dashes {
        return find(bytes, open, b'>').map_or(bytes.len(), |end| end + 1);
    }
    // `<!-->` and `<!--->` are whole comments.
    let mut at = open + 4;
    while let Some(end) = find(bytes, at, b'>') {
        let before = bytes.get(open + 2..end).unwrap_or(&[]);
        if before.ends_with(b"--") || (before.ends_with(b"--!") && before.len() >= 5) || before == b"--" {
            return end + 1;
        }
        at = end + 1;
    }
    bytes.len()
}

fn is_doctype(bytes: &[u8], open: usize) -> bool {
    bytes.get(open + 2..open + 9).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"))
}

fn find(bytes: &[u8], from: usize, needle: u8) -> Option<usize> {
    memchr::memchr(needle, bytes.get(from..)?).map(|at| from + at)
}

/// The byte at a position; NUL, which means nothing here, past the end.
fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(html: &str) -> String {
        let mut all = String::new();
        skim(html, &mut |piece| {
            all.push_str(&html[piece.range()]);
            true
        });
        all
    }

    #[test]
    fn ordinary_pages_stay_as_they_are() {
        let html = "<!DOCTYPE html><p class='a>b' hidden x = y/>a < b &amp; c</p ><script>if (a<b) '<!--'</script>1<2";
        assert_eq!(kept(html), html);
    }

    #[test]
    fn comments_are_cut() {
        assert_eq!(kept("a<!-- <p> > -->b<!-->c<!--->d<?x?>e</ >f<!-- --!>g<!-- h"), "abcdefg");
    }

    #[test]
    fn comments_in_raw_text_stay() {
        assert_eq!(kept("<title><!-- a --></title><!-- b -->"), "<title><!-- a --></title>");
        assert_eq!(kept("<svg><title/><!-- b --></svg>"), "<svg><title/></svg>");
    }

    #[test]
    fn long_values_lose_their_end_and_keep_their_quote() {
        let long = "é".repeat(MAX_VALUE);
        let short = "é".repeat(MAX_VALUE / 2);
        assert_eq!(kept(&format!("<a href=\"{long}\" id=x>y")), format!("<a href=\"{short}\" id=x>y"));
        assert_eq!(kept(&format!("<a href={long} id=x>y")), format!("<a href={short} id=x>y"));
    }

    #[test]
    fn surplus_attributes_and_long_names_are_cut() {
        let many = " a".repeat(MAX_ATTRIBUTES);
        assert_eq!(kept(&format!("<p{many} b c=d e>f")), format!("<p{many}>f"));
        let long = "x".repeat(1000);
        assert_eq!(kept(&format!("<{long}>a")), format!("<{}>a", &long[..MAX_NAME]));
        assert_eq!(kept(&format!("<p {long}>a")), format!("<p {}>a", &long[..MAX_NAME]));
    }
}
