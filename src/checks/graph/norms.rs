//! What a picture says of a norm and of an instrument.

use std::collections::BTreeSet;

use super::{GraphNorm, NormKind};
use crate::checks::tell;
use crate::format::in_a_line;
use crate::model::{
    DaySpan, Instrument, InstrumentId, Modal, Model, Norm, NormId, Standing, Target, Term,
};
use crate::source::Sources;

/// How many parties are named; of a longer list the others are counted.
const PARTIES_NAMED: usize = 4;

/// The norms that are drawn. One that only relates others is a line between them, unless it is itself related.
pub(super) fn drawn(model: &Model) -> impl Iterator<Item = NormId> {
    let ends = model.relations.iter().flat_map(|it| [it.winner, it.loser]);
    let related: BTreeSet<Target> = ends.collect();
    model.written().filter(move |&id| {
        model.norms[id].modal != Modal::Relation || related.contains(&Target::Norm(id))
    })
}

/// A norm, as if it stood in no instrument.
pub(super) fn norm(sources: &Sources, model: &Model, id: NormId) -> GraphNorm {
    let it = &model.norms[id];
    let says = match &it.title {
        // What stands behind `otherwise` has the title of the norm before it.
        Some(title) if it.primary.is_none() => title.to_string(),
        _ => in_a_line(sources.slice(it.sentence_span)).into_owned(),
    };
    GraphNorm {
        instrument: None,
        name: it.name.to_string(),
        kind: kind(it),
        facts: norm_facts(model, it),
        says,
        span: it.name_span,
    }
}

fn kind(norm: &Norm) -> NormKind {
    match norm.modal {
        Modal::Must | Modal::MustNot if norm.recommendation => NormKind::Recommendation,
        Modal::Must => NormKind::Duty,
        Modal::MustNot => NormKind::Ban,
        Modal::May => NormKind::Permission,
        Modal::NeedNot => NormKind::Freedom,
        Modal::HasPower | Modal::HasSolePower => NormKind::Power,
        Modal::HasNoPower => NormKind::NoPower,
        Modal::Relation => NormKind::Relation,
    }
}

fn norm_facts(model: &Model, norm: &Norm) -> Vec<String> {
    let mut facts = Vec::new();
    if norm.default {
        facts.push("default".to_owned());
    }
    if norm.in_force != model.instruments[norm.instrument].in_force {
        facts.push(in_force(&norm.in_force));
    }
    facts
}

fn in_force(days: &[DaySpan]) -> String {
    match days {
        [] => "never in force".to_owned(),
        days => format!("in force {}", tell::days(days)),
    }
}

/// What the head of an instrument says, in a few words each.
pub(super) fn facts(model: &Model, id: InstrumentId) -> Vec<String> {
    let it = &model.instruments[id];
    let mut facts: Vec<String> = it.standings.iter().map(|one| rank(model, one)).collect();
    let words = [(it.treaty, "treaty"), (it.soft, "soft"), (it.proposed, "only proposed")];
    facts.extend(words.iter().filter(|(is, _)| *is).map(|(_, word)| (*word).to_owned()));
    if let Some(Term::Individual(maker)) = it.issuer {
        facts.push(format!("issued by {}", model.individuals[maker].name));
    }
    if it.in_force != [DaySpan::ALWAYS] {
        facts.push(in_force(&it.in_force));
    }
    facts.extend(parties(model, it));
    if it.earlier_prevail {
        facts.push("earlier norms prevail".to_owned());
    }
    facts
}

/// `statute, rank 2 of 3 in national`
fn rank(model: &Model, standing: &Standing) -> String {
    let order = &model.orders[standing.order];
    let place = standing.rank as usize;
    let name = order.ranks.get(place).map_or("", |rank| rank);
    format!("{name}, rank {} of {} in {}", place + 1, order.ranks.len(), order.name)
}

fn parties(model: &Model, it: &Instrument) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for party in &it.parties {
        let name = model.individuals[party.who].name.to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut makers: Vec<&str> =
        it.reservations.iter().map(|one| &*model.individuals[one.by].name).collect();
    makers.dedup();
    let reserved = makers.iter().map(|name| format!("reservation by {name}"));
    let listed = (!names.is_empty()).then(|| match names.len().saturating_sub(PARTIES_NAMED) {
        0 => format!("parties {}", tell::join(&names)),
        more => format!("parties {} and {more} more", names[..PARTIES_NAMED].join(", ")),
    });
    listed.into_iter().chain(reserved).collect()
}
