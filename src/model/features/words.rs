//! The words of a line as numbers, for the linear models.

use unicode_segmentation::UnicodeSegmentation;

/// The most words of a line that are read.
const MOST_WORDS: usize = 120;

/// Start and multiplier of the FNV-1a hash.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// One hash for each word of a line. Case is folded and digits are all alike.
pub fn single_hashes(text: &str) -> Vec<u64> {
    if text.is_ascii() {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.take(MOST_WORDS).map(ascii_hash).collect()
    } else {
        text.unicode_words().take(MOST_WORDS).map(word_hash).collect()
    }
}

/// Hashes of the words of a line, of its pairs of words, and of its first and last word.
pub fn hashes(singles: &[u64]) -> Vec<u32> {
    let mut hashes = Vec::with_capacity(2 * singles.len() + 2);
    hashes.extend(singles.iter().map(|word| spread(*word)));
    hashes.extend(singles.windows(2).map(|pair| match pair {
        [one, two] => spread(one.rotate_left(17) ^ two.wrapping_mul(PRIME)),
        _ => 0,
    }));
    hashes.extend(singles.first().map(|word| spread(word ^ 0x5bd1_e995)));
    hashes.extend(singles.last().map(|word| spread(word ^ 0x1b87_3593)));
    hashes
}

/// Hash of a name: a tag, class or id, with the level above the line.
pub fn name_hash(name: &str, level: u32) -> u32 {
    spread(ascii_hash(name) ^ u64::from(level + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn ascii_hash(word: &str) -> u64 {
    word.bytes().fold(BASIS, |hash, byte| {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

fn word_hash(word: &str) -> u64 {
    if word.is_ascii() {
        return ascii_hash(word);
    }
    let mut bytes = [0; 4];
    let mut hash = BASIS;
    for c in word.chars().flat_map(char::to_lowercase) {
        let c = if c.is_numeric() { '0' } else { c };
        for byte in c.encode_utf8(&mut bytes).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    }
    hash
}

/// The upper bits of a product are the well-mixed ones.
fn spread(hash: u64) -> u32 {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_the_values_of_digits_do_not_matter() {
        let hashes_of = |text: &str| hashes(&single_hashes(text));
        assert_eq!(hashes_of("Read More 2024"), hashes_of("read more 1999"));
        assert_eq!(hashes_of("Große Worte"), hashes_of("GROßE worte"));
        assert_ne!(hashes_of("read more"), hashes_of("more read"));
        assert_ne!(name_hash("nav", 0), name_hash("nav", 1));
    }
}
