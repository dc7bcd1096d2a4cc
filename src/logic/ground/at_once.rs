//! What one deed violates, it violates towards everybody of whom the norm asks it.

use std::collections::BTreeMap;

use super::formula::Formula;
use super::query::{Binding, Grounded, Instance, Polarity, Query};
use super::universe::{Atom, Node};
use crate::logic::applies::open_vars;
use crate::model::{DaySpan, Norm, NormId, VarId};

impl Query<'_> {
    /// The places, among the participants of a norm's instances, of those who tell its deeds apart: two violations of it that
    /// agree in these are one deed. `None` where one of two could still be no violation: the norm is about several acts, has
    /// a time, asks for what changes, binds some at one time only, or may yield to another.
    pub(in crate::logic) fn tells_deeds_apart(&self, norm: NormId) -> Option<Vec<usize>> {
        let own = &self.model.norms[norm];
        if own.acts.len() != 1 || self.is_timed(norm) || self.may_yield(norm) {
            return None;
        }
        let every = (0..own.scope.vars.len()).filter(|&place| !own.scope.vars[place].some);
        let every = every.map(|place| VarId(place as u32)).enumerate();
        let told = every.filter(|(_, var)| own.is_done_by_or_with(*var));
        Some(told.map(|(place, _)| place).collect())
    }

    /// Whether a norm has a time, asks for what changes, or binds some at one time only.
    fn is_timed(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let asks = [&own.when, &own.unless].into_iter().any(|cond| self.theory.is_dynamic(cond));
        let instrument = &self.model.instruments[own.instrument];
        let come_and_go = instrument.has_parties_who_come_and_go()
            || instrument.reservations.iter().any(|it| it.until.is_some());
        own.window.is_some() || asks || come_and_go
    }

    /// Whether there is a norm to which this one could yield.
    fn may_yield(&self, norm: NormId) -> bool {
        let mut near = self.theory.touching(norm).iter().map(|(near, _)| *near);
        self.theory.relations_against(norm).next().is_some()
            || near.any(|near| near != norm && self.can_meet(norm, near))
    }

    /// Whether a norm yields, towards some or all, at every time alike: then a deed violates it towards each of those towards
    /// whom it does not.
    pub(in crate::logic) fn yields_at_no_time_alone(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let near = self.theory.touching(norm).iter().map(|(near, _)| *near);
        let mut all = near.filter(|&near| near != norm && self.can_meet(norm, near)).chain([norm]);
        let is_lasting = |it: NormId| {
            let own = &self.model.norms[it];
            let always = own.in_force.iter().all(|days| *days == DaySpan::ALWAYS);
            always && own.primary.is_none() && !self.is_timed(it)
        };
        let mut relations = self.theory.relations_against(norm);
        own.acts.len() == 1
            && all.all(is_lasting)
            && relations.all(|it| !it.kind.displaces() && !self.theory.is_dynamic(&it.when))
    }

    /// Of a norm that may yield towards some: somebody else was wronged by a deed that would have wronged these, too, if the
    /// norm yields towards none of them.
    pub(in crate::logic) fn is_violated_along(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let own = &self.model.norms[it.norm];
        let scope = &own.scope;
        let mut others = it.binding.clone();
        for place in (0..scope.vars.len()).filter(|&place| !scope.vars[place].some) {
            if !own.is_done_by_or_with(VarId(place as u32)) {
                others.0[place] = None;
            }
        }
        let open = open_vars(scope, &others);
        if open.is_empty() || self.closed.is_some() || !self.yields_at_no_time_alone(it.norm) {
            return Ok(Formula::False);
        }
        let mut body = |query: &mut Self, binding: &Binding| {
            let other = Instance { binding: binding.clone(), ..it.clone() };
            let participants = query.participants(&other);
            Ok(query.universe.holds(Atom::Violated(it.norm, participants)))
        };
        let any = self.exists(scope, &open, &others, polarity, &mut body)?;
        if any == Formula::False { Ok(any) } else { Ok(any.and(self.effective(it, polarity)?)) }
    }

    /// When two violations are one, as far as they are of a norm of which that can be said.
    pub(super) fn are_one_violation(
        &mut self,
        norm: NormId,
        (a, b): (&[Node], &[Node]),
    ) -> Formula {
        // A scenario says of each whether it was one.
        let told = self.closed.is_none().then(|| self.tells_deeds_apart(norm)).flatten();
        let places = told.unwrap_or_else(|| (0..a.len()).collect());
        let of = |nodes: &[Node]| places.iter().map(|&place| nodes[place]).collect::<Vec<_>>();
        self.all_same(&of(a), &of(b))
    }

    /// What one deed violates is violated as a whole; among participants who are all different.
    pub(super) fn violations_agree(&mut self, axioms: &mut Vec<Formula>) {
        if self.closed.is_some() {
            return;
        }
        let mut violations: BTreeMap<NormId, Vec<Vec<Node>>> = BTreeMap::new();
        for (_, atom) in self.universe.atoms() {
            if let Atom::Violated(norm, who) = atom {
                violations.entry(*norm).or_default().push(who.clone());
            }
        }
        for (norm, all) in violations.into_iter().filter(|(_, all)| all.len() > 1) {
            let Some(places) = self.tells_deeds_apart(norm) else { continue };
            let mut deeds: BTreeMap<Vec<Node>, Formula> = BTreeMap::new();
            for who in all {
                let deed = places.iter().map(|&place| who[place]).collect();
                let holds = self.universe.holds(Atom::Violated(norm, who));
                if let Some(first) = deeds.get(&deed) {
                    axioms.push(first.clone().implies(holds.clone()));
                    axioms.push(holds.implies(first.clone()));
                } else {
                    deeds.insert(deed, holds);
                }
            }
        }
    }
}

impl Norm {
    /// Whether somebody bears the norm, or its acts are done with them.
    fn is_done_by_or_with(&self, var: VarId) -> bool {
        let of_acts = self.acts.iter().filter_map(|act| act.args()).flatten();
        std::iter::once(&self.bearer).chain(of_acts).any(|term| term.speaks_of(var))
    }
}
