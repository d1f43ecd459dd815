//! Dates as pages write them into dates as ISO 8601 writes them.

use super::line::Line;
use super::moment::{Moment, Time};
use super::months::month_number;
use super::vocabulary::role;
use super::{DateKind, LINE_MAX, scan};

/// The one date that a text tells, as ISO 8601: `2025-03-04`, `2025-03-04T10:20:00+01:00`, or `2025-03` and `2025`
/// where no more is known.
///
/// Reads ISO 8601 and its common misspellings, dates of mail headers, seconds since 1970, and dates in digits or
/// words in the languages of [`scan`]; a time without a zone stays without one. `language` (a tag such as `en-US`)
/// says whether the day or the month comes first in 3/4/2025; without it, such a date is left out. Dates that
/// cannot be, relative ones and ranges give nothing.
pub fn to_iso(text: &str, language: Option<&str>) -> Option<String> {
    let text = text.trim();
    if text.len() > LINE_MAX {
        return None;
    }
    let moment = in_digits(text).or_else(|| unix(text)).or_else(|| in_words(text, language))?;
    Some(moment.possible()?.to_string())
}

/// `2025-03-04T10:20:00.000+0100` and what looks like it; the year comes first.
fn in_digits(text: &str) -> Option<Moment> {
    let mut at = Reader { text };
    let year = at.number(4, 4)?;
    if text.len() == 4 {
        return Some(Moment { year, month: None, day: None, time: None });
    }
    let mark = at.one_of(&['-', '/', '.']);
    let month = at.number(2, if mark.is_some() { 1 } else { 2 })?;
    if at.text.is_empty() && mark.is_some() {
        return Some(Moment { year, month: Some(month), day: None, time: None });
    }
    if mark.is_some() && at.one_of(&['-', '/', '.']) != mark {
        return None;
    }
    let day = at.number(2, if mark.is_some() { 1 } else { 2 })?;
    let date = Moment::day(year, month, day);
    if at.text.is_empty() {
        return Some(date);
    }
    let compact = mark.is_none() && at.text.starts_with(|c: char| c.is_ascii_digit());
    let before = at.text.len();
    at.text = at.text.trim_start_matches(['T', 't', ' ', ',', '_', '\u{a0}', '\u{202f}']);
    if !compact && at.text.len() == before {
        // "2025-03-04+01:00": a date with a zone. Further digits make it another thing.
        return (!at.text.starts_with(|c: char| c.is_alphanumeric())).then_some(date);
    }
    let Some((time, rest)) = clock(at.text) else {
        return (!compact).then_some(date);
    };
    Some(Moment { time: Some(Time { offset: zone(rest), ..time }), ..date })
}

/// Seconds or milliseconds since 1970, from 1995 on.
fn unix(text: &str) -> Option<Moment> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        9 | 10 => value,
        12 | 13 => value / 1000,
        _ => return None,
    };
    (seconds >= 788_918_400).then(|| Moment::from_unix(seconds)).flatten()
}

/// A time at the start of a text, and what is left: `10:20:00.123 PM`, `102000`, `9h05`.
fn clock(text: &str) -> Option<(Time, &str)> {
    let mut at = Reader { text };
    let hour = at.number(2, 1)?;
    let mark = at.one_of(&[':', 'h', 'H', '.', '時', '时', '시', '点', '點']);
    at.text = at.text.trim_start_matches(' ');
    let minute = at.number(2, 2)?;
    let mut second = 0;
    if mark.is_none() && at.text.starts_with(|c: char| c.is_ascii_digit()) {
        second = at.number(2, 2)?;
    } else if mark.is_some_and(|mark| mark == ':' || mark == '.') {
        let after = Reader { text: at.text.strip_prefix([':', '.']).unwrap_or("") };
        let mut after = after;
        if let Some(value) = after.number(2, 2) {
            second = value;
            at = after;
        }
    }
    let fraction =
        at.text.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(rest) = fraction {
        at.text = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let (hour, rest) = half_day(hour, at.text);
    Some((Time { hour, minute, second, offset: None }, rest))
}

/// The hour of 24, where "am" or "pm" follows.
fn half_day(hour: u32, rest: &str) -> (u32, &str) {
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for (mark, afternoon) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        let Some(found) = trimmed.get(..mark.len()) else { continue };
        let after = trimmed.get(mark.len()..).unwrap_or("");
        if found.eq_ignore_ascii_case(mark) && !after.starts_with(char::is_alphanumeric) && hour <= 12 {
            return (hour % 12 + if afternoon { 12 } else { 0 }, after);
        }
    }
    (hour, rest)
}

/// The minutes ahead of UTC that a zone at the start of a text means.
fn zone(text: &str) -> Option<i32> {
    const NAMES: [(&str, i32); 20] = [
        ("Z", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("UT", 0),
        ("WET", 0),
        ("CET", 60),
        ("MEZ", 60),
        ("WEST", 60),
        ("CEST", 120),
        ("MESZ", 120),
        ("EET", 120),
        ("EEST", 180),
        ("MSK", 180),
        ("JST", 540),
        ("KST", 540),
        ("EDT", -240),
        ("EST", -300),
        ("CDT", -300),
        ("PDT", -420),
        ("PST", -480),
    ];
    let text = text.trim_start_matches([' ', '(', '\u{a0}', ',']);
    let name_end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(name_end);
    let named = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, minutes)| *minutes);
    if !name.is_empty() && named.is_none() {
        return None;
    }
    // "GMT+0100"
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return named,
    };
    let mut at = Reader { text: rest.trim_start_matches(['+', '-', '−']) };
    let Some(hours) = at.number(2, 1) else { return named };
    at.one_of(&[':']);
    let minutes = at.number(2, 2).unwrap_or(0);
    i32::try_from(hours * 60 + minutes).ok().map(|minutes| sign * minutes)
}

/// A number of a date in words.
#[derive(Clone, Copy)]
struct Part {
    value: u32,
    digits: usize,
    start: usize,
    end: usize,
    native: bool,
}

/// Where a month's name stands, and the month's number.
type Month = (usize, u32);

/// A date that the recogniser of lines finds: in digits with the year last, or with the month in words.
fn in_words(text: &str, language: Option<&str>) -> Option<Moment> {
    let spans = scan(text);
    let at = spans.iter().position(|span| matches!(span.kind, DateKind::Date | DateKind::DateTime))?;
    let range = spans.get(at)?.range.clone();
    let line = Line::new(text.get(range.clone())?);
    if let Some(moment) = in_digits(line.text) {
        return Some(moment);
    }
    let (mut parts, month) = parts(&line, language)?;
    let time = take_time(&line, &mut parts);
    let thai = line.text.chars().any(|c| matches!(c, '\u{e00}'..='\u{e7f}'));
    let date = match month {
        Some((place, month)) => with_month(&parts, place, month, thai)?,
        None => three_numbers(&line, &parts, thai, language)?,
    };
    let (time, rest) = match time {
        Some((time, end)) => (Some(time), text.get(range.start + end..).unwrap_or("")),
        None => (None, ""),
    };
    let time = time.map(|time| Time { offset: zone(rest), ..time });
    Some(Moment { time: time.filter(|_| date.day.is_some()), ..date })
}

/// The numbers of a line and its first month with its place; `None` where the year is of another calendar or the
/// month cannot be told.
fn parts(line: &Line<'_>, language: Option<&str>) -> Option<(Vec<Part>, Option<Month>)> {
    let mut parts = Vec::new();
    let mut month = None;
    let mut at = 0;
    while let Some(c) = line.at(at) {
        if let Some(number) = line.number(at) {
            let (value, digits, native) = (number.value, number.digits, number.native);
            parts.push(Part { value, digits, start: at, end: number.end, native });
            at = number.end;
        } else if line.find(at, role::ERA).is_some() {
            return None;
        } else if let Some(hit) = line.find(at, role::MONTHS).filter(|_| month.is_none()) {
            month = Some((at, month_number(line.text.get(at..hit.end)?, language)?));
            at = hit.end;
        } else if super::fold::is_word(c) {
            at = line.head(at).end.max(at + c.len_utf8());
        } else {
            at += c.len_utf8();
        }
    }
    Some((parts, month))
}

/// Takes the time of day out of the numbers of a line: the time and where it ends.
fn take_time(line: &Line<'_>, parts: &mut Vec<Part>) -> Option<(Time, usize)> {
    let sure = |part: &Part| {
        part.digits <= 2
            && matches!(line.at(part.end), Some(':' | 'h' | 'H' | '時' | '时' | '시' | '点' | '點'))
    };
    let dotted = |part: &Part| {
        part.digits <= 2
            && line.at(part.end) == Some('.')
            && line.before(part.start).is_none_or(|c| c != '.')
            && line
                .number(part.end + 1)
                .is_some_and(|next| next.digits == 2 && line.at(next.end) != Some('.'))
    };
    let first = match parts.iter().position(sure) {
        Some(first) => first,
        None => parts.iter().rposition(dotted)?,
    };
    let start = parts.get(first)?.start;
    let (time, rest) = clock(line.text.get(start..)?)?;
    let end = line.text.len() - rest.len();
    parts.retain(|part| part.start < start || part.start >= end);
    let afternoon = ["午後", "下午", "오후"].iter().any(|mark| line.text.contains(mark)) && time.hour < 12;
    Some((Time { hour: time.hour + if afternoon { 12 } else { 0 }, ..time }, end))
}

/// The year of our era that a number stands for.
fn year_of(part: &Part, thai: bool) -> Option<u32> {
    match part.digits {
        4 if (1800..=2100).contains(&part.value) => Some(part.value),
        4 if (2440..=2643).contains(&part.value) && (thai || part.native) => Some(part.value - 543),
        2 if thai && part.value >= 50 => Some(part.value + 2500 - 543),
        2 if part.value < 70 => Some(2000 + part.value),
        2 => Some(1900 + part.value),
        _ => None,
    }
}

fn with_month(parts: &[Part], place: usize, month: u32, thai: bool) -> Option<Moment> {
    let split = parts.partition_point(|part| part.start < place);
    let (before, after) = parts.split_at_checked(split)?;
    let of_month = |day: Option<&Part>, year: Option<&Part>| {
        let year = year_of(year?, thai)?;
        Some(Moment { year, month: Some(month), day: day.map(|day| day.value), time: None })
    };
    let four = |part: &&Part| part.digits == 4;
    match (before.last(), after.first()) {
        (Some(last), day) if last.digits == 4 => of_month(day.filter(|day| day.digits <= 2), Some(last)),
        (Some(day), year) => of_month(Some(day), year.or_else(|| before.iter().find(four))),
        (None, Some(first)) if first.digits == 4 => of_month(None, Some(first)),
        (None, day) => of_month(day, after.get(1)),
    }
}

fn three_numbers(line: &Line<'_>, parts: &[Part], thai: bool, language: Option<&str>) -> Option<Moment> {
    let &[one, two, three, ..] = parts else { return None };
    if one.digits == 4 {
        return Some(Moment::day(year_of(&one, thai)?, two.value, three.value));
    }
    let year = year_of(&three, thai)?;
    let month_first = match (one.value > 12, two.value > 12) {
        (true, false) => false,
        (false, true) => true,
        _ if one.value == two.value || line.text.get(one.end..two.start)?.contains('.') => false,
        _ => month_comes_first(language?),
    };
    Some(if month_first {
        Moment::day(year, one.value, two.value)
    } else {
        Moment::day(year, two.value, one.value)
    })
}

/// Whether people who write this language put the month before the day.
fn month_comes_first(language: &str) -> bool {
    let tag = language.to_ascii_lowercase().replace('_', "-");
    matches!(tag.as_str(), "en" | "en-us" | "en-ph" | "es-us" | "fil" | "tl")
}

/// What is left of a text that is read from its start.
#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    /// A number of so many ASCII digits: `most` of them or fewer, `least` or more.
    fn number(&mut self, most: usize, least: usize) -> Option<u32> {
        let digits = self.text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits < least {
            return None;
        }
        let (number, rest) = self.text.split_at(digits);
        self.text = rest;
        number.parse().ok()
    }

    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.text.chars().next().filter(|mark| marks.contains(mark))?;
        self.text = self.text.get(mark.len_utf8()..).unwrap_or("");
        Some(mark)
    }
}

#[cfg(test)]
#[path = "iso_tests.rs"]
mod tests;
