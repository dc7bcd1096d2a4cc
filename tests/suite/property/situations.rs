//! Random situations of a model: everything that it can ask has an answer.

use std::collections::BTreeSet;

use comity::logic::{Selection, Theory};
use comity::model::{
    ActionId, AttributeType, AttributeValue, Clause, DAY, Day, Minute, Model, NormId, Occurrence,
    Param, Participant, ParticipantId, Point, Situation, SortId, SortKind,
};

use super::random::Random;

/// Monday 2026-01-05, near which all dates of the generator lie.
const FIRST: Day = Day(20_458);

/// A random situation with one to three participants of each top kind; three are rare, for they cost most.
pub(crate) fn situation(model: &Model, random: &mut Random) -> Situation {
    let mut made =
        Situation { day: Some(FIRST.plus(random.below(5) as i32 - 1)), ..<_>::default() };
    participants(model, random, &mut made);
    let truth = 20 + random.below(60);
    for (id, fact) in model.facts.iter() {
        for args in tuples(&made, &fact.params) {
            if random.chance(truth) {
                made.facts.insert((id, args));
            }
        }
    }
    for (id, attribute) in model.attributes.iter() {
        for args in tuples(&made, &attribute.params) {
            if let Some(value) = value(&made, &attribute.ty, random) {
                made.attributes.insert((id, args), value);
            }
        }
    }
    times(model, random, &mut made);
    parties(model, random, &mut made);
    violations(model, random, &mut made);
    made
}

fn participants(model: &Model, random: &mut Random, made: &mut Situation) {
    for (id, individual) in model.individuals.iter() {
        let mut sorts = closure(model, &individual.sorts);
        roles(model, individual.top, random, &mut sorts);
        let name = individual.name.to_string();
        made.participants.push(Participant { name, sorts, individual: Some(id) });
    }
    for (top, sort) in model.sorts.iter().filter(|(id, sort)| sort.top == *id) {
        for place in 1..=*random.pick(&[1, 1, 2, 2, 2, 3]) {
            let mut kinds = vec![top];
            kinds.extend(model.sorts.iter().filter_map(|(id, it)| {
                (it.kind == SortKind::Kind && it.parents == [top]).then_some(id)
            }));
            let kind = *random.pick(&kinds);
            let mut sorts = closure(model, &[kind]);
            roles(model, top, random, &mut sorts);
            let name = format!("{} {place}", sort.name);
            made.participants.push(Participant { name, sorts, individual: None });
        }
    }
}

fn roles(model: &Model, top: SortId, random: &mut Random, sorts: &mut BTreeSet<SortId>) {
    let party = |id| model.instruments.values().any(|it| it.party_role == Some(id));
    for (id, sort) in model.sorts.iter() {
        let role = sort.kind == SortKind::Role && sort.top == top && !party(id);
        if role && random.chance(60) && !sorts.iter().any(|own| model.are_disjoint(*own, id)) {
            sorts.extend(closure(model, &[id]));
        }
    }
}

fn closure(model: &Model, sorts: &[SortId]) -> BTreeSet<SortId> {
    sorts.iter().flat_map(|sort| model.sorts[*sort].ancestors.iter().copied()).collect()
}

/// Every choice of participants that suits the parameters.
fn tuples(made: &Situation, params: &[Param]) -> Vec<Vec<ParticipantId>> {
    let mut all = vec![Vec::new()];
    for param in params {
        let suits: Vec<ParticipantId> = who(made)
            .filter(|id| made.participants[id.0 as usize].sorts.contains(&param.sort))
            .collect();
        all = all
            .into_iter()
            .flat_map(|tuple: Vec<_>| {
                suits.iter().map(move |id| [tuple.clone(), vec![*id]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    all
}

fn who(made: &Situation) -> impl Iterator<Item = ParticipantId> + use<> {
    (0..made.participants.len() as u32).map(ParticipantId)
}

fn value(made: &Situation, ty: &AttributeType, random: &mut Random) -> Option<AttributeValue> {
    Some(match ty {
        AttributeType::Participant(sort) => {
            let all: Vec<_> = who(made)
                .filter(|id| made.participants[id.0 as usize].sorts.contains(sort))
                .collect();
            if all.is_empty() {
                return None;
            }
            AttributeValue::Participant(*random.pick(&all))
        }
        AttributeType::Range(low, high) => {
            AttributeValue::Number(low + random.below((high - low + 1) as usize) as i64)
        }
        AttributeType::Choice(words) => AttributeValue::Choice(random.below(words.len()) as u32),
        AttributeType::Length(_) => AttributeValue::Number(random.below(5) as i64),
        AttributeType::Date => AttributeValue::Day(FIRST.plus(random.below(5) as i32)),
    })
}

/// A moment of a small grid, with a minute to either side of its points.
fn moment(random: &mut Random) -> Minute {
    let hours = [0, 0, 0, 12][random.below(4)] * 60;
    let aside = [-1, 0, 0, 0, 0, 1][random.below(6)];
    Minute(FIRST.start().0 + (random.below(5) as i64 - 1) * DAY + hours + aside)
}

fn times(model: &Model, random: &mut Random, made: &mut Situation) {
    let often = 30 + random.below(70);
    for (id, event) in model.events.iter() {
        for args in tuples(made, &event.params) {
            if random.chance(often) {
                made.events.insert((id, args), moment(random));
            }
        }
    }
    for action in starting_acts(model) {
        for by in who(made) {
            for args in tuples(made, &model.actions[action].params) {
                if random.chance(30) {
                    made.acts.insert((action, by, args), moment(random));
                }
            }
        }
    }
}

/// Acts that start a window of a norm.
fn starting_acts(model: &Model) -> BTreeSet<ActionId> {
    let clauses = model.norms.values().flat_map(|norm| &norm.window).flat_map(|it| &it.clauses);
    clauses
        .filter_map(|clause| match clause {
            Clause::Within { of: point, .. }
            | Clause::For { after: point, .. }
            | Clause::From(point)
            | Clause::NoEarlierThan(point) => action_of(point),
            _ => None,
        })
        .collect()
}

fn action_of(point: &Point) -> Option<ActionId> {
    match point {
        Point::Occurrence(Occurrence::Act { action, .. }) => Some(*action),
        Point::After { of, .. } | Point::Before { of, .. } => action_of(of),
        _ => None,
    }
}

fn parties(model: &Model, random: &mut Random, made: &mut Situation) {
    for (id, instrument) in model.instruments.iter().filter(|(_, it)| it.treaty) {
        for who in who(made) {
            let it = &made.participants[who.0 as usize];
            let can = instrument.party_kinds.iter().any(|kind| it.sorts.contains(kind));
            let listed = instrument.parties.iter().any(|party| Some(party.who) == it.individual);
            if can && !listed && random.chance(60) {
                made.parties.insert((id, who));
            }
        }
    }
}

fn violations(model: &Model, random: &mut Random, made: &mut Situation) {
    let with_remedy: Vec<NormId> = model
        .norms
        .iter()
        .filter_map(|(id, norm)| norm.otherwise.is_some().then_some(id))
        .collect();
    for norm in with_remedy {
        let copy = made.clone();
        let world = comity::logic::reference::World::new(model, &copy);
        for instance in world.instances(norm) {
            if random.chance(50) {
                made.violated.insert((norm, instance.participants));
            }
        }
    }
    made.violated = Theory::new(model, &Selection::default()).violated_at_once(made);
}

/// The situation in words, for whoever reads a failure.
pub(crate) fn told(model: &Model, it: &Situation) -> String {
    let name = |who: &ParticipantId| it.participants[who.0 as usize].name.clone();
    let names = |all: &[ParticipantId]| all.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    lines.extend(it.day.map(|day| format!("on {day}")));
    for who in &it.participants {
        let sorts: Vec<_> = who.sorts.iter().map(|sort| &*model.sorts[*sort].name).collect();
        lines.push(format!("{} is {}", who.name, sorts.join(", ")));
    }
    for (fact, args) in &it.facts {
        lines.push(format!("{}({})", model.facts[*fact].name, names(args)));
    }
    for ((attribute, args), value) in &it.attributes {
        let value = match value {
            AttributeValue::Participant(who) => name(who),
            AttributeValue::Number(number) => number.to_string(),
            AttributeValue::Choice(place) => format!("choice {place}"),
            AttributeValue::Day(day) => day.to_string(),
        };
        lines.push(format!("{}({}) = {value}", model.attributes[*attribute].name, names(args)));
    }
    for (instrument, who) in &it.parties {
        let instrument = model.instruments[*instrument].name.as_deref().unwrap_or("-");
        lines.push(format!("{} is party to {instrument}", name(who)));
    }
    for ((event, args), at) in &it.events {
        lines.push(format!("{at} {}({})", model.events[*event].name, names(args)));
    }
    for ((action, by, args), at) in &it.acts {
        let action = &model.actions[*action].name;
        lines.push(format!("{at} {} does {action}({})", name(by), names(args)));
    }
    for (norm, args) in &it.violated {
        lines.push(format!("{} violated ({})", model.qualified(*norm), names(args)));
    }
    lines.join("\n")
}
