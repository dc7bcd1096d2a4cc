//! Whether a principle fails in a scenario.

use super::scenario::{ScenarioAnswer, answered};
use crate::logic::Limit;
use crate::logic::applies::open_vars;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{Assertion, Day, NormId, PrincipleId, ScenarioId};

impl Theory<'_> {
    /// Whether a principle fails in a scenario, for some of those stated; by this norm, where one is named.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_breach(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        principle: PrincipleId,
        by: Option<NormId>,
    ) -> Result<ScenarioAnswer, Limit> {
        if self.some_part_is_missing(scenario, on, principle, by)? {
            return Ok(answered(true));
        }
        if by.is_none()
            && let Some(fails) = self.played_breach(scenario, on, principle)
        {
            return Ok(answered(fails));
        }
        let any = |_: &Assertion| true;
        self.ask_scenario(scenario, on, &mut |query, _, _| query.some_breach(principle, by, any))
    }

    /// Whether a norm that is law on the day of a scenario lacks a part for which a principle asks. A scenario that cannot be
    /// has none.
    fn some_part_is_missing(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        principle: PrincipleId,
        by: Option<NormId>,
    ) -> Result<bool, Limit> {
        let day = self.day_of(&self.model.scenarios[scenario], on);
        for assertion in &self.model.principles[principle].assertions {
            let lacking = self.lacking(assertion, day)?;
            if lacking.iter().any(|(norm, _)| by.is_none_or(|by| by == *norm)) {
                return self.scenario_is_possible(scenario, on);
            }
        }
        Ok(false)
    }

    /// Whether an assertion that acts are settled fails in a scenario, for some of those stated.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn scenario_unsettled(
        &self,
        scenario: ScenarioId,
        on: Option<Day>,
        principle: PrincipleId,
    ) -> Result<ScenarioAnswer, Limit> {
        let settled = Assertion::is_about_settling;
        self.ask_scenario(scenario, on, &mut |query, _, _| {
            query.some_breach(principle, None, settled)
        })
    }
}

impl Query<'_> {
    /// Some assertion of a principle fails for some of those stated.
    fn some_breach(
        &mut self,
        principle: PrincipleId,
        by: Option<NormId>,
        asked: impl Fn(&Assertion) -> bool,
    ) -> Grounded {
        let mut ways = Vec::new();
        for assertion in self.model.principles[principle].assertions.iter().filter(|it| asked(it)) {
            let Some(days) = self.theory.days_to_ask(assertion) else {
                // Where there is no law at all, nothing is ever so.
                ways.push(Formula::constant(assertion.is_sometimes()));
                continue;
            };
            let scope = &assertion.scope;
            let empty = Binding::empty(scope);
            let open = open_vars(scope, &empty);
            let mut body = |query: &mut Self, binding: &Binding| {
                query.assertion_case(assertion, binding, days, by, true)
            };
            ways.push(self.exists(scope, &open, &empty, Polarity::Negative, &mut body)?);
        }
        Ok(Formula::any(ways))
    }
}
