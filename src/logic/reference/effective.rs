//! Who is effective: the loser of a clash, worked out from the strongest down.

use std::collections::BTreeSet;

use super::families::Family;
use super::{Answer, Instance, World};

/// A clash that one member would lose to the others.
struct Defeat {
    loser: Instance,
    others: Vec<Instance>,
}

impl World<'_> {
    /// Whether the instance applies and loses no clash whose other members are all effective.
    pub fn effective(&self, instance: &Instance) -> Answer<bool> {
        let Some(family) = self.family(instance.norm) else { return Ok(false) };
        Ok(self.applies(instance)? && self.effective_in(family)?.contains(instance))
    }

    /// Whether the set is a clash of effective instances.
    pub fn conflict(&self, set: &[Instance]) -> Answer<bool> {
        Ok(self.is_clash(set)? && self.are_effective(set)?)
    }

    fn are_effective(&self, set: &[Instance]) -> Answer<bool> {
        for member in set {
            if !self.effective(member)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// All conflicts of at most so many members, the smallest first.
    pub fn all_conflicts(&self, largest: usize) -> Answer<Vec<Vec<Instance>>> {
        let mut conflicts = Vec::new();
        for clash in self.all_clashes(largest)? {
            if self.are_effective(&clash)? {
                conflicts.push(clash);
            }
        }
        Ok(conflicts)
    }

    /// The one member of a clash over which another prevails and which prevails over nobody; `None` where there
    /// is none, or several.
    pub fn loser(&self, clash: &[Instance]) -> Answer<Option<Instance>> {
        let mut losers = Vec::new();
        for (place, member) in clash.iter().enumerate() {
            let (mut loses, mut wins) = (false, false);
            for (other, rival) in clash.iter().enumerate() {
                if place != other {
                    loses |= self.prevails_in(rival, member, clash)?;
                    wins |= self.prevails_in(member, rival, clash)?;
                }
            }
            if loses && !wins {
                losers.push(member.clone());
            }
        }
        Ok(if losers.len() == 1 { losers.pop() } else { None })
    }

    /// The effective instances of a family.
    pub(super) fn effective_in<'f>(&self, family: &'f Family) -> Answer<&'f BTreeSet<Instance>> {
        if family.effective.get().is_none() {
            let effective = self.work_out_effective(family)?;
            let _ = family.effective.set(effective);
        }
        Ok(family.effective.get().expect("it was set above"))
    }

    // An instance is out once it loses a clash to others that are all in, and in once each clash that it would
    // lose has a member that is out. What stays open lies in a circle, where nobody loses.
    fn work_out_effective(&self, family: &Family) -> Answer<BTreeSet<Instance>> {
        let mut defeats = Vec::new();
        for clash in self.clashes_of(family, self.largest)? {
            if let Some(loser) = self.loser(&clash)? {
                let others = clash.iter().filter(|one| **one != loser).cloned().collect();
                defeats.push(Defeat { loser, others });
            }
        }
        let all: BTreeSet<Instance> = self.applying(family)?.iter().cloned().collect();
        let (mut inside, mut outside) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let before = (inside.len(), outside.len());
            for instance in &all {
                let mut own = defeats.iter().filter(|defeat| defeat.loser == *instance);
                if own.clone().any(|d| d.others.iter().all(|one| inside.contains(one))) {
                    outside.insert(instance.clone());
                } else if own.all(|d| d.others.iter().any(|one| outside.contains(one))) {
                    inside.insert(instance.clone());
                }
            }
            if (inside.len(), outside.len()) == before {
                return Ok(all.difference(&outside).cloned().collect());
            }
        }
    }
}
