//! What the bytes are: something binary, a text, or an HTML page. Content decides first, the extension second.

use std::borrow::Cow;
use std::path::Path;

use memchr::memmem;

use super::format_of_extension;
use crate::document::Format;

/// How many bytes at the start of a file tell its format.
const HEAD: usize = 64 * 1024;

/// The first bytes of files that are no text, with their type in words.
///
/// A signature of nothing but printable characters counts only if `binary` bytes follow it: an article may well
/// begin with "GIF89a".
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "PDF document"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG image"),
    (0, b"\xff\xd8\xff", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (8, b"WEBPVP8", "WebP image"),
    (4, b"ftypavif", "AVIF image"),
    (0, b"II*\0", "TIFF image"),
    (0, b"MM\0*", "TIFF image"),
    (0, b"\0\0\x01\0", "icon"),
    (8, b"WAVEfmt ", "WAV audio"),
    (0, b"ID3", "MP3 audio"),
    (0, b"OggS\0", "Ogg media"),
    (0, b"fLaC\0", "FLAC audio"),
    (4, b"ftyp", "MP4 media"),
    (0, b"\x1aE\xdf\xa3", "Matroska or WebM media"),
    (0, b"wOFF", "web font"),
    (0, b"wOF2", "web font"),
    (0, b"\x1f\x8b\x08", "gzip archive"),
    (0, b"PK\x03\x04", "ZIP archive"),
    (0, b"PK\x05\x06", "empty ZIP archive"),
    (0, b"BZh", "bzip2 archive"),
    (0, b"\xfd7zXZ\0", "xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "zstd archive"),
    (0, b"\x04\x22\x4d\x18", "LZ4 archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (257, b"ustar", "tar archive"),
    (0, b"\x7fELF", "ELF executable"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O executable"),
    (0, b"\0asm", "WebAssembly module"),
    (0, b"SQLite format 3\0", "SQLite database"),
    (0, b"PAR1", "Parquet file"),
    (0, b"ARROW1\0\0", "Arrow file"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
];

/// The type of a binary file that its first bytes tell, in words; `None` for anything that may be text.
pub fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    let found = SIGNATURES.iter().find(|(offset, signature, _)| {
        let here = bytes.get(*offset..).is_some_and(|rest| rest.starts_with(signature));
        // No text begins with "%PDF-1.7", and many PDF files begin with a page of plain ASCII.
        let digit = bytes.get(5).is_some_and(u8::is_ascii_digit);
        here && match *signature {
            b"%PDF-" => digit,
            _ if signature.iter().all(|byte| (b' '..=b'~').contains(byte)) => {
                bytes.iter().take(512).any(|&byte| is_control(byte))
            }
            _ => true,
        }
    });
    found.map(|(_, _, kind)| *kind)
}

/// Whether bytes in some ASCII-like encoding are no text: more than one in a hundred is NUL, or one in twenty
/// some other control character. Texts with a stray NUL or form feed are common in dumps and stay texts.
pub fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    // Sums of a byte each, of few enough, which the processor adds up many at once.
    let counted =
        head.chunks(128).map(|chunk| chunk.iter().map(|&byte| u8::from(is_control(byte))).sum::<u8>());
    let control: usize = counted.map(usize::from).sum();
    if control == 0 {
        return false;
    }
    let nul = head.iter().filter(|&&byte| byte == 0).count();
    nul * 100 > head.len() || control * 20 > head.len()
}

/// A control character that texts do not hold. Escape is not one: ISO-2022-JP switches its alphabets with it.
pub(super) fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// Text or HTML, by the bytes in whatever encoding and by the extension of `name`.
///
/// HTML is what begins as a page (`<!doctype html>`, `<html>`, `<head>`, `<body>`, comments and an XML declaration
/// before them do not count) or as a piece of one (a block element, and a tag at the end, or dense tags). Text
/// that talks about HTML, or holds some of it further down, is text. Where the bytes leave it open the extension
/// decides; without any tag it is text even if the extension says HTML.
pub fn sniff(bytes: &[u8], name: Option<&Path>) -> Format {
    let extension = name.and_then(format_of_extension);
    let markdown = name.and_then(Path::extension).is_some_and(|ext| ext.eq_ignore_ascii_case("md"));
    let head = ascii(bytes.get(..HEAD).unwrap_or(bytes));
    let start = skip_prologue(&head);
    let Some(first) = tag_at(start) else {
        // Prose, or an element that HTML does not have.
        let page = extension == Some(Format::Html) && tags(&head).next().is_some();
        return if page { Format::Html } else { Format::Text };
    };
    let tail = bytes.get(bytes.len().saturating_sub(256)..).unwrap_or(bytes);
    let html = match first.kind {
        _ if extension == Some(Format::Html) => true,
        // In a page another tag follows, in prose a word: "<html> is the root of every page".
        Kind::Root => first.rest.trim_ascii_start().starts_with(b"<") || is_piece(start, tail) || first.ends,
        // Many a Markdown file begins with a block of HTML.
        Kind::Block => !markdown && is_piece(start, tail),
        Kind::Inline => false,
    };
    if html { Format::Html } else { Format::Text }
}

/// Bytes as the ASCII in them: without the NULs that UTF-16 puts between, and without a byte order mark.
fn ascii(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|mark| bytes.strip_prefix(*mark))
        .unwrap_or(bytes);
    if memchr::memchr(0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|&byte| byte != 0).collect())
}

/// Skips white space, comments and an XML declaration.
fn skip_prologue(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = bytes.trim_ascii_start();
        let end: &[u8] = match bytes {
            _ if bytes.starts_with(b"<!--") => b"-->",
            _ if bytes.starts_with(b"<?xml") => b"?>",
            _ => return bytes,
        };
        match memmem::find(bytes, end).and_then(|at| bytes.get(at + end.len()..)) {
            Some(rest) => bytes = rest,
            None => return bytes,
        }
    }
}

/// Whether bytes that begin with a block element are a piece of a page: the last thing is a tag too, or there is
/// a tag for every 60 bytes of the first 4 KiB, as there is not in prose that quotes some.
fn is_piece(start: &[u8], tail: &[u8]) -> bool {
    let near = start.get(..4096).unwrap_or(start);
    let count = tags(near).take(1000).count();
    let closed = ascii(tail).trim_ascii_end().ends_with(b">") && tags(&ascii(tail)).next().is_some();
    count >= 2 && (closed || (count >= 4 && count * 60 > near.len()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What only a whole page has.
    Root,
    Block,
    Inline,
}

struct Tag<'b> {
    kind: Kind,
    /// What follows the tag's `>`; empty if there is none.
    rest: &'b [u8],
    /// Whether the tag is all there is.
    ends: bool,
}

/// The HTML tags in the bytes.
fn tags(bytes: &[u8]) -> impl Iterator<Item = Tag<'_>> {
    memchr::memchr_iter(b'<', bytes).filter_map(|at| tag_at(bytes.get(at..)?))
}

/// The HTML tag that the bytes begin with.
fn tag_at(bytes: &[u8]) -> Option<Tag<'_>> {
    let inner = bytes.strip_prefix(b"<")?;
    let inner = inner.strip_prefix(b"/").unwrap_or(inner);
    let length =
        inner.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'!').count();
    let (name, after) = inner.split_at_checked(length)?;
    let delimited = matches!(after.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/'));
    let kind = kind_of(name).filter(|_| delimited)?;
    if name.starts_with(b"!") {
        let root = after.trim_ascii_start().get(..4)?;
        root.eq_ignore_ascii_case(b"html").then_some(())?;
    }
    let end = memchr::memchr(b'>', after).unwrap_or(after.len());
    let rest = after.get(end + 1..).unwrap_or_default();
    Some(Tag { kind, rest, ends: rest.trim_ascii().is_empty() })
}

const ROOTS: &[&str] = &["!doctype", "html", "head", "body"];

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "blockquote",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "iframe",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "template",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

const INLINES: &[&str] = &[
    "a", "abbr", "audio", "b", "big", "br", "button", "cite", "code", "del", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "option", "picture", "q", "s", "select", "small", "source",
    "span", "strong", "sub", "sup", "svg", "time", "tt", "u", "video", "wbr",
];

fn kind_of(name: &[u8]) -> Option<Kind> {
    let listed = |list: &[&str]| list.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let lists = [(ROOTS, Kind::Root), (BLOCKS, Kind::Block), (INLINES, Kind::Inline)];
    lists.into_iter().find(|(list, _)| listed(list)).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, name: &str) -> Format {
        sniff(text.as_bytes(), Some(Path::new(name)))
    }

    #[test]
    fn a_page_is_html_whatever_its_name_is() {
        for page in [
            "<!DOCTYPE html><html><head><title>News</title></head><body><p>Text</p></body></html>",
            "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\n<html>",
            "\u{feff}  \n<html lang=en><head>",
            "<?xml version=\"1.0\"?>\n<!-- saved from > url -->\n<!DOCTYPE html>\n<html xmlns='x'>",
            "<HEAD><META charset=utf-8>",
            "<html>Hello</html>",
            "<!doctype html>",
            "<div class=article><p>One paragraph of prose.</p>\n<p>Another one.</p></div>\n",
            "<p>One.</p>",
        ] {
            for name in ["a.txt", "a.html", "a", "a.xyz"] {
                assert_eq!(named(page, name), Format::Html, "{name}: {page}");
            }
        }
        assert_eq!(sniff(b"<html><body>", None), Format::Html);
    }

    #[test]
    fn text_about_html_is_text() {
        let quoted = format!("How to write a page\n\n{}", "<div><p>x</p></div>\n".repeat(40));
        for text in [
            "",
            "x",
            "Prose.",
            "<html> is the root of every page, and <body> holds what is shown. A page begins with a doctype.",
            "<p> opens a paragraph. Use <div> for the rest.",
            "<3 this. <b>Really</b>.",
            "<b>Breaking</b> the news",
            "a < b and c > d",
            "<DOC><TEXT>A newswire text</TEXT></DOC>",
            "<?xml version=\"1.0\"?><rss><channel></channel></rss>",
            "<person@example.org> wrote:",
            "<!doctype svg><svg></svg>",
            "```html\n<!doctype html>\n<html></html>\n```",
            quoted.as_str(),
        ] {
            for name in ["a.txt", "a", "a.md"] {
                assert_eq!(named(text, name), Format::Text, "{name}: {text}");
            }
        }
    }

    #[test]
    fn the_extension_decides_where_the_bytes_do_not() {
        let pieces = "Prose with <b>tags</b>.<br>And more.";
        assert_eq!(named(pieces, "a.html"), Format::Html);
        assert_eq!(named(pieces, "a.txt"), Format::Text);
        assert_eq!(named("<p>Unclosed, and then prose", "a.htm"), Format::Html);
        assert_eq!(named("<p>Unclosed, and then prose", "a"), Format::Text);
        assert_eq!(named("No tag at all.\nTwo lines.", "a.html"), Format::Text);
        let readme = "<div align=center>\n<img src=logo.png>\n</div>\n\n# A project\n<br>";
        assert_eq!(named(readme, "a.md"), Format::Text);
        assert_eq!(named("<!doctype html><html><body>", "a.md"), Format::Html);
    }

    #[test]
    fn utf_16_pages_are_seen_through_their_nuls() {
        let page: Vec<u8> = "<!doctype html><html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&page, None), Format::Html);
    }

    #[test]
    fn binary_files_are_named() {
        assert_eq!(known_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("PNG image"));
        assert_eq!(known_binary(b"%PDF-1.7\n1 0 obj"), Some("PDF document"));
        assert_eq!(known_binary(b"GIF89a\x01\0\x01\0"), Some("GIF image"));
        assert_eq!(known_binary(b"\0\0\0\x20ftypavif\0"), Some("AVIF image"));
        assert_eq!(known_binary(b"\0\0\0\x20ftypisom\0"), Some("MP4 media"));
        assert_eq!(known_binary(b"\x28\xb5\x2f\xfd"), Some("zstd archive"));
        assert_eq!(known_binary(b"\x1f\x8b\x08"), Some("gzip archive"));
        for text in ["", "P", "GIF89a was the second version.", "%PDF-files are", "ID3 tags", "PAR1", "BZh"] {
            assert_eq!(known_binary(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn control_characters_make_a_file_binary_but_a_stray_one_does_not() {
        assert!(looks_binary(b"\0"));
        assert!(looks_binary(&[1, 2, 3, b'a', 0, 0, 0, 9]));
        assert!(looks_binary(&(0..=255).collect::<Vec<u8>>().repeat(10)));
        assert!(!looks_binary(b""));
        assert!(!looks_binary(b"\xe9"));
        let mut text = b"A dump with a stray NUL. ".repeat(40);
        text.push(0);
        assert!(!looks_binary(&text));
        assert!(!looks_binary(b"\x1b$B$3$s\x1b(B"));
        assert!(!looks_binary(b"One page\x0cthe next\r\n\tindented"));
    }
}
