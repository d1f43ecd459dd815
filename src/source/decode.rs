//! Bytes to UTF-8, and what had to be done for it, in words.
//!
//! In this order: a byte order mark; UTF-16 and UTF-32 by the pattern of their NULs; valid UTF-8, whatever the page
//! declares; UTF-8 with a few broken bytes; the encoding that an HTML page declares, unless the bytes contradict
//! it; detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::grouped;
use super::sniff::is_control;
use crate::document::Format;

/// How many bytes at the start tell UTF-16 and UTF-32, and may hold an HTML page's declaration.
const HEAD: usize = 64 * 1024;
/// How many bytes the detection looks at, from shortly before the first one that is not ASCII. It takes some 20 ms.
const DETECTED: usize = 1024 * 1024;

/// A decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What was done, in words; `None` for plain UTF-8.
    pub note: Option<String>,
}

/// Decodes bytes of any encoding that browsers read, and UTF-32. What cannot be read becomes U+FFFD. Valid UTF-8
/// is not copied.
///
/// Only in HTML does a declaration in the text count (`<meta charset>`, `http-equiv`, `<?xml encoding?>`).
pub fn decode(bytes: Vec<u8>, format: Format) -> Decoded {
    decode_declared(bytes, format, None)
}

/// The same, for bytes that came with the name of their charset, as a web server sends it. It counts more than what
/// the page says of itself.
pub(super) fn decode_declared(mut bytes: Vec<u8>, format: Format, charset: Option<&str>) -> Decoded {
    if let Some(wide) = Wide::detect(&bytes) {
        return wide.decode(&bytes);
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    if marked {
        bytes.drain(..3);
    }
    let sent = charset.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    let declared = match sent {
        Some(sent) => Some(sent),
        None if format == Format::Html && !marked => declared(&bytes),
        None => None,
    };
    match String::from_utf8(bytes) {
        Ok(text) => utf8(text, marked, declared),
        Err(error) => {
            let bytes = error.into_bytes();
            let broken = Broken::count(&bytes);
            if marked || broken.is_mostly_utf8() {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let offset = if marked { 3 } else { 0 };
                return Decoded { text, note: Some(broken.in_words(offset)) };
            }
            legacy(&bytes, declared)
        }
    }
}

fn utf8(text: String, marked: bool, declared: Option<&'static Encoding>) -> Decoded {
    // ISO-2022-JP is ASCII to look at.
    if !marked && memchr::memmem::find(text.as_bytes(), b"\x1b$").is_some() {
        let (japanese, errors) = ISO_2022_JP.decode_without_bom_handling(text.as_bytes());
        if !errors {
            return Decoded { text: japanese.into_owned(), note: Some("ISO-2022-JP (detected)".to_owned()) };
        }
    }
    let note = match declared {
        _ if marked => Some("UTF-8 (byte order mark)".to_owned()),
        Some(wrong) if wrong != UTF_8 && !text.is_ascii() => {
            Some(format!("UTF-8, although the page declares {}", wrong.name()))
        }
        _ => None,
    };
    Decoded { text, note }
}

/// Decodes what is no UTF-8.
fn legacy(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    let declared = declared.filter(|encoding| *encoding != UTF_8);
    if let Some(encoding) = declared {
        let (text, errors) = encoding.decode_without_bom_handling(bytes);
        if !errors {
            return Decoded {
                text: text.into_owned(),
                note: Some(format!("{} (declared)", encoding.name())),
            };
        }
    }
    let encoding = detect(bytes);
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    let mut note = format!("{} (detected)", encoding.name());
    if let Some(declared) = declared.filter(|declared| *declared != encoding) {
        note = format!("{} (detected, although the page declares {})", encoding.name(), declared.name());
    }
    if errors {
        note += &unreadable(&text);
    }
    Decoded { text: text.into_owned(), note: Some(note) }
}

fn unreadable(text: &str) -> String {
    let count = text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
    format!(" with {} unreadable {}", grouped(count), if count == 1 { "character" } else { "characters" })
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = Encoding::ascii_valid_up_to(bytes).saturating_sub(256);
    let seen = bytes.get(start..).unwrap_or(bytes);
    let part = seen.get(..DETECTED).unwrap_or(seen);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // Not the last bytes if more follow: half a character at the cut is no error then.
    detector.feed(part, part.len() == seen.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// Bytes that are nearly UTF-8.
#[derive(Default)]
struct Broken {
    bytes: u64,
    places: u64,
    first: u64,
    characters: u64,
}

impl Broken {
    fn count(bytes: &[u8]) -> Self {
        let mut broken = Self::default();
        let mut offset = 0;
        for chunk in bytes.utf8_chunks() {
            // Every character beyond ASCII has one leading byte.
            broken.characters += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count() as u64;
            offset += chunk.valid().len() as u64;
            if !chunk.invalid().is_empty() {
                if broken.places == 0 {
                    broken.first = offset;
                }
                broken.places += 1;
                broken.bytes += chunk.invalid().len() as u64;
                offset += chunk.invalid().len() as u64;
            }
        }
        broken
    }

    /// In other encodings some characters happen to be UTF-8 too, but never as many as are not.
    fn is_mostly_utf8(&self) -> bool {
        self.characters >= self.places
    }

    fn in_words(&self, offset: u64) -> String {
        let (count, first) = (grouped(self.bytes), grouped(self.first + offset));
        match self.bytes {
            1 => format!("UTF-8 with 1 broken byte, at byte {first}"),
            _ => format!("UTF-8 with {count} broken bytes, the first at byte {first}"),
        }
    }
}

/// The encoding that an HTML page declares, in its `<?xml?>` line or its first `<meta>` that names one.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let label = match head.trim_ascii_start() {
        xml if xml.starts_with(b"<?xml") => {
            value(xml.split(|&byte| byte == b'>').next()?, b"encoding").or_else(|| meta(&head))
        }
        _ => meta(&head),
    }?;
    let encoding = Encoding::for_label_no_replacement(label)?;
    // As browsers do: bytes in which the declaration can be read are no UTF-16.
    Some(match encoding {
        _ if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        _ if encoding == X_USER_DEFINED => WINDOWS_1252,
        _ => encoding,
    })
}

fn meta(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at..)?;
        let (end, skip): (&[u8], usize) = if rest.starts_with(b"<!--") { (b"-->", 3) } else { (b">", 1) };
        let length = memchr::memmem::find(rest, end)?;
        if rest.starts_with(b"<meta")
            && let Some(label) = value(rest.get(..length)?, b"charset")
        {
            return Some(label);
        }
        rest = rest.get(length + skip..)?;
    }
    None
}

/// The value of `name=value` or `name="value"` anywhere in a tag.
fn value<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    memchr::memmem::find_iter(tag, name).find_map(|at| {
        let after = tag.get(at + name.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let after = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")).unwrap_or(after);
        let value = after.split(|byte| b"\"'; \t\r\n>/?".contains(byte)).next()?;
        (!value.is_empty()).then_some(value)
    })
}

/// UTF-16 or UTF-32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wide {
    /// Bytes of a unit: 2 or 4.
    width: usize,
    big_endian: bool,
    /// Bytes of the byte order mark; 0 if there is none.
    mark: usize,
}

impl Wide {
    /// What the first bytes are, if they make sense as such.
    pub(super) fn detect(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let marks: [(&[u8], usize, bool); 4] = [
            (b"\xff\xfe\0\0", 4, false),
            (b"\0\0\xfe\xff", 4, true),
            (b"\xff\xfe", 2, false),
            (b"\xfe\xff", 2, true),
        ];
        if let Some((mark, width, big_endian)) = marks.into_iter().find(|row| head.starts_with(row.0)) {
            let wide = Self { width, big_endian, mark: mark.len() };
            let score = wide.score(head);
            return (score.junk * 3 <= score.total).then_some(wide);
        }
        // Only what has NULs: they end the lines at least.
        memchr::memchr(0, head)?;
        // In UTF-16 every second byte of Cyrillic, Arabic or Hindi (there a tab) is a control character.
        let control = head.iter().filter(|&&byte| is_control(byte) || byte == b'\t').count();
        // A character cut off at the end is no error.
        let utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
        if utf8 && control * 10 < head.len() * 3 {
            // A text with stray NULs.
            return None;
        }
        let mut best: Option<(Self, usize)> = None;
        for (width, big_endian) in [(4, false), (4, true), (2, false), (2, true)] {
            let wide = Self { width, big_endian, mark: 0 };
            let Score { total, junk, common } = wide.score(head);
            let plausible = total > 0 && junk * 50 <= total && common * 30 >= total;
            if plausible && best.is_none_or(|(_, most)| common > most) {
                best = Some((wide, common));
            }
        }
        best.map(|(wide, _)| wide)
    }

    fn score(self, head: &[u8]) -> Score {
        let mut score = Score::default();
        for c in self.characters(head) {
            score.total += 1;
            match c {
                Some(' '..='~' | '\t' | '\n' | '\r' | '\u{3000}'..='\u{3002}' | '\u{ff0c}') => {
                    score.common += 1;
                }
                None | Some('\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}') => score.junk += 1,
                Some(c) if c.is_control() && c != '\u{c}' => score.junk += 1,
                Some(_) => {}
            }
        }
        score
    }

    /// The characters; `None` where there is none.
    fn characters(self, bytes: &[u8]) -> Box<dyn Iterator<Item = Option<char>> + '_> {
        let bytes = bytes.get(self.mark..).unwrap_or_default();
        let units = bytes.chunks_exact(self.width).map(move |unit| {
            let shifted = |value: u32, byte: &u8| (value << 8) | u32::from(*byte);
            if self.big_endian { unit.iter().fold(0, shifted) } else { unit.iter().rev().fold(0, shifted) }
        });
        if self.width == 4 {
            return Box::new(units.map(char::from_u32));
        }
        // Two bytes always fit.
        let units = units.map(|unit| u16::try_from(unit).unwrap_or_default());
        Box::new(char::decode_utf16(units).map(Result::ok))
    }

    fn decode(self, bytes: &[u8]) -> Decoded {
        let mut broken = 0;
        let mut text = String::with_capacity(bytes.len() / self.width);
        for c in self.characters(bytes) {
            broken += u64::from(c.is_none());
            text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if !(bytes.len() - self.mark).is_multiple_of(self.width) {
            broken += 1;
            text.push(char::REPLACEMENT_CHARACTER);
        }
        let name = match (self.width, self.big_endian) {
            (2, false) => "UTF-16LE",
            (2, true) => "UTF-16BE",
            (_, false) => "UTF-32LE",
            (_, true) => "UTF-32BE",
        };
        let how = if self.mark > 0 { "byte order mark" } else { "detected" };
        let unreadable = if broken > 0 { unreadable(&text) } else { String::new() };
        Decoded { text, note: Some(format!("{name} ({how}){unreadable}")) }
    }
}

#[derive(Default)]
struct Score {
    total: usize,
    /// What no text holds: halves of pairs, control and private characters.
    junk: usize,
    /// White space, ASCII and the punctuation of Chinese and Japanese: it stands in every text, and hardly ever
    /// comes of reading the bytes the wrong way round.
    common: usize,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "decode_tests.rs"]
mod tests;
