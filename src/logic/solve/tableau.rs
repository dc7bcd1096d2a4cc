//! A tableau: one region (what is known to hold), split at a disjunction where propagation stops.

use super::Assignment;
use super::difference::Edges;
use crate::logic::ground::formula::{Formula, Literal};
use crate::logic::ground::universe::{Atom, Universe};
use crate::logic::limits::TABLEAU_SPLITS;

/// What the tableau says.
pub(super) enum Answer {
    /// Values, or none; and how often it had to split.
    Decided(Option<Assignment>, usize),
    /// The budget ended.
    GaveUp,
}

/// Values under which all formulas hold.
pub(super) fn decide(universe: &Universe<'_>, formulas: &[Formula]) -> Answer {
    let region = Region {
        truth: vec![None; universe.atom_count()],
        edges: Edges::new(universe.place_count()),
    };
    let mut tableau = Tableau { universe, splits: 0 };
    match tableau.close(region, formulas.iter().collect(), Vec::new()) {
        Ok(found) => {
            let found = found.map(|region| Assignment { truth: region.truth });
            Answer::Decided(found, tableau.splits)
        }
        Err(OutOfBudget) => Answer::GaveUp,
    }
}

struct OutOfBudget;

/// A partial assignment with its differences.
#[derive(Clone)]
struct Region {
    truth: Vec<Option<bool>>,
    edges: Edges,
}

struct Tableau<'u, 'm> {
    universe: &'u Universe<'m>,
    splits: usize,
}

/// How a formula stands in a region.
enum Standing<'f> {
    Holds,
    Fails,
    /// So many parts of a disjunction are still open, and this is the first of them.
    Open(usize, &'f Formula),
}

impl Tableau<'_, '_> {
    /// Takes up what follows, and splits what is left. Differences are solved once nothing more follows: what follows
    /// from a contradiction among them does no harm, and to look for one after each step is what takes long.
    fn close<'f>(
        &mut self,
        mut region: Region,
        mut todo: Vec<&'f Formula>,
        mut choices: Vec<&'f Formula>,
    ) -> Result<Option<Region>, OutOfBudget> {
        let edges = region.edges.len();
        if !self.take_up(&mut region, &mut todo, &mut choices) {
            return Ok(None);
        }
        let mut backwards = false;
        loop {
            let mut further = Vec::new();
            let (mut left, mut follows) = (Vec::new(), false);
            // Chains are followed to their end in one pass or two, in whichever order they stand.
            if backwards {
                choices.reverse();
            }
            for choice in choices.drain(..) {
                match standing(&region, choice) {
                    Standing::Holds => {}
                    Standing::Fails => return Ok(None),
                    Standing::Open(1, part) => {
                        follows = true;
                        todo.push(part);
                        if !self.take_up(&mut region, &mut todo, &mut further) {
                            return Ok(None);
                        }
                    }
                    Standing::Open(parts, _) => left.push((parts, choice)),
                }
            }
            if backwards {
                left.reverse();
            }
            backwards = !backwards;
            let shortest =
                left.iter().enumerate().min_by_key(|(_, (parts, _))| *parts).map(|(at, _)| at);
            choices.extend(left.into_iter().map(|(_, choice)| choice).chain(further));
            if follows {
                continue;
            }
            if region.edges.len() > edges && region.edges.solve().is_err() {
                return Ok(None);
            }
            let Some(shortest) = shortest else { return Ok(Some(region)) };
            let choice = choices.swap_remove(shortest);
            return self.split(region, choice, choices);
        }
    }

    /// Notes what holds of these, and their disjunctions; false iff the contrary of something is known.
    fn take_up<'f>(
        &self,
        region: &mut Region,
        todo: &mut Vec<&'f Formula>,
        choices: &mut Vec<&'f Formula>,
    ) -> bool {
        while let Some(formula) = todo.pop() {
            match formula {
                Formula::True => {}
                Formula::False => return false,
                Formula::And(parts) => todo.extend(parts.iter()),
                Formula::Or(_) => choices.push(formula),
                Formula::Literal(literal) => {
                    if !self.assume(region, *literal) {
                        return false;
                    }
                }
            }
        }
        true
    }

    fn split<'f>(
        &mut self,
        region: Region,
        choice: &'f Formula,
        choices: Vec<&'f Formula>,
    ) -> Result<Option<Region>, OutOfBudget> {
        // It is a disjunction, and was open; nothing has been assumed since.
        let Formula::Or(parts) = choice else { unreachable!("only disjunctions are choices") };
        for part in parts.iter().filter(|part| value(&region, part).is_none()) {
            self.splits += 1;
            if self.splits > TABLEAU_SPLITS {
                return Err(OutOfBudget);
            }
            if let Some(found) = self.close(region.clone(), vec![part], choices.clone())? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Notes a literal; false iff its contrary is known.
    fn assume(&self, region: &mut Region, literal: Literal) -> bool {
        let known = &mut region.truth[literal.atom.0 as usize];
        match *known {
            Some(holds) => holds == literal.holds,
            None => {
                *known = Some(literal.holds);
                if let Atom::Within(first, second, bound) = *self.universe.atom(literal.atom) {
                    region.edges.add(first, second, bound, literal.holds, literal.atom);
                }
                true
            }
        }
    }
}

fn standing<'f>(region: &Region, formula: &'f Formula) -> Standing<'f> {
    let Formula::Or(parts) = formula else { return Standing::Open(1, formula) };
    let (mut open, mut first) = (0, None);
    for part in parts.iter() {
        match value(region, part) {
            Some(true) => return Standing::Holds,
            Some(false) => {}
            None => (open, first) = (open + 1, first.or(Some(part))),
        }
    }
    first.map_or(Standing::Fails, |first| Standing::Open(open, first))
}

fn value(region: &Region, formula: &Formula) -> Option<bool> {
    match formula {
        Formula::True => Some(true),
        Formula::False => Some(false),
        Formula::Literal(literal) => {
            region.truth[literal.atom.0 as usize].map(|holds| holds == literal.holds)
        }
        Formula::And(parts) => joined(region, parts, true),
        Formula::Or(parts) => joined(region, parts, false),
    }
}

/// The value of parts each of which can leave `neutral` as it is, or decide against it.
fn joined(region: &Region, parts: &[Formula], neutral: bool) -> Option<bool> {
    let mut all = Some(neutral);
    for part in parts {
        match value(region, part) {
            Some(it) if it == neutral => {}
            Some(decided) => return Some(decided),
            None => all = None,
        }
    }
    all
}
