//! SAT with differences checked lazily: a model whose differences contradict each other is blocked, and the
//! next one is asked for. Of a model, only the literals that make the formulas hold are looked at.

use std::collections::BTreeMap;

use batsat::{Callbacks, ClauseKind, Lit, Solver, SolverInterface, SolverOpts, lbool};

use super::Assignment;
use super::difference::Edges;
use crate::logic::Limit;
use crate::logic::ground::formula::{AtomId, Formula, Literal};
use crate::logic::ground::universe::{Atom, Universe};
use crate::logic::limits::{FORMULA_SIZE, SAT_CONFLICTS, SAT_ROUNDS, SAT_WORK};

/// Values under which all formulas hold, or `None` iff there are none.
pub(super) fn decide(
    universe: &Universe<'_>,
    formulas: &[Formula],
) -> Result<Option<Assignment>, Limit> {
    let size = formulas.iter().fold(0, |all: usize, it| all.saturating_add(it.size()));
    if size > FORMULA_SIZE {
        return Err(Limit::FormulaSize);
    }
    let mut solver = Encoder::new(universe.atom_count());
    for formula in formulas {
        if !solver.assert(formula) {
            return Ok(None);
        }
    }
    for known in universe.contradictions().iter() {
        let clause = known.iter().map(|&(atom, holds)| solver.literal(atom, !holds));
        if !solver.sat.add_clause_reuse(&mut clause.collect()) {
            return Ok(None);
        }
    }
    for _ in 0..SAT_ROUNDS.min(SAT_WORK / size.max(1)) {
        let answer = solver.sat.solve_limited(&[]);
        if answer == lbool::FALSE {
            return Ok(None);
        }
        if answer != lbool::TRUE {
            return Err(Limit::FormulaSize); // without an answer there is no proof
        }
        let truth: Vec<bool> =
            solver.atoms.iter().map(|&lit| solver.sat.value_lit(lit) == lbool::TRUE).collect();
        let mut literals = Vec::new();
        let holds = formulas.iter().all(|formula| justify(formula, &truth, &mut literals));
        debug_assert!(holds, "a model makes every formula hold");
        let needed: BTreeMap<AtomId, bool> =
            literals.into_iter().map(|it| (it.atom, it.holds)).collect();
        match differences(universe, &needed).solve() {
            Ok(_) => return Ok(Some(assignment(universe, &needed))),
            Err(cycles) => {
                for cycle in cycles {
                    let cycle: Vec<_> =
                        cycle.into_iter().map(|atom| (atom, needed[&atom])).collect();
                    let clause = cycle.iter().map(|&(atom, holds)| solver.literal(atom, !holds));
                    let mut clause = clause.collect();
                    universe.note_contradiction(cycle);
                    if !solver.sat.add_clause_reuse(&mut clause) {
                        return Ok(None);
                    }
                }
            }
        }
    }
    Err(Limit::SatRounds)
}

/// Whether a formula holds; adds the literals that make it hold, those of one part of each *or*.
fn justify(formula: &Formula, truth: &[bool], needed: &mut Vec<Literal>) -> bool {
    match formula {
        Formula::True => true,
        Formula::False => false,
        Formula::And(parts) => parts.iter().all(|part| justify(part, truth, needed)),
        Formula::Or(parts) => {
            let before = needed.len();
            parts.iter().any(|part| {
                needed.truncate(before);
                justify(part, truth, needed)
            })
        }
        Formula::Literal(literal) => {
            needed.push(*literal);
            truth[literal.atom.0 as usize] == literal.holds
        }
    }
}

fn differences(universe: &Universe<'_>, needed: &BTreeMap<AtomId, bool>) -> Edges {
    let mut edges = Edges::new(universe.place_count());
    for (&id, &holds) in needed {
        if let Atom::Within(first, second, bound) = *universe.atom(id) {
            edges.add(first, second, bound, holds, id);
        }
    }
    edges
}

/// What is needed, and nothing else.
fn assignment(universe: &Universe<'_>, needed: &BTreeMap<AtomId, bool>) -> Assignment {
    let mut truth = vec![None; universe.atom_count()];
    needed.iter().for_each(|(atom, holds)| truth[atom.0 as usize] = Some(*holds));
    Assignment { truth }
}

/// Lets the solver work until it has come upon so many contradictions: as far on every machine.
#[derive(Default)]
struct Patience {
    contradictions: usize,
}

impl Callbacks for Patience {
    fn on_new_clause(&mut self, _: &[Lit], kind: ClauseKind) {
        self.contradictions += usize::from(matches!(kind, ClauseKind::Learnt));
    }

    fn stop(&self) -> bool {
        self.contradictions > SAT_CONFLICTS
    }
}

struct Encoder {
    sat: Solver<Patience>,
    atoms: Vec<Lit>,
}

impl Encoder {
    fn new(atoms: usize) -> Self {
        let mut sat = Solver::new(SolverOpts::default(), Patience::default());
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
