//! How large the pages of a Parquet file become when they are decompressed.
//!
//! The reader of the pages takes the memory that their headers ask for, up to 2 GiB each, and more where a gzip page
//! holds more than its header says. So the headers are looked at first.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};

use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;

/// How deep the structures of a header may be nested; real ones are three deep.
const MAX_DEPTH: u32 = 16;

/// Whether a page of the row group has more bytes than the limit. A header that cannot be read is left to the reader
/// of the pages, who says what is wrong with it.
pub(super) fn any_larger(file: &File, group: &RowGroupMetaData, limit: u64) -> io::Result<bool> {
    for column in group.columns() {
        let (start, length) = column.byte_range();
        let mut at = start;
        while at < start.saturating_add(length) {
            let Some(page) = Page::at(file, at)? else { break };
            if page.uncompressed > limit {
                return Ok(true);
            }
            let body = at + page.header;
            // At its best, gzip makes one byte of 1,032.
            if matches!(column.compression(), Compression::GZIP(_))
                && page.compressed.saturating_mul(1032) > limit
                && unpacked(file, body, page.compressed, limit)? > limit
            {
                return Ok(true);
            }
            at = body + page.compressed;
        }
    }
    Ok(false)
}

/// How many bytes a gzip page has, as far as the limit.
fn unpacked(file: &File, start: u64, length: u64, limit: u64) -> io::Result<u64> {
    let mut stored = file.try_clone()?;
    stored.seek(SeekFrom::Start(start))?;
    let decoder = flate2::bufread::MultiGzDecoder::new(BufReader::new(stored.take(length)));
    let mut counted = decoder.take(limit.saturating_add(1));
    // Damage is told by whoever reads the page.
    Ok(io::copy(&mut counted, &mut io::sink()).unwrap_or_default())
}

/// What a page's header says, in bytes.
struct Page {
    header: u64,
    uncompressed: u64,
    compressed: u64,
}

impl Page {
    fn at(file: &File, start: u64) -> io::Result<Option<Self>> {
        let mut stored = file.try_clone()?;
        stored.seek(SeekFrom::Start(start))?;
        Ok(Self::read(BufReader::with_capacity(512, stored)))
    }

    /// Thrift's compact protocol, of which the second and the third number of the structure count.
    fn read(reader: impl Read) -> Option<Self> {
        let mut compact = Compact { reader, read: 0 };
        let (mut uncompressed, mut compressed) = (None, None);
        let mut field = 0;
        loop {
            let kind = compact.field(&mut field)?;
            match (field, kind) {
                (_, 0) => break,
                (2, 5) => uncompressed = Some(compact.number()?),
                (3, 5) => compressed = Some(compact.number()?),
                _ => compact.skip(kind, MAX_DEPTH)?,
            }
        }
        let size = |number: Option<i64>| u64::try_from(number?).ok();
        Some(Self { header: compact.read, uncompressed: size(uncompressed)?, compressed: size(compressed)? })
    }
}

struct Compact<R> {
    reader: R,
    read: u64,
}

impl<R: Read> Compact<R> {
    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.reader.read_exact(&mut byte).ok()?;
        self.read += 1;
        Some(byte[0])
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn number(&mut self) -> Option<i64> {
        let zigzag = self.unsigned()?;
        Some((zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed()))
    }

    /// The type of the next field, whose number is the last one's and a little more; 0 ends a structure.
    fn field(&mut self, last: &mut i64) -> Option<u8> {
        let byte = self.byte()?;
        if byte != 0 {
            *last = match byte >> 4 {
                0 => self.number()?,
                step => last.checked_add(i64::from(step))?,
            };
        }
        Some(byte & 0x0f)
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.number()?),
            7 => self.pass(8)?,
            8 => {
                let length = self.unsigned()?;
                self.pass(length)?;
            }
            12 => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        0 => break,
                        kind => self.skip(kind, depth)?,
                    }
                }
            }
            // Lists and maps are not in page headers.
            _ => return None,
        }
        Some(())
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        let passed = io::copy(&mut self.reader.by_ref().take(bytes), &mut io::sink()).ok()?;
        self.read += passed;
        (passed == bytes).then_some(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_of_a_page_are_read_whatever_stands_around_them() {
        // type 0, 300 and 200 bytes, a checksum, a structure with a number and bytes in it, the end.
        let header = [0x15, 0, 0x15, 0xd8, 4, 0x15, 0x90, 3, 0x15, 2, 0x1c, 0x15, 8, 0x18, 2, 9, 9, 0, 0];
        let page = Page::read(&header[..]).unwrap();
        assert_eq!((page.header, page.uncompressed, page.compressed), (19, 300, 200));
        assert!(Page::read(&header[..12]).is_none());
        assert!(Page::read(&[0x1c; 100_000][..]).is_none());
        // A size below nothing.
        assert!(Page::read(&[0x15, 0, 0x15, 1, 0x15, 2, 0][..]).is_none());
    }
}
