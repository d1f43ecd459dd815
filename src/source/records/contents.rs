//! What an input holds: told by its first bytes, then by its name.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::chunk::{Reader, stream_problem};
use super::json_lines::{self, LineReader};
use super::rows::RowReader;
use super::stream::Stream;
use super::warc_reader::{self, WarcReader};
use super::whole::WholeReader;
use super::{Container, RecordOptions, RecordProblem};
use crate::source::compression::{Damage, Decompressed};
use crate::source::{
    BytesRead, Compression, Input, Problem, ReadOptions, container_of_name, without_compression,
};

/// How many bytes tell what an input is.
const HEAD: u64 = 64 * 1024;
/// The most bytes of a Parquet file that does not come as a plain file, and so is copied to one: 64 GiB.
const MAX_COPY: u64 = 64 << 30;

pub(super) struct Opened {
    pub(super) container: Container,
    pub(super) compression: Compression,
    pub(super) read: BytesRead,
    pub(super) reader: Reader,
}

pub(super) fn open(input: &Input, options: &RecordOptions) -> Result<Opened, Problem> {
    let mut bytes = Decompressed::open(input)?;
    let (compression, read, damage) = (bytes.compression(), bytes.bytes_read(), bytes.damage());
    let name: Option<PathBuf> = (!input.is_stdin()).then(|| without_compression(&input.path()));
    let mut head = Vec::new();
    let failed = bytes.by_ref().take(HEAD).read_to_end(&mut head).err();
    let container = match options.container {
        Some(container) => container,
        None => container_of(&head, name.as_deref(), options),
    };
    let reader = match container {
        Container::One => Reader::Whole(Some(WholeReader {
            size: bytes.size(),
            damage,
            bytes: joined(head, failed, bytes),
            name,
            options: ReadOptions { max_bytes: options.max_bytes, format: options.format },
        })),
        Container::JsonLines => {
            refuse_other_json(&head)?;
            Reader::Lines(LineReader(Stream::new(joined(head, failed, bytes), damage, options)))
        }
        Container::Warc => {
            Reader::Warc(WarcReader(Stream::new(joined(head, failed, bytes), damage, options)))
        }
        Container::Parquet => {
            let plain = compression == Compression::Plain && !input.is_stdin();
            let file =
                if plain { File::open(input.path())? } else { copied(joined(head, failed, bytes), &damage)? };
            Reader::Rows(Box::new(RowReader::new(file, read.clone(), options)?))
        }
    };
    Ok(Opened { container, compression, read, reader })
}

/// The stream from its start: what was read already, then the error that came after it, or else the rest.
fn joined(head: Vec<u8>, failed: Option<io::Error>, rest: Decompressed) -> Box<dyn Read + Send> {
    let head = io::Cursor::new(head);
    match failed {
        Some(error) => Box::new(head.chain(Broken(Some(error)))),
        None => Box::new(head.chain(rest)),
    }
}

struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Parquet is read from its end, so what comes as a stream is written to a temporary file first.
fn copied(reader: Box<dyn Read + Send>, damage: &Damage) -> Result<File, Problem> {
    let mut file = tempfile::tempfile()?;
    let copied = io::copy(&mut reader.take(MAX_COPY + 1), &mut file).map_err(stream_problem)?;
    if copied > MAX_COPY {
        return Err(Problem::TooLarge { limit: MAX_COPY });
    }
    file.seek(SeekFrom::Start(0))?;
    damage.pop(u64::MAX).map_or(Ok(file), |what| Err(RecordProblem::Compression(what).into()))
}

fn container_of(head: &[u8], name: Option<&Path>, options: &RecordOptions) -> Container {
    if head.starts_with(b"PAR1") && crate::source::known_binary(head).is_some() {
        return Container::Parquet;
    }
    if warc_reader::looks_like(head) {
        return Container::Warc;
    }
    match name.and_then(container_of_name) {
        // An empty file, or one that says something else than its name, is told so by its reader.
        Some(Container::JsonLines) => Container::JsonLines,
        Some(container) if !head.is_empty() => container,
        _ if options.format.is_none() && json_lines::looks_like(head, options) => Container::JsonLines,
        _ => Container::One,
    }
}

/// JSON over many lines has an error in each of them; one is enough.
fn refuse_other_json(head: &[u8]) -> Result<(), Problem> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let line = start.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
    match line {
        // A brace and nothing else is no JSON over several lines.
        _ if start.len() <= 1 => Ok(()),
        b"{" | b"[" => Err(RecordProblem::NotLines.into()),
        _ if start.starts_with(b"[{") || start.starts_with(b"[ {") => Err(RecordProblem::NotLines.into()),
        _ => Ok(()),
    }
}
