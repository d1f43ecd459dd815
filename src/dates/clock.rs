//! Times of day: 14:00, 2.30pm, 10:07 pm ET, 14h30, 14.30 Uhr, 오후 3:20, 午後3時20分.

use super::DateKind;
use super::item::Item;
use super::line::{Line, Number};
use super::vocabulary::role;

/// What of a time has been read so far.
struct Reading {
    end: usize,
    /// Whether the minutes follow a colon or an "h", which only times do.
    is_sure: bool,
    has_minutes: bool,
}

/// The time at `at`; after a clock word ("kl.", "ore") `clock` is true, and a bare hour
/// or a dotted time counts as well.
pub fn time(line: &Line, at: usize, clock: bool) -> Option<Item> {
    if let Some(hit) = line.find(at, role::AMPM | role::CLOCK) {
        let inner = line.skip(hit.end, |c| matches!(c, ' ' | '.' | ':' | '\u{a0}' | '\u{202f}'));
        // "v2.10" is a version.
        if inner < at + 2 {
            return None;
        }
        let led = if hit.roles & role::CLOCK != 0 { true } else { clock };
        let found = digits(line, inner, led, hit.roles & role::AMPM != 0)?;
        return Some(found.from(at));
    }
    digits(line, at, clock, false)
}

fn digits(line: &Line, at: usize, clock: bool, half_day: bool) -> Option<Item> {
    let hour = line.number(at)?;
    if hour.digits > 2 {
        return military(line, at, &hour);
    }
    if hour.value > 24 {
        return None;
    }
    let reading = minutes(line, &hour);
    let end = reading.as_ref().map_or(hour.end, |reading| reading.end);
    let (end, marked) = after(line, end, reading.is_some());
    let sure = reading.as_ref().is_some_and(|reading| reading.is_sure);
    let has_minutes = reading.as_ref().is_some_and(|reading| reading.has_minutes);
    if sure || marked || clock || (half_day && has_minutes) {
        if line.is_digit_at(end) || is_joined(line, end) {
            return None;
        }
        let mut item = Item::new(at, end, DateKind::Time);
        item.is_full = has_minutes;
        // "14h" alone may be a span of hours; "kl 14" without a date may be anything.
        let bare = !has_minutes && !marked;
        return Some(if bare || (reading.is_some() && !sure && !marked && !half_day) {
            item.weak()
        } else {
            item
        });
    }
    None
}

/// A time is no part of a longer chain of numbers (14:00:00:00, 10:30.5).
fn is_joined(line: &Line, end: usize) -> bool {
    matches!(line.at(end), Some(':' | '%')) && (line.at(end) == Some('%') || line.is_digit_at(end + 1))
}

fn sixty(line: &Line, at: usize) -> Option<Number> {
    line.number(at).filter(|number| number.digits == 2 && number.value < 60)
}

/// The minutes (and seconds) after the hour.
fn minutes(line: &Line, hour: &Number) -> Option<Reading> {
    let mark = line.at(hour.end)?;
    let after = hour.end + mark.len_utf8();
    match mark {
        ':' | '：' | '∶' => {
            let minutes = sixty(line, after)?;
            let mut end = minutes.end;
            if matches!(line.at(end), Some(':' | '：'))
                && let Some(seconds) = sixty(line, end + line.at(end)?.len_utf8())
            {
                end = seconds.end;
                // Fractions of a second, as ISO 8601 has them.
                if matches!(line.at(end), Some('.' | ','))
                    && let Some(fraction) = line.number(end + 1)
                    && fraction.digits >= 3
                {
                    end = fraction.end;
                }
            }
            Some(Reading { end, is_sure: true, has_minutes: true })
        }
        '.' | '·' => {
            let minutes = sixty(line, after)?;
            let seconds = Some(minutes.end)
                .filter(|&end| line.at(end) == Some('.'))
                .and_then(|end| sixty(line, end + 1));
            let end = seconds.map_or(minutes.end, |seconds| seconds.end);
            Some(Reading { end, is_sure: false, has_minutes: true })
        }
        '時' | '时' | '点' | '點' | '시' => Some(marked_minutes(line, after)),
        _ => {
            let at = line.skip_space(hour.end);
            match line.at(at)? {
                '시' => Some(marked_minutes(line, at + '시'.len_utf8())),
                'h' | 'H' | 'u' => letter_minutes(line, at + 1),
                _ => None,
            }
        }
    }
}

/// "20分", "20分30秒", "20분" or "半" after the hour's mark.
fn marked_minutes(line: &Line, at: usize) -> Reading {
    let mut end = at;
    if line.at(at) == Some('半') {
        return Reading { end: at + '半'.len_utf8(), is_sure: true, has_minutes: true };
    }
    let mut has_minutes = false;
    for marks in [['分', '분'], ['秒', '초']] {
        let Some(number) = line.number(line.skip_space(end)) else {
            break;
        };
        let at = line.skip_space(number.end);
        let Some(mark) = line.at(at).filter(|c| marks.contains(c) && number.value < 60) else {
            break;
        };
        end = at + mark.len_utf8();
        has_minutes = true;
    }
    Reading { end, is_sure: has_minutes, has_minutes }
}

/// "30" after "14h", with or without "min".
fn letter_minutes(line: &Line, after: usize) -> Option<Reading> {
    if let Some(minutes) = sixty(line, line.skip_space(after)) {
        let mut end = minutes.end;
        if line.text.get(end..).is_some_and(|rest| rest.starts_with("min")) {
            end = line.find(end, role::MINUTE).map_or(end, |hit| hit.end);
        }
        return Some(Reading { end, is_sure: true, has_minutes: true });
    }
    let next = line.at(after);
    next.is_none_or(|c| !c.is_alphanumeric()).then_some(Reading {
        end: after,
        is_sure: false,
        has_minutes: false,
    })
}

/// Past the AM/PM word, the word for "o'clock" and the zone; whether one of them stood there.
fn after(line: &Line, at: usize, has_minutes: bool) -> (usize, bool) {
    let mut end = at;
    let mut marked = false;
    for roles in [role::AMPM | role::OCLOCK, role::OCLOCK] {
        let next = line.skip_space(end);
        if let Some(hit) = line.find(next, roles)
            && (has_minutes || is_half_day(line, next, hit.end) || is_only_oclock(hit.roles))
            && hit.end - next > usize::from(!has_minutes)
        {
            marked |= hit.end - next > 1;
            end = hit.end;
            if line.at(end) == Some('.') && line.text.get(next..end).is_some_and(|word| word.contains('.')) {
                end += 1;
            }
        }
    }
    match zone(line, end) {
        Some(zone) if has_minutes || marked => (zone, true),
        _ => (end, marked),
    }
}

/// Whether an "o'clock" word ("Uhr") is not one for hours as well ("2 horas").
fn is_only_oclock(roles: u32) -> bool {
    roles & role::OCLOCK != 0 && roles & role::UNIT == 0
}

/// AM/PM words that make a bare hour a time: "2pm", "2 p.m.", and those not in Latin letters.
fn is_half_day(line: &Line, start: usize, end: usize) -> bool {
    let Some(word) = line.text.get(start..end) else {
        return false;
    };
    if !word.is_ascii() {
        return !word.starts_with(|c: char| c.is_ascii() || c < '\u{370}');
    }
    let mut letters = word.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase());
    matches!(letters.next(), Some(b'a' | b'p')) && letters.next() == Some(b'm') && letters.next().is_none()
}

/// The end of the zone after a time: "ET", "(IST)", "UTC+2", "+02:00", "Z".
pub fn zone(line: &Line, at: usize) -> Option<usize> {
    let mut at = line.skip_space(at);
    let open = line.at(at) == Some('(');
    if open {
        at += 1;
    }
    let mut end = at;
    if let Some(hit) = line.find(at, role::ZONE)
        && (line.is_capitals(at, hit.end) || hit.end - at > 5)
    {
        end = hit.end;
    }
    if let Some(offset) = offset(line, end) {
        end = offset;
    }
    if end == at {
        return None;
    }
    if open {
        return (line.at(end) == Some(')')).then_some(end + 1);
    }
    Some(end)
}

/// "+2", "+0200", "+02:00", "−05:30".
fn offset(line: &Line, at: usize) -> Option<usize> {
    let sign = line.at(at).filter(|c| matches!(c, '+' | '-' | '−'))?;
    let hours = line.number(at + sign.len_utf8())?;
    let named = line.before(at).is_some_and(char::is_alphabetic);
    match hours.digits {
        1 | 2 if hours.value <= 14 => {
            let minutes =
                Some(hours.end).filter(|&end| line.at(end) == Some(':')).and_then(|end| sixty(line, end + 1));
            // "10:30-12" is a range of hours; "10:30-05:00" could be, but with a zone's minutes.
            match minutes {
                Some(minutes)
                    if hours.digits == 2 && (named || sign == '+' || line.before(at) != Some(' ')) =>
                {
                    let quarter = matches!(minutes.value, 0 | 30 | 45);
                    (named || sign == '+' || (quarter && line.text.get(..at)?.contains('T')))
                        .then_some(minutes.end)
                }
                _ => named.then_some(hours.end),
            }
        }
        4 => (hours.value <= 1400).then_some(hours.end),
        _ => None,
    }
}

/// "1430 GMT", "0900 hrs".
fn military(line: &Line, at: usize, number: &Number) -> Option<Item> {
    let fits = number.digits == 4 && number.value < 2400 && number.value % 100 < 60;
    let next = line.skip_space(number.end);
    let oclock = line.find(next, role::OCLOCK).filter(|hit| hit.end - next >= 3).map(|hit| hit.end);
    let end = oclock.or_else(|| line.find(next, role::ZONE).and_then(|_| zone(line, next)))?;
    fits.then(|| Item::new(at, end, DateKind::Time))
}
