//! Days and minutes of the proleptic Gregorian calendar, counted from 1970-01-01.

use std::fmt;

/// A day: how many days after 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A moment: minutes after 1970-01-01 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

/// Minutes in a day.
pub const DAY: i64 = 24 * 60;

impl Day {
    /// The day of a date, or `None` where the calendar has none such.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        let known = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        known.then(|| Day(days_from_civil(year, i32::from(month), i32::from(day))))
    }

    /// The day of a text like `2026-06-01`, or `None` where it is no such date.
    pub fn parse(text: &str) -> Option<Day> {
        let parts: Vec<&str> = text.split('-').collect();
        let &[year, month, day] = parts.as_slice() else { return None };
        let widths = (year.len(), month.len(), day.len()) == (4, 2, 2);
        if !widths || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn date(self) -> (i32, u8, u8) {
        civil_from_days(self.0)
    }

    /// Its first moment.
    pub fn start(self) -> Minute {
        Minute(i64::from(self.0) * DAY)
    }

    /// The moment at which it is over: the first of the next day.
    pub fn end(self) -> Minute {
        Minute((i64::from(self.0) + 1) * DAY)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// The day after `days` days.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    /// The same date `months` months later, or the last day of that month if it has no such date.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.date();
        let count = year * 12 + i32::from(month) - 1 + months;
        let (year, month) = (count.div_euclid(12), (count.rem_euclid(12) + 1) as u8);
        let day = day.min(days_in_month(year, month));
        Day(days_from_civil(year, i32::from(month), i32::from(day)))
    }
}

impl Minute {
    /// The day in which the moment lies.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY) as i32)
    }

    /// Hour (0 to 23) and minute (0 to 59) of the day.
    pub fn clock(self) -> (u8, u8) {
        let minutes = self.0.rem_euclid(DAY);
        ((minutes / 60) as u8, (minutes % 60) as u8)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.clock();
        write!(out, "{} {hour:02}:{minute:02}", self.day())
    }
}

/// How many days a month has (`month` from 1 to 12).
pub fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

// Years are counted from March, so that the leap day comes last.
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days_agree() {
        assert_eq!(Day::new(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::new(2024, 2, 30), None);
        for days in (-800_000..800_000).step_by(97) {
            let (year, month, day) = Day(days).date();
            assert_eq!(Day::new(year, month, day), Some(Day(days)));
        }
    }

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        let last = Day::new(2024, 1, 31).expect("a date");
        assert_eq!(last.plus_months(1).to_string(), "2024-02-29");
        assert_eq!(last.plus_months(-2).to_string(), "2023-11-30");
    }

    #[test]
    fn the_fifth_of_february_2024_was_a_monday() {
        assert_eq!(Day::new(2024, 2, 5).expect("a date").weekday(), 0);
    }
}
