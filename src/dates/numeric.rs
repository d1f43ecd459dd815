//! Dates in digits: 2025-05-11, 11.05.2025, 5/11/25, 2025年5月11日.

use super::clock;
use super::item::Item;
use super::line::{Line, Number};
use super::vocabulary::role;

/// A year as four digits: of our era, or of the Persian, Islamic or Buddhist calendar
/// where the digits or the month's name say so.
pub fn is_year(number: &Number, other_calendar: bool) -> bool {
    number.digits == 4
        && ((1800..=2100).contains(&number.value)
            || (other_calendar && matches!(number.value, 1330..=1460 | 2440..=2620)))
}

/// The four digits of a year at `at`; the digits of a time or reading time may be
/// glued to them ("20255 min read", "202510:07 pm").
pub fn year(line: &Line, at: usize, other_calendar: bool) -> Option<Number> {
    let number = line.number(at)?;
    if number.digits > 4 && number.digits <= 6 {
        let head = line.number_head(at, 4)?;
        let rest = line.number(head.end)?;
        let glued = clock::time(line, head.end, false).is_some()
            || line.find(line.skip_space(rest.end), role::MINUTE).is_some();
        return (glued && is_year(&head, other_calendar)).then_some(head);
    }
    is_year(&number, other_calendar || number.native).then_some(number)
}

pub fn is_day(number: &Number) -> bool {
    number.digits <= 2 && (1..=31).contains(&number.value)
}

fn is_month(number: &Number) -> bool {
    number.digits <= 2 && (1..=12).contains(&number.value)
}

/// A separator between the numbers of a date; `spaced` when blanks surround it.
struct Separator {
    mark: char,
    spaced: bool,
    end: usize,
}

fn separator(line: &Line, at: usize) -> Option<Separator> {
    let start = line.skip_space(at);
    let mark = match line.at(start)? {
        c @ ('-' | '/' | '.' | '·' | '・') => c,
        '\u{2010}'..='\u{2015}' | '−' | '－' => '–',
        '／' => '/',
        '．' => '.',
        _ => return None,
    };
    let after = start + line.at(start)?.len_utf8();
    let end = line.skip_space(after);
    // "5 .3" is no date; "2025. 5. 11" is one.
    if start > at && end == after {
        return None;
    }
    Some(Separator { mark, spaced: start > at || (end > after && mark != '.'), end })
}

/// The date in digits at `at`.
pub fn date(line: &Line, at: usize) -> Option<Item> {
    let first = line.number(at)?;
    let found = match first.digits {
        // The Persian year is written in ASCII digits too (1403/02/21).
        4 if is_year(&first, first.native || line.at(first.end) == Some('/')) => year_first(line, at, &first),
        1 | 2 => year_last(line, at, &first),
        8 => compact(line, at, &first),
        _ => None,
    }?;
    is_clear(line, &found).then_some(found)
}

/// Whether no further number is joined to a date: it is no part of an address or version.
fn is_clear(line: &Line, item: &Item) -> bool {
    let Some(next) = line.at(item.end) else {
        return true;
    };
    if line.digit(next).is_some() || next == '%' || next == '_' {
        return false;
    }
    let joined = matches!(next, '.' | ',' | '-' | '/' | ':') && line.is_digit_at(item.end + 1);
    // A range "01.02.2025-03.02.2025" goes on with another full date.
    !joined || (next == '-' && item.is_full && date(line, item.end + 1).is_some_and(|date| date.is_full))
}

fn year_first(line: &Line, at: usize, year: &Number) -> Option<Item> {
    let one = separator(line, year.end)?;
    let month = line.number(one.end).filter(is_month)?;
    let two = separator(line, month.end).filter(|two| two.mark == one.mark && two.spaced == one.spaced);
    let day = two.and_then(|two| line.number(two.end)).filter(is_day);
    if let Some(day) = day {
        let mut end = day.end;
        if one.mark == '.' && !line.is_digit_at(end + 1) {
            end = line.skip_one(end, '.');
        }
        return Some(Item::date(at, end, true));
    }
    (month.digits == 2 && !one.spaced && matches!(one.mark, '-' | '/' | '.'))
        .then(|| Item::date(at, month.end, false).weak())
}

fn year_last(line: &Line, at: usize, first: &Number) -> Option<Item> {
    let one = separator(line, first.end)?;
    let second = line.number(one.end)?;
    if second.digits > 2 {
        let year = year(line, one.end, false)?;
        let fits = is_month(first) && !one.spaced && matches!(one.mark, '/' | '.' | '-');
        return fits.then(|| Item::date(at, year.end, false).weak());
    }
    let dotted = one.mark == '.';
    let fits = (is_day(first) && is_month(&second)) || (!dotted && is_month(first) && is_day(&second));
    if !fits {
        return None;
    }
    if let Some(two) =
        separator(line, second.end).filter(|two| two.mark == one.mark && two.spaced == one.spaced)
    {
        if let Some(year) = year(line, two.end, false) {
            let end = line.skip_one(year.end, '.');
            // The dot may close a sentence, or the date ("11.05.2025.").
            let end = if dotted && !line.is_digit_at(end) { end } else { year.end };
            return Some(Item::date(at, end, true));
        }
        let third = line.number(two.end);
        let tight = third.is_some() && two.end == second.end + 1 && !one.spaced;
        let short = third.filter(|year| year.digits == 2 && tight);
        if let Some(year) = short.filter(|year| is_short_year(first, &second, year, one.mark)) {
            let item = Item::date(at, year.end, true);
            // "12-05-25" is as often a code.
            return Some(if one.mark == '-' { item.weak() } else { item });
        }
        if tight {
            return None;
        }
    }
    // "18.05." and "11/05" need a time beside them, or the line to themselves.
    let closed = dotted && line.at(second.end) == Some('.') && !line.is_digit_at(second.end + 1);
    let padded = first.digits == 2 && second.digits == 2 && !one.spaced;
    if closed && !one.spaced {
        return Some(Item::date(at, second.end + 1, false).weak());
    }
    (padded && one.mark == '/').then(|| Item::date(at, second.end, false).weak())
}

/// Two digits of a year, told from the last part of a version number.
fn is_short_year(first: &Number, second: &Number, year: &Number, mark: char) -> bool {
    let single = first.digits == 1 && second.digits == 1;
    match mark {
        '/' => true,
        '.' => (if single { 20 } else { 5 }..=39).contains(&year.value) || (year.value >= 90 && !single),
        '-' => first.digits == 2 && second.digits == 2 && (15..=39).contains(&year.value),
        _ => false,
    }
}

fn compact(line: &Line, at: usize, number: &Number) -> Option<Item> {
    let (year, month, day) = (number.value / 10_000, number.value / 100 % 100, number.value % 100);
    let fits = (1990..=2049).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let before = line.before(at);
    (fits && before.is_none_or(|c| !c.is_alphanumeric())).then(|| Item::date(at, number.end, false).weak())
}

/// The date at `at` whose numbers are marked as year, month and day
/// (2025年5月11日, 2025년 5월 11일, ngày 11 tháng 5 năm 2025).
pub fn marked(line: &Line, at: usize) -> Option<Item> {
    let start = at;
    let mut at = at;
    let era = line.find(at, role::ERA).map(|hit| hit.end);
    if let Some(end) = era {
        at = line.skip_space(end);
        if line.at(at) == Some('元') {
            at += '元'.len_utf8();
            at = after_mark(line, at, &['年'])?;
            return month_and_day(line, start, at, true);
        }
    }
    let number = line.number(at)?;
    let fits = number.digits == 4 || (era.is_some() && number.digits <= 3);
    if fits && let Some(end) = after_mark(line, number.end, &['年', '년']) {
        let known = era.is_some() || is_year(&number, true);
        return if known { month_and_day(line, start, end, true) } else { None };
    }
    if era.is_some() {
        return None;
    }
    month_and_day(line, start, at, false).or_else(|| vietnamese(line, start))
}

fn after_mark(line: &Line, at: usize, marks: &[char]) -> Option<usize> {
    let at = line.skip_space(at);
    line.at(at).filter(|c| marks.contains(c)).map(|c| at + c.len_utf8())
}

fn month_and_day(line: &Line, start: usize, at: usize, with_year: bool) -> Option<Item> {
    let year_alone = with_year.then(|| Item::date(start, at, false).weak());
    let Some(month) = line.number(line.skip_space(at)).filter(is_month) else {
        return year_alone;
    };
    let Some(end) = after_mark(line, month.end, &['月', '월']) else {
        return year_alone;
    };
    let day = line.number(line.skip_space(end)).filter(is_day);
    let day_end = day.and_then(|day| after_mark(line, day.end, &['日', '号', '號', '일']));
    match day_end {
        Some(day_end) => Some(Item::date(start, day_end, with_year)),
        None if with_year => Some(Item::date(start, end, false)),
        None => None,
    }
}

fn vietnamese(line: &Line, start: usize) -> Option<Item> {
    let day = line.number(start).filter(is_day)?;
    let word = |at: usize, word: &str| {
        let at = line.skip(at, |c| matches!(c, ' ' | ',' | '\u{a0}' | '/'));
        let text = line.text.get(at..)?;
        let found = text.get(..word.len())?;
        (found.to_lowercase() == word).then(|| line.skip_space(at + word.len()))
    };
    let month = line.number(word(day.end, "tháng")?).filter(is_month)?;
    let joint = word(month.end, "năm")
        .unwrap_or_else(|| line.skip(month.end, |c| matches!(c, ' ' | ',' | '/' | '-')));
    match year(line, joint, false) {
        Some(year) => Some(Item::date(start, year.end, true)),
        None => Some(Item::date(start, month.end, false)),
    }
}
