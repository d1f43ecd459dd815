//! The document guard: sets aside documents that lost too much or kept too little.

use crate::script::is_unspaced;
use unicode_segmentation::UnicodeSegmentation as _;

/// Letters of Han and Kana that are taken for a word: texts of both run to a little under two letters a word.
const HAN_LETTERS: u64 = 2;
/// Letters and vowel signs of Thai, Lao, Khmer and Burmese that are taken for a word.
const THAI_LETTERS: u64 = 5;

/// What a document must keep. The default asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Guard {
    /// The largest share of the characters of its lines that may go, 0 to 1.
    pub max_removed: Option<f64>,
    /// The fewest words that must stay.
    pub min_words: Option<u64>,
}

/// The share that `60%` or `0.6` stands for, 0 to 1; `None` where it is none.
pub fn share(given: &str) -> Option<f64> {
    let (number, unit) = match given.strip_suffix('%') {
        Some(percents) => (percents.trim_end(), 0.01),
        None => (given, 1.0),
    };
    let share = number.parse::<f64>().ok()? * unit;
    (0.0..=1.0).contains(&share).then_some(share)
}

impl Guard {
    /// Whether no document can be set aside.
    pub fn is_idle(&self) -> bool {
        self.max_removed.is_none_or(|most| most >= 1.0) && self.min_words.is_none_or(|least| least == 0)
    }

    /// Why a document of these lines is set aside; `None` where it stays. Each line comes with whether it is kept.
    pub fn why<'t>(&self, lines: impl Iterator<Item = (&'t str, bool)>) -> Option<String> {
        if self.is_idle() {
            return None;
        }
        let (mut all, mut removed, mut words) = (0u64, 0u64, 0u64);
        for (line, kept) in lines {
            let characters = line.chars().count() as u64;
            all += characters;
            if !kept {
                removed += characters;
            } else if self.min_words.is_some() {
                words += count_words(line);
            }
        }
        let share = removed as f64 / all.max(1) as f64;
        if let Some(most) = self.max_removed.filter(|most| share > *most) {
            return Some(format!("lost {} of its characters, more than {}", percent(share), percent(most)));
        }
        let least = self.min_words.filter(|least| words < *least)?;
        let plural = if words == 1 { "" } else { "s" };
        Some(format!("kept {words} word{plural}, fewer than {least}"))
    }
}

/// Words with a letter or a digit, by Unicode's word boundaries. Scripts without spaces between words are counted by
/// their letters: two of Han and Kana, five of Thai, Lao, Khmer and Burmese make a word.
pub fn count_words(text: &str) -> u64 {
    if text.is_ascii() {
        return text.unicode_words().count() as u64;
    }
    let (mut han, mut thai, mut words) = (0, 0, 0);
    for c in text.chars().filter(|c| is_unspaced(*c)) {
        match c {
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => thai += 1,
            _ => han += 1,
        }
    }
    for word in text.unicode_words() {
        words += u64::from(!word.chars().any(is_unspaced));
    }
    words + u64::div_ceil(han, HAN_LETTERS) + u64::div_ceil(thai, THAI_LETTERS)
}

/// A share in percent, with as many digits as tell it from the next whole percent.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if (percent - percent.round()).abs() < 0.05 {
        format!("{percent:.0} %")
    } else {
        format!("{percent:.1} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [(&str, bool); 3] =
        [("four words stay here", true), ("and these five all go", false), ("x", false)];

    fn why(max_removed: Option<f64>, min_words: Option<u64>) -> Option<String> {
        Guard { max_removed, min_words }.why(LINES.into_iter())
    }

    #[test]
    fn a_document_that_lost_more_than_the_share_is_set_aside_and_no_other() {
        assert_eq!(why(Some(0.52), None).as_deref(), Some("lost 52.4 % of its characters, more than 52 %"));
        assert_eq!(why(Some(22.0 / 42.0), None), None);
    }

    #[test]
    fn a_document_that_kept_fewer_words_is_set_aside_and_no_other() {
        assert_eq!(why(None, Some(5)).as_deref(), Some("kept 4 words, fewer than 5"));
        assert_eq!(why(None, Some(4)), None);
        assert_eq!(why(None, None), None);
    }

    #[test]
    fn a_share_is_a_percentage_or_a_fraction() {
        assert_eq!((share("60%"), share("0.25"), share("1")), (Some(0.6), Some(0.25), Some(1.0)));
        for wrong in ["60", "-1%", "half", "", "%", "101%", "nan"] {
            assert_eq!(share(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_empty_document_lost_nothing_but_keeps_no_words() {
        let guard = Guard { max_removed: Some(0.0), min_words: Some(1) };
        assert_eq!(guard.why(std::iter::empty()).as_deref(), Some("kept 0 words, fewer than 1"));
    }

    #[test]
    fn words_are_counted_in_scripts_with_and_without_spaces() {
        assert_eq!(count_words("It's 3.5 metres — wide!"), 4);
        assert_eq!(count_words("Zażółć gęślą jaźń."), 3);
        assert_eq!(count_words("港口委员会周一投票决定"), 6);
        assert_eq!(count_words("ประชาชนเดินทาง"), 3);
        assert_eq!(count_words("Wi-Fi を使う"), 4);
    }
}
