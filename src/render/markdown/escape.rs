//! Signs that Markdown would read, escaped where it would.

/// Where a piece of prose stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// The character before the piece on its line.
    pub before: Option<char>,
    /// The character behind it.
    pub after: Option<char>,
    /// Whether it is the text of a link.
    pub in_link: bool,
    /// Whether it stands in the cell of a table.
    pub in_cell: bool,
}

/// Appends prose; only what would be read as a sign gets a backslash.
pub(super) fn escape_into(out: &mut String, text: &str, around: Around) {
    let mut before = around.before;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map(|(_, next)| *next).or(around.after);
        let tail = || text.get(at + c.len_utf8()..).unwrap_or("");
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_sign = match c {
            '\\' => after.is_some_and(|c| c.is_ascii_punctuation()),
            '`' => true,
            '*' => !(space(before) && space(after)),
            // Inside a word it means nothing.
            '_' => !(space(before) && space(after) || letter(before) && letter(after)),
            '~' => before == Some('~') || after == Some('~'),
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => is_reference(tail()),
            '[' => around.in_link || opens_link(tail()),
            ']' => around.in_link,
            '|' => around.in_cell,
            _ => false,
        };
        if is_sign {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// `amp;`, `#38;`
fn is_reference(tail: &str) -> bool {
    let end = tail.bytes().take(32).position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'));
    end.is_some_and(|end| end > 1 && tail.as_bytes().get(end) == Some(&b';'))
}

/// Whether a bracket is closed by one that makes it a link: within a short distance, since each is looked at.
fn opens_link(tail: &str) -> bool {
    let near = tail.as_bytes().get(..tail.len().min(200)).unwrap_or(&[]);
    let close = near.windows(2).find(|pair| pair.first() == Some(&b']'));
    close.is_some_and(|pair| matches!(pair.get(1), Some(b'(' | b'[')))
}

/// Where the first sign of a line needs a backslash, if it would make the line something else than prose: a heading,
/// a quote, an item, a rule, a fence or the definition of a link.
pub(super) fn line_start(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..).unwrap_or("");
    let gap = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let rule = |sign: char| text.chars().all(|c| c == sign || c == ' ' || c == '\t');
    let found = match first {
        '#' => {
            let after = text.trim_start_matches('#');
            text.len() - after.len() <= 6 && gap(after)
        }
        '>' => true,
        '-' | '+' | '*' => gap(rest) || rule(first),
        '=' => rule('='),
        '~' => text.starts_with("~~~"),
        ':' => rest.starts_with("   "),
        '[' => {
            let task = ["[ ] ", "[x] ", "[X] "].iter().any(|task| text.starts_with(task));
            task || text.get(..text.len().min(400)).unwrap_or(text).contains("]:")
        }
        '0'..='9' => {
            let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = text.len() - after.len();
            let is_item = digits <= 9 && after.starts_with(['.', ')']) && gap(after.get(1..).unwrap_or(""));
            return is_item.then_some(digits);
        }
        _ => false,
    };
    found.then_some(0)
}
