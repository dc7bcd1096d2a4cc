//! Months, years and working days as the calendar has them, on the days on which a case relies on them.
//!
//! Everywhere else they are lengths between bounds: a case that breaks none of these may still be one that no
//! calendar knows, and where dates leave little room, there may be no other.

use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::Query;
use crate::logic::ground::universe::{Atom, Instant, Place, PlaceKind};
use crate::logic::limits::CORRECTIONS;
use crate::logic::solve::{self, Assignment, Stage};
use crate::model::{Day, Minute};

/// So many days after each other on which a length is the same are looked for, to either side.
const ALIKE: i32 = 31;

/// Lengths that are attributes are not looked up in the calendar if they are longer than so many units.
const MOST_UNITS: i64 = 10_000;

impl Query<'_> {
    /// A situation in which all formulas hold. What the calendar says about the days of situations that were
    /// found and are none is added to the formulas.
    pub(in crate::logic) fn decide_by_calendar(
        &mut self,
        formulas: &mut Vec<Formula>,
    ) -> Result<(Option<Assignment>, Stage), Limit> {
        let (mut found, mut last) = solve::decide(&self.universe, formulas)?;
        if !self.speaks_of_days() {
            return Ok((found, last));
        }
        for _ in 0..CORRECTIONS {
            let Some(assignment) = &found else { break };
            let corrections = self.corrections(assignment);
            if corrections.is_empty() {
                break;
            }
            formulas.extend(corrections);
            let (again, stage) = solve::decide(&self.universe, formulas)?;
            (found, last) = (again, last.max(stage));
        }
        Ok((found, last))
    }

    /// Whether something is asked of a date.
    fn speaks_of_days(&self) -> bool {
        let zero = Place::ZERO;
        let dated = |atom: &Atom| matches!(*atom, Atom::Within(a, b, _) if a == zero || b == zero);
        self.universe.atoms().any(|(_, atom)| dated(atom))
    }

    /// What the calendar says about the starts of all lengths that end on another day than it gives them.
    fn corrections(&mut self, assignment: &Assignment) -> Vec<Formula> {
        let Some(values) = solve::values(&self.universe, assignment) else { return Vec::new() };
        let value = |place: Place| {
            let value = values[place.0 as usize];
            value.whole + value.tiny
        };
        let mut wrong = BTreeSet::new();
        for place in self.universe.places() {
            let (Some(from), Some(count)) = (self.start_of(place), self.count_of(place, &value))
            else {
                continue;
            };
            let start = value(from.place) + from.offset;
            let day = Minute(start).day();
            let (first, last) = match self.exactly(place, day, count) {
                Some(length) => (start + length, start + length),
                None => self.ends(place, day, count),
            };
            if !(first..=last).contains(&value(place)) {
                wrong.insert((place, day, count));
            }
        }
        let mut corrections = Vec::new();
        for (place, start, count) in wrong {
            corrections.extend(self.correction(place, start, count));
        }
        corrections
    }

    /// From where a length is counted that varies.
    fn start_of(&self, place: Place) -> Option<Instant> {
        match *self.universe.place_kind(place) {
            PlaceKind::Stretch { from, .. } | PlaceKind::Spell { from, .. } => Some(from),
            _ => None,
        }
    }

    /// How many units such a length has.
    fn count_of(&self, place: Place, value: &dyn Fn(Place) -> i64) -> Option<i64> {
        match *self.universe.place_kind(place) {
            PlaceKind::Stretch { count, .. } => Some(count),
            PlaceKind::Spell { length, before, .. } => {
                let count = value(length);
                (count <= MOST_UNITS).then_some(if before { -count } else { count })
            }
            _ => None,
        }
    }

    /// The end of so many units from a moment.
    fn end_from(&self, place: Place, start: Minute, count: i64) -> Minute {
        match *self.universe.place_kind(place) {
            PlaceKind::Stretch { unit, whole, calendar, .. }
            | PlaceKind::Spell { unit, whole, calendar, .. } => {
                self.calendar(calendar).add_to(start, whole, count, unit)
            }
            _ => start,
        }
    }

    /// Whether a length is counted from day to day.
    fn is_by_days(&self, place: Place) -> bool {
        let kind = self.universe.place_kind(place);
        matches!(
            kind,
            PlaceKind::Stretch { whole: true, .. } | PlaceKind::Spell { whole: true, .. }
        )
    }

    /// When a length ends at the earliest, and at the latest, that starts on this day.
    fn ends(&self, place: Place, start: Day, count: i64) -> (i64, i64) {
        let first = self.end_from(place, start.start(), count).0;
        if self.is_by_days(place) {
            return (first, first);
        }
        // The last minute of the day, and what is left of it where the clock counts.
        let last = self.end_from(place, Minute(start.end().0 - 1), count).0;
        (first, if last == first { last } else { last + 1 })
    }

    /// How long it is from any moment of this day, where it is as long from each.
    fn exactly(&self, place: Place, start: Day, count: i64) -> Option<i64> {
        let length = self.end_from(place, start.start(), count).0 - start.start().0;
        let last = Minute(start.end().0 - 1);
        (self.is_by_days(place) || self.end_from(place, last, count).0 - last.0 == length)
            .then_some(length)
    }

    /// From days on which it is as long as on this one, as far as these follow each other, a length is so long. Else:
    /// one that starts on this day or before it ends by then; one that does later, no earlier.
    fn correction(&mut self, place: Place, start: Day, count: i64) -> Option<Formula> {
        let from = self.start_of(place)?;
        let end = Instant::from(place);
        let (within, so) = match self.exactly(place, start, count) {
            Some(length) => {
                let alike = |day: &Day| self.exactly(place, *day, count) == Some(length);
                let towards = |step: i32| {
                    let days = (1..ALIKE).map(|days| start.plus(step * days));
                    days.take_while(alike).last().unwrap_or(start)
                };
                let (first, last) = (towards(-1), towards(1));
                let since = self.universe.before(Instant::at(first.start()), from, false);
                let by = self.universe.before(from, Instant::at(last.end()), true);
                let least = self.universe.before(from.plus(length), end, false);
                let most = self.universe.before(end, from.plus(length), false);
                (since.and(by), least.and(most))
            }
            None => {
                let (first, last) = self.ends(place, start, count);
                let (first, last) = (Instant::at(Minute(first)), Instant::at(Minute(last)));
                let by = self.universe.before(from, Instant::at(start.end()), true);
                let since = self.universe.before(Instant::at(start.start()), from, false);
                let ends_by = by.implies(self.universe.before(end, last, false));
                let ends_since = since.implies(self.universe.before(first, end, false));
                (Formula::True, ends_by.and(ends_since))
            }
        };
        Some(self.has_units(place, count).and(within).implies(so))
    }

    /// A length that is the value of an attribute has so many units.
    fn has_units(&mut self, place: Place, count: i64) -> Formula {
        match *self.universe.place_kind(place) {
            PlaceKind::Spell { length, .. } => self.universe_at(length, count.abs()),
            _ => Formula::True,
        }
    }
}
