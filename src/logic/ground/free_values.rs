//! Numbers, lengths and dates of those who are free to choose: a clash must hold whatever they are.

use std::collections::BTreeSet;

use super::eliminate;
use super::formula::Formula;
use super::query::{Grounded, Query};
use super::universe::{Atom, Bound, Place, PlaceKind};
use crate::logic::Limit;

impl Query<'_> {
    /// The formula holds whatever numbers, lengths and dates those have who are free to choose.
    pub(super) fn whatever_values(&mut self, formula: Formula) -> Grounded {
        let mut formula = formula;
        for place in self.free_values(&formula) {
            if self.hangs_on_value(place) {
                return Err(Limit::FreeChoice);
            }
            let range = Formula::all(self.in_range(place));
            let against = self.in_whole_steps(range.and(!formula), place);
            formula = !eliminate::exists(&mut self.universe, place, against)?;
        }
        Ok(formula)
    }

    /// The values of those who are free to choose of which a formula speaks.
    fn free_values(&self, formula: &Formula) -> BTreeSet<Place> {
        let mut places = BTreeSet::new();
        formula.for_each_literal(&mut |literal| {
            if let Atom::Within(a, b, _) = *self.universe.atom(literal.atom) {
                places.extend([a, b].into_iter().filter(|&place| self.is_free_value(place)));
            }
        });
        places
    }

    fn is_free_value(&self, place: Place) -> bool {
        matches!(self.universe.place_kind(place), PlaceKind::Value(_, args)
            if args.iter().any(|&node| self.universe.is_fresh(node)))
    }

    /// The end of a window is counted by this value, or from it.
    fn hangs_on_value(&self, value: Place) -> bool {
        self.universe.places().any(|place| match self.universe.place_kind(place) {
            PlaceKind::Spell { length, from, .. } => *length == value || from.place == value,
            PlaceKind::Stretch { from, .. } | PlaceKind::Turn { from, .. } => from.place == value,
            _ => false,
        })
    }

    /// What is said of a value that is whole: less than 3 is at most 2.
    fn in_whole_steps(&mut self, formula: Formula, value: Place) -> Formula {
        formula.map(&mut |literal| {
            let Atom::Within(a, b, bound) = *self.universe.atom(literal.atom) else {
                return literal.into();
            };
            let (first, second, bound) = match literal.holds {
                true => (a, b, bound),
                false => (b, a, Bound { value: -bound.value, strict: !bound.strict }),
            };
            let Some(grain) = self.grain(a, b).filter(|_| [a, b].contains(&value)) else {
                return literal.into();
            };
            let whole = (bound.value - i64::from(bound.strict)).div_euclid(grain) * grain;
            self.universe.within(first, second, Bound { value: whole, strict: false })
        })
    }
}
