//! What a clash arises from: acts that start windows and violations, which need not be done where nothing else asks for them.

use std::collections::{BTreeMap, BTreeSet};

use super::clash::Matter;
use super::deeds::Deed;
use super::{Answer, Instance, World};
use crate::model::{ActOf, Clause, Minute, Modal, NormId, Occurrence, Situation};

impl World<'_> {
    /// Whether a clash would end if starting acts were done at other times or left, or a violation were not
    /// committed, all effective norms still respected.
    pub fn arises(&self, clash: &[Instance]) -> Answer<bool> {
        Ok(self.ends_without_violation(clash)? || self.ends_by_starting_acts(clash)?)
    }

    /// Whether an act, or one that it counts as, starts the window of a member.
    pub fn starts_one_of(&self, set: &[Instance], act: &ActOf) -> Answer<bool> {
        let (action, by, args) = act.clone();
        let done = self.wider(&Deed { action, by, args })?;
        for member in set {
            if self.starts(member)?.iter().any(|(deed, _)| done.contains(deed)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // A violation from which a member arises, or one that its conditions ask for, need not be committed.
    fn ends_without_violation(&self, clash: &[Instance]) -> Answer<bool> {
        let up = |norm: &NormId| self.model.norms[*norm].primary;
        let of_members = clash.iter().filter_map(|member| up(&member.norm));
        let violated = self.situation.violated.iter().map(|(norm, _)| *norm);
        let chains: BTreeSet<BTreeSet<NormId>> = of_members
            .chain(violated)
            .map(|norm| std::iter::successors(Some(norm), up).take(100).collect())
            .collect();
        for chain in chains {
            let mut situation = self.situation.clone();
            situation.violated.retain(|(norm, _)| !chain.contains(norm));
            let world = self.vary(&situation);
            let mut about = BTreeSet::new();
            for norm in chain {
                for instance in world.instances(norm) {
                    about.extend(world.deeds(&instance)?);
                }
            }
            if !world.still_clashes(clash)? && world.respects(&about)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // The acts that start windows could be left, one or all, or done at other times.
    fn ends_by_starting_acts(&self, clash: &[Instance]) -> Answer<bool> {
        if self.situation.acts.len() > 1 && self.ends_without_starting_acts(clash)? {
            return Ok(true);
        }
        let shifts = self.shifts(clash)?;
        for (key, time) in &self.situation.acts {
            let deed = Deed { action: key.0, by: key.1, args: key.2.clone() };
            if self.only_ends_windows(&deed, clash)? {
                continue;
            }
            let about = self.with_what_it_starts(deed, clash)?;
            let mut without = self.situation.clone();
            without.acts.remove(key);
            let mut world = self.vary(&without);
            world.left.extend(about.iter().cloned());
            if !world.still_clashes(clash)? && world.respects(&about)? {
                return Ok(true);
            }
            for moved_to in shifts.iter().map(|shift| time.0 + shift) {
                if !self.opens_in_force(clash, &about, moved_to)? {
                    continue;
                }
                let mut moved = self.situation.clone();
                moved.acts.insert(key.clone(), Minute(moved_to));
                let world = self.vary(&moved);
                if !world.still_clashes(clash)? && world.respects(&about)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    // A window of a member ends with such a deed, or what that counts as, and none of any norm begins with it.
    fn only_ends_windows(&self, deed: &Deed, clash: &[Instance]) -> Answer<bool> {
        let is: BTreeSet<_> = self.wider(deed)?.into_iter().map(|it| it.action).collect();
        let hangs = |norm: NormId, opening: bool| {
            let acts = self.model.norms[norm].clauses().filter(|it| it.opens() == opening);
            let mut acts = acts.filter_map(|it| it.hangs_on().and_then(Occurrence::action));
            acts.any(|act| is.contains(&act))
        };
        Ok(clash.iter().any(|it| hangs(it.norm, false)) && !self.norms().any(|it| hangs(it, true)))
    }

    // A deed, and what counts as it of the deeds that start windows of the clash: that is left with it.
    fn with_what_it_starts(&self, deed: Deed, clash: &[Instance]) -> Answer<BTreeSet<Deed>> {
        let wide = self.wider(&deed)?;
        let mut about = BTreeSet::from([deed]);
        for member in clash {
            let started = self.starts(member)?.into_iter().map(|(start, _)| start);
            about.extend(started.filter(|start| wide.contains(start)));
        }
        Ok(about)
    }

    fn ends_without_starting_acts(&self, clash: &[Instance]) -> Answer<bool> {
        let deed = |(action, by, args): &(_, _, Vec<_>)| Deed {
            action: *action,
            by: *by,
            args: args.clone(),
        };
        let mut about = BTreeSet::new();
        for deed in self.situation.acts.keys().map(deed) {
            about.extend(self.with_what_it_starts(deed, clash)?);
        }
        let without = Situation { acts: BTreeMap::new(), ..self.situation.clone() };
        let mut world = self.vary(&without);
        world.left.extend(about.iter().cloned());
        Ok(!world.still_clashes(clash)? && world.respects(&about)?)
    }

    // Whether the members whose windows the deeds open are in force, and bind whom they bind, at a moment: what was done
    // before the law is no way out.
    fn opens_in_force(&self, clash: &[Instance], deeds: &BTreeSet<Deed>, at: i64) -> Answer<bool> {
        let opens = |clause: &&Clause| clause.opens();
        for member in clash {
            let norm = &self.model.norms[member.norm];
            let mut acts = norm.clauses().filter(opens).filter_map(Clause::hangs_on);
            if acts.any(|act| deeds.iter().any(|deed| act.action() == Some(deed.action)))
                && !self.force(member, &self.instance_view(member)?)?.contains(at)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    // Whether all effective duties and bans that have to do with these deeds can be respected.
    fn respects(&self, about: &BTreeSet<Deed>) -> Answer<bool> {
        if !self.is_possible()? {
            return Ok(false);
        }
        let actions: BTreeSet<_> = about.iter().map(|deed| deed.action).collect();
        let mut binding = Vec::new();
        // Who is defeated is so whether the deeds are left or not.
        let mut free = self.vary(self.situation);
        free.left.retain(|deed| !about.contains(deed));
        for (family, here) in free.families().iter().zip(self.families()) {
            if !family.actions.is_disjoint(&actions) {
                // Conditions may name norms that end with these deeds: that is told where they are left, and not otherwise.
                let effective = free.effective_in(family).or_else(|_| self.effective_in(here));
                binding.extend(effective?);
            }
        }
        binding.retain(|instance| {
            matches!(self.model.norms[instance.norm].modal, Modal::Must | Modal::MustNot)
        });
        for (matters, members) in self.groups(&binding)? {
            let ours = |deed: &Deed| matters.contains(&Matter::Deed(deed.clone()));
            // Of a duty towards somebody, no matter whom, nobody need be there.
            let mut towards_somebody = false;
            for member in &members {
                towards_somebody |= !self.some_sorts(member)?.is_empty();
            }
            if (towards_somebody || about.iter().any(ours)) && self.unfulfillable(&members)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
