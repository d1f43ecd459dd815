//! The walk along a line: where dates may begin, what joins on to them, what counts.

use super::fold::{is_space, is_unspaced, is_word};
use super::item::{Item, longest};
use super::line::Line;
use super::vocabulary::role;
use super::{DateKind, DateSpan, WORDY_MAX, clock, next_digit_byte, relative, written};

/// A word or words that introduce a date: "Updated on", "le", "kl.", "about".
#[derive(Clone, Copy)]
struct Lead {
    start: usize,
    end: usize,
    is_clock: bool,
}

const LEADS: u32 = role::LABEL | role::LEAD | role::AT | role::CLOCK | role::APPROX;

/// What a date may begin with, apart from a number.
const STARTS: u32 = role::MONTHS
    | role::WEEKDAYS
    | role::AMPM
    | role::CLOCK
    | role::DAY
    | role::DAY_SHORT
    | role::AGO_BEFORE
    | role::AGO_PHRASE
    | role::PHRASE
    | role::ERA
    | role::ONE
    | role::READ_BEFORE;

/// In a line longer than `WORDY_MAX`, words further than this before the next digit, in
/// bytes, are passed over: no date begins with them.
const REACH: usize = 96;

/// All spans of a line that has passed the cheap check.
pub fn spans(text: &str) -> Vec<DateSpan> {
    let line = Line::new(text);
    let mut items: Vec<Item> = Vec::new();
    let mut lead: Option<Lead> = None;
    let mut at = 0;
    // Up to here words are looked up, because a digit is near.
    let mut near = if text.len() > WORDY_MAX { 0 } else { text.len() };
    while let Some(c) = line.at(at) {
        if at >= near {
            let Some(digit) = next_digit_byte(text, at) else {
                break;
            };
            near = digit + 1;
            if digit > at + REACH {
                at = line.skip(text.ceil_char_boundary(digit - REACH), |c| is_word(c) && !is_unspaced(c));
                continue;
            }
        }
        let is_digit = line.digit(c).is_some();
        if !is_digit && !is_word(c) {
            at += c.len_utf8();
            continue;
        }
        if !is_digit {
            let head = line.head(at);
            // Most words can neither begin nor introduce a date.
            if head.roles & (STARTS | LEADS) == 0 {
                lead = None;
                at = head.end.max(at + c.len_utf8());
                continue;
            }
        }
        let joined = lead.filter(|lead| is_near(&line, lead.end, at));
        let last_end = items.last().map_or(0, |item| item.end);
        let led_by_clock = joined.is_some_and(|lead| lead.is_clock);
        let found = if is_digit {
            number_led(&line, at, led_by_clock).filter(|item| may_start(&line, item, last_end, joined))
        } else if line.head(at).roles & STARTS == 0 {
            None
        } else {
            word_led(&line, at).filter(|item| may_start(&line, item, last_end, joined))
        };
        if let Some(item) = found {
            let start = joined.map_or(item.start, |lead| lead.start);
            let alone =
                !line.text.get(last_end..start).is_some_and(|gap| gap.chars().any(char::is_alphanumeric));
            let item = extend(&line, item);
            let item = if alone { trailing_label(&line, item) } else { item };
            at = item.end;
            items.push(item.from(start));
            lead = None;
            continue;
        }
        let hit = if is_digit { None } else { line.find(at, LEADS).filter(|_| !is_inside(&line, at)) };
        match hit {
            Some(hit)
                if hit.roles & LEADS != role::LABEL
                    || joined.is_some()
                    || opens_field(&line, at, last_end) =>
            {
                lead = Some(Lead {
                    start: joined.map_or(at, |lead| lead.start),
                    end: hit.end,
                    is_clock: hit.roles & role::CLOCK != 0,
                });
                at = hit.end;
            }
            _ => {
                lead = None;
                at = match line.number(at) {
                    Some(number) => number.end,
                    None => line.head(at).end.max(at + c.len_utf8()),
                };
            }
        }
    }
    // The head of a calendar, or opening hours.
    if items.iter().filter(|item| item.kind == DateKind::Weekday).count() > 1 {
        items.retain(|item| item.kind != DateKind::Weekday);
    }
    if items.iter().any(|item| item.is_weak) && !covers(&line, &items) {
        items.retain(|item| !item.is_weak);
    }
    items.into_iter().map(|item| DateSpan { range: item.start..item.end, kind: item.kind }).collect()
}

/// What begins with the number at `at`.
fn number_led(line: &Line, at: usize, clock: bool) -> Option<Item> {
    longest([written::plain(line, at), clock::time(line, at, clock), relative::counted(line, at)])
}

/// What begins with the word at `at`.
fn word_led(line: &Line, at: usize) -> Option<Item> {
    let time = line.find(at, role::AMPM | role::CLOCK).and_then(|_| clock::time(line, at, false));
    // A clock word needs its number at once, as a time without a date does.
    longest([
        written::date(line, at),
        time,
        relative::enclosed(line, at),
        relative::reading(line, at),
        relative::phrase(line, at),
        short_day(line, at),
    ])
}

/// "Hier à 14h30": a day word that is a common word elsewhere, beside a time.
fn short_day(line: &Line, at: usize) -> Option<Item> {
    let hit = line.find(at, role::DAY_SHORT)?;
    let item = Item::new(at, hit.end, DateKind::Relative);
    let extended = extend(line, item);
    (extended.end > hit.end).then_some(extended)
}

/// Whether a date may start where `item` does, given what stands before it.
fn may_start(line: &Line, item: &Item, last_end: usize, lead: Option<Lead>) -> bool {
    let at = item.start;
    let Some(before) = line.before(at) else {
        return true;
    };
    // "UPDATED12:30", but not "v2.10.15".
    let labelled = lead.is_some_and(|lead| lead.end == at && at - lead.start > 3);
    if at == last_end || labelled || is_unspaced(before) || is_space(before) {
        return true;
    }
    if !line.is_digit_at(at) {
        // "StreetSunday, May 11": only where a capital follows a small letter.
        return if is_word(before) {
            item.is_full && before.is_lowercase() && line.at(at).is_some_and(char::is_uppercase)
        } else {
            !matches!(before, '#' | '@' | '_' | '&' | '/') || item.is_full
        };
    }
    let inner = line.before(at - before.len_utf8());
    match before {
        '$' | '€' | '£' | '¥' | '₹' | '#' | '№' | '_' | '=' | '@' | '+' | '%' | '&' => false,
        '.' | ',' | ':' | '/' | '-' | '–' if inner.is_some_and(|c| line.digit(c).is_some()) => {
            at - before.len_utf8() <= last_end
        }
        '-' | '.' | '/' if inner.is_some_and(is_word) => item.is_full,
        'v' | 'V' if inner.is_none_or(|c| !is_word(c)) => false,
        _ if is_word(before) => {
            let spelled = matches!(item.kind, DateKind::ReadingTime | DateKind::Relative) && !item.is_weak;
            item.is_full || (spelled && before.is_lowercase())
        }
        _ => true,
    }
}

/// Whether `at` is inside a word, as a lookup by scripts with spaces sees it.
fn is_inside(line: &Line, at: usize) -> bool {
    line.before(at).is_some_and(|c| is_word(c) && !is_unspaced(c))
        && !line.at(at).is_some_and(|c| c.is_uppercase() || is_unspaced(c))
}

/// Whether only a few marks lie between two places.
fn is_near(line: &Line, from: usize, to: usize) -> bool {
    let is_mark = |c: char| {
        is_space(c)
            || matches!(
                c,
                ':' | '：'
                    | '-'
                    | '–'
                    | '—'
                    | '.'
                    | ','
                    | '('
                    | '（'
                    | '|'
                    | '•'
                    | '·'
                    | '/'
                    | '~'
                    | '<'
                    | '*'
                    | '»'
            )
    };
    line.text.get(from..to).is_some_and(|gap| gap.chars().count() <= 4 && gap.chars().all(is_mark))
}

/// Whether a label at `at` opens the line or a field of it, and is no part of a sentence.
fn opens_field(line: &Line, at: usize, last_end: usize) -> bool {
    let before = line.text.get(last_end..at).unwrap_or("");
    if !before.chars().any(char::is_alphanumeric) && (last_end > 0 || !before.ends_with(['_', '.'])) {
        return true;
    }
    let field = before.trim_end_matches(is_space);
    field.len() < before.len()
        && !field.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '\'' | '’' | '"'))
}

/// Whether the line holds labels and marks only.
pub fn is_label(text: &str) -> bool {
    let line = Line::new(text);
    let (mut at, mut labels) = (0, 0);
    while let Some(c) = line.at(at) {
        if !c.is_alphanumeric() {
            at += c.len_utf8();
            continue;
        }
        let Some(hit) = line.find(at, role::LABEL) else {
            return false;
        };
        at = hit.end;
        labels += 1;
    }
    labels > 0
}

/// What lies between a date and what may join on to it.
fn is_link(c: char) -> bool {
    is_space(c)
        || matches!(
            c,
            ',' | '·' | '•' | '|' | '-' | '\u{2010}'
                ..='\u{2015}'
                    | '@'
                    | '/'
                    | '('
                    | ')'
                    | '、'
                    | '，'
                    | '،'
                    | '~'
                    | '〜'
                    | '～'
                    | ':'
                    | '：'
                    | '−'
        )
}

/// Joins times to dates, dates to times, weekdays behind dates and the ends of ranges.
fn extend(line: &Line, item: Item) -> Item {
    let mut item = item;
    for _ in 0..5 {
        match step(line, item) {
            Some(next) if next.end > item.end => item = next,
            _ => break,
        }
    }
    item
}

fn step(line: &Line, item: Item) -> Option<Item> {
    let has_time = matches!(item.kind, DateKind::Time | DateKind::DateTime);
    let is_day =
        item.kind == DateKind::Relative && line.find(item.start, role::DAY | role::DAY_SHORT).is_some();
    let has_date = matches!(item.kind, DateKind::Date | DateKind::DateTime) || is_day;
    if !has_time && !has_date && item.kind != DateKind::Range {
        return None;
    }
    // ISO 8601: 2025-05-11T10:00Z
    if item.kind == DateKind::Date && matches!(line.at(item.end), Some('T' | 't' | '_')) {
        let time = clock::time(line, item.end + 1, false).filter(|time| time.is_full)?;
        return Some(joined(item, time, DateKind::DateTime));
    }
    let next = line.skip(item.end, is_link);
    let gap = line.text.get(item.end..next)?;
    if gap.chars().count() > 5 {
        return None;
    }
    if has_date && let Some(end) = weekday_after(line, item.end, next) {
        return Some(Item { end, is_weak: false, ..item });
    }
    let ranged = gap.contains(['-', '\u{2010}', '\u{2011}', '–', '—', '~', '〜', '～', '−']);
    if let Some(range) = range_end(line, &item, next, ranged) {
        return Some(range);
    }
    if item.kind == DateKind::Range {
        return None;
    }
    let hit = line.find(next, role::AT | role::CLOCK | role::LEAD | role::OF);
    let after = hit.map_or(next, |hit| line.skip(hit.end, |c| is_space(c) || matches!(c, '.' | ':' | ',')));
    let clock = hit.is_some_and(|hit| hit.roles & role::CLOCK != 0);
    if has_date && !has_time {
        // "à 8h"
        if hit.is_some_and(|hit| hit.roles & role::AT != 0)
            && let Some(time) = clock::time(line, after, false)
        {
            return Some(joined(item, time, DateKind::DateTime));
        }
        // Behind a full date a dotted time needs no more to be told from a price.
        let time = [next, after]
            .into_iter()
            .find_map(|at| clock::time(line, at, clock || item.is_full || is_day))?;
        let fits = time.is_full || !time.is_weak || clock;
        return fits.then(|| joined(item, time, DateKind::DateTime));
    }
    if item.kind == DateKind::Time {
        let date = [next, after].into_iter().find_map(|at| written::date(line, at));
        let date = date.filter(|date| date.is_full || !date.is_weak || date.kind == DateKind::Date);
        let day = || line.find(next, role::DAY).map(|hit| Item::new(next, hit.end, DateKind::Relative));
        return date.or_else(day).map(|date| joined(item, date, DateKind::DateTime));
    }
    None
}

fn joined(first: Item, second: Item, kind: DateKind) -> Item {
    Item {
        start: first.start,
        end: second.end,
        kind,
        is_weak: false,
        is_full: first.is_full || second.is_full,
    }
}

/// The weekday behind a date: "2025.05.11 (일)", "11.05.2025, Sonntag".
fn weekday_after(line: &Line, end: usize, next: usize) -> Option<usize> {
    let hit = line.find(next, role::WEEKDAYS)?;
    let gap = line.text.get(end..next)?;
    let bracketed = gap.ends_with('(') || line.before(next) == Some('（');
    let after = line.skip(hit.end, |c| c == '.');
    if bracketed {
        return matches!(line.at(after), Some(')')).then_some(after + 1);
    }
    if hit.roles & role::WEEKDAY == 0
        && !(is_unspaced(line.at(next)?) && line.at(hit.end).is_none_or(|c| !is_word(c)))
    {
        return None;
    }
    // The weekday may as well open the next date.
    let opens = written::date(line, next).is_some_and(|date| date.end > after && date.kind == DateKind::Date);
    (!opens).then_some(hit.end)
}

/// The second end of a range of dates or times.
fn range_end(line: &Line, item: &Item, next: usize, dashed: bool) -> Option<Item> {
    let mut at = next;
    if !dashed {
        let hit = line.find(next, role::TO)?;
        at = line.skip(hit.end, is_space);
        if let Some(lead) =
            line.find(at, role::LEAD).filter(|_| line.find(at, role::MONTHS | role::WEEKDAYS).is_none())
        {
            at = line.skip(lead.end, is_space);
        }
    }
    let other = match item.kind {
        DateKind::Date => written::date(line, at).filter(|date| date.is_full || !date.is_weak),
        DateKind::Time | DateKind::DateTime => {
            clock::time(line, at, false).filter(|time| time.is_full || !time.is_weak)
        }
        _ => None,
    }?;
    Some(Item { is_full: true, ..joined(*item, other, DateKind::Range) })
}

/// Takes in a label behind the last date of a line ("6d Edited", "12:30更新").
fn trailing_label(line: &Line, item: Item) -> Item {
    let next = line.skip(item.end, |c| is_space(c) || matches!(c, '(' | '·' | '•' | ',' | '-' | '|' | '（'));
    let Some(hit) = line.find(next, role::LABEL).filter(|_| next <= item.end + 6) else {
        return item;
    };
    let rest = line.text.get(hit.end..).unwrap_or("");
    let closes = !rest.chars().any(char::is_alphanumeric);
    let attached = next == item.end
        && rest.chars().next().is_some_and(|c| !c.is_alphanumeric() && c != ':' && c != '：');
    if closes || attached { Item { end: hit.end, ..item } } else { item }
}

/// Whether the items cover every letter and digit of the line.
fn covers(line: &Line, items: &[Item]) -> bool {
    let mut at = 0;
    for item in items {
        if line.text.get(at..item.start).is_none_or(|gap| gap.chars().any(char::is_alphanumeric)) {
            return false;
        }
        at = item.end;
    }
    line.text.get(at..).is_some_and(|rest| !rest.chars().any(char::is_alphanumeric))
}
