//! Compressed outputs: each piece is a gzip member or Zstandard frame of its own, so that pieces are compressed in
//! parallel, and a file can be cut off after any of them and gone on with. Readers take the pieces for one stream.

use crate::source::Compression;
use flate2::GzBuilder;
use std::io::{self, Write as _};

/// As `gzip` and `zstd` have them where nothing else is asked for.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// One piece, compressed. The same bytes always give the same piece; no bytes give a piece too.
pub(super) fn compress(bytes: Vec<u8>, compression: Compression) -> io::Result<Vec<u8>> {
    match compression {
        Compression::Plain => Ok(bytes),
        Compression::Gzip => {
            let packed = Vec::with_capacity(bytes.len() / 3);
            let mut encoder = GzBuilder::new().write(packed, flate2::Compression::new(GZIP_LEVEL));
            encoder.write_all(&bytes)?;
            encoder.finish()
        }
        Compression::Zstd => zstd::bulk::compress(&bytes, ZSTD_LEVEL),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn pieces_one_after_the_other_are_one_stream() {
        for compression in [Compression::Plain, Compression::Gzip, Compression::Zstd] {
            let pieces = ["one\n", "", "two\n"].map(|text| compress(text.into(), compression).unwrap());
            let packed = pieces.concat();
            let mut text = String::new();
            match compression {
                Compression::Plain => packed.as_slice().read_to_string(&mut text).unwrap(),
                Compression::Gzip => {
                    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap()
                }
                Compression::Zstd => {
                    zstd::Decoder::new(&packed[..]).unwrap().read_to_string(&mut text).unwrap()
                }
            };
            assert_eq!(text, "one\ntwo\n");
        }
    }
}
