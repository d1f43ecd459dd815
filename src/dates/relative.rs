//! Relative times ("3 hours ago", "il y a 3 heures") and reading times ("5 min read").

use super::DateKind;
use super::item::{Item, longest};
use super::line::Line;
use super::vocabulary::role;

/// Past a word for "about" and its sign.
fn approx(line: &Line, at: usize) -> usize {
    let at = line.skip(at, |c| matches!(c, '~' | '<' | '>' | '≈' | '±' | ' ' | '\u{a0}' | '(' | '+'));
    match line.find(at, role::APPROX) {
        Some(hit) => line.skip(hit.end, |c| matches!(c, '.' | '~' | '<' | ' ' | '\u{a0}')),
        None => at,
    }
}

/// A number, or a word for one ("an", "einer"), at `at`.
fn amount(line: &Line, at: usize) -> Option<usize> {
    match line.number(at) {
        Some(number) => (number.digits <= 3).then_some(number.end),
        None => line.find(at, role::ONE).map(|hit| hit.end),
    }
}

/// What begins with a number at `at`: "3 hours ago", "5 min read", "6d".
pub fn counted(line: &Line, at: usize) -> Option<Item> {
    let mut end = amount(line, at)?;
    let in_digits = line.is_digit_at(at);
    let end_of_number = end;
    // "1-2 min", "3–4 min".
    if let Some(mark) = line.at(end).filter(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '~'))
        && let Some(number) = line.number(end + mark.len_utf8())
    {
        end = number.end;
    }
    let next = line.skip(end, |c| matches!(c, ' ' | '-' | '\u{a0}' | '\u{202f}' | '+' | '\''));
    if next > end + 4 {
        return None;
    }
    if let Some(hit) = line.find(next, role::AGO_AFTER) {
        let end = line.skip_one(hit.end, '.');
        let end = if line.at(end).is_none() { end } else { hit.end };
        return Some(Item::new(at, end, DateKind::Relative));
    }
    if !in_digits {
        return None;
    }
    let minute = line.find(next, role::MINUTE).map(|hit| {
        let end = line.skip_one(hit.end, '.');
        let next = line.skip(end, |c| matches!(c, ' ' | '-' | '\u{a0}'));
        match line.find(next, role::READ_AFTER) {
            Some(read) if read.end > next => Item::new(at, read.end, DateKind::ReadingTime),
            // "5 min" alone may be a reading time, a video's length or a bus's.
            _ => Item::new(at, hit.end, DateKind::Duration).weak(),
        }
    });
    // "6d", but not "350W" or "100m".
    let fits = |end: usize| {
        end > next + 1 || (line.at(next).is_some_and(char::is_lowercase) && end_of_number <= at + 2)
    };
    let unit = line.find(next, role::UNIT).filter(|hit| fits(hit.end));
    let unit = unit.map(|hit| Item::new(at, hit.end, DateKind::Duration).weak());
    let first = longest([minute, unit])?;
    // "1 hour 5 minutes ago"
    let next = line.skip(first.end, |c| matches!(c, ' ' | ',' | '\u{a0}'));
    if first.is_weak
        && line.is_digit_at(next)
        && let Some(more) = counted(line, next)
    {
        return Some(more.from(at));
    }
    Some(first)
}

/// "il y a 3 heures", "vor einer Stunde", "منذ ٣ ساعات".
pub fn enclosed(line: &Line, at: usize) -> Option<Item> {
    let open = line.find(at, role::AGO_BEFORE)?;
    let next = approx(line, line.skip_space(open.end));
    let end = amount(line, next)?;
    let next = line.skip(end, |c| matches!(c, ' ' | '-' | '\u{a0}' | '\u{202f}'));
    let close = line.find(next, role::AGO_CLOSE)?;
    line.words.is_pair(close.phrase, open.phrase).then(|| Item::new(at, close.end, DateKind::Relative))
}

/// "Lesezeit: 4 Minuten", "Reading time about 6 minutes", "阅读时间 5 分钟".
pub fn reading(line: &Line, at: usize) -> Option<Item> {
    let label = line.find(at, role::READ_BEFORE)?;
    let mut next = line
        .skip(label.end, |c| matches!(c, ' ' | ':' | '：' | '-' | '–' | '.' | '=' | '|' | '(' | '\u{a0}'));
    if next > label.end + 6 {
        return None;
    }
    // "Reading time is 5 minutes", "Lesezeit ca. 3 Min."
    next = approx(line, approx(line, next));
    let number = line.number(next).filter(|number| number.digits <= 3)?;
    let found = counted(line, next)?;
    if found.end <= number.end || !matches!(found.kind, DateKind::ReadingTime | DateKind::Duration) {
        return None;
    }
    Some(Item { start: at, kind: DateKind::ReadingTime, is_weak: false, ..found })
}

/// A relative time without a number: "an hour ago", "yesterday", "just now".
pub fn phrase(line: &Line, at: usize) -> Option<Item> {
    let sure = line.find(at, role::AGO_PHRASE).map(|hit| Item::new(at, hit.end, DateKind::Relative));
    let weak =
        line.find(at, role::PHRASE | role::DAY).map(|hit| Item::new(at, hit.end, DateKind::Relative).weak());
    longest([sure, weak, counted_word(line, at)])
}

fn counted_word(line: &Line, at: usize) -> Option<Item> {
    line.find(at, role::ONE).and_then(|_| counted(line, at))
}
