//! Defeat in clashes of three and more: the loser is the one member over which another prevails and which prevails
//! over nobody. Where several norms are such, none loses; several members of one norm lose together.

use std::collections::BTreeSet;

use super::effective::Standing;
use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::limits::{DEFEATING, WORK_OF_DEFEAT};
use crate::logic::theory::Theory;
use crate::model::{Act, NormId, Situation, Term};

impl Theory<'_> {
    /// How many members a clash that one of these norms could lose can have in a case, at least two.
    pub fn largest_defeat(&self, norms: &BTreeSet<NormId>, situation: &Situation) -> usize {
        let sets =
            norms.iter().flat_map(|&norm| self.larger().losing(norm).iter().map(Vec::len).max());
        let bans = norms.iter().filter_map(|&norm| self.bans_against_a_choice(norm, situation));
        let chosen = bans.map(|bans| bans + 1);
        sets.chain(chosen).max().unwrap_or(2).min(DEFEATING)
    }

    /// How many bans a duty that leaves to its bearer towards whom can need to clash, where precedence may decide.
    fn bans_against_a_choice(&self, norm: NormId, situation: &Situation) -> Option<usize> {
        if !self.leaves_the_choice(&[norm]) {
            return None;
        }
        let query = Query::new(self);
        let decides =
            |other: NormId| query.could_prevail(other, norm) || query.could_prevail(norm, other);
        if !self.touching(norm).iter().any(|&(other, _)| decides(other)) {
            return None;
        }
        let own = &self.model.norms[norm];
        let chosen = |arg: &Term| match arg {
            Term::Var(var) if own.scope[*var].some => situation.fitting(&own.scope[*var]).count(),
            _ => 1,
        };
        let acts = own.acts.iter().filter_map(Act::args);
        Some(acts.map(|args| args.iter().map(chosen).product::<usize>()).sum())
    }
}

/// What is asked of the other members of a clash that somebody loses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum OtherMembers {
    /// All of them are in; so deep are defeaters of defeaters followed.
    AllIn(u32),
    /// None of them is out.
    NoneOut(u32),
}

impl Query<'_> {
    /// The instance loses a clash of three or more, the other members of which stand as asked.
    pub(super) fn is_outnumbered(
        &mut self,
        it: &Instance,
        others: OtherMembers,
        polarity: Polarity,
    ) -> Grounded {
        let mut ways = Vec::new();
        let theory = self.theory;
        if theory.larger().may_lose_unseen(it.norm) {
            return Err(Limit::Sets);
        }
        let mut work = 0;
        for set in theory.larger().losing(it.norm) {
            if set.iter().any(|norm| self.left_out.contains(norm)) {
                continue;
            }
            if self.reads_plainly() {
                let (can_clash, own) = theory.clash_together(set);
                work += own;
                if work > WORK_OF_DEFEAT {
                    return Err(Limit::Effort);
                }
                if !can_clash {
                    continue;
                }
            }
            if set.len() > DEFEATING {
                return Err(Limit::Sets);
            }
            let mut rest: Vec<(usize, NormId)> = set.iter().copied().enumerate().collect();
            let own = rest.remove(set.iter().position(|&norm| norm == it.norm).unwrap_or_default());
            let alone = std::slice::from_ref(it);
            ways.push(self.loses_among(alone, &[own.0], &rest, others, polarity)?);
        }
        Ok(Formula::any(ways))
    }

    /// Windows and the order of acts are read as they are written.
    fn reads_plainly(&self) -> bool {
        !(self.tight || self.optimistic || self.unordered || self.norms_open)
    }

    /// There are instances of the rest, each tied to one before it, with which the first loses a clash. (`placed`: the places
    /// in the set of those who are there. As in [`Set::linking_orders`](crate::logic::clash::set::Set), each way to
    /// tie them is one order.)
    fn loses_among(
        &mut self,
        members: &[Instance],
        placed: &[usize],
        rest: &[(usize, NormId)],
        others: OtherMembers,
        polarity: Polarity,
    ) -> Grounded {
        if rest.is_empty() {
            return self.loses_to(members, others, polarity);
        }
        let mut ways = Vec::new();
        for (at, &(place, next)) in rest.iter().enumerate() {
            let waits = |it: &(usize, NormId)| {
                rest.iter().any(|by| by != it && self.theory.are_touching(by.1, it.1))
            };
            if !rest[..at].iter().all(waits) {
                break;
            }
            let from = placed.iter().rposition(|&it| it > place).unwrap_or(0);
            let mut partners = Vec::new();
            for earlier in &members[from..] {
                for partner in self.partners(earlier, &|norm| norm == next)? {
                    if !partners.contains(&partner) {
                        partners.push(partner);
                    }
                }
            }
            let mut rest = rest.to_vec();
            rest.remove(at);
            let placed = [placed, &[place]].concat();
            for partner in partners {
                let mut body = |query: &mut Self, by: &Instance| {
                    if members.contains(by) {
                        return Ok(Formula::False);
                    }
                    let with = [members, std::slice::from_ref(by)].concat();
                    query.loses_among(&with, &placed, &rest, others, polarity)
                };
                ways.push(self.some_instance(&partner, polarity, &mut body)?);
            }
        }
        Ok(Formula::any(ways))
    }

    /// The first is the only loser of a clash of these, and the others stand as asked.
    fn loses_to(
        &mut self,
        members: &[Instance],
        others: OtherMembers,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = vec![self.is_loser(members, 0, polarity)?];
        if parts[0] == Formula::False {
            return Ok(Formula::False);
        }
        let whole = |it: &Instance| self.model.whole(it.norm);
        for (place, it) in members.iter().enumerate().skip(1) {
            // Two that are of one norm lose together: that norm yields.
            if whole(it) != whole(&members[0]) {
                parts.push(!self.is_loser(members, place, !polarity)?);
            }
        }
        let alone = Formula::all(parts);
        if alone.is_plainly_never_so() {
            return Ok(Formula::False);
        }
        let rest: Vec<&Instance> = members.iter().skip(1).collect();
        let clash = self.in_some_turn(&rest, polarity, &mut |query| {
            query.clashes_with_those_who_stand(members, others, polarity)
        })?;
        Ok(alone.and(clash))
    }

    fn clashes_with_those_who_stand(
        &mut self,
        members: &[Instance],
        others: OtherMembers,
        polarity: Polarity,
    ) -> Grounded {
        // Who is defeated applies: nobody asks otherwise.
        let all: Vec<&Instance> = members[1..].iter().chain([&members[0]]).collect();
        let clash = self.clash_with(&all, all.len() - 1, polarity)?;
        let mut parts = vec![clash, self.are_several(&all)];
        if parts.contains(&Formula::False) {
            return Ok(Formula::False);
        }
        for (place, by) in members.iter().enumerate().skip(1) {
            let stands = match others {
                OtherMembers::AllIn(depth) => self.is_in(by, depth, polarity)?,
                OtherMembers::NoneOut(depth) => !self.is_out(by, depth, !polarity)?,
            };
            let falls_too = match self.model.whole(by.norm) == self.model.whole(members[0].norm) {
                true => self.is_loser(members, place, polarity)?,
                false => Formula::False,
            };
            parts.push(stands.or(falls_too));
        }
        Ok(Formula::all(parts))
    }

    /// Whatever the case, a clash of the set, were it one, would have one loser, and nobody could defeat the others: not all
    /// of them are effective.
    pub(in crate::logic) fn is_lost_in_any_case(
        &mut self,
        set: &[&Instance],
    ) -> Result<bool, Limit> {
        let members: Vec<Instance> = set.iter().map(|it| (*it).clone()).collect();
        let whole = |it: &Instance| self.model.whole(it.norm);
        let norms: Vec<NormId> = members.iter().map(whole).collect();
        let (mut losing, mut stands) = (BTreeSet::new(), Vec::new());
        for (place, &norm) in norms.iter().enumerate() {
            match self.is_loser(&members, place, Polarity::Negative)? {
                Formula::True => _ = losing.insert(norm),
                Formula::False => stands.push(&members[place]),
                _ => return Ok(false),
            }
        }
        Ok(losing.len() == 1
            && stands.into_iter().try_fold(true, |so, it| {
                Ok::<bool, Limit>(
                    so && !self.theory.larger().may_lose(it.norm) && self.superiors(it)?.is_empty(),
                )
            })?)
    }

    /// Of a set of three or more, the one at this place is the only loser. (Of two, whoever another prevails over is.)
    pub(in crate::logic) fn loses_alone(&mut self, set: &[&Instance], place: usize) -> Grounded {
        if set.len() < 3 {
            return Ok(Formula::True);
        }
        let members: Vec<Instance> = set.iter().copied().cloned().collect();
        let mut parts =
            vec![self.is_loser(&members, place, Polarity::Positive)?, self.are_several(set)];
        let whole = |place: usize| self.model.whole(members[place].norm);
        for other in (0..set.len()).filter(|&other| whole(other) != whole(place)) {
            parts.push(!self.is_loser(&members, other, Polarity::Negative)?);
        }
        Ok(Formula::all(parts))
    }

    /// No member is the only loser of the set, which precedence would then settle.
    pub(in crate::logic) fn nobody_loses_alone(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let members: Vec<Instance> = set.iter().copied().cloned().collect();
        let whole = |place: usize| self.model.whole(members[place].norm);
        let mut parts = Vec::new();
        for place in 0..set.len() {
            let mut alone = vec![self.is_loser(&members, place, !polarity)?];
            for other in (0..set.len()).filter(|&other| whole(other) != whole(place)) {
                alone.push(!self.is_loser(&members, other, polarity)?);
            }
            parts.push(!Formula::all(alone));
        }
        Ok(Formula::all(parts))
    }

    /// Another member prevails over this one, and this one over nobody.
    fn is_loser(&mut self, members: &[Instance], place: usize, polarity: Polarity) -> Grounded {
        let (mut loses, mut wins) = (Vec::new(), Vec::new());
        for rival in members.iter().enumerate().filter(|(other, _)| *other != place) {
            loses.push(self.prevails(rival.1, &members[place], polarity)?);
            wins.push(self.prevails(&members[place], rival.1, !polarity)?);
        }
        Ok(Formula::any(loses).and(!Formula::any(wins)))
    }

    /// As [`Query::is_outnumbered`], asked once in a round.
    pub(super) fn loses_larger(
        &mut self,
        it: &Instance,
        others: OtherMembers,
        polarity: Polarity,
    ) -> Grounded {
        if !self.theory.larger().may_lose(it.norm) {
            return Ok(Formula::False);
        }
        let asked = Standing::Outnumbered(it.clone(), others, polarity);
        self.once(asked, &mut |query| query.is_outnumbered(it, others, polarity))
    }
}
