//! Families of norms: those of different families share no act, and can neither clash nor defeat each other.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Instance, World};
use crate::model::{ActionId, Clause, Id, Norm, NormId, Occurrence};

/// Norms that share acts, directly or through rules and time clauses.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// The norms.
    pub(super) norms: BTreeSet<NormId>,
    /// Their acts.
    pub(super) actions: BTreeSet<ActionId>,
    applying: OnceCell<Vec<Instance>>,
    /// Which of its instances are effective, once that is worked out.
    pub(super) effective: OnceCell<Vec<super::effective::Effective>>,
}

impl World<'_> {
    /// All families of the norms that are looked at.
    pub(super) fn families(&self) -> &[Family] {
        self.families.get_or_init(|| {
            let mut roots = Roots((0..self.model.actions.len()).collect());
            for rule in self.rules() {
                roots.join(rule.left.action().into_iter().chain(rule.right.action()));
            }
            let norms = self.norms().map(|id| (id, actions_of(&self.model.norms[id])));
            let norms: Vec<_> = norms.collect();
            norms.iter().for_each(|(_, actions)| roots.join(actions.iter().copied()));
            let (mut families, mut places) = (Vec::<Family>::new(), BTreeMap::new());
            for (norm, actions) in norms {
                let root = actions.first().map(|action| roots.of(action.index()));
                // A norm without acts is a family of its own.
                let place = root.and_then(|root| places.get(&root).copied());
                let place = place.unwrap_or(families.len());
                if place == families.len() {
                    families.push(Family::default());
                    root.and_then(|root| places.insert(root, place));
                }
                families[place].norms.insert(norm);
                families[place].actions.extend(actions);
            }
            families
        })
    }

    /// The family of a norm; `None`, where the norm is not looked at.
    pub(super) fn family(&self, norm: NormId) -> Option<&Family> {
        self.families().iter().find(|family| family.norms.contains(&norm))
    }

    /// The instances of a family that apply.
    pub(super) fn applying<'f>(&self, family: &'f Family) -> Answer<&'f [Instance]> {
        if family.applying.get().is_none() {
            let mut found = Vec::new();
            for instance in family.norms.iter().flat_map(|&norm| self.instances(norm)) {
                if self.applies(&instance)? {
                    found.push(instance);
                }
            }
            let _ = family.applying.set(found);
        }
        Ok(family.applying.get().expect("it was set above"))
    }
}

/// Sets of acts, each known by one of its members.
struct Roots(Vec<usize>);

impl Roots {
    fn of(&mut self, mut place: usize) -> usize {
        while self.0[place] != place {
            self.0[place] = self.0[self.0[place]];
            place = self.0[place];
        }
        place
    }

    // All these are of one set.
    fn join(&mut self, actions: impl Iterator<Item = ActionId>) {
        let places: Vec<usize> = actions.map(|action| self.of(action.index())).collect();
        for pair in places.windows(2) {
            let (a, b) = (self.of(pair[0]), self.of(pair[1]));
            self.0[a] = b;
        }
    }
}

/// What an act does; `None`, where it makes law.
fn actions_of(norm: &Norm) -> BTreeSet<ActionId> {
    let anchors = norm.clauses().filter_map(Clause::hangs_on);
    norm.actions().chain(anchors.filter_map(Occurrence::action)).collect()
}
