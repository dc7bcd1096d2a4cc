//! Duties that leave to their bearer whom to choose, against several bans that may leave nobody to choose. A duty to do
//! what a rule excludes towards the same is as good as a ban.
//!
//! Which bans may leave nobody together is asked in `sets_over_a_choice`: "no case" is a proof. Each set that may is looked at: each ban is on somebody of the case, and whoever else could be chosen is caught
//! by an instance of one of them, whatever is true of that one. A set that is not found to be a conflict so is told as a
//! question without an answer: one ban may be needed on several people, or leave some of them by precedence.

use std::collections::BTreeSet;

use super::behaviour::Demands;
use super::set::Set;
use crate::logic::Limit;
use crate::logic::applies::recurring::Turn;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::conflict::{Conflict, Examined};
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Node, Place};
use crate::logic::theory::Theory;
use crate::logic::theory::partners::Partner;
use crate::model::{
    Act, ActRuleKind, ActionId, Clause, Cond, DaySpan, Modal, NormId, Occurrence, Relation,
    RelationKind, RuleId, Term, VarId,
};

/// Needs of what is needed are followed so far.
const NEEDS_IN_A_ROW: usize = 6;

impl Theory<'_> {
    /// Whether of the bans among these norms one may apply to whomever the bearer of a duty chooses, in a case in which no
    /// ban alone applies to everybody: that is asked of pairs.
    pub(super) fn may_leave_nobody(&self, duty: NormId, among: &[NormId]) -> Result<bool, Limit> {
        let mut bans = self.bans_on_a_choice(duty);
        bans.retain(|ban| among.contains(ban));
        Ok(bans.len() > 1 && self.bar_everybody_together(duty, &bans)?)
    }

    /// What may stand against whomever the bearer of a duty chooses; nothing where it leaves no choice.
    fn bans_on_a_choice(&self, duty: NormId) -> Vec<NormId> {
        if self.model.norms[duty].modal != Modal::Must || !self.leaves_the_choice(&[duty]) {
            return Vec::new();
        }
        let is_ban = |&(norm, _): &(NormId, usize)| {
            self.model.norms[norm].modal == Modal::MustNot
                || self.model.norms[duty].actions().any(|action| self.shuts_out(norm, action))
        };
        let mut bans: Vec<NormId> =
            self.touching(duty).iter().filter(|it| is_ban(it)).map(|(norm, _)| *norm).collect();
        bans.dedup();
        bans
    }

    /// Those of them that leave somebody in some case: the others conflict with the duty as a pair, and belong in no set of
    /// more.
    pub(super) fn bans_that_leave_somebody(&self, duty: NormId) -> Result<Vec<NormId>, Limit> {
        let bans = self.bans_on_a_choice(duty);
        let mut left = Vec::new();
        for ban in bans.iter().copied().filter(|_| bans.len() > 1) {
            let mut query = self.asking_of(duty);
            let found = query.find(&mut |query| {
                let it = query.instance(duty, 0, Binding::empty(&query.model.norms[duty].scope));
                let alone = std::slice::from_ref(&ban);
                let applies = query.applies(&it, Polarity::Positive)?;
                Ok(applies.and(!query.everybody_is_barred(&it, alone, Polarity::Negative)?))
            })?;
            let leaves = found.is_some() || {
                // What is assumed can say more of whoever is chosen than is asked about here.
                let examined = self.assumes_something().then(|| self.examine(&[duty, ban]));
                examined.is_some_and(|it| it.is_ok_and(|found| found.conflict.is_none()))
            };
            if leaves {
                left.push(ban);
            }
        }
        Ok(left)
    }

    /// A query about a duty, in some stretch of it if it recurs.
    fn asking_of(&self, duty: NormId) -> Query<'_> {
        let mut query = Query::new(self);
        if self.recurs(duty) {
            query.turns.insert(duty, Turn::Between(0, None));
        }
        query
    }

    /// The conflict of bans that may leave a duty nobody to choose.
    ///
    /// # Errors
    /// None was found, which is no proof here, or a limit was reached before that.
    pub fn conflict_over_a_choice(&self, norms: &[NormId]) -> Result<Conflict, Limit> {
        match self.examine(norms) {
            Ok(Examined { conflict: Some(conflict), .. }) => Ok(conflict),
            // Who yields in a clash of more than two, the case may not know: that is no fault of the program.
            Ok(_) | Err(Limit::Replay | Limit::Values) => Err(Limit::NobodyLeft),
            Err(limit) => Err(limit),
        }
    }

    /// Whoever must choose among parties chooses among those who are so when the act is done: where some are for a time only,
    /// that is not looked at of what is to be done all the time.
    ///
    /// # Errors
    /// A standing duty among these norms leaves such a choice.
    pub(in crate::logic) fn choose_among_lasting_parties(
        &self,
        norms: &[NormId],
    ) -> Result<(), Limit> {
        let is_open = |norm: NormId| {
            shape(&self.model.norms[norm]) == Shape::Standing
                && self.chosen_from_passing_parties(norm).next().is_some()
        };
        match norms.iter().any(|&norm| is_open(norm)) {
            true => Err(Limit::NotYet(
                "a standing duty that leaves a choice among parties of whom some are so for a time only",
            )),
            false => Ok(()),
        }
    }

    /// That these norms are no clash is no proof where bans among them may leave nobody to choose.
    ///
    /// # Errors
    /// They may.
    pub fn leave_somebody(&self, norms: &[NormId]) -> Result<(), Limit> {
        for &duty in norms.iter().filter(|_| norms.len() > 2) {
            if self.may_leave_nobody(duty, norms)? {
                return Err(Limit::NobodyLeft);
            }
        }
        Ok(())
    }

    /// Beside a ban of these norms there is another, which prevails over it: of those whom a duty of theirs may choose the
    /// one can bar some and the other the rest, and who loses such a clash is not followed.
    fn bans_may_yield_together(&self, norms: &[NormId]) -> bool {
        let prevails = |over: NormId, ban: NormId| {
            let rulings = self.rulings(&[over, ban]).unwrap_or_default();
            let by_canon = rulings.iter().any(|it| it.canons.iter().any(|(_, by)| *by == over));
            let query = Query::new(self);
            let mut relations = self.relations_against(ban);
            let default = self.model.norms[ban].default && !self.model.norms[over].default;
            by_canon || default || relations.any(|it| query.reaches(it.winner, over))
        };
        norms.iter().any(|&duty| {
            let (own, others): (Vec<NormId>, Vec<NormId>) =
                self.bans_on_a_choice(duty).into_iter().partition(|ban| norms.contains(ban));
            own.iter().any(|&ban| others.iter().any(|&other| prevails(other, ban)))
        })
    }

    /// Whether a norm among these with a ban may be kept from applying by anybody who is there: by what displaces it towards
    /// that one, or an exception that asks for somebody. Then whom the ban is on must not be whoever is chosen: that one, of
    /// whom nothing is known, would be there.
    fn is_spoilt_by_whoever_is_there(&self, norms: &[NormId]) -> bool {
        let has_ban = norms.iter().any(|&norm| self.model.norms[norm].modal == Modal::MustNot);
        has_ban
            && norms.iter().any(|&norm| {
                let own = &self.model.norms[norm];
                let displaces = |it: &Relation| it.kind == RelationKind::Displaces;
                self.asks_about_somebody(norm)
                    || self.relations_against(norm).any(displaces)
                    || [&own.when, &own.unless].iter().any(|it| self.asks_norms(it))
            })
    }

    /// Whether a duty among these leaves a choice of what needs an event, or what is forbidden by what happens: of those who are
    /// free to choose nothing has happened, so that somebody is to be there of whom it has.
    pub(super) fn chooses_where_something_happened(&self, norms: &[NormId]) -> bool {
        let needs_event = |&id: &RuleId| {
            let rule = &self.model.rules[id];
            rule.kind == ActRuleKind::Needs && matches!(rule.right, Occurrence::Event { .. })
        };
        let asks = |part: &Cond| {
            matches!(part, Cond::Happens(_) | Cond::Before { .. } | Cond::Distance { .. })
        };
        let hangs = |it: &Clause| matches!(it.hangs_on(), Some(Occurrence::Event { .. }));
        let is_ban_by_events = |&(ban, _): &(NormId, usize)| {
            let own = &self.model.norms[ban];
            let mut conds =
                [&own.when, &own.unless].into_iter().flat_map(|it| self.model.parts(it));
            own.modal == Modal::MustNot && (conds.any(asks) || own.clauses().any(hangs))
        };
        norms.iter().filter(|&&norm| self.leaves_the_choice(&[norm])).any(|&norm| {
            let mut done = self.model.norms[norm].actions().flat_map(|act| self.done_with(act));
            done.any(|act| self.rules_of(act).iter().any(needs_event))
                || self.touching(norm).iter().any(is_ban_by_events)
        })
    }

    /// Whether a norm is a duty to do, once, what excludes an act.
    fn shuts_out(&self, norm: NormId, action: ActionId) -> bool {
        let own = &self.model.norms[norm];
        let excludes = |other| self.is_tied(action, other) == Some(ActRuleKind::Excludes);
        own.modal == Modal::Must && own.acts.len() == 1 && own.actions().any(excludes)
    }

    /// In some case the duty applies, and at each moment of it one of the bans to whoever is chosen, but no one of them
    /// to everybody at all of these moments.
    fn bar_everybody_together(&self, duty: NormId, bans: &[NormId]) -> Result<bool, Limit> {
        let mut query = self.asking_of(duty);
        let found = query.find(&mut |query| {
            let it = query.instance(duty, 0, Binding::empty(&query.model.norms[duty].scope));
            let mut parts = vec![
                query.applies(&it, Polarity::Positive)?,
                query.everybody_is_barred(&it, bans, Polarity::Positive)?,
            ];
            for ban in bans {
                let alone = std::slice::from_ref(ban);
                parts.push(!query.everybody_is_barred(&it, alone, Polarity::Negative)?);
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_some())
    }
}

impl<'t, 'm> Set<'t, 'm> {
    /// This set, in which bans catch whoever is chosen by instances of their own.
    pub(in crate::logic) fn over_a_choice(&self) -> Option<Self> {
        let asked = self.theory.leaves_the_choice(self.norms)
            && (self.norms.len() > 2
                || self.theory.may_be_named_alone(self.norms)
                || self.theory.is_spoilt_by_whoever_is_there(self.norms)
                || self.theory.chooses_where_something_happened(self.norms));
        asked.then(|| Set { choice_apart: true, ..self.clone() })
    }

    /// Whether a duty leaves its bearer to choose among those whom an instrument lists, and nobody else is there.
    pub(in crate::logic) fn chooses_from_a_list(&self) -> bool {
        let model = self.theory.model;
        self.norms
            .iter()
            .map(|&norm| &model.norms[norm])
            .any(|norm| norm.chosen_sorts().any(|sort| model.sorts[sort].listed))
    }

    /// Why no case was found that stands up.
    pub(in crate::logic) fn why_it_falls(&self, limit: Limit) -> Limit {
        match limit == Limit::Replay && self.theory.bans_may_yield_together(self.norms) {
            true => Limit::YieldingOverAChoice,
            false => limit,
        }
    }
}

impl Query<'_> {
    /// All stand, with bans on several who are around, and of whoever else could be chosen one ban or another catches
    /// each; without any one of them somebody is left.
    pub(in crate::logic) fn conflict_over_choice(&mut self, set: &[&Instance]) -> Grounded {
        self.stand_for_others = self.on_whom_bans_are_told(set)?;
        let mut parts = vec![self.is_found_today(set, Polarity::Positive)?, self.are_several(set)];
        for it in set {
            parts.push(self.applies_if_open(it, Polarity::Positive)?);
            parts.push(!self.defeated(it, Polarity::Negative)?);
        }
        let unfulfillable = self.unfulfillable_by_those_who_stand(set, Polarity::Positive)?;
        let unsettled = self.nobody_loses_alone(set, Polarity::Positive)?;
        parts.push(self.whoever_is_chosen(unfulfillable.and(unsettled))?);
        for left_out in 0..set.len() {
            let mut rest = set.to_vec();
            rest.remove(left_out);
            let unfulfillable = self.unfulfillable(&rest, Polarity::Negative)?;
            parts.push(!self.whoever_is_chosen(unfulfillable)?);
        }
        Ok(Formula::all(parts))
    }

    /// Those on whom the bans of a set are that catch whoever is chosen, too, where somebody new can be: they are named by
    /// nothing else in it.
    fn on_whom_bans_are_told(&mut self, set: &[&Instance]) -> Result<BTreeSet<Node>, Limit> {
        let (mut found, mut named) = (BTreeSet::new(), BTreeSet::new());
        for it in set {
            let mut own = BTreeSet::new();
            for duty in set.iter().filter(|duty| self.model.norms[duty.norm].modal == Modal::Must) {
                for act in 0..self.model.norms[duty.norm].acts.len() {
                    for caught in self.on_whoever_is_chosen(it, duty, act)? {
                        let both = it.binding.0.iter().zip(&caught.binding.0);
                        for (one, chosen) in both.filter_map(|(a, b)| (*a).zip(*b)) {
                            if one != chosen
                                && self.universe.is_fresh(chosen)
                                && !self.nobody_new_can_be(chosen)?
                            {
                                own.insert(one);
                            }
                        }
                    }
                }
            }
            named.extend(self.participants(it).into_iter().filter(|node| !own.contains(node)));
            found.extend(own);
        }
        Ok(&found - &named)
    }

    /// The instances of the bans that forbid an act of a duty towards whomever its bearer chooses, where those that were
    /// found are on others.
    pub(super) fn bans_on_whoever_is_chosen(
        &mut self,
        it: &Instance,
        act: usize,
        demands: &Demands<'_>,
    ) -> Result<Vec<Instance>, Limit> {
        let mut caught = Vec::new();
        if self.choice_apart {
            for ban in &demands.bans {
                for on_chosen in self.on_whoever_is_chosen(ban, it, act)? {
                    caught.extend(self.beside_those_brought(on_chosen));
                }
            }
        }
        Ok(caught)
    }

    fn on_whoever_is_chosen(
        &mut self,
        ban: &Instance,
        it: &Instance,
        act: usize,
    ) -> Result<Vec<Instance>, Limit> {
        let theirs = &self.model.norms[ban.norm];
        let Act::Do { action, args } = &theirs.acts[ban.act] else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        if theirs.modal != Modal::MustNot {
            return Ok(found);
        }
        let deed = self.deed(it, act)?;
        for done in self.done_or_needed(&deed)? {
            if done.action != *action {
                continue;
            }
            let caught = self.about_whoever_is_chosen(ban, &done, args);
            if caught != *ban && !found.contains(&caught) {
                found.push(caught);
            }
        }
        Ok(found)
    }

    /// A ban on whoever is chosen, as it is and beside those whom that one brings along.
    fn beside_those_brought(&self, ban: Instance) -> Vec<Instance> {
        let norm = &self.model.norms[ban.norm];
        let args = norm.acts[ban.act].args().unwrap_or_default();
        let named: Vec<Option<Node>> = ban.binding.0.clone();
        let mut all = vec![ban];
        for (place, own) in named.into_iter().enumerate() {
            let var = VarId(place as u32);
            let is_beside = norm.bearer != Term::Var(var) && !args.contains(&Term::Var(var));
            let Some(own) = own.filter(|_| is_beside) else { continue };
            let brought: Vec<Node> = self.brought_like(own).collect();
            let with = |it: &Instance, node: Node| {
                let mut it = it.clone();
                it.binding.set(var, node);
                it
            };
            let new = all.iter().flat_map(|it| brought.iter().map(move |&node| with(it, node)));
            let new: Vec<Instance> = new.collect();
            all.extend(new);
        }
        all
    }

    /// The instance of a ban's norm on whomever the bearer of a duty chooses, and when the one on whom the ban is could be
    /// that one.
    pub(in crate::logic) fn on_everybody_to_choose(
        &mut self,
        ban: &Instance,
        duty: &Instance,
    ) -> Result<Option<(Instance, Formula)>, Limit> {
        let norm = &self.model.norms[duty.norm];
        if norm.modal != Modal::Must || norm.acts.len() > 1 {
            return Ok(None);
        }
        let Ok([caught]) = <[Instance; 1]>::try_from(self.on_whoever_is_chosen(ban, duty, 0)?)
        else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        for (own, fresh) in ban.binding.0.iter().zip(&caught.binding.0) {
            let (Some(own), Some(fresh)) = (*own, *fresh) else { continue };
            if own != fresh {
                let var = duty.binding.0.iter().position(|it| *it == Some(fresh));
                let Some(var) = var else { return Ok(None) };
                let mut chosen = duty.binding.clone();
                chosen.0[var] = Some(own);
                parts.push(self.fits(&norm.scope, &chosen, VarId(var as u32)));
            }
        }
        Ok(Some((caught, Formula::all(parts))))
    }

    /// At each moment of the duty one of the bans stands against whoever is chosen, new or at hand, for each of its acts.
    fn everybody_is_barred(
        &mut self,
        it: &Instance,
        bans: &[NormId],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for (place, act) in self.model.norms[it.norm].acts.iter().enumerate() {
            let stands = |ban: &NormId| {
                let mut banned = self.model.norms[*ban].actions();
                match self.model.norms[*ban].modal {
                    Modal::MustNot => act.action().is_some_and(|action| {
                        let done = self.theory.done_with(action);
                        banned.any(|banned| done.contains(&banned))
                    }),
                    _ => act.action().is_some_and(|action| self.theory.shuts_out(*ban, action)),
                }
            };
            let own: Vec<NormId> = bans.iter().copied().filter(stands).collect();
            if !self.is_towards_nobody(it, place)? {
                parts.push(self.is_barred(it, place, &own, polarity)?);
            }
            for (other, may_be) in self.choices_at_hand(it, place) {
                parts.push(may_be.implies(self.is_barred(&other, place, &own, polarity)?));
            }
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    fn is_barred(
        &mut self,
        it: &Instance,
        place: usize,
        bans: &[NormId],
        polarity: Polarity,
    ) -> Grounded {
        let deed = self.deed(it, place)?;
        let t = self.universe.moment();
        let open = self.live_at(it, t.into(), !polarity)?;
        let open = open.and(self.chose_among_parties_of(it, t.into())?);
        let partners = self.partners(it, &|norm| bans.contains(&norm))?;
        let mut ways = vec![self.lacks_what_it_needs((&deed, t), &partners, polarity, 0)?];
        for partner in partners {
            let mut body = |query: &mut Self, ban: &Instance| {
                let theirs = query.deed(ban, ban.act)?;
                if query.model.norms[ban.norm].modal == Modal::Must {
                    // What it asks for, at whatever moment, excludes the act at all moments.
                    let (one, other) = ((&deed, t.into()), (&theirs, t.into()));
                    let excluded = query.exclude_each_other(one, other, polarity)?;
                    return Ok(query.applies(ban, polarity)?.and(excluded));
                }
                let stands = query.effective(ban, polarity)?;
                let same = query.is_deed(&deed, &theirs, polarity)?;
                Ok(stands.and(same).and(query.live_at(ban, t.into(), polarity)?))
            };
            ways.push(self.some_instance(&partner, polarity, &mut body)?);
        }
        eliminate::forall(&mut self.universe, t, open.implies(Formula::any(ways)))
    }

    /// What the deed needs is forbidden at each moment before this one, now by one of the bans, now by another; or lacks what
    /// it needs itself. `depth`: how many needs led here.
    fn lacks_what_it_needs(
        &mut self,
        (deed, t): (&Deed, Place),
        partners: &[Partner],
        polarity: Polarity,
        depth: usize,
    ) -> Grounded {
        if depth > NEEDS_IN_A_ROW {
            return Ok(Formula::constant(polarity == Polarity::Positive));
        }
        let mut lacking = Vec::new();
        for (_, needed, given) in self.needs(deed, polarity)? {
            let Some(needed) = Deed::of_key(&needed) else { continue };
            let before = self.universe.moment();
            let mut ways =
                vec![self.lacks_what_it_needs((&needed, before), partners, polarity, depth + 1)?];
            for partner in partners {
                let partner = self.on_deed(partner, &needed)?;
                let mut body = |query: &mut Self, ban: &Instance| {
                    let own = &query.model.norms[ban.norm];
                    if own.modal != Modal::MustNot {
                        return Ok(Formula::False);
                    }
                    let theirs = query.deed(ban, ban.act)?;
                    let same = query.is_deed(&needed, &theirs, polarity)?;
                    if same == Formula::False {
                        return Ok(same);
                    }
                    // Whether a ban reaches back before it came into force is to be looked at.
                    let live = match own.in_force.iter().all(|days| *days == DaySpan::ALWAYS) {
                        true => query.live_at(ban, before.into(), polarity)?,
                        false => Formula::constant(polarity == Polarity::Positive),
                    };
                    Ok(Formula::all([query.effective(ban, polarity)?, same, live]))
                };
                ways.push(self.some_instance(&partner, polarity, &mut body)?);
            }
            let early = self.universe.before(before.into(), t.into(), false);
            let barred = early.implies(Formula::any(ways));
            lacking.push(given.and(eliminate::forall(&mut self.universe, before, barred)?));
        }
        Ok(Formula::any(lacking))
    }
}
