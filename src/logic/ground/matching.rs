//! Which participants of two items are one and the same: those of equal names, and those of a sort of which each item has
//! one (language reference, *precedence*).

use super::formula::Formula;
use super::named::{Sole, in_acts_of, sole};
use super::query::{Ask, Binding, Instance, Query};
use super::universe::Node;
use crate::logic::applies::is_anyone;
use crate::model::{AttributeType, IndividualId, Norm, NormId, Scope, SortId, Term, Var, VarId};

impl Query<'_> {
    /// Chooses participants for an item's variables from instances, by equal names, then by sole sort.
    pub(in crate::logic) fn bind_by_name(&self, scope: &Scope, from: &[&Instance]) -> Binding {
        let mut binding = Binding::empty(scope);
        for (index, var) in scope.vars.iter().enumerate() {
            binding.0[index] = from.iter().find_map(|it| {
                let other = &self.model.norms[it.norm].scope;
                let named = in_acts_of(self.model, it.norm);
                self.counterpart((scope, &[]), VarId(index as u32), (other, &named))
                    .and_then(|found| it.binding.get(found))
                    .or_else(|| self.bearer_for(var, it))
            });
        }
        binding
    }

    /// The bearer of an instance, for the `bearer` of a relation that bears nothing itself.
    fn bearer_for(&self, var: &Var, it: &Instance) -> Option<Node> {
        match self.model.norms[it.norm].bearer {
            Term::Var(bearer) if is_anyone(var) => it.binding.get(bearer),
            _ => None,
        }
    }

    /// The variable of `other` that agrees with one of `scope`: of equal name, or both the only one of a sort.
    /// Individuals whom the two name are counted, too.
    fn counterpart(
        &self,
        (scope, named): (&Scope, &[IndividualId]),
        var: VarId,
        (other, theirs): (&Scope, &[IndividualId]),
    ) -> Option<VarId> {
        let own = &scope[var];
        if own.omitted || own.some {
            return None; // nobody in particular
        }
        let usable = |candidate: &Var| !candidate.some && !candidate.omitted;
        let by_name = other.vars.iter().position(|it| usable(it) && it.name == own.name);
        let by_sort = || {
            let mut sorts = own.sorts.iter();
            sorts.find_map(|&sort| {
                sole(self.model, (&scope.vars, None), named, sort)?;
                match sole(self.model, (&other.vars, None), theirs, sort) {
                    Some(Sole::Var(var)) => Some(var),
                    _ => None,
                }
            })
        };
        by_name.map(|index| VarId(index as u32)).or_else(by_sort)
    }

    /// The variable of another norm that agrees with one of a norm. Where the two bearers may be one, neither is anybody
    /// else whom the other norm names, unless both say so by a name of their own.
    pub(in crate::logic) fn counterpart_in(
        &self,
        norm: NormId,
        var: VarId,
        other: NormId,
    ) -> Option<VarId> {
        let (own, theirs) = (&self.model.norms[norm], &self.model.norms[other]);
        let named = (in_acts_of(self.model, norm), in_acts_of(self.model, other));
        let found = self.counterpart((&own.scope, &named.0), var, (&theirs.scope, &named.1))?;
        let bears = |norm: &Norm, var| norm.bearer == Term::Var(var);
        let one_bears = bears(own, var) != bears(theirs, found);
        let named_alike = || {
            let var = &own.scope[var];
            var.name == theirs.scope[found].name
                && var.sorts.iter().all(|&sort| self.model.sorts[sort].name != var.name)
        };
        let apart = one_bears && self.may_be_one_bearer(own, theirs) && !named_alike();
        (!apart).then_some(found)
    }

    pub(super) fn may_be_one_bearer(&self, a: &Norm, b: &Norm) -> bool {
        let (ours, theirs) = (self.sorts_of_bearer(a), self.sorts_of_bearer(b));
        ours.iter().any(|&x| {
            theirs.iter().any(|&y| {
                self.model.sorts[x].top == self.model.sorts[y].top && !self.model.are_disjoint(x, y)
            })
        })
    }

    /// Sorts of which the bearer of a norm is one, or of which it is all.
    fn sorts_of_bearer<'n>(&'n self, norm: &'n Norm) -> &'n [SortId] {
        match &norm.bearer {
            Term::Var(var) => &norm.scope[*var].sorts,
            Term::Individual(id) => std::slice::from_ref(&self.model.individuals[*id].top),
            Term::Attribute { attribute, .. } => match &self.model.attributes[*attribute].ty {
                AttributeType::Participant(sort) => std::slice::from_ref(sort),
                _ => &[],
            },
        }
    }

    /// The participants of `norm` that a relation to `it` fixes: same bearer, equal names, sole sorts.
    pub(in crate::logic) fn matching(&mut self, it: &Instance, norm: NormId) -> (Binding, Formula) {
        let other = &self.model.norms[norm];
        let mut binding = self.bind_by_name(&other.scope, &[it]);
        for (index, own) in binding.0.iter_mut().enumerate() {
            if self.counterpart_in(norm, VarId(index as u32), it.norm).is_none() {
                let named = self.individual_for(norm, VarId(index as u32), it.norm);
                *own = named.map(|id| self.universe.individual(id));
            }
        }
        let agree = self.named_agree(norm, it);
        let bearer = self.node(&self.model.norms[it.norm].bearer, &it.binding);
        let Some(bearer) = bearer else { return (binding, agree) };
        if let Term::Var(var) = other.bearer {
            // A name of the bearer that is another's here asks for one participant, too.
            let same = binding.get(var).map_or(Formula::True, |it| self.universe.same(it, bearer));
            binding.set(var, bearer);
            return (binding, same.and(agree));
        }
        let same = match self.node(&other.bearer, &binding) {
            Some(node) => self.universe.same(node, bearer),
            None => Formula::True, // it is asked of each instance: `have_one_bearer`
        };
        (binding, same.and(agree))
    }

    /// Two instances bind one bearer, also where that is the value of an attribute of participants of one alone.
    pub(in crate::logic) fn have_one_bearer(&mut self, a: &Instance, b: &Instance) -> Formula {
        match (self.bearer(a), self.bearer(b)) {
            (Some(a), Some(b)) => self.universe.same(a, b),
            _ => Formula::True,
        }
    }

    /// The participants of a norm that agree with those of an item that is none, and bears nothing.
    pub(in crate::logic) fn matching_those_asked(
        &mut self,
        norm: NormId,
        ask: Ask<'_>,
    ) -> (Binding, Formula) {
        let (scope, named) = (&self.model.norms[norm].scope, in_acts_of(self.model, norm));
        let mut binding = Binding::empty(scope);
        for index in 0..scope.vars.len() {
            let found = self.counterpart((scope, &named), VarId(index as u32), (ask.scope, &[]));
            binding.0[index] = found.and_then(|var| ask.binding.get(var));
        }
        let same = self.named_agree_with((scope, &named), ask);
        (binding, same)
    }
}
