//! Sets of three and more: which can be minimal at all.
//!
//! Two norms suffice for a clash unless a duty has alternatives, several windows cover one another, or windows
//! and rules tie acts to acts. Only around such norms are larger sets looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::Limit;
use super::limits::{LARGER_SETS, SET_SIZE};
use super::query::{Query, fixed_minutes};
use super::theory::Theory;
use super::window::{anchor, root};
use crate::model::{ActRuleKind, ActionId, Clause, Length, Modal, Norm, NormId, Occurrence};

/// Sets to look at, and norms around which there are too many.
#[derive(Debug, Default)]
pub(super) struct Larger {
    pub(super) sets: BTreeSet<Vec<NormId>>,
    pub(super) too_many: BTreeMap<NormId, Limit>,
}

impl Theory<'_> {
    /// The sets of three and more that could be minimal clashes.
    pub(super) fn larger_sets(&self) -> Larger {
        let query = Query::new(self);
        let mut larger = Larger::default();
        for norm in self.norms() {
            let own = &self.model.norms[norm];
            if own.modal != Modal::Must {
                continue;
            }
            if own.acts.len() > 1 {
                self.against_alternatives(&query, norm, &mut larger);
            } else if own.window.is_some() {
                self.covering_windows(norm, &mut larger);
            }
        }
        for group in self.ordered_groups() {
            add_subsets(&group, &mut larger);
        }
        larger
    }

    /// A duty with alternatives, and for each alternative one norm that stands against it.
    fn against_alternatives(&self, query: &Query<'_>, duty: NormId, larger: &mut Larger) {
        let mut sets: Vec<Vec<NormId>> = vec![vec![duty]];
        for act in &self.model.norms[duty].acts {
            let Some(action) = super::applies::action_of(act) else { return };
            let against: BTreeSet<NormId> = self
                .neighbours_of(action, duty)
                .into_iter()
                .filter(|&other| other != duty && query.can_oppose(duty, other))
                .collect();
            sets = sets
                .iter()
                .flat_map(|set| against.iter().map(|&other| [set.as_slice(), &[other]].concat()))
                .collect();
            if sets.len() > LARGER_SETS {
                larger.too_many.insert(duty, Limit::Sets);
                return;
            }
        }
        for mut set in sets {
            set.sort();
            set.dedup();
            if set.len() > 2 {
                larger.sets.insert(set);
            }
        }
    }

    /// A duty with a window, and bans with windows that may cover it together.
    fn covering_windows(&self, duty: NormId, larger: &mut Larger) {
        let own = &self.model.norms[duty];
        let Some(action) = own.acts.first().and_then(super::applies::action_of) else { return };
        let bans: Vec<NormId> = self
            .wider(action)
            .iter()
            .flat_map(|&wide| self.on_action(wide))
            .map(|(norm, _)| *norm)
            .filter(|&norm| {
                self.model.norms[norm].modal == Modal::MustNot
                    && self.model.norms[norm].window.is_some()
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if bans.is_empty() {
            return;
        }
        let shortest = bans.iter().filter_map(|&norm| longest(&self.model.norms[norm])).min();
        let needed = match (longest(own), shortest) {
            (Some(window), Some(ban)) if ban > 0 => {
                usize::try_from(window / ban + 1).unwrap_or(usize::MAX)
            }
            _ => 2,
        };
        let most = needed.min(SET_SIZE - 1);
        let mut sets = vec![vec![]];
        for _ in 0..most {
            sets = sets
                .iter()
                .flat_map(|set: &Vec<NormId>| {
                    let last = set.last().copied();
                    let next =
                        bans.iter().filter(move |&&norm| last.is_none_or(|last| norm >= last));
                    next.map(move |&norm| [set.as_slice(), &[norm]].concat())
                })
                .collect();
            if sets.len() > LARGER_SETS {
                larger.too_many.insert(duty, Limit::Sets);
                return;
            }
            for set in sets.iter().filter(|set| set.len() > 1) {
                larger.sets.insert([&[duty], set.as_slice()].concat());
            }
        }
        if needed > most {
            larger.too_many.insert(duty, Limit::Sets);
        }
    }

    /// Norms whose acts are ordered by windows that hang on acts, or by `needs` and `ends`.
    fn ordered_groups(&self) -> Vec<Vec<NormId>> {
        let mut links: Vec<BTreeSet<ActionId>> = Vec::new();
        for norm in self.norms() {
            let own = &self.model.norms[norm];
            let anchors: BTreeSet<ActionId> = own
                .window
                .iter()
                .flat_map(|window| &window.clauses)
                .filter_map(|clause| anchor(clause).and_then(root))
                .filter_map(acted)
                .collect();
            if !anchors.is_empty() {
                let acts = own.acts.iter().filter_map(super::applies::action_of);
                links.push(acts.chain(anchors).flat_map(|it| self.around(it)).collect());
            }
        }
        for rule in self.model.rules.values() {
            if matches!(rule.kind, ActRuleKind::Ends | ActRuleKind::Needs) {
                let ends = [super::applies::action_of(&rule.left), acted(&rule.right)];
                links.push(ends.into_iter().flatten().flat_map(|it| self.around(it)).collect());
            }
        }
        join(&mut links);
        links
            .iter()
            .map(|actions| self.ordered_norms(actions))
            .filter(|group| group.len() > 2)
            .collect()
    }

    fn around(&self, action: ActionId) -> BTreeSet<ActionId> {
        self.wider(action).union(self.narrower(action)).copied().collect()
    }

    /// Duties and bans on these acts that have something to do with time or order.
    fn ordered_norms(&self, actions: &BTreeSet<ActionId>) -> Vec<NormId> {
        let on = actions.iter().flat_map(|&action| self.on_action(action)).map(|(norm, _)| *norm);
        let all: BTreeSet<NormId> = on.collect();
        let bears =
            |norm: &NormId| matches!(self.model.norms[*norm].modal, Modal::Must | Modal::MustNot);
        all.into_iter().filter(bears).collect()
    }

    /// The norms near one act of a duty.
    fn neighbours_of(&self, action: ActionId, duty: NormId) -> BTreeSet<NormId> {
        let mut found: BTreeSet<NormId> =
            self.norms_near(action).into_iter().map(|(norm, _)| norm).collect();
        for &wide in self.wider(action) {
            for &id in self.rules_of(wide) {
                let rule = &self.model.rules[id];
                let ends = [super::applies::action_of(&rule.left), acted(&rule.right)];
                for end in ends.into_iter().flatten() {
                    found.extend(self.norms_near(end).into_iter().map(|(norm, _)| norm));
                }
            }
        }
        found.remove(&duty);
        found
    }
}

fn acted(it: &Occurrence) -> Option<ActionId> {
    match it {
        Occurrence::Act { action, .. } => Some(*action),
        Occurrence::Event { .. } => None,
    }
}

/// Joins sets that share a member, until none do.
fn join(sets: &mut Vec<BTreeSet<ActionId>>) {
    let mut place = 0;
    while place < sets.len() {
        let shared = (place + 1..sets.len()).find(|&other| !sets[place].is_disjoint(&sets[other]));
        match shared {
            Some(other) => {
                let merged = sets.swap_remove(other);
                sets[place].extend(merged);
                place = 0;
            }
            None => place += 1,
        }
    }
}

/// Every set of three to [`SET_SIZE`] norms of a group, as far as there are not too many.
fn add_subsets(group: &[NormId], larger: &mut Larger) {
    let mut sets: Vec<Vec<NormId>> = vec![Vec::new()];
    let mut found = Vec::new();
    for &norm in group {
        let with: Vec<Vec<NormId>> = sets
            .iter()
            .filter(|set| set.len() < SET_SIZE)
            .map(|set| [set.as_slice(), &[norm]].concat())
            .collect();
        found.extend(with.iter().filter(|set| set.len() > 2).cloned());
        sets.extend(with);
        if sets.len() > 4 * LARGER_SETS {
            larger.too_many.insert(group[0], Limit::Sets);
            break;
        }
    }
    found.sort_by_key(Vec::len);
    if found.len() > LARGER_SETS {
        larger.too_many.insert(group[0], Limit::Sets);
        found.truncate(LARGER_SETS);
    }
    larger.sets.extend(found);
}

/// The length of a window in minutes, at the least, where it is fixed; `None` where an event or nothing ends it.
fn longest(norm: &Norm) -> Option<i64> {
    let window = norm.window.as_ref()?;
    let lengths = window.clauses.iter().filter_map(|clause| match clause {
        Clause::Within { length: Length::Fixed { count, unit }, .. }
        | Clause::Every { length: Length::Fixed { count, unit }, .. }
        | Clause::For { length: Length::Fixed { count, unit }, .. } => {
            Some(i64::from(*count) * fixed_minutes(*unit).unwrap_or(28 * crate::model::DAY))
        }
        _ => None,
    });
    lengths.max()
}
