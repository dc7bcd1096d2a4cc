//! What a case of a clash hangs on: the times of its events, or the order of acts. The case is varied in these, kept in
//! all else, and asked about again.

use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::case::witness::{Placed, Witness};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, Node, OccurrenceKey, Place, PlaceKind};
use crate::logic::ground::words::Symbol;
use crate::model::{EventId, NormId, Occurrence};

impl Query<'_> {
    /// In the case, but for other times of its events, all members apply and can be respected together: whether there is
    /// such another case, which is told where it is easily placed in time. Where norms are named that require an act from
    /// which the clash arises, one does so there, too, when the act is done.
    pub(super) fn case_with_other_times(
        &mut self,
        case: &Placed,
        set: &[&Instance],
        owing: &[NormId],
    ) -> Result<Option<Option<Witness>>, Limit> {
        let event = |atom: &Atom| matches!(atom, Atom::Happens(OccurrenceKey::Event(..)));
        if !self.universe.atoms().any(|(_, atom)| event(atom)) {
            return Ok(None);
        }
        let ends = self.window_ends(set)?;
        self.asked_in(case, |query| {
            let found = query.find(&mut |query| {
                let mut parts = Vec::new();
                for it in set {
                    parts.push(query.applies(it, Polarity::Positive)?);
                }
                if !owing.is_empty() {
                    parts.push(query.opening_act_is_owed(set, owing, true)?);
                }
                parts.push(query.can_be_respected(set)?);
                parts.push(query.events_move_in_force(case, set)?);
                // The question may bring up further names for these events.
                let mut ends = ends.clone();
                ends.extend(query.same_in(case, &ends));
                parts.push(query.as_in(case, &Variation::Times(ends)));
                Ok(Formula::all(parts))
            })?;
            Ok(found.map(|found| query.told_at_once(&found, set)))
        })
    }

    /// The members can be respected together, for some choice of those whom a bearer may choose: of these the case does
    /// not tell.
    fn can_be_respected(&mut self, set: &[&Instance]) -> Grounded {
        let clash = self.unfulfillable(set, Polarity::Negative)?;
        Ok(match self.leaves_a_choice(set) {
            true => !self.whoever_is_chosen(clash.clone()).unwrap_or(clash),
            false => !clash,
        })
    }

    /// Events are at their times of the case, or at others after all members came into force: that something could be
    /// done before a norm was there says nothing of what it hangs on.
    fn events_move_in_force(&mut self, case: &Placed, set: &[&Instance]) -> Grounded {
        let places: Vec<Place> = self.universe.places().collect();
        let mut parts = Vec::new();
        for place in places {
            let PlaceKind::Occurrence(key @ OccurrenceKey::Event(..)) =
                self.universe.place_kind(place)
            else {
                continue;
            };
            let key = key.clone();
            let mut begun = Vec::new();
            for it in set {
                begun.push(self.force_begun(it, place.into(), false)?);
            }
            let there = case.values.get(place.0 as usize).copied();
            let stays = there.map_or(Formula::False, |value| self.universe_at(place, value));
            parts.push(self.happens(key).implies(stays.or(Formula::all(begun))));
        }
        Ok(Formula::all(parts))
    }

    /// In the case, varied in nothing but the order of acts, the members could be respected together: acts need not be
    /// done in order there.
    pub(super) fn order_alone(&mut self, case: &Placed, set: &[&Instance]) -> Result<bool, Limit> {
        self.asked_in(case, |query| {
            let found = query.find(&mut |query| {
                query.unordered = true;
                let respected = query.can_be_respected(set);
                query.unordered = false;
                Ok(respected?.and(query.as_in(case, &Variation::Nothing)))
            })?;
            Ok(found.is_some())
        })
    }

    /// Whether something is so in the case as it is.
    pub(in crate::logic) fn is_so_in(
        &mut self,
        case: &Placed,
        goal: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Result<bool, Limit> {
        self.asked_in(case, |query| {
            let found = query
                .find(&mut |query| Ok(goal(query)?.and(query.as_in(case, &Variation::Nothing))))?;
            Ok(found.is_some())
        })
    }

    /// Asks about the varied case, with the standings and values of the case itself.
    fn asked_in<T>(
        &mut self,
        case: &Placed,
        ask: impl FnOnce(&mut Self) -> Result<T, Limit>,
    ) -> Result<T, Limit> {
        self.frozen = true;
        self.in_case.clone_from(&case.values);
        let answer = ask(self);
        self.frozen = false;
        self.in_case.clear();
        answer
    }

    /// All that the question mentions is as in the case, but for what is varied.
    fn as_in(&mut self, case: &Placed, varied: &Variation) -> Formula {
        let mut parts = Vec::new();
        let atoms: Vec<_> = self.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        let mut happens = BTreeSet::new();
        for (id, atom) in atoms {
            let known = case.assignment.truth.get(id.0 as usize).copied().flatten();
            if let (Atom::Happens(key), Some(true)) = (&atom, known) {
                happens.insert(key.clone());
            }
            if let Some(holds) = self.truth(&atom, known, varied) {
                let atom = self.universe.holds(atom);
                parts.push(if holds { atom } else { !atom });
            }
        }
        let places: Vec<Place> = self.universe.places().take(case.values.len()).collect();
        for place in places {
            let pinned = match self.universe.place_kind(place) {
                PlaceKind::Now | PlaceKind::Value(..) => true,
                // An act that is not done in the case is done at no time of it: where it is up to the behaviour, a window that
                // ends with it can be open at other times of the events, too.
                PlaceKind::Occurrence(key @ OccurrenceKey::Act(..)) => {
                    *varied == Variation::Nothing || happens.contains(key)
                }
                PlaceKind::Occurrence(OccurrenceKey::Event(..)) => *varied == Variation::Nothing,
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
#[derive(PartialEq, Eq)]
enum Variation {
    Nothing,
    /// The times of events; those that end a window and never happen may happen after all.
    Times(BTreeSet<OccurrenceKey>),
}

impl Query<'_> {
    /// Whether an atom holds in the varied case; `None` where that is left open.
    fn truth(&self, atom: &Atom, known: Option<bool>, varied: &Variation) -> Option<bool> {
        match atom {
            Atom::Within(..) | Atom::Name(_) => None,
            Atom::Happens(key @ OccurrenceKey::Event(event, _)) if known != Some(true) => {
                let may_happen = match varied {
                    Variation::Nothing => false,
                    // A second one can have to happen, too, before it or by what is assumed.
                    Variation::Times(ends) => ends.contains(key) || self.is_asked_of(*event),
                };
                (!may_happen).then_some(false)
            }
            // What a case does not tell is not so; sorts and identities follow from others.
            Atom::Is(..) | Atom::Same(..) | Atom::Choice(..) => known,
            _ => Some(known.unwrap_or(false)),
        }
    }

    fn is_asked_of(&self, event: EventId) -> bool {
        let symbol = Symbol::Event(event);
        let mut events = self.model.events.values();
        self.theory.assumption_symbols().any(|(_, own)| own.contains(&symbol))
            || events.any(|it| matches!(&it.after, Some(Occurrence::Event { event: first, .. }) if *first == event))
    }

    /// What is another name for one of these events in the case, where some of those whom it is about are the same.
    fn same_in(&self, case: &Placed, ends: &BTreeSet<OccurrenceKey>) -> Vec<OccurrenceKey> {
        let mut same: BTreeSet<(Node, Node)> = BTreeSet::new();
        for (id, atom) in self.universe.atoms() {
            let known = case.assignment.truth.get(id.0 as usize).copied().flatten();
            if let (Atom::Same(a, b), Some(true)) = (atom, known) {
                same.extend([(*a, *b), (*b, *a)]);
            }
        }
        let alike = |a: &[Node], b: &[Node]| {
            a.iter().zip(b).all(|(&a, &b)| a == b || same.contains(&(a, b)))
        };
        let is_one = |event: EventId, args: &[Node]| {
            ends.iter().any(|end| matches!(end, OccurrenceKey::Event(own, of) if *own == event && alike(of, args)))
        };
        let named = self.universe.atoms().filter_map(|(_, atom)| match atom {
            Atom::Happens(key @ OccurrenceKey::Event(event, args)) if is_one(*event, args) => {
                Some(key.clone())
            }
            _ => None,
        });
        named.collect()
    }

    /// The events that end a window of the set.
    fn window_ends(&mut self, set: &[&Instance]) -> Result<BTreeSet<OccurrenceKey>, Limit> {
        let mut found = BTreeSet::new();
        for it in set {
            for clause in self.model.norms[it.norm].clauses() {
                if let (None, Some(event @ Occurrence::Event { .. })) =
                    (clause.opening(), clause.hangs_on())
                {
                    found.insert(self.occurrence(event, &it.binding)?);
                }
            }
        }
        Ok(found)
    }
}
