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

/// More working days than these are not looked at day by day.
const MOST_WORKING_DAYS: i64 = 400;

/// How long so many working days are, in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    /// At the least.
    pub least: i64,
    /// At the most, where no holiday is near.
    pub usual: i64,
    /// At the most.
    pub most: i64,
    /// From which days on they are longer than usual: from the first to the last day of each spell.
    pub longer: Vec<(Day, Day)>,
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

    /// Whether the same days are off, whatever the two are called: lengths in them compare.
    pub fn is_like(&self, other: &Calendar) -> bool {
        self.has_all_days_off_of(other) && other.has_all_days_off_of(self)
    }

    /// Whether every day off of another calendar is one here.
    pub fn has_all_days_off_of(&self, other: &Calendar) -> bool {
        other.weekend.iter().all(|day| self.weekend.contains(day))
            && other.holidays.iter().all(|&day| !self.is_working_day(day))
    }

    /// The moment `count` units after `start` (before it, where `count` is negative). Who starts later never ends
    /// earlier. Months and years keep the date and the clock time; where there is no such date, they end with the last
    /// day of the month. Working days keep the clock time, and the day of `start` is not counted; from a day off they
    /// end with the last of them (counted back, with its beginning).
    pub fn add(&self, start: Minute, count: i64, unit: Unit) -> Minute {
        let fixed = |minutes: i64| Minute(start.0 + count * minutes);
        let (day, clock) = (start.day(), start.0.rem_euclid(DAY));
        let last = self.add_to_day(day, count, unit);
        let at_its_clock = Minute(last.start().0 + clock);
        match unit {
            Unit::Minutes => fixed(1),
            Unit::Hours => fixed(60),
            Unit::Days => fixed(DAY),
            Unit::Weeks => fixed(7 * DAY),
            _ if count == 0 => start,
            Unit::Months | Unit::Years if last.date().2 == day.date().2 => at_its_clock,
            Unit::WorkingDays if self.is_working_day(day) => at_its_clock,
            Unit::WorkingDays if count < 0 => last.start(),
            Unit::Months | Unit::Years | Unit::WorkingDays => last.end(),
        }
    }

    /// The day `count` units after a whole day: the same day of a month, or its last one; the last of so many
    /// working days. Less than a day is none.
    pub fn add_to_day(&self, day: Day, count: i64, unit: Unit) -> Day {
        match unit {
            Unit::Minutes | Unit::Hours => day,
            Unit::Days => day.plus(count as i32),
            Unit::Weeks => day.plus(7 * count as i32),
            Unit::Months => day.plus_months(count as i32),
            Unit::Years => day.plus_months(count as i32 * 12),
            Unit::WorkingDays => self.add_working_days(day, count),
        }
    }

    /// The moment `count` units after `start`, which is the beginning of a `whole` day or a moment like any other.
    pub fn add_to(&self, start: Minute, whole: bool, count: i64, unit: Unit) -> Minute {
        match unit {
            Unit::Minutes | Unit::Hours => self.add(start, count, unit),
            _ if whole => self.add_to_day(start.day(), count, unit).start(),
            _ => self.add(start, count, unit),
        }
    }

    /// How long so many working days are, wherever in this calendar they start.
    pub fn working_days(&self, count: i64) -> WorkingDays {
        let off = self.weekend.len().min(6) as i64;
        let week = Calendar { holidays: Vec::new(), ..self.clone() };
        // Far from any holiday one week is like the other.
        let starts = (0..7).map(|place| week.days_of(Day(place), count));
        let usual = starts.fold((i64::MAX, 0), |all, it| (all.0.min(it.0), all.1.max(it.1)));
        let mut all = WorkingDays { least: usual.0, usual: usual.1, most: usual.1, longer: vec![] };
        if count.abs() > MOST_WORKING_DAYS {
            // Each holiday may put the end off by itself and a weekend.
            all.most += self.holidays.len() as i64 * (off + 1);
            return all;
        }
        // Who starts longer before a holiday than this is done before it.
        let reach = (usual.1 as i32).max(7);
        let near = |holiday: &Day| match count < 0 {
            true => (*holiday, holiday.plus(reach)),
            false => (holiday.plus(-reach), *holiday),
        };
        let mut looked_at: Option<Day> = None;
        for (first, last) in self.holidays.iter().map(near) {
            let first = looked_at.map_or(first, |known| first.max(known.plus(1)));
            for day in (first.0..=last.0).map(Day) {
                let (least, most) = self.days_of(day, count);
                all.least = all.least.min(least);
                all.most = all.most.max(most);
                if most > usual.1 {
                    match all.longer.last_mut() {
                        Some((_, until)) if until.plus(1) == day => *until = day,
                        _ => all.longer.push((day, day)),
                    }
                }
            }
            looked_at = Some(last);
        }
        all
    }

    /// The fewest and the most whole days that so many working days from some time of a day hold.
    fn days_of(&self, start: Day, count: i64) -> (i64, i64) {
        let days = i64::from((self.add_working_days(start, count).0 - start.0).abs());
        (days, days + i64::from(!self.is_working_day(start)))
    }

    fn add_working_days(&self, from: Day, count: i64) -> Day {
        let (step, mut left, mut day) = (count.signum() as i32, count.abs(), from);
        // A calendar whose every day is off would never end.
        if self.weekend.len() >= 7 {
            return from;
        }
        let of_week = (0..7).filter(|day| !self.weekend.contains(day)).count() as i64;
        // Whole weeks at once, but for the last day: what holidays take off them is still to be worked.
        while (left - 1) / of_week > 0 {
            let weeks = (left - 1) / of_week;
            let last = day.plus(step * 7 * weeks as i32);
            left -= weeks * of_week - self.holidays_between(day, last);
            day = last;
        }
        while left > 0 {
            day = day.plus(step);
            left -= i64::from(self.is_working_day(day));
        }
        day
    }

    /// How many holidays would else be working days, after the first and up to the last of two days, or back from the
    /// first to it.
    fn holidays_between(&self, first: Day, last: Day) -> i64 {
        let (from, to) = if first <= last { (first.plus(1), last) } else { (last, first.plus(-1)) };
        let start = self.holidays.partition_point(|day| *day < from);
        let end = self.holidays.partition_point(|day| *day <= to);
        let holidays = &self.holidays[start..end];
        holidays.iter().filter(|day| !self.weekend.contains(&day.weekday())).count() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every three hours of two years, a leap day among them.
    fn moments() -> impl Iterator<Item = Minute> {
        let first = Day::new(2023, 6, 1).expect("it is a day").start();
        (0..2 * 366 * 8).map(move |step| Minute(first.0 + step * 180))
    }

    #[test]
    fn who_starts_later_never_ends_earlier() {
        let calendar = Calendar {
            holidays: vec![Day::new(2023, 12, 25).expect("a day")],
            ..Calendar::default()
        };
        for unit in [Unit::Days, Unit::Months, Unit::Years, Unit::WorkingDays] {
            for count in [-13, -5, -1, 0, 1, 2, 5, 12, 48] {
                let ends: Vec<Minute> =
                    moments().map(|start| calendar.add(start, count, unit)).collect();
                assert!(ends.is_sorted_by_key(|end| end.0), "{count} {unit:?}");
            }
        }
    }

    #[test]
    fn working_days_stay_within_their_bounds_and_reach_them() {
        let day = |m, d| Day::new(2023, m, d).expect("a day");
        let some = [day(12, 25), day(12, 26)];
        for (weekend, holidays) in
            [(vec![5, 6], vec![]), (vec![5, 6], some.to_vec()), (vec![4], some.to_vec())]
        {
            let calendar = Calendar { weekend, holidays, ..Calendar::default() };
            for count in [1, 2, 5, 12, -1, -3] {
                let told = calendar.working_days(count);
                let lengths = || {
                    moments().map(|start| {
                        (start, (calendar.add(start, count, Unit::WorkingDays).0 - start.0).abs())
                    })
                };
                for (start, minutes) in lengths() {
                    assert!(told.least * DAY <= minutes && minutes <= told.most * DAY, "{count}");
                    let near = |&(from, to): &(Day, Day)| from <= start.day() && start.day() <= to;
                    assert!(minutes <= told.usual * DAY || told.longer.iter().any(near), "{count}");
                }
                let longest = lengths().map(|it| it.1).max();
                assert_eq!(longest, Some(told.most * DAY), "{count} {calendar:?}");
            }
        }
    }

    #[test]
    fn many_working_days_are_as_many_as_counted_one_by_one() {
        let day = |m, d| Day::new(2023, m, d).expect("a day");
        let holidays = vec![day(1, 1), day(4, 7), day(4, 10), day(12, 25), day(12, 26)];
        for weekend in [vec![5, 6], vec![4], vec![]] {
            let calendar = Calendar { weekend, holidays: holidays.clone(), ..Calendar::default() };
            for start in 0..14 {
                let start = day(3, 25).plus(start);
                for count in -70..300 {
                    let there = calendar.add_working_days(start, count);
                    let between = match count < 0 {
                        true => there.0..start.0,
                        false => start.0 + 1..there.0 + 1,
                    };
                    let worked = between.map(Day).filter(|day| calendar.is_working_day(*day));
                    assert_eq!(worked.count() as i64, count.abs(), "{count} from {start:?}");
                    assert!(count == 0 || calendar.is_working_day(there), "{count}");
                }
            }
        }
    }

    #[test]
    fn twelve_months_are_a_year() {
        let calendar = Calendar::default();
        for start in moments() {
            let months = calendar.add(start, 12, Unit::Months);
            assert_eq!(months, calendar.add(start, 1, Unit::Years));
        }
    }

    #[test]
    fn a_month_from_the_last_of_january_ends_with_february() {
        let calendar = Calendar::default();
        let day = |month, day| Day::new(2023, month, day).expect("a day");
        let start = Minute(day(1, 31).start().0 + 600);
        assert_eq!(calendar.add(start, 1, Unit::Months), day(2, 28).end());
        assert_eq!(calendar.add_to_day(day(1, 31), 1, Unit::Months), day(2, 28));
        let saturday = Minute(day(7, 1).start().0 + 600);
        assert_eq!(calendar.add(saturday, 1, Unit::WorkingDays), day(7, 3).end());
        assert_eq!(calendar.add(saturday, -1, Unit::WorkingDays), day(6, 30).start());
    }
}
