//! Words and sentences as spaCy's English tokenizer and rule-based sentencizer find them, which datatrove counts by.
//!
//! The published algorithm: text is cut at white space; marks are taken off the beginning and the end of each piece,
//! one after the other, unless it is a known abbreviation or contraction; what is left is an address, or is cut at
//! marks within. A sentence ends with a lone `.`, `!`, `?` or the like. The list of abbreviations and contractions is
//! shorter than the original's, so a count may differ by a few in a long document.

use super::fineweb::is_terminal;
use super::python::is_space;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Gives out the tokens of a text that are not white space: those of a large one need not be in memory.
pub fn each_word<'t>(text: &'t str, mut give: impl FnMut(&'t str)) {
    tokenize(text, &mut |token| {
        if !token.starts_with(is_space) {
            give(token);
        }
    });
}

/// The tokens of a text that are not white space.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word));
    words
}

/// How many sentences a text has; none if it has no token.
pub fn sentences(text: &str) -> usize {
    let (mut count, mut ended) = (0, false);
    tokenize(text, &mut |token| {
        let mut characters = token.chars();
        let ends = match (characters.next(), characters.next()) {
            (Some(mark), None) => ends_sentence(mark),
            _ => false,
        };
        count = count.max(1);
        if ended && !ends && !is_punctuation(token) {
            count += 1;
            ended = false;
        } else if ends {
            ended = true;
        }
    });
    count
}

/// The sentencizer's marks are those of FineWeb without some rarer ones.
fn ends_sentence(mark: char) -> bool {
    is_terminal(mark)
        && !matches!(mark, '\u{61d}' | '\u{61e}' | '\u{700}'..='\u{702}' | '\u{837}'..='\u{83e}' | '\u{17d4}'..='\u{17da}'
            | '\u{1b7d}' | '\u{1b7e}' | '\u{203d}' | '\u{2e53}' | '\u{2e54}')
        || matches!(mark, '\u{700}'..='\u{702}' | '\u{203d}')
}

fn is_punctuation(token: &str) -> bool {
    static PUNCTUATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{P}+$").ok());
    PUNCTUATION.as_ref().is_some_and(|punctuation| punctuation.is_match(token))
}

/// Gives out all tokens in their order. One space after a token belongs to it; other white space is a token.
fn tokenize<'t>(text: &'t str, give: &mut impl FnMut(&'t str)) {
    let mut rest = text;
    let mut first = true;
    while let Some(start) = rest.chars().next() {
        if is_space(start) {
            let end = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            let (space, after) = rest.split_at(end);
            let space = if first { space } else { space.strip_prefix(' ').unwrap_or(space) };
            if !space.is_empty() {
                give(space);
            }
            rest = after;
        } else {
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (chunk, after) = rest.split_at(end);
            cut_chunk(chunk, give);
            rest = after;
        }
        first = false;
    }
}

fn cut_chunk<'t>(chunk: &'t str, give: &mut impl FnMut(&'t str)) {
    // Most chunks are words.
    if chunk.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        match CONTRACTIONS.get(chunk) {
            Some(parts) => give_parts(chunk, parts, give),
            None => give(chunk),
        }
        return;
    }
    let mut left = chunk;
    let mut suffixes: Vec<&str> = Vec::new();
    while !left.is_empty() {
        if give_special(left, give) {
            left = "";
            break;
        }
        let before = left.len();
        if let Some((mark, after)) = prefix(left).and_then(|length| left.split_at_checked(length)) {
            give(mark);
            left = after;
            if !left.is_empty() && is_special(left) {
                continue;
            }
        }
        if let Some((inner, mark)) = suffix(left).and_then(|start| left.split_at_checked(start)) {
            suffixes.push(mark);
            left = inner;
        }
        if left.len() == before {
            break;
        }
    }
    if !left.is_empty() {
        match is_address(left) {
            true => give(left),
            false => cut_within(left, give),
        }
    }
    for mark in suffixes.into_iter().rev() {
        give(mark);
    }
}

fn give_parts<'t>(chunk: &'t str, parts: &[usize], give: &mut impl FnMut(&'t str)) {
    let mut start = 0;
    for part in parts {
        if let Some(token) = chunk.get(start..start + part) {
            give(token);
        }
        start += part;
    }
}

/// Bytes of the longest abbreviation or contraction: what is longer is not looked up.
const LONGEST_SPECIAL: usize = 20;

fn is_special(chunk: &str) -> bool {
    if chunk.len() > LONGEST_SPECIAL {
        return false;
    }
    WHOLE.contains(chunk) || is_initial(chunk) || CONTRACTIONS.contains_key(chunk)
}

fn give_special<'t>(chunk: &'t str, give: &mut impl FnMut(&'t str)) -> bool {
    if chunk.len() > LONGEST_SPECIAL {
        return false;
    }
    if WHOLE.contains(chunk) || is_initial(chunk) {
        give(chunk);
        return true;
    }
    match CONTRACTIONS.get(chunk) {
        Some(parts) => {
            give_parts(chunk, parts, give);
            true
        }
        None => false,
    }
}

/// One small letter and a full stop.
fn is_initial(chunk: &str) -> bool {
    matches!(chunk.as_bytes(), [b'a'..=b'z', b'.']) || matches!(chunk, "ä." | "ö." | "ü.")
}

/// What stays in one piece though its marks look like punctuation.
static WHOLE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif. Colo. Conn. Dec. Del. Feb. Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. \
     Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. \
     Ore. Pa. S.C. Sep. Sept. Tenn. Va. Wash. Wis. 'd a.m. Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. \
     Gov. i.e. I.e. I.E. Inc. Jr. Ltd. Md. Messrs. Mo. Mont. Mr. Mrs. Ms. p.m. Ph.D. Prof. Rep. Rev. Sen. St. vs. \
     v.s. ' '' '' ’’ C++ and/or w/o 's 'S ’s ’S ‘s ‘S 're 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout 'em 'll \
     'nuff ma'am Ma'am o'clock O'clock ol' Ol' nothin' somethin' lovin' havin' doin' goin' ’em ’ll ’re ’d ’cause \
     ma’am Ma’am o’clock O’clock — :) :)) :))) :( :(( :D ;) :-) :-( ;-) :-D :P :-P :p <3 </3 :/ :-/ :o :O xD XD ^_^ (: (; \
     -_- :'( :') :] [: =) =( =D :3 :| o_o O_O o.O O.o 0_0 <space> \\n \\t"
        .split_whitespace()
        .collect()
});

/// Words that are two or three tokens, each with the bytes of its parts.
static CONTRACTIONS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(contractions);

/// Words that look like contractions without an apostrophe, and are none.
const PLAIN_WORDS: [&str; 16] = [
    "Ill", "ill", "Its", "its", "Hell", "hell", "Shell", "shell", "Shed", "shed", "were", "Were", "Well",
    "well", "Whore", "whore",
];

fn contractions() -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    let mut add = |stem: &str, endings: &[&str]| {
        let mut letters = stem.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        for stem in [stem.to_owned(), format!("{first}{}", letters.as_str())] {
            for apostrophe in ["'", "’", ""] {
                let parts: Vec<String> = std::iter::once(stem.clone())
                    .chain(endings.iter().map(|ending| ending.replace('\'', apostrophe)))
                    .collect();
                let word = parts.concat();
                if !PLAIN_WORDS.contains(&word.as_str()) {
                    found.insert(word, parts.iter().map(String::len).collect());
                }
            }
        }
    };
    for stem in ["i", "you", "he", "she", "it", "we", "they"] {
        for endings in [&["'ll"][..], &["'ll", "'ve"], &["'d"], &["'d", "'ve"]] {
            add(stem, endings);
        }
    }
    add("i", &["'m"]);
    add("i", &["'m", "a"]);
    for stem in ["i", "you", "we", "they"] {
        add(stem, &["'ve"]);
    }
    for stem in ["you", "we", "they"] {
        add(stem, &["'re"]);
    }
    for stem in
        ["he", "she", "it", "who", "what", "when", "where", "why", "how", "there", "that", "this", "let"]
    {
        add(stem, &["'s"]);
    }
    for stem in ["who", "what", "when", "where", "why", "how", "there", "that", "this", "these", "those"] {
        for endings in [&["'ll"][..], &["'ll", "'ve"], &["'d"], &["'d", "'ve"]] {
            add(stem, endings);
        }
        if !matches!(stem, "that" | "this") {
            add(stem, &["'re"]);
            add(stem, &["'ve"]);
        }
    }
    for stem in [
        "ca", "could", "do", "does", "did", "had", "may", "might", "must", "need", "ought", "sha", "should",
        "wo", "would", "ai", "are", "is", "was", "were", "have", "has", "dare",
    ] {
        add(stem, &["n't"]);
        add(stem, &["n't", "'ve"]);
    }
    for stem in ["could", "might", "must", "should", "would", "not"] {
        add(stem, &["'ve"]);
    }
    for hour in 1..=12 {
        let hour = hour.to_string();
        for half in ["am", "pm", "a.m.", "p.m."] {
            found.insert(format!("{hour}{half}"), vec![hour.len(), half.len()]);
        }
    }
    for (word, parts) in [
        ("cannot", vec![3, 3]),
        ("Cannot", vec![3, 3]),
        ("gonna", vec![3, 2]),
        ("Gonna", vec![3, 2]),
        ("gotta", vec![3, 2]),
        ("Gotta", vec![3, 2]),
        ("y'all", vec![2, 3]),
        ("yall", vec![1, 3]),
        ("c'mon", vec![3, 2]),
        ("C'mon", vec![3, 2]),
    ] {
        found.insert(word.to_owned(), parts);
    }
    // "lets" is a word; "let's" are two.
    found.remove("lets");
    found.remove("Lets");
    found
}

/// Marks that are taken off the beginning and the end of a chunk.
const MARKS: &str = "…,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪'\"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧";

/// Signs of currencies.
const CURRENCIES: &str = "$£€¥฿₽﷼₴₠₡₢₣₤₥₦₧₨₩₪₫₭₮₯₰₱₲₳₵₶₷₸₹₺₻₼₾₿";

/// Units that are taken off a number.
const UNITS: &str = "km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h \
                     kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K %";

/// Characters of the longest of them.
const LONGEST_UNIT: usize = 4;

fn is_mark(c: char) -> bool {
    !c.is_ascii_alphanumeric() && (MARKS.contains(c) || is_symbol(c))
}

/// Signs that are no letters, digits or punctuation: ©, arrows, emoji.
fn is_symbol(c: char) -> bool {
    static SYMBOL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{So}$").ok());
    c >= '\u{a6}'
        && !c.is_alphanumeric()
        && SYMBOL.as_ref().is_some_and(|symbol| symbol.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Bytes of the mark that a chunk begins with.
fn prefix(chunk: &str) -> Option<usize> {
    let first = chunk.chars().next()?;
    if matches!(first, '§' | '%' | '=' | '—' | '–') || is_mark(first) || CURRENCIES.contains(first) {
        return Some(first.len_utf8());
    }
    let second = chunk.chars().nth(1);
    match first {
        '+' => (!second.is_some_and(|c| c.is_ascii_digit())).then_some(1),
        '.' => {
            let dots = chunk.bytes().take_while(|byte| *byte == b'.').count();
            (dots > 1).then_some(dots)
        }
        'C' | 'A' => (second == Some('$')).then_some(2),
        'U' => chunk.starts_with("US$").then_some(3),
        _ => None,
    }
}

/// Where the mark begins that a chunk ends with.
fn suffix(chunk: &str) -> Option<usize> {
    let last = chunk.chars().next_back()?;
    let start = chunk.len() - last.len_utf8();
    let head = chunk.get(..start)?;
    let before = head.chars().next_back();
    if matches!(last, 's' | 'S') && matches!(before, Some('\'' | '’')) {
        return before.map(|apostrophe| start - apostrophe.len_utf8());
    }
    if last == '…' {
        let run = chunk.chars().rev().take(2).take_while(|c| *c == '…').count();
        return Some(chunk.len() - run * '…'.len_utf8());
    }
    if matches!(last, '—' | '–') || is_mark(last) {
        return Some(start);
    }
    if last == '.' {
        if before == Some('.') {
            return Some(chunk.trim_end_matches('.').len());
        }
        let before = before?;
        let second = head.chars().nth_back(1);
        let ends = before.is_ascii_digit()
            || is_lower(before)
            || matches!(before, '%' | '²' | '-' | '+')
            || !before.is_ascii_alphanumeric() && MARKS.contains(before)
            || is_upper(before) && second.is_some_and(is_upper)
            || second == Some('°') && matches!(before, 'F' | 'f' | 'C' | 'c' | 'K' | 'k');
        return ends.then_some(start);
    }
    let number = |head: &str| head.ends_with(|c: char| c.is_ascii_digit());
    if (last == '+' || CURRENCIES.contains(last)) && number(head) {
        return Some(start);
    }
    if last.is_ascii_digit() {
        return None;
    }
    let near = chunk.char_indices().rev().take(LONGEST_UNIT + 1).find(|(_, c)| c.is_ascii_digit());
    let digits = near?.0 + 1;
    let unit = chunk.get(digits..)?;
    (matches!(unit, "US$" | "C$" | "A$") || UNITS.split(' ').any(|known| known == unit)).then_some(digits)
}

fn is_lower(c: char) -> bool {
    c.is_lowercase() || c.is_alphabetic() && !c.is_uppercase()
}

fn is_upper(c: char) -> bool {
    c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase()
}

/// Bytes of the longest address: what is longer is no address that a browser opens.
const LONGEST_ADDRESS: usize = 8192;

/// Web and mail addresses, which are not cut.
fn is_address(chunk: &str) -> bool {
    static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[\w+\-.]{2,}://)?(?:\S+@)?(?:(?:(?:[A-Za-z0-9\u{a1}-\u{ffff}][A-Za-z0-9\u{a1}-\u{ffff}_-]*)?[A-Za-z0-9\u{a1}-\u{ffff}]\.)+[\p{Ll}\p{Lo}]{2,63}|(?:\d{1,3}\.){3}\d{1,3})(?::\d{2,5})?(?:[/?#]\S*)?$",
        )
        .ok()
    });
    chunk.len() <= LONGEST_ADDRESS
        && memchr::memchr(b'.', chunk.as_bytes()).is_some()
        && ADDRESS.as_ref().is_some_and(|address| address.is_match(chunk))
}

/// Cuts at marks between letters and digits.
fn cut_within<'t>(chunk: &'t str, give: &mut impl FnMut(&'t str)) {
    let mut start = 0;
    let mut at = 0;
    let mut before: Option<char> = None;
    while let Some(c) = chunk.get(at..).and_then(|rest| rest.chars().next()) {
        let length = match before {
            Some(before) => mark_within(before, c, chunk.get(at..).unwrap_or_default()),
            None => lone_mark(chunk.get(at..).unwrap_or_default(), c),
        };
        if let Some(length) = length {
            if start < at {
                give(chunk.get(start..at).unwrap_or_default());
            }
            give(chunk.get(at..at + length).unwrap_or_default());
            before = chunk.get(at..at + length).and_then(|mark| mark.chars().next_back());
            at += length;
            start = at;
        } else {
            before = Some(c);
            at += c.len_utf8();
        }
    }
    if start < chunk.len() {
        give(chunk.get(start..).unwrap_or_default());
    }
}

/// Ellipses and symbols, which are cut out wherever they stand.
fn lone_mark(rest: &str, c: char) -> Option<usize> {
    if c == '.' {
        let dots = rest.bytes().take_while(|byte| *byte == b'.').count();
        return (dots > 1).then_some(dots);
    }
    (c == '…' || is_symbol(c)).then_some(c.len_utf8())
}

/// Bytes of the mark that cuts a chunk between a character and the rest.
fn mark_within(before: char, c: char, rest: &str) -> Option<usize> {
    if c.is_alphanumeric() {
        return None;
    }
    if let Some(length) = lone_mark(rest, c) {
        return Some(length);
    }
    let after = rest.get(c.len_utf8()..)?.chars().next()?;
    let quote = |c: char| "'\"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉⟦⟧".contains(c);
    let cuts = match c {
        '+' | '*' | '^' if before.is_ascii_digit() => after.is_ascii_digit() || after == '-',
        '-' if before.is_ascii_digit() && (after.is_ascii_digit() || after == '-') => true,
        '.' => (is_lower(before) || quote(before)) && (is_upper(after) || quote(after)),
        ',' => before.is_alphabetic() && after.is_alphabetic(),
        ':' | '<' | '>' | '=' | '/' => {
            (before.is_alphabetic() || before.is_ascii_digit()) && after.is_alphabetic()
        }
        _ => false,
    };
    if cuts {
        return Some(c.len_utf8());
    }
    if matches!(c, '-' | '–' | '—' | '~') && (before.is_alphabetic() || before.is_ascii_digit()) {
        let most = match c {
            '-' => 3,
            '—' => 2,
            _ => 1,
        };
        let run = rest.chars().take(most + 1).take_while(|next| *next == c).count();
        let length = run * c.len_utf8();
        let letter = rest.get(length..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic);
        return (run <= most && letter).then_some(length);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_off_words_and_abbreviations_stay_whole() {
        assert_eq!(
            words("\"Mr. Ode's cat,\" she didn't say... (at 9am)."),
            [
                "\"", "Mr.", "Ode", "'s", "cat", ",", "\"", "she", "did", "n't", "say", "...", "(", "at",
                "9", "am", ")", "."
            ]
        );
        assert_eq!(
            words("it's U.S. e.g. 10km well-known end.Next a,b 3,000"),
            [
                "it", "'s", "U.S.", "e.g.", "10", "km", "well", "-", "known", "end", ".", "Next", "a", ",",
                "b", "3,000"
            ]
        );
        assert_eq!(words("see www.example.org/a-b?c=d."), ["see", "www.example.org/a-b?c=d", "."]);
    }

    #[test]
    fn sentences_end_at_lone_marks() {
        assert_eq!(sentences("He came. \"Why?\" she asked! Nobody knew..."), 4);
        assert_eq!(sentences("Dr. Ode paid 3.50 to the U.S. office."), 1);
        assert_eq!(sentences("no end"), 1);
        assert_eq!(sentences(""), 0);
    }
}
