//! Norms that can affect each other, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use super::bearing::ALL_NORMS;
use crate::logic::questions::force::Sayings;
use crate::logic::theory::Theory;
use crate::model::NormId;

/// Norms in groups, of which no one can affect another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// For each norm of the model, by its place, the first norm of its group. Norms that are not looked at are alone.
    first: Vec<NormId>,
}

impl Components {
    /// The first norm of the group that a norm is in.
    pub fn of(&self, norm: NormId) -> NormId {
        self.first[norm.0 as usize]
    }

    /// The norms of each group, in the order of their first norms.
    pub fn groups(&self) -> Vec<Vec<NormId>> {
        let mut groups: BTreeMap<NormId, Vec<NormId>> = BTreeMap::new();
        for (place, first) in self.first.iter().enumerate() {
            groups.entry(*first).or_default().push(NormId(place as u32));
        }
        groups.into_values().collect()
    }

    /// How many norms each group has, in the order of their first norms.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.first.len()];
        self.first.iter().for_each(|first| sizes[first.0 as usize] += 1);
        sizes.retain(|&size| size > 0);
        sizes
    }

    /// Shares the groups out, so that the parts have about as many norms each: the part of each norm, by its place.
    pub fn in_parts(&self, parts: usize) -> Vec<usize> {
        let mut sizes = vec![0; self.first.len()];
        self.first.iter().for_each(|first| sizes[first.0 as usize] += 1);
        let mut order: Vec<usize> = (0..sizes.len()).filter(|&first| sizes[first] > 0).collect();
        order.sort_unstable_by_key(|&first| (std::cmp::Reverse(sizes[first]), first));
        let mut part_of = vec![0; sizes.len()];
        let mut loads: BTreeSet<(usize, usize)> = (0..parts.max(1)).map(|part| (0, part)).collect();
        for first in order {
            let (load, part) = loads.pop_first().expect("there is a part");
            part_of[first] = part;
            loads.insert((load + sizes[first], part));
        }
        self.first.iter().map(|first| part_of[first.0 as usize]).collect()
    }
}

/// The first norm of a group, on the way to which paths are made shorter.
fn root(first: &mut [NormId], mut norm: NormId) -> NormId {
    while first[norm.0 as usize] != norm {
        let up = first[first[norm.0 as usize].0 as usize];
        first[norm.0 as usize] = up;
        norm = up;
    }
    norm
}

impl Theory<'_> {
    /// The norms in groups that cannot affect each other. `sets` are sets of norms that belong together besides.
    pub fn components(&self, sets: &[Vec<NormId>]) -> Components {
        let mut first: Vec<NormId> = self.model.norms.ids().collect();
        let mut join = |a: NormId, b: NormId| {
            let (a, b) = (root(&mut first, a), root(&mut first, b));
            // The first of both stands for all.
            first[a.max(b).0 as usize] = a.min(b);
        };
        for norm in self.norms() {
            self.linked_to(norm).for_each(|other| join(norm, other));
            join(norm, self.model.whole(norm));
        }
        for set in sets {
            set.iter().skip(1).for_each(|&other| join(set[0], other));
        }
        let roots = self.model.norms.ids().map(|norm| root(&mut first, norm)).collect();
        Components { first: roots }
    }

    /// As [`Theory::components`], with norms that could make each other superfluous in one group: whatever is found
    /// about a norm hangs on those of its group alone.
    pub fn components_of_findings(&self, sets: &[Vec<NormId>]) -> Components {
        if self.model.norms.len() <= ALL_NORMS {
            // Cases are replayed with all of them.
            return Components { first: vec![NormId(0); self.model.norms.len()] };
        }
        let sayings = Sayings::new(self);
        // The parts of one norm (`must A and B`) have one name, by which findings are known.
        let next = |norm: NormId| Some(NormId(norm.0 + 1)).filter(|&it| self.is_part_of(norm, it));
        let near = self.norms().map(|norm| {
            let near = sayings.near(self, norm);
            std::iter::once(norm).chain(next(norm)).chain(near).collect()
        });
        let all: Vec<Vec<NormId>> = sets.iter().cloned().chain(near).collect();
        self.components(&all)
    }

    /// Norms that a norm can clash with, and those that its conditions and the relations against it are about.
    pub(super) fn linked_to(&self, norm: NormId) -> impl Iterator<Item = NormId> {
        let near = self.touching(norm).iter().map(|(near, _)| *near);
        let consulted = self.consulted_by(norm).into_iter().filter(|&it| self.is_active(it));
        near.chain(consulted)
    }

    fn is_part_of(&self, norm: NormId, other: NormId) -> bool {
        let all = &self.model.norms;
        all.get(other).is_some_and(|other| other.span == all[norm].span) && self.is_active(other)
    }

    /// Those of the norms and all that they can affect or that can affect them: by a clash, by defeat, or because a
    /// condition or a relation of the one is about the other.
    pub fn connected_to(&self, some: &BTreeSet<NormId>) -> BTreeSet<NormId> {
        let components = self.components(&[]);
        let some = some.iter().filter(|&&norm| self.is_active(norm));
        let groups: BTreeSet<NormId> = some.map(|&norm| components.of(norm)).collect();
        self.norms().filter(|&norm| groups.contains(&components.of(norm))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_shared_out_whole_and_evenly() {
        let first = [0, 1, 0, 3, 0, 5, 3].map(NormId).to_vec();
        let components = Components { first };
        assert_eq!(components.sizes(), [3, 1, 2, 1]);
        // The group of three alone, the pair with one more … and the last where there is least.
        assert_eq!(components.in_parts(2), [0, 1, 0, 1, 0, 0, 1]);
        assert_eq!(components.in_parts(1), [0; 7]);
    }
}
