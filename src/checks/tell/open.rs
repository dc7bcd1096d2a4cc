//! What a person has to settle, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::brief::{Term, shorter_side};
use super::case::{generic, so_many, spaced};
use crate::logic::{Answer, Open};
use crate::model::{AttributeId, AttributeType, DAY, FactId, Minute, Model};

/// The open facts and attributes on which a verdict hangs, each once: those that the shorter side of its answers names; all,
/// where each answer makes a case, of somebody else.
pub(in crate::checks) fn open_matters(model: &Model, answers: &[Answer]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (_, terms) = shorter_side(answers);
    let alike = terms.iter().all(Vec::is_empty);
    let counts = |open: &Open| alike || terms.iter().flatten().any(|(own, _)| own == open);
    let all = answers.iter().flat_map(|answer| &answer.facts);
    for (open, _) in all.filter(|(open, _)| counts(open)) {
        let name = match *open {
            Open::Fact(fact) => &model.facts[fact].name,
            Open::Choice(it, _) | Open::AtMost(it, _) | Open::Attribute(it) => {
                &model.attributes[it].name
            }
        };
        let word = format!("`{name}`");
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Open matters that are all so, or not so: what is said of one number is said as one.
pub(in crate::checks) fn open_term(model: &Model, term: &Term) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut spans: BTreeMap<AttributeId, Span> = BTreeMap::new();
    for &(open, holds) in term {
        match open {
            // Of whom it is so the answer does not tell; the case does.
            Open::Fact(it) if term.contains(&(open, !holds)) => {
                let so = fact(model, it, true);
                parts.push(format!("of one, and not of another, {so}"));
            }
            Open::Fact(it) => parts.push(fact(model, it, holds)),
            Open::Choice(it, place) => parts.push(choice(model, it, place, holds)),
            Open::AtMost(it, number) => spans.entry(it).or_default().cut(number, holds),
            Open::Attribute(it) => {
                let holds = if holds { "holds" } else { "does not hold" };
                parts.push(format!("the comparison of `{}` {holds}", model.attributes[it].name));
            }
        }
    }
    parts.extend(spans.iter().map(|(&it, span)| span.told(model, it)));
    let mut told = BTreeSet::new();
    parts.retain(|part| told.insert(part.clone()));
    parts.join(" and ")
}

fn fact(model: &Model, id: FactId, holds: bool) -> String {
    let fact = &model.facts[id];
    match (fact.reads.as_ref().map(|reads| generic(reads, model, &fact.params)), holds) {
        (Some(text), true) => text,
        (Some(text), false) => format!("it is not so that {text}"),
        (None, true) => format!("`{}` holds", fact.name),
        (None, false) => format!("`{}` does not hold", fact.name),
    }
}

fn choice(model: &Model, id: AttributeId, place: u32, holds: bool) -> String {
    let attribute = &model.attributes[id];
    let is = if holds { "is" } else { "is not" };
    let word = match &attribute.ty {
        AttributeType::Choice(choices) => choices.get(place as usize).map_or("", |it| &**it),
        _ => "",
    };
    format!("`{}` {is} {}", attribute.name, spaced(word))
}

/// The numbers that an attribute may have.
#[derive(Default)]
struct Span {
    least: Option<i64>,
    most: Option<i64>,
}

impl Span {
    /// It is at most this number, or it is not.
    fn cut(&mut self, number: i64, holds: bool) {
        match holds {
            true => self.most = Some(self.most.map_or(number, |most| most.min(number))),
            false => self.least = Some(self.least.map_or(number + 1, |it| it.max(number + 1))),
        }
    }

    fn told(&self, model: &Model, id: AttributeId) -> String {
        let attribute = &model.attributes[id];
        let date = attribute.ty == AttributeType::Date;
        let value = |number: i64| match &attribute.ty {
            AttributeType::Length(unit) => so_many(number, *unit),
            AttributeType::Date => Minute(number).day().to_string(),
            _ => number.to_string(),
        };
        // A date lies on a day: whether its first minute is past some minute.
        let up = |number: i64| {
            if date { Minute(number + DAY - 1).day().start().0 } else { number }
        };
        let down = |number: i64| if date { Minute(number).day().start().0 } else { number };
        let (least, most) = (self.least.map(up), self.most.map(down));
        let said = match (least, most) {
            (Some(least), Some(most)) if least == most => format!("is {}", value(least)),
            (Some(least), Some(most)) if date => {
                format!("lies between {} and {}", value(least), value(most))
            }
            (Some(least), Some(most)) => format!("is from {} to {}", value(least), value(most)),
            (Some(least), None) if date => format!("is not before {}", value(least)),
            (None, Some(most)) if date => format!("is not after {}", value(most)),
            (Some(least), None) => format!("is at least {}", value(least)),
            (None, Some(most)) => format!("is at most {}", value(most)),
            (None, None) => "has a value".to_owned(),
        };
        format!("`{}` {said}", attribute.name)
    }
}
