//! The commonest words of many languages: a sentence holds them, a menu does not.

use super::words::word_hashes;
use std::sync::LazyLock;

/// How many bits the table of hashes has: few enough to stay in the cache; one other word in sixty passes.
const BITS: usize = 1 << 16;

static STOP_WORDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut table = vec![0u64; BITS / 64];
    for language in include_str!("stop_words.txt").lines() {
        for word in language.split(' ').skip(1) {
            for hash in word_hashes(word) {
                let bit = bit(hash);
                if let Some(place) = table.get_mut(bit / 64) {
                    *place |= 1 << (bit % 64);
                }
            }
        }
    }
    table
});

fn bit(hash: u32) -> usize {
    hash as usize % BITS
}

/// Whether a word is among the commonest of its language.
pub fn is_stop_word(word: u32) -> bool {
    is_in(&STOP_WORDS, word)
}

fn is_in(table: &[u64], word: u32) -> bool {
    let bit = bit(word);
    table.get(bit / 64).is_some_and(|place| place >> (bit % 64) & 1 == 1)
}

/// Share of words that are among the commonest of their language, 0 to 1. Words of scripts without spaces are
/// their characters.
pub fn stop_share(words: &[u32]) -> f32 {
    let table: &[u64] = &STOP_WORDS;
    let stops = words.iter().filter(|word| is_in(table, **word)).count();
    super::share(stops as f32, words.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_hold_common_words_and_menus_do_not() {
        for (sentence, menu) in [
            ("The mayor said that it was not a matter of money", "Home News Sport Weather Video"),
            (
                "Der Bürgermeister sagte, dass es nicht um das Geld geht",
                "Startseite Nachrichten Wetter Reise",
            ),
            ("市长说这不是钱的问题", "首页 新闻 体育"),
        ] {
            let share = |text: &str| stop_share(&word_hashes(text));
            assert!(share(sentence) >= 0.3, "{sentence}");
            assert!(share(menu) <= 0.25, "{menu}");
        }
    }
}
