//! Difference constraints: `first − second ≤ bound`, some of them strict. Bellman and Ford.

use crate::logic::formula::AtomId;
use crate::logic::universe::{Bound, Place};

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

    /// A value for each place, 0 for the first; or the atoms of a cycle that cannot be.
    pub(in crate::logic) fn solve(&self) -> Result<Vec<Value>, Vec<AtomId>> {
        let mut value = vec![Value::default(); self.places];
        let mut cause: Vec<Option<usize>> = vec![None; self.places];
        for round in 0..=self.places {
            let mut changed = None;
            for (index, edge) in self.edges.iter().enumerate() {
                let new = value[edge.from as usize].plus(edge.weight);
                if new < value[edge.to as usize] {
                    value[edge.to as usize] = new;
                    cause[edge.to as usize] = Some(index);
                    changed = Some(edge.to as usize);
                }
            }
            match changed {
                None => return Ok(from_first(value)),
                Some(at) if round == self.places => return Err(self.cycle(at, &cause)),
                Some(_) => {}
            }
        }
        unreachable!("the last round returns")
    }

    fn cycle(&self, start: usize, cause: &[Option<usize>]) -> Vec<AtomId> {
        let edge_into = |at: usize| self.edges[cause[at].expect("a place on a cycle was changed")];
        let mut at = start;
        for _ in 0..self.places {
            at = edge_into(at).from as usize;
        }
        let first = at;
        let mut atoms = Vec::new();
        loop {
            let edge = edge_into(at);
            atoms.push(edge.because);
            at = edge.from as usize;
            if at == first {
                atoms.sort();
                atoms.dedup();
                return atoms;
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
