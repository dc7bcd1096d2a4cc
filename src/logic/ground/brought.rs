//! Who comes along with one whom the bearer of a duty may choose freely.
//!
//! One whose facts suit is always at hand. Where a ban excepts those whom some auditor has certified, that is one whom an
//! auditor has certified, though nobody of the case is an auditor: each `some` of a condition that speaks of the chosen one
//! has somebody of its own, of whom anything may be true beside the chosen one. What those of the case have to do with
//! somebody who is brought along is a matter of the case: nothing.

use super::choosing::Around;
use super::query::Query;
use super::universe::{Atom, Node, NodeKind};
use crate::model::{Scope, SortId, VarId};

/// Names of those who are brought along are numbered from here.
const BROUGHT: u32 = 1 << 30;

/// One who is brought along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brought {
    /// The item whose condition seeks somebody: where its scope lies.
    scope: usize,
    var: VarId,
    pub(super) node: Node,
}

impl Query<'_> {
    /// Notes that those who are free to choose bring somebody along, for what a condition seeks.
    pub(super) fn bring_along(&mut self, around: &Around, scope: &Scope, var: VarId, top: SortId) {
        // Where what is assumed may name all whom there are, nobody new comes along.
        if self.model.may_be_named_alone(top) {
            return;
        }
        let scope = std::ptr::from_ref(scope).addr();
        if self.brought.iter().any(|it| it.scope == scope && it.var == var) {
            return;
        }
        let chosen = around.known.iter().copied().filter(|&node| self.universe.is_fresh(node));
        let number = BROUGHT + self.brought.len() as u32;
        let node = self.universe.node(NodeKind::Some(top, number, chosen.collect()), top);
        self.brought.push(Brought { scope, var, node });
    }

    /// Those who are brought along, of the same top kind as somebody.
    pub(in crate::logic) fn brought_like(&self, who: Node) -> impl Iterator<Item = Node> {
        let top = self.universe.top(who);
        let all = self.brought.iter().map(|it| it.node);
        all.filter(move |&node| self.universe.top(node) == top)
    }

    fn is_brought(&self, node: Node) -> bool {
        self.brought.iter().any(|it| it.node == node)
    }

    /// Whether an atom holds somebody of the case and one who is brought along against each other, and not the chosen one.
    pub(super) fn is_of_strangers(&self, atom: &Atom) -> bool {
        let nodes: &[Node] = match atom {
            // What is assumed of everybody is so of those, too.
            Atom::Fact(fact, _) if self.model.assumes(*fact) => return false,
            Atom::Fact(_, args) | Atom::Choice(_, args, _) | Atom::Violated(_, args) => args,
            Atom::Same(a, b) => &[*a, *b],
            _ => return false,
        };
        let (brought, others): (Vec<Node>, Vec<Node>) =
            nodes.iter().partition(|&&node| self.is_brought(node));
        !brought.is_empty()
            && !others.is_empty()
            && !others.iter().any(|&node| self.universe.is_fresh(node))
    }
}
