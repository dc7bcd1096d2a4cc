//! Families of norms: those of different families share no act, and can neither clash nor defeat each other.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::{Answer, Instance, World};
use crate::model::{Act, ActionId, Clause, Norm, NormId, Occurrence, Point};

/// Norms that share acts, directly or through rules and time clauses.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// The norms.
    pub(super) norms: BTreeSet<NormId>,
    /// Their acts.
    pub(super) actions: BTreeSet<ActionId>,
    applying: OnceCell<Vec<Instance>>,
    /// Its effective instances, once they are worked out.
    pub(super) effective: OnceCell<BTreeSet<Instance>>,
}

impl World<'_> {
    /// All families.
    pub(super) fn families(&self) -> &[Family] {
        self.families.get_or_init(|| {
            let of = |(id, norm)| Family {
                norms: BTreeSet::from([id]),
                actions: actions_of(norm),
                ..Family::default()
            };
            let mut families: Vec<Family> = self.model.norms.iter().map(of).collect();
            for rule in self.model.rules.values() {
                let mut actions: BTreeSet<ActionId> = action_of(&rule.left).into_iter().collect();
                actions.extend(done(&rule.right));
                families.push(Family { actions, ..Family::default() });
            }
            families.into_iter().fold(Vec::new(), join)
        })
    }

    /// The family of a norm.
    pub(super) fn family(&self, norm: NormId) -> &Family {
        let own = self.families().iter().find(|family| family.norms.contains(&norm));
        own.expect("every norm is in a family")
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

fn join(families: Vec<Family>, mut next: Family) -> Vec<Family> {
    let shares = |family: &Family| !family.actions.is_disjoint(&next.actions);
    let (own, mut apart): (Vec<_>, Vec<_>) = families.into_iter().partition(shares);
    for family in own {
        next.norms.extend(family.norms);
        next.actions.extend(family.actions);
    }
    apart.push(next);
    apart
}

/// What an act does; `None`, where it makes law.
pub(super) fn action_of(act: &Act) -> Option<ActionId> {
    match act {
        Act::Do { action, .. } => Some(*action),
        Act::Legislate { .. } => None,
    }
}

fn actions_of(norm: &Norm) -> BTreeSet<ActionId> {
    let mut actions: BTreeSet<ActionId> = norm.acts.iter().filter_map(action_of).collect();
    let clauses = norm.window.iter().flat_map(|window| &window.clauses);
    actions.extend(clauses.filter_map(anchor).filter_map(done));
    actions
}

/// What a clause is tied to.
pub(super) fn anchor(clause: &Clause) -> Option<&Occurrence> {
    let mut root = match clause {
        Clause::Within { of: point, .. }
        | Clause::For { after: point, .. }
        | Clause::AtLeastBefore { before: point, .. }
        | Clause::Every { from: Some(point), .. }
        | Clause::Before(point)
        | Clause::Until(point)
        | Clause::From(point)
        | Clause::NoEarlierThan(point)
        | Clause::NoLaterThan(point) => point,
        Clause::AtAllTimes | Clause::Every { from: None, .. } => return None,
    };
    while let Point::After { of, .. } | Point::Before { of, .. } = root {
        root = of;
    }
    match root {
        Point::Occurrence(occurrence) => Some(occurrence),
        _ => None,
    }
}

/// Whether the point of a clause starts a window; else it ends one.
pub(super) fn starts(clause: &Clause) -> bool {
    matches!(
        clause,
        Clause::Within { .. } | Clause::For { .. } | Clause::From(_) | Clause::NoEarlierThan(_)
    )
}

fn done(occurrence: &Occurrence) -> Option<ActionId> {
    match occurrence {
        Occurrence::Act { action, .. } => Some(*action),
        Occurrence::Event { .. } => None,
    }
}
