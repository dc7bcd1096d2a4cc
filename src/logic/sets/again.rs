//! Whether a norm may be needed several times in one set: of other participants.

use super::{Search, is_named};
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::model::{Act, Clause, Modal, NormId, Occurrence, Point, Term};

/// How often a norm stands in a set because the order of acts that it asks for runs in a ring.
const ROUND: usize = 2;
/// And if it asks for it under conditions, which may shut out a ring of two.
const ROUND_BY_FACTS: usize = 3;

impl Search<'_, '_> {
    /// Whether a further instance of a duty of the group may matter.
    pub(super) fn may_stand_again(&mut self, group: &[NormId], duty: NormId) -> bool {
        let own = &self.theory.model.norms[duty];
        match own.modal {
            Modal::Must if own.acts.len() == 1 => {
                self.may_shut_out_again(group, duty)
                    || self.may_bind_two(group, duty)
                    || self.may_go_round(group, duty)
                    || self.may_come_along_again(group, duty)
            }
            // A ban until somebody else acts may keep that one from it, too, if it does not name all who matter to it.
            Modal::MustNot => {
                let copies = group.iter().filter(|&&it| it == duty).count();
                // One who must act, and waits for others in a ring: with more norms only rings of two are looked at.
                let alone = group.len() == copies + 1;
                let by_facts = alone && self.waits_longer_by_facts(duty);
                let most = if by_facts { ROUND_BY_FACTS } else { ROUND };
                copies < most
                    && (!is_named(&own.bearer) || self.waits_by_participants(duty))
                    && self.waits_for_others(duty)
                    && self.ties.keeps_from_freedom(duty, duty)
                    || copies < self.needed_against(group, duty)
            }
            _ => false,
        }
    }

    /// Its window hangs on an act by or towards somebody whom neither its act nor a name tells.
    fn waits_by_participants(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        let told = |arg: &Term| {
            is_named(arg) || own.acts.iter().filter_map(Act::args).any(|it| it.contains(arg))
        };
        own.clauses().filter_map(Clause::hangs_on).any(|it| match it {
            Occurrence::Act { by, args, .. } => {
                (*by != own.bearer && !is_named(by)) || !args.iter().all(told)
            }
            Occurrence::Event { .. } => false,
        })
    }

    /// A ban under conditions that lasts for a while after an act: a ring of three may wait for each other where two cannot.
    /// Those who wait for the act alone can all act at once.
    fn waits_longer_by_facts(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        let at_once = |clause: &Clause| matches!(clause.anchor(), Some(Point::Occurrence(_)));
        !own.when.is_true() && own.clauses().any(|it| it.hangs_on().is_some() && !at_once(it))
    }

    /// Its window hangs on an act by somebody else, or towards somebody else.
    fn waits_for_others(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        let known = |arg: &Term| {
            *arg == own.bearer || own.acts.iter().filter_map(Act::args).any(|it| it.contains(arg))
        };
        own.clauses().filter_map(Clause::hangs_on).any(|it| match it {
            Occurrence::Act { by, args, .. } => *by != own.bearer || !args.iter().all(known),
            Occurrence::Event { .. } => false,
        })
    }

    /// The order of acts that the group asks for can run in a ring through several participants: it is one thing before
    /// another for the first, and the other way round for the next.
    fn may_go_round(&mut self, group: &[NormId], duty: NormId) -> bool {
        let copies = group.iter().filter(|&&it| it == duty).count();
        let most = if self.ties_others_by_facts(duty) { ROUND_BY_FACTS } else { ROUND };
        copies < most
            && group.iter().any(|&norm| self.orders_among_others(norm))
            && self.runs_in_a_ring(group)
    }

    /// It is a duty before, or after, an act by somebody else, or towards somebody else.
    fn orders_among_others(&self, norm: NormId) -> bool {
        self.theory.model.norms[norm].modal == Modal::Must && self.waits_for_others(norm)
    }

    /// It says of several participants for whom it orders acts, so that a ring may need more of them.
    fn ties_others_by_facts(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        self.orders_among_others(norm) && !own.when.is_true()
    }

    /// It may bind the bearer of another norm of the group, and somebody else whose act would free from that norm.
    fn may_bind_two(&mut self, group: &[NormId], duty: NormId) -> bool {
        let norms = &self.theory.model.norms;
        let copies = group.iter().filter(|&&it| it == duty).count();
        let done = self.ties.done(duty);
        // One that names whom it binds binds one, with several participants.
        let named = is_named(&norms[duty].bearer);
        let is_ring = |pair: &[NormId]| {
            norms[pair[0]].modal == Modal::MustNot && pair.iter().all(|it| *it == pair[0])
        };
        if copies > 1
            || group.windows(ROUND_BY_FACTS).any(is_ring)
            || norms[duty].scope.vars.is_empty()
        {
            return false;
        }
        let waiting: Vec<NormId> = group
            .iter()
            .copied()
            .filter(|&norm| {
                norm != duty
                    && (if named {
                        self.waits_by_participants(norm)
                    } else {
                        self.waits_for_others(norm)
                    })
                    && (done.iter().any(|done| self.theory.hangs_on(norm, done))
                        || self.ties.keeps_from_freedom(duty, norm))
            })
            .collect();
        waiting.iter().any(|&norm| self.may_wait_for_two(norm, duty, group))
    }

    /// What a norm asks for, which waits for what a duty does, may be kept from that by the duty of another, or by what other
    /// norms of the group do. What is to be done once after an act, or before it, is done beside all else.
    fn may_wait_for_two(&mut self, norm: NormId, duty: NormId, group: &[NormId]) -> bool {
        let own = &self.theory.model.norms[norm];
        let once = own.modal == Modal::Must && shape(own) == Shape::Once;
        !once
            || forbids_earlier(own.window.as_ref())
            || self.ties.keeps_from_freedom(duty, norm)
            || self.ties.by_rules(norm, duty)
            || group.iter().filter(|&&it| it == norm).count() > 1
            || self.ties.done(norm).iter().any(|done| {
                let mut others = group.iter().filter(|&&it| it != norm && it != duty);
                others.any(|&other| self.ties.reaches(norm, done, other))
            })
    }

    /// It may shut out another act of a duty of the group that leaves a choice.
    fn may_shut_out_again(&mut self, group: &[NormId], duty: NormId) -> bool {
        let norms = &self.theory.model.norms;
        if norms[duty].scope.vars.len() < 2 {
            return false;
        }
        let copies = group.iter().filter(|&&it| it == duty).count();
        group.iter().filter(|&&it| it != duty).any(|&norm| {
            let own = &norms[norm];
            let done = self.ties.done(norm);
            let each = own.acts.iter().zip(done.iter());
            let reached = each.filter(|(_, done)| self.ties.reaches(norm, done, duty));
            // What shuts out one act towards somebody shuts out another towards the same.
            let mut towards: Vec<Option<&[Term]>> = Vec::new();
            for (act, _) in reached {
                if !towards.contains(&act.args()) {
                    towards.push(act.args());
                }
            }
            own.modal == Modal::Must && towards.len() > copies
        })
    }
}
