//! The last step: references find their norms, what hangs on a norm that was left out is left out, circles are told.

use std::collections::BTreeSet;

use super::Builder;
use super::walk::{self, Visit};
use crate::model::{AssertionKind, Cond, ExpectKind, Id, Model, Norm, NormId, Table, Target};

/// What becomes of a reference; `None` where its norm was left out.
type Lookup<'m> = &'m dyn Fn(NormId) -> Option<NormId>;

impl Builder<'_> {
    /// Finishes the model.
    pub(super) fn finish(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let mut dead = settle(&mut self.model, &|key| keys[key.index()]);
        self.laws();
        self.precedence_circles(&mut dead);
        self.status_circles(&mut dead);
        if dead.contains(&true) {
            leave_out(&mut self.model, dead);
        }
        self.unused();
        self.reflexive();
        self.adjectives();
        self.own_acts();
        super::aspects::add(&mut self.model);
        super::anybody::add(&mut self.model);
    }
}

/// Rewrites every reference. Gives the norms that refer to one that was left out: they cannot be whole.
fn settle(model: &mut Model, lookup: Lookup<'_>) -> Vec<bool> {
    let mut dead = Vec::with_capacity(model.norms.len());
    for id in model.norms.ids() {
        let mut visit = References { lookup, missing: false };
        norm(&mut model.norms[id], &mut visit);
        dead.push(visit.missing);
    }
    beside_norms(model, lookup);
    dead
}

/// Finds new norms for references in conditions. A reference to nothing never applies.
struct References<'m> {
    lookup: Lookup<'m>,
    missing: bool,
}

impl Visit for References<'_> {
    fn cond(&mut self, cond: &mut Cond) {
        if let Cond::Applies(Target::Norm(id)) = cond {
            match (self.lookup)(*id) {
                Some(norm) => *id = norm,
                None => {
                    self.missing = true;
                    *cond = Cond::Any(Vec::new());
                }
            }
        }
    }
}

fn norm(norm: &mut Norm, visit: &mut impl Visit) {
    norm.acts.iter_mut().for_each(|act| walk::act(act, visit));
    walk::cond(&mut norm.when, visit);
    walk::cond(&mut norm.unless, visit);
}

/// All that refers to norms and is none.
fn beside_norms(model: &mut Model, lookup: Lookup<'_>) {
    let mut visit = References { lookup, missing: false };
    for id in model.definitions.ids() {
        walk::cond(&mut model.definitions[id].cond, &mut visit);
    }
    for id in model.assumptions.ids() {
        walk::cond(&mut model.assumptions[id].cond, &mut visit);
    }
    for id in model.rules.ids() {
        walk::cond(&mut model.rules[id].when, &mut visit);
    }
    for id in model.universes.ids() {
        walk::cond(&mut model.universes[id].when, &mut visit);
    }
    for law in model.laws.values_mut() {
        walk::status(&mut law.sentence, &mut visit);
    }
    for id in model.principles.ids() {
        for assertion in &mut model.principles[id].assertions {
            match &mut assertion.kind {
                AssertionKind::Expect { cond, status, .. } => {
                    walk::cond(cond, &mut visit);
                    walk::status(status, &mut visit);
                }
                AssertionKind::Every { when, .. } => walk::cond(when, &mut visit),
            }
        }
    }
    for id in model.instruments.ids() {
        for reservation in &mut model.instruments[id].reservations {
            keep_targets(&mut reservation.excludes, lookup);
        }
    }
    model.relations.retain_mut(|relation| {
        walk::cond(&mut relation.when, &mut visit);
        target(&mut relation.winner, lookup) && target(&mut relation.loser, lookup)
    });
    expectations(model, lookup);
}

/// An expectation about a norm that was left out is left out, or in a scenario that says that it was violated.
fn expectations(model: &mut Model, lookup: Lookup<'_>) {
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
        match &mut expectation.kind {
            ExpectKind::Verdict { norms, by, .. } => {
                whole &= keep_targets(norms, lookup) && keep_targets(by, lookup);
            }
            ExpectKind::Violated { by, .. } => whole &= keep_targets(by, lookup),
            ExpectKind::Violates { norm, .. } => match lookup(*norm) {
                Some(found) => *norm = found,
                None => whole = false,
            },
            ExpectKind::Status { status, .. } => {
                walk::status(status, &mut References { lookup, missing: false });
            }
            ExpectKind::Holds { .. }
            | ExpectKind::Unsettled { .. }
            | ExpectKind::Undetermined { .. } => {}
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
fn leave_out(model: &mut Model, mut dead: Vec<bool>) {
    spread(model, &mut dead);
    let mut next = 0;
    let places: Vec<Option<NormId>> = dead
        .iter()
        .map(|dead| {
            next += u32::from(!dead);
            (!dead).then(|| NormId(next - 1))
        })
        .collect();
    let lookup: Lookup<'_> = &|id| places[id.index()];
    let mut kept: Table<NormId, Norm> = Table::default();
    for (id, old) in model.norms.iter().filter(|(id, _)| !dead[id.index()]) {
        let mut new = old.clone();
        norm(&mut new, &mut References { lookup, missing: false });
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
    beside_norms(model, lookup);
}

/// From norms that are left out to all parts of the same text, and to norms that ask whether they apply.
fn spread(model: &mut Model, dead: &mut [bool]) {
    let mut first_part = Vec::with_capacity(dead.len());
    let mut asked_by: Vec<Vec<usize>> = vec![Vec::new(); dead.len()];
    for id in model.norms.ids() {
        let same = |&first: &usize| {
            model.norms[NormId::from_index(first)].name_span == model.norms[id].name_span
        };
        let first = first_part.last().copied().filter(same).unwrap_or(id.index());
        first_part.push(first);
        let mut asks = Asks(Vec::new());
        norm(&mut model.norms[id], &mut asks);
        asks.0.iter().for_each(|norm| asked_by[norm.index()].push(id.index()));
    }
    let mut queue: Vec<usize> = (0..dead.len()).filter(|&at| dead[at]).collect();
    while let Some(at) = queue.pop() {
        let first = first_part[at];
        let parts = (first..dead.len()).take_while(|&part| first_part[part] == first);
        let askers = asked_by[at].iter().copied();
        for next in parts.chain(askers) {
            if !std::mem::replace(&mut dead[next], true) {
                queue.push(next);
            }
        }
    }
}

/// Collects the norms of which it is asked whether they apply.
pub(super) struct Asks(pub(super) Vec<NormId>);

impl Visit for Asks {
    fn cond(&mut self, cond: &mut Cond) {
        if let Cond::Applies(Target::Norm(id)) = cond {
            self.0.push(*id);
        }
    }
}
