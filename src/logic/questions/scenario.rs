//! Scenarios: what is stated is so, what is not stated is not, and attributes left open may be anything.
//!
//! A scenario that leaves nothing open which matters is one situation: the reference evaluator answers. Else every way to
//! fill it in is asked about.

use std::collections::{BTreeMap, BTreeSet};

use crate::logic::Limit;
use crate::logic::applies::open_vars;
use crate::logic::applies::status::Reading;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Node, NodeKind, OccurrenceKey, Place};
use crate::logic::theory::Theory;
use crate::model::{
    CompareOp, Comparison, Cond, Day, Minute, Modal, NormId, Scenario, ScenarioId, Scope, Status,
    Term, Value, VarId,
};

/// What a scenario answers, for all values of what it leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScenarioAnswer {
    /// In every way to fill it in.
    Always,
    /// In none.
    Never,
    /// In some.
    Depends,
    /// There is no way to fill it in.
    Impossible,
}

impl ScenarioAnswer {
    /// What comes of the answers in each way to fill a scenario in.
    pub(super) fn of(answers: &BTreeSet<bool>) -> Self {
        match (answers.contains(&true), answers.contains(&false)) {
            (true, true) => ScenarioAnswer::Depends,
            (true, false) => ScenarioAnswer::Always,
            (false, true) => ScenarioAnswer::Never,
            (false, false) => ScenarioAnswer::Impossible,
        }
    }
}

impl Theory<'_> {
    /// Whether the norms say so in a scenario.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_says(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        status: &Status,
    ) -> Result<ScenarioAnswer, Limit> {
        if let Some(so) = self.played_status(scenario, on, status) {
            return Ok(answered(so));
        }
        let scope = &self.model.scenarios[scenario].scope;
        self.ask_scenario(scenario, on, &mut |query, binding, polarity| {
            let now: Instant = Place::NOW.into();
            let mut all = Vec::new();
            for (is_one, binding) in query.every_omitted(scope, status, binding) {
                let (binding, reading) = (&binding, Reading::Effective { strict: false });
                let ask = Ask::about(scope, binding, now);
                all.push(is_one.implies(query.status(status, ask, reading, polarity)?));
            }
            Ok(Formula::all(all))
        })
    }

    /// Whether there is a way to fill the scenario in, whatever is asked of it.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_is_possible(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
    ) -> Result<bool, Limit> {
        let nothing = &mut |_: &mut Query<'_>, _: &Binding, _| Ok(Formula::True);
        Ok(self.ask_scenario(scenario, on, nothing)? != ScenarioAnswer::Impossible)
    }

    /// Whether some instances of these norms conflict in a scenario.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_conflict(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
    ) -> Result<ScenarioAnswer, Limit> {
        // There is a conflict on the days on which all its norms are in force.
        let in_force = |day: Day| {
            norms
                .iter()
                .all(|&norm| self.model.norms[norm].in_force.iter().any(|days| days.contains(day)))
        };
        let day = on.or(self.model.scenarios[scenario].on);
        if self.ignoring.is_none() && day.is_some_and(|day| !in_force(day)) {
            return Ok(ScenarioAnswer::Never);
        }
        self.choose_among_lasting_parties(norms)?;
        if let Some(answer) = self.played_conflict(scenario, on, norms, true) {
            return Ok(answer);
        }
        let here = self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.some_conflict(norms, polarity)
        })?;
        if here == ScenarioAnswer::Never {
            self.leave_somebody(norms)?;
        }
        Ok(here)
    }

    /// Whether these norms do not conflict in a scenario, but would if their windows were without their ends.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_zero_slack(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
    ) -> Result<bool, Limit> {
        let mut tight = |query: &mut Query<'_>, _: &Binding, polarity| {
            query.tight = true;
            query.some_conflict(norms, polarity)
        };
        Ok(self.scenario_conflict(scenario, on, norms)? == ScenarioAnswer::Never
            && self.ask_scenario(scenario, on, &mut tight)? == ScenarioAnswer::Always)
    }

    /// Whether some instances of these norms clash in a scenario, even if precedence settles it.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_clash(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
    ) -> Result<ScenarioAnswer, Limit> {
        if let Some(answer) = self.played_conflict(scenario, on, norms, false) {
            return Ok(answer);
        }
        self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.some_clash(norms, Asks::Clash, polarity)
        })
    }

    /// Whether some instances of these norms clash in a scenario, and one of them, which nobody defeats, prevails.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_settled(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
    ) -> Result<ScenarioAnswer, Limit> {
        self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.some_clash(norms, Asks::Settled, polarity)
        })
    }

    /// Whether a norm asks somebody in a scenario for what they have no power to do, whatever the scenario leaves open.
    ///
    /// # Errors
    /// The reference evaluator does not answer, and what is left open decides.
    pub fn scenario_beyond_powers(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norm: NormId,
    ) -> Result<bool, Limit> {
        if !self.needs_power(norm) {
            return Ok(false);
        }
        let unanswered = match self.played_beyond_powers(scenario, on, norm) {
            Err(limit @ Limit::Reference(_)) => limit,
            answer => return answer,
        };
        let beyond = self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.somebody_is_beyond_powers(norm, polarity)
        });
        match beyond? {
            ScenarioAnswer::Always => Ok(true),
            ScenarioAnswer::Never => Ok(false),
            _ => Err(unanswered),
        }
    }

    /// Whether a condition holds in a scenario.
    pub(super) fn ask_scenario(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        question: &mut dyn FnMut(&mut Query<'_>, &Binding, Polarity) -> Grounded,
    ) -> Result<ScenarioAnswer, Limit> {
        let mut ask = |polarity: Option<Polarity>| {
            let mut query = Query::new(self);
            query.principle = true;
            query.closed = Some((scenario, on));
            query.assumes_all = polarity.is_none();
            let found = query.find(&mut |query| {
                let binding = query.scenario_binding(scenario);
                let so = query.stated(scenario, on, &binding)?;
                Ok(so.and(match polarity {
                    None => Formula::True,
                    Some(Polarity::Positive) => question(query, &binding, Polarity::Positive)?,
                    Some(Polarity::Negative) => !question(query, &binding, Polarity::Negative)?,
                }))
            })?;
            Ok(found.is_some())
        };
        if !ask(None)? {
            return Ok(ScenarioAnswer::Impossible);
        }
        Ok(match (ask(Some(Polarity::Positive))?, ask(Some(Polarity::Negative))?) {
            (true, false) => ScenarioAnswer::Always,
            (false, true) => ScenarioAnswer::Never,
            (true, true) => ScenarioAnswer::Depends,
            // What the question is about is assumed of, too.
            (false, false) => ScenarioAnswer::Impossible,
        })
    }

    /// The day of a scenario: the one asked for, the one stated, or that of what happened last.
    pub fn day_of(&self, scenario: &Scenario, on: Option<Day>) -> Option<Day> {
        let last = scenario.timeline.iter().map(|(at, _)| *at).max();
        on.or(scenario.on).or(last.map(Minute::day))
    }
}

pub(super) fn answered(so: bool) -> ScenarioAnswer {
    if so { ScenarioAnswer::Always } else { ScenarioAnswer::Never }
}

/// What is asked of instances that clash.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Nothing else.
    Clash,
    /// That all of them are effective.
    Conflict,
    /// That one of them prevails.
    Settled,
}

impl Query<'_> {
    fn scenario_binding(&mut self, scenario: ScenarioId) -> Binding {
        let it = &self.model.scenarios[scenario];
        let mut binding = Binding::empty(&it.scope);
        for (index, var) in it.participants().iter().enumerate() {
            let top = self.model.sorts[var.sorts[0]].top;
            binding.0[index] = Some(self.universe.node(NodeKind::Of(u32::MAX, index as u32), top));
        }
        // Named participants need not be stated: they are there, and norms speak of them.
        for individual in self.model.individuals.ids() {
            self.universe.individual(individual);
        }
        for (place, &a) in binding.0.iter().flatten().enumerate() {
            for &b in binding.0.iter().flatten().take(place) {
                self.universe.set_apart(a, b);
            }
            for individual in self.model.individuals.ids() {
                if self.model.individuals[individual].top == self.universe.top(a)
                    && let Some(named) = self.universe.find_node(&NodeKind::Individual(individual))
                {
                    self.universe.set_apart(a, named);
                }
            }
        }
        binding
    }

    /// A sentence that speaks of every participant for an argument that it leaves out speaks of each who is stated.
    fn every_omitted(
        &mut self,
        scope: &Scope,
        status: &Status,
        binding: &Binding,
    ) -> Vec<(Formula, Binding)> {
        let mut all = vec![(Formula::True, binding.clone())];
        let stated: Vec<Node> =
            binding.0.iter().flatten().copied().chain(self.named_so_far()).collect();
        for &var in status.omitted.iter().filter(|var| !scope[**var].some) {
            let sort = scope[var].sorts[0];
            let top = self.model.sorts[sort].top;
            let mut each = Vec::new();
            for &node in &stated {
                if self.universe.top(node) != top {
                    continue;
                }
                let is_one = self.universe.is(sort, node);
                for (given, binding) in &all {
                    let mut binding = binding.clone();
                    binding.set(var, node);
                    each.push((given.clone().and(is_one.clone()), binding));
                }
            }
            // With nobody stated, it is asked of whoever there may be.
            if !each.is_empty() {
                all = each;
            }
        }
        all
    }

    /// Everything that the scenario states, and the time of what happened.
    fn stated(&mut self, scenario: ScenarioId, on: Option<Day>, binding: &Binding) -> Grounded {
        let it = &self.model.scenarios[scenario];
        let mut parts = Vec::new();
        let now: Instant = Place::NOW.into();
        if let Some(day) = self.theory.day_of(it, on) {
            parts.push(self.universe_at(Place::NOW, day.start().0));
        }
        let ask = Ask::about(&it.scope, binding, now);
        for fact in &it.facts {
            if !matches!(fact, Cond::Party { .. }) {
                parts.push(self.cond(fact, ask, Polarity::Positive)?);
            }
        }
        for (term, value) in &it.values {
            parts.push(self.stated_value(term, value, binding)?);
        }
        for (term, choice) in &it.choices {
            let cond = Cond::Choice { term: term.clone(), choice: *choice };
            parts.push(self.cond(&cond, ask, Polarity::Positive)?);
        }
        let mut first: BTreeMap<OccurrenceKey, Minute> = BTreeMap::new();
        for (at, occurrence) in &it.timeline {
            let key = self.occurrence(occurrence, binding)?;
            let known = first.entry(key).or_insert(*at);
            *known = (*known).min(*at); // its first doing counts
        }
        parts.push(self.what_happened(&first, binding)?);
        Ok(Formula::all(parts))
    }

    fn stated_value(
        &mut self,
        term: &Term,
        value: &Result<Term, Value>,
        binding: &Binding,
    ) -> Grounded {
        match value {
            Ok(other) => {
                let a = self.node(term, binding).ok_or(Limit::Unbound)?;
                let b = self.node(other, binding).ok_or(Limit::Unbound)?;
                Ok(self.universe.same(a, b))
            }
            Err(value) => {
                let comparison =
                    Comparison { left: term.clone(), op: CompareOp::Equal, right: value.clone() };
                let now: Instant = Place::NOW.into();
                let scope = Scope::default();
                let ask = Ask::about(&scope, binding, now);
                self.cond(&Cond::Compare(comparison), ask, Polarity::Positive)
            }
        }
    }

    /// Instances of these norms conflict, whoever they are.
    fn some_conflict(&mut self, norms: &[NormId], polarity: Polarity) -> Grounded {
        let clash = self.some_clash(norms, Asks::Conflict, polarity)?;
        Ok(clash.or(self.some_breach_of(norms, polarity)?))
    }

    /// Instances of these norms clash, and what else is asked of them.
    fn some_clash(&mut self, norms: &[NormId], asks: Asks, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for mut norms in std::iter::once(norms.to_vec()).chain(self.theory.with_aspects(norms)) {
            // Whom a duty leaves to its bearer to choose must be there before a ban speaks of them.
            norms
                .sort_by_key(|norm| !self.model.norms[*norm].scope.vars.iter().any(|var| var.some));
            ways.push(self.conflict_among(&norms, &[], asks, polarity)?);
        }
        Ok(Formula::any(ways))
    }

    fn conflict_among(
        &mut self,
        norms: &[NormId],
        chosen: &[Instance],
        asks: Asks,
        polarity: Polarity,
    ) -> Grounded {
        let Some((&norm, rest)) = norms.split_first() else {
            let set: Vec<&Instance> = chosen.iter().collect();
            let mut parts = vec![self.clash(&set, polarity)?];
            if parts[0] == Formula::False {
                return Ok(Formula::False);
            }
            if asks == Asks::Settled {
                parts.push(self.is_settled_by_a_member(&set, polarity)?);
            }
            let effective = asks == Asks::Conflict;
            // Windows without their ends (zero slack) may be nothing but an end on that day.
            if effective && !self.tight {
                parts.push(self.is_found_today(&set, polarity)?);
            }
            for it in set.iter().filter(|_| effective) {
                parts.push(!self.defeated(it, !polarity)?);
            }
            if effective && self.leaves_a_choice(&set) {
                parts.push(self.unfulfillable_by_those_who_stand(&set, polarity)?);
                if set.len() > 2 {
                    parts.push(self.nobody_loses_alone(&set, polarity)?);
                }
            }
            return self.whoever_is_chosen(Formula::all(parts));
        };
        let scope = &self.model.norms[norm].scope;
        let acts = if self.model.norms[norm].modal == Modal::Must {
            1
        } else {
            self.model.norms[norm].acts.len()
        };
        let empty = Binding::empty(scope);
        let open = open_vars(scope, &empty);
        let mut ways = Vec::new();
        for act in 0..acts {
            let mut body = |query: &mut Self, binding: &Binding| {
                let saved = std::mem::replace(&mut query.fresh_too, false);
                let mut chosen = chosen.to_vec();
                let mut binding = binding.clone();
                // Who is free to choose is the same in every way to fill the place.
                query.choose_freely(norm, u32::MAX - 1 - rest.len() as u32, &mut binding);
                chosen.push(Instance { norm, binding, act });
                let clash = query.conflict_among(rest, &chosen, asks, polarity);
                query.fresh_too = saved;
                clash
            };
            // In a scenario there is nobody but those stated: both polarities range over them, and over whomever
            // another member leaves to its bearer to choose. What somebody need not do towards each frees from no choice.
            self.fresh_too = self.model.norms[norm].modal != Modal::NeedNot;
            let way = self.among_all(scope, &open, &empty, &mut body);
            self.fresh_too = false;
            ways.push(way?);
        }
        Ok(Formula::any(ways))
    }

    /// One member that nobody defeats prevails over another, which is the one that loses.
    fn is_settled_by_a_member(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for (place, loser) in set.iter().enumerate() {
            for winner in set.iter().filter(|it| it != &loser) {
                let prevails = self.prevails(winner, loser, polarity)?;
                if prevails != Formula::False {
                    let stands = !self.defeated(winner, !polarity)?;
                    ways.push(Formula::all([prevails, stands, self.loses_alone(set, place)?]));
                }
            }
        }
        Ok(Formula::any(ways))
    }

    fn among_all(
        &mut self,
        scope: &Scope,
        vars: &[VarId],
        binding: &Binding,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        self.exists(scope, vars, binding, Polarity::Negative, body)
    }
}
