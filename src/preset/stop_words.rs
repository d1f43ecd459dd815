//! The stop words of a document's language, or of the user.
//!
//! jusText and NeMo Curator ask the user for the language and have lists of their own. Here the language is the one
//! whose commonest words the document holds most of, and the lists are those of the `stop-words` crate
//! (stopwords-iso), which are about as long as jusText's; another tool's list can be given instead.

use super::python::words;
use crate::script::is_unspaced;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words of a document that tell its language; more of them tell no more.
const ENOUGH_WORDS: usize = 20_000;

/// The words of one language, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StopWords {
    words: HashSet<Cow<'static, str>>,
    unspaced: bool,
}

/// The commonest words of each language, which tell it.
static COMMONEST: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let table = include_str!("../model/features/stop_words.txt");
    let languages = table.lines().filter_map(|line| line.split_once(' '));
    languages.map(|(language, words)| (language, words.split(' ').collect())).collect()
});

/// Which languages a word is common in, as places in [`COMMONEST`].
static LANGUAGES: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, u64> = HashMap::new();
    for (place, (_, words)) in COMMONEST.iter().enumerate().take(64) {
        for word in words {
            *languages.entry(word).or_default() |= 1 << place;
        }
    }
    languages
});

/// The lists of all languages, in the order of [`COMMONEST`].
static LISTS: LazyLock<Vec<StopWords>> = LazyLock::new(|| {
    let list = |(language, commonest): &(&'static str, Vec<&'static str>)| {
        let list = stop_words::lookup(language).unwrap_or_default();
        StopWords {
            words: list.iter().chain(commonest).map(|word| Cow::Borrowed(*word)).collect(),
            unspaced: false,
        }
    };
    COMMONEST.iter().map(list).collect()
});

impl StopWords {
    /// A list of the user's: a word a line, or several with white space between them; `#` begins a comment.
    pub fn from_list(list: &str) -> StopWords {
        let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default());
        let words = lines.flat_map(words).map(|word| Cow::Owned(word.to_lowercase())).collect();
        StopWords { words, unspaced: false }
    }

    /// The list for a document.
    pub fn of(text: &str) -> Cow<'static, StopWords> {
        if is_mostly_unspaced(text) {
            return Cow::Owned(StopWords { words: HashSet::new(), unspaced: true });
        }
        let best = commonest_in(text);
        match best.and_then(|(place, _)| LISTS.get(place)) {
            Some(list) => Cow::Borrowed(list),
            None => Cow::Owned(StopWords::default()),
        }
    }

    /// Whether the word is one, as it is written.
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether the document's script puts spaces between words.
    pub fn are_spaced(&self) -> bool {
        !self.unspaced
    }
}

/// The language of a text, by its commonest words or its script, as a tag of two letters. `None` where fewer than three
/// of its words tell one.
pub fn language_of(text: &str) -> Option<&'static str> {
    if is_mostly_unspaced(text) {
        let letters = || text.chars().take(ENOUGH_WORDS);
        let has = |script: fn(&char) -> bool| letters().filter(script).nth(2).is_some();
        return if has(|c| matches!(c, '\u{3040}'..='\u{30ff}')) {
            Some("ja")
        } else if has(|c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}')) {
            Some("ko")
        } else if has(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
            Some("zh")
        } else {
            None
        };
    }
    let (place, hits) = commonest_in(text)?;
    COMMONEST.get(place).filter(|_| hits >= 3).map(|(language, _)| *language)
}

/// The language whose commonest words a text holds most of, as a place in [`COMMONEST`], and how many they are.
fn commonest_in(text: &str) -> Option<(usize, u32)> {
    let mut hits = vec![0u32; COMMONEST.len()];
    for word in words(text).take(ENOUGH_WORDS) {
        let mut found = LANGUAGES.get(word.to_lowercase().as_str()).copied().unwrap_or_default();
        while found != 0 {
            if let Some(hits) = hits.get_mut(found.trailing_zeros() as usize) {
                *hits += 1;
            }
            found &= found - 1;
        }
    }
    hits.into_iter().enumerate().max_by_key(|(place, hits)| (*hits, std::cmp::Reverse(*place)))
}

/// Whether most letters are Han, Kana, Thai and the like, or Hangul, which NeMo Curator counts among them.
fn is_mostly_unspaced(text: &str) -> bool {
    let (mut letters, mut unspaced) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(ENOUGH_WORDS) {
        letters += 1;
        unspaced +=
            usize::from(is_unspaced(c) || matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}'));
    }
    unspaced * 2 > letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_told_by_its_commonest_words() {
        for (text, stop) in [
            ("the boats of the harbour and the light at the end of it", "the"),
            ("der Hafen und die Boote, die nicht mit dem Wind kamen", "nicht"),
            ("les bateaux du port et la lumière qui est au bout", "est"),
        ] {
            assert!(StopWords::of(text).contains(stop), "{text}");
        }
        assert!(!StopWords::of("the boats of the harbour").contains("nicht"));
        assert!(!StopWords::of("港口的船只在风中摇晃").are_spaced());
    }

    #[test]
    fn a_list_of_the_users_is_read_word_by_word() {
        let list = StopWords::from_list("# mine\nThe of\nand # not this");
        assert!(list.contains("the") && list.contains("and") && !list.contains("not"));
    }
}
