//! Lengths that are attributes, counted from an act whose time the bearer chooses.
//!
//! Such a length and such a moment are both open, and their sum is no bound between two points. So a question is
//! asked twice: whether it has no case even if each length is what makes the windows narrowest (then none has one),
//! and whether it has one with a length that is fixed. In between, the answer is open.

use crate::model::{AttributeType, CalendarId, DAY, Length, Model, NormId, Point, Term, Unit};
use std::collections::BTreeSet;

use super::lengths::fixed_minutes;
use crate::logic::Limit;
use crate::logic::clash::set::Set;
use crate::logic::ground::query::Query;
use crate::logic::ground::universe::{Instant, Place};

/// Longer than any length that matters: five thousand years, in minutes.
const ENDLESS: i64 = 5_000 * 366 * DAY;
/// Lengths that are tried.
const TRIED: usize = 12;

/// How a length that is an attribute is counted from a moment of the behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::logic) enum Counting {
    /// Not at all: it is a limit.
    Refused,
    /// As nothing, or without end, whichever makes a window narrower (or, where it must be shown that something can
    /// be respected, wider). What has no case so has none.
    Outermost,
    /// It is so many of its unit.
    Fixed(i64),
}

impl Query<'_> {
    /// The end of a length of a value counted from a moment (or back from it).
    pub(super) fn counted_from_moment(
        &mut self,
        from: Instant,
        (length, unit): (Place, Unit),
        before: bool,
        calendar: Option<CalendarId>,
    ) -> Result<Instant, Limit> {
        let count = match (self.in_case.get(length.0 as usize), self.counting) {
            (Some(&count), _) => count,
            (None, Counting::Refused) => return Err(Limit::VaryingLengthOfAct),
            (None, Counting::Outermost) => {
                let (least, most) = if before { (-ENDLESS, 0) } else { (0, ENDLESS) };
                return Ok(from.plus(if self.shortest { least } else { most }));
            }
            (None, Counting::Fixed(count)) => {
                self.counted.insert(length);
                count
            }
        };
        let count = if before { -count } else { count };
        if let Some(minutes) = fixed_minutes(unit) {
            return Ok(from.plus(count * minutes));
        }
        let (least, most) = self.bounds_of(count, unit, calendar);
        Ok(from.plus(if self.shortest { least } else { most }))
    }
}

impl Set<'_, '_> {
    /// Lengths near those that the windows of the set have, in the units of its attributes, and none at all.
    pub(in crate::logic) fn counts_to_try(&self) -> Vec<i64> {
        let model = self.theory.model;
        let lengths = self.norms.iter().flat_map(|&norm| lengths(model, norm));
        let lengths: Vec<&Length> = lengths.collect();
        let fixed = |length: &&Length| match **length {
            Length::Fixed { count, unit } => Some(i64::from(count) * about(unit)),
            Length::Attribute(_) => None,
        };
        let units = lengths.iter().filter_map(|length| unit_of(model, length));
        let units: BTreeSet<i64> = units.map(about).collect();
        let near = lengths.iter().filter_map(fixed).flat_map(|minutes| {
            let counts = units.iter().map(move |unit| minutes / unit);
            counts.flat_map(|count| [count - 1, count, count + 1])
        });
        let mut tried: Vec<i64> = Vec::new();
        for count in near.chain([1, 0]).filter(|&count| count >= 0) {
            if !tried.contains(&count) {
                tried.push(count);
            }
        }
        tried.truncate(TRIED);
        tried
    }
}

/// The unit of an attribute.
fn unit_of(model: &Model, length: &Length) -> Option<Unit> {
    let Length::Attribute(Term::Attribute { attribute, .. }) = length else {
        return None;
    };
    match model.attributes[*attribute].ty {
        AttributeType::Length(unit) => Some(unit),
        _ => None,
    }
}

/// Minutes of a unit, about.
fn about(unit: Unit) -> i64 {
    fixed_minutes(unit).unwrap_or(match unit {
        Unit::Years => 365 * DAY,
        Unit::Months => 30 * DAY,
        _ => DAY,
    })
}

/// The lengths in the window of a norm.
fn lengths(model: &Model, norm: NormId) -> Vec<&Length> {
    let mut found = Vec::new();
    for clause in model.norms[norm].clauses() {
        found.extend(clause.length());
        let mut point = clause.anchor();
        while let Some(Point::After { length, of } | Point::Before { length, of }) = point {
            found.push(length);
            point = Some(of);
        }
    }
    found
}
