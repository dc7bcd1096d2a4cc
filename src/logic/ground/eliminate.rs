//! Takes moments out of a formula: "there is a moment such that …" becomes a formula without it.
//!
//! Time is dense and a moment is only compared with other places. So if there is such a moment at all, there is
//! one at a bound of the formula, just beside a strict one, or far enough away from all (Loos and Weispfenning's
//! virtual substitution). The answer is the formula at each of these, and grows with their number only.

use super::universe::{Atom, Bound, Instant, Place, Universe};
use std::collections::BTreeSet;

use super::formula::{Formula, Literal};
use crate::logic::Limit;
use crate::logic::limits::{ELIMINATION_CASES, ELIMINATION_WORK, FORMULA_SIZE};

/// There is a moment at `place` such that `formula`. Holds iff the answer does.
pub(in crate::logic) fn exists(
    universe: &mut Universe<'_>,
    place: Place,
    formula: Formula,
) -> Result<Formula, Limit> {
    match formula {
        formula if !mentions(universe, &formula, place) => Ok(formula),
        Formula::Or(parts) => {
            let parts: Result<Vec<_>, _> =
                parts.iter().map(|part| exists(universe, place, part.clone())).collect();
            Ok(Formula::any(parts?))
        }
        Formula::And(parts) => {
            let (about, rest): (Vec<_>, Vec<_>) =
                parts.iter().cloned().partition(|part| mentions(universe, part, place));
            let about = substitute_bounds(universe, place, &Formula::all(about))?;
            Ok(Formula::all(rest).and(about))
        }
        formula => substitute_bounds(universe, place, &formula),
    }
}

/// Every moment at `place` is such that `formula`. Holds iff the answer does.
pub(in crate::logic) fn forall(
    universe: &mut Universe<'_>,
    place: Place,
    formula: Formula,
) -> Result<Formula, Limit> {
    Ok(!exists(universe, place, !formula)?)
}

/// Whether a bound is the earliest or the latest that a moment can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// The moment is at it or later.
    Lower,
    /// The moment is at it or earlier.
    Upper,
}

/// `other + offset` bounds the moment from a side, with or without itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    side: Side,
    other: Place,
    offset: i64,
    strict: bool,
}

/// Where the moment is tried.
#[derive(Clone, Copy)]
enum Trial {
    /// At the edge, or just inside where it is strict.
    At(Edge),
    /// Beyond everything on the open side.
    Far(Side),
}

fn substitute_bounds(
    universe: &mut Universe<'_>,
    place: Place,
    formula: &Formula,
) -> Result<Formula, Limit> {
    let mut edges = BTreeSet::new();
    formula.for_each_literal(&mut |literal| edges.extend(edge(universe, place, literal)));
    let side = |side: Side| edges.iter().filter(move |edge| edge.side == side).copied();
    let nearer = if side(Side::Lower).count() <= side(Side::Upper).count() {
        Side::Lower
    } else {
        Side::Upper
    };
    let mut trials = vec![Trial::Far(nearer)];
    trials.extend(side(nearer).map(Trial::At));
    let work = trials.len().saturating_mul(formula.size());
    universe.eliminated = universe.eliminated.saturating_add(work);
    if trials.len() > ELIMINATION_CASES
        || work > FORMULA_SIZE
        || universe.eliminated > ELIMINATION_WORK
    {
        return Err(Limit::Elimination);
    }
    let mut ways = Vec::new();
    for trial in trials {
        let way = formula.map(&mut |literal| match edge(universe, place, literal) {
            Some(edge) => holds_at(universe, edge, trial),
            None => literal.into(),
        });
        if way == Formula::True {
            return Ok(way);
        }
        ways.push(way);
    }
    Ok(Formula::any(ways))
}

/// What a literal says of the moment, if it speaks of it.
fn edge(universe: &Universe<'_>, place: Place, literal: Literal) -> Option<Edge> {
    let Atom::Within(first, second, bound) = *universe.atom(literal.atom) else { return None };
    let (first, second, bound) = if literal.holds {
        (first, second, bound)
    } else {
        (second, first, Bound { value: -bound.value, strict: !bound.strict })
    };
    let Bound { value, strict } = bound;
    if first == place {
        Some(Edge { side: Side::Upper, other: second, offset: value, strict })
    } else if second == place {
        Some(Edge { side: Side::Lower, other: first, offset: -value, strict })
    } else {
        None
    }
}

/// What an edge asks of the moment, tried somewhere.
fn holds_at(universe: &mut Universe<'_>, edge: Edge, trial: Trial) -> Formula {
    let at = match trial {
        // Far out on the lower side is before everything: below no edge from below, above every one from above.
        Trial::Far(side) => return Formula::constant(edge.side != side),
        Trial::At(at) => at,
    };
    let from = |edge: Edge| Instant { place: edge.other, offset: edge.offset };
    let (low, high) = match edge.side {
        Side::Lower => (from(edge), from(at)),
        Side::Upper => (from(at), from(edge)),
    };
    // Just inside a strict edge is strictly on its own side, and needs room on the other.
    let strict = if at.strict { edge.side != at.side } else { edge.strict };
    universe.before(low, high, strict)
}

/// Whether a formula speaks of a place.
pub(in crate::logic) fn mentions(universe: &Universe<'_>, formula: &Formula, place: Place) -> bool {
    match formula {
        Formula::True | Formula::False => false,
        Formula::Literal(literal) => matches!(
            universe.atom(literal.atom),
            Atom::Within(first, second, _) if *first == place || *second == place
        ),
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().any(|part| mentions(universe, part, place))
        }
    }
}
