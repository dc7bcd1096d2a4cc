//! Real dates for a situation that was found: soon after the day that is looked at, and as round as it can be.

use std::collections::BTreeMap;

use super::witness::Shrinking;
use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::Query;
use crate::logic::ground::universe::{Atom, Instant, Place, PlaceKind};
use crate::logic::limits::{DEAD_ENDS, PLACING_WORK, PLACINGS, PLACINGS_AT_ONCE};
use crate::logic::solve::{self, Assignment};
use crate::model::{AttributeType, DAY, Day, Minute};

/// The day that is looked at where no norm names one: a Monday.
const SOME_MONDAY: Day = Day(20_458);

/// How many days the whole case is moved to find one whose months and weekends fit.
const SHIFTS: i32 = 400;

/// Lengths in some unit that people write.
const LENGTHS: [i64; 11] = [4, 5, 7, 10, 14, 21, 30, 60, 90, 180, 365];

/// So many shifts are tried one by one, before days around the ends of months and of Februaries.
const FIRST_SHIFTS: i32 = 40;

/// Up to here such ends are tried: four years have a leap day among them.
const LATER_SHIFTS: i32 = 4 * 366;

/// So many days before each holiday are tried, too, of so many holidays: those next to the day that is looked at.
const BEFORE_HOLIDAYS: i32 = 6;
const HOLIDAYS: usize = 24;

/// By how many days a case is moved, in the order in which this is tried.
fn shifts_to_try(base: Option<Day>, shifts: i32, mut holidays: Vec<Day>) -> Vec<i32> {
    if shifts < SHIFTS {
        return (0..shifts).collect();
    }
    let base_day = base.unwrap_or(SOME_MONDAY);
    holidays.sort_by_key(|day| ((day.0 - base_day.0).abs(), day.0));
    holidays.truncate(HOLIDAYS);
    let before = |day: Day| (0..=BEFORE_HOLIDAYS).map(move |days| day.0 - days - base_day.0);
    let near_holidays: Vec<i32> = holidays.into_iter().flat_map(before).collect();
    let turns = |shift: &i32| {
        base.is_some_and(|day| {
            let (_, month, date) = day.plus(*shift).date();
            matches!((month, date), (2, 27..=29) | (3, 1..=2) | (1, 31))
        })
    };
    let later = (FIRST_SHIFTS..LATER_SHIFTS).filter(turns);
    let first = (0..FIRST_SHIFTS).chain(near_holidays);
    first.chain(later).chain(FIRST_SHIFTS..SHIFTS).collect()
}

impl Shrinking<'_, '_> {
    /// Chooses dates: the day looked at, then each occurrence soon after it, with the calendar's real lengths.
    /// The first place that fits is taken; only where no day leads to a case so, others are tried, then those before the
    /// day first, and in the end with lengths that are attributes fixed before all else.
    pub(super) fn place_in_time(&mut self) -> Result<(Assignment, Vec<i64>), Limit> {
        let stretches = self.stretches();
        let base = self.first_day();
        let shifts = if stretches.is_empty() && !self.speaks_of_dates() { 1 } else { SHIFTS };
        (self.placings, self.effort) = (PLACINGS, PLACING_WORK);
        let mut placed = self.place_near(base, shifts, &stretches, 0)
            || self.place_near(base, shifts, &stretches, DEAD_ENDS);
        if !placed {
            (self.placings, self.earlier_first) = (PLACINGS, true);
            placed = self.place_near(base, shifts, &stretches, DEAD_ENDS);
        }
        let lengths: Vec<Place> = stretches.iter().filter_map(|it| self.length_of(*it)).collect();
        if !placed && !lengths.is_empty() {
            (self.placings, self.effort, self.earlier_first) = (PLACINGS, PLACING_WORK, false);
            self.lengths_first = lengths;
            placed = self.place_near(base, shifts, &stretches, 0)
                || self.place_near(base, shifts, &stretches, DEAD_ENDS);
        }
        if !placed {
            return Err(match (self.effort, stretches.is_empty()) {
                (0, _) => Limit::Effort,
                (_, true) => Limit::Replay,
                // On no day that was tried are months, years or working days as long as the case would need.
                (_, false) => Limit::UnitsDoNotCompare,
            });
        }
        self.effort = usize::MAX;
        self.values()
    }

    /// Chooses dates for a case whose day is known, if that is done with little effort.
    pub(super) fn place_at_once(&mut self) -> Option<(Assignment, Vec<i64>)> {
        let stretches = self.stretches();
        (self.placings, self.effort) = (PLACINGS_AT_ONCE, PLACING_WORK);
        self.place_occurrences(&stretches, &mut 0).then(|| self.values().ok())?
    }

    fn values(&self) -> Result<(Assignment, Vec<i64>), Limit> {
        let (found, _) = solve::decide(&self.query.universe, &self.formulas)?;
        let assignment = found.ok_or(Limit::Replay)?;
        let values = solve::values(&self.query.universe, &assignment).ok_or(Limit::Replay)?;
        let whole = values.into_iter().map(|value| value.whole + value.tiny).collect();
        Ok((assignment, whole))
    }

    /// Fixes the case on the first day on which it can be, so many days after the base at the most.
    fn place_near(
        &mut self,
        base: Option<Day>,
        shifts: i32,
        stretches: &[Place],
        mut dead_ends: u32,
    ) -> bool {
        let kept = self.formulas.len();
        for shift in shifts_to_try(base, shifts, self.holidays()) {
            if let Some(day) = base {
                let here = self.query.universe_at(Place::NOW, day.plus(shift).start().0);
                if !self.prefer(here) {
                    continue;
                }
            }
            if self.place_occurrences(stretches, &mut dead_ends) {
                return true;
            }
            self.formulas.truncate(kept);
            if self.placings == 0 || self.effort == 0 {
                return false;
            }
        }
        false
    }

    fn holidays(&self) -> Vec<Day> {
        let calendars = self.query.model.calendars.values();
        let mut all: Vec<Day> = calendars.flat_map(|it| it.holidays.iter().copied()).collect();
        all.sort();
        all.dedup();
        all
    }

    fn speaks_of_dates(&self) -> bool {
        self.query.universe.places().any(|place| self.is_date(place))
    }

    /// Whether a place is a date that the situation gives: a whole day.
    fn is_date(&self, place: Place) -> bool {
        matches!(self.query.universe.place_kind(place), PlaceKind::Value(attribute, _)
            if self.query.model.attributes[*attribute].ty == AttributeType::Date)
    }

    pub(in crate::logic) fn stretches(&self) -> Vec<Place> {
        let is = |place: &Place| {
            matches!(
                self.query.universe.place_kind(*place),
                PlaceKind::Stretch { .. } | PlaceKind::Spell { .. }
            )
        };
        self.query.universe.places().filter(is).collect()
    }

    /// A day on which the situation is possible: a usual one, the first that the norms name, or else the first there is.
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
        // A day that must come after something has no name.
        if let Some(value) = self.value_of(Place::NOW) {
            let day = Minute(value).day();
            days.extend([day, day.plus(1)]);
        }
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

    fn place_occurrences(&mut self, stretches: &[Place], dead_ends: &mut u32) -> bool {
        let mut places: Vec<Place> = self
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
        // Where a length that is an attribute ends is known then as soon as what it is counted from has its place.
        places.sort_by_key(|place| !self.lengths_first.contains(place));
        let mut fixed = BTreeMap::from([(Place::ZERO, 0)]);
        if let Some(now) = self.value_of(Place::NOW) {
            fixed.insert(Place::NOW, now);
        }
        if !self.fix_stretches(stretches, &mut fixed) {
            return false;
        }
        self.fix(&places, stretches, &fixed, dead_ends)
    }

    fn length_of(&self, stretch: Place) -> Option<Place> {
        match self.query.universe.place_kind(stretch) {
            PlaceKind::Spell { length, .. } => Some(*length),
            _ => None,
        }
    }

    pub(in crate::logic) fn value_of(&self, place: Place) -> Option<i64> {
        let assignment = self.decide()?;
        let values = solve::values(&self.query.universe, &assignment)?;
        let value = values[place.0 as usize];
        Some(value.whole + value.tiny)
    }

    /// Fixes places one by one, each near the day that is looked at, or where it must be. Where one has no
    /// place left, those before it are tried elsewhere, as long as there are dead ends to spare.
    fn fix(
        &mut self,
        places: &[Place],
        stretches: &[Place],
        fixed: &BTreeMap<Place, i64>,
        dead_ends: &mut u32,
    ) -> bool {
        let Some((&place, rest)) = places.split_first() else { return true };
        let kept = self.formulas.len();
        for value in self.candidates(place, fixed) {
            let Some(left) = self.placings.checked_sub(1) else { return false };
            self.placings = left;
            if self.effort == 0 {
                return false;
            }
            let here = self.query.universe_at(place, value);
            if !self.prefer(here) {
                continue;
            }
            let mut with = fixed.clone();
            with.insert(place, value);
            if self.fix_stretches(stretches, &mut with) {
                if self.fix(rest, stretches, &with, dead_ends) {
                    return true;
                }
                let Some(spared) = dead_ends.checked_sub(1) else { return false };
                *dead_ends = spared;
            }
            self.formulas.truncate(kept);
        }
        false
    }

    /// Where a place may be, the likeliest first.
    fn candidates(&self, place: Place, fixed: &BTreeMap<Place, i64>) -> Vec<i64> {
        let date = self.is_date(place);
        let number = matches!(self.query.universe.place_kind(place), PlaceKind::Value(..)) && !date;
        let now = fixed.get(&Place::NOW).copied().unwrap_or(0);
        let mut candidates: Vec<i64> = if number {
            (0..=3).chain(self.constants_of(place)).chain(LENGTHS).collect()
        } else {
            let grain = if date { DAY } else { 1 };
            let near = fixed.values().copied().filter(|value| *value > 0);
            let days = [1, 2, 3, 5, 7, 10, 14, 30, 60, 365].map(|days| now + days * DAY);
            let mut all = vec![now, now + 60];
            all.extend(days);
            all.extend(near.flat_map(|value| [value, value + 1, value - 1]));
            all.into_iter().filter(|value| value % grain == 0).collect()
        };
        let found = self.value_of(place);
        if let Some(value) = found {
            // A date is a whole day: that of the value, or one beside it.
            let day = value.div_euclid(DAY) * DAY;
            candidates.extend(if date { vec![day, day + DAY, day - DAY] } else { vec![value] });
        }
        if !number {
            // Lengths of months and working days are not what the solver took them for: further back they may fit,
            // before the day that is looked at or before the solver's own.
            let back = |from: i64| [1, 3, 7, 31, 62, 366].map(|days| from - days * DAY);
            let later = candidates.len();
            candidates.extend(back(now));
            candidates.extend(found.into_iter().flat_map(back));
            if self.earlier_first {
                candidates.rotate_left(later);
            }
        }
        candidates
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
            PlaceKind::Stretch { from, count, unit, whole, calendar: id } => {
                Some(self.calendar(id).add_to(start(from)?, whole, count, unit).0)
            }
            PlaceKind::Spell { from, length, unit, before, whole, calendar: id } => {
                let count = *fixed.get(&length)?;
                let count = if before { -count } else { count };
                Some(self.calendar(id).add_to(start(from)?, whole, count, unit).0)
            }
            _ => None,
        }
    }

    /// A place has this value.
    pub(in crate::logic) fn universe_at(&mut self, place: Place, value: i64) -> Formula {
        let here: Instant = place.into();
        let there = Instant { place: Place::ZERO, offset: value };
        self.universe.before(here, there, false).and(self.universe.before(there, here, false))
    }
}
