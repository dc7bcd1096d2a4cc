//! Duties that leave the choice among participants who are all named, by an instrument or by what is assumed.

use crate::logic::case::witness::Witness;
use crate::logic::reference;
use crate::logic::theory::Theory;
use crate::model::{DaySpan, NormId, SortId, VarId};

impl Theory<'_> {
    /// Whether those whom a duty leaves to its bearer may all be its other participants: so many are named alone, by an
    /// instrument that has no more parties throughout, or by what is assumed.
    pub(in crate::logic) fn may_have_nobody_to_choose(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let few = |sort: SortId| match self.party_roles.get(&sort) {
            Some(&instrument) if self.model.sorts[sort].listed => {
                let parties = self.model.instruments[instrument].parties.iter();
                let lasting = parties.filter(|party| party.days == DaySpan::ALWAYS).count();
                let named = self.model.individuals_named_by(own).len() + 1;
                lasting < own.scope.vars.len() + named
            }
            _ => self.model.may_be_named_alone(sort),
        };
        own.chosen_sorts().any(few)
    }

    /// Those whom the bearer of a duty chooses among parties of whom some are so for a time only.
    pub(in crate::logic) fn chosen_from_passing_parties(
        &self,
        norm: NormId,
    ) -> impl Iterator<Item = VarId> {
        let own = &self.model.norms[norm];
        let come_and_go = |sort: &SortId| {
            let instrument = self.party_roles.get(sort);
            instrument.is_some_and(|&id| self.model.instruments[id].has_parties_who_come_and_go())
        };
        own.chosen().filter(move |&var| own.scope[var].sorts.iter().any(come_and_go))
    }

    /// Whether in a case of it alone a duty leaves its bearer nobody to choose.
    pub fn has_nobody_to_choose(&self, norm: NormId, witness: &Witness) -> bool {
        let situation = self.filled(&witness.whole);
        let world = self.world(&situation, &[norm]);
        witness.members.first().is_some_and(|who| {
            let it = reference::Instance::of(norm, who.clone(), 0);
            world.has_nobody_to_choose(&it) == Ok(true)
        })
    }

    /// Whether there may be nobody but individuals whom a duty among these norms could choose.
    pub(super) fn may_be_named_alone(&self, norms: &[NormId]) -> bool {
        let model = self.model;
        norms
            .iter()
            .map(|&norm| &model.norms[norm])
            .any(|norm| norm.chosen_sorts().any(|sort| model.may_be_named_alone(sort)))
    }
}
