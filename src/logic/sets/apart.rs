//! Groups in which some of those who act do not stand in the way of the others: what each does alone, all can do side by side.
//!
//! Two behaviours that respect the bans, of which each meets some duties, make one that meets them all, unless the acts of
//! the one harm the other: a rule keeps them apart, they open the window of a ban on what the other does, or close that of a
//! duty. An act that ends a ban harms nobody. So no smallest clash holds both, and with a permission it is the same.

use std::collections::BTreeSet;

use super::Search;
use super::order::is_before;
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::logic::theory::Theory;
use crate::model::{ActRuleKind, ActionId, Clause, Modal, NormId, Occurrence};

/// A duty or permission of a group, with whatever is done on its account: what is done with its acts, and what would free
/// somebody from a ban of the group.
struct Acting {
    norm: NormId,
    done: BTreeSet<ActionId>,
}

impl Search<'_, '_> {
    /// Whether those who act in the group fall into parts that do not harm each other.
    pub(super) fn can_act_side_by_side(&mut self, norms: &[NormId]) -> bool {
        let theory = self.theory;
        let modal = |norm: NormId| theory.model.norms[norm].modal;
        if !norms.iter().all(|&norm| theory.is_plain(norm)) {
            return false;
        }
        let bans: Vec<NormId> =
            norms.iter().copied().filter(|&norm| modal(norm) == Modal::MustNot).collect();
        let freed: BTreeSet<ActionId> =
            bans.iter().flat_map(|&ban| self.theory.frees_from(ban)).collect();
        let mut apart: Vec<Acting> = Vec::new();
        for &norm in norms.iter().filter(|&&norm| modal(norm) != Modal::MustNot) {
            let done = self.ties.done(norm).iter().flatten().chain(&freed).copied().collect();
            apart.push(Acting { norm, done });
        }
        let mut open: Vec<Acting> = apart.pop().into_iter().collect();
        while let Some(one) = open.pop() {
            let harmed = |it: &Acting| theory.one_harms_the_other(&one, it, &bans);
            let (near, rest) = apart.into_iter().partition(harmed);
            apart = rest;
            open.extend::<Vec<Acting>>(near);
        }
        !apart.is_empty()
    }
}

impl Theory<'_> {
    /// A norm that is met, or respected, by what is done once and at any time of its window.
    fn is_plain(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        match own.modal {
            Modal::Must => shape(own) == Shape::Once && !forbids_earlier(own.window.as_ref()),
            Modal::May | Modal::MustNot => true,
            _ => false,
        }
    }

    fn one_harms_the_other(&self, a: &Acting, b: &Acting, bans: &[NormId]) -> bool {
        let hangs = |it: &Acting, on: &Acting| {
            self.acts_it_hangs_on(it.norm).any(|act| on.done.contains(&act))
        };
        let bars = |ban: NormId, it: &Acting| {
            self.model.norms[ban].actions().any(|act| it.done.contains(&act))
        };
        let opened = |ban: NormId, by: &Acting| {
            let own = &self.model.norms[ban];
            let opening = own.clauses().filter(|it| !is_before(it)).filter_map(Clause::hangs_on);
            let mut by_others = self.acts_that_others_hang_on(ban);
            opening.filter_map(Occurrence::action).any(|act| by.done.contains(&act))
                || by_others.any(|act| by.done.contains(&act))
        };
        let by_a_ban =
            |ban: &NormId| opened(*ban, a) && bars(*ban, b) || opened(*ban, b) && bars(*ban, a);
        hangs(a, b) || hangs(b, a) || bans.iter().any(by_a_ban) || self.are_kept_apart(a, b)
    }

    /// A rule orders, or shuts out, what the one does and what the other does.
    fn are_kept_apart(&self, a: &Acting, b: &Acting) -> bool {
        a.done.iter().any(|action| {
            self.rules_of(*action).iter().any(|&id| {
                let rule = &self.model.rules[id];
                let ends = [rule.left.action(), rule.right.action()];
                !matches!(rule.kind, ActRuleKind::CountsAs | ActRuleKind::Needs)
                    && ends.into_iter().flatten().any(|end| b.done.contains(&end))
            })
        })
    }
}
