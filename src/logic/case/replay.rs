//! Replays in the reference evaluator what the engine found. A case that does not hold there is never shown.

use crate::model::{
    Attribute, AttributeType, AttributeValue, Modal, NormId, Param, Participant, ParticipantId,
    Scope, Situation, SortId,
};
use std::collections::BTreeSet;

use super::witness::Witness;
use crate::logic::Limit;
use crate::logic::applies::window::forbids_earlier;
use crate::logic::reference::{self, Fields, Unsupported, World};
use crate::logic::theory::Theory;

/// The most ways to choose the participants of one norm that the reference is made to try.
const REPLAYED_CHOICES: usize = 100_000;
/// The most instances of all norms that matter to a case in which it is replayed: they are weighed against each other.
const REPLAYED_INSTANCES: usize = 5_000;
/// The most choices of stretches of duties that recur that are tried.
const REPLAYED_STRETCHES: usize = 500;
/// The most values that one attribute is given to be complete.
const FILLED_VALUES: usize = 2_000;
/// How many of those of a case are tried as the value of whatever has none.
const FILLED_WITH: usize = 16;
/// The name of somebody who only stands for a value that nothing asked for.
const NOBODY: &str = "somebody else";

/// Who is taken for a value that nothing asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// The first of the case who can be it.
    Known,
    /// This one of the case.
    One(ParticipantId),
    /// The one whose value it is.
    Own,
    /// Somebody of whom nothing is told.
    New,
}

impl Fields for Theory<'_> {
    fn within(&self, a: NormId, b: NormId) -> bool {
        self.is_special(a, b).unwrap_or(false)
    }
}

impl Theory<'_> {
    /// The situation under the norms that are looked at and can bear on these.
    pub(in crate::logic) fn world<'w>(
        &'w self,
        situation: &'w Situation,
        about: &[NormId],
    ) -> World<'w> {
        let norms = self.bearing_on(about);
        let rules = self.rules_bearing_on(&norms);
        let largest = self.largest_defeat(&norms, situation);
        World::new(self.model, situation)
            .only(norms, rules)
            .with_fields(self)
            .with_largest_clash(largest)
            .remembering(&self.memory)
    }

    /// The reference tries every choice of participants: whether they are few enough.
    pub(in crate::logic) fn can_be_replayed(
        &self,
        situation: &Situation,
        about: &[NormId],
    ) -> Result<(), Limit> {
        let choices = |scope: &Scope| choices_of(scope, situation);
        let norms = self.bearing_on(about);
        let rules = self.rules_bearing_on(&norms);
        let of_norms = norms.into_iter().map(|norm| choices(&self.model.norms[norm].scope));
        let of_rules = rules.into_iter().map(|rule| choices(&self.model.rules[rule].scope));
        let most = of_norms.chain(of_rules).max().unwrap_or(0);
        if most > REPLAYED_CHOICES { Err(Limit::Participants) } else { Ok(()) }
    }

    /// Whether a case that was found brings up so many that all instances of the norms are no longer weighed.
    fn is_crowded(&self, situation: &Situation, about: &[NormId]) -> bool {
        let norms = self.bearing_on(about).into_iter();
        let all = norms.map(|norm| choices_of(&self.model.norms[norm].scope, situation));
        all.fold(0, usize::saturating_add) > REPLAYED_INSTANCES
    }

    /// The case with a value for every attribute: one that nothing asked for gets the first that fits, somebody
    /// of the case where there is one. Where what is assumed does not hold then, others are tried: each of the case for all, the
    /// one whose value it is, and one of whom nothing is told.
    pub fn filled(&self, situation: &Situation) -> Situation {
        let first = self.filled_with(situation, Taken::Known);
        let people = |it: &Attribute| matches!(it.ty, AttributeType::Participant(_));
        if self.model.assumptions.is_empty() || !self.model.attributes.values().any(people) {
            return first;
        }
        let is_possible = |it: &Situation| World::new(self.model, it).is_possible() == Ok(true);
        if is_possible(&first) {
            return first;
        }
        let those_there = 0..situation.participants.len().min(FILLED_WITH) as u32;
        let each = those_there.map(|who| Taken::One(ParticipantId(who)));
        let others = each.chain([Taken::Own, Taken::New]);
        let mut others = others.map(|taken| self.filled_with(situation, taken));
        others.find(is_possible).unwrap_or(first)
    }

    fn filled_with(&self, situation: &Situation, taken: Taken) -> Situation {
        let mut filled = situation.clone();
        let mut people = 0;
        // Whoever is made for a value has values, too.
        while people < filled.participants.len() {
            people = filled.participants.len();
            for (id, attribute) in self.model.attributes.iter() {
                for args in self.fitting(&filled, &attribute.params) {
                    if !filled.attributes.contains_key(&(id, args.clone()))
                        && let Some(value) =
                            self.some_value(&mut filled, &attribute.ty, (taken, &args))
                    {
                        filled.attributes.insert((id, args), value);
                    }
                }
            }
        }
        filled
    }

    /// Every choice of participants for these parameters, as far as there are not too many.
    pub(in crate::logic) fn fitting(
        &self,
        situation: &Situation,
        params: &[Param],
    ) -> Vec<Vec<ParticipantId>> {
        let mut all = vec![Vec::new()];
        for param in params {
            let fits = |who: &ParticipantId| {
                situation.participants[who.0 as usize].sorts.contains(&param.sort)
            };
            let who: Vec<ParticipantId> =
                (0..situation.participants.len() as u32).map(ParticipantId).filter(fits).collect();
            all = all
                .into_iter()
                .flat_map(|chosen: Vec<ParticipantId>| {
                    who.iter().map(move |&next| [chosen.as_slice(), &[next]].concat())
                })
                .take(FILLED_VALUES)
                .collect();
        }
        all
    }

    /// Somebody of a sort of whom nothing is told.
    pub(in crate::logic) fn somebody_else(&self, sort: SortId) -> Participant {
        let sorts = self.model.sorts[sort].ancestors.iter().copied().collect();
        Participant { name: NOBODY.to_owned(), sorts, individual: None }
    }

    fn some_value(
        &self,
        situation: &mut Situation,
        ty: &AttributeType,
        (taken, args): (Taken, &[ParticipantId]),
    ) -> Option<AttributeValue> {
        Some(match ty {
            AttributeType::Participant(sort) => {
                let likely = match &taken {
                    Taken::One(who) => std::slice::from_ref(who),
                    Taken::Own => args,
                    Taken::Known | Taken::New => &[],
                };
                let mut likely = likely.iter().map(|who| who.0 as usize);
                let own = likely.find(|&who| situation.participants[who].sorts.contains(sort));
                let is = |it: &Participant| {
                    it.sorts.contains(sort) && (taken != Taken::New || it.name == NOBODY)
                };
                let known = own.or_else(|| situation.participants.iter().position(is));
                let place = known.unwrap_or_else(|| {
                    situation.participants.push(self.somebody_else(*sort));
                    situation.participants.len() - 1
                });
                AttributeValue::Participant(ParticipantId(place as u32))
            }
            AttributeType::Range(low, _) => AttributeValue::Number(*low),
            AttributeType::Choice(_) => AttributeValue::Choice(0),
            AttributeType::Length(_) => AttributeValue::Number(0),
            AttributeType::Date => AttributeValue::Day(situation.day?),
        })
    }

    /// The members of a conflict conflict in the case. Says whether an act or a violation from which it would
    /// arise (`could_arise`) can be left, all norms respected.
    pub(in crate::logic) fn replay_conflict(
        &self,
        norms: &[NormId],
        acts: &[usize],
        witness: &Witness,
        opened: bool,
        could_arise: bool,
    ) -> Result<bool, Limit> {
        let situation = self.filled(&witness.whole);
        self.can_be_replayed(&situation, norms)?;
        if self.is_crowded(&situation, norms) {
            return Err(Limit::Participants);
        }
        let world = self.world(&situation, norms);
        let members = match opened {
            true => members_such_that(&world, norms, acts, witness, &|set| {
                set.iter().all(|it| world.effective(it) == Ok(true))
                    && world.unfulfillable(set) == Ok(true)
            }),
            false => members_such_that(&world, norms, acts, witness, &|set| {
                world.conflict(set) == Ok(true)
            }),
        };
        stands(world.is_possible())?;
        let arises = could_arise && world.arises(&members).unwrap_or(true);
        if !opened {
            let exactly = world.conflict(&members);
            if exactly == Ok(false) && self.leaves_the_choice(norms) {
                self.replay_every_ban(&world, &members)?;
            } else {
                stands(exactly)?;
            }
            return Ok(arises);
        }
        // The case lists the acts that open windows, which the set itself demands: then a part of the set
        // cannot be respected already, and only the whole says why the acts were done.
        for member in &members {
            stands(world.effective(member))?;
        }
        stands(world.unfulfillable(&members))?;
        self.replay_without_starts(norms, &situation, &members)?;
        Ok(arises)
    }

    /// Any fewer members can be respected, where those acts were done or where they were not.
    fn replay_without_starts(
        &self,
        norms: &[NormId],
        situation: &Situation,
        members: &[reference::Instance],
    ) -> Result<(), Limit> {
        let clauses = norms.iter().flat_map(|&norm| self.model.norms[norm].clauses());
        let opening = clauses.filter_map(|clause| clause.opened_by()?.action());
        let opening: BTreeSet<_> = opening.collect();
        let mut before = situation.clone();
        before.acts.retain(|(action, ..), _| !opening.contains(action));
        let (with, without) = (self.world(situation, norms), self.world(&before, norms));
        for place in (0..members.len()).filter(|_| members.len() > 1) {
            let mut fewer = members.to_vec();
            fewer.remove(place);
            if [&with, &without].iter().all(|world| world.unfulfillable(&fewer) == Ok(true)) {
                return Err(Limit::Replay);
            }
        }
        Ok(())
    }

    /// In the case the members clash, and the one at the second place loses.
    pub(in crate::logic) fn replay_settled(
        &self,
        norms: &[NormId],
        acts: &[usize],
        witness: &Witness,
        (winner, loser): (usize, usize),
    ) -> Result<(), Limit> {
        let situation = self.filled(&witness.whole);
        self.can_be_replayed(&situation, norms)?;
        let world = self.world(&situation, norms);
        let loses = |set: &[reference::Instance]| {
            world.is_clash(set) == Ok(true)
                && world.losers(set).is_ok_and(|lost| lost.contains(&set[loser]))
        };
        let members = members_such_that(&world, norms, acts, witness, &loses);
        stands(world.is_possible())?;
        if self.leaves_the_choice(norms) {
            // Such a duty can need a ban for each whom the case tells of: two instances need be no clash.
            return stands(world.prevails(&members[winner], &members[loser]));
        }
        stands(world.is_clash(&members))?;
        stands(world.losers(&members).map(|lost| lost.contains(&members[loser])))
    }

    /// Asks the reference of the members that clash in the case.
    pub(in crate::logic) fn of_the_clash<T>(
        &self,
        norms: &[NormId],
        acts: &[usize],
        witness: &Witness,
        ask: impl FnOnce(&World<'_>, &[reference::Instance]) -> Result<T, Unsupported>,
    ) -> Option<T> {
        let situation = self.filled(&witness.whole);
        let world = self.world(&situation, norms);
        let clash = |set: &[reference::Instance]| world.unfulfillable(set) == Ok(true);
        ask(&world, &members_such_that(&world, norms, acts, witness, &clash)).ok()
    }

    /// Whether a clash of these norms could be avoided in a case by leaving what brings it about, were a norm beside them not
    /// written.
    pub(in crate::logic) fn arises_without(
        &self,
        beside: NormId,
        (norms, acts): (&[NormId], &[usize]),
        witness: &Witness,
    ) -> Option<bool> {
        let situation = self.filled(&witness.whole);
        let world = self.world(&situation, norms).without(&BTreeSet::from([beside]));
        let clash = |set: &[reference::Instance]| world.unfulfillable(set) == Ok(true);
        world.arises(&members_such_that(&world, norms, acts, witness, &clash)).ok()
    }

    /// Whether some norm is a duty towards somebody, no matter whom.
    pub(in crate::logic) fn leaves_the_choice(&self, norms: &[NormId]) -> bool {
        norms.iter().any(|&norm| self.model.norms[norm].chosen().next().is_some())
    }

    /// A ban, a duty that forbids its act before its time, one that hangs on an act of the behaviour, or one to do what a
    /// rule shuts out.
    fn bans_something(&self, norm: NormId) -> bool {
        let norm = &self.model.norms[norm];
        let shut_out =
            |action| self.rules_of(action).iter().any(|&id| self.model.rules[id].kind.shuts_out());
        norm.modal == Modal::MustNot
            || forbids_earlier(norm.window.as_ref())
            || norm.modal == Modal::Must && (norm.hangs_on_an_act() || norm.actions().any(shut_out))
    }

    /// A duty towards somebody, no matter whom, can need a ban for each whom the case tells of: the members
    /// conflict together with the further instances of their bans, and none of their norms can be spared.
    fn replay_every_ban(
        &self,
        world: &World<'_>,
        members: &[reference::Instance],
    ) -> Result<(), Limit> {
        let mut set = members.to_vec();
        for ban in members.iter().filter(|it| self.bans_something(it.norm)) {
            for other in world.instances(ban.norm) {
                if other.act == ban.act
                    && !set.contains(&other)
                    && world.effective(&other) == Ok(true)
                {
                    set.push(other);
                }
            }
        }
        for member in members {
            stands(world.effective(member))?;
            let rest: Vec<_> = set.iter().filter(|it| it.norm != member.norm).cloned().collect();
            stands(world.unfulfillable(&rest).map(|clash| !clash))?;
        }
        stands(world.unfulfillable(&set))
    }
}

/// The members of a set as the reference has them, of duties that recur in stretches such that something is so of them,
/// where there are such.
fn members_such_that(
    world: &World<'_>,
    norms: &[NormId],
    acts: &[usize],
    witness: &Witness,
    is_so: &dyn Fn(&[reference::Instance]) -> bool,
) -> Vec<reference::Instance> {
    let members = norms.iter().zip(acts).zip(&witness.members);
    let member = |((&norm, &act), participants): ((&NormId, &usize), &Vec<ParticipantId>)| {
        reference::Instance::of(norm, participants.clone(), act)
    };
    let members: Vec<_> = members.map(member).collect();
    let mut choices = world.choices_of_stretches(&members, REPLAYED_STRETCHES);
    let place = match choices.len() {
        1 => 0,
        _ => choices.iter().position(|set| is_so(set)).unwrap_or(0),
    };
    choices.swap_remove(place)
}

/// In how many ways participants of a situation can be chosen for those of an item.
fn choices_of(scope: &Scope, situation: &Situation) -> usize {
    let vars = scope.vars.iter().filter(|var| !var.some);
    vars.fold(1, |all, var| all.saturating_mul(situation.fitting(var).count()))
}

/// The reference says yes.
pub(in crate::logic) fn stands(answer: Result<bool, Unsupported>) -> Result<(), Limit> {
    match answer {
        Ok(true) => Ok(()),
        Ok(false) => Err(Limit::Replay),
        Err(Unsupported(reason)) => Err(Limit::Reference(reason)),
    }
}
