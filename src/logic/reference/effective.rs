//! Who is effective: the loser of a clash, worked out from the strongest down.

use std::collections::BTreeSet;

use super::clash::MOST_SETS;
use super::families::Family;
use super::{Answer, Instance, Unsupported, World};

/// Instances, and those of them that are effective.
pub(super) type Effective = (Vec<Instance>, Answer<BTreeSet<Instance>>);

/// A clash that one member would lose to the others.
struct Defeat {
    loser: Instance,
    others: Vec<Instance>,
}

impl World<'_> {
    /// Whether the instance applies and loses no clash whose other members are all effective.
    pub fn effective(&self, instance: &Instance) -> Answer<bool> {
        let Some(family) = self.family(instance.norm) else { return Ok(false) };
        if instance.stretch.is_none() && self.recurs(instance.norm) {
            return self.is_effective_in_some_stretch(instance);
        }
        if !self.applies(instance)? {
            return Ok(false);
        }
        let groups = self.effective_groups(family)?;
        match groups.iter().find(|(members, _)| members.contains(instance)) {
            Some((_, effective)) => match effective {
                Ok(effective) => Ok(effective.contains(instance)),
                Err(reason) => Err(reason.clone()),
            },
            None => Ok(false),
        }
    }

    fn is_effective_in_some_stretch(&self, instance: &Instance) -> Answer<bool> {
        for one in self.in_stretches(instance).iter().filter(|it| it.stretch.is_some()) {
            if self.effective(one)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the set is a clash of effective instances.
    pub fn conflict(&self, set: &[Instance]) -> Answer<bool> {
        Ok(self.is_clash(set)? && self.are_effective(set)? && !self.is_settled_by_fresh(set)?)
    }

    // Whether somebody new, whom a duty may be met towards, makes a clash one that precedence settles.
    fn is_settled_by_fresh(&self, set: &[Instance]) -> Answer<bool> {
        Ok(self.is_let_off_by_fresh(set)? || self.loses_by_fresh(set)?)
    }

    pub(super) fn are_effective(&self, set: &[Instance]) -> Answer<bool> {
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
            if self.are_effective(&clash)? && !self.is_settled_by_fresh(&clash)? {
                conflicts.push(clash);
            }
        }
        Ok(conflicts)
    }

    /// The member of a clash over which another prevails and which prevails over nobody. Several, if they are of one
    /// norm: that yields. None, where several norms would.
    pub fn losers(&self, clash: &[Instance]) -> Answer<Vec<Instance>> {
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
        let of = |it: &Instance| self.model.whole(it.norm);
        if losers.iter().any(|it| of(it) != of(&losers[0])) {
            losers.clear();
        }
        Ok(losers)
    }

    /// The effective instances of a family.
    pub(super) fn effective_in(&self, family: &Family) -> Answer<BTreeSet<Instance>> {
        self.applying(family)?;
        let mut all = BTreeSet::new();
        for (_, effective) in self.effective_groups(family)? {
            all.extend(effective.clone()?);
        }
        Ok(all)
    }

    // The instances of each group that have nothing to do with the others, and those of them that are effective.
    fn effective_groups<'f>(&self, family: &'f Family) -> Answer<&'f [Effective]> {
        if family.effective.get().is_none() {
            let groups = self.remembered(family).unwrap_or_else(|| self.groups_weighed(family))?;
            let _ = family.effective.set(groups);
        }
        Ok(family.effective.get().expect("it was set above"))
    }

    /// As [`World::effective_groups`], worked out anew.
    pub(super) fn groups_weighed(&self, family: &Family) -> Answer<Vec<Effective>> {
        let applying = match self.applying(family) {
            Ok(applying) => applying.to_vec(),
            Err(reason) => self.applying_as_equals(family, reason)?,
        };
        let groups = self.groups(&applying)?.into_iter().map(|(_, group)| {
            let effective = self.work_out_effective(&group);
            (group, effective)
        });
        Ok(groups.collect())
    }

    // The instances of a family that are known to apply, where it is not known of others. As nobody prevails over
    // anybody, none is defeated, whichever of those apply; otherwise there is no answer.
    fn applying_as_equals(&self, family: &Family, reason: Unsupported) -> Answer<Vec<Instance>> {
        let (mut known, mut all) = (Vec::new(), Vec::new());
        for instance in family.norms.iter().flat_map(|&norm| self.instances(norm)) {
            let applies = self.applies(&instance);
            if applies != Ok(false) {
                all.push(instance.clone());
            }
            known.extend((applies == Ok(true)).then_some(instance));
        }
        for one in &all {
            for other in all.iter().filter(|other| *other != one) {
                if self.prevails(one, other) != Ok(false) {
                    return Err(reason);
                }
            }
        }
        Ok(known)
    }

    // The clashes that somebody loses. Who would lose is asked first: mostly nobody prevails over anybody.
    fn defeats_among(&self, group: &[Instance]) -> Answer<Vec<Defeat>> {
        let mut defeats = Vec::new();
        let mut open: Vec<Vec<usize>> = vec![Vec::new()];
        let mut unequal = BTreeSet::new();
        for size in 1..=self.largest.min(group.len()) {
            // They are counted before they are made: of thousands of instances there are millions of pairs.
            if open.iter().map(|chosen| group.len() - next_after(chosen)).sum::<usize>() > MOST_SETS
            {
                return Err(Unsupported::new("too many sets of norms to try"));
            }
            open = open.iter().flat_map(|chosen| longer(chosen, group.len())).collect();
            if size == 2 {
                let pairs = open.iter().map(|pair| (pair[0], pair[1]));
                unequal = pairs.filter(|&(a, b)| self.are_unequal(&group[a], &group[b])).collect();
                if unequal.is_empty() {
                    return Ok(defeats);
                }
            }
            let has_unequal = |chosen: &&Vec<usize>| {
                let mut firsts = chosen.iter();
                firsts.any(|&a| chosen.iter().any(|&b| unequal.contains(&(a, b))))
            };
            for chosen in open.iter().filter(has_unequal) {
                let set: Vec<Instance> = chosen.iter().map(|&at| group[at].clone()).collect();
                let losers = self.losers(&set);
                if losers.as_ref().is_ok_and(Vec::is_empty) || !self.is_clash(&set)? {
                    continue;
                }
                let losers = losers?;
                for loser in &losers {
                    let others = set.iter().filter(|one| !losers.contains(one)).cloned();
                    defeats.push(Defeat { loser: loser.clone(), others: others.collect() });
                }
            }
        }
        Ok(defeats)
    }

    // Whether one of two may prevail over the other, in whatever clash. Where more take part in it, rank alone may speak of
    // treaties; then one of the two prevails by themselves as well, by rank or by what is asked before that.
    fn are_unequal(&self, a: &Instance, b: &Instance) -> bool {
        self.prevails(a, b) != Ok(false) || self.prevails(b, a) != Ok(false)
    }

    // An instance is out once it loses a clash to others that are all in, and in once each clash that it would
    // lose has a member that is out. What stays open lies in a circle, where nobody loses.
    fn work_out_effective(&self, group: &[Instance]) -> Answer<BTreeSet<Instance>> {
        let defeats = self.defeats_among(group)?;
        let all: BTreeSet<Instance> = group.iter().cloned().collect();
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

// The choice with one more, further on, in each way.
fn longer(chosen: &[usize], all: usize) -> impl Iterator<Item = Vec<usize>> {
    (next_after(chosen)..all).map(move |more| [chosen, &[more]].concat())
}

fn next_after(chosen: &[usize]) -> usize {
    chosen.last().map_or(0, |last| last + 1)
}
