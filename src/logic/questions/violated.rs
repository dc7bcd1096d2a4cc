//! Violations in a scenario: whether what was done breaks a norm, in every way to fill in what the scenario leaves open.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::scenario::ScenarioAnswer;
use crate::logic::Limit;
use crate::logic::ground::query::Query;
use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::reference::Instance;
use crate::logic::theory::Theory;
use crate::model::{
    Act, AttributeId, AttributeType, AttributeValue, Clause, Comparison, Cond, Day, NormId,
    Occurrence, ParticipantId, ScenarioId, Situation, SortId, Term, Value,
};

/// The most ways to fill a scenario in that the reference is asked about.
const FILLINGS: usize = 4_096;

/// A number of a longer range is tried only next to what it is compared with.
const SHORT_RANGE: i64 = 32;

/// Why there is no answer.
pub(super) const UNKNOWN: &str = "whether a norm with an `otherwise` was violated";

/// An instance of a norm with an `otherwise`: the norm, and its participants.
type Violation = (NormId, Vec<ParticipantId>);

/// Of which words of norms it is asked what a scenario leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    OfConditions,
    OfActsToo,
}

/// What was violated in a scenario, of norms with an `otherwise`.
#[derive(Debug, Default)]
pub(in crate::logic) struct Violations {
    /// However the scenario is filled in.
    pub(in crate::logic) surely: BTreeSet<Violation>,
    /// In some ways to fill it in, or nobody knows.
    pub(in crate::logic) perhaps: BTreeSet<Violation>,
}

/// The violations of scenarios, worked out once for each day on which one is looked at.
#[derive(Debug, Default)]
pub(in crate::logic) struct KnownViolations(Mutex<FxHashMap<Looked, Arc<Violations>>>);

/// A scenario, and the day on which it is looked at if that is not its own.
type Looked = (ScenarioId, Option<Day>);

impl Theory<'_> {
    /// Whether somebody violates a norm in a scenario.
    ///
    /// # Errors
    /// The reference evaluator does not answer, or there are too many ways to fill the scenario in.
    pub fn scenario_violates(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        who: &Term,
        norm: NormId,
    ) -> Result<ScenarioAnswer, Limit> {
        self.choose_among_lasting_parties(&[norm])?;
        let who = self.stated_participant(scenario, who);
        let who = who.ok_or(Limit::NotYet("`violates` of a chain"))?;
        let answer = self.violates_in_any_way(scenario, on, (who, norm), Words::OfConditions);
        match answer {
            // Towards whom an act is owed may be what the scenario leaves open.
            Err(Limit::Reference(_)) => {
                self.violates_in_any_way(scenario, on, (who, norm), Words::OfActsToo).or(answer)
            }
            answer => answer,
        }
    }

    fn violates_in_any_way(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        (who, norm): (ParticipantId, NormId),
        words: Words,
    ) -> Result<ScenarioAnswer, Limit> {
        let mut answers = BTreeSet::new();
        for situation in self.fillings(scenario, on, &BTreeSet::from([norm]), words)? {
            let (situation, unknown) = self.with_violations(scenario, situation);
            let world = self.world(&situation, &[norm]);
            if world.is_possible() == Ok(false) {
                continue;
            }
            if self.model.norms[norm].primary.is_some() && !unknown.is_empty() {
                return Err(Limit::Reference(UNKNOWN.to_owned()));
            }
            let violates = world.violates(who, norm);
            answers.insert(violates.map_err(|reason| Limit::Reference(reason.0))?);
        }
        Ok(ScenarioAnswer::of(&answers))
    }

    /// The situations that a scenario can be, as far as these norms ask for what it leaves open, with what was violated in
    /// each of norms with an `otherwise`. `None` where there are more than `most`, or of a violation nobody knows.
    pub(super) fn sure_fillings(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &[NormId],
        most: usize,
    ) -> Option<Vec<Situation>> {
        let about = norms.iter().copied().collect();
        let ways = self.fillings(scenario, on, &about, Words::OfConditions).ok()?;
        if ways.len() > most {
            return None;
        }
        let filled = ways.into_iter().map(|way| self.with_violations(scenario, way));
        filled.map(|(way, unknown)| unknown.is_empty().then_some(way)).collect()
    }

    /// What was violated in a scenario, of norms with an `otherwise`.
    pub(in crate::logic) fn violations(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
    ) -> Arc<Violations> {
        let known = || self.violated.0.lock().expect("no case panics");
        if let Some(found) = known().get(&(scenario, on)) {
            return found.clone();
        }
        let found = Arc::new(self.violations_anew(scenario, on));
        known().entry((scenario, on)).or_insert(found).clone()
    }

    fn violations_anew(&self, scenario: ScenarioId, on: Option<Day>) -> Violations {
        let norms: BTreeSet<NormId> = self.with_otherwise().collect();
        let plain = self.plain_situation(scenario, on);
        let Ok(ways) = self.fillings(scenario, on, &norms, Words::OfConditions) else {
            let of = |&norm: &NormId| {
                let all = self.world(&plain, &[norm]).in_all_stretches(norm);
                all.into_iter().map(move |it| (norm, it.participants))
            };
            let perhaps = norms.iter().flat_map(of).collect();
            return Violations { surely: self.said_violations(scenario, &plain), perhaps };
        };
        let mut all: Option<Violations> = None;
        for way in ways {
            if self.world(&way, &[]).is_possible() == Ok(false) {
                continue;
            }
            let (way, mut perhaps) = self.with_violations(scenario, way);
            all = Some(match all {
                None => Violations { surely: way.violated, perhaps },
                Some(known) => {
                    perhaps.extend(known.perhaps);
                    perhaps.extend(known.surely.symmetric_difference(&way.violated).cloned());
                    let surely = known.surely.intersection(&way.violated).cloned().collect();
                    Violations { surely, perhaps }
                }
            });
        }
        let Violations { mut surely, mut perhaps } = all.unwrap_or_default();
        // What somebody does of whom the scenario does not tell is no part of it.
        let known = |who: &ParticipantId| (who.0 as usize) < plain.participants.len();
        surely.retain(|(_, who)| who.iter().all(known));
        perhaps.retain(|it| !surely.contains(it) && it.1.iter().all(known));
        Violations { surely, perhaps }
    }

    /// What a situation says was violated, and what the same deeds violate towards others.
    pub fn violated_at_once(&self, situation: &Situation) -> BTreeSet<Violation> {
        let query = Query::new(self);
        let said = situation.violated.iter().map(|(norm, _)| *norm);
        let is_told_at_once = |norm: NormId| {
            query.tells_deeds_apart(norm).is_some() || query.yields_at_no_time_alone(norm)
        };
        let norms: BTreeSet<NormId> = said.filter(|&norm| is_told_at_once(norm)).collect();
        if norms.is_empty() {
            return situation.violated.clone();
        }
        let about: Vec<NormId> = norms.iter().copied().collect();
        let whole = self.world(situation, &about).violated_at_once(&norms);
        whole.unwrap_or_else(|_| situation.violated.clone())
    }

    /// Whether somebody violated a norm in some of what it asks of them, and not in all.
    pub fn is_violated_in_part(&self, situation: &Situation) -> bool {
        let norms: BTreeSet<NormId> = situation.violated.iter().map(|(norm, _)| *norm).collect();
        norms.into_iter().any(|norm| {
            let world = self.world(situation, &[norm]);
            let all = (0..situation.participants.len() as u32).map(ParticipantId);
            all.map(|who| world.borne_by(who, norm)).any(|borne| {
                let is_violated = |it: &Instance| {
                    situation.violated.contains(&(it.norm, it.participants.clone()))
                };
                let (violated, others): (Vec<_>, Vec<_>) = borne.into_iter().partition(is_violated);
                !violated.is_empty() && others.iter().any(|it| world.applies(it) != Ok(false))
            })
        })
    }

    fn with_otherwise(&self) -> impl Iterator<Item = NormId> {
        let norms = self.model.norms.iter().filter(|(_, own)| own.otherwise.is_some());
        norms.map(|(id, _)| id).filter(|&id| self.is_active(id))
    }

    /// What a scenario says was violated.
    fn said_violations(&self, scenario: ScenarioId, situation: &Situation) -> BTreeSet<Violation> {
        let mut said = BTreeSet::new();
        for (who, norm) in &self.model.scenarios[scenario].violations {
            let Some(who) = self.stated_participant(scenario, who) else { continue };
            let borne = self.world(situation, &[*norm]).borne_by(who, *norm);
            said.extend(borne.into_iter().map(|it| (it.norm, it.participants)));
        }
        said
    }

    /// A situation with what was violated in it of norms with an `otherwise`, the first of a chain before the next; and
    /// the instances of which that is not known.
    fn with_violations(
        &self,
        scenario: ScenarioId,
        mut situation: Situation,
    ) -> (Situation, BTreeSet<Violation>) {
        let mut unknown = BTreeSet::new();
        situation.violated.extend(self.said_violations(scenario, &situation));
        for id in self.with_otherwise() {
            let world = self.world(&situation, &[id]);
            let mut violated = Vec::new();
            for it in world.in_all_stretches(id) {
                match world.violates_instance(&it) {
                    Ok(true) => violated.push((id, it.participants)),
                    Ok(false) => {}
                    Err(_) => {
                        unknown.insert((id, it.participants));
                    }
                }
            }
            situation.violated.extend(violated);
        }
        (situation, unknown)
    }

    /// The situations that a scenario can be: of open facts each answer, of attributes each value that can matter, as far
    /// as the norms and what can affect them ask for them. Who an attribute is may be anybody of the scenario, or somebody
    /// else. One that is a length or a day is left without a value, and the reference says so where it is asked for.
    fn fillings(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norms: &BTreeSet<NormId>,
        words: Words,
    ) -> Result<Vec<Situation>, Limit> {
        let plain = self.plain_situation(scenario, on);
        if norms.is_empty() {
            return Ok(vec![plain]);
        }
        let denied = self.denied_facts(scenario, &plain);
        let asked = self.conditions_near(norms);
        let mut spoken = BTreeSet::new();
        for cond in &asked {
            symbols_of(self.model, cond, &mut spoken);
        }
        if words == Words::OfActsToo {
            spoken.extend(self.attributes_in_acts(norms).into_iter().map(Symbol::Attribute));
        }
        let mut ways = vec![plain.clone()];
        for symbol in spoken {
            match symbol {
                Symbol::Fact(fact) if self.model.facts[fact].open => {
                    for args in self.fitting(&plain, &self.model.facts[fact].params) {
                        let said = (fact, args);
                        if !plain.facts.contains(&said) && !denied.contains(&said) {
                            let answers = [false, true];
                            ways = each_way(&ways, &answers, |way, answer| {
                                way.facts.extend(answer.then(|| said.clone()));
                            })?;
                        }
                    }
                }
                Symbol::Attribute(attribute) => {
                    let mut values = self.values_that_matter(attribute, &asked);
                    if let AttributeType::Participant(sort) = self.model.attributes[attribute].ty {
                        // Whoever of that sort the scenario tells of, or somebody else, who is there whatever else is so.
                        values = those_of(sort, &plain);
                        let other = ways[0].participants.len() as u32;
                        values.push(AttributeValue::Participant(ParticipantId(other)));
                        let somebody = self.somebody_else(sort);
                        ways.iter_mut().for_each(|way| way.participants.push(somebody.clone()));
                    }
                    for args in self.fitting(&plain, &self.model.attributes[attribute].params) {
                        let place = (attribute, args);
                        if !values.is_empty() && !plain.attributes.contains_key(&place) {
                            ways = each_way(&ways, &values, |way, value| {
                                way.attributes.insert(place.clone(), value);
                            })?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(ways)
    }

    /// The attributes by which norms, those that can affect them and rules say who bears, or with whom an act is done.
    fn attributes_in_acts(&self, norms: &BTreeSet<NormId>) -> BTreeSet<AttributeId> {
        let model = self.model;
        let norms = self.connected_to(norms);
        let own = || norms.iter().map(|&norm| &model.norms[norm]);
        let acts = own().flat_map(|norm| &norm.acts);
        let acts = acts.chain(model.rules.values().map(|rule| &rule.left));
        let occurrences = own().flat_map(|norm| norm.clauses().filter_map(Clause::hangs_on));
        let occurrences = occurrences.chain(model.rules.values().map(|rule| &rule.right));
        let terms = own().map(|norm| &norm.bearer);
        let terms = terms.chain(acts.filter_map(Act::args).flatten());
        let terms = terms.chain(occurrences.flat_map(Occurrence::terms));
        terms.flat_map(Term::attributes).collect()
    }

    /// The conditions of norms, of those that can affect them, of rules and of assumptions.
    fn conditions_near(&self, norms: &BTreeSet<NormId>) -> Vec<&Cond> {
        let model = self.model;
        let norms = self.connected_to(norms);
        let own = norms.iter().map(|&norm| &model.norms[norm]);
        let own = own.flat_map(|norm| [&norm.when, &norm.unless]);
        let rules = model.rules.values().map(|it| &it.when);
        let assumed = model.assumptions.values().map(|it| &it.cond);
        let relations = model.relations.iter().map(|it| &it.when);
        own.chain(rules).chain(assumed).chain(relations).collect()
    }

    /// Values of which one is like each that an attribute can have, for all that conditions ask; none where that is not
    /// known.
    fn values_that_matter(&self, attribute: AttributeId, asked: &[&Cond]) -> Vec<AttributeValue> {
        match &self.model.attributes[attribute].ty {
            AttributeType::Choice(words) => {
                (0..words.len() as u32).map(AttributeValue::Choice).collect()
            }
            AttributeType::Range(low, high) if high - low < SHORT_RANGE => {
                (*low..=*high).map(AttributeValue::Number).collect()
            }
            AttributeType::Range(low, high) => {
                let mut borders = BTreeSet::from([*low, *high]);
                let all = asked.iter().flat_map(|cond| self.model.parts(cond));
                for part in all {
                    let Cond::Compare(Comparison { right, .. }) = part else { continue };
                    match right {
                        Value::Number(number) => borders.extend(number - 1..=number + 1),
                        Value::Attribute { .. } => return Vec::new(),
                        _ => {}
                    }
                }
                let inside = borders.into_iter().filter(|it| (low..=high).contains(&it));
                inside.map(AttributeValue::Number).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Whoever of a sort the scenario tells of, as a value.
fn those_of(sort: SortId, situation: &Situation) -> Vec<AttributeValue> {
    let all = situation.participants.iter().enumerate();
    let own = all.filter(|(_, who)| who.sorts.contains(&sort));
    own.map(|(at, _)| AttributeValue::Participant(ParticipantId(at as u32))).collect()
}

/// Every situation with each of some values.
fn each_way<T: Copy>(
    ways: &[Situation],
    values: &[T],
    set: impl Fn(&mut Situation, T),
) -> Result<Vec<Situation>, Limit> {
    if ways.len() * values.len() > FILLINGS {
        return Err(Limit::OpenFacts);
    }
    let mut all = Vec::new();
    for way in ways {
        for &value in values {
            let mut filled = way.clone();
            set(&mut filled, value);
            all.push(filled);
        }
    }
    Ok(all)
}
