//! Chains of rules: where the other rules lead from an end of one of them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::Theory;
use crate::model::{ActionId, RuleId};

/// The acts to which the other rules lead from an end of a rule, each worked out once.
#[derive(Debug, Default)]
pub(in crate::logic) struct Chains(Mutex<FxHashMap<Start, Arc<BTreeSet<ActionId>>>>);

/// A rule and the end of it from which others lead on.
type Start = (RuleId, ActionId);

impl Theory<'_> {
    /// Whether other rules than this one lead from an end of it to an act.
    pub(super) fn others_lead(&self, rule: RuleId, from: ActionId, to: ActionId) -> bool {
        let known = self.chains.0.lock().expect("no chain panics").get(&(rule, from)).cloned();
        let reached = known.unwrap_or_else(|| {
            let reached = Arc::new(self.reached_from(rule, from));
            let mut chains = self.chains.0.lock().expect("no chain panics");
            chains.entry((rule, from)).or_insert(reached).clone()
        });
        reached.contains(&to)
    }

    fn reached_from(&self, rule: RuleId, from: ActionId) -> BTreeSet<ActionId> {
        let tied = |action: ActionId| self.wider(action).union(self.narrower(action)).copied();
        let mut reached: BTreeSet<ActionId> = tied(from).collect();
        let mut open: Vec<ActionId> = reached.iter().copied().collect();
        while let Some(next) = open.pop() {
            for &other in self.rules_of(next).iter().filter(|&&other| other != rule) {
                let own = &self.model.rules[other];
                for end in [own.left.action(), own.right.action()].into_iter().flatten() {
                    open.extend(tied(end).filter(|&it| reached.insert(it)));
                }
            }
        }
        reached
    }
}
