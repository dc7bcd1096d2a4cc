//! Norms that can affect each other, directly or through others.

use std::collections::BTreeSet;

use super::theory::Theory;
use crate::model::NormId;

impl Theory<'_> {
    /// Those of the norms and all that they can affect or that can affect them: by a clash, by defeat, or because a
    /// condition or a relation of the one is about the other.
    pub fn connected_to(&self, some: &BTreeSet<NormId>) -> BTreeSet<NormId> {
        let links = self.links();
        let mut reached: BTreeSet<NormId> =
            some.iter().copied().filter(|&norm| self.is_active(norm)).collect();
        let mut open: Vec<NormId> = reached.iter().copied().collect();
        while let Some(next) = open.pop() {
            let next = &links[next.0 as usize];
            open.extend(next.iter().copied().filter(|&norm| reached.insert(norm)));
        }
        reached
    }

    /// For each norm those with which it is tied, in both directions.
    fn links(&self) -> Vec<BTreeSet<NormId>> {
        let mut links = vec![BTreeSet::new(); self.model.norms.len()];
        for norm in self.norms() {
            let near = self.touching(norm).iter().map(|(near, _)| *near);
            let consulted = self.consulted_by(norm).into_iter().filter(|&it| self.is_active(it));
            for other in near.chain(consulted).filter(|&other| other != norm) {
                links[norm.0 as usize].insert(other);
                links[other.0 as usize].insert(norm);
            }
        }
        links
    }
}
