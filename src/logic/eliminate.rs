//! Takes moments out of a formula: "there is a moment such that …" becomes a formula without it.
//!
//! Fourier and Motzkin's elimination for differences over dense time: a moment between its lower and upper
//! bounds exists iff every lower bound is below every upper one.

use std::collections::BTreeMap;

use super::Limit;
use super::formula::{AtomId, Formula, Literal};
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
    chosen: BTreeMap<AtomId, bool>,
    lower: BTreeMap<Place, Bound>, // other − moment ≤ bound
    upper: BTreeMap<Place, Bound>, // moment − other ≤ bound
}

/// What a case already says of a formula.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Yes,
    No,
    Open,
}

impl Case {
    fn close(self, universe: &mut Universe<'_>) -> Formula {
        let mut parts = self.rest;
        for (&low, below) in &self.lower {
            for (&high, above) in &self.upper {
                parts.push(universe.within(low, high, sum(*below, *above)));
            }
        }
        Formula::all(parts)
    }

    /// Adds a literal; the case was open about it.
    fn add(&mut self, universe: &Universe<'_>, place: Place, literal: Literal) {
        let Some((upper, other, bound)) = bound_of(universe, place, literal) else {
            self.chosen.insert(literal.atom, literal.holds);
            self.rest.push(literal.into());
            return;
        };
        let bounds = if upper { &mut self.upper } else { &mut self.lower };
        bounds.insert(other, bound);
    }

    fn knows(&self, universe: &Universe<'_>, place: Place, formula: &Formula) -> Known {
        match formula {
            Formula::True => Known::Yes,
            Formula::False => Known::No,
            Formula::Literal(literal) => self.knows_literal(universe, place, *literal),
            Formula::And(parts) => self.knows_all(universe, place, parts, Known::Yes, Known::No),
            Formula::Or(parts) => self.knows_all(universe, place, parts, Known::No, Known::Yes),
        }
    }

    /// `all` where every part says so, `one` where any part does.
    fn knows_all(
        &self,
        universe: &Universe<'_>,
        place: Place,
        parts: &[Formula],
        all: Known,
        one: Known,
    ) -> Known {
        let mut answer = all;
        for part in parts {
            let known = self.knows(universe, place, part);
            if known == one {
                return one;
            }
            if known == Known::Open {
                answer = Known::Open;
            }
        }
        answer
    }

    fn knows_literal(&self, universe: &Universe<'_>, place: Place, literal: Literal) -> Known {
        let Some((upper, other, bound)) = bound_of(universe, place, literal) else {
            return match self.chosen.get(&literal.atom) {
                Some(holds) if *holds == literal.holds => Known::Yes,
                Some(_) => Known::No,
                None => Known::Open,
            };
        };
        let (own, against) =
            if upper { (&self.upper, &self.lower) } else { (&self.lower, &self.upper) };
        if own.get(&other).is_some_and(|known| is_tight(*known, bound)) {
            return Known::Yes;
        }
        let impossible = |known: &Bound| {
            let sum = sum(*known, bound);
            sum.value < 0 || sum.value == 0 && sum.strict
        };
        if against.get(&other).is_some_and(impossible) { Known::No } else { Known::Open }
    }
}

/// The bound that a literal sets to the moment: whether from above, against which place, and which.
fn bound_of(universe: &Universe<'_>, place: Place, literal: Literal) -> Option<(bool, Place, Bound)> {
    let Atom::Within(first, second, bound) = *universe.atom(literal.atom) else { return None };
    if first != place && second != place {
        return None;
    }
    let (first, second, bound) = if literal.holds {
        (first, second, bound)
    } else {
        (second, first, Bound { value: -bound.value, strict: !bound.strict })
    };
    let upper = first == place;
    Some((upper, if upper { second } else { first }, bound))
}

fn sum(a: Bound, b: Bound) -> Bound {
    Bound { value: a.value + b.value, strict: a.strict || b.strict }
}

/// Whether the first bound is at least as tight as the second.
fn is_tight(a: Bound, b: Bound) -> bool {
    a.value < b.value || a.value == b.value && (a.strict || !b.strict)
}

fn split(
    universe: &Universe<'_>,
    place: Place,
    mut open: Vec<Formula>,
    mut case: Case,
    cases: &mut Vec<Case>,
) -> Result<(), Limit> {
    let mut choices: Vec<Vec<Formula>> = Vec::new();
    while let Some(part) = open.pop() {
        match part {
            Formula::True => {}
            Formula::And(parts) => open.extend(parts),
            part if !matches!(part, Formula::Literal(_)) && !mentions(universe, &part, place) => {
                case.rest.push(part);
            }
            Formula::Or(parts) => choices.push(parts),
            Formula::False => return Ok(()),
            Formula::Literal(literal) => match case.knows_literal(universe, place, literal) {
                Known::Yes => {}
                Known::No => return Ok(()),
                Known::Open => case.add(universe, place, literal),
            },
        }
    }
    let Some(parts) = next_choice(universe, place, &mut choices, &case) else {
        return Ok(());
    };
    if parts.is_empty() {
        if cases.len() >= ELIMINATION_CASES {
            return Err(Limit::Elimination);
        }
        cases.push(case);
        return Ok(());
    }
    for part in parts {
        let mut open: Vec<Formula> = choices.iter().cloned().map(Formula::Or).collect();
        open.push(part);
        split(universe, place, open, case.clone(), cases)?;
    }
    Ok(())
}

/// Takes out the choice with the fewest ways that are left; empty where nothing is left to choose, `None`
/// where a choice has no way.
fn next_choice(
    universe: &Universe<'_>,
    place: Place,
    choices: &mut Vec<Vec<Formula>>,
    case: &Case,
) -> Option<Vec<Formula>> {
    let mut kept = Vec::new();
    for parts in choices.drain(..) {
        let known: Vec<Known> = parts.iter().map(|it| case.knows(universe, place, it)).collect();
        if known.contains(&Known::Yes) {
            continue;
        }
        let left = parts.into_iter().zip(known).filter(|(_, known)| *known == Known::Open);
        let left: Vec<Formula> = left.map(|(part, _)| part).collect();
        if left.is_empty() {
            return None;
        }
        kept.push(left);
    }
    *choices = kept;
    let fewest = (0..choices.len()).min_by_key(|&place| choices[place].len());
    Some(fewest.map_or_else(Vec::new, |place| choices.swap_remove(place)))
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
