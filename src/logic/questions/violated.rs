//! Violations in a scenario: whether what was done breaks a norm, in every way to fill in what the scenario leaves open.

use std::collections::BTreeSet;

use super::scenario::ScenarioAnswer;
use crate::logic::Limit;
use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::theory::Theory;
use crate::model::{
    AttributeId, AttributeType, AttributeValue, Comparison, Cond, Day, NormId, ScenarioId,
    Situation, Term, Value,
};

/// The most ways to fill a scenario in that the reference is asked about.
const FILLINGS: usize = 4_096;

/// A number of a longer range is tried only next to what it is compared with.
const SHORT_RANGE: i64 = 32;

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
        let who = self.stated_participant(scenario, who);
        let who = who.ok_or(Limit::NotYet("`violates` of a chain"))?;
        let mut answers = BTreeSet::new();
        for situation in self.fillings(scenario, on, norm)? {
            let situation = self.with_violations(scenario, situation);
            let world = self.world(&situation, &[norm]);
            if world.is_possible() != Ok(false) {
                let violates = world.violates(who, norm);
                answers.insert(violates.map_err(|reason| Limit::Reference(reason.0))?);
            }
        }
        Ok(match (answers.contains(&true), answers.contains(&false)) {
            (true, true) => ScenarioAnswer::Depends,
            (true, false) => ScenarioAnswer::Always,
            (false, true) => ScenarioAnswer::Never,
            (false, false) => ScenarioAnswer::Impossible,
        })
    }

    /// The situations that a scenario can be: of open facts each answer, of attributes each value that can matter, as far
    /// as the norm and what can affect it ask for them. An attribute that is a participant, a length or a day is left
    /// without a value, and the reference says so where it is asked for.
    fn fillings(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        norm: NormId,
    ) -> Result<Vec<Situation>, Limit> {
        let plain = self.plain_situation(scenario, on);
        let denied = self.denied_facts(scenario, &plain);
        let asked = self.conditions_near(norm);
        let mut spoken = BTreeSet::new();
        for cond in &asked {
            symbols_of(self.model, cond, &mut spoken);
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
                    let values = self.values_that_matter(attribute, &asked);
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

    /// The conditions of a norm, of those that can affect it, of rules and of assumptions.
    fn conditions_near(&self, norm: NormId) -> Vec<&Cond> {
        let model = self.model;
        let norms = self.connected_to(&BTreeSet::from([norm]));
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
