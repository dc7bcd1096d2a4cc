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
use crate::model::{Day, Minute};

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
        let at = |it: Instant| {
            let value = values[it.place.0 as usize];
            value.whole + value.tiny + it.offset
        };
        let day = |it: Instant| Minute(at(it)).day();
        let mut wrong = BTreeSet::new();
        for place in self.universe.places() {
            if let PlaceKind::Stretch { from, .. } = *self.universe.place_kind(place)
                && let Some((first, last)) = self.ends(place, day(from))
                && !(first.0..=last.0).contains(&at(place.into()))
            {
                wrong.insert((place, day(from)));
            }
        }
        wrong.into_iter().filter_map(|(place, start)| self.correction(place, start)).collect()
    }

    /// When a length ends at the earliest, and at the latest, that starts on this day.
    fn ends(&self, place: Place, start: Day) -> Option<(Minute, Minute)> {
        let PlaceKind::Stretch { from, count, unit, calendar } = *self.universe.place_kind(place)
        else {
            return None;
        };
        let calendar = self.calendar(calendar);
        let first = calendar.add_to(start.start(), self.starts_whole(from), count, unit);
        let last = match self.starts_whole(from) {
            true => first,
            // The last minute of the day, and what is left of it where the clock counts.
            false => match calendar.add(Minute(start.end().0 - 1), count, unit) {
                last if last == first => last,
                last => Minute(last.0 + 1),
            },
        };
        Some((first, last))
    }

    /// A length that starts on this day or before it ends by then; one that does later, no earlier.
    fn correction(&mut self, place: Place, start: Day) -> Option<Formula> {
        let PlaceKind::Stretch { from, .. } = *self.universe.place_kind(place) else { return None };
        let (first, last) = self.ends(place, start)?;
        let end = Instant::from(place);
        let starts_by = self.universe.before(from, Instant::at(start.end()), true);
        let ends_by = self.universe.before(end, Instant::at(last), false);
        let starts_since = self.universe.before(Instant::at(start.start()), from, false);
        let ends_since = self.universe.before(Instant::at(first), end, false);
        Some(starts_by.implies(ends_by).and(starts_since.implies(ends_since)))
    }
}
