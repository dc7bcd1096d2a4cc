//! Scenarios: what is stated is so, what is not stated is not, and attributes left open may be anything.

use std::collections::{BTreeMap, BTreeSet};

use super::Limit;
use super::applies::open_vars;
use super::formula::{Formula, Literal};
use super::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::status::Reading;
use super::theory::Theory;
use super::universe::{Atom, Instant, Node, NodeKind, OccurrenceKey, Place, PlaceKind};
use crate::model::{
    Calendar, Cond, Day, Minute, NormId, Scenario, ScenarioId, SortId, Status, Target, Term, Value,
    VarId,
};

/// What a scenario answers, for all values of what it leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        let scope = &self.model.scenarios[scenario].scope;
        self.ask_scenario(scenario, on, &mut |query, binding, polarity| {
            let now: Instant = Place::NOW.into();
            let ask = Ask { scope, binding, at: now, start: now, asker: None, depth: 0 };
            query.status(status, ask, Reading::Effective { strict: false }, polarity)
        })
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
        self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.some_conflict(norms, polarity)
        })
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
        self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.conflict_among(norms, &[], false, polarity)
        })
    }

    /// Whether a principle fails in a scenario, for some of those stated; by this norm, where one is named.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_breach(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        principle: crate::model::PrincipleId,
        by: Option<NormId>,
    ) -> Result<ScenarioAnswer, Limit> {
        self.ask_scenario(scenario, on, &mut |query, _, polarity| {
            query.some_breach(principle, by, polarity)
        })
    }

    /// Whether a condition holds in a scenario.
    fn ask_scenario(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        question: &mut dyn FnMut(&mut Query<'_>, &Binding, Polarity) -> Grounded,
    ) -> Result<ScenarioAnswer, Limit> {
        let mut ask = |polarity: Option<Polarity>| {
            let mut query = Query::new(self);
            query.principle = true;
            query.closed = Some(scenario);
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
            (false, _) => ScenarioAnswer::Never,
            (true, true) => ScenarioAnswer::Depends,
        })
    }

    /// The day of a scenario: the one asked for, the one stated, or that of what happened last.
    pub fn day_of(&self, scenario: &Scenario, on: Option<Day>) -> Option<Day> {
        let last = scenario.timeline.iter().map(|(at, _)| *at).max();
        on.or(scenario.on).or(last.map(Minute::day))
    }
}

impl Query<'_> {
    fn scenario_binding(&mut self, scenario: ScenarioId) -> Binding {
        let scope = &self.model.scenarios[scenario].scope;
        let mut binding = Binding::empty(scope);
        for (index, var) in scope.vars.iter().enumerate() {
            let top = self.model.sorts[var.sorts[0]].top;
            binding.0[index] = Some(self.universe.node(NodeKind::Of(u32::MAX, index as u32), top));
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

    /// Everything that the scenario states, and the time of what happened.
    fn stated(&mut self, scenario: ScenarioId, on: Option<Day>, binding: &Binding) -> Grounded {
        let it = &self.model.scenarios[scenario];
        let mut parts = Vec::new();
        let now: Instant = Place::NOW.into();
        if let Some(day) = self.theory.day_of(it, on) {
            parts.push(self.universe_at(Place::NOW, day.start().0));
        }
        let ask = Ask { scope: &it.scope, binding, at: now, start: now, asker: None, depth: 0 };
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
        let mut timeline: Vec<_> = it.timeline.iter().collect();
        timeline.sort_by_key(|(at, _)| *at);
        let mut known = BTreeSet::new();
        for (at, occurrence) in timeline {
            let key = self.occurrence(occurrence, binding)?;
            if !known.insert(key.clone()) {
                continue; // its first doing counts
            }
            let place = self.when(&key).place;
            parts.push(self.happens(key));
            parts.push(self.universe_at(place, at.0));
        }
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
                let comparison = crate::model::Comparison {
                    left: term.clone(),
                    op: crate::model::CompareOp::Equal,
                    right: value.clone(),
                };
                let now: Instant = Place::NOW.into();
                let scope = crate::model::Scope::default();
                let ask =
                    Ask { scope: &scope, binding, at: now, start: now, asker: None, depth: 0 };
                self.cond(&Cond::Compare(comparison), ask, Polarity::Positive)
            }
        }
    }

    /// Instances of these norms conflict, whoever they are.
    fn some_conflict(&mut self, norms: &[NormId], polarity: Polarity) -> Grounded {
        let clash = self.conflict_among(norms, &[], true, polarity)?;
        Ok(clash.or(self.some_breach_of(norms, polarity)?))
    }

    fn conflict_among(
        &mut self,
        norms: &[NormId],
        chosen: &[Instance],
        effective: bool,
        polarity: Polarity,
    ) -> Grounded {
        let Some((&norm, rest)) = norms.split_first() else {
            let set: Vec<&Instance> = chosen.iter().collect();
            let mut parts = vec![self.clash(&set, polarity)?];
            if parts[0] == Formula::False {
                return Ok(Formula::False);
            }
            for it in set.into_iter().filter(|_| effective) {
                parts.push(!self.defeated(it, !polarity)?);
            }
            return Ok(Formula::all(parts));
        };
        let scope = &self.model.norms[norm].scope;
        let acts = if self.model.norms[norm].modal == crate::model::Modal::Must {
            1
        } else {
            self.model.norms[norm].acts.len()
        };
        let empty = Binding::empty(scope);
        let open = open_vars(scope, &empty);
        let mut ways = Vec::new();
        for act in 0..acts {
            let mut body = |query: &mut Self, binding: &Binding| {
                let mut chosen = chosen.to_vec();
                chosen.push(Instance { norm, binding: binding.clone(), act });
                query.conflict_among(rest, &chosen, effective, polarity)
            };
            // In a scenario there is nobody but those stated: both polarities range over them.
            ways.push(self.among_all(scope, &open, &empty, &mut body)?);
        }
        Ok(Formula::any(ways))
    }

    /// Some assertion of a principle fails for some of those stated.
    fn some_breach(
        &mut self,
        principle: crate::model::PrincipleId,
        by: Option<NormId>,
        _polarity: Polarity,
    ) -> Grounded {
        let mut ways = Vec::new();
        for assertion in &self.model.principles[principle].assertions {
            let Some(days) = self.theory.days(assertion) else { continue };
            let scope = &assertion.scope;
            let empty = Binding::empty(scope);
            let open = open_vars(scope, &empty);
            let mut body = |query: &mut Self, binding: &Binding| {
                query.assertion_case(assertion, binding, days, by, true)
            };
            ways.push(self.among_all(scope, &open, &empty, &mut body)?);
        }
        Ok(Formula::any(ways))
    }

    fn among_all(
        &mut self,
        scope: &crate::model::Scope,
        vars: &[VarId],
        binding: &Binding,
        body: &mut dyn FnMut(&mut Self, &Binding) -> Grounded,
    ) -> Grounded {
        self.exists(scope, vars, binding, Polarity::Negative, body)
    }

    /// In a scenario, what is not stated is not so: facts, roles, parties, events and violations.
    pub(super) fn closed_world(&mut self, scenario: ScenarioId, axioms: &mut Vec<Formula>) {
        let it = &self.model.scenarios[scenario];
        let binding = self.scenario_nodes(scenario);
        let roles: BTreeSet<(SortId, Option<Node>)> =
            it.roles.iter().map(|(term, sort)| (*sort, self.known(term, &binding))).collect();
        let mut stated: BTreeSet<OccurrenceKey> = BTreeSet::new();
        for (_, occurrence) in &it.timeline {
            stated.extend(self.occurrence(occurrence, &binding).ok());
        }
        let violated = self.violated_in(scenario);
        let atoms: Vec<(super::formula::AtomId, Atom)> =
            self.universe.atoms().map(|(id, atom)| (id, atom.clone())).collect();
        for (id, atom) in atoms {
            let holds = match &atom {
                Atom::Fact(fact, args) if !self.model.facts[*fact].open => {
                    Some(self.states_fact(it, *fact, args, &binding))
                }
                Atom::Is(sort, node) => self.states_sort(it, *sort, *node, &binding, &roles),
                Atom::Happens(key) => Some(stated.contains(key)),
                Atom::Party(instrument, node) => Some(it.facts.iter().any(|fact| {
                    matches!(fact, Cond::Party { term, instrument: other } if other == instrument && self.known(term, &binding) == Some(*node))
                })),
                Atom::Violated(norm, nodes) => Some(violated.contains(&(*norm, nodes.clone()))),
                _ => None,
            };
            let Some(holds) = holds else { continue };
            let literal: Formula = Literal { atom: id, holds }.into();
            // The value of an attribute may be somebody of whom it is stated.
            let stated = match holds {
                true => Formula::False,
                false => self.is_stated_of_another(it, &atom, &binding, &stated),
            };
            axioms.push(literal.or(stated));
        }
    }

    /// What is asked of an attribute's value is stated of somebody, and that is who the value is.
    fn is_stated_of_another(
        &mut self,
        it: &Scenario,
        atom: &Atom,
        binding: &Binding,
        stated: &BTreeSet<OccurrenceKey>,
    ) -> Formula {
        let mut ways = Vec::new();
        match atom {
            Atom::Happens(key) => {
                for other in stated {
                    ways.extend(self.occurrences_agree(key, other));
                }
            }
            Atom::Fact(fact, args) => {
                for own in &it.facts {
                    if let Cond::Fact { fact: other, args: terms } = own
                        && other == fact
                    {
                        let nodes: Option<Vec<Node>> =
                            terms.iter().map(|term| self.known(term, binding)).collect();
                        ways.extend(nodes.map(|nodes| self.all_same(&nodes, args)));
                    }
                }
            }
            Atom::Party(instrument, node) => {
                for own in &it.facts {
                    if let Cond::Party { term, instrument: other } = own
                        && other == instrument
                        && let Some(who) = self.known(term, binding)
                    {
                        ways.push(self.universe.same(who, *node));
                    }
                }
            }
            _ => {}
        }
        Formula::any(ways)
    }

    /// In a scenario the calendar is known: a length whose start is stated ends when the calendar says.
    pub(super) fn stated_lengths(&mut self, scenario: ScenarioId, axioms: &mut Vec<Formula>) {
        let mut known = self.stated_times(scenario);
        let default = Calendar::default();
        // A length may start where another ends, which was brought up before it.
        for place in self.universe.places().collect::<Vec<_>>() {
            let PlaceKind::Stretch { from, count, unit, calendar } =
                *self.universe.place_kind(place)
            else {
                continue;
            };
            let Some(start) = known.get(&from.place).map(|at| Minute(at + from.offset)) else {
                continue;
            };
            let calendar = calendar.map_or(&default, |id| &self.model.calendars[id]);
            let end = calendar.add(start, count, unit).0;
            known.insert(place, end);
            axioms.push(self.universe_at(place, end));
        }
    }

    fn stated_times(&mut self, scenario: ScenarioId) -> BTreeMap<Place, i64> {
        let it = &self.model.scenarios[scenario];
        let binding = self.scenario_nodes(scenario);
        let mut known = BTreeMap::from([(Place::ZERO, 0)]);
        for (at, occurrence) in &it.timeline {
            let Ok(key) = self.occurrence(occurrence, &binding) else { continue };
            if let Some(place) = self.universe.find_place(&PlaceKind::Occurrence(key)) {
                let first = known.entry(place).or_insert(at.0);
                *first = (*first).min(at.0);
            }
        }
        known
    }

    fn scenario_nodes(&self, scenario: ScenarioId) -> Binding {
        let vars = 0..self.model.scenarios[scenario].scope.vars.len() as u32;
        Binding(vars.map(|index| self.universe.find_node(&NodeKind::Of(u32::MAX, index))).collect())
    }

    fn known(&self, term: &Term, binding: &Binding) -> Option<Node> {
        match term {
            Term::Var(var) => binding.get(*var),
            Term::Individual(id) => self.universe.find_node(&NodeKind::Individual(*id)),
            Term::Attribute { attribute, args } => {
                let args: Option<Vec<Node>> =
                    args.iter().map(|arg| self.known(arg, binding)).collect();
                self.universe.find_node(&NodeKind::Value(*attribute, args?))
            }
        }
    }

    fn states_fact(
        &self,
        it: &Scenario,
        fact: crate::model::FactId,
        args: &[Node],
        binding: &Binding,
    ) -> bool {
        it.facts.iter().any(|stated| {
            matches!(stated, Cond::Fact { fact: other, args: terms } if *other == fact
                && terms.iter().zip(args).all(|(term, node)| self.known(term, binding) == Some(*node)))
        })
    }

    /// `None`: somebody whom the scenario does not state, such as the unstated value of an attribute.
    fn states_sort(
        &self,
        it: &Scenario,
        sort: SortId,
        node: Node,
        binding: &Binding,
        roles: &BTreeSet<(SortId, Option<Node>)>,
    ) -> Option<bool> {
        if self.model.instruments.values().any(|it| it.party_role == Some(sort)) {
            return Some(true); // who is a `Party` is asked of the instrument
        }
        let place = binding.0.iter().position(|known| *known == Some(node));
        let given = |own: SortId| self.model.is_sub(own, sort);
        let by_role = roles.iter().any(|(own, who)| *who == Some(node) && given(*own));
        match place {
            Some(place) => {
                Some(by_role || it.scope.vars[place].sorts.iter().any(|&own| given(own)))
            }
            None if matches!(self.universe.kind(node), NodeKind::Individual(_)) => Some(by_role),
            None => None,
        }
    }

    /// The instances of norms with an `otherwise` that what happened in the scenario violates.
    fn violated_in(&self, scenario: ScenarioId) -> BTreeSet<(NormId, Vec<Node>)> {
        let mut found = BTreeSet::new();
        let situation = self.theory.plain_situation(scenario, None);
        let norms: Vec<NormId> = self
            .theory
            .norms()
            .filter(|&norm| self.model.norms[norm].otherwise.is_some())
            .collect();
        if norms.is_empty() {
            return found;
        }
        let world = self.theory.world(&situation, &norms);
        for norm in norms {
            for instance in world.instances(norm) {
                if world.violates_instance(&instance) == Ok(true) {
                    let nodes = instance
                        .participants
                        .iter()
                        .filter_map(|who| self.node_of(&situation, *who));
                    found.insert((norm, nodes.collect()));
                }
            }
        }
        found
    }

    fn node_of(
        &self,
        situation: &crate::model::Situation,
        who: crate::model::ParticipantId,
    ) -> Option<Node> {
        let kind = match situation.participants[who.0 as usize].individual {
            Some(id) => NodeKind::Individual(id),
            None => NodeKind::Of(u32::MAX, who.0),
        };
        self.universe.find_node(&kind)
    }
}

impl Theory<'_> {
    /// The scenario as one situation; attributes left open have no value in it.
    pub fn plain_situation(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
    ) -> crate::model::Situation {
        use crate::model::{AttributeValue, Participant, ParticipantId, Situation};
        let it = &self.model.scenarios[scenario];
        let mut situation = Situation { day: self.day_of(it, on), ..Situation::default() };
        let ancestors = |sorts: &[SortId]| {
            sorts
                .iter()
                .flat_map(|&sort| self.model.sorts[sort].ancestors.clone())
                .collect::<BTreeSet<_>>()
        };
        for var in &it.scope.vars {
            situation.participants.push(Participant {
                name: var.name.to_string(),
                sorts: ancestors(&var.sorts),
                individual: None,
            });
        }
        for (id, individual) in self.model.individuals.iter() {
            situation.participants.push(Participant {
                name: individual.name.to_string(),
                sorts: ancestors(&individual.sorts),
                individual: Some(id),
            });
        }
        let stated = it.scope.vars.len() as u32;
        let who = |term: &Term, situation: &Situation| -> Option<ParticipantId> {
            fn find(term: &Term, stated: u32, situation: &Situation) -> Option<ParticipantId> {
                match term {
                    Term::Var(var) => Some(ParticipantId(var.0)),
                    Term::Individual(id) => Some(ParticipantId(stated + id.0)),
                    Term::Attribute { attribute, args } => {
                        let args: Option<Vec<_>> =
                            args.iter().map(|arg| find(arg, stated, situation)).collect();
                        match situation.attributes.get(&(*attribute, args?)) {
                            Some(AttributeValue::Participant(who)) => Some(*who),
                            _ => None,
                        }
                    }
                }
            }
            find(term, stated, situation)
        };
        for (term, value) in &it.values {
            let Term::Attribute { attribute, args } = term else { continue };
            let args: Option<Vec<_>> = args.iter().map(|arg| who(arg, &situation)).collect();
            let value = match value {
                Ok(other) => who(other, &situation).map(AttributeValue::Participant),
                Err(Value::Number(number)) => Some(AttributeValue::Number(*number)),
                Err(Value::Day(day)) => Some(AttributeValue::Day(*day)),
                Err(Value::Length(crate::model::Length::Fixed { count, .. })) => {
                    Some(AttributeValue::Number(i64::from(*count)))
                }
                Err(_) => None,
            };
            if let (Some(args), Some(value)) = (args, value) {
                situation.attributes.insert((*attribute, args), value);
            }
        }
        for (term, choice) in &it.choices {
            let Term::Attribute { attribute, args } = term else { continue };
            let args: Option<Vec<_>> = args.iter().map(|arg| who(arg, &situation)).collect();
            if let Some(args) = args {
                situation.attributes.insert((*attribute, args), AttributeValue::Choice(*choice));
            }
        }
        for (term, sort) in &it.roles {
            if let Some(id) = who(term, &situation) {
                let sorts = self.model.sorts[*sort].ancestors.clone();
                situation.participants[id.0 as usize].sorts.extend(sorts);
            }
        }
        for fact in &it.facts {
            match fact {
                Cond::Fact { fact, args } => {
                    let args: Option<Vec<_>> =
                        args.iter().map(|arg| who(arg, &situation)).collect();
                    situation.facts.extend(args.map(|args| (*fact, args)));
                }
                Cond::Party { term, instrument } => {
                    situation.parties.extend(who(term, &situation).map(|id| (*instrument, id)));
                }
                _ => {}
            }
        }
        for (at, occurrence) in &it.timeline {
            match occurrence {
                crate::model::Occurrence::Event { event, args } => {
                    let args: Option<Vec<_>> =
                        args.iter().map(|arg| who(arg, &situation)).collect();
                    situation.events.extend(args.map(|args| ((*event, args), *at)));
                }
                crate::model::Occurrence::Act { by, action, args } => {
                    let args: Option<Vec<_>> =
                        args.iter().map(|arg| who(arg, &situation)).collect();
                    if let (Some(by), Some(args)) = (who(by, &situation), args) {
                        let first = situation.acts.entry((*action, by, args)).or_insert(*at);
                        *first = (*first).min(*at);
                    }
                }
            }
        }
        situation
    }

    /// Whether somebody violates a norm in a scenario; `None` where attributes left open decide.
    ///
    /// # Errors
    /// The reference evaluator does not answer.
    pub fn scenario_violates(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        who: &Term,
        norm: NormId,
    ) -> Result<bool, Limit> {
        let mut situation = self.plain_situation(scenario, on);
        let stated = self.model.scenarios[scenario].scope.vars.len() as u32;
        let who = match who {
            Term::Var(var) => crate::model::ParticipantId(var.0),
            Term::Individual(id) => crate::model::ParticipantId(stated + id.0),
            Term::Attribute { .. } => return Err(Limit::NotYet("`violates` of a chain")),
        };
        // What was violated of norms with an `otherwise` is what happened.
        for (id, own) in self
            .model
            .norms
            .iter()
            .filter(|&(id, own)| self.is_active(id) && own.otherwise.is_some())
        {
            let copy = situation.clone();
            let world = self.world(&copy, &[id]);
            for instance in world.instances(id) {
                if world.violates_instance(&instance) == Ok(true) {
                    situation.violated.insert((id, instance.participants.clone()));
                }
            }
            let _ = own;
        }
        let world = self.world(&situation, &[norm]);
        world.violates(who, norm).map_err(|reason| Limit::Reference(reason.0))
    }

    /// The norms that a target names, first parts and others.
    pub fn named(&self, target: Target) -> Vec<NormId> {
        let query = Query::new(self);
        query.members(target)
    }
}
