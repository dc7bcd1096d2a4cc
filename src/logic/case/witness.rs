//! From a situation that the solver found to one that can be told: the smallest, with real dates.
//!
//! Small in this order: fewest participants, roles, true facts; unstated attributes different rather than
//! equal; times soon after the day that is looked at.

use super::telling::Telling;
use crate::logic::Limit;
use crate::logic::ground::formula::{AtomId, Formula, Literal};
use crate::logic::ground::query::{Found, Instance, Query};
use crate::logic::ground::universe::{Atom, Node, NodeKind, Place};
use crate::logic::limits::SPARED_ONE_BY_ONE;
use crate::logic::solve::{self, Assignment};
use crate::model::{EventId, FactId, InstrumentId, ParticipantId, Situation, SortId, SortKind};

/// A case, with who takes part in each norm.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Witness {
    /// The case, as far as it is about the norms.
    pub situation: Situation,
    /// The case with whatever else all assumptions ask for.
    pub whole: Situation,
    /// For each member of the set, its norm's participants in the order of the variables that are not *some*.
    pub members: Vec<Vec<ParticipantId>>,
    /// Who bears each member; of a law that breaches a norm, to whom it speaks. None where no set is at issue.
    pub bearers: Vec<ParticipantId>,
    /// What matters to the case and does not hold.
    pub absent: Vec<Matter>,
}

/// A case as the query has it: which atoms hold, and the value of every place.
pub(in crate::logic) struct Placed {
    pub(in crate::logic) assignment: Assignment,
    pub(in crate::logic) values: Vec<i64>,
}

/// Something that does not hold in a case, and matters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Matter {
    /// A fact.
    Fact(FactId, Vec<ParticipantId>),
    /// An event that never happens.
    Event(EventId, Vec<ParticipantId>),
    /// Being of a sort.
    Is(ParticipantId, SortId),
    /// Being party to an instrument.
    Party(ParticipantId, InstrumentId),
}

impl Query<'_> {
    /// Tells a situation that was found.
    pub(in crate::logic) fn witness(
        &mut self,
        found: &Found,
        members: &[&Instance],
    ) -> Result<(Witness, Placed), Limit> {
        let mut nodes: Vec<Vec<Node>> = members.iter().map(|it| self.participants(it)).collect();
        // The bearers stand behind the members while the case is made, and are taken off again.
        nodes.push(members.iter().filter_map(|it| self.bearer(it)).collect());
        let (mut witness, placed) = self.witness_of(found, &nodes)?;
        witness.bearers = witness.members.pop().unwrap_or_default();
        Ok((witness, placed))
    }

    pub(in crate::logic) fn bearer(&mut self, it: &Instance) -> Option<Node> {
        self.node(&self.model.norms[it.norm].bearer, &it.binding)
    }

    /// Tells a situation in which these take part.
    pub(in crate::logic) fn witness_of(
        &mut self,
        found: &Found,
        members: &[Vec<Node>],
    ) -> Result<(Witness, Placed), Limit> {
        let mut formulas = found.formulas.clone();
        if self.has_choice_of_identity(members) {
            formulas.extend(self.axioms(true)?);
        }
        let formulas = self.spare_those_beyond(formulas);
        let mut shrunk = Shrinking::new(self, formulas);
        shrunk.shrink();
        let (assignment, values) = shrunk.place_in_time()?;
        let witness = Telling::new(self, &assignment, values.clone(), members).tell();
        Ok((witness, Placed { assignment, values }))
    }

    /// Tells a situation that was found as it is, where it is placed in time with little effort.
    pub(in crate::logic) fn told_at_once(
        &mut self,
        found: &Found,
        members: &[&Instance],
    ) -> Option<Witness> {
        let nodes: Vec<Vec<Node>> = members.iter().map(|it| self.participants(it)).collect();
        let formulas = self.spare_those_beyond(found.formulas.clone());
        let mut told = Shrinking::new(self, formulas);
        let (assignment, values) = told.place_at_once()?;
        Some(Telling::new(self, &assignment, values, &nodes).tell())
    }

    fn has_choice_of_identity(&self, members: &[Vec<Node>]) -> bool {
        let nodes: Vec<Node> = members.iter().flatten().copied().collect();
        nodes.iter().enumerate().any(|(place, &a)| {
            nodes[..place].iter().any(|&b| a != b && !self.universe.are_apart(a, b))
        })
    }
}

pub(super) struct Shrinking<'q, 'm> {
    pub(in crate::logic) query: &'q mut Query<'m>,
    pub(in crate::logic) formulas: Vec<Formula>,
    /// A case of these formulas, once one was found while wishes were asked for.
    known: Option<Assignment>,
    /// Whether a question about the case had no answer: what is only wished for is not asked any more.
    too_hard: bool,
    /// Moments that may still be tried to place the case in time.
    pub(super) placings: u32,
    /// Literals that may still be looked at for that.
    pub(super) effort: usize,
    /// Moments before the day that is looked at are tried before later ones.
    pub(super) earlier_first: bool,
    /// Lengths that are attributes and get their values before all else has a place.
    pub(super) lengths_first: Vec<Place>,
}

impl<'q, 'm> Shrinking<'q, 'm> {
    fn new(query: &'q mut Query<'m>, formulas: Vec<Formula>) -> Self {
        Shrinking {
            query,
            formulas,
            known: None,
            too_hard: false,
            placings: 0,
            effort: usize::MAX,
            earlier_first: false,
            lengths_first: Vec::new(),
        }
    }
}

impl Shrinking<'_, '_> {
    pub(in crate::logic) fn decide(&self) -> Option<Assignment> {
        solve::decide(&self.query.universe, &self.formulas).ok().and_then(|(found, _)| found)
    }

    /// Adds a formula if the situation stays possible.
    pub(super) fn prefer(&mut self, formula: Formula) -> bool {
        self.formulas.push(formula);
        let size = self.formulas.iter().map(Formula::size).sum::<usize>();
        self.effort = self.effort.saturating_sub(size);
        let decided = solve::decide(&self.query.universe, &self.formulas);
        // What took all that one question may take is not asked again and again with little changed.
        if decided.is_err() {
            (self.too_hard, self.effort) = (true, 0);
        }
        let found = decided.ok().and_then(|(found, _)| found);
        let possible = found.is_some();
        if possible {
            self.known = found;
        } else {
            self.formulas.pop();
        }
        possible
    }

    /// Adds a literal if the situation stays possible, which need not be asked where it holds, or does not matter, in the
    /// case that was found last.
    fn prefer_literal(&mut self, literal: Literal) {
        let known = self.known.as_mut().and_then(|it| it.truth.get_mut(literal.atom.0 as usize));
        match known {
            Some(truth) if *truth != Some(!literal.holds) => {
                *truth = Some(literal.holds);
                self.formulas.push(literal.into());
            }
            _ => _ = self.prefer(literal.into()),
        }
    }

    fn prefer_atoms(&mut self, holds: bool, which: impl Fn(&Query<'_>, &Atom) -> bool) {
        if self.too_hard {
            return;
        }
        let atoms: Vec<AtomId> = self
            .query
            .universe
            .atoms()
            .filter(|(_, atom)| which(self.query, atom))
            .map(|(id, _)| id)
            .collect();
        // Most wishes can be granted together.
        let all = atoms.iter().map(|&atom| Literal { atom, holds }.into());
        if atoms.len() > 1 && self.prefer(Formula::all(all)) {
            return;
        }
        if self.formulas.iter().map(Formula::size).sum::<usize>() > SPARED_ONE_BY_ONE {
            return;
        }
        for atom in atoms {
            if !self.too_hard {
                self.prefer_literal(Literal { atom, holds });
            }
        }
    }

    fn shrink(&mut self) {
        let named =
            |query: &Query<'_>, node: Node| matches!(query.universe.kind(node), NodeKind::Of(..));
        self.prefer_atoms(true, |query, atom| match atom {
            Atom::Same(a, b) => named(query, *a) && named(query, *b),
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| matches!(atom, Atom::Same(..)));
        self.prefer_atoms(false, |query, atom| match atom {
            Atom::Is(sort, _) => query.model.sorts[*sort].kind == SortKind::Role,
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| matches!(atom, Atom::Is(..) | Atom::Violated(..)));
        self.prefer_atoms(false, |query, atom| match atom {
            Atom::Fact(fact, _) => !query.model.facts[*fact].open,
            _ => false,
        });
        self.prefer_atoms(false, |_, atom| {
            matches!(atom, Atom::Fact(..) | Atom::Happens(..) | Atom::Party(..))
        });
    }
}
