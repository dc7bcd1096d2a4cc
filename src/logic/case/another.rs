//! Another case of the same question, where the one that was found did not stand up.
//!
//! What the solver is asked can be weaker than what is meant (who yields to whom in sets of every size is not all written
//! out), so that a case may fall when it is played again. A case that stands is one all the same. One that brings up
//! somebody whom anybody would do for is tried with those alone who are there anyway: what precedence says of more people
//! than the members need is no matter of theirs. And one is sought in which no other norm that touches a member applies and
//! prevails over one: what is left out of sight can then settle nothing.

use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::ground::formula::{AtomId, Formula, Literal};
use crate::logic::ground::query::{Binding, Found, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, Node};
use crate::logic::limits::OTHER_CASES;
use crate::model::{Modal, NormId};

/// What the next case must differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    /// What is so, or who is who, whatever happens when.
    Facts,
    /// Anything, times among it.
    Anything,
}

impl Query<'_> {
    /// What is told of the case that was found; where that falls, of the first of some others that stands.
    pub(in crate::logic) fn first_that_stands<T>(
        &mut self,
        found: &Found,
        told: &mut dyn FnMut(&mut Self, &Found) -> Result<T, Limit>,
    ) -> Result<T, Limit> {
        // Of several of one kind of whom nothing is said, one is enough, if the case stands with that one alone.
        self.one_of_a_kind = self.assumes_all;
        let mut answer = told(self, found);
        if std::mem::take(&mut self.one_of_a_kind) && matches!(answer, Err(Limit::Replay)) {
            answer = told(self, found);
        }
        for difference in [Difference::Facts, Difference::Anything] {
            let mut other = found.clone();
            for _ in 0..OTHER_CASES {
                if !matches!(answer, Err(Limit::Replay)) || !self.differ(&mut other, difference)? {
                    break;
                }
                answer = told(self, &other);
            }
        }
        answer
    }

    /// The members of a set, with whoever a ban names of those whom a duty may choose freely being somebody who is there
    /// anyway: the same for all.
    pub(in crate::logic) fn among_those_there(&self, members: &[Instance]) -> Vec<Vec<Instance>> {
        let named: BTreeSet<Node> = members.iter().flat_map(|it| self.participants(it)).collect();
        let (new, there): (Vec<Node>, Vec<Node>) =
            named.into_iter().partition(|&node| self.universe.is_fresh(node));
        let [new] = *new else { return Vec::new() };
        let top = self.universe.top(new);
        let instead = there.into_iter().filter(|&node| self.universe.top(node) == top);
        let replaced = |by: Node| {
            let of = |it: &Instance| {
                let nodes = it.binding.0.iter();
                let nodes = nodes.map(|&node| if node == Some(new) { Some(by) } else { node });
                let is_ban = self.model.norms[it.norm].modal == Modal::MustNot;
                let binding = if is_ban { Binding(nodes.collect()) } else { it.binding.clone() };
                Instance { binding, ..it.clone() }
            };
            members.iter().map(of).collect()
        };
        instead.map(replaced).collect()
    }

    /// No norm outside the set that touches one of its members applies and prevails over one that it could make lose.
    pub(in crate::logic) fn others_are_silent(&mut self, set: &[&Instance]) -> Grounded {
        let norms: BTreeSet<NormId> = set.iter().map(|it| it.norm).collect();
        let mut near: BTreeSet<NormId> =
            norms.iter().flat_map(|&it| self.theory.touching(it)).map(|(norm, _)| *norm).collect();
        near.retain(|&it| {
            !norms.contains(&it) && norms.iter().any(|&member| self.could_make_lose(it, member))
        });
        let mut parts = Vec::new();
        for it in set {
            for partner in self.partners(it, &|norm| near.contains(&norm))? {
                let mut has_a_say = |query: &mut Self, by: &Instance| {
                    let mut over = Vec::new();
                    for member in set {
                        if query.could_make_lose(by.norm, member.norm) {
                            over.push(query.prevails(by, member, Polarity::Negative)?);
                        }
                    }
                    Ok(Formula::any(over).and(query.applies(by, Polarity::Negative)?))
                };
                parts.push(!self.some_instance(&partner, Polarity::Negative, &mut has_a_say)?);
            }
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    /// One norm could prevail over another in a clash: of the two, of more, or of bans that leave nobody to choose.
    fn could_make_lose(&self, by: NormId, member: NormId) -> bool {
        let is_ban = |norm: NormId| self.model.norms[norm].modal == Modal::MustNot;
        let losing = self.theory.larger().losing(member);
        self.could_prevail(by, member)
            && (is_ban(by) && is_ban(member)
                || self.theory.clash_together(&[by.min(member), by.max(member)]).0
                || losing.iter().any(|set| set.contains(&by)))
    }

    /// Turns a case into another that differs from it and from all that came before; `false` if there is none.
    fn differ(&mut self, found: &mut Found, difference: Difference) -> Result<bool, Limit> {
        let truth = found.assignment.truth.iter().enumerate();
        let settled = truth.filter_map(|(id, holds)| Some((AtomId(id as u32), (*holds)?)));
        let counts = |id: AtomId| {
            difference == Difference::Anything
                || !matches!(self.universe.atom(id), Atom::Within(..) | Atom::Name(_))
        };
        let parts = settled.filter(|(id, _)| counts(*id));
        let parts = parts.map(|(atom, holds)| Formula::from(Literal { atom, holds: !holds }));
        let otherwise = Formula::any(parts.collect::<Vec<_>>());
        found.formulas.push(otherwise);
        let (assignment, _) = self.decide_by_calendar(&mut found.formulas)?;
        let exists = assignment.is_some();
        found.assignment = assignment.unwrap_or_else(|| found.assignment.clone());
        Ok(exists)
    }
}
