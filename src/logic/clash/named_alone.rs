//! Duties that leave the choice among participants who are all named: there may be nobody to choose.

use crate::logic::case::witness::Witness;
use crate::logic::reference;
use crate::logic::theory::Theory;
use crate::model::{DaySpan, NormId, SortId};

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
