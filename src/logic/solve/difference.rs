//! Difference constraints: `first − second ≤ bound`, some of them strict. Bellman and Ford.

use crate::logic::ground::formula::AtomId;
use crate::logic::ground::universe::{Bound, Place};

/// A number, and how many times something infinitely small is taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::logic) struct Value {
    /// The number.
    pub(in crate::logic) whole: i64,
    /// At most 0.
    pub(in crate::logic) tiny: i64,
}

impl Value {
    fn plus(self, other: Value) -> Value {
        Value { whole: self.whole.saturating_add(other.whole), tiny: self.tiny + other.tiny }
    }
}

/// `to − from ≤ weight`, for the reason of an atom.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    weight: Value,
    because: AtomId,
}

/// A set of constraints over so many places.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Edges {
    places: usize,
    edges: Vec<Edge>,
}

impl Edges {
    pub(in crate::logic) fn new(places: usize) -> Self {
        Edges { places, edges: Vec::new() }
    }

    /// Adds `first − second ≤ bound`, or its contrary.
    pub(in crate::logic) fn add(
        &mut self,
        first: Place,
        second: Place,
        bound: Bound,
        holds: bool,
        because: AtomId,
    ) {
        let (first, second, bound) = if holds {
            (first, second, bound)
        } else {
            (second, first, Bound { value: -bound.value, strict: !bound.strict })
        };
        let weight = Value { whole: bound.value, tiny: -i64::from(bound.strict) };
        self.edges.push(Edge { from: second.0, to: first.0, weight, because });
    }

    pub(in crate::logic) fn len(&self) -> usize {
        self.edges.len()
    }

    /// A value for each place, 0 for the first; or for each of some cycles that cannot be, its atoms.
    pub(in crate::logic) fn solve(&self) -> Result<Vec<Value>, Vec<Vec<AtomId>>> {
        let mut value = vec![Value::default(); self.places];
        let mut cause: Vec<Option<usize>> = vec![None; self.places];
        loop {
            let mut changed = false;
            for (index, edge) in self.edges.iter().enumerate() {
                let new = value[edge.from as usize].plus(edge.weight);
                if new < value[edge.to as usize] {
                    value[edge.to as usize] = new;
                    cause[edge.to as usize] = Some(index);
                    changed = true;
                }
            }
            if !changed {
                return Ok(from_first(value));
            }
            // Values that fall forever fall along a cycle of causes, and every such cycle cannot be.
            let cycles = self.cycles(&cause);
            if !cycles.is_empty() {
                return Err(cycles);
            }
        }
    }

    /// The cycles among what caused the last change of each place.
    fn cycles(&self, cause: &[Option<usize>]) -> Vec<Vec<AtomId>> {
        const NEW: u32 = 0;
        let mut seen_from = vec![NEW; self.places];
        let mut found = Vec::new();
        for start in 0..self.places {
            let walk = start as u32 + 1;
            let mut at = start;
            while seen_from[at] == NEW {
                seen_from[at] = walk;
                match cause[at] {
                    Some(edge) => at = self.edges[edge].from as usize,
                    None => break,
                }
            }
            if seen_from[at] == walk && cause[at].is_some() {
                found.extend(self.cycle(at, cause));
            }
        }
        found
    }

    /// The atoms of the cycle through a place.
    fn cycle(&self, first: usize, cause: &[Option<usize>]) -> Option<Vec<AtomId>> {
        let mut atoms = Vec::new();
        let mut at = first;
        loop {
            let edge = self.edges[cause[at]?];
            atoms.push(edge.because);
            at = edge.from as usize;
            if at == first {
                atoms.sort();
                atoms.dedup();
                return Some(atoms);
            }
        }
    }
}

fn from_first(mut values: Vec<Value>) -> Vec<Value> {
    if let Some(&first) = values.first() {
        for value in &mut values {
            value.whole -= first.whole;
            value.tiny -= first.tiny;
        }
    }
    values
}
