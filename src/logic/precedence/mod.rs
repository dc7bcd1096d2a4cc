//! Precedence: which of two clashing instances prevails, and by what.
//!
//! Written relations first, then the canons in the declared order, order by order (language reference,
//! *precedence*). Somebody prevails only if every order that ranks both says so.

pub(super) mod effective;
pub(super) mod outnumbered;
pub(super) mod settled;
pub(super) mod several;

use super::Limit;
use super::applies::open_vars;
use super::applies::window::{Shape, shape};
use super::ground::formula::Formula;
use super::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use super::ground::universe::Place;
use super::theory::Theory;
use crate::model::{
    Canon, DaySpan, InstrumentId, Norm, NormId, OrderId, Reason, Relation, RelationKind, Term,
    VarId,
};

/// What one order says of two instruments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ranking {
    /// The order.
    pub(super) order: OrderId,
    /// The place of the rank of each: 0 is the highest.
    pub(super) ranks: (u32, u32),
}

impl Theory<'_> {
    /// The orders that rank both instruments.
    pub(super) fn rankings(&self, a: InstrumentId, b: InstrumentId) -> Vec<Ranking> {
        let (x, y) = (&self.model.instruments[a], &self.model.instruments[b]);
        let mut found = Vec::new();
        for own in &x.standings {
            for other in y.standings.iter().filter(|other| other.order == own.order) {
                found.push(Ranking { order: own.order, ranks: (own.rank, other.rank) });
            }
        }
        found
    }

    /// Whether a norm of the first instrument can make one of the second yield: same or lower rank of its own
    /// order. Where neither names an order, nothing sets them apart.
    pub(super) fn reaches_down(&self, from: InstrumentId, to: InstrumentId) -> bool {
        let none = |it: InstrumentId| self.model.instruments[it].standings.is_empty();
        if from == to || (none(from) && none(to)) {
            return true;
        }
        let rankings = self.rankings(from, to);
        !rankings.is_empty() && rankings.iter().all(|it| it.ranks.0 <= it.ranks.1)
    }
}

impl Theory<'_> {
    /// Whether a text says that the first norm prevails over the second, which it cannot: that is of a higher rank.
    pub fn says_in_vain(&self, lower: NormId, higher: NormId) -> bool {
        let query = Query::new(self);
        let to = self.model.norms[higher].instrument;
        let mut relations = self.relations_against(higher);
        relations.any(|it| {
            it.kind != RelationKind::Yields
                && query.reaches(it.winner, lower)
                && !self.reaches_down(it.instrument, to)
        })
    }
}

impl Query<'_> {
    /// Whether a `displaces` of the first norm can reach the second.
    pub(super) fn may_displace(&self, winner: NormId, loser: NormId) -> bool {
        let norms = &self.model.norms;
        self.theory.reaches_down(norms[winner].instrument, norms[loser].instrument)
    }

    /// Whether one norm could prevail over another in some situation; cheap, and never too strict.
    pub(super) fn could_prevail(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        if x.recommendation && !y.recommendation {
            return false;
        }
        if y.default && !x.default {
            return true;
        }
        let mut relations = self.theory.relations_against(b);
        let written = relations.any(|it| self.says(it, a, b));
        written || self.canon_could(a, b)
    }

    fn canon_could(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        let canons = self.theory.canons(a);
        // No norm outranks itself, lies within its own field, or came after itself.
        a != b
            && !rankings.is_empty()
            && rankings.iter().all(|it| {
                (canons.contains(&Canon::Superior) && it.ranks.0 < it.ranks.1)
                    || canons.contains(&Canon::Specialis)
                    || (canons.contains(&Canon::Posterior)
                        && it.ranks.0 == it.ranks.1
                        && self.may_be_later(a, b))
            })
    }

    /// Whether anything lets the first norm prevail over the second in some situation: what is written, its rank, its narrower
    /// field or its later date.
    pub(super) fn has_a_ground(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let mut relations = self.theory.relations_against(b);
        if y.default && !x.default || relations.any(|it| self.says(it, a, b)) {
            return true;
        }
        let gives = |canon: &Canon, ranking: &Ranking| match canon {
            Canon::Superior => ranking.ranks.0 < ranking.ranks.1,
            Canon::Specialis => self.theory.is_special(a, b) != Ok(false),
            Canon::Posterior => ranking.ranks.0 == ranking.ranks.1 && self.may_be_later(a, b),
        };
        let canons = self.theory.canons(a);
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        a != b && rankings.iter().all(|it| canons.iter().any(|canon| gives(canon, it)))
    }

    /// Whether the later date could let the first norm prevail over the second; where an instrument says that earlier norms
    /// prevail, either.
    fn may_be_later(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let turned = |it: &Norm| self.model.instruments[it.instrument].earlier_prevail;
        let mut days = x.in_force.iter();
        turned(x) || turned(y) || days.any(|own| y.in_force.iter().any(|it| own.from > it.from))
    }

    /// Whether only canons could let the first norm prevail over the second, and the narrower field, which lets the second,
    /// is asked before any that could: where it does not decide between two treaties, their dates do not either.
    pub(super) fn loses_by_its_field(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let canons = self.theory.canons(a);
        let place = |canon: Canon| canons.iter().position(|&it| it == canon);
        let Some(field) = place(Canon::Specialis) else { return false };
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        let outranks = rankings.iter().any(|it| it.ranks.0 < it.ranks.1);
        let by_rank = outranks && place(Canon::Superior).is_some();
        let by_date_first = place(Canon::Posterior).is_some_and(|date| date < field);
        let as_default = y.default && !x.default;
        let mut relations = self.theory.relations_against(b);
        if a == b
            || by_rank
            || by_date_first
            || as_default
            || self.theory.ignores(Reason::Specialis)
        {
            return false;
        }
        !relations.any(|it| self.says(it, a, b)) && self.theory.is_special(b, a) == Ok(true)
    }

    fn says(&self, relation: &Relation, winner: NormId, loser: NormId) -> bool {
        relation.kind != RelationKind::Displaces
            && self.reaches(relation.winner, winner)
            && self.reaches(relation.loser, loser)
            && (relation.kind == RelationKind::Yields
                || self
                    .theory
                    .reaches_down(relation.instrument, self.model.norms[loser].instrument))
    }

    /// The first instance prevails over the second.
    pub(in crate::logic) fn prevails(
        &mut self,
        a: &Instance,
        b: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let (x, y) = (&self.model.norms[a.norm], &self.model.norms[b.norm]);
        if x.recommendation && !y.recommendation {
            return Ok(Formula::False);
        }
        let wins = self.written(a, b, polarity)?;
        // A recommendation makes no duty yield, whatever is written.
        let loses = match y.recommendation && !x.recommendation {
            true => Formula::False,
            false => self.written(b, a, !polarity)?,
        };
        if loses == Formula::True {
            return Ok(Formula::False);
        }
        let by_canon = if wins == Formula::True { Formula::False } else { self.canons(a, b)? };
        let not_lost = !loses;
        Ok(Formula::all([self.stands_today(a, polarity)?, not_lost, wins.or(by_canon)]))
    }

    /// Nobody yields to a norm that is not in force, binds nobody here or is displaced on the day that is looked at.
    fn stands_today(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let now = Place::NOW.into();
        let force = self.force_at(it, now)?;
        if force == Formula::False || shape(&self.model.norms[it.norm]) == Shape::Once {
            return Ok(force); // a duty to be done once was asked when it opened
        }
        Ok(force.and(!self.displaced(it, now, !polarity, 0)?))
    }

    /// A written relation says that the first prevails.
    pub(super) fn written(&mut self, a: &Instance, b: &Instance, polarity: Polarity) -> Grounded {
        let (x, y) = (&self.model.norms[a.norm], &self.model.norms[b.norm]);
        if self.theory.ignores(Reason::Savings) {
            return Ok(Formula::False);
        }
        let mut ways = Vec::new();
        if y.default && !x.default {
            ways.push(self.agree_but_for_bearers(a, b));
        }
        let theory = self.theory;
        for relation in theory.relations_against(b.norm) {
            if self.says(relation, a.norm, b.norm) {
                // A condition that stands outside both norms asks of one bearer.
                let own = [a.norm, b.norm].map(Some).contains(&relation.norm);
                let agree = if own || relation.when.is_true() {
                    self.agree_but_for_bearers(a, b)
                } else {
                    self.agree(a, b)
                };
                ways.push(agree.and(self.relation_between(relation, a, b, polarity)?));
            }
        }
        Ok(Formula::any(ways))
    }

    fn relation_between(
        &mut self,
        relation: &Relation,
        a: &Instance,
        b: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        self.relation_holds(relation, &[a, b], Place::NOW.into(), polarity, 0)
    }

    /// Two instances have the same bearer, and agree on equal names and on sorts of which each has one.
    pub(super) fn agree(&mut self, a: &Instance, b: &Instance) -> Formula {
        let (binding, same) = self.matching(a, b.norm);
        let mut parts = vec![same, self.have_one_bearer(a, b), self.named_agree(a.norm, b)];
        let vars = &self.model.norms[b.norm].scope.vars;
        for ((wanted, own), var) in binding.0.iter().zip(&b.binding.0).zip(vars) {
            // Whom a duty leaves to its bearer is nobody in particular.
            if let (false, Some(wanted), Some(own)) = (var.some, wanted, own) {
                parts.push(self.universe.same(*wanted, *own));
            }
        }
        Formula::all(parts)
    }

    /// Two instances in a clash, which may bind two bearers, agree on equal names and on sorts of which each has one.
    fn agree_but_for_bearers(&mut self, a: &Instance, b: &Instance) -> Formula {
        let (x, y) = (&self.model.norms[a.norm], &self.model.norms[b.norm]);
        let mut parts = Vec::new();
        for (index, _) in y.scope.vars.iter().enumerate().filter(|(_, it)| !it.some) {
            let var = VarId(index as u32);
            let Some(other) = self.counterpart_in(b.norm, var, a.norm) else { continue };
            let both_bear = x.bearer == Term::Var(other) && y.bearer == Term::Var(var);
            if let (false, Some(own), Some(other)) =
                (both_bear, b.binding.get(var), a.binding.get(other))
            {
                parts.push(self.universe.same(own, other));
            }
        }
        parts.extend([self.named_agree(a.norm, b), self.named_agree(b.norm, a)]);
        Formula::all(parts)
    }

    /// Every order that ranks both gives the first, by its first canon that decides.
    fn canons(&mut self, a: &Instance, b: &Instance) -> Grounded {
        let (x, y) = (&self.model.norms[a.norm], &self.model.norms[b.norm]);
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        if rankings.is_empty() {
            return Ok(Formula::False);
        }
        let mut all = Vec::new();
        for ranking in rankings {
            all.push(self.wins_in(ranking, a, b)?);
        }
        Ok(Formula::all(all))
    }

    fn wins_in(&mut self, ranking: Ranking, a: &Instance, b: &Instance) -> Grounded {
        let mut undecided = Formula::True;
        let mut wins = Formula::False;
        for &canon in self.theory.canons(a.norm) {
            let (first, second) = self.by_canon(canon, ranking, a, b)?;
            wins = wins.or(undecided.clone().and(first.clone()));
            undecided = Formula::all([undecided, !first, !second]);
            if undecided == Formula::False {
                break;
            }
        }
        Ok(wins)
    }

    /// Whether a canon gives the first, and whether it gives the second.
    pub(super) fn by_canon(
        &mut self,
        canon: Canon,
        ranking: Ranking,
        a: &Instance,
        b: &Instance,
    ) -> Result<(Formula, Formula), Limit> {
        let (rank_a, rank_b) = ranking.ranks;
        let ignored = match canon {
            Canon::Superior => Reason::Superior,
            Canon::Specialis => Reason::Specialis,
            Canon::Posterior => Reason::Posterior,
        };
        if self.theory.ignores(ignored) {
            return Ok((Formula::False, Formula::False));
        }
        match canon {
            Canon::Superior => {
                Ok((Formula::constant(rank_a < rank_b), Formula::constant(rank_b < rank_a)))
            }
            Canon::Specialis => {
                if a.norm == b.norm {
                    return Ok((Formula::False, Formula::False));
                }
                let first = self.theory.is_special(a.norm, b.norm)?;
                let second = !first && self.theory.is_special(b.norm, a.norm)?;
                if !first && !second {
                    return Ok((Formula::False, Formula::False));
                }
                let shared = self.between_parties(a, b);
                let given = |wins: bool| Formula::constant(wins).and(shared.clone());
                Ok((given(first), given(second)))
            }
            Canon::Posterior if rank_a == rank_b => self.posterior(a, b),
            Canon::Posterior => Ok((Formula::False, Formula::False)),
        }
    }

    fn posterior(&mut self, a: &Instance, b: &Instance) -> Result<(Formula, Formula), Limit> {
        let (x, y) = (&self.model.norms[a.norm], &self.model.norms[b.norm]);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        // As if all were in force at all times, one is still the later one, by its last days.
        let at_all_times = self.theory.ignores(Reason::NotInForce);
        let (own_days, other_days) = match at_all_times {
            true => (last_of(&x.in_force), last_of(&y.in_force)),
            false => (x.in_force.as_slice(), y.in_force.as_slice()),
        };
        for &own in own_days {
            for &other in other_days {
                if own.from == other.from {
                    continue;
                }
                let now = match at_all_times {
                    true => Formula::True,
                    false => self
                        .in_span(own, Place::NOW.into())
                        .and(self.in_span(other, Place::NOW.into())),
                };
                if own.from > other.from { first.push(now) } else { second.push(now) }
            }
        }
        let (mut first, mut second) = (Formula::any(first), Formula::any(second));
        let (own, other) = (x.instrument, y.instrument);
        let instruments = &self.model.instruments;
        let shared = self.between_parties(a, b);
        (first, second) = (first.and(shared.clone()), second.and(shared));
        if own != other {
            // One that yields to earlier norms does so where it is the later one.
            let turned = (instruments[own].earlier_prevail, instruments[other].earlier_prevail);
            (first, second) = match turned {
                (false, false) => (first, second),
                (true, true) => (second, first),
                (true, false) => (Formula::False, second.or(first)),
                (false, true) => (first.or(second), Formula::False),
            };
        }
        Ok((first, second))
    }

    /// Of two treaties neither a later date nor a narrower field takes from a State what it was not asked for (VCLT
    /// 30(4)(b), 34): every State that the instances name is a party to both.
    fn between_parties(&mut self, a: &Instance, b: &Instance) -> Formula {
        let of = |it: &Instance| self.model.norms[it.norm].instrument;
        let (own, other) = (of(a), of(b));
        let treaty = |it| self.model.instruments[it].binds_parties_only();
        match own != other && treaty(own) && treaty(other) {
            true => self.all_are_parties(a, b, own, other),
            false => Formula::True,
        }
    }

    /// Every State that the two instances name is a party to both.
    fn all_are_parties(
        &mut self,
        a: &Instance,
        b: &Instance,
        own: InstrumentId,
        other: InstrumentId,
    ) -> Formula {
        let mut nodes = self.named(a);
        nodes.extend(self.named(b));
        nodes.sort();
        nodes.dedup();
        let mut parts = Vec::new();
        let now = Place::NOW.into();
        let instruments = &self.model.instruments;
        let kinds = [instruments[own].party_kinds.as_slice(), &instruments[other].party_kinds];
        for node in nodes {
            let can: Vec<_> =
                kinds.concat().into_iter().map(|kind| self.universe.is(kind, node)).collect();
            let both = self.party(own, node, now).and(self.party(other, node, now));
            parts.push(Formula::any(can).implies(both));
        }
        Formula::all(parts)
    }

    /// Variables of an instance's norm that nobody has been chosen for.
    pub(super) fn open_of(&self, norm: NormId, binding: &Binding) -> Vec<VarId> {
        open_vars(&self.model.norms[norm].scope, binding)
    }
}

fn last_of(days: &[DaySpan]) -> &[DaySpan] {
    &days[days.len().saturating_sub(1)..]
}
