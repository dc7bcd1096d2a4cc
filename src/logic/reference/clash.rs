//! Clashes: smallest sets of applying instances that no behaviour can respect together.

use std::collections::BTreeSet;

use super::deeds::{Deed, Right};
use super::families::Family;
use super::powers::is_power;
use super::{Answer, Instance, Unsupported, World};
use crate::model::{ActionId, Modal, NormId};

/// More sets than this are not tried.
pub(super) const MOST_SETS: usize = 100_000;

/// What ties instances: only those that share some of it can clash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matter {
    /// A deed.
    Deed(Deed),
    /// The power to act.
    Power(ActionId),
}

impl World<'_> {
    /// Whether no behaviour can respect these instances together.
    pub fn unfulfillable(&self, set: &[Instance]) -> Answer<bool> {
        let binding = self.of_modals(set, &[Modal::Must, Modal::MustNot]);
        if self.powers_clash(set)? || !self.is_respectable(&binding)? {
            return Ok(true);
        }
        for permission in self.of_modals(set, &[Modal::May]) {
            if self.rules_out(&binding, &permission)? {
                return Ok(true);
            }
        }
        // Who recommends an act forces nobody to do it.
        let advice = |it: &Instance| {
            let norm = &self.model.norms[it.norm];
            norm.recommendation && norm.modal == Modal::Must
        };
        let forcing: Vec<Instance> = binding.iter().filter(|it| !advice(it)).cloned().collect();
        for exempt in self.of_modals(set, &[Modal::NeedNot]) {
            if self.forces(&forcing, &exempt)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn of_modals(&self, set: &[Instance], modals: &[Modal]) -> Vec<Instance> {
        let of = |instance: &&Instance| modals.contains(&self.model.norms[instance.norm].modal);
        set.iter().filter(of).cloned().collect()
    }

    /// Whether the set is a clash: all apply, no behaviour can respect them together, but one can respect any
    /// fewer of them. A norm that the listed acts alone break is in no clash, nor is one with its own remedy.
    pub fn is_clash(&self, set: &[Instance]) -> Answer<bool> {
        let members: BTreeSet<&Instance> = set.iter().collect();
        if members.len() != set.len() || self.holds_own_remedy(set) {
            return Ok(false);
        }
        for instance in set {
            if !self.applies(instance)? || self.is_broken(instance)? {
                return Ok(false);
            }
        }
        if !self.unfulfillable(set)? {
            return Ok(false);
        }
        for place in 0..set.len() {
            let mut fewer = set.to_vec();
            fewer.remove(place);
            if self.unfulfillable(&fewer)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    // Whether the set holds a norm together with its `otherwise`, or one further down its chain.
    pub(super) fn holds_own_remedy(&self, set: &[Instance]) -> bool {
        let norms: BTreeSet<NormId> =
            set.iter().map(|instance| self.model.whole(instance.norm)).collect();
        norms.iter().any(|&norm| {
            let up = |norm: &NormId| self.model.norms[*norm].primary;
            std::iter::successors(up(&norm), up).take(100).any(|primary| norms.contains(&primary))
        })
    }

    // Whether what the situation says was done breaks it, whatever else is done.
    pub(super) fn is_broken(&self, instance: &Instance) -> Answer<bool> {
        let modal = self.model.norms[instance.norm].modal;
        if !matches!(modal, Modal::Must | Modal::MustNot) || self.situation.acts.is_empty() {
            return Ok(false);
        }
        let own = [instance.clone()];
        if self.is_respectable(&own)? {
            return Ok(false);
        }
        let free = World { acts_only_start: true, ..self.vary(self.situation) };
        free.is_respectable(&own)
    }

    /// All clashes of at most so many members, the smallest first.
    pub fn all_clashes(&self, largest: usize) -> Answer<Vec<Vec<Instance>>> {
        let mut clashes = Vec::new();
        for family in self.families() {
            clashes.extend(self.clashes_of(family, largest)?);
        }
        clashes.sort_unstable_by_key(|clash: &Vec<Instance>| (clash.len(), clash.clone()));
        Ok(clashes)
    }

    // The clashes in a family of at most so many members.
    fn clashes_of(&self, family: &Family, largest: usize) -> Answer<Vec<Vec<Instance>>> {
        let mut clashes = Vec::new();
        for (_, group) in self.groups(self.applying(family)?)? {
            clashes.extend(self.clashes_among(&group, largest)?);
        }
        Ok(clashes)
    }

    fn clashes_among(&self, group: &[Instance], largest: usize) -> Answer<Vec<Vec<Instance>>> {
        let mut clashes: Vec<Vec<Instance>> = Vec::new();
        let mut open: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..largest.min(group.len()) {
            let mut next = Vec::new();
            for chosen in &open {
                let first = chosen.last().map_or(0, |last| last + 1);
                if next.len() + group.len() - first > MOST_SETS {
                    return Err(Unsupported::new("too many sets of norms to try"));
                }
                next.extend((first..group.len()).map(|more| [&chosen[..], &[more]].concat()));
            }
            open = Vec::new();
            for chosen in next {
                let set: Vec<Instance> = chosen.iter().map(|&at| group[at].clone()).collect();
                let known = |clash: &Vec<Instance>| clash.iter().all(|one| set.contains(one));
                if clashes.iter().any(known) {
                    continue;
                }
                if self.is_clash(&set)? {
                    clashes.push(set);
                } else {
                    open.push(chosen);
                }
            }
        }
        Ok(clashes)
    }

    /// The instances in groups that have nothing to do with each other, each with what its members are about.
    pub(super) fn groups(
        &self,
        instances: &[Instance],
    ) -> Answer<Vec<(BTreeSet<Matter>, Vec<Instance>)>> {
        let mut parts = Vec::new();
        for instance in instances {
            parts.push((self.matters(instance)?, vec![instance.clone()]));
        }
        for tie in &self.ties()?.others {
            let Right::Deed(right) = &tie.right else { continue };
            let tied = [&tie.left, right].map(|deed| Matter::Deed(deed.clone()));
            parts.push((BTreeSet::from(tied), Vec::new()));
        }
        let mut groups: Vec<(BTreeSet<Matter>, Vec<Instance>)> = Vec::new();
        for mut part in parts {
            let (own, apart): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|group| !group.0.is_disjoint(&part.0));
            for (matters, members) in own {
                part.0.extend(matters);
                part.1.extend(members);
            }
            groups = apart;
            part.1.sort();
            groups.push(part);
        }
        Ok(groups)
    }

    fn matters(&self, instance: &Instance) -> Answer<BTreeSet<Matter>> {
        let modal = self.model.norms[instance.norm].modal;
        let mut deeds = BTreeSet::new();
        for deed in self.deeds(instance)? {
            deeds.extend(self.wider(&deed)?);
            deeds.extend(self.narrower(&deed)?);
        }
        if is_power(modal) {
            return Ok(deeds.into_iter().map(|deed| Matter::Power(deed.action)).collect());
        }
        for asked in self.reach(instance, &BTreeSet::new())? {
            for deed in asked.span.deeds() {
                deeds.extend(self.wider(deed)?);
            }
        }
        Ok(deeds.into_iter().map(Matter::Deed).collect())
    }
}
