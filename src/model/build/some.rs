//! Puts `Cond::Some` where it belongs: at the smallest part of a condition that holds all mentions.

use std::collections::BTreeMap;

use super::walk::{self, Vars};
use crate::model::{Cond, VarId};

/// How often each open participant is mentioned in a part.
type Mentions = BTreeMap<VarId, usize>;

/// Binds the participants `open` inside a condition. One that is not mentioned is not bound.
pub(super) fn bind(condition: Cond, open: &[VarId]) -> Cond {
    if open.is_empty() {
        return condition;
    }
    let mut condition = condition;
    let mut total = Mentions::new();
    walk::cond(&mut condition, &mut Vars(|var: &mut VarId| count(&mut total, *var)));
    total.retain(|var, _| open.contains(var));
    place(condition, &total).0
}

fn count(mentions: &mut Mentions, var: VarId) {
    *mentions.entry(var).or_default() += 1;
}

/// The part with everything bound that is mentioned nowhere else, and what is still open in it.
fn place(condition: Cond, total: &Mentions) -> (Cond, Mentions) {
    match condition {
        Cond::All(parts) => place_parts(parts, total, Cond::All),
        Cond::Any(parts) => place_parts(parts, total, Cond::Any),
        Cond::Not(part) => {
            let (part, open) = place(*part, total);
            (Cond::Not(Box::new(part)), open)
        }
        Cond::Status(mut sentence) => {
            let mut open = Mentions::new();
            let mut add = Vars(|var: &mut VarId| count(&mut open, *var));
            walk::status_atom(&mut sentence, &mut add);
            open.retain(|var, _| total.contains_key(var));
            for slot in [&mut sentence.when, &mut sentence.unless] {
                let (placed, inner) = place(std::mem::replace(slot, Cond::TRUE), total);
                *slot = placed;
                inner.into_iter().for_each(|(var, n)| *open.entry(var).or_default() += n);
            }
            close(Cond::Status(sentence), open, total)
        }
        mut atom => {
            let mut open = Mentions::new();
            walk::cond(&mut atom, &mut Vars(|var: &mut VarId| count(&mut open, *var)));
            open.retain(|var, _| total.contains_key(var));
            close(atom, open, total)
        }
    }
}

/// Binds what is complete here.
fn close(condition: Cond, mut open: Mentions, total: &Mentions) -> (Cond, Mentions) {
    let complete: Vec<VarId> =
        open.iter().filter(|(var, n)| total[var] == **n).map(|(var, _)| *var).collect();
    if complete.is_empty() {
        return (condition, open);
    }
    complete.iter().for_each(|var| {
        open.remove(var);
    });
    (Cond::Some(complete, Box::new(condition)), open)
}

/// Parts that share a participant complete here are drawn together, so that the others stay outside.
fn place_parts(
    parts: Vec<Cond>,
    total: &Mentions,
    join: fn(Vec<Cond>) -> Cond,
) -> (Cond, Mentions) {
    let placed: Vec<(Cond, Mentions)> = parts.into_iter().map(|part| place(part, total)).collect();
    let mut open = Mentions::new();
    for (var, n) in placed.iter().flat_map(|(_, mentions)| mentions) {
        *open.entry(*var).or_default() += n;
    }
    if open.iter().all(|(var, n)| total[var] != *n) {
        return (join(placed.into_iter().map(|(part, _)| part).collect()), open);
    }
    let complete = |var: &VarId| open[var] == total[var];
    let mut groups: Vec<(Vec<Cond>, Vec<VarId>)> = Vec::new();
    for (part, mentions) in placed {
        let vars: Vec<VarId> = mentions.keys().copied().filter(complete).collect();
        join_groups(&mut groups, part, vars);
    }
    let mut parts: Vec<Cond> =
        groups.into_iter().map(|(parts, vars)| wrap(parts, vars, join)).collect();
    open.retain(|var, n| total[var] != *n);
    let whole = if parts.len() == 1 { parts.remove(0) } else { join(parts) };
    (whole, open)
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

    fn some(vars: &[u32], cond: Cond) -> Cond {
        Cond::Some(vars.iter().map(|&var| VarId(var)).collect(), Box::new(cond))
    }

    #[test]
    fn one_mention_is_bound_at_its_fact() {
        let cond = Cond::Any(vec![fact(0, &[0]), fact(1, &[1])]);
        let bound = Cond::Any(vec![fact(0, &[0]), some(&[1], fact(1, &[1]))]);
        assert_eq!(bind(cond, &[VarId(1)]), bound);
    }

    #[test]
    fn parts_that_share_a_participant_are_drawn_together() {
        let cond = Cond::Any(vec![fact(0, &[1]), fact(1, &[]), fact(2, &[1])]);
        let both = some(&[1], Cond::Any(vec![fact(0, &[1]), fact(2, &[1])]));
        assert_eq!(bind(cond, &[VarId(1)]), Cond::Any(vec![both, fact(1, &[])]));
    }

    #[test]
    fn a_negation_keeps_its_participant_inside() {
        let cond = Cond::Not(Box::new(Cond::All(vec![fact(0, &[1]), fact(1, &[1])])));
        let inner = some(&[1], Cond::All(vec![fact(0, &[1]), fact(1, &[1])]));
        assert_eq!(bind(cond, &[VarId(1)]), Cond::Not(Box::new(inner)));
    }

    #[test]
    fn overlapping_participants_share_one_quantifier() {
        let cond = Cond::All(vec![fact(0, &[1]), fact(1, &[1, 2]), fact(2, &[2])]);
        let bound = some(&[1, 2], cond.clone());
        assert_eq!(bind(cond, &[VarId(1), VarId(2)]), bound);
    }
}
