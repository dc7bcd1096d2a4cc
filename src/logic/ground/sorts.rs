//! Of which sorts somebody is: what is known from the start, and what is a matter of the case.

use super::formula::Formula;
use super::universe::{Atom, Node, NodeKind, Universe};
use crate::model::{AttributeType, SortId, SortKind};

impl Universe<'_> {
    /// Somebody is of a sort.
    pub(in crate::logic) fn is(&mut self, sort: SortId, node: Node) -> Formula {
        let model = self.model;
        if model.sorts[sort].top != self.top(node) {
            return Formula::False;
        }
        if sort == self.top(node) {
            return Formula::True;
        }
        if self.party_roles.contains_key(&sort) {
            // Who is a party is asked of the instrument, on a day; here only who could be one.
            let kinds = model.sorts[sort].parents.clone();
            let ways: Vec<_> = kinds.into_iter().map(|kind| self.is(kind, node)).collect();
            return Formula::any(ways);
        }
        match self.is_known_to_be(sort, node) {
            Some(known) => Formula::constant(known),
            None => self.holds(Atom::Is(sort, node)),
        }
    }

    /// Whether somebody is of a sort, where that is so, or not, in every case.
    fn is_known_to_be(&self, sort: SortId, node: Node) -> Option<bool> {
        let model = self.model;
        let own = match self.kind(node) {
            NodeKind::Individual(id) => {
                let declared = &model.individuals[*id].sorts;
                let of_another_kind = model.sorts[sort].kind == SortKind::Kind
                    && !declared.iter().any(|&own| model.is_sub(own, sort));
                if of_another_kind {
                    return Some(false);
                }
                declared.as_slice()
            }
            NodeKind::Fresh(_, _, own) => std::slice::from_ref(own),
            NodeKind::Value(attribute, _) => match &model.attributes[*attribute].ty {
                AttributeType::Participant(range) => std::slice::from_ref(range),
                _ => &[],
            },
            _ => &[],
        };
        if own.iter().any(|&own| model.is_sub(own, sort)) {
            return Some(true);
        }
        own.iter().any(|&own| model.are_disjoint(own, sort)).then_some(false)
    }

    /// Whether somebody stands for whomever a bearer may choose among those of a sort.
    pub(in crate::logic) fn is_chosen_as(&self, sort: SortId, node: Node) -> bool {
        matches!(self.kind(node), NodeKind::Fresh(_, _, own) if *own == sort)
    }

    /// Of which sort the value is that a node stands for.
    pub(super) fn range(&self, node: Node) -> Option<SortId> {
        let NodeKind::Value(attribute, _) = self.kind(node) else { return None };
        match self.model.attributes[*attribute].ty {
            AttributeType::Participant(range) => Some(range),
            _ => None,
        }
    }

    /// Whether a node stands for the value of an attribute that the other cannot be.
    pub(super) fn is_out_of_range(&self, value: Node, other: Node) -> bool {
        let out = |range: SortId| {
            range != self.top(value)
                && !self.party_roles.contains_key(&range)
                && self.is_known_to_be(range, other) == Some(false)
        };
        self.range(value).is_some_and(out)
    }
}
