//! Duties that any participant will do for: a clash must hold whoever is chosen.
//!
//! The chosen one is nobody else in the situation, and has whatever facts suit. So a formula about a clash
//! must hold for every answer to what it asks about that one.

use super::Limit;
use super::formula::{AtomId, Formula};
use super::query::{Grounded, Query};
use super::universe::{Atom, Node, OccurrenceKey, PlaceKind};

/// How many things about free participants may be asked; each doubles the formula.
const QUESTIONS: usize = 6;

impl Query<'_> {
    /// The formula holds whoever is chosen freely. The answer speaks of nobody who is.
    pub(super) fn whoever_is_chosen(&mut self, formula: Formula) -> Grounded {
        let mut questions: Vec<AtomId> = Vec::new();
        formula.for_each_literal(&mut |literal| {
            if self.asks_about_fresh(literal.atom) && !questions.contains(&literal.atom) {
                questions.push(literal.atom);
            }
        });
        if questions.is_empty() {
            return Ok(formula);
        }
        let timed = |id: &AtomId| matches!(self.universe.atom(*id), Atom::Within(..));
        if questions.len() > QUESTIONS || questions.iter().any(timed) {
            return Err(Limit::FreeChoice);
        }
        let mut all = Vec::new();
        for answers in 0..1u32 << questions.len() {
            let answer = |id: AtomId| {
                questions.iter().position(|it| *it == id).map(|at| answers >> at & 1 == 1)
            };
            if self.can_be(&questions, answers) {
                all.push(formula.map(&mut |literal| match answer(literal.atom) {
                    Some(holds) => Formula::constant(holds == literal.holds),
                    None => literal.into(),
                }));
            }
        }
        Ok(Formula::all(all))
    }

    /// The sorts that the answers give do not contradict each other.
    fn can_be(&self, questions: &[AtomId], answers: u32) -> bool {
        let sorts =
            questions.iter().enumerate().filter_map(|(at, id)| match self.universe.atom(*id) {
                Atom::Is(sort, node) => Some((*sort, *node, answers >> at & 1 == 1)),
                _ => None,
            });
        let sorts: Vec<_> = sorts.collect();
        sorts.iter().all(|&(sort, node, is)| {
            !is || sorts.iter().all(|&(other, whose, also)| {
                node != whose
                    || (also || !self.model.is_sub(sort, other))
                        && !(also && self.model.are_disjoint(sort, other))
            })
        })
    }

    fn asks_about_fresh(&self, id: AtomId) -> bool {
        let fresh = |nodes: &[Node]| nodes.iter().any(|&node| self.universe.is_fresh(node));
        match self.universe.atom(id) {
            Atom::Fact(_, args)
            | Atom::Violated(_, args)
            | Atom::Choice(_, args, _)
            | Atom::Unknown(_, args) => fresh(args),
            Atom::Is(_, node) | Atom::Party(_, node) => fresh(&[*node]),
            Atom::Same(a, b) => fresh(&[*a, *b]),
            Atom::Happens(OccurrenceKey::Event(_, args)) => fresh(args),
            Atom::Happens(OccurrenceKey::Act(by, _, args)) => fresh(&[*by]) || fresh(args),
            Atom::Within(a, b, _) => {
                [a, b].into_iter().any(|place| match self.universe.place_kind(*place) {
                    PlaceKind::Value(_, args)
                    | PlaceKind::Occurrence(OccurrenceKey::Event(_, args)) => fresh(args),
                    PlaceKind::Occurrence(OccurrenceKey::Act(by, _, args)) => {
                        fresh(&[*by]) || fresh(args)
                    }
                    _ => false,
                })
            }
        }
    }
}
