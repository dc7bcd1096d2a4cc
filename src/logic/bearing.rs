//! Which norms can bear on a case of some: all of a small set; of a large one those that can clash with them or
//! with one that can, and whatever these consult.

use std::collections::BTreeSet;

use super::applies::action_of;
use super::theory::Theory;
use crate::model::{Cond, Norm, NormId, Target};

/// Up to so many norms, every norm bears on every case.
const ALL_NORMS: usize = 60;
/// How far clashes with norms that clash are followed.
const CLASHES: usize = 2;

impl Theory<'_> {
    /// The norms that are looked at and can bear on a case of these.
    pub(super) fn bearing_on(&self, about: &[NormId]) -> BTreeSet<NormId> {
        if self.model.norms.len() <= ALL_NORMS {
            return self.norms().collect();
        }
        let mut near: BTreeSet<NormId> = about.iter().copied().collect();
        let mut edge: Vec<NormId> = near.iter().copied().collect();
        for _ in 0..CLASHES {
            let touched = edge.iter().flat_map(|&norm| self.touching(norm)).map(|(norm, _)| *norm);
            edge = touched
                .collect::<BTreeSet<_>>()
                .into_iter()
                .filter(|&it| near.insert(it))
                .collect();
        }
        let mut open: Vec<NormId> = near.iter().copied().collect();
        while let Some(next) = open.pop() {
            let consulted = self.consulted_by(next);
            open.extend(consulted.into_iter().filter(|&it| self.is_active(it) && near.insert(it)));
        }
        near
    }

    /// What a norm answers, what its conditions ask about, and what relations between norms say of it.
    fn consulted_by(&self, norm: NormId) -> Vec<NormId> {
        let own = &self.model.norms[norm];
        let mut found: Vec<NormId> = own.primary.into_iter().collect();
        self.asked_by(own, &mut found);
        for relation in self.relations_against(norm) {
            found.extend(relation.norm);
            found.extend(self.members(relation.winner));
            self.asked_in(&relation.when, &mut found);
        }
        found
    }

    fn asked_by(&self, norm: &Norm, found: &mut Vec<NormId>) {
        self.asked_in(&norm.when, found);
        self.asked_in(&norm.unless, found);
    }

    fn asked_in(&self, cond: &Cond, found: &mut Vec<NormId>) {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().for_each(|part| self.asked_in(part, found))
            }
            Cond::Not(part) | Cond::Some(_, part) => self.asked_in(part, found),
            Cond::Define { definition, .. } => {
                self.asked_in(&self.model.definitions[*definition].cond, found)
            }
            Cond::Applies(target) => found.extend(self.members(*target)),
            Cond::Status(status) => {
                for action in status.acts.iter().filter_map(action_of) {
                    found.extend(self.norms_near(action).into_iter().map(|(norm, _)| norm));
                }
                self.asked_in(&status.when, found);
                self.asked_in(&status.unless, found);
            }
            _ => {}
        }
    }

    /// The norms that a target names, and that are looked at.
    pub(super) fn members(&self, target: Target) -> Vec<NormId> {
        self.relations.members(self.model, target).filter(|&norm| self.is_active(norm)).collect()
    }
}
