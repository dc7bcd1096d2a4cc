//! Months, years and working days as the calendar has them, on the days on which a case relies on them.
//!
//! Everywhere else they are lengths between bounds: a case that breaks none of these may still be one that no
//! calendar knows, and where dates leave little room, there may be no other.

use std::collections::BTreeSet;

use super::Limit;
use super::formula::Formula;
use super::limits::CORRECTIONS;
use super::query::Query;
use super::solve::{self, Assignment, Stage};
use super::universe::{Atom, Instant, Place, PlaceKind};
use crate::model::{DAY, Day, Minute};

impl Query<'_> {
    /// A situation in which all formulas hold. What the calendar says about the days of situations that were
    /// found and are none is added to the formulas.
    pub(super) fn decide_by_calendar(
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
        let day = |at: Instant| {
            let value = values[at.place.0 as usize];
            Minute(value.whole + value.tiny + at.offset).day()
        };
        let mut wrong = BTreeSet::new();
        for place in self.universe.places() {
            if let PlaceKind::Stretch { from, .. } = *self.universe.place_kind(place)
                && self.last_day(place, day(from)) != Some(day(place.into()))
            {
                wrong.insert((place, day(from)));
            }
        }
        wrong.into_iter().filter_map(|(place, start)| self.correction(place, start)).collect()
    }

    /// On which day a length ends that starts on this day.
    fn last_day(&self, place: Place, start: Day) -> Option<Day> {
        let PlaceKind::Stretch { count, unit, calendar, .. } = *self.universe.place_kind(place)
        else {
            return None;
        };
        Some(self.calendar(calendar).add(start.start(), count, unit).day())
    }

    /// A length that starts on this day or before it ends on that day or before it; later, no earlier.
    fn correction(&mut self, place: Place, start: Day) -> Option<Formula> {
        let PlaceKind::Stretch { from, .. } = *self.universe.place_kind(place) else { return None };
        let first = Instant::at(start.start());
        let last = Instant::at(self.last_day(place, start)?.start());
        let end = Instant::from(place);
        let starts_by = self.universe.before(from, first.plus(DAY), true);
        let ends_by = self.universe.before(end, last.plus(DAY), true);
        let starts_since = self.universe.before(first, from, false);
        let ends_since = self.universe.before(last, end, false);
        Some(starts_by.implies(ends_by).and(starts_since.implies(ends_since)))
    }
}
