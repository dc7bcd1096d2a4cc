//! Duties that any participant will do for: a clash must hold whoever is chosen.
//!
//! The chosen one is nobody else in the situation, and has whatever facts suit and the assumptions let it have. So
//! a formula about a clash must hold for every answer to what it asks about that one.

use std::collections::BTreeSet;

use super::formula::{AtomId, Formula, Literal};
use super::query::{Found, Grounded, Instance, Query};
use super::universe::{Atom, Node, NodeKind, OccurrenceKey, PlaceKind};
use super::words::Symbol;
use crate::logic::{Limit, solve};
use crate::model::AssumptionId;

impl Query<'_> {
    /// The formula holds whoever is chosen freely. The answer speaks of nobody who is.
    pub(in crate::logic) fn whoever_is_chosen(&mut self, formula: Formula) -> Grounded {
        let asked = self.questions(&formula);
        if asked.is_empty() {
            return Ok(formula);
        }
        let formula = self.as_far_as_told(formula);
        let words = asked.iter().flat_map(|&id| self.words_of(id)).collect();
        let formula = self.assumed_of_fresh(words)?.implies(formula);
        let asked = self.questions(&formula);
        let formula = self.is_one_participant(&asked).implies(formula);
        let formula = self.without_strangers(formula);
        let formula = self.whatever_values(formula)?;
        let questions = self.questions(&formula);
        let timed = |id: &AtomId| matches!(self.universe.atom(*id), Atom::Within(..));
        if questions.iter().any(timed) {
            return Err(Limit::FreeChoice);
        }
        self.whatever_answers(formula, &questions)
    }

    /// What somebody of the case has to do with one who is brought along: nothing.
    fn without_strangers(&self, formula: Formula) -> Formula {
        formula.map(&mut |literal| match self.is_of_strangers(self.universe.atom(literal.atom)) {
            true => Formula::constant(!literal.holds),
            false => literal.into(),
        })
    }

    /// Who is the value of an attribute of one who is free to choose may be somebody of the case: then what is asked of that
    /// value is so, or not, as it is of that one.
    fn is_one_participant(&mut self, asked: &[AtomId]) -> Formula {
        let mut parts = Vec::new();
        for (at, &id) in asked.iter().enumerate() {
            let Atom::Same(a, b) = *self.universe.atom(id) else { continue };
            let is_value = |node| {
                matches!(self.universe.kind(node), NodeKind::Value(..))
                    && self.universe.is_fresh(node)
            };
            let (value, who) = if is_value(a) { (a, b) } else { (b, a) };
            if !is_value(value) {
                continue;
            }
            let same = self.universe.holds(Atom::Same(a, b));
            if let Some(sort) = self.universe.range(value) {
                parts.push(same.clone().implies(self.universe.is(sort, who)));
            }
            for (_, &other) in asked.iter().enumerate().filter(|(place, _)| *place != at) {
                if let Some(known) = self.compared_with_another(other, value, who) {
                    parts.push(same.clone().implies(known));
                } else if let Some(known) = self.said_of_another(other, value, who) {
                    let own: Formula = Literal { atom: other, holds: true }.into();
                    let alike = own.clone().implies(known.clone()).and(known.implies(own));
                    parts.push(same.clone().implies(alike));
                }
            }
        }
        Formula::all(parts)
    }

    /// The numbers of somebody, which a comparison compares, are those of somebody else; `None`: it compares no such ones.
    fn compared_with_another(&mut self, id: AtomId, node: Node, other: Node) -> Option<Formula> {
        let Atom::Within(a, b, _) = *self.universe.atom(id) else { return None };
        let mut parts = Vec::new();
        for place in [a, b] {
            let PlaceKind::Value(attribute, args) = self.universe.place_kind(place) else {
                continue;
            };
            if args.contains(&node) {
                let args = args.iter().map(|&it| if it == node { other } else { it }).collect();
                let known = self.universe.place(PlaceKind::Value(*attribute, args));
                parts.push(self.universe.before(place.into(), known.into(), false));
                parts.push(self.universe.before(known.into(), place.into(), false));
            }
        }
        (!parts.is_empty()).then(|| Formula::all(parts))
    }

    /// The same question about somebody else; `None`: it is not about the first, or about a time.
    fn said_of_another(&mut self, id: AtomId, node: Node, other: Node) -> Option<Formula> {
        let atom = self.universe.atom(id).clone();
        let mut args = |args: &[Node]| -> Vec<Node> {
            args.iter().map(|&it| self.with_another(it, node, other)).collect()
        };
        let said = match &atom {
            Atom::Fact(fact, of) => Atom::Fact(*fact, args(of)),
            Atom::Violated(norm, of) => Atom::Violated(*norm, args(of)),
            Atom::Choice(attribute, of, word) => Atom::Choice(*attribute, args(of), *word),
            Atom::Unknown(what, of) => Atom::Unknown(*what, args(of)),
            Atom::Party(instrument, of) => Atom::Party(*instrument, args(&[*of])[0]),
            Atom::Is(sort, of) => {
                let instead = args(&[*of])[0];
                return (instead != *of).then(|| self.universe.is(*sort, instead));
            }
            Atom::Same(a, b) => {
                let instead = args(&[*a, *b]);
                return (instead != [*a, *b]).then(|| self.universe.same(instead[0], instead[1]));
            }
            Atom::Happens(OccurrenceKey::Event(event, of)) => {
                Atom::Happens(OccurrenceKey::Event(*event, args(of)))
            }
            _ => return None,
        };
        (said != atom).then(|| self.universe.holds(said))
    }

    /// Somebody with another in the place of one: that one, or the value of an attribute of the other.
    fn with_another(&mut self, it: Node, node: Node, other: Node) -> Node {
        if it == node {
            return other;
        }
        let NodeKind::Value(attribute, args) = self.universe.kind(it).clone() else { return it };
        let instead: Vec<Node> =
            args.iter().map(|&arg| self.with_another(arg, node, other)).collect();
        match instead == args {
            true => it,
            false => {
                let top = self.universe.top(it);
                self.universe.node(NodeKind::Value(attribute, instead), top)
            }
        }
    }

    /// A case that is told in full tells which events happen: none of those who are free to choose.
    fn as_far_as_told(&self, formula: Formula) -> Formula {
        formula.map(&mut |literal| match self.universe.atom(literal.atom) {
            Atom::Happens(OccurrenceKey::Event(..)) if self.asks_about_fresh(literal.atom) => {
                Formula::constant(!literal.holds)
            }
            _ => literal.into(),
        })
    }

    /// What a formula asks about those who are free to choose.
    fn questions(&self, formula: &Formula) -> Vec<AtomId> {
        let mut questions = BTreeSet::new();
        formula.for_each_literal(&mut |literal| {
            if self.asks_about_fresh(literal.atom) {
                questions.insert(literal.atom);
            }
        });
        questions.into_iter().collect()
    }

    /// What the assumptions that touch these words ask of those who are free to choose.
    fn assumed_of_fresh(&mut self, words: BTreeSet<Symbol>) -> Grounded {
        let mut used = self.touched_by(words).0;
        if self.assumes_nothing {
            used.clear();
        }
        let all = self.assumed(&used, true)?;
        let parts = match &all {
            Formula::And(parts) => &**parts,
            one => std::slice::from_ref(one),
        };
        let about_fresh = |part: &&Formula| !self.questions(part).is_empty();
        Ok(Formula::all(parts.iter().filter(about_fresh).cloned()))
    }

    /// An instrument lists all who are of a sort, or what is assumed names all whom there are of a kind, be it only by all
    /// assumptions together: nobody new can be chosen.
    pub(in crate::logic) fn nobody_new_can_be(&mut self, fresh: Node) -> Result<bool, Limit> {
        let NodeKind::Fresh(_, _, kind) = *self.universe.kind(fresh) else { return Ok(false) };
        if self.model.sorts[kind].listed {
            return Ok(true);
        }
        if self.assumes_nothing || !self.model.may_be_named_alone(kind) {
            return Ok(false);
        }
        let used: BTreeSet<AssumptionId> = self.model.assumptions.ids().collect();
        Ok(self.cannot_be_assumed(&used, true)? && !self.cannot_be_assumed(&used, false)?)
    }

    fn cannot_be_assumed(
        &mut self,
        used: &BTreeSet<AssumptionId>,
        fresh_too: bool,
    ) -> Result<bool, Limit> {
        let mut formulas = vec![self.assumed(used, fresh_too)?];
        formulas.extend(self.axioms(true)?);
        Ok(solve::decide(&self.universe, &formulas)?.0.is_none())
    }

    /// What these assumptions ask of everybody in the case, and of those, too, who are free to choose.
    fn assumed(&mut self, used: &BTreeSet<AssumptionId>, fresh_too: bool) -> Grounded {
        let saved = (self.fresh_too, self.frozen);
        (self.fresh_too, self.frozen) = (fresh_too, true);
        let all: Result<Vec<_>, _> = used.iter().map(|&id| self.assumption(id)).collect();
        (self.fresh_too, self.frozen) = saved;
        Ok(Formula::all(all?))
    }

    /// The situation in which what is assumed of everybody holds of those, too, whom a member of the set names as
    /// free to choose: a case can only name whom it may.
    pub(in crate::logic) fn with_fresh_assumed(
        &mut self,
        found: Found,
        set: &[&Instance],
    ) -> Result<Found, Limit> {
        let named: BTreeSet<Node> = set.iter().flat_map(|it| self.participants(it)).collect();
        if !named.iter().any(|&node| self.universe.is_fresh(node)) {
            return Ok(found);
        }
        let assumed = self.assumed_of_fresh(self.symbols())?;
        if assumed == Formula::True {
            return Ok(found);
        }
        self.note_asked(&assumed);
        for identity in [false, true] {
            let mut formulas = found.formulas.clone();
            formulas.push(assumed.clone());
            formulas.extend(self.axioms(identity)?);
            if let (Some(assignment), _) = solve::decide(&self.universe, &formulas)? {
                return Ok(Found { formulas, assignment });
            }
        }
        Ok(found)
    }

    pub(in crate::logic) fn asks_about_fresh(&self, id: AtomId) -> bool {
        let mut any = false;
        self.universe.for_each_node(id, &mut |node| any |= self.universe.is_fresh(node));
        any
    }
}
