//! Dates with the month or weekday in words, in every order.

use super::item::{Item, longest};
use super::line::{Line, Number};
use super::numeric::{self, is_day, year};
use super::vocabulary::role;
use super::{DateKind, clock};

/// What may stand between the parts of a date in words.
fn is_joint(c: char) -> bool {
    matches!(
        c,
        ' ' | '.'
            | ','
            | '-'
            | '/'
            | '\''
            | '’'
            | '،'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2010}'
            | '\u{2011}'
            | '–'
            | '、'
    )
}

/// What `read` finds past the marks between two parts of a date, or past an "of" or "the"
/// behind them; the words are also months or weekdays in some language.
fn across<T>(line: &Line, at: usize, words: u32, read: impl Fn(usize) -> Option<T>) -> Option<T> {
    let at = short_skip(line, at);
    read(at).or_else(|| read(short_skip(line, line.find(at, words)?.end)))
}

/// Past at most three joint characters.
fn short_skip(line: &Line, at: usize) -> usize {
    let mut end = at;
    for _ in 0..3 {
        match line.at(end) {
            Some(c) if is_joint(c) => end += c.len_utf8(),
            _ => break,
        }
    }
    end
}

/// A month's name.
struct Month {
    end: usize,
    /// Whether it is a bare abbreviation, which may be a common word.
    is_short: bool,
    /// Whether its script or calendar counts years otherwise.
    other_calendar: bool,
    /// "May", "Mar": one of English, where the day follows.
    is_english: bool,
}

fn month(line: &Line, at: usize) -> Option<Month> {
    let hit = line.find(at, role::MONTHS)?;
    let is_short = hit.roles & role::MONTH == 0;
    let other_calendar =
        line.at(at).is_some_and(|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}'));
    Some(Month { end: hit.end, is_short, other_calendar, is_english: hit.roles & role::MONTH_ENGLISH != 0 })
}

/// The day at `at` with its ordinal ending ("5th", "1er", "11-го", "1º").
fn day(line: &Line, at: usize) -> Option<usize> {
    let number = line.number(at).filter(is_day)?;
    let mut end = number.end;
    let mark = line.skip_one(end, '-');
    let mark = line.skip_one(mark, ':');
    if let Some(hit) = line.find(mark, role::ORDINAL) {
        end = hit.end;
    } else if matches!(line.at(end), Some('º' | 'ª' | '°')) {
        end += '°'.len_utf8();
    }
    Some(end)
}

/// The second day of "9-12 May", "9. bis 12. Mai", "9 and 10 May".
fn day_range(line: &Line, end: usize) -> Option<usize> {
    let at = line.skip_space(line.skip_one(end, '.'));
    let mark = line.at(at)?;
    let next = match mark {
        '-' | '\u{2010}'..='\u{2015}' | '/' | '&' | '+' => line.skip_space(at + mark.len_utf8()),
        _ => line.skip_space(line.find(at, role::TO)?.end),
    };
    day(line, next)
}

/// The year after day and month, and its mark ("2025 г.").
fn year_after(line: &Line, at: usize, other_calendar: bool) -> Option<usize> {
    let year_at =
        |at: usize| marked_year(line, at, other_calendar).or_else(|| bare_year(line, at, other_calendar));
    let end = across(line, at, role::OF, year_at)?;
    Some(year_mark(line, end))
}

/// The year at `at`, with the word for "year" before it (năm, พ.ศ.) if there is one.
fn marked_year(line: &Line, at: usize, other_calendar: bool) -> Option<usize> {
    let start = match line.find(at, role::YEAR_BEFORE) {
        Some(hit) => line.skip(hit.end, |c| matches!(c, ' ' | '.' | '\u{a0}')),
        None => at,
    };
    year(line, start, other_calendar).map(|year| year.end).or_else(|| short_year(line, start))
}

fn year_mark(line: &Line, end: usize) -> usize {
    if line.text.get(end..).is_some_and(|rest| rest.starts_with("(e)ko")) {
        return end + 5;
    }
    let next = line.skip(end, |c| matches!(c, ' ' | '-' | '.' | '\u{a0}'));
    match line.find(next, role::YEAR_MARK) {
        Some(hit) if next - end <= 2 => line.skip_one(hit.end, '.'),
        _ => end,
    }
}

/// A year of two digits: "’25", "11-May-25".
fn short_year(line: &Line, at: usize) -> Option<usize> {
    let number = line.number(at).filter(|number| number.digits == 2)?;
    let next = line.at(number.end);
    let clear = !matches!(next, Some(':' | '%' | '.' | 'h')) && next.is_none_or(|c| !c.is_alphanumeric());
    let fits = (10..=39).contains(&number.value) || number.value >= 90;
    match line.before(at)? {
        '\'' | '’' | '-' | '/' if fits && clear => Some(number.end),
        _ => None,
    }
}

/// Two digits and no more behind day and month: "17 Dec 25", "11 พ.ค. 68".
fn bare_year(line: &Line, at: usize, other_calendar: bool) -> Option<usize> {
    let number = line.number(at).filter(|number| number.digits == 2 && line.before(at) == Some(' '))?;
    let closes = line.at(number.end).is_none_or(|c| matches!(c, ' ' | ',' | ')' | '|'));
    let fits = (15..=39).contains(&number.value) || (other_calendar && (50..=82).contains(&number.value));
    (closes && fits).then_some(number.end)
}

/// 11 May 2025, 5 de mayo de 2025, 9.–12. Mai.
fn day_first(line: &Line, at: usize) -> Option<Item> {
    let mut end = day(line, at)?;
    let month_after = |end: usize| across(line, end, role::OF, |at| month(line, at));
    let range = day_range(line, end).filter(|&second| month_after(second).is_some());
    end = range.unwrap_or(end);
    let month = month_after(day_mark(line, end))?;
    Some(finish(line, at, &month, month.end, range.is_some()))
}

/// Past the mark of a day ("11 d.", "11-én").
fn day_mark(line: &Line, end: usize) -> usize {
    let next = line.skip(end, |c| matches!(c, ' ' | '-' | '\u{a0}'));
    match line.find(next, role::DAY_MARK) {
        // "5 a", but not the first letters of the month.
        Some(hit) if next - end <= 2 && line.find(next, role::MONTHS).is_none() => {
            line.skip_one(hit.end, '.')
        }
        _ => end,
    }
}

fn finish(line: &Line, at: usize, month: &Month, end: usize, is_range: bool) -> Item {
    let kind = if is_range { DateKind::Range } else { DateKind::Date };
    if let Some(end) = year_after(line, end, month.other_calendar) {
        return Item { kind, ..Item::date(at, end, true) };
    }
    let end = if end == month.end && line.at(end) == Some('.') { end + 1 } else { end };
    let item = Item { kind, ..Item::date(at, end, false) };
    if month.is_short { item.weak() } else { item }
}

/// May 11, 2025; March 9-13, 2026; November 2003; 五月 11.
fn month_first(line: &Line, at: usize) -> Option<Item> {
    let month = month(line, at)?;
    let year_at = |at: usize| marked_year(line, at, month.other_calendar);
    if let Some(end) = across(line, month.end, role::OF | role::LEAD, year_at) {
        let item = Item::date(at, year_mark(line, end), false);
        return Some(if month.is_short { item.weak() } else { item });
    }
    let day_at = |at: usize| line.number(at).filter(is_day).map(|number| (at, number));
    let (next, number) = across(line, month.end, role::OF | role::LEAD, day_at)?;
    if matches!(line.at(number.end), Some(':' | '%')) {
        return None;
    }
    let first = day(line, next)?;
    let second = day_range(line, first).filter(|&end| !matches!(line.at(end), Some(':' | '.')));
    // "9-12 May" after a month is another date's start.
    let second = second.filter(|&end| line.find(short_skip(line, end), role::MONTHS).is_none());
    let end = second.unwrap_or(first);
    let item = finish(line, at, &month, end, second.is_some());
    // "Set 1", "Out 10"
    let doubtful = month.is_short && !month.is_english && !item.is_full;
    let glued = line.at(item.end).is_some_and(char::is_alphanumeric) && !item.is_full;
    (!glued && !doubtful).then_some(item)
}

/// 2025. május 11., 2025 m. gegužės 11 d., 2025. gada 11. maijs, 2025-May-11.
fn year_first(line: &Line, at: usize) -> Option<Item> {
    let number: Number = line.number(at)?;
    if !numeric::is_year(&number, number.native) {
        return None;
    }
    let marked = year_mark(line, number.end);
    let next = short_skip(line, marked);
    // "2025. gada 11. maijs", "2025-yil 11-may"
    if marked > number.end
        && let Some(date) = day_first(line, next)
    {
        return Some(Item::date(at, date.end, true));
    }
    let month = month(line, next)?;
    let next = short_skip(line, month.end);
    let Some(end) = day(line, next) else {
        return Some(Item::date(at, month.end, false).weak());
    };
    if matches!(line.at(end), Some(':')) {
        return Some(Item::date(at, month.end, false).weak());
    }
    let end = line.skip_one(day_mark(line, end), '.');
    Some(Item::date(at, end, true))
}

/// Any date at `at` that begins with its own day, month or year.
pub fn plain(line: &Line, at: usize) -> Option<Item> {
    if line.is_digit_at(at) {
        return longest([
            numeric::date(line, at),
            numeric::marked(line, at),
            day_first(line, at),
            year_first(line, at),
        ]);
    }
    longest([month_first(line, at), numeric::marked(line, at)])
}

/// Any date at `at`, a weekday or an article before it included.
pub fn date(line: &Line, at: usize) -> Option<Item> {
    if line.is_digit_at(at) {
        return plain(line, at);
    }
    let direct = plain(line, at);
    let weekday = line.find(at, role::WEEKDAYS).and_then(|hit| after_weekday(line, at, hit.end, hit.roles));
    match direct {
        Some(direct) => Some(direct.longer(weekday)),
        None => weekday,
    }
}

/// "Sunday, May 11, 2025", "Sonntag, 14:00", or the weekday alone.
fn after_weekday(line: &Line, at: usize, end: usize, roles: u32) -> Option<Item> {
    let next = line.skip(end, |c| is_joint(c) || matches!(c, '|' | '•' | '·'));
    if next > end + 6 {
        return None;
    }
    if let Some(date) = across(line, next, role::LEAD | role::OF, |at| plain(line, at)) {
        let is_weak = date.is_weak && !date.is_full && roles & role::WEEKDAY == 0;
        return Some(Item { start: at, is_weak, ..date });
    }
    let after_word = line.find(next, role::AT | role::CLOCK).map(|hit| line.skip(hit.end, is_joint));
    if let Some(time) = clock::time(line, after_word.unwrap_or(next), false)
        && (roles & role::WEEKDAY != 0 || !line.at(at)?.is_lowercase())
        && time.is_full
    {
        return Some(Item { start: at, kind: DateKind::DateTime, is_weak: false, ..time });
    }
    (roles & role::WEEKDAY != 0).then(|| Item::new(at, end, DateKind::Weekday).weak())
}
