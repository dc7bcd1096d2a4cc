//! What a case of a clash hangs on: the times of its events, or the order of acts.

use super::Limit;
use super::formula::Formula;
use super::query::{Instance, Polarity, Query};
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
        // What happens may happen at another time; what does not may happen after all.
        let free = |atom: &Atom, holds: bool| event(atom) && !holds;
        let fixed = self.as_in(case, &free, &|kind| {
            matches!(
                kind,
                PlaceKind::Now
                    | PlaceKind::Value(..)
                    | PlaceKind::Occurrence(OccurrenceKey::Act(..))
            )
        });
        let found = self.find(&mut |query| {
            let mut parts = vec![fixed.clone()];
            for it in set {
                parts.push(query.applies(it, Polarity::Positive)?);
            }
            parts.push(!query.unfulfillable(set, Polarity::Negative)?);
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_some())
    }

    /// In the case, the members could be respected together if acts need not be done in order.
    pub(super) fn order_alone(&mut self, case: &Placed, set: &[&Instance]) -> Result<bool, Limit> {
        let fixed = self.as_in(case, &|_, _| false, &|kind| {
            matches!(kind, PlaceKind::Now | PlaceKind::Value(..) | PlaceKind::Occurrence(_))
        });
        let found = self.find(&mut |query| {
            query.unordered = true;
            let clash = query.unfulfillable(set, Polarity::Negative);
            query.unordered = false;
            Ok(fixed.clone().and(!clash?))
        })?;
        Ok(found.is_some())
    }

    /// Everything is as in the case, but for atoms that are free and places of other kinds.
    fn as_in(
        &mut self,
        case: &Placed,
        free: &dyn Fn(&Atom, bool) -> bool,
        pinned: &dyn Fn(&PlaceKind) -> bool,
    ) -> Formula {
        let mut parts = Vec::new();
        let atoms: Vec<_> = self.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        for (id, atom) in atoms {
            // What was spoken of only later has no truth in the case.
            let truth = case.assignment.truth.get(id.0 as usize).copied().flatten();
            if let Some(holds) = truth
                && !matches!(atom, Atom::Within(..))
                && !free(&atom, holds)
            {
                let atom = self.universe.holds(atom);
                parts.push(if holds { atom } else { !atom });
            }
        }
        let places: Vec<Place> = self.universe.places().take(case.values.len()).collect();
        for place in places {
            if pinned(self.universe.place_kind(place)) {
                parts.push(self.universe_at(place, case.values[place.0 as usize]));
            }
        }
        Formula::all(parts)
    }
}
