//! The words of which a question speaks, and the assumptions that these words let matter.

use std::collections::BTreeSet;

use super::formula::AtomId;
use super::query::Query;
use super::universe::{Atom, NodeKind, OccurrenceKey, PlaceKind};
use crate::model::{
    AssumptionId, AttributeId, Cond, EventId, FactId, InstrumentId, Model, Occurrence, SortId, Term,
};

/// A word of the vocabulary whose meaning an assumption may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::logic) enum Symbol {
    Fact(FactId),
    Sort(SortId),
    Attribute(AttributeId),
    Event(EventId),
    Party(InstrumentId),
}

impl Query<'_> {
    /// The assumptions that touch what the query speaks of, and all words of which these and the query speak.
    pub(in crate::logic) fn touching(&self) -> (BTreeSet<AssumptionId>, BTreeSet<Symbol>) {
        self.touched_by(self.symbols())
    }

    /// The assumptions that touch these words, with all words of which both speak.
    pub(in crate::logic) fn touched_by(
        &self,
        mut symbols: BTreeSet<Symbol>,
    ) -> (BTreeSet<AssumptionId>, BTreeSet<Symbol>) {
        let mut used = BTreeSet::new();
        loop {
            let before = used.len();
            for (id, own) in self.theory.assumption_symbols() {
                if own.is_empty() || !used.contains(&id) && !own.is_disjoint(&symbols) {
                    used.insert(id);
                    symbols.extend(own);
                }
            }
            if used.len() == before {
                return (used, symbols);
            }
        }
    }

    pub(in crate::logic) fn symbols(&self) -> BTreeSet<Symbol> {
        let atoms = self.universe.atoms().filter_map(|(_, atom)| symbol(atom));
        let nodes = self.universe.nodes().filter_map(|node| match self.universe.kind(node) {
            NodeKind::Value(attribute, _) => Some(Symbol::Attribute(*attribute)),
            _ => None,
        });
        let places = self.universe.places();
        let places = places.filter_map(|place| match self.universe.place_kind(place) {
            PlaceKind::Value(attribute, _) => Some(Symbol::Attribute(*attribute)),
            PlaceKind::Occurrence(OccurrenceKey::Event(event, _)) => Some(Symbol::Event(*event)),
            _ => None,
        });
        atoms.chain(nodes).chain(places).collect()
    }
}

impl Query<'_> {
    /// The words of which an atom speaks, those among them whose values it speaks of.
    pub(super) fn words_of(&self, id: AtomId) -> BTreeSet<Symbol> {
        let atom = self.universe.atom(id);
        let mut found: BTreeSet<Symbol> = symbol(atom).into_iter().collect();
        if let Atom::Within(a, b, _) = atom {
            found.extend([a, b].into_iter().filter_map(|&it| match self.universe.place_kind(it) {
                PlaceKind::Value(attribute, _) => Some(Symbol::Attribute(*attribute)),
                _ => None,
            }));
        }
        let mut open = Vec::new();
        self.universe.for_each_node(id, &mut |node| open.push(node));
        while let Some(node) = open.pop() {
            if let NodeKind::Value(attribute, args) = self.universe.kind(node) {
                found.insert(Symbol::Attribute(*attribute));
                open.extend(args);
            }
        }
        found
    }
}

/// The word of which an atom speaks.
pub(in crate::logic) fn symbol(atom: &Atom) -> Option<Symbol> {
    match atom {
        Atom::Fact(fact, _) => Some(Symbol::Fact(*fact)),
        Atom::Is(sort, _) => Some(Symbol::Sort(*sort)),
        Atom::Choice(attribute, ..) => Some(Symbol::Attribute(*attribute)),
        Atom::Happens(OccurrenceKey::Event(event, _)) => Some(Symbol::Event(*event)),
        Atom::Party(instrument, _) => Some(Symbol::Party(*instrument)),
        _ => None,
    }
}

/// The words that a condition speaks of.
pub(in crate::logic) fn symbols_of(model: &Model, cond: &Cond, found: &mut BTreeSet<Symbol>) {
    for part in model.parts(cond) {
        found.extend(match part {
            Cond::Fact { fact, .. } => Some(Symbol::Fact(*fact)),
            Cond::Is { sort, .. } => Some(Symbol::Sort(*sort)),
            Cond::Party { instrument, .. } => Some(Symbol::Party(*instrument)),
            _ => None,
        });
        for it in part.occurrences() {
            if let Occurrence::Event { event, .. } = it {
                found.insert(Symbol::Event(*event));
            }
        }
        let attributes = part.terms().into_iter().flat_map(Term::attributes);
        found.extend(attributes.map(Symbol::Attribute));
    }
}
