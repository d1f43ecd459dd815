//! One input, read whole and made a document.

use std::io::Read;
use std::path::Path;

use super::compression::Decompressed;
use super::decode::Wide;
use super::records::RecordProblem;
use super::{
    DEFAULT_MAX_BYTES, Decoded, Input, Problem, SourceError, decode, known_binary, looks_binary, refuse_huge,
    sniff, without_compression,
};
use crate::document::{Document, Format, MAX_HTML_BYTES};

/// So many bytes are read first: enough to know a binary file by, so that a large one costs no memory.
const HEAD: u64 = 64 * 1024;

/// How inputs are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The largest input that is read, in bytes after decompression. A larger one is an error.
    pub max_bytes: u64,
    /// The format of all inputs; `None` finds it out for each of them.
    pub format: Option<Format>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { max_bytes: DEFAULT_MAX_BYTES, format: None }
    }
}

/// Reads one input. Its [`id`](Input::id) becomes the document's.
///
/// It takes memory for the bytes, and once more for the text if it is not UTF-8.
///
/// # Errors
/// Where the input is not there, cannot be read, is larger than the limit or is a binary file.
pub fn read(input: &Input, options: &ReadOptions) -> Result<Document, SourceError> {
    let path = input.path();
    let name = (!input.is_stdin()).then(|| without_compression(&path));
    Decompressed::open(input)
        .and_then(|reader| {
            let (size, damage) = (reader.size(), reader.damage());
            let bytes = read_whole(reader, size, options)?;
            // Half a document is none.
            damage.pop(u64::MAX).map_or(Ok(bytes), |what| Err(RecordProblem::Compression(what).into()))
        })
        .and_then(|bytes| document(input.id(), bytes, name.as_deref(), options.format))
        .and_then(|document| refuse_huge(&document, options.max_bytes).map(|()| document))
        .map_err(|problem| SourceError::new(path, problem))
}

/// Makes bytes a document. The extension of `name` counts where the bytes leave the format open; `format`, if it is
/// given, overrides both, and lets pass what merely looks binary. No bytes are an empty document.
///
/// # Errors
/// [`Problem::Binary`] where the bytes are no text.
pub fn document(
    id: impl Into<String>,
    bytes: Vec<u8>,
    name: Option<&Path>,
    format: Option<Format>,
) -> Result<Document, Problem> {
    refuse_binary(&bytes, format)?;
    let format = format.unwrap_or_else(|| sniff(&bytes, name));
    let Decoded { text, note } = decode(bytes, format);
    if format == Format::Html && text.len() > MAX_HTML_BYTES {
        return Err(Problem::TooLarge { limit: MAX_HTML_BYTES as u64 });
    }
    Ok(Document { id: id.into(), text, format, decoding: note })
}

fn refuse_binary(bytes: &[u8], forced: Option<Format>) -> Result<(), Problem> {
    if let Some(kind) = known_binary(bytes) {
        return Err(Problem::Binary(Some(kind)));
    }
    if forced.is_none() && looks_binary(bytes) && Wide::detect(bytes).is_none() {
        return Err(Problem::Binary(None));
    }
    Ok(())
}

/// Reads to the end. `size` is what the reader is expected to give, in bytes; a file may have grown since.
pub(super) fn read_whole(
    reader: impl Read,
    size: Option<u64>,
    options: &ReadOptions,
) -> Result<Vec<u8>, Problem> {
    let limit = options.max_bytes;
    let mut reader = reader.take(limit.saturating_add(1));
    let mut bytes = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    refuse_binary(&bytes, options.format)?;
    if size.is_some_and(|size| size > limit) {
        return Err(Problem::TooLarge { limit });
    }
    let left = size.unwrap_or_default().saturating_sub(bytes.len() as u64);
    // A wish only: without it the buffer grows as the bytes come.
    let _ = bytes.try_reserve_exact(usize::try_from(left).unwrap_or_default().saturating_add(1));
    reader.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Problem::TooLarge { limit });
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs::{self, File};
    use std::io;

    use super::*;

    fn read_as(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        fs::write(&path, bytes).unwrap();
        read(&Input::file(&path), options).map_err(|error| {
            assert_eq!(error.path, path);
            error.problem.to_string()
        })
    }

    #[test]
    fn a_file_becomes_a_document() {
        let read = |name, bytes: &[u8]| read_as(name, bytes, &ReadOptions::default()).unwrap();
        let document = read("a.txt", "Schön.\n".as_bytes());
        assert_eq!((document.text.as_str(), document.format), ("Schön.\n", Format::Text));
        assert!(document.id.ends_with("/a.txt") && document.decoding.is_none());
        assert_eq!(read("a.txt", b"<!doctype html><html><p>x").format, Format::Html);
        assert_eq!(read("a.html", b"\xe9<p>").decoding.as_deref(), Some("windows-1252 (detected)"));
        assert_eq!(read("empty.html", b"").text, "");
        assert_eq!(read("one", b"x").text, "x");
    }

    #[test]
    fn binary_files_are_errors_by_name() {
        let error = |bytes: &[u8]| read_as("a.txt", bytes, &ReadOptions::default()).unwrap_err();
        assert_eq!(error(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "binary file (PNG image)");
        assert_eq!(error(b"\0"), "binary file");
        assert_eq!(error(&[0; 70_000]), "binary file");
        assert_eq!(error(&(0..=255).collect::<Vec<u8>>()), "binary file");
    }

    #[test]
    fn a_forced_format_overrides_the_guess() {
        let forced = |format| ReadOptions { format: Some(format), ..ReadOptions::default() };
        let page = b"<!doctype html><html>";
        assert_eq!(read_as("a.html", page, &forced(Format::Text)).unwrap().format, Format::Text);
        assert_eq!(read_as("a.txt", b"Prose", &forced(Format::Html)).unwrap().format, Format::Html);
        assert_eq!(read_as("a", b"\x01\x02a", &forced(Format::Text)).unwrap().text, "\u{1}\u{2}a");
        assert!(read_as("a", b"\x1f\x8b\x08", &forced(Format::Text)).is_err());
    }

    #[test]
    fn the_limit_holds_to_the_byte() {
        let limit = |max_bytes| ReadOptions { max_bytes, format: None };
        assert!(read_as("a", b"12345", &limit(5)).is_ok());
        assert_eq!(read_as("a", b"12345", &limit(4)).unwrap_err(), "larger than the limit of 4 bytes");
        // A pipe does not say how much will come.
        assert!(matches!(read_whole(io::repeat(b'a'), None, &limit(200_000)), Err(Problem::TooLarge { .. })));
        assert_eq!(read_whole(&b"12345"[..], None, &limit(5)).unwrap(), b"12345");
        assert!(read_whole(&b""[..], None, &limit(0)).is_ok());
        assert!(read_whole(&b"x"[..], None, &limit(u64::MAX)).is_ok());
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let directory = tempfile::tempdir().unwrap();
        let problem = |path: &Path| {
            let error = read(&Input::file(path), &ReadOptions::default()).unwrap_err();
            error.problem.to_string()
        };
        assert_eq!(problem(&directory.path().join("none")), "no such file");
        assert_eq!(problem(directory.path()), "is a directory");
        assert_eq!(problem(Path::new("..")), "is a directory");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = directory.path().join("closed.txt");
            fs::write(&path, "x").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
            // Root reads everything.
            if File::open(&path).is_err() {
                assert_eq!(problem(&path), "permission denied");
            }
        }
    }

    #[test]
    fn utf_16_without_a_mark_is_no_binary_file() {
        let bytes: Vec<u8> =
            "<!doctype html><html><p>Привет".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let document = read_as("a.txt", &bytes, &ReadOptions::default()).unwrap();
        assert_eq!((document.format, document.text.ends_with("Привет")), (Format::Html, true));
        assert_eq!(document.decoding.as_deref(), Some("UTF-16LE (detected)"));
    }
}
