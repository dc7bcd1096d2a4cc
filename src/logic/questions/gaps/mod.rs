//! Gaps: cases of a declared universe that no norm settles, bearers whom a duty leaves out, and days on which
//! nothing fills an exception.

mod bearers;
mod clocks;
mod holes;
mod in_scenario;
mod speak;

use crate::logic::Limit;
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::conflict::open::{Answer, Making, answers_to_open, firm_case};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Ask, Binding, Found, Grounded, Polarity, Query};
use crate::logic::ground::universe::{NodeKind, Place};
use crate::logic::theory::Theory;
use crate::model::{DaySpan, NormId, UniverseId, VarId};

pub use clocks::Clock;
pub use holes::{Hole, HoleSide};

/// A case of a universe that no norm settles.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Gap {
    /// The case.
    pub witness: Witness,
    /// The days on which the case is not settled; empty where no date matters.
    pub dates: Vec<DaySpan>,
    /// The open facts on which it hangs, with the verdict for each answer. Empty: it hangs on none.
    pub answers: Vec<Answer>,
}

type Case<'t> = (Query<'t>, Found, Binding);

impl Theory<'_> {
    /// The simplest case of a universe that no effective norm settles; `None` iff all are settled. Looked at from
    /// the first to the last day on which a norm that could settle one is in force.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn gap(&self, universe: UniverseId) -> Result<Option<Gap>, Limit> {
        let settling = self.settling(universe);
        self.looking_further(&mut |others| self.shown_gap(universe, &settling, others))
    }

    fn shown_gap(
        &self,
        universe: UniverseId,
        settling: &[NormId],
        others: Others,
    ) -> Result<Option<Gap>, Limit> {
        let find = |making: &mut Making<'_>| self.find_gap(universe, settling, others, making);
        let Some(mut case) = find(&mut |_, goal| Ok(goal))? else { return Ok(None) };
        let answers = answers_to_open(&mut |turn| Ok(find(turn)?.is_some()))?;
        if answers.is_empty() && case.0.decides_openly(&case.1) {
            case = firm_case(&mut |making| find(making))?.unwrap_or(case);
        }
        let (mut query, found, binding) = case;
        let witness = self.replayed_gap(universe, settling, (&mut query, &found, &binding))?;
        let dates = query.dates(&found)?;
        Ok(Some(Gap { witness, dates, answers }))
    }

    fn find_gap<'t>(
        &'t self,
        universe: UniverseId,
        settling: &[NormId],
        others: Others,
        making: &mut Making<'_>,
    ) -> Result<Option<Case<'t>>, Limit> {
        let mut query = Query::among(self, others);
        let days = self.days_of(settling.iter().copied());
        let mut binding = Binding::empty(&self.model.universes[universe].scope);
        let found = query.find(&mut |query| {
            binding = query.universe_binding(universe);
            let case = query.universe_case(universe, &binding, days)?;
            if case == Formula::False {
                return Ok(case);
            }
            let settled = query.settled_by(settling, &binding, Polarity::Negative)?;
            making(query, case.and(!settled))
        })?;
        Ok(found.map(|found| (query, found, binding)))
    }

    fn replayed_gap(
        &self,
        universe: UniverseId,
        settling: &[NormId],
        (query, found, binding): (&mut Query<'_>, &Found, &Binding),
    ) -> Result<Witness, Limit> {
        let members = [binding.0.iter().flatten().copied().collect()];
        let witness = query.witness_of(found, &members)?.0;
        let situation = self.filled(&witness.whole);
        self.can_be_replayed(&situation, settling)?;
        let world = self.world(&situation, settling);
        stands(world.is_possible())?;
        stands(world.is_unsettled(universe, &witness.members[0]))?;
        Ok(witness)
    }

    /// From the first to the last day on which one of these norms is in force; every day, where there is none.
    fn days_of(&self, norms: impl Iterator<Item = NormId>) -> DaySpan {
        let spans: Vec<DaySpan> =
            norms.flat_map(|norm| self.model.norms[norm].in_force.iter().copied()).collect();
        let endless = spans.iter().any(|days| days.until.is_none());
        DaySpan {
            from: spans.iter().map(|days| days.from).min().flatten(),
            until: if endless { None } else { spans.iter().map(|days| days.until).max().flatten() },
        }
    }
}

impl Query<'_> {
    fn universe_binding(&mut self, universe: UniverseId) -> Binding {
        let scope = &self.model.universes[universe].scope;
        let mut binding = Binding::empty(scope);
        for (index, var) in scope.vars.iter().enumerate() {
            if !var.some {
                let top = self.model.sorts[var.sorts[0]].top;
                binding.0[index] =
                    Some(self.universe.node(NodeKind::Of(u32::MAX, index as u32), top));
            }
        }
        binding
    }

    /// The participants make a case of the universe on one of the days.
    fn universe_case(
        &mut self,
        universe: UniverseId,
        binding: &Binding,
        days: DaySpan,
    ) -> Grounded {
        let it = &self.model.universes[universe];
        let now = Place::NOW.into();
        let mut parts = vec![self.in_span(days, now)];
        let vars: Vec<VarId> = (0..it.scope.vars.len() as u32).map(VarId).collect();
        for &var in &vars {
            parts.push(self.fits(&it.scope, binding, var));
        }
        parts.push(self.are_parties_at(&it.scope, &vars, binding, now)?);
        let ask = Ask::about(&it.scope, binding, now);
        parts.push(self.cond(&it.when, ask, Polarity::Positive)?);
        Ok(Formula::all(parts))
    }
}
