//! Takes moments out of a formula: "there is a moment such that …" becomes a formula without it.
//!
//! Fourier and Motzkin's elimination for differences over dense time: a moment between its lower and upper
//! bounds exists iff every lower bound is below every upper one.

use super::Limit;
use super::formula::{Formula, Literal};
use super::limits::ELIMINATION_CASES;
use super::universe::{Atom, Bound, Place, Universe};

/// There is a moment at `place` such that `formula`. Holds iff the answer does.
pub(super) fn exists(
    universe: &mut Universe<'_>,
    place: Place,
    formula: Formula,
) -> Result<Formula, Limit> {
    if !mentions(universe, &formula, place) {
        return Ok(formula);
    }
    if let Formula::Or(parts) = formula {
        let parts: Result<Vec<_>, _> =
            parts.into_iter().map(|part| exists(universe, place, part)).collect();
        return Ok(Formula::any(parts?));
    }
    let mut cases = Vec::new();
    split(universe, place, vec![formula], Case::default(), &mut cases)?;
    Ok(Formula::any(cases.into_iter().map(|case| case.close(universe))))
}

/// Every moment at `place` is such that `formula`. Holds iff the answer does.
pub(super) fn forall(
    universe: &mut Universe<'_>,
    place: Place,
    formula: Formula,
) -> Result<Formula, Limit> {
    Ok(!exists(universe, place, !formula)?)
}

/// A conjunction: what does not mention the moment, and its bounds.
#[derive(Clone, Default)]
struct Case {
    rest: Vec<Formula>,
    lower: Vec<(Place, Bound)>, // other − moment ≤ bound
    upper: Vec<(Place, Bound)>, // moment − other ≤ bound
}

impl Case {
    fn close(self, universe: &mut Universe<'_>) -> Formula {
        let mut parts = self.rest;
        for &(low, below) in &self.lower {
            for &(high, above) in &self.upper {
                let bound = Bound {
                    value: below.value + above.value,
                    strict: below.strict || above.strict,
                };
                parts.push(universe.within(low, high, bound));
            }
        }
        Formula::all(parts)
    }

    fn bound(&mut self, universe: &Universe<'_>, place: Place, literal: Literal) {
        let Atom::Within(first, second, bound) = *universe.atom(literal.atom) else {
            unreachable!("only differences mention moments");
        };
        let (first, second, bound) = if literal.holds {
            (first, second, bound)
        } else {
            (second, first, Bound { value: -bound.value, strict: !bound.strict })
        };
        if first == place {
            self.upper.push((second, bound));
        } else {
            self.lower.push((first, bound));
        }
    }
}

fn split(
    universe: &Universe<'_>,
    place: Place,
    mut open: Vec<Formula>,
    mut case: Case,
    cases: &mut Vec<Case>,
) -> Result<(), Limit> {
    while let Some(part) = open.pop() {
        match part {
            Formula::True => {}
            Formula::False => return Ok(()),
            Formula::And(parts) => open.extend(parts),
            part if !mentions(universe, &part, place) => case.rest.push(part),
            Formula::Literal(literal) => case.bound(universe, place, literal),
            Formula::Or(parts) => {
                for part in parts {
                    let mut open = open.clone();
                    open.push(part);
                    split(universe, place, open, case.clone(), cases)?;
                }
                return Ok(());
            }
        }
    }
    if cases.len() >= ELIMINATION_CASES {
        return Err(Limit::Elimination);
    }
    cases.push(case);
    Ok(())
}

/// Whether a formula speaks of a place.
pub(super) fn mentions(universe: &Universe<'_>, formula: &Formula, place: Place) -> bool {
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
