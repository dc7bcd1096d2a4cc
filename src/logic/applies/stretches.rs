//! Which stretches of a duty that recurs are looked at one by one: where days begin or end something, one stretch is not
//! like another.

use std::collections::BTreeSet;

use super::lengths::fixed_minutes;
use super::recurring::{LAID_BY_DATE, Turn};
use crate::logic::theory::Theory;
use crate::model::{Calendar, Clause, Day, Length, NormId, Point, Unit};

/// The most stretches that are looked at one by one.
const MOST_ALONE: usize = 24;

/// These stretches, and whatever lies before, between and behind them.
pub(super) fn turns_around(alone: &[u32]) -> Vec<Turn> {
    let (mut turns, mut next) = (Vec::new(), 0);
    for &number in alone {
        if next < number {
            turns.push(Turn::Between(next, Some(number)));
        }
        turns.push(Turn::Number(number));
        next = number + 1;
    }
    turns.push(Turn::Between(next, None));
    turns
}

impl Theory<'_> {
    /// The stretches in which a day lies that the norm or one that it can touch names, and those before and behind each:
    /// all others are alike, as far as days go. Some of them, where they are many; none, where they are not counted from a
    /// day.
    pub(super) fn stretches_at_days(&self, norm: NormId) -> Vec<u32> {
        let own = &self.model.norms[norm];
        let Some((count, unit, first)) = own.clauses().find_map(counted_from_a_day) else {
            return Vec::new();
        };
        let default = Calendar::default();
        let calendar = self.model.instruments[own.instrument].calendar;
        let calendar = calendar.map_or(&default, |id| &self.model.calendars[id]);
        let (mut start, mut number, mut found) = (first.start(), 0u32, BTreeSet::new());
        for day in self.days_around(norm) {
            if let Some(minutes) = fixed_minutes(unit) {
                let length = i64::from(count.max(1)) * minutes;
                let passed = (day.start().0 - first.start().0).div_euclid(length) + 1;
                number = u32::try_from(passed.max(0)).unwrap_or(u32::MAX - 1);
            }
            while fixed_minutes(unit).is_none() && start <= day.start() && number < LAID_BY_DATE {
                start = calendar.add(start, i64::from(count), unit);
                number += 1;
            }
            // The day lies in the stretch before the one that begins next.
            found.extend(number.saturating_sub(2)..=number);
        }
        found.into_iter().take(MOST_ALONE).collect()
    }

    /// The days on which a window or the time of force of the norm, or of one that it can touch, begins or ends.
    fn days_around(&self, norm: NormId) -> BTreeSet<Day> {
        let near = self.touching(norm).iter().map(|(near, _)| *near);
        let mut days = BTreeSet::new();
        for norm in near.chain([norm]).map(|norm| &self.model.norms[norm]) {
            days.extend(norm.clauses().filter_map(Clause::anchor).filter_map(Point::day));
            days.extend(norm.in_force.iter().flat_map(|days| [days.from, days.until]).flatten());
        }
        days
    }
}

fn counted_from_a_day(clause: &Clause) -> Option<(u32, Unit, Day)> {
    match clause {
        Clause::Every { length: Length::Fixed { count, unit }, from: Some(Point::Date(day)) } => {
            Some((*count, *unit, *day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stretch_is_left_out() {
        let all = [
            Turn::Between(0, Some(2)),
            Turn::Number(2),
            Turn::Number(3),
            Turn::Between(4, Some(7)),
            Turn::Number(7),
            Turn::Between(8, None),
        ];
        assert_eq!(turns_around(&[2, 3, 7]), all);
        assert_eq!(turns_around(&[]), [Turn::Between(0, None)]);
    }
}
