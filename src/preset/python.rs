//! White space, line ends and digits as Python's strings know them, on which most of the originals rely.

/// `str.isspace` of one character: Unicode white space and the four information separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str.strip`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.split` without arguments.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// `len` of a string.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// `str.splitlines`: cut at every kind of line end, none of which begins a line of its own at the end.
pub fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|c| matches!(c, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'));
        let Some(end) = end else {
            lines.push(rest);
            break;
        };
        let (line, tail) = rest.split_at(end);
        lines.push(line);
        let mut after = tail.chars();
        after.next();
        rest = tail.strip_prefix("\r\n").unwrap_or(after.as_str());
    }
    lines
}

/// `str.isdigit` of one character: decimal digits of every script, superscripts and numbers in circles.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.is_numeric() && (is_decimal(c) || is_special_digit(c))
}

fn is_decimal(c: char) -> bool {
    use std::sync::LazyLock;
    static DECIMAL: LazyLock<Option<regex::Regex>> = LazyLock::new(|| regex::Regex::new(r"^\p{Nd}$").ok());
    DECIMAL.as_ref().is_some_and(|decimal| decimal.is_match(c.encode_utf8(&mut [0; 4])))
}

fn is_special_digit(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{1369}'..='\u{1371}' | '\u{19da}' | '\u{2070}'
        | '\u{2074}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2460}'..='\u{2468}' | '\u{2474}'..='\u{247c}'
        | '\u{2488}'..='\u{2490}' | '\u{24ea}' | '\u{24f5}'..='\u{24fd}' | '\u{24ff}' | '\u{2776}'..='\u{277e}'
        | '\u{2780}'..='\u{2788}' | '\u{278a}'..='\u{2792}' | '\u{10a40}'..='\u{10a43}'
        | '\u{10e60}'..='\u{10e68}' | '\u{11052}'..='\u{1105a}' | '\u{1f100}'..='\u{1f10a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_every_kind_of_line_end() {
        assert_eq!(lines("a\r\nb\u{2028}c\u{b}\u{c}d\n"), ["a", "b", "c", "", "d"]);
        assert_eq!(lines(""), Vec::<&str>::new());
        assert_eq!(lines("\n\n"), ["", ""]);
    }

    #[test]
    fn digits_are_those_of_all_scripts_but_no_fractions_or_roman_numerals() {
        assert!("7٣²①".chars().all(is_digit));
        assert!(!"½Ⅷ五a".chars().any(is_digit));
    }

    #[test]
    fn information_separators_are_white_space() {
        assert_eq!(strip("\u{1f} a \u{a0}"), "a");
        assert_eq!(words("a\u{1c}b\u{3000}c").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
