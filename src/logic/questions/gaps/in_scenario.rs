//! Whether those whom a scenario names are a case of a universe that nothing settles.

use crate::logic::Limit;
use crate::logic::applies::open_vars;
use crate::logic::ground::query::{Binding, Grounded, Polarity, Query};
use crate::logic::questions::scenario::{ScenarioAnswer, answered};
use crate::logic::theory::Theory;
use crate::model::{Day, NormId, ScenarioId, UniverseId};

impl Theory<'_> {
    /// Whether some of those who are stated in a scenario make a case of the universe that no effective norm settles.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_gap(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        universe: UniverseId,
    ) -> Result<ScenarioAnswer, Limit> {
        let settling = self.settling(universe);
        if let Some(gap) = self.played_gap(scenario, on, universe, &settling) {
            return Ok(answered(gap));
        }
        self.ask_scenario(scenario, on, &mut |query, _, _| query.some_gap(universe, &settling))
    }
}

impl Query<'_> {
    fn some_gap(&mut self, universe: UniverseId, settling: &[NormId]) -> Grounded {
        let days = self.theory.days_of(settling.iter().copied());
        let scope = &self.model.universes[universe].scope;
        let empty = Binding::empty(scope);
        let open = open_vars(scope, &empty);
        let mut body = |query: &mut Self, binding: &Binding| {
            let case = query.universe_case(universe, binding, days)?;
            Ok(case.and(!query.settled_by(settling, binding, Polarity::Negative)?))
        };
        self.exists(scope, &open, &empty, Polarity::Negative, &mut body)
    }
}
