//! Decides a formula: a tableau with a budget first, then SAT. Each answers exactly or passes on.

mod difference;
mod sat;
mod tableau;

use super::Limit;
use super::ground::formula::Formula;
use super::ground::universe::{Atom, Universe};
use super::limits::TABLEAU_SIZE;

/// The truth of atoms, by place; `None` where it does not matter.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) truth: Vec<Option<bool>>,
}

/// Which stage gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Regions,
    Tableau,
    Sat,
}

/// Values under which all formulas hold, or `None` iff there are none.
pub(super) fn decide(
    universe: &Universe<'_>,
    formulas: &[Formula],
) -> Result<(Option<Assignment>, Stage), Limit> {
    if formulas.iter().map(Formula::size).sum::<usize>() > TABLEAU_SIZE {
        return Ok((sat::decide(universe, formulas)?, Stage::Sat));
    }
    match tableau::decide(universe, formulas) {
        tableau::Answer::Decided(found, splits) => {
            let stage = if splits == 0 { Stage::Regions } else { Stage::Tableau };
            Ok((found, stage))
        }
        tableau::Answer::GaveUp => Ok((sat::decide(universe, formulas)?, Stage::Sat)),
    }
}

/// A value for each place that the truths allow: the least, counted from [`super::ground::universe::Place::ZERO`]
/// downwards where nothing bounds it. `None` iff the truths contradict each other.
pub(super) fn values(
    universe: &Universe<'_>,
    assignment: &Assignment,
) -> Option<Vec<difference::Value>> {
    let mut edges = difference::Edges::new(universe.place_count());
    for (id, atom) in universe.atoms() {
        if let (Some(holds), Atom::Within(first, second, bound)) =
            (assignment.truth[id.0 as usize], atom)
        {
            edges.add(*first, *second, *bound, holds, id);
        }
    }
    edges.solve().ok()
}
