//! The last step: references find their norms, what hangs on a norm that was left out is left out, circles are told.

use std::collections::BTreeSet;

use super::Builder;
use super::names::Thing;
use super::walk::{self, Visit};
use crate::model::{
    AssertionKind, Cond, DefinitionId, ExpectKind, Id, Model, Norm, NormId, PrincipleId, Table,
    Target, UniverseId,
};

/// What becomes of a reference; `None` where its norm was left out.
type Lookup<'m> = &'m dyn Fn(NormId) -> Option<NormId>;

/// What cannot be whole, since it hangs on a norm that was left out.
#[derive(Default)]
struct Broken {
    /// By `NormId`.
    norms: Vec<bool>,
    definitions: BTreeSet<DefinitionId>,
}

impl Builder<'_> {
    /// Finishes the model.
    pub(super) fn finish(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let mut broken = settle(&mut self.model, &|key| keys[key.index()]);
        self.laws();
        self.precedence_circles(&mut broken.norms);
        self.status_circles(&mut broken.norms);
        if broken.norms.contains(&true) || !broken.definitions.is_empty() {
            leave_out(&mut self.model, broken);
        }
        self.note_what_is_missing();
        self.unused();
        self.reflexive();
        self.adjectives();
        self.own_acts();
        super::aspects::add(&mut self.model);
        super::anybody::add(&mut self.model);
    }

    /// Notes what was left out of that which settings may name.
    fn note_what_is_missing(&mut self) {
        let names = self.names.things.entries.iter().filter(|entry| match entry.value {
            Some(Thing::Instrument(place)) => self.instruments[place].id.is_none(),
            Some(_) => false,
            None => true,
        });
        self.model.left_out = names.map(|entry| entry.name.into()).collect();
    }
}

/// Rewrites every reference. Gives what refers to a norm that was left out.
fn settle(model: &mut Model, lookup: Lookup<'_>) -> Broken {
    let mut broken = Broken::default();
    for id in model.norms.ids() {
        let mut visit = References::new(lookup, &broken.definitions);
        norm(&mut model.norms[id], &mut visit);
        let missing = visit.missing;
        broken.norms.push(missing);
    }
    beside_norms(model, lookup, &mut broken);
    broken
}

/// Finds new norms for references in conditions. A reference to nothing never applies, and whoever asks for it is left
/// out: it would say something else than is written.
struct References<'m> {
    lookup: Lookup<'m>,
    broken: &'m BTreeSet<DefinitionId>,
    missing: bool,
}

impl<'m> References<'m> {
    fn new(lookup: Lookup<'m>, broken: &'m BTreeSet<DefinitionId>) -> Self {
        References { lookup, broken, missing: false }
    }
}

impl Visit for References<'_> {
    fn cond(&mut self, cond: &mut Cond) {
        match cond {
            Cond::Applies(Target::Norm(id)) => match (self.lookup)(*id) {
                Some(norm) => *id = norm,
                None => {
                    self.missing = true;
                    *cond = Cond::Any(Vec::new());
                }
            },
            Cond::Define { definition, .. } => self.missing |= self.broken.contains(definition),
            _ => {}
        }
    }
}

fn norm(norm: &mut Norm, visit: &mut impl Visit) {
    norm.acts.iter_mut().for_each(|act| walk::act(act, visit));
    walk::cond(&mut norm.when, visit);
    walk::cond(&mut norm.unless, visit);
}

/// All that refers to norms and is none. Notes what breaks by it.
fn beside_norms(model: &mut Model, lookup: Lookup<'_>, broken: &mut Broken) {
    for id in model.definitions.ids() {
        let mut visit = References::new(lookup, &broken.definitions);
        walk::cond(&mut model.definitions[id].cond, &mut visit);
        if visit.missing {
            broken.definitions.insert(id);
        }
    }
    let known = broken.definitions.clone();
    let missing = |cond: &mut Cond| {
        let mut visit = References::new(lookup, &known);
        walk::cond(cond, &mut visit);
        visit.missing
    };
    for id in model.rules.ids() {
        missing(&mut model.rules[id].when);
    }
    for law in model.laws.values_mut() {
        walk::status(&mut law.sentence, &mut References::new(lookup, &known));
    }
    let assumptions = std::mem::take(&mut model.assumptions);
    for mut assumption in assumptions.values().cloned() {
        if !missing(&mut assumption.cond) {
            model.assumptions.push(assumption);
        }
    }
    for id in model.instruments.ids() {
        for reservation in &mut model.instruments[id].reservations {
            keep_targets(&mut reservation.excludes, lookup);
        }
    }
    relations(model, lookup, broken, &missing);
    let lost = Lost {
        universes: universes(model, &missing),
        principles: principles(model, lookup, &known),
    };
    expectations(model, lookup, &known, &lost);
}

/// A relation to a norm that was left out has nothing to say. Where its condition asks for one, nobody knows whether the
/// norms to which it belongs prevail.
fn relations(
    model: &mut Model,
    lookup: Lookup<'_>,
    broken: &mut Broken,
    missing: &dyn Fn(&mut Cond) -> bool,
) {
    let mut heads = BTreeSet::new();
    model.relations.retain_mut(|relation| {
        let whole = !missing(&mut relation.when);
        match relation.norm.filter(|_| !whole) {
            Some(own) => broken.norms[own.index()] = true,
            None => heads.extend((!whole).then_some(relation.instrument)),
        }
        whole && target(&mut relation.winner, lookup) && target(&mut relation.loser, lookup)
    });
    for (id, norm) in model.norms.iter().filter(|_| !heads.is_empty()) {
        broken.norms[id.index()] |= heads.contains(&norm.instrument);
    }
}

/// What says less than is written: nothing can be expected of it.
struct Lost {
    universes: BTreeSet<UniverseId>,
    principles: BTreeSet<PrincipleId>,
}

/// A universe of which nobody knows what is in it is empty.
fn universes(model: &mut Model, missing: &dyn Fn(&mut Cond) -> bool) -> BTreeSet<UniverseId> {
    let mut lost = BTreeSet::new();
    for id in model.universes.ids() {
        if missing(&mut model.universes[id].when) {
            model.universes[id].when = Cond::Any(Vec::new());
            lost.insert(id);
        }
    }
    lost
}

/// Principles without the assertions that cannot be whole.
fn principles(
    model: &mut Model,
    lookup: Lookup<'_>,
    known: &BTreeSet<DefinitionId>,
) -> BTreeSet<PrincipleId> {
    let mut lost = BTreeSet::new();
    for id in model.principles.ids() {
        model.principles[id].assertions.retain_mut(|assertion| {
            let mut visit = References::new(lookup, known);
            match &mut assertion.kind {
                AssertionKind::Expect { cond, status, .. } => {
                    walk::cond(cond, &mut visit);
                    walk::status(status, &mut visit);
                }
                AssertionKind::Every { when, .. } => walk::cond(when, &mut visit),
            }
            lost.extend(visit.missing.then_some(id));
            !visit.missing
        });
    }
    lost
}

/// An expectation about what was left out is left out, or in a scenario that says that a norm was violated that was.
fn expectations(
    model: &mut Model,
    lookup: Lookup<'_>,
    known: &BTreeSet<DefinitionId>,
    lost: &Lost,
) {
    let mut broken = BTreeSet::new();
    for id in model.scenarios.ids() {
        model.scenarios[id].violations.retain_mut(|(_, norm)| {
            let found = lookup(*norm);
            broken.extend(found.is_none().then_some(id));
            found.inspect(|found| *norm = *found).is_some()
        });
    }
    model.expectations.retain_mut(|expectation| {
        let mut whole = keep_targets(&mut expectation.without, lookup);
        whole &= expectation.scenario.is_none_or(|scenario| !broken.contains(&scenario));
        whole &= expectation.universe.is_none_or(|universe| !lost.universes.contains(&universe));
        match &mut expectation.kind {
            ExpectKind::Verdict { norms, by, .. } => {
                whole &= keep_targets(norms, lookup) && keep_targets(by, lookup);
            }
            ExpectKind::Violated { principle, by } => {
                whole &= keep_targets(by, lookup) && !lost.principles.contains(principle);
            }
            ExpectKind::Violates { norm, .. } => match lookup(*norm) {
                Some(found) => *norm = found,
                None => whole = false,
            },
            ExpectKind::Status { status, .. } => {
                let mut visit = References::new(lookup, known);
                walk::status(status, &mut visit);
                whole &= !visit.missing;
            }
            ExpectKind::Holds { principle }
            | ExpectKind::Unsettled { principle }
            | ExpectKind::Undetermined { principle } => {
                whole &= !lost.principles.contains(principle);
            }
        }
        whole
    });
}

fn target(target: &mut Target, lookup: Lookup<'_>) -> bool {
    let Target::Norm(id) = target else { return true };
    match lookup(*id) {
        Some(norm) => *id = norm,
        None => return false,
    }
    true
}

/// Drops references to nothing; whether there were none.
fn keep_targets(targets: &mut Vec<Target>, lookup: Lookup<'_>) -> bool {
    let before = targets.len();
    targets.retain_mut(|entry| target(entry, lookup));
    targets.len() == before
}

/// Leaves out norms, the other parts of what was written with them, and whatever asks whether they apply.
fn leave_out(model: &mut Model, mut broken: Broken) {
    spread(model, &mut broken);
    let mut next = 0;
    let places: Vec<Option<NormId>> = broken
        .norms
        .iter()
        .map(|dead| {
            next += u32::from(!dead);
            (!dead).then(|| NormId(next - 1))
        })
        .collect();
    let lookup: Lookup<'_> = &|id| places[id.index()];
    let mut kept: Table<NormId, Norm> = Table::default();
    for (id, old) in model.norms.iter().filter(|(id, _)| !broken.norms[id.index()]) {
        let mut new = old.clone();
        norm(&mut new, &mut References::new(lookup, &broken.definitions));
        new.otherwise = new.otherwise.and_then(lookup);
        new.primary = new.primary.and_then(lookup);
        let _same = kept.push(new);
        debug_assert_eq!(lookup(id), Some(_same));
    }
    model.norms = kept;
    model.relations.retain_mut(|relation| match relation.norm {
        Some(norm) => {
            relation.norm = lookup(norm);
            relation.norm.is_some()
        }
        None => true,
    });
    broken.norms = vec![false; model.norms.len()];
    beside_norms(model, lookup, &mut broken);
    debug_assert!(!broken.norms.contains(&true), "whoever asks for what is left out is left out");
}

/// From what is left out to all parts of the same text, and to whatever asks for it: norms, definitions, and the norms to
/// which a relation with a condition belongs.
fn spread(model: &mut Model, broken: &mut Broken) {
    let (first_part, asked_by) = (first_parts(model), askers(model));
    let norms = model.norms.len();
    let mut is_broken = broken.norms.clone();
    is_broken.resize(asked_by.len(), false);
    broken.definitions.iter().for_each(|it| is_broken[norms + it.index()] = true);
    let mut queue: Vec<usize> = (0..is_broken.len()).filter(|&at| is_broken[at]).collect();
    while let Some(at) = queue.pop() {
        let first = first_part.get(at).copied();
        let parts = (first.unwrap_or(norms)..norms).take_while(|&it| Some(first_part[it]) == first);
        for next in parts.chain(asked_by[at].iter().copied()) {
            if !std::mem::replace(&mut is_broken[next], true) {
                queue.push(next);
            }
        }
    }
    let definitions = model.definitions.ids();
    broken.definitions = definitions.filter(|it| is_broken[norms + it.index()]).collect();
    is_broken.truncate(norms);
    broken.norms = is_broken;
}

/// For each norm the first part of its text.
fn first_parts(model: &Model) -> Vec<usize> {
    let mut first_part: Vec<usize> = Vec::with_capacity(model.norms.len());
    for (id, norm) in model.norms.iter() {
        let same =
            |&first: &usize| model.norms[NormId::from_index(first)].name_span == norm.name_span;
        let first = first_part.last().copied().filter(same).unwrap_or(id.index());
        first_part.push(first);
    }
    first_part
}

/// Who asks for each norm and, behind all norms, for each definition; and behind those, for each instrument, its norms: they
/// hang on what the relations in its head ask.
fn askers(model: &mut Model) -> Vec<Vec<usize>> {
    let (norms, definitions) = (model.norms.len(), model.definitions.len());
    let mut asked_by = vec![Vec::new(); norms + definitions + model.instruments.len()];
    let mut note = |asks: Asks, asker: usize| {
        asks.norms.iter().for_each(|norm| asked_by[norm.index()].push(asker));
        asks.definitions.iter().for_each(|it| asked_by[norms + it.index()].push(asker));
    };
    for id in model.norms.ids() {
        let mut asks = Asks::default();
        norm(&mut model.norms[id], &mut asks);
        note(asks, id.index());
    }
    for id in model.definitions.ids() {
        note(Asks::of(&mut model.definitions[id].cond), norms + id.index());
    }
    for relation in &mut model.relations {
        let head = norms + definitions + relation.instrument.index();
        note(Asks::of(&mut relation.when), relation.norm.map_or(head, Id::index));
    }
    for (id, norm) in model.norms.iter() {
        asked_by[norms + definitions + norm.instrument.index()].push(id.index());
    }
    asked_by
}

/// Collects the norms of which it is asked whether they apply, and the definitions that are named.
#[derive(Default)]
struct Asks {
    norms: Vec<NormId>,
    definitions: Vec<DefinitionId>,
}

impl Asks {
    fn of(cond: &mut Cond) -> Asks {
        let mut asks = Asks::default();
        walk::cond(cond, &mut asks);
        asks
    }
}

impl Visit for Asks {
    fn cond(&mut self, cond: &mut Cond) {
        match cond {
            Cond::Applies(Target::Norm(id)) => self.norms.push(*id),
            Cond::Define { definition, .. } => self.definitions.push(*definition),
            _ => {}
        }
    }
}
