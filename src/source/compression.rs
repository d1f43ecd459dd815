//! Compressed inputs: told by their first bytes, read as a stream.
//!
//! Bytes are decompressed as they are asked for, so a bomb costs no more memory than any other stream: what is
//! bounded is what a reader keeps of them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::GzDecoder;

use super::{Input, Problem};

/// How much of the stored bytes is read at once.
const BUFFER: usize = 128 * 1024;
/// The largest window of a Zstandard frame, as a power of two: 128 MiB, which is what `zstd --ultra` makes.
const ZSTD_WINDOW: u32 = 27;

/// How an input is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compression {
    /// Not at all.
    Plain,
    /// gzip, of one member or many.
    Gzip,
    /// Zstandard, of one frame or many.
    Zstd,
}

impl Compression {
    /// The extension of a file so compressed, without the dot; none where it is plain.
    pub const fn extension(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gz"),
            Self::Zstd => Some("zst"),
        }
    }

    /// What the first bytes tell.
    pub fn sniff(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// How many bytes of a stored input have been read. It can be asked while another thread reads.
#[derive(Clone, Debug, Default)]
pub struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    /// The count so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// A reader whose bytes are counted here.
    pub(super) fn counting(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Counted { reader, read: self.clone() })
    }

    pub(super) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// An input's bytes, decompressed while they are read.
///
/// An error of the decompressor displays as one plain line that names the compression.
pub(super) struct Decompressed {
    decoder: Decoder,
    compression: Compression,
    damage: Damage,
    read: BytesRead,
    /// Bytes of the file; unknown for a pipe.
    size: Option<u64>,
}

type Stored = BufReader<Counted>;

enum Decoder {
    Plain(Stored),
    Gzip(Box<Members>),
    Zstd(Box<zstd::Decoder<'static, Stored>>),
}

impl Decompressed {
    /// Opens an input and looks at its first bytes.
    pub(super) fn open(input: &Input) -> Result<Self, Problem> {
        if input.is_stdin() {
            return Self::new(Box::new(io::stdin()), None);
        }
        let file = File::open(input.path())?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(Problem::IsDirectory);
        }
        // A pipe has no size.
        Self::new(Box::new(file), metadata.is_file().then_some(metadata.len()))
    }

    /// Looks at the first bytes of a reader.
    pub(super) fn new(reader: Box<dyn Read + Send>, size: Option<u64>) -> Result<Self, Problem> {
        let read = BytesRead::default();
        let capacity = size.map_or(BUFFER, |size| BUFFER.min(usize::try_from(size).unwrap_or(BUFFER) + 1));
        let mut stored = BufReader::with_capacity(capacity, Counted { reader, read: read.clone() });
        let compression = Compression::sniff(stored.fill_buf()?);
        let damage = Damage::default();
        let decoder = match compression {
            Compression::Plain => Decoder::Plain(stored),
            Compression::Gzip => Decoder::Gzip(Box::new(Members::new(stored, damage.clone()))),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(stored)?;
                decoder.window_log_max(ZSTD_WINDOW)?;
                Decoder::Zstd(Box::new(decoder))
            }
        };
        Ok(Self { decoder, compression, damage, read, size })
    }

    pub(super) fn compression(&self) -> Compression {
        self.compression
    }

    /// How many bytes the input is said to hold after decompression; known for plain files alone.
    pub(super) fn size(&self) -> Option<u64> {
        self.size.filter(|_| self.compression == Compression::Plain)
    }

    /// The damage that was passed over so far. Whoever reads has to look for it.
    pub(super) fn damage(&self) -> Damage {
        self.damage.clone()
    }

    pub(super) fn bytes_read(&self) -> BytesRead {
        self.read.clone()
    }
}

impl Read for Decompressed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.decoder {
            Decoder::Plain(stored) => return stored.read(buffer),
            Decoder::Gzip(members) => members.read(buffer),
            Decoder::Zstd(decoder) => decoder.read(buffer),
        };
        read.map_err(|error| in_words(&error, self.compression))
    }
}

/// What the decompressor says, as a plain line.
fn in_words(error: &io::Error, compression: Compression) -> io::Error {
    // The kind of an error of the system is kept: the decompressors report theirs as bad data or an early end.
    let name = compression.name();
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::new(error.kind(), format!("the {name} data ends too early"))
        }
        _ if error.raw_os_error().is_some() => io::Error::new(error.kind(), error.to_string()),
        _ if error.to_string().contains("too much memory") => io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the {name} data needs a window of more than {} MiB", (1u64 << ZSTD_WINDOW) >> 20),
        ),
        _ => io::Error::new(io::ErrorKind::InvalidData, format!("damaged {name} data ({error})")),
    }
}

/// Damage that a stream was read on after: where in the decompressed bytes, and what it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Damage(Arc<Mutex<VecDeque<(u64, String)>>>);

impl Damage {
    /// The next damage, if it is before this byte of the decompressed stream.
    pub(super) fn pop(&self, before: u64) -> Option<String> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_before = found.front().is_some_and(|(offset, _)| *offset < before);
        is_before.then(|| found.pop_front()).flatten().map(|(_, what)| what)
    }

    /// Whether there is any before this byte.
    pub(super) fn is_before(&self, byte: u64) -> bool {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.front().is_some_and(|(offset, _)| *offset < byte)
    }

    fn push(&self, offset: u64, what: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((offset, what));
    }
}

/// gzip members one after the other. What follows the last one is no error if it is padding of NULs.
///
/// A damaged member is passed over where another one follows, and a line feed stands for what it held: crawls have a
/// member for each record.
struct Members {
    /// Always there but while one member ends and the next begins.
    decoder: Option<GzDecoder<Member>>,
    damage: Damage,
    /// Bytes given so far.
    given: u64,
    gap: bool,
    ended: bool,
}

/// What has been looked at of a member, then the rest.
type Member = io::Chain<io::Cursor<Vec<u8>>, Stored>;

impl Members {
    fn new(stored: Stored, damage: Damage) -> Self {
        let decoder = Some(GzDecoder::new(io::Cursor::new(Vec::new()).chain(stored)));
        Self { decoder, damage, given: 0, gap: false, ended: false }
    }

    /// Begins the next member, or ends.
    fn advance(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else {
            self.ended = true;
            return Ok(());
        };
        let (_, mut stored) = decoder.into_inner().into_inner();
        loop {
            let rest = stored.fill_buf()?;
            match rest.iter().position(|&byte| byte != 0) {
                None if rest.is_empty() => {
                    self.ended = true;
                    return Ok(());
                }
                None => {
                    let length = rest.len();
                    stored.consume(length);
                }
                Some(0) if rest.first() == Some(&0x1f) => {
                    self.decoder = Some(GzDecoder::new(io::Cursor::new(Vec::new()).chain(stored)));
                    return Ok(());
                }
                Some(_) => {
                    let what = "something else follows a member";
                    return self.recover(stored, io::Error::new(io::ErrorKind::InvalidData, what));
                }
            }
        }
    }

    /// Goes on with the next member after an error; ends with the error if there is none.
    fn recover(&mut self, mut stored: Stored, error: io::Error) -> io::Result<()> {
        let is_damage = error.raw_os_error().is_none();
        let Some(head) = is_damage.then(|| next_member(&mut stored)).transpose()?.flatten() else {
            self.ended = true;
            return Err(error);
        };
        let words = in_words(&error, Compression::Gzip);
        self.damage.push(self.given, format!("{words}; what it held is lost"));
        self.gap = true;
        self.decoder = Some(GzDecoder::new(io::Cursor::new(head).chain(stored)));
        Ok(())
    }

    fn count(&mut self, bytes: usize) -> usize {
        self.given += bytes as u64;
        bytes
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !buffer.is_empty() {
            if let (true, Some(byte)) = (std::mem::take(&mut self.gap), buffer.first_mut()) {
                *byte = b'\n';
                return Ok(self.count(1));
            }
            let Some(decoder) = &mut self.decoder else { break };
            match decoder.read(buffer) {
                Ok(0) => self.advance()?,
                Ok(bytes) => return Ok(self.count(bytes)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    let Some(decoder) = self.decoder.take() else { break };
                    let (_, stored) = decoder.into_inner().into_inner();
                    self.recover(stored, error)?;
                }
            }
        }
        Ok(0)
    }
}

/// Goes to the next thing that looks like the beginning of a member, and returns the bytes of it that were read.
fn next_member(stored: &mut Stored) -> io::Result<Option<Vec<u8>>> {
    let mut last = [0; 4];
    for byte in stored.bytes() {
        last = [last[1], last[2], last[3], byte?];
        // Three bits of the flags are never set.
        if matches!(last, [0x1f, 0x8b, 0x08, flags] if flags & 0xe0 == 0) {
            return Ok(Some(last.to_vec()));
        }
    }
    Ok(None)
}

struct Counted {
    reader: Box<dyn Read + Send>,
    read: BytesRead,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read.add(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;
    use std::io::Write as _;

    /// Bytes as one gzip member.
    pub fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<(Compression, Vec<u8>), String> {
        let mut input = Decompressed::new(Box::new(io::Cursor::new(bytes.to_vec())), None).unwrap();
        let mut out = Vec::new();
        match input.read_to_end(&mut out) {
            Ok(_) => Ok((input.compression(), out)),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn each_compression_is_told_by_content_and_read() {
        assert_eq!(read(b"plain").unwrap(), (Compression::Plain, b"plain".to_vec()));
        assert_eq!(read(b"").unwrap(), (Compression::Plain, Vec::new()));
        assert_eq!(read(&gzip(b"text")).unwrap(), (Compression::Gzip, b"text".to_vec()));
        let frame = zstd::encode_all(&b"text"[..], 3).unwrap();
        assert_eq!(read(&frame).unwrap(), (Compression::Zstd, b"text".to_vec()));
    }

    #[test]
    fn members_and_frames_are_read_on_and_padding_is_no_error() {
        let mut members = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        members.extend([0; 700]);
        assert_eq!(read(&members).unwrap().1, b"one two");
        let frame = |text: &[u8]| zstd::encode_all(text, 1).unwrap();
        let skippable = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9].to_vec();
        assert_eq!(read(&[skippable, frame(b"one "), frame(b"two")].concat()).unwrap().1, b"one two");
    }

    #[test]
    fn damage_is_told_in_plain_words() {
        let whole = gzip(&b"some text that is long enough to be cut. ".repeat(50));
        assert_eq!(read(&whole[..whole.len() - 12]).unwrap_err(), "the gzip data ends too early");
        assert_eq!(
            read(&[whole.clone(), b"trash".to_vec()].concat()).unwrap_err(),
            "damaged gzip data (something else follows a member)"
        );
        let mut flipped = whole;
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0xff;
        assert!(read(&flipped).unwrap_err().starts_with("damaged gzip data ("));
        let frame = zstd::encode_all(&b"text".repeat(500)[..], 3).unwrap();
        assert_eq!(read(&frame[..frame.len() - 3]).unwrap_err(), "the zstd data ends too early");
    }

    #[test]
    fn a_damaged_member_is_passed_over_and_told() {
        let mut damaged = gzip(&b"two, which is longer. ".repeat(9));
        let middle = damaged.len() / 2;
        damaged[middle..middle + 4].fill(0xff);
        let bytes = [gzip(b"one"), damaged, b"trash".to_vec(), gzip(b"three")].concat();
        let mut input = Decompressed::new(Box::new(io::Cursor::new(bytes)), None).unwrap();
        let damage = input.damage();
        let mut out = Vec::new();
        input.read_to_end(&mut out).unwrap();
        let text = String::from_utf8_lossy(&out);
        assert!(text.starts_with("one") && text.ends_with("\nthree"), "{text}");
        assert_eq!(damage.pop(3), None);
        let what = damage.pop(u64::MAX).unwrap();
        assert!(
            what.starts_with("damaged gzip data (") && what.ends_with("; what it held is lost"),
            "{what}"
        );
        assert_eq!(damage.pop(u64::MAX), None);
    }

    #[test]
    fn a_frame_that_asks_for_too_large_a_window_is_refused() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(28).unwrap();
        encoder.write_all(b"text").unwrap();
        let frame = encoder.finish().unwrap();
        assert_eq!(read(&frame).unwrap_err(), "the zstd data needs a window of more than 128 MiB");
    }

    #[test]
    fn what_was_read_of_the_stored_bytes_is_counted() {
        let bytes = gzip(&[b'a'; 100_000]);
        let mut input = Decompressed::new(Box::new(io::Cursor::new(bytes.clone())), None).unwrap();
        let count = input.bytes_read();
        io::copy(&mut input, &mut io::sink()).unwrap();
        assert_eq!(count.get(), bytes.len() as u64);
    }
}
