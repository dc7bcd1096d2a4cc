//! What the reference evaluator says of a scenario that leaves nothing open.

use crate::model::{
    ActionId, AssertionKind, Clause, Day, DaySpan, Modal, NormId, Occurrence, ParticipantId,
    PrincipleId, ScenarioId, Situation, Status, Target, UniverseId,
};
use std::collections::BTreeSet;

use super::scenario::{ScenarioAnswer, answered};
use super::violated::UNKNOWN;
use crate::logic::Limit;
use crate::logic::applies::answers;
use crate::logic::conflict::Kind;
use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::reference::{Instance, Unsupported, World};
use crate::logic::theory::Theory;

/// The most choices of one instance for each norm that the reference is asked about.
const PLAYED_SETS: usize = 10_000;

/// The most ways to answer what a scenario leaves open that the reference is asked about.
const PLAYED_FILLINGS: usize = 32;

impl Theory<'_> {
    /// The scenario as one situation, with what was violated in it of norms with an `otherwise`. `None`: of one that can
    /// affect these norms that is not sure.
    pub(super) fn played_situation(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        near: &[NormId],
    ) -> Option<Situation> {
        let violations = self.violations(scenario, on);
        if !violations.perhaps.is_empty() {
            let near = self.connected_to(&near.iter().copied().collect());
            if violations.perhaps.iter().any(|(norm, _)| near.contains(norm)) {
                return None;
            }
        }
        let mut situation = self.plain_situation(scenario, on);
        situation.violated.extend(violations.surely.iter().cloned());
        Some(situation)
    }

    /// Whether a norm is in force, or binds somebody, on some days only.
    fn is_dated(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        own.in_force.iter().any(|days| *days != DaySpan::ALWAYS) || self.binds_for_a_time(norm)
    }

    /// Whether its instrument binds some on some days only.
    fn binds_for_a_time(&self, norm: NormId) -> bool {
        let instrument = &self.model.instruments[self.model.norms[norm].instrument];
        instrument.has_parties_who_come_and_go() || !instrument.reservations.is_empty()
    }

    /// Whether what some norm says may hang on the day.
    pub fn day_matters(&self) -> bool {
        let conditions = self.norms().map(|norm| &self.model.norms[norm]);
        let conditions = conditions.flat_map(|norm| [&norm.when, &norm.unless]);
        let mut conditions = conditions.chain(self.model.relations.iter().map(|it| &it.when));
        self.norms().any(|norm| self.is_dated(norm)) || conditions.any(|it| self.asks_dates(it))
    }

    /// Whether the norms say so in a scenario. `None`: it leaves open what matters, or the reference does not answer.
    pub(super) fn played_status(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        status: &Status,
    ) -> Option<bool> {
        let plain = status.omitted.is_empty() && status.when.is_true();
        let near = self.near_to(status);
        if !plain || self.ignoring.is_some() || self.leaves_answers_open(&near) {
            return None;
        }
        let situation = self.played_situation(scenario, on, &near)?;
        let situation = self.with_anchors_only(situation, &ending_acts(status));
        // Without a day the reference asks of all days.
        if situation.day.is_none() && near.iter().any(|&norm| self.is_dated(norm)) {
            return None;
        }
        self.can_be_replayed(&situation, &near).ok()?;
        let world = self.world(&situation, &near).told_whole();
        if world.is_possible() != Ok(true) {
            return None;
        }
        let it = &self.model.scenarios[scenario];
        let stated = it.participants().len() as u32;
        let env = (0..it.scope.vars.len() as u32).map(|n| (n < stated).then_some(ParticipantId(n)));
        let env: Vec<_> = env.collect();
        // Nobody says what asks for nothing.
        if world.asks_for_nothing(status, &it.scope, &env).ok()? {
            return Some(false);
        }
        world.is_said(status, &it.scope, &env, false).ok()
    }

    /// Whether a principle fails in a scenario. `None`: it leaves open what matters, or the reference does not answer.
    pub(super) fn played_breach(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        principle: PrincipleId,
    ) -> Option<bool> {
        let assertions = &self.model.principles[principle].assertions;
        let near = assertions.iter().flat_map(|assertion| self.about(assertion));
        let near: BTreeSet<NormId> = near.collect();
        let near: Vec<NormId> = near.into_iter().collect();
        let (mut asked, mut ending) = (BTreeSet::new(), Vec::new());
        for assertion in assertions {
            if let AssertionKind::Expect { cond, status, .. } = &assertion.kind {
                symbols_of(self.model, cond, &mut asked);
                ending.extend(ending_acts(status));
            }
        }
        if self.ignoring.is_some() || self.leaves_answers_open(&near) || self.any_open(&asked) {
            return None;
        }
        let situation = self.played_situation(scenario, on, &near)?;
        let situation = self.with_anchors_only(situation, &ending);
        self.can_be_replayed(&situation, &near).ok()?;
        let world = self.world(&situation, &near).told_whole();
        if world.is_possible() != Ok(true) {
            return None;
        }
        world.principle_fails(principle).ok()
    }

    /// Whether those whom a scenario names make a case of a universe that nothing settles. `None`: it leaves open what
    /// matters, or the reference does not answer.
    pub(super) fn played_gap(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        universe: UniverseId,
        settling: &[NormId],
    ) -> Option<bool> {
        let mut asked = BTreeSet::new();
        symbols_of(self.model, &self.model.universes[universe].when, &mut asked);
        if self.ignoring.is_some() || self.leaves_answers_open(settling) || self.any_open(&asked) {
            return None;
        }
        let situation = self.with_anchors_only(self.played_situation(scenario, on, settling)?, &[]);
        if situation.day.is_none() && settling.iter().any(|&norm| self.is_dated(norm)) {
            return None;
        }
        self.can_be_replayed(&situation, settling).ok()?;
        let world = self.world(&situation, settling).told_whole();
        if world.is_possible() != Ok(true) {
            return None;
        }
        world.leaves_unsettled(universe).ok()
    }

    /// Whether a norm asks somebody in a scenario for what they have no power to do.
    ///
    /// # Errors
    /// It leaves open what matters, or the reference does not answer.
    pub(super) fn played_beyond_powers(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norm: NormId,
    ) -> Result<bool, Limit> {
        let situation = self.played_situation(scenario, on, &[norm]);
        let situation = situation.ok_or_else(|| Limit::Reference(UNKNOWN.to_owned()))?;
        self.can_be_replayed(&situation, &[norm])?;
        let world = self.world(&situation, &[norm]);
        let mut answers = world.instances(norm).into_iter().map(|it| world.is_beyond_powers(&it));
        let beyond = answers.try_fold(false, |any, so| Ok(any || so?));
        beyond.map_err(|reason: Unsupported| Limit::Reference(reason.0))
    }

    fn near_to(&self, status: &Status) -> Vec<NormId> {
        let near = status.actions().flat_map(|action| self.norms_near(action));
        let near: BTreeSet<NormId> = near.map(|(norm, _)| norm).collect();
        near.into_iter().collect()
    }

    /// The norms that would say so in a scenario, but that another prevails, each with that one.
    pub fn yielding_in(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        status: &Status,
    ) -> BTreeSet<(NormId, NormId)> {
        let near = self.near_to(status);
        let mut found = BTreeSet::new();
        let Some(situation) = self.played_situation(scenario, on, &near) else { return found };
        let situation = self.with_anchors_only(situation, &ending_acts(status));
        if self.can_be_replayed(&situation, &near).is_err() {
            return found;
        }
        let world = self.world(&situation, &near);
        let applying = |norm: &NormId| {
            let all = world.instances(*norm).into_iter();
            all.filter(|it| world.applies(it) == Ok(true)).collect::<Vec<_>>()
        };
        let others: Vec<Instance> = near.iter().flat_map(applying).collect();
        for &norm in near.iter().filter(|&&norm| answers(status, &self.model.norms[norm])) {
            let defeated = applying(&norm).into_iter();
            for it in defeated.filter(|it| world.effective(it) == Ok(false)) {
                let prevails = |other: &&Instance| {
                    world.prevails(other, &it) == Ok(true)
                        && world.is_clash(&[it.clone(), (*other).clone()]) == Ok(true)
                };
                let by = others.iter().find(prevails);
                found.extend(by.map(|by| (self.model.whole(norm), self.model.whole(by.norm))));
            }
        }
        found
    }

    /// Whether an open fact can bear on what these norms say: one of which they, or those that can affect them, speak, or
    /// a rule or an assumption.
    fn leaves_answers_open(&self, norms: &[NormId]) -> bool {
        let model = self.model;
        if !model.facts.values().any(|fact| fact.open) {
            return false;
        }
        let mut spoken = BTreeSet::new();
        for norm in self.connected_to(&norms.iter().copied().collect()) {
            symbols_of(model, &model.norms[norm].when, &mut spoken);
            symbols_of(model, &model.norms[norm].unless, &mut spoken);
        }
        let rules = model.rules.values().map(|it| &it.when);
        let assumed = model.assumptions.values().map(|it| &it.cond);
        let relations = model.relations.iter().map(|it| &it.when);
        for cond in rules.chain(assumed).chain(relations) {
            symbols_of(model, cond, &mut spoken);
        }
        self.any_open(&spoken)
    }

    fn any_open(&self, spoken: &BTreeSet<Symbol>) -> bool {
        spoken.iter().any(|it| matches!(it, Symbol::Fact(fact) if self.model.facts[*fact].open))
    }

    /// What was done matters only where the window of a norm or rule hangs on it, or the time of what is asked.
    fn with_anchors_only(&self, mut situation: Situation, asked: &[ActionId]) -> Situation {
        let is_asked = |action| asked.iter().any(|it| self.wider(action).contains(it));
        situation.acts.retain(|(action, ..), _| {
            is_asked(*action) || !self.norms_waiting_for(*action).is_empty()
        });
        situation
    }

    /// What was done matters to whether norms conflict only where the window hangs on it of one that decides about that: a
    /// norm that has nothing to do with them changes no answer.
    fn with_anchors_of(&self, norms: &[NormId], mut situation: Situation) -> Situation {
        let deciding = self.deciding_about(norms);
        situation
            .acts
            .retain(|(action, ..), _| !self.norms_waiting_for(*action).is_disjoint(&deciding));
        situation
    }

    /// Whether some instances of these norms conflict in a scenario, or only clash (`effective` tells which is asked),
    /// as the reference evaluator has it in every way to answer what the scenario leaves open. `None`: there are too many,
    /// or it does not answer.
    pub(super) fn played_conflict(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
        effective: bool,
    ) -> Option<ScenarioAnswer> {
        let breach = matches!(norms, &[a, b] if self.can_breach(a, b));
        if breach || self.ignoring.is_some() {
            return None;
        }
        if !self.leaves_answers_open(norms) {
            let situation = self.played_situation(scenario, on, norms)?;
            return self.conflict_played_in(situation, norms, effective)?.map(answered);
        }
        let ways = self.sure_fillings(scenario, on, norms, PLAYED_FILLINGS)?;
        let mut answers = BTreeSet::new();
        for situation in ways {
            answers.extend(self.conflict_played_in(situation, norms, effective)?);
        }
        Some(ScenarioAnswer::of(&answers))
    }

    /// The same in one situation; nothing inside where the situation is impossible.
    fn conflict_played_in(
        &self,
        situation: Situation,
        norms: &[NormId],
        effective: bool,
    ) -> Option<Option<bool>> {
        // Two instances need be no clash of a duty towards anybody: each who could be chosen can need a ban.
        let spares = norms.iter().any(|&norm| self.model.norms[norm].modal == Modal::NeedNot);
        let choice = self.leaves_the_choice(norms) && !spares;
        let situation = self.with_anchors_of(norms, situation);
        self.can_be_replayed(&situation, norms).ok()?;
        let world = self.world(&situation, norms);
        if world.is_possible().ok()? {
            self.conflict_in(&world, norms, choice, effective).map(Some)
        } else {
            Some(None)
        }
    }

    fn conflict_in(
        &self,
        world: &World<'_>,
        norms: &[NormId],
        choice: bool,
        effective: bool,
    ) -> Option<bool> {
        if choice
            && effective
            && let Some(so) = self.played_choice(world, norms)
        {
            return Some(so);
        }
        // Where all that stands of two norms can be respected together there is no conflict; of a ban on nobody who is
        // there that says nothing of those who could be chosen.
        let different: BTreeSet<NormId> = norms.iter().copied().collect();
        let told = different.len() < 3 && norms.iter().all(|&it| !world.instances(it).is_empty());
        if choice && told && effective && can_stand_together(world, norms) {
            return Some(false);
        }
        if choice && norms.len() < 3 {
            return None;
        }
        let mut answered = true;
        for norms in std::iter::once(norms.to_vec()).chain(self.with_aspects(norms)) {
            for set in sets_of(world, &norms)? {
                // Several stretches of one duty can clash together: of that no single one tells.
                answered = answered && world.are_tied_in_time(&set) == Ok(false);
                let so = match effective {
                    true => world.conflict_with_what_it_asks_for(&set),
                    false => world.is_clash(&set),
                };
                if so.ok()? && (!effective || world.is_found_today(&set).ok()?) {
                    return Some(true);
                }
            }
        }
        (answered && !choice).then_some(false)
    }

    /// Whether a duty that leaves a choice and these bans leave nobody to choose in a scenario, though without any one of
    /// them somebody is left. `None`: fewer leave nobody as well, days or moments matter, or the reference does not answer.
    fn played_choice(&self, world: &World<'_>, norms: &[NormId]) -> Option<bool> {
        let is = |modal: Modal| {
            let own = norms.iter().filter(move |it| self.model.norms[**it].modal == modal);
            own.copied().collect::<Vec<NormId>>()
        };
        let (duties, bans) = (is(Modal::Must), is(Modal::MustNot));
        let [duty] = *duties else { return None };
        let whole = bans.len() + 1 == norms.len();
        let bans: Vec<NormId> = bans.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        // That all are in force on the day has been asked. Without a day the reference asks of all days.
        let timed = |it: &NormId| {
            self.model.norms[*it].window.is_some()
                || self.binds_for_a_time(*it)
                || self.is_dated(*it) && !world.is_of_a_day()
        };
        if !whole || norms.iter().any(timed) {
            return None;
        }
        let mut smaller = false;
        for it in world.instances(duty) {
            if !world.applies(&it).ok()? || !world.effective(&it).ok()? {
                continue;
            }
            let stand =
                |bans: &[NormId]| world.leave_somebody(std::slice::from_ref(&it), bans).ok();
            let mut is_needed = (0..bans.len()).map(|place| {
                let mut rest = bans.clone();
                rest.remove(place);
                stand(&rest)
            });
            if !stand(&bans)? {
                if is_needed.try_fold(true, |all, so| Some(all && so?))? {
                    return Some(true);
                }
                smaller = true;
            }
        }
        (!smaller).then_some(false)
    }

    /// The kinds of the conflicts of these norms in a scenario, as the reference evaluator has them. `None`: the scenario
    /// leaves open what matters, or it does not answer.
    pub fn played_kinds(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
    ) -> Option<BTreeSet<Kind>> {
        if self.leaves_answers_open(norms) || self.leaves_the_choice(norms) {
            return None;
        }
        let situation = self.with_anchors_of(norms, self.played_situation(scenario, on, norms)?);
        self.can_be_replayed(&situation, norms).ok()?;
        let world = self.world(&situation, norms);
        let mut kinds = BTreeSet::new();
        for set in sets_of(&world, norms)? {
            if world.conflict_with_what_it_asks_for(&set).ok()?
                && world.is_found_today(&set).ok()?
            {
                kinds.insert(world.verdict(&set).ok()?.into());
            }
        }
        Some(kinds).filter(|kinds| !kinds.is_empty())
    }

    /// The written norms that a target names, first parts and others. Of an instrument those that ask for an act, or
    /// give a power: a relation is what is said of others.
    pub fn named(&self, target: Target) -> Vec<NormId> {
        let says = |norm: NormId| match target {
            Target::Norm(_) => true,
            Target::Instrument(_) => self.model.norms[norm].modal != Modal::Relation,
        };
        let members = self.relations.members(target);
        members.filter(|&norm| self.model.whole(norm) == norm && says(norm)).collect()
    }
}

/// All instances of these norms that are effective can be respected together.
fn can_stand_together(world: &World<'_>, norms: &[NormId]) -> bool {
    let all = norms.iter().flat_map(|&norm| world.instances(norm));
    let standing: Vec<Instance> = all.filter(|it| world.effective(it) != Ok(false)).collect();
    world.unfulfillable(&standing) == Ok(false)
}

/// Every choice of one instance that may apply for each norm; `None` where there are too many to try.
fn sets_of(world: &World<'_>, norms: &[NormId]) -> Option<Vec<Vec<Instance>>> {
    let mut sets: Vec<Vec<Instance>> = vec![Vec::new()];
    for (place, &norm) in norms.iter().enumerate() {
        let mut own = world.instances(norm);
        own.retain(|it| world.applies(it) != Ok(false));
        // Of one norm that stands there several times, the instances are taken in order.
        let before = norms[..place].iter().rposition(|&it| it == norm);
        let mut longer = Vec::new();
        for set in &sets {
            let from = before.and_then(|at| own.iter().position(|one| *one == set[at]));
            let rest = &own[from.map_or(0, |at| at + 1)..];
            longer.extend(rest.iter().map(|one| [set, std::slice::from_ref(one)].concat()));
            if longer.len() > PLAYED_SETS {
                return None;
            }
        }
        sets = longer;
    }
    Some(sets)
}

/// The acts on which the time of a sentence hangs.
fn ending_acts(status: &Status) -> Vec<ActionId> {
    let clauses = status.window.iter().flat_map(|window| &window.clauses);
    clauses.filter_map(Clause::hangs_on).filter_map(Occurrence::action).collect()
}
