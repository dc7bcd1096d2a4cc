//! Calendars: what a length comes to from a given start.

use super::{DAY, Day, Minute, Unit};
use crate::source::Span;

/// Which days are working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Its name; empty for the one that is used where none is named.
    pub name: Box<str>,
    /// Days of the week that are off: 0 for Monday to 6 for Sunday.
    pub weekend: Vec<u8>,
    /// Other days off, sorted.
    pub holidays: Vec<Day>,
    /// Where its name is declared.
    pub span: Option<Span>,
}

impl Default for Calendar {
    /// Saturdays and Sundays are off; there are no holidays.
    fn default() -> Self {
        Calendar { name: "".into(), weekend: vec![5, 6], holidays: Vec::new(), span: None }
    }
}

impl Calendar {
    /// The days of the week as calendars name them; the place is the number that [`Calendar::weekend`] holds.
    pub const WEEK: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// Whether people work on that day.
    pub fn is_working_day(&self, day: Day) -> bool {
        !self.weekend.contains(&day.weekday()) && self.holidays.binary_search(&day).is_err()
    }

    /// The moment `count` units after `start` (before it, where `count` is negative). Months and years keep
    /// the date, or take the last day of a month that has none such; working days keep the clock time,
    /// and the day of `start` is not counted.
    pub fn add(&self, start: Minute, count: i64, unit: Unit) -> Minute {
        let fixed = |minutes: i64| Minute(start.0 + count * minutes);
        let clock = start.0.rem_euclid(DAY);
        match unit {
            Unit::Minutes => fixed(1),
            Unit::Hours => fixed(60),
            Unit::Days => fixed(DAY),
            Unit::Weeks => fixed(7 * DAY),
            Unit::Months => Minute(start.day().plus_months(count as i32).start().0 + clock),
            Unit::Years => Minute(start.day().plus_months(count as i32 * 12).start().0 + clock),
            Unit::WorkingDays => {
                Minute(self.add_working_days(start.day(), count).start().0 + clock)
            }
        }
    }

    fn add_working_days(&self, from: Day, count: i64) -> Day {
        let (step, mut left, mut day) = (count.signum() as i32, count.abs(), from);
        // A calendar whose every day is off would never end.
        if self.weekend.len() >= 7 {
            return from;
        }
        while left > 0 {
            day = day.plus(step);
            left -= i64::from(self.is_working_day(day));
        }
        day
    }
}
