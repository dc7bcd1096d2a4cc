//! Puts `Cond::Some` where it belongs: at the smallest part of a condition that holds all mentions.
//!
//! Two names are two participants. Where parts joined by `and` speak of two such that could be one, the part of one of
//! them is the whole of these, so that whoever the other is is sought beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::{self, Vars};
use crate::model::{Cond, VarId};

/// How often each open participant is mentioned in a part.
type Mentions = BTreeMap<VarId, usize>;

/// Whether two participants are two, though they could be one.
pub(super) type Rivals<'r> = &'r dyn Fn(VarId, VarId) -> bool;

/// Binds the participants `open` inside a condition. One that is not mentioned is not bound.
pub(super) fn bind(condition: Cond, open: &[VarId], rivals: Rivals<'_>) -> Cond {
    if open.is_empty() {
        return condition;
    }
    let mut condition = condition;
    let mut total = mentions(&mut condition);
    total.retain(|var, _| open.contains(var));
    let mut reach = Reach { total: &total, rivals, places: BTreeMap::new(), conjunctions: 0 };
    if total.len() > 1 {
        reach.survey(&mut condition);
    }
    let places = reach.places;
    places.keys().for_each(|var| count(&mut total, *var));
    Placing { total, rivals, places, conjunctions: 0 }.place(condition).0
}

fn mentions(condition: &mut Cond) -> Mentions {
    let mut found = Mentions::new();
    walk::cond(condition, &mut Vars(|var: &mut VarId| count(&mut found, *var)));
    found
}

fn count(mentions: &mut Mentions, var: VarId) {
    *mentions.entry(var).or_default() += 1;
}

fn add_up(all: &mut Mentions, more: &Mentions) {
    for (var, n) in more {
        *all.entry(*var).or_default() += n;
    }
}

/// Finds the conjunctions that are the parts of participants because of others.
struct Reach<'r> {
    total: &'r Mentions,
    rivals: Rivals<'r>,
    /// For each such participant the conjunction, by its place in the order in which they end.
    places: BTreeMap<VarId, usize>,
    conjunctions: usize,
}

/// What is mentioned in a part, and which of these are sought there in every case: not under `not` or `or` alone.
type Surveyed = (Mentions, BTreeSet<VarId>);

impl Reach<'_> {
    fn survey(&mut self, condition: &mut Cond) -> Surveyed {
        match condition {
            Cond::All(parts) => {
                let parts: Vec<Surveyed> = parts.iter_mut().map(|part| self.survey(part)).collect();
                let here = self.conjunctions;
                self.conjunctions += 1;
                self.conjunction(&parts, here)
            }
            Cond::Any(parts) => {
                let parts: Vec<Surveyed> = parts.iter_mut().map(|part| self.survey(part)).collect();
                let mut all = Mentions::new();
                parts.iter().for_each(|(own, _)| add_up(&mut all, own));
                let split = |var: &VarId| parts.iter().all(|(own, _)| !self.is_whole(own, *var));
                let sought = all.keys().copied().filter(split).collect();
                (all, sought)
            }
            Cond::Not(part) => {
                let (own, mut sought) = self.survey(part);
                sought.retain(|var| !self.is_whole(&own, *var));
                (own, sought)
            }
            Cond::Status(sentence) => {
                // Conjunctions are counted as they will be when participants are placed.
                let slots =
                    [&mut sentence.when, &mut sentence.unless].map(|slot| self.survey(slot));
                let mut own = mentions(condition);
                own.retain(|var, _| self.total.contains_key(var));
                let inside = |var: &VarId| slots.iter().any(|(slot, _)| self.is_whole(slot, *var));
                let sought = own.keys().copied().filter(|var| !inside(var)).collect();
                (own, sought)
            }
            atom => {
                let mut own = mentions(atom);
                own.retain(|var, _| self.total.contains_key(var));
                let sought = own.keys().copied().collect();
                (own, sought)
            }
        }
    }

    fn is_whole(&self, mentions: &Mentions, var: VarId) -> bool {
        mentions.get(&var) == Some(&self.total[&var])
    }

    fn conjunction(&mut self, parts: &[Surveyed], here: usize) -> Surveyed {
        let mut all = Mentions::new();
        parts.iter().for_each(|(own, _)| add_up(&mut all, own));
        // What is told in several parts is sought here itself.
        let split = |var: &VarId| parts.iter().all(|(own, _)| !self.is_whole(own, *var));
        let sought: BTreeSet<VarId> = all
            .keys()
            .copied()
            .filter(|var| split(var) || parts.iter().any(|(_, sought)| sought.contains(var)))
            .collect();
        // The part in which all is said of somebody, where there is one.
        let mut told_in: BTreeMap<VarId, usize> = BTreeMap::new();
        for (place, (own, _)) in parts.iter().enumerate() {
            let whole = own.keys().filter(|var| self.is_whole(own, **var));
            told_in.extend(whole.map(|var| (*var, place)));
        }
        for (&a, _) in all.iter().filter(|(var, n)| self.total[var] == **n) {
            let in_one_part =
                |b: VarId| told_in.get(&a).is_some_and(|at| told_in.get(&b) == Some(at));
            let apart = |b: VarId| {
                a != b && self.is_whole(&all, b) && !in_one_part(b) && (self.rivals)(a, b)
            };
            if sought.contains(&a) && all.keys().any(|&b| apart(b)) {
                self.places.insert(a, here);
            }
        }
        (all, sought)
    }
}

/// Binds participants.
struct Placing<'r> {
    total: Mentions,
    rivals: Rivals<'r>,
    places: BTreeMap<VarId, usize>,
    conjunctions: usize,
}

impl Placing<'_> {
    /// The part with everything bound that is mentioned nowhere else, and what is still open in it.
    fn place(&mut self, condition: Cond) -> (Cond, Mentions) {
        match condition {
            Cond::All(parts) => {
                let parts: Vec<_> = parts.into_iter().map(|part| self.part(part)).collect();
                let here = self.conjunctions;
                self.conjunctions += 1;
                let reaching = self.places.iter().filter(|(_, place)| **place == here);
                let reaching: Vec<VarId> = reaching.map(|(var, _)| *var).collect();
                self.place_parts(parts, &reaching, Cond::All)
            }
            Cond::Any(parts) => {
                let parts: Vec<_> = parts.into_iter().map(|part| self.part(part)).collect();
                self.place_parts(parts, &[], Cond::Any)
            }
            Cond::Not(part) => {
                let (part, open) = self.place(*part);
                (Cond::Not(Box::new(part)), open)
            }
            Cond::Status(mut sentence) => {
                let mut open = Mentions::new();
                let mut add = Vars(|var: &mut VarId| count(&mut open, *var));
                walk::status_atom(&mut sentence, &mut add);
                open.retain(|var, _| self.total.contains_key(var));
                for slot in [&mut sentence.when, &mut sentence.unless] {
                    let (placed, inner) = self.place(std::mem::replace(slot, Cond::TRUE));
                    *slot = placed;
                    add_up(&mut open, &inner);
                }
                self.close(Cond::Status(sentence), open)
            }
            mut atom => {
                let mut open = mentions(&mut atom);
                open.retain(|var, _| self.total.contains_key(var));
                self.close(atom, open)
            }
        }
    }

    fn part(&mut self, mut part: Cond) -> Part {
        let mut speaks_of = mentions(&mut part);
        speaks_of.retain(|var, _| self.total.contains_key(var));
        let (cond, open) = self.place(part);
        Part { cond, open, speaks_of: speaks_of.into_keys().collect() }
    }

    /// Binds what is complete here.
    fn close(&self, condition: Cond, mut open: Mentions) -> (Cond, Mentions) {
        let complete = |(var, n): (&VarId, &usize)| (self.total[var] == *n).then_some(*var);
        let complete: Vec<VarId> = open.iter().filter_map(complete).collect();
        if complete.is_empty() {
            return (condition, open);
        }
        complete.iter().for_each(|var| {
            open.remove(var);
        });
        (Cond::Some(complete, Box::new(condition)), open)
    }

    /// Parts that share a participant complete here are drawn together, so that the others stay outside. Of those who
    /// reach as far as this, the parts of whoever they must not be are drawn in, too.
    fn place_parts(
        &self,
        parts: Vec<Part>,
        reaching: &[VarId],
        join: fn(Vec<Cond>) -> Cond,
    ) -> (Cond, Mentions) {
        let mut open = Mentions::new();
        parts.iter().for_each(|part| add_up(&mut open, &part.open));
        reaching.iter().for_each(|var| count(&mut open, *var));
        if open.iter().all(|(var, n)| self.total[var] != *n) {
            return (join(parts.into_iter().map(|part| part.cond).collect()), open);
        }
        let complete = |var: &VarId| open[var] == self.total[var];
        let mut groups: Vec<(Vec<Cond>, Vec<VarId>)> = Vec::new();
        for part in parts {
            let rival = |&&var: &&VarId| part.speaks_of.iter().any(|&it| (self.rivals)(var, it));
            let own = part.open.keys().filter(|var| complete(var));
            let mut vars: Vec<VarId> = own.chain(reaching.iter().filter(rival)).copied().collect();
            vars.sort_unstable();
            vars.dedup();
            join_groups(&mut groups, part.cond, vars);
        }
        let mut parts: Vec<Cond> =
            groups.into_iter().map(|(parts, vars)| wrap(parts, vars, join)).collect();
        open.retain(|var, n| self.total[var] != *n);
        let whole = if parts.len() == 1 { parts.remove(0) } else { join(parts) };
        (whole, open)
    }
}

/// A part with what could be bound in it.
struct Part {
    cond: Cond,
    open: Mentions,
    speaks_of: Vec<VarId>,
}

/// Adds a part to the groups with which it shares a participant, as one group at the place of the first.
fn join_groups(groups: &mut Vec<(Vec<Cond>, Vec<VarId>)>, part: Cond, vars: Vec<VarId>) {
    let shares = |group: &(Vec<Cond>, Vec<VarId>)| group.1.iter().any(|var| vars.contains(var));
    let Some(first) = groups.iter().position(shares) else {
        groups.push((vec![part], vars));
        return;
    };
    let mut later = Vec::new();
    while let Some(next) = groups.iter().skip(first + 1).position(shares) {
        later.push(groups.remove(first + 1 + next));
    }
    let group = &mut groups[first];
    for (parts, vars) in later.into_iter().chain([(vec![part], vars)]) {
        group.0.extend(parts);
        group.1.extend(vars);
    }
    group.1.sort_unstable();
    group.1.dedup();
}

fn wrap(mut parts: Vec<Cond>, vars: Vec<VarId>, join: fn(Vec<Cond>) -> Cond) -> Cond {
    let part = if parts.len() == 1 { parts.remove(0) } else { join(parts) };
    if vars.is_empty() { part } else { Cond::Some(vars, Box::new(part)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FactId, Term};

    fn fact(id: u32, vars: &[u32]) -> Cond {
        let args = vars.iter().map(|&var| Term::Var(VarId(var))).collect();
        Cond::Fact { fact: FactId(id), args }
    }

    const NONE: Rivals<'_> = &|_, _| false;

    /// Any two names are two participants.
    const ALL: Rivals<'_> = &|a, b| a != b;

    fn some(vars: &[u32], cond: Cond) -> Cond {
        Cond::Some(vars.iter().map(|&var| VarId(var)).collect(), Box::new(cond))
    }

    #[test]
    fn one_mention_is_bound_at_its_fact() {
        let cond = Cond::Any(vec![fact(0, &[0]), fact(1, &[1])]);
        let bound = Cond::Any(vec![fact(0, &[0]), some(&[1], fact(1, &[1]))]);
        assert_eq!(bind(cond, &[VarId(1)], NONE), bound);
    }

    #[test]
    fn parts_that_share_a_participant_are_drawn_together() {
        let cond = Cond::Any(vec![fact(0, &[1]), fact(1, &[]), fact(2, &[1])]);
        let both = some(&[1], Cond::Any(vec![fact(0, &[1]), fact(2, &[1])]));
        assert_eq!(bind(cond, &[VarId(1)], NONE), Cond::Any(vec![both, fact(1, &[])]));
    }

    #[test]
    fn a_negation_keeps_its_participant_inside() {
        let cond = Cond::Not(Box::new(Cond::All(vec![fact(0, &[1]), fact(1, &[1])])));
        let inner = some(&[1], Cond::All(vec![fact(0, &[1]), fact(1, &[1])]));
        assert_eq!(bind(cond, &[VarId(1)], NONE), Cond::Not(Box::new(inner)));
    }

    #[test]
    fn overlapping_participants_share_one_quantifier() {
        let cond = Cond::All(vec![fact(0, &[1]), fact(1, &[1, 2]), fact(2, &[2])]);
        let bound = some(&[1, 2], cond.clone());
        assert_eq!(bind(cond, &[VarId(1), VarId(2)], NONE), bound);
    }

    #[test]
    fn two_names_in_two_parts_are_sought_beside_each_other() {
        let cond = Cond::All(vec![fact(0, &[1]), fact(1, &[]), fact(0, &[2])]);
        let both = some(&[1, 2], Cond::All(vec![fact(0, &[1]), fact(0, &[2])]));
        let bound = Cond::All(vec![both, fact(1, &[])]);
        assert_eq!(bind(cond, &[VarId(1), VarId(2)], ALL), bound);
    }

    #[test]
    fn one_under_a_negation_is_sought_beside_one_outside() {
        let cond = Cond::All(vec![fact(0, &[1]), Cond::Not(Box::new(fact(0, &[2])))]);
        let inner = Cond::Not(Box::new(some(&[2], fact(0, &[2]))));
        let bound = some(&[1], Cond::All(vec![fact(0, &[1]), inner]));
        assert_eq!(bind(cond, &[VarId(1), VarId(2)], ALL), bound);
    }

    #[test]
    fn names_in_alternatives_stay_apart() {
        let cond = Cond::Any(vec![fact(0, &[1]), fact(0, &[2])]);
        let bound = Cond::Any(vec![some(&[1], fact(0, &[1])), some(&[2], fact(0, &[2]))]);
        assert_eq!(bind(cond, &[VarId(1), VarId(2)], ALL), bound);
    }
}
