//! A calendar date, with a time or without, in the form of ISO 8601.

use std::fmt;

/// A day of the Gregorian calendar, or a month or a year where no more is known, with a time of day where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub year: u32,
    pub month: Option<u32>,
    pub day: Option<u32>,
    pub time: Option<Time>,
}

/// A time of day, and how many minutes its place is ahead of UTC, if that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub offset: Option<i32>,
}

impl Moment {
    pub const fn day(year: u32, month: u32, day: u32) -> Moment {
        Moment { year, month: Some(month), day: Some(day), time: None }
    }

    /// The moment, if there ever was one like it and something could have been published then.
    pub fn possible(self) -> Option<Moment> {
        let month_fits = self.month.is_none_or(|month| (1..=12).contains(&month));
        let last = self.month.map_or(31, |month| days_in(self.year, month));
        let day_fits = self.day.is_none_or(|day| (1..=last).contains(&day));
        let time_fits = self.time.is_none_or(|time| {
            time.hour < 24
                && time.minute < 60
                && time.second <= 60
                && time.offset.is_none_or(|offset| offset.abs() <= 14 * 60)
        });
        // The first second of 1970 is what programs write that know no date.
        let epoch = self.year == 1970
            && (self.month, self.day) == (Some(1), Some(1))
            && self.time.is_none_or(|time| time.minute == 0 && time.second == 0);
        let fits = (1800..=2100).contains(&self.year) && month_fits && day_fits && time_fits && !epoch;
        fits.then_some(self)
    }

    /// The moment so many seconds after the first of 1970, in UTC.
    pub fn from_unix(seconds: i64) -> Option<Moment> {
        let days = seconds.div_euclid(86_400);
        let rest = u32::try_from(seconds.rem_euclid(86_400)).ok()?;
        // Days are counted from the first of March of the year 0, so that leap days come last.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let number = |value: i64| u32::try_from(value).ok();
        let time = Time { hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60, offset: Some(0) };
        Some(Moment { time: Some(time), ..Moment::day(number(year)?, number(month)?, number(day)?) })
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second.min(59))?;
        match time.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}
