//! A question asked beside itself in one situation: of others, who share with the first only those who are given.
//!
//! Of what a person leaves open one answer may make a case of these, and the other a case of those: together they are a
//! case whatever the answer is.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::{AtomId, Formula, Literal};
use super::query::Query;
use super::universe::{Atom, Instant, Node, NodeKind, OccurrenceKey, Place, PlaceKind};

/// Variables have smaller numbers than this: those of the second are numbered from here, of the third from twice it.
const EACH: u32 = 10_000;

/// Who stands for whom in a question that is asked again.
struct Others<'s> {
    shared: &'s BTreeSet<Node>,
    /// How many ask the question; behind the last comes the first.
    turns: u32,
    known: BTreeMap<Node, Node>,
}

impl Query<'_> {
    /// The formula, or what it says of others who are in the same situation, so many in all. `None`: what it says of times
    /// or choices cannot be said of others.
    pub(in crate::logic) fn or_of_others(
        &mut self,
        formula: &Formula,
        shared: &BTreeSet<Node>,
        turns: u32,
    ) -> Option<Formula> {
        let mut ways = vec![formula.clone()];
        for _ in 1..turns {
            let mut others = Others { shared, turns, known: BTreeMap::new() };
            let last = ways.last()?.clone();
            ways.push(self.of_others(&last, &mut others)?);
        }
        Some(Formula::any(ways))
    }

    /// Those of whom atoms speak.
    pub(in crate::logic) fn spoken_of(&self, atoms: &[AtomId]) -> BTreeSet<Node> {
        let mut nodes = BTreeSet::new();
        for &atom in atoms {
            self.universe.for_each_node(atom, &mut |node| {
                nodes.insert(node);
            });
        }
        nodes
    }

    fn of_others(&mut self, formula: &Formula, others: &mut Others<'_>) -> Option<Formula> {
        let mut can_be_said = true;
        let said = formula.map(&mut |literal: Literal| {
            let atom = self.universe.atom(literal.atom).clone();
            match self.said_of_others(atom, others) {
                Some(said) if literal.holds => said,
                Some(said) => !said,
                None => {
                    can_be_said = false;
                    Formula::False
                }
            }
        });
        // Whoever are two are two there, too.
        let pairs: Vec<(Node, Node)> = others.known.iter().map(|(&own, &it)| (own, it)).collect();
        for (at, &(a, other_a)) in pairs.iter().enumerate() {
            for &(b, other_b) in &pairs[..at] {
                if self.universe.are_apart(a, b) {
                    self.universe.set_apart(other_a, other_b);
                }
            }
        }
        can_be_said.then_some(said)
    }

    fn said_of_others(&mut self, atom: Atom, others: &mut Others<'_>) -> Option<Formula> {
        let said = match atom {
            Atom::Fact(it, of) => Atom::Fact(it, self.others(&of, others)?),
            Atom::Violated(it, of) => Atom::Violated(it, self.others(&of, others)?),
            Atom::Choice(it, of, word) => Atom::Choice(it, self.others(&of, others)?, word),
            Atom::Party(it, of) => Atom::Party(it, self.other(of, others)?),
            Atom::Happens(key) => Atom::Happens(self.other_key(&key, others)?),
            Atom::Is(sort, of) => {
                let other = self.other(of, others)?;
                return Some(self.universe.is(sort, other));
            }
            Atom::Same(a, b) => {
                let (a, b) = (self.other(a, others)?, self.other(b, others)?);
                return Some(self.universe.same(a, b));
            }
            Atom::Within(a, b, bound) => {
                let (a, b) = (self.other_place(a, others)?, self.other_place(b, others)?);
                return Some(self.universe.within(a, b, bound));
            }
            Atom::Unknown(..) | Atom::Name(_) => return None,
        };
        Some(self.universe.holds(said))
    }

    fn others(&mut self, nodes: &[Node], others: &mut Others<'_>) -> Option<Vec<Node>> {
        nodes.iter().map(|&node| self.other(node, others)).collect()
    }

    fn other(&mut self, node: Node, others: &mut Others<'_>) -> Option<Node> {
        if others.shared.contains(&node) {
            return Some(node);
        }
        if let Some(&known) = others.known.get(&node) {
            return Some(known);
        }
        let kind = match self.universe.kind(node).clone() {
            NodeKind::Of(place, var) => {
                let next = (var / EACH + 1) % others.turns;
                NodeKind::Of(place, next * EACH + var % EACH)
            }
            NodeKind::Value(it, of) => NodeKind::Value(it, self.others(&of, others)?),
            NodeKind::Some(sort, place, of) => {
                NodeKind::Some(sort, place, self.others(&of, others)?)
            }
            NodeKind::Individual(_) => return Some(node),
            NodeKind::Fresh(..) => return None,
        };
        let other = self.universe.node(kind, self.universe.top(node));
        others.known.insert(node, other);
        Some(other)
    }

    fn other_key(&mut self, key: &OccurrenceKey, others: &mut Others<'_>) -> Option<OccurrenceKey> {
        Some(match key {
            OccurrenceKey::Event(it, of) => OccurrenceKey::Event(*it, self.others(of, others)?),
            OccurrenceKey::Act(by, it, of) => {
                OccurrenceKey::Act(self.other(*by, others)?, *it, self.others(of, others)?)
            }
        })
    }

    fn other_place(&mut self, place: Place, others: &mut Others<'_>) -> Option<Place> {
        let kind = match self.universe.place_kind(place).clone() {
            PlaceKind::Zero | PlaceKind::Now => return Some(place),
            PlaceKind::Occurrence(key) => PlaceKind::Occurrence(self.other_key(&key, others)?),
            PlaceKind::Value(it, of) => PlaceKind::Value(it, self.others(&of, others)?),
            PlaceKind::Stretch { from, count, unit, whole, calendar } => {
                let from = self.other_instant(from, others)?;
                PlaceKind::Stretch { from, count, unit, whole, calendar }
            }
            PlaceKind::Spell { from, length, unit, before, whole, calendar } => {
                let from = self.other_instant(from, others)?;
                let length = self.other_place(length, others)?;
                PlaceKind::Spell { from, length, unit, before, whole, calendar }
            }
            PlaceKind::Turn { .. } | PlaceKind::Moment(_) => return None,
        };
        Some(self.universe.place(kind))
    }

    fn other_instant(&mut self, it: Instant, others: &mut Others<'_>) -> Option<Instant> {
        Some(Instant { place: self.other_place(it.place, others)?, offset: it.offset })
    }
}
