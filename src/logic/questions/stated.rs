//! What a scenario states, as a situation.

use std::collections::BTreeSet;

use crate::logic::theory::Theory;
use crate::model::{
    AttributeValue, Cond, Day, FactId, Length, Minute, Model, Occurrence, Participant,
    ParticipantId, Scenario, ScenarioId, Situation, SortId, Term, Value,
};

impl Theory<'_> {
    /// The scenario as one situation; attributes left open have no value in it.
    pub fn plain_situation(&self, scenario: ScenarioId, on: Option<Day>) -> Situation {
        let it = &self.model.scenarios[scenario];
        let situation = Situation { day: self.day_of(it, on), ..Situation::default() };
        let mut stated = Stated { model: self.model, it, situation };
        stated.participants();
        stated.values();
        stated.roles();
        stated.facts();
        for (at, occurrence) in &it.timeline {
            stated.occurrence(*at, occurrence);
        }
        stated.situation
    }

    /// The place of somebody in the situation of a scenario; `None` for the value of an attribute.
    pub(super) fn stated_participant(
        &self,
        scenario: ScenarioId,
        who: &Term,
    ) -> Option<ParticipantId> {
        let stated = self.model.scenarios[scenario].participants().len() as u32;
        match who {
            Term::Var(var) => Some(ParticipantId(var.0)),
            Term::Individual(id) => Some(ParticipantId(stated + id.0)),
            Term::Attribute { .. } => None,
        }
    }

    /// What a scenario says is not so.
    pub(super) fn denied_facts(
        &self,
        scenario: ScenarioId,
        situation: &Situation,
    ) -> BTreeSet<(FactId, Vec<ParticipantId>)> {
        let it = &self.model.scenarios[scenario];
        let stated = Stated { model: self.model, it, situation: situation.clone() };
        let denied = it.facts.iter().filter_map(|fact| match fact {
            Cond::Not(fact) => match &**fact {
                Cond::Fact { fact, args } => Some((*fact, stated.all(args)?)),
                _ => None,
            },
            _ => None,
        });
        denied.collect()
    }
}

/// A scenario, and as much of it as its situation holds by now.
struct Stated<'m> {
    model: &'m Model,
    it: &'m Scenario,
    situation: Situation,
}

impl Stated<'_> {
    fn participants(&mut self) {
        for var in self.it.participants() {
            self.add(&var.name, &var.sorts, None);
        }
        for (id, own) in self.model.individuals.iter() {
            self.add(&own.name, &own.sorts, Some(id));
        }
    }

    fn add(
        &mut self,
        name: &str,
        sorts: &[SortId],
        individual: Option<crate::model::IndividualId>,
    ) {
        let ancestors = sorts.iter().flat_map(|&sort| self.model.sorts[sort].ancestors.clone());
        let sorts = ancestors.collect();
        self.situation.participants.push(Participant { name: name.to_owned(), sorts, individual });
    }

    /// Who a term is; `None` where the attributes that are known so far do not say.
    fn who(&self, term: &Term) -> Option<ParticipantId> {
        match term {
            Term::Var(var) => Some(ParticipantId(var.0)),
            Term::Individual(id) => Some(ParticipantId(self.it.participants().len() as u32 + id.0)),
            Term::Attribute { attribute, args } => {
                match self.situation.attributes.get(&(*attribute, self.all(args)?)) {
                    Some(AttributeValue::Participant(who)) => Some(*who),
                    _ => None,
                }
            }
        }
    }

    fn all(&self, terms: &[Term]) -> Option<Vec<ParticipantId>> {
        terms.iter().map(|term| self.who(term)).collect()
    }

    fn values(&mut self) {
        for (term, value) in &self.it.values {
            let value = match value {
                Ok(other) => self.who(other).map(AttributeValue::Participant),
                Err(Value::Number(number)) => Some(AttributeValue::Number(*number)),
                Err(Value::Day(day)) => Some(AttributeValue::Day(*day)),
                Err(Value::Length(Length::Fixed { count, .. })) => {
                    Some(AttributeValue::Number(i64::from(*count)))
                }
                Err(_) => None,
            };
            self.value(term, value);
        }
        for (term, choice) in &self.it.choices {
            self.value(term, Some(AttributeValue::Choice(*choice)));
        }
    }

    fn value(&mut self, of: &Term, value: Option<AttributeValue>) {
        let Term::Attribute { attribute, args } = of else { return };
        if let (Some(args), Some(value)) = (self.all(args), value) {
            self.situation.attributes.insert((*attribute, args), value);
        }
    }

    fn roles(&mut self) {
        for (term, sort) in &self.it.roles {
            if let Some(id) = self.who(term) {
                let sorts = self.model.sorts[*sort].ancestors.clone();
                self.situation.participants[id.0 as usize].sorts.extend(sorts);
            }
        }
    }

    fn facts(&mut self) {
        for fact in &self.it.facts {
            match fact {
                Cond::Fact { fact, args } => {
                    let args = self.all(args);
                    self.situation.facts.extend(args.map(|args| (*fact, args)));
                }
                Cond::Party { term, instrument } => {
                    let who = self.who(term);
                    self.situation.parties.extend(who.map(|id| (*instrument, id)));
                }
                _ => {}
            }
        }
    }

    fn occurrence(&mut self, at: Minute, occurrence: &Occurrence) {
        match occurrence {
            Occurrence::Event { event, args } => {
                let args = self.all(args);
                self.situation.events.extend(args.map(|args| ((*event, args), at)));
            }
            Occurrence::Act { by, action, args } => {
                let (Some(by), Some(args)) = (self.who(by), self.all(args)) else { return };
                let act = (*action, by, args);
                self.situation.doings.insert((act.clone(), at));
                let first = self.situation.acts.entry(act).or_insert(at);
                *first = (*first).min(at);
            }
        }
    }
}
