//! Which sets are not asked about, or not told of, since a smaller one conflicts already.

use std::collections::HashMap;

use crate::logic::{Arising, Conflict, Kind};
use crate::model::NormId;

/// The sets that were found to be in conflict. What holds one of them is no smallest set; but where leaving an act avoids
/// the conflict of the smaller, a norm more may require that act, so that nothing avoids theirs.
#[derive(Default)]
pub(super) struct Smallest {
    found: HashMap<Vec<NormId>, Avoidable>,
}

type Avoidable = bool;

impl Smallest {
    /// Those that conflict so.
    pub(super) fn of(conflicts: &[Conflict]) -> Self {
        let mut smallest = Smallest::default();
        conflicts.iter().for_each(|it| smallest.add(it));
        smallest
    }

    pub(super) fn add(&mut self, conflict: &Conflict) {
        let known = self.found.entry(sorted(&conflict.norms)).or_insert(true);
        *known &= can_be_avoided(conflict);
    }

    /// Whether the set holds one whose conflict nothing avoids.
    pub(super) fn settles(&self, set: &[NormId]) -> bool {
        self.in_it(set).any(|avoidable| !avoidable)
    }

    /// Whether the conflict of a set says no more than that of one that it holds.
    pub(super) fn says_as_much(&self, set: &[NormId], conflict: Option<&Conflict>) -> bool {
        self.settles(set)
            || conflict.is_none_or(|it| it.kind == Kind::Wide) && self.in_it(set).next().is_some()
    }

    fn in_it(&self, set: &[NormId]) -> impl Iterator<Item = Avoidable> {
        parts_of(set).filter_map(|part| self.found.get(&part).copied())
    }
}

/// Whether it ends where an act that need not be done is left.
fn can_be_avoided(conflict: &Conflict) -> bool {
    let by_an_act = |it: &Arising| matches!(it, Arising::Act(_));
    conflict.kind == Kind::Wide && conflict.arises_when.iter().any(by_an_act)
}

/// Every set of some of these norms, and the set of all; one that stands there several times, so many times and fewer.
fn parts_of(norms: &[NormId]) -> impl Iterator<Item = Vec<NormId>> {
    let sorted = sorted(norms);
    let mut parts = vec![Vec::new()];
    for same in sorted.chunk_by(|a, b| a == b) {
        let with = |part: Vec<NormId>| {
            (0..=same.len()).map(move |times| [part.as_slice(), &same[..times]].concat())
        };
        parts = parts.into_iter().flat_map(with).collect();
    }
    parts.into_iter().filter(|part| !part.is_empty())
}

fn sorted(norms: &[NormId]) -> Vec<NormId> {
    let mut sorted = norms.to_vec();
    sorted.sort();
    sorted
}
