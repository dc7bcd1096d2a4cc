//! What a case of a clash hangs on: the times of its events, or the order of acts.

use super::Limit;
use super::formula::Formula;
use super::query::{Grounded, Instance, Polarity, Query};
use super::universe::{Atom, OccurrenceKey, Place, PlaceKind};
use super::witness::Placed;

impl Query<'_> {
    /// In the case, but for other times of its events, all members apply and can be respected together.
    pub(super) fn other_times_help(
        &mut self,
        case: &Placed,
        set: &[&Instance],
    ) -> Result<bool, Limit> {
        let event = |atom: &Atom| matches!(atom, Atom::Happens(OccurrenceKey::Event(..)));
        if !self.universe.atoms().any(|(_, atom)| event(atom)) {
            return Ok(false);
        }
        self.holds_in(case, Variation::Times, &mut |query| {
            let mut parts = Vec::new();
            for it in set {
                parts.push(query.applies(it, Polarity::Positive)?);
            }
            parts.push(!query.unfulfillable(set, Polarity::Negative)?);
            Ok(Formula::all(parts))
        })
    }

    /// In the case, the members could be respected together if acts need not be done in order.
    pub(super) fn order_alone(&mut self, case: &Placed, set: &[&Instance]) -> Result<bool, Limit> {
        self.holds_in(case, Variation::Nothing, &mut |query| {
            query.unordered = true;
            let clash = query.unfulfillable(set, Polarity::Negative);
            query.unordered = false;
            Ok(!clash?)
        })
    }

    /// Whether a formula can hold in a case, but for what may vary.
    fn holds_in(
        &mut self,
        case: &Placed,
        varied: Variation,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Result<bool, Limit> {
        self.frozen = true;
        let found = self.find(&mut |query| {
            let formula = build(query)?;
            Ok(formula.and(query.as_in(case, varied)))
        });
        self.frozen = false;
        Ok(found?.is_some())
    }

    /// Everything that is spoken of is as in the case.
    fn as_in(&mut self, case: &Placed, varied: Variation) -> Formula {
        let mut parts = Vec::new();
        let atoms: Vec<_> = self.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        for (id, atom) in atoms {
            let known = case.assignment.truth.get(id.0 as usize).copied().flatten();
            if let Some(holds) = truth(&atom, known, varied) {
                let atom = self.universe.holds(atom);
                parts.push(if holds { atom } else { !atom });
            }
        }
        let places: Vec<Place> = self.universe.places().take(case.values.len()).collect();
        for place in places {
            let pinned = match self.universe.place_kind(place) {
                PlaceKind::Now | PlaceKind::Value(..) => true,
                PlaceKind::Occurrence(OccurrenceKey::Act(..)) => true,
                PlaceKind::Occurrence(OccurrenceKey::Event(..)) => varied == Variation::Nothing,
                _ => false,
            };
            if pinned {
                parts.push(self.universe_at(place, case.values[place.0 as usize]));
            }
        }
        Formula::all(parts)
    }
}

/// What may be otherwise than in a case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Variation {
    Nothing,
    /// The times of events; what does not happen may happen after all.
    Times,
}

/// Whether an atom holds in the varied case; `None` where that is left open.
fn truth(atom: &Atom, known: Option<bool>, varied: Variation) -> Option<bool> {
    match atom {
        Atom::Within(..) => None,
        Atom::Happens(OccurrenceKey::Event(..)) if varied == Variation::Times => {
            known.filter(|holds| *holds)
        }
        // What a case does not tell is not so; sorts and identities follow from others.
        Atom::Is(..) | Atom::Same(..) | Atom::Choice(..) => known,
        _ => Some(known.unwrap_or(false)),
    }
}
