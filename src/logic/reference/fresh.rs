//! A fresh participant whose facts suit is always at hand for a duty towards somebody, no matter whom.

use std::collections::BTreeSet;

use super::asking::Mentions;
use super::deeds::Deed;
use super::moments::Moments;
use super::{Answer, Instance, Unsupported, World};
use crate::model::{
    Act, ActRule, ActionId, AttributeType, Clause, Cond, Join, Modal, Norm, NormId, Occurrence,
    Participant, ParticipantId, Relation, Situation, SortId, Term, Window,
};

/// More ways to be a fresh participant than this are not tried.
const MOST_WAYS: usize = 1_024;

/// A situation with fresh participants, and the set with the bans that catch them too.
pub(super) type Extension = (Situation, Vec<Instance>);

/// What a ban on a fresh participant does that yields, for that one, to a duty of the set or to another norm.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BansThatYield {
    /// It stands in the way all the same, as in every clash.
    Count,
    AreLeftOut,
}

impl World<'_> {
    /// Whether some behaviour respects the duties and bans of the set, with fresh participants at hand.
    pub(super) fn is_respectable(&self, set: &[Instance]) -> Answer<bool> {
        if self.is_schedulable(set)? {
            return Ok(true);
        }
        self.is_met_by_fresh(set, BansThatYield::Count)
    }

    /// Whether a duty of the set can be met towards a fresh participant for whom the bans of the set yield to it. A
    /// set that leaves that way out is a clash, but no conflict.
    pub(super) fn is_let_off_by_fresh(&self, set: &[Instance]) -> Answer<bool> {
        self.is_met_by_fresh(set, BansThatYield::AreLeftOut)
    }

    /// Whether a duty of the set loses once the bans that catch a fresh participant are counted in: one of them prevails
    /// over it, and it over none. Then precedence settles the clash.
    pub(super) fn loses_by_fresh(&self, set: &[Instance]) -> Answer<bool> {
        for (situation, extended) in self.extensions(set, &[], BansThatYield::Count)? {
            let world = self.with_at_hand(&situation);
            let losers = world.losers(&extended)?;
            let is_lost = |it: &&Instance| self.model.norms[it.norm].modal == Modal::Must;
            if losers.iter().any(|loser| set.iter().filter(is_lost).any(|it| it == loser)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_met_by_fresh(&self, set: &[Instance], yielding: BansThatYield) -> Answer<bool> {
        for (situation, set) in self.extensions(set, &[], yielding)? {
            if self.with_at_hand(&situation).is_schedulable(&set)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The moments at which the deed can be done while the set is respected, with fresh participants at hand.
    pub(super) fn possible_with_fresh(&self, set: &[Instance], deed: &Deed) -> Answer<Moments> {
        let mut all = self.possible(set, deed)?;
        for (situation, set) in self.extensions(set, &[], BansThatYield::Count)? {
            all = all.or(&self.with_at_hand(&situation).possible(&set, deed)?);
        }
        Ok(all)
    }

    /// Whether these duties can be met with all that stands of some bans respected: towards those who are there, or
    /// towards somebody new for whom all is as it must be.
    ///
    /// # Errors
    /// A limit was reached, or the evaluator cannot tell: a duty prevails over one of the bans, or the other way round.
    pub fn leave_somebody(&self, duties: &[Instance], bans: &[NormId]) -> Answer<bool> {
        let with_all = |world: &World<'_>| {
            let mut set = duties.to_vec();
            for it in bans.iter().flat_map(|&ban| world.instances(ban)) {
                if !world.applies(&it)? || world.is_broken(&it)? {
                    continue;
                }
                for duty in duties {
                    // Whoever would be chosen: the ban on that one takes the duty away.
                    if world.would_displace(&it, duty)? {
                        return Ok(true);
                    }
                    if world.prevails(duty, &it)? || world.prevails(&it, duty)? {
                        return Err(Unsupported::new("who prevails towards whoever is chosen"));
                    }
                }
                if world.effective(&it)? {
                    set.push(it);
                }
            }
            world.is_schedulable(&set)
        };
        if with_all(self)? {
            return Ok(true);
        }
        for (situation, _) in self.extensions(duties, bans, BansThatYield::AreLeftOut)? {
            if with_all(&self.with_at_hand(&situation))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // Every way to add a fresh participant for each `some` of the duties; none, iff no duty has one. What other norms ask
    // about them is open, too.
    pub(super) fn extensions(
        &self,
        set: &[Instance],
        others: &[NormId],
        yielding: BansThatYield,
    ) -> Answer<Vec<Extension>> {
        let (mut situation, fresh) = self.with_one_for_each(set)?;
        if fresh.is_empty() {
            return Ok(Vec::new());
        }
        let new_kinds = self.tops_of(&fresh, &situation);
        let norms: BTreeSet<NormId> =
            set.iter().map(|it| it.norm).chain(others.iter().copied()).collect();
        let asked = self.asked(&norms, yielding, &situation, &fresh)?;
        let mut chosen = fresh.clone();
        chosen.extend(self.new_values(&asked, &mut situation, &fresh));
        let brought = self.those_brought_along(&norms, &mut situation, &chosen);
        chosen.extend(self.new_values(&asked, &mut situation, &brought));
        let questions = self.questions(&asked, &situation, &chosen, &brought);
        let new = [chosen, brought].concat();
        let mut ways = vec![situation];
        for question in &questions {
            ways = ways.iter().flat_map(|way| self.answers(question, way)).collect();
            if ways.len() > MOST_WAYS {
                return Err(Unsupported::new("too many ways to be a fresh participant"));
            }
        }
        let is_duty = |it: &&Instance| self.model.norms[it.norm].modal == Modal::Must;
        let duties: Vec<Instance> = set.iter().filter(is_duty).cloned().collect();
        let mut extensions = Vec::new();
        for way in ways {
            let world = self.with_at_hand(&way);
            // Somebody on whose account a duty of the set would no longer apply makes another case; of bans one may choose
            // somebody to whom they say nothing.
            if world.is_possible()? && world.all_apply(&duties)? {
                let set = world.with_bans_on(&new, set, yielding)?;
                extensions.push((way, set));
            }
        }
        // Where what is assumed names all whom there are, nobody new is at hand.
        let named_alone = new_kinds.into_iter().any(|kind| self.model.may_be_named_alone(kind));
        if extensions.is_empty() && !named_alone {
            return Err(Unsupported::new("assumptions that leave nobody else to choose"));
        }
        Ok(extensions)
    }

    // The situation with somebody new for each `some` of the duties.
    fn with_one_for_each(&self, set: &[Instance]) -> Answer<(Situation, Vec<ParticipantId>)> {
        let mut situation = self.situation.clone();
        let first = situation.participants.len() as u32;
        for instance in set {
            // An instrument that lists its parties leaves nobody else to be one.
            let is_listed = |sort: &SortId| self.model.sorts[*sort].listed;
            let sorts = self.some_sorts(instance)?.into_iter();
            for sorts in sorts.filter(|sorts| !sorts.first().is_some_and(is_listed)) {
                let sorts = sorts.first().map(|sort| &self.model.sorts[*sort].ancestors);
                let sorts: BTreeSet<SortId> = sorts.into_iter().flatten().copied().collect();
                // One who may be chosen among the parties has joined.
                let who = ParticipantId(situation.participants.len() as u32);
                let joined = sorts.iter().filter_map(|&sort| self.party_role(sort));
                situation.parties.extend(joined.map(|instrument| (instrument, who)));
                let name = format!("somebody {}", situation.participants.len());
                situation.participants.push(Participant { name, sorts, individual: None });
            }
        }
        let last = situation.participants.len() as u32;
        Ok((situation, (first..last).map(ParticipantId).collect()))
    }

    // The sorts of the participants towards whom the duty may be met, no matter which.
    pub(super) fn some_sorts(&self, instance: &Instance) -> Answer<Vec<&[SortId]>> {
        let norm = &self.model.norms[instance.norm];
        if norm.modal != Modal::Must {
            return Ok(Vec::new());
        }
        let view = self.instance_view(instance)?;
        let mut open = BTreeSet::new();
        for act in &norm.acts {
            if let Act::Do { args, .. } = act {
                open.extend(view.open(args));
            }
        }
        Ok(open.into_iter().map(|var| &*norm.scope[var].sorts).collect())
    }

    // The bans of the set forbid the deed towards a fresh participant wherever they apply to it.
    fn with_bans_on(
        &self,
        fresh: &[ParticipantId],
        set: &[Instance],
        yielding: BansThatYield,
    ) -> Answer<Vec<Instance>> {
        let mut all = set.to_vec();
        let bearer = |it: &Instance| self.instance_view(it).map(|view| view.bearer);
        for ban in set.iter().filter(|it| self.stands_in_the_way(it.norm)) {
            let is_duty = !forbids(&self.model.norms[ban.norm]);
            for other in self.instances(ban.norm) {
                let pairs = other.participants.iter().zip(&ban.participants);
                let alike = pairs.clone().all(|(new, own)| new == own || fresh.contains(new));
                // What whoever is at hand would have to do is no matter of who may choose them.
                let alike = alike && (!is_duty || bearer(&other)? == bearer(ban)?);
                let variant = alike && other.act == ban.act && !all.contains(&other);
                if variant && self.applies(&other)? && self.counts(&other, set, yielding)? {
                    all.push(other);
                }
            }
        }
        Ok(all)
    }

    // A duty to do what a rule shuts out, or ends, towards the same is as good as a ban.
    fn stands_in_the_way(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let excludes = |rule: &&ActRule| rule.kind.shuts_out();
        let ends = |rule: &ActRule| [rule.left.action(), rule.right.action()];
        let shut_out: BTreeSet<ActionId> =
            self.rules().filter(excludes).flat_map(ends).flatten().collect();
        forbids(own) || own.modal == Modal::Must && own.actions().any(|it| shut_out.contains(&it))
    }

    fn counts(&self, ban: &Instance, set: &[Instance], yielding: BansThatYield) -> Answer<bool> {
        if yielding == BansThatYield::AreLeftOut {
            for member in set.iter().filter(|it| self.model.norms[it.norm].modal == Modal::Must) {
                if self.prevails(member, ban)? {
                    return Ok(false);
                }
            }
            return Ok(self.effective(ban).unwrap_or(true));
        }
        Ok(true)
    }

    // Somebody new, too, may be the value of an attribute of a fresh participant.
    fn new_values(
        &self,
        asked: &Mentions<'_>,
        situation: &mut Situation,
        fresh: &[ParticipantId],
    ) -> Vec<ParticipantId> {
        let mut sorts = BTreeSet::new();
        for &attribute in &asked.attributes {
            let own = &self.model.attributes[attribute];
            if let AttributeType::Participant(sort) = own.ty
                && !self.tuples(&own.params, situation, fresh).is_empty()
            {
                sorts.insert(sort);
            }
        }
        let first = situation.participants.len() as u32;
        for sort in sorts {
            let name = format!("somebody {}", situation.participants.len());
            let sorts = self.model.sorts[sort].ancestors.iter().copied().collect();
            situation.participants.push(Participant { name, sorts, individual: None });
        }
        (first..situation.participants.len() as u32).map(ParticipantId).collect()
    }

    fn tops_of(&self, who: &[ParticipantId], situation: &Situation) -> BTreeSet<SortId> {
        let sorts = who.iter().flat_map(|who| &situation.participants[who.0 as usize].sorts);
        sorts.map(|sort| self.model.sorts[*sort].top).collect()
    }

    // Whom conditions seek for one who is chosen is at hand, too.
    fn those_brought_along(
        &self,
        norms: &BTreeSet<NormId>,
        situation: &mut Situation,
        chosen: &[ParticipantId],
    ) -> Vec<ParticipantId> {
        let tops = self.tops_of(chosen, situation);
        let first = situation.participants.len() as u32;
        // Where what is assumed may name all whom there are, nobody new comes along.
        let can_be = |sort: &SortId| !self.model.may_be_named_alone(self.model.sorts[*sort].top);
        for sort in self.sought_for(norms, &tops).into_iter().filter(can_be) {
            let name = format!("somebody {}", situation.participants.len());
            let sorts = self.model.sorts[sort].ancestors.iter().copied().collect();
            situation.participants.push(Participant { name, sorts, individual: None });
        }
        (first..situation.participants.len() as u32).map(ParticipantId).collect()
    }

    // What the bans, the relations by which they yield, assumptions and rules ask about.
    fn asked(
        &self,
        norms: &BTreeSet<NormId>,
        yielding: BansThatYield,
        situation: &Situation,
        fresh: &[ParticipantId],
    ) -> Answer<Mentions<'_>> {
        let mut asked = Mentions::default();
        if yielding == BansThatYield::AreLeftOut {
            for &ban in norms.iter().filter(|it| self.stands_in_the_way(**it)) {
                for rival in self.norms().filter(|&it| self.may_settle(it, ban)) {
                    self.what_a_norm_asks(rival, &mut asked);
                }
            }
        }
        for id in self.consulted_by(norms) {
            self.what_a_norm_asks(id, &mut asked);
        }
        for &id in norms {
            let norm = &self.model.norms[id];
            self.mentions(&norm.when, &mut asked);
            self.mentions(&norm.unless, &mut asked);
            if self.hangs_on_events_of(norm, situation, fresh) {
                return Err(Unsupported::new("what happens to a fresh participant"));
            }
        }
        let reaches =
            |relation: &&Relation| norms.iter().any(|it| self.is_target(relation.loser, *it));
        for relation in self.model.relations.iter().filter(reaches) {
            self.mentions(&relation.when, &mut asked);
            // What displaces a ban towards somebody bears on whoever is of the sorts that it names.
            let displaces = relation.kind.displaces();
            for winner in self.targets(relation.winner).into_iter().filter(|_| displaces) {
                self.what_a_norm_asks(winner, &mut asked);
            }
        }
        self.model.assumptions.values().for_each(|own| self.mentions(&own.cond, &mut asked));
        self.rules().for_each(|rule| self.mentions(&rule.when, &mut asked));
        Ok(asked)
    }

    // The norms about which the conditions of these ask, about which those of these ask, and so on.
    fn consulted_by(&self, norms: &BTreeSet<NormId>) -> BTreeSet<NormId> {
        let (mut found, mut open) = (BTreeSet::new(), norms.iter().copied().collect::<Vec<_>>());
        while let Some(id) = open.pop() {
            let norm = &self.model.norms[id];
            for part in self.model.parts(&norm.when).chain(self.model.parts(&norm.unless)) {
                let consulted: Vec<NormId> = match part {
                    Cond::Applies(target) => self.targets(*target).into_iter().collect(),
                    Cond::Status(status) => {
                        let near = |a| status.actions().any(|b| self.are_near(a, b));
                        let own = |it: &NormId| self.model.norms[*it].actions().any(near);
                        self.norms().filter(own).collect()
                    }
                    _ => continue,
                };
                open.extend(consulted.into_iter().filter(|it| found.insert(*it)));
            }
        }
        found
    }

    // Whether one act may count as the other.
    pub(super) fn are_near(&self, a: ActionId, b: ActionId) -> bool {
        self.counts_as(a, b) || self.counts_as(b, a)
    }

    // What a norm asks for of those whom it names.
    fn what_a_norm_asks<'m>(&'m self, norm: NormId, asked: &mut Mentions<'m>) {
        let own = &self.model.norms[norm];
        self.mentions(&own.when, asked);
        self.mentions(&own.unless, asked);
        asked.sorts.extend(own.scope.vars.iter().flat_map(|var| &var.sorts));
    }

    // Whether another norm on the same act is ranked with a ban, or a relation is, and may prevail over it for some.
    fn may_settle(&self, rival: NormId, ban: NormId) -> bool {
        let (own, other) = (&self.model.norms[rival], &self.model.norms[ban]);
        let by_relation =
            |it: &Relation| self.is_target(it.loser, ban) && self.is_target(it.winner, rival);
        rival != ban
            && own.modal != Modal::MustNot
            && own.actions().any(|act| other.actions().any(|it| it == act))
            && (!self.shared_orders(own.instrument, other.instrument).is_empty()
                || self.model.relations.iter().any(by_relation))
    }

    // Whether the window of a ban hangs on an event of somebody towards whom the act is done, and who may be fresh.
    fn hangs_on_events_of(
        &self,
        norm: &Norm,
        situation: &Situation,
        fresh: &[ParticipantId],
    ) -> bool {
        let may_be_fresh = |term: &Term| {
            let Term::Var(var) = term else { return false };
            let tops = norm.scope[*var].sorts.iter().map(|sort| self.model.sorts[*sort].top);
            let is = |top| {
                fresh.iter().any(|who| situation.participants[who.0 as usize].sorts.contains(&top))
            };
            *term != norm.bearer && tops.into_iter().any(is)
        };
        let done_to = |term: &Term| {
            let mut args = norm.acts.iter().filter_map(Act::args);
            may_be_fresh(term) && args.any(|args| args.contains(term))
        };
        let mut events = norm.clauses().filter_map(Clause::hangs_on);
        norm.modal == Modal::MustNot
            && events.any(|it| match it {
                Occurrence::Event { args, .. } => args.iter().any(done_to),
                Occurrence::Act { .. } => false,
            })
    }
}

// A ban, or a duty that may not be done too early or that an act of the same behaviour opens or closes.
fn forbids(norm: &Norm) -> bool {
    norm.modal == Modal::MustNot
        || norm.modal == Modal::Must && (forbids_earlier(norm) || norm.hangs_on_an_act())
}

/// Whether it says `no earlier than`.
pub(super) fn forbids_earlier(norm: &Norm) -> bool {
    norm.window.as_ref().is_some_and(|window: &Window| {
        let begins = |clause: &Clause| matches!(clause, Clause::NoEarlierThan(_));
        window.join == Join::And && window.clauses.iter().any(begins)
    })
}
