//! Questions about pairs as they reach the solver, so that it can be held against others. No check needs this.

use std::fmt::Write as _;

use crate::logic::ground::formula::{AtomId, Formula};
use crate::logic::ground::query::{Binding, Instance, Query};
use crate::logic::ground::universe::{Atom, Place, Universe};
use crate::logic::theory::Theory;
use crate::logic::{Limit, solve};
use crate::model::{Modal, NormId};

/// Whether two norms can clash, ready to be decided.
#[derive(Debug)]
pub struct PairQuestion<'t> {
    universe: Universe<'t>,
    formulas: Vec<Formula>,
}

impl Theory<'_> {
    /// The pairs of norms that speak of the same acts and want opposite things of them, in order.
    pub fn opposed_pairs(&self) -> impl Iterator<Item = (NormId, NormId)> {
        let query = Query::new(self);
        self.norms().flat_map(move |norm| {
            let others = self.neighbours(norm).into_iter().map(|(other, _)| other);
            let mut others: Vec<NormId> =
                others.filter(|&other| other > norm && query.can_oppose(norm, other)).collect();
            others.dedup();
            others.into_iter().map(move |other| (norm, other))
        })
    }

    /// The question whether the first acts of two norms can clash, with everything that it hangs on; `None` where
    /// that is plain before anything is solved.
    ///
    /// # Errors
    /// A limit was reached while the question was put.
    pub fn pair_question(&self, a: NormId, b: NormId) -> Result<Option<PairQuestion<'_>>, Limit> {
        let bans = self.model.norms[a].modal == Modal::MustNot;
        let (first, second) = if bans { (b, a) } else { (a, b) };
        let mut query = Query::new(self);
        query.strong = true;
        let formula = query.settle(&mut |query| {
            let scope = &self.model.norms[first].scope;
            let first = query.instance(first, 0, Binding::empty(scope));
            let Some(second) = query.partner(&first, second)? else { return Ok(Formula::False) };
            let set = [first, second];
            query.note_own_starts(&set)?;
            let clash = query.found_clash(&[&set[0], &set[1]])?;
            if clash == Formula::False { Ok(clash) } else { Ok(clash.and(query.assumptions()?)) }
        })?;
        if formula == Formula::False {
            return Ok(None);
        }
        let mut formulas = vec![formula];
        formulas.extend(query.axioms(true)?);
        Ok(Some(PairQuestion { universe: query.universe, formulas }))
    }
}

impl Query<'_> {
    fn partner(&mut self, first: &Instance, second: NormId) -> Result<Option<Instance>, Limit> {
        let found = self.partners(first, &|norm| norm == second)?.into_iter().next();
        Ok(found.map(|it| self.instance(it.norm, it.act, it.binding)))
    }
}

impl PairQuestion<'_> {
    /// Whether there is a case.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn has_case(&self) -> Result<bool, Limit> {
        solve::decide(&self.universe, &self.formulas).map(|(found, _)| found.is_some())
    }

    /// This question in SMT-LIB 2 (logic `QF_RDL`): satisfiable iff there is a case.
    pub fn smt_lib(&self) -> String {
        let mut text = String::new();
        for (id, atom) in self.universe.atoms() {
            let _ = match atom {
                Atom::Within(..) => Ok(()),
                _ => writeln!(text, "(declare-const a{} Bool)", id.0),
            };
        }
        for Place(place) in self.universe.places() {
            let _ = writeln!(text, "(declare-const p{place} Real)");
        }
        for formula in &self.formulas {
            text.push_str("(assert ");
            self.write(formula, &mut text);
            text.push_str(")\n");
        }
        text
    }

    fn write(&self, formula: &Formula, text: &mut String) {
        let (word, parts) = match formula {
            Formula::True => return text.push_str("true"),
            Formula::False => return text.push_str("false"),
            Formula::Literal(literal) if literal.holds => {
                return self.write_atom(literal.atom, text);
            }
            Formula::Literal(literal) => {
                text.push_str("(not ");
                self.write_atom(literal.atom, text);
                return text.push(')');
            }
            Formula::And(parts) => ("(and", parts),
            Formula::Or(parts) => ("(or", parts),
        };
        text.push_str(word);
        for part in parts.iter() {
            text.push(' ');
            self.write(part, text);
        }
        text.push(')');
    }

    fn write_atom(&self, id: AtomId, text: &mut String) {
        let _ = match self.universe.atom(id) {
            Atom::Within(Place(first), Place(second), bound) => {
                let sign = if bound.strict { "<" } else { "<=" };
                write!(text, "({sign} (- p{first} p{second}) {})", number(bound.value))
            }
            _ => write!(text, "a{}", id.0),
        };
    }
}

/// SMT-LIB knows no negative numerals.
fn number(value: i64) -> String {
    let size = value.unsigned_abs();
    if value < 0 { format!("(- {size}.0)") } else { format!("{size}.0") }
}
