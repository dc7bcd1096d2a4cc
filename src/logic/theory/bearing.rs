//! Which norms can bear on a case of some: all of a small set; of a large one those that can clash with them or
//! with one that can, and whatever these consult.

use crate::logic::applies;
use std::collections::{BTreeMap, BTreeSet};

use super::partners::anchoring_actions;
use crate::logic::theory::Theory;
use crate::model::{ActionId, Cond, NormId, RuleId, Status, Target};

/// Up to so many norms, every norm bears on every case.
pub const ALL_NORMS: usize = 60;
/// How far clashes with norms that clash are followed.
const CLASHES: usize = 2;
/// How far norms that ask norms are followed; a question that follows them that far has no answer.
const CONSULTED: usize = 8;

impl Theory<'_> {
    /// The norms that are looked at and can bear on a case of these.
    pub(in crate::logic) fn bearing_on(&self, about: &[NormId]) -> BTreeSet<NormId> {
        if self.model.norms.len() <= ALL_NORMS {
            return self.norms().collect();
        }
        let mut near: BTreeSet<NormId> = about.iter().copied().collect();
        let mut edge: Vec<NormId> = near.iter().copied().collect();
        for _ in 0..CLASHES {
            let touched = edge.iter().flat_map(|&norm| self.touching(norm)).map(|(norm, _)| *norm);
            edge = touched
                .collect::<BTreeSet<_>>()
                .into_iter()
                .filter(|&it| near.insert(it))
                .collect();
        }
        let mut open: Vec<NormId> = near.iter().copied().collect();
        while let Some(next) = open.pop() {
            let consulted = self.consulted_by(next);
            open.extend(consulted.into_iter().filter(|&it| self.is_active(it) && near.insert(it)));
        }
        near
    }

    /// The norms on whose windows it hangs whether these clash, and who prevails: they, norms on acts that a rule ties to
    /// theirs, and what such norms consult. A norm that only waits for one of their acts is none of them.
    pub(in crate::logic) fn deciding_about(&self, norms: &[NormId]) -> BTreeSet<NormId> {
        let mut found: BTreeSet<NormId> = norms.iter().copied().collect();
        let mut open = norms.to_vec();
        while let Some(next) = open.pop() {
            let (_, tied) = self.tied_to(self.model.norms[next].actions());
            let on_acts = tied.iter().flat_map(|&act| self.on_action(act)).map(|(norm, _)| *norm);
            let near = on_acts.chain(self.consulted_by(next));
            open.extend(near.filter(|&it| self.is_active(it) && found.insert(it)));
        }
        found
    }

    /// The rules of any kind that tie acts to these, in any number of steps; and all acts that are tied so.
    fn tied_to(
        &self,
        acts: impl Iterator<Item = ActionId>,
    ) -> (BTreeSet<RuleId>, BTreeSet<ActionId>) {
        let mut acts: BTreeSet<ActionId> = acts.collect();
        let mut open: Vec<ActionId> = acts.iter().copied().collect();
        let mut rules = BTreeSet::new();
        while let Some(next) = open.pop() {
            for &id in self.rules_naming(next) {
                rules.insert(id);
                let rule = &self.model.rules[id];
                let ends = [rule.left.action(), rule.right.action()];
                open.extend(ends.into_iter().flatten().filter(|&act| acts.insert(act)));
            }
        }
        (rules, acts)
    }

    /// The rules that can bear on what these norms say: those on their acts, on the acts that these are tied to,
    /// and so on.
    pub(in crate::logic) fn rules_bearing_on(&self, norms: &BTreeSet<NormId>) -> BTreeSet<RuleId> {
        if self.model.norms.len() <= ALL_NORMS {
            return self.model.rules.ids().collect();
        }
        let own = |norm: &NormId| {
            let norm = &self.model.norms[*norm];
            norm.actions().chain(anchoring_actions(norm))
        };
        let conds = norms.iter().map(|norm| &self.model.norms[*norm]);
        let conds = conds.flat_map(|norm| [&norm.when, &norm.unless]);
        let asked = conds.flat_map(|cond| self.acts_asked_in(cond));
        self.tied_to(norms.iter().flat_map(own).chain(asked)).0
    }

    /// What a norm answers, what its conditions ask about, and what relations between norms say of it.
    pub(super) fn consulted_by(&self, norm: NormId) -> Vec<NormId> {
        let own = &self.model.norms[norm];
        let mut found: Vec<NormId> = own.primary.into_iter().collect();
        self.asked_in(&own.when, &mut found);
        self.asked_in(&own.unless, &mut found);
        for relation in self.relations_against(norm) {
            found.extend(relation.norm);
            found.extend(self.members(relation.winner));
            self.asked_in(&relation.when, &mut found);
        }
        found
    }

    /// The acts on which the window of a norm hangs, or that of one which leaves it moments or takes some from it: norms that
    /// its conditions name, that displace it, and that these hang on in turn.
    pub(in crate::logic) fn acts_it_hangs_on(
        &self,
        norm: NormId,
    ) -> impl Iterator<Item = ActionId> {
        anchoring_actions(&self.model.norms[norm]).chain(self.acts_that_others_hang_on(norm))
    }

    /// Those of them on which the windows of others hang.
    pub(in crate::logic) fn acts_that_others_hang_on(
        &self,
        norm: NormId,
    ) -> impl Iterator<Item = ActionId> {
        self.by_others.get(&norm).into_iter().flatten().copied()
    }

    /// For each norm the acts on which windows of others hang that have a say in when it holds, if there are such.
    pub(super) fn acts_of_those_consulted(&self) -> BTreeMap<NormId, BTreeSet<ActionId>> {
        let hangs = |norm: NormId| anchoring_actions(&self.model.norms[norm]).next().is_some();
        if !self.norms().any(hangs) {
            return BTreeMap::new();
        }
        // Of many that say something of one act, those are looked at by whom others can be swayed.
        let sways: BTreeSet<NormId> =
            self.norms().filter(|&it| hangs(it) || self.is_swayed(it)).collect();
        let mut near = BTreeMap::new();
        let mut known: BTreeMap<NormId, Vec<NormId>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for norm in self.norms().filter(|&norm| self.is_swayed(norm)) {
            let (mut seen, mut edge) = (BTreeSet::from([norm]), vec![norm]);
            let mut acts = BTreeSet::new();
            for _ in 0..CONSULTED {
                let mut next = Vec::new();
                for it in edge {
                    let by = known.entry(it);
                    for &other in by.or_insert_with(|| self.swaying(it, &sways, &mut near)).iter() {
                        if seen.insert(other) {
                            acts.extend(anchoring_actions(&self.model.norms[other]));
                            next.push(other);
                        }
                    }
                }
                edge = next;
            }
            if !acts.is_empty() {
                found.insert(norm, acts);
            }
        }
        found
    }

    /// Other norms have a say in when it holds.
    fn is_swayed(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        self.asks_norms(&own.when)
            || self.asks_norms(&own.unless)
            || self.relations_against(norm).any(|it| it.kind.displaces())
    }

    /// Those of some norms that have a say in when another holds; `near`: which of them are on an act, as far as it was asked.
    fn swaying(
        &self,
        norm: NormId,
        sways: &BTreeSet<NormId>,
        near: &mut BTreeMap<ActionId, Vec<NormId>>,
    ) -> Vec<NormId> {
        let own = &self.model.norms[norm];
        let displacing = || self.relations_against(norm).filter(|it| it.kind.displaces());
        let conds = displacing().map(|it| &it.when).chain([&own.when, &own.unless]);
        let mut found: Vec<NormId> = displacing().flat_map(|it| self.members(it.winner)).collect();
        for part in conds.flat_map(|cond| self.model.parts(cond)) {
            match part {
                Cond::Applies(target) => found.extend(self.members(*target)),
                Cond::Status(status) => {
                    for action in status.actions() {
                        let on_it = near.entry(action).or_insert_with(|| {
                            let near = self.norms_near(action).into_iter().map(|(it, _)| it);
                            near.filter(|it| sways.contains(it)).collect()
                        });
                        found.extend(on_it.iter().copied());
                    }
                }
                _ => {}
            }
        }
        found.retain(|it| sways.contains(it));
        found
    }

    fn asked_in(&self, cond: &Cond, found: &mut Vec<NormId>) {
        for part in self.model.parts(cond) {
            match part {
                Cond::Applies(target) => found.extend(self.members(*target)),
                Cond::Status(status) => {
                    for action in status.actions() {
                        found.extend(self.norms_near(action).into_iter().map(|(norm, _)| norm));
                    }
                }
                _ => {}
            }
        }
    }

    /// The acts that status sentences of a condition ask about.
    pub(in crate::logic) fn acts_asked_in(&self, cond: &Cond) -> BTreeSet<ActionId> {
        let mut found = BTreeSet::new();
        for part in self.model.parts(cond) {
            if let Cond::Status(status) = part {
                found.extend(status.actions());
            }
        }
        found
    }

    /// The norms that could answer a status sentence, in order.
    pub(in crate::logic) fn that_answer(&self, status: &Status) -> BTreeSet<NormId> {
        let near = status.actions().flat_map(|action| self.norms_near(action));
        let answers = |norm: &NormId| applies::answers(status, &self.model.norms[*norm]);
        near.map(|(norm, _)| norm).filter(answers).collect()
    }

    /// The norms that a target names, and that are looked at.
    pub(in crate::logic) fn members(&self, target: Target) -> Vec<NormId> {
        self.relations.members(target).filter(|&norm| self.is_active(norm)).collect()
    }
}
