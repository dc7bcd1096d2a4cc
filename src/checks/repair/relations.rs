//! Which norm yields: `subject to` in the one that yields, or for all norms of its instrument; `notwithstanding` in
//! the one that prevails, where the other cannot say so.

use super::{Clash, Seeking, repair};
use crate::diagnostics::Fix;
use crate::model::{InstrumentId, Modal, NormId, Target};

/// For two norms, that one yields to the other.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let [a, b] = *it.norms else { return Vec::new() };
    let both = [(a, b), (b, a)].into_iter();
    both.filter_map(|(loser, winner)| seeking.yields(loser, winner)).collect()
}

/// For norms of two instruments, that all norms of one yield to those of the other.
pub(super) fn of_instruments(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let [a, b] = *it.norms else { return Vec::new() };
    let of = |norm: NormId| seeking.model().norms[norm].instrument;
    let both =
        [(a, b), (b, a)].into_iter().filter(|&(loser, winner)| !seeking.stands_over(loser, winner));
    both.filter_map(|(loser, winner)| seeking.yields_wholly(of(loser), of(winner))).collect()
}

impl Seeking<'_> {
    fn yields(&self, loser: NormId, winner: NormId) -> Option<Fix> {
        let same = |it: NormId| (self.model().norms[it].instrument, &self.model().norms[it].name);
        let of = |it: NormId| self.model().norms[it].instrument;
        if same(loser) == same(winner) || self.stands_above(of(loser), of(winner)) {
            return None;
        }
        // A second relation would contradict the first.
        if self.are_related(loser, winner) {
            return None;
        }
        if self.can_relate(loser) && self.can_be_named(winner) {
            return Some(self.relates(loser, "subject to", winner));
        }
        let says = self.can_relate(winner) && self.can_be_named(loser);
        says.then(|| self.relates(winner, "notwithstanding", loser))
    }

    /// Whether a relation between the two is written already.
    fn are_related(&self, a: NormId, b: NormId) -> bool {
        let sides = [(Target::Norm(a), Target::Norm(b)), (Target::Norm(b), Target::Norm(a))];
        self.model().relations.iter().any(|it| sides.contains(&(it.winner, it.loser)))
    }

    /// What has a rank in some order does not yield to what has none or a lower one, nor a treaty to what is no treaty:
    /// nobody who drafts the other can make it so.
    pub(super) fn stands_above(&self, one: InstrumentId, other: InstrumentId) -> bool {
        if self.outranks(one, other) && !self.outranks(other, one) {
            return true;
        }
        let own = |it: InstrumentId| {
            let it = &self.model().instruments[it];
            (!it.standings.is_empty(), it.binds_parties_only())
        };
        let ((ranked, treaty), (other_ranked, other_treaty)) = (own(one), own(other));
        ranked && !other_ranked || ranked == other_ranked && treaty && !other_treaty
    }

    /// Behind an `otherwise` a relation would be one of the whole norm.
    fn can_relate(&self, norm: NormId) -> bool {
        let it = &self.model().norms[norm];
        it.otherwise.is_none() && it.primary.is_none()
    }

    fn can_be_named(&self, norm: NormId) -> bool {
        let it = &self.model().norms[norm];
        it.primary.is_none() && it.modal != Modal::Relation
    }

    fn relates(&self, norm: NormId, how: &str, other: NormId) -> Fix {
        let words = format!("{how} {}", self.model().qualified(other));
        let title = format!("add `{words}` to `{}`", self.model().qualified(norm));
        repair(title, vec![self.behind_sentence(norm, &words, 0)])
    }

    fn yields_wholly(&self, loser: InstrumentId, winner: InstrumentId) -> Option<Fix> {
        let name = |it: InstrumentId| self.model().instruments[it].name.as_deref();
        let (own, other) = (name(loser)?, name(winner)?);
        if loser == winner || self.outranks(loser, winner) || self.stands_above(loser, winner) {
            return None;
        }
        let words = format!("subject to {other}");
        let title = format!("add `{words}` to the head of `{own}`: all its norms yield");
        Some(repair(title, vec![self.in_head(loser, &words)?]))
    }
}
