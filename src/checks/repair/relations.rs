//! Which norm yields: `subject to`, written in the one that yields.

use super::{Seeking, repair};
use crate::diagnostics::Fix;
use crate::logic::Conflict;
use crate::model::{Modal, NormId};

/// For two norms, that one yields to the other.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Conflict) -> Vec<Fix> {
    let [a, b] = *it.norms else { return Vec::new() };
    let both = [(a, b), (b, a)].into_iter();
    both.filter(|&(loser, winner)| seeking.can_yield(loser, winner))
        .map(|(loser, winner)| seeking.yields(loser, winner))
        .collect()
}

impl Seeking<'_> {
    fn can_yield(&self, loser: NormId, winner: NormId) -> bool {
        let (loser, winner) = (&self.model().norms[loser], &self.model().norms[winner]);
        // Behind an `otherwise` a relation would be one of the whole norm.
        let alone = loser.otherwise.is_none() && loser.primary.is_none();
        let nameable = winner.primary.is_none() && winner.modal != Modal::Relation;
        let same = loser.instrument == winner.instrument && loser.name == winner.name;
        alone && nameable && !same
    }

    fn yields(&self, loser: NormId, winner: NormId) -> Fix {
        let words = format!("subject to {}", self.model().qualified(winner));
        let title = format!("add `{words}` to `{}`", self.model().qualified(loser));
        repair(title, vec![self.behind_sentence(loser, &words, 0)])
    }
}
