//! SAT with differences checked lazily: a model whose differences contradict each other is blocked, and the
//! next one is asked for.

use batsat::{BasicSolver, Lit, SolverInterface, lbool};

use super::Assignment;
use super::difference::Edges;
use crate::logic::Limit;
use crate::logic::formula::{AtomId, Formula};
use crate::logic::limits::{FORMULA_SIZE, SAT_ROUNDS};
use crate::logic::universe::{Atom, Universe};

/// Values under which all formulas hold, or `None` iff there are none.
pub(super) fn decide(
    universe: &Universe<'_>,
    formulas: &[Formula],
) -> Result<Option<Assignment>, Limit> {
    if formulas.iter().map(Formula::size).sum::<usize>() > FORMULA_SIZE {
        return Err(Limit::FormulaSize);
    }
    let mut solver = Encoder::new(universe.atom_count());
    for formula in formulas {
        if !solver.assert(formula) {
            return Ok(None);
        }
    }
    for _ in 0..SAT_ROUNDS {
        if solver.sat.solve_limited(&[]) != lbool::TRUE {
            return Ok(None);
        }
        let truth: Vec<bool> =
            solver.atoms.iter().map(|&lit| solver.sat.value_lit(lit) == lbool::TRUE).collect();
        match differences(universe, &truth).solve() {
            Ok(_) => return Ok(Some(Assignment { truth: truth.into_iter().map(Some).collect() })),
            Err(cycle) => {
                let clause =
                    cycle.into_iter().map(|atom| solver.literal(atom, !truth[atom.0 as usize]));
                let mut clause: Vec<Lit> = clause.collect();
                if !solver.sat.add_clause_reuse(&mut clause) {
                    return Ok(None);
                }
            }
        }
    }
    Err(Limit::SatRounds)
}

fn differences(universe: &Universe<'_>, truth: &[bool]) -> Edges {
    let mut edges = Edges::new(universe.place_count());
    for (id, atom) in universe.atoms() {
        if let Atom::Within(first, second, bound) = *atom {
            edges.add(first, second, bound, truth[id.0 as usize], id);
        }
    }
    edges
}

struct Encoder {
    sat: BasicSolver,
    atoms: Vec<Lit>,
}

impl Encoder {
    fn new(atoms: usize) -> Self {
        let mut sat = BasicSolver::default();
        let atoms = (0..atoms).map(|_| Lit::new(sat.new_var_default(), true)).collect();
        Encoder { sat, atoms }
    }

    fn literal(&self, atom: AtomId, holds: bool) -> Lit {
        self.atoms[atom.0 as usize].apply_sign(holds)
    }

    /// Adds a formula; false iff the whole is now known to have no model.
    fn assert(&mut self, formula: &Formula) -> bool {
        match formula {
            Formula::True => true,
            Formula::False => false,
            Formula::And(parts) => parts.iter().all(|part| self.assert(part)),
            Formula::Or(parts) => {
                let mut clause: Vec<Lit> = parts.iter().map(|part| self.name(part)).collect();
                self.sat.add_clause_reuse(&mut clause)
            }
            Formula::Literal(literal) => {
                let unit = self.literal(literal.atom, literal.holds);
                self.sat.add_clause_reuse(&mut vec![unit])
            }
        }
    }

    /// A literal that implies the formula. One direction is enough: formulas are in negation normal form.
    fn name(&mut self, formula: &Formula) -> Lit {
        if let Formula::Literal(literal) = formula {
            return self.literal(literal.atom, literal.holds);
        }
        let name = Lit::new(self.sat.new_var_default(), true);
        match formula {
            Formula::And(parts) => {
                for part in parts.iter() {
                    let part = self.name(part);
                    self.sat.add_clause_reuse(&mut vec![!name, part]);
                }
            }
            Formula::Or(parts) => {
                let mut clause: Vec<Lit> = parts.iter().map(|part| self.name(part)).collect();
                clause.push(!name);
                self.sat.add_clause_reuse(&mut clause);
            }
            Formula::False => {
                self.sat.add_clause_reuse(&mut vec![!name]);
            }
            Formula::True | Formula::Literal(_) => {}
        }
        name
    }
}
