//! Real dates for a situation that was found: soon after the day that is looked at, and as round as it can be.

use std::collections::BTreeMap;

use super::Limit;
use super::formula::Formula;
use super::query::Query;
use super::solve::{self, Assignment};
use super::universe::{Atom, Instant, Place, PlaceKind};
use super::witness::Shrinking;
use crate::model::{AttributeType, DAY, Day, Minute};

/// The day that is looked at where no norm names one: a Monday.
const SOME_MONDAY: Day = Day(20_458);

/// How many days the whole case is moved to find one whose months and weekends fit.
const SHIFTS: i32 = 400;

impl Shrinking<'_, '_> {
    /// Chooses dates: the day looked at, then each occurrence soon after it, with the calendar's real lengths.
    pub(super) fn place_in_time(&mut self) -> Result<(Assignment, Vec<i64>), Limit> {
        let stretches = self.stretches();
        let base = self.first_day();
        let shifts = if stretches.is_empty() && !self.speaks_of_dates() { 1 } else { SHIFTS };
        let kept = self.formulas.len();
        for shift in 0..shifts {
            if let Some(day) = base {
                let here = self.query.universe_at(Place::NOW, day.plus(shift).start().0);
                if !self.prefer(here) {
                    continue;
                }
            }
            if self.place_occurrences(&stretches) {
                let assignment = self.decide().ok_or(Limit::Replay)?;
                let values =
                    solve::values(&self.query.universe, &assignment).ok_or(Limit::Replay)?;
                return Ok((
                    assignment,
                    values.into_iter().map(|value| value.whole + value.tiny).collect(),
                ));
            }
            self.formulas.truncate(kept);
        }
        Err(Limit::Replay)
    }

    fn speaks_of_dates(&self) -> bool {
        self.query.universe.places().any(|place| self.is_date(place))
    }

    /// Whether a place is a date that the situation gives: a whole day.
    fn is_date(&self, place: Place) -> bool {
        matches!(self.query.universe.place_kind(place), PlaceKind::Value(attribute, _)
            if self.query.model.attributes[*attribute].ty == AttributeType::Date)
    }

    pub(super) fn stretches(&self) -> Vec<Place> {
        let is = |place: &Place| {
            matches!(
                self.query.universe.place_kind(*place),
                PlaceKind::Stretch { .. } | PlaceKind::Spell { .. }
            )
        };
        self.query.universe.places().filter(is).collect()
    }

    /// A day on which the situation is possible: a usual one, or the first that the norms name.
    fn first_day(&mut self) -> Option<Day> {
        let mut days = vec![SOME_MONDAY];
        let mut named = Vec::new();
        for (_, atom) in self.query.universe.atoms() {
            if let Atom::Within(first, second, bound) = atom
                && *first == Place::ZERO
            {
                let whole = Minute(-bound.value).day();
                if *second == Place::NOW {
                    named.extend([whole, whole.plus(1)]);
                }
            }
        }
        named.sort();
        named.dedup();
        days.extend(named);
        let kept = self.formulas.len();
        for day in days {
            let formula = self.query.universe_at(Place::NOW, day.start().0);
            if self.prefer(formula) {
                self.formulas.truncate(kept);
                return Some(day);
            }
        }
        None
    }

    fn place_occurrences(&mut self, stretches: &[Place]) -> bool {
        let places: Vec<Place> = self
            .query
            .universe
            .places()
            .filter(|&place| {
                matches!(
                    self.query.universe.place_kind(place),
                    PlaceKind::Occurrence(_) | PlaceKind::Value(..)
                )
            })
            .collect();
        let mut fixed = BTreeMap::from([(Place::ZERO, 0)]);
        if let Some(now) = self.value_of(Place::NOW) {
            fixed.insert(Place::NOW, now);
        }
        if !self.fix_stretches(stretches, &mut fixed) {
            return false;
        }
        for place in places {
            if !self.fix(place, stretches, &mut fixed) {
                return false;
            }
        }
        true
    }

    pub(super) fn value_of(&self, place: Place) -> Option<i64> {
        let assignment = self.decide()?;
        let values = solve::values(&self.query.universe, &assignment)?;
        let value = values[place.0 as usize];
        Some(value.whole + value.tiny)
    }

    /// Fixes one place near the day that is looked at, or where it must be.
    pub(super) fn fix(
        &mut self,
        place: Place,
        stretches: &[Place],
        fixed: &mut BTreeMap<Place, i64>,
    ) -> bool {
        let date = self.is_date(place);
        let number = matches!(self.query.universe.place_kind(place), PlaceKind::Value(..)) && !date;
        let now = fixed.get(&Place::NOW).copied().unwrap_or(0);
        let mut candidates: Vec<i64> = if number {
            (0..=3).chain(self.constants_of(place)).collect()
        } else {
            let grain = if date { DAY } else { 1 };
            let near: Vec<i64> = fixed.values().copied().filter(|value| *value > 0).collect();
            let offsets = [
                0,
                60,
                DAY,
                2 * DAY,
                3 * DAY,
                5 * DAY,
                7 * DAY,
                10 * DAY,
                14 * DAY,
                30 * DAY,
                60 * DAY,
                365 * DAY,
            ];
            let mut all: Vec<i64> = offsets.iter().map(|offset| now + offset).collect();
            all.extend(near.iter().flat_map(|value| [*value, value + 1, value - 1]));
            all.into_iter().filter(|value| value % grain == 0).collect()
        };
        if let Some(value) = self.value_of(place) {
            // A date is a whole day: that of the value, or one beside it.
            let day = value.div_euclid(DAY) * DAY;
            candidates.extend(if date { vec![day, day + DAY, day - DAY] } else { vec![value] });
        }
        if !number {
            // Lengths of months and working days are not what the solver took them for: further back they may fit.
            candidates.extend([1, 3, 7, 31, 62, 366].map(|days| now - days * DAY));
        }
        let kept = self.formulas.len();
        for value in candidates {
            let here = self.query.universe_at(place, value);
            if self.prefer(here) {
                let mut with = fixed.clone();
                with.insert(place, value);
                if self.fix_stretches(stretches, &mut with) {
                    *fixed = with;
                    return true;
                }
                self.formulas.truncate(kept);
            }
        }
        false
    }

    fn constants_of(&self, place: Place) -> Vec<i64> {
        let mut found = Vec::new();
        for (_, atom) in self.query.universe.atoms() {
            if let Atom::Within(Place::ZERO, second, bound) = atom
                && *second == place
            {
                found.extend([-bound.value - 1, -bound.value, -bound.value + 1]);
            }
        }
        found
    }

    /// Gives every length whose start is fixed what the calendar makes of it.
    fn fix_stretches(&mut self, stretches: &[Place], fixed: &mut BTreeMap<Place, i64>) -> bool {
        loop {
            let mut changed = false;
            for &place in stretches {
                if fixed.contains_key(&place) {
                    continue;
                }
                let Some(end) = self.query.end_by_calendar(place, fixed) else { continue };
                let here = self.query.universe_at(place, end);
                if !self.prefer(here) {
                    return false;
                }
                fixed.insert(place, end);
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }
}

impl Query<'_> {
    /// Where a length that varies ends, if its start is fixed.
    fn end_by_calendar(&self, place: Place, fixed: &BTreeMap<Place, i64>) -> Option<i64> {
        let start = |from: Instant| fixed.get(&from.place).map(|value| Minute(value + from.offset));
        match *self.universe.place_kind(place) {
            PlaceKind::Stretch { from, count, unit, calendar: id } => {
                Some(self.calendar(id).add(start(from)?, count, unit).0)
            }
            PlaceKind::Spell { from, length, unit, before, calendar: id } => {
                let count = *fixed.get(&length)?;
                let count = if before { -count } else { count };
                Some(self.calendar(id).add(start(from)?, count, unit).0)
            }
            _ => None,
        }
    }

    /// A place has this value.
    pub(super) fn universe_at(&mut self, place: Place, value: i64) -> Formula {
        let here: Instant = place.into();
        let there = Instant { place: Place::ZERO, offset: value };
        self.universe.before(here, there, false).and(self.universe.before(there, here, false))
    }
}
