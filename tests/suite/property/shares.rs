//! What really occurs in the random sets: a test of sets without conflicts, exceptions or time would prove nothing.

use std::collections::BTreeMap;

use comity::model::{Cond, Model, SortKind};

use super::compare::Counts;

/// The least share of the sets in which each thing occurs, in percent.
const LEAST: &[(&str, usize)] = &[
    ("a conflict", 20),
    ("an exception", 15),
    ("time", 15),
    ("parties", 10),
    ("roles that overlap", 15),
    ("a norm that can yield in part", 1),
    ("precedence that settles a clash", 2),
    ("a conflict of three norms or more", 1),
    ("a principle that fails", 5),
];

/// In how many sets each thing occurs.
#[derive(Debug, Default)]
pub(crate) struct Shares {
    sets: usize,
    with: BTreeMap<&'static str, usize>,
}

impl Shares {
    /// Counts what is written in a set.
    pub(crate) fn note(&mut self, model: &Model) {
        self.sets += 1;
        let mut has = |what, there: bool| *self.with.entry(what).or_default() += usize::from(there);
        has("an exception", model.norms.values().any(|it| it.unless != Cond::Any(Vec::new())));
        let aspect = |it: &comity::model::Norm| it.aspect_of.is_some();
        has("a norm that can yield in part", model.norms.values().any(aspect));
        has("time", model.norms.values().any(|it| it.window.is_some()));
        let bound = |it: &comity::model::Instrument| it.treaty || !it.parties.is_empty();
        has("parties", model.instruments.values().any(bound));
        let roles: Vec<_> =
            model.sorts.iter().filter(|(_, sort)| sort.kind == SortKind::Role).collect();
        let overlap = roles.iter().any(|(a, one)| {
            let shared = |(b, other): &&(_, &comity::model::Sort)| {
                a != b && one.top == other.top && !model.are_disjoint(*a, *b)
            };
            roles.iter().any(|other| shared(&other))
        });
        has("roles that overlap", overlap);
    }

    /// Adds what the engine found.
    pub(crate) fn found(&mut self, counts: &Counts) {
        self.with.insert("a conflict", counts.with_conflict);
        self.with.insert("a conflict of three norms or more", counts.with_larger_conflict);
        self.with.insert("a principle that fails", counts.failures);
        self.with.insert("precedence that settles a clash", counts.settled);
    }

    /// Adds what another part of the run has counted.
    pub(crate) fn add(&mut self, more: Shares) {
        self.sets += more.sets;
        super::add_up(&mut self.with, more.with);
    }

    fn percent(&self, what: &str) -> usize {
        self.with.get(what).map_or(0, |sets| sets * 100 / self.sets.max(1))
    }

    /// One line for each thing.
    pub(crate) fn told(&self) -> String {
        let line = |(what, least): &(&str, usize)| {
            format!(
                "{:>4} % of {} sets have {what} (at least {least})",
                self.percent(what),
                self.sets
            )
        };
        LEAST.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What occurs too seldom.
    pub(crate) fn too_rare(&self) -> Vec<&'static str> {
        let rare = LEAST.iter().filter(|(what, least)| self.percent(what) < *least);
        rare.map(|(what, _)| *what).collect()
    }
}
