//! What is open about somebody new: which questions, with which answers.

use std::collections::BTreeSet;

use super::World;
use crate::model::{
    AttributeId, AttributeType, AttributeValue, Comparison, Cond, FactId, Length, Param,
    ParticipantId, Situation, SortId, Term, Value,
};

/// What is open about a fresh participant, with its possible answers.
pub(super) enum Question {
    Fact(FactId, Vec<ParticipantId>),
    Sort(ParticipantId, SortId),
    Value(AttributeId, Vec<ParticipantId>, Vec<AttributeValue>),
}

impl World<'_> {
    // What is asked about the fresh participants, about the values of their attributes, and about those whom they bring
    // along: with whom those of the case have nothing to do.
    pub(super) fn questions(
        &self,
        asked: &Mentions<'_>,
        situation: &Situation,
        chosen: &[ParticipantId],
        brought: &[ParticipantId],
    ) -> Vec<Question> {
        let mut questions = Vec::new();
        let fresh = &[chosen, brought].concat();
        let is_open = |tuple: &Vec<ParticipantId>| {
            tuple.iter().any(|who| chosen.contains(who))
                || tuple.iter().all(|who| brought.contains(who))
        };
        for &who in fresh {
            let own = &situation.participants[who.0 as usize].sorts;
            let more = asked.sorts.iter().filter(|&&sort| {
                own.contains(&self.model.sorts[sort].top)
                    && !own.iter().any(|&it| it == sort || self.model.are_disjoint(it, sort))
            });
            questions.extend(more.map(|&sort| Question::Sort(who, sort)));
        }
        for &fact in &asked.facts {
            let tuples = self.tuples(&self.model.facts[fact].params, situation, fresh);
            // What is assumed of everybody is so of those who are brought along, too.
            let open = tuples.into_iter().filter(|it| self.model.assumes(fact) || is_open(it));
            questions.extend(open.map(|args| Question::Fact(fact, args)));
        }
        for &attribute in &asked.attributes {
            for args in self.tuples(&self.model.attributes[attribute].params, situation, fresh) {
                let values = self.values(attribute, asked, situation);
                questions.push(Question::Value(attribute, args, values));
            }
        }
        questions
    }

    pub(super) fn answers(&self, question: &Question, situation: &Situation) -> Vec<Situation> {
        let (mut no, mut yes) = (situation.clone(), situation.clone());
        match question {
            Question::Fact(fact, args) => {
                yes.facts.insert((*fact, args.clone()));
            }
            Question::Sort(who, sort) => {
                let sorts = &self.model.sorts[*sort].ancestors;
                yes.participants[who.0 as usize].sorts.extend(sorts);
            }
            Question::Value(attribute, args, values) => {
                let with = |value: &AttributeValue| {
                    no.attributes.insert((*attribute, args.clone()), *value);
                    no.clone()
                };
                return values.iter().map(with).collect();
            }
        }
        vec![no, yes]
    }

    // Every choice of arguments, at least one of them fresh.
    pub(super) fn tuples(
        &self,
        params: &[Param],
        situation: &Situation,
        fresh: &[ParticipantId],
    ) -> Vec<Vec<ParticipantId>> {
        let mut tuples: Vec<Vec<ParticipantId>> = vec![Vec::new()];
        for param in params {
            let top = self.model.sorts[param.sort].top;
            let suits = |who: &u32| situation.participants[*who as usize].sorts.contains(&top);
            let who: Vec<u32> =
                (0..situation.participants.len() as u32).filter(|who| suits(who)).collect();
            let longer = |tuple: Vec<ParticipantId>| {
                let more = |&who: &u32| [&tuple[..], &[ParticipantId(who)]].concat();
                who.iter().map(more).collect::<Vec<_>>()
            };
            tuples = tuples.into_iter().flat_map(longer).collect();
        }
        tuples.retain(|tuple| tuple.iter().any(|who| fresh.contains(who)));
        tuples
    }

    fn values(
        &self,
        attribute: AttributeId,
        asked: &Mentions<'_>,
        situation: &Situation,
    ) -> Vec<AttributeValue> {
        match &self.model.attributes[attribute].ty {
            AttributeType::Choice(words) => {
                (0..words.len() as u32).map(AttributeValue::Choice).collect()
            }
            AttributeType::Participant(sort) => {
                let all = situation.participants.iter().enumerate();
                let own = all.filter(|(_, who)| who.sorts.contains(sort));
                let value = |(at, _)| AttributeValue::Participant(ParticipantId(at as u32));
                own.map(value).collect()
            }
            _ => self.critical_values(attribute, &asked.comparisons, situation),
        }
    }

    pub(super) fn mentions<'c>(&'c self, cond: &'c Cond, found: &mut Mentions<'c>) {
        for part in self.model.parts(cond) {
            match part {
                Cond::Fact { fact, args } => {
                    found.facts.insert(*fact);
                    found.terms(args);
                }
                Cond::Define { args, .. } => found.terms(args),
                Cond::Is { term, sort } => {
                    found.sorts.insert(*sort);
                    found.term(term);
                }
                Cond::Same(a, b) | Cond::SameChoice(a, b) => {
                    found.term(a);
                    found.term(b);
                }
                Cond::Choice { term, .. } => found.term(term),
                Cond::Compare(comparison) => {
                    found.comparisons.push(comparison);
                    found.term(&comparison.left);
                    match &comparison.right {
                        Value::Attribute { term, .. } | Value::Length(Length::Attribute(term)) => {
                            found.term(term);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

#[derive(Default)]
pub(super) struct Mentions<'c> {
    comparisons: Vec<&'c Comparison>,
    pub(super) facts: BTreeSet<FactId>,
    pub(super) sorts: BTreeSet<SortId>,
    pub(super) attributes: BTreeSet<AttributeId>,
}

impl Mentions<'_> {
    fn terms(&mut self, terms: &[Term]) {
        terms.iter().for_each(|term| self.term(term));
    }

    fn term(&mut self, term: &Term) {
        if let Term::Attribute { attribute, args } = term {
            self.attributes.insert(*attribute);
            self.terms(args);
        }
    }
}
