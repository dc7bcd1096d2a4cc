//! Who is effective: the loser of a clash, worked out from the strongest down.

use std::collections::BTreeSet;

use super::{Answer, Instance, World};

/// A clash that one member would lose to the others.
struct Defeat {
    loser: Instance,
    others: Vec<Instance>,
}

impl World<'_> {
    /// Whether the instance applies and loses no clash whose other members are all effective.
    pub fn effective(&self, instance: &Instance) -> Answer<bool> {
        Ok(self.applies(instance)? && self.all_effective()?.contains(instance))
    }

    /// Whether the set is a clash of effective instances.
    pub fn conflict(&self, set: &[Instance]) -> Answer<bool> {
        if !self.is_clash(set)? {
            return Ok(false);
        }
        let effective = self.all_effective()?;
        Ok(set.iter().all(|member| effective.contains(member)))
    }

    /// All conflicts of at most so many members, the smallest first.
    pub fn all_conflicts(&self, largest: usize) -> Answer<Vec<Vec<Instance>>> {
        let effective = self.all_effective()?;
        let mut clashes = self.all_clashes(largest)?;
        clashes.retain(|clash| clash.iter().all(|member| effective.contains(member)));
        Ok(clashes)
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

    /// All effective instances.
    pub(super) fn all_effective(&self) -> Answer<&BTreeSet<Instance>> {
        if self.effective.get().is_none() {
            let effective = self.work_out_effective()?;
            let _ = self.effective.set(effective);
        }
        Ok(self.effective.get().expect("it was set above"))
    }

    // An instance is out once it loses a clash to others that are all in, and in once each clash that it would
    // lose has a member that is out. What stays open lies in a circle, where nobody loses.
    fn work_out_effective(&self) -> Answer<BTreeSet<Instance>> {
        if self.clashes.get().is_none() {
            let _ = self.clashes.set(self.all_clashes(self.largest)?);
        }
        let mut defeats = Vec::new();
        for clash in self.clashes.get().expect("it was set above") {
            if let Some(loser) = self.loser(clash)? {
                let others = clash.iter().filter(|one| **one != loser).cloned().collect();
                defeats.push(Defeat { loser, others });
            }
        }
        let all: BTreeSet<Instance> = self.applying()?.iter().cloned().collect();
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
