//! Whether the order of acts that a group of movers asks for can close a ring.

use std::collections::BTreeSet;

use super::Search;
use crate::logic::applies::window::{Shape, shape};
use crate::model::{ActRuleKind, ActionId, Clause, Modal, Norm, NormId, Occurrence};

impl Search<'_, '_> {
    /// Whether the movers can be impossible together: the order of their acts runs in a ring, or some limit in time
    /// closes it. With bars there is such a limit.
    pub(super) fn can_close(&mut self, norms: &[NormId], barred: bool) -> bool {
        let model = self.theory.model;
        let binds = |&norm: &NormId| {
            let own = &model.norms[norm];
            own.acts.len() > 1 || shape(own) == Shape::Standing || has_deadline(own)
        };
        barred || norms.iter().any(binds) || self.runs_in_a_ring(norms)
    }

    pub(super) fn runs_in_a_ring(&mut self, norms: &[NormId]) -> bool {
        let mut edges = self.edges(norms);
        loop {
            let ends: BTreeSet<ActionId> = edges.iter().map(|(_, then)| *then).collect();
            let before = edges.len();
            edges.retain(|(first, _)| ends.contains(first));
            if edges.len() == before {
                return !edges.is_empty();
            }
        }
    }

    /// Which acts come before which.
    fn edges(&mut self, norms: &[NormId]) -> BTreeSet<(ActionId, ActionId)> {
        let theory = self.theory;
        let mut edges = BTreeSet::new();
        for &norm in norms {
            let own = &theory.model.norms[norm];
            let acts: BTreeSet<ActionId> = self.ties.done(norm).iter().flatten().copied().collect();
            for clause in own.clauses() {
                let Some(other) = clause.hangs_on().and_then(Occurrence::action) else { continue };
                for &act in &acts {
                    edges.extend([(act, other), (other, act)].into_iter().filter(|&(first, _)| {
                        let early = first == act;
                        early == is_before(clause) || own.modal == Modal::MustNot
                    }));
                }
            }
            for &act in &acts {
                for &id in theory.rules_of(act) {
                    let rule = &theory.model.rules[id];
                    let (Some(left), Some(right)) = (rule.left.action(), rule.right.action())
                    else {
                        continue;
                    };
                    match rule.kind {
                        ActRuleKind::Needs | ActRuleKind::Ends => edges.insert((right, left)),
                        _ => edges.insert((left, right)) && edges.insert((right, left)),
                    };
                }
            }
        }
        edges
    }
}

/// Whether the window closes at a time that is no act's.
fn has_deadline(norm: &Norm) -> bool {
    let clauses = norm.clauses();
    let of_act = |clause: &Clause| clause.hangs_on().and_then(Occurrence::action).is_some();
    let begins = |clause: &Clause| matches!(clause, Clause::From(_) | Clause::NoEarlierThan(_));
    clauses.into_iter().any(|clause| !begins(clause) && !of_act(clause))
}

/// The acts with which the window of a norm ends.
pub(super) fn closing_actions(own: &Norm) -> impl Iterator<Item = ActionId> {
    let ends = own.clauses().filter(|clause| is_before(clause));
    ends.filter_map(Clause::hangs_on).filter_map(Occurrence::action)
}

pub(super) fn is_before(clause: &Clause) -> bool {
    matches!(
        clause,
        Clause::Before(_)
            | Clause::Until(_)
            | Clause::NoLaterThan(_)
            | Clause::AtLeastBefore { .. }
    )
}
