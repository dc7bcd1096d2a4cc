//! Gaps: cases of a declared universe that no norm settles, bearers whom a duty leaves out, and days on which
//! nothing fills an exception.

mod bearers;
mod clocks;
mod holes;
mod speak;

use crate::logic::Limit;
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Polarity, Query};
use crate::logic::ground::universe::{NodeKind, Place};
use crate::logic::theory::Theory;
use crate::model::{DaySpan, NormId, UniverseId, VarId};

pub use clocks::Clock;
pub use holes::{Hole, HoleSide};

impl Theory<'_> {
    /// The simplest case of a universe that no effective norm settles; `None` iff all are settled. Looked at from
    /// the first to the last day on which a norm that could settle one is in force.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn gap(&self, universe: UniverseId) -> Result<Option<Witness>, Limit> {
        let settling = self.settling(universe);
        let days = self.days_of(settling.iter().copied());
        let mut binding = Binding::empty(&self.model.universes[universe].scope);
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            binding = query.universe_binding(universe);
            let case = query.universe_case(universe, &binding, days)?;
            if case == Formula::False {
                return Ok(case);
            }
            let settled = query.settled_by(&settling, &binding, Polarity::Negative)?;
            Ok(case.and(!settled))
        })?;
        let Some(found) = found else { return Ok(None) };
        let members = [binding.0.iter().flatten().copied().collect()];
        let witness = query.witness_of(&found, &members)?.0;
        let situation = self.filled(&witness.situation);
        self.can_be_replayed(&situation, &settling)?;
        let world = self.world(&situation, &settling);
        stands(world.is_possible())?;
        stands(world.is_unsettled(universe, &witness.members[0]))?;
        Ok(Some(witness))
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
        for index in 0..it.scope.vars.len() {
            parts.push(self.fits(&it.scope, binding, VarId(index as u32)));
        }
        let ask = Ask { scope: &it.scope, binding, at: now, start: now, asker: None, depth: 0 };
        parts.push(self.cond(&it.when, ask, Polarity::Positive)?);
        Ok(Formula::all(parts))
    }
}
