//! What one deed violates, it violates towards everybody of whom the norm asks it.

use super::formula::Formula;
use super::query::Query;
use super::universe::{Atom, Node};
use crate::model::{DaySpan, Norm, NormId, VarId};

impl Query<'_> {
    /// The places, among the participants of a norm's instances, of those who tell its deeds apart: two violations of it that
    /// agree in these are one deed. `None` where one of two could still be no violation: the norm has a time, asks for
    /// what changes, or may yield to another.
    fn tells_deeds_apart(&self, norm: NormId) -> Option<Vec<usize>> {
        let own = &self.model.norms[norm];
        let asks = [&own.when, &own.unless].into_iter().any(|cond| self.theory.is_dynamic(cond));
        let parties = &self.model.instruments[own.instrument].parties;
        let come_and_go = parties.iter().any(|party| party.days != DaySpan::ALWAYS);
        let is_timed = own.window.is_some() || asks || come_and_go;
        // A scenario says of each whether it was one.
        if is_timed || self.closed.is_some() || self.may_yield(norm) {
            return None;
        }
        let every = (0..own.scope.vars.len()).filter(|&place| !own.scope.vars[place].some);
        let every = every.map(|place| VarId(place as u32)).enumerate();
        let told = every.filter(|(_, var)| own.is_done_by_or_with(*var));
        Some(told.map(|(place, _)| place).collect())
    }

    /// Whether there is a norm to which this one could yield.
    fn may_yield(&self, norm: NormId) -> bool {
        let mut near = self.theory.touching(norm).iter().map(|(near, _)| *near);
        self.theory.relations_against(norm).next().is_some()
            || near.any(|near| near != norm && self.can_meet(norm, near))
    }

    /// When two violations are one, as far as they are of a norm of which that can be said.
    pub(super) fn are_one_violation(
        &mut self,
        norm: NormId,
        (a, b): (&[Node], &[Node]),
    ) -> Formula {
        let places = self.tells_deeds_apart(norm).unwrap_or_else(|| (0..a.len()).collect());
        let of = |nodes: &[Node]| places.iter().map(|&place| nodes[place]).collect::<Vec<_>>();
        self.all_same(&of(a), &of(b))
    }

    /// What one deed violates is violated as a whole; among participants who are all different.
    pub(super) fn violations_agree(&mut self, axioms: &mut Vec<Formula>) {
        let violations = self.universe.atoms().filter_map(|(_, atom)| match atom {
            Atom::Violated(norm, who) => Some((*norm, who.clone())),
            _ => None,
        });
        let violations: Vec<(NormId, Vec<Node>)> = violations.collect();
        for (place, (norm, who)) in violations.iter().enumerate() {
            for (_, other) in violations[..place].iter().filter(|(own, _)| own == norm) {
                let Some(places) = self.tells_deeds_apart(*norm) else { continue };
                if places.iter().all(|&place| who[place] == other[place]) {
                    let one = self.universe.holds(Atom::Violated(*norm, who.clone()));
                    let other = self.universe.holds(Atom::Violated(*norm, other.clone()));
                    axioms.push(one.clone().implies(other.clone()));
                    axioms.push(other.implies(one));
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
