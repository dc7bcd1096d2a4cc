//! Individuals whom norms name in their acts agree with participants of other norms as these agree with each other: a norm
//! that frees from an act towards France displaces no duty towards Spain.

use super::formula::Formula;
use super::query::{Ask, Instance, Query};
use super::universe::Node;
use crate::model::{Act, IndividualId, Model, NormId, Scope, SortId, Term, Var, VarId};

/// Who is the only one of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sole {
    Var(VarId),
    Individual(IndividualId),
}

/// The individuals with whom the acts of a norm are done.
pub(super) fn in_acts_of(model: &Model, norm: NormId) -> Vec<IndividualId> {
    let mut found = Vec::new();
    for arg in model.norms[norm].acts.iter().filter_map(Act::args).flatten() {
        if let Term::Individual(id) = arg
            && !found.contains(id)
        {
            found.push(*id);
        }
    }
    found
}

/// The only one of a sort among these variables, but for one, and individuals.
pub(super) fn sole(
    model: &Model,
    (vars, beside): (&[Var], Option<VarId>),
    named: &[IndividualId],
    sort: SortId,
) -> Option<Sole> {
    let usable = |it: &Var| !it.some && !it.omitted && it.sorts.contains(&sort);
    let vars = vars.iter().enumerate().filter(|(_, it)| usable(it));
    let vars = vars.map(|(place, _)| VarId(place as u32)).filter(|it| beside != Some(*it));
    let vars = vars.map(Sole::Var);
    let is = |it: &&IndividualId| {
        let own = &model.individuals[**it].sorts;
        own.iter().any(|own| model.is_sub(*own, sort))
    };
    let mut all = vars.chain(named.iter().filter(is).map(|id| Sole::Individual(*id)));
    all.next().filter(|_| all.next().is_none())
}

impl Query<'_> {
    /// The individual of another norm with whom a variable of a norm agrees.
    pub(super) fn individual_for(
        &self,
        norm: NormId,
        var: VarId,
        other: NormId,
    ) -> Option<IndividualId> {
        let (own, theirs) = (&self.model.norms[norm], &self.model.norms[other]);
        let bears = own.bearer == Term::Var(var) && self.may_be_one_bearer(own, theirs);
        let named = (in_acts_of(self.model, norm), in_acts_of(self.model, other));
        if bears || named.1.is_empty() || own.scope[var].some || own.scope[var].omitted {
            return None;
        }
        let alike = |&sort: &SortId| {
            let ours = self.sole_beside((norm, &named.0), other, sort);
            match self.sole_beside((other, &named.1), norm, sort) {
                Some(Sole::Individual(id)) if ours == Some(Sole::Var(var)) => Some(id),
                _ => None,
            }
        };
        own.scope[var].sorts.iter().find_map(alike)
    }

    /// Those whom a norm names in its acts are whoever of an instance they agree with.
    pub(in crate::logic) fn named_agree(&mut self, norm: NormId, it: &Instance) -> Formula {
        let mut parts = Vec::new();
        let theirs = in_acts_of(self.model, it.norm);
        for id in in_acts_of(self.model, norm) {
            let who = self.universe.individual(id);
            parts.extend(self.agrees_with_individual(norm, id, it).map(|node| (who, node)));
            // Both name somebody, the only one of a sort in each.
            let other =
                theirs.iter().find(|&&other| self.are_sole_alike((norm, id), (it.norm, other)));
            let other = other.copied().map(|other| self.universe.individual(other));
            parts.extend(other.map(|node| (who, node)));
        }
        Formula::all(parts.into_iter().map(|(a, b)| self.universe.same(a, b)).collect::<Vec<_>>())
    }

    /// Those whom a norm names in its acts are whoever of an item that is no norm is the only one of a sort, as they are.
    pub(super) fn named_agree_with(
        &mut self,
        (scope, named): (&Scope, &[IndividualId]),
        ask: Ask<'_>,
    ) -> Formula {
        let mut parts = Vec::new();
        for sort in self.model.sorts.ids() {
            let theirs = sole(self.model, (&scope.vars, None), named, sort);
            let asked = sole(self.model, (&ask.scope.vars, None), &[], sort);
            if let (Some(Sole::Individual(id)), Some(Sole::Var(var))) = (theirs, asked)
                && let Some(node) = ask.binding.get(var)
            {
                let who = self.universe.individual(id);
                parts.push(self.universe.same(who, node));
            }
        }
        Formula::all(parts)
    }

    fn agrees_with_individual(
        &self,
        norm: NormId,
        id: IndividualId,
        it: &Instance,
    ) -> Option<Node> {
        let vars = 0..self.model.norms[it.norm].scope.vars.len() as u32;
        let alike = |&var: &VarId| self.individual_for(it.norm, var, norm) == Some(id);
        vars.map(VarId).find(alike).and_then(|var| it.binding.get(var))
    }

    fn are_sole_alike(
        &self,
        (norm, id): (NormId, IndividualId),
        (other, whom): (NormId, IndividualId),
    ) -> bool {
        let named = (in_acts_of(self.model, norm), in_acts_of(self.model, other));
        self.model.sorts.ids().any(|sort| {
            self.sole_beside((norm, &named.0), other, sort) == Some(Sole::Individual(id))
                && self.sole_beside((other, &named.1), norm, sort) == Some(Sole::Individual(whom))
        })
    }

    /// The only one of a sort in a norm; beside its bearer, where that may be the bearer of the other norm and agrees with it.
    fn sole_beside(
        &self,
        (norm, named): (NormId, &[IndividualId]),
        other: NormId,
        sort: SortId,
    ) -> Option<Sole> {
        let (own, theirs) = (&self.model.norms[norm], &self.model.norms[other]);
        let beside = match own.bearer {
            Term::Var(var) if self.may_be_one_bearer(own, theirs) => Some(var),
            _ => None,
        };
        sole(self.model, (&own.scope.vars, beside), named, sort)
    }
}
