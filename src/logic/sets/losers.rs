//! Which members of a larger set could lose it: the loser is the one member over which another prevails and which
//! prevails over nobody.

use crate::logic::ground::query::Query;
use crate::model::{Canon, NormId, Reason, RelationKind};

impl Query<'_> {
    /// Whether the norm loses no clash of the set, since it surely prevails over another member, or one fares as it does.
    pub(super) fn never_loses(&self, norm: NormId, set: &[NormId]) -> bool {
        let whole = |norm: NormId| self.model.whole(norm);
        let others = || set.iter().copied().filter(|&it| it != norm);
        others().any(|other| self.surely_prevails(norm, other))
            || others()
                .any(|other| whole(other) != whole(norm) && self.fare_alike(norm, other, set))
    }

    /// Wherever both apply, the first prevails: it is of a higher rank, and nothing else is written.
    fn surely_prevails(&self, a: NormId, b: NormId) -> bool {
        let own = &self.model.norms[a];
        let instrument = &self.model.instruments[own.instrument];
        let lasts = own.in_force.iter().all(|days| days.until.is_none())
            && !instrument.has_parties_who_come_and_go()
            && !self.theory.relations_against(a).any(|it| it.kind == RelationKind::Displaces);
        lasts && self.outranks(a, b) && self.ranks_alone_decide(a, b)
    }

    /// Every order that ranks both sets the first above the second.
    fn outranks(&self, a: NormId, b: NormId) -> bool {
        let instrument = |norm: NormId| self.model.norms[norm].instrument;
        let rankings = self.theory.rankings(instrument(a), instrument(b));
        !rankings.is_empty() && rankings.iter().all(|it| it.ranks.0 < it.ranks.1)
    }

    /// Nothing is written of the two, and of canons the rank is asked first.
    fn ranks_alone_decide(&self, a: NormId, b: NormId) -> bool {
        let by_rank = |norm: NormId| {
            let own = &self.model.norms[norm];
            self.theory.canons(norm).first() == Some(&Canon::Superior)
                && !own.default
                && !own.recommendation
        };
        let written = |winner: NormId, loser: NormId| {
            self.theory.relations_against(loser).any(|it| self.reaches(it.winner, winner))
        };
        let ignored = self.theory.ignores(Reason::Superior);
        !ignored && by_rank(a) && by_rank(b) && !written(a, b) && !written(b, a)
    }

    /// Two norms of one instrument and one time, over which the same members prevail, and which prevail over none: where one
    /// of them is a loser, the other is, too.
    fn fare_alike(&self, a: NormId, b: NormId, set: &[NormId]) -> bool {
        let each = |member: NormId| {
            let alike = |it: NormId| {
                it == member || self.outranks(member, it) || self.are_equals(member, it)
            };
            let by_rank = |it: NormId| it == member || self.ranks_alone_decide(it, member);
            alike(a) && alike(b) && by_rank(a) && by_rank(b)
        };
        let instrument = |norm: NormId| self.model.norms[norm].instrument;
        instrument(a) == instrument(b) && set.iter().all(|&member| each(member))
    }

    /// Two norms of one instrument and one time, neither of which is a special case of the other.
    fn are_equals(&self, a: NormId, b: NormId) -> bool {
        let (own, other) = (&self.model.norms[a], &self.model.norms[b]);
        let special = |a, b| self.theory.is_special(a, b) != Ok(false);
        own.instrument == other.instrument
            && own.in_force == other.in_force
            && !special(a, b)
            && !special(b, a)
    }
}
