//! Who is not in a case, and would make a norm displace a member of the set, were there somebody.

use super::witness::Witness;
use crate::logic::reference::Instance;
use crate::logic::theory::Theory;
use crate::model::{NormId, RelationKind, Situation, SortId};

/// The most norms that displace a member of which this is asked.
const MOST_DISPLACING: usize = 16;

/// A norm that binds nobody in a case, since somebody is not there whom it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nobody {
    /// The norm.
    pub winner: NormId,
    /// What they would be.
    pub sort: SortId,
    /// The member that it would displace.
    pub loser: NormId,
}

impl Theory<'_> {
    /// For a norm that displaces a member of the set: that there is nobody in the case for whom it would, where one more
    /// would make the difference. The case is worked out again with that one.
    pub fn nobody_to_displace_for(&self, norms: &[NormId], witness: &Witness) -> Option<Nobody> {
        for (&loser, participants) in norms.iter().zip(&witness.members) {
            let vars = &self.model.norms[loser].scope.vars;
            if vars.iter().filter(|var| !var.some).count() != participants.len() {
                continue;
            }
            let displacing = self.relations_against(loser);
            let displacing = displacing.filter(|it| it.kind == RelationKind::Displaces);
            let winners = displacing.flat_map(|it| self.relations.members(it.winner));
            let member = Instance::of(loser, participants.clone(), 0);
            for winner in winners.filter(|it| !norms.contains(it)).take(MOST_DISPLACING) {
                if let Some(sort) = self.missing_for(winner, &member, witness) {
                    return Some(Nobody { winner, sort, loser });
                }
            }
        }
        None
    }

    /// What somebody would have to be with whom the norm displaces the member, which applies without.
    fn missing_for(&self, winner: NormId, member: &Instance, witness: &Witness) -> Option<SortId> {
        let about = [winner, member.norm];
        let case = self.filled(&witness.whole);
        let applies = |case: &Situation| self.world(case, &about).applies(member);
        if applies(&case) != Ok(true) {
            return None;
        }
        let named = self.model.norms[winner].scope.vars.iter().filter(|var| !var.some);
        named.filter_map(|var| var.sorts.first().copied()).find(|&sort| {
            let mut wider = case.clone();
            wider.participants.push(self.somebody_else(sort));
            applies(&self.filled(&wider)) == Ok(false)
        })
    }
}
