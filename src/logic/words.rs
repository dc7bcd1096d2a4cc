//! The words of which a question speaks, and the assumptions that these words let matter.

use std::collections::BTreeSet;

use super::query::Query;
use super::universe::{Atom, NodeKind, OccurrenceKey, PlaceKind};
use crate::model::{
    AssumptionId, AttributeId, Cond, EventId, FactId, InstrumentId, Length, Model, Occurrence,
    SortId, Term, Value,
};

/// A word of the vocabulary whose meaning an assumption may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Fact(FactId),
    Sort(SortId),
    Attribute(AttributeId),
    Event(EventId),
    Party(InstrumentId),
}

impl Query<'_> {
    /// The assumptions that touch what the query speaks of, and all words of which these and the query speak.
    pub(super) fn touching(&self) -> (BTreeSet<AssumptionId>, BTreeSet<Symbol>) {
        self.touched_by(self.symbols())
    }

    /// The assumptions that touch these words, with all words of which both speak.
    pub(super) fn touched_by(
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

    pub(super) fn symbols(&self) -> BTreeSet<Symbol> {
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

/// The word of which an atom speaks.
pub(super) fn symbol(atom: &Atom) -> Option<Symbol> {
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
pub(super) fn symbols_of(model: &Model, cond: &Cond, found: &mut BTreeSet<Symbol>) {
    let mut terms: Vec<&Term> = Vec::new();
    match cond {
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter().for_each(|part| symbols_of(model, part, found))
        }
        Cond::Not(part) | Cond::Some(_, part) => symbols_of(model, part, found),
        Cond::Fact { fact, args } => {
            found.insert(Symbol::Fact(*fact));
            terms.extend(args);
        }
        Cond::Define { definition, args } => {
            symbols_of(model, &model.definitions[*definition].cond, found);
            terms.extend(args);
        }
        Cond::Is { term, sort } => {
            found.insert(Symbol::Sort(*sort));
            terms.push(term);
        }
        Cond::Party { term, instrument } => {
            found.insert(Symbol::Party(*instrument));
            terms.push(term);
        }
        Cond::Same(a, b) | Cond::SameChoice(a, b) => terms.extend([a, b]),
        Cond::Choice { term, .. } => terms.push(term),
        Cond::Compare(it) => {
            terms.push(&it.left);
            match &it.right {
                Value::Attribute { term, .. } | Value::Length(Length::Attribute(term)) => {
                    terms.push(term)
                }
                _ => {}
            }
        }
        Cond::Happens(it) => occurrence_symbols(it, found, &mut terms),
        Cond::Before { first: a, then: b } | Cond::Distance { later: a, earlier: b, .. } => {
            occurrence_symbols(a, found, &mut terms);
            occurrence_symbols(b, found, &mut terms);
        }
        Cond::OnOrAfter(_) | Cond::Applies(_) | Cond::Status(_) => {}
    }
    for term in terms {
        term_symbols(term, found);
    }
}

fn occurrence_symbols<'c>(
    it: &'c Occurrence,
    found: &mut BTreeSet<Symbol>,
    terms: &mut Vec<&'c Term>,
) {
    match it {
        Occurrence::Event { event, args } => {
            found.insert(Symbol::Event(*event));
            terms.extend(args);
        }
        Occurrence::Act { by, args, .. } => {
            terms.push(by);
            terms.extend(args);
        }
    }
}

fn term_symbols(term: &Term, found: &mut BTreeSet<Symbol>) {
    if let Term::Attribute { attribute, args } = term {
        found.insert(Symbol::Attribute(*attribute));
        args.iter().for_each(|arg| term_symbols(arg, found));
    }
}
