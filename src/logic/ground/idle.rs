//! Who came up while a question was built, and of whom it says nothing in the end: no case needs them.
//!
//! What is built and then left out, since it holds in no case, may have sought somebody. Such a one has values like everybody
//! else, but nobody asked which; in a case, norms would say something of them that the question never looked at.

use std::collections::BTreeSet;

use super::formula::{AtomId, Formula};
use super::query::Query;
use super::universe::{Node, NodeKind, Universe};
use crate::logic::solve;

impl Query<'_> {
    /// Notes who is idle where these formulas are asked, with what their names stand for.
    pub(super) fn note_idle(&mut self, asked: &[Formula]) {
        let universe = &self.universe;
        let sought = |node: &Node| matches!(universe.kind(*node), NodeKind::Some(..));
        let sought = universe.nodes().filter(|node| sought(node) && !universe.is_fresh(*node));
        let mut idle: BTreeSet<Node> = sought.collect();
        if !idle.is_empty() {
            for formula in asked.iter().chain(&self.named) {
                universe.leave_those_asked_about(formula, &mut idle);
            }
        }
        self.universe.idle = idle;
        self.universe.asked = asked.len();
    }

    /// A case in which nobody is needed who came up so late that *every* does not range over that one, where there is such
    /// a case: norms may say something of them that the question never looked at. The formulas are those of a case of the
    /// question that was asked last.
    pub(in crate::logic) fn spare_those_beyond(&mut self, formulas: Vec<Formula>) -> Vec<Formula> {
        let universe = &self.universe;
        let is_beyond = |node: &Node| {
            let sought = matches!(universe.kind(*node), NodeKind::Some(..));
            sought && !universe.is_fresh(*node) && !self.is_one_of_all(*node)
        };
        let beyond: BTreeSet<Node> = universe.nodes().filter(is_beyond).collect();
        self.universe.spared.clear();
        if beyond.is_empty() {
            return formulas;
        }
        let mut without = formulas.clone();
        // What is assumed of a whole case is asked of them alone.
        let whole = 1..self.universe.asked.max(1);
        without.drain(whole);
        for formula in without.iter_mut().take(1 + self.named.len()) {
            *formula =
                formula.map(&mut |literal| match self.universe.asks_about(literal.atom, &beyond) {
                    true => Formula::False,
                    false => literal.into(),
                });
        }
        match solve::decide(&self.universe, &without) {
            Ok((Some(_), _)) => {
                self.universe.spared = beyond;
                without
            }
            _ => formulas,
        }
    }

    /// Whoever this formula speaks of is not idle any more.
    pub(super) fn note_asked(&mut self, formula: &Formula) {
        let mut idle = std::mem::take(&mut self.universe.idle);
        self.universe.leave_those_asked_about(formula, &mut idle);
        self.universe.idle = idle;
    }

    /// Whether an atom speaks of somebody who is idle.
    pub(in crate::logic) fn asks_about_idle(&self, id: AtomId) -> bool {
        let mut any = false;
        self.universe.for_each_node(id, &mut |node| any |= self.universe.is_idle(node));
        any
    }
}

impl Universe<'_> {
    /// Whether the case needs this one not, nor whoever it is a value of.
    pub(in crate::logic) fn is_idle(&self, node: Node) -> bool {
        self.is_among(node, &self.idle) || self.is_among(node, &self.spared)
    }

    /// Whether it is one of these, or a value of one.
    fn is_among(&self, node: Node, these: &BTreeSet<Node>) -> bool {
        match self.kind(node) {
            NodeKind::Value(_, args) => args.iter().any(|&arg| self.is_among(arg, these)),
            _ => these.contains(&node),
        }
    }

    fn asks_about(&self, id: AtomId, these: &BTreeSet<Node>) -> bool {
        let mut any = false;
        self.for_each_node(id, &mut |node| any |= self.is_among(node, these));
        any
    }

    fn leave_those_asked_about(&self, formula: &Formula, idle: &mut BTreeSet<Node>) {
        formula.for_each_literal(&mut |literal| {
            self.for_each_node(literal.atom, &mut |node| self.leave(node, idle));
        });
    }

    fn leave(&self, node: Node, idle: &mut BTreeSet<Node>) {
        match self.kind(node) {
            NodeKind::Value(_, args) => args.iter().for_each(|&arg| self.leave(arg, idle)),
            _ => _ = idle.remove(&node),
        }
    }
}
