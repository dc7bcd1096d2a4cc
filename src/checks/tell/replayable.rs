//! A case as a `scenario` in the language, for machines and for tests.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::membership::outsiders;
use super::parts::bearer;
use crate::logic::{Conflict, Kind, Matter, Witness};
use crate::model::{
    ActionId, AttributeType, AttributeValue, Model, Norm, NormId, Param, ParticipantId, Situation,
    SortId,
};

/// The scenario text of a case or a part of it; `absent`: what matters and is not so.
pub(in crate::checks) fn scenario(
    model: &Model,
    situation: &Situation,
    absent: &[Matter],
) -> String {
    Writer { model, situation, absent, named: Vec::new() }.write()
}

/// The case of these norms, with those on whose being bound by one and not by another it turns.
pub(super) fn scenario_of(model: &Model, norms: &[NormId], witness: &Witness) -> String {
    let named = outsiders(model, norms, witness).iter().map(|it| it.who).collect();
    Writer { model, situation: &witness.whole, absent: &witness.absent, named }.write()
}

/// Whether its case tells acts for which the set itself asks: once they are done, a part of the set conflicts. Where they
/// are done towards whoever is chosen, or a person has a say, no scenario shows that of the whole set.
pub(super) fn brings_about_a_choice(model: &Model, it: &Conflict) -> bool {
    let norms = || it.norms.iter().map(|&norm| &model.norms[norm]);
    let mut opening = norms().flat_map(Norm::clauses).filter_map(|it| it.opened_by()?.action());
    let is_told = |action| it.witness.whole.acts.keys().any(|(own, ..)| *own == action);
    let chooses = norms().any(|norm| norm.chosen().next().is_some());
    it.norms.len() > 2
        && it.kind != Kind::Wide
        && (chooses || !it.answers.is_empty())
        && opening.any(is_told)
}

struct Writer<'a> {
    model: &'a Model,
    situation: &'a Situation,
    absent: &'a [Matter],
    /// Individuals that are named though there is nothing to tell of them that the file does not say.
    named: Vec<ParticipantId>,
}

impl Writer<'_> {
    fn write(&self) -> String {
        let mut out = String::from("scenario case {\n");
        let lines = [
            self.day(),
            self.people(),
            self.anybody(),
            self.facts(),
            self.settled(),
            self.violations(),
            self.values(),
            self.timeline(),
        ]
        .concat();
        for line in lines {
            writeln!(out, "  {line}").expect("a string takes everything");
        }
        out.push('}');
        out
    }

    fn day(&self) -> Vec<String> {
        self.situation.day.map(|day| format!("on {day}")).into_iter().collect()
    }

    fn id(&self, who: ParticipantId) -> String {
        let participant = &self.situation.participants[who.0 as usize];
        match participant.individual {
            Some(_) => participant.name.clone(),
            None => participant.name.to_lowercase().replace(' ', "_"),
        }
    }

    fn call(&self, name: &str, params: &[Param], args: &[ParticipantId]) -> String {
        let args = params.iter().zip(args).map(|(param, &who)| match &param.label {
            Some(label) => format!("{label}: {}", self.id(who)),
            None => self.id(who),
        });
        format!("{name}({})", args.collect::<Vec<_>>().join(", "))
    }

    fn people(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (place, participant) in self.situation.participants.iter().enumerate() {
            let own: Vec<SortId> = participant.sorts.iter().copied().collect();
            let narrow = |sort: &&SortId| {
                !own.iter().any(|other| other != *sort && self.model.is_sub(*other, **sort))
            };
            let words =
                own.iter().filter(narrow).map(|&sort| (sort, &*self.model.sorts[sort].name));
            let id = self.id(ParticipantId(place as u32));
            let Some(individual) = participant.individual else {
                let words: Vec<&str> = words.map(|(_, word)| word).collect();
                lines.push(format!("participant {id} is {}", words.join(", ")));
                continue;
            };
            // Of an individual only the roles that it plays beside its own are told.
            let known = &self.model.individuals[individual].sorts;
            let new =
                words.filter(|(sort, _)| !known.iter().any(|&own| self.model.is_sub(own, *sort)));
            let before = lines.len();
            lines.extend(new.map(|(_, word)| format!("fact {id} is {word}")));
            if lines.len() == before && self.named.contains(&ParticipantId(place as u32)) {
                lines.extend(
                    known
                        .first()
                        .map(|&sort| format!("fact {id} is {}", self.model.sorts[sort].name)),
                );
            }
        }
        lines
    }

    /// Those towards whom acts are done of which the case does not say towards whom.
    fn anybody(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (action, ..) in self.situation.acts.keys() {
            let Some((whole, left_out)) = self.model.towards_anybody.get(action) else { continue };
            for &at in left_out {
                let sort = self.model.actions[*whole].params[at].sort;
                lines.push(format!(
                    "participant {} is {}",
                    anybody(*action, at),
                    self.model.sorts[sort].name
                ));
            }
        }
        lines.sort();
        lines.dedup();
        lines
    }

    fn done(&self, action: ActionId, args: &[ParticipantId]) -> String {
        let Some((whole, left_out)) = self.model.towards_anybody.get(&action) else {
            let it = &self.model.actions[action];
            return self.call(&it.name, &it.params, args);
        };
        let (it, mut known) = (&self.model.actions[*whole], args.iter());
        let args = it.params.iter().enumerate().map(|(at, param)| {
            let who = match left_out.contains(&at) {
                true => anybody(action, at),
                false => known.next().map_or_else(String::new, |&who| self.id(who)),
            };
            match &param.label {
                Some(label) => format!("{label}: {who}"),
                None => who,
            }
        });
        format!("{}({})", it.name, args.collect::<Vec<_>>().join(", "))
    }

    fn facts(&self) -> Vec<String> {
        let facts = self.situation.facts.iter().map(|(fact, args)| {
            let it = &self.model.facts[*fact];
            format!("fact {}", self.call(&it.name, &it.params, args))
        });
        let parties = self.situation.parties.iter().map(|(instrument, who)| {
            let name = self.model.instruments[*instrument].name.as_deref().unwrap_or_default();
            format!("fact {} is party to {name}", self.id(*who))
        });
        facts.chain(parties).collect()
    }

    /// What would be open if nothing was said of it.
    fn settled(&self) -> Vec<String> {
        let no = self.absent.iter().filter_map(|it| match it {
            Matter::Fact(fact, args) => Some((&self.model.facts[*fact], args)),
            _ => None,
        });
        let no = no.filter(|(it, _)| it.open);
        no.map(|(it, args)| format!("fact not {}", self.call(&it.name, &it.params, args))).collect()
    }

    fn violations(&self) -> Vec<String> {
        let mut lines = BTreeSet::new();
        for (norm, participants) in &self.situation.violated {
            if let Some(bearer) = bearer(self.model, self.situation, *norm, participants) {
                lines.insert(format!(
                    "fact {} violates {}",
                    self.id(bearer),
                    self.model.qualified(*norm)
                ));
            }
        }
        lines.into_iter().collect()
    }

    fn values(&self) -> Vec<String> {
        let values = self.situation.attributes.iter().map(|((attribute, args), value)| {
            let it = &self.model.attributes[*attribute];
            let term = match args.as_slice() {
                [one] => format!("{}.{}", self.id(*one), it.name),
                args => self.call(&it.name, &it.params, args),
            };
            let value = match (*value, &it.ty) {
                (AttributeValue::Participant(who), _) => self.id(who),
                (AttributeValue::Choice(place), AttributeType::Choice(choices)) => {
                    choices[place as usize].to_string()
                }
                (AttributeValue::Number(number), AttributeType::Length(unit)) => {
                    super::case::so_many(number, *unit)
                }
                (AttributeValue::Number(number), _) => number.to_string(),
                (AttributeValue::Choice(place), _) => place.to_string(),
                (AttributeValue::Day(day), _) => day.to_string(),
            };
            format!("fact {term} = {value}")
        });
        values.collect()
    }

    fn timeline(&self) -> Vec<String> {
        let mut all = Vec::new();
        for ((event, args), at) in &self.situation.events {
            let it = &self.model.events[*event];
            all.push((*at, self.call(&it.name, &it.params, args)));
        }
        for ((action, by, args), at) in &self.situation.acts {
            all.push((*at, format!("{} does {}", self.id(*by), self.done(*action, args))));
        }
        all.sort();
        all.into_iter().map(|(at, text)| format!("at {at} {text}")).collect()
    }
}

/// A name for whoever an act is done towards.
fn anybody(action: ActionId, at: usize) -> String {
    format!("anybody_{}_{at}", action.0)
}
